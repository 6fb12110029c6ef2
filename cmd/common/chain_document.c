// SPDX-License-Identifier: BSD-2-Clause
/* A chain as the stamp of a document. */
#include "common/chain_internal.h"

/* For each server that is not against the others, the time by which it says that the document
 * existed: the end of the earliest of its replies, all of which came after the nonce of the first.
 * Ascending; returns their number. */
static size_t bounds_of(const struct chain *chain, int64_t bounds[RT_BLAME_SERVERS])
{
    bool known[RT_BLAME_SERVERS] = {false};
    int64_t ends[RT_BLAME_SERVERS];
    size_t count = 0;
    for (size_t i = 0; i < chain_length(chain) && (i == 0 || chain_at(chain, i)->bound); i++) {
        size_t server = rt_chain_server(chain->judged, i);
        int64_t high = rt_chain_interval(chain->judged, i).high;
        bool against = rt_chain_blame(chain->judged)->known &&
                       rt_chain_blame(chain->judged)->against >> server & 1;
        if (rt_chain_interval(chain->judged, i).low > high || against)
            continue;
        ends[server] = !known[server] || high < ends[server] ? high : ends[server];
        known[server] = true;
    }
    for (size_t server = 0; server < RT_BLAME_SERVERS; server++) {
        size_t at = count;
        if (!known[server])
            continue;
        for (; at > 0 && bounds[at - 1] > ends[server]; at--)
            bounds[at] = bounds[at - 1];
        bounds[at] = ends[server];
        count++;
    }
    return count;
}

/* The last time that any reply says. */
static bool last_bound(const struct chain *chain, int64_t *before)
{
    bool any = false;
    for (size_t i = 0; i < chain_length(chain) && (i == 0 || chain_at(chain, i)->bound); i++) {
        if (rt_chain_interval(chain->judged, i).low > rt_chain_interval(chain->judged, i).high)
            continue;
        if (!any || rt_chain_interval(chain->judged, i).high > *before)
            *before = rt_chain_interval(chain->judged, i).high;
        any = true;
    }
    return any;
}

/*
 * The earliest time that holds if more than half of the servers are right. A server that lies into
 * the past before all others have answered contradicts nobody; so of n servers the (n - 1) / 2
 * earliest are not believed, less those that are known to be wrong. Where it is not known whom to
 * believe, the last time of all.
 */
static bool bound_of(const struct chain *chain, int64_t *before)
{
    const struct rt_blame *blame = rt_chain_blame(chain->judged);
    int64_t bounds[RT_BLAME_SERVERS];
    size_t wrong = 0;
    if ((rt_chain_contradictions(chain->judged) > 0 && !blame->known) ||
        rt_chain_server_count(chain->judged) > RT_BLAME_SERVERS)
        return last_bound(chain, before);
    size_t count = bounds_of(chain, bounds);
    for (uint64_t rest = blame->known ? blame->against : 0; rest; rest &= rest - 1)
        wrong++;
    size_t most = count > 0 ? (count + wrong - 1) / 2 : 0;
    size_t doubted = most > wrong ? most - wrong : 0;
    if (count > 0)
        *before = bounds[doubted];
    return count > 0;
}

bool chain_stamp(struct chain *chain, const struct document *document)
{
    const struct rt_chain_entry *first = chain_at(chain, 0);
    chain->document = document;
    chain->commits = RT_FAIL;
    if (chain_length(chain) > 0)
        chain->commits = document_proven(chain->app, document, first->rand, first->packets.request);
    chain->stamped = chain->commits == RT_PASS &&
                     rt_chain_verdict(chain->judged) != RT_CHAIN_VERDICT_INVALID && first->bound &&
                     bound_of(chain, &chain->before);
    return chain->stamped;
}

enum rt_outcome chain_stamp_outcome(const struct chain *chain)
{
    bool undecided = chain->commits == RT_UNDECIDED ||
                     (chain->commits == RT_PASS &&
                      rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_UNDECIDED);
    if (chain->stamped)
        return RT_PASS;
    return undecided ? RT_UNDECIDED : RT_FAIL;
}
