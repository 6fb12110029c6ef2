// SPDX-License-Identifier: BSD-2-Clause
/* Joins names of versions, and names settings, numbers and candidates. */
#include "judge/version_join.h"

#include <stdio.h>
#include <string.h>

/* Whether two names differ only in the number at their end. */
static bool same_kind(const char *a, const char *b)
{
    static const char digits[] = "0123456789";
    size_t len = strcspn(a, digits);
    return len == strcspn(b, digits) && memcmp(a, b, len) == 0;
}

static bool neighbours(struct rt_version_name_from from, const struct rt_version *a,
                       const struct rt_version *b)
{
    return rt_version_name_place(from, a) + 1 == rt_version_name_place(from, b) &&
           same_kind(a->name, b->name);
}

const char *rt_version_join(struct rt_version_name_from from,
                            const struct rt_version *const *versions, size_t count,
                            char text[RT_VERSION_JOIN_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t first = 0, last; first < count && used < RT_VERSION_JOIN_SIZE; first = last + 1) {
        last = first;
        while (last + 1 < count && neighbours(from, versions[last], versions[last + 1]))
            last++;
        bool run = last > first;
        int wrote =
            snprintf(text + used, RT_VERSION_JOIN_SIZE - used, "%s%s%s%s", first > 0 ? ", " : "",
                     versions[first]->name, run ? "-" : "", run ? versions[last]->name : "");
        used += (size_t)wrote;
    }
    return text;
}

const char *rt_version_join_setting(struct rt_version_name_from from, struct rt_setting setting,
                                    char text[RT_VERSION_JOIN_SIZE])
{
    const struct rt_version *found[RT_CHOICES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < from.count && count < RT_CHOICES_MAX; i++)
        if (rt_param_get(&from.list[i]->rules, setting.param) == setting.value)
            found[count++] = from.list[i];
    return rt_version_join(from, found, count, text);
}

const char *rt_version_join_number(struct rt_version_name_from from, uint32_t number,
                                   char text[RT_VERSION_JOIN_SIZE])
{
    text[0] = '\0';
    if (number == RT_NO_NUMBER)
        return text;
    return rt_version_join_setting(from, (struct rt_setting){RT_PARAM_VERSION, number}, text);
}

const char *rt_version_join_candidate(const struct rt_version *version,
                                      const struct rt_reading *reading,
                                      char text[RT_VERSION_JOIN_SIZE])
{
    char settings[RT_READING_SIZE];
    if (!reading)
        return version->name;
    snprintf(text, RT_VERSION_JOIN_SIZE, "%s/%s", version->name,
             reading->name ? reading->name : rt_reading_text(reading, settings));
    return text;
}

const char *rt_version_join_alike(struct rt_version_name_from from,
                                  const struct rt_version *const *alike, size_t count,
                                  const struct rt_candidate *best, char text[RT_VERSION_JOIN_SIZE])
{
    if (count < 2)
        return rt_version_join_candidate(best->version, best->reading, text);
    rt_version_join(from, alike, count, text);
    if (best->reading && best->reading->name)
        snprintf(text + strlen(text), RT_VERSION_JOIN_SIZE - strlen(text), "/%s",
                 best->reading->name);
    return text;
}
