// SPDX-License-Identifier: BSD-2-Clause
/*
 * What many answers amount to.
 *
 * Each valid answer proves an interval for the offset of the local clock, offset +- bound: the
 * local clock goes on evenly while servers are asked, so that these intervals can be compared
 * although the answers came at different times.
 *
 * Who has the same long-term key is one server, however often and wherever it was asked: it counts
 * once, with what all its answers share. If they share nothing it has contradicted itself, and
 * counts for nothing.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "common/memory.h"
#include "common/show.h"
#include "query/query.h"
#include "wire/seconds.h"

struct sum {
    size_t valid;
    size_t invalid;
    size_t undecided;                /* an answer that could not be judged */
    size_t silent;                   /* no answer, whatever the reason */
    struct rt_agree_answer *answers; /* of the targets, in their order */
    struct rt_agree_sum agreed;
    bool clock_wrong;
    int64_t correction_ns; /* what the local clock is ahead, in the middle of what was agreed */
    int64_t time_ns;       /* the corrected local clock now */
    enum exit_code code;
};

static struct rt_interval interval_of(const struct query_target *target)
{
    return rt_interval_around(target->offset_ns, target->bound_ns);
}

/* Finds on what the servers agree. */
static void agree(struct query *query, struct sum *sum)
{
    struct rt_edge *edges = memory_need(calloc(2 * query->count + 1, sizeof *edges));
    sum->answers = memory_need(calloc(query->count + 1, sizeof *sum->answers));
    for (size_t i = 0; i < query->count; i++) {
        const struct query_target *target = &query->targets[i];
        sum->answers[i] = (struct rt_agree_answer){
            .first = target->first, .measured = target->measured, .own = interval_of(target)};
    }
    sum->agreed = rt_agree_answers(sum->answers, query->count, edges);
    free(edges);
}

/* A chain goes on without those who have no valid answer: who they are says nothing about time. */
static enum exit_code code_of_chain(const struct query *query, const struct sum *sum)
{
    if (query->links < 2)
        return EXIT_NO_ANSWER;
    return sum->silent + sum->invalid > 0 ? EXIT_SOME : EXIT_GOOD;
}

/* With --agree only the agreement counts; without, every server. */
static enum exit_code code_of(const struct query *query, const struct sum *sum)
{
    enum exit_code code = EXIT_GOOD;
    if (query->agree > 0) {
        if (sum->agreed.agreement.count >= query->agree && sum->agreed.agreement.ties > 0)
            code = EXIT_FAILED;
        else if (sum->agreed.agreement.count < query->agree)
            code = sum->agreed.measured >= query->agree || sum->invalid > 0 ? EXIT_FAILED
                   : sum->agreed.measured > 0                               ? EXIT_SOME
                                                                            : EXIT_NO_ANSWER;
    } else {
        if (query->chaining.wanted)
            code = code_of_chain(query, sum);
        else if (sum->silent > 0)
            code = sum->valid + sum->invalid > 0 ? EXIT_SOME : EXIT_NO_ANSWER;
        if ((sum->invalid > 0 && !query->chaining.wanted) || sum->agreed.agreement.ties > 0 ||
            sum->agreed.contradictory > 0)
            code = EXIT_FAILED;
    }
    if (sum->undecided > 0)
        code = EXIT_BUG;
    return sum->clock_wrong ? exit_worse(code, EXIT_CLOCK) : code;
}

/* Whether what was found is enough to speak of the time. */
static bool proven(const struct query *query, const struct sum *sum)
{
    size_t needed = query->agree > 0 ? query->agree : 1;
    return sum->agreed.agreement.count >= needed && sum->agreed.agreement.ties == 0;
}

static const char *time_text(int64_t ns, char text[RT_TIME_SIZE])
{
    if (ns < 0)
        snprintf(text, RT_TIME_SIZE, "before 1970");
    else
        rt_clock_text(RT_CLOCK_UNIX_US, (uint64_t)ns / 1000, text);
    return text;
}

/* Whether a target's key is not among those that agree. */
static bool outside(const struct query *query, const struct sum *sum, size_t i)
{
    const struct query_target *target = &query->targets[i];
    const struct rt_agree_answer *answer = &sum->answers[i];
    /* A key of which an earlier round has told is not named again. */
    bool told = target->round > 1 && sum->answers[target->first].measured;
    return answer->measured && !answer->agrees && !told;
}

/* Whether a target has the key of another before it. That a chain asks the same server again is no
 * news. */
static bool counts_with_another(const struct query *query, size_t i)
{
    const struct query_target *target = &query->targets[i];
    return target->first != i && target->round < 2;
}

static void same_key_json(struct query *query)
{
    struct rt_output *out = &query->app->out;
    rt_output_array(out, "same_key");
    for (size_t i = 0; i < query->count; i++)
        if (counts_with_another(query, i))
            rt_output_string(out, NULL, query->targets[i].name);
    rt_output_end(out);
}

static void outside_json(struct query *query, const struct sum *sum)
{
    struct rt_output *out = &query->app->out;
    rt_output_array(out, "outside");
    for (size_t i = 0; i < query->count; i++)
        if (outside(query, sum, i))
            rt_output_string(out, NULL, query->targets[i].name);
    rt_output_end(out);
}

static void sum_json(struct query *query, const struct sum *sum)
{
    struct rt_output *out = &query->app->out;
    char text[RT_TIME_SIZE];
    rt_output_record(out, "summary");
    rt_output_uint(out, "asked", query->count);
    rt_output_uint(out, "valid", sum->valid);
    rt_output_uint(out, "invalid", sum->invalid);
    rt_output_uint(out, "silent", sum->silent);
    rt_output_uint(out, "undecided", sum->undecided);
    rt_output_uint(out, "keys", query->keys);
    same_key_json(query);
    if (query->chaining.wanted)
        rt_output_uint(out, "links", query->links);
    if (sum->agreed.agreement.count > 0) {
        rt_output_object(out, "agreement");
        rt_output_uint(out, "count", sum->agreed.agreement.count);
        if (query->agree > 0)
            rt_output_uint(out, "needed", query->agree);
        rt_output_int_string(out, "low_ns", sum->agreed.agreement.shared.low);
        rt_output_int_string(out, "high_ns", sum->agreed.agreement.shared.high);
        rt_output_uint(out, "ties", sum->agreed.agreement.ties);
        outside_json(query, sum);
        rt_output_end(out);
    } else {
        rt_output_null(out, "agreement");
    }
    if (proven(query, sum)) {
        rt_output_int_string(out, "offset_ns", sum->correction_ns);
        rt_output_object(out, "time");
        rt_output_string(out, "time", time_text(sum->time_ns, text));
        rt_output_int_string(out, "unix_ns", sum->time_ns);
        rt_output_end(out);
        if (query->check_clock)
            rt_output_bool(out, "clock_good", !sum->clock_wrong);
    }
    rt_output_int(out, "exit", (int64_t)exit_worse(sum->code, query->app->code));
    rt_output_record_end(out);
}

static uint64_t half_width(const struct rt_interval *interval)
{
    return ((uint64_t)interval->high - (uint64_t)interval->low) / 2;
}

static void agreement_text(struct query *query, const struct sum *sum)
{
    struct rt_output *out = &query->app->out;
    const struct rt_interval *shared = &sum->agreed.agreement.shared;
    char text[RT_SECONDS_SIZE], time[RT_TIME_SIZE];
    rt_output_print(out, "%zu of %zu agree: the local clock is %s", sum->agreed.agreement.count,
                    sum->agreed.measured, rt_seconds_between(shared->low, shared->high, text));
    if (proven(query, sum))
        rt_output_print(out, "; the time is %s\n",
                        rt_seconds_time(sum->time_ns, half_width(shared), time));
    else if (sum->agreed.agreement.count >= query->agree)
        rt_output_text(out, "; as many agree on another time\n");
    else
        rt_output_print(out, "; %zu were needed\n", query->agree);
    for (size_t i = 0; i < query->count; i++) {
        const struct query_target *target = &query->targets[i];
        if (!outside(query, sum, i))
            continue;
        rt_output_text(out, "  outside: ");
        rt_output_styled(out, RT_STYLE_BAD, target->name);
        struct rt_interval own = interval_of(target);
        rt_output_print(out, " says: %s\n", rt_seconds_between(own.low, own.high, text));
    }
}

/* Who counts together with whom. */
static void same_key_text(struct query *query)
{
    struct rt_output *out = &query->app->out;
    for (size_t i = 0; i < query->count; i++) {
        const struct query_target *target = &query->targets[i];
        if (!counts_with_another(query, i))
            continue;
        rt_output_print(out, "  same key: %s counts with %s as one server\n", target->name,
                        query->targets[target->first].name);
    }
}

static void counts_text(struct rt_output *out, size_t asked, const struct sum *sum)
{
    rt_output_print(out, "%zu asked: %zu valid, %zu invalid, %zu without answer", asked, sum->valid,
                    sum->invalid, sum->silent);
    if (sum->undecided > 0)
        rt_output_print(out, ", %zu undecided", sum->undecided);
    rt_output_text(out, "\n");
}

static void sum_text(struct query *query, const struct sum *sum)
{
    struct rt_output *out = &query->app->out;
    char text[RT_TIME_SIZE], where[RT_SECONDS_SIZE];
    if (query->brief) {
        if (query->agree > 0 && proven(query, sum))
            rt_output_print(out, "%s\n", time_text(sum->time_ns, text));
    } else {
        if (query->count > 1)
            counts_text(out, query->count, sum);
        if (sum->agreed.agreement.count > 0 && (query->count > 1 || query->agree > 0))
            agreement_text(query, sum);
        same_key_text(query);
    }
    if (sum->agreed.agreement.ties > 0 && sum->agreed.agreement.count >= query->agree)
        app_complain(query->app, EXIT_GOOD, NULL,
                     "%zu of %zu servers agree, and as many on another time",
                     sum->agreed.agreement.count, query->keys);
    else if (query->agree > 0 && !proven(query, sum))
        app_complain(query->app, EXIT_GOOD, NULL, "%zu of %zu servers agree, %zu are needed",
                     sum->agreed.agreement.count, query->keys, query->agree);
    if (sum->agreed.contradictory > 0)
        app_complain(query->app, EXIT_GOOD, NULL,
                     "%zu of %zu servers contradict themselves: valid replies of one key prove "
                     "times that exclude each other",
                     sum->agreed.contradictory, query->keys);
    if (sum->clock_wrong)
        app_complain(query->app, EXIT_GOOD, NULL,
                     "the local clock is outside the proven time: it is %s",
                     rt_seconds_between(sum->agreed.agreement.shared.low,
                                        sum->agreed.agreement.shared.high, where));
}

enum exit_code query_sum(struct query *query)
{
    struct sum sum = {.valid = 0};
    for (size_t i = 0; i < query->count; i++) {
        enum rt_client_state state = query->targets[i].result.state;
        sum.valid += state == RT_CLIENT_VALID;
        sum.invalid += state == RT_CLIENT_REJECTED;
        sum.undecided += state == RT_CLIENT_UNDECIDED;
    }
    sum.silent = query->count - sum.valid - sum.invalid - sum.undecided;
    agree(query, &sum);
    struct rt_interval shared = sum.agreed.agreement.shared;
    sum.correction_ns = shared.low / 2 + shared.high / 2 + (shared.low % 2 + shared.high % 2) / 2;
    int64_t local = query_local(query, query_now());
    if (__builtin_sub_overflow(local, sum.correction_ns, &sum.time_ns))
        sum.time_ns = sum.correction_ns < 0 ? INT64_MAX : INT64_MIN;
    sum.clock_wrong =
        query->check_clock && proven(query, &sum) && (shared.low > 0 || shared.high < 0);
    sum.code = code_of(query, &sum);
    if (query->app->form != RT_OUTPUT_TEXT)
        sum_json(query, &sum);
    else
        sum_text(query, &sum);
    free(sum.answers);
    return sum.code;
}
