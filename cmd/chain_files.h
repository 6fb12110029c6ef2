// SPDX-License-Identifier: BSD-2-Clause
/* What rtctl verify makes of a chain beside its judgement: --minimal and --dot. */
#ifndef RTCTL_CHAIN_FILES_H
#define RTCTL_CHAIN_FILES_H

#include "chain.h"

/* Writes the smallest part of a chain that proves a contradiction, as --minimal asks; nothing
 * without one. False after a message. */
bool chain_minimal(struct app *app, struct chain *chain);

/* Prints the chain as a graph for graphviz: what happened before what, and what contradicts it. */
void chain_dot(struct chain *chain);

#endif
