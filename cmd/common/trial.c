// SPDX-License-Identifier: BSD-2-Clause
/* What the command line and the input say of how an exchange is judged. */
#include "common/trial.h"

#include <inttypes.h>
#include <string.h>

#include "common/version_number.h"
#include "registry.h"

/* Says that the input names no version that exists. */
static void complain_of_name(struct app *app, const struct rt_exchange *exchange)
{
    const struct rt_version *meant =
        version_name_nearest(exchange->origin->version, strlen(exchange->origin->version));
    app_complain(app, EXIT_INPUT, exchange->origin->file,
                 "record %" PRIu64 ": offset %" PRIu64 ": \"version\" is \"%s\": %s%s%s%s",
                 exchange->origin->record, exchange->origin->at, exchange->origin->version,
                 rt_error_text(RT_E_UNKNOWN_VERSION), meant ? "; did the writer mean " : "",
                 meant ? meant->name : "", meant ? "?" : "");
}

struct rt_judge_settings trial_settings(struct app *app)
{
    return (struct rt_judge_settings){
        .crypto = app_crypto(app),
        .choices = app->choices,
        .choice_count = app->choice_count,
        .strict = option_given(&app->options, OPTION_STRICT),
        .keyring = {app->key_count > 0 ? app->keys[0] : NULL, app->key_count},
    };
}

int trial_named(struct app *app, const struct rt_exchange *exchange,
                struct rt_choice named[VERSION_NAME_MOST])
{
    const struct rt_version *versions[VERSION_NAME_MOST];
    if (!exchange->origin->version || option_given(&app->options, OPTION_VERSIONS))
        return 0;
    size_t count =
        version_name_find(exchange->origin->version, strlen(exchange->origin->version), versions);
    for (size_t i = 0; i < count; i++)
        named[i] = (struct rt_choice){.version = versions[i]};
    if (count == 0)
        complain_of_name(app, exchange);
    return count > 0 ? (int)count : -1;
}

bool trial_settings_of(struct app *app, const struct rt_exchange *exchange,
                       struct rt_choice named[VERSION_NAME_MOST],
                       struct rt_judge_settings *settings)
{
    int count = trial_named(app, exchange, named);
    *settings = trial_settings(app);
    if (count > 0) {
        settings->choices = named;
        settings->choice_count = (size_t)count;
    }
    return count >= 0;
}

/* Whether the cryptographic library has worked since the exchange before; if not, there is no
 * verdict. */
static bool settle(struct app *app, struct trial *trial)
{
    bool sure = app->failures == rt_crypto_failures();
    app->failures = rt_crypto_failures();
    if (!sure) {
        trial->judged.judgement.verdict = RT_NO_VERDICT;
        trial->judged.judgement.valid_count = 0;
        trial->judged.linked.signed_ = false;
        trial->judged.linked.bound = false;
    }
    return sure;
}

void trial_explain(struct app *app, struct trial *trial)
{
    const struct rt_version_name_from all = version_name_all();
    const struct rt_judge_settings *settings = &trial->settings;
    trial->nearest.count = 0;
    if (option_given(&app->options, OPTION_EXPLAIN))
        rt_explain_among(&trial->judged.subject, settings->choices, settings->choice_count,
                         all.list, all.count, &trial->nearest);
}

/* Judges an exchange, which is invalid in every version, as one of a program that has a number of
 * its own. If that is no better, the first judgement stays. */
static void try_number(struct app *app, const struct rt_exchange *exchange, struct trial *trial)
{
    const struct rt_version *version;
    struct rt_judge_settings settings = trial->settings;
    struct rt_choice *choice = &trial->named[0];
    uint32_t number;
    if (trial->judged.judgement.verdict != RT_INVALID || settings.choices != app->choices ||
        settings.strict || option_given(&app->options, OPTION_VERSIONS) ||
        !rt_version_name_lacks(version_name_all(), &trial->judged.subject.response, &number) ||
        !rt_registry_number_reading(number, &version, &choice->reading))
        return;
    choice->version = version;
    choice->fixed = true;
    trial->settings.choices = choice;
    trial->settings.choice_count = 1;
    rt_keyring_judge(&trial->settings, exchange, &trial->judged);
    if (trial->judged.judgement.verdict != RT_INVALID)
        return;
    trial->settings = settings;
    rt_keyring_judge(&trial->settings, exchange, &trial->judged);
}

bool trial_run(struct app *app, const struct rt_exchange *exchange, struct trial *trial)
{
    trial->nearest.count = 0;
    if (!trial_settings_of(app, exchange, trial->named, &trial->settings))
        return false;
    rt_keyring_judge(&trial->settings, exchange, &trial->judged);
    try_number(app, exchange, trial);
    if (settle(app, trial))
        trial_explain(app, trial);
    return true;
}
