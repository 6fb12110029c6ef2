// SPDX-License-Identifier: BSD-2-Clause
/* Says what is asked of a server that is checked, and in which order. */
#include "client/conform.h"

#include <string.h>

#include "client/conform_internal.h"
#include "rules/rules.h"

/* Tries of a request that is not answered, before its silence counts. */
#define TRIES 3

/* Whether two choices have all rules in common: what is asked and seen of one holds for both. */
static bool alike(const struct rt_conform *conform, size_t a, size_t b)
{
    const struct rt_candidate as = rt_conform_candidate(conform, a);
    const struct rt_candidate other = rt_conform_candidate(conform, b);
    const struct rt_rules rules = rt_candidate_rules(&as);
    const struct rt_rules others = rt_candidate_rules(&other);
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)
        if (!(RT_PARAMS_OF_CHAINS >> param & 1) && rt_param_get(&rules, (enum rt_param)param) !=
                                                       rt_param_get(&others, (enum rt_param)param))
            return false;
    return true;
}

/* Whether a case of a version of the group is wanted. */
static bool wants(const struct rt_conform *conform, enum rt_conform_case which)
{
    struct rt_conform_demand demand;
    for (size_t i = 0; i < conform->settings->plan.choice_count; i++) {
        const struct rt_candidate as = rt_conform_candidate(conform, i);
        if ((conform->group >> i & 1) && rt_conform_case_find(&as, which, &demand) &&
            (!conform->settings->selects ||
             conform->settings->selects(conform->settings->context, &demand)))
            return true;
    }
    return false;
}

static void make_nonce(void *context, unsigned number, uint8_t nonce[RT_HASH_MAX])
{
    const struct rt_conform *conform = context;
    const struct rt_probe_plan *plan = &conform->settings->plan;
    plan->nonce(plan->context, number, nonce);
}

static void plan_for_all(struct rt_conform *conform)
{
    conform->plan = conform->settings->plan;
    conform->plan.nonce = make_nonce;
    conform->plan.seen = rt_conform_see;
    conform->plan.context = conform;
    if (conform->settings->budget > 0) {
        const unsigned most = conform->settings->budget;
        const unsigned left = most > conform->sent ? most - conform->sent : 0;
        conform->plan.budget = left < conform->plan.budget ? left : conform->plan.budget;
    }
}

/* All versions, and what speaks for one of its readings too. */
static void plan_first(struct rt_conform *conform)
{
    plan_for_all(conform);
    conform->plan.brief = true;
}

/* The versions of the group, and no more than the cases that are wanted. */
static void plan_group(struct rt_conform *conform)
{
    struct rt_probe_plan *plan = &conform->plan;
    bool odd = false;
    plan_for_all(conform);
    plan->strict = true;
    plan->only = UINT64_C(1) << conform->lead;
    plan->tries = TRIES;
    plan->tries_bad = RT_CONFORM_TRIES + 1 - TRIES;
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
        const struct rt_conform_row *row = rt_conform_case_row((enum rt_conform_case)i);
        if (row->kind != RT_CONFORM_REQUEST)
            continue;
        if (wants(conform, (enum rt_conform_case)i))
            odd |= rt_probe_case_row(row->request)->odd;
        else
            plan->omitted |= UINT64_C(1) << row->request;
    }
    plan->odd = plan->odd && odd;
    if (!wants(conform, RT_CONFORM_CASE_OTHER_BURST))
        plan->burst = 0;
    if (!wants(conform, RT_CONFORM_CASE_OTHER_TCP) &&
        !wants(conform, RT_CONFORM_CASE_OTHER_TCP_TWO) &&
        !wants(conform, RT_CONFORM_CASE_OTHER_TCP_PIECES))
        plan->tcp = plan->tcp && !plan->udp;
}

void rt_conform_init(struct rt_conform *conform, const struct rt_conform_settings *settings,
                     struct rt_crypto *crypto)
{
    memset(conform, 0, sizeof *conform);
    conform->settings = settings;
    conform->crypto = crypto;
}

/* The newest version to do, and those that are like it. */
static void begin_group(struct rt_conform *conform)
{
    for (size_t i = 0; i < conform->settings->plan.choice_count; i++)
        if (conform->todo >> i & 1)
            conform->lead = i;
    conform->alike = 0;
    for (size_t i = 0; i < conform->settings->plan.choice_count; i++)
        if (alike(conform, i, conform->lead))
            conform->alike |= UINT64_C(1) << i;
    conform->group = conform->todo & conform->alike;
    conform->todo &= ~conform->group;
    conform->apart = false;
    conform->timed = 0;
    memset(conform->evidence, 0, sizeof conform->evidence);
}

/* Whether anything is wanted of the group. */
static bool wants_any(const struct rt_conform *conform)
{
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++)
        if (wants(conform, (enum rt_conform_case)i))
            return true;
    return false;
}

bool rt_conform_next(struct rt_conform *conform)
{
    if (!conform->begun) {
        plan_first(conform);
        return true;
    }
    while (conform->answered && !conform->dead && conform->todo != 0) {
        begin_group(conform);
        if (!wants_any(conform))
            continue;
        plan_group(conform);
        return true;
    }
    return false;
}
