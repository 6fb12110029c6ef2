// SPDX-License-Identifier: BSD-2-Clause
/* Links in a growing array, their judgement, and the search for contradictions among them. */
#include "judge/chain.h"

#include <stdlib.h>
#include <string.h>

#include "wire/clock.h"

struct link {
    struct rt_chain_entry entry;
    void *owned;              /* choices and bytes that the entry shows */
    struct rt_chain_link tie; /* to the link before it; meaningless for the first */
};

struct rt_chain {
    struct link *links;
    size_t count;
    size_t room;
    bool too_long; /* there were more links than are judged */
    struct rt_keyring_result result;
    /* The judgement. */
    enum rt_chain_verdict verdict;
    struct rt_interval *times; /* of links that do not count low > high; NULL: not judged */
    int64_t *lent;             /* for causality.h */
    size_t start;              /* of the stretch of bound links that is gone through */
    struct rt_causality causality;
    uint64_t contradictions;
    struct rt_contradiction closest; /* with contradictions */
    size_t *servers;                 /* of each link, numbered from 0 */
    size_t server_count;             /* above RT_BLAME_SERVERS they are not told apart */
    struct rt_blame blame;
};

struct rt_chain *rt_chain_new(void)
{
    return calloc(1, sizeof(struct rt_chain));
}

static void forget_judgement(struct rt_chain *chain)
{
    free(chain->times);
    free(chain->lent);
    free(chain->servers);
    chain->verdict = RT_CHAIN_VERDICT_NONE;
    chain->times = NULL;
    chain->lent = NULL;
    chain->servers = NULL;
    chain->server_count = 0;
    chain->contradictions = 0;
    chain->blame = (struct rt_blame){0};
}

void rt_chain_cut(struct rt_chain *chain, size_t count)
{
    forget_judgement(chain);
    while (chain->count > count)
        free(chain->links[--chain->count].owned);
}

void rt_chain_clear(struct rt_chain *chain)
{
    rt_chain_cut(chain, 0);
    chain->too_long = false;
}

void rt_chain_free(struct rt_chain *chain)
{
    if (!chain)
        return;
    rt_chain_clear(chain);
    free(chain->links);
    free(chain);
}

/* Makes room for the next link, which is not yet counted. */
static enum rt_error make_room(struct rt_chain *chain)
{
    forget_judgement(chain);
    if (chain->count >= RT_CHAIN_LINKS_MAX) {
        chain->too_long = true;
        return RT_E_TOO_LARGE;
    }
    if (chain->count == chain->room) {
        size_t room = chain->room ? 2 * chain->room : 8;
        struct link *links = realloc(chain->links, room * sizeof *links);
        if (!links)
            return RT_E_NO_MEMORY;
        chain->links = links;
        chain->room = room;
    }
    memset(&chain->links[chain->count], 0, sizeof *chain->links);
    return RT_OK;
}

/* Copies what a view shows to *to, and makes it show the copy. */
static void keep(struct rt_view *view, uint8_t **to)
{
    if (!rt_view_present(*view))
        return;
    if (view->len > 0)
        memcpy(*to, view->data, view->len);
    view->data = *to;
    *to += view->len;
}

enum rt_error rt_chain_add(struct rt_chain *chain, const struct rt_chain_input *input)
{
    const struct rt_exchange *given = &input->packets;
    size_t choices = input->choice_count * sizeof *input->choices;
    size_t size = choices + given->request.len + given->response.len + given->nonce.len +
                  given->rand.len + RT_KEY_SIZE;
    enum rt_error error = make_room(chain);
    if (error != RT_OK)
        return error;
    uint8_t *to = malloc(size);
    if (!to)
        return RT_E_NO_MEMORY;
    struct link *link = &chain->links[chain->count++];
    struct rt_chain_entry *entry = &link->entry;
    link->owned = to;
    entry->packets = *given;
    entry->packets.link = NULL;
    entry->packets.origin = NULL;
    entry->form = input->form;
    entry->server = input->server;
    entry->choice_count = input->choice_count;
    entry->choices = input->choice_count > 0 ? link->owned : NULL;
    if (choices > 0)
        memcpy(to, input->choices, choices);
    to += choices;
    keep(&entry->packets.request, &to);
    keep(&entry->packets.response, &to);
    keep(&entry->packets.nonce, &to);
    keep(&entry->packets.rand, &to);
    if (given->key)
        entry->packets.key = memcpy(to, given->key, RT_KEY_SIZE);
    return RT_OK;
}

enum rt_error rt_chain_add_broken(struct rt_chain *chain, enum rt_chain_form form)
{
    enum rt_error error = make_room(chain);
    if (error == RT_OK)
        chain->links[chain->count++].entry = (struct rt_chain_entry){.form = form, .broken = true};
    return error;
}

const struct rt_chain_link *rt_chain_tie(const struct rt_chain *chain, size_t i)
{
    return i > 0 && !chain->links[i - 1].entry.broken ? &chain->links[i].tie : NULL;
}

void rt_chain_again(const struct rt_chain *chain, size_t i,
                    const struct rt_judge_settings *settings, struct rt_keyring_result *result)
{
    const struct rt_chain_entry *entry = &chain->links[i].entry;
    struct rt_judge_settings own = *settings;
    if (entry->choice_count > 0) {
        own.choices = entry->choices;
        own.choice_count = entry->choice_count;
    }
    rt_keyring_judge_link(&own, &entry->packets, rt_chain_tie(chain, i), result);
}

static void judge_entry(struct rt_chain *chain, const struct rt_judge_settings *settings, size_t i)
{
    struct rt_chain_entry *entry = &chain->links[i].entry;
    struct rt_keyring_result *result = &chain->result;
    if (i > 0)
        chain->links[i].tie = (struct rt_chain_link){
            .previous = chain->links[i - 1].entry.packets.response,
            .rand = entry->packets.rand,
            .last = i + 1 == chain->count,
        };
    if (entry->broken)
        return;
    rt_chain_again(chain, i, settings, result);
    entry->judgement = result->judgement;
    entry->chain_reading = result->linked.chain_reading;
    entry->have_key = result->key != NULL;
    if (entry->have_key)
        memcpy(entry->key, result->key, RT_KEY_SIZE);
    entry->trusted = settings->keyring.count == 0 ||
                     (entry->have_key && rt_keyring_has(&settings->keyring, entry->key));
    struct rt_view nonce = result->subject.exchange.nonce;
    entry->nonce_len = 0;
    if (rt_view_present(nonce) && nonce.len <= sizeof entry->nonce) {
        memcpy(entry->nonce, nonce.data, nonce.len);
        entry->nonce_len = nonce.len;
    }
    entry->signed_ = result->linked.signed_;
    entry->bound = result->linked.bound;
    entry->has_time = rt_subject_time(&result->subject, &entry->midpoint, &entry->radius);
}

/* When a reply says it was made; an interval that does not count if it is not proven. */
static struct rt_interval time_of(const struct rt_chain_entry *entry)
{
    const struct rt_interval none = {1, 0};
    struct rt_instant instant;
    enum rt_clock clock = entry->judgement.rules.clock;
    if (entry->broken || !entry->signed_ || !entry->trusted || !entry->has_time ||
        rt_clock_instant(clock, entry->midpoint, &instant) != RT_OK)
        return none;
    return rt_interval_around(rt_instant_microseconds(instant),
                              rt_clock_radius_ns(clock, entry->radius) / 1000);
}

/* The end of the stretch of links that begins at `start`, in which each is bound to the one before
 * it. Only within one are replies in a proven order. */
static size_t stretch_end(const struct rt_chain *chain, size_t start)
{
    size_t end = start + 1;
    while (end < chain->count && chain->links[end].entry.bound)
        end++;
    return end < chain->count ? end : chain->count;
}

static void enter(struct rt_chain *chain, size_t start)
{
    chain->start = start;
    size_t end = start < chain->count ? stretch_end(chain, start) : start;
    rt_causality_init(&chain->causality, chain->times + start, end - start, chain->lent);
}

void rt_chain_pairs_begin(struct rt_chain *chain)
{
    if (chain->times)
        enter(chain, 0);
}

bool rt_chain_pairs_next(struct rt_chain *chain, struct rt_contradiction *pair)
{
    if (!chain->times)
        return false;
    while (!rt_causality_next(&chain->causality, pair)) {
        size_t next = chain->start + chain->causality.count;
        if (next >= chain->count)
            return false;
        enter(chain, next);
    }
    pair->first += chain->start;
    pair->second += chain->start;
    return true;
}

/* Numbers the servers by their keys. */
static void number_servers(struct rt_chain *chain)
{
    size_t first[RT_BLAME_SERVERS];
    for (size_t i = 0; i < chain->count; i++) {
        const struct rt_chain_entry *link = &chain->links[i].entry;
        size_t number = 0;
        chain->servers[i] = 0;
        if (link->broken || !link->have_key || chain->server_count > RT_BLAME_SERVERS)
            continue;
        while (number < chain->server_count &&
               memcmp(chain->links[first[number]].entry.key, link->key, RT_KEY_SIZE) != 0)
            number++;
        chain->servers[i] = number;
        if (number < chain->server_count)
            continue;
        if (number < RT_BLAME_SERVERS)
            first[number] = i;
        chain->server_count++;
    }
}

static void find_contradictions(struct rt_chain *chain)
{
    struct rt_contradiction closest;
    size_t most = 0;
    for (size_t at = 0; at < chain->count; at += chain->causality.count) {
        enter(chain, at);
        uint64_t found = rt_causality_count(&chain->causality);
        bool any = found > 0 && rt_causality_closest(&chain->causality, &closest);
        size_t distance = any ? closest.second - closest.first : 0;
        if (any && (chain->contradictions == 0 || distance < most)) {
            most = distance;
            chain->closest = (struct rt_contradiction){at + closest.first, at + closest.second};
            rt_blame(chain->times + at, chain->servers + at, chain->causality.count,
                     chain->server_count, &chain->blame);
        }
        chain->contradictions += found;
    }
}

const char *rt_chain_lacks(const struct rt_chain_entry *entry)
{
    const struct rt_exchange *packets = &entry->packets;
    bool nonce_or_blind = rt_view_present(packets->nonce) || rt_view_present(entry->packets.rand);
    if (entry->form == RT_FORM_GOOGLE && !entry->broken && !nonce_or_blind)
        return "nonceOrBlind";
    if (entry->form != RT_FORM_RFC10049 || entry->broken)
        return NULL;
    /* Some clients have the nonce in its place. */
    if (!rt_view_present(packets->request) && !rt_view_present(packets->nonce))
        return "request";
    return packets->key ? NULL : "publicKey";
}

enum rt_verdict rt_chain_entry_verdict(const struct rt_chain_entry *entry)
{
    if (entry->broken || rt_chain_lacks(entry) || entry->judgement.verdict == RT_INVALID)
        return RT_INVALID;
    if (entry->judgement.verdict == RT_NO_VERDICT)
        return RT_NO_VERDICT;
    return entry->signed_ && entry->trusted ? RT_VALID : RT_UNVERIFIABLE;
}

static enum rt_chain_verdict verdict_of(const struct rt_chain *chain)
{
    bool unproven = false;
    bool undecided = false;
    if (chain->too_long)
        return RT_CHAIN_VERDICT_INVALID;
    for (size_t i = 0; i < chain->count; i++) {
        const struct rt_chain_entry *entry = &chain->links[i].entry;
        enum rt_verdict verdict = rt_chain_entry_verdict(entry);
        if (verdict == RT_INVALID)
            return RT_CHAIN_VERDICT_INVALID;
        undecided = undecided || verdict == RT_NO_VERDICT;
        unproven = unproven || verdict != RT_VALID || (i > 0 && !entry->bound);
    }
    if (chain->contradictions > 0)
        return RT_CHAIN_VERDICT_CONTRADICTION;
    if (undecided)
        return RT_CHAIN_VERDICT_UNDECIDED;
    return unproven ? RT_CHAIN_VERDICT_UNVERIFIED : RT_CHAIN_VERDICT_CONSISTENT;
}

enum rt_error rt_chain_judge(struct rt_chain *chain, const struct rt_judge_settings *settings)
{
    forget_judgement(chain);
    chain->times = calloc(chain->count + 1, sizeof *chain->times);
    chain->servers = calloc(chain->count + 1, sizeof *chain->servers);
    chain->lent = calloc(rt_causality_room(chain->count) + 1, sizeof *chain->lent);
    if (!chain->times || !chain->servers || !chain->lent) {
        forget_judgement(chain);
        return RT_E_NO_MEMORY;
    }
    for (size_t i = 0; i < chain->count; i++) {
        judge_entry(chain, settings, i);
        chain->times[i] = time_of(&chain->links[i].entry);
    }
    number_servers(chain);
    find_contradictions(chain);
    chain->verdict = verdict_of(chain);
    return RT_OK;
}

bool rt_chain_trim(struct rt_chain *chain)
{
    struct link *last = chain->count > 0 ? &chain->links[chain->count - 1] : NULL;
    if (chain->verdict != RT_CHAIN_VERDICT_INVALID || !last || last->entry.broken)
        return false;
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        if ((last->entry.judgement.report.checks[check].outcome == RT_FAIL) !=
            (check == RT_CHECK_CHAIN_RESPONSE))
            return false;
    rt_chain_cut(chain, chain->count - 1);
    return true;
}

bool rt_chain_follows(struct rt_chain *chain, struct rt_crypto *crypto, size_t i, size_t reply)
{
    const struct rt_chain_entry *entry = &chain->links[i].entry;
    const struct rt_chain_entry *other = &chain->links[reply].entry;
    const struct rt_judgement *judgement = &entry->judgement;
    const struct rt_chain_link tie = {.previous = other->packets.response,
                                      .rand = entry->packets.rand};
    struct rt_exchange packets = entry->packets;
    if (entry->broken || other->broken || !chain->times)
        return false;
    packets.link = &tie;
    rt_subject_init(&chain->result.subject, crypto, &packets);
    return rt_verify_check(&chain->result.subject, judgement->best.version, &judgement->rules,
                           RT_CHECK_CHAIN_LINK)
               .outcome == RT_PASS;
}

const char *rt_chain_verdict_name(enum rt_chain_verdict verdict)
{
    switch (verdict) {
#define X(id, name)                                                                                \
    case RT_CHAIN_VERDICT_##id:                                                                    \
        return name;
        RT_CHAIN_VERDICTS(X)
#undef X
    case RT_CHAIN_VERDICT_NONE:
    case RT_CHAIN_VERDICT_COUNT:
        break;
    }
    return NULL;
}

size_t rt_chain_count(const struct rt_chain *chain)
{
    return chain->count;
}

const struct rt_chain_entry *rt_chain_at(const struct rt_chain *chain, size_t i)
{
    return &chain->links[i].entry;
}

enum rt_chain_verdict rt_chain_verdict(const struct rt_chain *chain)
{
    return chain->verdict;
}

struct rt_interval rt_chain_interval(const struct rt_chain *chain, size_t i)
{
    return chain->times ? chain->times[i] : (struct rt_interval){1, 0};
}

size_t rt_chain_server_count(const struct rt_chain *chain)
{
    return chain->server_count;
}

size_t rt_chain_server(const struct rt_chain *chain, size_t i)
{
    return chain->servers ? chain->servers[i] : 0;
}

uint64_t rt_chain_contradictions(const struct rt_chain *chain)
{
    return chain->contradictions;
}

bool rt_chain_closest(const struct rt_chain *chain, struct rt_contradiction *pair)
{
    if (chain->contradictions > 0)
        *pair = chain->closest;
    return chain->contradictions > 0;
}

uint64_t rt_chain_gap(const struct rt_chain *chain, const struct rt_contradiction *pair)
{
    return (uint64_t)chain->times[pair->first].low - (uint64_t)chain->times[pair->second].high;
}

const struct rt_blame *rt_chain_blame(const struct rt_chain *chain)
{
    return &chain->blame;
}
