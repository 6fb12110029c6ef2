// SPDX-License-Identifier: BSD-2-Clause
/* How rtctl verify judges and prints requests that nobody answered. */
#ifndef RTCTL_VERIFY_REQUEST_H
#define RTCTL_VERIFY_REQUEST_H

#include "app.h"
#include "files/servers.h"
#include "judge/unanswered.h"

/* What is made at the first such request, for all of them. */
struct verify_requests;

/* What is known of servers. */
struct verify_servers {
    const struct rt_server_seen *seen; /* what captures show; NULL: nothing */
    const struct rt_servers *listed;   /* what a list says; NULL: nothing */
};

/* Judges a request under every version and prints who would answer it, and what stops the others.
 * `*requests` is NULL at first. The keys of -k and of a list are those of any servers: SRV has to
 * name one of them, if it is there. */
void verify_request(struct app *app, struct verify_requests **requests,
                    const struct verify_servers *servers, const struct rt_exchange *exchange);

/* How many requests each cause left unanswered. */
const struct rt_unanswered_counts *verify_requests_counts(const struct verify_requests *requests);

void verify_requests_free(struct verify_requests *requests); /* NULL is allowed */

#endif
