// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl versions VERSION VERSION: how two versions differ.
 */
#include "versions/versions.h"

static bool differs(const struct rt_version *const pair[2], enum rt_param param)
{
    return rt_param_get(&pair[0]->rules, param) != rt_param_get(&pair[1]->rules, param);
}

static void param_diff_text(struct rt_output *out, const struct rt_version *const pair[2],
                            enum rt_param param)
{
    struct rt_param_said said[2] = {rt_version_param(pair[0], param),
                                    rt_version_param(pair[1], param)};
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, 18, rt_param_row(param)->name);
    for (int i = 0; i < 2; i++)
        rt_output_cell(out, RT_STYLE_PLAIN, 14, said[i].value);
    for (int i = 0; i < 2; i++)
        rt_output_print(out, "%s%s %s", i == 0 ? "" : "; ", pair[i]->name,
                        said[i].section ? said[i].section : "-");
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
            if (rt_version_has_reading(pair[1 - i], &pair[i]->readings[k]))
                continue;
            if (!headed)
                versions_heading(out, "readings that only one of them has");
            headed = true;
            versions_reading_text(out, pair[i]->name, &pair[i]->readings[k]);
        }
    }
}
