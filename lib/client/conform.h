// SPDX-License-Identifier: BSD-2-Clause
/*
 * Whether a server keeps to the versions it speaks: the cases of conform_case.h, asked and judged.
 *
 * What is asked is asked by probes (probe.h), so there is no socket, no clock and no allocation in
 * here either. The first one finds out what the server speaks; then there is one for each version,
 * or for several that have all rules in common.
 *
 *     rt_conform_init(conform, &settings, crypto);
 *     while (rt_conform_next(conform)) {
 *         run a probe with the plan conform->plan to its end
 *         rt_conform_take(conform, probe);
 *         for each choice of the set conform->group, for each case:
 *             if (rt_conform_judge(conform, choice, which, &result)) ...
 *     }
 *
 * Of a server all of whose replies fail a check, each other case is judged as if that check were
 * not asked for: so one fault of a server fails one case.
 *
 * Servers should give replies now and then that are wrong on purpose (grease, RFC 10049 section 7).
 * A reply that fails one of the checks that this breaks is asked for again, up to RT_CONFORM_TRIES
 * times, and counts only if none is better.
 */
#ifndef ROUGHTIME_CONFORM_H
#define ROUGHTIME_CONFORM_H

#include "client/conform_case.h"
#include "client/probe.h"

/* How often it is asked again for a reply that may be grease. */
#define RT_CONFORM_TRIES 8

/* The most bytes of a reply. */
#define RT_CONFORM_REPLY_MAX 65536

enum rt_conform_outcome { RT_CONFORM_PASS = 1, RT_CONFORM_FAIL, RT_CONFORM_SKIP };

/* "pass", "fail", "skipped". Static. */
const char *rt_conform_outcome_name(enum rt_conform_outcome outcome);

/* What was seen: constant, name (names are stable), text. The last rows are reasons to skip. */
// clang-format off
#define RT_CONFORM_CAUSES(X)                                                                       \
    X(ANSWERED,    "answered",    "a valid answer")                                                \
    X(REPLIED,     "replied",     "an answer, whose checks are cases of their own")                \
    X(SILENT,      "silent",      "no answer")                                                     \
    X(PASSES,      "passes",      "as expected")                                                   \
    X(FAILS,       "fails",       "a check fails")                                                 \
    X(SMALL,       "small",       "the radius is smaller than servers may send")                   \
    X(SOME,        "some",        "not all were answered")                                         \
    X(APART,       "apart",       "two valid replies contradict each other")                       \
    X(DIES,        "dies",        "behind it nothing is answered any more")                        \
    X(OTHER,       "other",       "it is answered as another version")                             \
    X(UNSPOKEN,    "unspoken",    "right requests of this version are not answered as such")       \
    X(BLOCKED,     "blocked",     "a check before it fails")                                       \
    X(NOTHING,     "nothing",     "the replies have nothing to check")                             \
    X(ALONE,       "alone",       "every reply was alone in its tree")                             \
    X(FEW,         "few",         "fewer than two valid replies came")                             \
    X(UNREACHABLE, "unreachable", "it could not be sent")                                          \
    X(UNASKED,     "unasked",     "it was not asked for")                                          \
    X(BUDGET,      "budget",      "the budget of packets was used up before")                      \
    X(DEAD,        "dead",        "nothing was answered any more before")                          \
    X(UNDECIDED,   "undecided",   "the cryptographic library failed")
// clang-format on

enum rt_conform_cause {
#define X(id, name, text) RT_CONFORM_CAUSE_##id,
    RT_CONFORM_CAUSES(X)
#undef X
        RT_CONFORM_CAUSE_COUNT
};

const char *rt_conform_cause_name(enum rt_conform_cause cause);

/* A case of a version, and how it came out. The views are the conform's, until the next probe. */
struct rt_conform_result {
    struct rt_conform_demand demand;
    enum rt_conform_outcome outcome;
    enum rt_conform_cause cause;
    enum rt_check check;              /* that fails or blocks; RT_CHECK_COUNT: none */
    enum rt_error reason;             /* why it fails; RT_OK if that is not known */
    struct rt_candidate other;        /* under which the reply is valid, else NULL */
    unsigned greased;                 /* replies that were asked for again */
    enum rt_transport transport;      /* of the packets that show it, */
    struct rt_view request, response; /* absent without one */
};

/* Room for what was seen in words, with its final zero. */
#define RT_CONFORM_SEEN_SIZE 320

/* A clause without a full stop: "merkle.root fails: leaf does not lead to ROOT". Returns `text`. */
const char *rt_conform_seen(const struct rt_conform_result *result,
                            char text[RT_CONFORM_SEEN_SIZE]);

/* How to check. Borrowed. */
struct rt_conform_settings {
    /* How to probe. The choices are all versions; key and nonce are needed. The budget is that of a
     * probe, of which there is one a version. */
    struct rt_probe_plan plan;
    uint64_t wanted; /* set of choices that are checked; 0: those that the server speaks */
    unsigned budget; /* packets in all; 0: any */
    /* Whether a case is wanted; NULL: all are. */
    bool (*selects)(void *context, const struct rt_conform_demand *demand);
    void *context;
};

/* What replies to the requests of a case were like; the graver, the higher. */
enum rt_conform_quality {
    RT_CONFORM_NONE,    /* nothing was asked */
    RT_CONFORM_NOTHING, /* nothing came */
    RT_CONFORM_GREASED, /* not valid, as servers should be now and then */
    RT_CONFORM_FOREIGN, /* valid, but only as another version */
    RT_CONFORM_GOOD,
    RT_CONFORM_BAD
};

/* What came of the requests of a case. */
struct rt_conform_evidence {
    bool asked;
    bool unsure; /* the budget was used up before all was known */
    int error;   /* it could not be sent: errno */
    bool closed;
    unsigned replies, good, greased;
    unsigned trees; /* replies that were not alone in their tree */
    /* The reply that counts: */
    enum rt_conform_quality quality;
    uint32_t fails; /* set of checks that it fails under the first version of the group */
    struct rt_candidate other;
    enum rt_transport transport;
    size_t request_len, response_len;
    uint8_t request[RT_PROBE_REQUEST_MAX];
    uint8_t response[RT_CONFORM_REPLY_MAX];
};

/* Callers only read the members. About 4 MB: not for a stack. */
struct rt_conform {
    const struct rt_conform_settings *settings;
    struct rt_crypto *crypto;
    struct rt_probe_plan plan; /* of the probe to run */
    bool begun;                /* the first probe is over */
    bool answered;             /* the server answers something */
    uint64_t speaks;           /* set of choices */
    uint64_t todo;             /* that are not checked yet */
    uint64_t group;            /* that are checked now */
    uint64_t alike;            /* all that have the rules of these */
    size_t lead;               /* one of these */
    unsigned sent, received;   /* packets of all probes that are over */
    unsigned greased;          /* replies that were asked for again */
    bool key_fits;             /* a delegation was signed by the key */
    bool key_differs;          /* one was not, under no reading */
    bool spent;                /* the budget was not enough */
    bool dead;                 /* the server answers nothing any more */
    enum rt_conform_case dead_of;
    bool apart; /* TIMES: two replies contradict each other; those of this case show it */
    enum rt_conform_case apart_of;
    unsigned timed; /* valid replies whose times were compared */
    struct rt_conform_evidence evidence[RT_CONFORM_CASE_COUNT];
};

/* Begins. All pointers must outlive the struct. */
void rt_conform_init(struct rt_conform *conform, const struct rt_conform_settings *settings,
                     struct rt_crypto *crypto);

/* Makes the plan of the next probe. False: there is none. */
RT_CHECKED bool rt_conform_next(struct rt_conform *conform);

/* Takes what a probe that is over has seen. */
void rt_conform_take(struct rt_conform *conform, const struct rt_probe *probe);

/* Judges a case of a choice of the group. False: it has no such case, or that is not wanted. */
RT_CHECKED bool rt_conform_judge(const struct rt_conform *conform, size_t choice,
                                 enum rt_conform_case which, struct rt_conform_result *result);

/* Whether the key is another than that of the server: it has signed no delegation, and no server of
 * this key has shown itself in another way. To be asked when all is over. */
bool rt_conform_key_is_wrong(const struct rt_conform *conform);

#endif
