// SPDX-License-Identifier: BSD-2-Clause
/* Finds what the answers of many servers amount to. */
#include "client/client_sum.h"

#include <stdio.h>
#include <stdlib.h>

static void count_states(struct rt_client_sum *sum)
{
    sum->valid = sum->invalid = sum->undecided = sum->keys = 0;
    for (size_t i = 0; i < sum->count; i++) {
        enum rt_client_state state = sum->servers[i].state;
        sum->valid += state == RT_CLIENT_VALID;
        sum->invalid += state == RT_CLIENT_REJECTED;
        sum->undecided += state == RT_CLIENT_UNDECIDED;
        sum->keys += sum->servers[i].first == i;
    }
    sum->silent = sum->count - sum->valid - sum->invalid - sum->undecided;
}

/* Finds on what the servers agree. */
static void agree(struct rt_client_sum *sum, struct rt_agree_answer *answers, struct rt_edge *edges)
{
    for (size_t i = 0; i < sum->count; i++) {
        const struct rt_client_sum_server *server = &sum->servers[i];
        answers[i] = (struct rt_agree_answer){
            .first = server->first,
            .measured = server->measured,
            .own = rt_interval_around(server->offset_ns, server->bound_ns),
        };
    }
    sum->agreed = rt_agree_answers(answers, sum->count, edges);
    for (size_t i = 0; i < sum->count; i++) {
        struct rt_client_sum_server *server = &sum->servers[i];
        bool told = server->again && answers[server->first].measured;
        server->outside = answers[i].measured && !answers[i].agrees && !told;
        server->same_key = server->first != i && !server->again;
    }
}

static void correct_clock(struct rt_client_sum *sum)
{
    const struct rt_agreement *agreement = &sum->agreed.agreement;
    const struct rt_interval shared = agreement->shared;
    sum->correction_ns = shared.low / 2 + shared.high / 2 + (shared.low % 2 + shared.high % 2) / 2;
    if (__builtin_sub_overflow(sum->local_ns, sum->correction_ns, &sum->time_ns))
        sum->time_ns = sum->correction_ns < 0 ? INT64_MAX : INT64_MIN;
    sum->proven = agreement->count >= (sum->needed > 0 ? sum->needed : 1) && agreement->ties == 0;
    sum->clock_wrong = sum->check_clock && sum->proven && (shared.low > 0 || shared.high < 0);
}

enum rt_error rt_client_sum_make(struct rt_client_sum *sum)
{
    struct rt_agree_answer *answers = calloc(sum->count + 1, sizeof *answers);
    struct rt_edge *edges = calloc(2 * sum->count + 1, sizeof *edges);
    bool good = answers && edges;
    if (good) {
        count_states(sum);
        agree(sum, answers, edges);
        correct_clock(sum);
    }
    free(answers);
    free(edges);
    return good ? RT_OK : RT_E_NO_MEMORY;
}

const char *rt_client_sum_time(const struct rt_client_sum *sum, char text[RT_TIME_SIZE])
{
    if (sum->time_ns < 0)
        snprintf(text, RT_TIME_SIZE, "before 1970");
    else
        rt_clock_text(RT_CLOCK_UNIX_US, (uint64_t)sum->time_ns / 1000, text);
    return text;
}
