// SPDX-License-Identifier: BSD-2-Clause
/* Chains out of the stream of exchanges, and what is taken off them again. */
#include <stdlib.h>

#include "common/chain_internal.h"

bool chain_take(struct chain *chain, const struct exchange *exchange)
{
    if (exchange->form == RT_FORM_NONE)
        return false;
    /* What is missing in the numbers of the records could not be read. */
    for (uint64_t i = chain->record + 1; chain->report != 0 && i < exchange->record; i++) {
        chain_add_broken(chain);
        chain->torn = true;
    }
    chain->report = exchange->report;
    chain->record = exchange->record;
    chain_add(chain, exchange, NULL);
    return true;
}

bool chain_ends(const struct chain *chain, const struct exchange *next)
{
    return chain->report != 0 && (!next || next->report != chain->report);
}

void chain_complete(struct chain *chain, const struct exchanges *exchanges)
{
    if (exchanges_broken(exchanges, chain->report) && !chain->torn)
        chain_add_broken(chain);
}

bool chain_trim(struct chain *chain)
{
    struct chain_link *last = chain->count > 0 ? &chain->links[chain->count - 1] : NULL;
    if (chain->verdict != CHAIN_INVALID || !last || last->broken)
        return false;
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        if ((last->judgement.report.checks[check].outcome == RT_FAIL) !=
            (check == RT_CHECK_CHAIN_RESPONSE))
            return false;
    free(last->bytes);
    free(last->version);
    chain->count--;
    return true;
}
