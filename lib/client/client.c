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

/* The kinds whose answers count. */
static uint32_t wanted(const struct rt_client *client)
{
    uint32_t set = 0;
    for (size_t i = 0; i < client->negotiation->count; i++)
        if (rt_client_counts(client, i))
            set |= bit(i);
    return set;
}

/* The kinds that the server is known to answer, of those whose answers count. */
static uint32_t known(const struct rt_client *client)
{
    return client->heard & wanted(client);
}

/* Those of them that the server may still answer well. */
static uint32_t hopeful(const struct rt_client *client)
{
    uint32_t set = known(client);
    for (size_t i = 0; i < client->negotiation->count; i++)
        if (client->wrong[i] >= RT_CLIENT_HOPELESS)
            set &= ~bit(i);
    return set;
}

/* The kinds that are still asked, of those whose answers count. */
static uint32_t asked_for(const struct rt_client *client)
{
    uint32_t set = hopeful(client);
    return set ? set : wanted(client);
}

static bool can_tcp(const struct rt_client *client)
{
    uint32_t set = asked_for(client);
    for (size_t i = 0; client->plan->tcp && i < client->negotiation->count; i++)
        if (set & bit(i) && rt_attempt_travels(&client->negotiation->list[i], RT_TRANSPORT_TCP))
            return true;
    return false;
}

/* Whether it is known why there is no answer, if nobody answers what is asked now. */
static bool suspects(const struct rt_client *client)
{
    return !client->answers && (client->only_bare || client->other.version);
}

static unsigned most_rounds(const struct rt_client *client)
{
    uint32_t set = wanted(client);
    if (client->plan->tries > 0)
        return client->plan->tries;
    if ((set & (set - 1)) == 0 || !client->plan->udp)
        return RT_TRIES;
    return RT_TRIES_KINDS + can_tcp(client);
}

enum rt_error rt_client_init(struct rt_client *client, const struct rt_client_plan *plan,
                             const struct rt_negotiation *negotiation, struct rt_crypto *crypto,
                             const uint8_t key[RT_KEY_SIZE], size_t who)
{
    memset(client, 0, sizeof *client);
    client->plan = plan;
    client->negotiation = negotiation;
    client->choices = plan->choices;
    client->choice_count = plan->choice_count;
    client->others = plan->others;
    client->other_count = plan->other_count;
    client->crypto = crypto;
    client->who = who;
    client->most = most_rounds(client);
    client->udp_dead = !plan->udp;
    client->transport = RT_TRANSPORT_UNKNOWN;
    memcpy(client->key, key, RT_KEY_SIZE);
    if (wanted(client) == 0 || (!plan->udp && !can_tcp(client))) {
        client->done = true;
        return RT_E_EMPTY;
    }
    return rt_crypto_srv(crypto, key, client->srv);
}

/* Over which transport a round goes. */
static enum rt_transport transport_of(const struct rt_client *client, unsigned round)
{
    bool last = round > 1 && round == client->most;
    return client->udp_dead || (last && can_tcp(client)) ? RT_TRANSPORT_TCP : RT_TRANSPORT_UDP;
}

static bool has_hints(const struct rt_client *client)
{
    for (size_t i = 0; i < client->negotiation->count; i++)
        if (client->negotiation->list[i].rank == RT_ATTEMPT_HINTED)
            return true;
    return false;
}

/* How often a kind may be asked in a round. */
static unsigned may_ask(const struct rt_client *client, unsigned round, size_t i)
{
    const struct rt_attempt *attempt = &client->negotiation->list[i];
    bool heard = known(client) & bit(i);
    if (!rt_attempt_travels(attempt, transport_of(client, round)))
        return 0;
    if (attempt->rank == RT_ATTEMPT_OTHER)
        return (round == 2 || round == 3) && !known(client) && !suspects(client);
    if (!heard && hopeful(client))
        return 0;
    if (suspects(client))
        return RT_CLIENT_CONFIRM + 1;
    if (!heard && known(client)) /* which answers wrongly */
        return !(client->sent & bit(i));
    bool maybe = client->maybe & bit(i) && transport_of(client, round) == RT_TRANSPORT_UDP;
    if ((heard || maybe) && round == 1)
        return RT_CLIENT_ROUND;
    if (heard || maybe)
        return heard ? RT_CLIENT_REPEATS : 2;
    if (round == RT_TRIES_KINDS && !client->udp_dead)
        return attempt->rank == RT_ATTEMPT_WANTED ? 1 + has_hints(client) : 0;
    return (round == 1 && has_hints(client)) == (attempt->rank == RT_ATTEMPT_HINTED);
}

/* The kind that this round asks next, or the number of kinds if it asks no more. */
static size_t next_attempt(const struct rt_client *client)
{
    size_t count = client->negotiation->count, best = count;
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += client->asked[i];
        if (client->asked[i] < may_ask(client, client->round, i) &&
            (best == count || client->asked[i] < client->asked[best]))
            best = i;
    }
    bool full = sum >= RT_CLIENT_ROUND && (client->heard || client->maybe);
    if (client->round_over || (full && best < count && client->asked[best] > 0))
        return count;
    return best;
}

/* From one request of a round with this wait to the next. */
static uint64_t spacing(const struct rt_client *client, enum rt_transport transport,
                        uint64_t wait_ns)
{
    bool tcp = transport == RT_TRANSPORT_TCP;
    uint64_t own = tcp ? wait_ns / 10 * 3 : client->plan->wait_ns;
    uint64_t most = tcp ? RT_SPACING_TCP_NS : RT_SPACING_NS;
    return own < most ? own : most;
}

/* The wait behind the round after one with this wait. */
static uint64_t longer(uint64_t wait_ns)
{
    return wait_ns < RT_WAIT_MOST_NS / 3 * 2 ? wait_ns + wait_ns / 2 : RT_WAIT_MOST_NS;
}

/* The end of this try: the next one of this round, or the end of the round. */
static void set_due(struct rt_client *client)
{
    bool more = next_attempt(client) < client->negotiation->count;
    client->due_ns = client->sent_ns +
                     (more ? spacing(client, client->transport, client->wait_ns) : client->wait_ns);
}

void rt_client_reschedule(struct rt_client *client)
{
    if (!client->done && client->tries > 0)
        set_due(client);
}

enum rt_error rt_client_request(const struct rt_client *client, const struct rt_client_try *attempt,
                                struct rt_writer *writer)
{
    const struct rt_attempt *kind = &client->negotiation->list[attempt->attempt];
    struct rt_request_plan request = {
        .rules = kind->rules,
        .offers = kind->numbers,
        .offer_count = kind->count,
        .nonce = {attempt->nonce, kind->rules.nonce},
        .srv = {attempt->bare ? NULL : client->srv, attempt->bare ? 0 : RT_SRV_SIZE},
        .size = RT_REQUEST_SIZE,
        .transport = attempt->transport,
    };
    return rt_request_write(writer, &request);
}

const struct rt_client_try *rt_client_open_try(const struct rt_client *client, unsigned number)
{
    if (number >= client->tries || client->tries - number > RT_CLIENT_OPEN)
        return NULL;
    return &client->open[number % RT_CLIENT_OPEN];
}

/* Makes room for the next try, and keeps of the one that was there what shows that a reply to it is
 * late. */
static struct rt_client_try *next_try(struct rt_client *client)
{
    struct rt_client_try *next = &client->open[client->tries % RT_CLIENT_OPEN];
    if (client->tries >= RT_CLIENT_OPEN)
        memcpy(client->earlier[next->number % RT_CLIENT_EARLIER], next->nonce, RT_CLIENT_TRACE);
    memset(next, 0, sizeof *next);
    next->number = client->tries++;
    return next;
}

/* Whether a try leaves out SRV, so that a server with another key answers, too. */
static bool goes_bare(const struct rt_client *client, size_t i)
{
    return client->round % 2 == 0 && client->round < client->most && !suspects(client) &&
           (client->transport == RT_TRANSPORT_UDP || !client->plan->udp) &&
           !(client->heard & bit(i)) && rt_rules_has_srv(&client->negotiation->list[i].rules);
}

static void begin_try(struct rt_client *client, size_t i, uint64_t now_ns)
{
    const struct rt_client_plan *plan = client->plan;
    struct rt_client_try *next = next_try(client);
    struct rt_writer writer = rt_writer_into(client->request, sizeof client->request);
    next->attempt = (uint8_t)i;
    next->transport = client->transport;
    next->bare = goes_bare(client, i);
    client->asked[i]++;
    client->sent |= bit(i);
    client->confirmed += suspects(client) && rt_client_counts(client, i) && !next->bare;
    client->sent_ns = now_ns;
    plan->nonce(plan->nonce_context, client->who, next->number, &client->negotiation->list[i].rules,
                next->nonce);
    if (rt_client_request(client, next, &writer) != RT_OK)
        client->done = true;
    client->request_len = writer.len;
    set_due(client);
}

/* Whether all that could still be answered has been asked again since the cause is known. */
static bool is_confirmed(const struct rt_client *client)
{
    unsigned kinds = rt_bytes_count_bits(asked_for(client));
    return suspects(client) && client->confirmed >= RT_CLIENT_CONFIRM * kinds;
}

/* Goes on to the next round that has something to ask; false: there is none. */
static bool begin_round(struct rt_client *client)
{
    uint64_t first_ns = client->plan->wait_ns;
    bool more = false;
    if (is_confirmed(client))
        return false;
    memset(client->asked, 0, sizeof client->asked);
    while (!more && client->round < client->most) {
        client->round++;
        client->round_over = false;
        client->transport = transport_of(client, client->round);
        more = next_attempt(client) < client->negotiation->count;
    }
    if (client->tries > 0)
        client->wait_ns = longer(client->wait_ns);
    else
        client->wait_ns = first_ns < RT_WAIT_MOST_NS ? first_ns : RT_WAIT_MOST_NS;
    return more;
}

enum rt_step rt_client_step(struct rt_client *client, uint64_t now_ns)
{
    if (!client->done && client->tries > 0 && now_ns < client->due_ns)
        return RT_STEP_WAIT;
    if (client->udp_dead && !can_tcp(client))
        client->done = true;
    bool more = client->tries > 0 && next_attempt(client) < client->negotiation->count;
    if (!client->done && !more && !begin_round(client))
        client->done = true;
    if (!client->done)
        begin_try(client, next_attempt(client), now_ns);
    return client->done ? RT_STEP_DONE : RT_STEP_SEND;
}

/* How many requests a round has, or has left. */
static unsigned requests_of(const struct rt_client *client, unsigned round)
{
    unsigned count = 0;
    for (size_t i = 0; i < client->negotiation->count; i++) {
        unsigned may = may_ask(client, round, i);
        unsigned asked = round == client->round ? client->asked[i] : 0;
        count += may > asked ? may - asked : 0;
    }
    return count;
}

uint64_t rt_client_left_round(const struct rt_client *client, uint64_t now_ns)
{
    uint64_t left = client->due_ns > now_ns ? client->due_ns - now_ns : 0;
    if (client->done || client->tries == 0)
        return 0;
    unsigned more =
        next_attempt(client) < client->negotiation->count ? requests_of(client, client->round) : 0;
    if (more > 0)
        left += (more - 1) * spacing(client, client->transport, client->wait_ns) + client->wait_ns;
    return left;
}

uint64_t rt_client_left(const struct rt_client *client, uint64_t now_ns)
{
    uint64_t left = rt_client_left_round(client, now_ns);
    uint64_t wait_ns = client->wait_ns;
    if (client->done || client->tries == 0 || is_confirmed(client))
        return left;
    for (unsigned round = client->round + 1; round != 0 && round <= client->most; round++) {
        unsigned requests = requests_of(client, round);
        wait_ns = longer(wait_ns);
        if (requests == 0)
            break;
        uint64_t sending = (requests - 1) * spacing(client, transport_of(client, round), wait_ns);
        if (__builtin_add_overflow(left, wait_ns + sending, &left))
            return UINT64_MAX;
    }
    return left;
}

void rt_client_failed(struct rt_client *client, bool closed)
{
    bool last = client->round >= client->most;
    if (client->transport == RT_TRANSPORT_TCP) {
        bool more = next_attempt(client) < client->negotiation->count;
        client->done = client->done || (last && !more) || !closed;
        if (more)
            client->due_ns = client->sent_ns; /* the next step sends */
        return;
    }
    client->udp_dead = true;
    client->round_over = true;
    if (last || !can_tcp(client))
        client->done = true;
    else
        client->due_ns = client->sent_ns;
}
