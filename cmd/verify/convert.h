// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl verify --convert: chains in another form.
 *
 * A chain is converted only where everything that the source holds can be had again from what is
 * written: the key of a server cannot be left out, and neither can a request, unless it is the
 * plain one that follows from the nonce. What a form asks for beyond that is found, not made up:
 * keys are those of -k that have signed, and a request is made again of the nonce that the tree
 * proves. If one link cannot be converted, nothing is written at all.
 */
#ifndef RTCTL_CONVERT_H
#define RTCTL_CONVERT_H

#include "app.h"
#include "common/trial.h"

enum exit_code convert_run(struct app *app, int argc, char **argv);

/* Room for a plain request. */
#define CONVERT_REQUEST 1100

/*
 * The plain request with this nonce under the rules of one version: it offers this version alone,
 * names the key if the version knows that, and is padded as usual. `key` may be NULL. Returns its
 * length, 0 if it cannot be written.
 */
size_t convert_request(struct app *app, const struct rt_rules *rules, const uint8_t *key,
                       struct rt_view nonce, uint8_t bytes[CONVERT_REQUEST]);

/* Whether a request is a plain one, in one of the sizes that clients use: then its nonce stands for
 * all of it. */
bool convert_is_plain(struct app *app, const struct rt_rules *rules, const uint8_t *key,
                      struct rt_view request);

#endif
