// SPDX-License-Identifier: BSD-2-Clause
/* Packets in dumps, arrays, strings and logs, with other text around them. Whole files of each kind
 * are in testvectors/cases. */
#include "files/excerpt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/test.h"

static uint8_t data[1024];
static struct rt_excerpt found;

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

/* A message of two tags, in several notations. */
#define HEX                                                                                        \
    "02000000"                                                                                     \
    "04000000"                                                                                     \
    "53494700"                                                                                     \
    "4e4f4e43"                                                                                     \
    "01020304"                                                                                     \
    "ff000a80"
#define PAIRS   "02 00 00 00 04 00 00 00 53 49 47 00 4e 4f 4e 43 01 02 03 04 ff 00 0a 80"
#define DECIMAL "2,0,0,0,4,0,0,0,83,73,71,0,78,79,78,67,1,2,3,4,255,0,10,128"
#define SIGNED  "2, 0, 0, 0, 4, 0, 0, 0, 83, 73, 71, 0, 78, 79, 78, 67, 1, 2, 3, 4, -1, 0, 10, -128"
#define STRING                                                                                     \
    "\\x02\\x00\\x00\\x00\\x04\\x00\\x00\\x00SIG\\x00NONC\\x01\\x02\\x03\\x04\\xff\\x00\\n\\x80"
#define BASE64 "AgAAAAQAAABTSUcATk9OQwECAwT/AAqA"

static const char whole[] = HEX;

struct wanted {
    const char *text;
    const char *bytes;  /* in hex; NULL: there is no packet */
    const char *passed; /* what is passed over before the line of the packet */
    const char *behind; /* where the packet ends */
    enum rt_excerpt_notation notation;
    bool cut;
};

static const struct wanted wanted[] = {
    /* what stands before and behind */
    {"Reply: " HEX, whole, "", "", RT_EXCERPT_HEX, false},
    {"It says\n\n" PAIRS "\n\nand so on", whole, "It says\n\n", "\nand so on", RT_EXCERPT_HEX,
     false},
    {"> " PAIRS "\n> Why 12 34?", whole, "", "> Why 12 34?", RT_EXCERPT_HEX, false},
    {"<Buffer " PAIRS ">", whole, "", "", RT_EXCERPT_HEX, false},
    {"a: {" DECIMAL "}, b", whole, "", ", b", RT_EXCERPT_DECIMAL, false},
    {"I (9) T: 02 00 00 00 04 00 00 00 53 49 47 00\nI (10) T: 4e 4f 4e 43 01 02 03 04 ff 00 0a 80",
     whole, "", "", RT_EXCERPT_HEX, false},
    {"\x1b[0mT: " PAIRS "\x1b[1m\n", whole, "", "", RT_EXCERPT_HEX, false},
    /* offsets and columns */
    {"0x00: 020000000400000053494700  ..\n0x0c: 4e4f4e4301020304ff000a80  12 34\n", whole, "", "",
     RT_EXCERPT_HEX, false},
    {"7f10 <a>: 2 0 0 0 4 0 0 0 83 73 71 0\n7f1c <b>: 78 79 78 67 1 2 3 4 255 0 10 128\n", whole,
     "", "", RT_EXCERPT_DECIMAL, false},
    {"0000 - 02 00 00 00-04 00 00 00   ad ad\n0008 - 53 49 47 00-4e 4f 4e 43   ad\n"
     "0010 - 01 02 03 04-ff 00 0a 80   ad\n0000 - 11\n",
     whole, "", "0000 - 11\n", RT_EXCERPT_HEX, false},
    {"000000 00000002 00000004 00474953\n000014 434e4f4e 04030201 800a00ff\n000030\nx", whole, "",
     "x", RT_EXCERPT_HEX_WORDS, false},
    /* numbers */
    {"[" SIGNED "]", whole, "", "", RT_EXCERPT_DECIMAL, false},
    {"[2 0 0 0 4 0 0 0 83 73 71 0 78 79 78 67 1 2 3 4 255 0 10 128]\n", whole, "", "\n",
     RT_EXCERPT_DECIMAL, false},
    {"= [2, 0, 0, 0, 4, 0, 0, 0, 53, 49, 47, 0, 4e, 4f, 4e, 43, 1, 2, 3, 4, ff, 0, a, 80];", whole,
     "", ";", RT_EXCERPT_HEX_SHORT, false},
    {"0 002 000 000 000 004 000 000 000 123 111 107 000 116 117 116 103 001 002 003 004 377 000 "
     "012 "
     "200\n",
     whole, "", "", RT_EXCERPT_OCTAL, false},
    {"2 0 4 0 18771 71 20302 17230 513 1027 255 32778\n", whole, "", "", RT_EXCERPT_DECIMAL_WORDS2,
     false},
    {"v = (byte)0x02, (byte)0x0, (byte)0, (byte)0x0, 0x4, /* x */ 0x0, 0x0, 0x0, // y\n"
     "# z\n0x53,0x49,0x47,0,\n\n0x4e,0x4f,0x4e,0x43,1h,2h,3h,4h,0FFh,0h,0Ah,80h };\n",
     whole, "", ";\n", RT_EXCERPT_HEX, false},
    {"db 02h, 0h, 0h, 0h, 04h, 0h, 0h, 0h, 53h, 49h, 47h, 0h\n"
     "db 4Eh, 4Fh, 4Eh, 43h, 1h, 2h, 3h, 4h, 0FFh, 0h, 0Ah, 80h ; end\n",
     whole, "", "", RT_EXCERPT_HEX, false},
    {"$1 = {0x2, 0x0 <repeats 3 times>, 0x4, 0x0 <repeats 3 times>, 0x53, 0x49, 0x47, 0x0, 0x4e, "
     "0x4f, 0x4e, 0x43, 0x1...}",
     "02000000"
     "04000000"
     "53494700"
     "4e4f4e43"
     "01",
     "", "", RT_EXCERPT_HEX, true},
    /* strings */
    {"r = b'" STRING "' # x", whole, "", " # x", RT_EXCERPT_STRING, false},
    {"\"\\2\\0\\0\\0\\x04\\0\\0\\000\" +\n  // comment\n\n  "
     "b\"SIG\\x00NONC\\1\\x02\\003\\4\\377\\0\\n\\200\";",
     whole, "", ";", RT_EXCERPT_STRING, false},
    {"\"\\x02\\x00\\x00\\x00\\x04\\x00\\x00\\x00SIG\\\n     "
     "\\x00NONC\\x01\\x02\\x03\\x04\\xff\\x00\\n\\x80\"",
     whole, "", "", RT_EXCERPT_STRING, false},
    {"\"\\002\\000\\000\\000\\004\", '\\000' <repeats 3 times>, \"SIG\\000NONC\"...",
     "02000000"
     "04000000"
     "53494700"
     "4e4f4e43",
     "", "...", RT_EXCERPT_STRING, true},
    /* base64 */
    {"r=" BASE64 " n=3", whole, "", "", RT_EXCERPT_BASE64, false},
    {"'AgAAAAQAAABTSUcATk9'\n'OQwECAwT_AAqA'\n", whole, "", "", RT_EXCERPT_BASE64, false},
    {"-----BEGIN X-----\nAgAAAAQAAABTSUcA\nTk9OQwECAwT/AAqA\n-----END X-----", whole,
     "-----BEGIN X-----\n", "-----END X-----", RT_EXCERPT_BASE64, false},
    {BASE64 "...\n", whole, "", "", RT_EXCERPT_BASE64, true},
    /* cuts */
    {"0000  02 00 00 00 04 00 00 00 53 49 47 00 4e 4f 4e 43\n...\nx",
     "02000000"
     "04000000"
     "53494700"
     "4e4f4e43",
     "", "x", RT_EXCERPT_HEX, true},
    {"<Buffer " PAIRS " ... 9 more bytes>\n", whole, "", "", RT_EXCERPT_HEX, true},
    /* no packets */
    {"A letter of 2 0 0 0 and 4 words", NULL, "", "", RT_EXCERPT_HEX, false},
    {"He said \"ROUGHTIM\" and \"\\x05\\x00\\x00\\x00\"", NULL, "", "", RT_EXCERPT_HEX, false},
    {"00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", NULL, "", "", RT_EXCERPT_HEX, false},
};

static void expect(const struct wanted *w)
{
    char hex[RT_HEX_SIZE(sizeof data)];
    size_t pos = 0;
    struct rt_fault fault = rt_excerpt_next(view(w->text), &pos, &found, data, sizeof data);
    if (w->bytes == NULL) {
        ck_assert_msg(fault.error == RT_E_EMPTY, "%s: %zu bytes", w->text, found.len);
        return;
    }
    ck_assert_msg(fault.error == RT_OK, "%s: %s at %zu", w->text, rt_error_name(fault.error),
                  fault.at);
    ck_assert_str_eq(rt_hex_encode((struct rt_view){data, found.len}, hex), w->bytes);
    ck_assert_msg(found.from == strlen(w->passed), "%s: from %zu", w->text, found.from);
    ck_assert_msg(strcmp(w->text + pos, w->behind) == 0, "%s: left is %s", w->text, w->text + pos);
    ck_assert_msg(found.notation == w->notation, "%s: %s", w->text,
                  rt_excerpt_notation_text(found.notation));
    ck_assert_msg(found.cut == w->cut, "%s: cut %d", w->text, found.cut);
}

START_TEST(test_texts)
{
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        expect(&wanted[i]);
}
END_TEST

/* What begins as a packet and is damaged is a fault, never less of a packet. */
START_TEST(test_faults)
{
    static const struct {
        const char *text;
        enum rt_error error;
        size_t at;
    } cases[] = {
        {"x\n0000  02 00 00 00 04 00 00 00 53 49 47 00 4e 4f 4e 43\n0018  01 02 03 04\n", RT_E_HEX,
         56},
        {"r: 02 00 00 00 04 00 00 00 53 49 47 00 4e 4f 4e 43 zz 02\n", RT_E_HEX, 51},
        {"0000  02 00 00 00 04 00 00 00 53 49 47 00 4e 4f 4e 43\n*\n", RT_E_HEX, 56},
        {"r '\\x02\\x00\\x00\\x00\\x04\\x00\\x00\\x00SIG\\x00NONC\n", RT_E_HEX, 46},
        {"r '\\x02\\x00\\x00\\x00\\x04\\x00\\x00\\x00SIG\\x00NONC\\y'", RT_E_HEX, 46},
        {"r: AgAAAAQAAABTSUcATk9OQw=\n", RT_E_BASE64, 26},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t pos = 0;
        struct rt_fault fault =
            rt_excerpt_next(view(cases[i].text), &pos, &found, data, sizeof data);
        ck_assert_msg(fault.error == cases[i].error && fault.at == cases[i].at, "%s: %s at %zu",
                      cases[i].text, rt_error_name(fault.error), fault.at);
        ck_assert_uint_gt(pos, 0);
    }
}
END_TEST

/* A dump may repeat lines and numbers up to the room, and not beyond. */
START_TEST(test_bounds)
{
    static const char *const texts[] = {
        "0000  02 00 00 00 04 00 00 00 53 49 47 00 4e 4f 4e 43\n*\nfffffff0\n",
        "{2,0,0,0,4,0,0,0,83,73,71,0,78,79,78,67,0 <repeats 99999999 times>}",
        "\"\\x02\\0\\0\\0\\x04\\x00\\x00\\x00SIG\\0NONC\", '\\000' <repeats 99999 times>",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t pos = 0;
        uint8_t *block = malloc(300);
        struct rt_fault fault = rt_excerpt_next(view(texts[i]), &pos, &found, block, 300);
        ck_assert_msg(fault.error == RT_E_NO_SPACE, "%s: %s", texts[i], rt_error_name(fault.error));
        ck_assert_uint_eq(found.len, 300);
        free(block);
    }
}
END_TEST

/* An IPv4 packet with UDP and the message, bare and in a frame, whole and cut. */
START_TEST(test_headers)
{
    static const char ip[] = "4500003400010000401100000a0000010a000002"
                             "9c4007d300200000" HEX;
    char text[300] = "x: 0200000000010200000000020800";
    size_t pos = 0;
    ck_assert_int_eq(rt_excerpt_next(view(strcat(text, ip)), &pos, &found, data, 600).error, RT_OK);
    ck_assert_uint_eq(found.header, 42);
    ck_assert_uint_eq(found.len, 24);
    ck_assert(!found.cut);
    pos = 0;
    snprintf(text, sizeof text, "x: %.*s", (int)sizeof ip - 1 - 8, ip);
    ck_assert_int_eq(rt_excerpt_next(view(text), &pos, &found, data, 600).error, RT_OK);
    ck_assert_uint_eq(found.header, 28);
    ck_assert_uint_eq(found.len, 20);
    ck_assert(found.cut);
}
END_TEST

RT_TEST_MAIN("excerpt", test_texts, test_faults, test_bounds, test_headers)
