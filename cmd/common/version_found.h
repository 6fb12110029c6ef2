// SPDX-License-Identifier: BSD-2-Clause
/* Of which versions a judged exchange is, and what of that its packets do not tell. */
#ifndef RTCTL_VERSION_FOUND_H
#define RTCTL_VERSION_FOUND_H

#include "app.h"
#include "common/names.h"
#include "common/trial.h"

/* The best candidate by name, joined with those that the exchange does not tell from it: "v8",
 * "v14-v19", "v14-v15/text". In `text` or static. */
const char *which_name(const struct trial *trial, char text[NAMES_SIZE]);

/* Prints as what an exchange is valid, and which of these versions nothing in it tells apart. */
void which_print(struct app *app, const struct trial *trial);

#endif
