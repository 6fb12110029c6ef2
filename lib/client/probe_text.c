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
    if (probe->has_main || probe->replies > 0)
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

/* A number of seconds with `digits` behind the point, of which `unit` are one. */
static void put_seconds(char *text, size_t size, const char *name, int64_t value, int64_t unit,
                        int digits)
{
    uint64_t magnitude = value < 0 ? (uint64_t)-value : (uint64_t)value, one = (uint64_t)unit;
    snprintf(text, size, "%s %s%" PRIu64 ".%0*" PRIu64 " s", name, value < 0 ? "-" : "",
             magnitude / one, digits, magnitude % one);
}

const char *rt_probe_text_leap(const struct rt_probe_reply *reply, char text[RT_PROBE_LEAP_SIZE])
{
    char dut1[32] = "", dtai[32] = "", leaps[32] = "";
    if (reply->has_dut1)
        put_seconds(dut1, sizeof dut1, "DUT1", reply->dut1_us, 1000000, 6);
    if (reply->has_dtai)
        put_seconds(dtai, sizeof dtai, "DTAI", reply->dtai_ms, 1000, 3);
    if (reply->has_leap)
        snprintf(leaps, sizeof leaps, "%" PRIu32 " leap seconds", reply->leaps);
    snprintf(text, RT_PROBE_LEAP_SIZE, "%s%s%s%s%s", dut1, dut1[0] && dtai[0] ? ", " : "", dtai,
             (dut1[0] || dtai[0]) && leaps[0] ? ", " : "", leaps);
    return text;
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

const char *rt_probe_text_names(const struct rt_probe_plan *plan, uint64_t set,
                                struct rt_version_name_from all, char text[RT_VERSION_JOIN_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX] = {NULL};
    return rt_version_join(all, versions, rt_probe_text_versions(plan, set, versions), text);
}

#define MORE_SIZE (RT_VERSION_JOIN_SIZE + 16)

/* What the other family of addresses speaks, or how it took it. */
static void put_other(char more[MORE_SIZE], const struct rt_probe *other,
                      struct rt_version_name_from all)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[RT_VERSION_JOIN_SIZE];
    size_t count = rt_probe_text_versions(other->plan, other->spoken, versions);
    snprintf(more, MORE_SIZE, "%s",
             count > 0 ? rt_version_join(all, versions, count, names) : rt_probe_text_state(other));
}

/* A number in VERS. */
static void put_number(char more[MORE_SIZE], uint32_t number, struct rt_version_name_from all)
{
    char names[RT_VERSION_JOIN_SIZE];
    snprintf(more, MORE_SIZE, "0x%08" PRIx32 " (%s)", number,
             rt_version_join_number(all, number, names));
}

const char *rt_probe_text_finding(const struct rt_probe_finding *finding,
                                  struct rt_version_name_from all, char text[RT_PROBE_FINDING_SIZE])
{
    const struct rt_probe_ask *ask = finding->ask;
    const struct rt_probe_reply *reply = &ask->reply;
    const char *sent = rt_probe_case_row(ask->which)->text;
    char more[MORE_SIZE] = "";
    switch (finding->kind) {
    case RT_PROBE_FINDING_DIES:
        snprintf(more, sizeof more, "%s", ask->control ? "many right requests at once" : sent);
        break;
    case RT_PROBE_FINDING_SILENT:
    case RT_PROBE_FINDING_PIECES:
        snprintf(more, sizeof more, "%s", sent);
        break;
    case RT_PROBE_FINDING_ANSWERS:
        snprintf(more, sizeof more, "%s (%s)", sent, rt_request_check_row(ask->fault)->name);
        break;
    case RT_PROBE_FINDING_INVALID:
        snprintf(more, sizeof more, "%s fails", rt_check_row(reply->failed)->name);
        break;
    case RT_PROBE_FINDING_ORDER:
        snprintf(more, sizeof more, "%s", rt_probe_text_order(reply->orders));
        break;
    case RT_PROBE_FINDING_TIMES:
        put_seconds(more, sizeof more, "by", (int64_t)finding->apart_us, 1000000, 6);
        break;
    case RT_PROBE_FINDING_FAMILY:
        put_other(more, finding->other, all);
        break;
    case RT_PROBE_FINDING_UNSPOKEN:
    case RT_PROBE_FINDING_UNLISTED:
        put_number(more, finding->number, all);
        break;
    case RT_PROBE_FINDING_RADIUS:
    case RT_PROBE_FINDING_UNIT:
        snprintf(more, sizeof more, "%" PRIu32 " %s", reply->radius,
                 rt_clock_radius_unit(reply->clock));
        break;
    case RT_PROBE_FINDING_ENDLESS:
    case RT_PROBE_FINDING_ENDS:
        rt_clock_text(reply->clock, reply->maxt, more);
        break;
    case RT_PROBE_FINDING_LEAP:
        rt_probe_text_leap(reply, more);
        break;
    case RT_PROBE_FINDING_COUNT:
        break;
    }
    snprintf(text, RT_PROBE_FINDING_SIZE, "%s: %s", rt_probe_finding_text(finding->kind), more);
    return text;
}
