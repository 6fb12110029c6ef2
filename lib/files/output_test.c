// SPDX-License-Identifier: BSD-2-Clause
/* Each form of output, what is escaped, and what happens when writing fails. */
#include "files/output.h"

#include <errno.h>
#include <string.h>

#include "base/test.h"
#include "files/json.h"

static char *text;
static size_t text_len;
static FILE *file;
static struct rt_output out;

static void start(enum rt_output_form form, bool colour)
{
    free(text);
    text = NULL;
    file = open_memstream(&text, &text_len);
    rt_output_open(&out, file, form, colour);
}

static void expect(const char *wanted)
{
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    ck_assert_str_eq(text, wanted);
}

static struct rt_view view(const char *string)
{
    return (struct rt_view){(const uint8_t *)string, strlen(string)};
}

START_TEST(test_values)
{
    start(RT_OUTPUT_NDJSON, false);
    rt_output_record(&out, "test");
    rt_output_null(&out, "n");
    rt_output_bool(&out, "t", true);
    rt_output_bool(&out, "f", false);
    rt_output_int(&out, "min", INT64_MIN);
    rt_output_int(&out, "max", INT64_MAX);
    rt_output_uint(&out, "u", UINT64_MAX);
    rt_output_uint(&out, "zero", 0);
    rt_output_int_string(&out, "is", INT64_MIN);
    rt_output_uint_string(&out, "us", UINT64_MAX);
    rt_output_raw(&out, "r8", 1, 8);
    rt_output_raw(&out, "r4", 0x8000000c, 4);
    rt_output_hex(&out, "h", view("\x01\xab"));
    rt_output_base64(&out, "b", view("fo"));
    rt_output_hex(&out, "absent", (struct rt_view){NULL, 0});
    rt_output_hex(&out, "empty", view(""));
    rt_output_string(&out, "null", NULL);
    rt_output_record_end(&out);
    expect("{\"rtctl\":1,\"type\":\"test\",\"n\":null,\"t\":true,\"f\":false,"
           "\"min\":-9223372036854775808,\"max\":9223372036854775807,"
           "\"u\":18446744073709551615,\"zero\":0,\"is\":\"-9223372036854775808\","
           "\"us\":\"18446744073709551615\",\"r8\":\"0x0000000000000001\","
           "\"r4\":\"0x8000000c\",\"h\":\"01ab\",\"b\":\"Zm8=\",\"absent\":null,\"empty\":\"\","
           "\"null\":null}\n");
}
END_TEST

START_TEST(test_nesting)
{
    start(RT_OUTPUT_NDJSON, false);
    for (int i = 0; i < 2; i++) {
        rt_output_record(&out, "x");
        rt_output_array(&out, "a");
        rt_output_uint(&out, NULL, 1);
        rt_output_object(&out, NULL);
        rt_output_end(&out);
        rt_output_array(&out, NULL);
        rt_output_string(&out, NULL, "s");
        rt_output_end(&out);
        rt_output_end(&out);
        rt_output_key(&out, "k");
        rt_output_object(&out, NULL);
        rt_output_key(&out, "v");
        rt_output_uint(&out, NULL, 7);
        rt_output_end(&out);
        rt_output_record_end(&out);
    }
    expect("{\"rtctl\":1,\"type\":\"x\",\"a\":[1,{},[\"s\"]],\"k\":{\"v\":7}}\n"
           "{\"rtctl\":1,\"type\":\"x\",\"a\":[1,{},[\"s\"]],\"k\":{\"v\":7}}\n");
}
END_TEST

static void records(int count)
{
    for (int i = 0; i < count; i++) {
        rt_output_record(&out, "x");
        rt_output_array(&out, "a");
        rt_output_uint(&out, NULL, 1);
        rt_output_end(&out);
        rt_output_record_end(&out);
    }
}

#define PRETTY "{\n  \"rtctl\": 1,\n  \"type\": \"x\",\n  \"a\": [\n    1\n  ]\n}"

START_TEST(test_document)
{
    start(RT_OUTPUT_JSON, false);
    expect("[]\n");
    start(RT_OUTPUT_JSON, false);
    records(1);
    rt_output_flush(&out); /* must not let the first record go */
    expect(PRETTY "\n");
    start(RT_OUTPUT_JSON, false);
    records(3);
    expect("[\n" PRETTY ",\n" PRETTY ",\n" PRETTY "\n]\n");
}
END_TEST

/* Larger than every buffer: the first record of a document grows, nothing is lost or doubled. */
START_TEST(test_large)
{
    static uint8_t bytes[100000];
    struct rt_json_fault fault;
    for (int form = RT_OUTPUT_JSON; form <= RT_OUTPUT_NDJSON; form++) {
        start((enum rt_output_form)form, false);
        for (int i = 0; i < (form == RT_OUTPUT_JSON ? 3 : 1); i++) {
            rt_output_record(&out, "x");
            rt_output_hex(&out, "hex", (struct rt_view){bytes, sizeof bytes});
            rt_output_base64(&out, "base64", (struct rt_view){bytes, sizeof bytes});
            rt_output_record_end(&out);
        }
        ck_assert_int_eq(rt_output_close(&out), RT_OK);
        fclose(file);
        struct cJSON *tree = rt_json_parse((struct rt_view){(uint8_t *)text, text_len}, &fault);
        ck_assert_ptr_nonnull(tree);
        const struct cJSON *record = form == RT_OUTPUT_JSON ? rt_json_first(tree) : tree;
        ck_assert_uint_eq(strlen(rt_json_string(rt_json_member(record, "hex"))), 200000);
        ck_assert_uint_eq(strlen(rt_json_string(rt_json_member(record, "base64"))), 133336);
        rt_json_free(tree);
    }
}
END_TEST

/* A run that ends within a record still leaves valid JSON. */
START_TEST(test_close_ends_levels)
{
    start(RT_OUTPUT_NDJSON, false);
    rt_output_record(&out, "x");
    rt_output_array(&out, "a");
    rt_output_object(&out, NULL);
    expect("{\"rtctl\":1,\"type\":\"x\",\"a\":[{}]}\n");
}
END_TEST

START_TEST(test_escapes)
{
    static const char *const pairs[][2] = {
        {"plain", "plain"},
        {"\"\\/", "\\\"\\\\/"},
        {"\n\t\x01\x7f", "\\n\\u0009\\u0001\\u007f"},
        {"\xc3\xa9\xf0\x9f\x98\x80", "\xc3\xa9\xf0\x9f\x98\x80"},
        {"a\xff"
         "b",
         "a\xef\xbf\xbd"
         "b"},
        {"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char wanted[200];
        snprintf(wanted, sizeof wanted, "{\"rtctl\":1,\"type\":\"x\",\"s\":\"%s\"}\n", pairs[i][1]);
        start(RT_OUTPUT_NDJSON, false);
        rt_output_record(&out, "x");
        rt_output_string(&out, "s", pairs[i][0]);
        rt_output_record_end(&out);
        expect(wanted);
    }
}
END_TEST

/* Every string of two bytes comes back from a JSON reader as UTF-8. */
START_TEST(test_any_bytes)
{
    struct rt_json_fault fault;
    start(RT_OUTPUT_JSON, false);
    rt_output_record(&out, "x");
    rt_output_array(&out, "a");
    for (unsigned i = 0; i < 65536; i++) {
        uint8_t bytes[2] = {(uint8_t)(i >> 8 ? i >> 8 : 1), (uint8_t)(i & 255 ? i & 255 : 1)};
        rt_output_string_view(&out, NULL, (struct rt_view){bytes, 2});
    }
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    struct cJSON *tree = rt_json_parse((struct rt_view){(uint8_t *)text, text_len}, &fault);
    ck_assert_msg(tree != NULL, "%zu: %s", fault.at, fault.cause);
    rt_json_free(tree);
}
END_TEST

START_TEST(test_text)
{
    start(RT_OUTPUT_TEXT, false);
    rt_output_cell(&out, RT_STYLE_GOOD, 6, "pass");
    rt_output_cell(&out, RT_STYLE_PLAIN, 3, "\xc3\xa9");
    rt_output_cell(&out, RT_STYLE_BAD, 2, "long");
    rt_output_print(&out, "%d%s", 7, "\n");
    rt_output_safe(&out, view("a\033[31m\xff\n\xc2\x9b"));
    rt_output_hex_text(&out, view("\x0f"));
    rt_output_text(&out, "\n");
    expect("pass  \xc3\xa9  long 7\na\\x1b[31m\\xff\\x0a\\xc2\\x9b0f\n");
}
END_TEST

START_TEST(test_colour)
{
    start(RT_OUTPUT_TEXT, true);
    rt_output_cell(&out, RT_STYLE_GOOD, 6, "pass");
    rt_output_styled(&out, RT_STYLE_PLAIN, "x");
    rt_output_styled(&out, RT_STYLE_BAD, "\033");
    expect("\033[32mpass\033[0m  x\033[1;31m\\x1b\033[0m");
}
END_TEST

/* Lines are broken whole, however the pieces come and whenever they are flushed. */
START_TEST(test_wrap)
{
    start(RT_OUTPUT_TEXT, false);
    rt_output_text(&out, "a line from before stays as long as it is\n");
    rt_output_wrap(&out, 20);
    for (int i = 0; i < 20000; i++) /* more than the buffer holds */
        rt_output_text(&out, "word one two three four\n");
    rt_output_text(&out, "this line is given ");
    rt_output_flush(&out);
    rt_output_text(&out, "in two parts, and stays\nbut the next is broken again\n");
    rt_output_wrap(&out, 0);
    rt_output_text(&out, "and the last one is as long as it likes\n");
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    static const char begin[] = "a line from before stays as long as it is\nword one two three\n";
    static const char end[] =
        "\n  four\nthis line is given in two parts, and stays\nbut the next is\n"
        "  broken again\nand the last one is as long as it likes\n";
    ck_assert_int_eq(strncmp(text, begin, sizeof begin - 1), 0);
    ck_assert_str_eq(text + text_len - (sizeof end - 1), end);
    ck_assert_uint_eq(text_len, 42 + 20000 * 26 + sizeof end - 1 - 8);
}
END_TEST

/* JSON is for programs. */
START_TEST(test_wrap_json)
{
    start(RT_OUTPUT_NDJSON, false);
    rt_output_wrap(&out, 20);
    rt_output_record(&out, "test");
    rt_output_string(&out, "text", "words that go on beyond the width");
    rt_output_record_end(&out);
    expect("{\"rtctl\":1,\"type\":\"test\",\"text\":\"words that go on beyond the width\"}\n");
}
END_TEST

START_TEST(test_full_disk)
{
    for (int form = RT_OUTPUT_TEXT; form <= RT_OUTPUT_NDJSON; form++) {
        FILE *full = fopen("/dev/full", "w");
        ck_assert_ptr_nonnull(full);
        rt_output_open(&out, full, (enum rt_output_form)form, false);
        if (form == RT_OUTPUT_TEXT)
            rt_output_text(&out, "x");
        else
            records(5000);
        errno = 0;
        ck_assert_int_eq(rt_output_close(&out), RT_E_IO);
        ck_assert_int_eq(errno, ENOSPC);
        ck_assert(rt_output_failed(&out));
        fclose(full);
    }
}
END_TEST

START_TEST(test_flush_delivers)
{
    start(RT_OUTPUT_NDJSON, false);
    records(1);
    rt_output_flush(&out);
    ck_assert_str_eq(text, "{\"rtctl\":1,\"type\":\"x\",\"a\":[1]}\n");
    records(1);
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    free(text);
    text = NULL;
}
END_TEST

RT_TEST_MAIN("output", test_values, test_nesting, test_document, test_large, test_close_ends_levels,
             test_escapes, test_any_bytes, test_text, test_colour, test_wrap, test_wrap_json,
             test_full_disk, test_flush_delivers)
