// SPDX-License-Identifier: BSD-2-Clause
/*
 * Packets in texts that people and tools make: hexadecimal in any layout, and base64 files.
 *
 * Hexadecimal has two forms. A dump is told by the offset at the start of its first line:
 *
 *     00000000  52 4f 55 47 48 54 49 4d  |ROUGHTIM|     hexdump -C, od -A x -t x1z
 *     00000000: 524f 5547 4854 494d  ROUGHTIM           xxd, tcpdump -x
 *     0000000 4f52 4755 5448 4d49                       hexdump, od -x: little-endian words
 *
 * Its offsets must fit the bytes (in hex, octal as of od, or decimal as of xxd -d; the first need
 * not be 0), the column of characters is left out, a line "*" repeats the line before it up to the
 * next offset, and a last line with nothing but an offset is the length. Offset 0 begins a new
 * packet. The words of hexdump are told by an offset of 7 digits (od -x: 6 or 7).
 *
 * Everything else is plain: pairs of digits, with or without 0x or \x, with blanks, commas,
 * colons, hyphens, quotes, brackets or braces between them, as in the arrays of C, Go and Rust. A
 * brace ends its packet. A line may end in the middle of a byte if it holds digits only. Comments
 * run from # or // to the end of the line.
 *
 * One text may hold several packets: a blank line ends a packet (not inside braces), and in plain
 * text a line that is a packet of its own does: it starts with ROUGHTIM, or follows a complete
 * one.
 *
 * Nothing allocates. Offsets of faults count from the start of the text.
 */
#ifndef ROUGHTIME_HEXDUMP_H
#define ROUGHTIME_HEXDUMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/*
 * Reads the packet that begins at or after *pos into data (room for cap bytes) and moves *pos
 * behind it; start with *pos = 0. *from (may be NULL) becomes the offset of the packet's first
 * line in the text.
 *
 * RT_OK: *len bytes, at least one. RT_E_EMPTY: no packet is left, the normal end.
 * RT_E_HEX: a character that does not belong, half a byte, or an offset that does not fit.
 * RT_E_NO_SPACE: more than cap bytes. After these two *pos stands where the next packet may begin
 * (behind the next blank line, or at the next line that starts with ROUGHTIM), so that a caller
 * can report the fault and go on; *len bytes were good.
 */
RT_CHECKED struct rt_fault rt_hexdump_next(struct rt_view text, size_t *pos, size_t *from,
                                           uint8_t *data, size_t cap, size_t *len);

/*
 * The same for base64. A packet ends at a blank line, behind padding at the end of a line, behind
 * a line that is shorter than the packet's first, and before one that is longer or starts as
 * ROUGHTIM does. RT_E_BASE64 takes the place of RT_E_HEX.
 */
RT_CHECKED struct rt_fault rt_hexdump_base64_next(struct rt_view text, size_t *pos, size_t *from,
                                                  uint8_t *data, size_t cap, size_t *len);

#endif
