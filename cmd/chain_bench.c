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
#include <openssl/evp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "causality.h"
#include "registry.h"
#include "test_chain.h"

#define ROUNDS  3
#define SERVERS 3
#define MOST    10000

static void stop(const char *what)
{
    fprintf(stderr, "chain_bench: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Seconds for one verification in a loop that does nothing else. */
static double bare_verification(struct rt_crypto *crypto)
{
    enum { COUNT = 3000, LENGTH = 100 };
    uint8_t seed[RT_KEY_SIZE] = {2}, key[RT_KEY_SIZE];
    uint8_t message[LENGTH] = {0}, signature[RT_SIGNATURE_SIZE];
    struct rt_view view = {message, LENGTH};
    if (rt_public_key(seed, key) != RT_OK ||
        rt_sign(crypto, seed, (struct rt_view){NULL, 0}, view, signature) != RT_OK)
        stop("no Ed25519");
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, sizeof key);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!pkey || !ctx || EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) != 1)
        stop("no Ed25519");
    double start = now();
    for (int i = 0; i < COUNT; i++)
        if (EVP_DigestVerify(ctx, signature, sizeof signature, message, LENGTH) != 1)
            stop("a signature does not verify");
    double each = (now() - start) / COUNT;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return each;
}

/* Writes a chain, each reply `step` seconds behind the one before; says how many signatures it
 * has: one a link, and one for each delegation, which moves with the time. */
static size_t make_chain(struct rt_crypto *crypto, const char *name, size_t count, int64_t step)
{
    static const char *const versions[SERVERS] = {"v8", "v14", "rfc10049"};
    struct test_chain_link *links = calloc(count, sizeof *links);
    FILE *file = fopen(name, "w");
    if (!links || !file)
        stop("no place for the chain");
    for (size_t i = 0; i < count; i++) {
        links[i].rules = rt_registry_find(versions[i % SERVERS])->rules;
        links[i].server = (uint8_t)(1 + i % SERVERS);
        links[i].offset = (int64_t)(i / SERVERS) - step * (int64_t)i;
    }
    test_chain_make(crypto, links, count);
    test_chain_write(file, RT_FORM_RFC10049, links, count);
    if (fclose(file) != 0)
        stop("the chain cannot be written");
    free(links);
    return 2 * count;
}

struct run {
    double seconds;
    long memory; /* KiB */
};

/* Runs rtctl, output thrown away; `code` is what it has to end with. */
static struct run run_verify(const char *rtctl, const char *form, const char *chain, int code)
{
    struct rusage usage;
    int status;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(126);
        execl(rtctl, rtctl, "verify", "-q", "-o", form, chain, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != code)
        stop("rtctl verify failed");
    return (struct run){seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss};
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof values[0], by_size);
    return values[ROUNDS / 2];
}

/* Each run stands between two measures of the bare loop: other loads on the machine hit both. */
static void measure(struct rt_crypto *crypto, const char *rtctl, const char *name, size_t count,
                    int64_t step, const char *form)
{
    double whole[ROUNDS], bare[ROUNDS], ratios[ROUNDS], beside[ROUNDS];
    long memory = 0;
    size_t signatures = make_chain(crypto, name, count, step);
    for (int i = 0; i < ROUNDS; i++) {
        double before = bare_verification(crypto);
        struct run run = run_verify(rtctl, form, name, step > 1 ? 6 : 0);
        whole[i] = run.seconds;
        bare[i] = (before + bare_verification(crypto)) / 2 * (double)signatures;
        ratios[i] = run.seconds / bare[i];
        beside[i] = run.seconds - bare[i];
        memory = run.memory;
    }
    printf("%s %6zu links  %-6s  %.3f s, bare signatures %.3f s: %.3f, %.3f s beside them; "
           "%ld KiB\n",
           step > 1 ? "lying " : "honest", count, form, median(whole), median(bare), median(ratios),
           median(beside), memory);
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
        stop("no memory");
    for (size_t i = 0; i < MOST; i++)
        replies[i] = rt_interval_around(-fall * (int64_t)i, 3);
    double start = now();
    rt_causality_init(&causality, replies, MOST, room);
    uint64_t count = rt_causality_count(&causality);
    bool any = rt_causality_closest(&causality, &pair);
    double counted = now() - start;
    rt_causality_init(&causality, replies, MOST, room);
    start = now();
    while (rt_causality_next(&causality, &pair))
        gone++;
    if (gone != count || any != (count > 0))
        stop("the pairs do not agree");
    printf("pairs  %6d replies  %llu pairs: counted, and the closest found, in %.1f ms; all gone "
           "through in %.1f ms\n",
           MOST, (unsigned long long)count, counted * 1e3, (now() - start) * 1e3);
    free(room);
}

int main(int argc, char **argv)
{
    char name[] = "/tmp/chain_bench.XXXXXX";
    struct rt_crypto *crypto = rt_crypto_new();
    if (argc != 2 || !crypto)
        stop("usage: chain_bench RTCTL");
    int file = mkstemp(name);
    if (file < 0 || close(file) != 0)
        stop("no place for the chain");
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
