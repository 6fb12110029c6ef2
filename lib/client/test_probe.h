// SPDX-License-Identifier: BSD-2-Clause
/* A probe against a server in memory, for tests. Time is a number: nothing waits. Not installed. */
#ifndef ROUGHTIME_TEST_PROBE_H
#define ROUGHTIME_TEST_PROBE_H

#include <string.h>

#include "base/test.h"
#include "client/probe_findings.h"
#include "registry.h"

#define TEST_PROBE_MS    UINT64_C(1000000)
#define TEST_PROBE_TRIP  (2 * TEST_PROBE_MS)
#define TEST_PROBE_REPLY 4096

/* A request on its way, and the reply to it; 0 bytes: none. */
struct test_probe_packet {
    size_t place;
    enum rt_transport transport;
    uint8_t request[2 * RT_PROBE_REQUEST_MAX];
    size_t request_len;
    uint8_t reply[TEST_PROBE_REPLY];
    size_t reply_len;
};

/* A server: answers packets that came together. */
struct test_probe_server {
    void (*answer)(void *context, struct test_probe_packet *packets, size_t count);
    void *context;
    uint64_t now_ns; /* afterwards: how long it took */
};

static inline void test_probe_nonce(void *context, unsigned number, uint8_t nonce[RT_HASH_MAX])
{
    (void)context;
    memset(nonce, 0x77, RT_HASH_MAX);
    rt_bytes_store32(nonce, 4 * number); /* a bit that is turned makes no other of it */
}

/* A plan for all versions, with a key (or NULL). */
static inline struct rt_probe_plan test_probe_plan(const uint8_t *key, const uint8_t *srv)
{
    static struct rt_choice choices[RT_CHOICES_MAX];
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i] = (struct rt_choice){.version = rt_registry[i]};
    return (struct rt_probe_plan){
        .choices = choices,
        .choice_count = rt_registry_count,
        .key = key,
        .srv = srv,
        .udp = true,
        .tcp = true,
        .odd = true,
        .budget = RT_PROBE_BUDGET,
        .burst = RT_PROBE_BURST,
        .wait_ns = 1000 * TEST_PROBE_MS,
        .nonce = test_probe_nonce,
    };
}

/* Adds what a probe sends to the packets under way: two requests in one go are two. A request in
 * pieces is one when the last is there. */
static inline size_t test_probe_add(const struct rt_probe *probe, struct test_probe_packet *packets,
                                    size_t count)
{
    static struct test_probe_packet begun;
    const struct rt_probe_ask *ask = &probe->asks[probe->place];
    size_t half = probe->requests[probe->place % RT_PROBE_OPEN].half;
    struct test_probe_packet *packet = ask->pieces ? &begun : &packets[count];
    ck_assert_uint_lt(count + 1, 2 * RT_PROBE_OPEN);
    if (!probe->more)
        *packet = (struct test_probe_packet){.place = probe->place, .transport = probe->transport};
    memcpy(packet->request + packet->request_len, probe->request.data, probe->request.len);
    packet->request_len += probe->request.len;
    if (ask->pieces && !probe->more)
        return count;
    packets[count] = *packet;
    if (half == 0)
        return count + 1;
    packets[count + 1] = packets[count];
    packets[count].request_len = half;
    packets[count + 1].request_len -= half;
    memmove(packets[count + 1].request, packets[count + 1].request + half,
            packets[count + 1].request_len);
    return count + 2;
}

/* Runs it to its end. */
static inline void test_probe_run(struct rt_probe *probe, const struct rt_probe_plan *plan,
                                  struct rt_crypto *crypto, struct test_probe_server *server)
{
    static struct test_probe_packet packets[2 * RT_PROBE_OPEN];
    enum rt_step step = RT_STEP_WAIT;
    rt_probe_init(probe, plan, crypto);
    for (int turns = 0; step != RT_STEP_DONE; turns++) {
        size_t count = 0;
        ck_assert_int_lt(turns, 100000);
        while ((step = rt_probe_step(probe, server->now_ns)) == RT_STEP_SEND)
            count = test_probe_add(probe, packets, count);
        if (step == RT_STEP_DONE)
            break;
        if (count == 0) {
            ck_assert_uint_gt(probe->due_ns, server->now_ns);
            server->now_ns = probe->due_ns;
            continue;
        }
        server->answer(server->context, packets, count);
        server->now_ns += TEST_PROBE_TRIP;
        for (size_t i = 0; i < count; i++)
            if (packets[i].reply_len > 0)
                rt_probe_take(probe, packets[i].place,
                              (struct rt_view){packets[i].reply, packets[i].reply_len},
                              server->now_ns);
    }
}

#endif
