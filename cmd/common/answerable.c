// SPDX-License-Identifier: BSD-2-Clause
/* Says which versions answer a request, and what stops the others. */
#include "common/answerable.h"

#include <stdlib.h>

#include "common/memory.h"
#include "common/names.h"
#include "registry.h"

struct answerable *answerable_new(void)
{
    struct answerable *answerable = memory_need(malloc(sizeof *answerable));
    rt_request_demands_make(&answerable->demands, rt_registry, rt_registry_count);
    return answerable;
}

/* Judges the request for programs that have numbers of their own. */
static void judge_own(struct answerable *answerable)
{
    const struct rt_request_facts *facts = &answerable->facts;
    size_t own = 0;
    for (size_t i = 0; i < facts->numbers && own < ANSWERABLE_OWN; i++) {
        const struct rt_version *version;
        uint32_t number = rt_bytes_load32(facts->ver.data + 4 * i);
        if (rt_registry_number_reading(number, &version, &answerable->own[own]))
            rt_request_answers_also(&answerable->answers, version, &answerable->own[own++]);
    }
}

void answerable_judge(struct answerable *answerable, const struct rt_request_keys *keys)
{
    rt_request_answers_find(&answerable->answers, &answerable->demands, &answerable->facts, keys);
    judge_own(answerable);
}

uint8_t *answerable_srvs(struct app *app)
{
    enum rt_error error = RT_OK;
    if (app->key_count == 0)
        return NULL;
    uint8_t *srvs = memory_need(calloc(app->key_count, RT_SRV_SIZE));
    for (size_t i = 0; i < app->key_count && error == RT_OK; i++)
        error = rt_crypto_srv(app_crypto(app), app->keys[i], srvs + i * RT_SRV_SIZE);
    if (error == RT_OK)
        return srvs;
    app_complain(app, EXIT_BUG, NULL, "the SRV of a key: %s", rt_error_text(error));
    free(srvs);
    return NULL;
}

void answerable_rule_print(struct rt_output *out, const struct rt_version *version,
                           enum rt_request_check check)
{
    const struct rt_request_rule *rule = &version->request[check];
    if (rule->section)
        rt_output_print(out, "  [%s %s, %s]", version->document, rule->section,
                        rt_silence_name(rule->silence));
}

void answerable_cause_print(struct rt_output *out, const struct rt_request_cause *cause)
{
    char text[RT_REQUEST_TEXT_SIZE], names[NAMES_SIZE];
    bool one = cause->count == 1;
    rt_output_print(out, "%s: no answer from %s%s", rt_request_cause_text(cause, text),
                    one ? rt_version_join_candidate(cause->versions[0], cause->reading, names)
                        : names_join(cause->versions, cause->count, names),
                    cause->spoken ? ", which this server speaks" : "");
    answerable_rule_print(out, cause->versions[cause->count - 1], cause->check);
    rt_output_text(out, "\n");
}

void answerable_print(struct rt_output *out, const struct rt_request_answers *answers, bool all)
{
    const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX];
    size_t count = rt_request_answers_versions(answers, versions);
    char names[NAMES_SIZE];
    struct rt_request_cause cause;
    uint64_t told = 0;
    bool answered = count > 0;
    if (answered)
        rt_output_print(out, "  answered by %s\n", names_join(versions, count, names));
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
        answerable_cause_print(out, &cause);
    }
}
