// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lines of a file, one at a time and each within a bound, with their offsets.
 *
 * A line may hold any bytes, zero bytes too; its LF is not part of it, a CR is. The buffer grows
 * to the longest line seen and never beyond the bound that is asked for. Reading goes forward
 * only and takes no byte more than it must, so that a slow pipe is followed line by line.
 */
#ifndef ROUGHTIME_JSON_LINES_H
#define ROUGHTIME_JSON_LINES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/error.h"

#pragma GCC visibility push(hidden)

/* What stands before each text of a JSON text sequence (RFC 7464). At the begin of a line it is
 * taken for a blank. */
#define RT_JSON_LINES_SEPARATOR 0x1e

struct rt_lines {
    FILE *file;   /* the caller's; must be set, everything else begins as zero */
    char *buffer; /* owned: rt_json_lines_free */
    size_t len;
    size_t cap;
    uint64_t base;   /* offset of the buffer's first byte in the file */
    uint64_t offset; /* of the next byte to read */
    uint64_t line;   /* number of the line in the buffer, from 1; 0 before the first */
    bool cut;        /* the line was longer than the bound; the buffer holds its start */
    bool last;       /* the file ended behind what is in the buffer */
};

/* Reads the next line in place of the one in the buffer. The rest of a line that is longer than
 * max bytes stays in the file. RT_OK (at the end of the file: an empty line and `last`),
 * RT_E_NO_MEMORY, RT_E_IO. */
RT_CHECKED enum rt_error rt_json_lines_next(struct rt_lines *lines, size_t max);

/* Adds what is left in the file, with its line ends, as long as all is at most max bytes. For the
 * line in the buffer, which may be cut. */
RT_CHECKED enum rt_error rt_json_lines_rest(struct rt_lines *lines, size_t max);

/* Reads on to the end of a line that was cut. */
void rt_json_lines_drop(struct rt_lines *lines);

/* The next byte of the file, which is not taken, or EOF. */
int rt_json_lines_peek(struct rt_lines *lines);

struct rt_view rt_json_lines_text(const struct rt_lines *lines);

void rt_json_lines_free(struct rt_lines *lines);

#pragma GCC visibility pop

#endif
