// SPDX-License-Identifier: BSD-2-Clause
/* Writes the parts of a judgement: times, checks, candidates, explanations. */
#include "common/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void show_time_json(struct rt_output *out, const char *key, enum rt_clock clock, uint64_t raw)
{
    char text[RT_TIME_SIZE];
    struct rt_instant instant;
    rt_output_object(out, key);
    rt_output_raw(out, "raw", raw, 8);
    if (rt_clock_has_date(clock, raw))
        rt_output_string(out, "time", rt_clock_text(clock, raw, text));
    else
        rt_output_null(out, "time");
    if (rt_clock_instant(clock, raw, &instant) == RT_OK)
        rt_output_string(out, "unix_ns", rt_instant_ns_text(instant, text));
    else
        rt_output_null(out, "unix_ns");
    rt_output_end(out);
}

void show_radius_json(struct rt_output *out, const char *key, enum rt_clock clock, uint32_t radius)
{
    rt_output_object(out, key);
    rt_output_uint(out, "raw", radius);
    rt_output_uint_string(out, "ns", rt_clock_radius_ns(clock, radius));
    rt_output_end(out);
}

void show_answer_json(struct rt_output *out, const struct rt_subject *subject, enum rt_clock clock)
{
    uint64_t midpoint = 0;
    uint32_t radius = 0;
    bool has_time = rt_subject_time(subject, &midpoint, &radius);
    show_moment_json(out, clock, has_time, midpoint, radius);
}

void show_moment_json(struct rt_output *out, enum rt_clock clock, bool has_time, uint64_t midpoint,
                      uint32_t radius)
{
    if (has_time) {
        show_time_json(out, "midpoint", clock, midpoint);
        show_radius_json(out, "radius", clock, radius);
    } else {
        rt_output_null(out, "midpoint");
        rt_output_null(out, "radius");
    }
}

void show_reading_json(struct rt_output *out, const char *key, const struct rt_reading *reading)
{
    char text[RT_READING_SIZE];
    rt_output_string(out, key, reading ? rt_reading_text(reading, text) : NULL);
}

void show_candidate_json(struct rt_output *out, const struct rt_candidate *candidate)
{
    rt_output_object(out, NULL);
    rt_output_string(out, "version", candidate->version->name);
    show_reading_json(out, "reading", candidate->reading);
    rt_output_end(out);
}

void show_versions_json(struct rt_output *out, const char *key,
                        const struct rt_version *const *versions, size_t count)
{
    rt_output_array(out, key);
    for (size_t i = 0; i < count; i++)
        rt_output_string(out, NULL, versions[i]->name);
    rt_output_end(out);
}

void show_sections_json(struct rt_output *out, const char *key, const struct rt_version *version,
                        const char *sections)
{
    char text[RT_SECTION_SIZE];
    rt_output_array(out, key);
    while (rt_version_section(version, &sections, text))
        rt_output_string(out, NULL, text);
    rt_output_end(out);
}

static void changes_json(struct rt_output *out, const char *key, const struct rt_setting *changes,
                         size_t count)
{
    char text[RT_SETTING_SIZE];
    rt_output_array(out, key);
    for (size_t i = 0; i < count; i++)
        rt_output_string(out, NULL, rt_setting_text(changes[i], text));
    rt_output_end(out);
}

/* One string for each set of changes, its settings joined by commas. */
static void passes_json(struct rt_output *out, const struct rt_pass_as *passes, size_t count)
{
    rt_output_array(out, "passes_as");
    for (size_t i = 0; i < count; i++) {
        struct rt_reading as = {0};
        char text[RT_READING_SIZE];
        memcpy(as.set, passes[i].changes, passes[i].count * sizeof as.set[0]);
        rt_output_string(out, NULL, rt_reading_text(&as, text));
    }
    rt_output_end(out);
}

void show_check_json(struct rt_output *out, const struct rt_version *version, enum rt_check check,
                     const struct rt_result *result, const struct rt_pass_as *passes,
                     size_t pass_count)
{
    char tag[RT_TAG_NAME_SIZE];
    rt_output_object(out, NULL);
    rt_output_string(out, "name", rt_check_row(check)->name);
    rt_output_string(out, "outcome", rt_outcome_name(result->outcome));
    if (result->outcome == RT_BLOCKED)
        rt_output_string(out, "blocked_by", rt_check_row(result->blocked_by)->name);
    if (result->outcome == RT_UNDECIDED ||
        (result->outcome == RT_UNVERIFIED && result->reason != RT_OK))
        rt_output_string(out, "reason", rt_error_name(result->reason));
    if (result->outcome == RT_FAIL) {
        rt_output_string(out, "reason", rt_error_name(result->reason));
        if (result->tag != 0)
            rt_output_string(out, "tag", rt_tag_name(result->tag, tag));
        if (result->in_request)
            rt_output_string(out, "in", "request");
        if (result->has_at)
            rt_output_uint(out, "at", result->at);
        if (result->surplus > 0)
            rt_output_uint(out, "surplus", result->surplus);
        show_sections_json(out, "spec", version, version->check_section[check]);
        if (passes)
            passes_json(out, passes, pass_count);
    }
    rt_output_end(out);
}

void show_nearest_json(struct rt_output *out, const struct rt_nearest *nearest)
{
    rt_output_array(out, "nearest");
    for (size_t i = 0; i < nearest->count; i++) {
        const struct rt_explanation *found = &nearest->found[i];
        rt_output_object(out, NULL);
        rt_output_string(out, "version", found->version->name);
        changes_json(out, "changes", found->changes, found->count);
        if (found->also_count > 0)
            show_versions_json(out, "also", found->also, found->also_count);
        rt_output_end(out);
    }
    rt_output_end(out);
}

const char *show_candidate_name(const struct rt_candidate *candidate, char name[SHOW_NAME_SIZE])
{
    char reading[RT_READING_SIZE];
    if (candidate->reading)
        snprintf(name, SHOW_NAME_SIZE, "%s/%s", candidate->version->name,
                 rt_reading_text(candidate->reading, reading));
    else
        snprintf(name, SHOW_NAME_SIZE, "%s", candidate->version->name);
    return name;
}

const char *show_answer(const struct rt_subject *subject, enum rt_clock clock,
                        char text[SHOW_ANSWER_SIZE])
{
    uint64_t midpoint;
    uint32_t radius;
    if (!rt_subject_time(subject, &midpoint, &radius))
        return "no time";
    return show_moment(clock, midpoint, radius, text);
}

const char *show_moment(enum rt_clock clock, uint64_t midpoint, uint32_t radius,
                        char text[SHOW_ANSWER_SIZE])
{
    rt_clock_text(clock, midpoint, text);
    strcat(text, "  radius ");
    /* Without printf: this is written for every exchange of a capture. */
    char digits[12];
    size_t from = sizeof digits - 1;
    digits[from] = '\0';
    do {
        digits[--from] = (char)('0' + radius % 10);
        radius /= 10;
    } while (radius > 0);
    strcat(text, digits + from);
    strcat(text, " ");
    strcat(text, rt_clock_radius_unit(clock));
    return text;
}

enum rt_style show_outcome_style(enum rt_outcome outcome)
{
    switch (outcome) {
    case RT_PASS:
        return RT_STYLE_GOOD;
    case RT_FAIL:
    case RT_UNDECIDED:
        return RT_STYLE_BAD;
    case RT_BLOCKED:
    case RT_UNDEFINED:
    case RT_UNVERIFIED:
        break;
    }
    return RT_STYLE_DIM;
}

const char *show_outcome_word(enum rt_outcome outcome)
{
    if (outcome == RT_UNDEFINED)
        return "n/a";
    return outcome == RT_FAIL ? "FAIL" : rt_outcome_name(outcome);
}

enum rt_style show_verdict_style(enum rt_verdict verdict)
{
    switch (verdict) {
    case RT_VALID:
        return RT_STYLE_GOOD;
    case RT_INVALID:
    case RT_NO_VERDICT:
        return RT_STYLE_BAD;
    case RT_UNVERIFIABLE:
        break;
    }
    return RT_STYLE_DIM;
}

/* What is not known where a check stays unverified. */
static const char *unverified_text(const struct rt_result *result, enum rt_check check)
{
    if (result->reason == RT_E_ML_DSA)
        return rt_error_text(RT_E_ML_DSA);
    if (result->in_request && check == RT_CHECK_MERKLE_ROOT)
        return "the leaf is the whole request, of which only the nonce is known";
    if (check == RT_CHECK_CERT_SIGNATURE || check == RT_CHECK_KEY_STRENGTH)
        return "the long-term key is not known: give it with -k";
    if (check == RT_CHECK_SRV)
        return "the request or the long-term key is not known";
    return "the request is not known";
}

const char *show_surplus(size_t surplus, char text[SHOW_SURPLUS_SIZE])
{
    snprintf(text, SHOW_SURPLUS_SIZE, "%zu byte%s too many behind the end of the packet", surplus,
             surplus == 1 ? "" : "s");
    return text;
}

/* What an outcome has to say beside its name. */
static void outcome_text(const struct rt_result *result, enum rt_check check, char text[160])
{
    size_t size = 160;
    char tag[RT_TAG_NAME_SIZE];
    switch (result->outcome) {
    case RT_PASS:
        snprintf(text, size, "%s", rt_check_row(check)->text);
        break;
    case RT_FAIL:
        if (result->surplus > 0)
            show_surplus(result->surplus, text);
        else if (result->tag != 0)
            snprintf(text, size, "%s: %s", rt_tag_name(result->tag, tag),
                     rt_error_text(result->reason));
        else
            snprintf(text, size, "%s", rt_error_text(result->reason));
        break;
    case RT_BLOCKED:
        snprintf(text, size, "cannot be decided: %s failed",
                 rt_check_row(result->blocked_by)->name);
        break;
    case RT_UNDEFINED:
        snprintf(text, size, "%s",
                 result->in_request ? "only the nonce of the request is known"
                                    : "nothing to check in this version");
        break;
    case RT_UNVERIFIED:
        snprintf(text, size, "%s", unverified_text(result, check));
        break;
    case RT_UNDECIDED:
        snprintf(text, size, "not computed: %s", rt_error_text(result->reason));
        break;
    }
}

void show_check(struct rt_output *out, const struct rt_version *version, enum rt_check check,
                const struct rt_result *result)
{
    char text[160];
    const char *section = version->check_section[check];
    outcome_text(result, check, text);
    rt_output_text(out, "  ");
    rt_output_cell(out, show_outcome_style(result->outcome), 11,
                   show_outcome_word(result->outcome));
    rt_output_cell(out, RT_STYLE_PLAIN, 20, rt_check_row(check)->name);
    rt_output_text(out, text);
    if (result->has_at)
        rt_output_print(out, " (offset %zu of the %s)", result->at,
                        result->in_request ? "request" : "response");
    else if (result->in_request && result->outcome == RT_FAIL)
        rt_output_text(out, " (in the request)");
    bool other = section && strcspn(section, " ") < strcspn(section, ",");
    if (result->outcome == RT_FAIL && section)
        rt_output_print(out, "  [%s%s%s]", other ? "" : version->document, other ? "" : " ",
                        section);
    rt_output_text(out, "\n");
    if (result->outcome == RT_FAIL && result->reason == RT_E_ROOT_MISMATCH) {
        rt_output_spaces(out, 33);
        rt_output_text(out,
                       "usually the nonce of another request, another hash or another order\n");
    }
}

const char *show_changes(const struct rt_setting *changes, size_t count,
                         char text[SHOW_CHANGES_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        char setting[RT_SETTING_SIZE];
        used += (size_t)snprintf(text + used, SHOW_CHANGES_SIZE - used, "%s%s", i ? " and " : "",
                                 rt_setting_text(changes[i], setting));
    }
    return text;
}
