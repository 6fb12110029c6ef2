// SPDX-License-Identifier: BSD-2-Clause
/* Checks JSON text, and finds members in it without a tree. */
#include "files/json_scan.h"

#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"

/* Keys of all objects that are open at one time. */
#define OPEN_KEYS (4 * RT_JSON_KEYS)

struct scan {
    struct rt_view text;
    size_t at;
    unsigned depth;
    size_t open; /* keys of the objects around this place */
    const uint8_t *keys[OPEN_KEYS];
    struct rt_json_fault *fault;
};

static bool scan_value(struct scan *s);

static bool fail_at(struct scan *s, enum rt_error error, size_t at, const char *cause)
{
    *s->fault = (struct rt_json_fault){error, at, cause};
    return false;
}

static bool fail(struct scan *s, const char *cause)
{
    if (s->at >= s->text.len)
        return fail_at(s, RT_E_TRUNCATED, s->text.len, "the text ends within a JSON value");
    return fail_at(s, RT_E_JSON, s->at, cause);
}

/* The character at the place, 0 at the end (and for a zero byte, which is nowhere allowed). */
static uint8_t here(const struct scan *s)
{
    return s->at < s->text.len ? s->text.data[s->at] : 0;
}

size_t rt_json_scan_space(struct rt_view text, size_t at)
{
    while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\t' ||
                             text.data[at] == '\n' || text.data[at] == '\r'))
        at++;
    return at;
}

static void skip_space(struct scan *s)
{
    s->at = rt_json_scan_space(s->text, s->at);
}

static bool expect(struct scan *s, uint8_t c, const char *cause)
{
    if (here(s) != c)
        return fail(s, cause);
    s->at++;
    return true;
}

/* Four digits at p, which has been checked. */
static uint32_t unit_at(const uint8_t *p)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit << 4 | (uint32_t)rt_hex_digit(p[i]);
    return unit;
}

static bool scan_unit(struct scan *s, uint32_t *unit)
{
    for (int i = 0; i < 4; i++, s->at++)
        if (rt_hex_digit(here(s)) < 0)
            return fail(s, "\\u needs four hex digits");
    *unit = unit_at(s->text.data + s->at - 4);
    return true;
}

/* Behind a backslash. */
static bool scan_escape(struct scan *s)
{
    static const char plain[] = "\"\\/bfnrt";
    size_t from = s->at - 1;
    uint32_t unit = 0, second = 0;
    uint8_t c = here(s);
    if (c != 0 && strchr(plain, c) != NULL) {
        s->at++;
        return true;
    }
    if (!expect(s, 'u', "an escape that JSON does not have") || !scan_unit(s, &unit))
        return false;
    if (unit == 0)
        return fail_at(s, RT_E_JSON, from, "a string holds a zero character");
    if ((unit & 0xf800) != 0xd800)
        return true;
    if (unit < 0xdc00 && s->text.len - s->at >= 2 && memcmp(s->text.data + s->at, "\\u", 2) == 0) {
        s->at += 2;
        if (!scan_unit(s, &second))
            return false;
    }
    return (second & 0xfc00) == 0xdc00 ||
           fail_at(s, RT_E_JSON, from, "half of a surrogate pair stands alone");
}

/* ASCII that stands in a string as itself. */
static size_t skip_plain(struct rt_view text, size_t at)
{
    const uint8_t *p = text.data + at, *end = text.data + text.len;
    while (p < end && (uint8_t)(*p - 0x20) < 0x60 && *p != '"' && *p != '\\')
        p++;
    return (size_t)(p - text.data);
}

static bool scan_string(struct scan *s)
{
    if (!expect(s, '"', "a string is wanted here"))
        return false;
    for (;;) {
        s->at = skip_plain(s->text, s->at);
        uint8_t c = here(s);
        size_t len = rt_utf8_length(s->text.data + s->at, s->text.len - s->at);
        if (c >= 0x80 && len == 0)
            return fail_at(s, RT_E_JSON, s->at, "a string is not UTF-8");
        if (c < 0x20)
            return fail(s, "a raw control character in a string");
        s->at += len;
        if (c == '"')
            return true;
        if (c == '\\' && !scan_escape(s))
            return false;
    }
}

static bool scan_digits(struct scan *s)
{
    if (here(s) < '0' || here(s) > '9')
        return fail(s, "a number lacks a digit");
    while (here(s) >= '0' && here(s) <= '9')
        s->at++;
    return true;
}

static bool scan_number(struct scan *s)
{
    size_t from = s->at;
    s->at += here(s) == '-';
    bool zero = here(s) == '0';
    if (!scan_digits(s))
        return false;
    if (zero && s->at - from > 1 + (size_t)(s->text.data[from] == '-'))
        return fail_at(s, RT_E_JSON, from, "a number begins with 0");
    if (here(s) == '.') {
        s->at++;
        if (!scan_digits(s))
            return false;
    }
    if (here(s) == 'e' || here(s) == 'E') {
        s->at++;
        s->at += here(s) == '-' || here(s) == '+';
        if (!scan_digits(s))
            return false;
    }
    return s->at - from <= 60 || fail_at(s, RT_E_JSON, from, "a number has too many digits");
}

static bool scan_word(struct scan *s, const char *word)
{
    for (; *word != '\0'; word++)
        if (!expect(s, (uint8_t)*word, "a JSON value is wanted here"))
            return false;
    return true;
}

/* The next code point of a checked string, or '"' at its end; an escaped quote has its own value
 * so that it is not taken for the end. */
#define QUOTE 0x110000u

static uint32_t next_point(const uint8_t **p)
{
    static const char escapes[] = "b\bf\fn\nr\rt\t";
    const uint8_t *c = *p;
    if (*c != '\\') {
        size_t len = rt_utf8_length(c, 4);
        uint32_t point = len == 1 ? *c : *c & (0x7fu >> len);
        for (size_t i = 1; i < len; i++)
            point = point << 6 | (c[i] & 0x3f);
        *p += *c == '"' ? 0 : len;
        return point;
    }
    if (c[1] != 'u') {
        const char *found = strchr(escapes, c[1]);
        *p += 2;
        return c[1] == '"' ? QUOTE : found != NULL ? (uint32_t)found[1] : c[1];
    }
    uint32_t unit = unit_at(c + 2);
    *p += 6;
    if ((unit & 0xfc00) != 0xd800)
        return unit == '"' ? QUOTE : unit;
    *p += 6;
    return 0x10000 + ((unit & 0x3ff) << 10 | (unit_at(c + 8) & 0x3ff));
}

static bool same_key(const uint8_t *a, const uint8_t *b)
{
    for (;;) {
        uint32_t point = next_point(&a);
        if (point != next_point(&b))
            return false;
        if (point == '"')
            return true;
    }
}

/* Remembers a key, whose first character is at `from`, among those of its object. */
static bool add_key(struct scan *s, size_t first, size_t from)
{
    const uint8_t *key = s->text.data + from;
    for (size_t i = first; i < s->open; i++)
        if (same_key(s->keys[i], key))
            return fail_at(s, RT_E_JSON_DUPLICATE, from - 1, "an object has the same key twice");
    if (s->open == OPEN_KEYS || s->open - first == RT_JSON_KEYS)
        return fail_at(s, RT_E_TOO_LARGE, from - 1, "an object has too many keys");
    s->keys[s->open++] = key;
    return true;
}

static bool scan_member(struct scan *s, size_t first)
{
    size_t from = s->at + 1;
    if (!scan_string(s) || !add_key(s, first, from))
        return false;
    skip_space(s);
    return expect(s, ':', "a colon is wanted behind a key") && scan_value(s);
}

/* The members of an object or of an array, behind the opening bracket. */
static bool scan_members(struct scan *s, uint8_t close)
{
    size_t first = s->open;
    bool is_object = close == '}';
    const char *cause = is_object ? "a comma or } is wanted here" : "a comma or ] is wanted here";
    if (++s->depth > RT_JSON_DEPTH)
        return fail_at(s, RT_E_JSON_DEPTH, s->at - 1, "arrays and objects are nested too deeply");
    skip_space(s);
    bool more = here(s) != close;
    while (more) {
        skip_space(s);
        if (!(is_object ? scan_member(s, first) : scan_value(s)))
            return false;
        skip_space(s);
        more = here(s) == ',';
        s->at += more;
    }
    s->depth--;
    s->open = first;
    return expect(s, close, cause);
}

static bool scan_value(struct scan *s)
{
    skip_space(s);
    uint8_t c = here(s);
    if (c == '{' || c == '[') {
        s->at++;
        return scan_members(s, c == '{' ? '}' : ']');
    }
    if (c == '"')
        return scan_string(s);
    if (c == '-' || (c >= '0' && c <= '9'))
        return scan_number(s);
    return scan_word(s, c == 't' ? "true" : c == 'f' ? "false" : "null");
}

/* The keys need no first value, and clearing them would cost more than most scans. */
static void begin(struct scan *s, struct rt_view text, size_t at, struct rt_json_fault *fault)
{
    s->text = text;
    s->at = at;
    s->depth = 0;
    s->open = 0;
    s->fault = fault;
    *fault = (struct rt_json_fault){RT_OK, 0, ""};
}

bool rt_json_scan(struct rt_view text, size_t at, size_t *end, struct rt_json_fault *fault)
{
    struct scan s;
    begin(&s, text, rt_json_scan_space(text, at), fault);
    if (s.at >= text.len)
        return fail_at(&s, RT_E_EMPTY, text.len, "there is no JSON value");
    bool good = scan_value(&s);
    *end = s.at;
    return good;
}

bool rt_json_scan_whole(struct rt_view text, struct rt_json_fault *fault)
{
    size_t end = 0;
    if (!rt_json_scan(text, 0, &end, fault))
        return false;
    end = rt_json_scan_space(text, end);
    if (end < text.len)
        *fault = (struct rt_json_fault){RT_E_JSON_TRAILING, end,
                                        "something follows after the JSON value"};
    return end == text.len;
}

/* Which of the keys the one at `from` is, that ends before `end`; -1: none. */
static int key_among(struct rt_view text, size_t from, size_t end, const char *const *keys,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (end - from == strlen(keys[i]) && memcmp(text.data + from, keys[i], end - from) == 0)
            return (int)i;
    return -1;
}

int rt_json_scan_find_first(struct rt_view text, size_t at, const char *const *keys, size_t count,
                            size_t *value)
{
    struct rt_json_fault fault;
    struct scan s;
    begin(&s, text, at, &fault);
    do {
        s.at++; /* the brace or the comma */
        skip_space(&s);
        size_t from = s.at + 1, end = 0;
        if (!scan_string(&s))
            return -1;
        int found = key_among(text, from, s.at - 1, keys, count);
        skip_space(&s);
        if (!expect(&s, ':', ""))
            return -1;
        skip_space(&s);
        *value = s.at;
        if (found >= 0)
            return found;
        if (!rt_json_scan(text, s.at, &end, &fault))
            return -1;
        s.at = rt_json_scan_space(text, end);
    } while (here(&s) == ',');
    return -1;
}

bool rt_json_scan_find(struct rt_view text, size_t at, const char *key, size_t *value)
{
    return rt_json_scan_find_first(text, at, &key, 1, value) == 0;
}
