// SPDX-License-Identifier: BSD-2-Clause
/*
 * The versions that -V names:
 *
 *     LIST    = ITEM {"," ITEM}
 *     ITEM    = "all" | NAME | NAME "-" NAME | NAME "/" READING
 *     READING = the name of a reading | SETTING {("+" | ",") SETTING}
 *
 * A range goes through the registry in its order. A NAME alone is the version with its readings; a
 * NAME with a reading is just that.
 */
#include <string.h>

#include "app.h"
#include "registry.h"

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

/* The place of a version in the registry, or its size. */
static size_t place_of(const char *name, size_t len)
{
    size_t i = 0;
    while (i < rt_registry_count &&
           (strlen(rt_registry[i]->name) != len || memcmp(rt_registry[i]->name, name, len) != 0))
        i++;
    return i;
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
        if (strlen(reading->name) == len && memcmp(reading->name, text, len) == 0) {
            choice->reading = *reading;
            return true;
        }
    }
    for (size_t count = 0; count < RT_READING_SETTINGS; count++) {
        size_t part = 0;
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

static bool read_item(struct chosen *chosen, const char *item, size_t len)
{
    const char *slash = memchr(item, '/', len);
    const char *dash = slash ? NULL : memchr(item, '-', len);
    size_t name_len = slash ? (size_t)(slash - item) : dash ? (size_t)(dash - item) : len;
    bool all = len == 3 && memcmp(item, "all", 3) == 0;
    size_t first = all ? 0 : place_of(item, name_len);
    size_t last = all    ? rt_registry_count - 1
                  : dash ? place_of(dash + 1, len - name_len - 1)
                         : first;
    if (first >= rt_registry_count || last >= rt_registry_count || first > last)
        return false;
    for (size_t i = first; i <= last; i++) {
        if (!slash && listed(chosen, rt_registry[i]))
            continue;
        struct rt_choice *choice = add(chosen, rt_registry[i]);
        if (!choice || (slash && !read_reading(choice, slash + 1, len - name_len - 1)))
            return false;
        if (slash && repeated(chosen))
            chosen->count--;
    }
    return true;
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
        size_t len = item_length(rest);
        if (!read_item(&chosen, rest, len)) {
            app_complain(app, EXIT_USAGE, list,
                         "\"%.*s\" names no version and no reading; rtctl versions lists them",
                         (int)len, rest);
            return 0;
        }
        if (rest[len] == '\0')
            return chosen.count;
        rest += len + 1;
    }
}

bool app_choose(struct app *app, const char *list)
{
    app->choice_count = app_read_choices(app, list ? list : "all", app->choices);
    return app->choice_count > 0;
}
