// SPDX-License-Identifier: BSD-2-Clause
/* Says in words what a probe has found out. */
#include "client/probe_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "wire/clock.h"

const char *rt_probe_text_state(const struct rt_probe *probe)
{
    bool refused = false, sent = false;
    if (probe->has_main)
        return "answers";
    for (size_t i = 0; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        refused |= ask->error == ECONNREFUSED;
        sent |= ask->error == 0 && ask->sent > 0;
    }
    if (sent)
        return "silent";
    return refused || probe->ask_count == 0 ? "refused" : "unreachable";
}

const char *rt_probe_text_stage(enum rt_probe_stage stage)
{
    switch (stage) {
    case RT_PROBE_VERSIONS:
        return "versions";
    case RT_PROBE_TREE:
        return "tree";
    case RT_PROBE_SHAPES:
        return "shapes";
    case RT_PROBE_STREAM:
        return "stream";
    case RT_PROBE_ODD:
        return "odd";
    case RT_PROBE_OVER:
        break;
    }
    return NULL;
}

const char *rt_probe_text_due(enum rt_probe_due due)
{
    switch (due) {
    case RT_PROBE_ANSWER:
        return "answer";
    case RT_PROBE_SILENCE:
        return "none";
    case RT_PROBE_EITHER:
        return "either";
    }
    return NULL;
}

const char *rt_probe_text_order(uint32_t orders)
{
    for (uint32_t order = 1; order < RT_ORDER_COUNT; order++)
        if (orders == UINT32_C(1) << order)
            return rt_param_value(RT_PARAM_ORDER, order)->name;
    return orders == 0 ? NULL : "both orders";
}

size_t rt_probe_text_versions(const struct rt_probe_plan *plan, uint64_t set,
                              const struct rt_version *versions[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < plan->choice_count; i++)
        if (set >> i & 1)
            versions[count++] = plan->choices[i].version;
    return count;
}

const char *rt_probe_text_finding(const struct rt_probe_finding *finding,
                                  struct rt_version_name_from all, char text[RT_PROBE_FINDING_SIZE])
{
    const struct rt_probe_ask *ask = finding->ask;
    const char *sent = rt_probe_case_row(ask->which)->text;
    const struct rt_version *versions[RT_CHOICES_MAX];
    char more[RT_VERSION_JOIN_SIZE + 16] = "", names[RT_VERSION_JOIN_SIZE];
    size_t count;
    switch (finding->kind) {
    case RT_PROBE_FINDING_DIES:
        snprintf(more, sizeof more, "%s", ask->control ? "many right requests at once" : sent);
        break;
    case RT_PROBE_FINDING_SILENT:
        snprintf(more, sizeof more, "%s", sent);
        break;
    case RT_PROBE_FINDING_ANSWERS:
        snprintf(more, sizeof more, "%s (%s)", sent, rt_request_check_row(ask->fault)->name);
        break;
    case RT_PROBE_FINDING_INVALID:
        snprintf(more, sizeof more, "%s fails", rt_check_row(ask->reply.failed)->name);
        break;
    case RT_PROBE_FINDING_ORDER:
        snprintf(more, sizeof more, "%s", rt_probe_text_order(ask->reply.orders));
        break;
    case RT_PROBE_FINDING_TIMES:
        snprintf(more, sizeof more, "by %" PRIu64 ".%06" PRIu64 " s", finding->apart_us / 1000000,
                 finding->apart_us % 1000000);
        break;
    case RT_PROBE_FINDING_FAMILY:
        count = rt_probe_text_versions(finding->other->plan, finding->other->spoken, versions);
        snprintf(more, sizeof more, "%s",
                 count > 0 ? rt_version_join(all, versions, count, names)
                           : rt_probe_text_state(finding->other));
        break;
    case RT_PROBE_FINDING_UNSPOKEN:
    case RT_PROBE_FINDING_UNLISTED:
        snprintf(more, sizeof more, "0x%08" PRIx32 " (%s)", finding->number,
                 rt_version_join_number(all, finding->number, names));
        break;
    case RT_PROBE_FINDING_RADIUS:
    case RT_PROBE_FINDING_UNIT:
        snprintf(more, sizeof more, "%" PRIu32 " %s", ask->reply.radius,
                 rt_clock_radius_unit(ask->reply.clock));
        break;
    case RT_PROBE_FINDING_ENDLESS:
    case RT_PROBE_FINDING_ENDS:
        rt_clock_text(ask->reply.clock, ask->reply.maxt, more);
        break;
    case RT_PROBE_FINDING_COUNT:
        break;
    }
    snprintf(text, RT_PROBE_FINDING_SIZE, "%s: %s", rt_probe_finding_text(finding->kind), more);
    return text;
}
