// SPDX-License-Identifier: BSD-2-Clause
/* Tries one key after the other until one is the server's. */
#include "judge/keyring.h"

#include <string.h>

/* What is judged, and how. */
struct trial {
    const struct rt_judge_settings *settings;
    const struct rt_exchange *exchange;
    const struct rt_chain_link *link; /* of a link; NULL for the first, and outside of a chain */
    bool chained;                     /* it is a link of a chain */
    struct rt_keyring_result *result;
};

bool rt_keyring_has(const struct rt_keyring *keyring, const uint8_t key[RT_KEY_SIZE])
{
    for (size_t i = 0; i < keyring->count; i++)
        if (memcmp(keyring->keys + i * RT_KEY_SIZE, key, RT_KEY_SIZE) == 0)
            return true;
    return false;
}

static void judge_with(const struct trial *trial, const uint8_t *key)
{
    const struct rt_judge_settings *settings = trial->settings;
    struct rt_keyring_result *result = trial->result;
    struct rt_exchange exchange = *trial->exchange;
    exchange.key = key;
    result->key = key;
    rt_subject_init(&result->subject, settings->crypto, &exchange);
    if (trial->chained)
        rt_judge_link(&result->subject, trial->link, settings->choices, settings->choice_count,
                      settings->strict, &result->judgement, &result->linked);
    else
        rt_judge(&result->subject, settings->choices, settings->choice_count, settings->strict,
                 &result->judgement);
}

/* Whether the key is the server's: it signed the delegation with whatever context any version has.
 */
static bool is_right_key(struct rt_keyring_result *result)
{
    const struct rt_param_row *contexts = rt_param_row(RT_PARAM_CERT_CONTEXT);
    const struct rt_param_row *nuls = rt_param_row(RT_PARAM_CONTEXT_NUL);
    const struct rt_version *version = result->judgement.best.version;
    struct rt_rules rules = result->judgement.rules;
    for (size_t i = 0; i < contexts->value_count * nuls->value_count; i++) {
        rt_param_set(&rules, RT_PARAM_CERT_CONTEXT, contexts->values[i / nuls->value_count].value);
        rt_param_set(&rules, RT_PARAM_CONTEXT_NUL, nuls->values[i % nuls->value_count].value);
        if (rt_verify_check(&result->subject, version, &rules, RT_CHECK_CERT_SIGNATURE).outcome ==
            RT_PASS)
            return true;
    }
    return false;
}

/* Judges with one key after the other until one is the right one; the first comes again at the end
 * if none was. */
static void try_keys(const struct trial *trial)
{
    const struct rt_keyring *keyring = &trial->settings->keyring;
    const uint8_t *own = trial->exchange->key;
    if (keyring->count == 0 || (own && trial->chained)) {
        judge_with(trial, own);
        return;
    }
    for (size_t i = 0; i <= keyring->count; i++) {
        judge_with(trial, keyring->keys + i % keyring->count * RT_KEY_SIZE);
        if (keyring->count == 1 || trial->result->judgement.verdict == RT_VALID ||
            is_right_key(trial->result))
            break;
    }
}

/* Without a verdict if the cryptographic library has failed since `failures` were counted. */
static void settle(struct rt_keyring_result *result, uint64_t failures)
{
    if (rt_crypto_failures() == failures)
        return;
    result->judgement.verdict = RT_NO_VERDICT;
    result->judgement.valid_count = 0;
    result->linked.signed_ = false;
    result->linked.bound = false;
}

void rt_keyring_judge(const struct rt_judge_settings *settings, const struct rt_exchange *exchange,
                      struct rt_keyring_result *result)
{
    const struct trial trial = {.settings = settings, .exchange = exchange, .result = result};
    const uint64_t failures = rt_crypto_failures();
    result->linked = (struct rt_judge_link_result){0};
    try_keys(&trial);
    settle(result, failures);
}

void rt_keyring_judge_link(const struct rt_judge_settings *settings,
                           const struct rt_exchange *exchange, const struct rt_chain_link *link,
                           struct rt_keyring_result *result)
{
    const struct trial trial = {settings, exchange, link, true, result};
    const uint64_t failures = rt_crypto_failures();
    try_keys(&trial);
    if (!exchange->key && result->key && result->judgement.verdict != RT_VALID &&
        !is_right_key(result))
        judge_with(&trial, NULL);
    settle(result, failures);
}
