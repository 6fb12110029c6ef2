// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files that hold chains: what a chain is made of. */
#ifndef RTCTL_CHAIN_INTERNAL_H
#define RTCTL_CHAIN_INTERNAL_H

#include "common/chain.h"
#include "common/document.h"
#include "common/trial.h"
#include "files/servers.h"
#include "judge/causality.h"
#include "wire/clock.h"

struct chain_link {
    uint8_t *bytes;               /* owned: what the views of `exchange` are of */
    struct exchange exchange;     /* a copy: file and version are of longer life */
    uint8_t own_key[RT_KEY_SIZE]; /* that the input gives, where it does */
    char *version;                /* owned, or NULL */
    const char *server;           /* a name for people, or NULL */
    struct rt_chain_link tie;     /* to the link before it; meaningless for the first */
    bool broken;                  /* the entry cannot be read: all below means nothing */
    bool have_key;
    bool trusted;             /* the key is one of those that the user gave, or none was given */
    uint8_t key[RT_KEY_SIZE]; /* with which it was judged */
    struct rt_judgement judgement;
    const struct rt_reading *chain_reading;
    uint8_t nonce[RT_HASH_MAX]; /* that was sent, where the request is not known */
    size_t nonce_len;           /* 0: that is not known either */
    bool signed_;
    bool bound;
    bool has_time;
    uint64_t midpoint; /* raw */
    uint32_t radius;
};

struct chain {
    struct app *app;
    struct chain_link *links;
    size_t count;
    size_t room;
    bool too_long;                  /* there were more links than are judged */
    const struct rt_servers *known; /* names of servers, or NULL */
    /* The judgement. */
    enum chain_verdict verdict;
    struct rt_interval *times; /* microseconds since 1970; of links that do not count low > high */
    int64_t *lent;             /* for causality.h */
    size_t start;              /* of the stretch of bound links that is gone through */
    struct rt_causality causality;
    uint64_t contradictions;
    struct rt_contradiction closest; /* with contradictions */
    size_t *servers;                 /* of each link, numbered from 0 */
    size_t server_count;             /* above RT_BLAME_SERVERS they are not told apart */
    struct rt_blame blame;
    size_t searched; /* links whose mistake was sought */
    /* Where it comes from. */
    uint64_t report; /* of the exchanges; 0: of none */
    uint64_t record; /* of the last link */
    bool torn;       /* entries between its links could not be read */
    /* Of which document it is a stamp. */
    const struct document *document; /* NULL: nobody asked */
    enum rt_outcome commits;         /* whether the first nonce is made of it */
    bool stamped;                    /* and that is proven */
    int64_t before;                  /* it existed before this time; microseconds since 1970 */
};

/* What ties a link to the one before it: NULL for the first, and for one behind an entry that
 * cannot be read, which follows nothing. */
const struct rt_chain_link *chain_tie(const struct chain *chain, size_t i);

/* Goes through the pairs that contradict each other; links count from 0. */
void chain_pairs_begin(struct chain *chain);
bool chain_pairs_next(struct chain *chain, struct rt_contradiction *pair);

/* By how much the two of a pair contradict each other, in microseconds. */
uint64_t chain_gap(const struct chain *chain, const struct rt_contradiction *pair);

/* The member of a link that its form demands and that is not there, or NULL: the form of RFC 10049
 * has all of them in every link (section 8.4.1; rand, of which chain.link tells, not in the first),
 * that of Google's clients a nonce in the first link and rand in the others.
 * Were they optional, a report would say less when the name of one is damaged, and not be wrong. */
const char *chain_lacks(const struct chain_link *link);

/* "valid", "invalid", "unverified", "undecided" of one link. */
enum rt_verdict chain_link_verdict(const struct chain_link *link);

/* The settings of rules that say how the nonces of chains are derived. */
struct rt_reading chain_rule(const struct rt_rules *rules);

/* Microseconds since 1970 as a date. Returns `text`. */
const char *chain_date(int64_t microseconds, char text[RT_TIME_SIZE]);

/* Judges a link once more, for what is not kept of it: what would have made it valid. Only where
 * that is asked: it takes as long as the judgement. The result is gone with the next one. */
struct trial *chain_again(struct chain *chain, size_t i);

/* Whether that is asked of a link. */
bool chain_explains(const struct chain *chain, const struct chain_link *link);

/* "contradictions": all pairs, if there are any; none of a chain that was not judged. */
void chain_pairs_json(struct chain *chain);

/* The record "chain". */
void chain_show_json(struct chain *chain);

/* Room for what is said about a chain in words. */
#define CHAIN_WORDS 2048

/* The contradiction in sentences: which replies, whose keys, by how much, who stands alone. Empty
 * if there is none. `between` stands between two sentences. Returns `text`. */
const char *chain_words(struct chain *chain, const char *between, char text[CHAIN_WORDS]);

/* Why a link that does not follow from the one before it does not: it stands in the wrong order, it
 * is another one once more. Empty if nothing is found; sought for
 * the first few such links only, since it takes all others. Returns `text`. */
const char *chain_mistake(struct chain *chain, size_t i, char text[CHAIN_WORDS]);

#endif
