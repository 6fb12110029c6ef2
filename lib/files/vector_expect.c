// SPDX-License-Identifier: BSD-2-Clause
/* Holds what a test vector expects against what the verifier says. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "files/json.h"
#include "files/vector.h"
#include "judge/version_name.h"

/* Takes a clause into the faults. */
static void fault(struct rt_vector_faults *faults, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void fault(struct rt_vector_faults *faults, const char *format, ...)
{
    size_t used = strlen(faults->text);
    size_t room = sizeof faults->text - used;
    va_list arguments;
    va_start(arguments, format);
    int wrote = vsnprintf(faults->text + used, room, format, arguments);
    va_end(arguments);
    if (wrote < 0 || (size_t)wrote + 2 > room)
        faults->text[used] = '\0';
    else
        strcat(faults->text, "\n");
    faults->count++;
}

static bool same_text(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static const char *or_null(const char *text)
{
    return text ? text : "null";
}

static void compare_text(const char *name, const struct cJSON *expected, const char *found,
                         struct rt_vector_faults *faults)
{
    bool text = rt_json_kind(expected) == RT_JSON_STRING;
    if ((!text && rt_json_kind(expected) != RT_JSON_NULL) ||
        !same_text(rt_json_string(expected), found))
        fault(faults, "%s is %s, not %s", name, or_null(found), or_null(rt_json_string(expected)));
}

static const char *reading_of(const struct rt_candidate *candidate, char text[RT_READING_SIZE])
{
    return candidate->reading ? rt_reading_text(candidate->reading, text) : NULL;
}

static void expect_verdict(const struct rt_vector *vector, const struct cJSON *expected,
                           struct rt_vector_faults *faults)
{
    const char *verdict = rt_json_string(expected);
    if (vector->judgement.verdict == RT_NO_VERDICT) {
        fault(faults, "not judged: %s", rt_error_text(RT_E_CRYPTO));
        return;
    }
    /* Words of vectors that were judged elsewhere; see testvectors/README.md. */
    if (verdict && strcmp(verdict, "undecided") == 0)
        return;
    if (verdict && strcmp(verdict, "valid-as") == 0)
        verdict = "valid";
    const char *found = rt_verdict_name(vector->judgement.verdict);
    if (!same_text(verdict, found))
        fault(faults, "verdict is %s, not %s", found, or_null(verdict));
}

static void expect_version(const struct rt_vector *vector, const struct cJSON *expected,
                           struct rt_vector_faults *faults)
{
    compare_text("version", expected, vector->judgement.best.version->name, faults);
}

static void expect_reading(const struct rt_vector *vector, const struct cJSON *expected,
                           struct rt_vector_faults *faults)
{
    char text[RT_READING_SIZE];
    compare_text("reading", expected, reading_of(&vector->judgement.best, text), faults);
}

static bool is_candidate(const struct rt_candidate *candidate, const struct cJSON *expected)
{
    char text[RT_READING_SIZE];
    return same_text(rt_json_string(rt_json_member(expected, "version")),
                     candidate->version->name) &&
           same_text(rt_json_string(rt_json_member(expected, "reading")),
                     reading_of(candidate, text));
}

static void expect_valid_as(const struct rt_vector *vector, const struct cJSON *expected,
                            struct rt_vector_faults *faults)
{
    const struct rt_judgement *judgement = &vector->judgement;
    const struct cJSON *item = rt_json_first(expected);
    size_t i = 0;
    for (; item && i < judgement->valid_count; item = rt_json_after(item), i++)
        if (!is_candidate(&judgement->valid[i], item))
            break;
    if (item || i < judgement->valid_count)
        fault(faults, "valid_as[%zu] is %s, not %s", i,
              i < judgement->valid_count ? judgement->valid[i].version->name : "missing",
              or_null(rt_json_string(rt_json_member(item, "version"))));
}

/* All versions that others found it valid under: some drafts were not told apart there. */
static void expect_versions(const struct rt_vector *vector, const struct cJSON *expected,
                            struct rt_vector_faults *faults)
{
    const struct rt_judgement *judgement = &vector->judgement;
    if (judgement->valid_count == 0)
        fault(faults, "valid under no version");
    for (size_t i = 0; i < judgement->valid_count; i++) {
        const char *name = judgement->valid[i].version->name;
        const struct cJSON *item = rt_json_first(expected);
        while (item && !same_text(rt_json_string(item), name))
            item = rt_json_after(item);
        if (!item)
            fault(faults, "valid under %s", name);
    }
}

static bool is_explanation(const struct rt_explanation *found, const struct cJSON *expected)
{
    const struct cJSON *change = rt_json_first(rt_json_member(expected, "changes"));
    const struct cJSON *also = rt_json_first(rt_json_member(expected, "also"));
    char text[RT_SETTING_SIZE];
    bool same =
        same_text(rt_json_string(rt_json_member(expected, "version")), found->version->name);
    for (size_t i = 0; same && i < found->count; i++, change = rt_json_after(change))
        same = same_text(rt_json_string(change), rt_setting_text(found->changes[i], text));
    for (size_t i = 0; same && i < found->also_count; i++, also = rt_json_after(also))
        same = same_text(rt_json_string(also), found->also[i]->name);
    return same && !change && !also;
}

static void expect_nearest(const struct rt_vector *vector, const struct cJSON *expected,
                           struct rt_vector_faults *faults)
{
    const struct rt_nearest *nearest = &vector->nearest;
    const struct cJSON *item = rt_json_first(expected);
    size_t i = 0;
    for (; item && i < nearest->count; item = rt_json_after(item), i++)
        if (!is_explanation(&nearest->found[i], item))
            break;
    if (item || i < nearest->count)
        fault(faults, "nearest[%zu] is %s", i,
              i < nearest->count ? "another explanation" : "missing");
}

static void expect_midpoint(const struct rt_vector *vector, const struct cJSON *expected,
                            struct rt_vector_faults *faults)
{
    compare_text("midpoint_unix_ns", expected, vector->has_time ? vector->midpoint : NULL, faults);
}

static void expect_radius(const struct rt_vector *vector, const struct cJSON *expected,
                          struct rt_vector_faults *faults)
{
    compare_text("radius_ns", expected, vector->has_time ? vector->radius : NULL, faults);
}

static void expect_order(const struct rt_vector *vector, const struct cJSON *expected,
                         struct rt_vector_faults *faults)
{
    compare_text("order", expected, vector->order, faults);
}

static void expect_path(const struct rt_vector *vector, const struct cJSON *expected,
                        struct rt_vector_faults *faults)
{
    if (rt_json_kind(expected) != RT_JSON_NUMBER || rt_json_int(expected) != (int)vector->path)
        fault(faults, "path is %zu, not %d", vector->path, rt_json_int(expected));
}

/* A remark for people. */
static void expect_note(const struct rt_vector *vector, const struct cJSON *expected,
                        struct rt_vector_faults *faults)
{
    (void)vector;
    (void)expected;
    (void)faults;
}

/* Notes an item for each version that its list ("v4, v14-v19") has; names of no version do not
 * count. */
static void note_item(const struct rt_vector *vector, const struct cJSON *item,
                      const struct cJSON *items[RT_CHOICES_MAX])
{
    const struct rt_version_name_from all = {vector->versions, vector->count};
    const struct rt_version *found[RT_CHOICES_MAX];
    const char *names = rt_json_string(item);
    while (names && *names) {
        size_t len = strcspn(names, ",");
        size_t count = rt_version_name_find(all, names, len, found);
        for (size_t i = 0; i < count; i++) {
            const struct cJSON **of = &items[rt_version_name_place(all, found[i])];
            *of = *of ? *of : item;
        }
        names += len + (names[len] == ',');
    }
}

static void expect_check(const struct rt_vector *vector, enum rt_check check,
                         const struct cJSON *expected, struct rt_vector_faults *faults)
{
    const char *name = rt_check_row(check)->name;
    const struct cJSON *items[RT_CHOICES_MAX] = {NULL};
    for (const struct cJSON *item = rt_json_first(expected); item; item = rt_json_after(item))
        note_item(vector, item, items);
    for (size_t i = 0; i < vector->count; i++) {
        char found[RT_VECTOR_OUTCOME_SIZE];
        rt_vector_outcome(&vector->reports[i].checks[check], found);
        if (!items[i])
            fault(faults, "%s: %s is %s, of which nothing is expected", vector->versions[i]->name,
                  name, found);
        else if (strcmp(rt_json_key(items[i]), found) != 0)
            fault(faults, "%s: %s is %s, not %s", vector->versions[i]->name, name, found,
                  rt_json_key(items[i]));
    }
}

/* Every check, under every version. */
static void expect_checks(const struct rt_vector *vector, const struct cJSON *expected,
                          struct rt_vector_faults *faults)
{
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++)
        expect_check(vector, (enum rt_check)check,
                     rt_json_member(expected, rt_check_row((enum rt_check)check)->name), faults);
    for (const struct cJSON *item = rt_json_first(expected); item; item = rt_json_after(item))
        if (rt_check_find(rt_json_key(item)) >= RT_CHECK_LONE_COUNT)
            fault(faults, "there is no check %s", rt_json_key(item));
}

static const struct {
    const char *name;
    void (*compare)(const struct rt_vector *vector, const struct cJSON *expected,
                    struct rt_vector_faults *faults);
} members[] = {
    {"verdict", expect_verdict},   {"version", expect_version},
    {"reading", expect_reading},   {"valid_as", expect_valid_as},
    {"versions", expect_versions}, {"nearest", expect_nearest},
    {"order", expect_order},       {"midpoint_unix_ns", expect_midpoint},
    {"path", expect_path},         {"radius_ns", expect_radius},
    {"checks", expect_checks},     {"note", expect_note},
};

void rt_vector_compare(const struct rt_vector *vector, const struct cJSON *expect,
                       struct rt_vector_faults *faults)
{
    faults->count = 0;
    faults->text[0] = '\0';
    for (const struct cJSON *item = rt_json_first(expect); item; item = rt_json_after(item)) {
        size_t i = 0;
        while (i < sizeof members / sizeof members[0] &&
               strcmp(members[i].name, rt_json_key(item)) != 0)
            i++;
        if (i < sizeof members / sizeof members[0])
            members[i].compare(vector, item, faults);
        else
            fault(faults, "\"%s\" is nothing that can be expected", rt_json_key(item));
    }
    if (!rt_json_first(expect))
        fault(faults, "nothing is expected");
}
