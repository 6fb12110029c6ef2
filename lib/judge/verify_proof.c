// SPDX-License-Identifier: BSD-2-Clause
/*
 * Checks of the proof: signatures, delegation, tree. In the order of checks.h.
 */
#include <string.h>

#include "base/point.h"
#include "judge/verify_internal.h"
#include "wire/clock.h"
#include "wire/merkle.h"

/* A signature by a key of small order proves nothing about who made it. */
struct rt_result check_key_strength(const struct terms *t)
{
    const uint8_t *key = t->subject->exchange.key;
    struct rt_result why;
    if (key && rt_point_is_small(key))
        return failed(RT_E_KEY_WEAK);
    if (!usable(t, RT_SLOT_PUBK, &why))
        return why;
    if (t->response->ml_dsa)
        return not_verified();
    struct rt_view pubk = value_of(t, RT_SLOT_PUBK);
    if (rt_point_is_small(pubk.data))
        return failed_at(t, RT_E_PUBK_WEAK, pubk);
    if (!key && key_is_ml_dsa(t))
        return not_verified();
    return decided(key ? RT_PASS : RT_UNVERIFIED);
}

struct rt_result check_cert_signature(const struct terms *t)
{
    const struct rt_rules *rules = t->rules;
    struct rt_subject *subject = t->subject;
    struct rt_result why;
    if (!usable(t, RT_SLOT_CERT_SIG, &why) || !usable(t, RT_SLOT_DELE, &why))
        return why;
    if (key_is_ml_dsa(t))
        return not_verified();
    if (!subject->exchange.key)
        return decided(RT_UNVERIFIED);
    struct rt_view signature = value_of(t, RT_SLOT_CERT_SIG);
    struct rt_shared *shared = &subject->cert[rules->cert_context][rules->context_nul];
    if (!shared->known) {
        struct rt_view context = rt_crypto_cert_context(rules->cert_context, rules->context_nul);
        share(shared, rt_crypto_verify(subject->crypto, subject->exchange.key, context,
                                       value_of(t, RT_SLOT_DELE), signature.data));
    }
    return shared->error == RT_OK ? decided(RT_PASS) : failed_at(t, shared->error, signature);
}

struct rt_result check_midpoint(const struct terms *t)
{
    struct rt_result why;
    if (!usable(t, RT_SLOT_MIDP, &why))
        return why;
    struct rt_view midp = value_of(t, RT_SLOT_MIDP);
    enum rt_error error = rt_clock_midpoint(t->rules->clock, rt_bytes_load64(midp.data));
    return error == RT_OK ? decided(RT_PASS) : failed_at(t, error, midp);
}

struct rt_result check_delegation_window(const struct terms *t)
{
    struct rt_result why;
    if (!usable(t, RT_SLOT_MIDP, &why) || !usable(t, RT_SLOT_MINT, &why) ||
        !usable(t, RT_SLOT_MAXT, &why))
        return why;
    /* In every clock a later time is a larger number. */
    struct rt_view midp = value_of(t, RT_SLOT_MIDP);
    uint64_t now = rt_bytes_load64(midp.data);
    if (now < rt_bytes_load64(value_of(t, RT_SLOT_MINT).data))
        return failed_at(t, RT_E_BEFORE_MINT, midp);
    if (now > rt_bytes_load64(value_of(t, RT_SLOT_MAXT).data))
        return failed_at(t, RT_E_AFTER_MAXT, midp);
    return decided(RT_PASS);
}

struct rt_result check_response_signature(const struct terms *t)
{
    const struct rt_rules *rules = t->rules;
    struct rt_subject *subject = t->subject;
    struct rt_result why;
    if (!usable(t, RT_SLOT_SIG, &why) || !usable(t, RT_SLOT_SREP, &why) ||
        !usable(t, RT_SLOT_PUBK, &why))
        return why;
    if (t->response->ml_dsa)
        return not_verified();
    struct rt_view signature = value_of(t, RT_SLOT_SIG);
    struct rt_shared *shared = &subject->srep[rules->response_context][rules->context_nul];
    if (!shared->known) {
        struct rt_view context =
            rt_crypto_response_context(rules->response_context, rules->context_nul);
        share(shared, rt_crypto_verify(subject->crypto, value_of(t, RT_SLOT_PUBK).data, context,
                                       value_of(t, RT_SLOT_SREP), signature.data));
    }
    return shared->error == RT_OK ? decided(RT_PASS) : failed_at(t, shared->error, signature);
}

static enum rt_error path_error(const struct terms *t)
{
    size_t length = value_of(t, RT_SLOT_PATH).len;
    size_t size = rt_rules_hash_size(t->rules->hash);
    if (length % size != 0)
        return RT_E_PATH_LENGTH;
    return length / size > RT_PATH_MAX ? RT_E_PATH_TOO_LONG : RT_OK;
}

struct rt_result check_merkle_path(const struct terms *t)
{
    struct rt_result why;
    if (!usable(t, RT_SLOT_PATH, &why))
        return why;
    enum rt_error error = path_error(t);
    return error == RT_OK ? decided(RT_PASS) : failed_at(t, error, value_of(t, RT_SLOT_PATH));
}

/* Whether PATH and INDX can be walked. */
static bool walkable(const struct terms *t, struct rt_result *why)
{
    if (!usable(t, RT_SLOT_PATH, why) || !usable(t, RT_SLOT_INDX, why))
        return false;
    *why = blocked(RT_CHECK_MERKLE_PATH);
    return path_error(t) == RT_OK;
}

struct rt_result check_merkle_index(const struct terms *t)
{
    struct rt_result why;
    if (!walkable(t, &why))
        return why;
    struct rt_view index = value_of(t, RT_SLOT_INDX);
    size_t entries = value_of(t, RT_SLOT_PATH).len / rt_rules_hash_size(t->rules->hash);
    if (rt_merkle_rest(rt_bytes_load32(index.data), entries) != 0)
        return failed_at(t, RT_E_INDEX_BEYOND, index);
    return decided(RT_PASS);
}

static enum rt_error root_error(const struct terms *t, struct rt_view input)
{
    const struct rt_rules *rules = t->rules;
    uint8_t root[RT_HASH_MAX];
    enum rt_error error = rt_merkle_root(t->subject->crypto, rules->hash, rules->order, input,
                                         value_of(t, RT_SLOT_PATH),
                                         rt_bytes_load32(value_of(t, RT_SLOT_INDX).data), root);
    if (error != RT_OK)
        return error;
    struct rt_view expected = value_of(t, RT_SLOT_ROOT);
    return memcmp(root, expected.data, expected.len) == 0 ? RT_OK : RT_E_ROOT_MISMATCH;
}

struct rt_result tree_holds(const struct terms *t, struct rt_view input)
{
    struct rt_result why;
    if (!walkable(t, &why) || !usable(t, RT_SLOT_ROOT, &why))
        return why;
    return pass_or(root_error(t, input));
}

struct rt_result check_merkle_root(const struct terms *t)
{
    const struct rt_rules *rules = t->rules;
    struct rt_result why;
    if (!walkable(t, &why) || !usable(t, RT_SLOT_ROOT, &why))
        return why;
    struct rt_view packet = t->subject->exchange.request;
    struct rt_view input = rt_merkle_leaf_input(rules->leaf, t->nonce, packet);
    if (!rt_view_present(input))
        return t->has_request ? blocked(RT_CHECK_NONCE_LENGTH) : without_request(t);
    struct rt_shared *shared = &t->subject->root[rules->hash][rules->leaf][rules->order];
    if (!shared->known)
        share(shared, root_error(t, input));
    return shared->error == RT_OK ? decided(RT_PASS)
                                  : failed_at(t, shared->error, value_of(t, RT_SLOT_ROOT));
}
