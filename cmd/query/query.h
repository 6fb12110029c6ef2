// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl query. */
#ifndef RTCTL_QUERY_H
#define RTCTL_QUERY_H

#include "app.h"
#include "client/client_nonce.h"
#include "common/document.h"
#include "common/names.h"
#include "common/random.h"
#include "files/client_print.h"
#include "files/keep.h"
#include "files/record.h"
#include "files/servers.h"
#include "judge/agree.h"

/* Random bytes for a server: those of a stream, one after the other. */
struct query_draws {
    struct chance *chance;
    uint64_t stream;
    uint64_t count; /* so far */
};

/* A server to ask, and what became of it. */
struct query_target {
    const char *name;
    const struct rt_host_port *places; /* of the list, or `own` */
    size_t place_count;
    struct rt_host_port own; /* that of a HOST of the command line */
    bool no_port;            /* it gave no port */
    const uint8_t *key;
    const struct rt_client_scope *scope;
    const struct rt_client_scope
        *wide; /* in a chain: before it was known in which version it answers */
    struct query_draws draws;
    struct rt_client_nonce nonce;     /* which draws them */
    struct rt_client_nonce_rand rand; /* of the try that was answered */
    size_t server;                    /* of a turn of a chain: whose it is, */
    size_t round;                     /* in which round, from 1, */
    size_t link;                      /* and which link it has become, from 1; 0: none */
    bool told;
    struct rt_client_result result; /* its views are of `bytes` */
    uint8_t *bytes;
    bool measured;     /* a valid answer whose midpoint is a date: the two that follow */
    int64_t offset_ns; /* of the local clock: local minus server */
    uint64_t bound_ns; /* radius and half of the round trip */
    size_t first;      /* the first target with the same key: servers are told apart by it */
};

/* Servers without whom a chain cannot tell who lied (RFC 10049 section 8.2). */
#define QUERY_CHAIN_LEAST 3

/* What --chain and the options that go with it say. */
struct query_chaining {
    bool wanted;
    bool in_order;
    size_t rounds;
    bool repeats;
    uint64_t runs; /* 0: until a signal comes */
    uint64_t every_ns;
    enum rt_chain_form form; /* of the report */
};

/* The line that says what is waited for. */
struct query_waiting {
    struct rt_client_pool_watch watch;
    const struct rt_client_server *servers;
    size_t count;
    bool shown;
};

struct query {
    struct app *app;
    struct chance chance;
    struct rt_client_pool pool;
    struct rt_servers servers;
    bool have_servers;
    const char *list; /* -l; NULL is the list built in */
    struct query_target *targets;
    size_t count;
    size_t keys; /* different ones */
    struct rt_client_scope_list scopes;
    struct query_chaining chaining;
    size_t links; /* of the chain */
    size_t pick;  /* 0: all */
    size_t agree; /* 0: not asked */
    bool check_clock;
    bool brief; /* --short */
    struct document document;
    bool stamps;
    bool saves; /* --save or --stamp: into this file */
    bool saved; /* and there was something to save, */
    bool heard; /* a reply among it */
    struct rt_keep save;
    char *save_name;
    uint64_t start_ns;     /* of the monotonic clock */
    int64_t start_real_ns; /* of the local clock at the same time */
    size_t printed;
    unsigned width; /* of the column of names */
};

/* Reads the options. False after a message. */
bool query_options(struct query *query);

/* False after a message if --agree wants more than this number of servers. */
bool query_enough(struct query *query, size_t servers);

/* Finds the servers that argv names, or those of the list, and picks some with --pick. */
bool query_targets(struct query *query, int argc, char **argv);
void query_targets_free(struct query *query);

/* The local clock at a time of the monotonic one: nanoseconds since 1970. */
int64_t query_local(const struct query *query, uint64_t at_ns);

/* Streams of chance; those of targets are their numbers. */
#define QUERY_STREAM_PICK  UINT64_MAX
#define QUERY_STREAM_ORDER (UINT64_MAX - 1)
#define QUERY_STREAM_PROBE (UINT64_MAX - 2)

/* The scope of some choices, of which only these count. */
const struct rt_client_scope *query_scope(struct query *query, const struct rt_choice *choices,
                                          size_t count);

/* That of a server of a list, or of none if it is NULL: what -V says, else every version, and first
 * what the list says. */
const struct rt_client_scope *query_scope_of(struct query *query,
                                             const struct rt_servers_entry *server);

/* How a target is asked, outside of chains. */
struct rt_client_server query_client_server(const struct query_target *target);

/* The exchange with a target that has answered. */
struct rt_exchange query_exchange(const struct query_target *target);

/* Copies an answer into a target. False: no memory. */
bool query_keep(struct query_target *target, const struct rt_client_result *result);

/* The monotonic clock, which is that of the network too. */
uint64_t query_now(void);

/* Asks as `pool` says; `told` hears of each answer, and pool->seen of all packets, both with
 * `context`. False after a message. */
bool query_ask(struct query *query, const struct rt_client_pool *pool,
               const struct rt_client_server *servers, size_t count,
               void (*told)(void *context, size_t who, const struct rt_client_result *result),
               void *context);

/* Lets the nonces of a target be made of the reply before it, if there is one, else of the document
 * of --stamp, if there is one; its random bytes are drawn from this stream. */
void query_nonce_begin(struct query *query, struct query_target *target, uint64_t stream,
                       struct rt_view previous);

/* Prepares the watch of a pool; false if nobody is to see what is waited for. And takes the line
 * off the terminal, if it is there. */
bool query_waiting_begin(struct query_waiting *waiting, const struct query *query,
                         const struct rt_client_server *servers, size_t count);
void query_waiting_erase(struct query_waiting *waiting);

/* Compares the time of a valid answer with the local clock. */
void query_measure(struct query *query, struct query_target *target);

/* A target as the library prints it. */
struct rt_client_print_server query_print_of(const struct query *query,
                                             const struct query_target *target);

/* Prints what became of a target. */
void query_show(struct query *query, const struct query_target *target);

/* The version of a reply to a target, joined with those that it does not tell apart: "v14-v19".
 * Returns `text`, or what is static. */
const char *query_version(const struct query *query, const struct query_target *target,
                          const struct rt_exchange *exchange, const struct rt_judgement *judgement,
                          char text[NAMES_SIZE]);

/* Why a target has no valid answer, in words: in what it was asked, and what would explain that.
 * Returns `text`. */
const char *query_why(const struct query *query, const struct query_target *target,
                      char text[RT_CLIENT_WHY_SIZE]);

/* What a reply tells besides its checks, as lines: that the key is not the server's; that what the
 * list says of the server is wrong. */
void query_why_more(const struct query *query, const struct query_target *target);

/* A target as the library explains it. */
struct rt_client_why query_why_of(const struct query *query, const struct query_target *target);

/* Finds the targets with the same key. */
void query_compare_keys(struct query *query);

/* The agreement of all that answered, the summary, and the exit code that follows. */
enum exit_code query_sum(struct query *query);

/* Finds out what --save and --stamp write into. False after a message: it cannot be written. */
bool query_save_open(struct query *query);

/* Where to write what is to be saved; NULL if nothing is, or after a message. */
FILE *query_save_stream(struct query *query);

/* Saves the exchange of a target, if it is a stamp. */
void query_save_stamp(struct query *query, const struct query_target *target);

/* Saves what was sent to a target, and what came back. */
void query_save_seen(struct query *query, const struct query_target *target,
                     const struct rt_client_seen *seen);

/* Puts what was written there into the file. What a full disk does not take during --repeat is
 * said, and tried again the next time. */
void query_save_put(struct query *query);

/* The same for the last time, before the exit code is printed. May be called again. */
void query_save_end(struct query *query);

/* Asks the targets in turn, as --chain says; everything else is done in there too. */
enum exit_code query_chain(struct query *query);

#endif
