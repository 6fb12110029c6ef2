// SPDX-License-Identifier: BSD-2-Clause
/*
 * The records of a capture file, read by libpcap: pcap with micro- or nanoseconds in both byte
 * orders, and pcapng, whose blocks of unknown types are passed over. Times are given in
 * nanoseconds; those that do not fit are cut to the nearest that does.
 * All interfaces of a pcapng file must have the same link type and snapshot length: libpcap refuses
 * others, and says so.
 *
 * The file is read forward only, a few kilobytes ahead of the current record; offsets are known for
 * pipes too. It stays the caller's and is not closed.
 *
 * Memory: libpcap's buffer for one record or block. It takes none larger than 16 MiB.
 */
#ifndef ROUGHTIME_CAPTURE_FILE_H
#define ROUGHTIME_CAPTURE_FILE_H

#include <stdio.h>

#include "base/bytes.h"
#include "files/capture_link.h"

#pragma GCC visibility push(hidden)

#define RT_CAPTURE_CAUSE_SIZE 256

struct rt_capture_file;

/* NULL and a fault, with the reason for people in `cause`:
 *   RT_E_EMPTY      the file has no byte
 *   RT_E_TRUNCATED  it ends within a header
 *   RT_E_CAPTURE    it is no capture file
 *   RT_E_LINK_TYPE  its link type is not supported
 *   RT_E_IO, RT_E_NO_MEMORY */
struct rt_capture_file *rt_capture_file_open(FILE *file, enum rt_error *error,
                                             char cause[RT_CAPTURE_CAUSE_SIZE]);
void rt_capture_file_close(struct rt_capture_file *self);

/* The DLT_ number of the file's link type. */
int rt_capture_file_link(const struct rt_capture_file *self);

/* The next frame, valid until the next call; absent at the end of the file and after a fault, in
 * which case `error` is not RT_OK. `origin` is filled in any case; the offset is where reading of
 * the record began, which in pcapng may be in front of other blocks. */
struct rt_view rt_capture_file_next(struct rt_capture_file *self, struct rt_origin *origin,
                                    enum rt_error *error, char cause[RT_CAPTURE_CAUSE_SIZE]);

#pragma GCC visibility pop

#endif
