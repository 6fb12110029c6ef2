// SPDX-License-Identifier: BSD-2-Clause
/* Puts wrong replies in place of the right ones of a server. */
#include "rules/rules.h"
#include "server/spoil.h"

/* Writes a reply as planned, in a batch of `count`: alone, or with a neighbour. Leaves that are the
 * same hash the same in either order: the neighbour must differ. */
static enum rt_error build(const struct rt_response_plan *plan, const struct rt_spoil *spoil,
                           uint32_t count, struct rt_writer *writer)
{
    struct rt_batch batch;
    uint8_t nodes[4 * RT_HASH_MAX];
    uint8_t other[RT_HASH_MAX] = {1};
    const struct rt_asked asked[2] = {spoil->asked,
                                      {{other, sizeof other}, {other, spoil->asked.nonce.len}}};
    enum rt_error error = rt_batch_begin(&batch, spoil->crypto, plan, asked, count, nodes);
    return error == RT_OK ? rt_batch_write(&batch, 0, writer) : error;
}

/* Writes the wrong reply; a new delegation has ascending tags, like the one it replaces. */
static enum rt_error build_wrong(const struct rt_spoil *spoil, struct rt_writer *writer)
{
    uint8_t bytes[RT_CERT_MAX];
    struct rt_writer cert = rt_writer_into(bytes, sizeof bytes);
    struct rt_response_plan plan = *spoil->plan;
    if (rt_view_present(plan.cert))
        return build(&plan, spoil, 1, writer);
    plan.rules.tags = RT_TAG_ORDER_SORTED;
    enum rt_error error = rt_response_cert(spoil->crypto, &plan, &cert);
    plan.rules.tags = spoil->plan->rules.tags;
    plan.cert = rt_writer_view(&cert);
    return error == RT_OK ? build(&plan, spoil, 1, writer) : error;
}

static enum rt_refusal refusal_of(enum rt_error error)
{
    if (error == RT_OK)
        return RT_ANSWERED;
    return error == RT_E_CRYPTO ? RT_REFUSED_FAILED : RT_REFUSED_LARGE;
}

/* Takes the right reply from its room, without the bare length that precedes it on TCP and is no
 * part of it. One that is alone in its tree gets a neighbour if the row needs that. */
static enum rt_error take_right(const struct rt_spoil_row *row, struct rt_spoil *spoil, size_t bare,
                                const struct rt_answer *answer, struct rt_writer *right)
{
    enum rt_error error = RT_OK;
    struct rt_packet packet;
    rt_writer_put(right, rt_writer_view(&answer->room));
    rt_packet_parse(&packet, rt_view_slice(rt_writer_view(right), bare, right->len));
    if (row->needs_tree && packet.values[RT_SLOT_PATH].len == 0) {
        *right = rt_writer_into(right->data, right->cap);
        error = build(spoil->plan, spoil, 2, right);
    }
    spoil->right = rt_view_slice(rt_writer_view(right), bare, right->len);
    return error == RT_OK ? right->error : error;
}

enum rt_server_action rt_spoil_answer(const struct rt_spoil_row *row,
                                      const struct rt_server_turn *turn, struct rt_answer *answer)
{
    static const uint8_t stranger[RT_KEY_SIZE] = {0x5a, 0xa5, 1};
    struct rt_leap_values values;
    struct rt_response_plan plan;
    uint8_t bytes[RT_REPLY_MAX];
    struct rt_writer right = rt_writer_into(bytes, sizeof bytes);
    size_t bare = turn->transport == RT_TRANSPORT_TCP && rt_rules_bare_length(turn->rules) ? 4 : 0;
    struct rt_spoil spoil = {
        .rules = turn->rules,
        .plan = &plan,
        .asked = {answer->packet, answer->pick.nonce},
        .crypto = turn->crypto,
        .stranger = stranger,
        .now = turn->now,
        .random = turn->random,
    };
    answer->refusal = rt_responder_plan(turn->responder, &answer->pick, turn->now, turn->transport,
                                        &values, &plan);
    if (answer->refusal != RT_ANSWERED)
        return RT_SERVER_DROP;
    enum rt_error error = take_right(row, &spoil, bare, answer, &right);
    if (error == RT_OK)
        error = rt_spoil_plan(row, &spoil);
    answer->room = rt_writer_into(answer->room.data, answer->room.cap);
    if (error == RT_OK)
        error = build_wrong(&spoil, &answer->room);
    answer->refusal = refusal_of(error);
    if (error != RT_OK)
        return RT_SERVER_DROP;
    size_t len = answer->room.len - bare;
    rt_spoil_touch(row, &spoil, answer->room.data + bare, &len);
    answer->room.len = len + bare;
    return row->action;
}
