// SPDX-License-Identifier: BSD-2-Clause
/* Writes the parts of a judgement as JSON. */
#include "files/judgement_json.h"

#include <string.h>

static void changes_json(struct rt_output *out, const char *key, const struct rt_setting *changes,
                         size_t count)
{
    char text[RT_SETTING_SIZE];
    rt_output_array(out, key);
    for (size_t i = 0; i < count; i++)
        rt_output_string(out, NULL, rt_setting_text(changes[i], text));
    rt_output_end(out);
}

/* One string for each set of changes, its settings joined by commas. */
static void passes_json(struct rt_output *out, const struct rt_pass_as *passes, size_t count)
{
    rt_output_array(out, "passes_as");
    for (size_t i = 0; i < count; i++) {
        struct rt_reading as = {0};
        char text[RT_READING_SIZE];
        memcpy(as.set, passes[i].changes, passes[i].count * sizeof as.set[0]);
        rt_output_string(out, NULL, rt_reading_text(&as, text));
    }
    rt_output_end(out);
}

void rt_judgement_json_check(struct rt_output *out, const struct rt_version *version,
                             enum rt_check check, const struct rt_result *result,
                             const struct rt_pass_as *passes, size_t pass_count)
{
    char tag[RT_TAG_NAME_SIZE];
    rt_output_object(out, NULL);
    rt_output_string(out, "name", rt_check_row(check)->name);
    rt_output_string(out, "outcome", rt_outcome_name(result->outcome));
    if (result->outcome == RT_BLOCKED)
        rt_output_string(out, "blocked_by", rt_check_row(result->blocked_by)->name);
    if (result->outcome == RT_UNDECIDED ||
        (result->outcome == RT_UNVERIFIED && result->reason != RT_OK))
        rt_output_string(out, "reason", rt_error_name(result->reason));
    if (result->outcome == RT_FAIL) {
        rt_output_string(out, "reason", rt_error_name(result->reason));
        if (result->tag != 0)
            rt_output_string(out, "tag", rt_tag_name(result->tag, tag));
        if (result->in_request)
            rt_output_string(out, "in", "request");
        if (result->has_at)
            rt_output_uint(out, "at", result->at);
        if (result->surplus > 0)
            rt_output_uint(out, "surplus", result->surplus);
        rt_member_sections(out, "spec", version, version->check_section[check]);
        if (passes)
            passes_json(out, passes, pass_count);
    }
    rt_output_end(out);
}

void rt_judgement_json_checks(struct rt_output *out, const struct rt_judgement *judgement,
                              size_t count, struct rt_subject *explained)
{
    const struct rt_version *version = judgement->best.version;
    rt_output_array(out, "checks");
    for (int i = 0; i < (int)count; i++) {
        enum rt_check check = (enum rt_check)i;
        const struct rt_result *result = &judgement->report.checks[i];
        struct rt_pass_as passes[RT_PASSES_MAX];
        size_t found = 0;
        bool ask = explained && result->outcome == RT_FAIL;
        if (ask)
            found = rt_explain_passes(explained, version, &judgement->rules, check, passes);
        rt_judgement_json_check(out, version, check, result, ask ? passes : NULL, found);
    }
    rt_output_end(out);
}

void rt_judgement_json_nearest(struct rt_output *out, const struct rt_nearest *nearest)
{
    rt_output_array(out, "nearest");
    for (size_t i = 0; i < nearest->count; i++) {
        const struct rt_explanation *found = &nearest->found[i];
        rt_output_object(out, NULL);
        rt_output_string(out, "version", found->version->name);
        changes_json(out, "changes", found->changes, found->count);
        if (found->also_count > 0)
            rt_member_versions(out, "also", found->also, found->also_count);
        rt_output_end(out);
    }
    rt_output_end(out);
}

void rt_judgement_json_objections(struct rt_output *out, const struct rt_objection *objections,
                                  size_t count)
{
    rt_output_array(out, "objections");
    for (size_t i = 0; i < count; i++) {
        rt_output_object(out, NULL);
        rt_member_versions(out, "versions", objections[i].versions, objections[i].count);
        rt_member_reading(out, "reading", objections[i].reading);
        rt_output_array(out, "checks");
        for (int k = 0; k < RT_CHECK_LONE_COUNT; k++)
            if (objections[i].checks >> k & 1)
                rt_output_string(out, NULL, rt_check_row((enum rt_check)k)->name);
        rt_output_end(out);
        rt_output_end(out);
    }
    rt_output_end(out);
}
