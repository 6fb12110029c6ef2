// SPDX-License-Identifier: BSD-2-Clause
/* The front door to chains: who lied about the time, proven by the order of replies. */
#include "roughtime.h"

#include <errno.h>
#include <stdlib.h>

#include "judge/chain.h"
#include "roughtime_internal.h"

struct roughtime_chain {
    struct roughtime *roughtime;
    struct rt_chain *links;
};

const char *roughtime_chain_verdict_name(enum roughtime_chain_verdict verdict)
{
    switch (verdict) {
    case ROUGHTIME_CHAIN_CONSISTENT:
        return "consistent";
    case ROUGHTIME_CHAIN_CONTRADICTION:
        return "contradiction";
    case ROUGHTIME_CHAIN_INVALID:
        return "invalid";
    case ROUGHTIME_CHAIN_UNVERIFIED:
        return "unverified";
    case ROUGHTIME_CHAIN_UNDECIDED:
        return "undecided";
    }
    return "unknown";
}

struct roughtime_chain *roughtime_chain_new(struct roughtime *roughtime)
{
    struct roughtime_chain *chain = calloc(1, sizeof *chain);
    if (!chain)
        return NULL;
    chain->roughtime = roughtime;
    chain->links = rt_chain_new();
    if (chain->links)
        return chain;
    free(chain);
    errno = ENOMEM;
    return NULL;
}

void roughtime_chain_free(struct roughtime_chain *chain)
{
    if (chain)
        rt_chain_free(chain->links);
    free(chain);
}

bool roughtime_chain_add(struct roughtime_chain *chain, const uint8_t key[ROUGHTIME_KEY_SIZE],
                         const uint8_t *request, size_t request_size, const uint8_t *response,
                         size_t response_size, const uint8_t *rand, size_t rand_size)
{
    const struct rt_chain_input input = {
        .packets =
            {
                .request = {request, request ? request_size : 0},
                .response = {response, response_size},
                .key = key,
                .transport = RT_TRANSPORT_UNKNOWN,
            },
        .rand = {rand, rand ? rand_size : 0},
        .form = RT_FORM_NONE,
    };
    enum rt_error error = response ? rt_chain_add(chain->links, &input) : RT_E_EMPTY;
    if (error == RT_OK)
        return true;
    errno = error == RT_E_EMPTY ? EINVAL : error == RT_E_TOO_LARGE ? E2BIG : ENOMEM;
    return false;
}

enum roughtime_chain_verdict roughtime_chain_judge(struct roughtime_chain *chain)
{
    const struct roughtime *roughtime = chain->roughtime;
    const struct rt_judge_settings settings = {
        .crypto = roughtime->crypto,
        .choices = roughtime->choices,
        .choice_count = roughtime->choice_count,
    };
    errno = ENOMEM;
    if (rt_chain_judge(chain->links, &settings) != RT_OK)
        return ROUGHTIME_CHAIN_UNDECIDED;
    switch (rt_chain_verdict(chain->links)) {
    case RT_CHAIN_VERDICT_CONSISTENT:
        return rt_chain_count(chain->links) > 0 ? ROUGHTIME_CHAIN_CONSISTENT
                                                : ROUGHTIME_CHAIN_UNVERIFIED;
    case RT_CHAIN_VERDICT_CONTRADICTION:
        return ROUGHTIME_CHAIN_CONTRADICTION;
    case RT_CHAIN_VERDICT_INVALID:
        return ROUGHTIME_CHAIN_INVALID;
    case RT_CHAIN_VERDICT_UNVERIFIED:
        return ROUGHTIME_CHAIN_UNVERIFIED;
    case RT_CHAIN_VERDICT_UNDECIDED:
    case RT_CHAIN_VERDICT_NONE:
    case RT_CHAIN_VERDICT_COUNT:
        break;
    }
    errno = ENOTSUP;
    return ROUGHTIME_CHAIN_UNDECIDED;
}

bool roughtime_chain_contradiction(const struct roughtime_chain *chain, size_t *first,
                                   size_t *second)
{
    struct rt_contradiction pair;
    if (rt_chain_verdict(chain->links) != RT_CHAIN_VERDICT_CONTRADICTION ||
        !rt_chain_closest(chain->links, &pair))
        return false;
    *first = pair.first;
    *second = pair.second;
    return true;
}
