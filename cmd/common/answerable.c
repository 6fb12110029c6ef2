// SPDX-License-Identifier: BSD-2-Clause
/* Says which versions answer a request, and what stops the others. */
#include "common/answerable.h"

#include <stdlib.h>

#include "common/memory.h"
#include "common/names.h"
#include "registry.h"

struct answerable *answerable_new(void)
{
    struct answerable *answerable = memory_need(malloc(sizeof *answerable));
    rt_request_demands_make(&answerable->demands, rt_registry, rt_registry_count);
    return answerable;
}

/* Judges the request for programs that have numbers of their own. */
static void judge_own(struct answerable *answerable)
{
    const struct rt_request_facts *facts = &answerable->facts;
    size_t own = 0;
    for (size_t i = 0; i < facts->numbers && own < ANSWERABLE_OWN; i++) {
        const struct rt_version *version;
        uint32_t number = rt_bytes_load32(facts->ver.data + 4 * i);
        if (rt_registry_number_reading(number, &version, &answerable->own[own]))
            rt_request_answers_also(&answerable->answers, version, &answerable->own[own++]);
    }
}

void answerable_judge(struct answerable *answerable, const struct rt_request_keys *keys)
{
    rt_request_answers_find(&answerable->answers, &answerable->demands, &answerable->facts, keys);
    judge_own(answerable);
}

uint8_t *answerable_srvs(struct app *app)
{
    enum rt_error error = RT_OK;
    if (app->key_count == 0)
        return NULL;
    uint8_t *srvs = memory_need(calloc(app->key_count, RT_SRV_SIZE));
    for (size_t i = 0; i < app->key_count && error == RT_OK; i++)
        error = rt_crypto_srv(app_crypto(app), app->keys[i], srvs + i * RT_SRV_SIZE);
    if (error == RT_OK)
        return srvs;
    app_complain(app, EXIT_BUG, NULL, "the SRV of a key: %s", rt_error_text(error));
    free(srvs);
    return NULL;
}
