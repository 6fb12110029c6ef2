// SPDX-License-Identifier: BSD-2-Clause
/* Finds the smallest changes to a request after which more versions would answer it. */
#include "judge/request_judge.h"

/* Whether a change is worth more than another: smaller, of more versions, of newer ones. */
static bool better(const struct rt_request_change *a, const struct rt_request_change *b)
{
    if (rt_bytes_count_bits(a->checks) != rt_bytes_count_bits(b->checks))
        return rt_bytes_count_bits(a->checks) < rt_bytes_count_bits(b->checks);
    if (rt_bytes_count_bits(a->gained) != rt_bytes_count_bits(b->gained))
        return rt_bytes_count_bits(a->gained) > rt_bytes_count_bits(b->gained);
    return a->gained > b->gained;
}

/* What has to be mended for a version, or nothing if it answers or would under a reading. */
static struct rt_request_change change_for(const struct rt_version *version, size_t place,
                                           const struct rt_request_facts *facts,
                                           const struct rt_request_keys *keys)
{
    struct rt_request_verdict verdict = rt_request_verdict_of(version, facts, keys);
    struct rt_request_change change = {.checks = verdict.stopped, .gained = UINT64_C(1) << place};
    if (verdict.stopped & (RT_REQUEST_BIT(VERSION) | RT_REQUEST_BIT(VERSION_PRESENT)))
        change.number = rt_version_rules(version, verdict.reading).version;
    return change;
}

size_t rt_request_change_smallest(const struct rt_version *const *versions, size_t count,
                                  const struct rt_request_facts *facts,
                                  const struct rt_request_keys *keys,
                                  struct rt_request_change *changes, size_t room)
{
    struct rt_request_change all[RT_REQUEST_VERSIONS_MAX];
    size_t found = 0;
    for (size_t i = 0; i < count && i < RT_REQUEST_VERSIONS_MAX; i++) {
        struct rt_request_change change = change_for(versions[i], i, facts, keys);
        size_t same = 0;
        while (same < found &&
               (all[same].checks != change.checks || all[same].number != change.number))
            same++;
        if (change.checks != 0 && same == found)
            all[found++] = change;
        else if (change.checks != 0)
            all[same].gained |= change.gained;
    }
    for (size_t i = 0; i < found && i < room; i++) {
        size_t best = i;
        for (size_t j = i + 1; j < found; j++)
            if (better(&all[j], &all[best]))
                best = j;
        changes[i] = all[best];
        all[best] = all[i];
    }
    return found < room ? found : room;
}
