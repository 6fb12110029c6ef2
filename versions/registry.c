// SPDX-License-Identifier: BSD-2-Clause
/* Lists the versions, and finds them by name. */
#include "registry.h"

#include <stdio.h>
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

const char *rt_registry_use(uint32_t number)
{
    if (number == RT_NO_NUMBER)
        return "reserved";
    for (size_t i = 0; i < rt_registry_count; i++)
        if (rt_version_has_number(rt_registry[i], number))
            return NULL;
    if (number >= 0xc0000000)
        return "for private use";
    return number >= 0x80000000 ? "for experimental use" : "not assigned";
}

static const struct rt_registry_number numbers[] = {
#define RT_NUMBER(first, last, program, layout, means, source, date)                               \
    {first, last, program, layout, means, source, date},
#include "numbers.def"
#undef RT_NUMBER
};

const struct rt_registry_number *rt_registry_number(uint32_t number,
                                                    const struct rt_registry_number *last)
{
    const struct rt_registry_number *end = numbers + sizeof numbers / sizeof numbers[0];
    for (const struct rt_registry_number *row = last ? last + 1 : numbers; row < end; row++)
        if (number >= row->first && number <= row->last)
            return row;
    return NULL;
}

bool rt_registry_number_reading(uint32_t number, const struct rt_version **version,
                                struct rt_reading *reading)
{
    const struct rt_registry_number *row = rt_registry_number(number, NULL);
    while (row && !row->layout)
        row = rt_registry_number(number, row);
    if (!row || !rt_registry_use(number))
        return false;
    *version = row->layout;
    *reading = (struct rt_reading){.set = {{RT_PARAM_VERSION, number}}, .source = row->program};
    return true;
}

const char *rt_registry_number_text(uint32_t number, bool ranges,
                                    char text[RT_REGISTRY_NUMBER_SIZE])
{
    const struct rt_registry_number *row = NULL;
    size_t used = 0;
    text[0] = '\0';
    while ((row = rt_registry_number(number, row)) != NULL) {
        bool range = row->last - row->first > RT_REGISTRY_NUMBERS_FEW;
        if (range && (!ranges || used > 0))
            continue;
        int len = snprintf(text + used, RT_REGISTRY_NUMBER_SIZE - used, "%s%s, %s",
                           used ? "; " : "", row->program, row->means);
        used += len > 0 ? (size_t)len : 0;
        if (used >= RT_REGISTRY_NUMBER_SIZE)
            used = RT_REGISTRY_NUMBER_SIZE - 1;
    }
    return text;
}

const char *rt_registry_meaning(uint32_t number, char text[RT_REGISTRY_NUMBER_SIZE])
{
    const char *use = rt_registry_use(number);
    return use && *rt_registry_number_text(number, false, text) ? text : use;
}

size_t rt_registry_place(const struct rt_version *version)
{
    size_t i = 0;
    while (i < rt_registry_count && rt_registry[i] != version)
        i++;
    return i;
}
