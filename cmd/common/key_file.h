// SPDX-License-Identifier: BSD-2-Clause
/* A public key in a file: -k @FILE. */
#ifndef RTCTL_KEY_FILE_H
#define RTCTL_KEY_FILE_H

#include "app.h"

/*
 * Reads the one public key of a file, or of standard input ("-"): base64, 64 hex digits, or what
 * rtctl key show prints, as text or as JSON.
 *
 * A secret is refused by name and never shown. A seed file as older versions wrote it is 64 hex
 * digits, which a public key can be, too. Such digits are taken from a regular file only that its
 * group or others may read, write or execute: that one nobody takes for a seed (secret.h).
 *
 * False after a message.
 */
bool key_file_read(struct app *app, const char *name, uint8_t key[RT_KEY_SIZE]);

#endif
