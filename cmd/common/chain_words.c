// SPDX-License-Identifier: BSD-2-Clause
/* What a chain proves, in sentences. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "common/chain_internal.h"
#include "wire/clock.h"

/* Numbers of replies that a sentence lists. */
#define LISTED 8

/* Links that are compared with all others when they do not fit. */
#define SEARCHES 8

/* Sentences being written; what does not fit is cut. */
struct words {
    char *text;
    size_t len;
    const char *between; /* two sentences */
};

__attribute__((format(printf, 2, 3))) static void say(struct words *words, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(words->text + words->len, CHAIN_WORDS - words->len, format, args);
    va_end(args);
    if (len > 0)
        words->len += (size_t)len;
    if (words->len >= CHAIN_WORDS)
        words->len = CHAIN_WORDS - 1;
}

/* The server of a link: its name and its key. */
static void say_server(struct words *words, const struct chain *chain,
                       const struct rt_chain_entry *link)
{
    const char *name = chain_server(chain, link);
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    rt_base64_encode((struct rt_view){link->key, RT_KEY_SIZE}, key);
    if (name)
        say(words, "%s, ", name);
    say(words, "key %s", key);
}

const char *chain_date(int64_t microseconds, char text[RT_TIME_SIZE])
{
    if (microseconds % 1000000 == 0)
        return rt_clock_text(RT_CLOCK_UNIX_S, (uint64_t)(microseconds / 1000000), text);
    return rt_clock_text(RT_CLOCK_UNIX_US, (uint64_t)microseconds, text);
}

/* Seconds with as many decimals as they need. */
static void say_seconds(struct words *words, uint64_t microseconds)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64 ".%06" PRIu64, microseconds / 1000000,
             microseconds % 1000000);
    size_t len = strlen(text);
    while (text[len - 1] == '0')
        len--;
    len -= text[len - 1] == '.';
    say(words, "%.*s s", (int)len, text);
}

static void say_pair(struct words *words, const struct chain *chain,
                     const struct rt_contradiction *pair)
{
    char after[RT_TIME_SIZE], before[RT_TIME_SIZE];
    say(words, "Reply %zu (", pair->first + 1);
    say_server(words, chain, chain_at(chain, pair->first));
    say(words, ") says that it was made at %s or later; reply %zu (",
        chain_date(rt_chain_interval(chain->judged, pair->first).low, after), pair->second + 1);
    say_server(words, chain, chain_at(chain, pair->second));
    say(words,
        "), which its nonce proves to be later, at %s or earlier. "
        "They contradict each other by ",
        chain_date(rt_chain_interval(chain->judged, pair->second).high, before));
    say_seconds(words, rt_chain_gap(chain->judged, pair));
    say(words, ".");
}

/* Whether a link counts, and is of one of a set of servers. */
static bool is_of(const struct chain *chain, size_t i, uint64_t servers)
{
    return rt_chain_interval(chain->judged, i).low <= rt_chain_interval(chain->judged, i).high &&
           servers >> rt_chain_server(chain->judged, i) & 1;
}

static size_t count_of(const struct chain *chain, uint64_t servers)
{
    size_t count = 0;
    for (size_t i = 0; i < chain_length(chain); i++)
        count += is_of(chain, i, servers);
    return count;
}

/* "reply 1", "replies 2 and 3", "replies 1, 4 and 7", and of many the first few. */
static void say_replies(struct words *words, const struct chain *chain, uint64_t servers)
{
    size_t count = count_of(chain, servers), said = 0;
    say(words, count == 1 ? "reply" : "replies");
    for (size_t i = 0; i < chain_length(chain) && said < LISTED; i++) {
        if (!is_of(chain, i, servers))
            continue;
        const char *before = said == 0 ? " " : said + 1 == count ? " and " : ", ";
        say(words, "%s%zu", before, i + 1);
        said++;
    }
    if (said < count)
        say(words, " and %zu more", count - said);
}

static size_t number_of(uint64_t servers)
{
    size_t count = 0;
    for (; servers; servers &= servers - 1)
        count++;
    return count;
}

static void say_blame(struct words *words, const struct chain *chain,
                      const struct rt_contradiction *pair)
{
    const struct rt_blame *blame = rt_chain_blame(chain->judged);
    if (rt_chain_contradictions(chain->judged) > 1)
        say(words, "%sIn all, %" PRIu64 " pairs contradict each other.", words->between,
            rt_chain_contradictions(chain->judged));
    say(words, "%s", words->between);
    if (blame->known) {
        size_t agreeing = number_of(blame->agree), against = number_of(blame->against);
        say(words, "Of %zu servers %zu agree with each other (", agreeing + against, agreeing);
        say_replies(words, chain, blame->agree);
        say(words, "); ");
        say_replies(words, chain, blame->against);
        if (against > 1)
            say(words, " stand against them.");
        else
            say(words, count_of(chain, blame->against) == 1 ? " stands alone." : " stand alone.");
    } else if (memcmp(chain_at(chain, pair->first)->key, chain_at(chain, pair->second)->key,
                      RT_KEY_SIZE) == 0) {
        say(words, "Both are of one server: it contradicts itself.");
    } else if (rt_chain_server_count(chain->judged) == 2) {
        say(words, "One of the two servers lied; a third would have told which.");
    } else {
        say(words, "No majority of the servers agrees against the others, so the chain does not "
                   "tell which of them lied.");
    }
}

const char *chain_words(struct chain *chain, const char *between, char text[CHAIN_WORDS])
{
    struct words words = {.text = text, .between = between};
    struct rt_contradiction closest;
    text[0] = '\0';
    if (rt_chain_verdict(chain->judged) != RT_CHAIN_VERDICT_CONTRADICTION ||
        !rt_chain_closest(chain->judged, &closest))
        return text;
    say_pair(&words, chain, &closest);
    say_blame(&words, chain, &closest);
    /* Anybody can make servers of their own that agree against another one. */
    if (chain_at(chain, 0)->form != RT_FORM_NONE && chain->app->key_count == 0)
        say(&words, "%sThe keys are those of the report: -k or -l says whom to trust.", between);
    return text;
}

struct rt_reading chain_rule(const struct rt_rules *rules)
{
    struct rt_reading rule = {0};
    size_t count = 0;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++)
        if (RT_PARAMS_OF_CHAINS >> i & 1)
            rule.set[count++] =
                (struct rt_setting){(enum rt_param)i, rt_param_get(rules, (enum rt_param)i)};
    return rule;
}

const char *chain_mistake(struct chain *chain, size_t i, char text[CHAIN_WORDS])
{
    const struct rt_chain_entry *link = chain_at(chain, i);
    struct words words = {.text = text};
    text[0] = '\0';
    if (rt_chain_lacks(link))
        say(&words, "its \"%s\" is missing, which this form demands", rt_chain_lacks(link));
    if (words.len > 0 || i == 0 || link->broken ||
        link->judgement.report.checks[RT_CHECK_CHAIN_LINK].reason != RT_E_CHAIN_NONCE ||
        chain->searched == SEARCHES)
        return text;
    chain->searched++;
    for (size_t k = 0; k < i && words.len == 0; k++)
        if (!chain_at(chain, k)->broken &&
            rt_view_equal(chain_at(chain, k)->packets.response, link->packets.response))
            say(&words, "it has the reply of link %zu once more", k + 1);
    for (size_t k = 0; k < chain_length(chain) && words.len == 0; k++)
        if (k != i && rt_chain_follows(chain->judged, app_crypto(chain->app), i, k))
            say(&words, "its nonce follows from reply %zu: the links stand in the wrong order",
                k + 1);
    return text;
}
