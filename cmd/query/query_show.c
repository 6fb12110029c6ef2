// SPDX-License-Identifier: BSD-2-Clause
/* Shows the result of each server. */
#include <inttypes.h>
#include <string.h>

#include "common/show.h"
#include "files/judgement_json.h"
#include "query/query.h"
#include "wire/seconds.h"

static const char *state_name(enum rt_client_state state)
{
    switch (state) {
    case RT_CLIENT_VALID:
        return "valid";
    case RT_CLIENT_REJECTED:
        return "invalid";
    case RT_CLIENT_SILENT:
        return "silent";
    case RT_CLIENT_UNREACHABLE:
        return "unreachable";
    case RT_CLIENT_UNRESOLVED:
        return "unresolved";
    case RT_CLIENT_UNFIT:
        return "unfit";
    case RT_CLIENT_UNDECIDED:
        return "undecided";
    }
    return NULL;
}

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

static void answer_json(struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    const struct rt_client_result *result = &target->result;
    const struct rt_judgement *judgement = &result->judgement;
    bool valid = result->state == RT_CLIENT_VALID;
    rt_output_string(out, "version", judgement->best.version->name);
    rt_member_reading(out, "reading", judgement->best.reading);
    rt_output_string(out, "verdict", rt_verdict_name(judgement->verdict));
    if (valid) {
        rt_member_moment(out, judgement->rules.clock, result->has_time, result->midpoint,
                         result->radius);
        rt_output_uint_string(out, "rtt_ns", result->rtt_ns);
    } else {
        nulls_json(out, no_time);
    }
    if (target->measured) {
        rt_output_int_string(out, "offset_ns", target->offset_ns);
        rt_output_uint_string(out, "bound_ns", target->bound_ns);
    } else {
        nulls_json(out, no_offset);
    }
    failed_checks_json(out, judgement);
    query_why_json(query, target);
    counts_json(out, result);
    rt_output_object(out, "exchange");
    rt_output_base64(out, "publicKey", (struct rt_view){target->key, RT_KEY_SIZE});
    rt_output_base64(out, "request", result->request);
    rt_output_base64(out, "response", result->response);
    if (target->rand.len > 0 && (valid || query->stamps))
        rt_output_base64(out, "rand", (struct rt_view){target->rand.bytes, target->rand.len});
    rt_output_string(out, "version", judgement->best.version->name);
    rt_output_end(out);
}

static void show_json(struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    const struct rt_client_result *result = &target->result;
    char text[RT_ENDPOINT_TEXT_SIZE];
    bool known = result->from.family != 0;
    rt_output_record(out, "query");
    if (query->chaining.wanted) {
        rt_output_uint(out, "round", target->round);
        if (target->link > 0)
            rt_output_uint(out, "link", target->link);
        else
            rt_output_null(out, "link");
    }
    rt_output_object(out, "server");
    rt_output_string(out, "name", target->name);
    rt_output_base64(out, "key", (struct rt_view){target->key, RT_KEY_SIZE});
    rt_output_end(out);
    rt_output_string(out, "address", known ? rt_endpoint_text(&result->from, text) : NULL);
    rt_output_string(out, "transport", known ? rt_transport_name(result->transport) : NULL);
    rt_output_string(out, "state", state_name(result->state));
    if (rt_view_present(result->response)) {
        answer_json(query, target);
    } else {
        nulls_json(out, no_reply);
        nulls_json(out, no_time);
        nulls_json(out, no_offset);
        rt_output_null(out, "checks");
        query_why_json(query, target);
        counts_json(out, result);
        rt_output_null(out, "exchange");
    }
    rt_output_record_end(out);
}

static void where(struct rt_output *out, const struct rt_client_result *result)
{
    char text[RT_ENDPOINT_TEXT_SIZE];
    if (result->from.family != 0)
        rt_output_print(out, "  %s %s", rt_transport_name(result->transport),
                        rt_endpoint_text(&result->from, text));
}

static void valid_text(struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    const struct rt_client_result *result = &target->result;
    char text[RT_MOMENT_SIZE], offset[RT_SECONDS_SIZE];
    uint64_t rtt_us = result->rtt_ns / 1000;
    rt_output_text(out, result->has_time
                            ? rt_clock_moment_text(result->judgement.rules.clock, result->midpoint,
                                                   result->radius, text)
                            : "no time");
    if (target->measured)
        rt_output_print(out, "  offset %s",
                        rt_seconds_about(target->offset_ns, target->bound_ns, offset));
    rt_output_print(out, "  rtt %" PRIu64 ".%03" PRIu64 " ms", rtt_us / 1000, rtt_us % 1000);
    where(out, result);
    rt_output_text(out, "\n");
}

/* The checks of a reply: those that failed, or all. */
static void checks_text(struct query *query, const struct rt_judgement *judgement)
{
    bool all = option_given(&query->app->options, OPTION_VERBOSE);
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++)
        if (all || judgement->report.checks[i].outcome == RT_FAIL ||
            judgement->report.checks[i].outcome == RT_UNDECIDED)
            show_check(&query->app->out, judgement->best.version, (enum rt_check)i,
                       &judgement->report.checks[i]);
}

static void invalid_text(struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    unsigned rejected = target->result.count[RT_TAKEN_REJECTED];
    rt_output_print(out, "%u of %u %s failed these checks", rejected, rejected,
                    rejected == 1 ? "reply" : "replies");
    where(out, &target->result);
    rt_output_text(out, "\n");
}

static void show_text(struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    const struct rt_client_result *result = &target->result;
    bool valid = result->state == RT_CLIENT_VALID;
    char text[NAMES_SIZE];
    const char *name = "-";
    const struct rt_exchange exchange = query_exchange(target);
    char number[24];
    char cause[RT_CLIENT_WHY_SIZE];
    if (valid && option_given(&query->app->options, OPTION_QUIET))
        return;
    if (rt_view_present(result->response))
        name = query_version(query, target, &exchange, &result->judgement, text);
    if (query->chaining.wanted) {
        snprintf(number, sizeof number, "%zu", target->link);
        rt_output_cell(out, RT_STYLE_PLAIN, 4, target->link > 0 ? number : "-");
    }
    rt_output_cell(out, RT_STYLE_HEAD, query->width + 2, target->name);
    rt_output_cell(out, RT_STYLE_PLAIN, 10, name);
    rt_output_cell(out, valid ? RT_STYLE_GOOD : RT_STYLE_BAD, 13, state_name(result->state));
    if (valid) {
        valid_text(query, target);
    } else if (result->state == RT_CLIENT_UNDECIDED) {
        rt_output_text(out, "a reply came, and the cryptographic library failed to judge it\n");
    } else if (rt_view_present(result->response)) {
        invalid_text(query, target);
    } else {
        rt_output_print(out, "%s\n", query_why(query, target, cause));
    }
    if (rt_view_present(result->response))
        checks_text(query, &result->judgement);
    query_why_more(query, target);
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

/* The time alone; what goes wrong goes to standard error. */
static void show_short(struct query *query, const struct query_target *target)
{
    const struct rt_client_result *result = &target->result;
    char text[RT_CLIENT_WHY_SIZE];
    if (result->state == RT_CLIENT_VALID) {
        if (query->agree == 0 && result->has_time)
            rt_output_print(&query->app->out, "%s\n",
                            rt_clock_text(result->judgement.rules.clock, result->midpoint, text));
        return;
    }
    if (result->state == RT_CLIENT_REJECTED) {
        failed_names(&result->judgement, text, sizeof text);
    } else if (result->state == RT_CLIENT_UNDECIDED) {
        snprintf(text, sizeof text, "the cryptographic library failed");
    } else {
        query_why(query, target, text);
    }
    app_complain(query->app, EXIT_GOOD, target->name, "%s: %s", state_name(target->result.state),
                 text);
}

void query_show(struct query *query, const struct query_target *target)
{
    if (query->app->form != RT_OUTPUT_TEXT)
        show_json(query, target);
    else if (query->brief)
        show_short(query, target);
    else
        show_text(query, target);
}
