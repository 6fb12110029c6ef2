// SPDX-License-Identifier: BSD-2-Clause
/* Which cases versions have. */
#include "client/conform_case.h"

#include <string.h>

#include "base/test.h"
#include "registry.h"

/* The only check of replies that looks at nothing that a server sends. */
static bool is_of_request(enum rt_check check)
{
    return check == RT_CHECK_SRV;
}

/* Whoever adds a check, or a case of the probe, adds a case here. */
START_TEST(test_nothing_is_forgotten)
{
    bool checks[RT_CHECK_COUNT] = {false}, requests[RT_PROBE_CASE_COUNT] = {false};
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
        const struct rt_conform_row *row = rt_conform_case_row((enum rt_conform_case)i);
        if (row->kind == RT_CONFORM_REPLY)
            checks[row->check] = true;
        if (row->kind == RT_CONFORM_REQUEST)
            requests[row->request] = true;
    }
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++)
        ck_assert_msg(checks[check] != is_of_request((enum rt_check)check), "%s",
                      rt_check_row((enum rt_check)check)->name);
    for (int request = 0; request < RT_PROBE_CASE_COUNT; request++)
        ck_assert_msg(requests[request], "%s",
                      rt_probe_case_row((enum rt_probe_case)request)->name);
}
END_TEST

START_TEST(test_numbers_and_names)
{
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++)
        for (int j = 0; j < i; j++) {
            enum rt_conform_case a = (enum rt_conform_case)i, b = (enum rt_conform_case)j;
            ck_assert_uint_ne(rt_conform_case_row(a)->number, rt_conform_case_row(b)->number);
            ck_assert_str_ne(rt_conform_case_name(a), rt_conform_case_name(b));
        }
}
END_TEST

/* Each case of each version has a section and all texts. */
START_TEST(test_each_version)
{
    struct rt_conform_demand demand;
    char address[RT_CONFORM_ADDRESS_SIZE];
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_candidate as = {rt_registry[v], NULL};
        size_t count = 0;
        for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
            if (!rt_conform_case_find(&as, (enum rt_conform_case)i, &demand))
                continue;
            count++;
            ck_assert_ptr_nonnull(demand.sections);
            rt_conform_case_address(&demand, address);
            ck_assert(rt_conform_case_selects(as.version->name, strlen(as.version->name), address));
            ck_assert(rt_conform_case_selects(address, strlen(address), address));
            ck_assert_ptr_null(strchr(address, ' '));
            ck_assert_ptr_nonnull(rt_conform_case_expected(&demand));
            ck_assert_ptr_nonnull(rt_conform_case_sent(demand.which));
        }
        ck_assert_uint_ge(count, 30);
    }
}
END_TEST

static const struct {
    const char *version;
    enum rt_conform_case which;
    enum rt_conform_due due;
    enum rt_conform_level level;
    const char *address; /* NULL: it has no such case */
} said[] = {
    {"rfc10049", RT_CONFORM_CASE_REPLY_RADIUS, RT_CONFORM_PASSES, RT_CONFORM_MUST,
     "rfc10049/5.2.5/21"},
    {"rfc10049", RT_CONFORM_CASE_REQUEST_TYPE_OTHER, RT_CONFORM_SILENCE, RT_CONFORM_MUST,
     "rfc10049/5.1/39"},
    {"v13", RT_CONFORM_CASE_REQUEST_TYPE_OTHER, RT_CONFORM_ANSWER, RT_CONFORM_SHOULD, "v13/5.1/39"},
    {"v12", RT_CONFORM_CASE_REQUEST_SIZE_SMALL, RT_CONFORM_EITHER, RT_CONFORM_MUST, "v12/5.1/29"},
    {"v12", RT_CONFORM_CASE_REQUEST_SRV_FOREIGN, RT_CONFORM_SILENCE, RT_CONFORM_MUST, "v12/5.2/27"},
    {"v15", RT_CONFORM_CASE_REQUEST_TAG_UNKNOWN, RT_CONFORM_ANSWER, RT_CONFORM_SHOULD,
     "v15/5.1/46"},
    {"v18", RT_CONFORM_CASE_REQUEST_TAG_UNKNOWN, RT_CONFORM_ANSWER, RT_CONFORM_MUST, "v18/5.1/46"},
    {"v4", RT_CONFORM_CASE_REQUEST_PLAIN, RT_CONFORM_ANSWER, RT_CONFORM_MUST, "v4/6.1/1"},
    {"v4", RT_CONFORM_CASE_REPLY_TYPE, 0, 0, NULL},
    {"google", RT_CONFORM_CASE_REPLY_MIDPOINT, RT_CONFORM_PASSES, RT_CONFORM_MUST,
     "google/Roughtime-UTC/15"},
    {"google", RT_CONFORM_CASE_OTHER_TCP, 0, 0, NULL},
    {"google", RT_CONFORM_CASE_REQUEST_VER_NONE, 0, 0, NULL},
};

START_TEST(test_demands)
{
    struct rt_conform_demand demand;
    char address[RT_CONFORM_ADDRESS_SIZE];
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        const struct rt_candidate as = {rt_registry_find(said[i].version), NULL};
        bool has = rt_conform_case_find(&as, said[i].which, &demand);
        ck_assert_int_eq(has, said[i].address != NULL);
        if (!has)
            continue;
        ck_assert_str_eq(rt_conform_case_address(&demand, address), said[i].address);
        ck_assert_int_eq((int)demand.due, (int)said[i].due);
        ck_assert_int_eq((int)demand.level, (int)said[i].level);
    }
}
END_TEST

START_TEST(test_prefixes)
{
    static const char address[] = "v1/6.2.5/21";
    static const char *const yes[] = {"v1", "v1/", "v1/6", "v1/6.2", "v1/6.2.5", "v1/6.2.5/21"};
    static const char *const no[] = {"v", "v1/6.2.", "v1/6.2.5/2", "v1/6.2.5/210", "v10", "1"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        ck_assert(rt_conform_case_selects(yes[i], strlen(yes[i]), address));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        ck_assert(!rt_conform_case_selects(no[i], strlen(no[i]), address));
}
END_TEST

static unsigned cases_in(const char *list)
{
    unsigned count = *list != 0;
    for (; *list; list++)
        count += *list == ',';
    return count;
}

/* Each case that a duty names exists; and each duty that our server keeps has one, but for what
 * takes a server of which several keys are known. */
START_TEST(test_duties)
{
    struct rt_conform_demand demands[RT_CONFORM_DUTY_CASES];
    unsigned with = 0;
    for (size_t v = 0; v < rt_registry_count; v++)
        for (const struct rt_duty *duty = rt_registry[v]->duties; duty && duty->section; duty++) {
            const struct rt_candidate as = {rt_registry[v], NULL};
            bool several_keys = strstr(duty->text, "several keys") != NULL;
            ck_assert_uint_eq(rt_conform_case_of_duty(&as, duty, demands), cases_in(duty->cases));
            ck_assert_msg(*duty->cases || duty->keeper != RT_KEPT_SERVE || several_keys, "%s",
                          duty->text);
            with += *duty->cases != 0;
        }
    ck_assert_uint_ge(with, 20);
}
END_TEST

RT_TEST_MAIN("conform_case", test_duties, test_nothing_is_forgotten, test_numbers_and_names,
             test_each_version, test_demands, test_prefixes)
