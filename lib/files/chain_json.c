// SPDX-License-Identifier: BSD-2-Clause
/* Writes a judged chain as JSON. */
#include "files/chain_json.h"

#include "files/chainfile.h"
#include "files/judgement_json.h"

/* What would have made a link valid. */
static void explained_json(struct rt_output *out, const struct rt_chain_json *how, size_t i)
{
    const struct rt_chain_entry *link = rt_chain_at(how->text->chain, i);
    bool own = link->choice_count > 0;
    struct rt_keyring_result again;
    struct rt_nearest nearest;
    rt_chain_again(how->text->chain, i, how->settings, &again);
    rt_explain_among(&again.subject, own ? link->choices : how->settings->choices,
                     own ? link->choice_count : how->settings->choice_count, how->all.list,
                     how->all.count, &nearest);
    rt_judgement_json_checks(out, &again.judgement, RT_CHECK_COUNT, &again.subject);
    rt_judgement_json_nearest(out, &nearest);
}

static void server_json(struct rt_output *out, const struct rt_chain_json *how,
                        const struct rt_chain_entry *link)
{
    rt_output_object(out, "server");
    rt_output_base64(out, "key", (struct rt_view){link->have_key ? link->key : NULL, RT_KEY_SIZE});
    rt_output_string(out, "name", rt_chain_text_server(how->text, link));
    if (how->settings->keyring.count > 0)
        rt_output_bool(out, "trusted", link->trusted);
    else
        rt_output_null(out, "trusted");
    rt_output_end(out);
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

static void link_json(struct rt_output *out, const struct rt_chain_json *how, size_t i)
{
    const struct rt_chain_entry *link = rt_chain_at(how->text->chain, i);
    const struct rt_judgement *judgement = &link->judgement;
    char mistake[RT_CHAIN_TEXT_SIZE];
    rt_output_object(out, NULL);
    rt_output_uint(out, "link", i + 1);
    rt_output_string(out, "verdict", rt_verdict_name(rt_chain_entry_verdict(link)));
    if (!link->broken) {
        rt_output_string(out, "version", judgement->best.version->name);
        rt_member_reading(out, "reading", judgement->best.reading);
        rt_member_reading(out, "chain_reading", link->chain_reading);
        rule_json(out, link);
        rt_member_moment(out, judgement->rules.clock, link->has_time, link->midpoint, link->radius);
        server_json(out, how, link);
        if (how->explain && judgement->verdict == RT_INVALID)
            explained_json(out, how, i);
        else
            rt_judgement_json_checks(out, judgement, RT_CHECK_COUNT, NULL);
        if (rt_chain_text_mistake(how->text, i, mistake)[0])
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

void rt_chain_json_pairs(struct rt_output *out, struct rt_chain *chain)
{
    struct rt_contradiction pair;
    bool any = rt_chain_verdict(chain) == RT_CHAIN_VERDICT_CONTRADICTION;
    rt_output_array(out, "contradictions");
    if (any)
        rt_chain_pairs_begin(chain);
    while (any && rt_chain_pairs_next(chain, &pair))
        pair_json(out, NULL, &pair);
    rt_output_end(out);
}

/* The links of a set of servers, if it is known who stands against whom. */
static void side_json(struct rt_output *out, const struct rt_chain *chain, const char *key,
                      uint64_t servers)
{
    rt_output_array(out, key);
    for (size_t i = 0; i < rt_chain_count(chain) && rt_chain_blame(chain)->known; i++)
        if (rt_chain_interval(chain, i).low <= rt_chain_interval(chain, i).high &&
            servers >> rt_chain_server(chain, i) & 1)
            rt_output_uint(out, NULL, i + 1);
    rt_output_end(out);
}

static void contradictions_json(struct rt_output *out, const struct rt_chain_text *text)
{
    char words[RT_CHAIN_TEXT_SIZE];
    struct rt_contradiction closest = {0};
    rt_chain_json_pairs(out, text->chain);
    if (rt_chain_verdict(text->chain) != RT_CHAIN_VERDICT_CONTRADICTION)
        return;
    rt_chain_closest(text->chain, &closest);
    pair_json(out, "minimal", &closest);
    side_json(out, text->chain, "agree", rt_chain_blame(text->chain)->agree);
    side_json(out, text->chain, "against", rt_chain_blame(text->chain)->against);
    rt_output_string(out, "explanation", rt_chain_text_contradiction(text, words));
}

static void document_json(struct rt_output *out, const char *name, const struct rt_stamp *stamp)
{
    char text[RT_TIME_SIZE];
    rt_output_object(out, "document");
    rt_output_string(out, "name", name);
    rt_output_string(out, "outcome", rt_outcome_name(stamp->outcome));
    rt_output_string(out, "before",
                     stamp->outcome == RT_PASS ? rt_chain_text_date(stamp->before, text) : NULL);
    rt_output_end(out);
}

void rt_chain_json(struct rt_output *out, const struct rt_chain_json *how)
{
    const struct rt_chain *chain = how->text->chain;
    rt_output_string(out, "form", rt_chainfile_form_name(rt_chain_at(chain, 0)->form));
    rt_output_string(out, "verdict", rt_chain_verdict_name(rt_chain_verdict(chain)));
    rt_output_array(out, "links");
    for (size_t i = 0; i < rt_chain_count(chain); i++)
        link_json(out, how, i);
    rt_output_end(out);
    contradictions_json(out, how->text);
    if (how->stamp)
        document_json(out, how->document, how->stamp);
}
