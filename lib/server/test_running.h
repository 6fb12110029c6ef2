// SPDX-License-Identifier: BSD-2-Clause
/*
 * A server of the library on a free loopback port, for its tests. Not installed.
 *
 *     settle();             every version, the first key; change `settings` then
 *     start();
 *     fd = open_socket(RT_TRANSPORT_UDP, true);
 *     stop();               `counts` has what it counted
 */
#ifndef ROUGHTIME_TEST_RUNNING_H
#define ROUGHTIME_TEST_RUNNING_H

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/test.h"
#include "files/secret.h"
#include "registry.h"
#include "server/server.h"
#include "server/test_services.h"

#define PATIENCE_MS 60000
#define ROOM        4096

static const uint8_t seeds[2][RT_KEY_SIZE] = {{1}, {2}};
static uint8_t keys[2][RT_KEY_SIZE];
static struct rt_service services[RT_SERVICES_MAX];
static struct rt_identity identities[2];
static struct rt_server_settings settings;
static struct rt_server *server;
static struct rt_address address;
static struct rt_server_counts counts;
static uint8_t reply[ROOM];

/* The settings that most tests begin with: every version, the first key. */
static inline void settle(void)
{
    size_t count = test_services_all(services);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(rt_crypto_public_key(seeds[i], keys[i]), RT_OK);
        identities[i] = (struct rt_identity){.key = keys[i], .seed = seeds[i]};
    }
    settings = (struct rt_server_settings){
        .responder = {.services = services,
                      .service_count = count,
                      .identities = identities,
                      .identity_count = 1,
                      .radius_ns = 3000000000,
                      .delegation_s = 86400,
                      .new_seed = rt_secret_seed_make},
        .udp = true,
        .tcp = true,
    };
}

static inline void make_server(void)
{
    address = (struct rt_address){.at = {.family = 4, .addr = {127, 0, 0, 1}}};
    server = rt_server_new(&settings);
    ck_assert_ptr_nonnull(server);
    ck_assert_msg(rt_server_bind(server, &address), "%s", strerror(errno));
    ck_assert_uint_ne(address.at.port, 0);
}

static inline void start(void)
{
    make_server();
    ck_assert_msg(rt_server_start(server), "%s", strerror(errno));
}

static inline void stop(void)
{
    rt_server_stop(server);
    rt_server_counts(server, &counts);
    rt_server_free(server);
    server = NULL;
}

static inline int open_socket(enum rt_transport transport, bool connected)
{
    union {
        struct sockaddr plain;
        struct sockaddr_in in;
    } to = {.in = {.sin_family = AF_INET,
                   .sin_port = htons(address.at.port),
                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, transport == RT_TRANSPORT_TCP ? SOCK_STREAM : SOCK_DGRAM, 0);
    ck_assert_int_ge(fd, 0);
    if (!connected)
        to.in.sin_port = 0;
    ck_assert_int_eq(
        connected ? connect(fd, &to.plain, sizeof to.in) : bind(fd, &to.plain, sizeof to.in), 0);
    return fd;
}

static inline size_t take(int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    ck_assert_msg(poll(&wait, 1, PATIENCE_MS) == 1, "no reply");
    ssize_t got = recv(fd, reply, sizeof reply, 0);
    ck_assert_int_gt(got, 0);
    return (size_t)got;
}

/* Whether the server closes a connection without another byte. */
static inline bool hangs_up(int fd)
{
    uint8_t byte;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    ck_assert_msg(poll(&wait, 1, PATIENCE_MS) == 1, "it stays open");
    return recv(fd, &byte, 1, 0) <= 0;
}

/* A reply to the request, from a stream: whole, as over loopback small writes arrive. */
static inline size_t take_stream(int fd, bool prefix)
{
    size_t len = 0, wanted = prefix ? 4 : RT_FRAME_SIZE;
    for (bool known = false; len < wanted; known = known || len >= (prefix ? 4 : RT_FRAME_SIZE)) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        ck_assert_msg(poll(&wait, 1, PATIENCE_MS) == 1, "no reply");
        ssize_t got = recv(fd, reply + len, wanted - len, 0);
        ck_assert_int_gt(got, 0);
        len += (size_t)got;
        if (!known && len == wanted)
            wanted += rt_bytes_load32(reply + len - 4);
        ck_assert_uint_lt(wanted, sizeof reply);
    }
    return len;
}

#endif
