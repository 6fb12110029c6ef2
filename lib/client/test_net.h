// SPDX-License-Identifier: BSD-2-Clause
/*
 * A network in memory that follows a script, with a clock of its own: nothing waits. Not installed.
 *
 * What is sent goes to the test's function, which puts events into the future as it likes: replies,
 * failures, nothing at all. Waiting moves the clock to the next event.
 */
#ifndef ROUGHTIME_TEST_NET_H
#define ROUGHTIME_TEST_NET_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/host_port.h"
#include "base/test.h"
#include "client/net.h"

#define TEST_NET_EVENTS 4096
#define TEST_NET_PACKET 1500

/* Where a server can be asked. */
static inline struct rt_host_port test_place(const char *host, uint16_t port, bool udp, bool tcp)
{
    struct rt_host_port place = {.port = port, .udp = udp, .tcp = tcp};
    snprintf(place.host, sizeof place.host, "%s", host);
    return place;
}

struct test_net_event {
    bool set;
    struct rt_net_event event;
    struct rt_address addresses[RT_NET_ADDRESSES];
    uint8_t packet[TEST_NET_PACKET];
};

/* Something that was sent. */
struct test_sent {
    uint64_t at_ns;
    size_t who;
    unsigned channel;
    enum rt_transport transport;
    struct rt_address to;
    struct rt_view packet;
};

struct test_net {
    struct rt_net net;
    uint64_t now_ns;
    struct test_net_event *events;
    struct test_net_event last;
    struct test_sent sent[256]; /* without their packets */
    size_t sent_count;
    size_t open; /* servers with something sent and not closed */
    size_t most_open;
    bool is_open[4096];
    /* Returns errno for the sender. */
    int (*on_send)(struct test_net *net, const struct test_sent *sent);
    void (*on_look_up)(struct test_net *net, size_t who, size_t tag, const char *host);
    struct rt_view rest; /* on every channel of TCP */
    void *test;
};

/* Puts an event `delay_ns` into the future; packets and addresses are copied. */
static inline void test_net_put(struct test_net *net, uint64_t delay_ns,
                                const struct rt_net_event *event)
{
    size_t i = 0;
    while (i < TEST_NET_EVENTS && net->events[i].set)
        i++;
    ck_assert_uint_lt(i, TEST_NET_EVENTS);
    ck_assert_uint_le(event->packet.len, TEST_NET_PACKET);
    struct test_net_event *slot = &net->events[i];
    slot->set = true;
    slot->event = *event;
    slot->event.at_ns = net->now_ns + delay_ns;
    if (event->packet.len > 0)
        memcpy(slot->packet, event->packet.data, event->packet.len);
    if (event->address_count > 0)
        memcpy(slot->addresses, event->addresses, event->address_count * sizeof *event->addresses);
}

static inline uint64_t test_net_now(void *context)
{
    return ((struct test_net *)context)->now_ns;
}

static inline bool test_net_look_up(void *context, size_t who, size_t tag, const char *host,
                                    enum rt_family family)
{
    struct test_net *net = context;
    (void)family;
    ck_assert_msg(net->on_look_up != NULL, "no look-up was expected");
    net->on_look_up(net, who, tag, host);
    return true;
}

static inline int test_net_send(void *context, size_t who, unsigned channel,
                                enum rt_transport transport, const struct rt_address *to,
                                struct rt_view packet)
{
    struct test_net *net = context;
    struct test_sent sent = {net->now_ns, who, channel, transport, *to, packet};
    ck_assert_uint_lt(channel, RT_NET_CHANNELS);
    if (net->sent_count < sizeof net->sent / sizeof net->sent[0])
        net->sent[net->sent_count] = sent;
    net->sent_count++;
    if (!net->is_open[who])
        net->open++;
    net->is_open[who] = true;
    if (net->open > net->most_open)
        net->most_open = net->open;
    return net->on_send(net, &sent);
}

static inline int test_net_more(void *context, size_t who, unsigned channel, struct rt_view bytes)
{
    struct test_net *net = context;
    (void)bytes;
    ck_assert(net->is_open[who]);
    ck_assert_uint_lt(channel, RT_NET_CHANNELS);
    return 0;
}

static inline struct rt_view test_net_rest(void *context, size_t who, unsigned channel)
{
    struct test_net *net = context;
    ck_assert(net->is_open[who]);
    ck_assert_uint_lt(channel, RT_NET_CHANNELS);
    return net->rest;
}

static inline void test_net_close(void *context, size_t who)
{
    struct test_net *net = context;
    if (net->is_open[who])
        net->open--;
    net->is_open[who] = false;
    for (size_t i = 0; i < TEST_NET_EVENTS; i++)
        if (net->events[i].event.who == who && net->events[i].event.kind != RT_NET_NAMES)
            net->events[i].set = false;
}

static inline void test_net_wait(void *context, uint64_t until_ns, struct rt_net_event *event)
{
    struct test_net *net = context;
    struct test_net_event *first = NULL;
    for (size_t i = 0; i < TEST_NET_EVENTS; i++)
        if (net->events[i].set && (!first || net->events[i].event.at_ns < first->event.at_ns))
            first = &net->events[i];
    if (!first || first->event.at_ns > until_ns) {
        ck_assert_msg(until_ns != UINT64_MAX, "this would wait for ever");
        if (until_ns > net->now_ns)
            net->now_ns = until_ns;
        *event = (struct rt_net_event){.kind = RT_NET_TIME, .at_ns = net->now_ns};
        return;
    }
    if (first->event.at_ns > net->now_ns)
        net->now_ns = first->event.at_ns;
    first->set = false;
    net->last = *first;
    *event = net->last.event;
    event->packet.data = net->last.packet;
    event->addresses = net->last.addresses;
}

static inline void test_net_open(struct test_net *net)
{
    memset(net, 0, sizeof *net);
    net->events = calloc(TEST_NET_EVENTS, sizeof *net->events);
    ck_assert_ptr_nonnull(net->events);
    net->now_ns = 77;
    net->net = (struct rt_net){
        .context = net,
        .limit = 1000,
        .now = test_net_now,
        .look_up = test_net_look_up,
        .send = test_net_send,
        .more = test_net_more,
        .rest = test_net_rest,
        .close = test_net_close,
        .wait = test_net_wait,
    };
}

static inline void test_net_end(struct test_net *net)
{
    free(net->events);
}

#endif
