// SPDX-License-Identifier: BSD-2-Clause
/*
 * The versions that -V names:
 *
 *     LIST    = ITEM {"," ITEM}
 *     ITEM    = "all" | NAMES | NAMES "/" READING
 *     READING = the name of a reading | SETTING {("+" | ",") SETTING}
 *
 * NAMES is what version_name.h reads: a version, those with one number, or a range. NAMES alone are
 * the versions with their readings; with a reading they are just that. Blanks around items, upper
 * and lower case of names do not count.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app.h"
#include "common/nearest.h"
#include "common/version_name.h"

/* What was read so far. */
struct chosen {
    struct rt_choice *list; /* room for RT_CHOICES_MAX */
    size_t count;
};

/* Whether a version stands in the list already, with all its readings. */
static bool listed(const struct chosen *chosen, const struct rt_version *version)
{
    for (size_t i = 0; i < chosen->count; i++)
        if (chosen->list[i].version == version && !chosen->list[i].fixed)
            return true;
    return false;
}

static struct rt_choice *add(struct chosen *chosen, const struct rt_version *version)
{
    if (chosen->count == RT_CHOICES_MAX)
        return NULL;
    struct rt_choice *choice = &chosen->list[chosen->count++];
    *choice = (struct rt_choice){.version = version};
    return choice;
}

/* Reading number i of a version, those for chains after the others; NULL behind the last. */
static const struct rt_reading *reading_at(const struct rt_version *version, size_t i)
{
    size_t count = rt_version_readings(version);
    if (i < count)
        return &version->readings[i];
    return i - count < rt_version_chain_readings(version) ? &version->chain_readings[i - count]
                                                          : NULL;
}

/* Settings that are those of a known reading get its name and source; others have none. */
static void name_reading(struct rt_choice *choice)
{
    const struct rt_reading *reading;
    char own[RT_READING_SIZE];
    char known[RT_READING_SIZE];
    rt_reading_text(&choice->reading, own);
    for (size_t i = 0; (reading = reading_at(choice->version, i)) != NULL; i++)
        if (strcmp(rt_reading_text(reading, known), own) == 0)
            choice->reading = *reading;
}

/* Settings joined by "+", or the name of one of the version's readings. */
static bool read_reading(struct rt_choice *choice, const char *text, size_t len)
{
    const struct rt_version *version = choice->version;
    choice->fixed = true;
    const struct rt_reading *reading;
    for (size_t i = 0; (reading = reading_at(version, i)) != NULL; i++) {
        if (strlen(reading->name) == len && strncasecmp(reading->name, text, len) == 0) {
            choice->reading = *reading;
            return true;
        }
    }
    for (size_t count = 0; count < RT_READING_SETTINGS; count++) {
        size_t part = 0;
        for (; len > 0 && *text == ' '; len--)
            text++;
        while (part < len && text[part] != '+' && text[part] != ',')
            part++;
        if (rt_setting_parse(text, part, &choice->reading.set[count]) != RT_OK)
            return false;
        if (part == len) {
            name_reading(choice);
            return true;
        }
        text += part + 1;
        len -= part + 1;
    }
    return false;
}

/* Whether the last reading was chosen before, under whatever name. */
static bool repeated(const struct chosen *chosen)
{
    char own[RT_READING_SIZE];
    char other[RT_READING_SIZE];
    const struct rt_choice *last = &chosen->list[chosen->count - 1];
    rt_reading_text(&last->reading, own);
    for (size_t i = 0; i + 1 < chosen->count; i++)
        if (chosen->list[i].fixed && chosen->list[i].version == last->version &&
            strcmp(rt_reading_text(&chosen->list[i].reading, other), own) == 0)
            return true;
    return false;
}

/* The versions that the part of an item before the "/" names. */
static size_t find_names(const char *item, size_t len,
                         const struct rt_version *names[VERSION_NAME_MOST])
{
    bool all = len == 3 && strncasecmp(item, "all", 3) == 0;
    for (size_t i = 0; all && i < rt_registry_count; i++)
        names[i] = rt_registry[i];
    return all ? rt_registry_count : version_name_find(item, len, names);
}

/* Why an item cannot be read. */
enum item_fault { ITEM_GOOD, ITEM_NO_VERSION, ITEM_NO_READING, ITEM_TOO_MANY };

static enum item_fault read_item(struct chosen *chosen, const char *item, size_t len)
{
    const struct rt_version *names[VERSION_NAME_MOST];
    const char *slash = memchr(item, '/', len);
    size_t name_len = slash ? (size_t)(slash - item) : len;
    size_t count = find_names(item, name_len, names);
    for (size_t i = 0; i < count; i++) {
        if (!slash && listed(chosen, names[i]))
            continue;
        struct rt_choice *choice = add(chosen, names[i]);
        if (!choice)
            return ITEM_TOO_MANY;
        if (slash && !read_reading(choice, slash + 1, len - name_len - 1))
            return ITEM_NO_READING;
        if (slash && repeated(chosen))
            chosen->count--;
    }
    return count > 0 ? ITEM_GOOD : ITEM_NO_VERSION;
}

/* Without blanks around it. */
static void trim(const char **item, size_t *len)
{
    while (*len > 0 && (*item)[0] == ' ') {
        ++*item;
        --*len;
    }
    while (*len > 0 && (*item)[*len - 1] == ' ')
        --*len;
}

/* The reading that is meant by one that the last version does not have, or NULL. */
static const char *nearest_reading(const struct chosen *chosen, const char *item, size_t len)
{
    const struct rt_version *version = chosen->list[chosen->count - 1].version;
    const struct rt_reading *reading;
    char word[64];
    const char *slash = memchr(item, '/', len);
    snprintf(word, sizeof word, "%.*s", (int)(len - (size_t)(slash + 1 - item)), slash + 1);
    struct nearest nearest = {.word = word};
    for (size_t i = 0; (reading = reading_at(version, i)) != NULL; i++)
        nearest_try(&nearest, reading->name);
    return nearest.name;
}

static void complain_of_reading(struct app *app, const struct chosen *chosen, const char *item)
{
    const struct rt_version *version = chosen->list[chosen->count - 1].version;
    const char *meant = nearest_reading(chosen, item, strlen(item));
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
    if (version_name_backwards(item, len))
        app_complain(app, EXIT_USAGE, item, "this range ends before it begins");
    else if (meant)
        app_complain(app, EXIT_USAGE, item, "no version has this name; did you mean %s?",
                     meant->name);
    else
        app_complain(app, EXIT_USAGE, item, "no version has this name; rtctl versions lists them");
}

static void complain(struct app *app, const struct chosen *chosen, enum item_fault fault,
                     const char *list, const char *item, size_t len)
{
    char text[200];
    snprintf(text, sizeof text, "%.*s", (int)(len < sizeof text ? len : sizeof text - 1), item);
    switch (fault) {
    case ITEM_GOOD:
        break;
    case ITEM_TOO_MANY:
        app_complain(app, EXIT_USAGE, list, "more than %d versions", RT_CHOICES_MAX);
        break;
    case ITEM_NO_READING:
        complain_of_reading(app, chosen, text);
        break;
    case ITEM_NO_VERSION:
        if (len == 0)
            app_complain(app, EXIT_USAGE, list, "a name of a version is empty");
        else
            complain_of_name(app, text);
        break;
    }
}

/* The length of the first item of a list: a setting without "/" belongs to the item before it. */
static size_t item_length(const char *list)
{
    size_t len = strcspn(list, ",");
    while (list[len] == ',') {
        size_t next = strcspn(list + len + 1, ",");
        bool setting = memchr(list + len + 1, '=', next) && !memchr(list + len + 1, '/', next);
        if (!setting || !memchr(list, '/', len))
            break;
        len += 1 + next;
    }
    return len;
}

size_t app_read_choices(struct app *app, const char *list, struct rt_choice choices[RT_CHOICES_MAX])
{
    struct chosen chosen = {choices, 0};
    const char *rest = list;
    for (;;) {
        size_t item_len = item_length(rest), len = item_len;
        const char *item = rest;
        trim(&item, &len);
        enum item_fault fault = read_item(&chosen, item, len);
        if (fault != ITEM_GOOD) {
            complain(app, &chosen, fault, list, item, len);
            return 0;
        }
        if (rest[item_len] == '\0')
            return chosen.count;
        rest += item_len + 1;
    }
}

bool app_choose(struct app *app, const char *list)
{
    app->choice_count = app_read_choices(app, list ? list : "all", app->choices);
    return app->choice_count > 0;
}
