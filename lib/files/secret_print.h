// SPDX-License-Identifier: BSD-2-Clause
/*
 * What is public of keys and secrets, as lines or as a JSON record "key": the key in its three
 * forms (base64, hex, SRV), whether it can be a key at all, and what delegations are good for.
 */
#ifndef ROUGHTIME_SECRET_PRINT_H
#define ROUGHTIME_SECRET_PRINT_H

#include "files/output.h"
#include "files/secret.h"
#include "judge/version_name.h"

/* Prints a secret that is called `name`, with its delegations for the versions given; the secret
 * itself is not printed. RT_E_CRYPTO, and then nothing was printed. */
RT_CHECKED enum rt_error rt_secret_print(struct rt_output *out, struct rt_crypto *crypto,
                                         struct rt_version_name_from from, const char *name,
                                         const struct rt_secret *secret);

/* The same of a public key, which has neither name nor delegations. */
RT_CHECKED enum rt_error rt_secret_print_public(struct rt_output *out, struct rt_crypto *crypto,
                                                const uint8_t key[RT_KEY_SIZE]);

#endif
