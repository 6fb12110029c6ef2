// SPDX-License-Identifier: BSD-2-Clause
/*
 * A chain in another form.
 *
 * A chain is converted only where everything that the source holds can be had again from what is
 * written: the key of a server cannot be left out, and neither can a request, unless it is the
 * plain one that follows from the nonce. What a form asks for beyond that is found, not made up:
 * keys are those of the keyring that have signed, and a request is made again of the nonce that the
 * tree proves. After a link that cannot be converted what was written is no chain.
 *
 *     struct rt_convert *convert = rt_convert_begin(file, from, to);
 *     for (...)
 *         good = good && rt_convert_add(convert, &settings, &exchange, &fault);
 *     error = rt_convert_end(convert, &remade);
 *
 * What was written may rest on what could not be computed: if the cryptographic library has failed
 * in between (rt_crypto_failures), it is worth nothing.
 */
#ifndef ROUGHTIME_CONVERT_H
#define ROUGHTIME_CONVERT_H

#include "files/chainfile.h"
#include "judge/keyring.h"

/* Why a link cannot be converted: constant, clause for people. */
// clang-format off
#define RT_CONVERT_CAUSES(X)                                                                      \
    X(NO_KEY,      "it wants the server's key, and no key at hand has signed the reply")          \
    X(TREE,        "it wants the request, which this version does not let follow from the nonce") \
    X(NO_REQUEST,  "it wants the request, and the nonce that was sent is not known or not proven") \
    X(NOT_WRITTEN, "the request cannot be written")                                               \
    X(NO_NONCE,    "it wants the nonce, which is not known or not proven")                        \
    X(LOSS,        "something would be lost")
// clang-format on

enum rt_convert_cause {
    RT_CONVERT_GOOD = 0,
#define X(id, text) RT_CONVERT_##id,
    RT_CONVERT_CAUSES(X)
#undef X
        RT_CONVERT_CAUSE_COUNT
};

struct rt_convert_fault {
    enum rt_convert_cause cause;
    unsigned losses;                  /* of LOSS: a set of enum rt_loss */
    const struct rt_version *version; /* of TREE: that of the link */
    const char *kept; /* of LOSS, or NULL: why the nonce does not stand for the request, a clause
                         that begins with "and". Static */
};

/* The clause for people; NULL of RT_CONVERT_GOOD. Static. */
const char *rt_convert_cause_text(enum rt_convert_cause cause);

struct rt_convert;

/* Begins a chain of the form `to` in a file, which stays the caller's; `from` is the form of the
 * source. NULL: there is no memory. */
struct rt_convert *rt_convert_begin(FILE *file, enum rt_chain_form from, enum rt_chain_form to);

/* Converts the next link of the source. The settings are borrowed for the call. False with a fault:
 * it cannot be converted, and is not written. */
bool rt_convert_add(struct rt_convert *convert, const struct rt_judge_settings *settings,
                    const struct rt_exchange *exchange, struct rt_convert_fault *fault);

/* Links that were converted so far. */
size_t rt_convert_count(const struct rt_convert *convert);

/* Ends the chain and frees everything, as rt_chainfile_end does. `remade` may be NULL: how many
 * requests were made again of their nonces. */
RT_CHECKED enum rt_error rt_convert_end(struct rt_convert *convert, size_t *remade);

#endif
