// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl probe. */
#ifndef RTCTL_PROBE_H
#define RTCTL_PROBE_H

#include "app.h"
#include "client/probe_findings.h"
#include "client/probe_net.h"
#include "common/names.h"
#include "common/random.h"
#include "files/keep.h"

/* What the options say, and what goes on. */
struct probe {
    struct app *app;
    struct chance chance;
    struct rt_probe_plan plan; /* its members that depend on the server are set for each */
    enum rt_family family;
    uint64_t budget; /* 0: not given */
    uint8_t srv[RT_SRV_SIZE];
    const char *save_name; /* NULL: nothing is saved */
    struct rt_keep save;
    uint64_t nonces;   /* drawn so far */
    unsigned answered; /* servers */
    unsigned silent;
};

/* What was found out of a server. */
struct probed {
    const char *name;          /* as it was given */
    struct rt_address to;      /* family 0: its name could not be looked up, */
    const char *cause;         /* because of this */
    struct rt_probe_plan plan; /* of the probe */
    const struct rt_probe *probe;
    struct rt_probe_finding findings[RT_PROBE_FINDINGS_MAX];
    size_t finding_count;
};

/* Reads the options. False after a message. */
bool probe_options(struct probe *probe);

/* What a server is, in one word: "answers", "silent", "refused", "unreachable", "unresolved". */
const char *probe_state(const struct probed *probed);

/* The versions of a set of choices; how many there are. */
size_t probe_versions(const struct probe *probe, uint64_t set,
                      const struct rt_version *versions[RT_CHOICES_MAX]);

/* Their names. Returns `text`. */
const char *probe_names(const struct probe *probe, uint64_t set, char text[NAMES_SIZE]);

/* A sentence about a finding: what was sent and what it did. */
#define PROBE_FINDING_SIZE 1024
const char *probe_finding(const struct rt_probe_finding *finding, char text[PROBE_FINDING_SIZE]);

/* What the text says of a request: "answer", "none", "either". */
const char *probe_due(enum rt_probe_due due);

/* Whether an ask is one whose trees are told: of the main version, or of several. */
bool probe_has_tree(const struct rt_probe *state, const struct rt_probe_ask *ask);

/* The order of the tree in a word; NULL: it was not determined. */
const char *probe_order(uint32_t orders);

/* Prints all of a server, as text or as records. */
void probe_show(struct probe *probe, const struct probed *probed);
void probe_json(struct probe *probe, const struct probed *probed);

#endif
