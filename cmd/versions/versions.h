// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the commands under rtctl versions share: how they show a parameter, a section, a reading.
 */
#ifndef RTCTL_VERSIONS_H
#define RTCTL_VERSIONS_H

#include "app.h"

/* What a parameter says in a version, for eyes. */
struct shown {
    char value[RT_SETTING_SIZE]; /* as in the vocabulary: "sha512-32" */
    const char *text;
    const char *section; /* or NULL */
};

struct shown versions_param(const struct rt_version *version, enum rt_param param);

/* The members that say which version this is. */
void versions_identity(struct rt_output *out, const struct rt_version *version);

void versions_reading_json(struct rt_output *out, const struct rt_reading *reading);
void versions_reading_text(struct rt_output *out, const char *version,
                           const struct rt_reading *reading);

/* The versions that equal one on the wire, in the order of the registry; returns their number. */
size_t versions_same(const struct rt_version *version,
                     const struct rt_version *same[RT_CHOICES_MAX]);

/* What the words for where a difference shows mean, under a heading. */
void versions_shows_text(struct rt_output *out);

/* A heading on a line of its own, after an empty one. */
void versions_heading(struct rt_output *out, const char *text);

/* The forms of the command. */
void versions_one_json(struct rt_output *out, const struct rt_version *version);
void versions_one_text(struct rt_output *out, const struct rt_version *version);
void versions_diff_json(struct rt_output *out, const struct rt_version *const pair[2]);
void versions_diff_text(struct rt_output *out, const struct rt_version *const pair[2]);

/* The versions with the same number in VER, in groups, and what tells them from this one: in JSON
 * the member "same_number", in text under a heading, if there are any. */
void versions_apart_json(struct rt_output *out, const struct rt_version *version);
void versions_apart_text(struct rt_output *out, const struct rt_version *version);

/* The steps to the versions from `first` to `last`, places in the registry, that -V chose if
 * `chosen`, else all of them. */
void versions_history(struct app *app, size_t first, size_t last, bool chosen);

#endif
