// SPDX-License-Identifier: BSD-2-Clause
/*
 * How fast `rtctl verify` is on captures, as ratios.
 * All times are processor time, all figures medians of some rounds.
 *
 *   distinct  10,000 exchanges, each with an SREP of its own: the time over that of as many Ed25519
 *             verifications in a bare loop (what `openssl speed ed25519` measures); goal 1.1
 *   batches   100,000 exchanges, 64 to an SREP: exchanges a second over 100,000; goal 1 or more
 *   memory    the largest resident size of the second run over that of the first
 *
 * usage: verify_bench RTCTL
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "common/test_bench.h"
#include "files/capture_make.h"
#include "registry.h"
#include "wire/request.h"
#include "wire/response.h"

#define VERSION   "v8"
#define BATCH_MAX 64
#define ROUNDS    3

static const uint8_t long_term[RT_KEY_SIZE] = {1};
static const uint8_t online[RT_KEY_SIZE] = {2};

/* Requests of one batch, kept until they are answered. */
struct batch {
    uint8_t packets[BATCH_MAX][RT_FRAME_SIZE + RT_REQUEST_SIZE];
    struct rt_asked asked[BATCH_MAX];
};

static void ask(struct rt_maker *maker, const struct rt_endpoint *ends, struct batch *batch,
                const struct rt_rules *rules, uint32_t i, uint32_t number)
{
    uint8_t nonce[RT_HASH_MAX] = {0};
    rt_bytes_store32(nonce, number);
    struct rt_request_plan plan = {.rules = *rules,
                                   .nonce = {nonce, rules->nonce},
                                   .size = RT_REQUEST_SIZE,
                                   .transport = RT_TRANSPORT_UDP};
    struct rt_writer writer = rt_writer_into(batch->packets[i], sizeof batch->packets[i]);
    struct rt_packet packet;
    if (rt_request_write(&writer, &plan) != RT_OK)
        bench_stop("a request cannot be written");
    rt_packet_parse(&packet, rt_writer_view(&writer));
    batch->asked[i] = (struct rt_asked){packet.bytes, packet.values[RT_SLOT_NONC]};
    rt_make_udp(maker, &ends[0], &ends[1], packet.bytes);
}

/* Writes a capture of `count` exchanges, `size` to a batch. */
static void make_capture(const char *name, uint32_t count, uint32_t size)
{
    static struct rt_maker maker;
    static struct batch batch;
    static struct rt_batch answers;
    static uint8_t nodes[2 * BATCH_MAX * RT_HASH_MAX];
    uint8_t response[2048];
    const struct rt_endpoint ends[2] = {rt_make_endpoint("192.0.2.1", 40000),
                                        rt_make_endpoint("192.0.2.2", 2002)};
    struct rt_response_plan plan = {.rules = rt_registry_find(VERSION)->rules,
                                    .long_term = long_term,
                                    .online = online,
                                    .maxt = UINT64_MAX,
                                    .radius = 1,
                                    .transport = RT_TRANSPORT_UDP};
    struct rt_crypto *crypto = rt_crypto_new();
    maker = (struct rt_maker){.file = fopen(name, "wb"), .link = RT_MAKE_ETHERNET};
    if (!maker.file || !crypto)
        bench_stop("the capture cannot be written");
    rt_make_start(&maker);
    for (uint32_t done = 0; done < count; done += size) {
        uint32_t now_asked = count - done < size ? count - done : size;
        plan.midpoint = 1700000000 + done;
        for (uint32_t i = 0; i < now_asked; i++)
            ask(&maker, ends, &batch, &plan.rules, i, done + i);
        if (rt_batch_begin(&answers, crypto, &plan, batch.asked, now_asked, nodes) != RT_OK)
            bench_stop("a batch cannot be answered");
        for (uint32_t i = 0; i < now_asked; i++) {
            struct rt_writer writer = rt_writer_into(response, sizeof response);
            if (rt_batch_write(&answers, i, &writer) != RT_OK)
                bench_stop("a response cannot be written");
            rt_make_udp(&maker, &ends[1], &ends[0], rt_writer_view(&writer));
        }
    }
    if (fclose(maker.file) != 0)
        bench_stop("the capture cannot be written");
    rt_crypto_free(crypto);
}

int main(int argc, char **argv)
{
    enum { DISTINCT = 10000, BATCHED = 100000 };
    char name[] = "/tmp/verify_bench.XXXXXX";
    char text[RT_BASE64_SIZE(RT_KEY_SIZE)];
    uint8_t key[RT_KEY_SIZE];
    if (argc != 2)
        bench_stop("usage: verify_bench RTCTL");
    int file = mkstemp(name);
    if (file < 0 || close(file) != 0 || rt_crypto_public_key(long_term, key) != RT_OK)
        bench_stop("no place for the capture");
    rt_base64_encode((struct rt_view){key, sizeof key}, text);
    char verify[] = "verify", option[] = "-k";
    char *const command[] = {argv[1], verify, option, text, name, NULL};
    struct rt_crypto *crypto = rt_crypto_new();
    if (!crypto)
        bench_stop("no OpenSSL");

    /* Each run stands between two measures of the bare loop: other loads on the machine hit both.
     */
    double ratios[ROUNDS], rates[ROUNDS], bare[ROUNDS];
    long first_memory = 0, second_memory = 0;
    make_capture(name, DISTINCT, 1);
    for (int i = 0; i < ROUNDS; i++) {
        double before = bench_bare_verification(crypto);
        struct bench_run run = bench_run(command, 0);
        bare[i] = (before + bench_bare_verification(crypto)) / 2;
        ratios[i] = run.seconds / (bare[i] * (DISTINCT + 1));
        first_memory = run.memory;
    }
    make_capture(name, BATCHED, BATCH_MAX);
    for (int i = 0; i < ROUNDS; i++) {
        struct bench_run run = bench_run(command, 0);
        rates[i] = (double)BATCHED / run.seconds;
        second_memory = run.memory;
    }
    unlink(name);
    rt_crypto_free(crypto);

    printf("one Ed25519 verification  %.1f us\n", bench_median(bare, ROUNDS) * 1e6);
    printf("distinct  %6d exchanges: %.3f of the bare verifications (goal: 1.1 at most)\n",
           DISTINCT, bench_median(ratios, ROUNDS));
    double rate = bench_median(rates, ROUNDS);
    printf("batches   %6d exchanges: %.0f a second, %.2f of 100,000 (goal: 1 at least)\n", BATCHED,
           rate, rate / 100000);
    printf("memory    %ld KiB and %ld KiB: %.2f\n", first_memory, second_memory,
           (double)second_memory / (double)first_memory);
    return 0;
}
