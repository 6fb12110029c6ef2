// SPDX-License-Identifier: BSD-2-Clause
/* Each case of each version: that there is such a request, and what the judge of requests finds
 * wrong with it. */
#include "client/probe_case.h"

#include <string.h>

#include "base/test.h"
#include "judge/request_judge.h"
#include "registry.h"

static uint8_t nonce[RT_HASH_MAX], srv[RT_SRV_SIZE] = {9};
static const uint32_t numbers[] = {0x80000001, 0x80000008, 0x8000000c};
static uint8_t room[RT_PROBE_REQUEST_MAX];

static bool make(const struct rt_version *version, enum rt_probe_case which,
                 enum rt_transport transport, struct rt_view *packet)
{
    const struct rt_probe_request request = {
        .rules = &version->rules,
        .which = which,
        .transport = transport,
        .nonce = nonce,
        .srv = srv,
        .numbers = numbers,
        .number_count = sizeof numbers / sizeof numbers[0],
    };
    struct rt_writer writer = rt_writer_into(room, sizeof room);
    bool made = rt_probe_request_write(&writer, &request);
    *packet = (struct rt_view){writer.data, writer.len};
    return made;
}

/* The check that finds a case wrong, and the versions for which there is such a case: "NAME-NAME".
 * COUNT: nothing that a version minds. */
static const struct {
    enum rt_probe_case which;
    enum rt_request_check check;
    const char *first, *last;
} expected[] = {
    {RT_PROBE_CASE_PLAIN, RT_REQUEST_CHECK_COUNT, "google", "rfc10049"},
    {RT_PROBE_CASE_SRV, RT_REQUEST_CHECK_COUNT, "v10", "rfc10049"},
    {RT_PROBE_CASE_SRV_FOREIGN, RT_REQUEST_CHECK_SRV, "v10", "rfc10049"},
    {RT_PROBE_CASE_SIZE_LARGE, RT_REQUEST_CHECK_COUNT, "google", "rfc10049"},
    {RT_PROBE_CASE_SIZE_SMALL, RT_REQUEST_CHECK_SIZE, "google", "rfc10049"},
    {RT_PROBE_CASE_FRAME_OTHER, RT_REQUEST_CHECK_FRAME, "google", "rfc10049"},
    {RT_PROBE_CASE_VER_UNKNOWN, RT_REQUEST_CHECK_COUNT, "v1", "rfc10049"},
    {RT_PROBE_CASE_VER_FOREIGN, RT_REQUEST_CHECK_VERSION, "v1", "rfc10049"},
    {RT_PROBE_CASE_VER_NONE, RT_REQUEST_CHECK_VERSION_PRESENT, "v1", "rfc10049"},
    {RT_PROBE_CASE_VER_EMPTY, RT_REQUEST_CHECK_VERSION, "v1", "rfc10049"},
    {RT_PROBE_CASE_VER_DESCENDS, RT_REQUEST_CHECK_OFFER, "v12", "rfc10049"},
    {RT_PROBE_CASE_VER_REPEATS, RT_REQUEST_CHECK_OFFER_REPEATS, "v12", "rfc10049"},
    {RT_PROBE_CASE_VER_33, RT_REQUEST_CHECK_OFFER_COUNT, "v13", "rfc10049"},
    {RT_PROBE_CASE_TYPE_OTHER, RT_REQUEST_CHECK_TYPE, "v14", "rfc10049"},
    {RT_PROBE_CASE_TYPE_1, RT_REQUEST_CHECK_TYPE, "v14", "rfc10049"},
    {RT_PROBE_CASE_PADDING_ONES, RT_REQUEST_CHECK_PADDING_ZERO, "v4", "rfc10049"},
    {RT_PROBE_CASE_PADDING_NONE, RT_REQUEST_CHECK_COUNT, "google", "google"},
    {RT_PROBE_CASE_PADDING_NONE, RT_REQUEST_CHECK_PADDING, "v0", "v0"},
    {RT_PROBE_CASE_PADDING_NONE, RT_REQUEST_CHECK_COUNT, "v1", "rfc10049"},
    {RT_PROBE_CASE_TAG_UNKNOWN, RT_REQUEST_CHECK_COUNT, "google", "rfc10049"},
    {RT_PROBE_CASE_NONCE_OTHER, RT_REQUEST_CHECK_NONCE_LENGTH, "google", "rfc10049"},
    {RT_PROBE_CASE_NONCE_NONE, RT_REQUEST_CHECK_NONCE, "google", "rfc10049"},
    {RT_PROBE_CASE_TAGS_DESCEND, RT_REQUEST_CHECK_TAGS, "v2", "rfc10049"},
    {RT_PROBE_CASE_TAGS_REPEAT, RT_REQUEST_CHECK_TAGS, "google", "rfc10049"},
    {RT_PROBE_CASE_LENGTH_WRONG, RT_REQUEST_CHECK_FRAME_LENGTH, "v1", "rfc10049"},
    {RT_PROBE_CASE_TAGS_MANY, RT_REQUEST_CHECK_MESSAGE, "google", "rfc10049"},
};

static void check_one(const struct rt_version *version, enum rt_probe_case which,
                      enum rt_request_check check)
{
    struct rt_view packet;
    struct rt_request_facts facts;
    const struct rt_request_keys keys = {srv, 1};
    ck_assert_msg(make(version, which, RT_TRANSPORT_UDP, &packet), "%s of %s",
                  rt_probe_case_row(which)->name, version->name);
    rt_request_facts_read(&facts, packet, RT_TRANSPORT_UDP);
    struct rt_request_terms terms = rt_request_terms_of(version, &version->rules);
    uint32_t fails = rt_request_terms_fails(&terms, &facts, &keys, terms.asked);
    ck_assert_msg(rt_request_check_first(fails) == check, "%s of %s: %s is first, not %s",
                  rt_probe_case_row(which)->name, version->name,
                  fails ? rt_request_check_row(rt_request_check_first(fails))->name : "nothing",
                  check < RT_REQUEST_CHECK_COUNT ? rt_request_check_row(check)->name : "nothing");
}

START_TEST(test_what_is_wrong)
{
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        size_t first = rt_registry_place(rt_registry_find(expected[i].first));
        size_t last = rt_registry_place(rt_registry_find(expected[i].last));
        for (size_t v = first; v <= last; v++)
            check_one(rt_registry[v], expected[i].which, expected[i].check);
    }
}
END_TEST

/* The table names all cases, each once; a case that is not the right request differs from it. */
START_TEST(test_all_differ)
{
    uint8_t right[RT_PROBE_REQUEST_MAX];
    struct rt_view packet;
    for (size_t v = 0; v < rt_registry_count; v++) {
        ck_assert(make(rt_registry[v], RT_PROBE_CASE_PLAIN, RT_TRANSPORT_UDP, &packet));
        size_t right_len = packet.len;
        memcpy(right, packet.data, right_len);
        for (int which = 1; which < RT_PROBE_CASE_COUNT; which++)
            if (make(rt_registry[v], (enum rt_probe_case)which, RT_TRANSPORT_UDP, &packet))
                ck_assert(packet.len != right_len || memcmp(packet.data, right, right_len) != 0);
    }
    for (int which = 0; which < RT_PROBE_CASE_COUNT; which++) {
        unsigned made = 0;
        for (size_t v = 0; v < rt_registry_count; v++)
            made += make(rt_registry[v], (enum rt_probe_case)which, RT_TRANSPORT_UDP, &packet);
        ck_assert_msg(made > 0, "nobody has %s",
                      rt_probe_case_row((enum rt_probe_case)which)->name);
        ck_assert_int_eq(rt_probe_case_find(rt_probe_case_row((enum rt_probe_case)which)->name),
                         which);
    }
    ck_assert_int_eq(rt_probe_case_find("no such case"), RT_PROBE_CASE_COUNT);
}
END_TEST

/* 1024 bytes with the header, and with nothing else changed. */
START_TEST(test_sizes)
{
    struct rt_view packet;
    ck_assert(
        !make(rt_registry_find("google"), RT_PROBE_CASE_SIZE_PACKET, RT_TRANSPORT_UDP, &packet));
    ck_assert(make(rt_registry_find("v8"), RT_PROBE_CASE_SIZE_PACKET, RT_TRANSPORT_UDP, &packet));
    ck_assert_uint_eq(packet.len, 1024);
    ck_assert(make(rt_registry_find("v8"), RT_PROBE_CASE_PLAIN, RT_TRANSPORT_UDP, &packet));
    ck_assert_uint_eq(packet.len, 1036);
    ck_assert(make(rt_registry_find("v8"), RT_PROBE_CASE_EMPTY, RT_TRANSPORT_UDP, &packet));
    ck_assert_uint_eq(packet.len, 0);
    ck_assert(make(rt_registry_find("v8"), RT_PROBE_CASE_CUT, RT_TRANSPORT_UDP, &packet));
    ck_assert_uint_eq(packet.len, 8);
}
END_TEST

/* Over TCP nobody could tell where such a packet ends. */
START_TEST(test_over_tcp)
{
    struct rt_view packet;
    const struct rt_version *version = rt_registry_find("v0");
    ck_assert(!make(version, RT_PROBE_CASE_EMPTY, RT_TRANSPORT_TCP, &packet));
    ck_assert(!make(version, RT_PROBE_CASE_CUT, RT_TRANSPORT_TCP, &packet));
    ck_assert(!make(rt_registry_find("v8"), RT_PROBE_CASE_LENGTH_WRONG, RT_TRANSPORT_TCP, &packet));
    ck_assert(make(version, RT_PROBE_CASE_PADDING_ONES, RT_TRANSPORT_TCP, &packet));
    ck_assert_uint_eq(rt_bytes_load32(packet.data), packet.len - 4);
    ck_assert_uint_eq(packet.data[packet.len - 1] | packet.data[4 + 4 * 2 + 4 * 2], 1);
}
END_TEST

RT_TEST_MAIN("probe_case", test_what_is_wrong, test_all_differ, test_sizes, test_over_tcp)
