// SPDX-License-Identifier: BSD-2-Clause
/* Chains out of the stream of exchanges. */
#include "common/chain_internal.h"

bool chain_take(struct chain *chain, const struct rt_exchange *exchange)
{
    if (exchange->origin->form == RT_FORM_NONE)
        return false;
    /* What is missing in the numbers of the records could not be read. */
    for (uint64_t i = chain->record + 1; chain->report != 0 && i < exchange->origin->record; i++) {
        chain_add_broken(chain);
        chain->torn = true;
    }
    chain->report = exchange->origin->report;
    chain->record = exchange->origin->record;
    chain_add(chain, exchange, NULL);
    return true;
}

bool chain_ends(const struct chain *chain, const struct rt_exchange *next)
{
    return chain->report != 0 && (!next || next->origin->report != chain->report);
}

void chain_complete(struct chain *chain, const struct rt_exchanges *exchanges)
{
    if (rt_exchanges_broken(exchanges, chain->report) && !chain->torn)
        chain_add_broken(chain);
}
