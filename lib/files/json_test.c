// SPDX-License-Identifier: BSD-2-Clause
/* Files of exchanges as records, and every fault of one. */
#include "files/json.h"

#include <string.h>

#include "base/test.h"

#define KEY "qJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY="

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_valid)
{
    static const char *const good[] = {
        "{}",
        "[]",
        " [ ] ",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1.5e+10",
        "1E3",
        "\"\"",
        "\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\xc3\xa9\xf0\x9f\x98\x80\x7f\"",
        "{\"a\":1,\"b\":{\"a\":2},\"c\":[{\"a\":3},{\"a\":4}]}",
        "{\"a\":1,\"A\":2,\"\":3}",
        "\r\n\t[1 , 2]\n",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct rt_json_fault fault;
        struct cJSON *tree = rt_json_parse(view(good[i]), &fault);
        ck_assert_msg(tree != NULL && fault.error == RT_OK, "%s: %zu %s", good[i], fault.at,
                      fault.cause);
        rt_json_free(tree);
    }
}
END_TEST

/* A number has 60 characters at most. */
START_TEST(test_long_numbers)
{
    char text[62];
    struct rt_json_fault fault;
    memset(text, '1', sizeof text);
    text[60] = '\0';
    struct cJSON *tree = rt_json_parse(view(text), &fault);
    ck_assert_ptr_nonnull(tree);
    rt_json_free(tree);
    text[60] = '1';
    text[61] = '\0';
    ck_assert_ptr_null(rt_json_parse(view(text), &fault));
    ck_assert_int_eq(fault.error, RT_E_JSON);
    ck_assert_str_eq(fault.cause, "a number has too many digits");
}
END_TEST

START_TEST(test_refused)
{
    static const struct {
        const char *text;
        enum rt_error error;
        size_t at;
    } cases[] = {
        {"", RT_E_EMPTY, 0},
        {" \n", RT_E_EMPTY, 2},
        {"{} x", RT_E_JSON_TRAILING, 3},
        {"{}{}", RT_E_JSON_TRAILING, 2},
        {"1 2", RT_E_JSON_TRAILING, 2},
        {"{\"a\":1,\"a\":2}", RT_E_JSON_DUPLICATE, 7},
        {"{\"a\":1,\"\\u0061\":2}", RT_E_JSON_DUPLICATE, 7},
        {"{\"\xc3\xa9\":1,\"\\u00e9\":2}", RT_E_JSON_DUPLICATE, 8},
        {"{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\uDE00\":2}", RT_E_JSON_DUPLICATE, 10},
        {"{\"\\\"\":1,\"\\u0022\":2}", RT_E_JSON_DUPLICATE, 8},
        {"{\"\\/\":1,\"/\":2}", RT_E_JSON_DUPLICATE, 8},
        {"[{\"x\":{\"a\":1,\"b\":0,\"a\":2}}]", RT_E_JSON_DUPLICATE, 19},
        {"{\"a\":1,}", RT_E_JSON, 7},
        {"[1,]", RT_E_JSON, 3},
        {"[1 2]", RT_E_JSON, 3},
        {"[", RT_E_TRUNCATED, 1},
        {"{\"a\"", RT_E_TRUNCATED, 4},
        {"{\"a\" 1}", RT_E_JSON, 5},
        {"{a:1}", RT_E_JSON, 1},
        {"{'a':1}", RT_E_JSON, 1},
        {"\"abc", RT_E_TRUNCATED, 4},
        {"\"a\nb\"", RT_E_JSON, 2},
        {"\"\\x41\"", RT_E_JSON, 2},
        {"\"\\u12g4\"", RT_E_JSON, 5},
        {"\"\\u0000\"", RT_E_JSON, 1},
        {"\"\\ud83d\"", RT_E_JSON, 1},
        {"\"\\ude00\"", RT_E_JSON, 1},
        {"\"\\ud83d\\u0041\"", RT_E_JSON, 1},
        {"\"\xff\"", RT_E_JSON, 1},
        {"\"\xc3\"", RT_E_JSON, 1},
        {"01", RT_E_JSON, 0},
        {"-01", RT_E_JSON, 0},
        {"+1", RT_E_JSON, 0},
        {".5", RT_E_JSON, 0},
        {"[1.]", RT_E_JSON, 3},
        {"1e", RT_E_TRUNCATED, 2},
        {"-", RT_E_TRUNCATED, 1},
        {"NaN", RT_E_JSON, 0},
        {"nul", RT_E_TRUNCATED, 3},
        {"nulL", RT_E_JSON, 3},
        {"True", RT_E_JSON, 0},
        {"// x\n1", RT_E_JSON, 0},
        {"11111111112222222222333333333344444444445555555555666666666677", RT_E_JSON, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_json_fault fault;
        struct cJSON *tree = rt_json_parse(view(cases[i].text), &fault);
        ck_assert_msg(tree == NULL && fault.error == cases[i].error && fault.at == cases[i].at,
                      "%s: %s at %zu", cases[i].text, rt_error_name(fault.error), fault.at);
        ck_assert(fault.cause[0] != '\0');
    }
}
END_TEST

START_TEST(test_zero_bytes)
{
    struct rt_json_fault fault;
    ck_assert_ptr_null(rt_json_parse((struct rt_view){(const uint8_t *)"[1]\0", 4}, &fault));
    ck_assert_int_eq(fault.error, RT_E_JSON_TRAILING);
    ck_assert_ptr_null(rt_json_parse((struct rt_view){(const uint8_t *)"\"a\0b\"", 5}, &fault));
    ck_assert_int_eq(fault.error, RT_E_JSON);
    ck_assert_uint_eq(fault.at, 2);
}
END_TEST

START_TEST(test_depth)
{
    static char text[2000000];
    struct rt_json_fault fault;
    size_t end = 0;
    memset(text, '[', RT_JSON_DEPTH);
    memset(text + RT_JSON_DEPTH, ']', RT_JSON_DEPTH);
    ck_assert(rt_json_scan_whole((struct rt_view){(uint8_t *)text, 2 * RT_JSON_DEPTH}, &fault));
    memset(text, '[', sizeof text);
    ck_assert(!rt_json_scan((struct rt_view){(uint8_t *)text, sizeof text}, 0, &end, &fault));
    ck_assert_int_eq(fault.error, RT_E_JSON_DEPTH);
    ck_assert_uint_eq(fault.at, RT_JSON_DEPTH);
}
END_TEST

START_TEST(test_keys_are_bounded)
{
    static char text[20 * RT_JSON_KEYS];
    for (int keys = RT_JSON_KEYS; keys <= RT_JSON_KEYS + 1; keys++) {
        struct rt_json_fault fault;
        size_t len = 0;
        for (int i = 0; i < keys; i++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s\"k%d\":0", i ? "," : "{", i);
        text[len++] = '}';
        bool good = rt_json_scan_whole((struct rt_view){(uint8_t *)text, len}, &fault);
        ck_assert_int_eq(good ? RT_OK : fault.error, keys == RT_JSON_KEYS ? RT_OK : RT_E_TOO_LARGE);
    }
}
END_TEST

START_TEST(test_tree)
{
    struct rt_json_fault fault;
    struct cJSON *tree =
        rt_json_parse(view("{\"s\":\"x\",\"n\":-7,\"t\":true,\"l\":[1,null],\"o\":{}}"), &fault);
    ck_assert_int_eq(rt_json_kind(tree), RT_JSON_OBJECT);
    ck_assert_str_eq(rt_json_string(rt_json_member(tree, "s")), "x");
    ck_assert_ptr_null(rt_json_member(tree, "S"));
    ck_assert_int_eq(rt_json_int(rt_json_member(tree, "n")), -7);
    ck_assert(rt_json_true(rt_json_member(tree, "t")));
    const struct cJSON *list = rt_json_member(tree, "l");
    ck_assert_int_eq(rt_json_kind(list), RT_JSON_ARRAY);
    ck_assert_int_eq(rt_json_int(rt_json_first(list)), 1);
    ck_assert_int_eq(rt_json_kind(rt_json_after(rt_json_first(list))), RT_JSON_NULL);
    ck_assert_ptr_null(rt_json_after(rt_json_after(rt_json_first(list))));
    ck_assert_str_eq(rt_json_key(list), "l");
    ck_assert_ptr_null(rt_json_string(list));
    ck_assert_int_eq(rt_json_kind(NULL), 0);
    ck_assert_ptr_null(rt_json_member(NULL, "x"));
    rt_json_free(tree);
}
END_TEST

/*
 * Records.
 */

static FILE *file;
static struct rt_json_reader *reader;
static struct rt_record record;
static struct rt_record_fault fault;

static void start_bytes(const char *text, size_t len, enum rt_json_form form)
{
    file = tmpfile();
    ck_assert_uint_eq(fwrite(text, 1, len, file), len);
    rewind(file);
    reader = rt_json_open(file, form);
}

static void start(const char *text)
{
    start_bytes(text, strlen(text), RT_JSON_AUTO);
}

static void expect_record(uint64_t number, uint64_t at)
{
    enum rt_next next = rt_json_next(reader, &record, &fault);
    ck_assert_msg(next == RT_NEXT_RECORD, "%d: %s", (int)next, fault.cause);
    ck_assert_uint_eq(record.number, number);
    ck_assert_uint_eq(record.at, at);
}

static void expect_fault(uint64_t number, enum rt_error error, uint64_t at)
{
    ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_FAULT);
    ck_assert_msg(fault.error == error && fault.at == at && fault.record == number,
                  "%s at %llu, record %llu: %s", rt_error_name(fault.error),
                  (unsigned long long)fault.at, (unsigned long long)fault.record, fault.cause);
}

static void expect_end(void)
{
    ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_END);
    ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_END);
    rt_json_close(reader);
    fclose(file);
}

START_TEST(test_exchange)
{
    start("{\"publicKey\":\"" KEY "\",\"request\":\"cmVx\",\"response\":\"cmVzcA==\","
          "\"rand\":\"AAEC\",\"version\":\"v8\",\"source\":{\"x\":1},\"expect\":{\"y\":2}}");
    expect_record(1, 0);
    ck_assert(record.have_key);
    ck_assert_uint_eq(record.key[0], 0xa8);
    ck_assert_uint_eq(record.request.len, 3);
    ck_assert_mem_eq(record.request.data, "req", 3);
    ck_assert_mem_eq(record.response.data, "resp", 4);
    ck_assert_uint_eq(record.rand.len, 3);
    ck_assert_str_eq(record.version, "v8");
    ck_assert_int_eq(rt_json_int(rt_json_member(record.source, "x")), 1);
    ck_assert_int_eq(rt_json_int(rt_json_member(record.expect, "y")), 2);
    ck_assert_uint_eq(record.report, 0);
    expect_end();
}
END_TEST

START_TEST(test_absent_fields)
{
    start("{\"response\":\"\"}\n");
    expect_record(1, 0);
    ck_assert(!record.have_key);
    ck_assert(!rt_view_present(record.request));
    ck_assert(rt_view_present(record.response));
    ck_assert(!rt_view_present(record.rand));
    ck_assert_ptr_null(record.version);
    ck_assert_ptr_null(record.source);
    ck_assert_ptr_null(record.expect);
    expect_end();
}
END_TEST

START_TEST(test_hex_key)
{
    start("{\"request\":\"\",\"publicKey\":"
          "\"a89fe62a21d6c0153ecd837a398a30ce2ff58ed96bf39e3cf1a448e2090f1ea6\"}");
    expect_record(1, 0);
    ck_assert(record.have_key);
    expect_end();
}
END_TEST

/* As serde, Java and Node write bytes. */
START_TEST(test_arrays_of_bytes)
{
    start("{\"request\":[ 0, 1,255 ],\"response\":{\"type\":\"Buffer\",\"data\":[7,-1,-128]},"
          "\"rand\":[]}");
    expect_record(1, 0);
    ck_assert_uint_eq(record.request.len, 3);
    ck_assert_mem_eq(record.request.data, "\x00\x01\xff", 3);
    ck_assert_uint_eq(record.response.len, 3);
    ck_assert_mem_eq(record.response.data, "\x07\xff\x80", 3);
    ck_assert(rt_view_present(record.rand));
    ck_assert_uint_eq(record.rand.len, 0);
    expect_end();
}
END_TEST

/* RFC 7464: a separator before each text, on one line or on several. */
START_TEST(test_text_sequence)
{
    start("\x1e{\"response\":\"YQ==\"}\n\x1e{\"response\":\"YWI=\"}\n");
    expect_record(1, 1);
    ck_assert_uint_eq(record.response.len, 1);
    expect_record(2, 22);
    ck_assert_uint_eq(record.response.len, 2);
    expect_end();
    start("\x1e{\n\"response\":\"YQ==\"\n}\n\x1e{\n\"response\":\"YWI=\"\n}\n");
    expect_record(1, 1);
    expect_record(2, 24);
    ck_assert_uint_eq(record.response.len, 2);
    expect_end();
}
END_TEST

START_TEST(test_field_faults)
{
    static const struct {
        const char *text;
        enum rt_error error;
        uint64_t at;
    } cases[] = {
        {"{\"request\":1}", RT_E_JSON_TYPE, 11},
        {"{\"request\":null}", RT_E_JSON_TYPE, 11},
        {"{\"response\":[\"Zg==\"]}", RT_E_JSON_TYPE, 13},
        {"{\"response\":[1,256]}", RT_E_JSON_TYPE, 15},
        {"{\"response\":[1.5]}", RT_E_JSON_TYPE, 13},
        {"{\"response\":[1e2]}", RT_E_JSON_TYPE, 13},
        {"{\"response\":[-129]}", RT_E_JSON_TYPE, 13},
        {"{\"response\":[null]}", RT_E_JSON_TYPE, 13},
        {"{\"response\":{\"data\":[1,[]]}}", RT_E_JSON_TYPE, 23},
        {"{\"response\":{\"data\":\"Zg==\"}}", RT_E_JSON_TYPE, 12},
        {"{\"request\":\"\",\"publicKey\":[1,2]}", RT_E_JSON_TYPE, 26},
        {"{\"request\":\"\",\"version\": 8}", RT_E_JSON_TYPE, 25},
        {"{\"request\":\"\",\"rand\":{}}", RT_E_JSON_TYPE, 21},
        {"{\"request\":\"\",\"publicKey\":7}", RT_E_JSON_TYPE, 26},
        {"{\"request\":\"Zg=\"}", RT_E_BASE64, 15},
        {"{\"request\":\"Zm 9v\"}", RT_E_BASE64, 14},
        {"{\"request\":\"Zm\\n9v\"}", RT_E_BASE64, 14},
        {"{\"request\":\"\",\"publicKey\":\"Zg==\"}", RT_E_KEY_LENGTH, 26},
        {"{\"request\":\"\",\"publicKey\":\"no\"}", RT_E_BASE64, 26},
        {"{}", RT_E_JSON_FIELD, 0},
        {"{\"Request\":\"\"}", RT_E_JSON_FIELD, 0},
        {"7", RT_E_JSON_TYPE, 0},
        {"\"x\"", RT_E_JSON_TYPE, 0},
        {"{\"request\":\"\",\"request\":\"\"}", RT_E_JSON_DUPLICATE, 14},
        {"{\"request\":\"\"} 7", RT_E_JSON_TRAILING, 15},
        {"{\"request\":\"Zm9\"}", RT_E_BASE64, 15},
        {"{\"request\":\"Zm9vZ\"}", RT_E_BASE64, 17},
        {"{\"request\":\"\"", RT_E_TRUNCATED, 13},
        {"{\"responses\":{}}", RT_E_JSON_TYPE, 13},
        {"", RT_E_EMPTY, 0},
        {"\n \n", RT_E_EMPTY, 0},
        {"[]", RT_E_EMPTY, 0},
        {"{\"responses\":[]}", RT_E_EMPTY, 13},
        {"[1]", RT_E_JSON_TYPE, 1},
        {"nonsense", RT_E_JSON, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start_bytes(cases[i].text, strlen(cases[i].text), RT_JSON_DOCUMENT);
        expect_fault(1, cases[i].error, cases[i].at);
        expect_end();
    }
}
END_TEST

START_TEST(test_lines)
{
    start("{\"request\":\"Zg==\"}\r\n\n  \n{\"request\":\"Zm8=\"}\n{\"request\":5}\nxx\n"
          "{\"request\":\"Zm9v\"}");
    expect_record(1, 0);
    ck_assert_uint_eq(record.line, 1);
    expect_record(2, 24);
    ck_assert_uint_eq(record.line, 4);
    expect_fault(3, RT_E_JSON_TYPE, 54);
    expect_fault(4, RT_E_JSON, 57);
    expect_record(5, 60);
    ck_assert_uint_eq(record.request.len, 3);
    expect_end();
}
END_TEST

START_TEST(test_first_line_damaged)
{
    start("{\"request\":\"Zg==\"\n{\"request\":\"Zm8=\"}\n");
    expect_fault(1, RT_E_TRUNCATED, 17);
    expect_record(2, 18);
    expect_end();
}
END_TEST

START_TEST(test_pretty_document)
{
    start("\n{\n  \"request\": \"Zg==\",\n  \"version\": \"v4\"\n}\n\n");
    expect_record(1, 1);
    ck_assert_str_eq(record.version, "v4");
    expect_end();
    start("{\n\"request\": \"Zg==\"\n}\ntrailing");
    expect_fault(1, RT_E_JSON_TRAILING, 22);
    expect_end();
}
END_TEST

#define NINE "524f55474854494d00524f55474854494d00"

/* Hex where base64 is usual, and base64 without its padding. */
START_TEST(test_other_encodings)
{
    static const char *const same[] = {
        "{\"request\":\"" NINE "\"}",
        "{\"request\":\"0x" NINE "\"}",
        "{\"request\":\"524F55474854494D00524F55474854494D00\"}",
        "{\"request\":\"Uk9VR0hUSU0AUk9VR0hUSU0A\"}",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        start(same[i]);
        expect_record(1, 0);
        ck_assert_uint_eq(record.request.len, 18);
        ck_assert_mem_eq(record.request.data, "ROUGHTIM\0ROUGHTIM", 18);
        expect_end();
    }
    start("{\"request\":\"Zm8\",\"response\":\"_-8\"}");
    expect_record(1, 0);
    ck_assert_uint_eq(record.request.len, 2);
    ck_assert_mem_eq(record.response.data, "\xff\xef", 2);
    expect_end();
    start("{\"request\":\"" NINE "A\"}");
    expect_fault(1, RT_E_HEX, 11);
    expect_end();
    start("{\"request\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"); /* zeros */
    expect_record(1, 0);
    ck_assert_uint_eq(record.request.len, 24);
    expect_end();
    start("{\"responses\":[{\"response\":\"Zm8\"}]}"); /* chains are taken by the letter */
    expect_fault(1, RT_E_BASE64, 30);
    expect_end();
}
END_TEST

/* Documents that are more than a line each, one behind the other. */
START_TEST(test_several_documents)
{
    start("{\n\"request\":\"Zg==\"\n}\n{\n\"response\":\"Zg==\"}\n[\n{\"request\":\"\"}]x");
    expect_record(1, 0);
    expect_record(2, 21);
    expect_record(3, 44);
    ck_assert_uint_eq(record.report, 1);
    expect_fault(4, RT_E_JSON_TRAILING, 59);
    ck_assert_uint_eq(fault.report, 0);
    expect_end();
    start("{\"request\":\"\"} {\"request\":7} {\"request\":\"\"}");
    expect_record(1, 0);
    expect_fault(2, RT_E_JSON_TYPE, 26);
    expect_record(3, 29);
    expect_end();
}
END_TEST

START_TEST(test_array)
{
    start("[{\"request\":\"Zg==\"},\n {\"request\":1}, 7, {\"response\":\"Zg==\"}]\n");
    expect_record(1, 1);
    ck_assert_uint_eq(record.report, 1);
    ck_assert_int_eq(record.form, RT_FORM_NONE);
    expect_fault(2, RT_E_JSON_TYPE, 33);
    expect_fault(3, RT_E_JSON_TYPE, 37);
    expect_record(4, 40);
    expect_end();
}
END_TEST

/* What was good before a damaged place is still delivered. */
START_TEST(test_damaged_array)
{
    start("[{\"request\":\"Zg==\"},\n{\"request\":\"Zg==\" \"x\"},\n{\"request\":\"Zg==\"}]\n");
    expect_record(1, 1);
    expect_fault(2, RT_E_JSON, 39);
    expect_end();
    start("[\n{\"request\":\"Zg==\"},\n{\"reque");
    expect_record(1, 2);
    expect_fault(2, RT_E_TRUNCATED, 29);
    expect_end();
    start("[\n{\"request\":\"Zg==\"}\n] x");
    expect_record(1, 2);
    expect_fault(2, RT_E_JSON_TRAILING, 23);
    expect_end();
    start("[\n{\"request\":\"Zg==\"},");
    expect_record(1, 2);
    expect_fault(2, RT_E_TRUNCATED, 21);
    expect_end();
}
END_TEST

START_TEST(test_report)
{
    start("{\"source\":\"s\",\"responses\":[\n{\"response\":\"Zg==\"},\n"
          "{\"response\":\"Zm8=\",\"source\":\"own\"}],\n\"more\":1}\n");
    expect_record(1, 28);
    ck_assert_int_eq(record.form, RT_FORM_RFC10049);
    ck_assert_uint_eq(record.report, 1);
    ck_assert_str_eq(rt_json_string(record.source), "s");
    expect_record(2, 49);
    ck_assert_uint_eq(record.report, 1);
    ck_assert_str_eq(rt_json_string(record.source), "own");
    expect_end();
    start("{\"a\":1,\"responses\":[{\"response\":\"Zg==\"}],\n\"a\":2}\n");
    expect_record(1, 20);
    expect_fault(2, RT_E_JSON_DUPLICATE, 42);
    ck_assert_uint_eq(fault.report, 1);
    expect_end();
}
END_TEST

START_TEST(test_reports_in_lines)
{
    start("{\"responses\":[{\"response\":\"\"},{\"response\":\"\"}]}\n{\"request\":\"\"}\n"
          "{\"responses\":[{\"response\":\"\"}]}\n");
    expect_record(1, 14);
    expect_record(2, 30);
    ck_assert_uint_eq(record.report, 1);
    expect_record(3, 48);
    ck_assert_uint_eq(record.report, 0);
    ck_assert_int_eq(record.form, RT_FORM_NONE);
    expect_record(4, 77);
    ck_assert_uint_eq(record.report, 2);
    expect_end();
}
END_TEST

START_TEST(test_byte_order_mark)
{
    start("\xef\xbb\xbf{\"request\":\"Zg==\"}\n");
    expect_record(1, 3);
    expect_end();
}
END_TEST

static void fill(char *text, size_t base64_len)
{
    strcpy(text, "{\"request\":\"");
    memset(text + 12, 'A', base64_len);
    strcpy(text + 12 + base64_len, "\"}\n{\"request\":\"Zg==\"}\n");
}

START_TEST(test_bounds)
{
    size_t fits = (size_t)RT_PACKET_MAX / 3 * 4, line = RT_JSON_LINE_MAX;
    char *text = malloc(line + 1000);
    fill(text, fits);
    start(text);
    expect_record(1, 0);
    ck_assert_uint_eq(record.request.len, RT_PACKET_MAX);
    expect_record(2, fits + 15);
    expect_end();
    fill(text, fits + 4);
    start(text);
    expect_fault(1, RT_E_TOO_LARGE, 11);
    expect_record(2, fits + 19);
    expect_end();
    fill(text, line);
    for (int form = RT_JSON_AUTO; form <= RT_JSON_LINES; form += RT_JSON_LINES - RT_JSON_AUTO) {
        start_bytes(text, strlen(text), (enum rt_json_form)form);
        expect_fault(1, RT_E_TOO_LARGE, line);
        expect_record(2, line + 15);
        expect_end();
    }
    free(text);
}
END_TEST

/* An array in one line may be longer than a line of NDJSON. */
START_TEST(test_long_array)
{
    char *text = NULL;
    size_t len = 0;
    FILE *memory = open_memstream(&text, &len);
    for (int i = 0; i < 300000; i++)
        fprintf(memory, "%s{\"request\":\"Zg==\"}", i == 0 ? "[" : ",");
    fprintf(memory, "]\n");
    fclose(memory);
    ck_assert_uint_gt(len, RT_JSON_LINE_MAX);
    start_bytes(text, len, RT_JSON_AUTO);
    for (uint64_t i = 0; i < 300000; i++)
        expect_record(i + 1, 1 + 19 * i);
    expect_end();
    free(text);
}
END_TEST

START_TEST(test_document_bound)
{
    size_t len = (size_t)RT_JSON_DOCUMENT_MAX + 2;
    char *text = malloc(len);
    memset(text, ' ', len);
    memcpy(text, "[\n", 2);
    start_bytes(text, len, RT_JSON_AUTO);
    expect_fault(1, RT_E_TOO_LARGE, RT_JSON_DOCUMENT_MAX);
    expect_end();
    free(text);
}
END_TEST

RT_TEST_MAIN("json", test_valid, test_long_numbers, test_refused, test_zero_bytes, test_depth,
             test_keys_are_bounded, test_tree, test_exchange, test_absent_fields, test_hex_key,
             test_arrays_of_bytes, test_text_sequence, test_field_faults, test_lines,
             test_first_line_damaged, test_pretty_document, test_array, test_other_encodings,
             test_several_documents, test_damaged_array, test_report, test_reports_in_lines,
             test_byte_order_mark, test_bounds, test_long_array, test_document_bound)
