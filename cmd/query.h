// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl query. */
#ifndef RTCTL_QUERY_H
#define RTCTL_QUERY_H

#include "agree.h"
#include "app.h"
#include "chance.h"
#include "document.h"
#include "servers.h"
#include "survey.h"

/* A server to ask, and what became of it. */
struct query_target {
    const char *name;
    struct rt_site sites[RT_SERVERS_ADDRESSES];
    size_t site_count;
    struct rt_server_address own; /* that of a HOST of the command line */
    bool no_port;                 /* it gave no port */
    const uint8_t *key;
    const struct rt_offers *offers;
    uint64_t nonces; /* drawn so far */
    uint8_t blind[DOCUMENT_BLIND];
    bool told;
    struct rt_finding answer; /* its views are of `bytes` */
    uint8_t *bytes;
    bool measured;     /* a valid answer whose midpoint is a date: the two that follow */
    int64_t offset_ns; /* of the local clock: local minus server */
    uint64_t bound_ns; /* radius and half of the round trip */
    size_t first;      /* the first target with the same key: servers are told apart by it */
    /* Of the first with a key: whether one with it was measured, and what all their answers share;
     * nothing (low > high) if they contradict each other. */
    bool heard;
    struct rt_interval proven;
};

/* The requests for a hint of a list, kept for the next server with the same. */
struct query_offers {
    struct query_offers *next;
    const struct rt_version *versions[RT_CHOICES_MAX];
    size_t count;
    struct rt_offers offers;
};

struct query {
    struct app *app;
    struct chance chance;
    struct rt_survey survey;
    struct rt_net net;
    struct rt_servers servers;
    bool have_servers;
    const char *list; /* -l; NULL is the list built in */
    struct query_target *targets;
    size_t count;
    size_t keys; /* different ones */
    struct query_offers *offers;
    size_t pick;  /* 0: all */
    size_t agree; /* 0: not asked */
    bool check_clock;
    bool brief; /* --short */
    struct document document;
    bool stamps;
    FILE *save;
    const char *save_name;
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

/* Judges a target's exchange anew; `subject` and `judgement` are valid while the target is. */
void query_judge(struct query *query, const struct query_target *target, struct rt_subject *subject,
                 struct rt_judgement *judgement);

/* Takes the time out of a valid answer. */
void query_measure(struct query *query, struct query_target *target);

/* Prints what became of a target. */
void query_show(struct query *query, const struct query_target *target);

/* Room for a signed number of seconds. */
#define QUERY_SECONDS_SIZE 32

/* "+0.001234 s" */
const char *query_seconds(int64_t ns, char text[QUERY_SECONDS_SIZE]);

/* The agreement of all that answered, the summary, and the exit code that follows. */
enum exit_code query_sum(struct query *query);

/* Opens what --save and --stamp write into; adds an exchange to it; closes it. */
bool query_save_open(struct query *query);
void query_save(struct query *query, const struct query_target *target);
void query_save_close(struct query *query);

#endif
