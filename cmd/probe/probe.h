// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl probe. */
#ifndef RTCTL_PROBE_H
#define RTCTL_PROBE_H

#include "app.h"
#include "client/probe_agree.h"
#include "client/probe_text.h"
#include "common/names.h"
#include "common/random.h"
#include "files/keep.h"
#include "files/probe_baseline.h"
#include "files/probe_metrics.h"
#include "files/probe_show.h"
#include "files/servers.h"

/* A server to be probed. */
struct probe_target {
    struct probe *probe; /* to which it belongs */
    const char *name;    /* as it was given, or as its list calls it */
    const struct rt_host_port *places;
    size_t place_count;
    struct rt_host_port own; /* the place of one that is in no list */
    const uint8_t *key;      /* NULL: not known */
    uint8_t srv[RT_SRV_SIZE];
    uint64_t nonces; /* drawn for it so far */
    bool done;
};

/* What the options say, and what goes on. */
struct probe {
    struct app *app;
    struct chance chance;
    struct rt_probe_plan plan; /* its members that depend on the server are set for each */
    enum rt_family family;
    uint64_t budget; /* 0: not given */
    uint64_t agree;  /* servers that must agree on the time; 0: all that have one */
    bool brief;      /* a line for each server */
    struct rt_servers servers;
    bool have_servers; /* the list was read */
    struct probe_target *targets;
    struct rt_probe_job *jobs; /* in the same places */
    struct rt_probe_clock *clocks;
    size_t count;
    size_t told;           /* servers of which all was printed */
    unsigned width;        /* of the longest name */
    const char *save_name; /* NULL: nothing is saved */
    struct rt_keep save;
    unsigned answered; /* servers */
    unsigned silent;
    struct rt_probe_baseline *baseline; /* NULL: there is none */
    struct rt_probe_metrics *metrics;   /* NULL: none are written */
    size_t changes;                     /* against it, of the server that is told of */
    enum exit_code code;
};

/* Reads the options. False after a message. */
bool probe_options(struct probe *probe);

/* Finds out whom to probe: the arguments, or all of a list. False after a message. */
bool probe_targets(struct probe *probe, int argc, char **argv);
void probe_targets_free(struct probe *probe);

/* How a server is probed at an address. */
struct rt_probe_plan probe_plan(void *context, size_t number, const struct rt_address *to);

/* Prints what would be sent. */
void probe_dry_run(struct probe *probe);

/* Reads the file of --baseline, if there is one. False after a message. */
bool probe_baseline(struct probe *probe);

/* Tells what is not as it was. */
void probe_compare(struct probe *probe, const struct rt_probe_summary *probed);

/* Tells on which time all servers agree, if there are several. */
void probe_agree(struct probe *probe);

#endif
