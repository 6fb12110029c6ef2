// SPDX-License-Identifier: BSD-2-Clause
/*
 * The chains of the input: collected, judged as the command line asks (judge/chain.h), and shown.
 */
#ifndef RTCTL_CHAIN_H
#define RTCTL_CHAIN_H

#include "common/exchanges.h"
#include "judge/chain.h"

struct chain;
struct document;
struct rt_servers;

/* An empty chain, judged as the options of `app` ask; ends the program if there is no memory. */
struct chain *chain_new(struct app *app);
void chain_free(struct chain *chain); /* NULL is allowed */

/* Forgets all links, to begin anew. */
void chain_clear(struct chain *chain);

/* Adds a copy of the next exchange; `server` is a name for people, or NULL. Past RT_CHAIN_LINKS_MAX
 * there is a message, once, and the chain is invalid. */
void chain_add(struct chain *chain, const struct rt_exchange *exchange, const char *server);

/* An entry that could not be read stands in the place of the next link: the chain is invalid. */
void chain_add_broken(struct chain *chain);

/* The servers whose names are shown; borrowed. */
void chain_know(struct chain *chain, const struct rt_servers *known);

/* Takes an exchange if it is a link of a chain; false if it stands by itself. */
bool chain_take(struct chain *chain, const struct rt_exchange *exchange);

/* Whether the chain that was taken is at its end; `next` is the next exchange, NULL at the end of
 * all files. */
bool chain_ends(const struct chain *chain, const struct rt_exchange *next);

/* After its end: notes what could not be read behind its last link. */
void chain_complete(struct chain *chain, const struct rt_exchanges *exchanges);

/* Whether a judged chain proves that a document existed before some time; that is then printed with
 * it. The document is borrowed. */
bool chain_stamp(struct chain *chain, const struct document *document);

/* Whether it does, for printing: RT_PASS, RT_FAIL, or RT_UNDECIDED if the cryptographic library
 * failed. */
enum rt_outcome chain_stamp_outcome(const struct chain *chain);

size_t chain_length(const struct chain *chain);

/* Judges all links; once, after the last was added. */
enum rt_chain_verdict chain_judge(struct chain *chain);

/* Of a judged chain that is invalid: takes its last link off if all that is wrong is that nothing
 * proves that reply to be whole, as nonces that follow prove the others. Judge it again if true. */
bool chain_trim(struct chain *chain);

/* Prints the result: a record "chain", or text. */
void chain_show(struct chain *chain);

/* What a verdict means for the program: 0, 6, 1 or 70. */
enum exit_code chain_exit(enum rt_chain_verdict verdict);

#endif
