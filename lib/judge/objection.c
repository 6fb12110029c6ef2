// SPDX-License-Identifier: BSD-2-Clause
/* Finds programs that refuse a valid response. */
#include "judge/objection.h"

#include <string.h>

#include "judge/request_judge.h"
#include "rules/rules.h"

/* What a program does alike when it signs or hashes and when it checks. */
#define SIGNS_OR_HASHES                                                                            \
    (RT_PARAM_BIT(CERT_CONTEXT) | RT_PARAM_BIT(RESPONSE_CONTEXT) | RT_PARAM_BIT(CONTEXT_NUL) |     \
     RT_PARAM_BIT(HASH) | RT_PARAM_BIT(LEAF) | RT_PARAM_BIT(ORDER))

static bool signs_or_hashes(const struct rt_reading *reading)
{
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++)
        if (UINT32_C(1) << reading->set[i].param & SIGNS_OR_HASHES)
            return true;
    return false;
}

/* Whether a client of the version could have sent the request. */
static bool asked(struct rt_subject *subject, const struct rt_version *version)
{
    struct rt_request_facts facts;
    bool type = rt_view_present(subject->request.values[RT_SLOT_TYPE]);
    if (!rt_view_present(subject->exchange.request) || type != rt_rules_has_type(&version->rules))
        return false;
    rt_request_facts_of(&facts, &subject->request, subject->exchange.transport);
    return rt_request_verdict_of(version, &facts, NULL).answers;
}

/* Whether the response can have been meant for clients of the version: it is the one as which the
 * response is valid, or the number is its own, too. */
static bool concerned(struct rt_subject *subject, const struct rt_judgement *judgement,
                      const struct rt_version *version)
{
    uint32_t number = judgement->rules.version;
    return version == judgement->best.version ||
           (number != RT_NO_NUMBER && version->rules.version == number && asked(subject, version));
}

static bool same(const struct rt_objection *objection, const struct rt_reading *reading,
                 uint64_t checks)
{
    const struct rt_reading *other = objection->reading;
    bool name = !other == !reading && (!other || strcmp(other->name, reading->name) == 0);
    return name && objection->checks == checks;
}

/* Judges under a version and a reading, which may be NULL, and takes note if that fails, unless the
 * version as it is written fails for the same. `*plain` is the set of checks that fail so. */
static size_t hear(struct rt_subject *subject, const struct rt_version *version,
                   const struct rt_reading *reading, uint64_t *plain,
                   struct rt_objection *objections, size_t found)
{
    struct rt_rules rules = rt_version_rules(version, reading);
    struct rt_objection objection = {.count = 1, .versions = {version}, .reading = reading};
    struct rt_report report;
    rt_verify(subject, version, &rules, &report);
    for (int i = RT_CHECK_LONE_COUNT; i-- > 0;)
        if (report.checks[i].outcome == RT_FAIL) {
            objection.checks |= UINT64_C(1) << i;
            objection.first = report.checks[i];
        }
    if (!reading)
        *plain = objection.checks;
    if (objection.checks == 0 || (reading && objection.checks == *plain))
        return found;
    for (size_t i = 0; i < found; i++)
        if (same(&objections[i], reading, objection.checks)) {
            objections[i].versions[objections[i].count++] = version;
            return found;
        }
    if (found < RT_OBJECTIONS_MAX)
        objections[found++] = objection;
    return found;
}

size_t rt_objection_find_type(struct rt_subject *subject, const struct rt_judgement *judgement,
                              const struct rt_version *const *versions, size_t count,
                              struct rt_objection objections[RT_OBJECTIONS_MAX])
{
    size_t found = 0;
    if (!rt_view_present(subject->request.values[RT_SLOT_TYPE]) ||
        rt_rules_has_type(&judgement->rules) ||
        (judgement->verdict != RT_VALID && judgement->verdict != RT_UNVERIFIABLE))
        return 0;
    for (size_t i = 0; i < count && i < RT_CHOICES_MAX; i++) {
        uint64_t plain = 0;
        if (rt_rules_has_type(&versions[i]->rules) && concerned(subject, judgement, versions[i]))
            found = hear(subject, versions[i], NULL, &plain, objections, found);
    }
    return found;
}

size_t rt_objection_find(struct rt_subject *subject, const struct rt_judgement *judgement,
                         const struct rt_version *const *versions, size_t count,
                         struct rt_objection objections[RT_OBJECTIONS_MAX])
{
    size_t found = 0;
    if (judgement->verdict != RT_VALID && judgement->verdict != RT_UNVERIFIABLE)
        return 0;
    for (size_t i = 0; i < count && i < RT_CHOICES_MAX; i++) {
        const struct rt_version *version = versions[i];
        if (!concerned(subject, judgement, version))
            continue;
        uint64_t plain = 0;
        found = hear(subject, version, NULL, &plain, objections, found);
        for (size_t r = 0; r < rt_version_readings(version); r++)
            if (signs_or_hashes(&version->readings[r]))
                found = hear(subject, version, &version->readings[r], &plain, objections, found);
    }
    return found;
}
