// SPDX-License-Identifier: BSD-2-Clause
/* What the files of a probe share: probe.c says what is sent, probe_take.c judges what comes,
 * probe_owe.c says what was due. */
#ifndef ROUGHTIME_PROBE_INTERNAL_H
#define ROUGHTIME_PROBE_INTERNAL_H

#include "client/probe.h"

#pragma GCC visibility push(hidden)

/* The rules of a choice under a reading; NULL: those of its version, or of the reading that it
 * fixes. */
struct rt_rules rt_probe_rules(const struct rt_probe *probe, size_t version,
                               const struct rt_reading *reading);

/* Writes into an ask what each version owes to its request. */
void rt_probe_owe(struct rt_probe *probe, struct rt_probe_ask *ask, struct rt_view request);

#pragma GCC visibility pop

#endif
