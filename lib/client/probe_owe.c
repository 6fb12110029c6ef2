// SPDX-License-Identifier: BSD-2-Clause
/* Says what servers of each version owe to the requests of a probe. */
#include "client/probe_internal.h"
#include "judge/request_judge.h"

/* The faults of a set for which the text demands silence. */
static uint32_t forbidding(const struct rt_version *version, uint32_t fails)
{
    uint32_t set = 0;
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
        if ((fails >> check & 1) && version->request[check].silence == RT_SILENCE_MUST)
            set |= UINT32_C(1) << check;
    return set;
}

void rt_probe_owe(struct rt_probe *probe, struct rt_probe_ask *ask, struct rt_view request)
{
    /* Also without a key it is known that the foreign one is not that of the server. */
    static const uint8_t another[RT_SRV_SIZE];
    const uint8_t *srv = probe->plan->srv                          ? probe->plan->srv
                         : ask->which == RT_PROBE_CASE_SRV_FOREIGN ? another
                                                                   : NULL;
    const struct rt_request_keys keys = {srv, 1};
    const struct rt_exchange exchange =
        rt_client_exchange(NULL, ask->transport, request, (struct rt_view){NULL, 0});
    struct rt_request_facts facts;
    rt_request_facts_read(&facts, exchange.request, ask->transport);
    for (size_t i = 0; i < probe->plan->choice_count; i++) {
        const struct rt_version *version = probe->plan->choices[i].version;
        struct rt_rules rules = rt_probe_rules(probe, i, i == ask->version ? ask->reading : NULL);
        struct rt_request_terms terms = rt_request_terms_of(version, &rules);
        uint32_t fails = rt_request_terms_fails(&terms, &facts, srv ? &keys : NULL, terms.asked);
        uint32_t forbids = forbidding(version, fails);
        if (fails == 0)
            ask->owed |= UINT64_C(1) << i;
        if (forbids != 0)
            ask->forbidden |= UINT64_C(1) << i;
        if (i == ask->version)
            ask->fault = rt_request_check_first(forbids != 0 ? forbids : fails);
    }
}
