// SPDX-License-Identifier: BSD-2-Clause
/* How a server is probed at an address. */
#include "files/exchange_write.h"
#include "probe/probe.h"

/* Packets in all to a server that is somebody else's. */
#define FOREIGN_BUDGET 160

static void make_nonce(void *context, unsigned number, uint8_t nonce[RT_HASH_MAX])
{
    struct probe_target *target = context;
    struct probe *probe = target->probe;
    (void)number;
    /* A stream for each server: which of them is faster makes no difference. */
    chance_draw(&probe->chance, (uint64_t)(target - probe->targets), target->nonces++, nonce,
                RT_HASH_MAX);
}

static void seen(void *context, const struct rt_probe_ask *ask, const struct rt_exchange *exchange,
                 const struct rt_judgement *judgement)
{
    const struct probe_target *target = context;
    struct probe *probe = target->probe;
    FILE *file = rt_keep_stream(&probe->save);
    (void)ask;
    if (!file) {
        app_complain(probe->app, EXIT_BUG, NULL, "out of memory");
        return;
    }
    bool valid = judgement && judgement->verdict == RT_VALID;
    rt_exchange_write(file, exchange, valid ? judgement->best.version->name : NULL);
}

/* Whoever is probed on another machine gets less, and what is odd only if that is wished. */
struct rt_probe_plan probe_plan(void *context, size_t number, const struct rt_address *to)
{
    struct probe *probe = context;
    struct probe_target *target = &probe->targets[number];
    struct rt_probe_plan plan = probe->plan;
    bool near = rt_endpoint_is_loopback(&to->at);
    plan.key = target->key;
    plan.srv = target->key ? target->srv : NULL;
    plan.odd = near || option_given(&probe->app->options, OPTION_ODD);
    plan.burst = near ? RT_PROBE_BURST : RT_PROBE_FOREIGN_BURST;
    plan.budget = near ? RT_PROBE_BUDGET : FOREIGN_BUDGET;
    plan.pace_ns = near ? 0 : RT_PROBE_FOREIGN_PACE_NS;
    if (probe->budget > 0)
        plan.budget = (unsigned)probe->budget;
    plan.nonce = make_nonce;
    plan.seen = probe->save_name ? seen : NULL;
    plan.context = target;
    return plan;
}
