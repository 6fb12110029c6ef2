// SPDX-License-Identifier: BSD-2-Clause
/* Throws the dice for what a server does wrong on purpose. */
#include "server/wrong.h"

#include <stdatomic.h>

bool rt_wrong_find(struct rt_wrong *wrong, const char *name)
{
    wrong->fault = rt_spoil_find(name);
    wrong->quirk = rt_quirk_find(name);
    return wrong->fault || wrong->quirk;
}

static bool thrown(const struct rt_server_turn *turn, uint32_t ppm)
{
    return rt_server_random(turn->random) % RT_WRONG_PPM < ppm;
}

static enum rt_server_action change(void *context, const struct rt_server_turn *turn,
                                    struct rt_answer *answer)
{
    struct rt_wrong *wrong = context;
    if (wrong->quirk && rt_quirk_concerns(wrong->quirk, turn, answer) &&
        thrown(turn, wrong->fault_ppm)) {
        atomic_fetch_add_explicit(&wrong->faults, 1, memory_order_relaxed);
        return rt_quirk_answer(wrong->quirk, turn, answer);
    }
    if (answer->refusal != RT_ANSWERED)
        return RT_SERVER_DROP;
    if (wrong->fault && thrown(turn, wrong->fault_ppm)) {
        atomic_fetch_add_explicit(&wrong->faults, 1, memory_order_relaxed);
        return rt_spoil_answer(wrong->fault, turn, answer);
    }
    if (wrong->grease_ppm > 0 && thrown(turn, wrong->grease_ppm)) {
        atomic_fetch_add_explicit(&wrong->greased, 1, memory_order_relaxed);
        return rt_spoil_answer(rt_spoil_grease(turn->random), turn, answer);
    }
    return RT_SERVER_SEND;
}

void rt_wrong_settings(struct rt_wrong *wrong, struct rt_server_settings *settings)
{
    if (!wrong->fault && !wrong->quirk && wrong->grease_ppm == 0)
        return;
    settings->change = change;
    settings->change_refused = wrong->quirk != NULL;
    settings->context = wrong;
}
