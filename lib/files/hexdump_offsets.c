// SPDX-License-Identifier: BSD-2-Clause
/* Dumps with offsets, as hexdump, xxd, od and tcpdump print them. */
#include <string.h>

#include "base/hex.h"
#include "files/hexdump_internal.h"

/* What stands behind the offset. */
enum layout {
    LAYOUT_PLAIN = 1, /* there is no offset */
    LAYOUT_BYTES,     /* single bytes: hexdump -C, od */
    LAYOUT_GROUPS,    /* bytes in order, in groups of any size; two blanks end them: xxd */
    LAYOUT_WORDS      /* little-endian words: hexdump, od -x */
};

#define BASES 3

struct dump {
    enum layout layout;
    size_t word;           /* digits of a word */
    unsigned bases[BASES]; /* in which the offsets make sense so far; 0: in this one no longer */
    uint64_t first[BASES]; /* the first offset in each base */
    size_t width;          /* bytes of the last line */
    bool starred;          /* the last line is to be repeated */
    bool ended;            /* the closing offset has come */
};

/* The start of a line of a dump: the digits of its offset, and what follows. */
struct start {
    size_t digits; /* where they begin */
    size_t count;
    bool colon;
    size_t rest; /* the first character after the blanks behind the offset */
};

static struct start start_of(struct rt_view text, struct rt_line line)
{
    struct start s = {.digits = rt_hexdump_skip_blanks(text, line.from, line.end)};
    if (line.end - s.digits > 2 && memcmp(text.data + s.digits, "0x", 2) == 0)
        s.digits += 2;
    size_t at = rt_hexdump_skip_digits(text, s.digits, line.end);
    s.count = at - s.digits;
    s.colon = at < line.end && text.data[at] == ':';
    at += s.colon;
    if (at < line.end && !rt_hexdump_is_blank(text.data[at]))
        s.count = 0;
    s.rest = rt_hexdump_skip_blanks(text, at, line.end);
    return s;
}

/* Reads an offset; false if a digit does not belong to the base. At most 16 digits come here. */
static bool offset_in(struct rt_view text, struct start s, unsigned base, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < s.count; i++) {
        unsigned digit = (unsigned)rt_hex_digit(text.data[s.digits + i]);
        if (digit >= base)
            return false;
        *value = *value * base + digit;
    }
    return true;
}

/* Without a colon the digits may as well be the first bytes of a packet: a first offset is 0, or
 * has as many digits as hexdump writes and is at most this. */
#define OFFSET_MAX    0xfffff
#define OFFSET_DIGITS 7

static bool is_offset(struct rt_view text, struct start s)
{
    uint64_t value = 0;
    return s.count >= 4 && s.count <= 16 && offset_in(text, s, 16, &value) &&
           (s.colon || value == 0 || (s.count >= OFFSET_DIGITS && value <= OFFSET_MAX));
}

/* The bases in which a tool writes the offsets of a layout, the likeliest first. Seven digits are
 * those of hexdump (in hex) before words, and of od (in octal, or decimal) before bytes. */
static const struct bases {
    enum layout layout;
    bool seven;
    unsigned bases[BASES];
} layout_bases[] = {
    {LAYOUT_BYTES, false, {16}},      {LAYOUT_BYTES, true, {8, 10, 16}},
    {LAYOUT_WORDS, false, {16}},      {LAYOUT_WORDS, true, {16, 8, 10}},
    {LAYOUT_GROUPS, false, {16, 10}}, {LAYOUT_GROUPS, true, {16, 10}},
};

static void set_bases(struct dump *dump, struct rt_view text, struct start s)
{
    for (size_t i = 0; i < sizeof layout_bases / sizeof layout_bases[0]; i++)
        if (layout_bases[i].layout == dump->layout && layout_bases[i].seven == (s.count == 7))
            memcpy(dump->bases, layout_bases[i].bases, sizeof dump->bases);
    for (size_t i = 0; i < BASES; i++)
        if (dump->bases[i] != 0 && !offset_in(text, s, dump->bases[i], &dump->first[i]))
            dump->bases[i] = 0;
}

static struct dump layout_of(struct rt_view text, size_t pos)
{
    struct rt_line line = rt_hexdump_line_at(text, pos);
    struct start s = start_of(text, line);
    struct dump dump = {.layout = LAYOUT_PLAIN};
    size_t word = rt_hexdump_skip_digits(text, s.rest, line.end) - s.rest;
    uint64_t value = 0;
    if (!is_offset(text, s) || word == 0)
        return dump;
    offset_in(text, s, 16, &value);
    if (s.colon) {
        dump.layout = LAYOUT_GROUPS;
    } else if (word == 2) {
        dump.layout = LAYOUT_BYTES;
    } else if ((word == 4 || word == 8 || word == 16) &&
               (s.count == 7 || (s.count == 6 && value == 0))) {
        dump.layout = LAYOUT_WORDS;
        dump.word = word;
    }
    set_bases(&dump, text, s);
    return dump;
}

bool rt_hexdump_is_one(struct rt_view text, size_t pos)
{
    return layout_of(text, pos).layout != LAYOUT_PLAIN;
}

/* Repeats the last line until the packet has `len` bytes. */
static void repeat(struct rt_hexdump_reading *r, const struct dump *dump, uint64_t len, size_t at)
{
    if (dump->width == 0) {
        rt_hexdump_fail(r, RT_E_HEX, at);
        return;
    }
    if (len > r->cap) {
        rt_hexdump_fail(r, RT_E_NO_SPACE, at);
        return;
    }
    for (; r->len < len; r->len++)
        r->data[r->len] = r->data[r->len - dump->width];
}

/* Does an offset that says that `offset` bytes came before it fit? The closing one may cut the
 * last word, of which hexdump prints more than there is. */
static bool fits(const struct rt_hexdump_reading *r, const struct dump *dump, uint64_t offset,
                 bool bare)
{
    if (offset == r->len || (dump->starred && offset > r->len))
        return true;
    return bare && offset < r->len && r->len - offset < dump->word / 2;
}

/* Compares the offset of a line with what has been read, and fills or cuts to it. */
static void take_offset(struct rt_hexdump_reading *r, struct dump *dump, struct start s, bool bare)
{
    bool fitted = false;
    uint64_t where = 0;
    for (size_t i = 0; i < BASES; i++) {
        uint64_t value = 0;
        if (dump->bases[i] == 0)
            continue;
        if (!offset_in(r->text, s, dump->bases[i], &value) || value < dump->first[i] ||
            !fits(r, dump, value - dump->first[i], bare)) {
            dump->bases[i] = 0;
        } else if (!fitted) {
            fitted = true;
            where = value - dump->first[i];
        }
    }
    if (!fitted)
        rt_hexdump_fail(r, RT_E_HEX, s.digits);
    else if (where > r->len)
        repeat(r, dump, where, s.digits);
    else
        r->len = (size_t)where;
    dump->starred = false;
    dump->ended = bare;
}

/* Takes one group of digits; returns where it ends. */
static size_t take_group(struct rt_hexdump_reading *r, const struct dump *dump, size_t at,
                         size_t end)
{
    size_t stop = rt_hexdump_skip_digits(r->text, at, end), count = stop - at;
    bool whole =
        stop == end || rt_hexdump_is_blank(r->text.data[stop]) || r->text.data[stop] == '|';
    size_t wanted = dump->layout == LAYOUT_BYTES ? 2 : dump->word;
    if (!whole || count == 0 || count % 2 != 0 || (wanted != 0 && count != wanted)) {
        rt_hexdump_fail(r, RT_E_HEX, stop);
    } else if (dump->layout == LAYOUT_WORDS) {
        for (size_t i = stop; i > at; i -= 2)
            rt_hexdump_put_digits(r, i - 2, i);
    } else {
        rt_hexdump_put_digits(r, at, stop);
    }
    return stop;
}

/* Does a column of characters, or a comment, begin here behind `gap` blanks? */
static bool is_column(const struct dump *dump, uint8_t c, size_t gap)
{
    size_t enough = dump->layout == LAYOUT_GROUPS ? 2 : dump->layout == LAYOUT_BYTES ? 3 : SIZE_MAX;
    return gap >= enough || c == '#' || (dump->layout != LAYOUT_GROUPS && (c == '|' || c == '>'));
}

static void take_values(struct rt_hexdump_reading *r, struct dump *dump, size_t at, size_t end)
{
    size_t before = r->len, gap = 0;
    while (at < end && r->fault.error == RT_OK && !is_column(dump, r->text.data[at], gap)) {
        at = take_group(r, dump, at, end);
        size_t next = rt_hexdump_skip_blanks(r->text, at, end);
        gap = next - at;
        at = next;
    }
    dump->width = r->len - before;
}

/* One line. False if it belongs to the next packet, because its offset begins again. */
static bool take_line(struct rt_hexdump_reading *r, struct dump *dump, struct rt_line line)
{
    size_t at = rt_hexdump_skip_blanks(r->text, line.from, line.end);
    uint8_t c = r->text.data[at];
    if (c == '#')
        return true;
    if (c == '*' && at + 1 == line.end) {
        dump->starred = true;
        return true;
    }
    struct start s = start_of(r->text, line);
    uint64_t offset = 0;
    if (s.count == 0 || s.count > 16) {
        rt_hexdump_fail(r, RT_E_HEX, at);
        return true;
    }
    bool bare = s.rest == line.end;
    if (r->len > 0 && !bare && offset_in(r->text, s, 16, &offset) && offset == 0)
        return false;
    take_offset(r, dump, s, bare);
    if (r->fault.error == RT_OK && !bare)
        take_values(r, dump, s.rest, line.end);
    return true;
}

size_t rt_hexdump_read(struct rt_hexdump_reading *r, size_t pos)
{
    struct dump dump = layout_of(r->text, pos);
    while (pos < r->text.len && r->fault.error == RT_OK && !dump.ended) {
        struct rt_line line = rt_hexdump_line_at(r->text, pos);
        if (line.from == line.end || !take_line(r, &dump, line))
            break;
        pos = line.next;
    }
    if (dump.starred)
        rt_hexdump_fail(r, RT_E_HEX, pos);
    return pos;
}
