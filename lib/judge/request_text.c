// SPDX-License-Identifier: BSD-2-Clause
/* Says what is wrong with a request: details of checks that fail, and sentences of them. */
#include <inttypes.h>
#include <stdio.h>

#include "judge/request_judge_internal.h"
#include "rules/rules.h"

/* A fail for a value, or for one that is missing. */
static struct rt_request_result failed(const struct rt_request_facts *facts, enum rt_error reason,
                                       enum rt_tag tag, struct rt_view value)
{
    struct rt_request_result result = {.outcome = RT_FAIL, .reason = reason, .tag = (uint32_t)tag};
    result.has_at = rt_view_present(value);
    if (result.has_at)
        result.at = (size_t)(value.data - facts->packet.data);
    return result;
}

static struct rt_request_result with(struct rt_request_result result, uint64_t is, uint64_t due)
{
    result.is = is;
    result.due = due;
    return result;
}

static struct rt_request_result wrong_frame(const struct rt_request_terms *terms,
                                            const struct rt_request_facts *facts)
{
    bool tcp = facts->transport == RT_TRANSPORT_TCP;
    struct rt_request_result result = {.outcome = RT_FAIL, .has_at = true};
    result.reason = tcp && !terms->on_tcp ? RT_E_NOT_OVER_TCP
                    : facts->framed       ? RT_E_UNEXPECTED_MAGIC
                                          : RT_E_NO_MAGIC;
    return result;
}

static struct rt_request_result wrong_length(const struct rt_request_facts *facts)
{
    size_t header = facts->packet.len < RT_FRAME_SIZE ? facts->packet.len : RT_FRAME_SIZE;
    struct rt_request_result result = {
        .outcome = RT_FAIL, .reason = facts->length.error, .has_at = true, .at = facts->length.at};
    return with(result, facts->packet.len - header, facts->announced);
}

static struct rt_request_result in_message(const struct rt_request_facts *facts,
                                           const struct rt_fault *fault)
{
    size_t start = (size_t)(facts->message.bytes.data - facts->packet.data);
    return (struct rt_request_result){
        .outcome = RT_FAIL, .reason = fault->error, .has_at = true, .at = start + fault->at};
}

/* A tag that does not belong where it stands, and the one before it. */
static struct rt_request_result wrong_tag(const struct rt_request_terms *terms,
                                          const struct rt_request_facts *facts)
{
    const struct rt_message *message = &facts->message;
    const struct rt_fault *fault = terms->ascend ? &message->order : &message->duplicate;
    struct rt_request_result result = in_message(facts, fault);
    if (fault->at < 4)
        return result;
    result.tag = rt_bytes_load32(message->bytes.data + fault->at);
    result.due = rt_bytes_load32(message->bytes.data + fault->at - 4);
    return result;
}

/* The value of a list: none at all, or not this number. */
static struct rt_request_result not_listed(const struct rt_request_terms *terms,
                                           const struct rt_request_facts *facts)
{
    enum rt_error reason = facts->numbers == 0 ? RT_E_OFFER_EMPTY : RT_E_VERSION_NOT_OFFERED;
    return with(failed(facts, reason, RT_TAG_VER, facts->ver), facts->ver.len, terms->number);
}

/* The paddings in the order in which they are looked for, from 0: PAD before all others. */
static enum rt_padding padding_at(int i)
{
    return i == RT_PADDING_FORGOTTEN ? RT_PADDING_PAD : (enum rt_padding)i;
}

/* The first padding that is not the version's; absent if there is none at all. */
static struct rt_request_result other_padding(const struct rt_request_terms *terms,
                                              const struct rt_request_facts *facts)
{
    enum rt_tag due = rt_rules_tag_of_padding(terms->padding);
    struct rt_request_result result =
        failed(facts, RT_E_PADDING_OTHER, due, (struct rt_view){NULL, 0});
    for (int i = 0; i < RT_PADDING_COUNT; i++) {
        enum rt_padding padding = padding_at(i);
        enum rt_tag tag = rt_rules_tag_of_padding(padding);
        if (!rt_view_present(facts->paddings[padding]) || padding == terms->padding)
            continue;
        result = failed(facts, RT_E_PADDING_OTHER, tag, facts->paddings[padding]);
        result.is = (uint32_t)tag;
        break;
    }
    result.due = (uint32_t)due;
    return result;
}

static struct rt_request_result wrong_type(const struct rt_request_facts *facts)
{
    struct rt_view type = facts->type;
    if (!rt_view_present(type))
        return failed(facts, RT_E_NO_TYPE, RT_TAG_TYPE, type);
    if (type.len != 4)
        return with(failed(facts, RT_E_VALUE_LENGTH, RT_TAG_TYPE, type), type.len, 4);
    return with(failed(facts, RT_E_TYPE_VALUE, RT_TAG_TYPE, type), rt_bytes_load32(type.data), 0);
}

/* A number of VER, and the one before it. */
static struct rt_request_result in_offer(const struct rt_request_facts *facts, enum rt_error reason,
                                         size_t place)
{
    struct rt_view number = rt_view_slice(facts->ver, 4 * place, 4);
    return with(failed(facts, reason, RT_TAG_VER, number), rt_bytes_load32(number.data),
                rt_bytes_load32(number.data - 4));
}

static struct rt_request_result wrong_srv(const struct rt_request_facts *facts,
                                          const struct rt_request_keys *keys)
{
    struct rt_view srv = facts->srv;
    if (!rt_view_present(srv))
        return with(failed(facts, RT_E_SRV_MISSING, RT_TAG_SRV, srv), 0, keys->count);
    if (srv.len != RT_SRV_SIZE)
        return with(failed(facts, RT_E_VALUE_LENGTH, RT_TAG_SRV, srv), srv.len, RT_SRV_SIZE);
    return failed(facts, RT_E_SRV_MISMATCH, RT_TAG_SRV, srv);
}

static struct rt_request_result not_zero(const struct rt_request_facts *facts)
{
    int i = 0;
    while (i + 1 < RT_PADDING_COUNT && rt_request_judge_is_zero(facts->paddings[padding_at(i)]))
        i++;
    return failed(facts, RT_E_PADDING, rt_rules_tag_of_padding(padding_at(i)),
                  facts->paddings[padding_at(i)]);
}

static struct rt_request_result too_short(size_t len)
{
    struct rt_request_result result = {.outcome = RT_FAIL, .reason = RT_E_REQUEST_SHORT};
    return with(result, len, RT_REQUEST_SIZE);
}

/* What is wrong where a check fails. */
static struct rt_request_result detail(const struct rt_request_terms *terms,
                                       const struct rt_request_facts *facts,
                                       const struct rt_request_keys *keys,
                                       enum rt_request_check check)
{
    struct rt_view ver = facts->ver, nonce = facts->nonce;
    switch (check) {
    case RT_REQUEST_CHECK_FRAME:
        return wrong_frame(terms, facts);
    case RT_REQUEST_CHECK_FRAME_LENGTH:
        return wrong_length(facts);
    case RT_REQUEST_CHECK_MESSAGE:
        return in_message(facts, &facts->message.header);
    case RT_REQUEST_CHECK_KIND:
        return (struct rt_request_result){.outcome = RT_FAIL, .reason = RT_E_NOT_A_REQUEST};
    case RT_REQUEST_CHECK_TAGS:
        return wrong_tag(terms, facts);
    case RT_REQUEST_CHECK_VERSION_PRESENT:
        return failed(facts, RT_E_TAG_MISSING, RT_TAG_VER, ver);
    case RT_REQUEST_CHECK_VERSION:
        return not_listed(terms, facts);
    case RT_REQUEST_CHECK_PADDING:
        return other_padding(terms, facts);
    case RT_REQUEST_CHECK_NONCE:
        return failed(facts, RT_E_NO_NONCE, RT_TAG_NONC, nonce);
    case RT_REQUEST_CHECK_NONCE_LENGTH:
        return with(failed(facts, RT_E_NONCE_LENGTH, RT_TAG_NONC, nonce), nonce.len, terms->nonce);
    case RT_REQUEST_CHECK_TYPE:
        return wrong_type(facts);
    case RT_REQUEST_CHECK_OFFER:
        return in_offer(facts, RT_E_OFFER_ORDER, facts->descends);
    case RT_REQUEST_CHECK_OFFER_REPEATS:
        return in_offer(facts, RT_E_OFFER_ODD, rt_request_judge_repeat(facts));
    case RT_REQUEST_CHECK_OFFER_COUNT:
        return with(failed(facts, RT_E_OFFER_TOO_MANY, RT_TAG_VER, ver), facts->numbers,
                    terms->offer_max);
    case RT_REQUEST_CHECK_SRV:
        return wrong_srv(facts, keys);
    case RT_REQUEST_CHECK_SIZE:
        return too_short(facts->packet.len);
    case RT_REQUEST_CHECK_SIZE_MESSAGE:
        return too_short(facts->message.bytes.len);
    case RT_REQUEST_CHECK_PADDING_ZERO:
        return not_zero(facts);
    case RT_REQUEST_CHECK_COUNT:
        break;
    }
    return (struct rt_request_result){.outcome = RT_UNDEFINED};
}

/* The check whose fail leaves nothing to decide for this one, or RT_REQUEST_CHECK_COUNT. */
static enum rt_request_check blocks(const struct rt_request_facts *facts,
                                    enum rt_request_check check)
{
    const uint32_t bit = UINT32_C(1) << check;
    const uint32_t of_list =
        RT_REQUEST_BIT(OFFER) | RT_REQUEST_BIT(OFFER_REPEATS) | RT_REQUEST_BIT(OFFER_COUNT);
    const uint32_t of_packet = RT_REQUEST_BIT(FRAME) | RT_REQUEST_BIT(FRAME_LENGTH) |
                               RT_REQUEST_BIT(MESSAGE) | RT_REQUEST_BIT(SIZE) |
                               RT_REQUEST_BIT(SIZE_MESSAGE);
    if (facts->message.header.error != RT_OK && !(bit & of_packet))
        return RT_REQUEST_CHECK_MESSAGE;
    if (bit & (of_list | RT_REQUEST_BIT(VERSION)) && !rt_view_present(facts->ver))
        return RT_REQUEST_CHECK_VERSION_PRESENT;
    if (bit & of_list && facts->numbers == 0)
        return RT_REQUEST_CHECK_VERSION;
    if (bit & RT_REQUEST_BIT(NONCE_LENGTH) && !rt_view_present(facts->nonce))
        return RT_REQUEST_CHECK_NONCE;
    return RT_REQUEST_CHECK_COUNT;
}

struct rt_request_result rt_request_judge_check(const struct rt_request_terms *terms,
                                                const struct rt_request_facts *facts,
                                                const struct rt_request_keys *keys,
                                                enum rt_request_check check)
{
    const uint32_t bit = UINT32_C(1) << check;
    const uint32_t of_udp = RT_REQUEST_BIT(SIZE) | RT_REQUEST_BIT(SIZE_MESSAGE);
    enum rt_request_check before = blocks(facts, check);
    if (!(terms->asked & bit) || (bit & of_udp && facts->transport == RT_TRANSPORT_TCP))
        return (struct rt_request_result){.outcome = RT_UNDEFINED};
    if (before != RT_REQUEST_CHECK_COUNT)
        return (struct rt_request_result){.outcome = RT_BLOCKED, .blocked_by = before};
    if (rt_request_terms_fails(terms, facts, keys, bit) != 0)
        return detail(terms, facts, keys, check);
    bool open = bit & RT_REQUEST_BIT(SRV) && rt_view_present(facts->srv) && !(keys && keys->srvs);
    return (struct rt_request_result){.outcome = open ? RT_UNVERIFIED : RT_PASS};
}

/* Sentences with a tag in them. */
static void tag_text(const struct rt_request_result *result, enum rt_request_check check,
                     char text[RT_REQUEST_TEXT_SIZE])
{
    char name[RT_TAG_NAME_SIZE], other[RT_TAG_NAME_SIZE];
    rt_tag_name(result->tag, name);
    rt_tag_name((uint32_t)result->due, other);
    if (check == RT_REQUEST_CHECK_PADDING && result->is == 0)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "there is no padding %s", other);
    else if (check == RT_REQUEST_CHECK_PADDING)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "the padding is %s, %s is due", name, other);
    else if (result->reason == RT_E_TAG_ORDER)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "tags are not ascending: %s before %s", other, name);
    else if (result->reason == RT_E_TAG_DUPLICATE)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%s occurs twice", name);
    else if (result->reason == RT_E_TAG_MISSING)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%s is missing", name);
    else if (result->reason == RT_E_VALUE_LENGTH || result->reason == RT_E_NONCE_LENGTH)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%s has %" PRIu64 " bytes, %" PRIu64 " are due", name,
                 result->is, result->due);
    else
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%s", rt_error_text(result->reason));
}

/* What is wrong with the list VER. */
static void offer_text(const struct rt_request_result *result, char text[RT_REQUEST_TEXT_SIZE])
{
    unsigned is = (unsigned)result->is, due = (unsigned)result->due;
    if (result->reason == RT_E_OFFER_ORDER)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "VER is not ascending: 0x%08x before 0x%08x", due, is);
    else if (result->reason == RT_E_OFFER_ODD)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "VER lists 0x%08x twice", is);
    else if (result->reason == RT_E_OFFER_TOO_MANY)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "VER lists %u numbers, %u are allowed", is, due);
    else if (result->reason == RT_E_VERSION_NOT_OFFERED)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "VER does not list 0x%08x", due);
    else
        snprintf(text, RT_REQUEST_TEXT_SIZE, "VER has %u bytes, which is no list of numbers", is);
}

static void fail_text(const struct rt_request_result *result, enum rt_request_check check,
                      char text[RT_REQUEST_TEXT_SIZE])
{
    switch (check) {
    case RT_REQUEST_CHECK_FRAME_LENGTH:
        snprintf(text, RT_REQUEST_TEXT_SIZE,
                 "the header announces %" PRIu64 " bytes, %" PRIu64 " follow", result->due,
                 result->is);
        break;
    case RT_REQUEST_CHECK_VERSION:
    case RT_REQUEST_CHECK_OFFER:
    case RT_REQUEST_CHECK_OFFER_REPEATS:
    case RT_REQUEST_CHECK_OFFER_COUNT:
        offer_text(result, text);
        break;
    case RT_REQUEST_CHECK_SIZE:
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%" PRIu64 " bytes, %" PRIu64 " are due", result->is,
                 result->due);
        break;
    case RT_REQUEST_CHECK_SIZE_MESSAGE:
        snprintf(text, RT_REQUEST_TEXT_SIZE,
                 "the message has %" PRIu64 " bytes, %" PRIu64 " are due", result->is, result->due);
        break;
    case RT_REQUEST_CHECK_TYPE:
        if (result->reason == RT_E_TYPE_VALUE) {
            snprintf(text, RT_REQUEST_TEXT_SIZE, "TYPE is %" PRIu64 ", 0 is due", result->is);
            break;
        }
        tag_text(result, check, text);
        break;
    case RT_REQUEST_CHECK_SRV:
        if (result->reason == RT_E_SRV_MISSING) {
            snprintf(text, RT_REQUEST_TEXT_SIZE,
                     "SRV is missing, and the server has %" PRIu64 " keys", result->due);
            break;
        }
        tag_text(result, check, text);
        break;
    case RT_REQUEST_CHECK_FRAME:
    case RT_REQUEST_CHECK_MESSAGE:
    case RT_REQUEST_CHECK_KIND:
    case RT_REQUEST_CHECK_TAGS:
    case RT_REQUEST_CHECK_VERSION_PRESENT:
    case RT_REQUEST_CHECK_PADDING:
    case RT_REQUEST_CHECK_NONCE:
    case RT_REQUEST_CHECK_NONCE_LENGTH:
    case RT_REQUEST_CHECK_PADDING_ZERO:
    case RT_REQUEST_CHECK_COUNT:
        tag_text(result, check, text);
        break;
    }
}

const char *rt_request_result_text(const struct rt_request_result *result,
                                   enum rt_request_check check, char text[RT_REQUEST_TEXT_SIZE])
{
    switch (result->outcome) {
    case RT_FAIL:
        fail_text(result, check, text);
        break;
    case RT_PASS:
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%s", rt_request_check_row(check)->text);
        break;
    case RT_BLOCKED:
    case RT_UNDEFINED:
    case RT_UNVERIFIED:
    case RT_UNDECIDED:
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%s", rt_outcome_name(result->outcome));
        break;
    }
    return text;
}
