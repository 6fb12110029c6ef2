// SPDX-License-Identifier: BSD-2-Clause
/* What is seen of the requests of a client, in all its runs. */
#include <string.h>

#include "rules/rules.h"
#include "server/trial_internal.h"

/* Notes how a request comes out under every check of the version that it asks. */
static void note_checks(struct rt_trial_check checks[RT_REQUEST_CHECK_COUNT],
                        const struct rt_request_terms *terms, const struct rt_request_facts *facts,
                        const struct rt_request_keys *keys)
{
    for (int c = 0; c < RT_REQUEST_CHECK_COUNT; c++) {
        enum rt_request_check check = (enum rt_request_check)c;
        struct rt_trial_check *seen = &checks[c];
        struct rt_request_result result = rt_request_judge_check(terms, facts, keys, check);
        if (result.outcome == RT_PASS) {
            seen->version = seen->passed + seen->failed > 0 ? seen->version : terms->version;
            seen->passed++;
        } else if (result.outcome == RT_FAIL && seen->failed++ == 0) {
            seen->version = terms->version;
            rt_request_result_text(&result, check, seen->text);
        }
    }
}

/* One that is sent again in the same run, byte by byte, is the same try. */
static void note_nonce(struct rt_trial_run *run, struct rt_view nonce)
{
    struct rt_trial_servers *servers = run->group->servers;
    uint32_t number = (uint32_t)run->number;
    if (nonce.len == 0 || nonce.len > RT_HASH_MAX || servers->nonce_count == RT_TRIAL_NONCES)
        return;
    for (size_t i = 0; i < servers->nonce_count; i++) {
        const struct rt_trial_nonce *old = &servers->nonces[i];
        if (old->run == number && old->len == nonce.len &&
            memcmp(old->bytes, nonce.data, nonce.len) == 0)
            return;
    }
    struct rt_trial_nonce *own = &servers->nonces[servers->nonce_count++];
    *own = (struct rt_trial_nonce){.run = number, .len = (uint32_t)nonce.len};
    memcpy(own->bytes, nonce.data, nonce.len);
}

static void note_time(struct rt_trial_run *run, uint32_t service)
{
    if (run->time_count == 0)
        run->time_service = service;
    if (run->time_service == service && run->time_count < RT_TRIAL_TIMES)
        run->times[run->time_count++] = rt_trial_ticks();
}

/* Notes what version the client asks. What is known of requests that got no answer is forgotten
 * when one gets some over the same transport: they were in versions that this server does not
 * speak. */
static void note_version(struct rt_trial_run *run, const struct rt_version *version, bool picked,
                         size_t over)
{
    struct rt_trial_group_state *group = run->group;
    bool first = group->picked[0] + group->picked[1] == 0;
    group->requests++;
    run->requests++;
    if (picked && group->picked[over]++ == 0)
        memset(group->checks[over], 0, sizeof group->checks[over]);
    if (!group->version || (picked && first))
        group->version = version;
    if (picked && !run->version)
        run->version = version;
}

void rt_trial_seen_request(const struct rt_trial *trial, struct rt_trial_run *run, uint32_t key,
                           struct rt_view request, enum rt_transport transport,
                           const struct rt_pick *pick, bool picked)
{
    struct rt_trial_group_state *group = run->group;
    const struct rt_service *service = &group->servers->services[pick->service];
    const struct rt_request_terms terms = rt_request_terms_of(service->version, &service->rules);
    const struct rt_request_keys keys = {trial->srvs[key], 1};
    struct rt_request_facts facts;
    /* A bare length that precedes a message on TCP is no part of it. */
    if (transport == RT_TRANSPORT_TCP && rt_rules_bare_length(&service->rules) &&
        !rt_frame_parse(request).framed)
        request = rt_view_slice(request, 4, request.len);
    const size_t over = transport == RT_TRANSPORT_TCP;
    note_version(run, service->version, picked, over);
    if (transport == RT_TRANSPORT_TCP)
        run->over_tcp++;
    else
        run->over_udp++;
    if (!picked && group->picked[over] > 0)
        return;
    rt_request_facts_read(&facts, request, transport);
    note_checks(group->checks[over], &terms, &facts, &keys);
    note_nonce(run, facts.nonce);
    if (transport == RT_TRANSPORT_UDP)
        note_time(run, pick->service);
}

void rt_trial_seen_silent(struct rt_trial_run *run)
{
    struct rt_trial_group_state *group = run->group;
    group->silent = true;
    group->silent_tries = run->time_count;
    group->silent_tcp = run->connected;
    for (unsigned i = 1; i < run->time_count; i++)
        group->silent_gaps[i - 1] = run->times[i] - run->times[i - 1];
}
