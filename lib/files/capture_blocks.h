// SPDX-License-Identifier: BSD-2-Clause
/* The packets of a pcapng file (draft-ietf-opsawg-pcapng), for capture_file.h. */
#ifndef ROUGHTIME_CAPTURE_BLOCKS_H
#define ROUGHTIME_CAPTURE_BLOCKS_H

#include "files/capture_reader.h"

#pragma GCC visibility push(hidden)

/* Reads blocks up to and with the next that has a packet. Of the first block of the file the type
 * has been read. False at the end, where the reason is RT_OK, and after a fault. */
bool rt_capture_blocks_next(struct rt_capture_reader *self, struct rt_capture_frame *frame,
                            struct rt_capture_stop *stop);

#pragma GCC visibility pop

#endif
