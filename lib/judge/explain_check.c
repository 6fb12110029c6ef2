// SPDX-License-Identifier: BSD-2-Clause
/*
 * What would have made one check pass.
 */
#include "judge/explain.h"
#include "judge/explain_internal.h"
#include "wire/clock.h"

/* What is known of the changes that may mend one check. */
struct mending {
    struct rt_subject *subject;
    const struct rt_version *version;
    enum rt_check check;
    bool firm; /* one of them makes it pass, not merely undefined */
    size_t count;
    struct rt_pass_as *passes;
};

/* Notes the changes if the check holds under them; firm ones push the others out. */
static void try_changes(struct mending *mending, const struct rt_rules *rules,
                        const struct rt_setting *changes, size_t count)
{
    struct rt_result result =
        rt_verify_check(mending->subject, mending->version, rules, mending->check);
    bool firm = result.outcome == RT_PASS;
    if ((!firm && result.outcome != RT_UNDEFINED) || (mending->firm && !firm))
        return;
    if (firm && !mending->firm) {
        mending->firm = true;
        mending->count = 0;
    }
    if (mending->count == RT_PASSES_MAX)
        return;
    struct rt_pass_as *pass = &mending->passes[mending->count++];
    *pass = (struct rt_pass_as){.count = count};
    for (size_t i = 0; i < count; i++)
        pass->changes[i] = changes[i];
}

/* Tries every value of the parameters from `from` on that feed the check, `more` at once. */
static void vary(struct mending *mending, const struct rt_rules *rules, int from,
                 struct rt_setting changes[2], size_t depth, size_t more)
{
    for (int i = from; i < RT_PARAM_COUNT; i++) {
        enum rt_param param = (enum rt_param)i;
        if (!(rt_check_row(mending->check)->feeds >> i & 1))
            continue;
        struct rt_values values = rt_values_of(mending->subject, param);
        for (size_t v = 0; v < values.count; v++) {
            struct rt_rules changed = *rules;
            changes[depth] = (struct rt_setting){param, rt_values_at(&values, v)};
            if (changes[depth].value == rt_param_get(rules, param))
                continue;
            rt_param_set(&changed, param, changes[depth].value);
            if (more > 0)
                vary(mending, &changed, i + 1, changes, depth + 1, more - 1);
            else
                try_changes(mending, &changed, changes, depth + 1);
        }
    }
}

/* Of several clocks those are dropped that lead outside the years of Roughtime. */
static void drop_unlikely_clocks(struct mending *mending)
{
    uint64_t midpoint;
    uint32_t radius;
    size_t kept = 0;
    if (mending->check != RT_CHECK_MIDPOINT || mending->count < 2 ||
        !rt_subject_time(mending->subject, &midpoint, &radius))
        return;
    for (size_t i = 0; i < mending->count; i++)
        if (rt_clock_likely((enum rt_clock)mending->passes[i].changes[0].value, midpoint))
            mending->passes[kept++] = mending->passes[i];
    if (kept > 0)
        mending->count = kept;
}

size_t rt_explain_passes(struct rt_subject *subject, const struct rt_version *version,
                         const struct rt_rules *rules, enum rt_check check,
                         struct rt_pass_as passes[RT_PASSES_MAX])
{
    struct rt_setting changes[2];
    struct mending mending = {subject, version, check, false, 0, passes};
    const uint64_t failures = rt_crypto_failures();
    for (size_t more = 0; more < 2 && mending.count == 0; more++)
        vary(&mending, rules, RT_PARAM_FORGOTTEN + 1, changes, 0, more);
    drop_unlikely_clocks(&mending);
    return rt_crypto_failures() == failures ? mending.count : 0;
}
