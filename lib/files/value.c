// SPDX-License-Identifier: BSD-2-Clause
/* Writes single values of packets, for people and as JSON, and says what is wrong with them. */
#include "files/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "judge/version_join.h"
#include "rules/rules.h"
#include "wire/clock.h"
#include "wire/merkle.h"

#define MJD_MAX 0xffffffu

struct rt_value_terms
rt_value_terms_of(const struct rt_packet *packet, const struct rt_rules *rules,
                  struct rt_version_name_from all,
                  const char *(*use)(uint32_t number, char text[RT_VALUE_USE_SIZE]))
{
    struct rt_view root = packet->values[RT_SLOT_ROOT];
    bool whole = root.len == 32 || root.len == 64;
    return (struct rt_value_terms){
        .rules = rules,
        .hash = whole ? root.len : rt_rules_hash_size(rules->hash),
        .signature = rt_packet_length(packet, RT_SLOT_SIG),
        .key = rt_packet_length(packet, RT_SLOT_PUBK),
        .all = all,
        .use = use,
    };
}

static enum rt_kind kind_of(uint32_t tag)
{
    const struct rt_tag_row *row = rt_tag_find(tag);
    return row ? row->kind : RT_KIND_BYTES;
}

/* The length that a value or an element must have; 0 if any will do. */
static size_t exact_length(const struct rt_value_terms *terms, uint32_t tag)
{
    switch (kind_of(tag)) {
    case RT_KIND_TIME:
        return 8;
    case RT_KIND_NUMBER:
    case RT_KIND_RADIUS:
    case RT_KIND_SIGNED:
    case RT_KIND_NUMBERS:
    case RT_KIND_LEAPS:
        return 4;
    case RT_KIND_NODES:
        return terms->hash;
    case RT_KIND_BYTES:
        return tag == RT_TAG_SIG    ? terms->signature
               : tag == RT_TAG_PUBK ? terms->key
               : tag == RT_TAG_SRV  ? RT_SRV_SIZE
                                    : 0;
    case RT_KIND_MESSAGE:
    case RT_KIND_PADDING:
        break;
    }
    return 0;
}

size_t rt_value_step(const struct rt_value_terms *terms, uint32_t tag)
{
    enum rt_kind kind = kind_of(tag);
    bool list = kind == RT_KIND_NUMBERS || kind == RT_KIND_LEAPS || kind == RT_KIND_NODES;
    return list ? exact_length(terms, tag) : 0;
}

/* Whether a value has a length with which it can be understood. */
static bool well_sized(const struct rt_value_terms *terms, uint32_t tag, struct rt_view value)
{
    size_t length = exact_length(terms, tag);
    return length == 0 ||
           (rt_value_step(terms, tag) ? value.len % length == 0 : value.len == length);
}

bool rt_value_is_zero(struct rt_view value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.data[i] != 0)
            return false;
    return true;
}

static struct rt_fault list_fault(uint32_t tag, size_t step, struct rt_view value)
{
    enum rt_kind kind = kind_of(tag);
    if (kind == RT_KIND_NUMBERS && value.len == 0)
        return (struct rt_fault){tag == RT_TAG_VERS ? RT_E_VERSIONS_EMPTY : RT_E_VALUE_LENGTH, 0};
    if (kind == RT_KIND_NODES && value.len / step > RT_PATH_MAX)
        return (struct rt_fault){RT_E_PATH_TOO_LONG, RT_PATH_MAX * step};
    if (kind != RT_KIND_LEAPS && kind != RT_KIND_SIGNED)
        return (struct rt_fault){RT_OK, 0};
    for (size_t at = 0; at < value.len; at += 4)
        if (rt_bytes_load32(value.data + at) == RT_NEGATIVE_ZERO)
            return (struct rt_fault){RT_E_NEGATIVE_ZERO, at};
    return (struct rt_fault){RT_OK, 0};
}

struct rt_fault rt_value_fault(const struct rt_value_terms *terms, uint32_t tag,
                               struct rt_view value)
{
    bool either = tag == RT_TAG_NONC || tag == RT_TAG_ROOT;
    if (!well_sized(terms, tag, value))
        return (struct rt_fault){
            kind_of(tag) == RT_KIND_NODES ? RT_E_PATH_LENGTH : RT_E_VALUE_LENGTH, 0};
    if (either && value.len != 32 && value.len != 64)
        return (struct rt_fault){tag == RT_TAG_NONC ? RT_E_NONCE_LENGTH : RT_E_VALUE_LENGTH, 0};
    return list_fault(tag, exact_length(terms, tag), value);
}

/* A number of sign and magnitude (draft 04 section 5.1.2). */
static int64_t signed_value(uint32_t raw)
{
    int64_t magnitude = raw & ~RT_NEGATIVE_ZERO;
    return raw & RT_NEGATIVE_ZERO ? -magnitude : magnitude;
}

/* The unit of DUT1 or DTAI, or NULL where the version has no such thing. */
static const char *signed_unit(const struct rt_rules *rules, uint32_t tag)
{
    enum rt_param param = tag == RT_TAG_DUT1 ? RT_PARAM_DUT1 : RT_PARAM_DTAI;
    uint32_t unit = tag == RT_TAG_DUT1 ? rt_rules_dut1_us(rules) : rt_rules_dtai_ms(rules);
    const struct rt_value_row *row = rt_param_value(param, rt_param_get(rules, param));
    return unit == 0 || !row ? NULL : row->name;
}

/* The date of a Modified Julian Day, or NULL. */
static const char *date_of(uint32_t mjd, char text[RT_TIME_SIZE])
{
    if (mjd > MJD_MAX || !rt_clock_has_date(RT_CLOCK_MJD, (uint64_t)mjd << RT_MJD_SHIFT))
        return NULL;
    rt_clock_text(RT_CLOCK_MJD, (uint64_t)mjd << RT_MJD_SHIFT, text);
    text[strcspn(text, "T")] = '\0';
    return text;
}

static void leap_text(const struct rt_rules *rules, uint32_t raw, char text[RT_VALUE_TEXT_SIZE])
{
    char date[RT_TIME_SIZE];
    uint32_t mjd = raw & ~RT_NEGATIVE_ZERO;
    const char *day = rt_rules_leap_day(rules);
    snprintf(text, RT_VALUE_TEXT_SIZE, "%c1 s  %s (MJD %" PRIu32 "%s%s)",
             raw & RT_NEGATIVE_ZERO ? '-' : '+', date_of(mjd, date) ? date : "no date", mjd,
             day ? ", " : "", day ? day : "");
}

static void number_text(uint32_t tag, uint32_t number, char text[RT_VALUE_TEXT_SIZE])
{
    static const char *const types[] = {" request", " response"};
    const char *type = tag != RT_TAG_TYPE ? "" : number < 2 ? types[number] : " of no known kind";
    snprintf(text, RT_VALUE_TEXT_SIZE, "%" PRIu32 "%s", number, type);
}

static void time_text(const struct rt_rules *rules, uint64_t raw, char text[RT_VALUE_TEXT_SIZE])
{
    char date[RT_TIME_SIZE];
    const struct rt_value_row *unit = rt_param_value(RT_PARAM_CLOCK, rules->clock);
    snprintf(text, RT_VALUE_TEXT_SIZE, "%s  0x%016" PRIx64 " %s",
             rt_clock_text(rules->clock, raw, date), raw, unit ? unit->name : "");
}

static void padding_text(struct rt_view value, char text[RT_VALUE_TEXT_SIZE])
{
    if (rt_value_is_zero(value))
        snprintf(text, RT_VALUE_TEXT_SIZE, "%zu zero bytes", value.len);
    else
        snprintf(text, RT_VALUE_TEXT_SIZE, "%zu bytes, not all zero", value.len);
}

/* "0x80000005 v5-v6", "0xc0000001 (for private use)", "0x8000000d (roughly 0.3.0, ...)" */
static void version_text(const struct rt_value_terms *terms, uint32_t number,
                         char text[RT_VALUE_TEXT_SIZE])
{
    char names[RT_VERSION_JOIN_SIZE];
    char meaning[RT_VALUE_USE_SIZE];
    const char *use = terms->use(number, meaning);
    if (*rt_version_join_number(terms->all, number, names))
        snprintf(text, RT_VALUE_TEXT_SIZE, "0x%08" PRIx32 " %s", number, names);
    else
        snprintf(text, RT_VALUE_TEXT_SIZE, "0x%08" PRIx32 " (%s)", number,
                 use ? use : "of a reading only");
}

const char *rt_value_text(const struct rt_value_terms *terms, uint32_t tag, struct rt_view value,
                          char text[RT_VALUE_TEXT_SIZE])
{
    enum rt_kind kind = kind_of(tag);
    size_t length = exact_length(terms, tag);
    uint32_t number = value.len == 4 ? rt_bytes_load32(value.data) : 0;
    const char *unit;
    text[0] = '\0';
    if (length != 0 && value.len != length)
        return text;
    switch (kind) {
    case RT_KIND_NUMBER:
        number_text(tag, number, text);
        break;
    case RT_KIND_NUMBERS:
        version_text(terms, number, text);
        break;
    case RT_KIND_TIME:
        time_text(terms->rules, rt_bytes_load64(value.data), text);
        break;
    case RT_KIND_RADIUS:
        snprintf(text, RT_VALUE_TEXT_SIZE, "%" PRIu32 " %s", number,
                 rt_clock_radius_unit(terms->rules->clock));
        break;
    case RT_KIND_SIGNED:
        unit = signed_unit(terms->rules, tag);
        snprintf(text, RT_VALUE_TEXT_SIZE, "%s%" PRId64 " %s",
                 number == RT_NEGATIVE_ZERO ? "-" : "", signed_value(number),
                 unit ? unit : "(this version gives it no unit)");
        break;
    case RT_KIND_LEAPS:
        leap_text(terms->rules, number, text);
        break;
    case RT_KIND_PADDING:
        padding_text(value, text);
        break;
    case RT_KIND_BYTES:
    case RT_KIND_MESSAGE:
    case RT_KIND_NODES:
        break;
    }
    return text;
}

static void print_list(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                       struct rt_view value)
{
    char text[RT_VALUE_TEXT_SIZE];
    size_t step = rt_value_step(terms, tag);
    for (size_t at = 0; at < value.len; at += step) {
        rt_value_text(terms, tag, rt_view_slice(value, at, step), text);
        rt_output_print(out, "%s%s", at > 0 ? "; " : "", text);
    }
}

void rt_value_print(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                    struct rt_view value)
{
    char text[RT_VALUE_TEXT_SIZE];
    size_t step = rt_value_step(terms, tag);
    size_t count = step && well_sized(terms, tag, value) ? value.len / step : 0;
    if (kind_of(tag) == RT_KIND_NODES && (count > 0 || value.len == 0))
        rt_output_print(out, "%zu hash%s", count, count == 1 ? "" : "es");
    if (kind_of(tag) == RT_KIND_NODES && count > 0) {
        rt_output_text(out, count == 1 ? ": " : ", the first ");
        rt_output_hex_text(out, rt_view_slice(value, 0, step));
    }
    if (kind_of(tag) == RT_KIND_NODES && (count > 0 || value.len == 0))
        return;
    if (count > 0)
        print_list(out, terms, tag, value);
    else if (value.len == 0 && kind_of(tag) != RT_KIND_PADDING)
        rt_output_text(out, "empty");
    else if (*rt_value_text(terms, tag, value, text))
        rt_output_text(out, text);
    else
        rt_output_hex_text(out, value);
}

static void json_time(struct rt_output *out, const struct rt_rules *rules, uint64_t raw)
{
    char text[RT_TIME_SIZE];
    struct rt_instant instant;
    const struct rt_value_row *unit = rt_param_value(RT_PARAM_CLOCK, rules->clock);
    rt_output_raw(out, "raw", raw, 8);
    bool date = rt_clock_has_date(rules->clock, raw);
    rt_output_string(out, "time", date ? rt_clock_text(rules->clock, raw, text) : NULL);
    bool counts = date && rt_clock_instant(rules->clock, raw, &instant) == RT_OK;
    rt_output_string(out, "unix_ns", counts ? rt_instant_ns_text(instant, text) : NULL);
    rt_output_string(out, "unit", unit ? unit->name : NULL);
}

static void json_numbers(struct rt_output *out, struct rt_version_name_from all,
                         struct rt_view list)
{
    rt_output_array(out, "versions");
    for (size_t at = 0; at < list.len; at += 4) {
        uint32_t number = rt_bytes_load32(list.data + at);
        rt_output_object(out, NULL);
        rt_output_raw(out, "number", number, 4);
        rt_output_array(out, "names");
        for (size_t i = 0; i < all.count; i++)
            if (all.list[i]->rules.version == number && number != RT_NO_NUMBER)
                rt_output_string(out, NULL, all.list[i]->name);
        rt_output_end(out);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static void json_nodes(struct rt_output *out, size_t step, struct rt_view list)
{
    rt_output_array(out, "hashes");
    for (size_t at = 0; at < list.len; at += step)
        rt_output_hex(out, NULL, rt_view_slice(list, at, step));
    rt_output_end(out);
}

static void json_leaps(struct rt_output *out, const struct rt_rules *rules, struct rt_view list)
{
    const struct rt_value_row *row = rt_param_value(RT_PARAM_LEAP, rules->leap);
    rt_output_array(out, "leaps");
    for (size_t at = 0; at < list.len; at += 4) {
        char date[RT_TIME_SIZE];
        uint32_t raw = rt_bytes_load32(list.data + at);
        rt_output_object(out, NULL);
        rt_output_raw(out, "raw", raw, 4);
        rt_output_uint(out, "mjd", raw & ~RT_NEGATIVE_ZERO);
        rt_output_string(out, "date", date_of(raw & ~RT_NEGATIVE_ZERO, date));
        rt_output_int(out, "seconds", raw & RT_NEGATIVE_ZERO ? -1 : 1);
        rt_output_string(out, "day", !rt_rules_has_leap(rules) || !row ? NULL : row->name);
        rt_output_end(out);
    }
    rt_output_end(out);
}

/* What the number of a value says; its length is right. */
static void json_meaning(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                         struct rt_view value)
{
    uint32_t number = value.len == 4 ? rt_bytes_load32(value.data) : 0;
    switch (kind_of(tag)) {
    case RT_KIND_NUMBER:
        rt_output_uint(out, "integer", number);
        break;
    case RT_KIND_NUMBERS:
        json_numbers(out, terms->all, value);
        break;
    case RT_KIND_NODES:
        json_nodes(out, terms->hash, value);
        break;
    case RT_KIND_TIME:
        json_time(out, terms->rules, rt_bytes_load64(value.data));
        break;
    case RT_KIND_RADIUS:
        rt_output_uint(out, "integer", number);
        rt_output_string(out, "unit", rt_clock_radius_unit(terms->rules->clock));
        rt_output_uint_string(out, "ns", rt_clock_radius_ns(terms->rules->clock, number));
        break;
    case RT_KIND_SIGNED:
        rt_output_int(out, "integer", signed_value(number));
        rt_output_string(out, "unit", signed_unit(terms->rules, tag));
        break;
    case RT_KIND_LEAPS:
        json_leaps(out, terms->rules, value);
        break;
    case RT_KIND_PADDING:
        rt_output_bool(out, "zeros", rt_value_is_zero(value));
        break;
    case RT_KIND_BYTES:
    case RT_KIND_MESSAGE:
        break;
    }
}

void rt_value_json(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                   struct rt_view value)
{
    const struct rt_tag_row *row = rt_tag_find(tag);
    bool padding = row && row->kind == RT_KIND_PADDING && rt_value_is_zero(value);
    rt_output_hex(out, "value", padding ? (struct rt_view){NULL, 0} : value);
    if (well_sized(terms, tag, value))
        json_meaning(out, terms, tag, value);
}
