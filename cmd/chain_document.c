// SPDX-License-Identifier: BSD-2-Clause
/* A chain as the stamp of a document. */
#include "chain_parts.h"

/* The earliest of the times by which each server that is believed says that its reply was made: all
 * of these replies came after the nonce of the first. Where it is not known whom to believe, the
 * last of them all. */
static bool bound_of(const struct chain *chain, int64_t *before)
{
    const struct rt_blame *blame = &chain->blame;
    bool doubt = chain->contradictions > 0 && !blame->known;
    bool any = false;
    for (size_t i = 0; i < chain->count && (i == 0 || chain->links[i].bound); i++) {
        int64_t high = chain->times[i].high;
        bool counts = chain->times[i].low <= high;
        bool against = blame->known && blame->against >> chain->servers[i] & 1;
        if (!counts || against)
            continue;
        if (!any || (doubt ? high > *before : high < *before))
            *before = high;
        any = true;
    }
    return any;
}

bool chain_stamp(struct chain *chain, const struct document *document)
{
    const struct chain_link *first = &chain->links[0];
    chain->document = document;
    chain->commits = chain->count > 0 && document_proven(chain->app, document, first->exchange.rand,
                                                         first->exchange.packets.request);
    chain->stamped = chain->commits && chain->verdict != CHAIN_INVALID && first->bound &&
                     bound_of(chain, &chain->before);
    return chain->stamped;
}
