// SPDX-License-Identifier: BSD-2-Clause
/* Names of versions as people write them, and what is none. */
#include "judge/version_name.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "registry.h"

/* Every version. */
static struct rt_version_name_from all(void)
{
    return (struct rt_version_name_from){rt_registry, rt_registry_count};
}

/* The names of what a word names, with a blank before each. */
static const char *found(const char *word, size_t len)
{
    static char text[1000];
    const struct rt_version *versions[RT_CHOICES_MAX];
    size_t count = rt_version_name_find(all(), word, len, versions);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), " %s", versions[i]->name);
    return text;
}

START_TEST(test_words)
{
    static const struct {
        const char *word, *names;
    } cases[] = {
        {"v8", " v8"},
        {"V8", " v8"},
        {"v08", " v8"},
        {"8", " v8"},
        {"08", " v8"},
        {"008", " v8"},
        {"0", " v0"},
        {"00", " v0"},
        {" v8\t", " v8"},
        {"v-8", " v8"},
        {"draft-08", " v8"},
        {"draft08", " v8"},
        {"Draft 8", " v8"},
        {"draft-ietf-ntp-roughtime-08", " v8"},
        {"DRAFT-IETF-NTP-ROUGHTIME-8", " v8"},
        {"draft-ietf-ntp-roughtime-00", " v0"},
        {"draft-14", " v14"},
        {"rfc10049", " rfc10049"},
        {"RFC10049", " rfc10049"},
        {"RFC 10049", " rfc10049"},
        {"rfc-10049", " rfc10049"},
        {"10049", " rfc10049"},
        {"google", " google"},
        {"Google", " google"},
        {"0x80000008", " v8"},
        {"0X80000008", " v8"},
        {"0x8000000C", " v12 v13 v14 v15 v16 v17 v18 v19"},
        {"0x00000001", " rfc10049"},
        {"0x1", " rfc10049"},
        {"v14-v16", " v14 v15 v16"},
        {"v14 - V16", " v14 v15 v16"},
        {"14-16", " v14 v15 v16"},
        {"draft-14-16", " v14 v15 v16"},
        {"draft-14-draft-16", " v14 v15 v16"},
        {"draft-ietf-ntp-roughtime-08-draft-ietf-ntp-roughtime-09", " v8 v9"},
        {"google-v1", " google v0 v1"},
        {"v18-rfc-10049", " v18 v19 rfc10049"},
        {"0x8000000b-v13", " v11 v12 v13"},
        {"v18-0x1", " v18 v19 rfc10049"},
        {"v3-v3", " v3"},
        /* Names of nothing. */
        {"", ""},
        {" ", ""},
        {"v", ""},
        {"draft", ""},
        {"draft-", ""},
        {"rfc", ""},
        {"v20", ""},
        {"draft-20", ""},
        {"rfc8", ""},
        {"rfc-08", ""},
        {"v10049", ""},
        {"google8", ""},
        {"v8a", ""},
        {"8.0", ""},
        {"-8", ""},
        {"--8", ""},
        {"draft-ietf-roughtime-08", ""},
        {"draft-ietf-08", " v8"},
        {"v16-v14", ""},
        {"v14-", ""},
        {"-v14", ""},
        {"v14--v16", ""},
        {"0x", ""},
        {"0x0", ""},
        {"0xffffffff", ""},
        {"0x8000000g", ""},
        {"0x080000008", ""},
        {"2147483660", ""},
        {"99999999999999999999999999", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *names = found(cases[i].word, strlen(cases[i].word));
        ck_assert_msg(strcmp(names, cases[i].names) == 0, "\"%s\":%s", cases[i].word, names);
    }
    ck_assert_str_eq(found("v8,v9", 2), " v8");
    ck_assert_str_eq(found("v1\0", 3), "");
}
END_TEST

/* Every version by its name and by the name of its document, and by its number in VER. */
START_TEST(test_all)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    ck_assert_uint_le(rt_registry_count, RT_CHOICES_MAX);
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        char number[16];
        bool among = false;
        ck_assert_uint_eq(
            rt_version_name_find(all(), version->name, strlen(version->name), versions), 1);
        ck_assert_ptr_eq(versions[0], version);
        if (strcspn(version->name, "0123456789") == strlen(version->name))
            continue;
        ck_assert_uint_eq(
            rt_version_name_find(all(), version->document, strlen(version->document), versions), 1);
        ck_assert_ptr_eq(versions[0], version);
        if (version->rules.version == RT_NO_NUMBER)
            continue;
        snprintf(number, sizeof number, "0x%08x", (unsigned)version->rules.version);
        size_t count = rt_version_name_find(all(), number, strlen(number), versions);
        for (size_t j = 0; j < count; j++)
            among = among || versions[j] == version;
        ck_assert(among);
    }
}
END_TEST

/* Words are looked up among the versions that are given, and no others. */
START_TEST(test_some)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    struct rt_version_name_from some = {rt_registry + 2, 3};
    ck_assert_uint_eq(rt_version_name_find(some, "v1-v2", 5, versions), 2);
    ck_assert_uint_eq(rt_version_name_find(some, "google", 6, versions), 0);
    ck_assert_uint_eq(rt_version_name_find(some, "v0-v2", 5, versions), 0);
    ck_assert_str_eq(rt_version_name_nearest(some, "v9", 2)->name, "v3");
    ck_assert_ptr_null(rt_version_name_nearest(some, "frobnicate", 10));
}
END_TEST

/* Which version is meant by a name that no version has. */
START_TEST(test_nearest)
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
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
        const struct rt_version *meant =
            rt_version_name_nearest(all, cases[i].word, strlen(cases[i].word));
        if (cases[i].name)
            ck_assert_msg(meant && strcmp(meant->name, cases[i].name) == 0, "%s: %s", cases[i].word,
                          meant ? meant->name : "nothing");
        else
            ck_assert_msg(!meant, "%s: %s", cases[i].word, meant->name);
    }
}
END_TEST

START_TEST(test_backwards)
{
    static const char *const yes[] = {"v16-v14",    "16-14",     "draft-16-draft-14",
                                      "rfc10049-8", "v0-google", "0x8000000c-v11"};
    static const char *const no[] = {"v14-v16", "v20-v14", "v14-",          "-v14",
                                     "v8",      "",        "0x8000000c-v12"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        ck_assert_msg(rt_version_name_backwards(all(), yes[i], strlen(yes[i])), "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        ck_assert_msg(!rt_version_name_backwards(all(), no[i], strlen(no[i])), "%s", no[i]);
}
END_TEST

/* A response has one number, a request may have several, none of which is known. */
START_TEST(test_lacks)
{
    static const uint8_t own[] = {0xfe, 0xff, 0xff, 0xff, 8, 0, 0, 0x80};
    const struct rt_version_name_from from = {rt_registry, rt_registry_count};
    struct rt_packet packet = {.direction = RT_REQUEST};
    uint32_t number = 0;
    ck_assert(!rt_version_name_lacks(from, &packet, &number));
    packet.values[RT_SLOT_VER] = (struct rt_view){own, 4};
    ck_assert(rt_version_name_lacks(from, &packet, &number));
    ck_assert_uint_eq(number, 0xfffffffe);
    packet.values[RT_SLOT_VER].len = 8;
    ck_assert(!rt_version_name_lacks(from, &packet, &number));
    packet.values[RT_SLOT_VER].len = 7;
    ck_assert(!rt_version_name_lacks(from, &packet, &number));
    packet.direction = RT_RESPONSE;
    packet.values[RT_SLOT_SREP_VER] = (struct rt_view){own, 8};
    ck_assert(!rt_version_name_lacks(from, &packet, &number));
    packet.values[RT_SLOT_SREP_VER].len = 4;
    ck_assert(rt_version_name_lacks(from, &packet, &number));
}
END_TEST

START_TEST(test_sets)
{
    const struct rt_version *const list[] = {&rt_version_google, &rt_version_v8, &rt_version_v9};
    const struct rt_version_name_from from = {list, 3};
    const struct rt_version *found[RT_CHOICES_MAX];
    ck_assert_uint_eq(rt_version_name_of_set(from, 5, found), 2);
    ck_assert_ptr_eq(found[0], &rt_version_google);
    ck_assert_ptr_eq(found[1], &rt_version_v9);
    ck_assert_uint_eq(rt_version_name_of_number(from, rt_version_v8.rules.version, found), 1);
    ck_assert_ptr_eq(found[0], &rt_version_v8);
    ck_assert_uint_eq(rt_version_name_of_number(from, RT_NO_NUMBER, found), 0);
}
END_TEST

RT_TEST_MAIN("version_name", test_nearest, test_words, test_all, test_some, test_backwards,
             test_lacks, test_sets)
