// SPDX-License-Identifier: BSD-2-Clause
/*
 * Is this JSON? The grammar of RFC 8259, strictly, before any other program sees the text.
 *
 * The parser behind json.h takes more than JSON and says little about what is wrong. This scanner
 * goes first: it bounds the depth, refuses what other readers would understand differently, and
 * knows the offset and the cause of every fault. Refused are in particular: duplicate keys in an
 * object, however they are escaped; \u0000 and raw control characters; text that is not UTF-8;
 * halves of surrogate pairs; numbers with more than 60 characters.
 *
 * Nothing allocates. Bounds: depth RT_JSON_DEPTH, RT_JSON_KEYS keys in one object.
 */
#ifndef ROUGHTIME_JSON_SCAN_H
#define ROUGHTIME_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

#define RT_JSON_DEPTH 32
#define RT_JSON_KEYS  256

/* What is wrong with a JSON text; `at` counts from the start of the view that was given. */
struct rt_json_fault {
    enum rt_error error; /* RT_OK: nothing */
    size_t at;
    const char *cause; /* a static clause for people, without a full stop */
};

/* The first place at or after `at` that is not JSON whitespace, at most text.len. */
size_t rt_json_scan_space(struct rt_view text, size_t at);

/* Checks the value that begins at `at` or behind whitespace there. True: it is a JSON value, and
 * *end is the place behind it. False: RT_E_EMPTY (nothing but whitespace), RT_E_TRUNCATED (the
 * text ends within the value), RT_E_JSON, RT_E_JSON_DUPLICATE, RT_E_JSON_DEPTH, RT_E_TOO_LARGE
 * (too many keys). */
RT_CHECKED bool rt_json_scan(struct rt_view text, size_t at, size_t *end,
                             struct rt_json_fault *fault);

/* The same for a text that must hold one value and nothing else: RT_E_JSON_TRAILING. */
RT_CHECKED bool rt_json_scan_whole(struct rt_view text, struct rt_json_fault *fault);

/* Looks for a key in the object that begins at `at`; *value becomes the place of its value. Only
 * what stands before the value must be JSON, the value itself and what follows it need not be.
 * The key is compared as it is written, without escapes. */
bool rt_json_scan_find(struct rt_view text, size_t at, const char *key, size_t *value);

/* The same for whichever of several keys comes first: its place in `keys`, or -1. */
int rt_json_scan_find_first(struct rt_view text, size_t at, const char *const *keys, size_t count,
                            size_t *value);

#endif
