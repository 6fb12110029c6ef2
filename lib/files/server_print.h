// SPDX-License-Identifier: BSD-2-Clause
/*
 * Where a server listens, what it counts and which requests it refuses, as lines or as JSON records
 * "listening", "serving", "counts", "refused" and "refused-more". Of lines those that would say 0
 * are left out.
 */
#ifndef ROUGHTIME_SERVER_PRINT_H
#define ROUGHTIME_SERVER_PRINT_H

#include "files/output.h"
#include "judge/version_name.h"
#include "server/server.h"
#include "server/wrong.h"

/* A server whose counts are printed; all is borrowed. */
struct rt_server_print {
    const struct rt_service *services; /* those of its settings */
    size_t service_count;
    const struct rt_wrong *wrong;     /* what is wrong on purpose; or NULL */
    struct rt_version_name_from from; /* versions are named among these */
};

/* The addresses on which it listens, with their ports. */
void rt_server_print_listening(struct rt_output *out, const struct rt_address *addresses,
                               size_t count, bool udp, bool tcp);

/* The long-term keys that it serves with, and as JSON the versions, the newest last. */
void rt_server_print_serving(struct rt_output *out, const struct rt_server_print *server,
                             const struct rt_identity *identities, size_t count);

/* What it has counted in so many seconds. */
void rt_server_print_counts(struct rt_output *out, const struct rt_server_print *server,
                            const struct rt_server_counts *counts, int64_t seconds);

/* "refused 127.0.0.1:4711 udp 1024 bytes: request.nonce: NONC is missing: no answer from v5-v8" */
void rt_server_print_refusal(struct rt_output *out, const struct rt_server_print *server,
                             const struct rt_server_refusal *refusal);

/* How many more there were; nothing for 0. */
void rt_server_print_more(struct rt_output *out, uint64_t count);

#endif
