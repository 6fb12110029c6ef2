// SPDX-License-Identifier: BSD-2-Clause
/* Reads lists of versions and their readings. */
#include "judge/version_list.h"

#include <string.h>
#include <strings.h>

/* Whether a version stands in the list already, with all its readings. */
static bool listed(const struct rt_version_list *read, const struct rt_version *version)
{
    for (size_t i = 0; i < read->count; i++)
        if (read->choices[i].version == version && !read->choices[i].fixed)
            return true;
    return false;
}

static struct rt_choice *add(struct rt_version_list *read, const struct rt_version *version)
{
    if (read->count == RT_CHOICES_MAX)
        return NULL;
    struct rt_choice *choice = &read->choices[read->count++];
    *choice = (struct rt_choice){.version = version};
    return choice;
}

const struct rt_reading *rt_version_list_reading(const struct rt_version *version, size_t i)
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
    for (size_t i = 0; (reading = rt_version_list_reading(choice->version, i)) != NULL; i++)
        if (strcmp(rt_reading_text(reading, known), own) == 0)
            choice->reading = *reading;
}

/* Settings joined by "+", or the name of one of the version's readings. */
static bool read_reading(struct rt_choice *choice, const char *text, size_t len)
{
    const struct rt_version *version = choice->version;
    choice->fixed = true;
    const struct rt_reading *reading;
    for (size_t i = 0; (reading = rt_version_list_reading(version, i)) != NULL; i++) {
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
static bool repeated(const struct rt_version_list *read)
{
    char own[RT_READING_SIZE];
    char other[RT_READING_SIZE];
    const struct rt_choice *last = &read->choices[read->count - 1];
    rt_reading_text(&last->reading, own);
    for (size_t i = 0; i + 1 < read->count; i++)
        if (read->choices[i].fixed && read->choices[i].version == last->version &&
            strcmp(rt_reading_text(&read->choices[i].reading, other), own) == 0)
            return true;
    return false;
}

/* The versions that the part of an item before the "/" names. */
static size_t find_names(struct rt_version_name_from from, const char *item, size_t len,
                         const struct rt_version *names[RT_CHOICES_MAX])
{
    bool all = len == 3 && strncasecmp(item, "all", 3) == 0;
    if (!all)
        return rt_version_name_find(from, item, len, names);
    size_t count = from.count < RT_CHOICES_MAX ? from.count : RT_CHOICES_MAX;
    for (size_t i = 0; i < count; i++)
        names[i] = from.list[i];
    return count;
}

static enum rt_version_list_fault read_item(struct rt_version_list *read,
                                            struct rt_version_name_from from, const char *item,
                                            size_t len)
{
    const struct rt_version *names[RT_CHOICES_MAX];
    const char *slash = memchr(item, '/', len);
    size_t name_len = slash ? (size_t)(slash - item) : len;
    size_t count = find_names(from, item, name_len, names);
    for (size_t i = 0; i < count; i++) {
        if (!slash && listed(read, names[i]))
            continue;
        struct rt_choice *choice = add(read, names[i]);
        if (!choice)
            return RT_VERSION_LIST_TOO_MANY;
        if (slash && !read_reading(choice, slash + 1, len - name_len - 1))
            return RT_VERSION_LIST_NO_READING;
        if (slash && repeated(read))
            read->count--;
    }
    return count > 0 ? RT_VERSION_LIST_GOOD : RT_VERSION_LIST_NO_VERSION;
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

enum rt_version_list_fault rt_version_list_read(struct rt_version_list *read, const char *text,
                                                struct rt_version_name_from from)
{
    for (read->count = 0;;) {
        size_t len = item_length(text);
        read->item = text;
        read->item_len = len;
        trim(&read->item, &read->item_len);
        enum rt_version_list_fault fault = read_item(read, from, read->item, read->item_len);
        if (fault != RT_VERSION_LIST_GOOD || text[len] == '\0')
            return fault;
        text += len + 1;
    }
}

void rt_version_list_newest_first(struct rt_choice *choices, size_t count,
                                  struct rt_version_name_from from)
{
    for (size_t i = 1; i < count; i++) {
        struct rt_choice moved = choices[i];
        size_t place = rt_version_name_place(from, moved.version);
        size_t to = i;
        for (; to > 0 && rt_version_name_place(from, choices[to - 1].version) < place; to--)
            choices[to] = choices[to - 1];
        choices[to] = moved;
    }
}
