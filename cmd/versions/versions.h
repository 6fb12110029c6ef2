// SPDX-License-Identifier: BSD-2-Clause
/* What the forms of rtctl versions share. */
#ifndef RTCTL_VERSIONS_H
#define RTCTL_VERSIONS_H

#include "app.h"

/* A reading of a version, in two lines. */
void versions_reading_text(struct rt_output *out, const char *version,
                           const struct rt_reading *reading);

/* What the words for where a difference shows mean, under a heading. */
void versions_shows_text(struct rt_output *out);

/* A heading on a line of its own, after an empty one. */
void versions_heading(struct rt_output *out, const char *text);

/* One version in full, and how two differ. */
void versions_one_text(struct rt_output *out, const struct rt_version *version);
void versions_diff_text(struct rt_output *out, const struct rt_version *const pair[2]);

/* The versions with the same number in VER, in groups, and what tells them from this one, under a
 * heading, if there are any. */
void versions_apart_text(struct rt_output *out, const struct rt_version *version);

/* The steps to the versions from `first` to `last`, places in the registry, that -V chose if
 * `chosen`, else all of them. */
void versions_history(struct app *app, size_t first, size_t last, bool chosen);

#endif
