// SPDX-License-Identifier: BSD-2-Clause
/*
 * What benchmarks of rtctl have in common: processor time, of this process and of a run of rtctl,
 * and the bare Ed25519 verifications that it is compared with.
 */
#ifndef RTCTL_TEST_BENCH_H
#define RTCTL_TEST_BENCH_H

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "wire/crypto.h"

static inline void bench_stop(const char *what)
{
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
    exit(1);
}

/* Processor seconds of this process. */
static inline double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds for one verification in a loop that does nothing else. */
static inline double bench_bare_verification(struct rt_crypto *crypto)
{
    enum { COUNT = 3000, LENGTH = 100 };
    uint8_t seed[RT_KEY_SIZE] = {2}, key[RT_KEY_SIZE];
    uint8_t message[LENGTH] = {0}, signature[RT_SIGNATURE_SIZE];
    struct rt_view view = {message, LENGTH};
    if (rt_crypto_public_key(seed, key) != RT_OK ||
        rt_crypto_sign(crypto, seed, (struct rt_view){NULL, 0}, view, signature) != RT_OK)
        bench_stop("no Ed25519");
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, sizeof key);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!pkey || !ctx)
        bench_stop("no Ed25519");
    double start = bench_now();
    for (int i = 0; i < COUNT; i++)
        if (EVP_MD_CTX_reset(ctx) != 1 || EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) != 1 ||
            EVP_DigestVerify(ctx, signature, sizeof signature, message, LENGTH) != 1)
            bench_stop("a signature does not verify");
    double each = (bench_now() - start) / (double)COUNT;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return each;
}

struct bench_run {
    double seconds; /* of the processor */
    long memory;    /* KiB, the largest resident size */
};

static inline double bench_seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Runs a program, its output thrown away; argv[0] is its path, and `code` what it has to end with.
 */
static inline struct bench_run bench_run(char *const *argv, int code)
{
    struct rusage usage;
    int status;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(126);
        execv(argv[0], argv);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != code)
        bench_stop("rtctl failed");
    return (struct bench_run){bench_seconds(usage.ru_utime) + bench_seconds(usage.ru_stime),
                              usage.ru_maxrss};
}

static inline int bench_by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Sorts the values. */
static inline double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof values[0], bench_by_size);
    return values[count / 2];
}

#endif
