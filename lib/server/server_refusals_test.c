// SPDX-License-Identifier: BSD-2-Clause
/* What a server hands its caller of requests without a reply. */
#include <sys/resource.h>
#include <time.h>

#include "server/test_running.h"
#include "server/test_wrong.h"

#define CLIENTS 48

static struct test_request made;
static struct rt_server_refusal refusal;

static const struct rt_version *newest(void)
{
    return rt_registry[rt_registry_count - 1];
}

static void settle_to_keep(uint32_t refusals)
{
    struct rt_crypto *crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    test_wrong_begin(crypto);
    rt_crypto_free(crypto);
    settle();
    settings.refusals = refusals;
}

static void send_made(int fd)
{
    ck_assert_int_eq(send(fd, made.packet.data, made.packet.len, 0), (ssize_t)made.packet.len);
}

/* Whether the server says, in that many milliseconds, that there is something. */
static bool is_told(int milliseconds)
{
    struct pollfd wait = {.fd = rt_server_refusals_fd(server), .events = POLLIN};
    return poll(&wait, 1, milliseconds) == 1;
}

/* Waits for the next one. */
static void take_refusal(void)
{
    while (!rt_server_refused(server, &refusal))
        ck_assert_msg(is_told(PATIENCE_MS), "no request is refused");
}

/* Sends a good request and waits for the reply: what came before it is done with. */
static void ask_well(int fd)
{
    make_right(&made, newest(), RT_TRANSPORT_UDP);
    send_made(fd);
    take(fd);
}

static uint16_t port_of(int fd)
{
    union {
        struct sockaddr plain;
        struct sockaddr_in in;
    } own;
    socklen_t len = sizeof own;
    ck_assert_int_eq(getsockname(fd, &own.plain, &len), 0);
    return ntohs(own.in.sin_port);
}

/* Without the wish for them there are none. */
START_TEST(test_none)
{
    settle_to_keep(0);
    start();
    ck_assert_int_eq(rt_server_refusals_fd(server), -1);
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    ck_assert_int_eq(send(fd, "junk", 4, 0), 4);
    ask_well(fd);
    ck_assert(!rt_server_refused(server, &refusal));
    ck_assert_uint_eq(rt_server_refusals_lost(server), 0);
    close(fd);
    stop();
    ck_assert_uint_eq(counts.refused[RT_REFUSED_FRAMING], 1);
}
END_TEST

/* The clock that a server reads; time() may be a tick behind it. */
static int64_t seconds_now(void)
{
    struct timespec t;
    ck_assert_int_eq(clock_gettime(CLOCK_REALTIME, &t), 0);
    return t.tv_sec;
}

/* All that is said of one. */
START_TEST(test_one)
{
    char text[RT_REQUEST_TEXT_SIZE];
    settle_to_keep(8);
    make_server();
    ck_assert(!rt_server_refused(server, &refusal));
    ck_assert(!is_told(0));
    ck_assert(rt_server_start(server));
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    make_srv_16(&made, newest(), RT_TRANSPORT_UDP);
    const int64_t before = seconds_now();
    send_made(fd);
    ck_assert(is_told(PATIENCE_MS));
    ck_assert(rt_server_refused(server, &refusal));
    ck_assert_int_ge(refusal.at.seconds, before);
    ck_assert_int_le(refusal.at.seconds, seconds_now());
    ck_assert_uint_eq(refusal.client.family, 4);
    ck_assert_uint_eq(refusal.client.port, port_of(fd));
    ck_assert_uint_eq(rt_bytes_load32(refusal.client.addr), 0x0100007f);
    ck_assert_int_eq(refusal.transport, RT_TRANSPORT_UDP);
    ck_assert_uint_eq(refusal.size, made.packet.len);
    ck_assert_int_eq(refusal.refusal, RT_REFUSED_SRV);
    ck_assert_int_eq(refusal.cause.check, RT_REQUEST_CHECK_SRV);
    ck_assert_ptr_eq(services[refusal.service].version, newest());
    ck_assert_uint_eq(refusal.cause.count, 1);
    ck_assert_ptr_eq(refusal.cause.versions[0], newest());
    ck_assert_str_eq(rt_request_result_text(&refusal.cause.result, refusal.cause.check, text),
                     "SRV has 16 bytes, 32 are due");
    ck_assert(!rt_server_refused(server, &refusal));
    ck_assert(!is_told(0));
    close(fd);
    stop();
}
END_TEST

/* The oldest stay, the others are counted, and later there is room again. */
START_TEST(test_full)
{
    settle_to_keep(4);
    make_server();
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    for (size_t i = 0; i < 10; i++)
        ck_assert_int_eq(send(fd, zeros, 100 + i, 0), (ssize_t)(100 + i));
    ck_assert(rt_server_start(server));
    ask_well(fd);
    for (size_t i = 0; i < 4; i++) {
        ck_assert(rt_server_refused(server, &refusal));
        ck_assert_uint_eq(refusal.size, 100 + i);
    }
    ck_assert(!rt_server_refused(server, &refusal));
    ck_assert_uint_eq(rt_server_refusals_lost(server), 6);
    for (size_t i = 0; i < 9; i++) {
        ck_assert_int_eq(send(fd, zeros, 200 + i, 0), (ssize_t)(200 + i));
        take_refusal();
        ck_assert_uint_eq(refusal.size, 200 + i);
    }
    ck_assert_uint_eq(rt_server_refusals_lost(server), 6);
    /* What nobody has taken can be taken after the end. */
    ck_assert_int_eq(send(fd, zeros, 300, 0), 300);
    ask_well(fd);
    rt_server_stop(server);
    take_refusal();
    ck_assert_uint_eq(refusal.size, 300);
    close(fd);
    stop();
    ck_assert_uint_eq(counts.refused[RT_REFUSED_FRAMING], 20);
}
END_TEST

/* Each refusal comes once, whichever thread had it; those that wait come in the order of time. */
START_TEST(test_workers)
{
    int fds[CLIENTS];
    bool seen[CLIENTS] = {false};
    settle_to_keep(CLIENTS);
    settings.workers = 3;
    make_server();
    for (size_t i = 0; i < CLIENTS; i++) {
        fds[i] = open_socket(RT_TRANSPORT_UDP, true);
        ck_assert_int_eq(send(fds[i], zeros, 8, 0), 8);
    }
    ck_assert(rt_server_start(server));
    for (size_t n = 0; n < CLIENTS; n++) {
        size_t i = 0;
        take_refusal();
        while (i < CLIENTS && port_of(fds[i]) != refusal.client.port)
            i++;
        ck_assert_uint_lt(i, CLIENTS);
        ck_assert(!seen[i]);
        seen[i] = true;
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        make_no_nonce(&made, newest(), RT_TRANSPORT_UDP);
        send_made(fds[i]);
        ask_well(fds[i]);
        close(fds[i]);
    }
    struct rt_instant last = {.seconds = 0};
    for (size_t i = 0; i < CLIENTS; i++, last = refusal.at) {
        ck_assert(rt_server_refused(server, &refusal));
        ck_assert(
            refusal.at.seconds > last.seconds ||
            (refusal.at.seconds == last.seconds && refusal.at.nanoseconds >= last.nanoseconds));
    }
    ck_assert(!rt_server_refused(server, &refusal));
    ck_assert_uint_eq(rt_server_refusals_lost(server), 0);
    stop();
}
END_TEST

/* On TCP, what is a request, what cannot be one, and what there is no room for. */
START_TEST(test_tcp)
{
    settle_to_keep(8);
    start();
    int fd = open_socket(RT_TRANSPORT_TCP, true);
    make_type_1(&made, newest(), RT_TRANSPORT_TCP);
    send_made(fd);
    take_refusal();
    ck_assert_int_eq(refusal.transport, RT_TRANSPORT_TCP);
    ck_assert_uint_eq(refusal.client.port, port_of(fd));
    ck_assert_uint_eq(refusal.size, made.packet.len);
    ck_assert_int_eq(refusal.cause.check, RT_REQUEST_CHECK_TYPE);
    /* The connection goes on, until there is no way to find the next request. */
    rt_bytes_store32(made.bytes + 8, 100000);
    send_made(fd);
    take_refusal();
    ck_assert_int_eq(refusal.refusal, RT_REFUSED_OVERSIZE);
    ck_assert_int_eq(refusal.cause.check, RT_REQUEST_CHECK_COUNT);
    ck_assert_uint_eq(refusal.size, 100000 + RT_FRAME_SIZE);
    ck_assert(hangs_up(fd));
    close(fd);
    fd = open_socket(RT_TRANSPORT_TCP, true);
    ck_assert_int_eq(send(fd, "GET / HTTP/1.1\r\n", 16, 0), 16);
    take_refusal();
    ck_assert_int_eq(refusal.refusal, RT_REFUSED_FRAMING);
    ck_assert_int_eq(refusal.cause.check, RT_REQUEST_CHECK_FRAME);
    ck_assert_uint_eq(refusal.size, 16);
    ck_assert_ptr_eq(services[refusal.service].version, newest());
    ck_assert(hangs_up(fd));
    close(fd);
    stop();
}
END_TEST

static enum rt_server_action spoil(void *context, const struct rt_server_turn *turn,
                                   struct rt_answer *answer)
{
    (void)context;
    (void)turn;
    answer->refusal = RT_REFUSED_FAILED;
    return RT_SERVER_SEND;
}

/* What has no reply although no check stops it; and a datagram that there is no room for. */
START_TEST(test_no_check)
{
    static const uint8_t large[RT_SERVER_PACKET + 1];
    settle_to_keep(8);
    settings.change = spoil;
    start();
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    make_right(&made, newest(), RT_TRANSPORT_UDP);
    send_made(fd);
    take_refusal();
    ck_assert_int_eq(refusal.refusal, RT_REFUSED_FAILED);
    ck_assert_int_eq(refusal.cause.check, RT_REQUEST_CHECK_COUNT);
    ck_assert_ptr_eq(services[refusal.service].version, newest());
    ck_assert_str_eq(rt_refusal_text(refusal.refusal), "the cryptographic library failed");
    ck_assert_int_eq(send(fd, large, sizeof large, 0), sizeof large);
    take_refusal();
    ck_assert_int_eq(refusal.refusal, RT_REFUSED_OVERSIZE);
    ck_assert_int_eq(refusal.cause.check, RT_REQUEST_CHECK_COUNT);
    ck_assert_uint_eq(refusal.size, sizeof large);
    close(fd);
    stop();
}
END_TEST

START_TEST(test_settings)
{
    struct rlimit limit, none;
    settle_to_keep(RT_SERVER_REFUSALS + 1);
    ck_assert_ptr_null(rt_server_new(&settings));
    ck_assert_int_eq(errno, EINVAL);
    settings.refusals = 1;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    struct rt_server *failed = rt_server_new(&settings);
    int error = errno;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_ptr_null(failed);
    ck_assert_int_eq(error, EMFILE);
}
END_TEST

RT_TEST_MAIN("server_refusals", test_none, test_one, test_full, test_workers, test_tcp,
             test_no_check, test_settings)
