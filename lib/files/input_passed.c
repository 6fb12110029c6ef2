// SPDX-License-Identifier: BSD-2-Clause
/* Remembers the lines of a text that hold no bytes of a packet, to name them. */
#include <inttypes.h>
#include <string.h>

#include "files/input_internal.h"

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool is_hex_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static size_t end_of_line(struct rt_view text, size_t at)
{
    const uint8_t *feed = memchr(text.data + at, '\n', text.len - at);
    return feed ? (size_t)(feed - text.data) + 1 : text.len;
}

static bool says_something(struct rt_view text, size_t at, size_t end)
{
    for (; at < end; at++)
        if (is_letter(text.data[at]) || (text.data[at] >= '0' && text.data[at] <= '9'))
            return true;
    return false;
}

/* Two words of three letters or more, one of which is none of hex. */
bool rt_input_passed_words(struct rt_view text, size_t at)
{
    size_t end = end_of_line(text, at), words = 0, other = 0;
    while (at < end) {
        size_t from = at;
        bool hex = true;
        for (; at < end && is_letter(text.data[at]); at++)
            hex = hex && is_hex_letter(text.data[at]);
        words += at - from >= 3;
        other += at - from >= 3 && !hex;
        at += at == from;
    }
    return words >= 2 && other >= 1;
}

static void keep_words(struct rt_input_passed *passed, struct rt_view text, size_t at, size_t end)
{
    size_t len = 0;
    while (at < end && text.data[at] <= ' ')
        at++;
    while (end > at && text.data[end - 1] <= ' ')
        end--;
    for (; at < end && len + 1 < sizeof passed->words; at++)
        passed->words[len++] = (char)text.data[at];
    if (at < end)
        memcpy(passed->words + len - 3, "...", 3);
    passed->words[len] = '\0';
}

static void add_line(struct rt_input_passed *passed, struct rt_view text, size_t at, size_t end)
{
    if (!says_something(text, at, end))
        return;
    size_t last = passed->count - 1;
    if (passed->count > 0 && last < RT_INPUT_PASSED_MAX &&
        passed->ranges[last].last + 1 == passed->line) {
        passed->ranges[last].last = passed->line;
        return;
    }
    if (passed->count == 0)
        keep_words(passed, text, at, end);
    if (passed->count < RT_INPUT_PASSED_MAX)
        passed->ranges[passed->count].first = passed->ranges[passed->count].last = passed->line;
    passed->count++;
}

void rt_input_passed_add(struct rt_input_passed *passed, struct rt_view text, size_t from,
                         size_t end)
{
    passed->line += passed->line == 0;
    while (passed->pos < end) {
        size_t next = end_of_line(text, passed->pos);
        if (passed->pos >= from)
            add_line(passed, text, passed->pos, next < end ? next : end);
        if (next > end)
            break;
        passed->pos = next;
        passed->line++;
    }
}

size_t rt_input_passed_line(struct rt_input_passed *passed, struct rt_view text, size_t at)
{
    size_t end = end_of_line(text, at);
    rt_input_passed_add(passed, text, at, end);
    return end;
}

bool rt_input_passed_say(struct rt_input_passed *passed, char *clause, size_t size)
{
    size_t used = 0,
           kept = passed->count < RT_INPUT_PASSED_MAX ? passed->count : RT_INPUT_PASSED_MAX;
    if (passed->count == 0 || passed->said)
        return false;
    passed->said = true;
    used = (size_t)snprintf(clause, size, "passed over, as no bytes of a packet stand there:");
    for (size_t i = 0; i < kept; i++) {
        uint64_t first = passed->ranges[i].first, last = passed->ranges[i].last;
        used +=
            (size_t)snprintf(clause + used, size - used,
                             first == last ? "%s line %" PRIu64 : "%s lines %" PRIu64 "-%" PRIu64,
                             i > 0 ? "," : "", first, last);
        if (i == 0)
            used += (size_t)snprintf(clause + used, size - used, " (\"%s\")", passed->words);
    }
    if (passed->count > kept)
        snprintf(clause + used, size - used, " and %zu other places", passed->count - kept);
    return true;
}
