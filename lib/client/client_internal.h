// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the files of the client share: client.c decides what is asked when, client_take.c what a
 * packet is worth.
 */
#ifndef ROUGHTIME_CLIENT_INTERNAL_H
#define ROUGHTIME_CLIENT_INTERNAL_H

#include "client/client.h"

#pragma GCC visibility push(hidden)

/* Looks again what this round has to ask, after a packet has changed it. */
void rt_client_reschedule(struct rt_client *client);

#pragma GCC visibility pop

#endif
