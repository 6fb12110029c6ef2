// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs a program of somebody else, and leaves nothing of it behind.
 *
 *     rt_process_start(&process, arguments)
 *     read process.output; process.done can be read when the program has ended
 *     rt_process_stop(&process)              if it takes too long
 *     rt_process_take(&process, &end)        how it ended; closes `done`
 *
 * Between the caller and the program stands a keeper, a process that adopts whatever the program
 * starts, even what has left its group and its session. When the program has ended, when it shall
 * be stopped or when the caller dies, the keeper kills all that is left, waits for it, and ends.
 * The program reads nothing, and what it writes to standard output and standard error comes through
 * one pipe.
 *
 * For a program with one thread: the keeper is a copy of it.
 */
#ifndef ROUGHTIME_PROCESS_H
#define ROUGHTIME_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

struct rt_process {
    pid_t keeper;
    int output; /* to be read and closed by the caller; does not block */
    int done;   /* can be read when all has ended */
};

/* How a program ended. */
struct rt_process_end {
    int error;     /* errno: it could not be started; 0: it was */
    bool stopped;  /* it was stopped, and had not ended */
    int status;    /* exit status, -1: it ended by a signal or was stopped */
    int signal;    /* the signal by which it ended by itself, or 0 */
    unsigned left; /* processes that were still running when it ended, and were killed */
};

/* Starts arguments[0], which is looked for in PATH; NULL ends the list. False with errno: the
 * system's, and nothing runs. That the program cannot be started is known only from its end. */
RT_CHECKED bool rt_process_start(struct rt_process *process, char *const *arguments);

/* Asks the keeper to kill the program and all that it started. */
void rt_process_stop(const struct rt_process *process);

/* Waits until all has ended. */
void rt_process_take(struct rt_process *process, struct rt_process_end *end);

#endif
