// SPDX-License-Identifier: BSD-2-Clause
/* Prints which versions answer a request, and what stops the others. */
#include "files/request_print.h"

#include "judge/version_join.h"

void rt_request_print_rule(struct rt_output *out, const struct rt_version *version,
                           enum rt_request_check check)
{
    const struct rt_request_rule *rule = &version->request[check];
    if (rule->section)
        rt_output_print(out, "  [%s %s, %s]", version->document, rule->section,
                        rt_silence_name(rule->silence));
}

void rt_request_print_cause(struct rt_output *out, struct rt_version_name_from from,
                            const struct rt_request_cause *cause)
{
    char text[RT_REQUEST_TEXT_SIZE], names[RT_VERSION_JOIN_SIZE];
    bool one = cause->count == 1;
    rt_output_print(out, "%s: no answer from %s%s", rt_request_cause_text(cause, text),
                    one ? rt_version_join_candidate(cause->versions[0], cause->reading, names)
                        : rt_version_join(from, cause->versions, cause->count, names),
                    cause->spoken ? ", which this server speaks" : "");
    rt_request_print_rule(out, cause->versions[cause->count - 1], cause->check);
    rt_output_text(out, "\n");
}

void rt_request_print_answers(struct rt_output *out, struct rt_version_name_from from,
                              const struct rt_request_answers *answers, bool all)
{
    const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX];
    size_t count = rt_request_answers_versions(answers, versions);
    char names[RT_VERSION_JOIN_SIZE];
    struct rt_request_cause cause;
    uint64_t told = 0;
    bool answered = count > 0;
    if (answered)
        rt_output_print(out, "  answered by %s\n", rt_version_join(from, versions, count, names));
    for (size_t i = 0; i < answers->count; i++) {
        const struct rt_request_verdict *verdict = &answers->verdicts[i];
        if (!rt_request_verdict_read_so(verdict))
            continue;
        answered = true;
        rt_output_print(out, "  answered by some programs of %s\n",
                        rt_version_join_candidate(verdict->version, verdict->reading, names));
    }
    if (!answered)
        rt_output_text(out, "  no version answers it\n");
    while ((all || (!answered && told == 0)) && rt_request_answers_next(answers, &told, &cause)) {
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_BAD, 25, rt_request_check_row(cause.check)->name);
        rt_request_print_cause(out, from, &cause);
    }
}
