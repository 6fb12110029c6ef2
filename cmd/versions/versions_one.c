// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl versions VERSION: one version in full.
 */
#include "client/conform_case.h"
#include "common/names.h"
#include "judge/version_group.h"
#include "versions/versions.h"

static void params_text(struct rt_output *out, const struct rt_version *version)
{
    versions_heading(out, "parameters, with the sections that set them");
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
        struct rt_param_said said = rt_version_param(version, (enum rt_param)param);
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, 18, rt_param_row((enum rt_param)param)->name);
        rt_output_cell(out, RT_STYLE_PLAIN, 14, said.value);
        rt_output_cell(out, RT_STYLE_PLAIN, 20, said.section ? said.section : "-");
        rt_output_print(out, "%s\n", said.text);
    }
}

static void checks_text(struct rt_output *out, const struct rt_version *version)
{
    versions_heading(out, "checks, with the sections that ask for them");
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_check_row *row = rt_check_row((enum rt_check)check);
        const char *section = version->check_section[check];
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, 20, row->name);
        rt_output_cell(out, RT_STYLE_PLAIN, 36, section ? section : "-");
        rt_output_print(out, "%s\n", row->text);
    }
}

static void requests_text(struct rt_output *out, const struct rt_version *version)
{
    versions_heading(out,
                     "checks of requests, and whether servers leave those that fail unanswered");
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++) {
        const struct rt_request_check_row *row = rt_request_check_row((enum rt_request_check)check);
        const struct rt_request_rule *rule = &version->request[check];
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, 24, row->name);
        rt_output_cell(out, RT_STYLE_PLAIN, 8, rt_silence_name(rule->silence));
        rt_output_cell(out, RT_STYLE_PLAIN, 24, rule->section ? rule->section : "-");
        rt_output_print(out, "%s\n", row->text);
    }
}

/* The duties of servers that cases of rtctl check keep; nothing where none were listed. */
static void duties_text(struct rt_output *out, const struct rt_version *version)
{
    const struct rt_candidate as = {version, NULL};
    struct rt_conform_demand demands[RT_CONFORM_DUTY_CASES];
    char address[RT_CONFORM_ADDRESS_SIZE];
    if (version->duties)
        versions_heading(out, "duties of servers, and the cases of rtctl check that keep each");
    for (const struct rt_duty *duty = version->duties; duty && duty->section; duty++) {
        size_t count = rt_conform_case_of_duty(&as, duty, demands);
        for (size_t i = 0; i < count; i++) {
            rt_output_text(out, "  ");
            rt_output_cell(out, RT_STYLE_PLAIN, 24, rt_conform_case_address(&demands[i], address));
            rt_output_cell(out, RT_STYLE_PLAIN, 20, rt_conform_case_name(demands[i].which));
            rt_output_print(out, "%s [%s]\n", duty->text, duty->section);
        }
    }
}

static void notes_text(struct rt_output *out, const struct rt_version *version)
{
    char text[RT_SETTING_SIZE];
    const struct rt_note *note;
    for (size_t i = 0; (note = rt_version_note(version, i)); i++) {
        if (i == 0)
            versions_heading(out, "what follows from them");
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, 22, rt_setting_text(note->setting, text));
        rt_output_print(out, "%s\n", note->text);
    }
}

void versions_one_text(struct rt_output *out, const struct rt_version *version)
{
    const struct rt_version *same[RT_CHOICES_MAX];
    char names[NAMES_SIZE];
    size_t count = rt_version_group_same(version_name_all(), version, same);
    rt_output_styled(out, RT_STYLE_HEAD, version->name);
    rt_output_print(out, "  %s, %s\n    %s\n", version->document, version->published,
                    version->summary);
    if (count > 0)
        rt_output_print(out, "    on the wire equal to %s\n", names_join(same, count, names));
    params_text(out, version);
    notes_text(out, version);
    versions_apart_text(out, version);
    checks_text(out, version);
    requests_text(out, version);
    duties_text(out, version);
    if (rt_version_readings(version) > 0)
        versions_heading(out, "readings: other values under which packets of it exist");
    for (size_t i = 0; i < rt_version_readings(version); i++)
        versions_reading_text(out, version->name, &version->readings[i]);
    if (rt_version_chain_readings(version) > 0)
        versions_heading(out, "readings for chains: other rules by which nonces were derived");
    for (size_t i = 0; i < rt_version_chain_readings(version); i++)
        versions_reading_text(out, version->name, &version->chain_readings[i]);
}
