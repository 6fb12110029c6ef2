// SPDX-License-Identifier: BSD-2-Clause
/* Judges a chain of exchanges link by link, and then as a whole. */
#include <stdlib.h>
#include <string.h>

#include "common/chain_internal.h"
#include "common/memory.h"
#include "wire/clock.h"

struct chain *chain_new(struct app *app)
{
    struct chain *chain = memory_need(calloc(1, sizeof *chain));
    chain->app = app;
    return chain;
}

static void forget_judgement(struct chain *chain)
{
    free(chain->times);
    free(chain->lent);
    free(chain->servers);
    chain->verdict = CHAIN_UNVERIFIED;
    chain->searched = 0;
    chain->times = NULL;
    chain->lent = NULL;
    chain->servers = NULL;
}

void chain_clear(struct chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        free(chain->links[i].bytes);
        free(chain->links[i].version);
    }
    forget_judgement(chain);
    chain->count = 0;
    chain->too_long = false;
    chain->report = 0;
    chain->record = 0;
    chain->torn = false;
    chain->document = NULL;
}

void chain_free(struct chain *chain)
{
    if (!chain)
        return;
    chain_clear(chain);
    free(chain->links);
    free(chain);
}

void chain_know(struct chain *chain, const struct rt_servers *known)
{
    chain->known = known;
}

size_t chain_length(const struct chain *chain)
{
    return chain->count;
}

/* Whether there is no place for another link. */
static bool is_full(struct chain *chain)
{
    if (chain->count < CHAIN_LINKS_MAX)
        return false;
    if (!chain->too_long)
        app_complain(chain->app, EXIT_INPUT, chain->links[0].exchange.file,
                     "a chain of more than %d links: the rest is not judged", CHAIN_LINKS_MAX);
    chain->too_long = true;
    return true;
}

static struct chain_link *next_link(struct chain *chain)
{
    if (chain->count == chain->room) {
        chain->room = chain->room ? 2 * chain->room : 8;
        chain->links = memory_need(realloc(chain->links, chain->room * sizeof *chain->links));
    }
    struct chain_link *link = &chain->links[chain->count++];
    memset(link, 0, sizeof *link);
    return link;
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

void chain_add(struct chain *chain, const struct exchange *exchange, const char *server)
{
    if (is_full(chain))
        return;
    struct chain_link *link = next_link(chain);
    struct rt_exchange *packets = &link->exchange.packets;
    size_t size = exchange->packets.request.len + exchange->packets.response.len +
                  exchange->packets.nonce.len + exchange->rand.len;
    uint8_t *to = link->bytes = memory_need(malloc(size + 1));
    link->exchange = *exchange;
    link->server = server;
    keep(&packets->request, &to);
    keep(&packets->response, &to);
    keep(&packets->nonce, &to);
    keep(&link->exchange.rand, &to);
    if (packets->key)
        memcpy(link->own_key, packets->key, RT_KEY_SIZE);
    if (exchange->version)
        link->version = memory_need(strdup(exchange->version));
}

void chain_add_broken(struct chain *chain)
{
    if (!is_full(chain))
        next_link(chain)->broken = true;
}

const struct rt_chain_link *chain_tie(const struct chain *chain, size_t i)
{
    return i > 0 && !chain->links[i - 1].broken ? &chain->links[i].tie : NULL;
}

static const char *name_of(const struct rt_servers *known, const uint8_t key[RT_KEY_SIZE])
{
    for (size_t i = 0; known && i < known->count; i++)
        if (memcmp(known->list[i].key, key, RT_KEY_SIZE) == 0)
            return known->list[i].name;
    return NULL;
}

/* Pointers into the array of links, which moves while it grows, are set when it is whole. */
static void settle(struct chain *chain, size_t i)
{
    struct chain_link *link = &chain->links[i];
    struct rt_exchange *packets = &link->exchange.packets;
    if (packets->key)
        packets->key = link->own_key;
    link->exchange.version = link->version;
    if (i > 0)
        link->tie = (struct rt_chain_link){
            .previous = chain->links[i - 1].exchange.packets.response,
            .rand = link->exchange.rand,
            .last = i + 1 == chain->count,
        };
}

static void judge_link(struct chain *chain, size_t i)
{
    static struct trial trial;
    struct chain_link *link = &chain->links[i];
    settle(chain, i);
    if (link->broken)
        return;
    if (!trial_run_link(chain->app, &link->exchange, chain_tie(chain, i), &trial)) {
        link->broken = true;
        return;
    }
    link->judgement = trial.judged.judgement;
    link->chain_reading = trial.judged.linked.chain_reading;
    link->have_key = trial.judged.key != NULL;
    if (link->have_key)
        memcpy(link->key, trial.judged.key, RT_KEY_SIZE);
    link->trusted = chain->app->key_count == 0 ||
                    (link->have_key && rt_keyring_has(&trial.settings.keyring, link->key));
    struct rt_view nonce = trial.judged.subject.exchange.nonce;
    if (rt_view_present(nonce) && nonce.len <= sizeof link->nonce) {
        memcpy(link->nonce, nonce.data, nonce.len);
        link->nonce_len = nonce.len;
    }
    link->signed_ = trial.judged.linked.signed_;
    link->bound = trial.judged.linked.bound;
    link->has_time = rt_subject_time(&trial.judged.subject, &link->midpoint, &link->radius);
    if (!link->server && link->have_key)
        link->server = name_of(chain->known, link->key);
}

/* When a reply says it was made; an interval that does not count if it is not proven. */
static struct rt_interval time_of(const struct chain_link *link)
{
    const struct rt_interval none = {1, 0};
    struct rt_instant instant;
    enum rt_clock clock = link->judgement.rules.clock;
    if (link->broken || !link->signed_ || !link->trusted || !link->has_time ||
        rt_clock_instant(clock, link->midpoint, &instant) != RT_OK)
        return none;
    return rt_interval_around(rt_instant_microseconds(instant),
                              rt_clock_radius_ns(clock, link->radius) / 1000);
}

/* The end of the stretch of links that begins at `start`, in which each is bound to the one before
 * it. Only within one are replies in a proven order. */
static size_t stretch_end(const struct chain *chain, size_t start)
{
    size_t end = start + 1;
    while (end < chain->count && chain->links[end].bound)
        end++;
    return end < chain->count ? end : chain->count;
}

static void enter(struct chain *chain, size_t start)
{
    chain->start = start;
    size_t end = start < chain->count ? stretch_end(chain, start) : start;
    rt_causality_init(&chain->causality, chain->times + start, end - start, chain->lent);
}

void chain_pairs_begin(struct chain *chain)
{
    enter(chain, 0);
}

bool chain_pairs_next(struct chain *chain, struct rt_contradiction *pair)
{
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

uint64_t chain_gap(const struct chain *chain, const struct rt_contradiction *pair)
{
    return (uint64_t)chain->times[pair->first].low - (uint64_t)chain->times[pair->second].high;
}

/* Numbers the servers by their keys. */
static void number_servers(struct chain *chain)
{
    size_t first[RT_BLAME_SERVERS];
    chain->server_count = 0;
    for (size_t i = 0; i < chain->count; i++) {
        const struct chain_link *link = &chain->links[i];
        size_t number = 0;
        chain->servers[i] = 0;
        if (link->broken || !link->have_key || chain->server_count > RT_BLAME_SERVERS)
            continue;
        while (number < chain->server_count &&
               memcmp(chain->links[first[number]].key, link->key, RT_KEY_SIZE) != 0)
            number++;
        chain->servers[i] = number;
        if (number < chain->server_count)
            continue;
        if (number < RT_BLAME_SERVERS)
            first[number] = i;
        chain->server_count++;
    }
}

static void find_contradictions(struct chain *chain)
{
    struct rt_contradiction closest;
    size_t most = 0;
    chain->contradictions = 0;
    chain->blame = (struct rt_blame){0};
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

const char *chain_lacks(const struct chain_link *link)
{
    const struct rt_exchange *packets = &link->exchange.packets;
    bool nonce_or_blind = rt_view_present(packets->nonce) || rt_view_present(link->exchange.rand);
    if (link->exchange.form == RT_FORM_GOOGLE && !link->broken && !nonce_or_blind)
        return "nonceOrBlind";
    if (link->exchange.form != RT_FORM_RFC10049 || link->broken)
        return NULL;
    /* Some clients have the nonce in its place. */
    if (!rt_view_present(packets->request) && !rt_view_present(packets->nonce))
        return "request";
    return packets->key ? NULL : "publicKey";
}

enum rt_verdict chain_link_verdict(const struct chain_link *link)
{
    if (link->broken || chain_lacks(link) || link->judgement.verdict == RT_INVALID)
        return RT_INVALID;
    if (link->judgement.verdict == RT_NO_VERDICT)
        return RT_NO_VERDICT;
    return link->signed_ && link->trusted ? RT_VALID : RT_UNVERIFIABLE;
}

static enum chain_verdict verdict_of(const struct chain *chain)
{
    bool unproven = false;
    bool undecided = false;
    if (chain->too_long)
        return CHAIN_INVALID;
    for (size_t i = 0; i < chain->count; i++) {
        const struct chain_link *link = &chain->links[i];
        enum rt_verdict verdict = chain_link_verdict(link);
        if (verdict == RT_INVALID)
            return CHAIN_INVALID;
        undecided = undecided || verdict == RT_NO_VERDICT;
        unproven = unproven || verdict != RT_VALID || (i > 0 && !link->bound);
    }
    if (chain->contradictions > 0)
        return CHAIN_CONTRADICTION;
    if (undecided)
        return CHAIN_UNDECIDED;
    return unproven ? CHAIN_UNVERIFIED : CHAIN_CONSISTENT;
}

enum chain_verdict chain_judge(struct chain *chain)
{
    forget_judgement(chain);
    chain->times = memory_need(calloc(chain->count + 1, sizeof *chain->times));
    chain->servers = memory_need(calloc(chain->count + 1, sizeof *chain->servers));
    chain->lent = memory_need(calloc(rt_causality_room(chain->count) + 1, sizeof *chain->lent));
    for (size_t i = 0; i < chain->count; i++) {
        judge_link(chain, i);
        chain->times[i] = time_of(&chain->links[i]);
    }
    number_servers(chain);
    find_contradictions(chain);
    chain->verdict = verdict_of(chain);
    return chain->verdict;
}

const char *chain_verdict_name(enum chain_verdict verdict)
{
    switch (verdict) {
    case CHAIN_CONSISTENT:
        return "consistent";
    case CHAIN_CONTRADICTION:
        return "contradiction";
    case CHAIN_INVALID:
        return "invalid";
    case CHAIN_UNVERIFIED:
        return "unverified";
    case CHAIN_UNDECIDED:
        return "undecided";
    }
    return NULL;
}

enum exit_code chain_exit(enum chain_verdict verdict)
{
    switch (verdict) {
    case CHAIN_CONSISTENT:
        return EXIT_GOOD;
    case CHAIN_CONTRADICTION:
        return EXIT_MALFEASANCE;
    case CHAIN_UNDECIDED:
        return EXIT_BUG;
    case CHAIN_INVALID:
    case CHAIN_UNVERIFIED:
        break;
    }
    return EXIT_FAILED;
}
