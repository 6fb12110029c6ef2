// SPDX-License-Identifier: BSD-2-Clause
/* A judged chain as a graph for graphviz: what happened before what, and what contradicts it. */
#ifndef ROUGHTIME_CHAIN_GRAPH_H
#define ROUGHTIME_CHAIN_GRAPH_H

#include "files/output.h"
#include "judge/chain.h"

/* Writes the graph, in the language DOT. */
void rt_chain_graph_write(struct rt_output *out, struct rt_chain *chain);

#endif
