// SPDX-License-Identifier: BSD-2-Clause
/* Shows what was found out of a server, as text. */
#include <inttypes.h>
#include <string.h>

#include "common/show.h"
#include "probe/probe.h"
#include "wire/seconds.h"

#define NAME_WIDTH 18

const char *probe_state(const struct probed *probed)
{
    const struct rt_probe *probe = probed->probe;
    bool refused = false, sent = false;
    if (probe->has_main)
        return "answers";
    if (probed->to.at.family == 0)
        return "unresolved";
    for (size_t i = 0; i < probe->ask_count; i++) {
        refused |= probe->asks[i].error != 0;
        sent |= probe->asks[i].error == 0 && probe->asks[i].sent > 0;
    }
    return refused && !sent ? "refused" : "silent";
}

size_t probe_versions(const struct probe *probe, uint64_t set,
                      const struct rt_version *versions[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < probe->plan.choice_count; i++)
        if (set >> i & 1)
            versions[count++] = probe->plan.choices[i].version;
    return count;
}

const char *probe_names(const struct probe *probe, uint64_t set, char text[NAMES_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    return names_join(versions, probe_versions(probe, set, versions), text);
}

const char *probe_due(enum rt_probe_due due)
{
    switch (due) {
    case RT_PROBE_ANSWER:
        return "answer";
    case RT_PROBE_SILENCE:
        return "none";
    case RT_PROBE_EITHER:
        return "either";
    }
    return NULL;
}

const char *probe_order(uint32_t orders)
{
    for (uint32_t order = 1; order < RT_ORDER_COUNT; order++)
        if (orders == UINT32_C(1) << order)
            return rt_param_value(RT_PARAM_ORDER, order)->name;
    return orders == 0 ? NULL : "both orders";
}

const char *probe_finding(const struct rt_probe_finding *finding, char text[PROBE_FINDING_SIZE])
{
    const struct rt_probe_ask *ask = finding->ask;
    const char *sent = rt_probe_case_row(ask->which)->text;
    char more[NAMES_SIZE + 16] = "", names[NAMES_SIZE];
    switch (finding->kind) {
    case RT_PROBE_FINDING_DIES:
        snprintf(more, sizeof more, "%s", ask->control ? "many right requests at once" : sent);
        break;
    case RT_PROBE_FINDING_SILENT:
        snprintf(more, sizeof more, "%s", sent);
        break;
    case RT_PROBE_FINDING_ANSWERS:
        snprintf(more, sizeof more, "%s (%s)", sent, rt_request_check_row(ask->fault)->name);
        break;
    case RT_PROBE_FINDING_INVALID:
        snprintf(more, sizeof more, "%s fails", rt_check_row(ask->reply.failed)->name);
        break;
    case RT_PROBE_FINDING_ORDER:
        snprintf(more, sizeof more, "%s", probe_order(ask->reply.orders));
        break;
    case RT_PROBE_FINDING_TIMES:
        snprintf(more, sizeof more, "by %" PRIu64 ".%06" PRIu64 " s", finding->apart_us / 1000000,
                 finding->apart_us % 1000000);
        break;
    case RT_PROBE_FINDING_UNSPOKEN:
    case RT_PROBE_FINDING_UNLISTED:
        snprintf(more, sizeof more, "0x%08" PRIx32 " (%s)", finding->number,
                 names_of_number(finding->number, names));
        break;
    case RT_PROBE_FINDING_RADIUS:
    case RT_PROBE_FINDING_UNIT:
        snprintf(more, sizeof more, "%" PRIu32 " %s", ask->reply.radius,
                 rt_clock_radius_unit(ask->reply.clock));
        break;
    case RT_PROBE_FINDING_ENDLESS:
    case RT_PROBE_FINDING_ENDS:
        rt_clock_text(ask->reply.clock, ask->reply.maxt, more);
        break;
    case RT_PROBE_FINDING_COUNT:
        break;
    }
    snprintf(text, PROBE_FINDING_SIZE, "%s: %s", rt_probe_finding_text(finding->kind), more);
    return text;
}

bool probe_has_tree(const struct rt_probe *state, const struct rt_probe_ask *ask)
{
    return rt_probe_ask_is_right(ask) && ask->transport == state->base && ask->good > 0 &&
           (ask->versions & state->spoken) != 0 &&
           ((ask->versions >> state->main & 1) || rt_bytes_count_bits(ask->versions) > 1);
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
static void show_version(struct probe *probe, const struct rt_probe_ask *ask)
{
    struct rt_output *out = &probe->app->out;
    const struct rt_probe_reply *reply = &ask->reply;
    char names[NAMES_SIZE], answer[RT_MOMENT_SIZE];
    rt_output_text(out, "  ");
    probe_names(probe, ask->versions, names);
    if (ask->reading)
        rt_version_join_candidate(probe->plan.choices[ask->version].version, ask->reading, names);
    rt_output_cell(out, RT_STYLE_PLAIN, NAME_WIDTH, names);
    rt_output_cell(out, RT_STYLE_DIM, 5, rt_transport_name(ask->transport));
    if (ask->replies == 0) {
        silence(out, ask);
        rt_output_text(out, "\n");
        return;
    }
    rt_output_cell(out, show_verdict_style(reply->verdict), 12, rt_verdict_name(reply->verdict));
    if (ask->good > 0 && !(reply->valid & ask->versions))
        rt_output_print(out, "as %s  ", probe_names(probe, reply->valid, names));
    else if (ask->good > 0 && reply->own.reading)
        rt_output_print(out, "as read by %s  ", reply->own.reading->name);
    if (ask->good > 0 && reply->has_time)
        rt_output_print(out, "%s  ",
                        rt_clock_moment_text(reply->clock, reply->midpoint, reply->radius, answer));
    if (ask->good == 0 && reply->failed != RT_CHECK_COUNT)
        rt_output_print(out, "%s fails  ", rt_check_row(reply->failed)->name);
    rt_output_print(out, "%" PRIu64 ".%03" PRIu64 " ms\n", reply->rtt_ns / 1000000,
                    reply->rtt_ns / 1000 % 1000);
}

static void show_case(struct probe *probe, const struct probed *probed,
                      const struct rt_probe_ask *ask)
{
    struct rt_output *out = &probe->app->out;
    enum rt_probe_due due = rt_probe_due_of(probed->probe, ask);
    bool answered = ask->replies > 0;
    bool good = due == RT_PROBE_EITHER || answered == (due == RT_PROBE_ANSWER);
    char names[NAMES_SIZE];
    rt_output_text(out, "    ");
    rt_output_cell(out, RT_STYLE_PLAIN, NAME_WIDTH, rt_probe_case_row(ask->which)->name);
    if (!answered)
        silence(out, ask);
    else if (ask->good > 0)
        rt_output_print(out, "answered as %s", probe_names(probe, ask->reply.valid, names));
    else
        rt_output_text(out, "answered, not valid");
    if (!good && !ask->unsure)
        rt_output_styled(out, RT_STYLE_BAD,
                         answered ? "  (no answer is due)" : "  (an answer is due)");
    rt_output_print(out, "  %s\n", rt_probe_case_row(ask->which)->text);
}

static void show_tree(struct probe *probe, const struct probed *probed,
                      const struct rt_probe_ask *ask)
{
    struct rt_output *out = &probe->app->out;
    struct rt_probe_tree tree;
    char names[NAMES_SIZE];
    rt_probe_tree_of(probed->probe, ask->versions, &tree);
    rt_output_text(out, "  tree         ");
    rt_output_cell(out, RT_STYLE_PLAIN, 10,
                   probe_names(probe, ask->versions & probed->probe->spoken, names));
    if (tree.orders != 0)
        rt_output_print(out, "%s, of at least %" PRIu32 " requests\n", probe_order(tree.orders),
                        tree.largest);
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

static void show_rest(struct probe *probe, const struct probed *probed)
{
    struct rt_output *out = &probe->app->out;
    const struct rt_probe *state = probed->probe;
    const struct rt_probe_ask *main = rt_probe_main_ask(state);
    for (size_t i = 0; i < state->ask_count; i++)
        if (probe_has_tree(state, &state->asks[i]))
            show_tree(probe, probed, &state->asks[i]);
    if (main && main->good > 0)
        show_delegation(out, &main->reply);
    show_two(out, state);
    show_grease(out, state);
}

static void show_findings(struct probe *probe, const struct probed *probed)
{
    struct rt_output *out = &probe->app->out;
    char text[PROBE_FINDING_SIZE], names[NAMES_SIZE], section[RT_SECTION_SIZE];
    for (size_t i = 0; i < probed->finding_count; i++) {
        const struct rt_probe_finding *finding = &probed->findings[i];
        const struct rt_version *version = probe->plan.choices[finding->version].version;
        const char *sections = finding->sections;
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_BAD, 10, rt_probe_finding_name(finding->kind));
        rt_output_cell(out, RT_STYLE_PLAIN, 9, names_join(&version, 1, names));
        rt_output_text(out, probe_finding(finding, text));
        if (sections && *sections)
            rt_output_print(out, "  [%s]", rt_version_section(version, &sections, section));
        rt_output_text(out, "\n");
    }
}

static void show_head(struct probe *probe, const struct probed *probed)
{
    struct rt_output *out = &probe->app->out;
    const struct rt_probe *state = probed->probe;
    char names[NAMES_SIZE], at[RT_ENDPOINT_TEXT_SIZE];
    rt_output_styled(out, RT_STYLE_HEAD, probed->name);
    if (probed->to.at.family != 0 &&
        strcmp(rt_endpoint_text(&probed->to.at, at), probed->name) != 0)
        rt_output_print(out, "  %s", at);
    rt_output_text(out, "  ");
    rt_output_styled(out, state->has_main ? RT_STYLE_GOOD : RT_STYLE_BAD, probe_state(probed));
    if (state->spoken != 0)
        rt_output_print(out, "  speaks %s", probe_names(probe, state->spoken, names));
    if (probed->to.at.family == 0)
        rt_output_print(out, ": %s", probed->cause);
    else
        rt_output_print(out, "  %u packets sent, %u came", state->sent, state->replies);
    if (state->has_main && !probe->plan.key)
        rt_output_text(out, "  not verified: no key was given");
    if (state->undecided > 0)
        rt_output_text(out, "  the cryptographic library failed to judge replies");
    if (state->slow)
        rt_output_text(out, "  limits how much it answers");
    if (state->spent)
        rt_output_text(out, "  stopped by the budget");
    rt_output_text(out, "\n");
}

void probe_show(struct probe *probe, const struct probed *probed)
{
    const struct rt_probe *state = probed->probe;
    char names[NAMES_SIZE];
    show_head(probe, probed);
    if (!option_given(&probe->app->options, OPTION_QUIET) && state->has_main) {
        for (size_t i = 0; i < state->ask_count; i++)
            if (rt_probe_ask_is_right(&state->asks[i]))
                show_version(probe, &state->asks[i]);
        rt_output_print(&probe->app->out, "  requests of %s with one thing changed\n",
                        probe_names(probe, UINT64_C(1) << state->main, names));
        for (size_t i = 0; i < state->ask_count; i++)
            if (rt_probe_ask_is_case(&state->asks[i]))
                show_case(probe, probed, &state->asks[i]);
        show_rest(probe, probed);
    }
    show_findings(probe, probed);
}
