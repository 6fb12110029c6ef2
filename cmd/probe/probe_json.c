// SPDX-License-Identifier: BSD-2-Clause
/* Shows what was found out of a server, as records. */
#include "files/member.h"
#include "probe/probe.h"

static void set_json(const struct probe *probe, const char *key, uint64_t set)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    rt_member_versions(&probe->app->out, key, versions, probe_versions(probe, set, versions));
}

/* A record of one property; the caller ends it. */
static struct rt_output *begin(struct probe *probe, const struct probed *probed,
                               const char *property)
{
    struct rt_output *out = &probe->app->out;
    rt_output_record(out, "probe");
    rt_output_string(out, "server", probed->name);
    rt_output_string(out, "property", property);
    return out;
}

static void server_json(struct probe *probe, const struct probed *probed)
{
    const struct rt_probe *state = probed->probe;
    struct rt_output *out = begin(probe, probed, "server");
    char at[RT_ENDPOINT_TEXT_SIZE];
    bool found = probed->to.at.family != 0;
    rt_output_string(out, "address", found ? rt_endpoint_text(&probed->to.at, at) : NULL);
    rt_output_string(out, "state", probe_state(probed));
    rt_output_string(out, "cause", found ? NULL : probed->cause);
    set_json(probe, "speaks", state->spoken);
    rt_output_bool(out, "verified", probe->plan.key && state->spoken);
    rt_output_uint(out, "sent", state->sent);
    rt_output_uint(out, "received", state->replies);
    rt_output_bool(out, "spent", state->spent);
    rt_output_bool(out, "slow", state->slow);
    rt_output_record_end(out);
}

static void reply_json(struct probe *probe, const struct rt_probe_ask *ask)
{
    struct rt_output *out = &probe->app->out;
    const struct rt_probe_reply *reply = &ask->reply;
    rt_output_string(out, "verdict", rt_verdict_name(reply->verdict));
    set_json(probe, "valid_as", reply->valid);
    rt_member_reading(out, "reading", reply->own.version ? reply->own.reading : NULL);
    rt_output_string(out, "failed",
                     ask->good == 0 && reply->failed != RT_CHECK_COUNT
                         ? rt_check_row(reply->failed)->name
                         : NULL);
    rt_member_moment(out, reply->clock, reply->has_time, reply->midpoint, reply->radius);
    rt_output_uint(out, "size", reply->size);
    rt_output_uint_string(out, "rtt_ns", reply->rtt_ns);
}

static void ask_json(struct probe *probe, const struct rt_probe_ask *ask)
{
    struct rt_output *out = &probe->app->out;
    rt_output_string(out, "transport", rt_transport_name(ask->transport));
    rt_output_uint(out, "request_size", ask->size);
    rt_output_uint(out, "sent", ask->sent);
    rt_output_bool(out, "answered", ask->replies > 0);
    if (ask->replies > 0)
        reply_json(probe, ask);
}

static void version_json(struct probe *probe, const struct probed *probed,
                         const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(probe, probed, "version");
    set_json(probe, "versions", ask->versions);
    rt_member_reading(out, "asked_as", ask->reading);
    ask_json(probe, ask);
    rt_output_record_end(out);
}

static void request_json(struct probe *probe, const struct probed *probed,
                         const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(probe, probed, "request");
    const struct rt_version *version = probe->plan.choices[ask->version].version;
    bool fault = ask->fault != RT_REQUEST_CHECK_COUNT;
    rt_output_string(out, "case", rt_probe_case_row(ask->which)->name);
    set_json(probe, "versions", ask->versions);
    rt_output_string(out, "due", probe_due(rt_probe_due_of(probed->probe, ask)));
    rt_output_string(out, "check", fault ? rt_request_check_row(ask->fault)->name : NULL);
    rt_member_sections(out, "spec", version, fault ? version->request[ask->fault].section : NULL);
    ask_json(probe, ask);
    rt_output_record_end(out);
}

static void tree_json(struct probe *probe, const struct probed *probed,
                      const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(probe, probed, "tree");
    struct rt_probe_tree tree;
    rt_probe_tree_of(probed->probe, ask->versions, &tree);
    set_json(probe, "versions", ask->versions & probed->probe->spoken);
    rt_output_string(out, "order", probe_order(tree.orders));
    rt_output_uint(out, "largest", tree.largest);
    rt_output_record_end(out);
}

static void delegation_json(struct probe *probe, const struct probed *probed)
{
    const struct rt_probe *state = probed->probe;
    const struct rt_probe_ask *ask = rt_probe_main_ask(state);
    if (!ask || ask->good == 0 || !ask->reply.has_delegation)
        return;
    struct rt_output *out = begin(probe, probed, "delegation");
    rt_member_time(out, "from", ask->reply.clock, ask->reply.mint);
    rt_member_time(out, "to", ask->reply.clock, ask->reply.maxt);
    rt_output_record_end(out);
}

/* Two requests on one connection. */
static void connection_json(struct probe *probe, const struct probed *probed,
                            const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(probe, probed, "connection");
    rt_output_uint(out, "requests", 2);
    rt_output_uint(out, "answered", ask->good);
    rt_output_record_end(out);
}

static void grease_json(struct probe *probe, const struct probed *probed)
{
    struct rt_output *out = begin(probe, probed, "grease");
    struct rt_probe_grease grease;
    rt_probe_grease_of(probed->probe, &grease);
    rt_output_uint(out, "odd", grease.odd);
    rt_output_uint(out, "replies", grease.replies);
    rt_output_uint(out, "low_ppm", grease.low_ppm);
    rt_output_uint(out, "high_ppm", grease.high_ppm);
    rt_output_record_end(out);
}

static void finding_json(struct probe *probe, const struct probed *probed,
                         const struct rt_probe_finding *finding)
{
    struct rt_output *out = begin(probe, probed, "finding");
    const struct rt_version *version = probe->plan.choices[finding->version].version;
    char text[PROBE_FINDING_SIZE];
    rt_output_string(out, "finding", rt_probe_finding_name(finding->kind));
    rt_output_string(out, "version", version->name);
    rt_output_string(out, "case", rt_probe_case_row(finding->ask->which)->name);
    rt_output_string(out, "text", probe_finding(finding, text));
    rt_member_sections(out, "spec", version, finding->sections);
    rt_output_record_end(out);
}

void probe_json(struct probe *probe, const struct probed *probed)
{
    const struct rt_probe *state = probed->probe;
    server_json(probe, probed);
    if (!state->has_main)
        return;
    for (size_t i = 0; i < state->ask_count; i++) {
        const struct rt_probe_ask *ask = &state->asks[i];
        if (rt_probe_ask_is_case(ask))
            request_json(probe, probed, ask);
        else if (ask->twice)
            connection_json(probe, probed, ask);
        else if (rt_probe_ask_is_right(ask))
            version_json(probe, probed, ask);
    }
    for (size_t i = 0; i < state->ask_count; i++)
        if (probe_has_tree(state, &state->asks[i]))
            tree_json(probe, probed, &state->asks[i]);
    delegation_json(probe, probed);
    grease_json(probe, probed);
    for (size_t i = 0; i < probed->finding_count; i++)
        finding_json(probe, probed, &probed->findings[i]);
}
