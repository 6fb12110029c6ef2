// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files that show chains: the chain of the library, and whence it came. */
#ifndef RTCTL_CHAIN_INTERNAL_H
#define RTCTL_CHAIN_INTERNAL_H

#include "common/chain.h"
#include "common/document.h"
#include "common/trial.h"
#include "files/servers.h"
#include "wire/clock.h"

struct chain {
    struct app *app;
    struct rt_chain *judged;        /* the links and their judgement */
    const char *file;               /* of the first link; NULL if that cannot be read */
    const struct rt_servers *known; /* names of servers, or NULL */
    bool too_long;                  /* there were more links than are judged */
    size_t searched;                /* links whose mistake was sought */
    /* Where it comes from. */
    uint64_t report; /* of the exchanges; 0: of none */
    uint64_t record; /* of the last link */
    bool torn;       /* entries between its links could not be read */
    /* Of which document it is a stamp. */
    const struct document *document; /* NULL: nobody asked */
    struct rt_stamp stamp;           /* meaningless without a document */
    struct trial again;              /* of chain_again */
};

/* A link, from 0. */
const struct rt_chain_entry *chain_at(const struct chain *chain, size_t i);

/* The name of a link's server, for people: as it was added, or as the known servers have it. NULL:
 * it has none. */
const char *chain_server(const struct chain *chain, const struct rt_chain_entry *link);

/* The settings of rules that say how the nonces of chains are derived. */
struct rt_reading chain_rule(const struct rt_rules *rules);

/* Microseconds since 1970 as a date. Returns `text`. */
const char *chain_date(int64_t microseconds, char text[RT_TIME_SIZE]);

/* Judges a link once more, for what is not kept of it: what would have made it valid. Only where
 * that is asked: it takes as long as the judgement. The result is gone with the next one. */
struct trial *chain_again(struct chain *chain, size_t i);

/* Whether that is asked of a link. */
bool chain_explains(const struct chain *chain, const struct rt_chain_entry *link);

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
