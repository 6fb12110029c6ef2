// SPDX-License-Identifier: BSD-2-Clause
/* Converts chains from one form to another, link by link. */
#include "files/convert.h"

#include <stdlib.h>
#include <string.h>

#include "files/convert_internal.h"
#include "wire/merkle.h"

struct rt_convert {
    struct rt_chainfile *chain;
    enum rt_chain_form from;
    enum rt_chain_form to;
    size_t links;
    size_t remade;                   /* requests */
    const char *kept;                /* why the request at hand cannot be left out */
    struct rt_keyring_result judged; /* the link at hand */
    struct rt_chain_link tie;        /* the reply before it */
    uint8_t previous[RT_PACKET_MAX];
    uint8_t request[RT_CONVERT_REQUEST];
};

const char *rt_convert_cause_text(enum rt_convert_cause cause)
{
    static const char *const texts[RT_CONVERT_CAUSE_COUNT] = {
#define X(id, text) [RT_CONVERT_##id] = text,
        RT_CONVERT_CAUSES(X)
#undef X
    };
    return texts[cause];
}

/* What a form holds of every link, by what it could not hold. */
static bool has_room(enum rt_chain_form form, enum rt_loss loss)
{
    static const uint8_t key[RT_KEY_SIZE];
    const struct rt_view something = {key, 1};
    const struct rt_exchange link = {.key = key, .request = something};
    return (rt_chainfile_losses(form, &link, false) & loss) == 0;
}

struct rt_convert *rt_convert_begin(FILE *file, enum rt_chain_form from, enum rt_chain_form to)
{
    struct rt_convert *convert = calloc(1, sizeof *convert);
    if (!convert)
        return NULL;
    convert->from = from;
    convert->to = to;
    convert->chain = rt_chainfile_begin(file, to);
    if (convert->chain)
        return convert;
    free(convert);
    return NULL;
}

size_t rt_convert_count(const struct rt_convert *convert)
{
    return convert->links;
}

/* The key is the one of the source. A source without keys gets the one at hand that has signed. */
static enum rt_convert_cause take_key(const struct rt_convert *convert, struct rt_exchange *link)
{
    const struct rt_report *report = &convert->judged.judgement.report;
    if (link->key || !has_room(convert->to, RT_LOSS_KEY) || has_room(convert->from, RT_LOSS_KEY))
        return RT_CONVERT_GOOD;
    if (report->checks[RT_CHECK_CERT_SIGNATURE].outcome != RT_PASS)
        return RT_CONVERT_NO_KEY;
    link->key = convert->judged.key;
    return RT_CONVERT_GOOD;
}

/* The nonce as it is known, and as the tree holds it. */
static struct rt_view proven_nonce(const struct rt_convert *convert)
{
    struct rt_view none = {NULL, 0};
    return convert->judged.linked.bound ? convert->judged.subject.exchange.nonce : none;
}

/* Makes the request that the source does not have and the form asks for. */
static enum rt_convert_cause make_request(struct rt_convert *convert, struct rt_exchange *link)
{
    const struct rt_rules *rules = &convert->judged.judgement.rules;
    struct rt_view nonce = proven_nonce(convert);
    if (rt_merkle_needs_packet(rules->leaf))
        return RT_CONVERT_TREE;
    if (!rt_view_present(nonce))
        return RT_CONVERT_NO_REQUEST;
    size_t len = rt_convert_request(convert->judged.subject.crypto, rules, link->key, nonce,
                                    convert->request);
    if (len == 0)
        return RT_CONVERT_NOT_WRITTEN;
    link->request = (struct rt_view){convert->request, len};
    convert->remade++;
    return RT_CONVERT_GOOD;
}

/* Why the nonce does not stand for the request, or NULL if it does: the request is the plain one of
 * its nonce, and that follows from what is written. */
static const char *why_kept(const struct rt_convert *convert, struct rt_view request)
{
    const struct rt_rules *rules = &convert->judged.judgement.rules;
    if (rt_merkle_needs_packet(rules->leaf))
        return "and the tree is one of requests";
    if (!rt_convert_is_plain(convert->judged.subject.crypto, rules, convert->judged.key, request))
        return "and it is not the plain one of its nonce";
    if (!convert->judged.linked.bound)
        return "and its nonce does not follow from what is left";
    return NULL;
}

/* Leaves the request out if the nonce stands for it. Else it stays, and will be lost. */
static void drop_request(struct rt_convert *convert, struct rt_exchange *link)
{
    struct rt_packet packet;
    convert->kept = why_kept(convert, link->request);
    if (convert->kept)
        return;
    rt_packet_parse(&packet, link->request);
    link->nonce = packet.values[RT_SLOT_NONC];
    link->request = (struct rt_view){NULL, 0};
}

static enum rt_convert_cause take_request(struct rt_convert *convert, struct rt_exchange *link)
{
    bool known = rt_view_present(link->request);
    if (has_room(convert->to, RT_LOSS_REQUEST)) {
        bool wanted = !known && !has_room(convert->from, RT_LOSS_REQUEST);
        return wanted ? make_request(convert, link) : RT_CONVERT_GOOD;
    }
    if (known)
        drop_request(convert, link);
    if (convert->to != RT_FORM_GOOGLE || convert->links > 0 || rt_view_present(link->request) ||
        rt_view_present(link->nonce))
        return RT_CONVERT_GOOD;
    link->nonce = proven_nonce(convert);
    return rt_view_present(link->nonce) ? RT_CONVERT_GOOD : RT_CONVERT_NO_NONCE;
}

/* Judges a link, and puts together what will be written of it. */
static enum rt_convert_cause prepare(struct rt_convert *convert,
                                     const struct rt_judge_settings *settings,
                                     struct rt_exchange *link)
{
    convert->tie.rand = link->rand;
    rt_keyring_judge_link(settings, link, convert->links == 0 ? NULL : &convert->tie,
                          &convert->judged);
    enum rt_convert_cause cause = take_key(convert, link);
    return cause == RT_CONVERT_GOOD ? take_request(convert, link) : cause;
}

bool rt_convert_add(struct rt_convert *convert, const struct rt_judge_settings *settings,
                    const struct rt_exchange *exchange, struct rt_convert_fault *fault)
{
    struct rt_exchange link = *exchange;
    bool first = convert->links == 0;
    *fault = (struct rt_convert_fault){.cause = prepare(convert, settings, &link)};
    fault->version = convert->judged.judgement.best.version;
    if (fault->cause != RT_CONVERT_GOOD)
        return false;
    fault->losses = rt_chainfile_losses(convert->to, &link, first);
    if (fault->losses != 0) {
        bool request = (fault->losses & RT_LOSS_KEY) == 0 && (fault->losses & RT_LOSS_REQUEST) != 0;
        fault->cause = RT_CONVERT_LOSS;
        fault->kept = request ? convert->kept : NULL;
        return false;
    }
    rt_chainfile_add(convert->chain, &link);
    if (link.response.len > 0)
        memcpy(convert->previous, link.response.data, link.response.len);
    convert->tie.previous = (struct rt_view){convert->previous, link.response.len};
    convert->links++;
    return true;
}

enum rt_error rt_convert_end(struct rt_convert *convert, size_t *remade)
{
    if (!convert)
        return RT_E_NO_MEMORY;
    if (remade)
        *remade = convert->remade;
    enum rt_error error = rt_chainfile_end(convert->chain);
    free(convert);
    return error;
}
