// SPDX-License-Identifier: BSD-2-Clause
/* Tells what many answers amount to, and which exit code follows. */
#include <stdlib.h>

#include "common/memory.h"
#include "query/query.h"
#include "wire/seconds.h"

/* A chain goes on without those who have no valid answer: who they are says nothing about time. */
static enum exit_code code_of_chain(const struct rt_client_sum *sum)
{
    if (sum->links < 2)
        return EXIT_NO_ANSWER;
    return sum->silent + sum->invalid > 0 ? EXIT_SOME : EXIT_GOOD;
}

/* With --agree only the agreement counts; without, every server. */
static enum exit_code code_of(const struct rt_client_sum *sum)
{
    enum exit_code code = EXIT_GOOD;
    if (sum->needed > 0) {
        if (sum->agreed.agreement.count >= sum->needed && sum->agreed.agreement.ties > 0)
            code = EXIT_FAILED;
        else if (sum->agreed.agreement.count < sum->needed)
            code = sum->agreed.measured >= sum->needed || sum->invalid > 0 ? EXIT_FAILED
                   : sum->agreed.measured > 0                              ? EXIT_SOME
                                                                           : EXIT_NO_ANSWER;
    } else {
        if (sum->chained)
            code = code_of_chain(sum);
        else if (sum->silent > 0)
            code = sum->valid + sum->invalid > 0 ? EXIT_SOME : EXIT_NO_ANSWER;
        if ((sum->invalid > 0 && !sum->chained) || sum->agreed.agreement.ties > 0 ||
            sum->agreed.contradictory > 0)
            code = EXIT_FAILED;
    }
    if (sum->undecided > 0)
        code = EXIT_BUG;
    return sum->clock_wrong ? exit_worse(code, EXIT_CLOCK) : code;
}

/* The time alone, or all of it. */
static void sum_text(struct query *query, const struct rt_client_sum *sum)
{
    struct rt_output *out = &query->app->out;
    char text[RT_TIME_SIZE];
    if (!query->brief)
        rt_client_print_sum(out, sum);
    else if (sum->needed > 0 && sum->proven)
        rt_output_print(out, "%s\n", rt_client_sum_time(sum, text));
}

/* Says on standard error what speaks against the time. */
static void complain(struct app *app, const struct rt_client_sum *sum)
{
    const struct rt_agreement *agreement = &sum->agreed.agreement;
    char where[RT_SECONDS_SIZE];
    if (agreement->ties > 0 && agreement->count >= sum->needed)
        app_complain(app, EXIT_GOOD, NULL, "%zu of %zu servers agree, and as many on another time",
                     agreement->count, sum->keys);
    else if (sum->needed > 0 && !sum->proven)
        app_complain(app, EXIT_GOOD, NULL, "%zu of %zu servers agree, %zu are needed",
                     agreement->count, sum->keys, sum->needed);
    if (sum->agreed.contradictory > 0)
        app_complain(app, EXIT_GOOD, NULL,
                     "%zu of %zu servers contradict themselves: valid replies of one key prove "
                     "times that exclude each other",
                     sum->agreed.contradictory, sum->keys);
    if (sum->clock_wrong)
        app_complain(app, EXIT_GOOD, NULL, "the local clock is outside the proven time: it is %s",
                     rt_seconds_between(agreement->shared.low, agreement->shared.high, where));
}

static struct rt_client_sum_server *servers_of(const struct query *query)
{
    struct rt_client_sum_server *servers = memory_need(calloc(query->count + 1, sizeof *servers));
    for (size_t i = 0; i < query->count; i++) {
        const struct query_target *target = &query->targets[i];
        servers[i] = (struct rt_client_sum_server){
            .name = target->name,
            .state = target->result.state,
            .measured = target->measured,
            .offset_ns = target->offset_ns,
            .bound_ns = target->bound_ns,
            .first = target->first,
            .again = target->round > 1,
        };
    }
    return servers;
}

enum exit_code query_sum(struct query *query)
{
    struct app *app = query->app;
    struct rt_client_sum sum = {
        .servers = servers_of(query),
        .count = query->count,
        .needed = query->agree,
        .local_ns = query_local(query, query_now()),
        .check_clock = query->check_clock,
        .chained = query->chaining.wanted,
        .links = query->links,
    };
    if (rt_client_sum_make(&sum) != RT_OK)
        (void)memory_need(NULL);
    enum exit_code code = code_of(&sum);
    if (app->form != RT_OUTPUT_TEXT) {
        rt_output_record(&app->out, "summary");
        rt_client_print_sum_json(&app->out, &sum);
        rt_output_int(&app->out, "exit", (int64_t)exit_worse(code, app->code));
        rt_output_record_end(&app->out);
    } else {
        sum_text(query, &sum);
        complain(app, &sum);
    }
    free(sum.servers);
    return code;
}
