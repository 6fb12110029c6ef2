// SPDX-License-Identifier: BSD-2-Clause
/* Writes versions, and how they differ, as JSON. */
#include "files/version_json.h"

#include "client/conform_case.h"
#include "judge/version_group.h"
#include "rules/duty.h"

void rt_version_json_identity(struct rt_output *out, struct rt_version_name_from from,
                              const struct rt_version *version)
{
    const struct rt_version *same[RT_CHOICES_MAX];
    rt_output_string(out, "version", version->name);
    rt_output_string(out, "document", version->document);
    rt_output_string(out, "published", version->published);
    if (version->rules.version == RT_NO_NUMBER)
        rt_output_null(out, "number");
    else
        rt_output_raw(out, "number", version->rules.version, 4);
    rt_output_string(out, "summary", version->summary);
    rt_member_versions(out, "same_rules", same, rt_version_group_same(from, version, same));
}

static void reading_json(struct rt_output *out, const struct rt_reading *reading)
{
    char text[RT_SETTING_SIZE];
    rt_output_object(out, NULL);
    rt_output_string(out, "name", reading->name);
    rt_output_array(out, "settings");
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++)
        rt_output_string(out, NULL, rt_setting_text(reading->set[i], text));
    rt_output_end(out);
    rt_output_string(out, "source", reading->source);
    rt_output_end(out);
}

static void params_json(struct rt_output *out, const struct rt_version *version)
{
    rt_output_array(out, "parameters");
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
        struct rt_param_said said = rt_version_param(version, (enum rt_param)param);
        const struct rt_param_row *row = rt_param_row((enum rt_param)param);
        rt_output_object(out, NULL);
        rt_output_string(out, "name", row->name);
        rt_output_string(out, "value", said.value);
        rt_output_string(out, "text", said.text);
        rt_output_string(out, "shows", rt_shows_row(row->shows)->name);
        rt_member_sections(out, "spec", version, said.section);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static void checks_json(struct rt_output *out, const struct rt_version *version)
{
    rt_output_array(out, "checks");
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_check_row *row = rt_check_row((enum rt_check)check);
        rt_output_object(out, NULL);
        rt_output_string(out, "name", row->name);
        rt_output_string(out, "text", row->text);
        rt_member_sections(out, "spec", version, version->check_section[check]);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static void requests_json(struct rt_output *out, const struct rt_version *version)
{
    rt_output_array(out, "request_checks");
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++) {
        const struct rt_request_check_row *row = rt_request_check_row((enum rt_request_check)check);
        const struct rt_request_rule *rule = &version->request[check];
        rt_output_object(out, NULL);
        rt_output_string(out, "name", row->name);
        rt_output_string(out, "text", row->text);
        rt_output_string(out, "unanswered", rt_silence_name(rule->silence));
        rt_member_sections(out, "spec", version, rule->section);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static void notes_json(struct rt_output *out, const struct rt_version *version)
{
    char text[RT_SETTING_SIZE];
    const struct rt_note *note;
    rt_output_array(out, "notes");
    for (size_t i = 0; (note = rt_version_note(version, i)); i++) {
        rt_output_object(out, NULL);
        rt_output_string(out, "setting", rt_setting_text(note->setting, text));
        rt_output_string(out, "text", note->text);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static void group_json(struct rt_output *out, const struct rt_version *version,
                       const struct rt_version_group *group)
{
    rt_output_object(out, NULL);
    rt_member_versions(out, "versions", group->members, group->count);
    rt_output_array(out, "parameters");
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
        enum rt_shows shows = rt_version_group_shows(version, group, (enum rt_param)i);
        if (!shows)
            continue;
        rt_output_object(out, NULL);
        rt_output_string(out, "name", rt_param_row((enum rt_param)i)->name);
        rt_output_string(out, "shows", rt_shows_row(shows)->name);
        rt_output_end(out);
    }
    rt_output_end(out);
    rt_output_array(out, "readings");
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++)
        if (group->difference.readings >> i & 1)
            rt_output_string(out, NULL, rt_param_row((enum rt_param)i)->name);
    rt_output_end(out);
    rt_output_end(out);
}

static void apart_json(struct rt_output *out, struct rt_version_name_from from,
                       const struct rt_version *version)
{
    struct rt_version_group group;
    rt_output_array(out, "same_number");
    for (size_t next = 0; rt_version_group_next(from, version, &next, &group);)
        group_json(out, version, &group);
    rt_output_end(out);
}

static const char *const keepers[] = {"",
#define X(id, name, text) name,
                                      RT_KEEPERS(X)
#undef X
};

/* The cases by which it is checked whether a server keeps a duty. */
static void cases_json(struct rt_output *out, const struct rt_version *version,
                       const struct rt_duty *duty)
{
    const struct rt_candidate as = {version, NULL};
    struct rt_conform_demand demands[RT_CONFORM_DUTY_CASES];
    char address[RT_CONFORM_ADDRESS_SIZE];
    size_t count = rt_conform_case_of_duty(&as, duty, demands);
    rt_output_array(out, "cases");
    for (size_t i = 0; i < count; i++)
        rt_output_string(out, NULL, rt_conform_case_address(&demands[i], address));
    rt_output_end(out);
}

static void duties_json(struct rt_output *out, const struct rt_version *version)
{
    rt_output_array(out, "duties");
    for (const struct rt_duty *duty = version->duties; duty && duty->section; duty++) {
        rt_output_object(out, NULL);
        rt_output_string(out, "section", duty->section);
        rt_output_string(out, "text", duty->text);
        rt_output_string(out, "keeper", keepers[duty->keeper]);
        rt_output_string(out, "evidence", duty->evidence);
        cases_json(out, version, duty);
        rt_output_end(out);
    }
    rt_output_end(out);
}

/* The readings of a version, or those for chains. */
static void readings_json(struct rt_output *out, const char *key, const struct rt_reading *readings,
                          size_t count)
{
    rt_output_array(out, key);
    for (size_t i = 0; i < count; i++)
        reading_json(out, &readings[i]);
    rt_output_end(out);
}

void rt_version_json(struct rt_output *out, struct rt_version_name_from from,
                     const struct rt_version *version)
{
    rt_version_json_identity(out, from, version);
    params_json(out, version);
    notes_json(out, version);
    apart_json(out, from, version);
    checks_json(out, version);
    requests_json(out, version);
    readings_json(out, "readings", version->readings, rt_version_readings(version));
    readings_json(out, "chain_readings", version->chain_readings,
                  rt_version_chain_readings(version));
    duties_json(out, version);
}

static bool differs(const struct rt_version *const pair[2], enum rt_param param)
{
    return rt_param_get(&pair[0]->rules, param) != rt_param_get(&pair[1]->rules, param);
}

static void param_diff_json(struct rt_output *out, const struct rt_version *const pair[2],
                            enum rt_param param)
{
    struct rt_param_said said[2] = {rt_version_param(pair[0], param),
                                    rt_version_param(pair[1], param)};
    rt_output_object(out, NULL);
    rt_output_string(out, "name", rt_param_row(param)->name);
    rt_output_object(out, "values");
    for (int i = 0; i < 2; i++)
        rt_output_string(out, pair[i]->name, said[i].value);
    rt_output_end(out);
    rt_output_object(out, "texts");
    for (int i = 0; i < 2; i++)
        rt_output_string(out, pair[i]->name, said[i].text);
    rt_output_end(out);
    rt_output_object(out, "spec");
    for (int i = 0; i < 2; i++)
        rt_member_sections(out, pair[i]->name, pair[i], said[i].section);
    rt_output_end(out);
    rt_output_end(out);
}

void rt_version_json_difference(struct rt_output *out, const struct rt_version *const pair[2])
{
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
            if (!rt_version_has_reading(pair[1 - i], &pair[i]->readings[k]))
                reading_json(out, &pair[i]->readings[k]);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static enum rt_shows param_shows(const struct rt_version *from, const struct rt_version *to,
                                 enum rt_param param)
{
    return rt_param_shows(param, rt_param_get(&from->rules, param),
                          rt_param_get(&to->rules, param));
}

static void param_step_json(struct rt_output *out, const struct rt_version *from,
                            const struct rt_version *to, enum rt_param param)
{
    struct rt_param_said old = rt_version_param(from, param);
    struct rt_param_said new = rt_version_param(to, param);
    rt_output_object(out, NULL);
    rt_output_string(out, "name", rt_param_row(param)->name);
    rt_output_string(out, "from", old.value);
    rt_output_string(out, "to", new.value);
    rt_output_string(out, "shows", rt_shows_row(param_shows(from, to, param))->name);
    rt_member_sections(out, "spec", to, new.section);
    rt_output_end(out);
}

static void change_json(struct rt_output *out, const struct rt_version *version,
                        const struct rt_change *change)
{
    rt_output_object(out, NULL);
    rt_output_string(out, "text", change->text);
    rt_output_string(out, "shows", rt_shows_row(change->shows)->name);
    rt_member_sections(out, "spec", version, change->section);
    rt_output_end(out);
}

void rt_version_json_step(struct rt_output *out, const struct rt_version *from,
                          const struct rt_version *to)
{
    struct rt_version_change step = rt_version_changed(from, to);
    rt_output_object(out, NULL);
    rt_output_string(out, "from", from->name);
    rt_output_string(out, "to", to->name);
    rt_output_bool(out, "wire", step.wire);
    rt_output_bool(out, "number", step.number);
    rt_output_bool(out, "limits", step.limits);
    rt_output_array(out, "parameters");
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)
        if (step.params >> param & 1)
            param_step_json(out, from, to, (enum rt_param)param);
    rt_output_end(out);
    rt_output_array(out, "changes");
    for (size_t i = 0; i < rt_version_changes(to); i++)
        change_json(out, to, &to->changes[i]);
    rt_output_end(out);
    rt_output_end(out);
}
