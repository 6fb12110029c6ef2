// SPDX-License-Identifier: BSD-2-Clause
/* The part of the dissector that no table changes. */
#ifndef ROUGHTIME_DISSECTOR_INTERNAL_H
#define ROUGHTIME_DISSECTOR_INTERNAL_H

#pragma GCC visibility push(hidden)

/* Pieces, each short enough for any compiler; NULL behind the last. It uses the tables tags,
 * number_of and versions. */
extern const char *const rt_dissector_lua[];

#pragma GCC visibility pop

#endif
