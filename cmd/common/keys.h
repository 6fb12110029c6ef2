// SPDX-License-Identifier: BSD-2-Clause
/* The long-term public keys that the user gave: -k, and those of a list. */
#ifndef RTCTL_KEYS_H
#define RTCTL_KEYS_H

#include "app.h"

/* Reads every -k into app->keys: base64, 64 hex digits, or @FILE (key_file.h). False after a
 * message. */
bool keys_read(struct app *app);

/* Adds a key; ends the program if there is no memory. */
void keys_add(struct app *app, const uint8_t key[RT_KEY_SIZE]);

#endif
