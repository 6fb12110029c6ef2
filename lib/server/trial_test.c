// SPDX-License-Identifier: BSD-2-Clause
/* The list of cases, and trials of programs that are no clients. */
#include "server/trial.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/test.h"
#include "files/secret.h"
#include "registry.h"

static struct rt_choice choices[RT_CHOICES_MAX];
static struct rt_trial_group groups[2];
static struct rt_trial_settings settings;
static size_t ends;

static void count_end(void *context, size_t run, const struct rt_trial_end *end)
{
    (void)context;
    (void)run;
    /* It asked nothing, but could ask no other. */
    ck_assert(end->version == choices[0].version || end->version == choices[1].version);
    ends++;
}

static void settle(char *const *command)
{
    static const char *const names[] = {"v8", "rfc10049"};
    for (size_t i = 0; i < 2; i++) {
        choices[i] = (struct rt_choice){.version = rt_registry_find(names[i])};
        groups[i] = (struct rt_trial_group){&choices[i], 1};
    }
    settings = (struct rt_trial_settings){
        .groups = groups,
        .group_count = 2,
        .command = command,
        .jobs = 4,
        .limit_ns = UINT64_C(60000000000),
        .crypto = rt_crypto_new(),
        .seeds = {{1}, {2}, {3}},
        .random = 1,
        .new_seed = rt_secret_seed_make,
        .stop = -1,
        .ended = count_end,
    };
    ends = 0;
    ck_assert_ptr_nonnull(settings.crypto);
}

/* Every case has a name of its own, and the first is that of right replies. */
START_TEST(test_cases)
{
    struct rt_trial_case which, other;
    size_t count = 0;
    for (; rt_trial_case_at(count, &which); count++) {
        ck_assert(which.name && which.text && which.wish && rt_trial_case_expected(&which));
        ck_assert_int_ne(which.demand, RT_DEMAND_NONE);
        for (size_t i = 0; i < count; i++) {
            ck_assert(rt_trial_case_at(i, &other));
            ck_assert_str_ne(other.name, which.name);
        }
    }
    ck_assert_uint_lt(count, RT_TRIAL_CASES_MAX);
    ck_assert(rt_trial_case_at(0, &which));
    ck_assert_str_eq(which.name, "good");
    ck_assert(!rt_trial_case_at(count + 1, &which));
}
END_TEST

/* Every fault of the catalogue is a case, but the one that a single server cannot show. */
START_TEST(test_faults)
{
    const struct rt_spoil_row *row;
    struct rt_trial_case which;
    for (size_t r = 0; (row = rt_spoil_row(r)) != NULL; r++) {
        size_t found = 0;
        for (size_t i = 0; rt_trial_case_at(i, &which); i++)
            found += strcmp(which.name, row->name) == 0;
        if (row->reply)
            ck_assert_msg(found == (strcmp(row->name, "wrong-time") != 0), "%s", row->name);
    }
}
END_TEST

START_TEST(test_addresses)
{
    static const struct {
        const char *list;
        bool selects;
    } lists[] = {{"v8", true},
                 {"v8/client", true},
                 {"v8/client/merkle", true},
                 {"client", true},
                 {"v8/client/merkle.root", true},
                 {"client/merkle.", true},
                 {"v8/", true},
                 {"v7,client/merkle", true},
                 {"v1", false},
                 {"v8/client/mer", false},
                 {"merkle.root", false},
                 {"", false},
                 {"v8/client/merkle.root.x", false},
                 {",,", false},
                 {"/", false}};
    const struct rt_version *version = rt_registry_find("v8");
    char text[RT_TRIAL_ADDRESS_SIZE];
    struct rt_trial_case which;
    size_t i = 0;
    while (rt_trial_case_at(i, &which) && strcmp(which.name, "merkle.root") != 0)
        i++;
    ck_assert_str_eq(rt_trial_case_address(version, &which, text), "v8/client/merkle.root");
    ck_assert_str_eq(rt_trial_case_address(NULL, &which, text), "client/merkle.root");
    for (i = 0; i < sizeof lists / sizeof lists[0]; i++)
        ck_assert_msg(rt_trial_case_selected(lists[i].list, version, &which) == lists[i].selects,
                      "%s", lists[i].list);
}
END_TEST

static void try_none(char *const *command, int error)
{
    struct rt_trial_result result;
    settle(command);
    struct rt_trial *trial = rt_trial_new(&settings);
    ck_assert_ptr_nonnull(trial);
    ck_assert_int_eq(rt_trial_go(trial), error == 0);
    if (error != 0)
        ck_assert_int_eq(errno, error);
    ck_assert_uint_eq(rt_trial_sum(trial).requests, 0);
    ck_assert_uint_eq(rt_trial_sum(trial).asked, 0);
    size_t count = 0;
    for (; rt_trial_result(trial, count, &result); count++) {
        ck_assert_int_eq(result.outcome, RT_TRIAL_SKIPPED);
        ck_assert_str_ne(result.text, "");
    }
    ck_assert_uint_gt(count, 2 * 50);
    rt_trial_free(trial);
    rt_crypto_free(settings.crypto);
}

/* Nothing is said of a program that asks nothing, whether it ends with 0 or not. */
START_TEST(test_asks_nothing)
{
    char good[] = "true", bad[] = "false", port[] = "{port}";
    char *const commands[][3] = {{good, port, NULL}, {bad, port, NULL}};
    for (size_t i = 0; i < 2; i++) {
        try_none(commands[i], 0);
        ck_assert_uint_eq(ends, 2); /* one run in each group */
    }
}
END_TEST

START_TEST(test_cannot_start)
{
    char name[] = "/nowhere/at/all";
    char *const command[] = {name, NULL};
    try_none(command, ENOENT);
}
END_TEST

/* One that hangs is ended, and the trial with it when somebody wants that. */
START_TEST(test_stop)
{
    char name[] = "sleep", time[] = "1000";
    char *const command[] = {name, time, NULL};
    int fds[2];
    settle(command);
    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_int_eq(write(fds[1], "", 1), 1);
    settings.stop = fds[0];
    struct rt_trial *trial = rt_trial_new(&settings);
    ck_assert_ptr_nonnull(trial);
    ck_assert(!rt_trial_go(trial));
    ck_assert_int_eq(errno, EINTR);
    rt_trial_free(trial);
    rt_crypto_free(settings.crypto);
    close(fds[0]);
    close(fds[1]);
}
END_TEST

RT_TEST_MAIN("trial", test_cases, test_faults, test_addresses, test_asks_nothing, test_cannot_start,
             test_stop)
