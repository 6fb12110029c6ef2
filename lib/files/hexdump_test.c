// SPDX-License-Identifier: BSD-2-Clause
/* Hex in the layouts of many programs, and text that is none. */
#include "files/hexdump.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/test.h"

static char text[65536];
static size_t text_len;
static uint8_t packet[600];
static uint8_t data[1024];

static struct rt_view view(const char *string)
{
    return (struct rt_view){(const uint8_t *)string, strlen(string)};
}

/* A packet with a true frame length, and zeros from its middle on. */
static void make_packet(size_t len)
{
    uint32_t seed = (uint32_t)len;
    for (size_t i = 0; i < len; i++)
        packet[i] = i > len / 2 ? 0 : (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
    memcpy(packet, "ROUGHTIM", 8);
    rt_bytes_store32(packet + 8, (uint32_t)(len - 12));
}

#define PRINT(...)                                                                                 \
    (text_len += (size_t)snprintf(text + text_len, sizeof text - text_len, __VA_ARGS__))

static void characters(size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        PRINT("%c", isprint(packet[i]) ? packet[i] : '.');
}

static bool repeats(size_t from, size_t len)
{
    return from >= 16 && from + 16 <= len && memcmp(packet + from, packet + from - 16, 16) == 0;
}

/* True if a "*" stands for this line. */
static bool squeezed(size_t from, size_t len)
{
    if (!repeats(from, len))
        return false;
    if (!repeats(from - 16, len))
        PRINT("*\n");
    return true;
}

static size_t end_of(size_t from, size_t len)
{
    return from + 16 < len ? from + 16 : len;
}

/* Bytes [from, from + 16), each behind a blank where it is the first of `group`; blanks for those
 * beyond the end. */
static void cells(size_t from, size_t len, size_t group)
{
    for (size_t i = from; i < from + 16; i++) {
        PRINT("%s", i % group == 0 ? " " : "");
        if (i < len)
            PRINT("%02x", packet[i]);
        else
            PRINT("  ");
    }
}

static void hexdump_c(size_t len)
{
    for (size_t from = 0; from < len; from += 16) {
        if (squeezed(from, len))
            continue;
        PRINT("%08zx ", from);
        cells(from, len, 1);
        PRINT("  |");
        characters(from, end_of(from, len));
        PRINT("|\n");
    }
    PRINT("%08zx\n", len);
}

static void hexdump_words(size_t len)
{
    for (size_t from = 0; from < len; from += 16) {
        if (squeezed(from, len))
            continue;
        PRINT("%07zx", from);
        for (size_t i = from; i < end_of(from, len); i += 2)
            PRINT(" %02x%02x", i + 1 < len ? packet[i + 1] : 0, packet[i]);
        PRINT("\n");
    }
    PRINT("%07zx\n", len);
}

static void xxd(size_t len)
{
    for (size_t from = 0; from < len; from += 16) {
        PRINT("%08zx:", from);
        cells(from, len, 2);
        PRINT("  ");
        characters(from, end_of(from, len));
        PRINT("\n");
    }
}

/* Offsets in hex with 6 digits or in octal with 7, as od writes them. */
static void offset(size_t from, bool octal)
{
    if (octal)
        PRINT("%07zo", from);
    else
        PRINT("%06zx", from);
}

static void od_x1(size_t len, bool octal)
{
    for (size_t from = 0; from < len; from += 16) {
        if (squeezed(from, len))
            continue;
        offset(from, octal);
        for (size_t i = from; i < end_of(from, len); i++)
            PRINT(" %02x", packet[i]);
        PRINT("\n");
    }
    offset(len, octal);
    PRINT("\n");
}

static void od_hex(size_t len)
{
    od_x1(len, false);
}

static void od_octal(size_t len)
{
    od_x1(len, true);
}

static void plain(size_t len, size_t width, const char *before, const char *between)
{
    for (size_t i = 0; i < len; i++)
        PRINT("%s%02X%s", before, packet[i], (i + 1) % width == 0 ? "\n" : between);
    PRINT("\n");
}

static void plain_digits(size_t len)
{
    plain(len, 30, "", "");
}

static void plain_one_line(size_t len)
{
    plain(len, SIZE_MAX, "", "");
}

static void plain_colons(size_t len)
{
    plain(len, 20, "", ":");
}

static void plain_prefixes(size_t len)
{
    plain(len, 12, "0x", ", ");
}

static void c_array(size_t len)
{
    PRINT("static const uint8_t packet[] = {\n\n");
    plain(len, 12, " 0x", ",");
    PRINT("};\nunsigned int packet_len = %zu;\n", len);
}

static void c_string(size_t len)
{
    PRINT("\"");
    plain(len, SIZE_MAX, "\\x", "");
    PRINT("\"\n");
}

/* Lines of an odd number of digits, as terminals wrap them. */
static void wrapped_odd(size_t len)
{
    for (size_t i = 0; i < 2 * len; i++) {
        unsigned nibble = i % 2 == 0 ? packet[i / 2] >> 4 : packet[i / 2] & 15;
        PRINT("%x%s", nibble, (i + 1) % 79 == 0 ? "\n" : "");
    }
    PRINT("\n");
}

static const struct {
    const char *name;
    void (*write)(size_t len);
} layouts[] = {
    {"hexdump -C", hexdump_c},    {"hexdump", hexdump_words}, {"xxd", xxd},
    {"od -A x -t x1", od_hex},    {"od -t x1", od_octal},     {"digits", plain_digits},
    {"one line", plain_one_line}, {"colons", plain_colons},   {"0x", plain_prefixes},
    {"C array", c_array},         {"C string", c_string},     {"odd lines", wrapped_odd},
};

#define LAYOUTS (sizeof layouts / sizeof layouts[0])

START_TEST(test_layouts)
{
    for (size_t layout = 0; layout < LAYOUTS; layout++) {
        for (size_t len = 13; len <= sizeof packet; len += len < 80 ? 1 : 13) {
            size_t pos = 0, got = 0, from = 9;
            make_packet(len);
            text_len = 0;
            layouts[layout].write(len);
            struct rt_view all = {(uint8_t *)text, text_len};
            struct rt_fault fault = rt_hexdump_next(all, &pos, &from, data, sizeof data, &got);
            ck_assert_msg(fault.error == RT_OK && got == len && from == 0, "%s %zu: %s at %zu\n%s",
                          layouts[layout].name, len, rt_error_name(fault.error), fault.at, text);
            ck_assert_mem_eq(data, packet, len);
            fault = rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got);
            ck_assert_int_eq(fault.error, RT_E_EMPTY);
        }
    }
}
END_TEST

/* Every layout after every other, with a blank line between them. */
START_TEST(test_several)
{
    for (size_t one = 0; one < LAYOUTS; one++) {
        for (size_t two = 0; two < LAYOUTS; two++) {
            size_t pos = 0, got = 0;
            text_len = 0;
            make_packet(100);
            layouts[one].write(100);
            PRINT("\n \n# the next one\n");
            make_packet(61);
            layouts[two].write(61);
            struct rt_view all = {(uint8_t *)text, text_len};
            ck_assert_int_eq(rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got).error,
                             RT_OK);
            ck_assert_uint_eq(got, 100);
            ck_assert_int_eq(rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got).error,
                             RT_OK);
            ck_assert_uint_eq(got, 61);
            ck_assert_mem_eq(data, packet, 61);
            ck_assert_int_eq(rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got).error,
                             RT_E_EMPTY);
        }
    }
}
END_TEST

/* No buffer is ever written beyond its end: the sanitizer watches a block of the exact size. */
START_TEST(test_bounds)
{
    for (size_t layout = 0; layout < LAYOUTS; layout++) {
        text_len = 0;
        make_packet(130);
        layouts[layout].write(130);
        for (size_t cap = 1; cap < 130; cap += 3) {
            uint8_t *block = malloc(cap);
            size_t pos = 0, got = 0;
            struct rt_view all = {(uint8_t *)text, text_len};
            struct rt_fault fault = rt_hexdump_next(all, &pos, NULL, block, cap, &got);
            ck_assert_int_eq(fault.error, RT_E_NO_SPACE);
            ck_assert_uint_le(got, cap);
            free(block);
        }
    }
}
END_TEST

/* Texts cut at every length and with every byte damaged end in some answer. */
START_TEST(test_damage)
{
    for (size_t layout = 0; layout < LAYOUTS; layout++) {
        text_len = 0;
        make_packet(70);
        layouts[layout].write(70);
        for (size_t cut = 0; cut < text_len; cut++) {
            uint8_t *block = malloc(cut + 1);
            memcpy(block, text, cut + 1);
            for (int damaged = 0; damaged < 2; damaged++) {
                size_t pos = 0, last = 0, got = 0;
                struct rt_view all = {block, cut + (size_t)damaged};
                struct rt_fault fault = {RT_OK, 0};
                block[cut] ^= 0x55;
                while (fault.error != RT_E_EMPTY) {
                    fault = rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got);
                    ck_assert(fault.error == RT_E_EMPTY || pos > last);
                    ck_assert_uint_le(fault.at, all.len);
                    last = pos;
                }
            }
            free(block);
        }
    }
}
END_TEST

static void expect_bytes(const char *string, const char *digits)
{
    size_t pos = 0, got = 0;
    char hex[2 * sizeof data + 1];
    struct rt_fault fault = rt_hexdump_next(view(string), &pos, NULL, data, sizeof data, &got);
    ck_assert_msg(fault.error == RT_OK, "%s: %s at %zu", string, rt_error_name(fault.error),
                  fault.at);
    ck_assert_str_eq(rt_hex_encode((struct rt_view){data, got}, hex), digits);
}

START_TEST(test_small_texts)
{
    expect_bytes("52 4f\n55", "524f55");
    expect_bytes("524f 55 # a comment 12\n47 // another 34\n48", "524f554748");
    expect_bytes("0x524f55", "524f55");
    expect_bytes("{0x1, 0x02, 0xA}", "01020a");
    expect_bytes("[]byte{0x52, 0x4f}", "524f");
    expect_bytes("00000000", "00000000");
    expect_bytes("05000000 04000000", "0500000004000000");
    expect_bytes("52-4F-55", "524f55");
    expect_bytes("\xef\xbb\xbf"
                 "52",
                 "52");
    expect_bytes("52\r\n4f\r\n", "524f");
    /* dumps as tools print them */
    expect_bytes("00000000: 524f 5547 48                             ROUGH\n", "524f554748");
    expect_bytes("\t0x0000:  4500 0054  E..T\n\t0x0004:  aabb  ..\n", "45000054aabb");
    expect_bytes("0000000 4f52 4755 0048\n0000005\n", "524f554748");
    expect_bytes("0000000    4f52    4755\n0000004\n", "524f5547");
    expect_bytes("000000 4f52 4755\n000004\n", "524f5547");
    expect_bytes("0000000 47554f52\n0000004\n", "524f5547");
    expect_bytes("00000064  52 4f  |RO|\n00000066  55  |U|\n", "524f55");
    expect_bytes("00000010  52 4f  |#1|\n", "524f");
    expect_bytes("00000000  61 62\n*\n00000006\n", "616261626162");
    expect_bytes("00000000: 52\n", "52");
    expect_bytes("0000000 00 00 00 00 00 00 00 00 00 00\n0000010 01\n", "0000000000000000000001");
}
END_TEST

START_TEST(test_faults)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"5", 1},
        {"52 4", 3},
        {"52 4 55", 3},
        {"52 4g", 3},
        {"hello", 0},
        {"0x", 0},
        {"{52", 3},
        {"524\ng", 4},
        {"00000000  52 4f\n00000003  55\n", 16},
        {"00000000  52 4f\n*\n", 18},
        {"00000000  52 4f\n00000003\n", 16},
        {"00000000  52 4f\n00000001\n", 16},
        {"00000000  52 4fx\n", 15},
        {"00000000: 524 4f\n", 13},
        {"0000000 4f52 47\n", 15},
        {"00000000  52 4f\nzz\n", 16},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t pos = 0, got = 0;
        struct rt_fault fault =
            rt_hexdump_next(view(cases[i].text), &pos, NULL, data, sizeof data, &got);
        ck_assert_msg(fault.error == RT_E_HEX && fault.at == cases[i].at, "%s: %s at %zu",
                      cases[i].text, rt_error_name(fault.error), fault.at);
    }
}
END_TEST

/* "*" must not fill memory up to any offset that a text invents. */
START_TEST(test_star_is_bounded)
{
    size_t pos = 0, got = 0;
    const char *star = "00000000  52 4f\n*\nfffffffffffffff0\n";
    struct rt_fault fault = rt_hexdump_next(view(star), &pos, NULL, data, sizeof data, &got);
    ck_assert_int_eq(fault.error, RT_E_NO_SPACE);
    pos = 0;
    fault = rt_hexdump_next(view("00000000: 00\n*\n00000400: 01\n"), &pos, NULL, data, 1024, &got);
    ck_assert_int_eq(fault.error, RT_E_NO_SPACE);
    ck_assert_uint_eq(got, 1024);
}
END_TEST

/* After a fault the packets behind it are still read. */
START_TEST(test_recovery)
{
    size_t pos = 0, got = 0;
    struct rt_view all = view("52 4f\n\n52 xx\n55\n\n47\n");
    ck_assert_int_eq(rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got).error, RT_OK);
    ck_assert_int_eq(rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got).error, RT_E_HEX);
    ck_assert_int_eq(rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got).error, RT_OK);
    ck_assert_uint_eq(data[0], 0x47);
    ck_assert_int_eq(rt_hexdump_next(all, &pos, NULL, data, sizeof data, &got).error, RT_E_EMPTY);
}
END_TEST

static void one_a_line(char *to, size_t len, const uint8_t *bytes)
{
    rt_hex_encode((struct rt_view){bytes, len}, to);
    strcat(to, "\n");
}

START_TEST(test_one_a_line)
{
    size_t pos = 0, got = 0;
    text[0] = '\0';
    for (size_t i = 0; i < 3; i++) {
        make_packet(100 + i);
        one_a_line(text + strlen(text), 100 + i, packet);
    }
    for (size_t i = 0; i < 3; i++) {
        struct rt_fault fault = rt_hexdump_next(view(text), &pos, NULL, data, sizeof data, &got);
        ck_assert_int_eq(fault.error, RT_OK);
        ck_assert_uint_eq(got, 100 + i);
    }
}
END_TEST

START_TEST(test_one_a_line_without_header)
{
    uint8_t bare[24] = {2, 0, 0, 0, 4, 0, 0, 0, 'N', 'O', 'N', 'C', 'P', 'A', 'D', 0xff};
    size_t pos = 0, got = 0;
    text[0] = '\0';
    for (size_t i = 0; i < 2; i++)
        one_a_line(text + strlen(text), sizeof bare, bare);
    for (size_t i = 0; i < 2; i++) {
        struct rt_fault fault = rt_hexdump_next(view(text), &pos, NULL, data, sizeof data, &got);
        ck_assert_int_eq(fault.error, RT_OK);
        ck_assert_uint_eq(got, sizeof bare);
        ck_assert_mem_eq(data, bare, sizeof bare);
    }
}
END_TEST

static void expect_base64(const char *string, size_t count, const size_t *lengths)
{
    size_t pos = 0, got = 0;
    for (size_t i = 0; i < count; i++) {
        struct rt_fault fault =
            rt_hexdump_base64_next(view(string), &pos, NULL, data, sizeof data, &got);
        ck_assert_msg(fault.error == RT_OK, "%s: %zu", string, fault.at);
        ck_assert_uint_eq(got, lengths[i]);
    }
    ck_assert_int_eq(
        rt_hexdump_base64_next(view(string), &pos, NULL, data, sizeof data, &got).error,
        RT_E_EMPTY);
}

START_TEST(test_base64)
{
    expect_base64("", 0, NULL);
    expect_base64("\n\n", 0, NULL);
    expect_base64("Zm9vYmFy\n", 1, (size_t[]){6});
    expect_base64("Zm9v\nYmFy\nYmE=\n", 1, (size_t[]){8});
    expect_base64("Zm9v\n\nYmFy", 2, (size_t[]){3, 3});
    expect_base64("Zg==\nZm8=\n", 2, (size_t[]){1, 2});
    expect_base64("Uk9VR0hUSU0A\nUk9VR0hUSU0A\n", 2, (size_t[]){9, 9});
    expect_base64("Zm9vYmFy\nZm9v\nYmFyZm9v\n", 2, (size_t[]){9, 6});
    expect_base64("Zm9v\r\nYmFyZm9v\r\n", 2, (size_t[]){3, 6});
}
END_TEST

START_TEST(test_base64_fault)
{
    size_t pos = 0, got = 0, from = 0;
    struct rt_view all = view("Zm9v\n\nZm*v\n\nYmFy\n");
    ck_assert_int_eq(rt_hexdump_base64_next(all, &pos, &from, data, 9, &got).error, RT_OK);
    struct rt_fault fault = rt_hexdump_base64_next(all, &pos, &from, data, 9, &got);
    ck_assert_int_eq(fault.error, RT_E_BASE64);
    ck_assert_uint_eq(fault.at, 8);
    ck_assert_uint_eq(from, 6);
    ck_assert_int_eq(rt_hexdump_base64_next(all, &pos, &from, data, 9, &got).error, RT_OK);
    ck_assert_int_eq(rt_hexdump_base64_next(all, &pos, &from, data, 9, &got).error, RT_E_EMPTY);
    pos = 0;
    ck_assert_int_eq(rt_hexdump_base64_next(all, &pos, &from, data, 2, &got).error, RT_E_NO_SPACE);
}
END_TEST

RT_TEST_MAIN("hexdump", test_layouts, test_several, test_bounds, test_damage, test_small_texts,
             test_faults, test_star_is_bounded, test_recovery, test_one_a_line,
             test_one_a_line_without_header, test_base64, test_base64_fault)
