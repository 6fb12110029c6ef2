// SPDX-License-Identifier: BSD-2-Clause
/* What has to be done so that a request passes, and that it helps. */
#include "judge/test_request.h"

static struct test_request made;

static const char *mend(const struct rt_request_facts *facts, const char *version,
                        enum rt_request_check check)
{
    static char text[RT_REQUEST_TEXT_SIZE];
    const struct rt_version *found = rt_registry_find(version);
    struct rt_request_terms terms = rt_request_terms_of(found, &found->rules);
    struct rt_request_result result = rt_request_judge_check(&terms, facts, NULL, check);
    return rt_request_terms_mend(&terms, facts, check, &result, text);
}

START_TEST(test_words)
{
    static const uint8_t one[8] = {1};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_google, NULL, 0);
    ck_assert_str_eq(mend(&facts, "v19", RT_REQUEST_CHECK_FRAME),
                     "put the header ROUGHTIM before the message");
    ck_assert_str_eq(mend(&facts, "v0", RT_REQUEST_CHECK_PADDING), "pad with PAD");
    ck_assert_str_eq(mend(&facts, "v8", RT_REQUEST_CHECK_VERSION_PRESENT),
                     "offer 0x80000008 in VER");
    ck_assert_str_eq(mend(&facts, "v8", RT_REQUEST_CHECK_NONCE_LENGTH),
                     "send a nonce of 32 bytes in NONC");
    ck_assert_str_eq(mend(&facts, "v8", RT_REQUEST_CHECK_SIZE), "");
    facts = test_request_facts(&made, &rt_version_v12, NULL, 0);
    ck_assert_str_eq(mend(&facts, "google", RT_REQUEST_CHECK_FRAME),
                     "leave out the header ROUGHTIM");
    ck_assert_str_eq(mend(&facts, "v19", RT_REQUEST_CHECK_TYPE), "add TYPE with 0");
    ck_assert_str_eq(mend(&facts, "rfc10049", RT_REQUEST_CHECK_VERSION), "offer 0x00000001 in VER");
    ck_assert_str_eq(mend(&facts, "v12", RT_REQUEST_CHECK_OFFER), "");
    const struct rt_edit type = {RT_LEVEL_TOP, (uint32_t)RT_TAG_TYPE, {one, 4}};
    facts = test_request_facts(&made, &rt_version_v19, &type, 1);
    ck_assert_str_eq(mend(&facts, "v19", RT_REQUEST_CHECK_TYPE), "set TYPE to 0");
    const struct rt_edit srv = {RT_LEVEL_TOP, (uint32_t)RT_TAG_SRV, {one, 8}};
    facts = test_request_facts(&made, &rt_version_v19, &srv, 1);
    ck_assert_str_eq(mend(&facts, "v19", RT_REQUEST_CHECK_SRV),
                     "name the key of the server in SRV, or leave SRV out");
}
END_TEST

/* There are words exactly for what fails. */
START_TEST(test_every_fail_has_words)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_request_facts facts = test_request_facts(&made, rt_registry[i], NULL, 0);
        rt_request_facts_read(&facts, rt_view_slice(made.packet, 0, 900 + 20 * i),
                              RT_TRANSPORT_UDP);
        for (size_t j = 0; j < rt_registry_count; j++) {
            struct rt_request_verdict verdict = rt_request_verdict_of(rt_registry[j], &facts, NULL);
            for (unsigned c = 0; c < RT_REQUEST_CHECK_COUNT; c++) {
                const char *words = mend(&facts, rt_registry[j]->name, (enum rt_request_check)c);
                if (!verdict.reading)
                    ck_assert_int_eq(words[0] != '\0', verdict.fails >> c & 1);
            }
        }
    }
}
END_TEST

/* All that a version asks for at once. */
START_TEST(test_changes)
{
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v12, NULL, 0);
    struct rt_request_change change = {.checks = 1U << RT_REQUEST_CHECK_VERSION |
                                                 1U << RT_REQUEST_CHECK_TYPE};
    char text[RT_REQUEST_CHANGE_SIZE];
    ck_assert_str_eq(rt_request_change_text(&change, &rt_version_rfc10049, &facts, NULL, text),
                     "offer 0x00000001 in VER; add TYPE with 0");
    change.checks = 0;
    ck_assert_str_eq(rt_request_change_text(&change, &rt_version_rfc10049, &facts, NULL, text), "");
}
END_TEST

/* Keys of several servers say nothing of a request that names none. */
START_TEST(test_keys)
{
    static const uint8_t srv[RT_SRV_SIZE];
    struct rt_request_keys keys = {srv, 1};
    struct rt_request_facts facts = {.srv = {NULL, 0}};
    ck_assert_ptr_null(rt_request_keys_for(&keys, &facts));
    facts.srv = (struct rt_view){srv, sizeof srv};
    ck_assert_ptr_eq(rt_request_keys_for(&keys, &facts), &keys);
    keys.srvs = NULL;
    ck_assert_ptr_null(rt_request_keys_for(&keys, &facts));
}
END_TEST

RT_TEST_MAIN("request_mend", test_words, test_every_fail_has_words, test_changes, test_keys)
