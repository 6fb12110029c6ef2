// SPDX-License-Identifier: BSD-2-Clause
/*
 * How fast `rtctl verify` is on chains. All times are processor time, medians of some rounds.
 *
 *   honest  a chain of three servers, asked in turn: the time over that of the bare Ed25519
 *           verifications that it needs, and what it takes beside them; goals: nearly 1 for 1,000
 *           links, and less than 2 s for 10,000
 *   lying   the same where each reply says an earlier time than the one before, so that all pairs
 *           contradict each other
 *   pairs   lib/causality.h alone, on 10,000 replies
 *
 * usage: chain_bench RTCTL
 */
#include <string.h>
#include <unistd.h>

#include "common/test_bench.h"
#include "files/test_chain.h"
#include "judge/causality.h"
#include "registry.h"

#define ROUNDS  3
#define SERVERS 3
#define MOST    10000

/* Writes a chain, each reply `step` seconds behind the one before; says how many signatures it
 * has: one a link, and one for each delegation, which moves with the time. */
static size_t make_chain(struct rt_crypto *crypto, const char *name, size_t count, int64_t step)
{
    static const char *const versions[SERVERS] = {"v8", "v14", "rfc10049"};
    struct test_chain_link *links = calloc(count, sizeof *links);
    FILE *file = fopen(name, "w");
    if (!links || !file)
        bench_stop("no place for the chain");
    for (size_t i = 0; i < count; i++) {
        links[i].rules = rt_registry_find(versions[i % SERVERS])->rules;
        links[i].server = (uint8_t)(1 + i % SERVERS);
        links[i].offset = (int64_t)(i / SERVERS) - step * (int64_t)i;
    }
    test_chain_make(crypto, links, count);
    test_chain_write(file, RT_FORM_RFC10049, links, count);
    if (fclose(file) != 0)
        bench_stop("the chain cannot be written");
    free(links);
    return 2 * count;
}

/* Each run stands between two measures of the bare loop: other loads on the machine hit both. */
static void measure(struct rt_crypto *crypto, char *rtctl, char *name, size_t count, int64_t step,
                    const char *form)
{
    char verify[] = "verify", quiet[] = "-q", output[16];
    char *const argv[] = {rtctl, verify, quiet, output, name, NULL};
    double whole[ROUNDS], bare[ROUNDS], ratios[ROUNDS], beside[ROUNDS];
    long memory = 0;
    size_t signatures = make_chain(crypto, name, count, step);
    snprintf(output, sizeof output, "-o%s", form);
    for (int i = 0; i < ROUNDS; i++) {
        double before = bench_bare_verification(crypto);
        struct bench_run run = bench_run(argv, step > 1 ? 6 : 0);
        whole[i] = run.seconds;
        bare[i] = (before + bench_bare_verification(crypto)) / 2 * (double)signatures;
        ratios[i] = run.seconds / bare[i];
        beside[i] = run.seconds - bare[i];
        memory = run.memory;
    }
    printf("%s %6zu links  %-6s  %.3f s, bare signatures %.3f s: %.3f, %.3f s beside them; "
           "%ld KiB\n",
           step > 1 ? "lying " : "honest", count, form, bench_median(whole, ROUNDS),
           bench_median(bare, ROUNDS), bench_median(ratios, ROUNDS), bench_median(beside, ROUNDS),
           memory);
}

/* The pair check alone. `fall`: how far each reply is behind the one before. */
static void measure_pairs(int64_t fall)
{
    static struct rt_interval replies[MOST];
    struct rt_causality causality;
    struct rt_contradiction pair;
    int64_t *room = calloc(rt_causality_room(MOST), sizeof *room);
    uint64_t gone = 0;
    if (!room)
        bench_stop("no memory");
    for (size_t i = 0; i < MOST; i++)
        replies[i] = rt_interval_around(-fall * (int64_t)i, 3);
    double start = bench_now();
    rt_causality_init(&causality, replies, MOST, room);
    uint64_t count = rt_causality_count(&causality);
    bool any = rt_causality_closest(&causality, &pair);
    double counted = bench_now() - start;
    rt_causality_init(&causality, replies, MOST, room);
    start = bench_now();
    while (rt_causality_next(&causality, &pair))
        gone++;
    if (gone != count || any != (count > 0))
        bench_stop("the pairs do not agree");
    printf("pairs  %6d replies  %llu pairs: counted, and the closest found, in %.1f ms; all gone "
           "through in %.1f ms\n",
           MOST, (unsigned long long)count, counted * 1e3, (bench_now() - start) * 1e3);
    free(room);
}

int main(int argc, char **argv)
{
    char name[] = "/tmp/chain_bench.XXXXXX";
    struct rt_crypto *crypto = rt_crypto_new();
    if (argc != 2 || !crypto)
        bench_stop("usage: chain_bench RTCTL");
    int file = mkstemp(name);
    if (file < 0 || close(file) != 0)
        bench_stop("no place for the chain");
    measure(crypto, argv[1], name, 1000, 0, "text");
    measure(crypto, argv[1], name, 1000, 0, "ndjson");
    measure(crypto, argv[1], name, MOST, 0, "text");
    measure(crypto, argv[1], name, MOST, 0, "ndjson");
    measure(crypto, argv[1], name, 1000, 60, "ndjson");
    measure(crypto, argv[1], name, MOST, 60, "text");
    unlink(name);
    measure_pairs(60);
    measure_pairs(0);
    measure_pairs(-60);
    rt_crypto_free(crypto);
    return 0;
}
