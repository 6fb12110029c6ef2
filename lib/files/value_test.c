// SPDX-License-Identifier: BSD-2-Clause
/* Values of messages in words. What whole packets look like is in testvectors/cli. */
#include "files/value.h"

#include <string.h>

#include "base/test.h"
#include "registry.h"
#include "wire/merkle.h"

static struct rt_packet packet;

static struct rt_value_terms terms_of(const char *version)
{
    return rt_value_terms_of(&packet, &rt_registry_find(version)->rules,
                             (struct rt_version_name_from){rt_registry, rt_registry_count},
                             rt_registry_meaning);
}

#define BYTES(bytes)                                                                               \
    {                                                                                              \
        (const uint8_t *)(bytes), sizeof(bytes) - 1                                                \
    }
#define VIEW(bytes) ((struct rt_view)BYTES(bytes))

static const struct {
    const char *version;
    uint32_t tag;
    struct rt_view value;
    const char *text;
} words[] = {
    {"rfc10049", RT_TAG_MIDP, BYTES("\x00\xf1\x53\x65\0\0\0\0"),
     "2023-11-14T22:13:20Z  0x000000006553f100 unix-s"},
    {"rfc10049", RT_TAG_MIDP, BYTES("\x00\xf1\x53\x65\0\0\0"), ""},
    {"rfc10049", RT_TAG_RADI, BYTES("\3\0\0\0"), "3 s"},
    {"v7", RT_TAG_RADI, BYTES("\3\0\0\0"), "3 us"},
    {"rfc10049", RT_TAG_TYPE, BYTES("\1\0\0\0"), "1 response"},
    {"rfc10049", RT_TAG_TYPE, BYTES("\2\0\0\0"), "2 of no known kind"},
    {"rfc10049", RT_TAG_ZZZZ, BYTES("\0\0\0"), "3 zero bytes"},
    {"rfc10049", RT_TAG_ZZZZ, BYTES("\0\1\0"), "3 bytes, not all zero"},
    {"rfc10049", RT_TAG_VER, BYTES("\5\0\0\x80"), "0x80000005 v5"},
    {"rfc10049", RT_TAG_VER, BYTES("\xfe\xff\xff\xff"), "0xfffffffe (for private use)"},
    {"v4", RT_TAG_LEAP, BYTES("\x5a\xe1\0\0"), "+1 s  2016-10-29 (MJD 57690"},
    {"v4", RT_TAG_NONC, BYTES("12"), ""},
};

START_TEST(test_text)
{
    char text[RT_VALUE_TEXT_SIZE];
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const struct rt_value_terms terms = terms_of(words[i].version);
        rt_value_text(&terms, words[i].tag, words[i].value, text);
        ck_assert_msg(strncmp(text, words[i].text, strlen(words[i].text)) == 0 &&
                          (*words[i].text || !*text),
                      "%zu: %s", i, text);
    }
}
END_TEST

static const struct {
    uint32_t tag;
    struct rt_view value;
    enum rt_error error;
    size_t at;
} faults[] = {
    {RT_TAG_VERS, BYTES(""), RT_E_VERSIONS_EMPTY, 0},
    {RT_TAG_VER, BYTES(""), RT_E_VALUE_LENGTH, 0},
    {RT_TAG_VER, BYTES("123"), RT_E_VALUE_LENGTH, 0},
    {RT_TAG_VER, BYTES("1234"), RT_OK, 0},
    {RT_TAG_PATH, BYTES("1234"), RT_E_PATH_LENGTH, 0},
    {RT_TAG_PATH, BYTES(""), RT_OK, 0},
    {RT_TAG_NONC, BYTES("1234"), RT_E_NONCE_LENGTH, 0},
    {RT_TAG_SIG, BYTES("1234"), RT_E_VALUE_LENGTH, 0},
    {RT_TAG_LEAP, BYTES("1234\0\0\0\x80"), RT_E_NEGATIVE_ZERO, 4},
};

START_TEST(test_fault)
{
    const struct rt_value_terms terms = terms_of("v4");
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rt_fault fault = rt_value_fault(&terms, faults[i].tag, faults[i].value);
        ck_assert_msg(fault.error == faults[i].error && fault.at == faults[i].at, "%zu: %s", i,
                      rt_error_name(fault.error));
    }
    static const uint8_t long_path[33 * 64];
    struct rt_fault fault =
        rt_value_fault(&terms, RT_TAG_PATH, (struct rt_view){long_path, 33 * terms.hash});
    ck_assert_int_eq(fault.error, RT_E_PATH_TOO_LONG);
    ck_assert_uint_eq(fault.at, RT_PATH_MAX * terms.hash);
}
END_TEST

START_TEST(test_lists)
{
    const struct rt_value_terms terms = terms_of("v4");
    ck_assert_uint_eq(rt_value_step(&terms, RT_TAG_VER), 4);
    ck_assert_uint_eq(rt_value_step(&terms, RT_TAG_PATH), terms.hash);
    ck_assert_uint_eq(rt_value_step(&terms, RT_TAG_NONC), 0);
    ck_assert(rt_value_is_zero(VIEW("\0\0")));
    ck_assert(!rt_value_is_zero(VIEW("\0\1")));
}
END_TEST

/* What is written of a value, as text and as JSON. */
static const char *written(enum rt_output_form form, uint32_t tag, struct rt_view value)
{
    static char text[4096];
    const struct rt_value_terms terms = terms_of("v4");
    struct rt_output out;
    FILE *file = fmemopen(text, sizeof text, "w");
    ck_assert_ptr_nonnull(file);
    rt_output_open(&out, file, form, false);
    if (form == RT_OUTPUT_TEXT) {
        rt_value_print(&out, &terms, tag, value);
    } else {
        rt_output_record(&out, "x");
        rt_value_json(&out, &terms, tag, value);
        rt_output_record_end(&out);
    }
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fputc('\0', file);
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

START_TEST(test_written)
{
    ck_assert_str_eq(written(RT_OUTPUT_TEXT, RT_TAG_PATH, VIEW("")), "0 hashes");
    ck_assert_str_eq(written(RT_OUTPUT_TEXT, RT_TAG_NONC, VIEW("ab")), "6162");
    ck_assert_str_eq(written(RT_OUTPUT_TEXT, RT_TAG_NONC, VIEW("")), "empty");
    ck_assert_ptr_nonnull(strstr(
        written(RT_OUTPUT_NDJSON, RT_TAG_VER, VIEW("\5\0\0\x80")),
        "\"value\":\"05000080\",\"versions\":[{\"number\":\"0x80000005\",\"names\":[\"v5\""));
    ck_assert_ptr_nonnull(strstr(written(RT_OUTPUT_NDJSON, RT_TAG_ZZZZ, VIEW("\0\0")),
                                 "\"value\":null,\"zeros\":true"));
    ck_assert_ptr_nonnull(
        strstr(written(RT_OUTPUT_NDJSON, RT_TAG_RADI, VIEW("\1\0")), "\"value\":\"0100\"}"));
}
END_TEST

RT_TEST_MAIN("value", test_text, test_fault, test_lists, test_written)
