// SPDX-License-Identifier: BSD-2-Clause
/* Says what was seen of a server in each case, and whether it is right. */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "client/conform_internal.h"
#include "rules/rules.h"

const char *rt_conform_outcome_name(enum rt_conform_outcome outcome)
{
    switch (outcome) {
    case RT_CONFORM_PASS:
        return "pass";
    case RT_CONFORM_FAIL:
        return "fail";
    case RT_CONFORM_SKIP:
        break;
    }
    return "skipped";
}

static const struct {
    const char *name, *text;
} causes[RT_CONFORM_CAUSE_COUNT] = {
#define X(id, name, text) {name, text},
    RT_CONFORM_CAUSES(X)
#undef X
};

const char *rt_conform_cause_name(enum rt_conform_cause cause)
{
    return causes[cause].name;
}

static void say(struct rt_conform_result *result, enum rt_conform_outcome outcome,
                enum rt_conform_cause cause)
{
    result->outcome = outcome;
    result->cause = cause;
}

/* Nothing can be said as long as a check fails. */
static void block(struct rt_conform_result *result, enum rt_check check)
{
    result->check = check;
    say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_BLOCKED);
}

/* What keeps a case from being observed, whatever it is; false: nothing does. */
static bool is_unseen(const struct rt_conform *conform, const struct rt_conform_evidence *evidence,
                      struct rt_conform_result *result)
{
    if (evidence->replies > 0)
        return false;
    if (!evidence->asked)
        say(result, RT_CONFORM_SKIP,
            conform->dead                        ? RT_CONFORM_CAUSE_DEAD
            : evidence->unsure || conform->spent ? RT_CONFORM_CAUSE_BUDGET
                                                 : RT_CONFORM_CAUSE_UNASKED);
    else if (evidence->unsure)
        say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_BUDGET);
    else if (evidence->error)
        say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_UNREACHABLE);
    else
        return false;
    return true;
}

/* Servers may have to send more than clients check. */
static bool radius_is_small(const struct rt_subject *subject, const struct rt_rules *rules)
{
    uint64_t midpoint;
    uint32_t radius;
    return rt_subject_time(subject, &midpoint, &radius) && radius < rt_rules_least_radius(rules);
}

/* Decides a check of the reply to a right request under the version itself. */
static void judge_check(const struct rt_conform *conform, struct rt_conform_result *result,
                        enum rt_check check)
{
    const struct rt_candidate *as = &result->demand.as;
    const struct rt_rules rules = rt_candidate_rules(as);
    const struct rt_exchange exchange = {
        .request = result->request,
        .response = result->response,
        .key = conform->plan.key,
        .transport = result->transport,
    };
    struct rt_subject subject;
    rt_subject_init(&subject, conform->crypto, &exchange);
    struct rt_result found = rt_verify_check(&subject, as->version, &rules, check);
    result->check = check;
    result->reason = found.reason;
    switch (found.outcome) {
    case RT_PASS:
        say(result, RT_CONFORM_PASS, RT_CONFORM_CAUSE_PASSES);
        if (check == RT_CHECK_RADIUS && radius_is_small(&subject, &rules))
            say(result, RT_CONFORM_FAIL, RT_CONFORM_CAUSE_SMALL);
        break;
    case RT_FAIL:
        say(result, RT_CONFORM_FAIL, RT_CONFORM_CAUSE_FAILS);
        break;
    case RT_BLOCKED:
        block(result, found.blocked_by);
        break;
    case RT_UNDEFINED:
    case RT_UNVERIFIED:
        say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_NOTHING);
        break;
    case RT_UNDECIDED:
        say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_UNDECIDED);
        break;
    }
}

/* The first check that a reply fails beyond those that all replies fail. */
static void name_check(const struct rt_conform *conform, const struct rt_conform_evidence *evidence,
                       struct rt_conform_result *result)
{
    uint32_t fails =
        evidence->fails & ~rt_conform_base(conform) & ~rt_conform_excused(result->demand.which);
    for (int check = RT_CHECK_COUNT - 1; check >= 0; check--)
        if (fails >> check & 1)
            result->check = (enum rt_check)check;
}

/* How a case comes out, by what its replies were like. */
struct outcomes {
    enum rt_conform_outcome nothing, foreign, good, bad;
};

static void judge_replies(const struct rt_conform *conform,
                          const struct rt_conform_evidence *evidence,
                          struct rt_conform_result *result, struct outcomes outcomes)
{
    switch (evidence->quality) {
    case RT_CONFORM_NONE:
    case RT_CONFORM_NOTHING:
        say(result, outcomes.nothing, RT_CONFORM_CAUSE_SILENT);
        break;
    case RT_CONFORM_FOREIGN:
        result->other = evidence->other;
        say(result, outcomes.foreign, RT_CONFORM_CAUSE_OTHER);
        break;
    case RT_CONFORM_GOOD:
        say(result, outcomes.good, RT_CONFORM_CAUSE_ANSWERED);
        break;
    case RT_CONFORM_GREASED:
    case RT_CONFORM_BAD:
        if (outcomes.bad == RT_CONFORM_FAIL)
            name_check(conform, evidence, result);
        say(result, outcomes.bad,
            outcomes.bad == RT_CONFORM_FAIL ? RT_CONFORM_CAUSE_FAILS : RT_CONFORM_CAUSE_REPLIED);
        break;
    }
}

/* A reply where one is due, or may come. */
static void judge_answer(const struct rt_conform *conform,
                         const struct rt_conform_evidence *evidence,
                         struct rt_conform_result *result)
{
    const bool may = result->demand.due == RT_CONFORM_EITHER;
    judge_replies(conform, evidence, result,
                  (struct outcomes){
                      .nothing = may ? RT_CONFORM_PASS : RT_CONFORM_FAIL,
                      .foreign = RT_CONFORM_PASS,
                      .good = RT_CONFORM_PASS,
                      .bad = RT_CONFORM_FAIL,
                  });
}

/* A server that speaks another version may answer what this one leaves alone. */
static const struct outcomes silence = {
    .nothing = RT_CONFORM_PASS,
    .foreign = RT_CONFORM_SKIP,
    .good = RT_CONFORM_FAIL,
    .bad = RT_CONFORM_FAIL,
};

/* A right request of the version: whether its reply is valid is said by the checks. */
static const struct outcomes right = {
    .nothing = RT_CONFORM_FAIL,
    .foreign = RT_CONFORM_FAIL,
    .good = RT_CONFORM_PASS,
    .bad = RT_CONFORM_PASS,
};

static void judge_burst(const struct rt_conform *conform,
                        const struct rt_conform_evidence *evidence,
                        struct rt_conform_result *result)
{
    if (evidence->quality == RT_CONFORM_BAD) {
        name_check(conform, evidence, result);
        say(result, RT_CONFORM_FAIL, RT_CONFORM_CAUSE_FAILS);
    } else if (evidence->trees > evidence->greased) {
        say(result, RT_CONFORM_PASS, RT_CONFORM_CAUSE_PASSES);
    } else {
        say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_ALONE);
    }
}

static void judge_times(const struct rt_conform *conform, struct rt_conform_result *result)
{
    const struct rt_conform_evidence *shows = &conform->evidence[conform->apart_of];
    if (conform->timed < 2) {
        say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_FEW);
    } else if (!conform->apart) {
        say(result, RT_CONFORM_PASS, RT_CONFORM_CAUSE_PASSES);
    } else {
        say(result, RT_CONFORM_FAIL, RT_CONFORM_CAUSE_APART);
        result->transport = shows->transport;
        result->request = (struct rt_view){shows->request, shows->request_len};
        result->response = (struct rt_view){shows->response, shows->response_len};
    }
}

static void judge_two(const struct rt_conform *conform, const struct rt_conform_evidence *evidence,
                      struct rt_conform_result *result)
{
    if (evidence->quality < RT_CONFORM_GOOD || evidence->quality == RT_CONFORM_BAD)
        judge_answer(conform, evidence, result);
    else if (evidence->good > 1)
        say(result, RT_CONFORM_PASS, RT_CONFORM_CAUSE_ANSWERED);
    else
        say(result, RT_CONFORM_FAIL, RT_CONFORM_CAUSE_SOME);
}

static void judge_other(const struct rt_conform *conform,
                        const struct rt_conform_evidence *evidence,
                        struct rt_conform_result *result, enum rt_conform_other other)
{
    switch (other) {
    case RT_CONFORM_OTHER_BURST:
        judge_burst(conform, evidence, result);
        break;
    case RT_CONFORM_OTHER_TIMES:
        judge_times(conform, result);
        break;
    case RT_CONFORM_OTHER_TCP:
    case RT_CONFORM_OTHER_TCP_PIECES:
        judge_answer(conform, evidence, result);
        break;
    case RT_CONFORM_OTHER_TCP_TWO:
        judge_two(conform, evidence, result);
        break;
    case RT_CONFORM_OTHER_COUNT:
        break;
    }
}

/* What shows how a case came out: what was seen of it, or of the right request. */
static const struct rt_conform_evidence *evidence_of(const struct rt_conform *conform,
                                                     enum rt_conform_case which)
{
    const struct rt_conform_evidence *plain = &conform->evidence[RT_CONFORM_CASE_REQUEST_PLAIN];
    const struct rt_conform_evidence *own = &conform->evidence[which];
    if (rt_conform_case_row(which)->kind == RT_CONFORM_REPLY)
        return plain;
    /* Where nobody answers over UDP, right requests go over TCP. */
    if (which == RT_CONFORM_CASE_OTHER_TCP && plain->transport == RT_TRANSPORT_TCP)
        return plain;
    return own;
}

static bool is_spoken(const struct rt_conform *conform)
{
    const struct rt_conform_evidence *plain = &conform->evidence[RT_CONFORM_CASE_REQUEST_PLAIN];
    return plain->quality == RT_CONFORM_GREASED || plain->quality >= RT_CONFORM_GOOD;
}

static void judge(const struct rt_conform *conform, const struct rt_conform_evidence *evidence,
                  struct rt_conform_result *result)
{
    const enum rt_conform_case which = result->demand.which;
    const struct rt_conform_row *row = rt_conform_case_row(which);
    bool plain = which == RT_CONFORM_CASE_REQUEST_PLAIN;
    if (conform->dead && conform->dead_of == which)
        say(result, RT_CONFORM_FAIL, RT_CONFORM_CAUSE_DIES);
    else if (which != RT_CONFORM_CASE_OTHER_TIMES && is_unseen(conform, evidence, result))
        return;
    else if (plain)
        judge_replies(conform, evidence, result, right);
    else if (!is_spoken(conform))
        say(result, RT_CONFORM_SKIP, RT_CONFORM_CAUSE_UNSPOKEN);
    else if (which == RT_CONFORM_CASE_REQUEST_SRV &&
             (rt_conform_base(conform) >> RT_CHECK_CERT_SIGNATURE & 1))
        block(result, RT_CHECK_CERT_SIGNATURE);
    else if (row->kind != RT_CONFORM_REPLY &&
             (rt_conform_base(conform) >> RT_CHECK_MESSAGE_HEADER & 1))
        block(result, RT_CHECK_MESSAGE_HEADER); /* what is no message is no answer */
    else if (row->kind == RT_CONFORM_REPLY)
        judge_check(conform, result, row->check);
    else if (row->kind == RT_CONFORM_OTHER)
        judge_other(conform, evidence, result, row->other);
    else if (result->demand.due == RT_CONFORM_SILENCE)
        judge_replies(conform, evidence, result, silence);
    else
        judge_answer(conform, evidence, result);
}

bool rt_conform_judge(const struct rt_conform *conform, size_t choice, enum rt_conform_case which,
                      struct rt_conform_result *result)
{
    const struct rt_candidate as = rt_conform_candidate(conform, choice);
    const struct rt_conform_evidence *evidence = evidence_of(conform, which);
    memset(result, 0, sizeof *result);
    if (!rt_conform_case_find(&as, which, &result->demand) ||
        (conform->settings->selects &&
         !conform->settings->selects(conform->settings->context, &result->demand)))
        return false;
    result->check = RT_CHECK_COUNT;
    result->greased = rt_conform_grease(evidence);
    result->transport = evidence->transport;
    if (evidence->request_len > 0)
        result->request = (struct rt_view){evidence->request, evidence->request_len};
    if (evidence->response_len > 0)
        result->response = (struct rt_view){evidence->response, evidence->response_len};
    judge(conform, evidence, result);
    return true;
}

bool rt_conform_key_is_wrong(const struct rt_conform *conform)
{
    return conform->key_differs && !conform->key_fits;
}

/* Why a check fails, behind its name. */
static void say_check(const struct rt_conform_result *result, char text[RT_CONFORM_SEEN_SIZE])
{
    const char *name = rt_check_row(result->check)->name;
    bool answer = rt_conform_case_row(result->demand.which)->kind != RT_CONFORM_REPLY;
    const char *before = answer ? "an answer, of which " : "";
    if (result->cause == RT_CONFORM_CAUSE_BLOCKED)
        snprintf(text, RT_CONFORM_SEEN_SIZE, "%s fails", name);
    else if (result->reason != RT_OK)
        snprintf(text, RT_CONFORM_SEEN_SIZE, "%s%s fails: %s", before, name,
                 rt_error_text(result->reason));
    else
        snprintf(text, RT_CONFORM_SEEN_SIZE, "%s%s fails", before, name);
}

const char *rt_conform_seen(const struct rt_conform_result *result, char text[RT_CONFORM_SEEN_SIZE])
{
    const char *said = result->cause == RT_CONFORM_CAUSE_PASSES
                           ? rt_conform_case_expected(&result->demand)
                           : causes[result->cause].text;
    snprintf(text, RT_CONFORM_SEEN_SIZE, "%s", said);
    if (result->check != RT_CHECK_COUNT &&
        (result->cause == RT_CONFORM_CAUSE_FAILS || result->cause == RT_CONFORM_CAUSE_BLOCKED))
        say_check(result, text);
    else if (result->cause == RT_CONFORM_CAUSE_OTHER && result->other.version)
        snprintf(text, RT_CONFORM_SEEN_SIZE, "%s, %s", said, result->other.version->name);
    return text;
}
