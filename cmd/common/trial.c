// SPDX-License-Identifier: BSD-2-Clause
#include "common/trial.h"

#include <inttypes.h>
#include <string.h>

/* Says that the input names no version that exists. */
static void complain_of_name(struct app *app, const struct exchange *exchange)
{
    const struct rt_version *meant =
        version_name_nearest(exchange->version, strlen(exchange->version));
    app_complain(app, EXIT_INPUT, exchange->file,
                 "record %" PRIu64 ": offset %" PRIu64 ": \"version\" is \"%s\": %s%s%s%s",
                 exchange->record, exchange->at, exchange->version,
                 rt_error_text(RT_E_UNKNOWN_VERSION), meant ? "; did the writer mean " : "",
                 meant ? meant->name : "", meant ? "?" : "");
}

/* The versions under which an exchange is judged. False after a message: the input names none that
 * exists. */
static bool choose(struct app *app, const struct exchange *exchange, struct trial *trial)
{
    const struct rt_version *versions[VERSION_NAME_MOST];
    trial->choices = app->choices;
    trial->choice_count = app->choice_count;
    if (!exchange->version || option_given(&app->options, OPTION_VERSIONS))
        return true;
    trial->choices = trial->named;
    trial->choice_count = version_name_find(exchange->version, strlen(exchange->version), versions);
    for (size_t i = 0; i < trial->choice_count; i++)
        trial->named[i] = (struct rt_choice){.version = versions[i]};
    if (trial->choice_count == 0)
        complain_of_name(app, exchange);
    return trial->choice_count > 0;
}

/* Parses the exchange with `key`, which may be NULL. */
static void hold(struct app *app, const struct exchange *exchange, const uint8_t *key,
                 struct trial *trial)
{
    struct rt_exchange packets = exchange->packets;
    packets.key = key;
    trial->key = key;
    rt_subject_init(&trial->subject, app_crypto(app), &packets);
}

/* Whether the key is the server's: it signed the delegation with whatever context any version has.
 */
static bool is_right_key(struct trial *trial)
{
    const struct rt_param_row *contexts = rt_param_row(RT_PARAM_CERT_CONTEXT);
    const struct rt_param_row *nuls = rt_param_row(RT_PARAM_CONTEXT_NUL);
    const struct rt_version *version = trial->judgement.best.version;
    struct rt_rules rules = trial->judgement.rules;
    for (size_t i = 0; i < contexts->value_count * nuls->value_count; i++) {
        rt_param_set(&rules, RT_PARAM_CERT_CONTEXT, contexts->values[i / nuls->value_count].value);
        rt_param_set(&rules, RT_PARAM_CONTEXT_NUL, nuls->values[i % nuls->value_count].value);
        if (rt_check(&trial->subject, version, &rules, RT_CHECK_CERT_SIGNATURE).outcome == RT_PASS)
            return true;
    }
    return false;
}

/* Judges with one key after the other until one is the right one; the first comes again at the end
 * if none was. */
static void try_keys(struct app *app, const struct exchange *exchange, struct trial *trial,
                     bool own_key_first, void (*judge)(struct trial *trial, const void *context),
                     const void *context)
{
    bool own = exchange->packets.key && (own_key_first || app->key_count == 0);
    size_t keys = own || app->key_count == 0 ? 1 : app->key_count;
    for (size_t i = 0; i <= keys; i++) {
        const uint8_t *key =
            own || app->key_count == 0 ? exchange->packets.key : app->keys[i % keys];
        hold(app, exchange, key, trial);
        judge(trial, context);
        if (keys == 1 || trial->judgement.verdict == RT_VALID || is_right_key(trial))
            break;
    }
}

static void judge_alone(struct trial *trial, const void *context)
{
    const bool *strict = context;
    rt_judge(&trial->subject, trial->choices, trial->choice_count, *strict, &trial->judgement);
}

/* How a link is judged. */
struct linking {
    const struct rt_chain_link *link;
    struct rt_judge_link_result *linked;
    bool strict;
};

static void judge_linked(struct trial *trial, const void *context)
{
    const struct linking *linking = context;
    rt_judge_link(&trial->subject, linking->link, trial->choices, trial->choice_count,
                  linking->strict, &trial->judgement, linking->linked);
}

/* Of a link without a key whose server is none of those given nothing is known, so nothing fails.
 */
static void drop_wrong_key(struct app *app, const struct exchange *exchange, struct trial *trial,
                           const struct linking *linking)
{
    if (exchange->packets.key || !trial->key || trial->judgement.verdict == RT_VALID ||
        is_right_key(trial))
        return;
    hold(app, exchange, NULL, trial);
    judge_linked(trial, linking);
}

/* Whether the cryptographic library has worked since the exchange before; if not, there is no
 * verdict. */
static bool settle(struct app *app, struct trial *trial)
{
    bool sure = app->failures == rt_crypto_failures();
    app->failures = rt_crypto_failures();
    if (!sure) {
        trial->judgement.verdict = RT_NO_VERDICT;
        trial->judgement.valid_count = 0;
    }
    return sure;
}

void trial_explain(struct app *app, struct trial *trial)
{
    trial->nearest.count = 0;
    if (option_given(&app->options, OPTION_EXPLAIN))
        rt_explain(&trial->subject, trial->choices, trial->choice_count, &trial->nearest);
}

bool trial_run(struct app *app, const struct exchange *exchange, struct trial *trial)
{
    bool strict = option_given(&app->options, OPTION_STRICT);
    if (!choose(app, exchange, trial))
        return false;
    try_keys(app, exchange, trial, false, judge_alone, &strict);
    trial->nearest.count = 0;
    if (settle(app, trial))
        trial_explain(app, trial);
    return true;
}

bool trial_run_link(struct app *app, const struct exchange *exchange,
                    const struct rt_chain_link *link, struct link_trial *trial)
{
    struct linking linking = {
        .link = link,
        .linked = &trial->linked,
        .strict = option_given(&app->options, OPTION_STRICT),
    };
    if (!choose(app, exchange, &trial->trial))
        return false;
    try_keys(app, exchange, &trial->trial, true, judge_linked, &linking);
    drop_wrong_key(app, exchange, &trial->trial, &linking);
    if (!settle(app, &trial->trial)) {
        trial->linked.signed_ = false;
        trial->linked.bound = false;
    }
    return true;
}
