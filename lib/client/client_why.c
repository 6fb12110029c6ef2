// SPDX-License-Identifier: BSD-2-Clause
/* Says in words why a server has no valid answer. */
#include "client/client_why.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "judge/version_join.h"
#include "rules/rules.h"

static void add(char text[RT_CLIENT_WHY_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char text[RT_CLIENT_WHY_SIZE], const char *format, ...)
{
    size_t len = strlen(text);
    va_list list;
    va_start(list, format);
    vsnprintf(text + len, RT_CLIENT_WHY_SIZE - len, format, list);
    va_end(list);
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
static void explain_silence(const struct rt_client_why *why, char text[RT_CLIENT_WHY_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX], *others[RT_CHOICES_MAX];
    size_t count =
        rt_client_scope_asked(why->scope, why->all, why->result, why->chained, false, versions);
    size_t other_count =
        rt_client_scope_asked(why->scope, why->all, why->result, why->chained, true, others);
    bool again = why->result->rounds > 1;
    add(text, ": there is no server, or a firewall drops the packets");
    if (!again && has_srv(versions, count))
        add(text, ", or it has another key");
    if (count + other_count < why->all.count)
        add(text, ", or it answers in other versions only");
    if (!again)
        add(text, ", or packets were lost");
}

static void add_silence(const struct rt_client_why *why, char text[RT_CLIENT_WHY_SIZE])
{
    const struct rt_client_result *result = why->result;
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[RT_VERSION_JOIN_SIZE];
    size_t count =
        rt_client_scope_asked(why->scope, why->all, why->result, why->chained, false, versions);
    add(text, "no reply to %u %s in %s", result->tries, result->tries == 1 ? "request" : "requests",
        count == why->all.count ? "all versions"
                                : rt_version_join(why->all, versions, count, names));
    switch (result->why) {
    case RT_CLIENT_CAUSE_SILENCE:
        explain_silence(why, text);
        break;
    case RT_CLIENT_CAUSE_VERSION:
        add(text, ": the server answers, but as %s",
            rt_version_join(why->all, versions,
                            rt_client_scope_answered(why->scope, result, versions), names));
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
        add(text, "; %s", rt_client_cause_text(result->why));
        break;
    }
    if (result->error)
        add(text, "; TCP: %s", strerror(result->error));
}

/* What is said of a reply that is not valid, or of no reply that was not silence. */
static void add_cause(const struct rt_client_why *why, char text[RT_CLIENT_WHY_SIZE])
{
    const struct rt_client_result *result = why->result;
    switch (result->state) {
    case RT_CLIENT_UNREACHABLE:
        add(text, "%s: %s", rt_client_cause_text(result->why), strerror(result->error));
        break;
    case RT_CLIENT_UNRESOLVED:
        add(text, "%s", result->cause);
        break;
    case RT_CLIENT_UNFIT:
        add(text, "no version that was asked for is defined on this transport");
        break;
    case RT_CLIENT_SILENT:
    case RT_CLIENT_VALID:
    case RT_CLIENT_REJECTED:
    case RT_CLIENT_UNDECIDED:
        add(text, "%s", rt_client_cause_text(result->why));
        break;
    }
    if (result->only_bare)
        add(text, ": it answers requests without SRV, and none that name this key in SRV");
    else if (result->why == RT_CLIENT_CAUSE_KEY)
        add(text, ": another key signed the delegation");
}

const char *rt_client_why_text(const struct rt_client_why *why, char text[RT_CLIENT_WHY_SIZE])
{
    enum rt_client_state state = why->result->state;
    text[0] = '\0';
    if (state == RT_CLIENT_SILENT && why->result->tries > 0)
        add_silence(why, text);
    else
        add_cause(why, text);
    bool mute = state == RT_CLIENT_SILENT || state == RT_CLIENT_UNREACHABLE;
    if (mute && why->no_port)
        add(text, "; no port was given and %d was asked, many servers use %d", RT_PORT_RFC,
            RT_PORT_DRAFTS);
    return text;
}
