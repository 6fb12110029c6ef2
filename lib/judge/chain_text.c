// SPDX-License-Identifier: BSD-2-Clause
/* What a chain proves, in sentences. */
#include "judge/chain_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"

/* Numbers of replies that a sentence lists. */
#define LISTED 8

/* Links that are compared with all others when they do not fit. */
#define SEARCHES 8

/* Sentences being written; what does not fit is cut. */
struct words {
    char *text;
    size_t len;
};

__attribute__((format(printf, 2, 3))) static void say(struct words *words, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(words->text + words->len, RT_CHAIN_TEXT_SIZE - words->len, format, args);
    va_end(args);
    if (len > 0)
        words->len += (size_t)len;
    if (words->len >= RT_CHAIN_TEXT_SIZE)
        words->len = RT_CHAIN_TEXT_SIZE - 1;
}

const char *rt_chain_text_server(const struct rt_chain_text *how, const struct rt_chain_entry *link)
{
    return how->server ? how->server(how->context, link) : link->server;
}

/* The server of a link: its name and its key. */
static void say_server(struct words *words, const struct rt_chain_text *how, size_t i)
{
    const struct rt_chain_entry *link = rt_chain_at(how->chain, i);
    const char *name = rt_chain_text_server(how, link);
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    rt_base64_encode((struct rt_view){link->key, RT_KEY_SIZE}, key);
    if (name)
        say(words, "%s, ", name);
    say(words, "key %s", key);
}

const char *rt_chain_text_date(int64_t microseconds, char text[RT_TIME_SIZE])
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

static void say_pair(struct words *words, const struct rt_chain_text *how,
                     const struct rt_contradiction *pair)
{
    const struct rt_chain *chain = how->chain;
    char after[RT_TIME_SIZE], before[RT_TIME_SIZE];
    say(words, "Reply %zu (", pair->first + 1);
    say_server(words, how, pair->first);
    say(words, ") says that it was made at %s or later; reply %zu (",
        rt_chain_text_date(rt_chain_interval(chain, pair->first).low, after), pair->second + 1);
    say_server(words, how, pair->second);
    say(words,
        "), which its nonce proves to be later, at %s or earlier. "
        "They contradict each other by ",
        rt_chain_text_date(rt_chain_interval(chain, pair->second).high, before));
    say_seconds(words, rt_chain_gap(chain, pair));
    say(words, ".");
}

/* Whether a link counts, and is of one of a set of servers. */
static bool is_of(const struct rt_chain *chain, size_t i, uint64_t servers)
{
    return rt_chain_interval(chain, i).low <= rt_chain_interval(chain, i).high &&
           servers >> rt_chain_server(chain, i) & 1;
}

static size_t count_of(const struct rt_chain *chain, uint64_t servers)
{
    size_t count = 0;
    for (size_t i = 0; i < rt_chain_count(chain); i++)
        count += is_of(chain, i, servers);
    return count;
}

/* "reply 1", "replies 2 and 3", "replies 1, 4 and 7", and of many the first few. */
static void say_replies(struct words *words, const struct rt_chain *chain, uint64_t servers)
{
    size_t count = count_of(chain, servers), said = 0;
    say(words, count == 1 ? "reply" : "replies");
    for (size_t i = 0; i < rt_chain_count(chain) && said < LISTED; i++) {
        if (!is_of(chain, i, servers))
            continue;
        const char *before = said == 0 ? " " : said + 1 == count ? " and " : ", ";
        say(words, "%s%zu", before, i + 1);
        said++;
    }
    if (said < count)
        say(words, " and %zu more", count - said);
}

static void say_blame(struct words *words, const struct rt_chain_text *how,
                      const struct rt_contradiction *pair)
{
    const struct rt_chain *chain = how->chain;
    const struct rt_blame *blame = rt_chain_blame(chain);
    if (rt_chain_contradictions(chain) > 1)
        say(words, "%sIn all, %" PRIu64 " pairs contradict each other.", how->between,
            rt_chain_contradictions(chain));
    say(words, "%s", how->between);
    if (blame->known) {
        unsigned agreeing = rt_bytes_count_bits(blame->agree);
        unsigned against = rt_bytes_count_bits(blame->against);
        say(words, "Of %u servers %u agree with each other (", agreeing + against, agreeing);
        say_replies(words, chain, blame->agree);
        say(words, "); ");
        say_replies(words, chain, blame->against);
        if (against > 1)
            say(words, " stand against them.");
        else
            say(words, count_of(chain, blame->against) == 1 ? " stands alone." : " stand alone.");
    } else if (memcmp(rt_chain_at(chain, pair->first)->key, rt_chain_at(chain, pair->second)->key,
                      RT_KEY_SIZE) == 0) {
        say(words, "Both are of one server: it contradicts itself.");
    } else if (rt_chain_server_count(chain) == 2) {
        say(words, "One of the two servers lied; a third would have told which.");
    } else {
        say(words, "No majority of the servers agrees against the others, so the chain does not "
                   "tell which of them lied.");
    }
}

const char *rt_chain_text_contradiction(const struct rt_chain_text *how,
                                        char text[RT_CHAIN_TEXT_SIZE])
{
    struct words words = {.text = text};
    struct rt_contradiction closest;
    text[0] = '\0';
    if (rt_chain_verdict(how->chain) != RT_CHAIN_VERDICT_CONTRADICTION ||
        !rt_chain_closest(how->chain, &closest))
        return text;
    say_pair(&words, how, &closest);
    say_blame(&words, how, &closest);
    /* Anybody can make servers of their own that agree against another one. */
    if (how->untrusted && rt_chain_at(how->chain, 0)->form != RT_FORM_NONE)
        say(&words, "%s%s", how->between, how->untrusted);
    return text;
}

struct rt_reading rt_chain_text_rule(const struct rt_rules *rules)
{
    struct rt_reading rule = {0};
    size_t count = 0;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++)
        if (RT_PARAMS_OF_CHAINS >> i & 1)
            rule.set[count++] =
                (struct rt_setting){(enum rt_param)i, rt_param_get(rules, (enum rt_param)i)};
    return rule;
}

const char *rt_chain_text_mistake(struct rt_chain_text *how, size_t i,
                                  char text[RT_CHAIN_TEXT_SIZE])
{
    struct rt_chain *chain = how->chain;
    const struct rt_chain_entry *link = rt_chain_at(chain, i);
    struct words words = {.text = text};
    text[0] = '\0';
    if (rt_chain_lacks(link))
        say(&words, "its \"%s\" is missing, which this form demands", rt_chain_lacks(link));
    if (words.len > 0 || i == 0 || link->broken ||
        link->judgement.report.checks[RT_CHECK_CHAIN_LINK].reason != RT_E_CHAIN_NONCE ||
        how->searched == SEARCHES)
        return text;
    how->searched++;
    for (size_t k = 0; k < i && words.len == 0; k++)
        if (!rt_chain_at(chain, k)->broken &&
            rt_view_equal(rt_chain_at(chain, k)->packets.response, link->packets.response))
            say(&words, "it has the reply of link %zu once more", k + 1);
    for (size_t k = 0; k < rt_chain_count(chain) && words.len == 0; k++)
        if (k != i && rt_chain_follows(chain, how->crypto, i, k))
            say(&words, "its nonce follows from reply %zu: the links stand in the wrong order",
                k + 1);
    return text;
}
