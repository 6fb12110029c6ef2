// SPDX-License-Identifier: BSD-2-Clause
/* Shows the result of each server. */
#include <inttypes.h>
#include <string.h>

#include "common/show.h"
#include "files/client_print.h"
#include "query/query.h"
#include "wire/seconds.h"

static void show_json(struct query *query, const struct query_target *target)
{
    bool committed = target->result.state == RT_CLIENT_VALID || query->stamps;
    struct rt_client_print_server server = {
        .name = target->name,
        .key = target->key,
        .why = query_why_of(query, target),
        .measured = target->measured,
        .offset_ns = target->offset_ns,
        .bound_ns = target->bound_ns,
        .round = target->round,
        .link = target->link,
    };
    if (committed && target->rand.len > 0)
        server.rand = (struct rt_view){target->rand.bytes, target->rand.len};
    rt_client_print_json(&query->app->out, &server);
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
    rt_output_cell(out, valid ? RT_STYLE_GOOD : RT_STYLE_BAD, 13,
                   rt_client_state_name(result->state));
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
    app_complain(query->app, EXIT_GOOD, target->name, "%s: %s",
                 rt_client_state_name(target->result.state), text);
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
