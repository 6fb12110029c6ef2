// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl versions VERSION VERSION: how two versions differ.
 */
#include <string.h>

#include "files/member.h"
#include "versions/versions.h"

static bool same_reading(const struct rt_reading *a, const struct rt_reading *b)
{
    char text_a[RT_READING_SIZE];
    char text_b[RT_READING_SIZE];
    return strcmp(rt_reading_text(a, text_a), rt_reading_text(b, text_b)) == 0;
}

/* Whether the other version has no reading with the same settings. */
static bool only_here(const struct rt_reading *reading, const struct rt_version *other)
{
    for (size_t i = 0; i < rt_version_readings(other); i++)
        if (same_reading(reading, &other->readings[i]))
            return false;
    return true;
}

static bool differs(const struct rt_version *const pair[2], enum rt_param param)
{
    return rt_param_get(&pair[0]->rules, param) != rt_param_get(&pair[1]->rules, param);
}

static void param_diff_json(struct rt_output *out, const struct rt_version *const pair[2],
                            enum rt_param param)
{
    struct shown shown[2] = {versions_param(pair[0], param), versions_param(pair[1], param)};
    rt_output_object(out, NULL);
    rt_output_string(out, "name", rt_param_row(param)->name);
    rt_output_object(out, "values");
    for (int i = 0; i < 2; i++)
        rt_output_string(out, pair[i]->name, shown[i].value);
    rt_output_end(out);
    rt_output_object(out, "texts");
    for (int i = 0; i < 2; i++)
        rt_output_string(out, pair[i]->name, shown[i].text);
    rt_output_end(out);
    rt_output_object(out, "spec");
    for (int i = 0; i < 2; i++)
        rt_member_sections(out, pair[i]->name, pair[i], shown[i].section);
    rt_output_end(out);
    rt_output_end(out);
}

void versions_diff_json(struct rt_output *out, const struct rt_version *const pair[2])
{
    rt_output_record(out, "diff");
    rt_member_versions(out, "versions", pair, 2);
    rt_output_array(out, "parameters");
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)
        if (differs(pair, (enum rt_param)param))
            param_diff_json(out, pair, (enum rt_param)param);
    rt_output_end(out);
    rt_output_object(out, "readings");
    /* Two equal names would be a repeated key; they have no differences anyway. */
    for (int i = 0; i < 2 && pair[0] != pair[1]; i++) {
        rt_output_array(out, pair[i]->name);
        for (size_t k = 0; k < rt_version_readings(pair[i]); k++)
            if (only_here(&pair[i]->readings[k], pair[1 - i]))
                versions_reading_json(out, &pair[i]->readings[k]);
        rt_output_end(out);
    }
    rt_output_end(out);
    rt_output_record_end(out);
}

static void param_diff_text(struct rt_output *out, const struct rt_version *const pair[2],
                            enum rt_param param)
{
    struct shown shown[2] = {versions_param(pair[0], param), versions_param(pair[1], param)};
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, 18, rt_param_row(param)->name);
    for (int i = 0; i < 2; i++)
        rt_output_cell(out, RT_STYLE_PLAIN, 14, shown[i].value);
    for (int i = 0; i < 2; i++)
        rt_output_print(out, "%s%s %s", i == 0 ? "" : "; ", pair[i]->name,
                        shown[i].section ? shown[i].section : "-");
    rt_output_text(out, "\n");
}

/* Heads the columns of param_diff_text. */
static void diff_columns(struct rt_output *out, const struct rt_version *const pair[2])
{
    rt_output_text(out, "\n");
    rt_output_cell(out, RT_STYLE_HEAD, 20, "parameters");
    for (int i = 0; i < 2; i++)
        rt_output_cell(out, RT_STYLE_HEAD, 14, pair[i]->name);
    rt_output_styled(out, RT_STYLE_HEAD, "sections");
    rt_output_text(out, "\n");
}

void versions_diff_text(struct rt_output *out, const struct rt_version *const pair[2])
{
    unsigned count = 0;
    for (int i = 0; i < 2; i++) {
        rt_output_cell(out, RT_STYLE_HEAD, 10, pair[i]->name);
        rt_output_print(out, "%s, %s\n", pair[i]->document, pair[i]->published);
    }
    diff_columns(out, pair);
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
        if (!differs(pair, (enum rt_param)param))
            continue;
        param_diff_text(out, pair, (enum rt_param)param);
        count++;
    }
    if (count == 0)
        rt_output_text(out, "  no parameter differs\n");
    bool headed = false;
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < rt_version_readings(pair[i]); k++) {
            if (!only_here(&pair[i]->readings[k], pair[1 - i]))
                continue;
            if (!headed)
                versions_heading(out, "readings that only one of them has");
            headed = true;
            versions_reading_text(out, pair[i]->name, &pair[i]->readings[k]);
        }
    }
}
