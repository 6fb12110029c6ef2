// SPDX-License-Identifier: BSD-2-Clause
/* Names of versions in all their forms. */
#include "judge/version_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/spelling.h"

#define WORD_SIZE   80
#define DIGITS_NEAR 5 /* no number of a draft or an RFC has more */

/* A word taken apart: "draft-ietf-ntp-roughtime-08" is "draft-ietf-ntp-roughtime" and "8", "google"
 * has no number. */
struct parts {
    char stem[WORD_SIZE];
    size_t stem_len;    /* without "-", "_" and blanks at its end */
    const char *number; /* digits without zeros in front, in `stem` behind it; "" for none */
};

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == ' ';
}

/* False if the word is too long to name anything. */
static bool take_apart(const char *word, size_t len, struct parts *parts)
{
    while (len > 0 && isspace((unsigned char)word[0])) {
        word++;
        len--;
    }
    while (len > 0 && isspace((unsigned char)word[len - 1]))
        len--;
    if (len == 0 || len >= WORD_SIZE || memchr(word, '\0', len))
        return false;
    memcpy(parts->stem, word, len);
    parts->stem[len] = '\0';
    size_t digits = len;
    while (digits > 0 && isdigit((unsigned char)word[digits - 1]))
        digits--;
    parts->number = parts->stem + digits;
    while (parts->number[0] == '0' && parts->number[1] != '\0')
        parts->number++;
    size_t stem_len = digits;
    while (stem_len > 0 && is_separator(word[stem_len - 1]))
        stem_len--;
    parts->stem_len = stem_len;
    return stem_len > 0 || digits == 0;
}

/* Whether the stem of a word is that of a name, or the first part of it: "draft". */
static bool same_stem(const struct parts *word, const struct parts *name)
{
    return word->stem_len <= name->stem_len &&
           strncasecmp(word->stem, name->stem, word->stem_len) == 0 &&
           (word->stem_len == name->stem_len || is_separator(name->stem[word->stem_len]));
}

/* Whether the word has the stem of the version's name or document, or none and just a number. */
static bool of_kind(const struct parts *word, const struct rt_version *version)
{
    struct parts name, document;
    if (word->stem_len == 0)
        return *word->number != '\0';
    return (take_apart(version->name, strlen(version->name), &name) && same_stem(word, &name)) ||
           (take_apart(version->document, strlen(version->document), &document) &&
            *document.number && same_stem(word, &document));
}

/* The number in the name of a version, as digits; "" for none. */
static const char *number_in(const struct rt_version *version)
{
    return version->name + strcspn(version->name, "0123456789");
}

static bool names_one(const struct parts *word, const struct rt_version *version)
{
    return of_kind(word, version) && strcmp(word->number, number_in(version)) == 0;
}

/* The number that a word of the form 0x8000000c is. */
static bool wire_number(const struct parts *word, uint32_t *number)
{
    const char *text = word->stem;
    size_t digits = strlen(text) < 2 ? 0 : strspn(text + 2, "0123456789abcdefABCDEF");
    if (strncasecmp(text, "0x", 2) != 0 || digits == 0 || digits > 8 || text[2 + digits])
        return false;
    *number = (uint32_t)strtoul(text + 2, NULL, 16);
    return *number != RT_NO_NUMBER;
}

/* The versions of one name or number, without ranges. */
static size_t find_plain(struct rt_version_name_from from, const char *word, size_t len,
                         const struct rt_version *found[RT_CHOICES_MAX])
{
    struct parts parts;
    uint32_t number = RT_NO_NUMBER;
    size_t count = 0;
    if (!take_apart(word, len, &parts))
        return 0;
    bool wire = wire_number(&parts, &number);
    for (size_t i = 0; i < from.count && count < RT_CHOICES_MAX; i++)
        if (wire ? from.list[i]->rules.version == number : names_one(&parts, from.list[i]))
            found[count++] = from.list[i];
    return count;
}

size_t rt_version_name_place(struct rt_version_name_from from, const struct rt_version *version)
{
    size_t place = 0;
    while (place < from.count && from.list[place] != version)
        place++;
    return place;
}

/* "v14-v19": a range divided at the hyphen. */
static size_t find_range(struct rt_version_name_from from, const char *word, size_t len,
                         size_t hyphen, const struct rt_version *found[RT_CHOICES_MAX])
{
    size_t count = find_plain(from, word, hyphen, found);
    const struct rt_version *first = count > 0 ? found[0] : NULL;
    count = find_plain(from, word + hyphen + 1, len - hyphen - 1, found);
    if (!first || count == 0)
        return 0;
    size_t begin = rt_version_name_place(from, first),
           end = rt_version_name_place(from, found[count - 1]);
    count = 0;
    for (size_t i = begin; i <= end && count < RT_CHOICES_MAX; i++)
        found[count++] = from.list[i];
    return count;
}

size_t rt_version_name_find(struct rt_version_name_from from, const char *word, size_t len,
                            const struct rt_version *found[RT_CHOICES_MAX])
{
    size_t count = find_plain(from, word, len, found);
    for (size_t i = 1; i + 1 < len && count == 0; i++)
        if (word[i] == '-')
            count = find_range(from, word, len, i, found);
    return count;
}

bool rt_version_name_backwards(struct rt_version_name_from from, const char *word, size_t len)
{
    const struct rt_version *found[RT_CHOICES_MAX];
    const struct rt_version *first;
    for (size_t i = 1; i + 1 < len; i++) {
        if (word[i] != '-' || find_plain(from, word, i, found) == 0)
            continue;
        first = found[0];
        size_t count = find_plain(from, word + i + 1, len - i - 1, found);
        if (count > 0)
            return rt_version_name_place(from, found[count - 1]) <
                   rt_version_name_place(from, first);
    }
    return false;
}

/* How far a number is from that of a version; the highest value if it has none. */
static unsigned long apart(const struct parts *word, const struct rt_version *version)
{
    unsigned long a = strtoul(word->number, NULL, 10);
    unsigned long b = strtoul(number_in(version), NULL, 10);
    return a < b ? b - a : a - b;
}

/* Of a draft or an RFC by its number, the version with the nearest number. */
static const struct rt_version *nearest_number(struct rt_version_name_from from, const char *word,
                                               size_t len)
{
    const struct rt_version *meant = NULL;
    struct parts parts;
    if (!take_apart(word, len, &parts) || !*parts.number || strlen(parts.number) > DIGITS_NEAR)
        return NULL;
    for (size_t i = 0; i < from.count; i++) {
        const struct rt_version *version = from.list[i];
        if (of_kind(&parts, version) && *number_in(version) &&
            (!meant || apart(&parts, version) < apart(&parts, meant)))
            meant = version;
    }
    return meant;
}

/* The version with the nearest name. */
static const struct rt_version *nearest_name(struct rt_version_name_from from, const char *word,
                                             size_t len)
{
    char text[WORD_SIZE];
    for (; len > 0 && isspace((unsigned char)*word); len--)
        word++;
    while (len > 0 && isspace((unsigned char)word[len - 1]))
        len--;
    if (len == 0 || len >= sizeof text || memchr(word, '\0', len))
        return NULL;
    memcpy(text, word, len);
    text[len] = '\0';
    struct rt_spelling nearest = {.word = text};
    size_t found = from.count;
    for (size_t i = 0; i < from.count; i++) {
        const char *before = nearest.name;
        rt_spelling_try(&nearest, from.list[i]->name);
        found = nearest.name != before ? i : found;
    }
    return found < from.count ? from.list[found] : NULL;
}

const struct rt_version *rt_version_name_nearest(struct rt_version_name_from from, const char *word,
                                                 size_t len)
{
    const struct rt_version *meant = nearest_number(from, word, len);
    return meant ? meant : nearest_name(from, word, len);
}

size_t rt_version_name_of_set(struct rt_version_name_from from, uint64_t set,
                              const struct rt_version *found[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < from.count && count < RT_CHOICES_MAX; i++)
        if (set >> i & 1)
            found[count++] = from.list[i];
    return count;
}

size_t rt_version_name_of_number(struct rt_version_name_from from, uint32_t number,
                                 const struct rt_version *found[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; number != RT_NO_NUMBER && i < from.count && count < RT_CHOICES_MAX; i++)
        if (from.list[i]->rules.version == number)
            found[count++] = from.list[i];
    return count;
}

static bool has_number(struct rt_version_name_from from, uint32_t number)
{
    for (size_t i = 0; i < from.count; i++)
        if (number != RT_NO_NUMBER && rt_version_has_number(from.list[i], number))
            return true;
    return false;
}

bool rt_version_name_lacks(struct rt_version_name_from from, const struct rt_packet *packet,
                           uint32_t *number)
{
    bool response = packet->direction == RT_RESPONSE;
    struct rt_view ver = response ? rt_packet_version(packet) : packet->values[RT_SLOT_VER];
    if (ver.len < 4 || ver.len % 4 != 0 || (response && ver.len != 4))
        return false;
    for (size_t at = 0; at < ver.len; at += 4)
        if (has_number(from, rt_bytes_load32(ver.data + at)))
            return false;
    *number = rt_bytes_load32(ver.data);
    return true;
}
