// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tries a client: it is run once for each case (trial_case.h) against a server on loopback that
 * behaves, or misbehaves in one way, and what it makes of the replies is judged, and what it sends.
 *
 *     struct rt_trial *trial = rt_trial_new(&settings);
 *     rt_trial_go(trial)                       all runs; returns when the last has ended
 *     rt_trial_result(trial, i, &result)       of each case, in their order
 *     rt_trial_free(trial)
 *
 * Versions are tried in groups: the server of a group speaks them all, and nothing else. In each
 * group right replies come first. What follows is judged only of a client that believes these.
 *
 * A wrong reply is judged by rt_judge before it is sent. If it is valid under one of the versions
 * of the group there is nothing wrong with it, and it is not sent: the case is skipped.
 *
 * Nothing of a client is left running (process.h). Of what it prints the beginning is kept.
 *
 * For a program with one thread. Memory is taken for each group when its first run begins.
 */
#ifndef ROUGHTIME_TRIAL_H
#define ROUGHTIME_TRIAL_H

#include "base/endpoint.h"
#include "server/process.h"
#include "server/trial_case.h"

#define RT_TRIAL_SERVERS 3     /* that a run can have: the list of a liar */
#define RT_TRIAL_JOBS    64    /* runs at the same time */
#define RT_TRIAL_OUTPUT  65536 /* bytes of what a client prints that are kept */

/* A group: versions that one server speaks. Borrowed. */
struct rt_trial_group {
    const struct rt_choice *choices;
    size_t count;
};

/* A packet that went between a client and the server, or on TCP a part of what was sent. */
struct rt_trial_packet {
    enum rt_transport transport;
    struct rt_instant at;
    struct rt_endpoint from, to;
    bool reply;      /* the server sent it */
    uint64_t before; /* on TCP: bytes that went the same way on this connection before it */
    struct rt_view bytes;
};

/* What came of a run. Borrowed for the call. */
struct rt_trial_end {
    const struct rt_version *version; /* that the client asks, or could ask; NULL: not known */
    struct rt_trial_case which;
    bool believed;
    bool cut; /* it printed more than was kept */
    struct rt_process_end process;
    struct rt_view output;
};

struct rt_trial_settings {
    const struct rt_trial_group *groups;
    size_t group_count;
    bool strict; /* what is valid under a reading only is wrong */
    /* The program with its arguments, in which {host}, {port}, {key}, {version} and {list} are
     * filled in; NULL ends them. */
    char *const *command;
    const char *folder; /* for the lists of servers, private to the caller */
    const char *only;   /* which cases to try (rt_trial_case_selected), or NULL */
    unsigned jobs;      /* runs at the same time, 1 to RT_TRIAL_JOBS */
    uint64_t limit_ns;  /* of a run; then it is stopped */
    struct rt_crypto *crypto;
    uint8_t seeds[RT_TRIAL_SERVERS][RT_KEY_SIZE]; /* of long-term keys, all different */
    uint64_t random;                              /* what chance begins with; not 0 */
    enum rt_error (*new_seed)(uint8_t seed[RT_KEY_SIZE]);
    int stop; /* a descriptor; when it can be read no further run begins and all are stopped; -1 */
    /* Whether a client that has ended, or was stopped, believed the time; NULL: if it ended by
     * itself with exit status 0. */
    bool (*believes)(void *context, const struct rt_process_end *end, struct rt_view output);
    /* For those who keep all this, or NULL. `run` is the number of a run, from 0; those of several
     * runs can be mixed. */
    void (*packet)(void *context, size_t run, const struct rt_trial_packet *packet);
    void (*ended)(void *context, size_t run, const struct rt_trial_end *end);
    void *context;
};

enum rt_trial_outcome { RT_TRIAL_PASS = 1, RT_TRIAL_FAIL, RT_TRIAL_SKIPPED };

/* "pass", "fail", "skipped"; "MUST", "SHOULD", "". Static. */
const char *rt_trial_outcome_name(enum rt_trial_outcome outcome);
const char *rt_trial_demand_name(enum rt_demand demand);

#define RT_TRIAL_TEXT_SIZE 192

/* How a case came out. All texts but `text` are static. */
struct rt_trial_result {
    size_t group;
    const struct rt_version *version; /* that the client asks; NULL: it asked nothing */
    struct rt_trial_case which;
    enum rt_trial_outcome outcome;
    enum rt_demand demand;
    const char *section; /* of the version's document, as in version.h; NULL: it does not say */
    bool stopped;        /* the client was stopped at the limit */
    char text[RT_TRIAL_TEXT_SIZE]; /* what was seen, or why it was skipped; "" where there is
                                      nothing to add */
};

struct rt_trial;

/* Copies the settings, but not what they point to. NULL with errno: ENOMEM, EIO (the cryptographic
 * library). */
RT_CHECKED struct rt_trial *rt_trial_new(const struct rt_trial_settings *settings);

/* Runs the client for every case. False with errno: that with which the client could not be
 * started, or the system's for want of sockets, processes or memory; EINTR: `stop` was readable.
 * Cases that were not tried then are skipped. */
RT_CHECKED bool rt_trial_go(struct rt_trial *trial);

/* Result number i, from 0, those of a group in a row; false: there is none. */
bool rt_trial_result(const struct rt_trial *trial, size_t i, struct rt_trial_result *result);

/* What the client did: groups of which cases were wished, in which it asked, and in which it
 * believed right replies; requests in all. */
struct rt_trial_sum {
    size_t wished, asked, believed;
    uint64_t requests;
};
struct rt_trial_sum rt_trial_sum(const struct rt_trial *trial);

void rt_trial_free(struct rt_trial *trial);

#endif
