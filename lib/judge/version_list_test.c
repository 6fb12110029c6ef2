// SPDX-License-Identifier: BSD-2-Clause
/* Lists of versions and readings, and what is wrong with others. */
#include "judge/version_list.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "registry.h"

static struct rt_choice choices[RT_CHOICES_MAX];
static struct rt_version_list list = {.choices = choices};

static enum rt_version_list_fault fault_of(const char *text)
{
    return rt_version_list_read(&list, text,
                                (struct rt_version_name_from){rt_registry, rt_registry_count});
}

/* The choices of a good list, with a blank before each. */
static const char *read(const char *text)
{
    static char all[1000];
    char reading[RT_READING_SIZE];
    ck_assert_msg(fault_of(text) == RT_VERSION_LIST_GOOD, "%s", text);
    all[0] = '\0';
    for (size_t i = 0; i < list.count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), " %s%s%s", choices[i].version->name,
                 choices[i].fixed ? "/" : "",
                 choices[i].fixed ? rt_reading_text(&choices[i].reading, reading) : "");
    return all;
}

START_TEST(test_good)
{
    ck_assert_str_eq(read("v8"), " v8");
    ck_assert_str_eq(read("v8,v4-v6 , V8"), " v8 v4 v5 v6");
    ck_assert_str_eq(read("v8/order=node-hash"), " v8/order=node-hash");
    ck_assert_str_eq(read("v8/order=node-hash,hash=sha512,v9"),
                     " v8/order=node-hash,hash=sha512 v9");
    ck_assert_str_eq(read("v8/order=node-hash+hash=sha512"), " v8/order=node-hash,hash=sha512");
    ck_assert_str_eq(read("v8/order=node-hash,v8/order=node-hash"), " v8/order=node-hash");
    fault_of("all");
    ck_assert_uint_eq(list.count, rt_registry_count);
}
END_TEST

START_TEST(test_bad)
{
    ck_assert_int_eq(fault_of(""), RT_VERSION_LIST_NO_VERSION);
    ck_assert_int_eq(fault_of("v8,,v9"), RT_VERSION_LIST_NO_VERSION);
    ck_assert_uint_eq(list.item_len, 0);
    ck_assert_int_eq(fault_of("v8, v99 ,v9"), RT_VERSION_LIST_NO_VERSION);
    ck_assert_uint_eq(list.item_len, 3);
    ck_assert_int_eq(memcmp(list.item, "v99", 3), 0);
    ck_assert_int_eq(fault_of("v8/nothing"), RT_VERSION_LIST_NO_READING);
    ck_assert_str_eq(choices[list.count - 1].version->name, "v8");
    ck_assert_int_eq(
        fault_of("all/radius=zero,all/hash=sha512,all/hash=sha512-32,all/hash=sha512-256,"
                 "all/leaf=nonce,all/leaf=packet"),
        RT_VERSION_LIST_NO_READING);
    ck_assert_int_eq(fault_of("all/hash=sha512,all/hash=sha512-32,all/hash=sha512-256"),
                     RT_VERSION_LIST_TOO_MANY);
}
END_TEST

START_TEST(test_newest_first)
{
    static const char *const sorted[] = {"rfc10049", "v8", "v8", "v4", "google"};
    ck_assert_int_eq(fault_of("v8/text,v4,rfc10049,google,v8/order=hash-node"),
                     RT_VERSION_LIST_GOOD);
    rt_version_list_newest_first(choices, list.count,
                                 (struct rt_version_name_from){rt_registry, rt_registry_count});
    ck_assert_uint_eq(list.count, sizeof sorted / sizeof sorted[0]);
    for (size_t i = 0; i < list.count; i++)
        ck_assert_str_eq(choices[i].version->name, sorted[i]);
    ck_assert_str_eq(choices[1].reading.name, "text");
    rt_version_list_newest_first(choices, 0, (struct rt_version_name_from){rt_registry, 0});
}
END_TEST

RT_TEST_MAIN("version_list", test_good, test_bad, test_newest_first)
