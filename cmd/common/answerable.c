// SPDX-License-Identifier: BSD-2-Clause
/* Says which versions answer a request, and what stops the others. */
#include "common/answerable.h"

#include <string.h>

#include "common/names.h"
#include "common/show.h"
#include "registry.h"
#include "rules/rules.h"

void answerable_judge(struct answerable *answerable, struct rt_view packet,
                      enum rt_transport transport, const struct rt_request_keys *keys)
{
    answerable->answer_count = 0;
    rt_request_facts_read(&answerable->facts, packet, transport);
    for (answerable->count = 0; answerable->count < rt_registry_count; answerable->count++) {
        struct rt_request_verdict *verdict = &answerable->verdicts[answerable->count];
        *verdict = rt_request_verdict_of(rt_registry[answerable->count], &answerable->facts, keys);
        if (verdict->answers)
            answerable->answers[answerable->answer_count++] = verdict->version;
    }
}

/* Whether something stops the request under a verdict. */
static bool stopped(const struct rt_request_verdict *verdict)
{
    return !verdict->answers && verdict->stop != RT_REQUEST_CHECK_COUNT;
}

/* Whether nothing does, but only if the version is read as some programs do. */
static bool read_so(const struct rt_request_verdict *verdict)
{
    return !verdict->answers && !stopped(verdict);
}

/* What stops a request, in detail. */
static struct rt_request_result stop_of(const struct answerable *answerable,
                                        const struct rt_request_verdict *verdict,
                                        const struct rt_request_keys *keys)
{
    struct rt_request_terms terms = rt_request_verdict_terms(verdict);
    return rt_request_judge_check(&terms, &answerable->facts, keys, verdict->stop);
}

static void stopped_json(struct rt_output *out, const struct answerable *answerable,
                         const struct rt_request_verdict *verdict,
                         const struct rt_request_keys *keys)
{
    char text[RT_REQUEST_TEXT_SIZE];
    struct rt_request_result result = stop_of(answerable, verdict, keys);
    const struct rt_request_rule *rule = &verdict->version->request[verdict->stop];
    rt_output_object(out, NULL);
    rt_output_string(out, "version", verdict->version->name);
    show_reading_json(out, "reading", verdict->reading);
    rt_output_string(out, "check", rt_request_check_row(verdict->stop)->name);
    rt_output_string(out, "reason", rt_error_name(result.reason));
    rt_output_string(out, "text", rt_request_result_text(&result, verdict->stop, text));
    if (result.has_at)
        rt_output_uint(out, "at", result.at);
    rt_output_string(out, "unanswered", rt_silence_name(rule->silence));
    show_sections_json(out, "spec", verdict->version, rule->section);
    rt_output_end(out);
}

void answerable_json(struct rt_output *out, const struct answerable *answerable)
{
    rt_output_array(out, "answerable_by");
    for (size_t i = 0; i < answerable->answer_count; i++)
        rt_output_string(out, NULL, answerable->answers[i]->name);
    rt_output_end(out);
    rt_output_array(out, "answerable_as");
    for (size_t i = 0; i < answerable->count; i++) {
        const struct rt_request_verdict *verdict = &answerable->verdicts[i];
        struct rt_candidate as = {.version = verdict->version, .reading = verdict->reading};
        if (read_so(verdict))
            show_candidate_json(out, &as);
    }
    rt_output_end(out);
}

void answerable_stops_json(struct rt_output *out, const struct answerable *answerable,
                           const struct rt_request_keys *keys)
{
    rt_output_array(out, "stopped_by");
    for (size_t i = 0; i < answerable->count; i++)
        if (stopped(&answerable->verdicts[i]))
            stopped_json(out, answerable, &answerable->verdicts[i], keys);
    rt_output_end(out);
}

/* Whether `a`, the newer of two, is at least as near to an answer as `b`. The versions without VER
 * are behind all others: few servers of today speak them alone. */
static bool as_near(const struct rt_request_verdict *a, const struct rt_request_verdict *b)
{
    bool offers = rt_rules_offers(&a->version->rules);
    unsigned of_a = rt_bytes_count_bits(a->stopped), of_b = rt_bytes_count_bits(b->stopped);
    if (offers != rt_rules_offers(&b->version->rules))
        return offers;
    return of_a != of_b ? of_a < of_b : a->stop >= b->stop;
}

/* Of the verdicts that are not in `done`, a set of places, the one that comes nearest to an answer:
 * it has VER, the fewest checks stop it, the last of the list of checks, and it is the newest.
 * NULL: there is none. */
static const struct rt_request_verdict *nearest_of(const struct answerable *answerable,
                                                   uint64_t done)
{
    const struct rt_request_verdict *nearest = NULL;
    for (size_t i = 0; i < answerable->count; i++) {
        const struct rt_request_verdict *verdict = &answerable->verdicts[i];
        if (stopped(verdict) && !(done >> i & 1) && (!nearest || as_near(verdict, nearest)))
            nearest = verdict;
    }
    return nearest;
}

/* Whether two verdicts can be told in one line. Numbers that VER does not list are told as one
 * cause, although each version misses its own. */
static bool same_cause(const struct answerable *answerable, const struct rt_request_verdict *a,
                       const struct rt_request_verdict *b, const struct rt_request_keys *keys)
{
    char text[2][RT_REQUEST_TEXT_SIZE];
    if (a->stop != b->stop)
        return false;
    struct rt_request_result first = stop_of(answerable, a, keys);
    struct rt_request_result second = stop_of(answerable, b, keys);
    if (first.reason == RT_E_VERSION_NOT_OFFERED && second.reason == RT_E_VERSION_NOT_OFFERED)
        return true;
    return strcmp(rt_request_result_text(&first, a->stop, text[0]),
                  rt_request_result_text(&second, b->stop, text[1])) == 0;
}

/* Prints the cause of one verdict with all versions of which the same is true, and returns these as
 * a set of places. */
static uint64_t print_cause(struct rt_output *out, const struct answerable *answerable,
                            const struct rt_request_verdict *cause,
                            const struct rt_request_keys *keys)
{
    const struct rt_version *same[RT_CHOICES_MAX];
    char text[RT_REQUEST_TEXT_SIZE], names[NAMES_SIZE];
    struct rt_request_result result = stop_of(answerable, cause, keys);
    uint64_t done = 0;
    uint32_t number = cause->version->rules.version;
    size_t count = 0;
    bool numbers = false;
    for (size_t i = 0; i < answerable->count; i++) {
        const struct rt_request_verdict *verdict = &answerable->verdicts[i];
        if (!stopped(verdict) || !same_cause(answerable, cause, verdict, keys))
            continue;
        numbers = numbers || verdict->version->rules.version != number;
        same[count++] = verdict->version;
        done |= UINT64_C(1) << i;
    }
    const struct rt_version *newest = same[count - 1];
    const struct rt_request_rule *rule = &newest->request[cause->stop];
    numbers = numbers && result.reason == RT_E_VERSION_NOT_OFFERED;
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_BAD, 25, rt_request_check_row(cause->stop)->name);
    rt_output_print(out, "%s: no answer from %s",
                    numbers ? "VER does not list their numbers"
                            : rt_request_result_text(&result, cause->stop, text),
                    names_join(same, count, names));
    if (rule->section)
        rt_output_print(out, "  [%s %s, %s]", newest->document, rule->section,
                        rt_silence_name(rule->silence));
    rt_output_text(out, "\n");
    return done;
}

void answerable_print(struct rt_output *out, const struct answerable *answerable,
                      const struct rt_request_keys *keys, bool all)
{
    char names[NAMES_SIZE];
    const struct rt_request_verdict *cause;
    uint64_t done = 0;
    bool answered = answerable->answer_count > 0;
    if (answered)
        rt_output_print(out, "  answered by %s\n",
                        names_join(answerable->answers, answerable->answer_count, names));
    for (size_t i = 0; i < answerable->count; i++) {
        const struct rt_request_verdict *verdict = &answerable->verdicts[i];
        if (!read_so(verdict))
            continue;
        answered = true;
        rt_output_print(out, "  answered by some programs of %s\n",
                        rt_version_join_candidate(verdict->version, verdict->reading, names));
    }
    if (!answered)
        rt_output_text(out, "  no version answers it\n");
    while ((all || (!answered && done == 0)) && (cause = nearest_of(answerable, done)) != NULL)
        done |= print_cause(out, answerable, cause, keys);
}
