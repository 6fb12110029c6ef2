// SPDX-License-Identifier: BSD-2-Clause
#include "compare.h"

static bool same_outcome(const struct rt_result *a, const struct rt_result *b)
{
    return a->outcome == b->outcome && a->reason == b->reason &&
           (a->outcome != RT_BLOCKED || a->blocked_by == b->blocked_by);
}

/* Whether the values of a response mean the same in both columns. */
static bool same_units(const struct rt_rules *a, const struct rt_rules *b)
{
    return a->clock == b->clock && a->dut1 == b->dut1 && a->dtai == b->dtai && a->leap == b->leap;
}

static bool same_column(const struct rt_column *a, const struct rt_column *b)
{
    bool same = same_units(&a->rules, &b->rules);
    for (int check = 0; same && check < RT_CHECK_COUNT; check++)
        same = same_outcome(&a->report.checks[check], &b->report.checks[check]);
    return same;
}

void rt_compare(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                bool strict, struct rt_comparison *comparison)
{
    comparison->count = count < RT_CHOICES_MAX ? count : RT_CHOICES_MAX;
    comparison->verdicts_differ = false;
    for (size_t i = 0; i < comparison->count; i++) {
        struct rt_column *column = &comparison->columns[i];
        column->verdict = rt_judge_choice(subject, &choices[i], strict, &column->candidate);
        column->rules = rt_candidate_rules(&column->candidate);
        rt_verify(subject, column->candidate.version, &column->rules, &column->report);
        column->group = 0;
        while (column->group < i && !same_column(column, &comparison->columns[column->group]))
            column->group++;
        if (column->verdict != comparison->columns[0].verdict)
            comparison->verdicts_differ = true;
    }
}

bool rt_columns_agree(const struct rt_comparison *comparison, enum rt_check check)
{
    for (size_t i = 1; i < comparison->count; i++)
        if (!same_outcome(&comparison->columns[0].report.checks[check],
                          &comparison->columns[i].report.checks[check]))
            return false;
    return true;
}
