// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of keep.h. */
#ifndef ROUGHTIME_KEEP_INTERNAL_H
#define ROUGHTIME_KEEP_INTERNAL_H

#include "files/keep.h"

#pragma GCC visibility push(hidden)

/* Put into `cause` what the system says of the last call, after the step that it belongs to; and
 * that there is something already. Both return false, with errno as it is or as EEXIST. */
bool rt_keep_fail(struct rt_keep *keep, const char *step);
bool rt_keep_exists(struct rt_keep *keep);

/* Writes all bytes. False with errno; `wrote` is how many were taken in any case. */
RT_CHECKED bool rt_keep_write(int fd, struct rt_view bytes, size_t *wrote);

/* Writes the bytes beside the target and gives them its name; without bytes it only tries whether
 * the folder takes a file. False and a cause. */
RT_CHECKED bool rt_keep_beside(struct rt_keep *keep, const struct rt_view *bytes);

/* Adds the bytes to the file; without bytes it only opens or makes that. False and a cause. */
RT_CHECKED bool rt_keep_append(struct rt_keep *keep, const struct rt_view *bytes);

#pragma GCC visibility pop

#endif
