// SPDX-License-Identifier: BSD-2-Clause
/* What the server of a trial sends in each case. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "rules/rules.h"
#include "server/trial_internal.h"

#define HOUR  3600
#define DAY_S 86400

/* Which server of a run is the one an hour ahead. */
#define LIAR 2

bool rt_trial_reply_open(struct rt_trial *trial, struct rt_trial_group_state *group)
{
    const struct rt_trial_group *plan = group->plan;
    struct rt_trial_servers *servers = calloc(1, sizeof *servers);
    enum rt_error error = RT_OK;
    if (!servers)
        return false;
    group->servers = servers;
    size_t count = rt_service_list(plan->choices, plan->count, servers->services);
    if (!trial->settings.strict)
        count = rt_service_add_numbers(servers->services, count);
    for (size_t i = 0; error == RT_OK && i < RT_TRIAL_SERVERS; i++) {
        servers->identities[i] =
            (struct rt_identity){.key = trial->keys[i], .seed = trial->settings.seeds[i]};
        const struct rt_responder_settings settings = {
            .services = servers->services,
            .service_count = count,
            .identities = &servers->identities[i],
            .identity_count = 1,
            .radius_ns = UINT64_C(3000000000),
            .delegation_s = DAY_S,
            .new_seed = trial->settings.new_seed,
        };
        struct rt_instant now = rt_trial_clock();
        now.seconds += i == LIAR ? HOUR : 0;
        error = rt_responder_init(&servers->responders[i], trial->settings.crypto, &settings, now);
    }
    if (error == RT_OK)
        return true;
    rt_trial_reply_close(group);
    errno = EIO;
    return false;
}

void rt_trial_reply_close(struct rt_trial_group_state *group)
{
    if (group->servers)
        explicit_bzero(group->servers, sizeof *group->servers);
    free(group->servers);
    group->servers = NULL;
}

/* A request while it is answered. */
struct turn {
    struct rt_trial *trial;
    struct rt_trial_run *run;
    struct rt_responder *responder;
    struct rt_instant now;
    struct rt_view request;
    enum rt_transport transport;
    const uint8_t *key; /* that the client knows */
    struct rt_pick pick;
    const struct rt_rules *rules;
};

static bool answer_request(const struct turn *turn, struct rt_view request,
                           struct rt_answer *answer, uint8_t room[RT_REPLY_MAX])
{
    *answer = (struct rt_answer){.packet = request, .room = rt_writer_into(room, RT_REPLY_MAX)};
    rt_responder_answer(turn->responder, turn->now, turn->transport, answer, 1);
    return answer->refusal == RT_ANSWERED;
}

static void put_reply(const struct rt_answer *answer, struct rt_trial_reply *reply)
{
    reply->len = answer->room.len;
    reply->elsewhere = reply->pieces = false;
}

/* A right reply. */
static bool make_right(const struct turn *turn, struct rt_trial_reply *reply)
{
    struct rt_answer answer;
    if (!answer_request(turn, turn->request, &answer, reply->bytes))
        return false;
    put_reply(&answer, reply);
    return true;
}

/* A reply with one thing wrong. */
static bool make_spoilt(const struct turn *turn, const struct rt_spoil_row *row,
                        struct rt_trial_reply *reply)
{
    struct rt_answer answer;
    const struct rt_server_turn spoil = {
        .crypto = turn->trial->settings.crypto,
        .responder = turn->responder,
        .rules = turn->rules,
        .now = turn->now,
        .transport = turn->transport,
        .random = &turn->run->random,
    };
    if (!row || !answer_request(turn, turn->request, &answer, reply->bytes))
        return false;
    rt_spoil_answer(row, &spoil, &answer);
    put_reply(&answer, reply);
    return answer.refusal == RT_ANSWERED;
}

/* The right reply to a request that has another nonce. */
static bool make_foreign(const struct turn *turn, struct rt_trial_reply *reply)
{
    struct rt_answer answer;
    uint8_t bytes[RT_SERVER_PACKET];
    size_t at = (size_t)(turn->pick.nonce.data - turn->request.data);
    if (turn->request.len > sizeof bytes)
        return false;
    memcpy(bytes, turn->request.data, turn->request.len);
    for (size_t i = 0; i < turn->pick.nonce.len; i++)
        bytes[at + i] ^= (uint8_t)(1 + rt_server_random(&turn->run->random) % 255);
    if (!answer_request(turn, (struct rt_view){bytes, turn->request.len}, &answer, reply->bytes))
        return false;
    put_reply(&answer, reply);
    return true;
}

/* The first reply that was ever given in this version and over this transport. */
static bool make_replay(const struct turn *turn, struct rt_trial_reply *reply)
{
    const struct rt_trial_earlier *earlier = &turn->run->group->earlier;
    if (!earlier->there || earlier->service != turn->pick.service ||
        earlier->transport != turn->transport)
        return false;
    reply->len = earlier->len;
    reply->elsewhere = reply->pieces = false;
    memcpy(reply->bytes, earlier->bytes, earlier->len);
    return true;
}

static void keep_earlier(const struct turn *turn, const struct rt_trial_reply *reply)
{
    struct rt_trial_earlier *earlier = &turn->run->group->earlier;
    if (earlier->there)
        return;
    *earlier = (struct rt_trial_earlier){
        .there = true, .service = turn->pick.service, .transport = turn->transport};
    earlier->len = reply->len;
    memcpy(earlier->bytes, reply->bytes, reply->len);
}

/* A reply of the server whose key is not the one that the client knows, whatever SRV says. */
static bool make_other_key(const struct turn *turn, struct rt_trial_reply *reply)
{
    struct rt_leap_values values;
    struct rt_response_plan plan;
    struct rt_batch batch;
    uint8_t nodes[4 * RT_HASH_MAX];
    const struct rt_asked asked = {turn->request, turn->pick.nonce};
    struct rt_writer writer = rt_writer_into(reply->bytes, sizeof reply->bytes);
    if (rt_responder_plan(&turn->run->group->servers->responders[0], &turn->pick, turn->now,
                          turn->transport, &values, &plan) != RT_ANSWERED ||
        rt_batch_begin(&batch, turn->trial->settings.crypto, &plan, &asked, 1, nodes) != RT_OK ||
        rt_batch_write(&batch, 0, &writer) != RT_OK)
        return false;
    reply->len = writer.len;
    reply->elsewhere = reply->pieces = false;
    return true;
}

/* Request and reply as they are verified: without the bare length that stands before some on TCP.
 */
static struct rt_exchange exchange_of(const struct turn *turn, const struct rt_trial_reply *reply)
{
    bool bare = turn->transport == RT_TRANSPORT_TCP && rt_rules_bare_length(turn->rules);
    struct rt_view request = turn->request, response = {reply->bytes, reply->len};
    if (bare) {
        request = rt_view_slice(request, 4, request.len);
        response = rt_view_slice(response, 4, response.len);
    }
    return (struct rt_exchange){
        .request = request, .response = response, .key = turn->key, .transport = turn->transport};
}

static enum rt_check first_failed(const struct rt_report *report)
{
    int check = 0;
    while (check < RT_CHECK_COUNT && report->checks[check].outcome != RT_FAIL)
        check++;
    return (enum rt_check)check;
}

/* Whether a reply is wrong under every version of the group. */
static bool is_wrong(const struct turn *turn, const struct rt_trial_reply *reply)
{
    struct rt_trial_run *run = turn->run;
    const struct rt_trial_group *plan = run->group->plan;
    const struct rt_exchange exchange = exchange_of(turn, reply);
    struct rt_subject subject;
    struct rt_judgement judgement;
    rt_subject_init(&subject, turn->trial->settings.crypto, &exchange);
    rt_judge(&subject, plan->choices, plan->count, turn->trial->settings.strict, &judgement);
    if (judgement.verdict == RT_VALID && !run->valid_as.version)
        run->valid_as = judgement.best;
    if (judgement.verdict == RT_INVALID && run->failed == RT_CHECK_COUNT)
        run->failed = first_failed(&judgement.report);
    return judgement.verdict == RT_INVALID;
}

/* Sends a reply if it is what the case wants of it: wrong, or right. */
static size_t send_if(const struct turn *turn, bool made, bool wrong,
                      const struct rt_trial_reply *reply)
{
    struct rt_trial_run *run = turn->run;
    if (!made || is_wrong(turn, reply) != wrong) {
        run->unspoilt++;
        return 0;
    }
    if (wrong)
        run->wrong++;
    else
        run->right++;
    return 1;
}

static size_t send_right(const struct turn *turn, struct rt_trial_reply *reply)
{
    if (!make_right(turn, reply))
        return 0;
    turn->run->right++;
    return 1;
}

/* Right, but from another port; over TCP there is none. */
static size_t send_elsewhere(const struct turn *turn, struct rt_trial_reply *reply)
{
    if (turn->transport != RT_TRANSPORT_UDP || !make_right(turn, reply))
        return 0;
    reply->elsewhere = true;
    turn->run->wrong++;
    return 1;
}

/* The reply to the first request waits for the second. */
static size_t send_late(const struct turn *turn, struct rt_trial_reply replies[2])
{
    struct rt_trial_run *run = turn->run;
    if (turn->transport == RT_TRANSPORT_UDP && run->over_udp == 1) {
        run->has_held = make_right(turn, &run->held);
        return 0;
    }
    if (turn->transport != RT_TRANSPORT_UDP || !run->has_held)
        return send_right(turn, &replies[0]);
    run->has_held = false;
    replies[0] = run->held;
    return 1 + send_right(turn, &replies[1]);
}

/* A wrong reply, and over UDP the right one behind it. */
static size_t send_forged(const struct turn *turn, struct rt_trial_reply replies[2])
{
    size_t count = 0;
    if (turn->transport == RT_TRANSPORT_UDP)
        count = send_if(turn, make_spoilt(turn, rt_spoil_find("bit.sig"), &replies[0]), true,
                        &replies[0]);
    return count + send_right(turn, &replies[count]);
}

static size_t send_greased(const struct turn *turn, struct rt_trial_reply *reply)
{
    if (turn->run->wrong > 0)
        return send_right(turn, reply);
    return send_if(turn, make_spoilt(turn, rt_spoil_find("grease.time"), reply), true, reply);
}

static size_t send_pieces(const struct turn *turn, struct rt_trial_reply *reply)
{
    if (turn->transport != RT_TRANSPORT_TCP || !make_right(turn, reply))
        return 0;
    reply->pieces = true;
    turn->run->right++;
    return 1;
}

static size_t send_good(const struct turn *turn, struct rt_trial_reply *reply)
{
    size_t count = send_right(turn, reply);
    if (count > 0)
        keep_earlier(turn, reply);
    return count;
}

static size_t make_replies(const struct turn *turn, struct rt_trial_reply replies[2])
{
    const struct rt_trial_case *which = &turn->run->which;
    size_t count;
    switch (which->kind) {
    case RT_TRIAL_GOOD:
        return send_good(turn, &replies[0]);
    case RT_TRIAL_SPOILT:
        return send_if(turn, make_spoilt(turn, which->row, &replies[0]), true, &replies[0]);
    case RT_TRIAL_TOLERATED:
        return send_if(turn, make_spoilt(turn, which->row, &replies[0]), false, &replies[0]);
    case RT_TRIAL_LATE:
        return send_late(turn, replies);
    case RT_TRIAL_TWICE:
        count = send_right(turn, &replies[0]);
        replies[1] = replies[0];
        return 2 * count;
    case RT_TRIAL_ELSEWHERE:
        return send_elsewhere(turn, &replies[0]);
    case RT_TRIAL_REPLAY:
        return send_if(turn, make_replay(turn, &replies[0]), true, &replies[0]);
    case RT_TRIAL_FOREIGN:
        return send_if(turn, make_foreign(turn, &replies[0]), true, &replies[0]);
    case RT_TRIAL_OTHER_KEY:
        return send_if(turn, make_other_key(turn, &replies[0]), true, &replies[0]);
    case RT_TRIAL_GREASED:
        return send_greased(turn, &replies[0]);
    case RT_TRIAL_FORGED:
        return send_forged(turn, replies);
    case RT_TRIAL_PIECES:
        return send_pieces(turn, &replies[0]);
    case RT_TRIAL_LIAR:
        return send_right(turn, &replies[0]);
    case RT_TRIAL_SILENT:
    case RT_TRIAL_KIND_NONE:
    case RT_TRIAL_REQUEST:
    case RT_TRIAL_FRESH:
    case RT_TRIAL_RANDOM:
    case RT_TRIAL_WAITS:
    case RT_TRIAL_TCP:
    case RT_TRIAL_KIND_COUNT:
        return 0;
    }
    return 0;
}

size_t rt_trial_reply_make(struct rt_trial *trial, struct rt_trial_run *run, uint32_t server,
                           struct rt_view request, enum rt_transport transport,
                           struct rt_trial_reply replies[2])
{
    struct rt_trial_servers *servers = run->group->servers;
    uint32_t key = rt_trial_run_key(run, server);
    struct turn turn = {
        .trial = trial,
        .run = run,
        .responder = &servers->responders[key],
        .now = rt_trial_clock(),
        .request = request,
        .transport = transport,
        .key = trial->keys[key],
    };
    if (run->which.kind == RT_TRIAL_LIAR && server == LIAR)
        turn.now.seconds += HOUR;
    bool picked = rt_responder_pick(turn.responder, request, transport, &turn.pick) == RT_ANSWERED;
    rt_trial_seen_request(trial, run, key, request, transport, &turn.pick, picked);
    run->asked |= UINT32_C(1) << server;
    if (!picked)
        return 0;
    turn.rules = &servers->services[turn.pick.service].rules;
    return make_replies(&turn, replies);
}
