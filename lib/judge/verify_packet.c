// SPDX-License-Identifier: BSD-2-Clause
/*
 * Checks of the packet: header, tag map, lengths. In the order of checks.h.
 */
#include "judge/verify_internal.h"
#include "rules/rules.h"

struct rt_result check_frame_magic(const struct terms *t)
{
    enum rt_error error = rt_frame_magic(&t->response->frame, t->rules->framing);
    return error == RT_OK ? decided(RT_PASS) : failed_at(t, error, t->response->bytes);
}

struct rt_result check_frame_length(const struct terms *t)
{
    const struct rt_frame *frame = &t->response->frame;
    if (!frame->framed)
        return decided(RT_UNDEFINED);
    struct rt_result result = pass_or(frame->fault.error);
    result.has_at = result.outcome == RT_FAIL;
    result.at = frame->fault.at;
    result.surplus = rt_packet_surplus(t->response);
    return result;
}

struct rt_result check_message_header(const struct terms *t)
{
    struct rt_fault fault = t->response->header;
    bool in_request = false;
    if (fault.error == RT_OK && t->has_request) {
        fault = t->request->header;
        in_request = true;
    }
    struct rt_result result = pass_or(fault.error);
    if (result.outcome == RT_FAIL) {
        result.in_request = in_request;
        result.has_at = true;
        result.at = fault.at;
    }
    return result;
}

struct rt_result check_message_tags(const struct terms *t)
{
    for (int level = RT_LEVEL_TOP; level < RT_LEVEL_COUNT; level++) {
        const struct rt_message *message = &t->response->messages[level];
        const struct rt_fault *fault =
            rt_rules_tags_ascend(t->rules->tags) ? &message->order : &message->duplicate;
        if (fault->error == RT_OK)
            continue;
        struct rt_result result = failed_at(t, fault->error, message->bytes);
        result.at += fault->at;
        return result;
    }
    if (t->response->missing == RT_SLOT_COUNT)
        return decided(RT_PASS);
    /* What a torn header hides is not missing. */
    if (t->response->header.error != RT_OK)
        return blocked(RT_CHECK_MESSAGE_HEADER);
    struct rt_result result = failed(RT_E_TAG_MISSING);
    result.tag = rt_slot_row(t->response->missing)->tag;
    return result;
}

static struct rt_result misfit(const struct terms *t, enum rt_slot slot)
{
    struct rt_result result = failed_at(t, RT_E_VALUE_LENGTH, value_of(t, slot));
    result.tag = rt_slot_row(slot)->tag;
    if (slot == RT_SLOT_INDX && !t->response->frame.framed)
        result.surplus = rt_packet_surplus(t->response);
    return result;
}

struct rt_result check_message_size(const struct terms *t)
{
    struct rt_result why;
    struct rt_view root = value_of(t, RT_SLOT_ROOT);
    if (t->response->misfit != RT_SLOT_COUNT)
        return misfit(t, t->response->misfit);
    if (rt_view_present(root) && root.len != length_of(t, RT_SLOT_ROOT))
        return misfit(t, RT_SLOT_ROOT);
    /* The lengths that are left are right; of a value that is missing nothing can be said. */
    if (t->response->missing != RT_SLOT_COUNT && !usable(t, t->response->missing, &why))
        return why;
    return decided(RT_PASS);
}

struct rt_result check_response_size(const struct terms *t)
{
    /* Amplification is a matter of UDP (draft 07 section 12, RFC 10049 section 9.7); ML-DSA-44 goes
     * over TCP only. */
    if (t->subject->exchange.transport == RT_TRANSPORT_TCP || t->response->ml_dsa)
        return decided(RT_UNDEFINED);
    if (!t->has_request)
        return without_request(t);
    return pass_or(t->response->bytes.len > t->request->bytes.len ? RT_E_RESPONSE_LARGER : RT_OK);
}
