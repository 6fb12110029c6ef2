// SPDX-License-Identifier: BSD-2-Clause
/* What the files of a probe share: probe_stages.c says what is asked, probe.c when it is sent,
 * probe_take.c judges what comes, probe_owe.c says what was due. */
#ifndef ROUGHTIME_PROBE_INTERNAL_H
#define ROUGHTIME_PROBE_INTERNAL_H

#include "client/probe.h"

#pragma GCC visibility push(hidden)

/* The rules of a choice under a reading; NULL: those of its version, or of the reading that it
 * fixes. */
struct rt_rules rt_probe_rules(const struct rt_probe *probe, size_t version,
                               const struct rt_reading *reading);

/* Writes the request of an ask to its place, behind the first `from` bytes there. False: there is
 * no such request. */
bool rt_probe_write(struct rt_probe *probe, size_t place, const uint8_t nonce[RT_HASH_MAX],
                    size_t from);

struct rt_view rt_probe_request_of(const struct rt_probe *probe, size_t place);

/* Adds a control to the stage. False: there is no room. */
bool rt_probe_add_control(struct rt_probe *probe);

/* Finds the version whose requests are changed: the newest of those that were answered. */
void rt_probe_find_main(struct rt_probe *probe);

/* Begins the next stage, of which there may be no asks. */
void rt_probe_next_stage(struct rt_probe *probe);

/* Writes into an ask what each version owes to its request. */
void rt_probe_owe(struct rt_probe *probe, struct rt_probe_ask *ask, struct rt_view request);

/* How far the clock of a server is ahead of that by which packets came, give or take its radius and
 * the round trip. False: the ask was not answered as it should be, or without a time. */
bool rt_probe_offset(const struct rt_probe_ask *ask, int64_t *offset_us, uint64_t *bound_us);

#pragma GCC visibility pop

#endif
