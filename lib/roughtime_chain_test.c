// SPDX-License-Identifier: BSD-2-Clause
/* The front door to chains: what is proven of whom, and calls that are wrong. */
#include "roughtime.h"

#include <errno.h>

#include "base/test.h"
#include "judge/test_links.h"
#include "registry.h"

#define LINKS 4

static struct roughtime *roughtime;
static struct rt_crypto *crypto;
static struct test_chain_link links[LINKS];

/* Makes links of a version, of which link `late` is an hour behind; LINKS: none. */
static void make(const struct rt_version *version, size_t late)
{
    for (size_t i = 0; i < LINKS; i++) {
        links[i].rules = version->rules;
        links[i].server = (uint8_t)(1 + i % 3);
        links[i].offset = i == late ? -3600 : 0;
    }
    test_chain_make(crypto, links, LINKS);
}

/* The chain of the links with these numbers, ended by LINKS. */
static struct roughtime_chain *chain_of(const size_t *numbers)
{
    struct roughtime_chain *chain = roughtime_chain_new(roughtime);
    ck_assert_ptr_nonnull(chain);
    for (size_t i = 0; numbers[i] < LINKS; i++) {
        const struct test_chain_link *link = &links[numbers[i]];
        ck_assert(roughtime_chain_add(chain, link->key, link->request, link->request_len,
                                      link->response, link->response_len, i > 0 ? link->rand : NULL,
                                      link->rules.rand));
    }
    return chain;
}

static const size_t in_order[] = {0, 1, 2, 3, LINKS};

START_TEST(test_setup)
{
    roughtime = roughtime_new(NULL);
    crypto = rt_crypto_new();
    ck_assert(roughtime && crypto);
}
END_TEST

START_TEST(test_teardown)
{
    roughtime_chain_free(NULL);
    roughtime_free(roughtime);
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_consistent)
{
    size_t first = 77, second = 78;
    for (size_t i = 0; i < rt_registry_count; i++) {
        make(rt_registry[i], LINKS);
        struct roughtime_chain *chain = chain_of(in_order);
        ck_assert_msg(roughtime_chain_judge(chain) == ROUGHTIME_CHAIN_CONSISTENT, "%s",
                      rt_registry[i]->name);
        ck_assert(!roughtime_chain_contradiction(chain, &first, &second));
        ck_assert(first == 77 && second == 78);
        roughtime_chain_free(chain);
    }
}
END_TEST

START_TEST(test_contradiction)
{
    size_t first, second;
    for (size_t i = 0; i < rt_registry_count; i++) {
        for (size_t late = 1; late < LINKS; late++) {
            make(rt_registry[i], late);
            struct roughtime_chain *chain = chain_of(in_order);
            ck_assert_msg(roughtime_chain_judge(chain) == ROUGHTIME_CHAIN_CONTRADICTION, "%s",
                          rt_registry[i]->name);
            ck_assert(roughtime_chain_contradiction(chain, &first, &second));
            ck_assert_uint_eq(first, late - 1);
            ck_assert_uint_eq(second, late);
            roughtime_chain_free(chain);
        }
    }
}
END_TEST

START_TEST(test_invalid)
{
    static const size_t swapped[] = {0, 2, 1, 3, LINKS};
    size_t first, second;
    make(&rt_version_v14, 2);
    struct roughtime_chain *chain = chain_of(swapped);
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_INVALID);
    ck_assert(!roughtime_chain_contradiction(chain, &first, &second));
    roughtime_chain_free(chain);
    links[1].response[links[1].response_len - 1] ^= 1;
    chain = chain_of(in_order);
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_INVALID);
    roughtime_chain_free(chain);
}
END_TEST

START_TEST(test_unverified)
{
    make(&rt_version_v14, 2);
    struct roughtime_chain *chain = roughtime_chain_new(roughtime);
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_UNVERIFIED);
    ck_assert(roughtime_chain_add(chain, NULL, links[0].request, links[0].request_len,
                                  links[0].response, links[0].response_len, NULL, 0));
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_UNVERIFIED);
    errno = 0;
    ck_assert(!roughtime_chain_add(chain, links[1].key, NULL, 0, NULL, 0, NULL, 0));
    ck_assert_int_eq(errno, EINVAL);
    roughtime_chain_free(chain);
}
END_TEST

START_TEST(test_grows)
{
    static const size_t two[] = {0, 1, LINKS};
    size_t first, second;
    make(&rt_version_v14, 2);
    struct roughtime_chain *chain = chain_of(two);
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_CONSISTENT);
    ck_assert(roughtime_chain_add(chain, links[2].key, links[2].request, links[2].request_len,
                                  links[2].response, links[2].response_len, links[2].rand,
                                  links[2].rules.rand));
    ck_assert(!roughtime_chain_contradiction(chain, &first, &second));
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_CONTRADICTION);
    ck_assert(roughtime_chain_contradiction(chain, &first, &second));
    roughtime_chain_free(chain);
}
END_TEST

START_TEST(test_names)
{
    ck_assert_str_eq(roughtime_chain_verdict_name(ROUGHTIME_CHAIN_CONSISTENT), "consistent");
    ck_assert_str_eq(roughtime_chain_verdict_name(ROUGHTIME_CHAIN_CONTRADICTION), "contradiction");
    ck_assert_str_eq(roughtime_chain_verdict_name(ROUGHTIME_CHAIN_INVALID), "invalid");
    ck_assert_str_eq(roughtime_chain_verdict_name(ROUGHTIME_CHAIN_UNVERIFIED), "unverified");
    ck_assert_str_eq(roughtime_chain_verdict_name(ROUGHTIME_CHAIN_UNDECIDED), "undecided");
    ck_assert_str_eq(roughtime_chain_verdict_name((enum roughtime_chain_verdict)0), "unknown");
}
END_TEST

RT_TEST_MAIN("roughtime_chain", test_setup, test_consistent, test_contradiction, test_invalid,
             test_unverified, test_grows, test_names, test_teardown)
