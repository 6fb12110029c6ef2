// SPDX-License-Identifier: BSD-2-Clause
/* How a judged chain looks. */
#include <inttypes.h>
#include <string.h>

#include "base/base64.h"
#include "common/chain_internal.h"
#include "common/names.h"
#include "common/show.h"
#include "common/trial_show.h"
#include "files/chain_json.h"
#include "files/chainfile.h"
#include "wire/clock.h"

/* Pairs that text lists; JSON has them all. */
#define LISTED 20

/* Links before one in which its reading is looked for. */
#define LOOK_BACK 16

static void server_text(struct chain *chain, const struct rt_chain_entry *link)
{
    struct rt_output *out = &chain->app->out;
    const char *name = chain_server(chain, link);
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    rt_output_text(out, "  ");
    if (name) {
        rt_output_styled(out, RT_STYLE_PLAIN, name);
        return;
    }
    if (!link->have_key) {
        rt_output_text(out, "key not known");
        return;
    }
    rt_output_print(out, "key %s", rt_base64_encode((struct rt_view){link->key, RT_KEY_SIZE}, key));
}

/* "  2  v8/text  valid  2026-...  key ..." */
static void link_head(struct chain *chain, size_t i)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_chain_entry *link = chain_at(chain, i);
    char text[NAMES_SIZE], time[RT_MOMENT_SIZE];
    snprintf(text, sizeof text, "%zu", i + 1);
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_HEAD, 4, text);
    if (link->broken) {
        rt_output_styled(out, RT_STYLE_BAD, "cannot be read");
        rt_output_text(out, "\n");
        return;
    }
    const struct rt_candidate *best = &link->judgement.best;
    enum rt_verdict verdict = rt_chain_entry_verdict(link);
    rt_output_cell(out, RT_STYLE_PLAIN, 16,
                   rt_version_join_candidate(best->version, best->reading, text));
    rt_output_cell(out, rt_style_of_verdict(verdict), 12, rt_verdict_name(verdict));
    rt_output_text(out, link->has_time ? rt_clock_moment_text(link->judgement.rules.clock,
                                                              link->midpoint, link->radius, time)
                                       : "no time");
    server_text(chain, link);
    rt_output_text(out, "\n");
}

static void reading_text(struct rt_output *out, const char *what, const struct rt_reading *reading)
{
    char text[RT_READING_SIZE];
    if (reading && reading->source)
        rt_output_print(out, "        %s with %s: %s\n", what, rt_reading_text(reading, text),
                        reading->source);
}

/* Where the rule for the nonce stands, if that is not the document of the version. */
static void rule_text(struct rt_output *out, const struct rt_version *version)
{
    const char *section = version->check_section[RT_CHECK_CHAIN_LINK];
    char text[RT_SECTION_SIZE];
    if (!section)
        rt_output_print(out, "        %s has no rule for chains: this is that of its clients\n",
                        version->document);
    else if (strncmp(rt_version_section(version, &section, text), version->document,
                     strlen(version->document)) != 0)
        rt_output_print(out, "        chained by the rule of %s\n", text);
}

/* What is said of a reading once is not said again of the links that follow soon. */
static void readings_text(struct chain *chain, size_t i)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_chain_entry *link = chain_at(chain, i);
    const struct rt_version *version = link->judgement.best.version;
    bool read = false, chained = false, ruled = i == 0 || link->chain_reading;
    for (size_t k = i > LOOK_BACK ? i - LOOK_BACK : 0; k < i; k++) {
        if (chain_at(chain, k)->broken)
            continue;
        read = read || chain_at(chain, k)->judgement.best.reading == link->judgement.best.reading;
        chained = chained || chain_at(chain, k)->chain_reading == link->chain_reading;
        ruled = ruled || (k > 0 && chain_at(chain, k)->judgement.best.version == version);
    }
    if (!read)
        reading_text(out, "read", link->judgement.best.reading);
    if (!chained)
        reading_text(out, "chained", link->chain_reading);
    if (!ruled)
        rule_text(out, version);
}

static void checks_text(struct chain *chain, size_t i, bool all)
{
    const struct rt_chain_entry *link = chain_at(chain, i);
    if (chain_explains(chain, link)) {
        struct trial *trial = chain_again(chain, i);
        trial_print_checks(chain->app, trial, RT_CHECK_COUNT, all);
        trial_print_nearest(chain->app, trial);
        return;
    }
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_result *result = &link->judgement.report.checks[check];
        if (all || !trial_is_dull(result))
            show_check(&chain->app->out, link->judgement.best.version, (enum rt_check)check,
                       result);
    }
}

static bool is_ml_dsa(const struct rt_chain_entry *link)
{
    return link->judgement.report.checks[RT_CHECK_CERT_SIGNATURE].reason == RT_E_ML_DSA;
}

/* What a link has to say beside its line. */
static void link_details(struct chain *chain, size_t i)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_chain_entry *link = chain_at(chain, i);
    bool verbose = option_given(&chain->app->options, OPTION_VERBOSE);
    bool bad = link->judgement.verdict == RT_INVALID;
    char mistake[RT_CHAIN_TEXT_SIZE];
    readings_text(chain, i);
    if (bad || verbose)
        checks_text(chain, i, verbose);
    if (rt_chain_text_mistake(chain_text(chain, " "), i, mistake)[0])
        rt_output_print(out, "        %s\n", mistake);
    if (!link->trusted)
        rt_output_text(out, "        its key is none of those that were given\n");
    else if (!bad && !link->signed_)
        rt_output_text(out,
                       is_ml_dsa(link)
                           ? "        its key is of ML-DSA-44, with which nothing is verified\n"
                           : "        its key is not known: give it with -k or -l\n");
    if (!bad && i > 0 && !link->bound)
        rt_output_text(
            out, "        nothing ties it to the reply before it: its request is not known\n");
}

static void contradictions_text(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    struct rt_contradiction pair;
    char words[RT_CHAIN_TEXT_SIZE];
    uint64_t said = 0;
    rt_output_text(out, "  contradictions");
    rt_chain_pairs_begin(chain->judged);
    while (said < LISTED && rt_chain_pairs_next(chain->judged, &pair)) {
        rt_output_print(out, " (%zu,%zu)", pair.first + 1, pair.second + 1);
        said++;
    }
    if (said < rt_chain_contradictions(chain->judged))
        rt_output_print(out, " and %" PRIu64 " more",
                        rt_chain_contradictions(chain->judged) - said);
    rt_output_text(out, "\n");
    /* A line for each sentence; names of servers may hold anything and are made safe. */
    for (const char *at = rt_chain_text_contradiction(chain_text(chain, "\n"), words); *at;) {
        size_t len = strcspn(at, "\n");
        rt_output_text(out, "  ");
        rt_output_safe(out, (struct rt_view){(const uint8_t *)at, len});
        rt_output_text(out, "\n");
        at += len + (at[len] != '\0');
    }
}

static void document_text(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    char text[RT_TIME_SIZE];
    rt_output_text(out, "  ");
    enum rt_outcome outcome = chain->stamp.outcome;
    rt_output_cell(out, rt_style_of_outcome(outcome), 11,
                   outcome == RT_FAIL ? "FAIL" : rt_outcome_name(outcome));
    rt_output_cell(out, RT_STYLE_PLAIN, 20, "document");
    rt_output_styled(out, RT_STYLE_PLAIN, chain->document->name);
    if (chain->stamp.outcome == RT_PASS)
        rt_output_print(out, " existed before %s\n", rt_chain_text_date(chain->stamp.before, text));
    else
        rt_output_text(out,
                       outcome == RT_UNDECIDED ? " may be what the first nonce commits to: that "
                                                 "could not be computed\n"
                       : chain->stamp.commits == RT_PASS
                           ? " is what the first nonce commits to, but no reply to it is proven\n"
                           : " is not what the first nonce commits to\n");
    if (chain->stamp.outcome == RT_PASS && chain->app->key_count == 0)
        rt_output_text(out,
                       "        by the keys that stand in the report; -l says whom to trust\n");
}

static const char *first_broken(const struct chain *chain, char text[32])
{
    size_t i = 0;
    while (i < chain_length(chain) && rt_chain_entry_verdict(chain_at(chain, i)) != RT_INVALID)
        i++;
    snprintf(text, 32, ", at link %zu", i + 1);
    return text;
}

/* What a form leaves out, and what was done without it. */
static void requests_text(struct chain *chain)
{
    size_t unknown = 0;
    for (size_t i = 0; i < chain_length(chain); i++)
        unknown +=
            !chain_at(chain, i)->broken && !rt_view_present(chain_at(chain, i)->packets.request);
    if (unknown > 0)
        rt_output_print(
            &chain->app->out,
            "  requests that are not in it: %zu; of them only the nonces were checked\n", unknown);
}

static void show_text(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    bool good = rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_CONSISTENT;
    bool invalid = rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_INVALID;
    bool quiet = option_given(&chain->app->options, OPTION_QUIET);
    const char *form = rt_chainfile_form_name(chain_at(chain, 0)->form);
    char where[32] = "";
    if (good && quiet && (!chain->document || chain->stamp.outcome == RT_PASS))
        return;
    rt_output_cell(out, RT_STYLE_HEAD, 8, "chain");
    rt_output_styled(out, good ? RT_STYLE_GOOD : RT_STYLE_BAD,
                     rt_chain_verdict_name(rt_chain_verdict(chain->judged)));
    rt_output_print(out, "%s  %zu link%s", invalid ? first_broken(chain, where) : "",
                    chain_length(chain),
                    chain_length(chain) == 1 ? ", which proves no order" : "s");
    rt_output_print(out, "%s%s\n", form ? "  form " : "", form ? form : "");
    for (size_t i = 0; i < chain_length(chain); i++) {
        if (quiet && rt_chain_entry_verdict(chain_at(chain, i)) == RT_VALID)
            continue;
        link_head(chain, i);
        if (!chain_at(chain, i)->broken)
            link_details(chain, i);
    }
    if (!quiet)
        requests_text(chain);
    if (rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_CONTRADICTION)
        contradictions_text(chain);
    if (chain->document)
        document_text(chain);
}

static void show_json(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_judge_settings settings = trial_settings(chain->app);
    const struct rt_chain_json how = {
        .text = chain_text(chain, " "),
        .settings = &settings,
        .explain = option_given(&chain->app->options, OPTION_EXPLAIN),
        .all = version_name_all(),
        .document = chain->document ? chain->document->name : NULL,
        .stamp = chain->document ? &chain->stamp : NULL,
    };
    rt_output_record(out, "chain");
    rt_output_string(out, "source", chain->file);
    rt_chain_json(out, &how);
    rt_output_record_end(out);
}

void chain_show(struct chain *chain)
{
    const uint64_t failures = rt_crypto_failures();
    if (chain_length(chain) == 0)
        return;
    if (chain->app->form == RT_OUTPUT_TEXT)
        show_text(chain);
    else
        show_json(chain);
    /* As in chain_judge: links may have been judged once more. */
    chain->app->failures += rt_crypto_failures() - failures;
}
