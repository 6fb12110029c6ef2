// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a probe has found to be wrong with a server: each finding with the sentence of the text that
 * it breaks, if there is one, and the ask that shows it.
 */
#ifndef ROUGHTIME_PROBE_FINDINGS_H
#define ROUGHTIME_PROBE_FINDINGS_H

#include "client/probe.h"

/* Constant, name (names are stable), what it means; the gravest first. */
// clang-format off
#define RT_PROBE_FINDINGS(X)                                                                      \
    X(DIES,      "dies",       "it answers nothing any more behind a request")                   \
    X(INVALID,   "invalid",    "its reply is not valid")                                          \
    X(ORDER,     "order",      "its trees have another order than that of any version it speaks") \
    X(TIMES,     "times",      "its times in two versions differ by more than their radii")       \
    X(FAMILY,    "family",     "over the other family of addresses it is not the same")              \
    X(ANSWERS,   "answers",    "it answers a request that must get no answer")                    \
    X(SILENT,    "silent",     "it does not answer a right request")                              \
    X(LEAP,      "leap",       "its leap data cannot be right")                                   \
    X(PIECES,    "pieces",     "over TCP it does not answer a request that comes in pieces")         \
    X(UNSPOKEN,  "unspoken",   "VERS lists a version in which it does not answer")                \
    X(UNLISTED,  "unlisted",   "it answers in a version that VERS does not list")                 \
    X(RADIUS,    "radius",     "its radius is smaller than servers may send")                     \
    X(UNIT,      "unit",       "its radius looks like one in another unit")                       \
    X(ENDLESS,   "endless",    "its delegation never ends")                                       \
    X(ENDS,      "ends",       "its delegation ends within an hour")
// clang-format on

enum rt_probe_finding_kind {
#define X(id, name, text) RT_PROBE_FINDING_##id,
    RT_PROBE_FINDINGS(X)
#undef X
        RT_PROBE_FINDING_COUNT
};

const char *rt_probe_finding_name(enum rt_probe_finding_kind kind);
const char *rt_probe_finding_text(enum rt_probe_finding_kind kind);

struct rt_probe_finding {
    enum rt_probe_finding_kind kind;
    const struct rt_probe_ask *ask; /* that shows it */
    size_t version;                 /* of which it is said: a place among the choices */
    const char *sections;           /* of its document, as in version.h; NULL: no text says it */
    uint32_t number;                /* UNSPOKEN and UNLISTED: in VERS */
    uint64_t apart_us;              /* TIMES: how far they are apart */
    const struct rt_probe *other;   /* FAMILY: what came of the other one */
};

#define RT_PROBE_FINDINGS_MAX 64

/* Writes what was found, the gravest first, and returns how many there are; more than `room` are
 * left out. The pointers are into the probe. */
size_t rt_probe_findings(const struct rt_probe *probe, struct rt_probe_finding *findings,
                         size_t room);

/* Adds to `count` findings of a probe what a brief one of the same server over the other family of
 * addresses shows. Returns how many there are then. */
size_t rt_probe_findings_add(const struct rt_probe *probe, const struct rt_probe *other,
                             struct rt_probe_finding *findings, size_t count, size_t room);

/* How many replies to right requests are not valid, of a server that gives valid ones: grease
 * (RFC 10049 section 7), or damage on the way. */
struct rt_probe_grease {
    unsigned odd;
    unsigned replies;
    uint32_t
        low_ppm; /* the share lies between the two with a probability of 95 %; 0 and a million */
    uint32_t high_ppm; /* without replies */
};

void rt_probe_grease_of(const struct rt_probe *probe, struct rt_probe_grease *grease);

/* What replies to a set of versions show of the tree. */
struct rt_probe_tree {
    uint32_t orders;  /* set of 1 << enum rt_order; 0: it was not determined */
    uint32_t largest; /* requests that the largest tree had at least; 0 without replies */
};

/* The versions of which an ask tells a tree: of several that trees tell apart, those spoken. */
uint64_t rt_probe_tree_versions(const struct rt_probe *probe, const struct rt_probe_ask *ask);

void rt_probe_tree_of(const struct rt_probe *probe, uint64_t versions, struct rt_probe_tree *tree);

#endif
