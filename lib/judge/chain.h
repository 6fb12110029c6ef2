// SPDX-License-Identifier: BSD-2-Clause
/*
 * A chain of exchanges: collected, judged link by link, and searched for times that contradict the
 * order that the nonces prove (draft 00 section 8, RFC 10049 section 8.2).
 *
 *     struct rt_chain *chain = rt_chain_new();
 *     for (...)
 *         error = rt_chain_add(chain, &link);
 *     error = rt_chain_judge(chain, &settings);
 *     if (error == RT_OK && rt_chain_verdict(chain) == RT_CHAIN_VERDICT_CONTRADICTION)
 *         ... rt_chain_closest(chain, &pair) ...
 *     rt_chain_free(chain);
 *
 * The chain owns copies of all packets that are added. Links count from 0. Times are microseconds
 * since 1970, without leap seconds. Nothing is printed.
 */
#ifndef ROUGHTIME_CHAIN_H
#define ROUGHTIME_CHAIN_H

#include "judge/causality.h"
#include "judge/chain_form.h"
#include "judge/keyring.h"

/*
 * What a chain is worth: constant, name.
 *
 * Invalid if a check of a link fails, an entry cannot be read or lacks what its form demands; else
 * a contradiction if the times of two links of which all checks hold say the opposite of their
 * order; else undecided if a link could not be judged because the cryptographic library failed;
 * else unverified if the form or the lack of keys leaves a link unproven; else consistent.
 */
// clang-format off
#define RT_CHAIN_VERDICTS(X)          \
    X(CONSISTENT,    "consistent")    \
    X(CONTRADICTION, "contradiction") \
    X(INVALID,       "invalid")       \
    X(UNVERIFIED,    "unverified")    \
    X(UNDECIDED,     "undecided")
// clang-format on

enum rt_chain_verdict {
    RT_CHAIN_VERDICT_NONE, /* the chain was not judged since it was changed */
#define X(id, name) RT_CHAIN_VERDICT_##id,
    RT_CHAIN_VERDICTS(X)
#undef X
        RT_CHAIN_VERDICT_COUNT
};

/* The name of a verdict; NULL of none. Static. */
const char *rt_chain_verdict_name(enum rt_chain_verdict verdict);

/* Links of one chain that are judged; about 2.5 KiB each are kept beside the packets. */
#define RT_CHAIN_LINKS_MAX 65536

/* A link to be added. It is copied, but for `server`. */
struct rt_chain_input {
    struct rt_exchange packets;      /* whole packets; key: that of the input, or NULL; `link` and
                                        `origin` are of no account. The nonce as struct rt_record has
                                        it */
    enum rt_chain_form form;         /* in which it came; RT_FORM_NONE: in none */
    const struct rt_choice *choices; /* the versions that the input names: these are tried instead
                                        of those of the settings; what they name is borrowed */
    size_t choice_count;             /* 0: it names none; RT_CHOICES_MAX at most */
    const char *server;              /* a name for people, or NULL; borrowed */
};

/* A link of a chain, and what it was judged to be. Everything is the chain's. */
struct rt_chain_entry {
    /* As it was added. */
    struct rt_exchange packets;
    enum rt_chain_form form;
    const struct rt_choice *choices;
    size_t choice_count;
    const char *server;
    bool broken; /* the entry could not be read: nothing but `form` means anything */
    /* Its judgement; versions and readings in it are those of the settings. */
    struct rt_judgement judgement;
    const struct rt_reading *chain_reading; /* by which it follows; NULL: its version's own rule */
    bool have_key;
    bool trusted;               /* the key is in the keyring, or that is empty */
    uint8_t key[RT_KEY_SIZE];   /* with which it was judged */
    uint8_t nonce[RT_HASH_MAX]; /* that was sent, where the request is not known */
    size_t nonce_len;           /* 0: that is not known either */
    bool signed_;               /* as in struct rt_judge_link_result */
    bool bound;
    bool has_time;
    uint64_t midpoint; /* raw MIDP and RADI: in the units of the version's clock */
    uint32_t radius;
};

struct rt_chain;

/* An empty chain, which the caller frees. NULL: there is no memory. */
struct rt_chain *rt_chain_new(void);
void rt_chain_free(struct rt_chain *chain); /* NULL is allowed */

/* Forgets all links, to begin anew. */
void rt_chain_clear(struct rt_chain *chain);

/* Adds the next link; what was judged is forgotten. RT_OK; RT_E_TOO_LARGE past RT_CHAIN_LINKS_MAX:
 * it is not added, and the chain is invalid; RT_E_NO_MEMORY: the chain is as it was. */
RT_CHECKED enum rt_error rt_chain_add(struct rt_chain *chain, const struct rt_chain_input *input);

/* The same for an entry that could not be read: the chain is invalid. */
RT_CHECKED enum rt_error rt_chain_add_broken(struct rt_chain *chain, enum rt_chain_form form);

/* Takes off all links behind the first `count`; what was judged is forgotten. */
void rt_chain_cut(struct rt_chain *chain, size_t count);

/* Judges all links; may be called again, with other settings too. The settings are borrowed for the
 * call, but for versions and readings of `choices`, which the judgement names. RT_OK, whatever the
 * verdict; RT_E_NO_MEMORY: there is none. */
RT_CHECKED enum rt_error rt_chain_judge(struct rt_chain *chain,
                                        const struct rt_judge_settings *settings);

/* Of a judged chain that is invalid: takes its last link off if all that is wrong is that nothing
 * proves that reply to be whole, as nonces that follow prove the others. Judge it again if true. */
bool rt_chain_trim(struct rt_chain *chain);

size_t rt_chain_count(const struct rt_chain *chain);

/* A link, i < rt_chain_count; until the chain is changed. */
const struct rt_chain_entry *rt_chain_at(const struct rt_chain *chain, size_t i);

/* What ties a judged link to the one before it: NULL for the first, and for one behind an entry
 * that cannot be read, which follows nothing. */
const struct rt_chain_link *rt_chain_tie(const struct rt_chain *chain, size_t i);

/* "valid", "invalid", "unverified", "undecided" of one link of a judged chain. */
enum rt_verdict rt_chain_entry_verdict(const struct rt_chain_entry *entry);

/* Judges a link once more, for what is not kept of it, such as what would have made it valid: as
 * long as the settings, the chain and the result live, the subject of it can be asked. */
void rt_chain_again(const struct rt_chain *chain, size_t i,
                    const struct rt_judge_settings *settings, struct rt_keyring_result *result);

/* The member of a link that its form demands and that is not there, or NULL: the form of RFC 10049
 * has all of them in every link (section 8.4.1; rand, of which chain.link tells, not in the first),
 * that of Google's clients a nonce in the first link and rand in the others.
 * Were they optional, a report would say less when the name of one is damaged, and not be wrong. */
const char *rt_chain_lacks(const struct rt_chain_entry *entry);

/* Whether link i follows from the reply of another one than that before it, by the rule of its
 * version, in a judged chain: then the links stand in the wrong order. */
bool rt_chain_follows(struct rt_chain *chain, struct rt_crypto *crypto, size_t i, size_t reply);

enum rt_chain_verdict rt_chain_verdict(const struct rt_chain *chain);

/* When the reply of a link says that it was made. An interval with low > high is that of a reply
 * that proves nothing. */
struct rt_interval rt_chain_interval(const struct rt_chain *chain, size_t i);

/* Servers by their keys, and the number of a link's, from 0. Above RT_BLAME_SERVERS they are not
 * told apart. */
size_t rt_chain_server_count(const struct rt_chain *chain);
size_t rt_chain_server(const struct rt_chain *chain, size_t i);

/* Pairs of links that contradict each other: how many, and one after the other, ordered by the
 * first and then by the second. */
uint64_t rt_chain_contradictions(const struct rt_chain *chain);
void rt_chain_pairs_begin(struct rt_chain *chain);
bool rt_chain_pairs_next(struct rt_chain *chain, struct rt_contradiction *pair);

/* The pair with the fewest links between its two: with these it is the smallest part that proves a
 * contradiction. False if there is none. */
bool rt_chain_closest(const struct rt_chain *chain, struct rt_contradiction *pair);

/* By how much the two of a pair contradict each other, in microseconds. */
uint64_t rt_chain_gap(const struct rt_chain *chain, const struct rt_contradiction *pair);

/* Who stands against whom around the closest pair. */
const struct rt_blame *rt_chain_blame(const struct rt_chain *chain);

#endif
