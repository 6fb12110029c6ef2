// SPDX-License-Identifier: BSD-2-Clause
/* A chain of the library (judge/chain.h), filled and judged as the command line asks. */
#include <stdlib.h>
#include <string.h>

#include "common/chain_internal.h"
#include "common/memory.h"

struct chain *chain_new(struct app *app)
{
    struct chain *chain = memory_need(calloc(1, sizeof *chain));
    chain->app = app;
    chain->judged = memory_need(rt_chain_new());
    return chain;
}

void chain_clear(struct chain *chain)
{
    rt_chain_clear(chain->judged);
    chain->file = NULL;
    chain->text.searched = 0;
    chain->too_long = false;
    chain->report = 0;
    chain->record = 0;
    chain->torn = false;
    chain->document = NULL;
}

void chain_free(struct chain *chain)
{
    if (!chain)
        return;
    rt_chain_free(chain->judged);
    free(chain);
}

void chain_know(struct chain *chain, const struct rt_servers *known)
{
    chain->known = known;
}

size_t chain_length(const struct chain *chain)
{
    return rt_chain_count(chain->judged);
}

const struct rt_chain_entry *chain_at(const struct chain *chain, size_t i)
{
    return rt_chain_at(chain->judged, i);
}

/* What became of an entry that was added. */
static void note(struct chain *chain, enum rt_error error)
{
    if (error == RT_E_NO_MEMORY)
        memory_need(NULL);
    if (error == RT_OK)
        return;
    chain->too_long = true;
    app_complain(chain->app, EXIT_INPUT, chain->file,
                 "a chain of more than %d links: the rest is not judged", RT_CHAIN_LINKS_MAX);
}

void chain_add(struct chain *chain, const struct rt_exchange *exchange, const char *server)
{
    struct rt_choice named[VERSION_NAME_MOST];
    if (chain->too_long)
        return;
    if (chain_length(chain) == 0)
        chain->file = exchange->origin->file;
    int count = trial_named(chain->app, exchange, named);
    if (count < 0) {
        note(chain, rt_chain_add_broken(chain->judged, exchange->origin->form));
        return;
    }
    const struct rt_chain_input input = {
        .packets = *exchange,
        .form = exchange->origin->form,
        .choices = named,
        .choice_count = (size_t)count,
        .server = server,
    };
    note(chain, rt_chain_add(chain->judged, &input));
}

void chain_add_broken(struct chain *chain)
{
    if (!chain->too_long)
        note(chain, rt_chain_add_broken(chain->judged, RT_FORM_NONE));
}

enum rt_chain_verdict chain_judge(struct chain *chain)
{
    const struct rt_judge_settings settings = trial_settings(chain->app);
    const uint64_t failures = rt_crypto_failures();
    chain->text.searched = 0;
    if (rt_chain_judge(chain->judged, &settings) != RT_OK)
        memory_need(NULL);
    /* A failure among the links makes no exchange outside of the chain undecided (trial_run). */
    chain->app->failures += rt_crypto_failures() - failures;
    return rt_chain_verdict(chain->judged);
}

bool chain_stamp(struct chain *chain, const struct document *document)
{
    chain->document = document;
    rt_stamp_judge(app_crypto(chain->app), chain->judged, &document->content, &chain->stamp);
    return chain->stamp.outcome == RT_PASS;
}

enum rt_outcome chain_stamp_outcome(const struct chain *chain)
{
    return chain->stamp.outcome;
}

bool chain_trim(struct chain *chain)
{
    return rt_chain_trim(chain->judged);
}

const char *chain_server(const struct chain *chain, const struct rt_chain_entry *link)
{
    const struct rt_servers *known = chain->known;
    if (link->server || !link->have_key)
        return link->server;
    for (size_t i = 0; known && i < known->count; i++)
        if (memcmp(known->list[i].key, link->key, RT_KEY_SIZE) == 0)
            return known->list[i].name;
    return NULL;
}

static const char *server_of(void *context, const struct rt_chain_entry *link)
{
    return chain_server(context, link);
}

struct rt_chain_text *chain_text(struct chain *chain, const char *between)
{
    chain->text = (struct rt_chain_text){
        .chain = chain->judged,
        .crypto = app_crypto(chain->app),
        .between = between,
        .untrusted = chain->app->key_count > 0 ? NULL
                                               : "The keys are those of the report: -k or -l says "
                                                 "whom to trust.",
        .server = server_of,
        .context = chain,
        .searched = chain->text.searched,
    };
    return &chain->text;
}

bool chain_explains(const struct chain *chain, const struct rt_chain_entry *link)
{
    return option_given(&chain->app->options, OPTION_EXPLAIN) &&
           link->judgement.verdict == RT_INVALID;
}

struct trial *chain_again(struct chain *chain, size_t i)
{
    struct trial *trial = &chain->again;
    const struct rt_chain_entry *link = chain_at(chain, i);
    trial->settings = trial_settings(chain->app);
    if (link->choice_count > 0) {
        trial->settings.choices = link->choices;
        trial->settings.choice_count = link->choice_count;
    }
    rt_chain_again(chain->judged, i, &trial->settings, &trial->judged);
    trial_explain(chain->app, trial);
    return trial;
}

enum exit_code chain_exit(enum rt_chain_verdict verdict)
{
    switch (verdict) {
    case RT_CHAIN_VERDICT_CONSISTENT:
        return EXIT_GOOD;
    case RT_CHAIN_VERDICT_CONTRADICTION:
        return EXIT_MALFEASANCE;
    case RT_CHAIN_VERDICT_UNDECIDED:
        return EXIT_BUG;
    case RT_CHAIN_VERDICT_INVALID:
    case RT_CHAIN_VERDICT_UNVERIFIED:
    case RT_CHAIN_VERDICT_NONE:
    case RT_CHAIN_VERDICT_COUNT:
        break;
    }
    return EXIT_FAILED;
}
