// SPDX-License-Identifier: BSD-2-Clause
/* Which version is meant by a name that no version has. */
#include "common/version_name.h"

#include <string.h>

#include "base/test.h"

START_TEST(test_nearest)
{
    static const struct {
        const char *word, *name;
    } cases[] = {
        {"v20", "v19"},       {"draft-99", "v19"},  {"V21", "v19"}, {"rfc1004", "rfc10049"},
        {"gogle", "google"},  {"googel", "google"}, {"w8", "v8"},   {"rfv10049", "rfc10049"},
        {"goo", "google"},    {"frobnicate", NULL}, {"77", "v19"},  {"10050", "rfc10049"},
        {"2147483660", NULL}, {"v99999", "v19"},    {"", NULL},     {"draft", NULL},
        {"0x8000000d", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct rt_version *meant = version_name_nearest(cases[i].word, strlen(cases[i].word));
        if (cases[i].name)
            ck_assert_msg(meant && strcmp(meant->name, cases[i].name) == 0, "%s: %s", cases[i].word,
                          meant ? meant->name : "nothing");
        else
            ck_assert_msg(!meant, "%s: %s", cases[i].word, meant->name);
    }
}
END_TEST

RT_TEST_MAIN("version_meant", test_nearest)
