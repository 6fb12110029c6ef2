// SPDX-License-Identifier: BSD-2-Clause
/* Reads the options of rtctl query. */
#include "common/number_arg.h"
#include "common/time_arg.h"
#include "files/chainfile.h"
#include "query/query.h"

#define SECOND_NS UINT64_C(1000000000)

bool query_enough(struct query *query, size_t servers)
{
    if (servers >= query->agree)
        return true;
    app_complain(query->app, EXIT_USAGE, NULL,
                 "%zu must agree, but %zu %s asked (those with the same key count once)",
                 query->agree, servers, servers == 1 ? "server is" : "servers are");
    return false;
}

static bool read_counts(struct query *query)
{
    uint64_t retries = 0, pick = 0, agree = 0;
    if (!number_arg(query->app, OPTION_RETRIES, 0, 1000, &retries) ||
        !number_arg(query->app, OPTION_PICK, 1, 1000000, &pick) ||
        !number_arg(query->app, OPTION_AGREE, 1, 1000000, &agree))
        return false;
    if (option_given(&query->app->options, OPTION_RETRIES))
        query->pool.plan.tries = (unsigned)retries + 1;
    query->pick = (size_t)pick;
    query->agree = (size_t)agree;
    return query_enough(query, query->pick ? query->pick : query->agree);
}

static bool read_form(struct query *query)
{
    const char *text = query->app->options.value[OPTION_REPORT_FORMAT];
    query->chaining.form = text ? rt_chainfile_form_find(text) : RT_FORM_RFC10049;
    if (query->chaining.form != RT_FORM_NONE)
        return true;
    app_complain(query->app, EXIT_USAGE, text,
                 "--report-format takes rfc10049, draft08, draft00 or google");
    return false;
}

/* Options that have no meaning without another, or none beside it. */
static bool fit_together(struct query *query)
{
    static const struct {
        enum option_id option;
        enum option_id other;
        bool needs; /* else: excludes */
    } rules[] = {
        {OPTION_IN_ORDER, OPTION_CHAIN, true},       {OPTION_ROUNDS, OPTION_CHAIN, true},
        {OPTION_REPEAT, OPTION_CHAIN, true},         {OPTION_EVERY, OPTION_REPEAT, true},
        {OPTION_REPORT_FORMAT, OPTION_CHAIN, true},  {OPTION_REPORT_FORMAT, OPTION_SAVE, true},
        {OPTION_CHAIN, OPTION_SHORT, false},         {OPTION_REPEAT, OPTION_STAMP, false},
        {OPTION_REPORT_FORMAT, OPTION_STAMP, false}, {OPTION_REPEAT, OPTION_AGREE, false},
        {OPTION_REPEAT, OPTION_CHECK_CLOCK, false},
    };
    const struct options *options = &query->app->options;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!option_given(options, rules[i].option) ||
            option_given(options, rules[i].other) == rules[i].needs)
            continue;
        app_complain(
            query->app, EXIT_USAGE, NULL, "--%s %s --%s", option_row(rules[i].option)->name,
            rules[i].needs ? "needs" : "does not go with", option_row(rules[i].other)->name);
        return false;
    }
    return true;
}

static bool read_chaining(struct query *query)
{
    const struct options *options = &query->app->options;
    struct query_chaining *chaining = &query->chaining;
    uint64_t rounds = 2;
    chaining->wanted = option_given(options, OPTION_CHAIN);
    chaining->in_order = option_given(options, OPTION_IN_ORDER);
    chaining->repeats = option_given(options, OPTION_REPEAT);
    chaining->runs = 1;
    chaining->every_ns = 60 * SECOND_NS;
    bool good = fit_together(query) && read_form(query) &&
                number_arg(query->app, OPTION_ROUNDS, 1, 1000, &rounds) &&
                number_arg(query->app, OPTION_REPEAT, 0, 1000000000, &chaining->runs) &&
                number_arg_seconds(query->app, OPTION_EVERY, &chaining->every_ns);
    chaining->rounds = (size_t)rounds;
    return good;
}

/* The local clock: the system's, or that of --now. */
static bool read_clock(struct query *query)
{
    const char *text = query->app->options.value[OPTION_NOW];
    struct rt_instant instant = when_now();
    if (text && !rt_instant_parse(text, &instant)) {
        app_complain(query->app, EXIT_USAGE, text,
                     "--now takes a time: 2026-11-23T14:26:00Z or @1700000000");
        return false;
    }
    /* What int64_t nanoseconds hold: 1677 to 2262. */
    if (instant.seconds < INT64_MIN / 1000000000 + 1 ||
        instant.seconds > INT64_MAX / 1000000000 - 1) {
        app_complain(query->app, EXIT_USAGE, text,
                     "the local clock is beyond what can be reckoned");
        return false;
    }
    query->start_real_ns = instant.seconds * 1000000000 + instant.nanoseconds;
    return true;
}

static void read_ways(struct query *query)
{
    const struct options *options = &query->app->options;
    bool udp = option_given(options, OPTION_UDP), tcp = option_given(options, OPTION_TCP);
    bool four = option_given(options, OPTION_IPV4), six = option_given(options, OPTION_IPV6);
    query->pool.plan.udp = udp || !tcp;
    query->pool.plan.tcp = tcp || !udp;
    query->pool.family = four == six ? RT_FAMILY_ANY : four ? RT_FAMILY_4 : RT_FAMILY_6;
}

bool query_options(struct query *query)
{
    struct app *app = query->app;
    const struct options *options = &app->options;
    struct rt_client_plan *plan = &query->pool.plan;
    plan->wait_ns = RT_WAIT_FIRST_NS;
    plan->strict = option_given(options, OPTION_STRICT);
    plan->choices = app->choices;
    plan->choice_count = app->choice_count;
    query->pool.head_start_ns = RT_HEAD_START_NS;
    query->check_clock = option_given(options, OPTION_CHECK_CLOCK);
    query->brief = option_given(options, OPTION_SHORT);
    query->list = options->value[OPTION_LIST];
    query->stamps = option_given(options, OPTION_STAMP);
    read_ways(query);
    return number_arg_seconds(query->app, OPTION_TIMEOUT, &plan->wait_ns) &&
           number_arg_seconds(query->app, OPTION_DEADLINE, &query->pool.deadline_ns) &&
           read_counts(query) && read_chaining(query) && read_clock(query) &&
           chance_init(&query->chance, app) &&
           (!query->stamps || document_read(app, options->value[OPTION_STAMP], &query->document));
}
