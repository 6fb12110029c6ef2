// SPDX-License-Identifier: BSD-2-Clause
/*
 * Judging with the keys at hand: which of the long-term keys that somebody trusts is the server's?
 *
 * A packet does not say whose it is, so each key is tried until one is the right one: the one with
 * which the exchange is valid, or which signed the delegation with whatever context any version has
 * (RFC 10049 section 6.2.5, and the versions' own). If none is, the first key counts.
 *
 * Nothing is allocated. Everything that settings, exchanges and results point to stays the
 * caller's and must live as long as they do.
 */
#ifndef ROUGHTIME_KEYRING_H
#define ROUGHTIME_KEYRING_H

#include "judge/judge_link.h"

/* The long-term keys of the servers that somebody trusts. */
struct rt_keyring {
    const uint8_t *keys; /* RT_KEY_SIZE bytes each, one after the other; NULL if there are none */
    size_t count;
};

/* By what exchanges are judged. */
struct rt_judge_settings {
    struct rt_crypto *crypto;
    const struct rt_choice *choices; /* the versions to try: 1 to RT_CHOICES_MAX */
    size_t choice_count;
    bool strict; /* leave out readings that a choice does not fix */
    struct rt_keyring keyring;
};

/* What an exchange is worth, and with which key. Do not copy it: its parts point to each other. */
struct rt_keyring_result {
    struct rt_subject subject; /* the exchange, with the key */
    struct rt_judgement judgement;
    const uint8_t *key;                 /* with which it was judged, or NULL */
    struct rt_judge_link_result linked; /* of a link; meaningless for an exchange by itself */
};

/* Whether a key is among them. */
bool rt_keyring_has(const struct rt_keyring *keyring, const uint8_t key[RT_KEY_SIZE]);

/*
 * Judges an exchange by itself (rt_judge). The key that it brings counts only if there is no other:
 * who names keys trusts these.
 *
 * If the cryptographic library failed in between there is no verdict (RT_NO_VERDICT): the choice of
 * the key depends on it, too.
 */
void rt_keyring_judge(const struct rt_judge_settings *settings, const struct rt_exchange *exchange,
                      struct rt_keyring_result *result);

/*
 * Judges a link of a chain (rt_judge_link); `link` is NULL for the first. The key that it brings
 * counts more than the others, which are for forms of chains without keys: whether it is trusted is
 * another question (rt_keyring_has). A link without a key, for which no key is the right one, is
 * judged without any: of a server that nobody knows nothing is known, so nothing fails.
 *
 * If the cryptographic library failed in between there is no verdict, and the link counts as
 * neither signed nor bound.
 */
void rt_keyring_judge_link(const struct rt_judge_settings *settings,
                           const struct rt_exchange *exchange, const struct rt_chain_link *link,
                           struct rt_keyring_result *result);

#endif
