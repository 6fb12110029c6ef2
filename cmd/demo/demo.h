// SPDX-License-Identifier: BSD-2-Clause
/*
 * The parts of rtctl demo.
 *
 *   demo.c         the order of things, the end
 *   demo_server.c  the servers inside: keys, sockets, threads
 *   demo_ask.c     requests out, replies in
 *   demo_judge.c   what the replies are worth
 *   demo_show.c    rows and summary, the exchange that is saved, verified and compared
 *   demo_chain.c   three more servers in a chain, one of which lies
 */
#ifndef RTCTL_DEMO_H
#define RTCTL_DEMO_H

#include <time.h>

#include "client/net.h"
#include "commands.h"
#include "common/random.h"
#include "serve/serve.h"

#define DEMO_TOGETHER 3    /* requests of each version and transport */
#define DEMO_PACKET   1200 /* room for a request */
#define DEMO_ROWS     (2 * RT_CHOICES_MAX)

struct demo_ask {
    uint8_t packet[DEMO_PACKET];
    size_t len;
    uint8_t reply[RT_REPLY_MAX];
    size_t reply_len;
    bool replied; /* the reply is whole */
};

/* What a row amounts to; the worst of its replies. */
enum demo_state {
    DEMO_GOOD = 1,
    DEMO_ALONE,  /* valid, but PATH is empty: it was not answered together with others */
    DEMO_CLOCK,  /* valid, but not the time of the clock that the server read */
    DEMO_SILENT, /* a reply is missing */
    DEMO_INVALID,
    DEMO_UNDECIDED /* OpenSSL failed while a reply was judged */
};

/* A version over a transport. */
struct demo_row {
    const struct rt_choice *choice;
    struct rt_rules rules;
    enum rt_transport transport;
    struct demo_ask asks[DEMO_TOGETHER];
    enum demo_state state;
    size_t replies;
    size_t shown;                 /* the ask that the row shows: the first, or the first wrong */
    struct rt_report report;      /* of its reply, if it is invalid */
    size_t path_least, path_most; /* entries in PATH, of valid replies */
};

/* Streams of chance: keys, one for each server; from DEMO_STREAM_NONCES on there are those of
 * requests; and the seed of a command that is run inside. */
enum demo_stream {
    DEMO_STREAM_LONG_TERM,
    DEMO_STREAM_ONLINE,
    DEMO_STREAM_NONCES,
    DEMO_STREAM_SEED
};

/* A server inside. It must not move once it is made. */
struct demo_server {
    uint8_t key[RT_KEY_SIZE];
    int64_t ahead_s;
    struct rt_service services[RT_SERVICES_MAX];
    size_t service_count;
    struct rt_wrong wrong;
    struct rt_address address;
    struct rt_server *server;
    struct rt_server_counts counts; /* when it has stopped */
};

struct demo {
    struct app *app;
    struct chance chance;
    struct demo_server server;
    struct demo_server *chained; /* the servers of demo_chain.c */
    struct demo_row rows[DEMO_ROWS];
    size_t row_count;
    struct rt_net net;
    bool net_open;
    struct timespec before, after; /* local time around all requests */
};

/* demo_server.c: settings and fresh keys for server `number`, whose clock is ahead by some seconds,
 * and a loopback socket of its own; false after a message. */
bool demo_server_open(struct demo *demo, struct demo_server *server, uint64_t number,
                      int64_t ahead_s);
bool demo_server_start(struct demo *demo, struct demo_server *server); /* likewise */
void demo_server_stop(struct demo_server *server);
/* Also of one that was not opened, but is zero. The counts stay. */
void demo_server_close(struct demo_server *server);

/* demo_ask.c: opens the sockets and sends every request; false after a message. */
bool demo_send(struct demo *demo);
/* Takes replies until all are there or the time is over. */
void demo_receive(struct demo *demo);
void demo_hang_up(struct demo *demo);

/* demo_judge.c */
void demo_judge(struct demo *demo);
/* Parses an exchange of a row, as judgements and readers want it: without TCP's own length. */
void demo_subject(struct demo *demo, const struct demo_row *row, size_t i,
                  struct rt_subject *subject);
/* What is wrong with a row, in words; "" if it is good. */
#define DEMO_CAUSE_SIZE 200
const char *demo_cause(const struct demo_row *row, char text[DEMO_CAUSE_SIZE]);

/* demo_show.c */
void demo_show_server(struct demo *demo, const struct demo_server *server);
void demo_show_rows(struct demo *demo);
void demo_show_summary(struct demo *demo, enum exit_code code);
/* Saves an exchange and runs verify and compare on the file. Returns what they amount to. */
enum exit_code demo_reread(struct demo *demo);
/* As everywhere, -q is of text. */
bool demo_quiet(const struct app *app);
/* Makes an empty file for a while and writes its name. False after a message. */
#define DEMO_FILE_SIZE 256
bool demo_make_file(struct app *app, char name[DEMO_FILE_SIZE]);
/* What the reader could type: a command with its options, and a file. */
void demo_heading(struct app *app, const char *command, const char *file);

/* demo_chain.c: asks in a chain, verifies it; a message and a wrong exit code if the server that
 * lies gets away. */
enum exit_code demo_chain(struct demo *demo);

#endif
