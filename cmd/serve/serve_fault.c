// SPDX-License-Identifier: BSD-2-Clause
/*
 * Replies with one thing wrong, for testing clients; and grease (RFC 10049 section 7), which is
 * some of them now and then.
 *
 * A wrong reply is planned, built and signed for itself, from a batch with a stranger,
 * so that it has a PATH. What is wrong inside SREP or DELE is signed, so that just one check fails.
 * Where a version has nothing that could be wrong in this way the reply is a right one.
 */
#include <string.h>

#include "rules/rules.h"
#include "serve/serve_spoil.h"

const struct serve_fault *serve_fault_find(const char *name)
{
    for (size_t i = 0; i < serve_fault_count; i++)
        if (strcmp(serve_faults[i].name, name) == 0)
            return &serve_faults[i];
    return NULL;
}

bool serve_fault_needs_seed(const struct serve_fault *fault)
{
    return fault->needs_seed;
}

void serve_fault_list(struct rt_output *out)
{
    for (size_t i = 0; i < serve_fault_count; i++) {
        if (out->form == RT_OUTPUT_TEXT) {
            rt_output_cell(out, RT_STYLE_PLAIN, 20, serve_faults[i].name);
            rt_output_text(out, serve_faults[i].text);
            rt_output_text(out, "\n");
            continue;
        }
        rt_output_record(out, "fault");
        rt_output_string(out, "name", serve_faults[i].name);
        rt_output_string(out, "text", serve_faults[i].text);
        rt_output_record_end(out);
    }
}

static const struct serve_fault *grease(uint64_t *random)
{
    static const char *const kinds[] = {"tag.unknown", "tag.missing", "version.present",
                                        "grease.time"};
    return serve_fault_find(kinds[rt_server_random(random) % (sizeof kinds / sizeof kinds[0])]);
}

/* Builds a reply as planned, from the request and its shadow. */
static enum rt_error build(struct spoilt *s, struct rt_crypto *crypto, const struct rt_pick *pick,
                           struct rt_writer *writer)
{
    struct rt_batch batch;
    uint8_t nodes[4 * RT_HASH_MAX];
    uint8_t other[RT_HASH_MAX] = {1};
    const struct rt_asked asked[2] = {{s->request, pick->nonce},
                                      {{other, sizeof other}, {other, pick->nonce.len}}};
    s->plan.edits = (struct rt_edits){s->edits, s->edit_count};
    enum rt_error error = rt_batch_begin(&batch, crypto, &s->plan, asked, 2, nodes);
    return error == RT_OK ? rt_batch_write(&batch, 0, writer) : error;
}

static enum rt_server_action spoil(const struct serve_fault *fault,
                                   const struct rt_server_turn *turn, struct rt_answer *answer)
{
    struct rt_leap_values values;
    uint8_t bytes[RT_REPLY_MAX];
    struct spoilt s = {.random = turn->random,
                       .rules = turn->rules,
                       .request = answer->packet,
                       .now = turn->now,
                       .transport = turn->transport};
    struct rt_writer right = rt_writer_into(bytes, sizeof bytes);
    answer->refusal = rt_responder_plan(turn->responder, &answer->pick, turn->now, turn->transport,
                                        &values, &s.plan);
    if (answer->refusal != RT_ANSWERED)
        return RT_SERVER_DROP;
    /* The bare length before a message on TCP is no part of it. */
    size_t bare = turn->transport == RT_TRANSPORT_TCP && rt_rules_bare_length(turn->rules) ? 4 : 0;
    bool good = build(&s, turn->crypto, &answer->pick, &right) == RT_OK;
    s.right = rt_view_slice(rt_writer_view(&right), bare, right.len);
    rt_packet_parse(&s.packet, s.right);
    if (good && fault->plan)
        fault->plan(&s);
    answer->room = rt_writer_into(answer->room.data, answer->room.cap);
    good = good && build(&s, turn->crypto, &answer->pick, &answer->room) == RT_OK;
    s.bytes = answer->room.data + bare;
    s.len = answer->room.len - bare;
    if (good && fault->touch)
        fault->touch(&s);
    answer->room.len = s.len + bare;
    answer->refusal = good ? RT_ANSWERED : RT_REFUSED_FAILED;
    return fault->action;
}

enum rt_server_action serve_change(void *context, const struct rt_server_turn *turn,
                                   struct rt_answer *answer)
{
    struct serve_wrong *wrong = context;
    if (wrong->fault && rt_server_random(turn->random) % SERVE_PPM < wrong->fault_ppm) {
        atomic_fetch_add_explicit(&wrong->faults, 1, memory_order_relaxed);
        return spoil(wrong->fault, turn, answer);
    }
    if (wrong->grease_ppm > 0 && rt_server_random(turn->random) % SERVE_PPM < wrong->grease_ppm) {
        atomic_fetch_add_explicit(&wrong->greased, 1, memory_order_relaxed);
        return spoil(grease(turn->random), turn, answer);
    }
    return RT_SERVER_SEND;
}
