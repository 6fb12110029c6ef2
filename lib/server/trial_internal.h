// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the files of a trial share. Not installed.
 *
 *   trial.c          which run is next; the loop
 *   trial_run.c      a run: its sockets, its command, its end
 *   trial_net.c      packets in and out
 *   trial_reply.c    what the server sends in a case
 *   trial_seen.c     what is seen of requests
 *   trial_judge.c    how cases come out
 *   trial_command.c  what the client is told
 */
#ifndef ROUGHTIME_TRIAL_INTERNAL_H
#define ROUGHTIME_TRIAL_INTERNAL_H

#include "server/trial.h"

#pragma GCC visibility push(hidden)

#define RT_TRIAL_CONNECTIONS 8    /* of one run at a time */
#define RT_TRIAL_NONCES      4096 /* of a group that are looked at */
#define RT_TRIAL_TIMES       16   /* tries of a run whose times are looked at */
#define RT_TRIAL_SOCKETS     (2 * RT_TRIAL_SERVERS)

/* A nonce, and the run in which it was seen. */
struct rt_trial_nonce {
    uint32_t run;
    uint32_t len;
    uint8_t bytes[RT_HASH_MAX];
};

/* How requests came out under one check. */
struct rt_trial_check {
    unsigned passed, failed;
    const struct rt_version *version; /* of the first that failed, else of the first that passed */
    char text[RT_REQUEST_TEXT_SIZE];  /* of the first that failed */
};

enum rt_trial_state { RT_TRIAL_WAITING, RT_TRIAL_RUNNING, RT_TRIAL_DONE };

/* What a group needs while it has runs. */
struct rt_trial_servers {
    struct rt_service services[RT_SERVICES_MAX];
    struct rt_identity identities[RT_TRIAL_SERVERS];
    struct rt_responder responders[RT_TRIAL_SERVERS];
    size_t nonce_count;
    struct rt_trial_nonce nonces[RT_TRIAL_NONCES];
};

/* A reply that was given before: for the case that replays it. */
struct rt_trial_earlier {
    bool there;
    uint32_t service;
    enum rt_transport transport;
    size_t len;
    uint8_t bytes[RT_REPLY_MAX];
};

struct rt_trial_group_state {
    const struct rt_trial_group *plan;
    struct rt_trial_servers *servers; /* owned; NULL: not yet, or no more */
    enum rt_trial_state states[RT_TRIAL_CASES_MAX];
    struct rt_trial_result results[RT_TRIAL_CASES_MAX];
    const struct rt_version *version; /* of the first request that is answered */
    struct rt_trial_earlier earlier;
    /* Of requests over UDP, over TCP: who asks rightly over one may not over the other. */
    struct rt_trial_check checks[2][RT_REQUEST_CHECK_COUNT];
    uint64_t requests, picked[2];
    bool tried, asked, believed; /* `tried`: right replies are done */
    bool silent;                 /* so is the case without replies; of that: */
    unsigned silent_tries, silent_tcp;
    uint64_t silent_gaps[RT_TRIAL_TIMES];
};

/* A reply on its way. */
struct rt_trial_reply {
    size_t len;
    bool elsewhere, pieces;
    uint8_t bytes[RT_REPLY_MAX];
};

struct rt_trial_connection {
    int fd;     /* -1: free */
    bool ended; /* the client sends nothing more */
    uint32_t server;
    struct rt_endpoint client;
    size_t in_len;
    uint64_t received, sent;
    size_t out_at, out_len; /* pieces that wait */
    uint64_t due_ns;
    uint8_t in[RT_SERVER_PACKET];
    uint8_t out[2 * RT_REPLY_MAX];
};

struct rt_trial_run {
    bool busy;
    size_t number;
    struct rt_trial_group_state *group;
    size_t at; /* the case's place */
    struct rt_trial_case which;
    struct rt_process process;
    uint64_t end_ns;
    bool stopping;
    uint32_t server_count;
    uint16_t ports[RT_TRIAL_SERVERS];
    int udp[RT_TRIAL_SERVERS], tcp[RT_TRIAL_SERVERS];
    int elsewhere;
    uint64_t random;
    /* what has happened */
    unsigned requests, over_udp, over_tcp, connected;
    unsigned right, wrong, unspoilt; /* replies; wrong ones that turned out to be right */
    uint32_t asked;                  /* set of servers */
    enum rt_check failed;            /* of the first wrong reply, or RT_CHECK_COUNT */
    const struct rt_version *version;
    struct rt_candidate valid_as; /* of the first that is not wrong */
    uint32_t time_service;
    unsigned time_count;
    uint64_t times[RT_TRIAL_TIMES]; /* of requests over UDP in that service */
    bool has_held;
    struct rt_trial_reply held; /* the late reply */
    struct rt_trial_connection connections[RT_TRIAL_CONNECTIONS];
    size_t output_len;
    bool cut;
    char output[RT_TRIAL_OUTPUT];
};

struct rt_trial {
    struct rt_trial_settings settings;
    uint8_t keys[RT_TRIAL_SERVERS][RT_KEY_SIZE];
    uint8_t srvs[RT_TRIAL_SERVERS][RT_SRV_SIZE];
    struct rt_trial_group_state *groups;
    struct rt_trial_run *runs; /* settings.jobs of them */
    size_t case_count;
    size_t run_count; /* that have begun */
    uint64_t random;
    int error; /* why no further run begins */
};

/* The key that the client is given of a server. */
static inline uint32_t rt_trial_run_key(const struct rt_trial_run *run, uint32_t server)
{
    return run->which.kind == RT_TRIAL_OTHER_KEY ? 1 : server;
}

/* trial_clock.c: nanoseconds of a clock that never goes back; the time. */
uint64_t rt_trial_ticks(void);
struct rt_instant rt_trial_clock(void);

/* trial_run.c: begins a case in a free place; false with errno. Reads what the client has printed.
 * Ends a run whose process is done. */
bool rt_trial_run_begin(struct rt_trial *trial, struct rt_trial_run *run,
                        struct rt_trial_group_state *group, size_t at);
void rt_trial_run_read(struct rt_trial_run *run);
void rt_trial_run_end(struct rt_trial *trial, struct rt_trial_run *run);
/* trial_command.c: the arguments with everything filled in, owned by the caller; NULL with errno.
 */
char **rt_trial_command_fill(const struct rt_trial *trial, const struct rt_trial_run *run);
void rt_trial_command_free(char **arguments);
bool rt_trial_command_lists(char *const *command);
void rt_trial_command_forget(const struct rt_trial *trial, const struct rt_trial_run *run);

/* trial_net.c */
bool rt_trial_net_open(struct rt_trial_run *run);
void rt_trial_net_close(struct rt_trial_run *run);
void rt_trial_net_udp(struct rt_trial *trial, struct rt_trial_run *run, uint32_t server);
void rt_trial_net_accept(struct rt_trial_run *run, uint32_t server);
void rt_trial_net_tcp(struct rt_trial *trial, struct rt_trial_run *run,
                      struct rt_trial_connection *connection);
void rt_trial_net_due(struct rt_trial *trial, struct rt_trial_run *run,
                      struct rt_trial_connection *connection);
/* What came just before the client ended. */
void rt_trial_net_last(struct rt_trial *trial, struct rt_trial_run *run);

/* trial_reply.c: the responders of a group. False with errno. */
bool rt_trial_reply_open(struct rt_trial *trial, struct rt_trial_group_state *group);
void rt_trial_reply_close(struct rt_trial_group_state *group);
/* What is sent to a request now; returns how many. */
size_t rt_trial_reply_make(struct rt_trial *trial, struct rt_trial_run *run, uint32_t server,
                           struct rt_view request, enum rt_transport transport,
                           struct rt_trial_reply replies[2]);

/* trial_seen.c: notes a request of a client that knows a key; `pick` is what the responder made of
 * it. */
void rt_trial_seen_request(const struct rt_trial *trial, struct rt_trial_run *run, uint32_t key,
                           struct rt_view request, enum rt_transport transport,
                           const struct rt_pick *pick, bool picked);
/* Sums up the case without replies. */
void rt_trial_seen_silent(struct rt_trial_run *run);

/* trial_judge.c: a run that has ended; a group all of whose runs have; a case that was not tried.
 */
void rt_trial_judge_run(const struct rt_trial *trial, struct rt_trial_run *run,
                        const struct rt_process_end *end, bool believed);
void rt_trial_judge_group(struct rt_trial_group_state *group, size_t case_count);
void rt_trial_judge_skip(struct rt_trial_result *result, const char *why);

#pragma GCC visibility pop

#endif
