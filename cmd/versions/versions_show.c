// SPDX-License-Identifier: BSD-2-Clause
/* What the forms of rtctl versions share: a parameter, a reading, a heading. */
#include "versions/versions.h"

#include <stdio.h>

#include "files/member.h"
#include "registry.h"

struct shown versions_param(const struct rt_version *version, enum rt_param param)
{
    struct shown shown = {.section = version->param_section[param]};
    uint32_t value = rt_param_get(&version->rules, param);
    const struct rt_value_row *row = rt_param_value(param, value);
    if (row) {
        snprintf(shown.value, sizeof shown.value, "%s", row->name);
        shown.text = row->text;
    } else if (value == RT_NO_NUMBER) {
        snprintf(shown.value, sizeof shown.value, "none");
        shown.text = "packets name no version";
    } else {
        snprintf(shown.value, sizeof shown.value, "0x%08x", (unsigned)value);
        shown.text = "the number in VER";
    }
    return shown;
}

size_t versions_same(const struct rt_version *version,
                     const struct rt_version *same[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < rt_registry_count && count < RT_CHOICES_MAX; i++)
        if (rt_registry[i] != version && rt_version_same(rt_registry[i], version))
            same[count++] = rt_registry[i];
    return count;
}

void versions_identity(struct rt_output *out, const struct rt_version *version)
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
    rt_member_versions(out, "same_rules", same, versions_same(version, same));
}

void versions_reading_json(struct rt_output *out, const struct rt_reading *reading)
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

void versions_reading_text(struct rt_output *out, const char *version,
                           const struct rt_reading *reading)
{
    char name[64];
    char settings[RT_READING_SIZE];
    snprintf(name, sizeof name, "%s/%s", version, reading->name);
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, 18, name);
    rt_output_print(out, "%s\n", rt_reading_text(reading, settings));
    rt_output_spaces(out, 20);
    rt_output_styled(out, RT_STYLE_DIM, reading->source);
    rt_output_text(out, "\n");
}

void versions_heading(struct rt_output *out, const char *text)
{
    rt_output_text(out, "\n");
    rt_output_styled(out, RT_STYLE_HEAD, text);
    rt_output_text(out, "\n");
}

void versions_shows_text(struct rt_output *out)
{
    versions_heading(out, "where a difference shows");
    for (int shows = RT_SHOWS_FORGOTTEN + 1; shows < RT_SHOWS_COUNT; shows++) {
        const struct rt_value_row *row = rt_shows_row((enum rt_shows)shows);
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, 10, row->name);
        rt_output_print(out, "%s\n", row->text);
    }
}
