// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange under one set of rules: a list of named checks, every one decided.
 *
 * A check is not skipped because an earlier one failed; it is blocked only when the value it needs
 * is not there. The rules are a version's, or a version's with parameters changed (readings and
 * explanations): the engine does not know the difference and never asks which version it is.
 *
 * Signatures are verified over the bytes received. Nothing is allocated: a struct rt_subject holds
 * the parsed exchange together with results that several sets of rules share, so that judging
 * twenty versions verifies each signature and walks each tree once.
 */
#ifndef ROUGHTIME_VERIFY_H
#define ROUGHTIME_VERIFY_H

#include "rules/version.h"
#include "wire/chain_nonce.h"
#include "wire/crypto.h"
#include "wire/packet.h"

struct rt_exchange_origin;

/* What was sent and what came back. The views, the key and the origin are the caller's. */
struct rt_exchange {
    struct rt_view request; /* absent if it is not known */
    struct rt_view response;
    const uint8_t *key; /* RT_KEY_SIZE bytes, the long-term key; NULL if it is not known */
    bool key_ml_dsa;    /* it came with a key of ML-DSA-44, with which nothing is verified */
    enum rt_transport transport;
    struct rt_view nonce; /* the nonce that was sent, where the request is not known; absent. Where
                             it is the leaf of the tree, an exchange that stands alone is decided
                             with it: checks of the rest of the request are RT_UNDEFINED then */
    const struct rt_chain_link *link; /* to the exchange before it in a chain, without a previous
                                   reply for the first; NULL outside of one. Two checks look at it,
                                   rt_judge leaves it alone */
    struct rt_view rand; /* what was mixed into the nonce in a chain; absent if that is not known.
                            No check looks at it: it is `link` that ties an exchange */
    const struct rt_exchange_origin *origin; /* where it was found (files/exchanges.h), or NULL. No
                                       check looks at it */
};

enum rt_outcome {
    RT_PASS = 1,
    RT_FAIL,
    RT_BLOCKED,    /* what it needs is missing or damaged: see blocked_by */
    RT_UNDEFINED,  /* the rules have no such thing, or the packet has nothing to ask it of */
    RT_UNVERIFIED, /* it needs the request or the long-term key, which were not given */
    RT_UNDECIDED   /* the cryptographic library failed: neither a pass nor a fail */
};

/* "pass", "fail", "blocked", "undefined", "unverified", "undecided". Static. */
const char *rt_outcome_name(enum rt_outcome outcome);

struct rt_result {
    enum rt_outcome outcome;
    enum rt_error reason;     /* of a fail; RT_E_CRYPTO of what is undecided; RT_E_ML_DSA of what
                                 is unverified for that; else RT_OK */
    enum rt_check blocked_by; /* of a block */
    uint32_t tag;             /* the tag that is missing or whose value does not fit; 0: none */
    bool in_request;          /* `at` counts in the request, not in the response; of what is
                                 undefined or unverified: only the nonce of the request is known */
    bool has_at;
    size_t at; /* offset of the value at fault */
    size_t
        surplus; /* of a fail: how many bytes are too many behind the end of the response; or 0 */
};

/* Room for what is said of a result, and of bytes behind an end. */
#define RT_RESULT_TEXT_SIZE 160
#define RT_SURPLUS_SIZE     80

/* Writes what a result says of a check beside its outcome, a clause without a full stop: of a pass
 * the sentence of the check, of a fail "SIG: the signature is wrong", else what is missing. Returns
 * `text`. */
const char *rt_result_text(const struct rt_result *result, enum rt_check check,
                           char text[RT_RESULT_TEXT_SIZE]);

/* Whether it is the long-term key for want of which a check is unverified. */
bool rt_result_wants_key(const struct rt_result *result, enum rt_check check);

/* Writes that so many bytes are behind the end of a packet. Returns `text`. */
const char *rt_result_surplus_text(size_t surplus, char text[RT_SURPLUS_SIZE]);

struct rt_report {
    struct rt_result checks[RT_CHECK_COUNT];
};

enum rt_verdict {
    RT_VALID = 1,
    RT_INVALID,
    RT_UNVERIFIABLE,
    RT_NO_VERDICT /* the cryptographic library failed, so that any other might be wrong */
};

#define RT_VERDICT_COUNT (RT_NO_VERDICT + 1)

/* "valid", "invalid", "unverified", "undecided". Static. */
const char *rt_verdict_name(enum rt_verdict verdict);

/* A result that several sets of rules share. RT_E_CRYPTO is none, and is not kept. */
struct rt_shared {
    bool known;
    enum rt_error error;
};

/* A parsed exchange. The members are read-only for callers. */
struct rt_subject {
    struct rt_crypto *crypto;
    struct rt_exchange exchange;
    struct rt_packet request; /* meaningless without exchange.request */
    struct rt_packet response;
    struct rt_shared cert[RT_CERT_CONTEXT_COUNT][RT_CONTEXT_NUL_COUNT];
    struct rt_shared srep[RT_RESPONSE_CONTEXT_COUNT][RT_CONTEXT_NUL_COUNT];
    struct rt_shared root[RT_HASH_COUNT][RT_LEAF_COUNT][RT_ORDER_COUNT];
    struct rt_shared srv;
    struct rt_shared point; /* of the long-term key, as rt_point_check has it */
};

/* Parses an exchange; `crypto` is used by every later judgement of the subject. */
void rt_subject_init(struct rt_subject *subject, struct rt_crypto *crypto,
                     const struct rt_exchange *exchange);

/* Decides one check under `rules`, which are those of `version` or a change of them. */
struct rt_result rt_verify_check(struct rt_subject *subject, const struct rt_version *version,
                                 const struct rt_rules *rules, enum rt_check check);

/* Decides all checks. */
void rt_verify(struct rt_subject *subject, const struct rt_version *version,
               const struct rt_rules *rules, struct rt_report *report);

/* What the checks of a report amount to: invalid if one failed or is blocked, else no verdict if
 * one is undecided, else unverified if one could not be decided for want of the request or the key,
 * else valid. */
enum rt_verdict rt_report_verdict(const struct rt_report *report);

/* Whether every check of an exchange by itself passes or does not apply, but for one. */
bool rt_report_fails_only(const struct rt_report *report, enum rt_check only);

/* The check at which a verdict stood, and its outcome. */
struct rt_decision {
    enum rt_check check;
    enum rt_outcome outcome;
};

/* The same as rt_verify and rt_report_verdict, but returns at the first check that makes it
 * invalid, and tells which: not always the first of the list. */
enum rt_verdict rt_verify_decide(struct rt_subject *subject, const struct rt_version *version,
                                 const struct rt_rules *rules, struct rt_decision *decision);

/* The same for callers who do not ask which. */
enum rt_verdict rt_verdict_of(struct rt_subject *subject, const struct rt_version *version,
                              const struct rt_rules *rules);

/* The raw MIDP and RADI of a response; false if they are missing or have a wrong length. */
RT_CHECKED bool rt_subject_time(const struct rt_subject *subject, uint64_t *midpoint,
                                uint32_t *radius);

#endif
