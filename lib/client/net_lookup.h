// SPDX-License-Identifier: BSD-2-Clause
/*
 * Looking names up in threads, so that none holds up another.
 *
 * Jobs wait in a queue; threads are started as there are jobs, up to RT_NET_THREADS. A finished job
 * waits until it is taken, and `fd` is readable as long as one does. The state is shared with the
 * threads and freed by whoever leaves it last: a thread may still hang in a resolver when its owner
 * has gone.
 */
#ifndef ROUGHTIME_NET_LOOKUP_H
#define ROUGHTIME_NET_LOOKUP_H

#include "client/net.h"

#pragma GCC visibility push(hidden)

struct rt_lookup;

/* A name that was looked up. */
struct rt_found {
    struct rt_found *next; /* for net_lookup.c */
    size_t who;
    size_t tag;
    enum rt_family family;
    struct rt_address addresses[RT_NET_ADDRESSES];
    size_t count;
    const char *cause; /* with count 0; static */
    char host[];
};

/* NULL with errno. */
struct rt_lookup *rt_lookup_new(void);

/* Readable when something was found. */
int rt_lookup_fd(const struct rt_lookup *lookup);

/* Begins to look a name up; false: no memory, or no thread at all. */
RT_CHECKED bool rt_lookup_add(struct rt_lookup *lookup, size_t who, size_t tag, const char *host,
                              enum rt_family family);

/* The next result, which the caller frees, or NULL. */
struct rt_found *rt_lookup_take(struct rt_lookup *lookup);

/* Leaves the threads alone; NULL is allowed. */
void rt_lookup_free(struct rt_lookup *lookup);

#pragma GCC visibility pop

#endif
