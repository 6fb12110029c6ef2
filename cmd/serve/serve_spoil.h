// SPDX-License-Identifier: BSD-2-Clause
/* What can be wrong with a reply: the table of faults, and a reply while it is made wrong. */
#ifndef RTCTL_SERVE_SPOIL_H
#define RTCTL_SERVE_SPOIL_H

#include "serve/serve.h"

/* A reply while it is made wrong. */
struct spoilt {
    uint64_t *random;             /* state of rt_server_random */
    const struct rt_rules *rules; /* as they should be */
    struct rt_instant now;
    enum rt_transport transport;
    struct rt_response_plan plan;
    struct rt_edit edits[2];
    size_t edit_count;
    uint8_t value[RT_SERVER_PACKET];
    uint8_t versions[8];
    struct rt_view request;
    struct rt_view right;    /* a right reply */
    struct rt_packet packet; /* the same, parsed */
    uint8_t *bytes;          /* the wrong one, once it is written */
    size_t len;
};

struct serve_fault {
    const char *name;
    const char *text;
    bool needs_seed;                      /* a delegation must be signed anew */
    void (*plan)(struct spoilt *spoilt);  /* before it is built; or NULL */
    void (*touch)(struct spoilt *spoilt); /* after; or NULL */
    enum rt_server_action action;
};

extern const struct serve_fault serve_faults[];
extern const size_t serve_fault_count;

#endif
