// SPDX-License-Identifier: BSD-2-Clause
/* The forms of chains, as records. */
#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "files/json.h"

#define KEY "qJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY="

static FILE *file;
static struct rt_json_reader *reader;
static struct rt_record record;
static struct rt_record_fault fault;

static void start_bytes(const char *text, size_t len)
{
    file = tmpfile();
    ck_assert_uint_eq(fwrite(text, 1, len, file), len);
    rewind(file);
    reader = rt_json_open(file, RT_JSON_AUTO);
}

static void start(const char *text)
{
    start_bytes(text, strlen(text));
}

static bool holds(struct rt_view view, const char *text)
{
    return text ? rt_view_equal(view, (struct rt_view){(const uint8_t *)text, strlen(text)})
                : !rt_view_present(view);
}

/* NULL: absent. */
static void expect_link(enum rt_chain_form form, uint64_t report, const char *rand,
                        const char *nonce, const char *response)
{
    enum rt_next next = rt_json_next(reader, &record, &fault);
    ck_assert_msg(next == RT_NEXT_RECORD, "%d: %s", (int)next, fault.cause);
    ck_assert_int_eq(record.form, form);
    ck_assert_uint_eq(record.report, report);
    ck_assert(holds(record.rand, rand));
    ck_assert(holds(record.nonce, nonce));
    ck_assert(holds(record.response, response));
}

/* The cause begins with `cause`. */
static void expect_fault(uint64_t number, uint64_t report, enum rt_error error, uint64_t at,
                         const char *cause)
{
    ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_FAULT);
    ck_assert_msg(fault.error == error && fault.at == at && fault.record == number &&
                      fault.report == report && strncmp(fault.cause, cause, strlen(cause)) == 0,
                  "%s at %llu, record %llu, report %llu: %s", rt_error_name(fault.error),
                  (unsigned long long)fault.at, (unsigned long long)fault.record,
                  (unsigned long long)fault.report, fault.cause);
}

static void expect_end(void)
{
    enum rt_next next = rt_json_next(reader, &record, &fault);
    ck_assert_msg(next == RT_NEXT_END, "%d: %s", (int)next, fault.cause);
    rt_json_close(reader);
    fclose(file);
}

START_TEST(test_rfc10049)
{
    start("{\"responses\":[{\"publicKey\":\"" KEY "\",\"request\":\"cQ==\",\"response\":\"YQ==\"},"
          "{\"response\":\"Yg==\",\"rand\":\"cg==\",\"request\":\"Yw==\",\"x\":[{}],"
          "\"publicKey\":\"" KEY "\"}]}\n");
    expect_link(RT_FORM_RFC10049, 1, NULL, NULL, "a");
    ck_assert(record.have_key && holds(record.request, "q"));
    expect_link(RT_FORM_RFC10049, 1, "r", NULL, "b");
    ck_assert(record.have_key && holds(record.request, "c"));
    expect_end();
    start("{\"responses\":[{\"response\":\"YQ==\"}]}");
    expect_link(RT_FORM_RFC10049, 1, NULL, NULL, "a");
    ck_assert(!record.have_key && !rt_view_present(record.request));
    expect_end();
}
END_TEST

/* As pyroughtime wrote it: the nonce stands for the request. */
START_TEST(test_nonce_and_blind)
{
    start("{\"responses\":[{\"nonce\":\"bg==\",\"response\":\"YQ==\"},"
          "{\"blind\":\"cg==\",\"nonce\":\"bQ==\",\"response\":\"Yg==\"}]}");
    expect_link(RT_FORM_RFC10049, 1, NULL, "n", "a");
    expect_link(RT_FORM_RFC10049, 1, "r", "m", "b");
    expect_end();
    /* What is given in the words of the RFC counts. */
    start("{\"responses\":[{\"nonce\":\"bg==\",\"request\":\"cQ==\",\"response\":\"YQ==\","
          "\"rand\":\"cg==\",\"blind\":\"Yg==\"}]}");
    expect_link(RT_FORM_RFC10049, 1, "r", NULL, "a");
    expect_end();
}
END_TEST

/* Some writers put something into the place of the first rand, which has no meaning. */
START_TEST(test_first_rand)
{
    static const char *const nothing[] = {"null", "\"\""};
    for (size_t i = 0; i < 2; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "{\"responses\":[{\"response\":\"YQ==\",\"rand\":%s},"
                 "{\"response\":\"Yg==\",\"rand\":\"cg==\"}]}",
                 nothing[i]);
        start(text);
        expect_link(RT_FORM_RFC10049, 1, NULL, NULL, "a");
        expect_link(RT_FORM_RFC10049, 1, "r", NULL, "b");
        expect_end();
    }
    start("{\"responses\":[{\"response\":\"YQ==\",\"rand\":\"cg==\"}]}");
    expect_link(RT_FORM_RFC10049, 1, "r", NULL, "a");
    expect_end();
}
END_TEST

/* With sorted keys, spread over lines. */
START_TEST(test_rfc10049_spread)
{
    start("{\n  \"responses\": [\n    {\n      \"publicKey\": \"" KEY "\",\n"
          "      \"request\": \"cQ==\",\n      \"response\": \"YQ==\"\n    },\n    {\n"
          "      \"publicKey\": \"" KEY "\",\n      \"rand\": \"cg==\",\n"
          "      \"request\": \"cQ==\",\n      \"response\": \"Yg==\"\n    }\n  ]\n}");
    expect_link(RT_FORM_RFC10049, 1, NULL, NULL, "a");
    expect_link(RT_FORM_RFC10049, 1, "r", NULL, "b");
    expect_end();
}
END_TEST

START_TEST(test_draft08)
{
    static const char *const texts[] = {
        "{\"nonces\":[\"cA==\",\"cg==\"],\"responses\":[\"YQ==\",\"Yg==\"]}",
        "{\"responses\":[\"YQ==\",\"Yg==\"],\"nonces\":[\"cA==\",\"cg==\"]}",
        "{\"x\":[\"nonces\"],\"nonces\" :[\"cA==\" ,\"cg==\" ],\"responses\":[\"YQ==\", \"Yg==\"]}",
        "{\"nonces\":[\n\"cA==\",\"cg==\"],\"responses\":[\"YQ==\",\n\"Yg==\"]}",
        "{\"nonces\":[\"cA==\",\"\\u0063g==\"],\"responses\":[\"YQ==\",\"Y\\u0067==\"]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        start(texts[i]);
        expect_link(RT_FORM_DRAFT08, 1, "p", NULL, "a");
        ck_assert(!record.have_key && !rt_view_present(record.request));
        expect_link(RT_FORM_DRAFT08, 1, "r", NULL, "b");
        expect_end();
    }
}
END_TEST

START_TEST(test_draft08_without_first)
{
    static const char *const texts[] = {
        "{\"nonces\":[\"cg==\"],\"responses\":[\"YQ==\",\"Yg==\"]}",
        "{\"nonces\":[\"\",\"cg==\"],\"responses\":[\"YQ==\",\"Yg==\"]}",
        "{\"nonces\":[null,\"cg==\"],\"responses\":[\"YQ==\",\"Yg==\"]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        start(texts[i]);
        expect_link(RT_FORM_DRAFT08, 1, NULL, NULL, "a");
        expect_link(RT_FORM_DRAFT08, 1, "r", NULL, "b");
        expect_end();
    }
    start("{\"nonces\":[],\"responses\":[\"YQ==\"]}");
    expect_link(RT_FORM_DRAFT08, 1, NULL, NULL, "a");
    expect_end();
}
END_TEST

START_TEST(test_draft00)
{
    start("[{\"blind\":\"cg==\",\"response_packet\":\"YQ==\"},\n"
          "{\"response_packet\":\"Yg==\",\"blind\":\"cw==\"},{\"response_packet\":\"Yw==\"}]");
    expect_link(RT_FORM_DRAFT00, 1, NULL, NULL, "a");
    expect_link(RT_FORM_DRAFT00, 1, "r", NULL, "b");
    expect_link(RT_FORM_DRAFT00, 1, "s", NULL, "c");
    expect_end();
    start("[{\"response_packet\":\"YQ==\"},{\"response_packet\":\"Yg==\",\"blind\":null}]");
    expect_link(RT_FORM_DRAFT00, 1, NULL, NULL, "a");
    expect_link(RT_FORM_DRAFT00, 1, NULL, NULL, "b");
    expect_end();
}
END_TEST

START_TEST(test_google)
{
    start(
        "{\"links\":[{\"publicKeyType\":\"ed25519\",\"serverPublicKey\":\"" KEY
        "\",\"nonceOrBlind\":\"bg==\",\"reply\":\"YQ==\"},\n{\"serverPublicKey\":\"" KEY
        "\",\"nonceOrBlind\":\"cg==\",\"reply\":\"Yg==\",\"publicKeyType\":\"ed25519\"}],\"x\":1}");
    expect_link(RT_FORM_GOOGLE, 1, NULL, "n", "a");
    ck_assert(record.have_key && record.key[0] == 0xa8);
    expect_link(RT_FORM_GOOGLE, 1, "r", NULL, "b");
    expect_end();
    start("{\"links\":[{\"reply\":\"Yw==\"}]}");
    expect_link(RT_FORM_GOOGLE, 1, NULL, NULL, "c");
    ck_assert(!record.have_key);
    expect_end();
}
END_TEST

/* Lines may each be a report of its own form, or an exchange. */
START_TEST(test_lines)
{
    start("{\"links\":[{\"reply\":\"YQ==\",\"nonceOrBlind\":\"bg==\"}]}\n"
          "[{\"response_packet\":\"Yg==\"}]\n"
          "{\"request\":\"cQ==\"}\n"
          "{\"nonces\":[\"\"],\"responses\":[\"Yw==\"]}\n"
          "[{\"response\":\"ZA==\",\"rand\":\"\"}]\n"
          "{\"responses\":[]}\n"
          "{\"responses\":[{\"response\":\"ZQ==\"}]}\n");
    expect_link(RT_FORM_GOOGLE, 1, NULL, "n", "a");
    expect_link(RT_FORM_DRAFT00, 2, NULL, NULL, "b");
    expect_link(RT_FORM_NONE, 0, NULL, NULL, NULL);
    expect_link(RT_FORM_DRAFT08, 3, NULL, NULL, "c");
    expect_link(RT_FORM_NONE, 4, "", NULL, "d");
    expect_fault(6, 5, RT_E_EMPTY, 181, "the report has no responses");
    expect_link(RT_FORM_RFC10049, 6, NULL, NULL, "e");
    expect_end();
}
END_TEST

/* A fault of one link leaves the others. */
START_TEST(test_link_faults)
{
    static const struct {
        const char *text; /* of two links, the second of which is at fault */
        enum rt_error error;
        uint64_t at;
        const char *cause;
    } cases[] = {
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"request\":\"\"}]}", RT_E_JSON_FIELD, 34,
         "link 2: \"response\" is missing"},
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"Response\":\"\"}]}", RT_E_JSON_FIELD, 34,
         "link 2: \"response\" is missing"},
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"response\":7}]}", RT_E_JSON_TYPE, 46,
         "link 2: \"response\" is not a string"},
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"response\":\"\",\"rand\":0}]}", RT_E_JSON_TYPE,
         56, "link 2: \"rand\" is not a string"},
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"response\":\"-w==\"}]}", RT_E_BASE64, 47,
         "link 2: \"response\" is not base64"},
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"response\":\"AB==\"}]}", RT_E_BASE64, 51,
         "link 2: \"response\" is not base64"},
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"response\":\"YQ\"}]}", RT_E_BASE64, 49,
         "link 2: \"response\" is not base64"},
        {"{\"responses\":[{\"response\":\"YQ==\"},\"YQ==\"]}", RT_E_JSON_TYPE, 34,
         "link 2: it is not an object"},
        {"{\"responses\":[{\"response\":\"YQ==\"},{\"publicKey\":\"YQ==\"}]}", RT_E_KEY_LENGTH, 47,
         "link 2: \"publicKey\" is not 32 bytes"},
        {"{\"nonces\":[\"\",\"cg==\"],\"responses\":[\"YQ==\",{}]}", RT_E_JSON_TYPE, 42,
         "link 2: an element of \"responses\" is not a string"},
        {"{\"nonces\":[\"\",\"cg==\"],\"responses\":[\"YQ==\",\"Y===\"]}", RT_E_BASE64, 44,
         "link 2: \"responses\" is not base64"},
        {"{\"nonces\":[\"\",{}],\"responses\":[\"YQ==\",\"\"]}", RT_E_JSON_TYPE, 14,
         "link 2: an element of \"nonces\" is not a string"},
        {"{\"nonces\":[\"\",\"c_==\"],\"responses\":[\"YQ==\",\"\"]}", RT_E_BASE64, 19,
         "link 2: \"nonces\" is not base64"},
        {"[{\"response_packet\":\"YQ==\"},{\"blind\":\"\"}]", RT_E_JSON_FIELD, 28,
         "link 2: \"response_packet\" is missing"},
        {"[{\"response_packet\":\"YQ==\"},{\"blind\":[]}]", RT_E_JSON_TYPE, 37,
         "link 2: \"blind\" is not a string"},
        {"[{\"response_packet\":\"YQ==\"},[]]", RT_E_JSON_TYPE, 28, "link 2: it is not an object"},
        {"{\"links\":[{\"reply\":\"YQ==\"},{\"reply\":\"\",\"publicKeyType\":\"rsa\"}]}",
         RT_E_JSON_FIELD, 55, "link 2: \"publicKeyType\" is not \"ed25519\""},
        /* What one link has, all have. */
        {"{\"links\":[{\"reply\":\"YQ==\"},{\"reply\":\"\",\"publicKeyType\":\"ed25519\"}]}",
         RT_E_JSON_FIELD, 27, "link 2: it has \"publicKeyType\""},
        {"{\"links\":[{\"reply\":\"YQ==\"},{\"serverPublicKey\":1}]}", RT_E_JSON_TYPE, 46,
         "link 2: \"serverPublicKey\" is not a string"},
        {"{\"links\":[{\"reply\":\"YQ==\"},{\"Reply\":\"\"}]}", RT_E_JSON_FIELD, 27,
         "link 2: \"reply\" is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start(cases[i].text);
        ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_RECORD);
        ck_assert(record.form != RT_FORM_NONE && holds(record.response, "a"));
        expect_fault(2, 1, cases[i].error, cases[i].at, cases[i].cause);
        expect_end();
    }
}
END_TEST

/* A document that shows no link at all. */
START_TEST(test_list_faults)
{
    static const struct {
        const char *text;
        uint64_t report;
        enum rt_error error;
        uint64_t at;
        const char *cause;
    } cases[] = {
        {"{\"responses\": [ ]}", 1, RT_E_EMPTY, 14, "the report has no responses"},
        {"{\"nonces\":[],\"responses\":[]}", 1, RT_E_EMPTY, 25, "the report has no responses"},
        {"{\"links\":[]}", 1, RT_E_EMPTY, 9, "the chain has no links"},
        {"{\"links\":{}}", 0, RT_E_JSON_TYPE, 9, "\"links\" is not an array"},
        {"{\"responses\":\"\"}", 0, RT_E_JSON_TYPE, 13, "\"responses\" is not an array"},
        {"{\"responses\":[\"YQ==\"]}", 1, RT_E_JSON_FIELD, 13,
         "the responses are strings, and there are no \"nonces\""},
        {"{\"responses\":[\"YQ==\"],\"Nonces\":[\"\"]}", 1, RT_E_JSON_FIELD, 13,
         "the responses are strings, and there are no \"nonces\""},
        {"{\"responses\":[\"YQ==\"],\"nonces\":\"\"}", 1, RT_E_JSON_TYPE, 31,
         "\"nonces\" is not an array"},
        {"{\"nonces\":[\"\",\"\"],\"responses\":[\"YQ==\"]}", 1, RT_E_JSON_FIELD, 10,
         "2 nonces do not fit 1 responses"},
        {"{\"nonces\":[\"\"],\"responses\":[\"YQ==\",\"\",\"\"]}", 1, RT_E_JSON_FIELD, 10,
         "1 nonces do not fit 3 responses"},
        {"{\"nonces\":[],\"responses\":[\"\"],\"nonces\":[\"\"]}", 1, RT_E_JSON_DUPLICATE, 30,
         "an object has the same key twice"},
        {"{\"nonces\":[],\"responses\":[\"\"", 1, RT_E_TRUNCATED, 28, "the text ends"},
        {"{\"nonces\":[\"YQ==\"]}", 0, RT_E_JSON_FIELD, 0, "neither"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start(cases[i].text);
        expect_fault(1, cases[i].report, cases[i].error, cases[i].at, cases[i].cause);
        expect_end();
    }
}
END_TEST

/* Behind the last link: the report is broken, although every link was read. */
START_TEST(test_tail_faults)
{
    static const struct {
        const char *text;
        enum rt_error error;
        uint64_t at;
        uint64_t report;
    } cases[] = {
        {"{\"links\":[{\"reply\":\"YQ==\"}],\"links\":[]}", RT_E_JSON_DUPLICATE, 28, 1},
        {"{\"responses\":[{\"response\":\"YQ==\"}]", RT_E_TRUNCATED, 34, 1},
        {"{\"responses\":[{\"response\":\"YQ==\"} {", RT_E_JSON, 34, 1},
        {"[{\"response_packet\":\"YQ==\"}]]", RT_E_JSON_TRAILING, 28, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start(cases[i].text);
        ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_RECORD);
        expect_fault(2, cases[i].report, cases[i].error, cases[i].at, "");
        expect_end();
    }
}
END_TEST

/* A blind is that of the next link also where the rest of its object cannot be read. */
START_TEST(test_draft00_after_a_fault)
{
    start("[{\"response_packet\":\"YQ==\",\"blind\":\"cg==\"},{\"blind\":\"cw==\"},"
          "{\"blind\":7,\"response_packet\":\"\"},{\"response_packet\":\"ZA==\"}]");
    expect_link(RT_FORM_DRAFT00, 1, NULL, NULL, "a");
    expect_fault(2, 1, RT_E_JSON_FIELD, 43, "link 2");
    expect_fault(3, 1, RT_E_JSON_TYPE, 69, "link 3");
    expect_link(RT_FORM_DRAFT00, 1, NULL, NULL, "d");
    expect_end();
}
END_TEST

/* An array of exchanges stays one, whatever comes later in it. */
START_TEST(test_array_of_exchanges)
{
    start("[{\"response\":\"YQ==\"},{\"response_packet\":\"Yg==\"},{\"response\":\"-w==\"}]");
    expect_link(RT_FORM_NONE, 1, NULL, NULL, "a");
    expect_fault(2, 1, RT_E_JSON_FIELD, 21, "neither");
    expect_link(RT_FORM_NONE, 1, NULL, NULL, "\xfb");
    expect_end();
}
END_TEST

/* More than a line of NDJSON may have, in one line. */
static void long_line(const char *head, const char *element, const char *between, const char *tail,
                      enum rt_chain_form form)
{
    char *text = NULL;
    size_t len = 0, count = RT_JSON_LINE_MAX / strlen(element) + 1;
    FILE *memory = open_memstream(&text, &len);
    fputs(head, memory);
    for (size_t i = 0; i < count; i++)
        fprintf(memory, "%s%s", i == 0 ? "" : ",", element);
    fputs(between, memory);
    for (size_t i = 0; between[0] != '\0' && i < count; i++)
        fprintf(memory, "%s%s", i == 0 ? "" : ",", element);
    fprintf(memory, "%s\n", tail);
    fclose(memory);
    start_bytes(text, len);
    free(text);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_RECORD);
    ck_assert_int_eq(record.form, form);
    ck_assert_uint_eq(record.number, count);
    expect_end();
}

START_TEST(test_long_lines)
{
    static const char exchange[] =
        "{\"response\":\"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\"}";
    static const char packet[] =
        "{\"response_packet\":\"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\"}";
    static const char reply[] = "{\"reply\":\"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\"}";
    static const char string[] = "\"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\"";
    long_line("{\"responses\":[", exchange, "", "]}", RT_FORM_RFC10049);
    long_line("{\"links\":[", reply, "", "]}", RT_FORM_GOOGLE);
    long_line("[", packet, "", "]", RT_FORM_DRAFT00);
    long_line("{\"nonces\":[", string, "],\"responses\":[", "]}", RT_FORM_DRAFT08);
    long_line("{\"responses\":[", string, "],\"nonces\":[", "]}", RT_FORM_DRAFT08);
}
END_TEST

/* The tree of one record is many times as large as its text, which is bounded for that. */
START_TEST(test_large_record)
{
    static const char head[] = "[{\"x\":[0", tail[] = "]},{\"response\":\"YQ==\"}]";
    size_t len = RT_JSON_LINE_MAX;
    char *text = malloc(sizeof head + len + sizeof tail);
    size_t at = sizeof head - 1;
    memcpy(text, head, at);
    for (; at < len; at += 2)
        memcpy(text + at, ",0", 2);
    memcpy(text + at, tail, sizeof tail);
    start_bytes(text, at + sizeof tail - 1);
    expect_fault(1, 1, RT_E_TOO_LARGE, 1, "a record of more than 4 MiB");
    expect_link(RT_FORM_NONE, 1, NULL, NULL, "a");
    expect_end();
    free(text);
}
END_TEST

/* The chain of Botan: a link a line. */
START_TEST(test_words)
{
    start("\xef\xbb\xbf"
          "ed25519 " KEY " bm9uY2U= YQ==\n\n# a comment\n"
          "  ED25519\t" KEY "  cmFuZA== Yg==\r\ned25519 " KEY " cmFuZA== Yw==");
    expect_link(RT_FORM_GOOGLE, 1, NULL, "nonce", "a");
    ck_assert(record.have_key && record.key[0] == 0xa8);
    ck_assert_uint_eq(record.at, 3);
    expect_link(RT_FORM_GOOGLE, 1, "rand", NULL, "b");
    ck_assert_uint_eq(record.number, 2);
    ck_assert_uint_eq(record.line, 4);
    expect_link(RT_FORM_GOOGLE, 1, "rand", NULL, "c");
    expect_end();
}
END_TEST

/* A wrong line is a fault of its link; the others are still read. */
START_TEST(test_wrong_words)
{
    static const char head[] = "ed25519 " KEY " bm9uY2U= YQ==\n";
    const uint64_t at = sizeof head - 1;
    static const struct {
        const char *line;
        enum rt_error error;
        uint64_t at;
        const char *cause;
    } cases[] = {
        {"ed25519 " KEY " YQ==", RT_E_JSON_FIELD, 0, "link 2: a line is not"},
        {"ed25519 " KEY " YQ== YQ== YQ==", RT_E_JSON_FIELD, 0, "link 2: a line is not"},
        {"rsa " KEY " YQ== YQ==", RT_E_JSON_FIELD, 0, "link 2: a line is not"},
        {"ed25519 YQ== YQ== YQ==", RT_E_KEY_LENGTH, 8, "link 2: the key is not"},
        {"ed25519 " KEY " YQ YQ==", RT_E_BASE64, 55, "link 2: the nonce or rand is not base64"},
        {"ed25519 " KEY " YQ== A_AA", RT_E_BASE64, 59, "link 2: the reply is not base64"},
        {"ed25519 " KEY " YQ== YQ=!", RT_E_BASE64, 61, "link 2: the reply is not base64"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s\n%s", head, cases[i].line, head);
        start(text);
        expect_link(RT_FORM_GOOGLE, 1, NULL, "nonce", "a");
        expect_fault(2, 1, cases[i].error, at + cases[i].at, cases[i].cause);
        expect_link(RT_FORM_GOOGLE, 1, "nonce", NULL, "a");
        expect_end();
    }
}
END_TEST

/* A link with a key of ML-DSA-44 is a link without a key. */
START_TEST(test_ml_dsa)
{
    char digits[2 * RT_KEY_ML_DSA_SIZE + 1];
    char text[2 * sizeof digits];
    memset(digits, '0', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    snprintf(text, sizeof text, "ml-dsa-44 %s bm9uY2U= YQ==\ned25519 " KEY " cmFuZA== Yg==\n",
             digits);
    start(text);
    expect_link(RT_FORM_GOOGLE, 1, NULL, "nonce", "a");
    ck_assert(!record.have_key && record.key_ml_dsa);
    expect_link(RT_FORM_GOOGLE, 1, "rand", NULL, "b");
    ck_assert(record.have_key);
    expect_end();
    snprintf(text, sizeof text,
             "{\"links\":[{\"publicKeyType\":\"ml-dsa-44\",\"serverPublicKey\":\"%s\",\"reply\":"
             "\"YQ==\"},"
             "{\"publicKeyType\":\"ed25519\",\"serverPublicKey\":\"" KEY "\",\"reply\":\"Yg==\"}]}",
             digits);
    start(text);
    expect_link(RT_FORM_GOOGLE, 1, NULL, NULL, "a");
    ck_assert(!record.have_key && record.key_ml_dsa);
    expect_link(RT_FORM_GOOGLE, 1, NULL, NULL, "b");
    expect_end();
}
END_TEST

RT_TEST_MAIN("json_forms", test_words, test_wrong_words, test_ml_dsa, test_rfc10049,
             test_nonce_and_blind, test_first_rand, test_rfc10049_spread, test_draft08,
             test_draft08_without_first, test_draft00, test_google, test_lines, test_link_faults,
             test_list_faults, test_tail_faults, test_draft00_after_a_fault,
             test_array_of_exchanges, test_long_lines, test_large_record)
