// SPDX-License-Identifier: BSD-2-Clause
/* The front door to chains: who lied about the time, proven by the order of replies. */
#include "roughtime.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge/version_name.h"
#include "parts.h"
#include "registry.h"
#include "roughtime_internal.h"

struct roughtime_chain {
    struct roughtime *roughtime;
    struct rt_chain *links;
    uint8_t *keys; /* that are trusted, one after the other */
    size_t key_count;
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
    if (!chain)
        return;
    rt_chain_free(chain->links);
    free(chain->keys);
    free(chain);
}

struct rt_chain *rt_parts_chain(struct roughtime_chain *chain)
{
    return chain->links;
}

enum rt_error rt_parts_chain_add(struct roughtime_chain *chain, const struct rt_chain_input *link,
                                 const char *version)
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    const struct rt_version *named[RT_CHOICES_MAX];
    struct rt_choice choices[RT_CHOICES_MAX];
    struct rt_chain_input input = *link;
    input.choice_count = 0;
    if (version && chain->roughtime->every) {
        input.choices = choices;
        input.choice_count = rt_version_name_find(all, version, strlen(version), named);
        if (input.choice_count == 0)
            return RT_E_UNKNOWN_VERSION;
    }
    for (size_t i = 0; i < input.choice_count; i++)
        choices[i] = (struct rt_choice){.version = named[i]};
    if (rt_chain_count(chain->links) == RT_CHAIN_LINKS_MAX)
        return RT_E_TOO_LARGE; /* rt_chain_add would make the chain invalid */
    return rt_chain_add(chain->links, &input);
}

bool roughtime_chain_trust(struct roughtime_chain *chain, const uint8_t key[ROUGHTIME_KEY_SIZE])
{
    uint8_t *keys = realloc(chain->keys, (chain->key_count + 1) * ROUGHTIME_KEY_SIZE);
    if (!keys) {
        errno = ENOMEM;
        return false;
    }
    memcpy(keys + chain->key_count * ROUGHTIME_KEY_SIZE, key, ROUGHTIME_KEY_SIZE);
    chain->keys = keys;
    chain->key_count++;
    return true;
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
                .rand = {rand, rand ? rand_size : 0},
            },
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
        .keyring = {chain->keys, chain->key_count},
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
