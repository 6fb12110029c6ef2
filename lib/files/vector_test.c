// SPDX-License-Identifier: BSD-2-Clause
/* Test vectors made, written, read again, and held against what they expect. */
#include "files/vector.h"

#include <string.h>

#include "base/test.h"
#include "files/json.h"
#include "registry.h"

static const struct rt_view seed = {(const uint8_t *)"seed", 4};
static struct rt_crypto *crypto;
static struct rt_vector_maker maker;
static struct rt_vector vector;
static struct rt_vector_faults faults;
static char text[1 << 16];

static void begin(void)
{
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_int_eq(rt_vector_make_begin(&maker, crypto, seed, rt_registry, rt_registry_count),
                     RT_OK);
    rt_vector_begin(&vector, crypto, rt_registry, rt_registry_count);
}

/* Writes what was made into `text`, as a list or alone. */
static void write_text(bool list)
{
    struct rt_vector_writer writer;
    FILE *file = fmemopen(text, sizeof text, "w");
    ck_assert_ptr_nonnull(file);
    rt_vector_write_begin(&writer, file, list, false, NULL);
    rt_vector_write(&writer, &maker.vector, &maker.record, maker.note);
    if (list)
        rt_vector_write(&writer, &maker.vector, &maker.record, maker.note);
    rt_vector_write_end(&writer);
    ck_assert_int_eq(fclose(file), 0);
}

/* Reads `text` and holds its vectors against the verifier; returns how many. */
static size_t compare_text(const char *expect)
{
    size_t count = 0;
    struct rt_record record;
    struct rt_record_fault fault;
    struct rt_json_fault wrong;
    FILE *file = fmemopen(text, strlen(text), "r");
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    struct cJSON *other =
        expect ? rt_json_parse((struct rt_view){(const uint8_t *)expect, strlen(expect)}, &wrong)
               : NULL;
    ck_assert(!expect || other);
    ck_assert_ptr_nonnull(reader);
    for (; rt_json_next(reader, &record, &fault) == RT_NEXT_RECORD; count++) {
        const struct rt_exchange exchange = rt_record_exchange(&record);
        ck_assert_str_eq(record.id, maker.id);
        rt_vector_judge(&vector, &exchange);
        rt_vector_compare(&vector, expect ? other : record.expect, &faults);
    }
    rt_json_free(other);
    rt_json_close(reader);
    fclose(file);
    return count;
}

START_TEST(test_good)
{
    begin();
    for (size_t v = 0; v < rt_registry_count; v++) {
        for (size_t i = 0; i < rt_vector_make_count(rt_registry[v]); i++) {
            ck_assert_int_eq(rt_vector_make(&maker, rt_registry[v], i), RT_VECTOR_MADE);
            write_text(false);
            ck_assert_uint_eq(compare_text(NULL), 1);
            ck_assert_msg(faults.count == 0, "%s: %s", maker.id, faults.text);
        }
    }
    write_text(true);
    ck_assert_uint_eq(compare_text(NULL), 2);
}
END_TEST

START_TEST(test_bad)
{
    begin();
    size_t made = 0;
    const struct rt_version *version = rt_registry_find("v8");
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++) {
        enum rt_vector_making making = rt_vector_make_bad(&maker, version, (enum rt_check)check);
        bool has = version->check_section[check] != NULL;
        if (making == RT_VECTOR_NO_CHECK)
            continue;
        ck_assert_int_eq(making, RT_VECTOR_MADE);
        ck_assert_msg(has, "%s", maker.id);
        made++;
        write_text(false);
        ck_assert_uint_eq(compare_text(NULL), 1);
        ck_assert_msg(faults.count == 0, "%s: %s", maker.id, faults.text);
        ck_assert_ptr_nonnull(strstr(text, "\"verdict\": \"invalid\""));
    }
    ck_assert_uint_ge(made, 10);
}
END_TEST

/* Expectations that the first vector of v8 does not meet, and what is said of them. */
static const struct {
    const char *expect;
    const char *fault;
} unmet[] = {
    {"{}", "nothing is expected\n"},
    {"{\"verdict\": \"invalid\"}", "verdict is valid, not invalid\n"},
    {"{\"verdict\": \"undecided\"}", ""},
    {"{\"verdict\": \"valid-as\"}", ""},
    {"{\"version\": \"v9\"}", "version is v8, not v9\n"},
    {"{\"version\": 8}", "version is v8, not null\n"},
    {"{\"reading\": \"old\"}", "reading is null, not old\n"},
    {"{\"valid_as\": []}", "valid_as[0] is v8, not null\n"},
    {"{\"versions\": [\"v7\"]}", "valid under v8\n"},
    {"{\"nearest\": [{}]}", "nearest[0] is missing\n"},
    {"{\"path\": 1}", "path is 0, not 1\n"},
    {"{\"order\": \"node-hash\"}", "order is null, not node-hash\n"},
    {"{\"verdikt\": \"valid\"}", "\"verdikt\" is nothing that can be expected\n"},
    {"{\"note\": \"for people\"}", ""},
};

START_TEST(test_unmet)
{
    begin();
    ck_assert_int_eq(rt_vector_make(&maker, rt_registry_find("v8"), 0), RT_VECTOR_MADE);
    write_text(false);
    for (size_t i = 0; i < sizeof unmet / sizeof unmet[0]; i++) {
        ck_assert_uint_eq(compare_text(unmet[i].expect), 1);
        ck_assert_str_eq(faults.text, unmet[i].fault);
        ck_assert_uint_eq(faults.count, *unmet[i].fault != '\0');
    }
}
END_TEST

START_TEST(test_checks)
{
    begin();
    ck_assert_int_eq(rt_vector_make(&maker, rt_registry_find("v8"), 0), RT_VECTOR_MADE);
    write_text(false);
    /* Of each check the versions are told by name, and one that is not named is missed. */
    ck_assert_uint_eq(compare_text("{\"checks\": {\"frame.magic\": {\"fail:x\": \"v8, google\", "
                                   "\"pass\": \"v9-rfc10049, nonsense\"}, \"no.check\": {}}}"),
                      1);
    ck_assert_ptr_nonnull(strstr(faults.text, "v8: frame.magic is "));
    ck_assert_ptr_nonnull(strstr(faults.text, ", not fail:x\n"));
    ck_assert_ptr_nonnull(strstr(faults.text, "v7: frame.magic is "));
    ck_assert_ptr_nonnull(strstr(faults.text, ", of which nothing is expected\n"));
    ck_assert_ptr_null(strstr(faults.text, "v9: frame.magic is pass"));
    /* The text is cut where it is full, the count is not. */
    ck_assert_uint_gt(faults.count, rt_registry_count);
}
END_TEST

RT_TEST_MAIN("vector", test_good, test_bad, test_unmet, test_checks)
