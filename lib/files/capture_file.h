// SPDX-License-Identifier: BSD-2-Clause
/*
 * The frames of a capture file, in its order.
 *
 * Two formats: pcap with micro- or nanoseconds, in both byte orders, and pcapng (capture_blocks.c)
 * with any number of sections and interfaces, whose byte orders, link types, snap lengths and
 * resolutions of time may differ. Times are given in nanoseconds; those that do not fit are cut to
 * the nearest that does.
 *
 * The file is read forward only, so that pipes will do. It stays the caller's and is not closed.
 *
 * Memory: a buffer for one record or block, which grows to the largest that came, and is never
 * larger than RT_CAPTURE_BLOCK_MAX; 24 bytes for each of at most RT_CAPTURE_INTERFACES_MAX
 * interfaces.
 */
#ifndef ROUGHTIME_CAPTURE_FILE_H
#define ROUGHTIME_CAPTURE_FILE_H

#include "files/capture_reader.h"

#pragma GCC visibility push(hidden)

struct rt_capture_file;

/* NULL and a reason:
 *   RT_E_EMPTY      the file has no byte
 *   RT_E_TRUNCATED  it ends within a header
 *   RT_E_CAPTURE    it is no capture file
 *   RT_E_LINK_TYPE  it is of pcap, and its link type is not supported
 *   RT_E_IO, RT_E_NO_MEMORY */
struct rt_capture_file *rt_capture_file_open(FILE *file, struct rt_capture_stop *stop);
void rt_capture_file_close(struct rt_capture_file *self); /* NULL is allowed */

/* The next frame. False at the end of the file, where `stop->error` is RT_OK, and after a fault,
 * after which nothing more can be read. The origin is filled in any case: after a fault it is that
 * of the record or block which could not be read, and its packet is 0 if that stands before all
 * packets and is not one. */
bool rt_capture_file_next(struct rt_capture_file *self, struct rt_capture_frame *frame,
                          struct rt_capture_stop *stop);

#pragma GCC visibility pop

#endif
