// SPDX-License-Identifier: BSD-2-Clause
/* Prints the time of a response and its checks. */
#include "common/show.h"

#include <string.h>

const char *show_answer(const struct rt_subject *subject, enum rt_clock clock,
                        char text[RT_MOMENT_SIZE])
{
    uint64_t midpoint;
    uint32_t radius;
    if (!rt_subject_time(subject, &midpoint, &radius))
        return "no time";
    return rt_clock_moment_text(clock, midpoint, radius, text);
}

const char *show_outcome_word(enum rt_outcome outcome)
{
    if (outcome == RT_UNDEFINED)
        return "n/a";
    return outcome == RT_FAIL ? "FAIL" : rt_outcome_name(outcome);
}

void show_check(struct rt_output *out, const struct rt_version *version, enum rt_check check,
                const struct rt_result *result)
{
    char text[RT_RESULT_TEXT_SIZE];
    const char *section = version->check_section[check];
    rt_output_text(out, "  ");
    rt_output_cell(out, rt_style_of_outcome(result->outcome), 11,
                   show_outcome_word(result->outcome));
    rt_output_cell(out, RT_STYLE_PLAIN, 20, rt_check_row(check)->name);
    rt_output_text(out, rt_result_text(result, check, text));
    if (rt_result_wants_key(result, check))
        rt_output_text(out, ": give it with -k");
    if (result->has_at)
        rt_output_print(out, " (offset %zu of the %s)", result->at,
                        result->in_request ? "request" : "response");
    else if (result->in_request && result->outcome == RT_FAIL)
        rt_output_text(out, " (in the request)");
    bool other = section && strcspn(section, " ") < strcspn(section, ",");
    if (result->outcome == RT_FAIL && section)
        rt_output_print(out, "  [%s%s%s]", other ? "" : version->document, other ? "" : " ",
                        section);
    rt_output_text(out, "\n");
    if (result->outcome == RT_FAIL && result->reason == RT_E_ROOT_MISMATCH) {
        rt_output_spaces(out, 33);
        rt_output_text(out,
                       "usually the nonce of another request, another hash or another order\n");
    }
}
