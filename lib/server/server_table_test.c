// SPDX-License-Identifier: BSD-2-Clause
/*
 * Requests of every version with everything that can be wrong with them, sent to servers of one
 * version and of all over UDP and TCP: whether one answers, and what it says why not, is what the
 * judge says. Nothing waits for a silence: a server hands out what it refuses.
 */
#include "judge/judge.h"
#include "server/test_running.h"
#include "server/test_wrong.h"

static struct rt_crypto *crypto;
static struct test_request made;
static struct rt_server_refusal refusal;
static uint64_t sent, answered;

/* The request as a server gets it: a stream has no more than the length before it says. */
static struct rt_view arriving(enum rt_transport transport)
{
    bool framed = rt_frame_parse(made.packet).framed;
    size_t header = framed ? RT_FRAME_SIZE : 4;
    if (transport == RT_TRANSPORT_UDP)
        return made.packet;
    uint32_t announced = rt_bytes_load32(made.bytes + header - 4);
    ck_assert_uint_le(announced, made.packet.len - header);
    return rt_view_slice(made.packet, 0, header + announced);
}

/* Sends the request; whether it is answered. If so the length of the reply is *len, else it is in
 * `refusal` why not. */
static bool try(int fd, enum rt_transport transport, size_t *len)
{
    struct pollfd wait[] = {{.fd = fd, .events = POLLIN},
                            {.fd = rt_server_refusals_fd(server), .events = POLLIN}};
    ck_assert_int_eq(send(fd, made.packet.data, made.packet.len, 0), (ssize_t)made.packet.len);
    sent++;
    ck_assert_msg(poll(wait, 2, PATIENCE_MS) == 1, "neither a reply nor a refusal, or both");
    if (wait[0].revents == 0) {
        ck_assert(rt_server_refused(server, &refusal));
        ck_assert(!rt_server_refused(server, &refusal));
        return false;
    }
    *len = transport == RT_TRANSPORT_UDP ? take(fd)
                                         : take_stream(fd, !rt_frame_parse(made.packet).framed);
    answered++;
    return true;
}

/* Whether the reply is right. */
static bool is_valid(const struct rt_version *version, enum rt_transport transport, size_t len)
{
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    const struct rt_choice choice = {.version = version, .fixed = true};
    const bool prefix = transport == RT_TRANSPORT_TCP && !rt_frame_parse(made.packet).framed;
    const struct rt_view request = arriving(transport), response = {reply, len};
    const struct rt_exchange exchange = {
        .request = rt_view_slice(request, prefix ? 4 : 0, request.len),
        .response = rt_view_slice(response, prefix ? 4 : 0, response.len),
        .key = keys[0],
        .transport = transport,
    };
    rt_subject_init(&subject, crypto, &exchange);
    rt_judge(&subject, &choice, 1, true, &judgement);
    return judgement.verdict == RT_VALID;
}

/* One request to the server of its version alone, or with NULL to that of all versions. */
static void check(const struct test_wrong *wrong, const struct rt_version *alone,
                  enum rt_transport transport, int fd)
{
    const struct rt_view seen = arriving(transport);
    const char *of = alone ? alone->name : "all versions";
    size_t len = 0;
    bool answers = alone ? test_wrong_judge(alone, seen, transport, wrong->key_count).answers
                         : test_wrong_answers(seen, transport, wrong->key_count) != 0;
    bool got = try(fd, transport, &len);
    ck_assert_msg(got == answers, "%s, %s: %s", of, wrong->name, got ? "answered" : "refused");
    if (alone && seen.len == made.packet.len)
        ck_assert_msg(got != test_wrong_range(rt_registry_place(alone), wrong->refuse),
                      "%s, %s: stated otherwise", of, wrong->name);
    if (got && alone)
        ck_assert_msg(is_valid(alone, transport, len), "%s, %s: a wrong reply", of, wrong->name);
    if (got)
        return;
    const struct rt_version *nearest = services[refusal.service].version;
    ck_assert_int_eq(refusal.cause.check,
                     test_wrong_judge(nearest, seen, transport, wrong->key_count).stop);
    ck_assert_int_eq(refusal.transport, transport);
    ck_assert_uint_eq(refusal.size, seen.len);
}

static void check_over(const struct test_wrong *wrong, const struct rt_version *version,
                       bool together, enum rt_transport transport, int udp)
{
    int fd = transport == RT_TRANSPORT_UDP ? udp : open_socket(transport, true);
    wrong->make(&made, version, transport);
    check(wrong, together ? NULL : version, transport, fd);
    if (fd != udp)
        close(fd);
}

/* All that can be wrong with requests of a version, to the server that runs. */
static void check_version(const struct rt_version *version, bool together, size_t key_count,
                          int udp)
{
    for (size_t w = 0; w < sizeof test_wrongs / sizeof test_wrongs[0]; w++) {
        const struct test_wrong *wrong = &test_wrongs[w];
        if (wrong->key_count != key_count ||
            test_wrong_range(rt_registry_place(version), wrong->lack))
            continue;
        check_over(wrong, version, together, RT_TRANSPORT_UDP, udp);
        if (wrong->on_tcp && version != &rt_version_google)
            check_over(wrong, version, together, RT_TRANSPORT_TCP, udp);
    }
}

static void settle_small(size_t key_count)
{
    settle();
    ck_assert_mem_eq(keys, test_wrong_keys, sizeof keys);
    settings.responder.identity_count = key_count;
    settings.batch = 4;
    settings.tcp_connections = 4;
    settings.refusals = 4;
    sent = answered = 0;
}

/* Each request was counted once, and there was no reply that nobody waited for. */
static void stop_counted(void)
{
    uint64_t replies = 0, refused = 0;
    stop();
    for (size_t i = 0; i < RT_SERVICES_MAX; i++)
        replies += counts.service[i];
    for (size_t i = 0; i < RT_REFUSAL_COUNT; i++)
        refused += counts.refused[i];
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_PACKETS], sent);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_REPLIES], answered);
    ck_assert_uint_eq(replies, answered);
    ck_assert_uint_eq(refused, sent - answered);
}

START_TEST(test_start)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    test_wrong_begin(crypto);
}
END_TEST

START_TEST(test_alone)
{
    for (size_t key_count = 1; key_count <= 2; key_count++) {
        for (size_t v = 0; v < rt_registry_count; v++) {
            settle_small(key_count);
            services[0] = (struct rt_service){rt_registry[v], rt_registry[v]->rules, false};
            settings.responder.service_count = 1;
            start();
            int udp = open_socket(RT_TRANSPORT_UDP, true);
            check_version(rt_registry[v], false, key_count, udp);
            close(udp);
            stop_counted();
        }
    }
}
END_TEST

START_TEST(test_together)
{
    for (size_t key_count = 1; key_count <= 2; key_count++) {
        settle_small(key_count);
        start();
        int udp = open_socket(RT_TRANSPORT_UDP, true);
        for (size_t v = 0; v < rt_registry_count; v++)
            check_version(rt_registry[v], true, key_count, udp);
        close(udp);
        ck_assert_uint_gt(sent, key_count == 1 ? 500 : 50);
        stop_counted();
    }
}
END_TEST

START_TEST(test_end)
{
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("server_table", test_start, test_alone, test_together, test_end)
