// SPDX-License-Identifier: BSD-2-Clause
/* Writes chains in each form in which they are handed on. */
#include "files/chainfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "wire/packet.h"

struct rt_chainfile {
    FILE *file;
    enum rt_chain_form form;
    size_t links;
    FILE *rands; /* of draft08: what goes between the brackets of "nonces" */
    char *rands_text;
    size_t rands_len;
};

static const char *const names[RT_FORM_COUNT] = {
#define X(id, name, text) [RT_FORM_##id] = #name,
    RT_CHAIN_FORMS(X)
#undef X
};

const char *rt_chainfile_form_name(enum rt_chain_form form)
{
    return names[form];
}

enum rt_chain_form rt_chainfile_form_find(const char *name)
{
#define X(id, word, text)                                                                          \
    if (strcmp(name, #word) == 0)                                                                  \
        return RT_FORM_##id;
    RT_CHAIN_FORMS(X)
#undef X
    return RT_FORM_NONE;
}

const char *rt_loss_text(unsigned losses)
{
#define X(id, bit, text)                                                                           \
    if ((losses & (bit)) != 0)                                                                     \
        return text;
    RT_LOSSES(X)
#undef X
    return "";
}

/*
 * What a form has room for.
 */

struct room {
    bool key, request, first_rand, first_nonce;
};

static struct room room_of(enum rt_chain_form form)
{
    switch (form) {
    case RT_FORM_RFC10049:
        return (struct room){.key = true, .request = true, .first_rand = true};
    case RT_FORM_DRAFT08:
        return (struct room){.first_rand = true};
    case RT_FORM_GOOGLE:
        return (struct room){.key = true, .first_nonce = true};
    case RT_FORM_DRAFT00:
    case RT_FORM_NONE:
    case RT_FORM_COUNT:
        break;
    }
    return (struct room){.key = false};
}

static struct rt_view nonce_in(struct rt_view bytes)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, bytes);
    return rt_packet_nonce(&packet);
}

static struct rt_view nonce_of(const struct rt_exchange *link)
{
    return rt_view_present(link->nonce) || !rt_view_present(link->request)
               ? link->nonce
               : nonce_in(link->request);
}

unsigned rt_chainfile_losses(enum rt_chain_form form, const struct rt_exchange *link, bool first)
{
    struct room room = room_of(form);
    struct rt_view nonce = nonce_of(link);
    bool held = room.first_nonce || (room.request && rt_view_present(link->request)) ||
                !rt_view_present(nonce) || rt_view_equal(nonce, nonce_in(link->response));
    unsigned losses = 0;
    if (link->key && !room.key)
        losses |= RT_LOSS_KEY;
    if (rt_view_present(link->request) && !room.request)
        losses |= RT_LOSS_REQUEST;
    if (first && !held)
        losses |= RT_LOSS_NONCE;
    if (first && rt_view_present(link->rand) && !room.first_rand)
        losses |= RT_LOSS_RAND;
    return losses;
}

/*
 * Writing.
 */

/* A string of base64; in pieces, so that no buffer is as large as a packet. */
static void put_base64(FILE *file, struct rt_view bytes)
{
    char text[RT_BASE64_SIZE(768)];
    fputc('"', file);
    for (size_t at = 0; at < bytes.len; at += 768) {
        size_t len = bytes.len - at < 768 ? bytes.len - at : 768;
        fputs(rt_base64_encode(rt_view_slice(bytes, at, len), text), file);
    }
    fputc('"', file);
}

/* A member, if it is there: with a comma before it, unless it is the first of its object. */
static void put_member(FILE *file, bool *first, const char *name, struct rt_view bytes)
{
    if (!rt_view_present(bytes))
        return;
    fprintf(file, "%s\"%s\":", *first ? "" : ",", name);
    put_base64(file, bytes);
    *first = false;
}

static struct rt_view key_of(const struct rt_exchange *link)
{
    return (struct rt_view){link->key, link->key ? RT_KEY_SIZE : 0};
}

static void add_rfc10049(FILE *file, const struct rt_exchange *link)
{
    bool first = true;
    fputc('{', file);
    put_member(file, &first, "publicKey", key_of(link));
    put_member(file, &first, "rand", link->rand);
    put_member(file, &first, "request", link->request);
    /* As the clients that know no request have it. */
    if (!rt_view_present(link->request))
        put_member(file, &first, "nonce", link->nonce);
    put_member(file, &first, "response", link->response);
    fputc('}', file);
}

static void add_google(struct rt_chainfile *chain, const struct rt_exchange *link)
{
    FILE *file = chain->file;
    bool first = link->key == NULL;
    fputs(first ? "{" : "{\"publicKeyType\":\"ed25519\"", file);
    put_member(file, &first, "serverPublicKey", key_of(link));
    put_member(file, &first, "nonceOrBlind", chain->links == 0 ? nonce_of(link) : link->rand);
    put_member(file, &first, "reply", link->response);
    fputc('}', file);
}

/* A link without rand has an empty string in the list, so that both lists are equally long. */
static void add_draft08(struct rt_chainfile *chain, const struct rt_exchange *link)
{
    put_base64(chain->file, link->response);
    if (chain->links > 0)
        fputc(',', chain->rands);
    put_base64(chain->rands, link->rand);
}

/* The rand of a link stands in the object before it, which is still open. */
static void add_draft00(struct rt_chainfile *chain, const struct rt_exchange *link)
{
    FILE *file = chain->file;
    bool first = chain->links == 0, none = true;
    if (!first) {
        none = false;
        put_member(file, &none, "blind", link->rand);
        fputs("},", file);
    }
    fputs("{\"response_packet\":", file);
    put_base64(file, link->response);
}

struct rt_chainfile *rt_chainfile_begin(FILE *file, enum rt_chain_form form)
{
    static const char *const heads[RT_FORM_COUNT] = {[RT_FORM_RFC10049] = "{\"responses\":[",
                                                     [RT_FORM_DRAFT08] = "{\"responses\":[",
                                                     [RT_FORM_DRAFT00] = "[",
                                                     [RT_FORM_GOOGLE] = "{\"links\":["};
    struct rt_chainfile *chain = calloc(1, sizeof *chain);
    if (chain == NULL)
        return NULL;
    chain->file = file;
    chain->form = form;
    if (form == RT_FORM_DRAFT08) {
        chain->rands = open_memstream(&chain->rands_text, &chain->rands_len);
        if (chain->rands == NULL) {
            free(chain);
            return NULL;
        }
    }
    fputs(heads[form], file);
    return chain;
}

void rt_chainfile_add(struct rt_chainfile *chain, const struct rt_exchange *link)
{
    if (chain->links > 0 && chain->form != RT_FORM_DRAFT00)
        fputc(',', chain->file);
    switch (chain->form) {
    case RT_FORM_RFC10049:
        add_rfc10049(chain->file, link);
        break;
    case RT_FORM_DRAFT08:
        add_draft08(chain, link);
        break;
    case RT_FORM_DRAFT00:
        add_draft00(chain, link);
        break;
    case RT_FORM_GOOGLE:
        add_google(chain, link);
        break;
    case RT_FORM_NONE:
    case RT_FORM_COUNT:
        break;
    }
    chain->links++;
}

enum rt_error rt_chainfile_end(struct rt_chainfile *chain)
{
    enum rt_error error = RT_OK;
    if (chain == NULL)
        return RT_E_NO_MEMORY;
    if (chain->rands != NULL && fclose(chain->rands) != 0)
        error = RT_E_NO_MEMORY;
    if (chain->form == RT_FORM_DRAFT08)
        fprintf(chain->file, "],\"nonces\":[%s]}\n", error == RT_OK ? chain->rands_text : "");
    else if (chain->form == RT_FORM_DRAFT00)
        fputs(chain->links > 0 ? "}]\n" : "]\n", chain->file);
    else
        fputs("]}\n", chain->file);
    if (error == RT_OK && ferror(chain->file))
        error = RT_E_IO;
    free(chain->rands_text);
    free(chain);
    return error;
}

enum rt_error rt_chainfile_write(FILE *file, enum rt_chain_form form, const struct rt_chain *chain,
                                 size_t first, size_t last)
{
    struct rt_chainfile *written = rt_chainfile_begin(file, form);
    for (size_t i = first; written && i <= last; i++) {
        const struct rt_chain_entry *entry = rt_chain_at(chain, i);
        struct rt_exchange link = entry->packets;
        link.key = entry->have_key ? entry->key : NULL;
        link.nonce = (struct rt_view){entry->nonce_len > 0 ? entry->nonce : NULL, entry->nonce_len};
        /* What went into the nonce of the first has nothing to follow from any more. */
        if (i == first && first > 0)
            link.rand = (struct rt_view){NULL, 0};
        rt_chainfile_add(written, &link);
    }
    return rt_chainfile_end(written);
}
