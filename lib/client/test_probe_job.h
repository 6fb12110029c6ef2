// SPDX-License-Identifier: BSD-2-Clause
/* A job of a probe that is done, against a right server of one version in memory. Not installed. */
#ifndef ROUGHTIME_TEST_PROBE_JOB_H
#define ROUGHTIME_TEST_PROBE_JOB_H

#include "client/probe_summary.h"
#include "client/test_probe.h"
#include "judge/test_server.h"

#define TEST_PROBE_MOMENT 1700000000
#define TEST_PROBE_SEED   1

struct test_probe_job {
    const struct rt_version *version;
    struct rt_crypto *crypto;
    uint8_t key[RT_KEY_SIZE], srv[RT_SRV_SIZE];
    struct rt_probe_job job;
    struct rt_probe_summary summary;
};

static inline void test_probe_job_answer(void *context, struct test_probe_packet *packets,
                                         size_t count)
{
    const struct test_probe_job *test = context;
    for (size_t i = 0; i < count; i++)
        if (packets[i].request_len >= 1024)
            packets[i].reply_len = test_server_answer(
                test->crypto, &test->version->rules, packets[i].transport, TEST_PROBE_SEED,
                TEST_PROBE_MOMENT, (struct rt_view){packets[i].request, packets[i].request_len},
                packets[i].reply, sizeof packets[i].reply);
}

/* Probes it at 192.0.2.1:2002. rt_probe_job_free and rt_crypto_free end it. */
static inline void test_probe_job_run(struct test_probe_job *test, const struct rt_version *version)
{
    struct test_probe_server server = {.answer = test_probe_job_answer, .context = test};
    struct rt_probe_at *first = &test->job.first;
    *test = (struct test_probe_job){.version = version, .crypto = rt_crypto_new()};
    ck_assert_ptr_nonnull(test->crypto);
    test_server_key(TEST_PROBE_SEED, test->key);
    ck_assert_int_eq(rt_crypto_srv(test->crypto, test->key, test->srv), RT_OK);
    first->to = (struct rt_address){.at = {.family = 4, .addr = {192, 0, 2, 1}, .port = 2002}};
    first->plan = test_probe_plan(test->key, test->srv);
    first->probe = calloc(1, sizeof *first->probe);
    ck_assert_ptr_nonnull(first->probe);
    test_probe_run(first->probe, &first->plan, test->crypto, &server);
    rt_probe_summary_init(&test->summary, "server", &test->job);
}

static inline void test_probe_job_end(struct test_probe_job *test)
{
    rt_probe_job_free(&test->job);
    rt_crypto_free(test->crypto);
}

#endif
