// SPDX-License-Identifier: BSD-2-Clause
/* Shows the chain that a query made, and what it proves. */
#include "common/chain_internal.h"
#include "files/chain_json.h"
#include "query/query_chain.h"

/* One line for a chain of many. */
static void show_line(struct query_chain *chain, const char *verdict, enum rt_style style)
{
    struct query *query = chain->query;
    struct rt_output *out = &query->app->out;
    char time[RT_TIME_SIZE];
    uint64_t ms = (uint64_t)query_local(query, chain->started_ns) / 1000000;
    rt_output_cell(out, RT_STYLE_PLAIN, 25, rt_clock_text(RT_CLOCK_UNIX_US, ms * 1000, time));
    rt_output_cell(out, style, 15, verdict);
    rt_output_print(out, "%zu %s, %zu passed over\n", query->links,
                    query->links == 1 ? "link" : "links", query->count - query->links);
}

/* A record for a chain of many, without the checks: whoever wants these saves the chain. */
static void run_json(struct query_chain *chain, enum rt_chain_verdict verdict)
{
    struct query *query = chain->query;
    struct rt_output *out = &query->app->out;
    char words[RT_CHAIN_TEXT_SIZE], time[RT_TIME_SIZE];
    int64_t begun_ns = query_local(query, chain->started_ns);
    bool lie = verdict == RT_CHAIN_VERDICT_CONTRADICTION;
    rt_output_record(out, "chain");
    rt_output_uint(out, "run", chain->runs.count + 1);
    rt_output_object(out, "begun");
    rt_output_string(out, "time", rt_clock_text(RT_CLOCK_UNIX_US, (uint64_t)begun_ns / 1000, time));
    rt_output_int_string(out, "unix_ns", begun_ns);
    rt_output_end(out);
    rt_output_uint(out, "asked", query->count);
    rt_output_string(out, "verdict", query->links >= 2 ? rt_chain_verdict_name(verdict) : NULL);
    rt_output_array(out, "links");
    for (size_t i = 0; i < query->count; i++) {
        const struct rt_client_print_server server = query_print_of(query, &query->targets[i]);
        if (server.link > 0)
            rt_client_print_link(out, &server);
    }
    rt_output_end(out);
    rt_chain_json_pairs(out, chain->chain->judged);
    rt_output_string(out, "explanation",
                     lie ? rt_chain_text_contradiction(chain_text(chain->chain, " "), words)
                         : NULL);
    rt_output_record_end(out);
}

/* Too few have answered. A single link is saved all the same: it may be a stamp. */
static void no_chain(struct query_chain *chain)
{
    struct query *query = chain->query;
    chain->runs.without++;
    if (!query->chaining.repeats) {
        app_complain(query->app, EXIT_GOOD, NULL, "%zu valid %s: a chain has two links or more",
                     query->links, query->links == 1 ? "reply" : "replies");
        query_chain_save(chain);
    } else if (query->app->form == RT_OUTPUT_TEXT) {
        show_line(chain, "no chain", RT_STYLE_BAD);
    } else {
        run_json(chain, RT_CHAIN_VERDICT_UNVERIFIED);
    }
}

static void show_run(struct query_chain *chain, enum rt_chain_verdict verdict)
{
    bool good = verdict == RT_CHAIN_VERDICT_CONSISTENT;
    if (chain->query->app->form != RT_OUTPUT_TEXT) {
        run_json(chain, verdict);
        return;
    }
    show_line(chain, rt_chain_verdict_name(verdict), good ? RT_STYLE_GOOD : RT_STYLE_BAD);
    if (!good)
        chain_show(chain->chain);
}

/* A last reply with a tag that nobody knows would make the whole chain invalid: a server could
 * send one always, and undo what proves its lies whenever it is asked last. */
static enum rt_chain_verdict judge(struct query_chain *chain)
{
    struct query *query = chain->query;
    enum rt_chain_verdict verdict = chain_judge(chain->chain);
    while (query->links > 2 && chain_trim(chain->chain)) {
        struct query_target *turn = query->targets;
        while (turn->link != query->links)
            turn++;
        app_complain(query->app, EXIT_GOOD, turn->name,
                     "left out of the end of the chain: it has a tag that its version does not "
                     "know, and no later nonce proves that it came so");
        turn->link = 0;
        query->links--;
        verdict = chain_judge(chain->chain);
    }
    return verdict;
}

void query_chain_conclude(struct query_chain *chain)
{
    struct query *query = chain->query;
    if (query->links < 2) {
        no_chain(chain);
        return;
    }
    enum rt_chain_verdict verdict = judge(chain);
    chain->runs.chains[verdict]++;
    query->app->code = exit_worse(query->app->code, chain_exit(verdict));
    if (query->chaining.repeats)
        show_run(chain, verdict);
    else
        chain_show(chain->chain);
    if (!query->chaining.repeats || verdict == RT_CHAIN_VERDICT_CONTRADICTION)
        query_chain_save(chain);
}

enum exit_code query_chain_sum(struct query_chain *chain)
{
    struct app *app = chain->query->app;
    const struct rt_client_print_runs *runs = &chain->runs;
    enum exit_code code = EXIT_GOOD;
    if (runs->without > 0)
        code = runs->without < runs->count ? EXIT_SOME : EXIT_NO_ANSWER;
    if (app->form == RT_OUTPUT_TEXT) {
        rt_client_print_runs(&app->out, runs);
        return code;
    }
    rt_output_record(&app->out, "summary");
    rt_client_print_runs_json(&app->out, runs);
    rt_output_int(&app->out, "exit", (int64_t)exit_worse(code, app->code));
    rt_output_record_end(&app->out);
    return code;
}
