// SPDX-License-Identifier: BSD-2-Clause
/* Writes the tables of a dissector in Lua, and behind them what works with them. */
#include "files/dissector.h"

#include <inttypes.h>

#include "base/tag.h"
#include "files/dissector_internal.h"
#include "rules/rules.h"
#include "wire/frame.h"
#include "wire/merkle.h"

/* A string of Lua. Only names of the library are written, which need no more than this. */
static void put_string(struct rt_output *out, const char *text)
{
    rt_output_text(out, "\"");
    for (; *text; text++)
        rt_output_print(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    rt_output_text(out, "\"");
}

static void put_member(struct rt_output *out, const char *name, const char *text)
{
    if (!text)
        return;
    rt_output_print(out, ", %s = ", name);
    put_string(out, text);
}

static void put_flag(struct rt_output *out, const char *name, bool flag)
{
    rt_output_print(out, ", %s = %s", name, flag ? "true" : "false");
}

static const char *kind_name(enum rt_kind kind)
{
    switch (kind) {
    case RT_KIND_BYTES:
        return "bytes";
    case RT_KIND_MESSAGE:
        return "message";
    case RT_KIND_NUMBER:
        return "number";
    case RT_KIND_NUMBERS:
        return "numbers";
    case RT_KIND_NODES:
        return "nodes";
    case RT_KIND_TIME:
        return "time";
    case RT_KIND_RADIUS:
        return "radius";
    case RT_KIND_SIGNED:
        return "signed";
    case RT_KIND_LEAPS:
        return "leaps";
    case RT_KIND_PADDING:
        return "padding";
    }
    return "bytes";
}

static void put_tags(struct rt_output *out)
{
    static const enum rt_tag all[] = {
#define X(id, number, name, kind, text) RT_TAG_##id,
        RT_TAGS(X)
#undef X
    };
    rt_output_text(out, "local tags = {\n");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const struct rt_tag_row *row = rt_tag_find((uint32_t)all[i]);
        rt_output_print(out, "  [0x%08" PRIx32 "] = {kind = \"%s\"", row->number,
                        kind_name(row->kind));
        put_member(out, "name", row->name);
        rt_output_text(out, "},\n");
    }
    rt_output_text(out, "}\n\nlocal number_of = {}\n"
                        "for number, row in pairs(tags) do number_of[row.name] = number end\n\n");
}

/* The name of the value that a parameter has. */
static const char *value_name(const struct rt_rules *rules, enum rt_param param)
{
    const struct rt_value_row *row = rt_param_value(param, rt_param_get(rules, param));
    return row ? row->name : NULL;
}

/* What the dissector asks of the rules of a version, or of a reading of it. */
static void put_rules(struct rt_output *out, const struct rt_version *version,
                      const struct rt_reading *reading)
{
    const struct rt_rules rules = rt_version_rules(version, reading);
    const struct rt_tag_row *padding = rt_tag_find((uint32_t)rt_rules_padding_tag(&rules));
    rt_output_text(out, "    {name = ");
    char settings[RT_READING_SIZE];
    rt_output_print(out, "\"%s%s%s\"", version->name, reading ? "/" : "",
                    reading ? rt_reading_text(reading, settings) : "");
    put_flag(out, "framed", rt_frame_has_header(rules.framing));
    put_flag(out, "ascend", rt_rules_tags_ascend(rules.tags));
    if (rules.version != RT_NO_NUMBER)
        rt_output_print(out, ", number = 0x%08" PRIx32, rules.version);
    put_flag(out, "offers", rt_rules_offers(&rules));
    put_member(out, "version_in", value_name(&rules, RT_PARAM_VERSION_IN));
    put_member(out, "nonce_in", value_name(&rules, RT_PARAM_NONCE_IN));
    rt_output_print(out, ", nonce = %" PRIu32 ", hash = %zu", rules.nonce,
                    rt_rules_hash_size(rules.hash));
    put_member(out, "padding", padding ? padding->name : NULL);
    put_flag(out, "srv", rt_rules_has_srv(&rules));
    put_flag(out, "type", rt_rules_has_type(&rules));
    put_flag(out, "lists", rt_rules_lists_versions(&rules));
    put_member(out, "clock", value_name(&rules, RT_PARAM_CLOCK));
    if (rt_rules_dut1_us(&rules) > 0)
        put_member(out, "DUT1", value_name(&rules, RT_PARAM_DUT1));
    if (rt_rules_dtai_ms(&rules) > 0)
        put_member(out, "DTAI", value_name(&rules, RT_PARAM_DTAI));
    if (rt_rules_has_leap(&rules))
        put_member(out, "LEAP", value_name(&rules, RT_PARAM_LEAP));
    rt_output_text(out, "},\n");
}

static void put_versions(struct rt_output *out, struct rt_version_name_from versions)
{
    rt_output_text(out,
                   "-- Each version as it is written, then its readings.\nlocal versions = {\n");
    for (size_t i = 0; i < versions.count; i++) {
        const struct rt_version *version = versions.list[i];
        rt_output_text(out, "  {\n");
        put_rules(out, version, NULL);
        for (size_t r = 0; r < rt_version_readings(version); r++)
            put_rules(out, version, &version->readings[r]);
        rt_output_text(out, "  },\n");
    }
    rt_output_text(out, "}\n\n");
}

void rt_dissector_write(struct rt_output *out, struct rt_version_name_from versions)
{
    rt_output_text(out,
                   "-- Roughtime in every version, for Wireshark and tshark: written by rtctl.\n"
                   "--   tshark -X lua_script:FILE -O rtctl -r CAPTURE\n\n");
    put_tags(out);
    put_versions(out, versions);
    for (const char *const *piece = rt_dissector_lua; *piece; piece++)
        rt_output_text(out, *piece);
}
