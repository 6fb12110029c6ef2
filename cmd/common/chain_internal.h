// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files that show chains: the chain of the library, and whence it came. */
#ifndef RTCTL_CHAIN_INTERNAL_H
#define RTCTL_CHAIN_INTERNAL_H

#include "common/chain.h"
#include "common/document.h"
#include "common/trial.h"
#include "files/servers.h"
#include "judge/chain_text.h"

struct chain {
    struct app *app;
    struct rt_chain *judged;        /* the links and their judgement */
    const char *file;               /* of the first link; NULL if that cannot be read */
    const struct rt_servers *known; /* names of servers, or NULL */
    bool too_long;                  /* there were more links than are judged */
    struct rt_chain_text text;      /* of chain_text */
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

/* Judges a link once more, for what is not kept of it: what would have made it valid. Only where
 * that is asked: it takes as long as the judgement. The result is gone with the next one. */
struct trial *chain_again(struct chain *chain, size_t i);

/* Whether that is asked of a link. */
bool chain_explains(const struct chain *chain, const struct rt_chain_entry *link);

/* For sentences about the chain, with something between two of them. */
struct rt_chain_text *chain_text(struct chain *chain, const char *between);

#endif
