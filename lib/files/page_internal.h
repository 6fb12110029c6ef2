// SPDX-License-Identifier: BSD-2-Clause
/*
 * What every page has in it: the style and the script, which never change, and their hashes in
 * base64, which the policy of the page allows. Who changes one of them changes its hash:
 * testvectors/pages.py says what it is.
 */
#ifndef ROUGHTIME_PAGE_INTERNAL_H
#define ROUGHTIME_PAGE_INTERNAL_H

#include <stddef.h>

#pragma GCC visibility push(hidden)

/* Pieces, each short enough for any compiler; NULL behind the last. */
extern const char *const rt_page_style[];
extern const char *const rt_page_script[];

/* SHA-256 of all pieces in a row, in base64. */
extern const char rt_page_style_hash[];
extern const char rt_page_script_hash[];

#pragma GCC visibility pop

#endif
