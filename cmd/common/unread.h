// SPDX-License-Identifier: BSD-2-Clause
/* Tells which packets of captures were not read, so that none is passed over in silence. */
#ifndef RTCTL_UNREAD_H
#define RTCTL_UNREAD_H

#include "app.h"
#include "files/capture_counts.h"

/* A line on standard error; none if everything was read, and nothing twice. The exit code is not
 * changed: what may have been Roughtime was reported by itself. `what` is as for app_complain. */
void unread_complain(struct app *app, const char *what, const struct rt_capture_counts *counts);

/* Whether there is something to tell. */
bool unread_any(const struct rt_capture_counts *counts);

/* The member "packets" of the open record; nothing if there was no capture. */
void unread_json(struct rt_output *out, const struct rt_capture_counts *counts);

/* A record "summary" with this member, of commands that have no other summary; only in JSON, and
 * only if there is something to tell. */
void unread_summary(struct app *app, const struct rt_capture_counts *counts);

#endif
