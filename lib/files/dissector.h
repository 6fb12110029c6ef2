// SPDX-License-Identifier: BSD-2-Clause
/*
 * A dissector for Wireshark and tshark, as a script in Lua.
 *
 * It shows packets as decode does: the versions that a packet can be of, by what its bytes say to
 * the rules of each (detect.h), the messages in each other, and values in the terms of the version
 * that fits best. Tags and rules are written from the tables of the library, so that a new version
 * needs no change. It judges nothing and verifies no signature.
 */
#ifndef ROUGHTIME_DISSECTOR_H
#define ROUGHTIME_DISSECTOR_H

#include "files/output.h"
#include "judge/version_name.h"

/* Writes the script with these versions into a writer of text. */
void rt_dissector_write(struct rt_output *out, struct rt_version_name_from versions);

#endif
