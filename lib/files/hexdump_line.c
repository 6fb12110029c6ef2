// SPDX-License-Identifier: BSD-2-Clause
/* Lines and digits of hexadecimal text, and the packet that they become. */
#include "files/hexdump.h"

#include <string.h>

#include "base/hex.h"
#include "files/hexdump_internal.h"

#define MAGIC_SIZE 8

static const char magic[] = "ROUGHTIM";

bool rt_hexdump_is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

size_t rt_hexdump_skip_blanks(struct rt_view text, size_t at, size_t end)
{
    while (at < end && rt_hexdump_is_blank(text.data[at]))
        at++;
    return at;
}

size_t rt_hexdump_skip_digits(struct rt_view text, size_t at, size_t end)
{
    while (at < end && rt_hex_digit(text.data[at]) >= 0)
        at++;
    return at;
}

struct rt_line rt_hexdump_line_at(struct rt_view text, size_t pos)
{
    const uint8_t *feed = memchr(text.data + pos, '\n', text.len - pos);
    size_t end = feed ? (size_t)(feed - text.data) : text.len;
    size_t next = feed ? end + 1 : end;
    while (end > pos && rt_hexdump_is_blank(text.data[end - 1]))
        end--;
    return (struct rt_line){pos, end, next};
}

bool rt_hexdump_fail(struct rt_hexdump_reading *r, enum rt_error error, size_t at)
{
    if (r->fault.error == RT_OK)
        r->fault = (struct rt_fault){error, at};
    return false;
}

bool rt_hexdump_put(struct rt_hexdump_reading *r, int high, int low, size_t at)
{
    if (r->len == r->cap)
        return rt_hexdump_fail(r, RT_E_NO_SPACE, at);
    r->data[r->len++] = (uint8_t)(high << 4 | low);
    return true;
}

/* Takes the digits [at, end), of which there is an even number. */
bool rt_hexdump_put_digits(struct rt_hexdump_reading *r, size_t at, size_t end)
{
    for (; at < end; at += 2) {
        int high = rt_hex_digit(r->text.data[at]), low = rt_hex_digit(r->text.data[at + 1]);
        if (!rt_hexdump_put(r, high, low, at))
            return false;
    }
    return true;
}

static bool has_magic(const uint8_t *p, size_t len)
{
    return len >= MAGIC_SIZE && memcmp(p, magic, MAGIC_SIZE) == 0;
}

static bool is_frame(const uint8_t *p, size_t len)
{
    return has_magic(p, len) && len >= 12 && rt_bytes_load32(p + 8) == len - 12;
}

/* Could these bytes be a whole message without a header? Every offset must fit. */
static bool is_message(const uint8_t *p, size_t len)
{
    uint32_t tags = len < 4 ? 0 : rt_bytes_load32(p), last = 0;
    if (tags < 2 || tags > 64 || len < 8 * (size_t)tags)
        return false;
    for (uint32_t i = 1; i < tags; i++) {
        uint32_t offset = rt_bytes_load32(p + 4 * (size_t)i);
        if (offset % 4 != 0 || offset < last || offset > len - 8 * (size_t)tags)
            return false;
        last = offset;
    }
    return true;
}

bool rt_hexdump_starts_packet(const struct rt_hexdump_reading *r, size_t at)
{
    const uint8_t *line = r->data + at;
    if (at == 0 || r->len == at)
        return false;
    return has_magic(line, r->len - at) || is_frame(r->data, at) ||
           (is_message(r->data, at) && is_message(line, r->len - at));
}
