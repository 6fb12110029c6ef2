// SPDX-License-Identifier: BSD-2-Clause
/* The front door: what a program needs that verifies exchanges. roughtime_query.c asks servers. */
#include "roughtime.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "base/point.h"
#include "judge/version_list.h"
#include "registry.h"
#include "roughtime_internal.h"
#include "wire/clock.h"

#define TIMEOUT_NS UINT64_C(30000000000)
#define MILLI_NS   UINT64_C(1000000)

const char *roughtime_version(void)
{
    return ROUGHTIME_VERSION_STRING;
}

const char *roughtime_verdict_name(enum roughtime_verdict verdict)
{
    switch (verdict) {
    case ROUGHTIME_VALID:
        return "valid";
    case ROUGHTIME_INVALID:
        return "invalid";
    case ROUGHTIME_UNVERIFIED:
        return "unverified";
    case ROUGHTIME_UNDECIDED:
        return "undecided";
    case ROUGHTIME_NO_ANSWER:
        return "no answer";
    }
    return "unknown";
}

/* What does not count tells why there is no answer. */
static bool add_others(struct roughtime *roughtime)
{
    for (size_t i = rt_registry_count; i-- > 0;) {
        size_t c = 0;
        while (c < roughtime->choice_count && roughtime->choices[c].version != rt_registry[i])
            c++;
        if (c == roughtime->choice_count)
            roughtime->others[roughtime->other_count++].version = rt_registry[i];
    }
    return rt_negotiate_add(&roughtime->negotiation, roughtime->others, roughtime->other_count,
                            RT_NEGOTIATE_ANY, RT_ATTEMPT_OTHER) == RT_OK;
}

static bool choose(struct roughtime *roughtime, const char *versions)
{
    struct rt_version_list list = {.choices = roughtime->choices};
    struct rt_version_name_from all = {rt_registry, rt_registry_count};
    struct rt_choice sorted[RT_CHOICES_MAX];
    if (rt_version_list_read(&list, versions, all) != RT_VERSION_LIST_GOOD)
        return false;
    roughtime->choice_count = list.count;
    memcpy(sorted, list.choices, list.count * sizeof *sorted);
    rt_version_list_newest_first(sorted, list.count, all);
    return rt_negotiate(&roughtime->negotiation, sorted, list.count, RT_NEGOTIATE_ANY) == RT_OK &&
           add_others(roughtime);
}

struct roughtime *roughtime_new(const char *versions)
{
    struct roughtime *roughtime = calloc(1, sizeof *roughtime);
    if (!roughtime)
        return NULL;
    roughtime->timeout_ns = TIMEOUT_NS;
    roughtime->every = !versions;
    int error = EINVAL;
    if (choose(roughtime, versions ? versions : "all")) {
        errno = 0;
        roughtime->crypto = rt_crypto_new();
        error = errno == ENOMEM ? ENOMEM : ENOTSUP;
    }
    if (roughtime->crypto)
        return roughtime;
    free(roughtime);
    errno = error;
    return NULL;
}

void roughtime_free(struct roughtime *roughtime)
{
    if (roughtime)
        rt_crypto_free(roughtime->crypto);
    free(roughtime);
}

void roughtime_set_timeout(struct roughtime *roughtime, uint32_t milliseconds)
{
    roughtime->timeout_ns = (milliseconds ? milliseconds : 1) * MILLI_NS;
}

bool roughtime_key_parse(const char *text, uint8_t key[ROUGHTIME_KEY_SIZE])
{
    uint8_t read[RT_KEY_SIZE];
    struct rt_view view = {(const uint8_t *)text, strlen(text)};
    if (rt_key_parse(view, read, NULL).error != RT_OK || rt_point_check(read) != RT_OK)
        return false;
    memcpy(key, read, sizeof read);
    return true;
}

/* The first check with an outcome, or RT_CHECK_COUNT. */
static enum rt_check first(const struct rt_report *report, enum rt_outcome outcome)
{
    int check = 0;
    while (check < RT_CHECK_COUNT && report->checks[check].outcome != outcome)
        check++;
    return (enum rt_check)check;
}

/* Says which check makes it invalid, and why. */
static void explain(const struct rt_report *report, enum rt_outcome outcome, const char *reason,
                    struct roughtime_time *time)
{
    enum rt_check check = first(report, outcome);
    if (outcome == RT_FAIL && check != RT_CHECK_COUNT)
        reason = rt_error_text(report->checks[check].reason);
    else if (outcome == RT_FAIL)
        check = first(report, RT_BLOCKED);
    if (check != RT_CHECK_COUNT)
        time->check = rt_check_row(check)->name;
    time->reason = reason;
}

static enum roughtime_verdict tell_time(enum rt_clock clock, const struct rt_roughtime_raw *raw,
                                        struct roughtime_time *time)
{
    struct rt_instant instant;
    if (!raw->has_time || rt_clock_instant(clock, raw->midpoint, &instant) != RT_OK) {
        time->check = rt_check_row(RT_CHECK_MIDPOINT)->name;
        time->reason = rt_error_text(RT_E_TIME_RANGE);
        return ROUGHTIME_INVALID;
    }
    time->seconds = instant.seconds;
    time->nanoseconds = instant.nanoseconds;
    time->radius_ns = rt_clock_radius_ns(clock, raw->radius);
    return ROUGHTIME_VALID;
}

enum roughtime_verdict rt_roughtime_tell(const struct rt_judgement *judgement,
                                         const struct rt_roughtime_raw *raw, const char *unverified,
                                         struct roughtime_time *time)
{
    const struct rt_report *report = &judgement->report;
    *time = (struct roughtime_time){.version = judgement->best.version->name};
    if (judgement->best.reading)
        time->reading = judgement->best.reading->name ? judgement->best.reading->name : "settings";
    switch (judgement->verdict) {
    case RT_VALID:
        return tell_time(judgement->rules.clock, raw, time);
    case RT_INVALID:
        explain(report, RT_FAIL, "what the check needs is missing or damaged", time);
        return ROUGHTIME_INVALID;
    case RT_UNVERIFIABLE:
        explain(report, RT_UNVERIFIED, unverified, time);
        return ROUGHTIME_UNVERIFIED;
    case RT_NO_VERDICT:
        break;
    }
    explain(report, RT_UNDECIDED, rt_error_text(RT_E_CRYPTO), time);
    errno = ENOTSUP;
    return ROUGHTIME_UNDECIDED;
}

enum roughtime_verdict roughtime_verify(struct roughtime *roughtime,
                                        const uint8_t key[ROUGHTIME_KEY_SIZE],
                                        const uint8_t *request, size_t request_size,
                                        const uint8_t *response, size_t response_size,
                                        struct roughtime_time *time)
{
    static const uint8_t nothing[1];
    struct rt_exchange exchange = {
        .request = {request, request ? request_size : 0},
        .response = {response ? response : nothing, response ? response_size : 0},
        .key = key,
        .transport = RT_TRANSPORT_UNKNOWN,
    };
    struct rt_subject subject;
    struct rt_judgement judgement;
    struct rt_roughtime_raw raw = {.has_time = false};
    rt_subject_init(&subject, roughtime->crypto, &exchange);
    rt_judge(&subject, roughtime->choices, roughtime->choice_count, false, &judgement);
    raw.has_time = rt_subject_time(&subject, &raw.midpoint, &raw.radius);
    return rt_roughtime_tell(&judgement, &raw,
                             key ? "the request was not given" : "the long-term key was not given",
                             time);
}
