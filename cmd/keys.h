// SPDX-License-Identifier: BSD-2-Clause
/* The long-term public keys given by -k. */
#ifndef RTCTL_KEYS_H
#define RTCTL_KEYS_H

#include "app.h"

/* Reads every -k into app->keys: base64, 64 hex digits, or @FILE with either in it. False after a
 * message. */
bool keys_read(struct app *app);

#endif
