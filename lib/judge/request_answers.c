// SPDX-License-Identifier: BSD-2-Clause
/* Finds the versions that answer a request, and gathers what stops the others. */
#include "judge/request_answers.h"

#include "judge/request_judge_internal.h"
#include "rules/rules.h"

static void add(struct rt_request_demands *demands, const struct rt_version *version,
                const struct rt_reading *reading, bool begins)
{
    struct rt_rules rules = rt_version_rules(version, reading);
    demands->list[demands->count++] =
        (struct rt_request_demand){reading, begins, rt_request_terms_of(version, &rules)};
}

/* Adds a version, and its readings. */
static void add_version(struct rt_request_demands *demands, const struct rt_version *version,
                        bool strict)
{
    size_t readings = strict ? 0 : rt_version_readings(version);
    add(demands, version, NULL, true);
    for (size_t r = 0; r < readings; r++)
        add(demands, version, &version->readings[r], false);
}

void rt_request_demands_make(struct rt_request_demands *demands,
                             const struct rt_version *const *versions, size_t count)
{
    demands->count = 0;
    for (size_t i = 0; i < count && i < RT_REQUEST_VERSIONS_MAX; i++)
        add_version(demands, versions[i], false);
}

void rt_request_demands_choose(struct rt_request_demands *demands, const struct rt_choice *choices,
                               size_t count, bool strict)
{
    demands->count = 0;
    for (size_t i = 0; i < count && i < RT_REQUEST_VERSIONS_MAX; i++) {
        if (choices[i].fixed)
            add(demands, choices[i].version, &choices[i].reading, true);
        else
            add_version(demands, choices[i].version, strict);
    }
}

void rt_request_answers_find(struct rt_request_answers *answers,
                             const struct rt_request_demands *demands,
                             const struct rt_request_facts *facts,
                             const struct rt_request_keys *keys)
{
    struct rt_request_verdict *verdict = NULL;
    answers->facts = facts;
    answers->keys = keys;
    answers->count = 0;
    answers->speaks = 0;
    for (size_t i = 0; i < demands->count; i++) {
        const struct rt_request_demand *demand = &demands->list[i];
        if (demand->begins) {
            verdict = &answers->verdicts[answers->count++];
            verdict->version = NULL;
        }
        if (demand->begins || !verdict->answers)
            rt_request_judge_further(&demand->terms, demand->reading, facts, keys, verdict);
    }
}

void rt_request_answers_also(struct rt_request_answers *answers, const struct rt_version *version,
                             const struct rt_reading *reading)
{
    struct rt_rules rules = rt_version_rules(version, reading);
    struct rt_request_terms terms = rt_request_terms_of(version, &rules);
    for (size_t i = 0; i < answers->count; i++) {
        struct rt_request_verdict *verdict = &answers->verdicts[i];
        if (verdict->version == version && !verdict->answers)
            rt_request_judge_further(&terms, reading, answers->facts, answers->keys, verdict);
    }
}

size_t rt_request_answers_versions(const struct rt_request_answers *answers,
                                   const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < answers->count; i++)
        if (answers->verdicts[i].answers)
            versions[found++] = answers->verdicts[i].version;
    return found;
}

struct rt_request_result rt_request_answers_stop(const struct rt_request_answers *answers,
                                                 const struct rt_request_verdict *verdict)
{
    struct rt_request_terms terms = rt_request_verdict_terms(verdict);
    return rt_request_judge_check(&terms, answers->facts, answers->keys, verdict->stop);
}

/* Whether a verdict is to be told of. */
static bool is_open(const struct rt_request_answers *answers, size_t i, uint64_t told)
{
    return !(told >> i & 1) && rt_request_verdict_stopped(&answers->verdicts[i]);
}

/* The place of the newest version that the server speaks and that answers as it is written, or the
 * number of versions. */
static size_t newest_answer(const struct rt_request_answers *answers)
{
    size_t place = answers->count;
    for (size_t i = 0; i < answers->count; i++)
        if (answers->speaks >> i & 1 && answers->verdicts[i].answers)
            place = i;
    return place;
}

/* The versions that keep the server silent, as far as it is known what it speaks. */
static uint64_t silent_of(const struct rt_request_answers *answers)
{
    const size_t answer = newest_answer(answers);
    const bool answered = answer < answers->count;
    uint32_t number = RT_NO_NUMBER;
    uint64_t silent = 0;
    if (answered)
        number = rt_request_verdict_terms(&answers->verdicts[answer]).number;
    for (size_t i = 0; i < answers->count; i++) {
        const struct rt_request_verdict *verdict = &answers->verdicts[i];
        if (!(answers->speaks >> i & 1) || !rt_request_verdict_stopped(verdict))
            continue;
        if (!answered || (i > answer && verdict->stop > RT_REQUEST_CHECK_VERSION &&
                          rt_request_verdict_terms(verdict).number != number))
            silent |= UINT64_C(1) << i;
    }
    return silent;
}

/* The nearest of the verdicts that are to be told of, or NULL. */
static const struct rt_request_verdict *nearest_of(const struct rt_request_answers *answers,
                                                   uint64_t told)
{
    const struct rt_request_verdict *nearest = NULL;
    for (size_t i = 0; i < answers->count; i++)
        if (is_open(answers, i, told) &&
            (!nearest || rt_request_verdict_as_near(&answers->verdicts[i], nearest)))
            nearest = &answers->verdicts[i];
    return nearest;
}

/* Whether what stops a version is what a cause says. */
static bool is_same(const struct rt_request_cause *cause, const struct rt_request_result *result)
{
    return cause->check == RT_REQUEST_CHECK_VERSION ||
           (result->reason == cause->result.reason && result->tag == cause->result.tag &&
            result->is == cause->result.is && result->due == cause->result.due);
}

bool rt_request_cause_add(struct rt_request_cause *cause, const struct rt_version *version,
                          const struct rt_request_result *result)
{
    if (!is_same(cause, result))
        return false;
    cause->numbers = cause->numbers || (result->reason == RT_E_VERSION_NOT_OFFERED &&
                                        result->due != cause->result.due);
    cause->rule = &version->request[cause->check];
    if (cause->count == 0 || cause->versions[cause->count - 1] != version)
        cause->versions[cause->count++] = version;
    return true;
}

bool rt_request_answers_next(const struct rt_request_answers *answers, uint64_t *told,
                             struct rt_request_cause *cause)
{
    const uint64_t silent = silent_of(answers);
    const struct rt_request_verdict *nearest = nearest_of(answers, *told | ~silent);
    const uint64_t passed = *told | (nearest ? ~silent : 0);
    const bool spoken = nearest != NULL;
    if (!nearest)
        nearest = nearest_of(answers, *told);
    if (!nearest)
        return false;
    *cause = (struct rt_request_cause){
        .check = nearest->stop, .spoken = spoken, .reading = nearest->reading};
    cause->result = rt_request_answers_stop(answers, nearest);
    for (size_t i = 0; i < answers->count; i++) {
        const struct rt_request_verdict *verdict = &answers->verdicts[i];
        if (!is_open(answers, i, passed) || verdict->stop != cause->check)
            continue;
        struct rt_request_result result = rt_request_answers_stop(answers, verdict);
        if (rt_request_cause_add(cause, verdict->version, &result))
            *told |= UINT64_C(1) << i;
    }
    return true;
}

bool rt_request_answers_why(const struct rt_request_answers *answers,
                            struct rt_request_cause *cause)
{
    uint64_t told = 0;
    return rt_request_answers_next(answers, &told, cause) &&
           (cause->spoken || answers->speaks == 0);
}

/* Whether the request is made for servers of this version, whatever else is wrong with it. */
static bool is_meant(const struct rt_request_answers *answers,
                     const struct rt_request_verdict *verdict)
{
    const uint32_t others = RT_REQUEST_BIT(FRAME) | RT_REQUEST_BIT(KIND) |
                            RT_REQUEST_BIT(VERSION_PRESENT) | RT_REQUEST_BIT(VERSION);
    bool offers = rt_view_present(answers->facts->ver);
    if (offers != rt_rules_offers(&verdict->version->rules))
        return false;
    return (verdict->fails & (offers ? others : others | RT_REQUEST_BIT(PADDING))) == 0;
}

/* The checks that stop a request for which it is meant; a message that is too short because the
 * packet is says nothing new. */
static uint32_t faults_of(const struct rt_request_answers *answers,
                          const struct rt_request_verdict *verdict)
{
    if (!rt_request_verdict_stopped(verdict) || !is_meant(answers, verdict))
        return 0;
    return verdict->stopped & RT_REQUEST_BIT(SIZE)
               ? verdict->stopped & ~(uint32_t)RT_REQUEST_BIT(SIZE_MESSAGE)
               : verdict->stopped;
}

/* Adds a fault of a version to the causes from `first` on, which are those of its check. */
static size_t add_fault(const struct rt_request_answers *answers,
                        const struct rt_request_verdict *verdict, enum rt_request_check check,
                        struct rt_request_cause *causes, size_t first, size_t count, size_t room)
{
    struct rt_request_terms terms = rt_request_verdict_terms(verdict);
    struct rt_request_result result =
        rt_request_judge_check(&terms, answers->facts, answers->keys, check);
    for (size_t i = first; i < count; i++)
        if (rt_request_cause_add(&causes[i], verdict->version, &result))
            return count;
    if (count == room || result.outcome != RT_FAIL)
        return count;
    causes[count] = (struct rt_request_cause){.check = check, .result = result};
    rt_request_cause_add(&causes[count], verdict->version, &result);
    return count + 1;
}

size_t rt_request_answers_faults(const struct rt_request_answers *answers,
                                 struct rt_request_cause *causes, size_t room)
{
    uint32_t faults[RT_REQUEST_VERSIONS_MAX];
    uint32_t all = 0;
    bool lost = true; /* nobody answers */
    bool torn = answers->facts->message.header.error != RT_OK;
    size_t count = 0;
    uint64_t told = 0;
    for (size_t i = 0; i < answers->count && !torn; i++) {
        faults[i] = faults_of(answers, &answers->verdicts[i]);
        all |= faults[i];
        lost = lost && rt_request_verdict_stopped(&answers->verdicts[i]);
    }
    for (int check = 0; all >> check != 0; check++) {
        size_t first = count;
        for (size_t i = 0; all >> check & 1 && i < answers->count; i++)
            if (faults[i] >> check & 1)
                count = add_fault(answers, &answers->verdicts[i], (enum rt_request_check)check,
                                  causes, first, count, room);
    }
    if (all == 0 && lost && !torn && room > 0)
        count = rt_request_answers_next(answers, &told, &causes[0]) ? 1 : 0;
    return count;
}

const char *rt_request_cause_text(const struct rt_request_cause *cause,
                                  char text[RT_REQUEST_TEXT_SIZE])
{
    return cause->numbers ? "VER does not list their numbers"
                          : rt_request_result_text(&cause->result, cause->check, text);
}
