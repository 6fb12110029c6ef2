// SPDX-License-Identifier: BSD-2-Clause
/* Servers that answer other requests than they should. */
#include "server/quirk.h"

#include <assert.h>
#include <string.h>

#include "judge/request_judge_internal.h"
#include "rules/rules.h"

#define B(id)          RT_REQUEST_BIT(id)
#define LARGE          (RT_REQUEST_SIZE + RT_FRAME_SIZE)
#define OFFERS_MAX     32                   /* numbers in VER (RFC 10049 section 5.1.1) */
#define NUMBERS_BEYOND UINT32_C(0x80010000) /* no version has had a number from here on */
#define CUT_MAX        RT_FRAME_SIZE

/* A request, and what its version thinks of it. */
struct rt_quirk_request {
    const struct rt_server_turn *turn;
    struct rt_request_facts facts;
    const struct rt_request_terms *terms;
    uint32_t fails;   /* set of the checks that fail */
    uint32_t stopped; /* set of those that stop it */
    bool answered;
    bool together; /* its answer is one of several in a tree */
    bool pieces;   /* it came in several pieces */
};

static bool with_srv(const struct rt_quirk_request *request)
{
    return rt_view_present(request->facts.srv);
}

static bool without_srv(const struct rt_quirk_request *request)
{
    return !with_srv(request);
}

static bool large(const struct rt_quirk_request *request)
{
    return request->facts.packet.len > LARGE;
}

static bool many(const struct rt_quirk_request *request)
{
    return request->facts.numbers > OFFERS_MAX;
}

static bool descends(const struct rt_quirk_request *request)
{
    return request->facts.descends != 0;
}

static bool repeats(const struct rt_quirk_request *request)
{
    return rt_request_judge_repeat(&request->facts) != 0;
}

/* Whether VER is a list of several numbers in order, and the last of them can be a version's. */
static bool in_order(const struct rt_quirk_request *request, bool known)
{
    const struct rt_request_facts *facts = &request->facts;
    if (facts->numbers < 2 || many(request) || descends(request) || repeats(request))
        return false;
    return (rt_bytes_load32(facts->ver.data + 4 * (facts->numbers - 1)) < NUMBERS_BEYOND) == known;
}

static bool several(const struct rt_quirk_request *request)
{
    return in_order(request, true);
}

static bool unknown_number(const struct rt_quirk_request *request)
{
    return in_order(request, false);
}

static bool empty_ver(const struct rt_quirk_request *request)
{
    return rt_view_present(request->facts.ver) && request->facts.ver.len == 0;
}

static bool fails(const struct rt_quirk_request *request, uint32_t bits)
{
    return (request->fails & bits) != 0;
}

/* VER has numbers, and none of the version. */
static bool foreign_ver(const struct rt_quirk_request *request)
{
    return fails(request, B(VERSION)) && request->facts.numbers > 0;
}

static bool with_type(const struct rt_quirk_request *request)
{
    return rt_view_present(request->facts.type);
}

static bool lacks_type(const struct rt_quirk_request *request)
{
    return fails(request, B(TYPE)) && !with_type(request);
}

static bool other_type(const struct rt_quirk_request *request)
{
    return fails(request, B(TYPE)) && with_type(request);
}

static bool padded(const struct rt_quirk_request *request, enum rt_padding padding)
{
    return rt_view_present(request->facts.paddings[padding]);
}

static bool padded_at_all(const struct rt_quirk_request *request)
{
    bool any = false;
    for (int i = RT_PADDING_FORGOTTEN + 1; i < RT_PADDING_COUNT; i++)
        any = any || padded(request, (enum rt_padding)i);
    return any;
}

static bool unpadded(const struct rt_quirk_request *request)
{
    return request->facts.message.sound > 0 && !padded_at_all(request);
}

static bool padded_otherwise(const struct rt_quirk_request *request)
{
    return padded_at_all(request) && !padded(request, request->terms->padding);
}

static bool padded_pad(const struct rt_quirk_request *request)
{
    return padded_otherwise(request) && padded(request, RT_PADDING_PAD);
}

static bool padded_padff(const struct rt_quirk_request *request)
{
    return padded_otherwise(request) && padded(request, RT_PADDING_PADFF);
}

static bool padded_zzzz(const struct rt_quirk_request *request)
{
    return padded_otherwise(request) && padded(request, RT_PADDING_ZZZZ);
}

static bool unknown_tag(const struct rt_quirk_request *request)
{
    const struct rt_message *message = &request->facts.message;
    bool unknown = false;
    for (uint32_t i = 0; i < message->sound; i++)
        unknown = unknown || !rt_tag_find(rt_message_entry(message, i).tag);
    return unknown && padded_at_all(request);
}

static bool out_of_order(const struct rt_quirk_request *request)
{
    const struct rt_message *message = &request->facts.message;
    return message->order.error != RT_OK && message->duplicate.error == RT_OK;
}

static bool no_message(const struct rt_quirk_request *request)
{
    return request->facts.message.header.error != RT_OK;
}

static bool empty(const struct rt_quirk_request *request)
{
    return request->facts.packet.len == 0;
}

static bool cut(const struct rt_quirk_request *request)
{
    return !empty(request) && request->facts.packet.len < CUT_MAX;
}

static bool torn(const struct rt_quirk_request *request)
{
    return no_message(request) && !empty(request) && !cut(request);
}

/* The header is not as it should be, and what follows is a message. */
static bool other_header(const struct rt_quirk_request *request)
{
    return fails(request, B(FRAME)) && !no_message(request);
}

static bool other_length(const struct rt_quirk_request *request)
{
    return fails(request, B(FRAME_LENGTH)) && !fails(request, B(FRAME)) && !cut(request);
}

static bool over_tcp(const struct rt_quirk_request *request)
{
    return request->turn->transport == RT_TRANSPORT_TCP;
}

static bool in_pieces(const struct rt_quirk_request *request)
{
    return request->pieces;
}

static bool together(const struct rt_quirk_request *request)
{
    return request->together;
}

static bool together_on_udp(const struct rt_quirk_request *request)
{
    return request->together && !over_tcp(request);
}

/* Half of all requests, by a bit of all bytes of their nonces. */
static bool every_other(const struct rt_quirk_request *request)
{
    struct rt_view nonce = request->facts.nonce;
    uint8_t sum = 0;
    for (size_t i = 0; i < nonce.len; i++)
        sum ^= nonce.data[i];
    return request->answered && (sum & 4) == 0;
}

/* A packet that is no message kills the server, or the thread of it that got it. */
static bool after_junk(const struct rt_quirk_request *request)
{
    uint64_t *memory = request->turn->memory;
    if (memory && no_message(request))
        *memory = 1;
    return memory && *memory != 0;
}

#define ANY RT_REQUEST_CHECK_COUNT

/* The checks of requests: constant, name, the requests that fail it. First those that stop requests
 * of some version, then those that stop none. */
// clang-format off
#define STOPPING(X)                                                                              \
    X(FRAME,           "frame",           "requests that are framed otherwise")                  \
    X(FRAME_LENGTH,    "frame.length",    "requests whose header announces another length")      \
    X(MESSAGE,         "message",         "packets that are no message")                         \
    X(KIND,            "kind",            "responses")                                           \
    X(TAGS,            "tags",            "requests whose tags descend or repeat")               \
    X(VERSION_PRESENT, "version.present", "requests without VER")                                \
    X(VERSION,         "version",         "requests whose VER does not list the version")        \
    X(PADDING,         "padding",         "requests with the padding of another version")        \
    X(NONCE,           "nonce",           "requests without NONC")                               \
    X(NONCE_LENGTH,    "nonce.length",    "requests whose NONC has another length")              \
    X(TYPE,            "type",            "requests whose TYPE is missing or not 0")             \
    X(OFFER,           "offer",           "requests whose VER descends")                         \
    X(OFFER_COUNT,     "offer.count",     "requests whose VER lists more than 32 numbers")       \
    X(SRV,             "srv",             "requests whose SRV names another key")                \
    X(SIZE,            "size",            "requests of less than 1024 bytes")
#define PASSED_OVER(X)                                                                           \
    X(OFFER_REPEATS,   "offer.repeats",   "requests whose VER lists a number twice")             \
    X(SIZE_MESSAGE,    "size.message",    "requests whose message has less than 1024 bytes")     \
    X(PADDING_ZERO,    "padding.zero",    "requests whose padding is not all zero")

#define LAX(id, name, requests)                                                                  \
    {"lax." name, "answers " requests, RT_QUIRK_ANSWER, NULL, RT_REQUEST_CHECK_##id, NULL},
#define WRONG(id, name, requests)                                                                \
    {"wrong." name, "answers " requests ", with a wrong signature", RT_QUIRK_WRONG, "bit.sig",   \
     RT_REQUEST_CHECK_##id, NULL},
/* The same of requests that fail a check in one of several ways. */
#define WRONG_IF(name, requests, concerns)                                                       \
    {"wrong." name, "answers " requests ", with a wrong signature", RT_QUIRK_WRONG, "bit.sig",   \
     ANY, concerns},
#define REFUSE(name, requests, concerns)                                                         \
    {"refuse." name, "does not answer " requests, RT_QUIRK_REFUSE, NULL, ANY, concerns},
#define REFUSE_FAILING(id, name, requests)                                                       \
    {"refuse." name, "does not answer " requests, RT_QUIRK_REFUSE, NULL, RT_REQUEST_CHECK_##id,  \
     NULL},

static const struct rt_quirk_row rows[] = {
    STOPPING(LAX)
    STOPPING(WRONG)
    PASSED_OVER(WRONG)
    WRONG_IF("packet.empty", "packets of no bytes", empty)
    WRONG_IF("packet.cut", "packets of less than 12 bytes", cut)
    WRONG_IF("packet.torn", "longer packets that are no message", torn)
    WRONG_IF("frame.other", "messages that are framed otherwise", other_header)
    WRONG_IF("length.other", "requests that are whole, whose header announces another length",
             other_length)
    WRONG_IF("tags.order", "requests whose tags descend and do not repeat", out_of_order)
    WRONG_IF("version.empty", "requests whose VER is empty", empty_ver)
    WRONG_IF("version.foreign", "requests whose VER lists only numbers of other versions", foreign_ver)
    WRONG_IF("type.missing", "requests without TYPE where it is due", lacks_type)
    WRONG_IF("type.other", "requests whose TYPE is not 0", other_type)
    WRONG_IF("padding.PAD", "requests with PAD where another padding is due", padded_pad)
    WRONG_IF("padding.PAD-ff", "requests with PAD\\xff where another padding is due", padded_padff)
    WRONG_IF("padding.ZZZZ", "requests with ZZZZ where another padding is due", padded_zzzz)
    REFUSE("srv", "requests with SRV", with_srv)
    REFUSE("no-srv", "requests without SRV", without_srv)
    REFUSE("large", "requests that are larger than they must be", large)
    REFUSE("several", "requests whose VER lists several numbers", several)
    REFUSE("unknown-number", "requests whose VER also lists a number that nobody has", unknown_number)
    REFUSE("many", "requests whose VER lists more than 32 numbers", many)
    REFUSE("descends", "requests whose VER descends", descends)
    REFUSE("repeats", "requests whose VER lists a number twice", repeats)
    REFUSE("unknown-tag", "requests with a tag that nobody knows, besides padding", unknown_tag)
    REFUSE("unpadded", "requests without padding, whatever their size", unpadded)
    REFUSE("other-padding", "requests with the padding of another version", padded_otherwise)
    REFUSE_FAILING(SIZE_MESSAGE, "short-message", "requests whose message has less than 1024 bytes")
    REFUSE_FAILING(PADDING_ZERO, "filled", "requests whose padding is not all zero")
    REFUSE("type", "requests with TYPE", with_type)
    REFUSE("tcp", "over TCP", over_tcp)
    REFUSE("pieces", "requests that come in pieces over TCP", in_pieces)
    REFUSE("together", "requests that come together with others", together)
    {"tcp.once", "answers the first request on a TCP connection only", RT_QUIRK_CLOSE, NULL,
     ANY, over_tcp},
    {"batch.path", "one bit of PATH is turned where requests came together (UDP)", RT_QUIRK_WRONG,
     "bit.path", ANY, together_on_udp},
    {"jumping-time", "half of the replies are an hour ahead, with valid signatures", RT_QUIRK_WRONG,
     "wrong-time", ANY, every_other},
    {"dies", "after a packet that is no message no request is answered any more", RT_QUIRK_REFUSE,
     NULL, ANY, after_junk},
};
// clang-format on

#define ROWS (sizeof rows / sizeof rows[0])

#define X(id, name, requests) +1
static_assert(0 STOPPING(X) PASSED_OVER(X) == RT_REQUEST_CHECK_COUNT,
              "each check of requests has its rows");
#undef X

const struct rt_quirk_row *rt_quirk_row(size_t i)
{
    return i < ROWS ? &rows[i] : NULL;
}

const struct rt_quirk_row *rt_quirk_find(const char *name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

/* Bytes before the message of a packet over TCP where it has no header. */
static size_t bare_length(const struct rt_server_turn *turn)
{
    return turn->transport == RT_TRANSPORT_TCP && rt_rules_bare_length(turn->rules) ? 4 : 0;
}

static void look(struct rt_quirk_request *request, const struct rt_server_turn *turn,
                 const struct rt_answer *answer)
{
    struct rt_packet reply;
    struct rt_view right = rt_writer_view(&answer->room);
    *request = (struct rt_quirk_request){.turn = turn};
    request->terms = rt_responder_look(turn->responder, answer->packet, turn->transport,
                                       &answer->pick, &request->facts, &request->fails);
    request->stopped = request->fails & request->terms->stops;
    request->answered = answer->refusal == RT_ANSWERED;
    request->pieces = answer->pieces;
    if (!request->answered)
        return;
    rt_packet_parse(&reply, rt_view_slice(right, bare_length(turn), right.len));
    request->together = reply.values[RT_SLOT_PATH].len > 0;
}

/* Whether a request fails the check of a row as the row means it. */
static bool fails_it(const struct rt_quirk_row *row, const struct rt_quirk_request *request)
{
    bool first = rt_request_check_first(request->stopped) == row->check;
    bool fails = (request->fails >> row->check & 1) != 0;
    switch (row->kind) {
    case RT_QUIRK_ANSWER:
        return first;
    case RT_QUIRK_WRONG:
        return first || (request->stopped == 0 && fails);
    case RT_QUIRK_REFUSE:
    case RT_QUIRK_CLOSE:
        break;
    }
    return request->stopped == 0 && fails;
}

bool rt_quirk_concerns(const struct rt_quirk_row *row, const struct rt_server_turn *turn,
                       const struct rt_answer *answer)
{
    struct rt_quirk_request request;
    if (answer->skip)
        return false;
    look(&request, turn, answer);
    bool wanted = row->kind == RT_QUIRK_ANSWER || row->kind == RT_QUIRK_WRONG;
    bool meant = row->concerns ? row->concerns(&request) : fails_it(row, &request);
    return meant && (wanted || request.answered);
}

/* A right answer to a request that gets none. */
static enum rt_error write_answer(const struct rt_server_turn *turn, struct rt_answer *answer,
                                  struct rt_view nonce)
{
    struct rt_leap_values values;
    struct rt_response_plan plan;
    struct rt_batch batch;
    uint8_t nodes[2 * RT_HASH_MAX];
    const struct rt_asked asked = {answer->packet, nonce};
    if (rt_responder_plan(turn->responder, &answer->pick, turn->now, turn->transport, &values,
                          &plan) != RT_ANSWERED)
        return RT_E_TIME_RANGE;
    enum rt_error error = rt_batch_begin(&batch, turn->crypto, &plan, &asked, 1, nodes);
    answer->room = rt_writer_into(answer->room.data, answer->room.cap);
    return error == RT_OK ? rt_batch_write(&batch, 0, &answer->room) : error;
}

enum rt_server_action rt_quirk_answer(const struct rt_quirk_row *row,
                                      const struct rt_server_turn *turn, struct rt_answer *answer)
{
    struct rt_quirk_request request;
    if (row->kind == RT_QUIRK_REFUSE)
        return RT_SERVER_DROP;
    if (row->kind == RT_QUIRK_CLOSE)
        return RT_SERVER_LAST;
    look(&request, turn, answer);
    if (answer->refusal != RT_ANSWERED) {
        if (write_answer(turn, answer, request.facts.nonce) != RT_OK)
            return RT_SERVER_DROP;
        answer->refusal = RT_ANSWERED;
        answer->pick.nonce = request.facts.nonce;
        answer->pick.stop = RT_REQUEST_CHECK_COUNT;
    }
    return row->kind == RT_QUIRK_WRONG ? rt_spoil_answer(rt_spoil_find(row->spoil), turn, answer)
                                       : RT_SERVER_SEND;
}
