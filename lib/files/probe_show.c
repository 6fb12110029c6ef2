// SPDX-License-Identifier: BSD-2-Clause
/* Shows what was found out of a server, as text. */
#include "files/probe_show.h"

#include <inttypes.h>
#include <string.h>

#include "client/probe_text.h"
#include "files/probe_json.h"
#include "files/style.h"
#include "wire/clock.h"

#define NAME_WIDTH 18

/* What is told, and where. */
struct telling {
    struct rt_output *out;
    const struct rt_probe_summary *summary;
    struct rt_version_name_from all;
};

static const char *names_of(const struct telling *telling, uint64_t set,
                            char text[RT_VERSION_JOIN_SIZE])
{
    return rt_probe_text_names(telling->summary->probe->plan, set, telling->all, text);
}

static void silence(struct rt_output *out, const struct rt_probe_ask *ask)
{
    if (ask->unsure)
        rt_output_text(out, "not asked: the budget of packets is used up");
    else if (ask->error)
        rt_output_print(out, "no answer: %s", strerror(ask->error));
    else if (ask->closed)
        rt_output_text(out, "no answer: the connection was closed");
    else
        rt_output_text(out, "no answer");
}

/* The right request of some versions. */
static void show_version(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = telling->out;
    const struct rt_probe_reply *reply = &ask->reply;
    char names[RT_VERSION_JOIN_SIZE], answer[RT_MOMENT_SIZE];
    rt_output_text(out, "  ");
    names_of(telling, ask->versions, names);
    if (ask->reading)
        rt_version_join_candidate(telling->summary->probe->plan->choices[ask->version].version,
                                  ask->reading, names);
    rt_output_cell(out, RT_STYLE_PLAIN, NAME_WIDTH, names);
    rt_output_cell(out, RT_STYLE_DIM, 5, rt_transport_name(ask->transport));
    if (ask->replies == 0) {
        silence(out, ask);
        rt_output_text(out, "\n");
        return;
    }
    rt_output_cell(out, rt_style_of_verdict(reply->verdict), 12, rt_verdict_name(reply->verdict));
    if (ask->good > 0 && !(reply->valid & ask->versions))
        rt_output_print(out, "as %s  ", names_of(telling, reply->valid, names));
    else if (ask->good > 0 && reply->own.reading)
        rt_output_print(out, "as read by %s  ", reply->own.reading->name);
    if (ask->good > 0 && reply->has_time)
        rt_output_print(out, "%s  ",
                        rt_clock_moment_text(reply->clock, reply->midpoint, reply->radius, answer));
    if (ask->good == 0 && reply->failed != RT_CHECK_COUNT)
        rt_output_print(out, "%s fails  ", rt_check_row(reply->failed)->name);
    const char *protocol = rt_protocol_text(rt_probe_json_protocol(ask));
    if (protocol)
        rt_output_print(out, "looks like %s  ", protocol);
    rt_output_print(out, "%" PRIu64 ".%03" PRIu64 " ms\n", reply->rtt_ns / 1000000,
                    reply->rtt_ns / 1000 % 1000);
}

static void show_case(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = telling->out;
    enum rt_probe_due due = rt_probe_due_of(telling->summary->probe, ask);
    bool answered = ask->replies > 0;
    bool good = due == RT_PROBE_EITHER || answered == (due == RT_PROBE_ANSWER);
    char names[RT_VERSION_JOIN_SIZE];
    rt_output_text(out, "    ");
    rt_output_cell(out, RT_STYLE_PLAIN, NAME_WIDTH, rt_probe_case_row(ask->which)->name);
    if (!answered)
        silence(out, ask);
    else if (ask->good > 0)
        rt_output_print(out, "answered as %s", names_of(telling, ask->reply.valid, names));
    else
        rt_output_text(out, "answered, not valid");
    if (!good && !ask->unsure)
        rt_output_styled(out, RT_STYLE_BAD,
                         answered ? "  (no answer is due)" : "  (an answer is due)");
    rt_output_print(out, "  %s\n", rt_probe_case_row(ask->which)->text);
}

static void show_tree(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = telling->out;
    struct rt_probe_tree tree;
    char names[RT_VERSION_JOIN_SIZE];
    rt_probe_tree_of(telling->summary->probe, ask->versions, &tree);
    rt_output_text(out, "  tree         ");
    rt_output_cell(out, RT_STYLE_PLAIN, 10,
                   names_of(telling, rt_probe_tree_versions(telling->summary->probe, ask), names));
    if (tree.orders != 0)
        rt_output_print(out, "%s, of at least %" PRIu32 " requests\n",
                        rt_probe_text_order(tree.orders), tree.largest);
    else
        rt_output_text(out, "not determined: every reply was alone in its tree\n");
}

static void show_delegation(struct rt_output *out, const struct rt_probe_reply *reply)
{
    char from[RT_TIME_SIZE], to[RT_TIME_SIZE];
    if (reply->has_delegation)
        rt_output_print(out, "  delegation   %s to %s\n",
                        rt_clock_text(reply->clock, reply->mint, from),
                        rt_clock_text(reply->clock, reply->maxt, to));
}

static void show_grease(struct rt_output *out, const struct rt_probe *state)
{
    struct rt_probe_grease grease;
    rt_probe_grease_of(state, &grease);
    rt_output_print(out, "  odd replies  %u of %u to right requests", grease.odd, grease.replies);
    if (grease.replies > 0)
        rt_output_print(out, ": between %" PRIu32 " and %" PRIu32 " of 1000", grease.low_ppm / 1000,
                        (grease.high_ppm + 999) / 1000);
    rt_output_text(out, "\n");
}

static void show_two(struct rt_output *out, const struct rt_probe *state)
{
    for (size_t i = 0; i < state->ask_count; i++)
        if (state->asks[i].twice && (state->asks[i].replies > 0 || state->asks[i].error == 0))
            rt_output_print(out, "  connection   %u of 2 requests on one were answered\n",
                            state->asks[i].good);
}

static void show_pieces(struct rt_output *out, const struct rt_probe *state)
{
    for (size_t i = 0; i < state->ask_count; i++)
        if (state->asks[i].pieces && state->asks[i].sent > 0 && state->asks[i].error == 0)
            rt_output_print(out, "  pieces       a request in two pieces %s over TCP\n",
                            state->asks[i].good > 0 ? "was answered" : "was not answered");
}

static void show_leap(const struct telling *telling, const struct rt_probe *state)
{
    struct rt_output *out = telling->out;
    char text[RT_PROBE_LEAP_SIZE], names[RT_VERSION_JOIN_SIZE];
    for (size_t i = 0; i < state->ask_count; i++) {
        const struct rt_probe_ask *ask = &state->asks[i];
        if (!rt_probe_ask_is_right(ask) || ask->good == 0 || ask->transport != state->base ||
            rt_probe_text_leap(&ask->reply, text)[0] == '\0')
            continue;
        rt_output_text(out, "  leap         ");
        rt_output_cell(out, RT_STYLE_PLAIN, 10, names_of(telling, ask->versions, names));
        rt_output_print(out, "%s\n", text);
    }
}

static void show_rest(const struct telling *telling)
{
    struct rt_output *out = telling->out;
    const struct rt_probe *state = telling->summary->probe;
    const struct rt_probe_ask *main = rt_probe_main_ask(state);
    for (size_t i = 0; i < state->ask_count; i++)
        if (rt_probe_ask_shows_tree(state, &state->asks[i]))
            show_tree(telling, &state->asks[i]);
    if (main && main->good > 0)
        show_delegation(out, &main->reply);
    show_leap(telling, state);
    show_two(out, state);
    show_pieces(out, state);
    show_grease(out, state);
}

static void show_findings(const struct telling *telling)
{
    struct rt_output *out = telling->out;
    char text[RT_PROBE_FINDING_SIZE], names[RT_VERSION_JOIN_SIZE], section[RT_SECTION_SIZE];
    for (size_t i = 0; i < telling->summary->finding_count; i++) {
        const struct rt_probe_finding *finding = &telling->summary->findings[i];
        const struct rt_version *version =
            telling->summary->probe->plan->choices[finding->version].version;
        const char *sections = finding->sections;
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_BAD, 10, rt_probe_finding_name(finding->kind));
        rt_output_cell(out, RT_STYLE_PLAIN, 9, rt_version_join(telling->all, &version, 1, names));
        rt_output_text(out, rt_probe_text_finding(finding, telling->all, text));
        if (sections && *sections)
            rt_output_print(out, "  [%s]", rt_version_section(version, &sections, section));
        rt_output_text(out, "\n");
    }
}

/* What is said of how it went. */
static void show_notes(struct rt_output *out, const struct rt_probe *state)
{
    if (state->has_main && !state->plan->key)
        rt_output_text(out, "  not verified: no key was given");
    if (rt_probe_is_stranger(state))
        rt_output_text(out, "  the key is perhaps not that of the server");
    if (state->undecided > 0)
        rt_output_text(out, "  the cryptographic library failed to judge replies");
    if (state->slow)
        rt_output_text(out, "  limits how much it answers, or packets are lost");
    if (state->spent)
        rt_output_text(out, "  stopped by the budget");
}

static void show_head(const struct telling *telling)
{
    struct rt_output *out = telling->out;
    const struct rt_probe *state = telling->summary->probe;
    char names[RT_VERSION_JOIN_SIZE], at[RT_ENDPOINT_TEXT_SIZE];
    rt_output_styled(out, RT_STYLE_HEAD, telling->summary->name);
    if (!state) {
        rt_output_text(out, "  ");
        rt_output_styled(out, RT_STYLE_BAD, "unresolved");
        rt_output_print(out, ": %s\n", telling->summary->job->cause);
        return;
    }
    if (strcmp(rt_endpoint_text(&telling->summary->job->first.to.at, at), telling->summary->name) !=
        0)
        rt_output_print(out, "  %s", at);
    rt_output_text(out, "  ");
    rt_output_styled(out, state->has_main ? RT_STYLE_GOOD : RT_STYLE_BAD,
                     rt_probe_text_state(state));
    if (state->spoken != 0)
        rt_output_print(out, "  speaks %s", names_of(telling, state->spoken, names));
    rt_output_print(out, "  %u packets sent, %u came", state->sent, state->replies);
    show_notes(out, state);
    rt_output_text(out, "\n");
}

/* The other family of addresses: how it took it, and whether it speaks the same. */
static void show_other(const struct telling *telling)
{
    struct rt_output *out = telling->out;
    const struct rt_probe *other = telling->summary->job->other.probe;
    char names[RT_VERSION_JOIN_SIZE], at[RT_ENDPOINT_TEXT_SIZE];
    if (!other)
        return;
    const uint64_t spoken = telling->summary->probe->spoken;
    bool alike = (spoken & ~other->spoken) == 0 && (spoken != 0 || other->has_main);
    rt_output_print(out, "  %-12s ",
                    telling->summary->job->other.to.at.family == 6 ? "over IPv6" : "over IPv4");
    rt_output_print(out, "%s  ", rt_endpoint_text(&telling->summary->job->other.to.at, at));
    rt_output_styled(out, alike ? RT_STYLE_PLAIN : RT_STYLE_BAD, rt_probe_text_state(other));
    if (alike)
        rt_output_text(out, "  the same versions");
    else if (other->spoken != 0)
        rt_output_print(out, "  speaks %s", names_of(telling, other->spoken, names));
    rt_output_text(out, "\n");
}

/* All in one line: the findings by their names, each once. */
static void show_short(const struct telling *telling, unsigned width)
{
    struct rt_output *out = telling->out;
    const struct rt_probe *state = telling->summary->probe;
    const char *word = state ? rt_probe_text_state(state) : "unresolved";
    char names[RT_VERSION_JOIN_SIZE];
    rt_output_cell(out, RT_STYLE_HEAD, width + 2, telling->summary->name);
    if (state && !state->has_main) {
        rt_output_styled(out, RT_STYLE_BAD, word);
        rt_output_text(out, "\n");
        return;
    }
    rt_output_cell(out, state ? RT_STYLE_GOOD : RT_STYLE_BAD, 12, word);
    if (!state)
        rt_output_text(out, telling->summary->job->cause);
    else
        rt_output_text(out,
                       state->spoken ? names_of(telling, state->spoken, names) : "nothing valid");
    for (size_t i = 0; i < telling->summary->finding_count; i++) {
        const struct rt_probe_finding *finding = &telling->summary->findings[i];
        if (i > 0 && finding->kind == finding[-1].kind)
            continue;
        rt_output_text(out, i == 0 ? "  " : ", ");
        rt_output_styled(out, RT_STYLE_BAD, rt_probe_finding_name(finding->kind));
    }
    rt_output_text(out, "\n");
}

static void show_asks(const struct telling *telling)
{
    const struct rt_probe *state = telling->summary->probe;
    char names[RT_VERSION_JOIN_SIZE];
    for (size_t i = 0; i < state->ask_count; i++)
        if (rt_probe_ask_is_right(&state->asks[i]))
            show_version(telling, &state->asks[i]);
    rt_output_print(telling->out, "  requests of %s with one thing changed\n",
                    names_of(telling, UINT64_C(1) << state->main, names));
    for (size_t i = 0; i < state->ask_count; i++)
        if (rt_probe_ask_is_case(&state->asks[i]))
            show_case(telling, &state->asks[i]);
    show_rest(telling);
    show_other(telling);
}

void rt_probe_show_write(struct rt_output *out, const struct rt_probe_summary *summary,
                         struct rt_version_name_from all, enum rt_probe_show_how how,
                         unsigned width)
{
    const struct telling telling = {out, summary, all};
    if (how == RT_PROBE_SHOW_SHORT) {
        show_short(&telling, width);
        return;
    }
    show_head(&telling);
    if (how == RT_PROBE_SHOW_ALL && summary->probe && summary->probe->has_main)
        show_asks(&telling);
    show_findings(&telling);
}
