// SPDX-License-Identifier: BSD-2-Clause
/* Shows the result of each server. */
#include "common/show.h"
#include "query/query.h"

struct rt_client_print_server query_print_of(const struct query *query,
                                             const struct query_target *target)
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
    return server;
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

static void show_text(struct query *query, const struct query_target *target)
{
    const struct rt_client_print_server server = query_print_of(query, target);
    const struct rt_client_result *result = &target->result;
    const struct rt_exchange exchange = query_exchange(target);
    bool replied = rt_view_present(result->response);
    char names[NAMES_SIZE];
    if (result->state == RT_CLIENT_VALID && option_given(&query->app->options, OPTION_QUIET))
        return;
    rt_client_print_line(
        &query->app->out, &server,
        replied ? query_version(query, target, &exchange, &result->judgement, names) : NULL,
        query->width + 2);
    if (replied)
        checks_text(query, &result->judgement);
    query_why_more(query, target);
}

/* The time alone; what goes wrong goes to standard error. */
static void show_short(struct query *query, const struct query_target *target)
{
    const struct rt_client_result *result = &target->result;
    const struct rt_client_why why = query_why_of(query, target);
    char text[RT_CLIENT_WHY_SIZE];
    if (result->state != RT_CLIENT_VALID)
        app_complain(query->app, EXIT_GOOD, target->name, "%s: %s",
                     rt_client_state_name(result->state), rt_client_print_reason(&why, text));
    else if (query->agree == 0 && result->has_time)
        rt_output_print(&query->app->out, "%s\n",
                        rt_clock_text(result->judgement.rules.clock, result->midpoint, text));
}

void query_show(struct query *query, const struct query_target *target)
{
    const struct rt_client_print_server server = query_print_of(query, target);
    if (query->app->form != RT_OUTPUT_TEXT)
        rt_client_print_json(&query->app->out, &server);
    else if (query->brief)
        show_short(query, target);
    else
        show_text(query, target);
}
