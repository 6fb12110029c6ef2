// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl versions: the list, one version in full, or how two differ.
 */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "registry.h"
#include "show.h"

/* What a parameter says in a version, for eyes. */
struct shown {
    char value[RT_SETTING_SIZE]; /* as in the vocabulary: "sha512-32" */
    const char *text;
    const char *section; /* or NULL */
};

static struct shown show_param(const struct rt_version *version, enum rt_param param)
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

/* The members that say which version this is. */
static void put_identity(struct rt_out *out, const struct rt_version *version)
{
    rt_out_string(out, "version", version->name);
    rt_out_string(out, "document", version->document);
    rt_out_string(out, "published", version->published);
    if (version->rules.version == RT_NO_NUMBER)
        rt_out_null(out, "number");
    else
        rt_out_raw(out, "number", version->rules.version, 4);
    rt_out_string(out, "summary", version->summary);
}

static void list_json(struct app *app)
{
    rt_out_record(&app->out, "versions");
    rt_out_array(&app->out, "versions");
    for (size_t i = 0; i < app->choice_count; i++) {
        rt_out_object(&app->out, NULL);
        put_identity(&app->out, app->choices[i].version);
        rt_out_end(&app->out);
    }
    rt_out_end(&app->out);
    rt_out_record_end(&app->out);
}

static void list_text(struct app *app)
{
    struct rt_out *out = &app->out;
    for (size_t i = 0; i < app->choice_count; i++) {
        const struct rt_version *version = app->choices[i].version;
        rt_out_cell(out, RT_STYLE_HEAD, 10, version->name);
        rt_out_cell(out, RT_STYLE_PLAIN, 12, show_param(version, RT_PARAM_VERSION).value);
        rt_out_cell(out, RT_STYLE_PLAIN, 12, version->published);
        rt_out_cell(out, RT_STYLE_PLAIN, 40, version->document);
        rt_out_print(out, "%s\n", version->summary);
    }
}

static void reading_json(struct rt_out *out, const struct rt_reading *reading)
{
    char text[RT_SETTING_SIZE];
    rt_out_object(out, NULL);
    rt_out_string(out, "name", reading->name);
    rt_out_array(out, "settings");
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++)
        rt_out_string(out, NULL, rt_setting_text(reading->set[i], text));
    rt_out_end(out);
    rt_out_string(out, "source", reading->source);
    rt_out_end(out);
}

static void reading_text(struct rt_out *out, const char *version, const struct rt_reading *reading)
{
    char name[64];
    char settings[RT_READING_SIZE];
    snprintf(name, sizeof name, "%s/%s", version, reading->name);
    rt_out_text(out, "  ");
    rt_out_cell(out, RT_STYLE_PLAIN, 18, name);
    rt_out_print(out, "%s\n", rt_reading_text(reading, settings));
    rt_out_spaces(out, 20);
    rt_out_styled(out, RT_STYLE_DIM, reading->source);
    rt_out_text(out, "\n");
}

static void one_json(struct rt_out *out, const struct rt_version *version)
{
    rt_out_record(out, "version");
    put_identity(out, version);
    rt_out_array(out, "parameters");
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
        struct shown shown = show_param(version, (enum rt_param)param);
        rt_out_object(out, NULL);
        rt_out_string(out, "name", rt_param_row((enum rt_param)param)->name);
        rt_out_string(out, "value", shown.value);
        rt_out_string(out, "text", shown.text);
        show_sections_json(out, "spec", version, shown.section);
        rt_out_end(out);
    }
    rt_out_end(out);
    rt_out_array(out, "checks");
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_check_row *row = rt_check_row((enum rt_check)check);
        rt_out_object(out, NULL);
        rt_out_string(out, "name", row->name);
        rt_out_string(out, "text", row->text);
        show_sections_json(out, "spec", version, version->check_section[check]);
        rt_out_end(out);
    }
    rt_out_end(out);
    rt_out_array(out, "readings");
    for (size_t i = 0; i < rt_version_readings(version); i++)
        reading_json(out, &version->readings[i]);
    rt_out_end(out);
    rt_out_array(out, "chain_readings");
    for (size_t i = 0; i < rt_version_chain_readings(version); i++)
        reading_json(out, &version->chain_readings[i]);
    rt_out_end(out);
    rt_out_record_end(out);
}

static void heading(struct rt_out *out, const char *text)
{
    rt_out_text(out, "\n");
    rt_out_styled(out, RT_STYLE_HEAD, text);
    rt_out_text(out, "\n");
}

static void one_text(struct rt_out *out, const struct rt_version *version)
{
    rt_out_styled(out, RT_STYLE_HEAD, version->name);
    rt_out_print(out, "  %s, %s\n    %s\n", version->document, version->published,
                 version->summary);
    heading(out, "parameters, with the sections that set them");
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
        struct shown shown = show_param(version, (enum rt_param)param);
        rt_out_text(out, "  ");
        rt_out_cell(out, RT_STYLE_PLAIN, 18, rt_param_row((enum rt_param)param)->name);
        rt_out_cell(out, RT_STYLE_PLAIN, 14, shown.value);
        rt_out_cell(out, RT_STYLE_PLAIN, 20, shown.section ? shown.section : "-");
        rt_out_print(out, "%s\n", shown.text);
    }
    heading(out, "checks, with the sections that ask for them");
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_check_row *row = rt_check_row((enum rt_check)check);
        const char *section = version->check_section[check];
        rt_out_text(out, "  ");
        rt_out_cell(out, RT_STYLE_PLAIN, 20, row->name);
        rt_out_cell(out, RT_STYLE_PLAIN, 36, section ? section : "-");
        rt_out_print(out, "%s\n", row->text);
    }
    if (rt_version_readings(version) > 0)
        heading(out, "readings: other values under which packets of it exist");
    for (size_t i = 0; i < rt_version_readings(version); i++)
        reading_text(out, version->name, &version->readings[i]);
    if (rt_version_chain_readings(version) > 0)
        heading(out, "readings for chains: other rules by which nonces were derived");
    for (size_t i = 0; i < rt_version_chain_readings(version); i++)
        reading_text(out, version->name, &version->chain_readings[i]);
}

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

static void param_diff_json(struct rt_out *out, const struct rt_version *const pair[2],
                            enum rt_param param)
{
    struct shown shown[2] = {show_param(pair[0], param), show_param(pair[1], param)};
    rt_out_object(out, NULL);
    rt_out_string(out, "name", rt_param_row(param)->name);
    rt_out_object(out, "values");
    for (int i = 0; i < 2; i++)
        rt_out_string(out, pair[i]->name, shown[i].value);
    rt_out_end(out);
    rt_out_object(out, "texts");
    for (int i = 0; i < 2; i++)
        rt_out_string(out, pair[i]->name, shown[i].text);
    rt_out_end(out);
    rt_out_object(out, "spec");
    for (int i = 0; i < 2; i++)
        show_sections_json(out, pair[i]->name, pair[i], shown[i].section);
    rt_out_end(out);
    rt_out_end(out);
}

static void diff_json(struct rt_out *out, const struct rt_version *const pair[2])
{
    rt_out_record(out, "diff");
    rt_out_array(out, "versions");
    for (int i = 0; i < 2; i++)
        rt_out_string(out, NULL, pair[i]->name);
    rt_out_end(out);
    rt_out_array(out, "parameters");
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)
        if (differs(pair, (enum rt_param)param))
            param_diff_json(out, pair, (enum rt_param)param);
    rt_out_end(out);
    rt_out_object(out, "readings");
    /* Two equal names would be a repeated key; they have no differences anyway. */
    for (int i = 0; i < 2 && pair[0] != pair[1]; i++) {
        rt_out_array(out, pair[i]->name);
        for (size_t k = 0; k < rt_version_readings(pair[i]); k++)
            if (only_here(&pair[i]->readings[k], pair[1 - i]))
                reading_json(out, &pair[i]->readings[k]);
        rt_out_end(out);
    }
    rt_out_end(out);
    rt_out_record_end(out);
}

static void param_diff_text(struct rt_out *out, const struct rt_version *const pair[2],
                            enum rt_param param)
{
    struct shown shown[2] = {show_param(pair[0], param), show_param(pair[1], param)};
    rt_out_text(out, "  ");
    rt_out_cell(out, RT_STYLE_PLAIN, 18, rt_param_row(param)->name);
    for (int i = 0; i < 2; i++)
        rt_out_cell(out, RT_STYLE_PLAIN, 14, shown[i].value);
    for (int i = 0; i < 2; i++)
        rt_out_print(out, "%s%s %s", i == 0 ? "" : "; ", pair[i]->name,
                     shown[i].section ? shown[i].section : "-");
    rt_out_text(out, "\n");
}

/* Heads the columns of param_diff_text. */
static void diff_columns(struct rt_out *out, const struct rt_version *const pair[2])
{
    rt_out_text(out, "\n");
    rt_out_cell(out, RT_STYLE_HEAD, 20, "parameters");
    for (int i = 0; i < 2; i++)
        rt_out_cell(out, RT_STYLE_HEAD, 14, pair[i]->name);
    rt_out_styled(out, RT_STYLE_HEAD, "sections");
    rt_out_text(out, "\n");
}

static void diff_text(struct rt_out *out, const struct rt_version *const pair[2])
{
    unsigned count = 0;
    for (int i = 0; i < 2; i++) {
        rt_out_cell(out, RT_STYLE_HEAD, 10, pair[i]->name);
        rt_out_print(out, "%s, %s\n", pair[i]->document, pair[i]->published);
    }
    diff_columns(out, pair);
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
        if (!differs(pair, (enum rt_param)param))
            continue;
        param_diff_text(out, pair, (enum rt_param)param);
        count++;
    }
    if (count == 0)
        rt_out_text(out, "  no parameter differs\n");
    bool headed = false;
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < rt_version_readings(pair[i]); k++) {
            if (!only_here(&pair[i]->readings[k], pair[1 - i]))
                continue;
            if (!headed)
                heading(out, "readings that only one of them has");
            headed = true;
            reading_text(out, pair[i]->name, &pair[i]->readings[k]);
        }
    }
}

enum exit_code versions_run(struct app *app, int argc, char **argv)
{
    const struct rt_version *pair[2] = {NULL, NULL};
    if (argc > 2) {
        app_complain(app, EXIT_USAGE, argv[2], "versions takes two versions at most");
        return EXIT_USAGE;
    }
    for (int i = 0; i < argc; i++) {
        pair[i] = rt_registry_find(argv[i]);
        if (!pair[i]) {
            app_complain(app, EXIT_USAGE, argv[i],
                         "no version has this name; rtctl versions lists them");
            return EXIT_USAGE;
        }
    }
    bool text = app->form == RT_OUT_TEXT;
    if (argc == 2)
        (text ? diff_text : diff_json)(&app->out, pair);
    else if (argc == 1)
        (text ? one_text : one_json)(&app->out, pair[0]);
    else
        (text ? list_text : list_json)(app);
    return EXIT_GOOD;
}
