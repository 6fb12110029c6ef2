// SPDX-License-Identifier: BSD-2-Clause
/* Judges what the server of the demo replied. */
#include "demo/demo.h"
#include "rules/rules.h"

#define SECOND_NS INT64_C(1000000000)

void demo_subject(struct demo *demo, const struct demo_row *row, size_t i,
                  struct rt_subject *subject)
{
    const struct demo_ask *ask = &row->asks[i];
    bool prefixed = row->transport == RT_TRANSPORT_TCP && rt_rules_bare_length(&row->rules);
    size_t skip = prefixed ? 4 : 0;
    const struct rt_exchange exchange = {
        .request = rt_view_slice((struct rt_view){ask->packet, ask->len}, skip, ask->len),
        .response =
            rt_view_slice((struct rt_view){ask->reply, ask->reply_len}, skip, ask->reply_len),
        .key = demo->server.key,
        .transport = row->transport,
    };
    rt_subject_init(subject, app_crypto(demo->app), &exchange);
}

/* Judges under the version that was asked for and no other. */
static enum rt_verdict judge(struct rt_subject *subject, const struct demo_row *row,
                             struct rt_judgement *judgement)
{
    struct rt_choice choice = *row->choice;
    choice.fixed = true;
    rt_judge(subject, &choice, 1, true, judgement);
    return judgement->verdict;
}

static int64_t nanoseconds(struct timespec t)
{
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

/* The server read the same clock as this thread, so its interval holds the time of asking. */
static bool clock_agrees(const struct demo *demo, const struct demo_row *row,
                         const struct rt_subject *subject)
{
    uint64_t midpoint;
    uint32_t radius;
    struct rt_instant instant;
    if (!rt_subject_time(subject, &midpoint, &radius) ||
        rt_clock_instant(row->rules.clock, midpoint, &instant) != RT_OK ||
        instant.seconds > INT64_MAX / SECOND_NS - 1 || instant.seconds < 0)
        return false;
    int64_t middle = instant.seconds * SECOND_NS + instant.nanoseconds;
    int64_t width = (int64_t)rt_clock_radius_ns(row->rules.clock, radius);
    return middle - width <= nanoseconds(demo->after) &&
           nanoseconds(demo->before) - width <= middle;
}

static enum demo_state judge_ask(struct demo *demo, struct demo_row *row, size_t i,
                                 struct rt_report *report)
{
    struct rt_subject subject;
    struct rt_judgement judgement;
    if (!row->asks[i].replied)
        return DEMO_SILENT;
    demo_subject(demo, row, i, &subject);
    enum rt_verdict verdict = judge(&subject, row, &judgement);
    *report = judgement.report;
    switch (verdict) {
    case RT_VALID:
        break;
    case RT_NO_VERDICT:
        return DEMO_UNDECIDED;
    case RT_INVALID:
    case RT_UNVERIFIABLE:
        return DEMO_INVALID;
    }
    size_t path = subject.response.values[RT_SLOT_PATH].len / rt_rules_hash_size(row->rules.hash);
    if (path < row->path_least)
        row->path_least = path;
    if (path > row->path_most)
        row->path_most = path;
    if (!clock_agrees(demo, row, &subject))
        return DEMO_CLOCK;
    return path > 0 ? DEMO_GOOD : DEMO_ALONE;
}

void demo_judge(struct demo *demo)
{
    for (size_t r = 0; r < demo->row_count; r++) {
        struct demo_row *row = &demo->rows[r];
        row->state = DEMO_GOOD;
        row->path_least = SIZE_MAX;
        for (size_t i = 0; i < DEMO_TOGETHER; i++) {
            struct rt_report report;
            enum demo_state state = judge_ask(demo, row, i, &report);
            if (state <= row->state)
                continue;
            row->state = state;
            row->shown = i;
            if (state == DEMO_INVALID)
                row->report = report;
        }
    }
}

static void cause_of_invalid(const struct demo_row *row, char text[DEMO_CAUSE_SIZE])
{
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_result *result = &row->report.checks[check];
        if (result->outcome != RT_FAIL)
            continue;
        snprintf(text, DEMO_CAUSE_SIZE, "%s: %s", rt_check_row((enum rt_check)check)->name,
                 rt_error_text(result->reason));
        return;
    }
    snprintf(text, DEMO_CAUSE_SIZE, "it cannot be decided");
}

const char *demo_cause(const struct demo_row *row, char text[DEMO_CAUSE_SIZE])
{
    text[0] = '\0';
    switch (row->state) {
    case DEMO_GOOD:
        break;
    case DEMO_ALONE:
        snprintf(text, DEMO_CAUSE_SIZE, "PATH is empty: a request was answered alone");
        break;
    case DEMO_CLOCK:
        snprintf(text, DEMO_CAUSE_SIZE, "the local clock is outside of this time");
        break;
    case DEMO_SILENT:
        snprintf(text, DEMO_CAUSE_SIZE, "no reply to %zu of %d requests",
                 DEMO_TOGETHER - row->replies, DEMO_TOGETHER);
        break;
    case DEMO_INVALID:
        cause_of_invalid(row, text);
        break;
    case DEMO_UNDECIDED:
        snprintf(text, DEMO_CAUSE_SIZE, "%s", rt_error_text(RT_E_CRYPTO));
        break;
    }
    return text;
}
