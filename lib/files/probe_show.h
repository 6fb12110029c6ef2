// SPDX-License-Identifier: BSD-2-Clause
/* What was found out of a server, as text for eyes. */
#ifndef ROUGHTIME_PROBE_SHOW_H
#define ROUGHTIME_PROBE_SHOW_H

#include "client/probe_summary.h"
#include "files/output.h"
#include "judge/version_name.h"

enum rt_probe_show_how {
    RT_PROBE_SHOW_ALL = 1, /* each request, and what was found */
    RT_PROBE_SHOW_QUIET,   /* a line for the server, and what was found */
    RT_PROBE_SHOW_SHORT    /* one line */
};

/* Writes it. Versions are named as `all` has them. `width`: of the longest name of a server, for
 * SHORT. */
void rt_probe_show_write(struct rt_output *out, const struct rt_probe_summary *summary,
                         struct rt_version_name_from all, enum rt_probe_show_how how,
                         unsigned width);

#endif
