// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl key. */
#ifndef RTCTL_KEY_H
#define RTCTL_KEY_H

#include "app.h"
#include "files/secret.h"

/* Reads a file of secrets; false after a message, with nothing left in `secret`. */
bool key_read(struct app *app, const char *path, struct rt_secret *secret);

/* Says why a file of secrets cannot be used; the exit code is taken in. */
void key_complain(struct app *app, enum exit_code code, const char *path,
                  const struct rt_secret_fault *fault);

/* Prints what may be known of it: the public key and the delegations. */
void key_print(struct app *app, const char *path, const struct rt_secret *secret);

/* Prints a public key that was given on the command line. */
void key_print_public(struct app *app, const uint8_t key[RT_KEY_SIZE]);

/* rtctl key delegate SEED-FILE NEW-FILE */
enum exit_code key_delegate(struct app *app, const char *from, const char *to);

#endif
