// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the files of the client share: client.c decides what is asked when, client_take.c what a
 * packet is worth.
 */
#ifndef ROUGHTIME_CLIENT_INTERNAL_H
#define ROUGHTIME_CLIENT_INTERNAL_H

#include "client/client.h"

#pragma GCC visibility push(hidden)

/* Whether the answers to a kind of request count. */
static inline bool rt_client_counts(const struct rt_client *client, size_t attempt)
{
    return client->negotiation->list[attempt].rank != RT_ATTEMPT_OTHER;
}

/* Looks again what this round has to ask, after a packet has changed it. */
void rt_client_reschedule(struct rt_client *client);

#pragma GCC visibility pop

#endif
