// SPDX-License-Identifier: BSD-2-Clause
/* The front door: asking servers, and the time on which they agree. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/endpoint.h"
#include "base/host_port.h"
#include "client/client_pool.h"
#include "judge/agree.h"
#include "roughtime.h"
#include "roughtime_internal.h"

#define SECOND_NS INT64_C(1000000000)

/* A server that is being asked. */
struct asked {
    struct rt_host_port place;
    bool answered;     /* validly: the next two */
    uint64_t at_ns;    /* when the server read its clock, on the clock of the net, */
    uint64_t bound_ns; /* and how far its time may be from the true time then */
    bool timed;        /* its time can be compared: the next */
    int64_t origin_ns; /* Unix time at the zero of the net's clock */
};

struct round {
    struct roughtime *roughtime;
    struct roughtime_server *servers;
    size_t count;
    struct asked *asked;             /* `count` of them, */
    size_t *numbers;                 /* the numbers of those with a good address, */
    struct rt_client_server *to_ask; /* how they are asked, */
    size_t to_ask_count;             /* and how many there are */
    struct rt_agree_key *by_key;     /* room for `count`, */
    struct rt_agree_answer *answers; /* for as many, */
    struct rt_edge *edges;           /* and for twice as many */
    size_t keys;                     /* different ones */
    bool undecided;                  /* an answer could not be judged */
    uint64_t now_ns;                 /* at the end */
};

static bool make_room(struct round *round)
{
    size_t count = round->count;
    round->asked = calloc(count, sizeof *round->asked);
    round->numbers = calloc(count, sizeof *round->numbers);
    round->to_ask = calloc(count, sizeof *round->to_ask);
    round->by_key = calloc(count, sizeof *round->by_key);
    round->answers = calloc(count, sizeof *round->answers);
    round->edges = calloc(count, 2 * sizeof *round->edges);
    return round->asked && round->numbers && round->to_ask && round->by_key && round->answers &&
           round->edges;
}

static void free_room(struct round *round)
{
    free(round->asked);
    free(round->numbers);
    free(round->to_ask);
    free(round->by_key);
    free(round->answers);
    free(round->edges);
}

/* A fresh nonce of the length that the rules ask for. */
static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    struct roughtime *roughtime = context;
    (void)who;
    (void)number;
    /* Up to 256 bytes come whole or not at all. */
    if (getrandom(nonce, rules->nonce, 0) != (ssize_t)rules->nonce)
        roughtime->no_random = true;
}

static void no_answer(struct roughtime_server *server, const char *reason)
{
    server->verdict = ROUGHTIME_NO_ANSWER;
    server->time.reason = reason;
}

/* Whoever has the same key is one server. */
static void compare_keys(struct round *round)
{
    for (size_t i = 0; i < round->count; i++)
        round->by_key[i] = (struct rt_agree_key){.key = round->servers[i].key, .number = i};
    round->keys = rt_agree_equal_keys(round->by_key, round->count);
    for (size_t i = 0; i < round->count; i++)
        round->answers[round->by_key[i].number].first = round->by_key[i].first;
}

/* Prepares to ask server i. */
static void prepare(struct round *round, size_t i)
{
    struct roughtime_server *server = &round->servers[i];
    struct asked *asked = &round->asked[i];
    server->time = (struct roughtime_time){.reason = NULL};
    server->agrees = false;
    no_answer(server, "the address is no host, and no host:port");
    if (rt_host_port_split(server->address, &asked->place) != RT_HOST_PORT_GOOD)
        return;
    if (asked->place.port == 0)
        asked->place.port = RT_PORT_RFC;
    asked->place.udp = asked->place.tcp = true;
    round->numbers[round->to_ask_count] = i;
    round->to_ask[round->to_ask_count++] = (struct rt_client_server){
        .places = &asked->place,
        .place_count = 1,
        .key = server->key,
        .negotiation = &round->roughtime->negotiation,
    };
}

/* Notes the time of a valid answer, so that it can be compared with others. */
static void measure(struct asked *asked, const struct roughtime_time *time,
                    const struct rt_client_result *result)
{
    int64_t ns;
    asked->answered = true;
    asked->at_ns = result->read_ns;
    asked->bound_ns = result->bound_ns;
    if (time->seconds < 0 || __builtin_mul_overflow(time->seconds, SECOND_NS, &ns) ||
        __builtin_add_overflow(ns, (int64_t)time->nanoseconds, &ns))
        return;
    asked->timed = true;
    asked->origin_ns = ns - (int64_t)asked->at_ns;
}

/* Takes the judgement of an answer. */
static void judged(struct round *round, size_t i, const struct rt_client_result *result)
{
    struct roughtime_server *server = &round->servers[i];
    const struct rt_roughtime_raw raw = {result->has_time, result->midpoint, result->radius};
    server->verdict =
        rt_roughtime_tell(&result->judgement, &raw, "the request was not given", &server->time);
    if (server->verdict == ROUGHTIME_VALID)
        measure(&round->asked[i], &server->time, result);
    round->undecided |= server->verdict == ROUGHTIME_UNDECIDED;
}

/* Takes the result of a server that was asked. */
static void answered(void *context, size_t who, const struct rt_client_result *result)
{
    struct round *round = context;
    struct roughtime_server *server = &round->servers[round->numbers[who]];
    switch (result->state) {
    case RT_CLIENT_VALID:
    case RT_CLIENT_REJECTED:
    case RT_CLIENT_UNDECIDED:
        judged(round, round->numbers[who], result);
        if (result->why == RT_CLIENT_CAUSE_KEY)
            server->time.reason = rt_client_cause_text(result->why);
        break;
    case RT_CLIENT_SILENT:
    case RT_CLIENT_UNREACHABLE:
    case RT_CLIENT_UNRESOLVED:
    case RT_CLIENT_UNFIT:
        no_answer(server, rt_client_cause_text(result->why));
        break;
    }
}

/* Asks all. 0 or errno. */
static int ask(struct round *round)
{
    struct roughtime *roughtime = round->roughtime;
    struct rt_client_pool pool = {
        .plan = {.choices = roughtime->choices,
                 .choice_count = roughtime->choice_count,
                 .others = roughtime->others,
                 .other_count = roughtime->other_count,
                 .udp = true,
                 .tcp = true,
                 .wait_ns = RT_WAIT_FIRST_NS,
                 .nonce = make_nonce,
                 .nonce_context = roughtime},
        .family = RT_FAMILY_ANY,
        .head_start_ns = RT_HEAD_START_NS,
        .deadline_ns = roughtime->timeout_ns,
    };
    struct rt_net net;
    roughtime->no_random = false;
    if (!rt_net_open(&net, round->to_ask_count))
        return errno;
    enum rt_error error = rt_client_pool_run(&pool, &net, roughtime->crypto, round->to_ask,
                                             round->to_ask_count, answered, round);
    round->now_ns = net.now(net.context);
    rt_net_close(&net);
    if (roughtime->no_random)
        return EIO;
    return error == RT_OK ? 0 : error == RT_E_NO_MEMORY ? ENOMEM : ENOTSUP;
}

/* Moves the times of valid answers to the end of the round. */
static void move_times(struct round *round)
{
    for (size_t i = 0; i < round->count; i++) {
        struct roughtime_time *time = &round->servers[i].time;
        const struct asked *asked = &round->asked[i];
        if (!asked->answered)
            continue;
        uint64_t ns = time->nanoseconds + (round->now_ns - asked->at_ns);
        time->seconds += (int64_t)(ns / (uint64_t)SECOND_NS);
        time->nanoseconds = (uint32_t)(ns % (uint64_t)SECOND_NS);
        time->radius_ns = asked->bound_ns;
    }
}

/* Finds on what the servers agree. */
static struct rt_agree_sum agree(struct round *round)
{
    move_times(round);
    for (size_t i = 0; i < round->count; i++) {
        const struct asked *asked = &round->asked[i];
        round->answers[i].measured = asked->timed;
        round->answers[i].own = rt_interval_around(asked->origin_ns, asked->bound_ns);
    }
    return rt_agree_answers(round->answers, round->count, round->edges);
}

/* What the answers amount to. */
static enum roughtime_verdict sum(struct round *round, size_t needed, struct roughtime_time *time)
{
    struct rt_agree_sum agreed = agree(round);
    struct rt_agreement agreement = agreed.agreement;
    struct rt_interval shared = agreement.shared;
    if (needed == 0)
        needed = round->keys / 2 + 1;
    if (agreement.count < needed || agreement.ties > 0) {
        time->reason = agreed.measured < needed   ? "too few servers gave a valid answer"
                       : agreement.count < needed ? "too few servers agree"
                                                  : "as many servers agree on another time";
        if (round->undecided) {
            time->reason = rt_error_text(RT_E_CRYPTO);
            errno = ENOTSUP;
            return ROUGHTIME_UNDECIDED;
        }
        return agreed.measured < needed ? ROUGHTIME_NO_ANSWER : ROUGHTIME_INVALID;
    }
    uint64_t width = (uint64_t)shared.high - (uint64_t)shared.low;
    int64_t middle = (int64_t)((uint64_t)shared.low + width / 2);
    int64_t ns = middle + (int64_t)round->now_ns;
    int64_t rest = ns % SECOND_NS;
    time->seconds = ns / SECOND_NS - (rest < 0);
    time->nanoseconds = (uint32_t)(rest < 0 ? rest + SECOND_NS : rest);
    time->radius_ns = width / 2 + width % 2;
    for (size_t i = 0; i < round->count; i++)
        round->servers[i].agrees = round->answers[i].agrees;
    return ROUGHTIME_VALID;
}

/* Nothing is decided, for this reason. */
static enum roughtime_verdict undecided(struct round *round, int error, struct roughtime_time *time)
{
    for (size_t i = 0; i < round->count; i++) {
        round->servers[i].verdict = ROUGHTIME_UNDECIDED;
        round->servers[i].agrees = false;
        round->servers[i].time =
            (struct roughtime_time){.reason = "the servers could not be asked"};
    }
    *time = (struct roughtime_time){.reason = "the servers could not be asked"};
    errno = error;
    return ROUGHTIME_UNDECIDED;
}

enum roughtime_verdict roughtime_query_many(struct roughtime *roughtime,
                                            struct roughtime_server *servers, size_t count,
                                            size_t needed, struct roughtime_time *time)
{
    struct round round = {.roughtime = roughtime, .servers = servers, .count = count};
    *time = (struct roughtime_time){.reason = NULL};
    for (size_t i = 0; i < count; i++)
        if (!servers[i].address || !servers[i].key)
            return undecided(&round, EINVAL, time);
    if (count == 0 || count > SIZE_MAX / sizeof *round.asked)
        return undecided(&(struct round){.count = 0}, EINVAL, time);
    int error = ENOMEM;
    if (make_room(&round)) {
        compare_keys(&round);
        for (size_t i = 0; i < count; i++)
            prepare(&round, i);
        error = round.to_ask_count > 0 ? ask(&round) : 0;
    }
    enum roughtime_verdict verdict =
        error ? undecided(&round, error, time) : sum(&round, needed, time);
    free_room(&round);
    return verdict;
}

enum roughtime_verdict roughtime_query(struct roughtime *roughtime, const char *address,
                                       const uint8_t key[ROUGHTIME_KEY_SIZE],
                                       struct roughtime_time *time)
{
    struct roughtime_server server = {.address = address, .key = key};
    struct roughtime_time agreed;
    if (roughtime_query_many(roughtime, &server, 1, 1, &agreed) == ROUGHTIME_UNDECIDED)
        server.verdict = ROUGHTIME_UNDECIDED;
    *time = server.time;
    return server.verdict;
}
