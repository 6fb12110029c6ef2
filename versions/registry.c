// SPDX-License-Identifier: BSD-2-Clause
/* Lists the versions, and finds them by name. */
#include "registry.h"

#include <string.h>

/* The NULL at the end is not counted. */
const struct rt_version *const rt_registry[] = {
#define RT_VERSION(name) &rt_version_##name,
#include "registry.def"
#undef RT_VERSION
    NULL};

const size_t rt_registry_count = sizeof rt_registry / sizeof rt_registry[0] - 1;

const struct rt_version *rt_registry_find(const char *name)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        if (strcmp(rt_registry[i]->name, name) == 0)
            return rt_registry[i];
    return NULL;
}

static bool has_number(const struct rt_version *version, uint32_t number)
{
    if (version->rules.version == number)
        return true;
    for (size_t i = 0; i < rt_version_readings(version); i++)
        if (rt_version_rules(version, &version->readings[i]).version == number)
            return true;
    return false;
}

const char *rt_registry_use(uint32_t number)
{
    if (number == RT_NO_NUMBER)
        return "reserved";
    for (size_t i = 0; i < rt_registry_count; i++)
        if (has_number(rt_registry[i], number))
            return NULL;
    if (number >= 0xc0000000)
        return "for private use";
    return number >= 0x80000000 ? "for experimental use" : "not assigned";
}

size_t rt_registry_place(const struct rt_version *version)
{
    size_t i = 0;
    while (i < rt_registry_count && rt_registry[i] != version)
        i++;
    return i;
}
