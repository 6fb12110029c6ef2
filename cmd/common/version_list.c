// SPDX-License-Identifier: BSD-2-Clause
/* The versions that -V names, and what to say of a list that cannot be read. */
#include "judge/version_list.h"

#include <stdio.h>
#include <string.h>

#include "app.h"
#include "base/spelling.h"
#include "common/version_name.h"
#include "common/version_number.h"

/* The reading that is meant by one that the last version does not have, or NULL. */
static const char *nearest_reading(const struct rt_version_list *read, const char *item, size_t len)
{
    const struct rt_version *version = read->choices[read->count - 1].version;
    const struct rt_reading *reading;
    char word[64];
    const char *slash = memchr(item, '/', len);
    snprintf(word, sizeof word, "%.*s", (int)(len - (size_t)(slash + 1 - item)), slash + 1);
    struct rt_spelling nearest = {.word = word};
    for (size_t i = 0; (reading = rt_version_list_reading(version, i)) != NULL; i++)
        rt_spelling_try(&nearest, reading->name);
    return nearest.name;
}

static void complain_of_reading(struct app *app, const struct rt_version_list *read,
                                const char *item)
{
    const struct rt_version *version = read->choices[read->count - 1].version;
    const char *meant = nearest_reading(read, item, strlen(item));
    if (meant)
        app_complain(app, EXIT_USAGE, item, "%s has no such reading; did you mean %s?",
                     version->name, meant);
    else
        app_complain(app, EXIT_USAGE, item, "%s has no such reading; rtctl versions %s shows them",
                     version->name, version->name);
}

static void complain_of_name(struct app *app, const char *item)
{
    size_t len = strcspn(item, "/");
    const struct rt_version *meant = version_name_nearest(item, len);
    char number[UNREGISTERED_SIZE];
    if (rt_version_name_backwards(version_name_all(), item, len))
        app_complain(app, EXIT_USAGE, item, "this range ends before it begins");
    else if (meant)
        app_complain(app, EXIT_USAGE, item, "no version has this name; did you mean %s?",
                     meant->name);
    else if (unregistered_word(item, number))
        app_complain(app, EXIT_USAGE, "-V", "%s", number);
    else
        app_complain(app, EXIT_USAGE, item, "no version has this name; rtctl versions lists them");
}

static void complain(struct app *app, const struct rt_version_list *read,
                     enum rt_version_list_fault fault, const char *list)
{
    char text[200];
    size_t len = read->item_len;
    snprintf(text, sizeof text, "%.*s", (int)(len < sizeof text ? len : sizeof text - 1),
             read->item);
    switch (fault) {
    case RT_VERSION_LIST_GOOD:
        break;
    case RT_VERSION_LIST_TOO_MANY:
        app_complain(app, EXIT_USAGE, list, "more than %d versions", RT_CHOICES_MAX);
        break;
    case RT_VERSION_LIST_NO_READING:
        complain_of_reading(app, read, text);
        break;
    case RT_VERSION_LIST_NO_VERSION:
        if (len == 0)
            app_complain(app, EXIT_USAGE, list, "a name of a version is empty");
        else
            complain_of_name(app, text);
        break;
    }
}

size_t app_read_choices(struct app *app, const char *list, struct rt_choice choices[RT_CHOICES_MAX])
{
    struct rt_version_list read = {.choices = choices};
    enum rt_version_list_fault fault = rt_version_list_read(&read, list, version_name_all());
    if (fault == RT_VERSION_LIST_GOOD)
        return read.count;
    complain(app, &read, fault, list);
    return 0;
}

bool app_choose(struct app *app, const char *list)
{
    app->choice_count = app_read_choices(app, list ? list : "all", app->choices);
    return app->choice_count > 0;
}
