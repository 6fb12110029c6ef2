// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a server counts. One worker writes a set, anybody may read it at any time.
 */
#ifndef RTCTL_SERVE_COUNTS_H
#define RTCTL_SERVE_COUNTS_H

#include <stdatomic.h>

#include "files/output.h"
#include "server/responder.h"

// clang-format off
#define SERVE_COUNTS(X)                                                              \
    X(PACKETS,       "packets",         "requests and junk received")                \
    X(REPLIES,       "replies",         "replies sent")                              \
    X(BATCHES,       "batches",         "times that requests were answered together") \
    X(LARGEST,       "largest-batch",   "requests answered together, at most")       \
    X(BYTES_IN,      "bytes-in",        "bytes received")                            \
    X(BYTES_OUT,     "bytes-out",       "bytes sent")                                \
    X(OVERSIZE,      "oversize",        "requests larger than any should be")        \
    X(UNSENT,        "unsent",          "replies that the system did not take")      \
    X(FAULTS,        "faults",          "replies made wrong by --fault")             \
    X(GREASE,        "grease",          "replies made odd by --grease")              \
    X(CONNECTIONS,   "connections",     "TCP connections accepted")                  \
    X(EVICTED,       "evicted",         "connections closed to make room")           \
    X(TIMED_OUT,     "timed-out",       "connections closed because they did not ask") \
    X(SPENT,         "spent",           "connections closed after too many bytes")   \
    X(UNFRAMED,      "unframed",        "connections closed because of junk")        \
    X(RENEWALS,      "renewals",        "delegations renewed")
// clang-format on

enum serve_count {
#define X(id, name, text) COUNT_##id,
    SERVE_COUNTS(X)
#undef X
        COUNT_COUNT
};

struct serve_counts {
    _Atomic uint64_t of[COUNT_COUNT];
    _Atomic uint64_t refused[RT_REFUSAL_COUNT];
    _Atomic uint64_t service[RT_SERVICES_MAX];
};

/* Adds to a counter of one's own. */
static inline void count_add(_Atomic uint64_t *counter, uint64_t number)
{
    uint64_t before = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, before + number, memory_order_relaxed);
}

static inline void count(struct serve_counts *counts, enum serve_count which, uint64_t number)
{
    count_add(&counts->of[which], number);
}

/* Adds a set to a sum; largest-batch becomes the larger. */
void serve_counts_sum(struct serve_counts *sum, const struct serve_counts *counts);

/* Prints a set, as text or as a record of type "counts"; zeros are left out of the text. */
void serve_counts_print(struct rt_output *out, struct serve_counts *counts,
                        const struct rt_service *services, size_t service_count, int64_t seconds);

#endif
