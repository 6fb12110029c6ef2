// SPDX-License-Identifier: BSD-2-Clause
/*
 * From what <roughtime.h> declares to the parts that it is made of, for programs that need more of
 * one than the front door shows. It promises nothing before version 1.0, as all headers here.
 */
#ifndef ROUGHTIME_PARTS_H
#define ROUGHTIME_PARTS_H

#include "judge/chain.h"

struct roughtime_chain;

/* The links of a chain, and what they were judged to be by roughtime_chain_judge. It belongs to
 * `chain` and is gone with it; it may be changed. */
struct rt_chain *rt_parts_chain(struct roughtime_chain *chain);

/*
 * Adds a link as a file has it (rt_chain_add). `version` is the name of its version that stands
 * there, or NULL; it is of no account if roughtime_new was given versions. `choices` of the link
 * are of no account.
 *
 * RT_OK; RT_E_UNKNOWN_VERSION, `version` is no name; RT_E_TOO_LARGE, there are RT_CHAIN_LINKS_MAX
 * links; RT_E_NO_MEMORY. In these cases the chain is as it was.
 */
RT_CHECKED enum rt_error rt_parts_chain_add(struct roughtime_chain *chain,
                                            const struct rt_chain_input *link, const char *version);

#endif
