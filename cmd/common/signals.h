// SPDX-License-Identifier: BSD-2-Clause
/* Signals as something to wait for. */
#ifndef RTCTL_SIGNALS_H
#define RTCTL_SIGNALS_H

/* A descriptor from which SIGINT, SIGTERM, SIGHUP and, if it is not 0, a further signal are read
 * from now on, without waiting; -1 with errno. The caller closes it. Threads made after this do not
 * get these signals either. */
int signals_hold(int further);

#endif
