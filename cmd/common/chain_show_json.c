// SPDX-License-Identifier: BSD-2-Clause
/* How a judged chain looks in JSON. */
#include "common/chain_internal.h"
#include "files/chainfile.h"
#include "files/judgement_json.h"

static void checks_json(struct chain *chain, size_t i)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_chain_entry *link = chain_at(chain, i);
    struct trial *trial = chain_explains(chain, link) ? chain_again(chain, i) : NULL;
    rt_judgement_json_checks(out, trial ? &trial->judged.judgement : &link->judgement,
                             RT_CHECK_COUNT, trial ? &trial->judged.subject : NULL);
    if (trial)
        rt_judgement_json_nearest(out, &trial->nearest);
}

/* The rule by which the nonce was derived, and where it stands. */
static void rule_json(struct rt_output *out, const struct rt_chain_entry *link)
{
    const struct rt_version *version = link->judgement.best.version;
    char text[RT_READING_SIZE];
    const struct rt_reading rule = rt_chain_text_rule(&link->judgement.rules);
    rt_output_string(out, "rule", rt_reading_text(&rule, text));
    rt_member_sections(out, "spec", version, version->check_section[RT_CHECK_CHAIN_LINK]);
}

static void link_json(struct chain *chain, size_t i)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_chain_entry *link = chain_at(chain, i);
    char mistake[RT_CHAIN_TEXT_SIZE];
    rt_output_object(out, NULL);
    rt_output_uint(out, "link", i + 1);
    rt_output_string(out, "verdict", rt_verdict_name(rt_chain_entry_verdict(link)));
    if (!link->broken) {
        rt_output_string(out, "version", link->judgement.best.version->name);
        rt_member_reading(out, "reading", link->judgement.best.reading);
        rt_member_reading(out, "chain_reading", link->chain_reading);
        rule_json(out, link);
        rt_member_moment(out, link->judgement.rules.clock, link->has_time, link->midpoint,
                         link->radius);
        rt_output_object(out, "server");
        rt_output_base64(out, "key",
                         (struct rt_view){link->have_key ? link->key : NULL, RT_KEY_SIZE});
        rt_output_string(out, "name", chain_server(chain, link));
        if (chain->app->key_count > 0)
            rt_output_bool(out, "trusted", link->trusted);
        else
            rt_output_null(out, "trusted");
        rt_output_end(out);
        checks_json(chain, i);
        if (rt_chain_text_mistake(chain_text(chain, " "), i, mistake)[0])
            rt_output_string(out, "mistake", mistake);
    }
    rt_output_end(out);
}

static void pair_json(struct rt_output *out, const char *key, const struct rt_contradiction *pair)
{
    rt_output_array(out, key);
    rt_output_uint(out, NULL, pair->first + 1);
    rt_output_uint(out, NULL, pair->second + 1);
    rt_output_end(out);
}

void chain_pairs_json(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    struct rt_contradiction pair;
    bool any = rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_CONTRADICTION;
    rt_output_array(out, "contradictions");
    if (any)
        rt_chain_pairs_begin(chain->judged);
    while (any && rt_chain_pairs_next(chain->judged, &pair))
        pair_json(out, NULL, &pair);
    rt_output_end(out);
}

/* The links of a set of servers, if it is known who stands against whom. */
static void side_json(struct chain *chain, const char *key, uint64_t servers)
{
    struct rt_output *out = &chain->app->out;
    rt_output_array(out, key);
    for (size_t i = 0; i < chain_length(chain) && rt_chain_blame(chain->judged)->known; i++)
        if (rt_chain_interval(chain->judged, i).low <= rt_chain_interval(chain->judged, i).high &&
            servers >> rt_chain_server(chain->judged, i) & 1)
            rt_output_uint(out, NULL, i + 1);
    rt_output_end(out);
}

static void contradictions_json(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    char words[RT_CHAIN_TEXT_SIZE];
    struct rt_contradiction closest = {0};
    chain_pairs_json(chain);
    if (rt_chain_verdict(chain->judged) != RT_CHAIN_VERDICT_CONTRADICTION)
        return;
    rt_chain_closest(chain->judged, &closest);
    pair_json(out, "minimal", &closest);
    side_json(chain, "agree", rt_chain_blame(chain->judged)->agree);
    side_json(chain, "against", rt_chain_blame(chain->judged)->against);
    rt_output_string(out, "explanation",
                     rt_chain_text_contradiction(chain_text(chain, " "), words));
}

static void document_json(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    char text[RT_TIME_SIZE];
    rt_output_object(out, "document");
    rt_output_string(out, "name", chain->document->name);
    rt_output_string(out, "outcome", rt_outcome_name(chain->stamp.outcome));
    rt_output_string(out, "before",
                     chain->stamp.outcome == RT_PASS ? rt_chain_text_date(chain->stamp.before, text)
                                                     : NULL);
    rt_output_end(out);
}

void chain_show_json(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_chain_entry *first = chain_at(chain, 0);
    rt_output_record(out, "chain");
    rt_output_string(out, "source", chain->file);
    rt_output_string(out, "form", rt_chainfile_form_name(first->form));
    rt_output_string(out, "verdict", rt_chain_verdict_name(rt_chain_verdict(chain->judged)));
    rt_output_array(out, "links");
    for (size_t i = 0; i < chain_length(chain); i++)
        link_json(chain, i);
    rt_output_end(out);
    contradictions_json(chain);
    if (chain->document)
        document_json(chain);
    rt_output_record_end(out);
}
