// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl verify: every check of every exchange, and what they amount to.
 */
#include <inttypes.h>

#include "app.h"
#include "document.h"
#include "exchanges.h"
#include "names.h"
#include "show.h"
#include "trial.h"
#include "unregistered.h"
#include "which.h"

struct totals {
    uint64_t count[4]; /* by verdict */
    uint64_t exchanges;
    uint64_t unproven; /* with --document: exchanges that do not commit to it */
};

/* What --document asks of an exchange. */
struct stamp {
    bool asked;
    struct document document;
    bool proven;
};

static void origin_json(struct rt_out *out, const struct exchange *exchange)
{
    char text[RT_ENDPOINT_TEXT_SIZE];
    char time[RT_TIME_SIZE];
    rt_out_string(out, "source", exchange->file);
    if (!exchange->captured)
        return;
    struct rt_instant instant = {.seconds = exchange->time_ns / 1000000000,
                                 .nanoseconds = (uint32_t)(exchange->time_ns % 1000000000)};
    rt_out_object(out, "capture");
    rt_out_string(out, "client", rt_endpoint_text(&exchange->client, text));
    rt_out_string(out, "server", rt_endpoint_text(&exchange->server, text));
    rt_out_string(out, "unix_ns", rt_instant_ns_text(instant, time));
    rt_out_end(out);
}

static void stamp_json(struct rt_out *out, const struct stamp *stamp)
{
    rt_out_object(out, "document");
    rt_out_string(out, "name", stamp->document.name);
    rt_out_string(out, "outcome", rt_outcome_name(stamp->proven ? RT_PASS : RT_FAIL));
    rt_out_end(out);
}

/* The checks of the best candidate; with --explain each failed one with what would mend it. */
static void checks_json(struct rt_out *out, struct trial *trial, bool explain)
{
    const struct rt_judgement *judgement = &trial->judgement;
    const struct rt_version *version = judgement->best.version;
    rt_out_array(out, "checks");
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        enum rt_check check = (enum rt_check)i;
        const struct rt_result *result = &judgement->report.checks[i];
        struct rt_pass_as passes[RT_PASSES_MAX];
        size_t count = 0;
        bool ask = explain && result->outcome == RT_FAIL;
        if (ask)
            count = rt_passes_as(&trial->subject, version, &judgement->rules, check, passes);
        show_check_json(out, version, check, result, ask ? passes : NULL, count);
    }
    rt_out_end(out);
}

static void print_json(struct app *app, const struct exchange *exchange, struct trial *trial,
                       const struct stamp *stamp)
{
    struct rt_out *out = &app->out;
    const struct rt_judgement *judgement = &trial->judgement;
    bool explain = option_given(&app->options, OPTION_EXPLAIN);
    rt_out_record(out, "verify");
    rt_out_uint(out, "record", exchange->record);
    rt_out_string(out, "version", judgement->best.version->name);
    show_reading_json(out, "reading", judgement->best.reading);
    rt_out_string(out, "verdict", rt_verdict_name(judgement->verdict));
    rt_out_array(out, "valid_as");
    for (size_t i = 0; i < judgement->valid_count; i++)
        show_candidate_json(out, &judgement->valid[i]);
    rt_out_end(out);
    show_answer_json(out, &trial->subject, judgement->rules.clock);
    rt_out_object(out, "server");
    rt_out_base64(out, "key", (struct rt_view){trial->key, trial->key ? RT_KEY_SIZE : 0});
    rt_out_end(out);
    checks_json(out, trial, explain);
    if (explain)
        show_nearest_json(out, &trial->nearest);
    if (stamp->asked)
        stamp_json(out, stamp);
    origin_json(out, exchange);
    unregistered_json(out, &trial->subject.response);
    rt_out_record_end(out);
}

static void print_passes(struct app *app, struct trial *trial, enum rt_check check)
{
    struct rt_pass_as passes[RT_PASSES_MAX];
    char text[SHOW_CHANGES_SIZE];
    size_t count = rt_passes_as(&trial->subject, trial->judgement.best.version,
                                &trial->judgement.rules, check, passes);
    for (size_t i = 0; i < count; i++) {
        rt_out_print(&app->out, "             passes with %s",
                     show_changes(passes[i].changes, passes[i].count, text));
        char names[NAMES_SIZE] = "";
        if (passes[i].count == 1)
            names_of_setting(passes[i].changes[0], names);
        rt_out_print(&app->out, names[0] ? " (as %s)\n" : "%s\n", names);
    }
}

/* How sure an explanation is: without the key or the request much was not even asked. */
static const char *certainty(const struct trial *trial)
{
    if (trial->judgement.verdict == RT_VALID)
        return "valid";
    bool all_known = trial->key && rt_view_present(trial->subject.exchange.request);
    return all_known ? "would be valid" : "nothing would fail";
}

static bool fails_only(const struct rt_report *report, enum rt_check only)
{
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++) {
        enum rt_outcome outcome = report->checks[check].outcome;
        if ((enum rt_check)check != only && outcome != RT_PASS && outcome != RT_UNDEFINED)
            return false;
    }
    return true;
}

static void print_nearest(struct app *app, const struct trial *trial)
{
    struct rt_out *out = &app->out;
    const struct rt_nearest *nearest = &trial->nearest;
    if (nearest->count == 0 && fails_only(&trial->judgement.report, RT_CHECK_VERSION_OFFERED))
        rt_out_print(out, "  valid as %s, which the request did not ask for\n",
                     trial->judgement.best.version->name);
    else if (nearest->count == 0)
        rt_out_text(out, "  no change of up to three parameters makes it valid in any version\n");
    for (size_t i = 0; i < nearest->count; i++) {
        const struct rt_explanation *found = &nearest->found[i];
        const struct rt_version *versions[1 + RT_CHOICES_MAX] = {found->version};
        char text[SHOW_CHANGES_SIZE];
        if (found->count == 0)
            continue;
        for (size_t a = 0; a < found->also_count; a++)
            versions[1 + a] = found->also[a];
        char names[NAMES_SIZE];
        rt_out_print(out, "  %s as %s with %s\n", certainty(trial),
                     names_join(versions, 1 + found->also_count, names),
                     show_changes(found->changes, found->count, text));
    }
}

/* Whether the number in VER is of no version, and nobody said which version to take it for. */
static bool unregistered(const struct app *app, const struct trial *trial, uint32_t *number)
{
    return trial->judgement.verdict != RT_VALID && trial->choices == app->choices &&
           !option_given(&app->options, OPTION_VERSIONS) &&
           unregistered_number(&trial->subject.response, number);
}

/* "v8  valid  2026-..."; a number that is of no version stands in place of the name. */
static void print_head(struct app *app, const struct exchange *exchange, const struct trial *trial)
{
    struct rt_out *out = &app->out;
    const struct rt_judgement *judgement = &trial->judgement;
    char name[NAMES_SIZE];
    char answer[SHOW_ANSWER_SIZE];
    uint32_t number;
    if (unregistered(app, trial, &number)) {
        snprintf(name, sizeof name, "0x%08" PRIx32, number);
        rt_out_cell(out, RT_STYLE_HEAD, 16, name);
    } else {
        rt_out_cell(out, RT_STYLE_HEAD, 16, which_name(trial, name));
    }
    rt_out_cell(out, show_verdict_style(judgement->verdict), 12,
                rt_verdict_name(judgement->verdict));
    rt_out_text(out, show_answer(&trial->subject, judgement->rules.clock, answer));
    if (exchange->captured) {
        char server[RT_ENDPOINT_TEXT_SIZE];
        rt_out_text(out, "  ");
        rt_out_text(out, rt_endpoint_text(&exchange->server, server));
    }
    rt_out_text(out, "  ");
    rt_out_decimal(out, exchange->packets.response.len);
    rt_out_text(out, " bytes");
    if (!exchange->alone) {
        rt_out_text(out, "  record ");
        rt_out_decimal(out, exchange->record);
    }
    rt_out_text(out, "\n");
}

/* What a reading is, and who is known to send such packets. */
static void print_reading(struct app *app, const struct rt_reading *reading)
{
    char text[RT_READING_SIZE];
    if (reading && reading->source)
        rt_out_print(&app->out, "  read with %s: %s\n", rt_reading_text(reading, text),
                     reading->source);
}

static void print_unregistered(struct app *app, const struct trial *trial)
{
    uint32_t number;
    char text[UNREGISTERED_SIZE];
    char name[NAMES_SIZE];
    if (unregistered(app, trial, &number))
        rt_out_print(&app->out, "  %s; held against %s\n", unregistered_text(number, text),
                     which_name(trial, name));
}

static void print_stamp(struct rt_out *out, const struct stamp *stamp)
{
    rt_out_text(out, "  ");
    rt_out_cell(out, stamp->proven ? RT_STYLE_GOOD : RT_STYLE_BAD, 11,
                stamp->proven ? "pass" : "FAIL");
    rt_out_cell(out, RT_STYLE_PLAIN, 20, "document");
    rt_out_text(out, stamp->proven ? "the nonce commits to " : "the nonce does not commit to ");
    rt_out_styled(out, RT_STYLE_PLAIN, stamp->document.name);
    rt_out_text(out, "\n");
}

static void print_text(struct app *app, const struct exchange *exchange, struct trial *trial,
                       const struct stamp *stamp)
{
    const struct rt_judgement *judgement = &trial->judgement;
    bool explain = option_given(&app->options, OPTION_EXPLAIN);
    bool quiet = option_given(&app->options, OPTION_QUIET);
    bool all = option_given(&app->options, OPTION_VERBOSE) || (exchange->alone && !quiet);
    bool good = judgement->verdict == RT_VALID;
    if (good && quiet && (!stamp->asked || stamp->proven))
        return;
    print_head(app, exchange, trial);
    print_unregistered(app, trial);
    print_reading(app, judgement->best.reading);
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        enum rt_check check = (enum rt_check)i;
        const struct rt_result *result = &judgement->report.checks[i];
        bool dull = result->outcome == RT_PASS || result->outcome == RT_UNDEFINED;
        if (dull && !all)
            continue;
        show_check(&app->out, judgement->best.version, check, result);
        if (explain && result->outcome == RT_FAIL)
            print_passes(app, trial, check);
    }
    if (stamp->asked)
        print_stamp(&app->out, stamp);
    if (explain && (!good || judgement->best.reading))
        print_nearest(app, trial);
    else if (good && all)
        which_print(app, trial);
}

static void summary(struct app *app, const struct exchanges *exchanges, const struct totals *totals)
{
    struct rt_out *out = &app->out;
    uint64_t unanswered = exchanges_unanswered(exchanges);
    if (totals->exchanges + unanswered < 2)
        return;
    if (app->form != RT_OUT_TEXT) {
        rt_out_record(out, "summary");
        rt_out_uint(out, "exchanges", totals->exchanges);
        rt_out_uint(out, "valid", totals->count[RT_VALID]);
        rt_out_uint(out, "invalid", totals->count[RT_INVALID]);
        rt_out_uint(out, "unverified", totals->count[RT_UNVERIFIABLE]);
        rt_out_uint(out, "unanswered", unanswered);
        rt_out_record_end(out);
        return;
    }
    rt_out_print(out,
                 "%" PRIu64 " exchanges: %" PRIu64 " valid, %" PRIu64 " invalid, %" PRIu64
                 " unverified; %" PRIu64 " requests without response\n",
                 totals->exchanges, totals->count[RT_VALID], totals->count[RT_INVALID],
                 totals->count[RT_UNVERIFIABLE], unanswered);
}

enum exit_code verify_run(struct app *app, int argc, char **argv)
{
    static struct trial trial;
    struct totals totals = {0};
    struct exchange exchange;
    struct stamp stamp = {.asked = option_given(&app->options, OPTION_DOCUMENT)};
    if (stamp.asked && !document_read(app, app->options.value[OPTION_DOCUMENT], &stamp.document))
        return app->code;
    struct exchanges *exchanges = exchanges_open(app, argc, argv);
    if (!exchanges)
        return app->code;
    rt_crypto_remember(app_crypto(app), !option_given(&app->options, OPTION_NO_CACHE));
    while (!rt_out_failed(&app->out) && exchanges_next(exchanges, &exchange)) {
        if (!trial_run(app, &exchange, &trial))
            continue;
        totals.exchanges++;
        totals.count[trial.judgement.verdict]++;
        stamp.proven = stamp.asked && document_proven(app, &stamp.document, exchange.rand,
                                                      exchange.packets.request);
        totals.unproven += stamp.asked && !stamp.proven;
        if (app->form == RT_OUT_TEXT)
            print_text(app, &exchange, &trial, &stamp);
        else
            print_json(app, &exchange, &trial, &stamp);
    }
    summary(app, exchanges, &totals);
    exchanges_close(exchanges);
    uint64_t failed = totals.count[RT_INVALID] + totals.count[RT_UNVERIFIABLE] + totals.unproven;
    return failed > 0 ? EXIT_FAILED : EXIT_GOOD;
}
