// SPDX-License-Identifier: BSD-2-Clause
/* How rtctl verify judges and prints a request that nobody answered. */
#ifndef RTCTL_VERIFY_REQUEST_H
#define RTCTL_VERIFY_REQUEST_H

#include "app.h"
#include "judge/request_judge.h"
#include "judge/verify.h"

/* The keys of -k and of a list as values of SRV, computed once. Zeroed at first. */
struct request_keys {
    uint8_t *srvs; /* owned, RT_SRV_SIZE bytes each */
    size_t count;
};

/* Computes them; false after a message: the cryptographic library failed. */
bool request_keys_make(struct request_keys *keys, struct app *app);
void request_keys_free(struct request_keys *keys);

/* Judges a request under every version and prints who would answer it, and what stops the others. A
 * key of the exchange itself goes before `keys`. */
void verify_request(struct app *app, const struct rt_exchange *exchange,
                    const struct request_keys *keys);

#endif
