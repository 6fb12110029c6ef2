// SPDX-License-Identifier: BSD-2-Clause
/* The smallest changes after which more versions answer. */
#include "judge/test_request.h"

static struct test_request made;
static struct rt_request_change changes[RT_REQUEST_VERSIONS_MAX];

static size_t find(const struct rt_request_facts *facts, size_t room)
{
    return rt_request_change_smallest(rt_registry, rt_registry_count, facts, NULL, changes, room);
}

static uint64_t places(const char *first, const char *last)
{
    uint64_t set = 0;
    size_t end = rt_registry_place(rt_registry_find(last));
    for (size_t i = rt_registry_place(rt_registry_find(first)); i <= end; i++)
        set |= UINT64_C(1) << i;
    return set;
}

/* The number of drafts 12 to 19 without TYPE: TYPE is all that six versions lack. */
START_TEST(test_type)
{
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v13, NULL, 0);
    ck_assert_uint_gt(find(&facts, RT_REQUEST_VERSIONS_MAX), 2);
    ck_assert_uint_eq(changes[0].checks, RT_REQUEST_BIT(TYPE));
    ck_assert_uint_eq(changes[0].gained, places("v14", "v19"));
    ck_assert_uint_eq(changes[0].number, RT_NO_NUMBER);
    /* Then single numbers, the newest first. */
    ck_assert_uint_eq(changes[1].checks, RT_REQUEST_BIT(VERSION));
    ck_assert_uint_eq(changes[1].number, 0x8000000b);
    ck_assert_uint_eq(changes[1].gained, places("v11", "v11"));
}
END_TEST

START_TEST(test_header)
{
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v19, NULL, 0);
    rt_request_facts_read(&facts, rt_view_slice(made.packet, RT_FRAME_SIZE, made.packet.len),
                          RT_TRANSPORT_UDP);
    ck_assert_uint_eq(find(&facts, 1), 1);
    ck_assert_uint_eq(changes[0].checks, RT_REQUEST_BIT(FRAME));
    ck_assert_uint_eq(changes[0].gained, places("v12", "v19"));
}
END_TEST

/* Two numbers in the wrong order: what the later drafts lack is theirs, and the order. */
START_TEST(test_order)
{
    static const uint8_t ver[8] = {0x0b, 0, 0, 0x80, 0x08, 0, 0, 0x80};
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_VER, {ver, 8}};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v8, &edit, 1);
    const struct rt_version *const later[] = {&rt_version_v12, &rt_version_v13, &rt_version_v14,
                                              &rt_version_v8};
    size_t count = rt_request_change_smallest(later, 4, &facts, NULL, changes, 8);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(changes[0].checks, RT_REQUEST_BIT(VERSION) | RT_REQUEST_BIT(OFFER));
    ck_assert_uint_eq(changes[0].number, 0x8000000c);
    ck_assert_uint_eq(changes[0].gained, 3);
    ck_assert_uint_eq(changes[1].checks,
                      RT_REQUEST_BIT(VERSION) | RT_REQUEST_BIT(OFFER) | RT_REQUEST_BIT(TYPE));
    ck_assert_uint_eq(changes[1].gained, 4);
}
END_TEST

/* Each version that does not answer is gained once; those that do are not. */
START_TEST(test_all_once)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_request_facts facts = test_request_facts(&made, rt_registry[i], NULL, 0);
        uint64_t gained = 0;
        size_t count = find(&facts, RT_REQUEST_VERSIONS_MAX);
        for (size_t j = 0; j < count; j++) {
            ck_assert_uint_eq(gained & changes[j].gained, 0);
            gained |= changes[j].gained;
        }
        for (size_t j = 0; j < rt_registry_count; j++)
            ck_assert_int_eq(gained >> j & 1,
                             rt_request_verdict_of(rt_registry[j], &facts, NULL).stopped != 0);
    }
}
END_TEST

RT_TEST_MAIN("request_change", test_type, test_header, test_order, test_all_once)
