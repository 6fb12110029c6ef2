// SPDX-License-Identifier: BSD-2-Clause
/*
 * Requests of every version with everything that can be wrong with them: who leaves them unanswered
 * is stated here, said by the judge, and done by responders of one version and of all.
 */
#include "judge/test_request.h"
#include "server/responder.h"

static const struct rt_instant now = {.seconds = 1700000000};
static const uint8_t seeds[2][RT_KEY_SIZE] = {{1}, {2}};
static uint8_t keys[2][RT_KEY_SIZE];
static uint8_t srvs[2][RT_SRV_SIZE];
static struct rt_crypto *crypto;
static struct rt_responder alone[RT_SERVICES_MAX], together;
static struct test_request made;
static uint8_t room[RT_REPLY_MAX];

static enum rt_error new_seed(uint8_t seed[RT_KEY_SIZE])
{
    memset(seed, 100, RT_KEY_SIZE);
    return RT_OK;
}

static void start(struct rt_responder *responder, const struct rt_service *services, size_t count,
                  size_t key_count)
{
    static struct rt_identity identities[2];
    for (size_t i = 0; i < 2; i++)
        identities[i] = (struct rt_identity){.key = keys[i], .seed = seeds[i]};
    struct rt_responder_settings settings = {
        .services = services,
        .service_count = count,
        .identities = identities,
        .identity_count = key_count,
        .radius_ns = 1000000000,
        .delegation_s = 86400,
        .new_seed = new_seed,
    };
    ck_assert_int_eq(rt_responder_init(responder, crypto, &settings, now), RT_OK);
}

/* Servers of each version by itself, and one of all, the newest first. */
static void start_all(size_t key_count)
{
    static struct rt_service services[RT_SERVICES_MAX];
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(rt_crypto_public_key(seeds[i], keys[i]), RT_OK);
        ck_assert_int_eq(rt_crypto_srv(crypto, keys[i], srvs[i]), RT_OK);
    }
    for (size_t i = 0; i < rt_registry_count; i++)
        services[rt_registry_count - 1 - i] =
            (struct rt_service){rt_registry[i], rt_registry[i]->rules, false};
    start(&together, services, rt_registry_count, key_count);
    for (size_t i = 0; i < rt_registry_count; i++)
        start(&alone[i], &services[rt_registry_count - 1 - i], 1, key_count);
}

static struct rt_answer answer(struct rt_responder *responder, enum rt_transport transport)
{
    struct rt_answer answer = {.packet = made.packet, .room = rt_writer_into(room, sizeof room)};
    rt_responder_answer(responder, now, transport, &answer, 1);
    ck_assert_int_eq(answer.refusal == RT_ANSWERED,
                     rt_view_present(rt_writer_view(&answer.room)) && answer.room.len > 0);
    return answer;
}

/* What is wrong with a request. */
struct wrong {
    const char *name;
    void (*make)(const struct rt_version *version, enum rt_transport transport);
    const char *refuse;          /* "FIRST-LAST": the versions that do not answer; "": none */
    const char *lack;            /* likewise: versions that have no such fault */
    enum rt_request_check check; /* what stops it there, or what fails where nobody minds */
    bool on_tcp;                 /* it is wrong on TCP as well */
    size_t key_count;
};

static void make(const struct rt_version *version, enum rt_transport transport, enum rt_tag tag,
                 const void *value, size_t len)
{
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)tag, {value, len}};
    test_request_make(&made, version, transport, NULL, 0, (struct rt_edits){&edit, 1});
}

static void make_plan(const struct rt_version *version, enum rt_transport transport,
                      enum rt_framing framing, enum rt_tag_order tags, enum rt_padding padding,
                      size_t size)
{
    struct rt_request_plan plan = {
        .rules = version->rules,
        .nonce = {srvs[0], version->rules.nonce},
        .size = size,
        .transport = transport,
    };
    plan.rules.framing = framing;
    plan.rules.tags = tags;
    plan.rules.padding = padding;
    struct rt_writer writer = rt_writer_into(made.bytes, sizeof made.bytes);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    made.packet = rt_writer_view(&writer);
}

static const uint8_t zeros[1024];
static const uint8_t ones[8] = {1};

#define MAKE(name, ...)                                                                            \
    static void make_##name(const struct rt_version *version, enum rt_transport transport)         \
    {                                                                                              \
        const struct rt_rules *rules = &version->rules;                                            \
        (void)rules;                                                                               \
        __VA_ARGS__;                                                                               \
    }

MAKE(right, make(version, transport, RT_TAG_SIG, NULL, 0))
MAKE(short, make_plan(version, transport, rules->framing, rules->tags, rules->padding, 1008))
MAKE(size_of_packet,
     make_plan(version, transport, rules->framing, rules->tags, rules->padding, 1012))
MAKE(no_header, make_plan(version, transport, RT_FRAMING_NONE, rules->tags, rules->padding, 1024))
MAKE(header, make_plan(version, transport, RT_FRAMING_ROUGHTIM, rules->tags, rules->padding, 1024))
MAKE(unsorted,
     make_plan(version, transport, rules->framing, RT_TAG_ORDER_UNSORTED, rules->padding, 1024))
MAKE(other_padding,
     make_plan(version, transport, rules->framing, rules->tags,
               (enum rt_padding)rt_param_next(RT_PARAM_PADDING, (uint32_t)rules->padding), 1024))
MAKE(no_type, make(version, transport, RT_TAG_TYPE, NULL, 0))
MAKE(type_1, make(version, transport, RT_TAG_TYPE, ones, 4))
MAKE(type_8, make(version, transport, RT_TAG_TYPE, zeros, 8))
MAKE(type_0, make(version, transport, RT_TAG_TYPE, zeros, 0))
MAKE(no_ver, make(version, transport, RT_TAG_VER, NULL, 0))
MAKE(empty_ver, make(version, transport, RT_TAG_VER, zeros, 0))
MAKE(unknown_ver, make(version, transport, RT_TAG_VER, "\x42\0\0\x90", 4))
MAKE(no_nonce, make(version, transport, RT_TAG_NONC, NULL, 0))
MAKE(nonce_28, make(version, transport, RT_TAG_NONC, zeros, 28))
MAKE(nonce_96, make(version, transport, RT_TAG_NONC, zeros, 96))
MAKE(srv_right, make(version, transport, RT_TAG_SRV, srvs[0], RT_SRV_SIZE))
MAKE(srv_foreign, make(version, transport, RT_TAG_SRV, zeros, RT_SRV_SIZE))
MAKE(srv_16, make(version, transport, RT_TAG_SRV, srvs[0], 16))
MAKE(unknown_tag, make(version, transport, (enum rt_tag)0x5a595857, zeros, 8))
MAKE(response, make(version, transport, RT_TAG_SREP, zeros, 8))

/* The list VER as it stands, whatever the rule. */
static void make_offers(const struct rt_version *version, enum rt_transport transport,
                        const uint32_t *numbers, size_t count)
{
    uint8_t ver[4 * 64];
    for (size_t i = 0; i < count; i++)
        rt_bytes_store32(ver + 4 * i, numbers[i]);
    make(version, transport, RT_TAG_VER, ver, 4 * count);
}

static void make_down(const struct rt_version *version, enum rt_transport transport)
{
    const uint32_t numbers[] = {0xfffffff0, version->rules.version};
    make_offers(version, transport, numbers, 2);
}

static void make_up(const struct rt_version *version, enum rt_transport transport)
{
    const uint32_t numbers[] = {version->rules.version, 0xfffffff0};
    make_offers(version, transport, numbers, 2);
}

static void make_twice(const struct rt_version *version, enum rt_transport transport)
{
    const uint32_t numbers[] = {version->rules.version, version->rules.version};
    make_offers(version, transport, numbers, 2);
}

static void make_many(const struct rt_version *version, enum rt_transport transport)
{
    uint32_t numbers[33] = {version->rules.version};
    for (uint32_t i = 1; i < 33; i++)
        numbers[i] = 0xfffffe00 + i;
    make_offers(version, transport, numbers, 33);
}

/* The place of the message in the packet, behind whatever header it has. */
static uint8_t *message_of(const struct rt_version *version, enum rt_transport transport)
{
    size_t header = rt_frame_parse(made.packet).header;
    bool bare = transport == RT_TRANSPORT_TCP && version == &rt_version_v0;
    return made.bytes + (bare ? 4 : header);
}

static void make_announced(const struct rt_version *version, enum rt_transport transport)
{
    make_right(version, transport);
    uint8_t *length = message_of(version, transport) - 4;
    rt_bytes_store32(length, rt_bytes_load32(length) - 4);
}

static void make_torn(const struct rt_version *version, enum rt_transport transport)
{
    make_right(version, transport);
    rt_bytes_store32(message_of(version, transport), UINT32_MAX);
}

static void make_repeated(const struct rt_version *version, enum rt_transport transport)
{
    make_right(version, transport);
    uint8_t *message = message_of(version, transport);
    uint8_t *tags = message + 4 * (size_t)rt_bytes_load32(message);
    memcpy(tags + 4, tags, 4);
}

static void make_filled(const struct rt_version *version, enum rt_transport transport)
{
    make_right(version, transport);
    uint8_t *message = message_of(version, transport);
    struct rt_message parsed = rt_message_parse(
        (struct rt_view){message, made.packet.len - (size_t)(message - made.bytes)});
    struct rt_view padding = rt_message_find(&parsed, (uint32_t)RT_TAG_PAD).value;
    if (!rt_view_present(padding))
        padding = rt_message_entry(&parsed, parsed.count - 1).value;
    made.bytes[(size_t)(padding.data - made.bytes) + padding.len - 1] = 0x55;
}

#define ALL      "google-rfc10049"
#define NUMBERED "v1-rfc10049"
#define BARE     "google-v0"

// clang-format off
static const struct wrong wrongs[] = {
    {"nothing",               make_right,          "",              "",        RT_REQUEST_CHECK_COUNT,           true,  1},
    {"too short",             make_short,          ALL,             "",        RT_REQUEST_CHECK_SIZE,            false, 1},
    {"1012 bytes of message", make_size_of_packet, BARE,            "",        RT_REQUEST_CHECK_SIZE,            false, 1},
    {"no header",             make_no_header,      NUMBERED,        BARE,      RT_REQUEST_CHECK_FRAME,           false, 1},
    {"a header",              make_header,         BARE,            NUMBERED,  RT_REQUEST_CHECK_FRAME,           false, 1},
    {"wrong length announced", make_announced,     NUMBERED,        BARE,      RT_REQUEST_CHECK_FRAME_LENGTH,    true,  1},
    {"torn",                  make_torn,           ALL,             "",        RT_REQUEST_CHECK_MESSAGE,         true,  1},
    {"response",              make_response,       ALL,             "",        RT_REQUEST_CHECK_KIND,            true,  1},
    {"tags unsorted",         make_unsorted,       "v2-rfc10049",   "google-google", RT_REQUEST_CHECK_TAGS,      true,  1},
    {"tag repeated",          make_repeated,       ALL,             "",        RT_REQUEST_CHECK_TAGS,            true,  1},
    {"VER missing",           make_no_ver,         NUMBERED,        BARE,      RT_REQUEST_CHECK_VERSION_PRESENT, true,  1},
    {"VER empty",             make_empty_ver,      NUMBERED,        BARE,      RT_REQUEST_CHECK_VERSION,         true,  1},
    {"VER unknown",           make_unknown_ver,    NUMBERED,        BARE,      RT_REQUEST_CHECK_VERSION,         true,  1},
    {"VER descending",        make_down,           "v12-rfc10049",  BARE,      RT_REQUEST_CHECK_OFFER,           true,  1},
    {"VER with another",      make_up,             "",              BARE,      RT_REQUEST_CHECK_COUNT,           true,  1},
    {"VER twice the same",    make_twice,          "",              BARE,      RT_REQUEST_CHECK_OFFER_REPEATS,   true,  1},
    {"VER of 33",             make_many,           "v13-rfc10049",  BARE,      RT_REQUEST_CHECK_OFFER_COUNT,     true,  1},
    {"TYPE missing",          make_no_type,        "v14-rfc10049",  "",        RT_REQUEST_CHECK_TYPE,            true,  1},
    {"TYPE 1",                make_type_1,         "v14-rfc10049",  "",        RT_REQUEST_CHECK_TYPE,            true,  1},
    {"TYPE of 8 bytes",       make_type_8,         "v14-rfc10049",  "",        RT_REQUEST_CHECK_TYPE,            true,  1},
    {"TYPE empty",            make_type_0,         "v14-rfc10049",  "",        RT_REQUEST_CHECK_TYPE,            true,  1},
    {"NONC missing",          make_no_nonce,       ALL,             "",        RT_REQUEST_CHECK_NONCE,           true,  1},
    {"NONC of 28 bytes",      make_nonce_28,       ALL,             "",        RT_REQUEST_CHECK_NONCE_LENGTH,    true,  1},
    {"NONC of 96 bytes",      make_nonce_96,       ALL,             "",        RT_REQUEST_CHECK_NONCE_LENGTH,    true,  1},
    {"SRV right",             make_srv_right,      "",              "",        RT_REQUEST_CHECK_COUNT,           true,  1},
    {"SRV right of two",      make_srv_right,      "",              "",        RT_REQUEST_CHECK_COUNT,           true,  2},
    {"SRV foreign",           make_srv_foreign,    "v10-rfc10049",  "",        RT_REQUEST_CHECK_SRV,             true,  1},
    {"SRV of 16 bytes",       make_srv_16,         "v10-rfc10049",  "",        RT_REQUEST_CHECK_SRV,             true,  1},
    {"SRV missing of two",    make_right,          "v10-rfc10049",  "",        RT_REQUEST_CHECK_SRV,             true,  2},
    {"padding of another",    make_other_padding,  BARE,            "",        RT_REQUEST_CHECK_PADDING,         false, 1},
    {"padding not zero",      make_filled,         "",              "",        RT_REQUEST_CHECK_PADDING_ZERO,    true,  1},
    {"unknown tag",           make_unknown_tag,    "",              "",        RT_REQUEST_CHECK_COUNT,           true,  1},
};
// clang-format on

/* Whether a version is in a range "FIRST-LAST" of the registry. */
static bool in_range(size_t place, const char *range)
{
    char first[16];
    const char *dash = strchr(range, '-');
    if (!dash)
        return false;
    memcpy(first, range, (size_t)(dash - range));
    first[dash - range] = '\0';
    return place >= rt_registry_place(rt_registry_find(first)) &&
           place <= rt_registry_place(rt_registry_find(dash + 1));
}

/* What the judge says of the request under a version. */
static struct rt_request_verdict judged(const struct rt_version *version,
                                        enum rt_transport transport, size_t key_count)
{
    const struct rt_request_keys known = {srvs[0], key_count};
    struct rt_view packet = made.packet;
    struct rt_request_facts facts;
    rt_request_facts_read(&facts, packet, transport);
    if (transport == RT_TRANSPORT_TCP && !facts.framed) /* a length is no part of the packet */
        rt_request_facts_read(&facts, rt_view_slice(packet, 4, packet.len), transport);
    struct rt_rules rules = version->rules;
    struct rt_request_terms terms = rt_request_terms_of(version, &rules);
    struct rt_request_verdict verdict = {.version = version};
    verdict.fails = rt_request_terms_fails(&terms, &facts, &known, UINT32_MAX);
    verdict.stop = rt_request_terms_stop(&terms, &facts, &known);
    verdict.answers = verdict.stop == RT_REQUEST_CHECK_COUNT;
    return verdict;
}

/* One version with one thing wrong: as stated, as judged, as served alone. */
static void check_alone(const struct wrong *wrong, size_t place, enum rt_transport transport)
{
    const struct rt_version *version = rt_registry[place];
    bool refuses = in_range(place, wrong->refuse);
    struct rt_request_verdict verdict = judged(version, transport, wrong->key_count);
    struct rt_answer got = answer(&alone[place], transport);
    const char *of = version->name;
    ck_assert_msg(verdict.answers == !refuses, "%s, %s: judged otherwise", of, wrong->name);
    ck_assert_msg((got.refusal == RT_ANSWERED) == !refuses, "%s, %s: served otherwise (%s)", of,
                  wrong->name, rt_refusal_name(got.refusal));
    ck_assert_int_eq(got.pick.stop, verdict.stop);
    if (refuses)
        ck_assert_msg(verdict.stop == wrong->check, "%s, %s: %s", of, wrong->name,
                      rt_request_check_row(verdict.stop)->name);
    bool asked = wrong->check != RT_REQUEST_CHECK_COUNT &&
                 version->request[wrong->check].silence != RT_SILENCE_NONE;
    if (asked && version->request[wrong->check].silence == RT_SILENCE_ANSWER)
        ck_assert_msg(verdict.fails >> wrong->check & 1, "%s, %s: not seen", of, wrong->name);
    struct rt_request_result reason =
        rt_responder_reason(&alone[place], made.packet, transport, &got.pick);
    ck_assert_int_eq(refuses, reason.outcome == RT_FAIL);
}

/* Whether a request has TYPE: then it is not of drafts 12 and 13 for a server that also speaks
 * those after them, which have the same number. */
static bool has_type(void)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, made.packet);
    return rt_view_present(packet.values[RT_SLOT_TYPE]);
}

/* The same request and a server of all versions: it answers if one of them does, in one of these.
 */
static void check_together(const struct wrong *wrong, const struct rt_version *version,
                           enum rt_transport transport)
{
    bool answers[RT_SERVICES_MAX], any = false;
    for (size_t i = 0; i < rt_registry_count; i++) {
        bool drafts_12 = rt_registry[i] == &rt_version_v12 || rt_registry[i] == &rt_version_v13;
        answers[i] = judged(rt_registry[i], transport, wrong->key_count).answers;
        ck_assert_int_eq(answers[i], answer(&alone[i], transport).refusal == RT_ANSWERED);
        answers[i] = answers[i] && !(drafts_12 && has_type());
        any = any || answers[i];
    }
    struct rt_answer got = answer(&together, transport);
    ck_assert_msg((got.refusal == RT_ANSWERED) == any, "%s, %s: %s, together", version->name,
                  wrong->name, rt_refusal_name(got.refusal));
    if (any)
        ck_assert(answers[rt_registry_place(together.settings.services[got.pick.service].version)]);
    else
        ck_assert_int_eq(rt_responder_reason(&together, made.packet, transport, &got.pick).outcome,
                         RT_FAIL);
}

static void check_all(enum rt_transport transport)
{
    size_t key_count = 0;
    for (size_t w = 0; w < sizeof wrongs / sizeof wrongs[0]; w++) {
        const struct wrong *wrong = &wrongs[w];
        if (transport == RT_TRANSPORT_TCP && !wrong->on_tcp)
            continue;
        if (wrong->key_count != key_count)
            start_all(wrong->key_count);
        key_count = wrong->key_count;
        for (size_t v = 0; v < rt_registry_count; v++) {
            if (in_range(v, wrong->lack))
                continue;
            if (transport == RT_TRANSPORT_TCP && rt_registry[v] == &rt_version_google)
                continue;
            wrong->make(rt_registry[v], transport);
            check_alone(wrong, v, transport);
            check_together(wrong, rt_registry[v], transport);
        }
    }
}

START_TEST(test_udp)
{
    check_all(RT_TRANSPORT_UDP);
}
END_TEST

START_TEST(test_tcp)
{
    check_all(RT_TRANSPORT_TCP);
}
END_TEST

RT_TEST_MAIN("responder_table", test_udp, test_tcp)
