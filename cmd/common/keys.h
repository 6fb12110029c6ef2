// SPDX-License-Identifier: BSD-2-Clause
/* The long-term public keys that the user gave: -k, and those of a list. */
#ifndef RTCTL_KEYS_H
#define RTCTL_KEYS_H

#include "app.h"

/* Reads every -k into app->keys: a key (base/key.h), or @FILE (key_file.h). False after a message.
 * A key of ML-DSA-44 is named and left out. */
bool keys_read(struct app *app);

/* Adds a key; ends the program if there is no memory. */
void keys_add(struct app *app, const uint8_t key[RT_KEY_SIZE]);

#endif
