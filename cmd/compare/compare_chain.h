// SPDX-License-Identifier: BSD-2-Clause
/* rtctl compare on a chain: its links under the rule of every version. */
#ifndef RTCTL_COMPARE_CHAIN_H
#define RTCTL_COMPARE_CHAIN_H

#include "common/chain.h"

/* Prints under which versions each request follows from the reply before it. Returns whether all
 * agree that all of them do. */
bool compare_chain(struct app *app, struct chain *chain);

#endif
