// SPDX-License-Identifier: BSD-2-Clause
/*
 * Files that somebody wants to keep: reports, stamps, keys, vectors.
 *
 * What is to be kept is gathered in memory and written when it is complete:
 *
 *     struct rt_keep keep;
 *     bool good = rt_keep_open(&keep, path, RT_KEEP_REPLACE, RT_KEEP_SHARED) &&
 *                 rt_keep_stream(&keep);
 *     if (good)
 *         fputs("...", rt_keep_stream(&keep));
 *     good = rt_keep_end(&keep) && good;
 *
 * A new file is written in the folder of its target, under a name that nobody can foresee, and
 * synced. Only then it gets the name of the target, and the folder is synced too. So the target is
 * at each moment the old file or the new one, whole. It gets the mode of the old file, and owner
 * and group of it as far as the system allows that. Other hard links go on to name the old file.
 *
 * A symbolic link stays, and the file that it leads to is replaced. What is no regular file (a
 * terminal, a pipe, /dev/null) is opened at once and written straight. So is what the program's
 * own descriptors name: /dev/stdout, /dev/fd/N, and a file that standard output or standard error
 * goes into.
 *
 * rt_keep_open already makes a file in the folder and removes it again: a folder that takes no
 * file, or a target that must not be written, is known before any work is done for it.
 *
 * While a file is written signals wait, so that none leaves half of it. What cannot be caught
 * (SIGKILL, a power failure) may leave a file .rtctl-*.new; it does no harm.
 *
 * Every function that returns false has put the reason into `cause`: a clause for people that
 * names the step and what the system said of it. The program must ignore SIGPIPE and SIGXFSZ.
 */
#ifndef ROUGHTIME_KEEP_H
#define ROUGHTIME_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"

#pragma GCC visibility push(hidden)

enum rt_keep_how {
    RT_KEEP_REPLACE = 1, /* the old file stays until the new one is whole */
    RT_KEEP_NEW,         /* nothing of that name may be there; a link is not followed */
    RT_KEEP_APPEND       /* each put adds lines to the file */
};

/* The mode of a file that was not there before, less the umask. */
#define RT_KEEP_SHARED  0666u
#define RT_KEEP_PRIVATE 0600u

/* The caller owns the struct; only `cause` and `unsynced` are for him. */
struct rt_keep {
    const char *path; /* borrowed */
    enum rt_keep_how how;
    unsigned mode;
    int straight; /* the descriptor of what is written straight; else -1 */
    FILE *stream; /* into text; NULL until something is to be written */
    char *text;
    size_t len;
    bool landed;   /* the last put has left its bytes in the file, whatever failed after that */
    bool unsynced; /* set after rt_keep_open: it is not synced, as it can be made again */
    char cause[200];
};

/*
 * Looks at what stands at `path` and whether it can be written. `path` must outlive `keep`.
 * With RT_KEEP_APPEND the file is made if it is not there. False: nothing was changed, and `keep`
 * need not be closed but may be.
 */
RT_CHECKED bool rt_keep_open(struct rt_keep *keep, const char *path, enum rt_keep_how how,
                             unsigned mode);

/* Where to write what is to be kept. NULL: no memory. Errors of writing need not be looked for:
 * rt_keep_put tells of them. It is valid until the next rt_keep_put or rt_keep_close. */
FILE *rt_keep_stream(struct rt_keep *keep);

/* How many bytes were written to the stream and are not yet in the file. */
size_t rt_keep_waiting(struct rt_keep *keep);

/*
 * Puts what was written to the stream into the file; nothing is done if nothing was written.
 *
 * False: RT_KEEP_REPLACE and RT_KEEP_NEW leave what was there as it was; but if only the sync of
 * the folder fails, the new file has its name already, and only a power failure could undo that.
 * RT_KEEP_APPEND takes a part that was written away again. What is not in the file still waits,
 * and the next rt_keep_put tries it again.
 *
 * RT_KEEP_APPEND begins a new line if the last line of the file has no end, and opens the file anew
 * each time: if it was moved away meanwhile, a new one is made.
 */
RT_CHECKED bool rt_keep_put(struct rt_keep *keep);

/* The same for bytes that are already in one place, without a copy in memory: for secrets. */
RT_CHECKED bool rt_keep_bytes(struct rt_keep *keep, struct rt_view bytes);

/* Gives up what still waits. */
void rt_keep_forget(struct rt_keep *keep);

/* Gives up what still waits and frees everything. False: what was written straight could not be
 * closed, as a pipe or a terminal may say. */
RT_CHECKED bool rt_keep_close(struct rt_keep *keep);

/* rt_keep_put and rt_keep_close. */
RT_CHECKED bool rt_keep_end(struct rt_keep *keep);

#pragma GCC visibility pop

#endif
