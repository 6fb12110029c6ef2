// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl verify: every check of every exchange and of every chain, and what they amount to.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "commands.h"
#include "common/chain.h"
#include "common/chain_files.h"
#include "common/keys.h"
#include "common/memory.h"
#include "common/server_lists.h"
#include "common/unread.h"
#include "files/request_json.h"
#include "verify/convert.h"
#include "verify/verify_request.h"
#include "verify/verify_show.h"

struct totals {
    uint64_t exchanges;
    uint64_t count[RT_VERDICT_COUNT]; /* by verdict */
    uint64_t unproven;                /* exchanges that do not commit to --document */
    uint64_t chains;
    uint64_t chain_count[RT_CHAIN_VERDICT_COUNT]; /* by verdict */
};

/* A run of the command. */
struct run {
    struct app *app;
    struct rt_exchanges *exchanges;
    struct totals totals;
    struct trial trial; /* of the exchange at hand */
    struct stamp stamp;
    struct rt_view nonce; /* of --nonce; absent if it is not given */
    uint8_t nonce_bytes[RT_HASH_MAX];
    struct rt_servers known; /* of --list */
    bool have_known;
    struct verify_requests *requests;
    struct chain *chain; /* being taken */
    bool written;        /* --minimal */
    enum exit_code code;
};

static void summary_json(struct rt_output *out, const struct totals *totals, uint64_t unanswered,
                         const struct verify_requests *requests,
                         const struct rt_capture_counts *counts)
{
    rt_output_record(out, "summary");
    rt_output_uint(out, "exchanges", totals->exchanges);
    rt_output_uint(out, "valid", totals->count[RT_VALID]);
    rt_output_uint(out, "invalid", totals->count[RT_INVALID]);
    rt_output_uint(out, "unverified", totals->count[RT_UNVERIFIABLE]);
    rt_output_uint(out, "undecided", totals->count[RT_NO_VERDICT]);
    rt_output_uint(out, "unanswered", unanswered);
    if (requests)
        rt_request_json_causes(out, verify_requests_counts(requests));
    if (totals->chains > 0) {
        rt_output_object(out, "chains");
        for (int i = RT_CHAIN_VERDICT_CONSISTENT; i < RT_CHAIN_VERDICT_COUNT; i++)
            rt_output_uint(out, rt_chain_verdict_name((enum rt_chain_verdict)i),
                           totals->chain_count[i]);
        rt_output_end(out);
    }
    unread_json(out, counts);
    rt_output_record_end(out);
}

/* What could not be judged. */
static void undecided_text(struct rt_output *out, const struct totals *totals)
{
    uint64_t count = totals->count[RT_NO_VERDICT] + totals->chain_count[RT_CHAIN_VERDICT_UNDECIDED];
    if (count > 0)
        rt_output_print(out, "%" PRIu64 " undecided: the cryptographic library failed\n", count);
}

static void print_causes(struct rt_output *out, const struct rt_unanswered_counts *counts)
{
    const char *name, *before = "without response for: ";
    uint64_t count;
    for (size_t place = 0; (name = rt_unanswered_counts_next(counts, &place, &count)) != NULL;) {
        rt_output_print(out, "%s%" PRIu64 " %s", before, count, name);
        before = ", ";
    }
    rt_output_text(out, "\n");
}

static void summary_text(struct rt_output *out, const struct totals *totals, uint64_t unanswered,
                         const struct verify_requests *requests)
{
    if (totals->exchanges + unanswered > 0)
        rt_output_print(out,
                        "%" PRIu64 " exchanges: %" PRIu64 " valid, %" PRIu64 " invalid, %" PRIu64
                        " unverified; %" PRIu64 " requests without response\n",
                        totals->exchanges, totals->count[RT_VALID], totals->count[RT_INVALID],
                        totals->count[RT_UNVERIFIABLE], unanswered);
    if (requests)
        print_causes(out, verify_requests_counts(requests));
    if (totals->chains > 0)
        rt_output_print(out,
                        "%" PRIu64 " chains: %" PRIu64 " consistent, %" PRIu64
                        " with a contradiction, %" PRIu64 " invalid, %" PRIu64 " unverified\n",
                        totals->chains, totals->chain_count[RT_CHAIN_VERDICT_CONSISTENT],
                        totals->chain_count[RT_CHAIN_VERDICT_CONTRADICTION],
                        totals->chain_count[RT_CHAIN_VERDICT_INVALID],
                        totals->chain_count[RT_CHAIN_VERDICT_UNVERIFIED]);
    undecided_text(out, totals);
}

static void summary(struct run *run)
{
    uint64_t unanswered = rt_exchanges_unanswered(run->exchanges);
    const struct rt_capture_counts *counts = rt_exchanges_counts(run->exchanges);
    bool several = run->totals.exchanges + run->totals.chains + unanswered >= 2;
    if (run->app->form == RT_OUTPUT_TEXT && several)
        summary_text(&run->app->out, &run->totals, unanswered, run->requests);
    else if (run->app->form != RT_OUTPUT_TEXT && (several || unread_any(counts)))
        summary_json(&run->app->out, &run->totals, unanswered, run->requests, counts);
    unread_complain(run->app, NULL, counts);
}

/* Of several chains the first that proves something is written. */
static void write_minimal(struct run *run)
{
    if (run->totals.chain_count[RT_CHAIN_VERDICT_CONTRADICTION] == 1 && !run->written) {
        run->written = true;
        chain_minimal(run->chain, run->app->options.value[OPTION_MINIMAL]);
    }
}

/* Judges and prints the chain that has been taken. */
static void end_chain(struct run *run)
{
    struct chain *chain = run->chain;
    chain_complete(chain, run->exchanges);
    enum rt_chain_verdict verdict = chain_judge(chain);
    run->totals.chains++;
    run->totals.chain_count[verdict]++;
    run->code = exit_worse(run->code, chain_exit(verdict));
    if (run->stamp.asked && !chain_stamp(chain, &run->stamp.document))
        run->code = exit_worse(run->code,
                               chain_stamp_outcome(chain) == RT_UNDECIDED ? EXIT_BUG : EXIT_FAILED);
    if (option_given(&run->app->options, OPTION_MINIMAL))
        write_minimal(run);
    if (option_given(&run->app->options, OPTION_DOT))
        chain_dot(chain);
    else
        chain_show(chain);
    chain_clear(chain);
}

static void take_exchange(struct run *run, const struct rt_exchange *exchange)
{
    struct trial *trial = &run->trial;
    struct stamp *stamp = &run->stamp;
    if (!trial_run(run->app, exchange, trial))
        return;
    run->totals.exchanges++;
    if (exchange->origin->captured)
        rt_server_seen_judged(rt_exchanges_seen(run->exchanges), &exchange->origin->server,
                              &trial->judged.subject, &trial->judged.judgement,
                              trial->settings.choices, trial->settings.choice_count);
    run->totals.count[trial->judged.judgement.verdict]++;
    stamp->proven = RT_PASS;
    if (stamp->asked)
        stamp->proven = rt_stamp_commits(app_crypto(run->app), &stamp->document.content, exchange);
    run->totals.unproven += stamp->proven == RT_FAIL;
    bool undecided =
        trial->judged.judgement.verdict == RT_NO_VERDICT || stamp->proven == RT_UNDECIDED;
    if (undecided)
        run->code = exit_worse(run->code, EXIT_BUG);
    else if (trial->judged.judgement.verdict != RT_VALID || stamp->proven == RT_FAIL)
        run->code = exit_worse(run->code, EXIT_FAILED);
    verify_show(run->app, exchange, trial, stamp);
}

/* The nonce of --nonce. False after a message. */
static bool read_nonce(struct run *run)
{
    const char *text = run->app->options.value[OPTION_NONCE];
    size_t len = 0;
    if (!text)
        return true;
    struct rt_view hex = {(const uint8_t *)text, strlen(text)};
    if (rt_hex_decode(hex, run->nonce_bytes, sizeof run->nonce_bytes, &len).error != RT_OK ||
        len == 0) {
        app_complain(run->app, EXIT_USAGE, "--nonce", "1 to %zu bytes of hexadecimal digits",
                     sizeof run->nonce_bytes);
        return false;
    }
    run->nonce = (struct rt_view){run->nonce_bytes, len};
    return true;
}

/* The servers that --list trusts. False after a message. */
static bool read_list(struct run *run)
{
    struct app *app = run->app;
    const char *file = app->options.value[OPTION_LIST];
    if (!file)
        return true;
    if (!lists_read(app, file, &run->known))
        return false;
    run->have_known = true;
    lists_complain(app, file, &run->known, option_given(&app->options, OPTION_VERBOSE));
    for (size_t i = 0; i < run->known.count; i++)
        keys_add(app, run->known.list[i].key);
    chain_know(run->chain, &run->known);
    return true;
}

static void take_request(struct run *run, const struct rt_exchange *exchange)
{
    const struct verify_servers servers = {rt_exchanges_seen(run->exchanges),
                                           run->have_known ? &run->known : NULL};
    verify_request(run->app, &run->requests, &servers, exchange);
}

static void take_all(struct run *run)
{
    struct rt_exchange exchange;
    while (!rt_output_failed(&run->app->out) &&
           exchanges_next(run->app, run->exchanges, &exchange)) {
        if (chain_ends(run->chain, &exchange))
            end_chain(run);
        if (!rt_view_present(exchange.request) && !rt_view_present(exchange.nonce))
            exchange.nonce = run->nonce;
        if (!rt_view_present(exchange.response))
            take_request(run, &exchange);
        else if (!chain_take(run->chain, &exchange))
            take_exchange(run, &exchange);
    }
    if (chain_ends(run->chain, NULL))
        end_chain(run);
    if (run->totals.exchanges + run->totals.chains == 0 &&
        rt_exchanges_unanswered(run->exchanges) > 0)
        run->code = exit_worse(run->code, EXIT_FAILED);
    summary(run);
}

/* Whether the options that say what is written where fit each other. */
static bool good_outputs(struct app *app)
{
    const char *minimal = app->options.value[OPTION_MINIMAL];
    bool dot = option_given(&app->options, OPTION_DOT);
    if (minimal && strcmp(minimal, "-") == 0)
        app_complain(app, EXIT_USAGE, "--minimal",
                     "standard output has the judgement: give a file");
    else if (dot && app->form != RT_OUTPUT_TEXT)
        app_complain(app, EXIT_USAGE, "--dot", "a graph is text: leave -o out");
    else if (dot && option_given(&app->options, OPTION_CONVERT))
        app_complain(app, EXIT_USAGE, "--dot", "not together with --convert");
    else
        return true;
    return false;
}

enum exit_code verify_run(struct app *app, int argc, char **argv)
{
    struct run *run = memory_need(calloc(1, sizeof *run));
    *run = (struct run){.app = app, .chain = chain_new(app), .code = EXIT_GOOD};
    run->stamp.asked = option_given(&app->options, OPTION_DOCUMENT);
    bool ready = good_outputs(app) && read_nonce(run) && read_list(run) &&
                 (!run->stamp.asked ||
                  document_read(app, app->options.value[OPTION_DOCUMENT], &run->stamp.document));
    bool convert = option_given(&app->options, OPTION_CONVERT);
    if (convert || option_given(&app->options, OPTION_DOT))
        rt_output_wrap(&app->out, 0); /* for programs, not for eyes */
    if (ready && convert)
        run->code = convert_run(app, argc, argv);
    run->exchanges = ready && !convert ? exchanges_open(app, argc, argv) : NULL;
    if (run->exchanges) {
        if (rt_exchanges_want_requests(run->exchanges) != RT_OK)
            memory_need(NULL);
        rt_crypto_remember(app_crypto(app), !option_given(&app->options, OPTION_NO_CACHE));
        take_all(run);
    }
    enum exit_code code = exit_worse(run->code, app->code);
    rt_exchanges_close(run->exchanges);
    chain_free(run->chain);
    verify_requests_free(run->requests);
    if (run->have_known)
        rt_servers_free(&run->known);
    free(run);
    return code;
}
