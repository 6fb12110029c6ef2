// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the files of the survey share: a server under way, and the survey itself.
 *
 * survey.c begins and ends servers and takes events; survey_send.c does what an asker wants done;
 * survey_watch.c tells what is waited for.
 */
#ifndef ROUGHTIME_CLIENT_POOL_INTERNAL_H
#define ROUGHTIME_CLIENT_POOL_INTERNAL_H

#include "client/client_pool_address.h"

#pragma GCC visibility push(hidden)

/* What a lane did in this try. */
enum rt_survey_lane_state { RT_SURVEY_IDLE = 0, RT_SURVEY_SENT, RT_SURVEY_FAILED };

struct rt_survey_lane {
    enum rt_survey_lane_state state;
    uint64_t sent_ns;
    struct rt_endpoint to;
};

/* A packet that was kept. */
struct rt_survey_kept {
    uint8_t *data;
    size_t len;
};

/* A server under way. */
struct rt_survey_one {
    struct rt_asker asker;
    const struct rt_question *question;
    bool begun;
    bool over;
    size_t lookups; /* that have not come back */
    struct rt_spots spots;
    unsigned first; /* the lane that leads: 0 is IPv6, 1 is IPv4 */
    struct rt_survey_lane lanes[RT_NET_LANES];
    uint64_t head_ns; /* when the other lane follows; 0: it has, or never will */
    int error;        /* of the last lane that failed */
    const char *cause;
    struct rt_endpoint from; /* of the rejected reply */
    enum rt_transport transport;
    bool undecided;                /* one of the packets is */
    struct rt_survey_kept request; /* of the rejected reply */
    struct rt_survey_kept response;
};

struct rt_survey_run {
    const struct rt_survey *survey;
    const struct rt_net *net;
    struct rt_crypto *crypto;
    struct rt_survey_one *list;
    size_t count;
    size_t next; /* the first that has not begun */
    size_t under_way;
    size_t over;
    uint64_t deadline_ns;
    uint64_t alarm_ns; /* nothing is due before */
    void (*answered)(void *context, size_t who, const struct rt_finding *answer);
    void *context;
    enum rt_error error;
    struct rt_judgement judgement;
};

/* The number of a server in the survey. */
size_t rt_survey_number(const struct rt_survey_run *run, const struct rt_survey_one *one);

/* Sees to it that the clock is looked at then. */
void rt_survey_alarm(struct rt_survey_run *run, uint64_t at_ns);

/* Does what the asker wants done now: sends, waits, or ends. */
void rt_survey_step(struct rt_survey_run *run, struct rt_survey_one *one);

/* The lane that leads has had its head start, or has failed: the other follows. */
void rt_survey_other_lane(struct rt_survey_run *run, struct rt_survey_one *one);

/* No lane can carry this try any longer; `closed` as for rt_asker_failed. */
void rt_survey_try_failed(struct rt_survey_run *run, struct rt_survey_one *one, bool closed);

/* Tells the survey's watch what is waited for. */
void rt_survey_tell(struct rt_survey_run *run, uint64_t now_ns);

/* Ends a server that has not answered. */
void rt_survey_give_up(struct rt_survey_run *run, struct rt_survey_one *one);

#pragma GCC visibility pop

#endif
