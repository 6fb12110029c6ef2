// SPDX-License-Identifier: BSD-2-Clause
/*
 * Asks the server of the demo on loopback. Datagrams are asked on a channel each, so that it is
 * known which reply is whose; over TCP a row has one, and its replies come in the order of the
 * requests.
 */
#include <errno.h>
#include <string.h>

#include "demo/demo.h"
#include "rules/rules.h"

#define PATIENCE_NS UINT64_C(5000000000)

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

/* The requests of a row. Returns 0 or errno. */
static int send_row(struct demo *demo, size_t r)
{
    struct rt_net *net = &demo->net;
    const struct demo_row *row = &demo->rows[r];
    const struct rt_address *address = &demo->server.address;
    uint8_t all[DEMO_TOGETHER * DEMO_PACKET];
    size_t len = 0;
    int error = 0;
    for (size_t i = 0; error == 0 && i < DEMO_TOGETHER; i++) {
        const struct demo_ask *ask = &row->asks[i];
        if (row->transport == RT_TRANSPORT_UDP)
            error = net->send(net->context, DEMO_TOGETHER * r + i, 0, row->transport, address,
                              (struct rt_view){ask->packet, ask->len});
        else
            memcpy(all + len, ask->packet, ask->len);
        len += ask->len;
    }
    if (row->transport == RT_TRANSPORT_TCP)
        error = net->send(net->context, DEMO_TOGETHER * r, 0, row->transport, address,
                          (struct rt_view){all, len});
    return error;
}

static bool complain(struct demo *demo, size_t r, int error)
{
    app_complain(demo->app, EXIT_NO_ANSWER, demo->rows[r].choice->version->name,
                 "the request cannot be sent: %s", strerror(error));
    return false;
}

/* What is sent over TCP is written when the net looks at its sockets. */
static bool write_streams(struct demo *demo)
{
    struct rt_net_event event;
    demo->net.wait(demo->net.context, demo->net.now(demo->net.context), &event);
    return event.kind != RT_NET_FAILED || complain(demo, event.who / DEMO_TOGETHER, event.error);
}

bool demo_send(struct demo *demo)
{
    demo->net_open = rt_net_open(&demo->net, DEMO_TOGETHER * demo->row_count);
    if (!demo->net_open) {
        app_complain(demo->app, EXIT_BUG, "network", "%s", strerror(errno));
        return false;
    }
    for (size_t r = 0; r < demo->row_count; r++) {
        struct demo_row *row = &demo->rows[r];
        for (size_t i = 0; i < DEMO_TOGETHER; i++)
            if (!ask_write(demo, row, DEMO_TOGETHER * r + i, &row->asks[i]))
                return false;
        int error = send_row(demo, r);
        if (error)
            return complain(demo, r, error);
    }
    return write_streams(demo);
}

void demo_hang_up(struct demo *demo)
{
    if (demo->net_open)
        rt_net_close(&demo->net);
    demo->net_open = false;
}

/* Whether a packet has the length that stands before it, as it must over TCP. */
static bool is_whole(const struct demo_row *row, struct rt_view packet)
{
    size_t header = rt_rules_bare_length(&row->rules) ? 4 : RT_FRAME_SIZE;
    return row->transport == RT_TRANSPORT_UDP ||
           (packet.len >= header &&
            rt_bytes_load32(packet.data + header - 4) == packet.len - header);
}

/* Takes a reply. A piece of one is none. */
static void take(struct demo_row *row, size_t i, struct rt_view packet)
{
    struct demo_ask *ask = &row->asks[row->transport == RT_TRANSPORT_TCP ? row->replies : i];
    if (ask->replied || packet.len > sizeof ask->reply || !is_whole(row, packet))
        return;
    memcpy(ask->reply, packet.data, packet.len);
    ask->reply_len = packet.len;
    ask->replied = true;
    row->replies++;
}

void demo_receive(struct demo *demo)
{
    struct rt_net *net = &demo->net;
    const uint64_t end = net->now(net->context) + PATIENCE_NS;
    size_t waiting = DEMO_TOGETHER * demo->row_count;
    struct rt_net_event event;
    while (waiting > 0) {
        net->wait(net->context, end, &event);
        if (event.kind == RT_NET_TIME)
            return;
        struct demo_row *row = &demo->rows[event.who / DEMO_TOGETHER];
        size_t before = row->replies;
        if (event.kind == RT_NET_PACKET)
            take(row, event.who % DEMO_TOGETHER, event.packet);
        bool over = event.kind == RT_NET_FAILED || row->transport == RT_TRANSPORT_UDP ||
                    row->replies == DEMO_TOGETHER;
        if (event.kind == RT_NET_FAILED && row->transport == RT_TRANSPORT_TCP)
            waiting -= DEMO_TOGETHER - row->replies;
        else if (event.kind == RT_NET_FAILED || row->replies > before)
            waiting--;
        if (over)
            net->close(net->context, event.who);
    }
}
