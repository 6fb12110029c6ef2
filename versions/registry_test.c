// SPDX-License-Identifier: BSD-2-Clause
/*
 * The descriptors, held against a second statement of what the versions are.
 */
#include "registry.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "judge/request_judge.h"

/* The parameters of a line of `lines`, in its order. */
static const enum rt_param columns[] = {
    RT_PARAM_VERSION,
    RT_PARAM_VERSION_IN,
    RT_PARAM_FRAMING,
    RT_PARAM_NONCE,
    RT_PARAM_NONCE_IN,
    RT_PARAM_HASH,
    RT_PARAM_LEAF,
    RT_PARAM_CLOCK,
    RT_PARAM_RADIUS,
    RT_PARAM_PADDING,
    RT_PARAM_SRV,
    RT_PARAM_TYPE,
    RT_PARAM_OFFER,
    RT_PARAM_VERS,
    RT_PARAM_DUT1,
    RT_PARAM_DTAI,
    RT_PARAM_LEAP_EMPTY,
    RT_PARAM_TAGS,
    RT_PARAM_STREAM,
    RT_PARAM_CERT_CONTEXT,
    RT_PARAM_ORDER,
    RT_PARAM_LEAP,
    RT_PARAM_RESPONSE_CONTEXT,
    RT_PARAM_CHAIN,
    RT_PARAM_CHAIN_OVER,
    RT_PARAM_RAND,
};

#define COLUMNS (sizeof columns / sizeof columns[0])

struct line {
    const char *name;
    const char *values;
};

// clang-format off
static const struct line lines[] = {
    {"google",   "- none none 64 none sha512 nonce unix-us any PAD-ff absent absent none absent "
                 "absent absent undefined sorted none dashes hash-node absent draft "
                 "hashed-reply packet 64"},
    {"v0",       "- none none 64 none sha512-32 nonce mjd any PAD absent absent none absent "
                 "absent absent undefined unsorted length dashes hash-node absent draft "
                 "hashed-reply packet 64"},
    {"v1",       "80000001 response roughtim 64 srep sha512-32 nonce mjd any PAD absent absent any "
                 "absent ms ms no-data unsorted roughtim dashes hash-node event-day draft "
                 "hashed-reply packet 64"},
    {"v2",       "80000002 response roughtim 64 srep sha512-256 nonce mjd any PAD absent absent any "
                 "absent ms ms no-data sorted roughtim dashes hash-node event-day draft "
                 "reply-rand packet 64"},
    {"v3",       "80000003 response roughtim 64 response sha512-32 nonce mjd any PAD absent absent any "
                 "absent ms ms no-data sorted roughtim dashes hash-node event-day draft "
                 "reply-rand packet 64"},
    {"v4",       "80000004 response roughtim 64 response sha512-32 nonce mjd any PAD absent absent any "
                 "absent ms ms no-data sorted roughtim dashes hash-node day-after draft "
                 "rand-reply message 64"},
    {"v5",       "80000005 response roughtim 32 response sha512-32 nonce mjd any PAD absent absent any "
                 "absent ms ms no-data sorted roughtim dashes hash-node day-after draft "
                 "rand-reply message 64"},
    {"v6",       "80000006 response roughtim 32 response sha512-32 nonce mjd any PAD absent absent any "
                 "absent ms ms no-data sorted roughtim dashes hash-node day-after draft "
                 "rand-reply message 64"},
    {"v7",       "80000007 response roughtim 32 response sha512-256 nonce mjd any PAD absent absent any "
                 "absent us s wrong sorted roughtim plain hash-node day-after draft "
                 "rand-reply message 64"},
    {"v8",       "80000008 response roughtim 32 response sha512-32 nonce unix-s any ZZZZ absent absent "
                 "any absent absent absent undefined sorted roughtim dashes hash-node absent draft "
                 "reply-rand packet 32"},
    {"v9",       "80000009 response roughtim 32 response sha512-32 nonce unix-s any ZZZZ absent absent "
                 "any absent absent absent undefined sorted roughtim dashes hash-node absent draft "
                 "reply-rand packet 32"},
    {"v10",      "8000000a response roughtim 32 response sha512-32 nonce unix-s from-3 ZZZZ recommended "
                 "absent unique absent absent absent undefined sorted roughtim dashes hash-node absent draft "
                 "reply-rand packet 32"},
    {"v11",      "8000000b response roughtim 32 response sha512-32 nonce unix-s from-3 ZZZZ recommended "
                 "absent unique absent absent absent undefined sorted roughtim dashes hash-node absent draft "
                 "reply-rand packet 32"},
    {"v12",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "absent ascending list absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"v13",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "absent ascending-32 list-32 absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"v14",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "present ascending-32 list-32 absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"v15",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "present ascending-32 list-32 absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"v16",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "present ascending-32 list-32 absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"v17",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "present ascending-32 list-32 absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"v18",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "present ascending-32 list-32 absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"v19",      "8000000c srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "present ascending-32 list-32 absent absent undefined sorted roughtim plain hash-node absent draft "
                 "reply-rand packet 32"},
    {"rfc10049", "00000001 srep roughtim 32 response sha512-32 packet unix-s not-zero ZZZZ recommended "
                 "present ascending-32 list-32 absent absent undefined sorted roughtim rfc hash-node absent rfc "
                 "reply-rand packet 32"},
};

/* Every reading for chains, in the order of the registry. */
static const struct line chain_readings[] = {
    {"google",   "tannerryan chain=reply-rand"},
    {"google",   "pyroughtime chain=reply-rand,rand=32"},
    {"v0",       "pyroughtime chain=reply-rand"},
    {"v1",       "message chain-over=message"},
    {"v1",       "tannerryan chain=reply-rand"},
    {"v2",       "text chain=hashed-256"},
    {"v2",       "message chain-over=message"},
    {"v2",       "draft-01 chain=hashed-reply"},
    {"v3",       "text chain=hashed-256"},
    {"v3",       "message chain-over=message"},
    {"v3",       "draft-01 chain=hashed-reply"},
    {"v4",       "packet chain-over=packet"},
    {"v4",       "tannerryan chain=reply-rand,chain-over=packet"},
    {"v5",       "packet chain-over=packet"},
    {"v5",       "tannerryan chain=reply-rand,chain-over=packet,rand=32"},
    {"v5",       "pyroughtime chain=reply-rand,chain-over=packet"},
    {"v6",       "packet chain-over=packet"},
    {"v6",       "tannerryan chain=reply-rand,chain-over=packet,rand=32"},
    {"v7",       "packet chain-over=packet"},
    {"v7",       "tannerryan chain=reply-rand,chain-over=packet,rand=32"},
    {"v7",       "pyroughtime chain=reply-rand-256,chain-over=packet,rand=32"},
    {"v8",       "message chain-over=message"},
    {"v8",       "cloudflare chain=hashed-reply"},
    {"v9",       "message chain-over=message"},
    {"v10",      "message chain-over=message"},
    {"v11",      "message chain-over=message"},
    {"v11",      "cloudflare chain=hashed-reply"},
};

/* Every other reading, likewise. */
static const struct line readings[] = {
    {"google",   "int08h nonce=32"},
    {"v3",       "no-nonc nonce-in=none"},
    {"v5",       "text order=node-hash"},
    {"v5",       "roughtimed version=0x80000003"},
    {"v5",       "vroughtime version=0x08000003"},
    {"v5",       "roughenough version=0x00000001,nonce-in=none,hash=sha512-256,clock=unix-us"},
    {"v5",       "cloudflare version=0x80000003,nonce-in=none"},
    {"v5",       "no-nonc nonce-in=none"},
    {"v6",       "text order=node-hash"},
    {"v7",       "text order=node-hash"},
    {"v7",       "roughtimed leap-empty=no-data"},
    {"v8",       "text order=node-hash"},
    {"v8",       "no-nonc nonce-in=none"},
    {"v9",       "text order=node-hash"},
    {"v9",       "no-nonc nonce-in=none"},
    {"v10",      "text order=node-hash"},
    {"v10",      "no-nonc nonce-in=none"},
    {"v11",      "text order=node-hash"},
    {"v11",      "no-nonc nonce-in=none"},
    {"v12",      "text order=node-hash"},
    {"v13",      "text order=node-hash"},
    {"v14",      "text order=node-hash"},
    {"v15",      "text order=node-hash"},
    {"rfc10049", "draft cert-context=plain,response-context=draft"},
};
// clang-format on

/* A version that was added later needs no line here: its vectors say what it is. */
#define LINES (sizeof lines / sizeof lines[0])

static void value_text(const struct rt_rules *rules, enum rt_param param, char text[16])
{
    uint32_t value = rt_param_get(rules, param);
    const struct rt_value_row *row = rt_param_value(param, value);
    if (row)
        snprintf(text, 16, "%s", row->name);
    else if (value == RT_NO_NUMBER)
        snprintf(text, 16, "-");
    else
        snprintf(text, 16, "%08x", (unsigned)value);
}

START_TEST(test_values)
{
    ck_assert_uint_ge(rt_registry_count, LINES);
    for (size_t i = 0; i < LINES; i++) {
        char line[COLUMNS * 17] = "";
        for (size_t j = 0; j < COLUMNS; j++) {
            char text[16];
            value_text(&rt_registry[i]->rules, columns[j], text);
            strcat(line, j > 0 ? " " : "");
            strcat(line, text);
        }
        ck_assert_str_eq(rt_registry[i]->name, lines[i].name);
        ck_assert_str_eq(line, lines[i].values);
        ck_assert_int_eq(rt_registry[i]->rules.context_nul, RT_CONTEXT_NUL_PRESENT);
    }
}
END_TEST

/* Holds the readings of one version against the lines from `seen` on; returns how many were seen.
 */
static size_t check_readings(const struct rt_version *version, const struct rt_reading *list,
                             size_t count, const struct line *wanted, size_t wanted_count,
                             size_t seen)
{
    for (size_t j = 0; j < count; j++) {
        char settings[RT_READING_SIZE];
        char line[RT_READING_SIZE + 32];
        rt_reading_text(&list[j], settings);
        snprintf(line, sizeof line, "%s %s", list[j].name, settings);
        ck_assert_uint_lt(seen, wanted_count);
        ck_assert_str_eq(version->name, wanted[seen].name);
        ck_assert_str_eq(line, wanted[seen].values);
        seen++;
    }
    return seen;
}

START_TEST(test_readings)
{
    const size_t count = sizeof readings / sizeof readings[0];
    const size_t chain_count = sizeof chain_readings / sizeof chain_readings[0];
    size_t seen = 0, chain_seen = 0;
    for (size_t i = 0; i < LINES; i++) {
        const struct rt_version *version = rt_registry[i];
        seen = check_readings(version, version->readings, rt_version_readings(version), readings,
                              count, seen);
        chain_seen =
            check_readings(version, version->chain_readings, rt_version_chain_readings(version),
                           chain_readings, chain_count, chain_seen);
    }
    ck_assert_uint_eq(seen, count);
    ck_assert_uint_eq(chain_seen, chain_count);
}
END_TEST

/* A setting that repeats the descriptor, or another of the same reading, says nothing. */
static void check_differs(const struct rt_version *version, const struct rt_reading *list,
                          size_t count)
{
    for (size_t j = 0; j < count; j++) {
        struct rt_rules rules = version->rules;
        const struct rt_setting *set = list[j].set;
        for (size_t k = 0; k < RT_READING_SETTINGS && set[k].param; k++) {
            ck_assert_uint_ne(rt_param_get(&rules, set[k].param), set[k].value);
            rt_param_set(&rules, set[k].param, set[k].value);
        }
    }
}

START_TEST(test_readings_differ)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        check_differs(version, version->readings, rt_version_readings(version));
        check_differs(version, version->chain_readings, rt_version_chain_readings(version));
    }
}
END_TEST

START_TEST(test_holes)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const char *hole = rt_version_hole(rt_registry[i]);
        ck_assert_msg(!hole, "%s: %s", rt_registry[i]->name, hole ? hole : "");
    }
}
END_TEST

START_TEST(test_find)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        ck_assert_ptr_eq(rt_registry_find(rt_registry[i]->name), rt_registry[i]);
    for (size_t i = 0; i < rt_registry_count; i++)
        ck_assert_uint_eq(rt_registry_place(rt_registry[i]), i);
    ck_assert_ptr_null(rt_registry_find("v99"));
    ck_assert_ptr_null(rt_registry_find("V7"));
    ck_assert_ptr_null(rt_registry_find(""));
}
END_TEST

#define ANY "roughenough 2.0, which answers any of 0x80000000 to 0xbfffffff, in the layout of v14"

START_TEST(test_use)
{
    static const struct {
        uint32_t number;
        const char *use;
    } cases[] = {
        {0, "reserved"},
        {1, NULL},
        {2, "not assigned"},
        {0x7fffffff, "not assigned"},
        {0x80000000, "for experimental use"},
        {0x80000001, NULL},
        {0x8000000c, NULL},
        {0x8000abcd, "for experimental use"},
        {0xbfffffff, "for experimental use"},
        {0xc0000000, "for private use"},
        {0xffffffff, "for private use"},
        {0x08000003, NULL}, /* a reading of v5 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *use = rt_registry_use(cases[i].number);
        ck_assert_int_eq(use == NULL, cases[i].use == NULL);
        ck_assert_str_eq(use ? use : "", cases[i].use ? cases[i].use : "");
    }
}
END_TEST

/* Programs that use numbers of no document, and in which layout. */
START_TEST(test_numbers)
{
    static const struct {
        uint32_t number;
        const char *text;
        const char *few; /* without those of a whole range */
        const struct rt_version *layout;
    } cases[] = {
        {0, "", "", NULL},
        {0x8000000c, ANY, "", NULL}, /* a number that versions have is not taken away from them */
        {0x8000000d, "roughly 0.3.0, in the layout of v14", "roughly 0.3.0, in the layout of v14",
         &rt_version_v14},
        {0x8000000e,
         "roughly 0.3.0, in the layout of v14; roughtime_cpp 672e8d2, which calls its draft 14 so",
         "roughly 0.3.0, in the layout of v14; roughtime_cpp 672e8d2, which calls its draft 14 so",
         &rt_version_v14},
        {0x80000010, ANY, "", NULL},
        {0x90000001,
         "tannerryan/roughtime 29ba003, in the layout of v14, signed by ML-DSA-44, over TCP",
         "tannerryan/roughtime 29ba003, in the layout of v14, signed by ML-DSA-44, over TCP",
         &rt_version_v14},
        {0xbfffffff, ANY, "", NULL},
        {0xc0000000, "", "", NULL},
        {0x08000003, "", "", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[RT_REGISTRY_NUMBER_SIZE];
        const struct rt_version *version = NULL;
        struct rt_reading reading = {.name = NULL};
        ck_assert_str_eq(rt_registry_number_text(cases[i].number, true, text), cases[i].text);
        ck_assert_str_eq(rt_registry_number_text(cases[i].number, false, text), cases[i].few);
        bool known = rt_registry_number_reading(cases[i].number, &version, &reading);
        ck_assert_ptr_eq(version, cases[i].layout);
        ck_assert_int_eq(known, version != NULL);
        if (known)
            ck_assert_uint_eq(rt_version_rules(version, &reading).version, cases[i].number);
    }
}
END_TEST

/* Each row has what a reader needs to look it up, and fits into a sentence. */
START_TEST(test_number_rows)
{
    const struct rt_registry_number *row = NULL;
    size_t rows = 0;
    while ((row = rt_registry_number(0x8000000e, row)) != NULL) {
        ck_assert_uint_le(row->first, row->last);
        ck_assert(row->program[0] && row->means[0] && row->source[0]);
        ck_assert_uint_eq(strlen(row->date), 10);
        rows++;
    }
    ck_assert_uint_eq(rows, 3);
}
END_TEST

/* The name, the document and the date of a draft go together. */
START_TEST(test_documents)
{
    unsigned drafts = 0;
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        char document[64];
        unsigned number;
        if (sscanf(version->name, "v%u", &number) == 1) {
            snprintf(document, sizeof document, "draft-ietf-ntp-roughtime-%02u", number);
            ck_assert_str_eq(version->document, document);
            ck_assert_uint_eq(number, drafts++);
        }
        if (i > 0)
            ck_assert_str_lt(rt_registry[i - 1]->published, version->published);
    }
    ck_assert_uint_ge(drafts, 20);
}
END_TEST

/* "5.2" or "5.2, 5.3.1": numbers with dots, each once and in order. */
static bool is_numbers(const char *sections)
{
    int last[3] = {0, 0, 0};
    while (true) {
        int part[3] = {0, 0, 0};
        int used = 0;
        for (int i = 0; i < 3 && sscanf(sections, "%d%n", &part[i], &used) == 1; i++) {
            sections += used;
            if (part[i] <= 0 || *sections != '.')
                break;
            sections++;
        }
        for (int i = 0; i < 3; i++) {
            if (part[i] < last[i])
                return false;
            if (part[i] > last[i])
                break;
            if (i == 2)
                return false;
        }
        memcpy(last, part, sizeof last);
        if (strncmp(sections, ", ", 2) != 0)
            return *sections == '\0' && sections[-1] != '.';
        sections += 2;
    }
}

/* Numbers, or those of one other document; a section of RFC 8032 may come last. */
static bool is_sections(const char *sections)
{
    const char *space = strchr(sections, ' ');
    const char *keys = strstr(sections, ", RFC 8032 ");
    if (keys) {
        char own[RT_SECTION_SIZE];
        snprintf(own, sizeof own, "%.*s", (int)(keys - sections), sections);
        return is_numbers(own) && is_numbers(keys + strlen(", RFC 8032 "));
    }
    return is_numbers(sections) ||
           (strncmp(sections, "draft-", 6) == 0 && space && is_numbers(space + 1));
}

START_TEST(test_section_form)
{
    ck_assert(is_numbers("5, 5.2.4, 12.3") && !is_numbers("5.2.") && !is_numbers("5.3, 5.2"));
    ck_assert(!is_numbers("5.2,5.3") && !is_numbers("") && !is_numbers("5, 5"));
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        if (version == &rt_version_google)
            continue;
        for (int j = 0; j < RT_PARAM_COUNT; j++)
            ck_assert_msg(!version->param_section[j] || is_sections(version->param_section[j]),
                          "%s: %s", version->name, version->param_section[j]);
        for (int j = 0; j < RT_CHECK_COUNT; j++)
            ck_assert_msg(!version->check_section[j] || is_sections(version->check_section[j]),
                          "%s: %s", version->name, version->check_section[j]);
        for (int j = 0; j < RT_REQUEST_CHECK_COUNT; j++)
            ck_assert_msg(!version->request[j].section || is_sections(version->request[j].section),
                          "%s: %s", version->name, version->request[j].section);
    }
}
END_TEST

START_TEST(test_changes)
{
    ck_assert_uint_eq(rt_version_changes(rt_registry[0]), 0);
    for (size_t i = 1; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        struct rt_difference difference = rt_version_difference(rt_registry[i - 1], version);
        ck_assert_msg(difference.params || rt_version_changes(version), "%s", version->name);
        for (size_t j = 0; j < rt_version_changes(version); j++) {
            const struct rt_change *change = &version->changes[j];
            size_t len = strlen(change->text);
            ck_assert_msg(is_numbers(change->section), "%s: %s", version->name, change->section);
            ck_assert_msg(len > 0 && len <= 100, "%s: %s", version->name, change->text);
            ck_assert_msg(change->text[len - 1] != '.', "%s: %s", version->name, change->text);
            ck_assert_int_ne((int)change->shows, RT_SHOWS_FORGOTTEN);
        }
    }
}
END_TEST

/* The steps whose packets are told apart by their number and by limits at most, as the drafts have
 * it: 06, 09 and 11 say nothing new about packets but their number and, 11 only, the letters of a
 * tag; 13 limits two lists; 15, 17, 18 and 19 change duties, formats and wording. */
static const struct quiet {
    const char *to;
    bool number;
    bool limits;
} quiet[] = {
    {"v6", true, false},   {"v9", true, false},   {"v11", true, true},   {"v13", false, true},
    {"v15", false, false}, {"v17", false, false}, {"v18", false, false}, {"v19", false, false},
};

START_TEST(test_steps)
{
    size_t seen = 0;
    for (size_t i = 1; i < rt_registry_count; i++) {
        struct rt_version_change change = rt_version_changed(rt_registry[i - 1], rt_registry[i]);
        const struct quiet *next = seen < sizeof quiet / sizeof quiet[0] ? &quiet[seen] : NULL;
        bool expected = next && strcmp(next->to, rt_registry[i]->name) == 0;
        ck_assert_msg(change.wire != expected, "%s", rt_registry[i]->name);
        if (!expected)
            continue;
        ck_assert_msg(change.number == next->number, "%s", next->to);
        ck_assert_msg(change.limits == next->limits, "%s", next->to);
        seen++;
    }
    ck_assert_uint_eq(seen, sizeof quiet / sizeof quiet[0]);
}
END_TEST

/* Drafts 14 and 15 agree, and so do 16 to 19; all others have something of their own. */
START_TEST(test_same)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        for (size_t j = 0; j < rt_registry_count; j++) {
            const char *a = rt_registry[i]->name;
            const char *b = rt_registry[j]->name;
            bool early = strstr("v14 v15", a) && strstr("v14 v15", b);
            bool late = strstr("v16 v17 v18 v19", a) && strstr("v16 v17 v18 v19", b);
            bool same = (early || late) && strlen(a) == 3 && strlen(b) == 3;
            ck_assert_msg(rt_version_same(rt_registry[i], rt_registry[j]) == (same || i == j),
                          "%s %s", a, b);
        }
    }
}
END_TEST

/* Whether one of a version's notes follows from this setting. */
static bool noted(const struct rt_version *version, enum rt_param param, uint32_t value)
{
    const struct rt_note *note;
    for (size_t i = 0; (note = rt_version_note(version, i)); i++)
        if (note->setting.param == param && note->setting.value == value)
            return true;
    return false;
}

/* Drafts 01 and 02 have NONC in SREP; draft 00 and what came before it echo none. */
START_TEST(test_notes)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        bool srep = version == &rt_version_v1 || version == &rt_version_v2;
        bool none = version == &rt_version_google || version == &rt_version_v0;
        ck_assert_msg(noted(version, RT_PARAM_NONCE_IN, RT_PLACE_SREP) == srep, "%s",
                      version->name);
        ck_assert_msg(noted(version, RT_PARAM_NONCE_IN, RT_PLACE_NONE) == none, "%s",
                      version->name);
    }
}
END_TEST

/* How many duties RFC 10049 has, section by section: counted in its text, where section 5.4 says
 * MUST once for four and section 7 once for two. */
START_TEST(test_duties)
{
    static const struct {
        const char *section;
        unsigned count;
    } counted[] = {
        {"4.2", 1},   {"5", 3},     {"5.1", 3},   {"5.1.1", 6}, {"5.1.3", 2}, {"5.2", 2},
        {"5.2.3", 2}, {"5.2.4", 2}, {"5.2.5", 6}, {"5.2.6", 2}, {"5.4", 4},   {"7", 3},
        {"8.2", 1},   {"8.3", 4},   {"8.4.2", 2}, {"9.3", 1},   {"9.7", 1},
    };
    const struct rt_duty *duty = rt_version_rfc10049.duties;
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
        for (unsigned n = 0; n < counted[i].count; n++, duty++) {
            ck_assert_str_eq(duty->section, counted[i].section);
            ck_assert_int_ne(duty->keeper, RT_KEEPER_FORGOTTEN);
            ck_assert(duty->text[0] != '\0' && duty->evidence[0] != '\0');
        }
    }
    ck_assert_ptr_null(duty->section);
}
END_TEST

/* A check has a section exactly where the version has what it looks at. */
static void check_sections(const struct rt_version *version, bool draft)
{
    const char *const *section = version->check_section;
    const struct rt_rules *rules = &version->rules;
    const bool has[RT_CHECK_COUNT] = {
        [RT_CHECK_FRAME_MAGIC] = draft,
        [RT_CHECK_FRAME_LENGTH] = draft,
        [RT_CHECK_MESSAGE_HEADER] = true,
        [RT_CHECK_MESSAGE_TAGS] = true,
        [RT_CHECK_MESSAGE_SIZE] = true,
        [RT_CHECK_RESPONSE_SIZE] = true,
        [RT_CHECK_VERSION_PRESENT] = rules->version_in != RT_PLACE_NONE,
        [RT_CHECK_VERSION_OFFERED] = rules->version_in != RT_PLACE_NONE,
        [RT_CHECK_TYPE] = rules->type != RT_TYPE_ABSENT,
        [RT_CHECK_NONCE_LENGTH] = true,
        [RT_CHECK_NONCE_ECHO] = rules->nonce_in != RT_PLACE_NONE,
        [RT_CHECK_SRV] = rules->srv != RT_SRV_ABSENT,
        [RT_CHECK_KEY_STRENGTH] = true,
        [RT_CHECK_CERT_SIGNATURE] = true,
        [RT_CHECK_MIDPOINT] = true,
        [RT_CHECK_DELEGATION_WINDOW] = true,
        [RT_CHECK_RESPONSE_SIGNATURE] = true,
        [RT_CHECK_MERKLE_PATH] = true,
        [RT_CHECK_MERKLE_INDEX] = draft,
        [RT_CHECK_MERKLE_ROOT] = true,
        [RT_CHECK_RADIUS] = rules->radius != RT_RADIUS_ANY,
        [RT_CHECK_VERSIONS_LIST] = rules->vers != RT_VERS_ABSENT,
        [RT_CHECK_LEAP_DATA] = rules->leap != RT_LEAP_ABSENT,
        [RT_CHECK_CHAIN_REQUEST] = false,
        [RT_CHECK_CHAIN_RESPONSE] = false,
        [RT_CHECK_CHAIN_LINK] = draft,
    };
    for (int i = 0; i < RT_CHECK_COUNT; i++)
        ck_assert_msg(has[i] == (section[i] != NULL), "%s: %s", version->name,
                      rt_check_row((enum rt_check)i)->name);
}

START_TEST(test_check_sections)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        check_sections(rt_registry[i], rt_registry[i] != &rt_version_google);
}
END_TEST

/* A second statement of who leaves requests unanswered. */
static enum rt_silence expected_silence(size_t place, enum rt_request_check check)
{
    const size_t v10 = rt_registry_place(&rt_version_v10), v12 = v10 + 2, v13 = v10 + 3;
    const size_t v14 = v10 + 4;
    const bool numbered = place > rt_registry_place(&rt_version_v0);
    const bool typed = place >= v14;
    switch (check) {
    case RT_REQUEST_CHECK_FRAME:
    case RT_REQUEST_CHECK_NONCE_LENGTH:
    case RT_REQUEST_CHECK_SIZE:
        return RT_SILENCE_MAY;
    case RT_REQUEST_CHECK_FRAME_LENGTH:
        return place == 0 ? RT_SILENCE_NONE : RT_SILENCE_MAY;
    case RT_REQUEST_CHECK_MESSAGE:
    case RT_REQUEST_CHECK_TAGS:
        return place == 0 ? RT_SILENCE_MUST : RT_SILENCE_MAY;
    case RT_REQUEST_CHECK_KIND:
    case RT_REQUEST_CHECK_NONCE:
        return typed ? RT_SILENCE_MUST : RT_SILENCE_MAY;
    case RT_REQUEST_CHECK_VERSION_PRESENT:
        return typed ? RT_SILENCE_MUST : numbered ? RT_SILENCE_MAY : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_VERSION:
        return numbered ? RT_SILENCE_MAY : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_PADDING:
        return numbered ? RT_SILENCE_ANSWER : RT_SILENCE_MAY;
    case RT_REQUEST_CHECK_TYPE:
        return typed ? RT_SILENCE_MUST : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_OFFER:
        return place >= v12 ? RT_SILENCE_MAY : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_OFFER_REPEATS:
        return place >= v10 ? RT_SILENCE_ANSWER : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_OFFER_COUNT:
        return place >= v13 ? RT_SILENCE_MAY : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_SRV:
        return place >= v10 ? RT_SILENCE_MUST : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_SIZE_MESSAGE:
        return numbered ? RT_SILENCE_ANSWER : RT_SILENCE_NONE;
    case RT_REQUEST_CHECK_PADDING_ZERO:
        return RT_SILENCE_ANSWER;
    case RT_REQUEST_CHECK_COUNT:
        break;
    }
    return RT_SILENCE_FORGOTTEN;
}

/* Each version says of each check of requests what servers do; what it does not ask for has no
 * section, and its rules do not ask for it either. */
START_TEST(test_request_checks)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        struct rt_request_terms terms = rt_request_terms_of(version, &version->rules);
        for (int j = 0; j < RT_REQUEST_CHECK_COUNT; j++) {
            const struct rt_request_rule *rule = &version->request[j];
            const char *name = rt_request_check_row((enum rt_request_check)j)->name;
            bool none = rule->silence == RT_SILENCE_NONE;
            ck_assert_msg(rule->silence == expected_silence(i, (enum rt_request_check)j), "%s: %s",
                          version->name, name);
            ck_assert_msg(none == !(terms.asked >> j & 1), "%s: %s", version->name, name);
            ck_assert_msg(!none || !rule->section, "%s: %s", version->name, name);
        }
    }
}
END_TEST

/* A version without a row has a hole with the name of the check. */
START_TEST(test_request_holes)
{
    for (int j = 0; j < RT_REQUEST_CHECK_COUNT; j++) {
        struct rt_version version = rt_version_v8;
        version.request[j].silence = RT_SILENCE_FORGOTTEN;
        ck_assert_str_eq(rt_version_hole(&version),
                         rt_request_check_row((enum rt_request_check)j)->name);
    }
}
END_TEST

RT_TEST_MAIN("registry", test_values, test_readings, test_readings_differ, test_holes, test_find,
             test_use, test_numbers, test_number_rows, test_documents, test_section_form,
             test_duties, test_changes, test_steps, test_same, test_notes, test_check_sections,
             test_request_checks, test_request_holes)
