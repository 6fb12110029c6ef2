// SPDX-License-Identifier: BSD-2-Clause
/* Lines of numbers, with or without offsets. */
#include "base/hex.h"
#include "files/excerpt_internal.h"

#define BASES 3

/* Lines of dumps have no more numbers. */
#define WIDTH 64

static const unsigned bases[BASES] = {16, 10, 8};

/* What the first line showed, and how far the reading has come. */
struct rows {
    struct rt_excerpt_reading *reading;
    struct rt_hexdump_reading *out;
    struct rt_view text;
    struct rt_view before; /* what stands before the offset or the numbers of the first line */
    bool offsets;
    bool wrong[BASES];     /* the offsets do not fit in this base */
    uint64_t first[BASES]; /* the first offset */
    size_t offset_digits;  /* of the first one */
    size_t digits;         /* of a word in hex */
    size_t ends[WIDTH];    /* of the numbers of the first line, from the end of the first */
    size_t lens[WIDTH];    /* of the packet at each of them */
    size_t width; /* from the end of the first number of the first line to that of its last */
    size_t bytes; /* of the last line */
    size_t lines;
    bool columns; /* what stands behind `width` is characters */
    bool more;    /* the last line says that there are more */
    bool starred; /* the last line is to be repeated */
    bool ended;
};

static bool value_in(struct rt_view text, struct rt_excerpt_offset offset, unsigned base,
                     uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < offset.count; i++) {
        unsigned digit = (unsigned)rt_hex_digit(text.data[offset.digits + i]);
        if (digit >= base)
            return false;
        *value = *value * base + digit;
    }
    return true;
}

static void set_first(struct rows *rows, struct rt_excerpt_offset offset)
{
    rows->offsets = true;
    rows->offset_digits = offset.count;
    for (size_t i = 0; i < BASES; i++)
        rows->wrong[i] = !value_in(rows->text, offset, bases[i], &rows->first[i]);
}

/* An offset as that of the first line: another packet begins. */
static bool begins_again(const struct rows *rows, struct rt_excerpt_offset offset)
{
    uint64_t value = 0;
    bool read = value_in(rows->text, offset, 16, &value);
    return rows->lines > 0 && read && (value == 0 || value == rows->first[0]);
}

/* Repeats the last `size` bytes until there are `len`. */
static void repeat(struct rt_hexdump_reading *out, size_t size, uint64_t len, size_t at)
{
    if (size == 0 || size > out->len) {
        rt_hexdump_fail(out, RT_E_HEX, at);
        return;
    }
    while (out->len < len && out->len < out->cap) {
        out->data[out->len] = out->data[out->len - size];
        out->len++;
    }
    if (out->len < len)
        rt_hexdump_fail(out, RT_E_NO_SPACE, at);
}

/* Does an offset fit that says that `len` bytes came before it? The first line may have been read
 * into its characters, and the last one be a word of which not all is there. */
static bool fits(const struct rows *rows, uint64_t len, bool bare)
{
    size_t have = rows->out->len;
    if (len == have || (rows->starred && len > have))
        return true;
    if (len > have || len == 0)
        return false;
    return (bare && have - len < rt_excerpt_number_size(rows->reading->notation)) ||
           (rows->lines == 1 && !bare && !rows->starred);
}

/* Takes back what was read too much, and how wide the first line seemed. */
static void cut_to(struct rows *rows, size_t len)
{
    rows->columns = rows->columns || (rows->lines == 1 && len < rows->out->len);
    rows->out->len = len;
    for (size_t i = 0; rows->lines == 1 && i < WIDTH; i++)
        if (rows->lens[i] == len)
            rows->width = rows->ends[i];
}

static void take_offset(struct rows *rows, struct rt_excerpt_offset offset, bool bare)
{
    bool found = false;
    uint64_t len = 0;
    if (rows->lines == 0)
        return;
    for (size_t i = 0; i < BASES; i++) {
        uint64_t value = 0;
        rows->wrong[i] = rows->wrong[i] || !value_in(rows->text, offset, bases[i], &value) ||
                         value < rows->first[i] || !fits(rows, value - rows->first[i], bare);
        if (rows->wrong[i] || (found && value - rows->first[i] != rows->out->len))
            continue;
        found = true;
        len = value - rows->first[i];
    }
    if (!found)
        rt_hexdump_fail(rows->out, RT_E_HEX, offset.digits);
    else if (len > rows->out->len)
        repeat(rows->out, rows->bytes, len, offset.digits);
    else
        cut_to(rows, (size_t)len);
    rows->starred = false;
    rows->ended = rows->ended || bare;
}

/* "<repeats N times>" of a debugger behind a number of `size` bytes. */
static size_t take_repeats(struct rt_hexdump_reading *out, size_t size, size_t at, size_t end)
{
    static const char word[] = "<repeats ";
    const uint8_t *text = out->text.data;
    size_t from = rt_hexdump_skip_blanks(out->text, at, end), len = sizeof word - 1;
    uint64_t times = 0;
    if (end - from < len || memcmp(text + from, word, len) != 0)
        return at;
    for (from += len; from < end && text[from] >= '0' && text[from] <= '9'; from++)
        times = times > UINT16_MAX ? times : times * 10 + (uint64_t)(text[from] - '0');
    while (from < end && text[from] != '>')
        from++;
    repeat(out, size, out->len + (times > 0 ? times - 1 : 0) * size, at);
    return from < end ? from + 1 : end;
}

/* Takes the numbers from `at` on; returns the end of the last one. */
static size_t take_numbers(struct rows *rows, size_t at, struct rt_line line)
{
    struct rt_excerpt_number number;
    size_t before = rows->out->len, last = at, first_end = 0, count = 0;
    size_t size = rt_excerpt_number_size(rows->reading->notation);
    while (rows->out->fault.error == RT_OK &&
           rt_excerpt_number_at(rows->text, line, at, rows->reading->notation, rows->digits,
                                &number)) {
        if (first_end == 0)
            first_end = number.end;
        if (rows->columns && rows->lines > 0 && number.end - first_end > rows->width)
            break;
        if (rows->digits == 0)
            rows->digits = number.marked && size == 1 ? RT_EXCERPT_MARKED : number.count;
        rt_excerpt_number_put(rows->out, rows->reading->notation, &number);
        if (rows->lines == 0 && count < WIDTH) {
            rows->ends[count] = number.end - first_end;
            rows->lens[count++] = rows->out->len;
        }
        last = take_repeats(rows->out, size, number.end, line.end);
        at = rt_excerpt_skip_between(rows->text, last, line.end);
        if (at == last && (at == line.end || rows->text.data[at] != '\\'))
            break;
    }
    rows->bytes = rows->out->len - before;
    if (rows->lines == 0)
        rows->width = first_end > 0 ? last - first_end : 0;
    else if (rows->columns && last - first_end < rows->width)
        rows->ended = rows->ended || rows->offsets;
    return last;
}

static bool is_closing(uint8_t c)
{
    return c == '}' || c == ']' || c == ')' || c == '>';
}

/* Behind quotes, commas, plus signs and backslashes, of which all but the first say that more
 * comes. */
static size_t take_glue(struct rows *rows, size_t at, size_t end)
{
    const uint8_t *text = rows->text.data;
    rows->more = false;
    for (; at < end && text[at] != '\0' && strchr(" \t\"'`,+\\&_", text[at]); at++)
        rows->more = rows->more || strchr(",+\\&_", text[at]) != NULL;
    return at;
}

/* What stands behind the numbers of a line; returns where the packet goes on. */
static size_t take_behind(struct rows *rows, size_t last, struct rt_line line)
{
    struct rt_view text = rows->text;
    size_t at = take_glue(rows, last, line.end);
    size_t gap = rt_hexdump_skip_blanks(text, last, line.end) - last;
    bool column = gap >= 2 || (at < line.end && (text.data[at] == '|' || text.data[at] >= 0x80));
    if (at == line.end || rt_excerpt_is_comment(text, at, line.end))
        return line.next;
    if (!rows->offsets && !rows->columns && rt_excerpt_is_cut(text, at, line.end)) {
        rows->reading->cut = rows->ended = true;
        return line.next;
    }
    if (!rows->offsets && is_closing(text.data[at])) {
        rows->ended = true;
        return at + 1;
    }
    bool apart = rt_hexdump_is_blank(text.data[last]) || column;
    bool whole = rows->offsets && !rows->ended;
    if (!column && !(whole && apart))
        rt_hexdump_fail(rows->out, RT_E_HEX, at);
    rows->columns = rows->columns || rows->lines == 0;
    return line.next;
}

/* Behind what stood before the numbers of the first line, or behind blanks and quotes. */
static size_t skip_before(const struct rows *rows, struct rt_line line)
{
    const uint8_t *text = rows->text.data;
    size_t at = line.from, i = 0;
    struct rt_view before = rows->before;
    for (;;) {
        while (i < before.len && rt_hexdump_is_blank(before.data[i]))
            i++;
        at = rt_hexdump_skip_blanks(rows->text, at, line.end);
        if (i == before.len)
            return at;
        bool digit = before.data[i] >= '0' && before.data[i] <= '9';
        if (at == line.end || (!digit && text[at] != before.data[i]) ||
            (digit && (text[at] < '0' || text[at] > '9')))
            break;
        i++;
        at++;
        while (digit && i < before.len && before.data[i] >= '0' && before.data[i] <= '9')
            i++;
        while (digit && at < line.end && text[at] >= '0' && text[at] <= '9')
            at++;
    }
    return rt_excerpt_skip_glue(rows->text, line.from, line.end);
}

/* The offset of a further line has as many digits as the first one or more, and numbers behind it
 * or nothing. */
static bool line_offset(const struct rows *rows, struct rt_line line, size_t at,
                        struct rt_excerpt_offset *offset)
{
    struct rt_excerpt_number number;
    return rows->offsets && rt_excerpt_offset_at(rows->text, line, at, offset) &&
           offset->count >= rows->offset_digits &&
           (offset->rest == line.end ||
            rt_excerpt_number_at(rows->text, line, offset->rest, rows->reading->notation,
                                 rows->digits, &number));
}

/* Takes a line of numbers. False: it is none, or belongs to the next packet. */
static bool take_line(struct rows *rows, struct rt_line line, size_t *next)
{
    struct rt_excerpt_offset offset;
    struct rt_excerpt_number number;
    struct rt_hexdump_reading *out = rows->out;
    size_t at = rows->lines == 0 ? rows->reading->at : skip_before(rows, line), before = out->len;
    bool has = line_offset(rows, line, at, &offset);
    if (rows->offsets && !has && rows->lines == 1 && rows->first[0] != 0 && !rows->starred)
        rows->offsets = false; /* it was none */
    if (rows->offsets && (!has || begins_again(rows, offset)))
        return false;
    if (has) {
        take_offset(rows, offset, offset.rest == line.end);
        at = offset.rest;
        before = out->len;
    }
    if (out->fault.error != RT_OK || (has && at == line.end)) {
        *next = line.next;
        return true;
    }
    if (!rt_excerpt_number_at(rows->text, line, at, rows->reading->notation, rows->digits, &number))
        return false;
    size_t last = take_numbers(rows, at, line);
    if (!rows->offsets && rt_hexdump_starts_packet(out, before)) {
        out->len = before;
        out->fault.error = RT_OK;
        return false;
    }
    *next = take_behind(rows, last, line);
    rows->lines++;
    return true;
}

/* Takes a line without numbers that does not end the packet. */
static bool take_other(struct rows *rows, struct rt_line line, size_t *next)
{
    struct rt_view text = rows->text;
    size_t at = skip_before(rows, line);
    *next = line.next;
    if (at == line.end)
        return rows->more;
    if (rt_excerpt_is_cut(text, at, line.end)) {
        rows->reading->cut = rows->ended = true;
        return true;
    }
    if (rows->offsets && text.data[at] == '*' && at + 1 == line.end) {
        rows->starred = true;
        return true;
    }
    if (rows->more && is_closing(text.data[at])) {
        rows->ended = true;
        return true;
    }
    return (rows->more || (rows->offsets && text.data[at] == '#')) &&
           rt_excerpt_is_comment(text, at, line.end);
}

static size_t read_rows(struct rt_excerpt_reading *reading, bool offsets)
{
    struct rt_hexdump_reading *out = &reading->out;
    struct rt_line line = reading->line;
    struct rows rows = {
        .reading = reading,
        .out = out,
        .text = out->text,
        .before = rt_view_slice(out->text, line.from, reading->at - line.from),
    };
    struct rt_excerpt_offset offset;
    size_t pos = line.from, next = pos;
    if (offsets && rt_excerpt_offset_at(out->text, line, reading->at, &offset))
        set_first(&rows, offset);
    while (pos < out->text.len && out->fault.error == RT_OK && !rows.ended) {
        line = pos == reading->line.from ? reading->line : rt_hexdump_line_at(out->text, pos);
        if (!take_line(&rows, line, &next) && (rows.ended || !take_other(&rows, line, &next)))
            break;
        pos = next;
    }
    if (rows.starred)
        rt_hexdump_fail(out, RT_E_HEX, pos);
    return pos;
}

static size_t read_with_offsets(struct rt_excerpt_reading *reading)
{
    return read_rows(reading, true);
}

static size_t read_without(struct rt_excerpt_reading *reading)
{
    return read_rows(reading, false);
}

/* Adds the numbers from `at` on until the room is full, and on to the end of their run if `run`;
 * returns where the last one ends. */
static size_t add_first(const struct rt_excerpt_reading *reading, struct rt_hexdump_reading *out,
                        struct rt_line line, size_t at, bool run)
{
    struct rt_excerpt_number number;
    size_t last = at, digits = 0, size = rt_excerpt_number_size(reading->notation);
    while ((run || out->fault.error == RT_OK) &&
           rt_excerpt_number_at(out->text, line, at, reading->notation, digits, &number)) {
        if (digits == 0)
            digits = number.marked && size == 1 ? RT_EXCERPT_MARKED : number.count;
        if (out->fault.error == RT_OK)
            rt_excerpt_number_put(out, reading->notation, &number);
        last = take_repeats(out, size, number.end, line.end);
        at = rt_excerpt_skip_between(out->text, last, line.end);
        if (at == last && (at == line.end || out->text.data[at] != '\\'))
            break;
    }
    return last;
}

/* The first bytes of the numbers that begin at `at`, and where the run of them ends, or at least
 * where these do if that is not asked for. Four bytes may stand on as many lines. */
static size_t first_bytes(const struct rt_excerpt_reading *reading, size_t at, bool run,
                          uint8_t data[16], size_t *len)
{
    struct rt_hexdump_reading out = {.text = reading->out.text, .data = data, .cap = 16};
    struct rt_line line = reading->line;
    size_t end = add_first(reading, &out, line, at, run), last = end;
    for (int lines = 1; lines < 4 && out.len < 4 && last + 1 == line.end &&
                        out.text.data[last] == ',' && line.next < out.text.len;
         lines++) {
        line = rt_hexdump_line_at(out.text, line.next);
        at = rt_excerpt_skip_glue(out.text, line.from, line.end);
        last = add_first(reading, &out, line, at, false);
    }
    *len = out.len;
    return end;
}

/* Reads the packet if the numbers that begin at reading->at, or behind the offset there, may be
 * those of one. *last becomes the end of their run. */
static bool try_numbers(struct rt_excerpt_reading *reading, size_t *last, size_t *next)
{
    uint8_t data[16];
    size_t len = 0;
    *last = first_bytes(reading, reading->at, true, data, &len);
    return rt_excerpt_may_begin((struct rt_view){data, len}) &&
           rt_excerpt_try(reading, read_without, next);
}

/* *numbers becomes the place of the numbers behind the offset, if it is one. */
static bool try_offset(struct rt_excerpt_reading *reading, size_t *numbers, size_t *next)
{
    uint8_t data[16];
    size_t len = 0;
    struct rt_excerpt_offset offset;
    if (!rt_excerpt_offset_at(reading->out.text, reading->line, reading->at, &offset) ||
        !offset.sure)
        return false;
    *numbers = offset.rest;
    first_bytes(reading, offset.rest, false, data, &len);
    return rt_excerpt_may_begin((struct rt_view){data, len}) &&
           rt_excerpt_try(reading, read_with_offsets, next);
}

/* An offset is one of so many words at the beginning of a line. */
#define OFFSET_WORDS 64

/* A word such as db, of letters alone, may stand before the numbers and not begin them. */
static bool is_letters(struct rt_view text, const struct rt_excerpt_number *number)
{
    for (size_t i = number->digits; i < number->digits + number->count; i++)
        if (text.data[i] <= '9')
            return false;
    return !number->marked;
}

/* Tries each word of the line as the first number, and as an offset. */
static bool rows_of(struct rt_excerpt_reading *reading, size_t *next)
{
    struct rt_view text = reading->out.text;
    struct rt_line line = reading->line;
    struct rt_excerpt_number number;
    size_t at = line.from, covered = line.from, behind = SIZE_MAX;
    for (size_t words = 0; at < line.end; words++) {
        reading->at = at;
        if (at >= covered && at != behind &&
            rt_excerpt_number_at(text, line, at, reading->notation, 0, &number)) {
            if (try_numbers(reading, &covered, next))
                return true;
            if (words < OFFSET_WORDS && is_letters(text, &number))
                covered = number.end;
        }
        if (words < OFFSET_WORDS && try_offset(reading, &behind, next))
            return true;
        bool word = rt_excerpt_is_word(text.data[at]);
        at++;
        while (at < line.end &&
               (word ? rt_excerpt_is_word(text.data[at]) : rt_hexdump_is_blank(text.data[at])))
            at++;
    }
    return false;
}

bool rt_excerpt_rows(struct rt_excerpt_reading *reading, size_t *next)
{
    for (int i = RT_EXCERPT_HEX; i <= RT_EXCERPT_BINARY; i++) {
        reading->notation = (enum rt_excerpt_notation)i;
        if (rows_of(reading, next))
            return true;
    }
    return false;
}
