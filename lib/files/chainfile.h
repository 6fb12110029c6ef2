// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writing chains in the forms in which they are handed on.
 *
 * A chain of exchanges is a proof: whoever has the replies, the random bytes that went into each
 * nonce and the keys of the servers can check that each reply was made after the one before it, and
 * so which servers contradict each other. There are four forms of that proof (record.h), and they
 * do not hold the same:
 *
 *              key    request   rand of the first   nonce of the first
 *   rfc10049   yes    yes       yes                 in its request
 *   draft08    no     no        yes                 no
 *   draft00    no     no        no                  no
 *   google     yes    no        no                  yes
 *
 * Where the key is missing, a reader has to know the servers. Where the request is missing, he can
 * rebuild the nonce of every link but the first; that is all that is needed in versions whose tree
 * is one of nonces, and not enough in the others. Many servers also echo the nonce. This file
 * knows only what a form has room for; rt_chainfile_losses tells what that would drop of a link.
 *
 * Links are written as they are added, without whitespace but for a final LF, and each chain is one
 * line. Nothing is held, but for draft08, where the rand of all links stand behind the replies: the
 * members may come in any order, and so the replies need not wait. Members that a link lacks are
 * left out. All bytes are base64 with padding.
 *
 *     struct rt_chainfile *chain = rt_chainfile_begin(file, RT_FORM_RFC10049);
 *     for (...)
 *         rt_chainfile_add(chain, &link);
 *     enum rt_error error = rt_chainfile_end(chain);
 *
 * Errors are kept until the end, so that the functions between need not be asked.
 */
#ifndef ROUGHTIME_CHAINFILE_H
#define ROUGHTIME_CHAINFILE_H

#include <stdio.h>

#include "files/record.h"
#include "judge/chain.h"

/* What a form may have no room for: constant, bit, what is lost. */
// clang-format off
#define RT_LOSSES(X)                          \
    X(KEY,     0x1u, "the server's key")      \
    X(REQUEST, 0x2u, "the request")           \
    X(NONCE,   0x4u, "the nonce")             \
    X(RAND,    0x8u, "rand of the first link")
// clang-format on

enum rt_loss {
#define X(id, bit, text) RT_LOSS_##id = (bit),
    RT_LOSSES(X)
#undef X
};

/* "the request": for messages. The lowest of a set if there are several. Static; "" for none. */
const char *rt_loss_text(unsigned losses);

/* What of a link would be lost in a form, if it is the first or another one: a set of enum rt_loss.
 * Of an exchange key, packets, rand and nonce are of account. The nonce of a link counts as lost
 * only where neither the form nor the reply has it. */
unsigned rt_chainfile_losses(enum rt_chain_form form, const struct rt_exchange *link, bool first);

/* The name of a form, and the form of a name. RT_FORM_NONE has none, and is what is found if no
 * form has the name. The strings are static. */
const char *rt_chainfile_form_name(enum rt_chain_form form);
enum rt_chain_form rt_chainfile_form_find(const char *name);

struct rt_chainfile;

/* Begins a chain in a file, which stays the caller's. NULL: no memory. */
struct rt_chainfile *rt_chainfile_begin(FILE *file, enum rt_chain_form form);

/* Adds the next link, which is borrowed for the call. What the form has no room for is left out.
 * The first link, and in rfc10049 each without request, has a nonce; if that is absent, NONC of the
 * request stands for it. */
void rt_chainfile_add(struct rt_chainfile *chain, const struct rt_exchange *link);

/* Ends the chain and frees it: RT_OK, RT_E_NO_MEMORY, or RT_E_IO if the file did not take it. What
 * the file's buffer still holds is not waited for. A chain without links is written as an empty
 * one. NULL is allowed: RT_E_NO_MEMORY. */
RT_CHECKED enum rt_error rt_chainfile_end(struct rt_chainfile *chain);

/* Writes the links of a judged chain from `first` to `last`, both counted from 0: with the keys by
 * which they were judged, and without the rand of the first if that followed from a reply which is
 * not written. RT_OK, RT_E_NO_MEMORY or RT_E_IO. */
RT_CHECKED enum rt_error rt_chainfile_write(FILE *file, enum rt_chain_form form,
                                            const struct rt_chain *chain, size_t first,
                                            size_t last);

#endif
