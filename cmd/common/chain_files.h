// SPDX-License-Identifier: BSD-2-Clause
/* What rtctl verify makes of a chain beside its judgement: --minimal and --dot. */
#ifndef RTCTL_CHAIN_FILES_H
#define RTCTL_CHAIN_FILES_H

#include "common/chain.h"

/* Writes the smallest part of a judged chain that proves a contradiction into a file, in the form
 * in which the chain came; nothing if there is none. */
void chain_minimal(struct chain *chain, const char *name);

/* Prints the chain as a graph for graphviz: what happened before what, and what contradicts it. */
void chain_dot(struct chain *chain);

#endif
