// SPDX-License-Identifier: BSD-2-Clause
/* Shows what was found out of a server, as records. */
#include "files/probe_json.h"

#include "client/probe_text.h"
#include "files/member.h"

/* What is told, and where. */
struct telling {
    struct rt_output *out;
    const struct rt_probe_summary *summary;
    struct rt_version_name_from all;
};

static void set_json(const struct telling *telling, const char *key, uint64_t set)
{
    const struct rt_version *versions[RT_CHOICES_MAX] = {NULL};
    const struct rt_probe *probe = telling->summary->probe;
    size_t count = probe ? rt_probe_text_versions(probe->plan, set, versions) : 0;
    rt_member_versions(telling->out, key, versions, count);
}

/* A record of one property; the caller ends it. */
static struct rt_output *begin(const struct telling *telling, const char *property)
{
    struct rt_output *out = telling->out;
    rt_output_record(out, "probe");
    rt_output_string(out, "server", telling->summary->name);
    rt_output_string(out, "property", property);
    return out;
}

/* The findings by their names, each once. */
static void names_json(struct rt_output *out, const struct rt_probe_summary *summary)
{
    rt_output_array(out, "findings");
    for (size_t i = 0; i < summary->finding_count; i++)
        if (i == 0 || summary->findings[i].kind != summary->findings[i - 1].kind)
            rt_output_string(out, NULL, rt_probe_finding_name(summary->findings[i].kind));
    rt_output_end(out);
}

static void server_json(const struct telling *telling)
{
    static const struct rt_probe nothing;
    const struct rt_probe *state = telling->summary->probe ? telling->summary->probe : &nothing;
    struct rt_output *out = begin(telling, "server");
    char at[RT_ENDPOINT_TEXT_SIZE];
    bool found = telling->summary->probe != NULL;
    rt_output_string(out, "address",
                     found ? rt_endpoint_text(&telling->summary->job->first.to.at, at) : NULL);
    rt_output_string(out, "state", rt_probe_summary_state(telling->summary));
    rt_output_string(out, "cause", found ? NULL : telling->summary->job->cause);
    set_json(telling, "speaks", state->spoken);
    rt_output_bool(out, "verified", found && state->plan->key && state->spoken);
    rt_output_uint(out, "sent", state->sent);
    rt_output_uint(out, "received", state->replies);
    rt_output_bool(out, "spent", state->spent);
    rt_output_bool(out, "slow", state->slow);
    names_json(out, telling->summary);
    rt_output_record_end(out);
}

/* What the other family of addresses does. */
static void family_json(const struct telling *telling)
{
    const struct rt_probe_at *other = &telling->summary->job->other;
    char at[RT_ENDPOINT_TEXT_SIZE];
    if (!other->probe)
        return;
    struct rt_output *out = begin(telling, "family");
    rt_output_string(out, "family", other->to.at.family == 6 ? "ipv6" : "ipv4");
    rt_output_string(out, "address", rt_endpoint_text(&other->to.at, at));
    rt_output_string(out, "state", rt_probe_text_state(other->probe));
    set_json(telling, "speaks", other->probe->spoken);
    rt_output_uint(out, "sent", other->probe->sent);
    rt_output_uint(out, "received", other->probe->replies);
    rt_output_record_end(out);
}

static void reply_json(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = telling->out;
    const struct rt_probe_reply *reply = &ask->reply;
    rt_output_string(out, "verdict", rt_verdict_name(reply->verdict));
    set_json(telling, "valid_as", reply->valid);
    rt_member_reading(out, "reading", reply->own.version ? reply->own.reading : NULL);
    rt_output_string(out, "failed",
                     ask->good == 0 && reply->failed != RT_CHECK_COUNT
                         ? rt_check_row(reply->failed)->name
                         : NULL);
    rt_member_moment(out, reply->clock, reply->has_time, reply->midpoint, reply->radius);
    rt_output_uint(out, "size", reply->size);
    rt_output_uint_string(out, "rtt_ns", reply->rtt_ns);
}

enum rt_protocol rt_probe_json_protocol(const struct rt_probe_ask *ask)
{
    const struct rt_probe_reply *reply = &ask->reply;
    size_t len = reply->size < RT_PROBE_HEAD ? reply->size : RT_PROBE_HEAD;
    if (ask->replies == 0 || ask->good > 0 || reply->has_time)
        return RT_PROTOCOL_UNKNOWN;
    return rt_protocol_find((struct rt_view){reply->head, len});
}

static void ask_json(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = telling->out;
    rt_output_string(out, "transport", rt_transport_name(ask->transport));
    rt_output_uint(out, "request_size", ask->size);
    rt_output_uint(out, "sent", ask->sent);
    rt_output_bool(out, "answered", ask->replies > 0);
    rt_output_string(out, "looks_like", rt_protocol_name(rt_probe_json_protocol(ask)));
    if (ask->replies > 0)
        reply_json(telling, ask);
}

static void version_json(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(telling, "version");
    set_json(telling, "versions", ask->versions);
    rt_member_reading(out, "asked_as", ask->reading);
    ask_json(telling, ask);
    rt_output_record_end(out);
}

static void request_json(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(telling, "request");
    const struct rt_version *version = telling->summary->probe->plan->choices[ask->version].version;
    bool fault = ask->fault != RT_REQUEST_CHECK_COUNT;
    rt_output_string(out, "case", rt_probe_case_row(ask->which)->name);
    set_json(telling, "versions", ask->versions);
    rt_output_string(out, "due", rt_probe_text_due(rt_probe_due_of(telling->summary->probe, ask)));
    rt_output_string(out, "check", fault ? rt_request_check_row(ask->fault)->name : NULL);
    rt_member_sections(out, "spec", version, fault ? version->request[ask->fault].section : NULL);
    ask_json(telling, ask);
    rt_output_record_end(out);
}

static void tree_json(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(telling, "tree");
    struct rt_probe_tree tree;
    rt_probe_tree_of(telling->summary->probe, ask->versions, &tree);
    set_json(telling, "versions", rt_probe_tree_versions(telling->summary->probe, ask));
    rt_output_string(out, "order", rt_probe_text_order(tree.orders));
    rt_output_uint(out, "largest", tree.largest);
    rt_output_record_end(out);
}

static void delegation_json(const struct telling *telling)
{
    const struct rt_probe *state = telling->summary->probe;
    const struct rt_probe_ask *ask = rt_probe_main_ask(state);
    if (!ask || ask->good == 0 || !ask->reply.has_delegation)
        return;
    struct rt_output *out = begin(telling, "delegation");
    rt_member_time(out, "from", ask->reply.clock, ask->reply.mint);
    rt_member_time(out, "to", ask->reply.clock, ask->reply.maxt);
    rt_output_record_end(out);
}

/* Two requests on one connection, or one in pieces. */
static void connection_json(const struct telling *telling, const struct rt_probe_ask *ask)
{
    struct rt_output *out = begin(telling, "connection");
    rt_output_uint(out, "requests", ask->twice ? 2 : 1);
    rt_output_uint(out, "pieces", ask->pieces ? 2 : 1);
    rt_output_uint(out, "answered", ask->good);
    rt_output_record_end(out);
}

/* What a reply says of UT1, TAI and leap seconds. */
static void leap_json(const struct telling *telling, const struct rt_probe_ask *ask)
{
    const struct rt_probe_reply *reply = &ask->reply;
    if (!rt_probe_ask_is_right(ask) || ask->good == 0 ||
        !(reply->has_dut1 || reply->has_dtai || reply->has_leap))
        return;
    struct rt_output *out = begin(telling, "leap");
    set_json(telling, "versions", ask->versions);
    rt_output_string(out, "transport", rt_transport_name(ask->transport));
    if (reply->has_dut1)
        rt_output_int_string(out, "dut1_us", reply->dut1_us);
    else
        rt_output_null(out, "dut1_us");
    if (reply->has_dtai)
        rt_output_int_string(out, "dtai_ms", reply->dtai_ms);
    else
        rt_output_null(out, "dtai_ms");
    if (reply->has_leap)
        rt_output_uint(out, "leaps", reply->leaps);
    else
        rt_output_null(out, "leaps");
    rt_output_record_end(out);
}

static void grease_json(const struct telling *telling)
{
    struct rt_output *out = begin(telling, "grease");
    struct rt_probe_grease grease;
    rt_probe_grease_of(telling->summary->probe, &grease);
    rt_output_uint(out, "odd", grease.odd);
    rt_output_uint(out, "replies", grease.replies);
    rt_output_uint(out, "low_ppm", grease.low_ppm);
    rt_output_uint(out, "high_ppm", grease.high_ppm);
    rt_output_record_end(out);
}

static void finding_json(const struct telling *telling, const struct rt_probe_finding *finding)
{
    struct rt_output *out = begin(telling, "finding");
    const struct rt_version *version =
        telling->summary->probe->plan->choices[finding->version].version;
    char text[RT_PROBE_FINDING_SIZE];
    rt_output_string(out, "finding", rt_probe_finding_name(finding->kind));
    rt_output_string(out, "version", version->name);
    rt_output_string(out, "case", rt_probe_case_row(finding->ask->which)->name);
    rt_output_string(out, "text", rt_probe_text_finding(finding, telling->all, text));
    rt_member_sections(out, "spec", version, finding->sections);
    rt_output_record_end(out);
}

void rt_probe_json_write(struct rt_output *out, const struct rt_probe_summary *summary,
                         struct rt_version_name_from all, bool only_server)
{
    const struct telling here = {out, summary, all}, *telling = &here;
    const struct rt_probe *state = telling->summary->probe;
    server_json(telling);
    if (!state || !state->has_main || only_server)
        return;
    for (size_t i = 0; i < state->ask_count; i++) {
        const struct rt_probe_ask *ask = &state->asks[i];
        if (rt_probe_ask_is_case(ask))
            request_json(telling, ask);
        else if (ask->twice || ask->pieces)
            connection_json(telling, ask);
        else if (rt_probe_ask_is_right(ask))
            version_json(telling, ask);
    }
    for (size_t i = 0; i < state->ask_count; i++)
        if (rt_probe_ask_shows_tree(state, &state->asks[i]))
            tree_json(telling, &state->asks[i]);
    for (size_t i = 0; i < state->ask_count; i++)
        leap_json(telling, &state->asks[i]);
    delegation_json(telling);
    grease_json(telling);
    family_json(telling);
    for (size_t i = 0; i < telling->summary->finding_count; i++)
        finding_json(telling, &telling->summary->findings[i]);
}

void rt_probe_json_outline(struct rt_output *out, const char *name, const struct rt_probe *probe)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    for (size_t i = 0; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        size_t count = rt_probe_ask_alike(probe, i);
        if (count == 0)
            continue;
        rt_output_record(out, "probe");
        rt_output_string(out, "server", name);
        rt_output_string(out, "property", "plan");
        rt_output_string(out, "stage", rt_probe_text_stage(ask->stage));
        rt_output_string(out, "case", rt_probe_case_row(ask->which)->name);
        rt_member_versions(out, "versions", versions,
                           rt_probe_text_versions(probe->plan, ask->versions, versions));
        rt_member_reading(out, "asked_as", ask->reading);
        rt_output_string(out, "transport", rt_transport_name(ask->transport));
        rt_output_uint(out, "request_size", ask->size);
        rt_output_uint(out, "requests", ask->twice ? 2 * count : count);
        rt_output_record_end(out);
    }
}

void rt_probe_json_clock(struct rt_output *out, const struct rt_probe_clock *clock,
                         const struct rt_agree_sum *sum)
{
    const bool found = rt_probe_agree_found(sum);
    rt_output_record(out, "probe");
    rt_output_string(out, "server", clock->name);
    rt_output_string(out, "property", "agreement");
    rt_output_uint(out, "measured", sum->measured);
    rt_output_uint(out, "agreed", found ? sum->agreement.count : 0);
    rt_output_bool(out, "agrees", clock->agrees);
    if (found && clock->measured)
        rt_output_uint_string(out, "apart_us", clock->apart_us);
    else
        rt_output_null(out, "apart_us");
    rt_output_bool(out, "is_seconds", clock->is_seconds);
    rt_output_record_end(out);
}
