// SPDX-License-Identifier: BSD-2-Clause
/*
 * Packets whose number no version has, such as one for private or experimental use. They are shown
 * by their number and are not taken for a version; -V makes them one.
 */
#ifndef RTCTL_VERSION_NUMBER_H
#define RTCTL_VERSION_NUMBER_H

#include <stdint.h>

/* Room for a sentence, with its final zero. */
#define UNREGISTERED_SIZE 384

/* "0xc0000001 is no registered version (for private use)", and which programs use it. Returns
 * `text`. */
const char *unregistered_text(uint32_t number, char text[UNREGISTERED_SIZE]);

/* The same for a number that stands where a name of a version should ("0x8000000d"), or NULL if it
 * is none. */
const char *unregistered_word(const char *word, char text[UNREGISTERED_SIZE]);

#endif
