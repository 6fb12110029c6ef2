// SPDX-License-Identifier: BSD-2-Clause
/* Prints what servers answered. */
#include "files/client_print.h"

#include <inttypes.h>

#include "files/judgement_json.h"
#include "wire/seconds.h"

static void failed_checks_json(struct rt_output *out, const struct rt_judgement *judgement)
{
    rt_output_array(out, "checks");
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        const struct rt_result *result = &judgement->report.checks[i];
        if (result->outcome == RT_FAIL || result->outcome == RT_UNDECIDED)
            rt_judgement_json_check(out, judgement->best.version, (enum rt_check)i, result, NULL,
                                    0);
    }
    rt_output_end(out);
}

static void counts_json(struct rt_output *out, const struct rt_client_result *result)
{
    rt_output_uint(out, "tries", result->tries);
    rt_output_object(out, "ignored");
    rt_output_uint(out, "rejected", result->count[RT_TAKEN_REJECTED]);
    rt_output_uint(out, "late", result->count[RT_TAKEN_LATE]);
    rt_output_uint(out, "foreign", result->count[RT_TAKEN_FOREIGN]);
    rt_output_uint(out, "other", result->count[RT_TAKEN_OTHER]);
    rt_output_end(out);
}

/* What a record has no value for: every record has the same keys. */
static const char *const no_reply[] = {"version", "reading", "verdict", NULL};
static const char *const no_time[] = {"midpoint", "radius", "rtt_ns", NULL};
static const char *const no_offset[] = {"offset_ns", "bound_ns", NULL};

static void nulls_json(struct rt_output *out, const char *const *keys)
{
    for (; *keys; keys++)
        rt_output_null(out, *keys);
}

static void hint_json(struct rt_output *out, const struct rt_client_why *why)
{
    const struct rt_client_scope *scope = why->scope;
    if (scope->hint_count == 0) {
        rt_output_null(out, "hint");
        return;
    }
    rt_output_object(out, "hint");
    rt_output_array(out, "versions");
    for (size_t i = 0; i < scope->hint_count; i++)
        rt_output_string(out, NULL, scope->hints[i].version->name);
    rt_output_end(out);
    if (why->result->state == RT_CLIENT_VALID)
        rt_output_bool(out, "right", !why->result->hint_wrong);
    else
        rt_output_null(out, "right");
    rt_output_end(out);
}

/* Why there is no valid answer, and in which versions the server was asked. */
static void why_json(struct rt_output *out, const struct rt_client_why *why)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    char text[RT_CLIENT_WHY_SIZE];
    bool valid = why->result->state == RT_CLIENT_VALID;
    rt_output_string(out, "cause", valid ? NULL : rt_client_why_text(why, text));
    rt_output_string(out, "why", valid ? NULL : rt_client_cause_name(why->result->why));
    rt_member_versions(
        out, "asked_in", versions,
        rt_client_scope_asked(why->scope, why->all, why->result, why->chained, false, versions));
    rt_member_versions(out, "answers_in", versions,
                       rt_client_scope_answered(why->scope, why->result, versions));
    hint_json(out, why);
}

static void answer_json(struct rt_output *out, const struct rt_client_print_server *server)
{
    const struct rt_client_result *result = server->why.result;
    const struct rt_judgement *judgement = &result->judgement;
    rt_output_string(out, "version", judgement->best.version->name);
    rt_member_reading(out, "reading", judgement->best.reading);
    rt_output_string(out, "verdict", rt_verdict_name(judgement->verdict));
    if (result->state == RT_CLIENT_VALID) {
        rt_member_moment(out, judgement->rules.clock, result->has_time, result->midpoint,
                         result->radius);
        rt_output_uint_string(out, "rtt_ns", result->rtt_ns);
    } else {
        nulls_json(out, no_time);
    }
    if (server->measured) {
        rt_output_int_string(out, "offset_ns", server->offset_ns);
        rt_output_uint_string(out, "bound_ns", server->bound_ns);
    } else {
        nulls_json(out, no_offset);
    }
    failed_checks_json(out, judgement);
    why_json(out, &server->why);
    counts_json(out, result);
    rt_output_object(out, "exchange");
    rt_output_base64(out, "publicKey", (struct rt_view){server->key, RT_KEY_SIZE});
    rt_output_base64(out, "request", result->request);
    rt_output_base64(out, "response", result->response);
    if (rt_view_present(server->rand))
        rt_output_base64(out, "rand", server->rand);
    rt_output_string(out, "version", judgement->best.version->name);
    rt_output_end(out);
}

static void no_answer_json(struct rt_output *out, const struct rt_client_print_server *server)
{
    nulls_json(out, no_reply);
    nulls_json(out, no_time);
    nulls_json(out, no_offset);
    rt_output_null(out, "checks");
    why_json(out, &server->why);
    counts_json(out, server->why.result);
    rt_output_null(out, "exchange");
}

static void server_json(struct rt_output *out, const struct rt_client_print_server *server)
{
    rt_output_object(out, "server");
    rt_output_string(out, "name", server->name);
    rt_output_base64(out, "key", (struct rt_view){server->key, RT_KEY_SIZE});
    rt_output_end(out);
}

void rt_client_print_json(struct rt_output *out, const struct rt_client_print_server *server)
{
    const struct rt_client_result *result = server->why.result;
    char text[RT_ENDPOINT_TEXT_SIZE];
    bool known = result->from.family != 0;
    rt_output_record(out, "query");
    if (server->why.chained) {
        rt_output_uint(out, "round", server->round);
        if (server->link > 0)
            rt_output_uint(out, "link", server->link);
        else
            rt_output_null(out, "link");
    }
    server_json(out, server);
    rt_output_string(out, "address", known ? rt_endpoint_text(&result->from, text) : NULL);
    rt_output_string(out, "transport", known ? rt_transport_name(result->transport) : NULL);
    rt_output_string(out, "state", rt_client_state_name(result->state));
    if (rt_view_present(result->response))
        answer_json(out, server);
    else
        no_answer_json(out, server);
    rt_output_record_end(out);
}

void rt_client_print_link(struct rt_output *out, const struct rt_client_print_server *server)
{
    const struct rt_client_result *result = server->why.result;
    rt_output_object(out, NULL);
    rt_output_uint(out, "link", server->link);
    server_json(out, server);
    rt_output_string(out, "version", result->judgement.best.version->name);
    rt_member_moment(out, result->judgement.rules.clock, result->has_time, result->midpoint,
                     result->radius);
    rt_output_end(out);
}

static void where(struct rt_output *out, const struct rt_client_result *result)
{
    char text[RT_ENDPOINT_TEXT_SIZE];
    if (result->from.family != 0)
        rt_output_print(out, "  %s %s", rt_transport_name(result->transport),
                        rt_endpoint_text(&result->from, text));
}

static void valid_text(struct rt_output *out, const struct rt_client_print_server *server)
{
    const struct rt_client_result *result = server->why.result;
    char text[RT_MOMENT_SIZE], offset[RT_SECONDS_SIZE];
    uint64_t rtt_us = result->rtt_ns / 1000;
    rt_output_text(out, result->has_time
                            ? rt_clock_moment_text(result->judgement.rules.clock, result->midpoint,
                                                   result->radius, text)
                            : "no time");
    if (server->measured)
        rt_output_print(out, "  offset %s",
                        rt_seconds_about(server->offset_ns, server->bound_ns, offset));
    rt_output_print(out, "  rtt %" PRIu64 ".%03" PRIu64 " ms", rtt_us / 1000, rtt_us % 1000);
    where(out, result);
    rt_output_text(out, "\n");
}

static void invalid_text(struct rt_output *out, const struct rt_client_result *result)
{
    unsigned rejected = result->count[RT_TAKEN_REJECTED];
    rt_output_print(out, "%u of %u %s failed these checks", rejected, rejected,
                    rejected == 1 ? "reply" : "replies");
    where(out, result);
    rt_output_text(out, "\n");
}

static enum rt_style style_of(enum rt_client_state state)
{
    return state == RT_CLIENT_VALID ? RT_STYLE_GOOD : RT_STYLE_BAD;
}

void rt_client_print_line(struct rt_output *out, const struct rt_client_print_server *server,
                          const char *version, unsigned width)
{
    const struct rt_client_result *result = server->why.result;
    char text[RT_CLIENT_WHY_SIZE];
    if (server->why.chained) {
        snprintf(text, sizeof text, "%zu", server->link);
        rt_output_cell(out, RT_STYLE_PLAIN, 4, server->link > 0 ? text : "-");
    }
    rt_output_cell(out, RT_STYLE_HEAD, width, server->name);
    rt_output_cell(out, RT_STYLE_PLAIN, 10, version ? version : "-");
    rt_output_cell(out, style_of(result->state), 13, rt_client_state_name(result->state));
    if (result->state == RT_CLIENT_VALID)
        valid_text(out, server);
    else if (result->state == RT_CLIENT_UNDECIDED)
        rt_output_text(out, "a reply came, and the cryptographic library failed to judge it\n");
    else if (rt_view_present(result->response))
        invalid_text(out, result);
    else
        rt_output_print(out, "%s\n", rt_client_why_text(&server->why, text));
}

/* The names of the checks that failed. */
static void failed_names(const struct rt_judgement *judgement, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < RT_CHECK_LONE_COUNT && used < size; i++)
        if (judgement->report.checks[i].outcome == RT_FAIL)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
                                     rt_check_row((enum rt_check)i)->name);
}

const char *rt_client_print_reason(const struct rt_client_why *why, char text[RT_CLIENT_WHY_SIZE])
{
    if (why->result->state == RT_CLIENT_REJECTED)
        failed_names(&why->result->judgement, text, RT_CLIENT_WHY_SIZE);
    else if (why->result->state == RT_CLIENT_UNDECIDED)
        snprintf(text, RT_CLIENT_WHY_SIZE, "the cryptographic library failed");
    else
        rt_client_why_text(why, text);
    return text;
}

static void names_json(struct rt_output *out, const char *key, const struct rt_client_sum *sum,
                       bool (*wanted)(const struct rt_client_sum_server *server))
{
    rt_output_array(out, key);
    for (size_t i = 0; i < sum->count; i++)
        if (wanted(&sum->servers[i]))
            rt_output_string(out, NULL, sum->servers[i].name);
    rt_output_end(out);
}

static bool is_outside(const struct rt_client_sum_server *server)
{
    return server->outside;
}

static bool has_same_key(const struct rt_client_sum_server *server)
{
    return server->same_key;
}

static void agreement_json(struct rt_output *out, const struct rt_client_sum *sum)
{
    const struct rt_agreement *agreement = &sum->agreed.agreement;
    if (agreement->count == 0) {
        rt_output_null(out, "agreement");
        return;
    }
    rt_output_object(out, "agreement");
    rt_output_uint(out, "count", agreement->count);
    if (sum->needed > 0)
        rt_output_uint(out, "needed", sum->needed);
    rt_output_int_string(out, "low_ns", agreement->shared.low);
    rt_output_int_string(out, "high_ns", agreement->shared.high);
    rt_output_uint(out, "ties", agreement->ties);
    names_json(out, "outside", sum, is_outside);
    rt_output_end(out);
}

void rt_client_print_sum_json(struct rt_output *out, const struct rt_client_sum *sum)
{
    char text[RT_TIME_SIZE];
    rt_output_uint(out, "asked", sum->count);
    rt_output_uint(out, "valid", sum->valid);
    rt_output_uint(out, "invalid", sum->invalid);
    rt_output_uint(out, "silent", sum->silent);
    rt_output_uint(out, "undecided", sum->undecided);
    rt_output_uint(out, "keys", sum->keys);
    names_json(out, "same_key", sum, has_same_key);
    if (sum->chained)
        rt_output_uint(out, "links", sum->links);
    agreement_json(out, sum);
    if (!sum->proven)
        return;
    rt_output_int_string(out, "offset_ns", sum->correction_ns);
    rt_output_object(out, "time");
    rt_output_string(out, "time", rt_client_sum_time(sum, text));
    rt_output_int_string(out, "unix_ns", sum->time_ns);
    rt_output_end(out);
    if (sum->check_clock)
        rt_output_bool(out, "clock_good", !sum->clock_wrong);
}

static void counts_text(struct rt_output *out, const struct rt_client_sum *sum)
{
    rt_output_print(out, "%zu asked: %zu valid, %zu invalid, %zu without answer", sum->count,
                    sum->valid, sum->invalid, sum->silent);
    if (sum->undecided > 0)
        rt_output_print(out, ", %zu undecided", sum->undecided);
    rt_output_text(out, "\n");
}

static uint64_t half_width(const struct rt_interval *interval)
{
    return ((uint64_t)interval->high - (uint64_t)interval->low) / 2;
}

static void agreement_text(struct rt_output *out, const struct rt_client_sum *sum)
{
    const struct rt_agreement *agreement = &sum->agreed.agreement;
    const struct rt_interval *shared = &agreement->shared;
    char text[RT_SECONDS_SIZE], time[RT_TIME_SIZE];
    rt_output_print(out, "%zu of %zu agree: the local clock is %s", agreement->count,
                    sum->agreed.measured, rt_seconds_between(shared->low, shared->high, text));
    if (sum->proven)
        rt_output_print(out, "; the time is %s\n",
                        rt_seconds_time(sum->time_ns, half_width(shared), time));
    else if (agreement->count >= sum->needed)
        rt_output_text(out, "; as many agree on another time\n");
    else
        rt_output_print(out, "; %zu were needed\n", sum->needed);
    for (size_t i = 0; i < sum->count; i++) {
        const struct rt_client_sum_server *server = &sum->servers[i];
        const struct rt_interval own = rt_interval_around(server->offset_ns, server->bound_ns);
        if (!server->outside)
            continue;
        rt_output_text(out, "  outside: ");
        rt_output_styled(out, RT_STYLE_BAD, server->name);
        rt_output_print(out, " says: %s\n", rt_seconds_between(own.low, own.high, text));
    }
}

void rt_client_print_sum(struct rt_output *out, const struct rt_client_sum *sum)
{
    if (sum->count > 1)
        counts_text(out, sum);
    if (sum->agreed.agreement.count > 0 && (sum->count > 1 || sum->needed > 0))
        agreement_text(out, sum);
    for (size_t i = 0; i < sum->count; i++)
        if (sum->servers[i].same_key)
            rt_output_print(out, "  same key: %s counts with %s as one server\n",
                            sum->servers[i].name, sum->servers[sum->servers[i].first].name);
}

/* An unverified chain is none that is valid. */
static uint64_t invalid_of(const struct rt_client_print_runs *runs)
{
    return runs->chains[RT_CHAIN_VERDICT_INVALID] + runs->chains[RT_CHAIN_VERDICT_UNVERIFIED];
}

void rt_client_print_runs(struct rt_output *out, const struct rt_client_print_runs *runs)
{
    const uint64_t undecided = runs->chains[RT_CHAIN_VERDICT_UNDECIDED];
    rt_output_print(out,
                    "%" PRIu64 " %s: %" PRIu64 " consistent, %" PRIu64 " contradictory, %" PRIu64
                    " invalid, %" PRIu64 " without a chain",
                    runs->count, runs->count == 1 ? "run" : "runs",
                    runs->chains[RT_CHAIN_VERDICT_CONSISTENT],
                    runs->chains[RT_CHAIN_VERDICT_CONTRADICTION], invalid_of(runs), runs->without);
    if (undecided > 0)
        rt_output_print(out, ", %" PRIu64 " undecided", undecided);
    rt_output_text(out, "\n");
}

void rt_client_print_runs_json(struct rt_output *out, const struct rt_client_print_runs *runs)
{
    rt_output_uint(out, "runs", runs->count);
    rt_output_uint(out, "consistent", runs->chains[RT_CHAIN_VERDICT_CONSISTENT]);
    rt_output_uint(out, "contradictions", runs->chains[RT_CHAIN_VERDICT_CONTRADICTION]);
    rt_output_uint(out, "invalid", invalid_of(runs));
    rt_output_uint(out, "undecided", runs->chains[RT_CHAIN_VERDICT_UNDECIDED]);
    rt_output_uint(out, "short", runs->without);
}
