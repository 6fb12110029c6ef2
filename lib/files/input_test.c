// SPDX-License-Identifier: BSD-2-Clause
/* Input of every format, found by content or forced, and what is wrong with it. */
#include "files/input.h"

#include <string.h>
#include <unistd.h>

#include "base/test.h"

static char path[64];
static struct rt_input *input;
static struct rt_input_item item;
static struct rt_input_fault fault;

static void write_file(const void *bytes, size_t len)
{
    strcpy(path, "/tmp/rtctl-input-XXXXXX");
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, bytes, len), (ssize_t)len);
    close(descriptor);
}

static void start(const void *bytes, size_t len, enum rt_input_format forced)
{
    write_file(bytes, len);
    input = rt_input_open(path, forced, &fault);
    unlink(path);
    ck_assert_msg(input != NULL, "%s", fault.cause);
}

static void start_text(const char *text)
{
    start(text, strlen(text), RT_INPUT_AUTO);
}

static void expect_packet(uint64_t number, uint64_t at, const void *bytes, size_t len)
{
    enum rt_next next = rt_input_next(input, &item, &fault);
    ck_assert_msg(next == RT_NEXT_RECORD, "%d: %s", (int)next, fault.cause);
    ck_assert_int_eq(item.kind, RT_INPUT_PACKET);
    ck_assert_uint_eq(item.number, number);
    ck_assert_uint_eq(item.at, at);
    ck_assert_uint_eq(item.packet.len, len);
    ck_assert_mem_eq(item.packet.data, bytes, len);
}

static void expect_fault(uint64_t record, enum rt_error error, uint64_t at)
{
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_FAULT);
    ck_assert_msg(fault.error == error && fault.at == at && fault.record == record,
                  "%s at %llu, record %llu: %s", rt_error_name(fault.error),
                  (unsigned long long)fault.at, (unsigned long long)fault.record, fault.cause);
    ck_assert(fault.cause[0] != '\0' && strchr(fault.cause, '\n') == NULL);
}

static void expect_end(void)
{
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_END);
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_END);
    rt_input_close(input);
}

/* A message of two tags with a header. */
#define PACKET                                                                                     \
    "ROUGHTIM\x18\0\0\0"                                                                           \
    "\2\0\0\0\4\0\0\0NONCZZZZ\1\2\3\4\5\6\7\x8"
#define PACKET_LEN 36
#define HEX                                                                                        \
    "524f55474854494d18000000020000000400"                                                         \
    "00004e4f4e435a5a5a5a0102030405060708"
#define BASE64 "Uk9VR0hUSU0YAAAAAgAAAAQAAABOT05DWlpaWgECAwQFBgcI"

START_TEST(test_formats)
{
    static const struct {
        const char *text;
        enum rt_input_format format;
    } cases[] = {
        {HEX "\n", RT_INPUT_HEX},
        {"0x" HEX, RT_INPUT_HEX},
        {"\n\n  # a comment\n" HEX, RT_INPUT_HEX},
        {"{ 0x52, 0x4f }", RT_INPUT_HEX},
        {"[0x52, 0x4f]", RT_INPUT_HEX},
        {"00000000  52 4f  |RO|\n00000002\n", RT_INPUT_HEX},
        {BASE64, RT_INPUT_BASE64},
        {"\xef\xbb\xbf" BASE64 "\n", RT_INPUT_BASE64},
        {"{\"request\":\"Zg==\"}", RT_INPUT_JSON},
        {"{", RT_INPUT_JSON},
        {" [\n{\"request\":\"Zg==\"}]", RT_INPUT_JSON},
        {"{}\n{}\n", RT_INPUT_JSON},
        {"\2\1\1", RT_INPUT_RAW},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start_text(cases[i].text);
        ck_assert_msg(rt_input_format_of(input) == cases[i].format, "%s", cases[i].text);
        rt_input_close(input);
    }
    start(PACKET, PACKET_LEN, RT_INPUT_AUTO);
    ck_assert_int_eq(rt_input_format_of(input), RT_INPUT_RAW);
    rt_input_close(input);
}
END_TEST

START_TEST(test_names)
{
    ck_assert_str_eq(rt_input_format_name(RT_INPUT_PCAPNG), "pcapng");
    ck_assert_ptr_null(rt_input_format_name(RT_INPUT_AUTO));
    ck_assert_int_eq(rt_input_format_find("base64"), RT_INPUT_BASE64);
    ck_assert_int_eq(rt_input_format_find("Hex"), RT_INPUT_AUTO);
}
END_TEST

START_TEST(test_packets)
{
    start_text(HEX "\n");
    expect_packet(1, 0, PACKET, PACKET_LEN);
    expect_end();
    start_text(BASE64);
    expect_packet(1, 0, PACKET, PACKET_LEN);
    expect_end();
    start(PACKET, PACKET_LEN, RT_INPUT_AUTO);
    expect_packet(1, 0, PACKET, PACKET_LEN);
    expect_end();
    start_text(HEX "\n" HEX "\n\nzz\n\n" HEX);
    expect_packet(1, 0, PACKET, PACKET_LEN);
    expect_packet(2, 73, PACKET, PACKET_LEN);
    expect_fault(3, RT_E_HEX, 147);
    expect_packet(4, 151, PACKET, PACKET_LEN);
    expect_end();
    start_text(BASE64 "\n\n" BASE64);
    expect_packet(1, 0, PACKET, PACKET_LEN);
    expect_packet(2, 50, PACKET, PACKET_LEN);
    expect_end();
}
END_TEST

START_TEST(test_raw)
{
    char three[3 * PACKET_LEN];
    for (size_t i = 0; i < 3; i++)
        memcpy(three + i * PACKET_LEN, PACKET, PACKET_LEN);
    start(three, sizeof three, RT_INPUT_AUTO);
    for (size_t i = 0; i < 3; i++)
        expect_packet(i + 1, i * PACKET_LEN, PACKET, PACKET_LEN);
    expect_end();
    /* a damaged length: nothing is cut on its word alone */
    three[8] = 20;
    start(three, sizeof three, RT_INPUT_AUTO);
    expect_packet(1, 0, three, sizeof three);
    expect_end();
    start(three + PACKET_LEN, PACKET_LEN + 5, RT_INPUT_AUTO);
    expect_packet(1, 0, three + PACKET_LEN, PACKET_LEN + 5);
    expect_end();
    for (size_t len = 1; len < PACKET_LEN; len++) { /* cut at every length */
        start(PACKET, len, RT_INPUT_RAW);
        expect_packet(1, 0, PACKET, len);
        expect_end();
    }
}
END_TEST

START_TEST(test_exchanges)
{
    start_text("{\"request\":\"" BASE64 "\"}\n{\"request\":3}\n{\"response\":\"Zg==\"}\n");
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_RECORD);
    ck_assert_int_eq(item.kind, RT_INPUT_EXCHANGE);
    ck_assert_uint_eq(item.record.request.len, PACKET_LEN);
    expect_fault(2, RT_E_JSON_TYPE, 74);
    ck_assert(fault.roughtime);
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_RECORD);
    ck_assert_uint_eq(item.number, 3);
    ck_assert_uint_eq(item.at, 77);
    expect_end();
}
END_TEST

/* Forced formats read what finding by content would read otherwise. */
START_TEST(test_forced)
{
    start("Zm9v", 4, RT_INPUT_BASE64);
    expect_packet(1, 0, "foo", 3);
    expect_end();
    start(HEX, 72, RT_INPUT_RAW);
    expect_packet(1, 0, HEX, 72);
    expect_end();
    start("{}\n{\"request\":\"\"}\n", 18, RT_INPUT_NDJSON);
    expect_fault(1, RT_E_JSON_FIELD, 0);
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_RECORD);
    expect_end();
    start("{\"request\":\"\"}\n{}", 17, RT_INPUT_JSON);
    expect_fault(1, RT_E_JSON_TRAILING, 15);
    expect_end();
    write_file(HEX, 72);
    ck_assert_ptr_null(rt_input_open(path, RT_INPUT_PCAP, &fault));
    unlink(path);
    ck_assert_int_eq(fault.error, RT_E_CAPTURE);
}
END_TEST

START_TEST(test_no_packet)
{
    start_text("This is a letter, and no packet.\n");
    expect_fault(0, RT_E_NOT_A_PACKET, 0);
    ck_assert(fault.no_format);
    expect_end();
    start_text("hellowor");
    expect_fault(0, RT_E_NOT_A_PACKET, 0);
    expect_end();
    start_text("\n  \n");
    expect_fault(1, RT_E_EMPTY, 0);
    expect_end();
    write_file("\x1f\x8b\x08\0\0\0\0", 7);
    ck_assert_ptr_null(rt_input_open(path, RT_INPUT_AUTO, &fault));
    unlink(path);
    ck_assert_ptr_nonnull(strstr(fault.cause, "gzip"));
    ck_assert(!fault.no_format);
    start_text("[]");
    expect_fault(1, RT_E_EMPTY, 0);
    expect_end();
    start_text(BASE64 "=");
    expect_fault(1, RT_E_BASE64, 48);
    expect_end();
    start_text(HEX "xx");
    expect_fault(1, RT_E_HEX, 72);
    expect_end();
}
END_TEST

START_TEST(test_not_opened)
{
    ck_assert_ptr_null(rt_input_open("/nonexistent/file", RT_INPUT_AUTO, &fault));
    ck_assert_int_eq(fault.error, RT_E_IO);
    ck_assert_str_eq(fault.cause, "No such file or directory");
    ck_assert_ptr_null(rt_input_open("/", RT_INPUT_AUTO, &fault));
    ck_assert_int_eq(fault.error, RT_E_IO);
    ck_assert_str_eq(fault.cause, "Is a directory");
    for (int format = RT_INPUT_AUTO; format < RT_INPUT_FORMAT_COUNT; format++) {
        ck_assert_ptr_null(rt_input_open("/dev/null", (enum rt_input_format)format, &fault));
        ck_assert_int_eq(fault.error, RT_E_EMPTY);
    }
}
END_TEST

START_TEST(test_bounds)
{
    size_t len = RT_INPUT_TEXT_MAX + 1;
    char *bytes = malloc(len + 1);
    memset(bytes, 'a', len);
    start(bytes, len, RT_INPUT_AUTO);
    expect_fault(0, RT_E_TOO_LARGE, RT_INPUT_TEXT_MAX);
    expect_end();
    start(bytes, 2 * RT_PACKET_MAX + 2, RT_INPUT_AUTO);
    expect_fault(1, RT_E_TOO_LARGE, 2 * (uint64_t)RT_PACKET_MAX);
    expect_end();
    memset(bytes, 0xff, len);
    start(bytes, RT_PACKET_MAX + 1, RT_INPUT_AUTO);
    expect_fault(1, RT_E_TOO_LARGE, 0);
    expect_end();
    start(bytes, RT_PACKET_MAX, RT_INPUT_AUTO);
    expect_packet(1, 0, bytes, RT_PACKET_MAX);
    expect_end();
    free(bytes);
}
END_TEST

/* Standard input as a pipe that delivers its bytes one by one. */
START_TEST(test_pipe)
{
    const char *text = " \n {\"request\":\"" BASE64 "\"}\n{\"response\":\"Zg==\"}\n";
    int ends[2], saved = dup(STDIN_FILENO);
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        for (const char *p = text; *p != '\0'; p++)
            if (write(ends[1], p, 1) != 1)
                _exit(1);
        _exit(0);
    }
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    input = rt_input_open("-", RT_INPUT_AUTO, &fault);
    ck_assert_ptr_nonnull(input);
    ck_assert_str_eq(rt_input_name(input), "standard input");
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_RECORD);
    ck_assert_uint_eq(item.record.request.len, PACKET_LEN);
    ck_assert_int_eq(rt_input_next(input, &item, &fault), RT_NEXT_RECORD);
    expect_end();
    dup2(saved, STDIN_FILENO);
    close(saved);
}
END_TEST

RT_TEST_MAIN("input", test_formats, test_names, test_packets, test_raw, test_exchanges, test_forced,
             test_no_packet, test_not_opened, test_bounds, test_pipe)
