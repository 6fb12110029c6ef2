// SPDX-License-Identifier: BSD-2-Clause
/*
 * Requests of every version with everything that can be wrong with them, one thing at a time, and
 * who leaves them unanswered. Not installed.
 *
 *     test_wrong_begin(crypto);
 *     for each of test_wrongs, and each version that does not lack it (test_wrong_range):
 *         wrong->make(&made, version, transport);
 */
#ifndef ROUGHTIME_TEST_WRONG_H
#define ROUGHTIME_TEST_WRONG_H

#include "judge/test_request.h"
#include "wire/crypto.h"

/* The keys that a server has, one or both of them, and their values of SRV. */
static const uint8_t test_wrong_seeds[2][RT_KEY_SIZE] = {{1}, {2}};
static uint8_t test_wrong_keys[2][RT_KEY_SIZE];
static uint8_t test_wrong_srvs[2][RT_SRV_SIZE];

static inline void test_wrong_begin(struct rt_crypto *crypto)
{
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(rt_crypto_public_key(test_wrong_seeds[i], test_wrong_keys[i]), RT_OK);
        ck_assert_int_eq(rt_crypto_srv(crypto, test_wrong_keys[i], test_wrong_srvs[i]), RT_OK);
    }
}

/* What is wrong with a request. */
struct test_wrong {
    const char *name;
    void (*make)(struct test_request *made, const struct rt_version *version,
                 enum rt_transport transport);
    const char *refuse;          /* "FIRST-LAST": the versions that do not answer; "": none */
    const char *lack;            /* likewise: versions that have no such fault */
    enum rt_request_check check; /* what stops it there, or what fails where nobody minds */
    bool on_tcp;                 /* it is wrong on TCP as well */
    size_t key_count;
};

static void make_with(struct test_request *made, const struct rt_version *version,
                      enum rt_transport transport, enum rt_tag tag, const void *value, size_t len)
{
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)tag, {value, len}};
    test_request_make(made, version, transport, NULL, 0, (struct rt_edits){&edit, 1});
}

static void make_plan(struct test_request *made, const struct rt_version *version,
                      enum rt_transport transport, enum rt_framing framing, enum rt_tag_order tags,
                      enum rt_padding padding, size_t size)
{
    struct rt_request_plan plan = {
        .rules = version->rules,
        .nonce = {test_wrong_srvs[0], version->rules.nonce},
        .size = size,
        .transport = transport,
    };
    plan.rules.framing = framing;
    plan.rules.tags = tags;
    plan.rules.padding = padding;
    struct rt_writer writer = rt_writer_into(made->bytes, sizeof made->bytes);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    made->packet = rt_writer_view(&writer);
}

static const uint8_t zeros[1024];
static const uint8_t ones[8] = {1};

#define MAKE(name, ...)                                                                            \
    static void make_##name(struct test_request *made, const struct rt_version *version,           \
                            enum rt_transport transport)                                           \
    {                                                                                              \
        const struct rt_rules *rules = &version->rules;                                            \
        (void)rules;                                                                               \
        __VA_ARGS__;                                                                               \
    }

MAKE(right, make_with(made, version, transport, RT_TAG_SIG, NULL, 0))
MAKE(short, make_plan(made, version, transport, rules->framing, rules->tags, rules->padding, 1008))
MAKE(size_of_packet,
     make_plan(made, version, transport, rules->framing, rules->tags, rules->padding, 1012))
MAKE(no_header,
     make_plan(made, version, transport, RT_FRAMING_NONE, rules->tags, rules->padding, 1024))
MAKE(header,
     make_plan(made, version, transport, RT_FRAMING_ROUGHTIM, rules->tags, rules->padding, 1024))
MAKE(unsorted, make_plan(made, version, transport, rules->framing, RT_TAG_ORDER_UNSORTED,
                         rules->padding, 1024))
MAKE(other_padding,
     make_plan(made, version, transport, rules->framing, rules->tags,
               (enum rt_padding)rt_param_next(RT_PARAM_PADDING, (uint32_t)rules->padding), 1024))
MAKE(no_type, make_with(made, version, transport, RT_TAG_TYPE, NULL, 0))
MAKE(type_1, make_with(made, version, transport, RT_TAG_TYPE, ones, 4))
MAKE(type_8, make_with(made, version, transport, RT_TAG_TYPE, zeros, 8))
MAKE(type_0, make_with(made, version, transport, RT_TAG_TYPE, zeros, 0))
MAKE(no_ver, make_with(made, version, transport, RT_TAG_VER, NULL, 0))
MAKE(empty_ver, make_with(made, version, transport, RT_TAG_VER, zeros, 0))
MAKE(unknown_ver, make_with(made, version, transport, RT_TAG_VER, "\x42\0\0\x90", 4))
MAKE(no_nonce, make_with(made, version, transport, RT_TAG_NONC, NULL, 0))
MAKE(nonce_28, make_with(made, version, transport, RT_TAG_NONC, zeros, 28))
MAKE(nonce_96, make_with(made, version, transport, RT_TAG_NONC, zeros, 96))
MAKE(srv_right, make_with(made, version, transport, RT_TAG_SRV, test_wrong_srvs[0], RT_SRV_SIZE))
MAKE(srv_foreign, make_with(made, version, transport, RT_TAG_SRV, zeros, RT_SRV_SIZE))
MAKE(srv_16, make_with(made, version, transport, RT_TAG_SRV, test_wrong_srvs[0], 16))
MAKE(unknown_tag, make_with(made, version, transport, (enum rt_tag)0x5a595857, zeros, 8))
MAKE(response, make_with(made, version, transport, RT_TAG_SREP, zeros, 8))

/* The list VER as it stands, whatever the rule. */
static void make_offers(struct test_request *made, const struct rt_version *version,
                        enum rt_transport transport, const uint32_t *numbers, size_t count)
{
    uint8_t ver[4 * 64];
    for (size_t i = 0; i < count; i++)
        rt_bytes_store32(ver + 4 * i, numbers[i]);
    make_with(made, version, transport, RT_TAG_VER, ver, 4 * count);
}

static void make_down(struct test_request *made, const struct rt_version *version,
                      enum rt_transport transport)
{
    const uint32_t numbers[] = {0xfffffff0, version->rules.version};
    make_offers(made, version, transport, numbers, 2);
}

static void make_up(struct test_request *made, const struct rt_version *version,
                    enum rt_transport transport)
{
    const uint32_t numbers[] = {version->rules.version, 0xfffffff0};
    make_offers(made, version, transport, numbers, 2);
}

static void make_twice(struct test_request *made, const struct rt_version *version,
                       enum rt_transport transport)
{
    const uint32_t numbers[] = {version->rules.version, version->rules.version};
    make_offers(made, version, transport, numbers, 2);
}

static void make_many(struct test_request *made, const struct rt_version *version,
                      enum rt_transport transport)
{
    uint32_t numbers[33] = {version->rules.version};
    for (uint32_t i = 1; i < 33; i++)
        numbers[i] = 0xfffffe00 + i;
    make_offers(made, version, transport, numbers, 33);
}

/* The place of the message in the packet, behind whatever header it has. */
static uint8_t *message_of(struct test_request *made, const struct rt_version *version,
                           enum rt_transport transport)
{
    size_t header = rt_frame_parse(made->packet).header;
    bool bare = transport == RT_TRANSPORT_TCP && version == &rt_version_v0;
    return made->bytes + (bare ? 4 : header);
}

static void make_announced(struct test_request *made, const struct rt_version *version,
                           enum rt_transport transport)
{
    make_right(made, version, transport);
    uint8_t *length = message_of(made, version, transport) - 4;
    rt_bytes_store32(length, rt_bytes_load32(length) - 4);
}

static void make_torn(struct test_request *made, const struct rt_version *version,
                      enum rt_transport transport)
{
    make_right(made, version, transport);
    rt_bytes_store32(message_of(made, version, transport), UINT32_MAX);
}

static void make_repeated(struct test_request *made, const struct rt_version *version,
                          enum rt_transport transport)
{
    make_right(made, version, transport);
    uint8_t *message = message_of(made, version, transport);
    uint8_t *tags = message + 4 * (size_t)rt_bytes_load32(message);
    memcpy(tags + 4, tags, 4);
}

static void make_filled(struct test_request *made, const struct rt_version *version,
                        enum rt_transport transport)
{
    make_right(made, version, transport);
    uint8_t *message = message_of(made, version, transport);
    struct rt_message parsed = rt_message_parse(
        (struct rt_view){message, made->packet.len - (size_t)(message - made->bytes)});
    struct rt_view padding = rt_message_find(&parsed, (uint32_t)RT_TAG_PAD).value;
    if (!rt_view_present(padding))
        padding = rt_message_entry(&parsed, parsed.count - 1).value;
    made->bytes[(size_t)(padding.data - made->bytes) + padding.len - 1] = 0x55;
}

#define ALL      "google-rfc10049"
#define NUMBERED "v1-rfc10049"
#define BARE     "google-v0"

// clang-format off
static const struct test_wrong test_wrongs[] = {
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
static inline bool test_wrong_range(size_t place, const char *range)
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

/* The facts of a request as a server reads it. */
static inline void test_wrong_facts(struct rt_request_facts *facts, struct rt_view packet,
                                    enum rt_transport transport)
{
    rt_request_facts_read(facts, packet, transport);
    if (transport == RT_TRANSPORT_TCP && !facts->framed) /* a length is no part of the packet */
        rt_request_facts_read(facts, rt_view_slice(packet, 4, packet.len), transport);
}

/* What the judge says of a request under a version, to a server with so many of the keys. */
static inline struct rt_request_verdict test_wrong_judge(const struct rt_version *version,
                                                         struct rt_view packet,
                                                         enum rt_transport transport,
                                                         size_t key_count)
{
    const struct rt_request_keys known = {test_wrong_srvs[0], key_count};
    struct rt_request_facts facts;
    test_wrong_facts(&facts, packet, transport);
    struct rt_rules rules = version->rules;
    struct rt_request_terms terms = rt_request_terms_of(version, &rules);
    struct rt_request_verdict verdict = {.version = version};
    verdict.fails = rt_request_terms_fails(&terms, &facts, &known, UINT32_MAX);
    verdict.stop = rt_request_terms_stop(&terms, &facts, &known);
    verdict.answers = verdict.stop == RT_REQUEST_CHECK_COUNT;
    return verdict;
}

/* The set of places of the versions in which a server of all versions answers. What has TYPE is not
 * of drafts 12 and 13 for it, as those after them have the same number. */
static inline uint64_t test_wrong_answers(struct rt_view packet, enum rt_transport transport,
                                          size_t key_count)
{
    struct rt_request_facts facts;
    uint64_t answers = 0;
    test_wrong_facts(&facts, packet, transport);
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        bool drafts_12 = version == &rt_version_v12 || version == &rt_version_v13;
        if (test_wrong_judge(version, packet, transport, key_count).answers &&
            !(drafts_12 && rt_view_present(facts.type)))
            answers |= UINT64_C(1) << i;
    }
    return answers;
}

#endif
