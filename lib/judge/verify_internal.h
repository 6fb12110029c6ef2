// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared by the files that decide checks; not installed.
 *
 * A check is a function of the terms: the exchange and the rules it is held against. What all of
 * them need stands here: making results, and fetching values of the response together with what
 * blocks a check whose value is missing.
 */
#ifndef ROUGHTIME_VERIFY_INTERNAL_H
#define ROUGHTIME_VERIFY_INTERNAL_H

#include "judge/verify.h"
#include "wire/merkle.h"

#pragma GCC visibility push(hidden)

/* An exchange under rules. */
struct terms {
    struct rt_subject *subject;
    const struct rt_packet *request;
    const struct rt_packet *response;
    bool has_request;
    struct rt_view nonce; /* that was sent; absent if it is not known or the request has none */
    uint32_t own_number;  /* of the version whose rules these are or were */
    enum rt_place own_nonce_in; /* likewise */
    const struct rt_rules *rules;
};

static inline struct rt_result decided(enum rt_outcome outcome)
{
    return (struct rt_result){.outcome = outcome};
}

/* What a check of the request says if there is none. Of an exchange that stands alone the nonce is
 * enough where nothing but it goes into the tree. */
static inline struct rt_result without_request(const struct terms *t)
{
    bool enough = rt_view_present(t->nonce) && !t->subject->exchange.link &&
                  !rt_merkle_needs_packet(t->rules->leaf);
    struct rt_result result = decided(enough ? RT_UNDEFINED : RT_UNVERIFIED);
    result.in_request = rt_view_present(t->nonce) && !t->subject->exchange.link;
    return result;
}

static inline struct rt_result blocked(enum rt_check by)
{
    return (struct rt_result){.outcome = RT_BLOCKED, .blocked_by = by};
}

/* What a signature of ML-DSA-44 would prove. */
static inline struct rt_result not_verified(void)
{
    return (struct rt_result){.outcome = RT_UNVERIFIED, .reason = RT_E_ML_DSA};
}

/* Whether what the long-term key proves is left open for ML-DSA-44: the signatures are of it, or
 * the only key that is known. */
static inline bool key_is_ml_dsa(const struct terms *t)
{
    const struct rt_exchange *exchange = &t->subject->exchange;
    return t->response->ml_dsa || (!exchange->key && exchange->key_ml_dsa);
}

/* What the library could not compute is no fault of the packet. */
static inline struct rt_result failed(enum rt_error reason)
{
    bool undecided = reason == RT_E_CRYPTO;
    return (struct rt_result){.outcome = undecided ? RT_UNDECIDED : RT_FAIL, .reason = reason};
}

/* Lets a result be shared; returns it. */
static inline enum rt_error share(struct rt_shared *shared, enum rt_error error)
{
    *shared = (struct rt_shared){error != RT_E_CRYPTO, error};
    return error;
}

static inline struct rt_result pass_or(enum rt_error reason)
{
    return reason == RT_OK ? decided(RT_PASS) : failed(reason);
}

static inline struct rt_result failed_at(const struct terms *t, enum rt_error reason,
                                         struct rt_view value)
{
    struct rt_result result = failed(reason);
    result.has_at = result.outcome == RT_FAIL;
    if (result.has_at)
        result.at = rt_packet_offset(t->response, value.data);
    return result;
}

static inline struct rt_result failed_in_request(const struct terms *t, enum rt_error reason,
                                                 struct rt_view value)
{
    struct rt_result result = failed(reason);
    result.in_request = result.outcome == RT_FAIL;
    result.has_at = result.in_request && rt_view_present(value);
    if (result.has_at)
        result.at = rt_packet_offset(t->request, value.data);
    return result;
}

static inline struct rt_view value_of(const struct terms *t, enum rt_slot slot)
{
    return t->response->values[slot];
}

static inline struct rt_view asked(const struct terms *t, enum rt_slot slot)
{
    return t->request->values[slot];
}

static inline bool has(const struct terms *t, enum rt_slot slot)
{
    return rt_view_present(value_of(t, slot));
}

/* The length a value must have under the rules; 0 if that is another check's affair. */
static inline size_t length_of(const struct terms *t, enum rt_slot slot)
{
    return slot == RT_SLOT_ROOT ? rt_rules_hash_size(t->rules->hash)
                                : rt_packet_length(t->response, slot);
}

/* Whether a value of the response can be used; if not, `why` says what blocks its user. */
static inline bool usable(const struct terms *t, enum rt_slot slot, struct rt_result *why)
{
    size_t length = length_of(t, slot);
    if (!has(t, slot)) {
        bool torn = t->response->header.error != RT_OK;
        *why = blocked(torn ? RT_CHECK_MESSAGE_HEADER : RT_CHECK_MESSAGE_TAGS);
        return false;
    }
    if (length != 0 && value_of(t, slot).len != length) {
        *why = blocked(RT_CHECK_MESSAGE_SIZE);
        return false;
    }
    return true;
}

/* A value that should be in the response and is not. What a torn header hides is not missing. */
static inline struct rt_result lacking(const struct terms *t, enum rt_error reason)
{
    return t->response->header.error == RT_OK ? failed(reason) : blocked(RT_CHECK_MESSAGE_HEADER);
}

/* The checks of verify_packet.c: the bytes are a message. */
struct rt_result check_frame_magic(const struct terms *t);
struct rt_result check_frame_length(const struct terms *t);
struct rt_result check_message_header(const struct terms *t);
struct rt_result check_message_tags(const struct terms *t);
struct rt_result check_message_size(const struct terms *t);
struct rt_result check_response_size(const struct terms *t);

/* The checks of verify_values.c: the values are those of the version. */
struct rt_result check_version_present(const struct terms *t);
struct rt_result check_version_offered(const struct terms *t);
struct rt_result check_type(const struct terms *t);
struct rt_result check_nonce_length(const struct terms *t);
struct rt_result check_nonce_echo(const struct terms *t);
struct rt_result check_srv(const struct terms *t);

/* What is wrong with SRV, where the key is known. */
enum rt_error srv_error(const struct terms *t, struct rt_view value);

struct rt_result check_radius(const struct terms *t);
struct rt_result check_versions_list(const struct terms *t);
struct rt_result check_leap_data(const struct terms *t);

/* The checks of verify_proof.c: the values are proven. */
struct rt_result check_key_strength(const struct terms *t);
struct rt_result check_cert_signature(const struct terms *t);
struct rt_result check_midpoint(const struct terms *t);
struct rt_result check_delegation_window(const struct terms *t);
struct rt_result check_response_signature(const struct terms *t);
struct rt_result check_merkle_path(const struct terms *t);
struct rt_result check_merkle_index(const struct terms *t);
struct rt_result check_merkle_root(const struct terms *t);

/* Whether the leaf of this input leads to ROOT; in verify_proof.c. */
struct rt_result tree_holds(const struct terms *t, struct rt_view input);

/* The checks of verify_chain.c: the exchange is a link of a chain. */
struct rt_result check_chain_request(const struct terms *t);
struct rt_result check_chain_response(const struct terms *t);
struct rt_result check_chain_link(const struct terms *t);

#pragma GCC visibility pop

#endif
