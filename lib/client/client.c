// SPDX-License-Identifier: BSD-2-Clause
/* Decides when a client sends which request. */
#include "client/client.h"

#include <string.h>

#include "client/client_internal.h"
#include "rules/rules.h"

static uint32_t bit(size_t attempt)
{
    return UINT32_C(1) << attempt;
}

static bool counts(const struct rt_client *asker, size_t i)
{
    return asker->offers->list[i].rank != RT_ATTEMPT_OTHER;
}

/* The kinds whose answers count. */
static uint32_t wanted(const struct rt_client *asker)
{
    uint32_t set = 0;
    for (size_t i = 0; i < asker->offers->count; i++)
        if (counts(asker, i))
            set |= bit(i);
    return set;
}

/* The kinds that are still asked, of those whose answers count. */
static uint32_t asked_for(const struct rt_client *asker)
{
    uint32_t set = wanted(asker);
    return asker->heard & set ? asker->heard & set : set;
}

static bool can_tcp(const struct rt_client *asker)
{
    uint32_t set = asked_for(asker);
    for (size_t i = 0; asker->plan->tcp && i < asker->offers->count; i++)
        if (set & bit(i) && rt_attempt_travels(&asker->offers->list[i], RT_TRANSPORT_TCP))
            return true;
    return false;
}

/* Whether it is known why there is no answer, if nobody answers what is asked now. */
static bool suspects(const struct rt_client *asker)
{
    return !asker->answers && (asker->only_bare || asker->other.version);
}

static unsigned most_rounds(const struct rt_client *asker)
{
    uint32_t set = wanted(asker);
    if (asker->plan->tries > 0)
        return asker->plan->tries;
    if ((set & (set - 1)) == 0 || !asker->plan->udp)
        return RT_TRIES;
    return RT_TRIES_KINDS + can_tcp(asker);
}

enum rt_error rt_client_init(struct rt_client *asker, const struct rt_client_plan *plan,
                             const struct rt_negotiation *offers, struct rt_crypto *crypto,
                             const uint8_t key[RT_KEY_SIZE], size_t who)
{
    memset(asker, 0, sizeof *asker);
    asker->plan = plan;
    asker->offers = offers;
    asker->choices = plan->choices;
    asker->choice_count = plan->choice_count;
    asker->others = plan->others;
    asker->other_count = plan->other_count;
    asker->crypto = crypto;
    asker->who = who;
    asker->most = most_rounds(asker);
    asker->udp_dead = !plan->udp;
    asker->transport = RT_TRANSPORT_UNKNOWN;
    memcpy(asker->key, key, RT_KEY_SIZE);
    if (wanted(asker) == 0 || (!plan->udp && !can_tcp(asker))) {
        asker->done = true;
        return RT_E_EMPTY;
    }
    return rt_crypto_srv(crypto, key, asker->srv);
}

/* Over which transport a round goes. */
static enum rt_transport transport_of(const struct rt_client *asker, unsigned round)
{
    bool last = round > 1 && round == asker->most;
    return asker->udp_dead || (last && can_tcp(asker)) ? RT_TRANSPORT_TCP : RT_TRANSPORT_UDP;
}

static bool has_hints(const struct rt_client *asker)
{
    for (size_t i = 0; i < asker->offers->count; i++)
        if (asker->offers->list[i].rank == RT_ATTEMPT_HINTED)
            return true;
    return false;
}

/* How often a kind may be asked in a round. */
static unsigned may_ask(const struct rt_client *asker, unsigned round, size_t i)
{
    const struct rt_attempt *attempt = &asker->offers->list[i];
    uint32_t heard = asker->heard & wanted(asker);
    if (!rt_attempt_travels(attempt, transport_of(asker, round)))
        return 0;
    if (attempt->rank == RT_ATTEMPT_OTHER)
        return (round == 2 || round == 3) && !heard && !suspects(asker);
    if (heard && !(heard & bit(i)))
        return 0;
    if (suspects(asker))
        return RT_CLIENT_CONFIRM + 1;
    bool maybe = asker->maybe & bit(i) && transport_of(asker, round) == RT_TRANSPORT_UDP;
    if (heard || maybe)
        return round > 1 ? RT_CLIENT_REPEATS : RT_CLIENT_ROUND;
    if (round == RT_TRIES_KINDS && !asker->udp_dead)
        return attempt->rank == RT_ATTEMPT_WANTED ? 2 : 0;
    return (round == 1 && has_hints(asker)) == (attempt->rank == RT_ATTEMPT_HINTED);
}

/* The kind that this round asks next, or the number of kinds if it asks no more. */
static size_t next_attempt(const struct rt_client *asker)
{
    size_t count = asker->offers->count, best = count;
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += asker->asked[i];
        if (asker->asked[i] < may_ask(asker, asker->round, i) &&
            (best == count || asker->asked[i] < asker->asked[best]))
            best = i;
    }
    bool full = sum >= RT_CLIENT_ROUND && (asker->heard || asker->maybe);
    if (asker->round_over || (full && best < count && asker->asked[best] > 0))
        return count;
    return best;
}

static uint64_t spacing(const struct rt_client *asker, enum rt_transport transport)
{
    uint64_t most = transport == RT_TRANSPORT_TCP ? RT_SPACING_TCP_NS : RT_SPACING_NS;
    return asker->plan->wait_ns < most ? asker->plan->wait_ns : most;
}

/* The wait behind the round after one with this wait. */
static uint64_t longer(uint64_t wait_ns)
{
    return wait_ns < RT_WAIT_MOST_NS / 3 * 2 ? wait_ns + wait_ns / 2 : RT_WAIT_MOST_NS;
}

/* The end of this try: the next one of this round, or the end of the round. */
static void set_due(struct rt_client *asker)
{
    bool more = next_attempt(asker) < asker->offers->count;
    asker->due_ns = asker->sent_ns + (more ? spacing(asker, asker->transport) : asker->wait_ns);
}

void rt_client_reschedule(struct rt_client *asker)
{
    if (!asker->done && asker->tries > 0)
        set_due(asker);
}

enum rt_error rt_client_request(const struct rt_client *asker, const struct rt_client_try *attempt,
                                struct rt_writer *writer)
{
    const struct rt_attempt *offer = &asker->offers->list[attempt->attempt];
    struct rt_request_plan request = {
        .rules = offer->rules,
        .offers = offer->numbers,
        .offer_count = offer->count,
        .nonce = {attempt->nonce, offer->rules.nonce},
        .srv = {attempt->bare ? NULL : asker->srv, attempt->bare ? 0 : RT_SRV_SIZE},
        .size = RT_REQUEST_SIZE,
        .transport = attempt->transport,
    };
    return rt_request_write(writer, &request);
}

const struct rt_client_try *rt_client_open_try(const struct rt_client *asker, unsigned number)
{
    if (number >= asker->tries || asker->tries - number > RT_CLIENT_OPEN)
        return NULL;
    return &asker->open[number % RT_CLIENT_OPEN];
}

/* Makes room for the next try, and keeps of the one that was there what shows that a reply to it is
 * late. */
static struct rt_client_try *next_try(struct rt_client *asker)
{
    struct rt_client_try *next = &asker->open[asker->tries % RT_CLIENT_OPEN];
    if (asker->tries >= RT_CLIENT_OPEN)
        memcpy(asker->earlier[next->number % RT_CLIENT_EARLIER], next->nonce, RT_CLIENT_TRACE);
    memset(next, 0, sizeof *next);
    next->number = asker->tries++;
    return next;
}

/* Whether a try leaves out SRV, so that a server with another key answers, too. */
static bool goes_bare(const struct rt_client *asker, size_t i)
{
    return asker->round % 2 == 0 && asker->round < asker->most && !suspects(asker) &&
           (asker->transport == RT_TRANSPORT_UDP || !asker->plan->udp) &&
           !(asker->heard & bit(i)) && rt_rules_has_srv(&asker->offers->list[i].rules);
}

static void begin_try(struct rt_client *asker, size_t i, uint64_t now_ns)
{
    const struct rt_client_plan *plan = asker->plan;
    struct rt_client_try *next = next_try(asker);
    struct rt_writer writer = rt_writer_into(asker->request, sizeof asker->request);
    next->attempt = (uint8_t)i;
    next->transport = asker->transport;
    next->bare = goes_bare(asker, i);
    asker->asked[i]++;
    asker->sent |= bit(i);
    asker->confirmed += suspects(asker) && counts(asker, i) && !next->bare;
    asker->sent_ns = now_ns;
    plan->nonce(plan->nonce_context, asker->who, next->number, &asker->offers->list[i].rules,
                next->nonce);
    if (rt_client_request(asker, next, &writer) != RT_OK)
        asker->done = true;
    asker->request_len = writer.len;
    set_due(asker);
}

/* Whether all that could still be answered has been asked again since the cause is known. */
static bool is_confirmed(const struct rt_client *asker)
{
    unsigned kinds = 0;
    for (uint32_t set = asked_for(asker); set; set &= set - 1)
        kinds++;
    return suspects(asker) && asker->confirmed >= RT_CLIENT_CONFIRM * kinds;
}

/* Goes on to the next round that has something to ask; false: there is none. */
static bool begin_round(struct rt_client *asker)
{
    uint64_t first_ns = asker->plan->wait_ns;
    bool more = false;
    if (is_confirmed(asker))
        return false;
    memset(asker->asked, 0, sizeof asker->asked);
    while (!more && asker->round < asker->most) {
        asker->round++;
        asker->round_over = false;
        asker->transport = transport_of(asker, asker->round);
        more = next_attempt(asker) < asker->offers->count;
    }
    if (asker->tries > 0)
        asker->wait_ns = longer(asker->wait_ns);
    else
        asker->wait_ns = first_ns < RT_WAIT_MOST_NS ? first_ns : RT_WAIT_MOST_NS;
    return more;
}

enum rt_step rt_client_step(struct rt_client *asker, uint64_t now_ns)
{
    if (!asker->done && asker->tries > 0 && now_ns < asker->due_ns)
        return RT_STEP_WAIT;
    if (asker->udp_dead && !can_tcp(asker))
        asker->done = true;
    bool more = asker->tries > 0 && next_attempt(asker) < asker->offers->count;
    if (!asker->done && !more && !begin_round(asker))
        asker->done = true;
    if (!asker->done)
        begin_try(asker, next_attempt(asker), now_ns);
    return asker->done ? RT_STEP_DONE : RT_STEP_SEND;
}

/* How many requests a round has, or has left. */
static unsigned requests_of(const struct rt_client *asker, unsigned round)
{
    unsigned count = 0;
    for (size_t i = 0; i < asker->offers->count; i++) {
        unsigned may = may_ask(asker, round, i);
        unsigned asked = round == asker->round ? asker->asked[i] : 0;
        count += may > asked ? may - asked : 0;
    }
    return count;
}

uint64_t rt_client_left_round(const struct rt_client *asker, uint64_t now_ns)
{
    uint64_t left = asker->due_ns > now_ns ? asker->due_ns - now_ns : 0;
    if (asker->done || asker->tries == 0)
        return 0;
    unsigned more =
        next_attempt(asker) < asker->offers->count ? requests_of(asker, asker->round) : 0;
    if (more > 0)
        left += (more - 1) * spacing(asker, asker->transport) + asker->wait_ns;
    return left;
}

uint64_t rt_client_left(const struct rt_client *asker, uint64_t now_ns)
{
    uint64_t left = rt_client_left_round(asker, now_ns);
    uint64_t wait_ns = asker->wait_ns;
    if (asker->done || asker->tries == 0 || is_confirmed(asker))
        return left;
    for (unsigned round = asker->round + 1; round != 0 && round <= asker->most; round++) {
        unsigned requests = requests_of(asker, round);
        wait_ns = longer(wait_ns);
        if (requests == 0)
            break;
        uint64_t sending = (requests - 1) * spacing(asker, transport_of(asker, round));
        if (__builtin_add_overflow(left, wait_ns + sending, &left))
            return UINT64_MAX;
    }
    return left;
}

void rt_client_failed(struct rt_client *asker, bool closed)
{
    bool last = asker->round >= asker->most;
    if (asker->transport == RT_TRANSPORT_TCP) {
        bool more = next_attempt(asker) < asker->offers->count;
        asker->done = asker->done || (last && !more) || !closed;
        if (more)
            asker->due_ns = asker->sent_ns; /* the next step sends */
        return;
    }
    asker->udp_dead = true;
    asker->round_over = true;
    if (last || !can_tcp(asker))
        asker->done = true;
    else
        asker->due_ns = asker->sent_ns;
}
