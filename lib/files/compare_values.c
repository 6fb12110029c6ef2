// SPDX-License-Identifier: BSD-2-Clause
/* Reads values in the terms of several versions. */
#include "files/compare_values.h"

#include <stdio.h>
#include <string.h>

#include "files/compare_table.h"
#include "wire/clock.h"

static const struct {
    const char *name;
    enum rt_slot slot;
} fields[RT_COMPARE_FIELDS] = {
    {"midpoint", RT_SLOT_MIDP}, {"radius", RT_SLOT_RADI}, {"mint", RT_SLOT_MINT},
    {"maxt", RT_SLOT_MAXT},     {"dut1", RT_SLOT_DUT1},   {"dtai", RT_SLOT_DTAI},
    {"leap", RT_SLOT_LEAP},
};

const char *rt_compare_values_name(size_t field)
{
    return fields[field].name;
}

void rt_compare_values_text(const struct rt_compare_values *values, size_t column, size_t field,
                            char text[RT_VALUE_TEXT_SIZE])
{
    const struct rt_rules *rules = &values->comparison->columns[column].rules;
    struct rt_value_terms terms =
        rt_value_terms_of(values->response, rules, values->from, values->use);
    uint32_t tag = rt_slot_row(fields[field].slot)->tag;
    struct rt_view value = values->response->values[fields[field].slot];
    size_t step = rt_value_step(&terms, tag);
    size_t used = 0;
    text[0] = '\0';
    if (!rt_view_present(value))
        return;
    if (rt_tag_find(tag)->kind == RT_KIND_TIME && value.len == 8) {
        rt_clock_text(rules->clock, rt_bytes_load64(value.data), text);
        return;
    }
    if (step == 0 || value.len % step != 0) {
        rt_value_text(&terms, tag, value, text);
        return;
    }
    for (size_t at = 0; at < value.len && used < RT_VALUE_TEXT_SIZE / 2; at += step) {
        char one[RT_VALUE_TEXT_SIZE];
        rt_value_text(&terms, tag, rt_view_slice(value, at, step), one);
        used +=
            (size_t)snprintf(text + used, RT_VALUE_TEXT_SIZE - used, "%s%s", at ? ", " : "", one);
    }
}

bool rt_compare_values_agree(const struct rt_compare_values *values, size_t field)
{
    char first[RT_VALUE_TEXT_SIZE], other[RT_VALUE_TEXT_SIZE];
    rt_compare_values_text(values, 0, field, first);
    for (size_t i = 1; i < values->comparison->count; i++) {
        rt_compare_values_text(values, i, field, other);
        if (strcmp(first, other) != 0)
            return false;
    }
    return true;
}

/* One line for each way in which a field is read. */
static void print_field(struct rt_output *out, const struct rt_compare_values *values, size_t field)
{
    const struct rt_comparison *comparison = values->comparison;
    bool done[RT_CHOICES_MAX] = {false};
    for (size_t i = 0; i < comparison->count; i++) {
        const struct rt_version *versions[RT_CHOICES_MAX];
        char mine[RT_VALUE_TEXT_SIZE], other[RT_VALUE_TEXT_SIZE], names[RT_VERSION_JOIN_SIZE];
        size_t count = 0;
        if (done[i])
            continue;
        rt_compare_values_text(values, i, field, mine);
        for (size_t j = i; j < comparison->count; j++) {
            rt_compare_values_text(values, j, field, other);
            if (strcmp(mine, other) != 0)
                continue;
            done[j] = true;
            versions[count++] = comparison->columns[j].candidate.version;
        }
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, RT_COMPARE_NAME_WIDTH, fields[field].name);
        rt_output_cell(out, RT_STYLE_PLAIN, 30, mine);
        rt_output_print(out, "%s\n", rt_version_join(values->from, versions, count, names));
    }
}

void rt_compare_values_print(struct rt_output *out, const struct rt_compare_values *values)
{
    for (size_t field = 0; field < RT_COMPARE_FIELDS; field++)
        if (!rt_compare_values_agree(values, field))
            print_field(out, values, field);
}
