// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl versions: the list, and which other form is asked for.
 */
#include "versions/versions.h"

#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/version_name.h"
#include "common/version_number.h"
#include "files/version_json.h"
#include "registry.h"

static void list_json(struct app *app)
{
    rt_output_record(&app->out, "versions");
    rt_output_array(&app->out, "versions");
    for (size_t i = 0; i < app->choice_count; i++) {
        rt_output_object(&app->out, NULL);
        rt_version_json_identity(&app->out, version_name_all(), app->choices[i].version);
        rt_output_end(&app->out);
    }
    rt_output_end(&app->out);
    rt_output_record_end(&app->out);
}

static void list_text(struct app *app)
{
    struct rt_output *out = &app->out;
    for (size_t i = 0; i < app->choice_count; i++) {
        const struct rt_version *version = app->choices[i].version;
        rt_output_cell(out, RT_STYLE_HEAD, 10, version->name);
        rt_output_cell(out, RT_STYLE_PLAIN, 12, rt_version_param(version, RT_PARAM_VERSION).value);
        rt_output_cell(out, RT_STYLE_PLAIN, 12, version->published);
        rt_output_cell(out, RT_STYLE_PLAIN, 40, version->document);
        rt_output_print(out, "%s\n", version->summary);
    }
}

static void one_json(struct app *app, const struct rt_version *version)
{
    rt_output_record(&app->out, "version");
    rt_version_json(&app->out, version_name_all(), version);
    rt_output_record_end(&app->out);
}

static void diff_json(struct app *app, const struct rt_version *const pair[2])
{
    rt_output_record(&app->out, "diff");
    rt_version_json_difference(&app->out, pair);
    rt_output_record_end(&app->out);
}

/* Takes the version that an argument names. False after a message. */
static bool read_name(struct app *app, const char *name, const struct rt_version **version)
{
    const struct rt_version *found[VERSION_NAME_MOST];
    size_t count = version_name_find(name, strlen(name), found);
    const struct rt_version *meant = version_name_nearest(name, strlen(name));
    char text[UNREGISTERED_SIZE];
    *version = count > 0 ? found[0] : NULL;
    if (count > 1)
        app_complain(app, EXIT_USAGE, name, "these are %zu versions; name one", count);
    else if (count == 0 && meant)
        app_complain(app, EXIT_USAGE, name, "no version has this name; did you mean %s?",
                     meant->name);
    else if (count == 0 && unregistered_word(name, text))
        app_complain(app, EXIT_USAGE, "versions", "%s", text);
    else if (count == 0)
        app_complain(app, EXIT_USAGE, name, "no version has this name; rtctl versions lists them");
    return count == 1;
}

/* Takes the versions that the arguments name: one or two, or one argument that names several, which
 * become those of the list. False after a message. */
static bool read_names(struct app *app, int *argc, char **argv, const struct rt_version *pair[2])
{
    const struct rt_version *found[VERSION_NAME_MOST];
    size_t count = *argc == 1 ? version_name_find(argv[0], strlen(argv[0]), found) : 0;
    if (*argc > 2) {
        app_complain(app, EXIT_USAGE, argv[2], "versions takes two versions at most");
        return false;
    }
    if (*argc > 0 && option_given(&app->options, OPTION_VERSIONS)) {
        app_complain(app, EXIT_USAGE, argv[0], "name versions with -V or as arguments, not both");
        return false;
    }
    if (count > 1) {
        *argc = 0;
        app->choice_count = count;
        for (size_t i = 0; i < count; i++)
            app->choices[i] = (struct rt_choice){.version = found[i]};
    }
    for (int i = 0; i < *argc; i++)
        if (!read_name(app, argv[i], &pair[i]))
            return false;
    return true;
}

/* The steps that --history shows: those of -V, the one to a version, or those between two. */
static void show_history(struct app *app, int argc, const struct rt_version *const pair[2])
{
    size_t first = argc > 0 ? rt_registry_place(pair[0]) : 0;
    size_t last = argc > 1 ? rt_registry_place(pair[1]) : first;
    if (argc == 0)
        versions_history(app, 0, rt_registry_count - 1, true);
    else if (argc == 1)
        versions_history(app, first, first, false);
    else
        versions_history(app, (first < last ? first : last) + 1, first < last ? last : first,
                         false);
}

enum exit_code versions_run(struct app *app, int argc, char **argv)
{
    const struct rt_version *pair[2] = {NULL, NULL};
    bool text = app->form == RT_OUTPUT_TEXT;
    if (!read_names(app, &argc, argv, pair))
        return EXIT_USAGE;
    if (option_given(&app->options, OPTION_HISTORY))
        show_history(app, argc, pair);
    else if (argc == 2 && text)
        versions_diff_text(&app->out, pair);
    else if (argc == 2)
        diff_json(app, pair);
    else if (argc == 1 && text)
        versions_one_text(&app->out, pair[0]);
    else if (argc == 1)
        one_json(app, pair[0]);
    else
        (text ? list_text : list_json)(app);
    return EXIT_GOOD;
}
