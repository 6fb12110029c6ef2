// SPDX-License-Identifier: BSD-2-Clause
/* A packet on a page of HTML: its fields and its bytes. */
#include <string.h>

#include "base/hex.h"
#include "files/escape.h"
#include "files/page.h"

#define ROW 16 /* bytes in a row of a dump */

static void put_row(struct rt_output *out, struct rt_view bytes, size_t at)
{
    struct rt_view row = rt_view_slice(bytes, at, ROW);
    rt_output_print(out, "%08zx ", at);
    for (size_t i = 0; i < ROW; i++)
        if (i < row.len)
            rt_output_print(out, "%s%02x", i == ROW / 2 ? "  " : " ", row.data[i]);
        else
            rt_output_text(out, i == ROW / 2 ? "    " : "   ");
    rt_output_text(out, "  |");
    for (size_t i = 0; i < row.len; i++) {
        bool seen = row.data[i] >= 0x20 && row.data[i] < 0x7f;
        rt_escape_markup(out, (struct rt_view){seen ? row.data + i : (const uint8_t *)".", 1});
    }
    rt_output_text(out, "|\n");
}

/* Rows that repeat the one before are told by a "*", as rt_hexdump_next reads them. */
static void put_dump(struct rt_output *out, struct rt_view bytes)
{
    bool told = false;
    rt_page_open(out, "pre", NULL);
    for (size_t at = 0; at < bytes.len; at += ROW) {
        bool same = at >= ROW && bytes.len - at >= ROW &&
                    memcmp(bytes.data + at, bytes.data + at - ROW, ROW) == 0;
        if (!same)
            put_row(out, bytes, at);
        else if (!told)
            rt_output_text(out, "*\n");
        told = same;
    }
    rt_output_print(out, "%08zx\n", bytes.len);
    rt_page_close(out, "pre");
    rt_output_text(out, "\n");
}

/* A value in words, or an element of one that is a list. False if only the digits say it. */
static bool put_words(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                      struct rt_view value)
{
    char text[RT_VALUE_TEXT_SIZE];
    if (!terms || !*rt_value_text(terms, tag, value, text))
        return false;
    rt_page_element(out, "div", NULL, text);
    return true;
}

static void put_digits(struct rt_output *out, struct rt_view value)
{
    if (value.len == 0)
        return;
    rt_page_open(out, "code", NULL);
    if (value.len > ROW && rt_value_is_zero(value))
        rt_output_text(out, "all zero");
    else
        rt_output_hex_text(out, value);
    rt_page_close(out, "code");
}

static void put_value(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                      struct rt_view value)
{
    size_t step = terms ? rt_value_step(terms, tag) : 0;
    if (step == 0 || value.len % step != 0)
        step = value.len;
    bool said = false;
    for (size_t at = 0; at < value.len; at += step)
        said = put_words(out, terms, tag, rt_view_slice(value, at, step)) || said;
    if (!said)
        put_digits(out, value);
}

/* The fields of one message; those of the messages in it stand in rows of their own. */
static void put_level(struct rt_output *out, const struct rt_packet *packet, enum rt_level level,
                      const struct rt_value_terms *terms)
{
    const struct rt_message *message = &packet->messages[level];
    for (uint32_t i = 0; i < message->sound; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        enum rt_level below = rt_packet_nested(packet, level, &entry);
        char name[RT_TAG_NAME_SIZE];
        rt_page_open(out, "tr", NULL);
        rt_page_element(out, "td", NULL, rt_level_name(level));
        rt_page_element(out, "th", NULL, rt_tag_name(entry.tag, name));
        rt_output_print(out, "<td class=\"number\">%zu</td>", entry.value.len);
        rt_page_open(out, "td", NULL);
        if (below == RT_LEVEL_TOP || packet->messages[below].sound == 0)
            put_value(out, terms, entry.tag, entry.value);
        else
            rt_output_text(out, "a message");
        rt_output_text(out, "</td></tr>\n");
    }
}

static void put_fields(struct rt_output *out, const struct rt_packet *packet,
                       const struct rt_value_terms *terms)
{
    static const char *const heads[] = {"in", "tag", "bytes", "value"};
    if (packet->messages[RT_LEVEL_TOP].sound == 0)
        return;
    rt_page_table(out, heads, sizeof heads / sizeof heads[0]);
    for (enum rt_level level = RT_LEVEL_TOP; level < RT_LEVEL_COUNT; level++)
        put_level(out, packet, level, terms);
    rt_page_table_end(out);
}

void rt_page_packet(struct rt_output *out, const char *name, struct rt_view bytes,
                    const struct rt_value_terms *terms)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, bytes);
    rt_page_fold(out, &(struct rt_page_fold){.classes = "packet"});
    rt_page_text(out, name);
    rt_output_print(out, ", %zu bytes, %s ROUGHTIM header", bytes.len,
                    packet.frame.framed ? "with" : "without");
    rt_page_fold_body(out);
    put_fields(out, &packet, terms);
    put_dump(out, bytes);
    rt_page_fold_end(out);
}
