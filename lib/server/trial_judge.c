// SPDX-License-Identifier: BSD-2-Clause
/* How cases come out: of a run, and of what was seen of requests in all runs of a group. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "server/trial_internal.h"

/* Nonces that must have been seen before it is said that a bit never changes: by chance that would
 * happen with one of 512 bits in 10^9 trials. And what the ones among all bits may be off, in
 * standard deviations. */
#define NONCES_NEEDED 40
#define DEVIATIONS    8

/* Tries whose times tell whether waits grow. */
#define TRIES_NEEDED 3

const char *rt_trial_outcome_name(enum rt_trial_outcome outcome)
{
    switch (outcome) {
    case RT_TRIAL_PASS:
        return "pass";
    case RT_TRIAL_FAIL:
        return "fail";
    case RT_TRIAL_SKIPPED:
        return "skipped";
    }
    return NULL;
}

const char *rt_trial_demand_name(enum rt_demand demand)
{
    switch (demand) {
    case RT_DEMAND_NONE:
        return "";
    case RT_DEMAND_SHOULD:
        return "SHOULD";
    case RT_DEMAND_MUST:
        return "MUST";
    }
    return NULL;
}

static void say(struct rt_trial_result *result, enum rt_trial_outcome outcome, const char *format,
                ...) __attribute__((format(printf, 3, 4)));

static void say(struct rt_trial_result *result, enum rt_trial_outcome outcome, const char *format,
                ...)
{
    va_list arguments;
    result->outcome = outcome;
    va_start(arguments, format);
    vsnprintf(result->text, sizeof result->text, format, arguments);
    va_end(arguments);
}

void rt_trial_judge_skip(struct rt_trial_result *result, const char *why)
{
    say(result, RT_TRIAL_SKIPPED, "%s", why);
}

/* Where the document asks for what a reply lacks. */
static const char *section_of(const struct rt_trial_run *run, const struct rt_version *version)
{
    enum rt_check check = run->which.row ? run->which.row->check : RT_CHECK_COUNT;
    if (check == RT_CHECK_COUNT)
        check = run->failed;
    if (!version || run->which.wish != RT_TRIAL_WISH_REFUSE || check == RT_CHECK_COUNT ||
        run->which.kind == RT_TRIAL_ELSEWHERE)
        return NULL;
    return version->check_section[check];
}

/* Why a case shows nothing: what it needs did not happen; NULL: it did. */
static const char *lacking(const struct rt_trial_run *run)
{
    switch (run->which.kind) {
    case RT_TRIAL_LATE:
        return run->over_udp == 1 && run->right == 0 ? "the client asks once and then gives up"
                                                     : NULL;
    case RT_TRIAL_GREASED:
        return run->right == 0 && run->wrong > 0
                   ? "the client does not ask again after an invalid reply"
                   : NULL;
    case RT_TRIAL_PIECES:
        return run->over_tcp == 0 ? "the client does not ask over TCP" : NULL;
    case RT_TRIAL_LIAR:
        return run->asked != (1U << RT_TRIAL_SERVERS) - 1
                   ? "the client does not ask all three servers of its list"
                   : NULL;
    case RT_TRIAL_FORGED:
        return run->over_udp == 0 ? "the client does not ask over UDP" : NULL;
    case RT_TRIAL_ELSEWHERE:
        return run->over_udp == 0 ? "over TCP there is no other port" : NULL;
    case RT_TRIAL_KIND_NONE:
    case RT_TRIAL_GOOD:
    case RT_TRIAL_SPOILT:
    case RT_TRIAL_TOLERATED:
    case RT_TRIAL_SILENT:
    case RT_TRIAL_TWICE:
    case RT_TRIAL_REPLAY:
    case RT_TRIAL_FOREIGN:
    case RT_TRIAL_OTHER_KEY:
    case RT_TRIAL_REQUEST:
    case RT_TRIAL_FRESH:
    case RT_TRIAL_RANDOM:
    case RT_TRIAL_WAITS:
    case RT_TRIAL_TCP:
    case RT_TRIAL_KIND_COUNT:
        break;
    }
    return NULL;
}

/* Says how a client ended that did not believe a time. */
static void say_end(struct rt_trial_result *result, const struct rt_process_end *end,
                    enum rt_trial_outcome outcome)
{
    if (end->stopped)
        say(result, outcome, "it was stopped at its time limit");
    else if (end->signal != 0)
        say(result, RT_TRIAL_FAIL, "it was ended by signal %d (%s)", end->signal,
            strsignal(end->signal));
    else
        say(result, outcome, "exit status %d", end->status);
}

/* Whether wrong replies were sent, so that they could be refused. */
static bool was_misled(struct rt_trial_run *run, struct rt_trial_result *result)
{
    if (run->wrong > 0 || run->which.kind == RT_TRIAL_SILENT || run->which.kind == RT_TRIAL_LIAR)
        return true;
    const struct rt_candidate *as = &run->valid_as;
    if (run->unspoilt > 0 && as->version)
        say(result, RT_TRIAL_SKIPPED, "such a reply is valid in %s%s%s", as->version->name,
            as->reading ? " under its reading " : "", as->reading ? as->reading->name : "");
    else if (run->unspoilt > 0)
        rt_trial_judge_skip(result, "no reply could be made wrong in this way");
    else
        rt_trial_judge_skip(result, "its requests in this run got no reply");
    return false;
}

static void judge_refusal(struct rt_trial_run *run, const struct rt_process_end *end, bool believed,
                          struct rt_trial_result *result)
{
    if (!was_misled(run, result))
        return;
    if (believed)
        say(result, RT_TRIAL_FAIL, "it believes");
    else
        say_end(result, end, RT_TRIAL_PASS);
}

static void judge_belief(struct rt_trial_run *run, const struct rt_process_end *end, bool believed,
                         struct rt_trial_result *result)
{
    if (run->right == 0 && run->unspoilt > 0 && !believed)
        rt_trial_judge_skip(result, "no such reply could be made");
    else if (run->right == 0 && !believed)
        rt_trial_judge_skip(result, "its requests in this run got no reply");
    else if (run->right == 0)
        say(result, RT_TRIAL_FAIL, "it believes without a right reply");
    else if (!believed)
        say_end(result, end, RT_TRIAL_FAIL);
    else
        say(result, RT_TRIAL_PASS, "%s", "");
}

void rt_trial_judge_run(const struct rt_trial *trial, struct rt_trial_run *run,
                        const struct rt_process_end *end, bool believed)
{
    struct rt_trial_group_state *group = run->group;
    struct rt_trial_result *result = &group->results[run->at];
    const char *missing = lacking(run);
    result->version = run->version ? run->version : group->version;
    result->section = section_of(run, result->version);
    result->stopped = end->stopped;
    if (run->which.kind == RT_TRIAL_SILENT)
        rt_trial_seen_silent(run);
    if (run->which.kind == RT_TRIAL_GOOD) {
        group->tried = true;
        group->asked = run->requests > 0;
        group->believed = believed && run->right > 0;
    }
    if (end->error != 0)
        say(result, RT_TRIAL_SKIPPED, "it could not be started: %s", strerror(end->error));
    else if (trial->error != 0)
        rt_trial_judge_skip(result, "the trial was ended before it");
    else if (run->requests == 0)
        rt_trial_judge_skip(result, "the client asked nothing in this run");
    else if (run->which.kind == RT_TRIAL_GOOD && run->right == 0)
        say(result, RT_TRIAL_FAIL, "no server of this version answers its requests");
    else if (missing && !(believed && run->right == 0))
        rt_trial_judge_skip(result, missing);
    else if (run->which.wish == RT_TRIAL_WISH_REFUSE)
        judge_refusal(run, end, believed, result);
    else
        judge_belief(run, end, believed, result);
}

/* How all requests came out under a check. */
static struct rt_trial_check check_of(const struct rt_trial_group_state *group,
                                      enum rt_request_check check)
{
    const struct rt_trial_check *udp = &group->checks[0][check], *tcp = &group->checks[1][check];
    struct rt_trial_check both = udp->failed > 0 || !tcp->version ? *udp : *tcp;
    both.passed = udp->passed + tcp->passed;
    both.failed = udp->failed + tcp->failed;
    return both;
}

static void judge_request(const struct rt_trial_group_state *group, struct rt_trial_result *result)
{
    enum rt_request_check check = result->which.request;
    const struct rt_trial_check seen = check_of(group, check);
    if (seen.version) {
        result->version = seen.version;
        result->section = seen.version->request[check].section;
    }
    if (seen.failed > 0)
        say(result, RT_TRIAL_FAIL, "%u of %u requests: %s", seen.failed, seen.failed + seen.passed,
            seen.text);
    else if (seen.passed > 0)
        say(result, RT_TRIAL_PASS, "%u requests", seen.passed);
    else
        rt_trial_judge_skip(result,
                            "the version does not ask for it, or its requests show nothing");
}

static bool same_nonce(const struct rt_trial_nonce *a, const struct rt_trial_nonce *b)
{
    return a->run != b->run && a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static void judge_fresh(const struct rt_trial_group_state *group, struct rt_trial_result *result)
{
    const struct rt_trial_servers *servers = group->servers;
    const struct rt_trial_nonce *nonces = servers->nonces;
    if (servers->nonce_count < 2) {
        rt_trial_judge_skip(result, "there were fewer than two nonces");
        return;
    }
    for (size_t i = 0; i < servers->nonce_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!same_nonce(&nonces[i], &nonces[j]))
                continue;
            say(result, RT_TRIAL_FAIL, "two runs have the same nonce, %02x%02x%02x%02x...",
                nonces[i].bytes[0], nonces[i].bytes[1], nonces[i].bytes[2], nonces[i].bytes[3]);
            return;
        }
    }
    say(result, RT_TRIAL_PASS, "%zu nonces", servers->nonce_count);
}

/* The first bit that is the same in all nonces, of those of one length; or -1. *ones and *bits
 * count all of them. */
static int constant_bit(const struct rt_trial_servers *servers, uint32_t len, uint64_t *ones,
                        uint64_t *bits)
{
    int found = -1;
    for (uint32_t bit = 0; bit < 8 * len; bit++) {
        size_t set = 0, all = 0;
        for (size_t i = 0; i < servers->nonce_count; i++) {
            if (servers->nonces[i].len != len)
                continue;
            set += servers->nonces[i].bytes[bit / 8] >> bit % 8 & 1;
            all++;
        }
        if (all >= NONCES_NEEDED && (set == 0 || set == all) && found < 0)
            found = (int)bit;
        *ones += set;
        *bits += all;
    }
    return found;
}

static void judge_random(const struct rt_trial_group_state *group, struct rt_trial_result *result)
{
    const struct rt_trial_servers *servers = group->servers;
    if (servers->nonce_count < NONCES_NEEDED) {
        say(result, RT_TRIAL_SKIPPED, "%zu nonces are too few to tell", servers->nonce_count);
        return;
    }
    for (uint32_t len = 4; len <= RT_HASH_MAX; len++) {
        uint64_t ones = 0, bits = 0;
        int bit = constant_bit(servers, len, &ones, &bits);
        /* Twice what it is off, squared, is its variance times the square of its deviations. */
        uint64_t off = 2 * ones > bits ? 2 * ones - bits : bits - 2 * ones;
        if (bit >= 0) {
            say(result, RT_TRIAL_FAIL, "bit %d of byte %d is the same in all nonces", bit % 8,
                bit / 8);
            return;
        }
        if (off * off > (uint64_t)DEVIATIONS * DEVIATIONS * bits) {
            say(result, RT_TRIAL_FAIL, "%lu of %lu bits of the nonces are ones",
                (unsigned long)ones, (unsigned long)bits);
            return;
        }
    }
    say(result, RT_TRIAL_PASS, "%zu nonces", servers->nonce_count);
}

static void judge_waits(const struct rt_trial_group_state *group, struct rt_trial_result *result)
{
    const struct rt_client_rule *rule = group->version ? &group->version->waits : NULL;
    const uint64_t *gaps = group->silent_gaps;
    uint64_t longest = 0;
    if (!rule || rule->demand == RT_DEMAND_NONE) {
        rt_trial_judge_skip(result, "the version does not ask for it");
        return;
    }
    result->demand = rule->demand;
    result->section = rule->section;
    if (!group->silent || group->silent_tries < TRIES_NEEDED) {
        say(result, RT_TRIAL_SKIPPED, "it asks %u times when there is no reply, which is too few",
            group->silent_tries);
        return;
    }
    for (unsigned i = 1; i + 1 < group->silent_tries; i++)
        longest = gaps[i] > longest ? gaps[i] : longest;
    /* A tenth more is no growth, but how exactly a clock wakes people up. */
    say(result, longest > gaps[0] + gaps[0] / 10 ? RT_TRIAL_PASS : RT_TRIAL_FAIL,
        "%u tries; %u ms after the first, then %u ms at most", group->silent_tries,
        (unsigned)(gaps[0] / 1000000), (unsigned)(longest / 1000000));
}

static void judge_tcp(const struct rt_trial_group_state *group, struct rt_trial_result *result)
{
    const struct rt_client_rule *rule = group->version ? &group->version->tcp : NULL;
    if (!rule || rule->demand == RT_DEMAND_NONE) {
        rt_trial_judge_skip(result, "the version does not ask for it");
        return;
    }
    result->demand = rule->demand;
    result->section = rule->section;
    if (group->silent && group->silent_tcp > 0)
        say(result, RT_TRIAL_PASS, "%u requests over UDP, %u over TCP", group->silent_tries,
            group->silent_tcp);
    else if (!group->silent || group->silent_tries < 2)
        say(result, RT_TRIAL_SKIPPED, "it asks %u times when there is no reply",
            group->silent_tries);
    else
        say(result, RT_TRIAL_FAIL, "%u requests over UDP, none over TCP", group->silent_tries);
}

static void judge_asking(const struct rt_trial_group_state *group, struct rt_trial_result *result)
{
    switch (result->which.kind) {
    case RT_TRIAL_REQUEST:
        judge_request(group, result);
        break;
    case RT_TRIAL_FRESH:
    case RT_TRIAL_RANDOM:
        if (group->version)
            result->section = group->version->param_section[RT_PARAM_NONCE];
        if (result->which.kind == RT_TRIAL_FRESH)
            judge_fresh(group, result);
        else
            judge_random(group, result);
        break;
    case RT_TRIAL_WAITS:
        judge_waits(group, result);
        break;
    case RT_TRIAL_TCP:
        judge_tcp(group, result);
        break;
    case RT_TRIAL_KIND_NONE:
    case RT_TRIAL_GOOD:
    case RT_TRIAL_SPOILT:
    case RT_TRIAL_TOLERATED:
    case RT_TRIAL_SILENT:
    case RT_TRIAL_LATE:
    case RT_TRIAL_TWICE:
    case RT_TRIAL_ELSEWHERE:
    case RT_TRIAL_REPLAY:
    case RT_TRIAL_FOREIGN:
    case RT_TRIAL_OTHER_KEY:
    case RT_TRIAL_GREASED:
    case RT_TRIAL_FORGED:
    case RT_TRIAL_PIECES:
    case RT_TRIAL_LIAR:
    case RT_TRIAL_KIND_COUNT:
        break;
    }
}

void rt_trial_judge_group(struct rt_trial_group_state *group, size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        struct rt_trial_result *result = &group->results[i];
        if (result->which.wish != RT_TRIAL_WISH_ASK)
            continue;
        group->states[i] = RT_TRIAL_DONE;
        result->version = group->version;
        if (group->requests == 0)
            rt_trial_judge_skip(result, "the client asked nothing");
        else
            judge_asking(group, result);
    }
}
