// SPDX-License-Identifier: BSD-2-Clause
/* Who answers a request, and the causes that stop the others, in the order in which they are told.
 */
#include "judge/request_answers.h"

#include "judge/test_request.h"

static struct rt_request_demands demands;
static struct rt_request_answers answers;
static struct rt_request_cause cause;
static struct test_request made;
static uint64_t told;

static void begin(const struct rt_request_facts *facts, const struct rt_request_keys *keys)
{
    rt_request_demands_make(&demands, rt_registry, rt_registry_count);
    rt_request_answers_find(&answers, &demands, facts, keys);
    told = 0;
}

static void expect_answers(const char *const *names)
{
    const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX];
    size_t count = rt_request_answers_versions(&answers, versions), i = 0;
    for (; names[i]; i++) {
        ck_assert_uint_lt(i, count);
        ck_assert_str_eq(versions[i]->name, names[i]);
    }
    ck_assert_uint_eq(count, i);
}

/* The next cause is of this check and of the versions from `first` to `last`, `count` of them. */
static void expect_cause(enum rt_request_check check, const char *first, const char *last,
                         size_t count)
{
    ck_assert(rt_request_answers_next(&answers, &told, &cause));
    ck_assert_str_eq(rt_request_check_row(cause.check)->name, rt_request_check_row(check)->name);
    ck_assert_int_eq(cause.result.outcome, RT_FAIL);
    ck_assert_uint_eq(cause.count, count);
    ck_assert_str_eq(cause.versions[0]->name, first);
    ck_assert_str_eq(cause.versions[count - 1]->name, last);
    ck_assert_ptr_eq(cause.rule, &cause.versions[count - 1]->request[check]);
}

/* The verdicts are those of one version after the other, with and without readings. */
START_TEST(test_verdicts)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_request_facts facts = test_request_facts(&made, rt_registry[i], NULL, 0);
        begin(&facts, NULL);
        ck_assert_uint_eq(answers.count, rt_registry_count);
        for (size_t j = 0; j < rt_registry_count; j++) {
            struct rt_request_verdict one = rt_request_verdict_of(rt_registry[j], &facts, NULL);
            const struct rt_request_verdict *same = &answers.verdicts[j];
            ck_assert_ptr_eq(same->version, one.version);
            ck_assert_ptr_eq(same->reading, one.reading);
            ck_assert_int_eq(same->answers, one.answers);
            ck_assert_int_eq(same->stop, one.stop);
            ck_assert_uint_eq(same->stopped, one.stopped);
            ck_assert_uint_eq(same->fails, one.fails);
        }
    }
}
END_TEST

/* TYPE is all that six versions lack; then come numbers, as one cause; the versions without VER are
 * the last. */
START_TEST(test_causes)
{
    static const char *const names[] = {"v12", "v13", NULL};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v13, NULL, 0);
    begin(&facts, NULL);
    expect_answers(names);
    expect_cause(RT_REQUEST_CHECK_TYPE, "v14", "v19", 6);
    ck_assert(!cause.numbers);
    expect_cause(RT_REQUEST_CHECK_VERSION, "v1", "rfc10049", 12);
    ck_assert(cause.numbers);
    ck_assert_int_eq(cause.result.reason, RT_E_VERSION_NOT_OFFERED);
    expect_cause(RT_REQUEST_CHECK_FRAME, "google", "v0", 2);
    ck_assert(!rt_request_answers_next(&answers, &told, &cause));
}
END_TEST

/* Only one version is left that misses its number: that is told, and not "their numbers". */
START_TEST(test_one_number)
{
    static const struct rt_version *const versions[] = {&rt_version_v8, &rt_version_v9};
    static const char *const names[] = {"v8", NULL};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v8, NULL, 0);
    rt_request_demands_make(&demands, versions, 2);
    rt_request_answers_find(&answers, &demands, &facts, NULL);
    told = 0;
    expect_answers(names);
    expect_cause(RT_REQUEST_CHECK_VERSION, "v9", "v9", 1);
    ck_assert(!cause.numbers);
    ck_assert_uint_eq(cause.result.due, rt_version_v9.rules.version);
    ck_assert(!rt_request_answers_next(&answers, &told, &cause));
}
END_TEST

/* A number of a reading alone: nothing stops such programs, and they are no answer of the version.
 */
START_TEST(test_reading)
{
    static const char *const names[] = {NULL};
    static const uint8_t number[4] = {0x03, 0, 0, 0x08};
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_VER, {number, 4}};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v5, &edit, 1);
    begin(&facts, NULL);
    expect_answers(names);
    const struct rt_request_verdict *v5 =
        &answers.verdicts[rt_registry_place(rt_registry_find("v5"))];
    ck_assert_ptr_nonnull(v5->reading);
    ck_assert(!v5->answers && !rt_request_verdict_stopped(v5));
    while (rt_request_answers_next(&answers, &told, &cause))
        for (size_t i = 0; i < cause.count; i++)
            ck_assert_ptr_ne(cause.versions[i], &rt_version_v5);
}
END_TEST

/* A foreign key in SRV stops the versions that have it, and no others. */
START_TEST(test_key)
{
    static const uint8_t srv[RT_SRV_SIZE] = {1}, other[RT_SRV_SIZE] = {2};
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_SRV, {srv, RT_SRV_SIZE}};
    const struct rt_request_keys own = {srv, 1}, foreign = {other, 1};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v19, &edit, 1);
    const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX];
    begin(&facts, &own);
    size_t count = rt_request_answers_versions(&answers, versions);
    ck_assert_uint_eq(count, 8);
    begin(&facts, &foreign);
    ck_assert_uint_eq(rt_request_answers_versions(&answers, versions), 0);
    expect_cause(RT_REQUEST_CHECK_SRV, "v12", "v19", 8);
    ck_assert_int_eq(cause.result.reason, RT_E_SRV_MISMATCH);
}
END_TEST

static void speak(const char *first, const char *last)
{
    size_t from = rt_registry_place(rt_registry_find(first));
    for (size_t i = from; i <= rt_registry_place(rt_registry_find(last)); i++)
        answers.speaks |= UINT64_C(1) << i;
}

/* What keeps this server silent comes first, whatever is easier to mend; the rest follows. */
START_TEST(test_server)
{
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v13, NULL, 0);
    begin(&facts, NULL);
    ck_assert(rt_request_answers_why(&answers, &cause));
    ck_assert_int_eq(cause.check, RT_REQUEST_CHECK_TYPE);
    ck_assert(!cause.spoken);
    speak("v7", "v9");
    expect_cause(RT_REQUEST_CHECK_VERSION, "v7", "v9", 3);
    ck_assert(cause.spoken);
    expect_cause(RT_REQUEST_CHECK_TYPE, "v14", "v19", 6);
    ck_assert(!cause.spoken);
    expect_cause(RT_REQUEST_CHECK_VERSION, "v1", "rfc10049", 9);
    ck_assert(rt_request_answers_why(&answers, &cause));
    ck_assert_int_eq(cause.check, RT_REQUEST_CHECK_VERSION);
}
END_TEST

/* A server that speaks a version which answers is silent for no reason that the request shows:
 * versions of the same number, and those that VER does not list, are none. */
START_TEST(test_no_reason)
{
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v13, NULL, 0);
    begin(&facts, NULL);
    speak("v8", "v19");
    ck_assert(!rt_request_answers_why(&answers, &cause));
    expect_cause(RT_REQUEST_CHECK_TYPE, "v14", "v19", 6);
    ck_assert(!cause.spoken);
}
END_TEST

/* A number that a program has is judged in the layout of that program. As it is the newest that the
 * server knows, it stops a request that an older version would answer. */
START_TEST(test_own_number)
{
    static const uint8_t numbers[] = {0x08, 0, 0, 0x80, 0x0e, 0, 0, 0x80};
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_VER, {numbers, sizeof numbers}};
    const struct rt_reading own = {.set = {{RT_PARAM_VERSION, 0x8000000e}}};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v8, &edit, 1);
    begin(&facts, NULL);
    ck_assert(rt_request_answers_why(&answers, &cause));
    ck_assert_int_eq(cause.check, RT_REQUEST_CHECK_VERSION);
    rt_request_answers_also(&answers, &rt_version_v14, &own);
    rt_request_answers_also(&answers, &rt_version_v8, &own);
    expect_cause(RT_REQUEST_CHECK_TYPE, "v14", "v14", 1);
    ck_assert_ptr_eq(cause.reading, &own);
    ck_assert(answers.verdicts[rt_registry_place(&rt_version_v8)].answers);
    speak("v8", "v14");
    ck_assert(rt_request_answers_why(&answers, &cause));
    ck_assert_int_eq(cause.check, RT_REQUEST_CHECK_TYPE);
}
END_TEST

/* What is wrong with a request for the versions it is made for: each fault where it stands. */
START_TEST(test_faults)
{
    struct rt_request_cause causes[4];
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v13, NULL, 0);
    begin(&facts, NULL);
    ck_assert_uint_eq(rt_request_answers_faults(&answers, causes, 4), 1);
    ck_assert_int_eq(causes[0].check, RT_REQUEST_CHECK_TYPE);
    ck_assert(!causes[0].result.has_at);
    ck_assert_uint_eq(causes[0].count, 6);
    ck_assert_str_eq(causes[0].versions[0]->name, "v14");
    facts = test_request_facts(&made, &rt_version_v8, NULL, 0);
    begin(&facts, NULL);
    ck_assert_uint_eq(rt_request_answers_faults(&answers, causes, 4), 0);
    /* Numbers of v19 in no order, without TYPE: two faults of v19, in the order of the checks. */
    static const uint8_t numbers[8] = {0x0c, 0, 0, 0x80, 0x08, 0, 0, 0x80};
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_VER, {numbers, 8}};
    facts = test_request_facts(&made, &rt_version_v13, &edit, 1);
    begin(&facts, NULL);
    ck_assert_uint_ge(rt_request_answers_faults(&answers, causes, 4), 2);
    ck_assert_int_eq(causes[0].check, RT_REQUEST_CHECK_TYPE);
    ck_assert_int_eq(causes[1].check, RT_REQUEST_CHECK_OFFER);
    ck_assert(causes[1].result.has_at);
    ck_assert_uint_eq(causes[1].result.at, (size_t)(facts.ver.data - facts.packet.data) + 4);
    ck_assert_uint_eq(rt_request_answers_faults(&answers, causes, 1), 1);
}
END_TEST

/* Made for no version: the one cause that is easiest to mend; nothing of what is torn. */
START_TEST(test_lost)
{
    struct rt_request_cause causes[4];
    static const uint8_t number[4] = {0x42, 0, 0, 0x42};
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_VER, {number, 4}};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v19, &edit, 1);
    begin(&facts, NULL);
    ck_assert_uint_eq(rt_request_answers_faults(&answers, causes, 4), 1);
    ck_assert_int_eq(causes[0].check, RT_REQUEST_CHECK_VERSION);
    ck_assert_uint_eq(rt_request_answers_faults(&answers, causes, 0), 0);
    rt_request_facts_read(&facts, rt_view_slice(made.packet, 0, 40), RT_TRANSPORT_UDP);
    begin(&facts, NULL);
    ck_assert_uint_eq(rt_request_answers_faults(&answers, causes, 4), 0);
}
END_TEST

RT_TEST_MAIN("request_answers", test_verdicts, test_causes, test_one_number, test_reading, test_key,
             test_server, test_no_reason, test_own_number, test_faults, test_lost)
