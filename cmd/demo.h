// SPDX-License-Identifier: BSD-2-Clause
/*
 * The parts of rtctl demo.
 *
 *   demo.c        the server inside, the order of things, the end
 *   demo_ask.c    sockets: requests out, replies in
 *   demo_judge.c  what the replies are worth
 *   demo_show.c   rows and summary, the exchange that is saved, verified and compared
 */
#ifndef RTCTL_DEMO_H
#define RTCTL_DEMO_H

#include "chance.h"
#include "serve.h"

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
    DEMO_INVALID
};

/* A version over a transport. Datagrams have a socket each, so that it is known which reply is
 * whose; a connection takes all requests at once and gives the replies in their order. */
struct demo_row {
    const struct rt_choice *choice;
    struct rt_rules rules;
    enum rt_transport transport;
    int fds[DEMO_TOGETHER]; /* over TCP the first only; -1: none */
    struct demo_ask asks[DEMO_TOGETHER];
    enum demo_state state;
    size_t replies;
    size_t shown;                 /* the ask that the row shows: the first, or the first wrong */
    size_t path_least, path_most; /* entries in PATH, of valid replies */
};

struct demo {
    struct app *app;
    struct chance chance;
    uint8_t long_term[RT_KEY_SIZE]; /* secret; what the server has is a delegation */
    uint8_t key[RT_KEY_SIZE];
    struct serve serve;
    struct serve_worker worker;
    struct demo_row rows[DEMO_ROWS];
    size_t row_count;
    struct timespec before, after; /* local time around all requests */
};

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
const char *demo_cause(struct demo *demo, const struct demo_row *row, char text[DEMO_CAUSE_SIZE]);

/* demo_show.c */
void demo_show_server(struct demo *demo);
void demo_show_rows(struct demo *demo);
void demo_show_summary(struct demo *demo, enum exit_code code);
/* Saves an exchange and runs verify and compare on the file. Returns what they amount to. */
enum exit_code demo_reread(struct demo *demo);

#endif
