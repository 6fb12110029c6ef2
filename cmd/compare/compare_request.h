// SPDX-License-Identifier: BSD-2-Clause
/* rtctl compare on a request without a response: which versions answer it, check by check. */
#ifndef RTCTL_COMPARE_REQUEST_H
#define RTCTL_COMPARE_REQUEST_H

#include "common/exchanges.h"

struct compare_requests;

/* Judges and shows a request. `*requests`, NULL at first, keeps what is used for all of them.
 * Returns whether servers of all versions answer it. */
bool compare_request(struct app *app, struct compare_requests **requests,
                     const struct rt_exchange *exchange);

void compare_requests_free(struct compare_requests *requests); /* NULL is allowed */

#endif
