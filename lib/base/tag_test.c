// SPDX-License-Identifier: BSD-2-Clause
/* Names of tags, known and unknown. */
#include "base/tag.h"

#include <string.h>

#include "base/test.h"

/* The tags in the order of the wire, each as its four bytes. */
static const char wire[][5] = {
    "PAD\0", "SIG\0", "VER\0", "SRV\0", "DUT1", "NONC", "DELE",    "TYPE",
    "PATH",  "DTAI",  "RADI",  "PUBK",  "LEAP", "MIDP", "SREP",    "VERS",
    "MINT",  "ROOT",  "CERT",  "MAXT",  "INDX", "ZZZZ", "PAD\xff",
};

#define WIRE (sizeof wire / sizeof wire[0])

static uint32_t number_of(const char bytes[5])
{
    uint32_t number = 0;
    for (int i = 3; i >= 0; i--)
        number = number << 8 | (uint8_t)bytes[i];
    return number;
}

START_TEST(test_numbers_are_the_bytes_little_endian)
{
    static const uint32_t table[] = {
#define X(id, number, name, kind, text) (uint32_t) RT_TAG_##id,
        RT_TAGS(X)
#undef X
    };
    ck_assert_uint_eq(sizeof table / sizeof table[0], WIRE);
    for (size_t i = 0; i < WIRE; i++) {
        ck_assert_uint_eq(table[i], number_of(wire[i]));
        ck_assert(i == 0 || table[i] > table[i - 1]);
        const struct rt_tag_row *row = rt_tag_find(table[i]);
        ck_assert_ptr_nonnull(row);
        ck_assert_uint_eq(row->number, table[i]);
        ck_assert_uint_gt(strlen(row->text), 0);
    }
}
END_TEST

START_TEST(test_kinds)
{
    ck_assert_int_eq(rt_tag_find(0x434e4f4e)->kind, RT_KIND_BYTES);
    ck_assert_int_eq(rt_tag_find(0x50455253)->kind, RT_KIND_MESSAGE);
    ck_assert_int_eq(rt_tag_find(0x54524543)->kind, RT_KIND_MESSAGE);
    ck_assert_int_eq(rt_tag_find(0x454c4544)->kind, RT_KIND_MESSAGE);
    ck_assert_int_eq(rt_tag_find(0x5044494d)->kind, RT_KIND_TIME);
    ck_assert_int_eq(rt_tag_find(0x5041454c)->kind, RT_KIND_LEAPS);
    ck_assert_int_eq(rt_tag_find(0x48544150)->kind, RT_KIND_NODES);
}
END_TEST

START_TEST(test_unknown_tags)
{
    ck_assert_ptr_null(rt_tag_find(0));
    ck_assert_ptr_null(rt_tag_find(UINT32_MAX));
    ck_assert_ptr_null(rt_tag_find(0x434e4f48)); /* the misprint of drafts 00 to 03 */
    ck_assert_ptr_null(rt_tag_find(0x00535256)); /* the misprint of draft 10 */
    ck_assert_ptr_null(rt_tag_find(0x7a7a7a7a)); /* the misprint of draft 08 */
}
END_TEST

START_TEST(test_names)
{
    char name[RT_TAG_NAME_SIZE];
    for (size_t i = 0; i < WIRE; i++)
        ck_assert_str_eq(rt_tag_name(number_of(wire[i]), name),
                         rt_tag_find(number_of(wire[i]))->name);
    ck_assert_str_eq(rt_tag_name(0x00474953, name), "SIG");
    ck_assert_str_eq(rt_tag_name(0xff444150, name), "PAD\\xff");
    ck_assert_str_eq(rt_tag_name(0x00000041, name), "A");
    ck_assert_str_eq(rt_tag_name(0x41000042, name), "B\\x00\\x00A");
    ck_assert_str_eq(rt_tag_name(0xffffffff, name), "\\xff\\xff\\xff\\xff");
    ck_assert_uint_eq(strlen(name) + 1, RT_TAG_NAME_SIZE);
    ck_assert_str_eq(rt_tag_name(0x7f0a1b09, name), "\\x09\\x1b\\x0a\\x7f");
}
END_TEST

/* No two numbers share a name, and a name is one printable word. */
START_TEST(test_names_are_distinct_words)
{
    char before[RT_TAG_NAME_SIZE] = "";
    char name[RT_TAG_NAME_SIZE];
    for (uint32_t byte = 0; byte < 256; byte++) {
        rt_tag_name(0x41424300 | byte, name);
        ck_assert_str_ne(name, before);
        for (const char *c = name; *c; c++)
            ck_assert(*c > ' ' && *c < 0x7f);
        strcpy(before, name);
    }
    ck_assert_uint_gt(strlen(rt_tag_name(0, name)), 0);
    ck_assert_str_ne(rt_tag_name('\\', name), "\\");
}
END_TEST

RT_TEST_MAIN("tag", test_numbers_are_the_bytes_little_endian, test_kinds, test_unknown_tags,
             test_names, test_names_are_distinct_words)
