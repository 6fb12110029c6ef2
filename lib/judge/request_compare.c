// SPDX-License-Identifier: BSD-2-Clause
/* Judges a request under many versions and groups those that agree. */
#include "judge/request_compare.h"

/* What a column says of servers and a check that failed; nothing of one that did not. */
static enum rt_silence silence_of(const struct rt_request_column *column,
                                  enum rt_request_check check)
{
    return column->checks[check].outcome == RT_FAIL
               ? column->candidate.version->request[check].silence
               : RT_SILENCE_NONE;
}

static bool same_check(const struct rt_request_column *a, const struct rt_request_column *b,
                       enum rt_request_check check)
{
    const struct rt_request_result *of_a = &a->checks[check], *of_b = &b->checks[check];
    return of_a->outcome == of_b->outcome && of_a->reason == of_b->reason &&
           (of_a->outcome != RT_BLOCKED || of_a->blocked_by == of_b->blocked_by) &&
           silence_of(a, check) == silence_of(b, check);
}

static bool same_column(const struct rt_request_column *a, const struct rt_request_column *b)
{
    bool same = a->stopped == b->stopped;
    for (int check = 0; same && check < RT_REQUEST_CHECK_COUNT; check++)
        same = same_check(a, b, (enum rt_request_check)check);
    return same;
}

static void decide(const struct rt_request_answers *answers,
                   const struct rt_request_verdict *verdict, struct rt_request_column *column)
{
    struct rt_request_terms terms = rt_request_verdict_terms(verdict);
    column->candidate = (struct rt_candidate){verdict->version, verdict->reading};
    column->stopped = rt_request_verdict_stopped(verdict);
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
        column->checks[check] = rt_request_judge_check(&terms, answers->facts, answers->keys,
                                                       (enum rt_request_check)check);
}

void rt_request_compare(const struct rt_request_demands *demands,
                        const struct rt_request_facts *facts, const struct rt_request_keys *keys,
                        struct rt_request_comparison *comparison)
{
    rt_request_answers_find(&comparison->answers, demands, facts, keys);
    comparison->count = comparison->answers.count;
    for (size_t i = 0; i < comparison->count; i++) {
        struct rt_request_column *column = &comparison->columns[i];
        decide(&comparison->answers, &comparison->answers.verdicts[i], column);
        column->group = 0;
        while (column->group < i && !same_column(column, &comparison->columns[column->group]))
            column->group++;
    }
}

bool rt_request_comparison_agrees(const struct rt_request_comparison *comparison,
                                  enum rt_request_check check)
{
    for (size_t i = 1; i < comparison->count; i++)
        if (!same_check(&comparison->columns[0], &comparison->columns[i], check))
            return false;
    return true;
}

bool rt_request_comparison_answered(const struct rt_request_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->columns[i].stopped)
            return false;
    return true;
}

const struct rt_request_rule *rt_request_column_rule(const struct rt_request_column *column,
                                                     enum rt_request_check check)
{
    return column->checks[check].outcome == RT_FAIL ? &column->candidate.version->request[check]
                                                    : NULL;
}
