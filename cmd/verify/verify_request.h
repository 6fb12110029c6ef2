// SPDX-License-Identifier: BSD-2-Clause
/* How rtctl verify judges and prints requests that nobody answered. */
#ifndef RTCTL_VERIFY_REQUEST_H
#define RTCTL_VERIFY_REQUEST_H

#include "app.h"
#include "judge/server_seen.h"
#include "judge/verify.h"

/* What is made at the first such request, for all of them. */
struct verify_requests;

/* Judges a request under every version and prints who would answer it, and what stops the others.
 * `*requests` is NULL at first. The keys of -k and of a list are those of any servers: SRV has to
 * name one of them, if it is there. */
void verify_request(struct app *app, struct verify_requests **requests,
                    const struct rt_server_seen *seen, const struct rt_exchange *exchange);

void verify_requests_free(struct verify_requests *requests); /* NULL is allowed */

#endif
