// SPDX-License-Identifier: BSD-2-Clause
/* What is remembered of servers. */
#include "judge/server_seen.h"

#include "judge/test_judged.h"

static struct test_judged judged;
static struct rt_server_seen *seen;

static void begin(void)
{
    seen = rt_server_seen_new();
    ck_assert_ptr_nonnull(seen);
}

static void end(void)
{
    rt_server_seen_free(seen);
}

static struct rt_endpoint server_of(unsigned number)
{
    return (struct rt_endpoint){
        .family = 4, .addr = {192, 0, (uint8_t)(number >> 8), (uint8_t)number}, .port = 2002};
}

/* Lets a server answer in a version. */
static void answer(const struct rt_endpoint *server, const char *name, bool spoilt, bool with_key)
{
    struct rt_crypto *crypto = rt_crypto_new();
    test_judged_make(
        &judged, crypto, rt_registry_find(name),
        (struct test_judged_how){.spoilt = spoilt, .no_key = !with_key, .strict = true});
    rt_server_seen_judged(seen, server, &judged.subject, &judged.judgement, judged.choices,
                          rt_registry_count);
    rt_crypto_free(crypto);
}

static bool speaks(const struct rt_endpoint *server, const char *name)
{
    uint64_t set =
        rt_server_sight_speaks(rt_server_seen_find(seen, server), rt_registry, rt_registry_count);
    return set >> rt_registry_place(rt_registry_find(name)) & 1;
}

START_TEST(test_replies)
{
    begin();
    const struct rt_endpoint server = server_of(1);
    answer(&server, "v8", false, true);
    answer(&server, "v8", false, true);
    answer(&server, "v17", false, true);
    const struct rt_server_sight *sight = rt_server_seen_find(seen, &server);
    ck_assert_uint_eq(sight->valid, 3);
    ck_assert_uint_eq(sight->unverified, 0);
    ck_assert_uint_eq(sight->version_count, 7); /* v8 and v14 to v19 */
    ck_assert_uint_ge(sight->announced_count, 1);
    /* It announced the number that v12 has, too, but answered in versions of that number. */
    ck_assert(speaks(&server, "v8") && speaks(&server, "v14") && speaks(&server, "v19"));
    ck_assert(!speaks(&server, "v12") && !speaks(&server, "v9") && !speaks(&server, "google"));
    end();
}
END_TEST

START_TEST(test_what_counts)
{
    begin();
    const struct rt_endpoint server = server_of(1);
    answer(&server, "v8", true, true);
    ck_assert_ptr_null(rt_server_seen_find(seen, &server));
    rt_server_seen_add(seen, &server);
    const struct rt_server_sight *sight = rt_server_seen_find(seen, &server);
    ck_assert_uint_eq(rt_server_sight_speaks(sight, rt_registry, rt_registry_count), 0);
    answer(&server, "google", false, false);
    ck_assert_uint_eq(sight->unverified, 1);
    ck_assert_uint_eq(sight->valid, 0);
    ck_assert(speaks(&server, "google"));
    end();
}
END_TEST

START_TEST(test_signs)
{
    begin();
    const struct rt_endpoint server = server_of(1);
    struct rt_endpoint other = server;
    other.port = 2003;
    rt_server_seen_sign(seen, &server, RT_SERVER_SIGN_PORT);
    ck_assert_ptr_null(rt_server_seen_find(seen, &server));
    rt_server_seen_add(seen, &server);
    rt_server_seen_sign(seen, &server, RT_SERVER_SIGN_PORT);
    rt_server_seen_sign(seen, &server, RT_SERVER_SIGN_PORT);
    rt_server_seen_sign(seen, &other, RT_SERVER_SIGN_RESET);
    const struct rt_server_sight *sight = rt_server_seen_find(seen, &server);
    ck_assert_uint_eq(sight->signs[RT_SERVER_SIGN_PORT], 2);
    ck_assert_uint_eq(sight->signs[RT_SERVER_SIGN_RESET], 0);
    ck_assert_str_eq(rt_server_sign_name(RT_SERVER_SIGN_RESET), "reset");
    ck_assert_ptr_nonnull(rt_server_sign_text(RT_SERVER_SIGN_HOST));
    end();
}
END_TEST

/* The first stay, and each is found again; further ones are not remembered. */
START_TEST(test_bound)
{
    begin();
    for (unsigned i = 0; i < RT_SERVER_SEEN_MAX + 5; i++) {
        const struct rt_endpoint server = server_of(i);
        rt_server_seen_add(seen, &server);
        rt_server_seen_add(seen, &server);
        rt_server_seen_sign(seen, &server, RT_SERVER_SIGN_HOST);
    }
    for (unsigned i = 0; i < RT_SERVER_SEEN_MAX + 5; i++) {
        const struct rt_endpoint server = server_of(i);
        const struct rt_server_sight *sight = rt_server_seen_find(seen, &server);
        ck_assert_int_eq(sight != NULL, i < RT_SERVER_SEEN_MAX);
        ck_assert(!sight || (rt_endpoint_equal(&sight->server, &server) &&
                             sight->signs[RT_SERVER_SIGN_HOST] == 1));
    }
    const struct rt_endpoint late = server_of(RT_SERVER_SEEN_MAX);
    answer(&late, "v8", false, true);
    ck_assert_ptr_null(rt_server_seen_find(seen, &late));
    end();
}
END_TEST

RT_TEST_MAIN("server_seen", test_replies, test_what_counts, test_signs, test_bound)
