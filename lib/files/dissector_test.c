// SPDX-License-Identifier: BSD-2-Clause
/* The dissector has a row for each tag, version and reading. What it does is tried with tshark, in
 * testvectors/dissector.py. */
#include "files/dissector.h"

#include <string.h>

#include "base/tag.h"
#include "base/test.h"
#include "registry.h"

static char *text;

static void write_it(void)
{
    size_t len;
    struct rt_output out;
    free(text);
    FILE *file = open_memstream(&text, &len);
    rt_output_open(&out, file, RT_OUTPUT_TEXT, false);
    rt_dissector_write(&out, (struct rt_version_name_from){rt_registry, rt_registry_count});
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
}

static size_t count(const char *word)
{
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
        found++;
    return found;
}

START_TEST(test_rows)
{
    size_t rows = 0;
    char line[128];
    write_it();
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        snprintf(line, sizeof line, "  {\n    {name = \"%s\", framed = ", version->name);
        ck_assert_msg(count(line) == 1, "%s", version->name);
        rows += 1 + rt_version_readings(version);
    }
    ck_assert_uint_eq(count("\n    {name = \""), rows);
#define X(id, number, name, kind, meaning) +1
    ck_assert_uint_eq(count("] = {kind = \""), 0 RT_TAGS(X));
#undef X
    ck_assert_uint_eq(count("name = \"PAD\\\\xff\"}"), 1);
}
END_TEST

/* What is in the tables is of the registry alone. */
START_TEST(test_rules)
{
    write_it();
    ck_assert_ptr_nonnull(strstr(text, "{name = \"v5/order=node-hash\", framed = true"));
    ck_assert_ptr_nonnull(strstr(text, "{name = \"v8\", framed = true, ascend = true, "
                                       "number = 0x80000008, offers = true, "
                                       "version_in = \"response\", nonce_in = \"response\", "
                                       "nonce = 32, hash = 32, padding = \"ZZZZ\""));
    ck_assert_uint_eq(count("local proto = Proto(\"rtctl\", \"Roughtime, by rtctl\")\n"), 1);
}
END_TEST

RT_TEST_MAIN("dissector", test_rows, test_rules)
