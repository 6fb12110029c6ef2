// SPDX-License-Identifier: BSD-2-Clause
/* Holds the times of several servers against each other. */
#include "client/probe_agree.h"

#include <stdlib.h>
#include <string.h>

#include "client/probe_internal.h"
#include "wire/clock.h"

#define SECOND_US UINT64_C(1000000)

void rt_probe_clock_of(const struct rt_probe_summary *summary, struct rt_probe_clock *clock)
{
    const struct rt_probe *probe = summary->probe;
    const struct rt_probe_ask *ask = probe ? rt_probe_main_ask(probe) : NULL;
    *clock = (struct rt_probe_clock){.name = summary->name, .key = probe ? probe->plan->key : NULL};
    if (!ask || !rt_probe_offset(ask, &clock->offset_us, &clock->bound_us))
        return;
    clock->measured = true;
    clock->radius = ask->reply.radius;
    clock->fine = rt_clock_radius_ns(ask->reply.clock, 1) < 1000 * SECOND_US;
}

/* The first clock with the same key. */
static size_t first_of(const struct rt_probe_clock *clocks, size_t place)
{
    size_t i = 0;
    while (i < place && (!clocks[i].key || !clocks[place].key ||
                         memcmp(clocks[i].key, clocks[place].key, RT_KEY_SIZE) != 0))
        i++;
    return i;
}

static uint64_t apart(struct rt_interval own, struct rt_interval shared)
{
    if (own.low > shared.high)
        return (uint64_t)own.low - (uint64_t)shared.high;
    return own.high < shared.low ? (uint64_t)shared.low - (uint64_t)own.high : 0;
}

bool rt_probe_agree_found(const struct rt_agree_sum *sum)
{
    return sum->agreement.count > 1 && 2 * sum->agreement.count > sum->measured;
}

enum rt_error rt_probe_agree(struct rt_probe_clock *clocks, size_t count, struct rt_agree_sum *sum)
{
    struct rt_agree_answer *answers = calloc(count + 1, sizeof *answers);
    struct rt_edge *edges = calloc(2 * count + 1, sizeof *edges);
    if (!answers || !edges) {
        free(answers);
        free(edges);
        return RT_E_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        answers[i].first = first_of(clocks, i);
        answers[i].measured = clocks[i].measured;
        answers[i].own = rt_interval_around(clocks[i].offset_us, clocks[i].bound_us);
    }
    *sum = rt_agree_answers(answers, count, edges);
    for (size_t i = 0; i < count && rt_probe_agree_found(sum); i++) {
        struct rt_probe_clock *clock = &clocks[i];
        clock->agrees = answers[i].agrees;
        if (clock->measured && !clock->agrees)
            clock->apart_us = apart(answers[i].own, sum->agreement.shared);
        clock->is_seconds =
            clock->apart_us > 0 && clock->fine && clock->apart_us <= clock->radius * SECOND_US;
    }
    free(answers);
    free(edges);
    return RT_OK;
}
