// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a judged chain proves, in sentences for people.
 *
 *     struct rt_chain_text how = {.chain = chain, .crypto = crypto, .between = " "};
 *     char text[RT_CHAIN_TEXT_SIZE];
 *     puts(rt_chain_text_contradiction(&how, text));
 */
#ifndef ROUGHTIME_CHAIN_TEXT_H
#define ROUGHTIME_CHAIN_TEXT_H

#include "judge/chain.h"
#include "wire/clock.h"

/* Room for what is said about a chain; what does not fit is cut. */
#define RT_CHAIN_TEXT_SIZE 2048

/* The chain, and how it is spoken of. */
struct rt_chain_text {
    struct rt_chain *chain;
    struct rt_crypto *crypto;
    const char *between;   /* stands between two sentences */
    const char *untrusted; /* a last sentence where the keys are only those of a report, or NULL */
    /* The name of a link's server, or NULL if it has none. The function may be NULL: names are
     * those with which the links were added. */
    const char *(*server)(void *context, const struct rt_chain_entry *link);
    void *context;
    size_t searched; /* links whose mistake was sought; begin with 0 */
};

/* The contradiction: which replies, whose keys, by how much, who stands alone. Empty if there is
 * none. Returns `text`. */
const char *rt_chain_text_contradiction(const struct rt_chain_text *how,
                                        char text[RT_CHAIN_TEXT_SIZE]);

/* Why a link that does not follow from the one before it does not: it stands in the wrong order, it
 * is another one once more. Empty if nothing is found; sought for the first few such links only,
 * since it takes all others. Returns `text`. */
const char *rt_chain_text_mistake(struct rt_chain_text *how, size_t i,
                                  char text[RT_CHAIN_TEXT_SIZE]);

/* The name of a link's server, or NULL if it has none. */
const char *rt_chain_text_server(const struct rt_chain_text *how,
                                 const struct rt_chain_entry *link);

/* Microseconds since 1970 as a date. Returns `text`. */
const char *rt_chain_text_date(int64_t microseconds, char text[RT_TIME_SIZE]);

/* The settings of rules that say how the nonces of chains are derived. */
struct rt_reading rt_chain_text_rule(const struct rt_rules *rules);

#endif
