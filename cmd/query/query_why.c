// SPDX-License-Identifier: BSD-2-Clause
/* Says why a server has no valid answer, and in which versions it was asked. */
#include <stdarg.h>
#include <string.h>

#include "common/names.h"
#include "common/show.h"
#include "query/query.h"
#include "registry.h"
#include "rules/rules.h"

static void add(char text[QUERY_WHY_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char text[QUERY_WHY_SIZE], const char *format, ...)
{
    size_t len = strlen(text);
    va_list list;
    va_start(list, format);
    vsnprintf(text + len, QUERY_WHY_SIZE - len, format, list);
    va_end(list);
}

/* Whether some request that was sent offers a choice. `others`: requests whose answers do not
 * count. */
static bool was_asked(const struct query *query, const struct query_target *target,
                      const struct rt_choice *choice, bool others)
{
    bool chain = query->chaining.wanted;
    const struct rt_negotiation *negotiation =
        chain ? &target->way->chained : &target->way->negotiation;
    for (size_t i = 0; i < negotiation->count; i++)
        if (target->answer.asked >> i & 1 &&
            (negotiation->list[i].rank == RT_ATTEMPT_OTHER) == others &&
            rt_attempt_offers(&negotiation->list[i], choice,
                              chain ? RT_NEGOTIATE_CHAIN : RT_NEGOTIATE_ANY))
            return true;
    return false;
}

/* The versions of some choices that were asked, in the order of the registry. */
static size_t asked_in(const struct query *query, const struct query_target *target, bool others,
                       const struct rt_version *versions[RT_CHOICES_MAX])
{
    const struct query_way *way = target->way;
    const struct rt_choice *choices = others ? way->others : way->choices;
    size_t count = others ? way->other_count : way->count, found = 0;
    for (size_t i = 0; i < rt_registry_count; i++) {
        bool asked = false;
        for (size_t c = 0; c < count && !asked; c++)
            asked = choices[c].version == rt_registry[i] &&
                    was_asked(query, target, &choices[c], others);
        if (asked)
            versions[found++] = rt_registry[i];
    }
    return found;
}

/* The versions in which the server answered although they do not count. */
static size_t answered_in(const struct query_target *target,
                          const struct rt_version *versions[RT_CHOICES_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < target->way->other_count; i++)
        if (target->answer.other_set >> i & 1)
            versions[found++] = target->way->others[i].version;
    return found;
}

/* Whether one of the versions that were asked has SRV. */
static bool has_srv(const struct rt_version *const *versions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rt_rules_has_srv(&versions[i]->rules))
            return true;
    return false;
}

/* What would explain that nothing came, as far as it was not ruled out. */
static void explain_silence(const struct query *query, const struct query_target *target,
                            char text[QUERY_WHY_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX], *others[RT_CHOICES_MAX];
    size_t count = asked_in(query, target, false, versions);
    size_t other_count = asked_in(query, target, true, others);
    bool again = target->answer.rounds > 1;
    add(text, ": there is no server, or a firewall drops the packets");
    if (!again && has_srv(versions, count))
        add(text, ", or it has another key");
    if (count + other_count < rt_registry_count)
        add(text, ", or it answers in other versions only");
    if (!again)
        add(text, ", or packets were lost");
}

static void add_silence(const struct query *query, const struct query_target *target,
                        char text[QUERY_WHY_SIZE])
{
    const struct rt_client_result *answer = &target->answer;
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[NAMES_SIZE];
    size_t count = asked_in(query, target, false, versions);
    add(text, "no reply to %u %s in %s", answer->tries, answer->tries == 1 ? "request" : "requests",
        count == rt_registry_count ? "all versions" : names_join(versions, count, names));
    switch (answer->why) {
    case RT_CLIENT_CAUSE_SILENCE:
        explain_silence(query, target, text);
        break;
    case RT_CLIENT_CAUSE_VERSION:
        add(text, ": the server answers, but as %s",
            names_join(versions, answered_in(target, versions), names));
        break;
    case RT_CLIENT_CAUSE_LATE:
    case RT_CLIENT_CAUSE_ELSEWHERE:
    case RT_CLIENT_CAUSE_FORGOTTEN:
    case RT_CLIENT_CAUSE_NONE:
    case RT_CLIENT_CAUSE_KEY:
    case RT_CLIENT_CAUSE_CHECKS:
    case RT_CLIENT_CAUSE_REFUSED:
    case RT_CLIENT_CAUSE_ROUTE:
    case RT_CLIENT_CAUSE_SENDING:
    case RT_CLIENT_CAUSE_NAME:
    case RT_CLIENT_CAUSE_TRANSPORT:
    case RT_CLIENT_CAUSE_DEADLINE:
    case RT_CLIENT_CAUSE_LIBRARY:
    case RT_CLIENT_CAUSE_COUNT:
        add(text, "; %s", rt_client_cause_text(answer->why));
        break;
    }
    if (answer->error)
        add(text, "; TCP: %s", strerror(answer->error));
}

/* What is said of a reply that is not valid, or of no reply that was not silence. */
static void add_cause(const struct query_target *target, char text[QUERY_WHY_SIZE])
{
    const struct rt_client_result *answer = &target->answer;
    switch (answer->state) {
    case RT_CLIENT_UNREACHABLE:
        add(text, "%s: %s", rt_client_cause_text(answer->why), strerror(answer->error));
        break;
    case RT_CLIENT_UNRESOLVED:
        add(text, "%s", answer->cause);
        break;
    case RT_CLIENT_UNFIT:
        add(text, "no version that was asked for is defined on this transport");
        break;
    case RT_CLIENT_SILENT:
    case RT_CLIENT_VALID:
    case RT_CLIENT_REJECTED:
    case RT_CLIENT_UNDECIDED:
        add(text, "%s", rt_client_cause_text(answer->why));
        break;
    }
    if (answer->only_bare)
        add(text, ": it answers requests without SRV, and none that name this key in SRV");
    else if (answer->why == RT_CLIENT_CAUSE_KEY)
        add(text, ": another key signed the delegation");
}

const char *query_why(const struct query *query, const struct query_target *target,
                      char text[QUERY_WHY_SIZE])
{
    enum rt_client_state state = target->answer.state;
    text[0] = '\0';
    if (state == RT_CLIENT_SILENT && target->answer.tries > 0)
        add_silence(query, target, text);
    else
        add_cause(target, text);
    bool mute = state == RT_CLIENT_SILENT || state == RT_CLIENT_UNREACHABLE;
    if (mute && target->no_port)
        add(text, "; no port was given and %d was asked, many servers use %d", RT_PORT_RFC,
            RT_PORT_DRAFTS);
    return text;
}

/* The versions of the hints, for eyes. */
static const char *hints_text(const struct query_way *way, char text[NAMES_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < rt_registry_count; i++) {
        bool hinted = false;
        for (size_t h = 0; h < way->hint_count; h++)
            hinted = hinted || way->hints[h].version == rt_registry[i];
        if (hinted)
            versions[count++] = rt_registry[i];
    }
    return names_join(versions, count, text);
}

void query_why_more(const struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    char text[QUERY_WHY_SIZE], names[NAMES_SIZE];
    if (target->answer.state == RT_CLIENT_REJECTED && target->answer.why != RT_CLIENT_CAUSE_CHECKS)
        rt_output_print(out, "  %s\n", query_why(query, target, text));
    if (target->answer.hint_wrong)
        rt_output_print(out, "  the list says that it answers in %s\n",
                        hints_text(target->way, names));
}

static void hint_json(struct rt_output *out, const struct query_target *target)
{
    const struct query_way *way = target->way;
    if (way->hint_count == 0) {
        rt_output_null(out, "hint");
        return;
    }
    rt_output_object(out, "hint");
    rt_output_array(out, "versions");
    for (size_t i = 0; i < way->hint_count; i++)
        rt_output_string(out, NULL, way->hints[i].version->name);
    rt_output_end(out);
    if (target->answer.state == RT_CLIENT_VALID)
        rt_output_bool(out, "right", !target->answer.hint_wrong);
    else
        rt_output_null(out, "right");
    rt_output_end(out);
}

void query_why_json(const struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    const struct rt_client_result *answer = &target->answer;
    const struct rt_version *versions[RT_CHOICES_MAX];
    char text[QUERY_WHY_SIZE];
    bool valid = answer->state == RT_CLIENT_VALID;
    rt_output_string(out, "cause", valid ? NULL : query_why(query, target, text));
    rt_output_string(out, "why", valid ? NULL : rt_client_cause_name(answer->why));
    show_versions_json(out, "asked_in", versions, asked_in(query, target, false, versions));
    show_versions_json(out, "answers_in", versions, answered_in(target, versions));
    hint_json(out, target);
}
