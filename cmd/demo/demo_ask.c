// SPDX-License-Identifier: BSD-2-Clause
/* Asks the server of the demo on loopback. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/net_address.h"
#include "demo/demo.h"
#include "rules/rules.h"

#define PATIENCE_MS 5000

static bool ask_write(struct demo *demo, const struct demo_row *row, uint64_t number,
                      struct demo_ask *ask)
{
    uint8_t nonce[RT_HASH_MAX];
    uint8_t srv[RT_SRV_SIZE];
    struct rt_writer writer = rt_writer_into(ask->packet, sizeof ask->packet);
    const struct rt_request_plan plan = {
        .rules = row->rules,
        .nonce = {nonce, row->rules.nonce},
        .srv = {srv, sizeof srv},
        .size = RT_REQUEST_SIZE,
        .transport = row->transport,
    };
    chance_draw(&demo->chance, DEMO_STREAM_NONCES, number, nonce, row->rules.nonce);
    bool good = rt_crypto_srv(app_crypto(demo->app), demo->server.key, srv) == RT_OK &&
                rt_request_write(&writer, &plan) == RT_OK;
    ask->len = good ? writer.len : 0;
    if (!good)
        app_complain(demo->app, EXIT_BUG, row->choice->version->name,
                     "the request cannot be written");
    return good;
}

/* A socket connected to the server; -1 with errno. */
static int open_socket(const struct rt_address *address, enum rt_transport transport)
{
    union {
        struct sockaddr_storage storage;
        struct sockaddr plain;
    } to;
    socklen_t len = rt_net_address_to_socket(address, &to.storage);
    int type = transport == RT_TRANSPORT_TCP ? SOCK_STREAM : SOCK_DGRAM;
    int fd = socket(to.plain.sa_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, &to.plain, len) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static bool send_whole(int fd, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
        if (sent < 0)
            return false;
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

static bool send_datagrams(struct demo_row *row, const struct rt_address *address)
{
    for (size_t i = 0; i < DEMO_TOGETHER; i++) {
        const struct demo_ask *ask = &row->asks[i];
        row->fds[i] = open_socket(address, row->transport);
        if (row->fds[i] < 0 || !send_whole(row->fds[i], ask->packet, ask->len))
            return false;
    }
    return true;
}

static bool send_stream(struct demo_row *row, const struct rt_address *address)
{
    uint8_t all[DEMO_TOGETHER * DEMO_PACKET];
    size_t len = 0;
    for (size_t i = 0; i < DEMO_TOGETHER; i++) {
        memcpy(all + len, row->asks[i].packet, row->asks[i].len);
        len += row->asks[i].len;
    }
    row->fds[0] = open_socket(address, row->transport);
    return row->fds[0] >= 0 && send_whole(row->fds[0], all, len);
}

bool demo_send(struct demo *demo)
{
    const struct rt_address *address = &demo->server.address;
    for (size_t r = 0; r < demo->row_count; r++) {
        struct demo_row *row = &demo->rows[r];
        for (size_t i = 0; i < DEMO_TOGETHER; i++)
            if (!ask_write(demo, row, DEMO_TOGETHER * r + i, &row->asks[i]))
                return false;
        bool good = row->transport == RT_TRANSPORT_TCP ? send_stream(row, address)
                                                       : send_datagrams(row, address);
        if (!good) {
            app_complain(demo->app, EXIT_NO_ANSWER, row->choice->version->name,
                         "the request cannot be sent: %s", strerror(errno));
            return false;
        }
    }
    return true;
}

static void hang_up(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void demo_hang_up(struct demo *demo)
{
    for (size_t r = 0; r < demo->row_count; r++)
        for (size_t i = 0; i < DEMO_TOGETHER; i++)
            hang_up(&demo->rows[r].fds[i]);
}

static void take_datagram(struct demo_row *row, size_t i)
{
    struct demo_ask *ask = &row->asks[i];
    ssize_t got = recv(row->fds[i], ask->reply, sizeof ask->reply, 0);
    hang_up(&row->fds[i]);
    if (got < 0)
        return;
    ask->reply_len = (size_t)got;
    ask->replied = true;
    row->replies++;
}

/* Bytes up to the end of the reply's header, or of the reply once the header is there. */
static size_t stream_goal(const struct demo_row *row, const struct demo_ask *ask)
{
    size_t header = rt_rules_bare_length(&row->rules) ? 4 : RT_FRAME_SIZE;
    if (ask->reply_len < header)
        return header;
    uint32_t length = rt_bytes_load32(ask->reply + header - 4);
    return length < sizeof ask->reply ? header + length : SIZE_MAX;
}

static void take_stream(struct demo_row *row)
{
    struct demo_ask *ask = &row->asks[row->replies];
    size_t goal = stream_goal(row, ask);
    ssize_t got = 0;
    if (goal <= sizeof ask->reply)
        got = recv(row->fds[0], ask->reply + ask->reply_len, goal - ask->reply_len, 0);
    if (got <= 0) {
        hang_up(&row->fds[0]); /* the end, or no length that a reply can have */
        return;
    }
    ask->reply_len += (size_t)got;
    if (ask->reply_len < goal || ask->reply_len < stream_goal(row, ask))
        return;
    ask->replied = true;
    if (++row->replies == DEMO_TOGETHER)
        hang_up(&row->fds[0]);
}

/* A socket that waits for a reply. */
struct waiting {
    struct demo_row *row;
    size_t i;
};

static int64_t ticks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void demo_receive(struct demo *demo)
{
    struct pollfd fds[DEMO_ROWS * DEMO_TOGETHER];
    struct waiting waiting[DEMO_ROWS * DEMO_TOGETHER];
    int64_t end = ticks() + PATIENCE_MS;
    for (;;) {
        nfds_t count = 0;
        int64_t left = end - ticks();
        for (size_t r = 0; r < demo->row_count; r++) {
            for (size_t i = 0; i < DEMO_TOGETHER; i++) {
                struct demo_row *row = &demo->rows[r];
                if (row->fds[i] < 0)
                    continue;
                waiting[count] = (struct waiting){row, i};
                fds[count++] = (struct pollfd){.fd = row->fds[i], .events = POLLIN};
            }
        }
        if (count == 0 || left <= 0 || (poll(fds, count, (int)left) < 0 && errno != EINTR))
            return;
        for (nfds_t n = 0; n < count; n++) {
            if (fds[n].revents == 0)
                continue;
            if (waiting[n].row->transport == RT_TRANSPORT_TCP)
                take_stream(waiting[n].row);
            else
                take_datagram(waiting[n].row, waiting[n].i);
        }
    }
}
