// SPDX-License-Identifier: BSD-2-Clause
/* Every check, passed and failed, on recorded packets and on made ones. */
#include "judge/verify.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_exchange.h"
#include "judge/test_packets.h"
#include "registry.h"

#define EACH_CHECK(check)                                                                          \
    for (enum rt_check check = RT_CHECK_FRAME_MAGIC; check < RT_CHECK_LONE_COUNT; check++)

static struct rt_crypto *crypto;

/* A recorded exchange that may be changed. */
struct copy {
    const struct rt_version *version;
    uint8_t request[TEST_REQUEST];
    uint8_t response[2048];
    struct rt_exchange exchange;
    struct rt_subject subject;
};

static void reload(struct copy *copy)
{
    rt_subject_init(&copy->subject, crypto, &copy->exchange);
}

static struct copy *load(const struct test_packet *packet)
{
    static struct copy copy;
    memcpy(copy.request, packet->request.data, packet->request.len);
    memcpy(copy.response, packet->response.data, packet->response.len);
    copy.version = rt_registry_find(packet->version);
    copy.exchange = (struct rt_exchange){
        .request = {copy.request, packet->request.len},
        .response = {copy.response, packet->response.len},
        .key = packet->key,
        .transport = RT_TRANSPORT_UDP,
    };
    reload(&copy);
    return &copy;
}

/* The outcomes as one letter each, in the order of checks.h: pass, fail, blocked, - undefined,
 * ? unverified. */
static const char *outcomes(struct rt_subject *subject, const struct rt_version *version,
                            const struct rt_rules *rules)
{
    static char text[RT_CHECK_LONE_COUNT + 1];
    struct rt_report report;
    rt_verify(subject, version, rules, &report);
    EACH_CHECK(check)
    text[check] = " pfb-?"[report.checks[check].outcome];
    ck_assert_int_eq((int)rt_verdict_of(subject, version, rules), (int)rt_report_verdict(&report));
    return text;
}

static const char *under(struct copy *copy, const struct rt_version *version)
{
    return outcomes(&copy->subject, version, &version->rules);
}

static struct rt_result result(struct copy *copy, enum rt_check check)
{
    return rt_verify_check(&copy->subject, copy->version, &copy->version->rules, check);
}

START_TEST(test_recorded_under_their_own_version)
{
    static const char *const expected[TEST_PACKETS] = {
        "pppppppp-pp-ppppppppp-p", "pppppppp-pp-pppppppfp-p", "pppppppp-pp-ppppppppp-p",
        "pppppppp-pp-ppppppppp--", "pppppppppppppppppppppp-",
    };
    for (size_t i = 0; i < TEST_PACKETS; i++) {
        struct copy *copy = load(&test_packets[i]);
        ck_assert_str_eq(under(copy, copy->version), expected[i]);
    }
}
END_TEST

/* The one that deviates holds under a reading: the other order. */
START_TEST(test_recorded_under_a_reading)
{
    struct copy *copy = load(&test_packets[1]);
    struct rt_rules rules = rt_version_rules(copy->version, &copy->version->readings[0]);
    ck_assert_str_eq(copy->version->readings[0].name, "text");
    ck_assert_str_eq(outcomes(&copy->subject, copy->version, &rules), "pppppppp-pp-ppppppppp-p");
}
END_TEST

START_TEST(test_recorded_under_foreign_versions)
{
    ck_assert_str_eq(under(load(&test_packets[0]), &rt_version_v8), "ppppppfp-fp-ppfpppppp--");
    ck_assert_str_eq(under(load(&test_packets[3]), &rt_version_v7), "ppppppfp-pp-pffppppfp-p");
    ck_assert_str_eq(under(load(&test_packets[4]), &rt_version_google), "fpppfp-f-f--pfpppfbbp--");
    ck_assert_str_eq(under(load(&test_packets[3]), &rt_version_v19), "ppppppfbfpp-pfpppppfpf-");
    struct copy *copy = load(&test_packets[3]);
    struct rt_result other = rt_verify_check(&copy->subject, &rt_version_v7, &rt_version_v7.rules,
                                             RT_CHECK_VERSION_PRESENT);
    ck_assert_int_eq((int)other.reason, RT_E_VERSION_OTHER);
    other = rt_verify_check(&copy->subject, &rt_version_v19, &rt_version_v19.rules,
                            RT_CHECK_VERSION_PRESENT);
    ck_assert_int_eq((int)other.reason, RT_E_VERSION_MISPLACED);
    ck_assert_uint_eq(other.at, rt_packet_offset(&copy->subject.response,
                                                 copy->subject.response.values[RT_SLOT_VER].data));
    ck_assert_int_eq((int)rt_verify_check(&copy->subject, &rt_version_v19, &rt_version_v19.rules,
                                          RT_CHECK_VERSIONS_LIST)
                         .reason,
                     RT_E_NO_VERSIONS);
}
END_TEST

START_TEST(test_without_key_or_request)
{
    struct copy *copy = load(&test_packets[4]);
    copy->exchange.key = NULL;
    reload(copy);
    ck_assert_str_eq(under(copy, copy->version), "ppppppppppp???pppppppp-");
    copy->exchange.request = (struct rt_view){NULL, 0};
    reload(copy);
    ck_assert_str_eq(under(copy, copy->version), "ppppp?p?pp????ppppp?pp-");
    struct rt_report report;
    rt_verify(&copy->subject, copy->version, &copy->version->rules, &report);
    ck_assert_int_eq((int)rt_report_verdict(&report), RT_UNVERIFIABLE);
    /* What is wrong without either is invalid all the same. */
    copy->response[40 + 64]++;
    copy->response[300]++;
    reload(copy);
    rt_verify(&copy->subject, copy->version, &copy->version->rules, &report);
    ck_assert_int_eq((int)rt_report_verdict(&report), RT_INVALID);
}
END_TEST

START_TEST(test_size_counts_on_udp_only)
{
    struct copy *copy = load(&test_packets[3]);
    copy->exchange.request.len = copy->exchange.response.len;
    reload(copy);
    ck_assert_int_eq((int)result(copy, RT_CHECK_RESPONSE_SIZE).outcome, RT_PASS);
    copy->exchange.request.len--;
    reload(copy);
    struct rt_result larger = result(copy, RT_CHECK_RESPONSE_SIZE);
    ck_assert_int_eq((int)larger.reason, RT_E_RESPONSE_LARGER);
    copy->exchange.transport = RT_TRANSPORT_TCP;
    reload(copy);
    ck_assert_int_eq((int)result(copy, RT_CHECK_RESPONSE_SIZE).outcome, RT_UNDEFINED);
    copy->exchange.transport = RT_TRANSPORT_UNKNOWN;
    reload(copy);
    ck_assert_int_eq((int)result(copy, RT_CHECK_RESPONSE_SIZE).outcome, RT_FAIL);
}
END_TEST

/* One value changed, the check that sees it, and where it says so. */
static const struct change {
    size_t packet;
    bool in_request; /* the changed value */
    enum rt_slot slot;
    uint32_t value; /* its first four bytes */
    enum rt_check check;
    enum rt_error reason;
    bool at_request; /* the value at fault */
    enum rt_slot at;
} changes[] = {
    {3, false, RT_SLOT_VER, 7, RT_CHECK_VERSION_PRESENT, RT_E_VERSION_OTHER, false, RT_SLOT_VER},
    {3, false, RT_SLOT_VER, 7, RT_CHECK_VERSION_OFFERED, RT_E_VERSION_NOT_OFFERED, true,
     RT_SLOT_VER},
    {3, true, RT_SLOT_VER, 7, RT_CHECK_VERSION_OFFERED, RT_E_VERSION_NOT_OFFERED, true,
     RT_SLOT_VER},
    {4, false, RT_SLOT_TYPE, 0, RT_CHECK_TYPE, RT_E_TYPE_VALUE, false, RT_SLOT_TYPE},
    {4, false, RT_SLOT_TYPE, 2, RT_CHECK_TYPE, RT_E_TYPE_VALUE, false, RT_SLOT_TYPE},
    {4, true, RT_SLOT_TYPE, 1, RT_CHECK_TYPE, RT_E_TYPE_VALUE, true, RT_SLOT_TYPE},
    {3, true, RT_SLOT_NONC, 7, RT_CHECK_NONCE_ECHO, RT_E_NONCE_MISMATCH, false, RT_SLOT_NONC},
    {3, false, RT_SLOT_NONC, 7, RT_CHECK_NONCE_ECHO, RT_E_NONCE_MISMATCH, false, RT_SLOT_NONC},
    {3, true, RT_SLOT_NONC, 7, RT_CHECK_MERKLE_ROOT, RT_E_ROOT_MISMATCH, false, RT_SLOT_ROOT},
    {4, true, RT_SLOT_SRV, 7, RT_CHECK_SRV, RT_E_SRV_MISMATCH, true, RT_SLOT_SRV},
    {0, false, RT_SLOT_CERT_SIG, 7, RT_CHECK_CERT_SIGNATURE, RT_E_SIGNATURE, false,
     RT_SLOT_CERT_SIG},
    {0, false, RT_SLOT_MINT, 7, RT_CHECK_CERT_SIGNATURE, RT_E_SIGNATURE, false, RT_SLOT_CERT_SIG},
    {0, false, RT_SLOT_PUBK, 7, RT_CHECK_RESPONSE_SIGNATURE, RT_E_SIGNATURE, false, RT_SLOT_SIG},
    {0, false, RT_SLOT_SIG, 7, RT_CHECK_RESPONSE_SIGNATURE, RT_E_SIGNATURE, false, RT_SLOT_SIG},
    {0, false, RT_SLOT_RADI, 7, RT_CHECK_RESPONSE_SIGNATURE, RT_E_SIGNATURE, false, RT_SLOT_SIG},
    {3, false, RT_SLOT_MIDP, 0, RT_CHECK_DELEGATION_WINDOW, RT_E_BEFORE_MINT, false, RT_SLOT_MIDP},
    {3, false, RT_SLOT_MAXT, 0, RT_CHECK_DELEGATION_WINDOW, RT_E_AFTER_MAXT, false, RT_SLOT_MIDP},
    {3, false, RT_SLOT_MINT, UINT32_MAX, RT_CHECK_DELEGATION_WINDOW, RT_E_BEFORE_MINT, false,
     RT_SLOT_MIDP},
    {3, false, RT_SLOT_PATH, 7, RT_CHECK_MERKLE_ROOT, RT_E_ROOT_MISMATCH, false, RT_SLOT_ROOT},
    {3, false, RT_SLOT_INDX, 0, RT_CHECK_MERKLE_ROOT, RT_E_ROOT_MISMATCH, false, RT_SLOT_ROOT},
    {3, false, RT_SLOT_INDX, 8, RT_CHECK_MERKLE_INDEX, RT_E_INDEX_BEYOND, false, RT_SLOT_INDX},
    {3, false, RT_SLOT_INDX, 0x80000001, RT_CHECK_MERKLE_INDEX, RT_E_INDEX_BEYOND, false,
     RT_SLOT_INDX},
    {4, false, RT_SLOT_RADI, 0, RT_CHECK_RADIUS, RT_E_RADIUS_ZERO, false, RT_SLOT_RADI},
    {4, false, RT_SLOT_SREP_VER, 3, RT_CHECK_VERSIONS_LIST, RT_E_VERSIONS_LACK, false,
     RT_SLOT_VERS},
    {2, false, RT_SLOT_LEAP, 0x80000000, RT_CHECK_LEAP_DATA, RT_E_NEGATIVE_ZERO, false,
     RT_SLOT_LEAP},
    {2, false, RT_SLOT_DTAI, 0x80000000, RT_CHECK_LEAP_DATA, RT_E_NEGATIVE_ZERO, false,
     RT_SLOT_DTAI},
};

static uint8_t *value(struct copy *copy, bool in_request, enum rt_slot slot)
{
    const struct rt_packet *packet = in_request ? &copy->subject.request : &copy->subject.response;
    ck_assert(rt_view_present(packet->values[slot]));
    uint8_t *bytes = in_request ? copy->request : copy->response;
    return bytes + rt_packet_offset(packet, packet->values[slot].data);
}

START_TEST(test_one_value_changed)
{
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const struct change *c = &changes[i];
        struct copy *copy = load(&test_packets[c->packet]);
        rt_bytes_store32(value(copy, c->in_request, c->slot), c->value);
        reload(copy);
        struct rt_result got = result(copy, c->check);
        const uint8_t *start = c->at_request ? copy->request : copy->response;
        ck_assert_msg(got.outcome == RT_FAIL, "change %zu: %s", i, rt_outcome_name(got.outcome));
        ck_assert_msg(got.reason == c->reason, "change %zu: %s", i, rt_error_name(got.reason));
        ck_assert_int_eq(got.in_request, c->at_request);
        ck_assert(got.has_at);
        ck_assert_uint_eq(got.at, (size_t)(value(copy, c->at_request, c->at) - start));
    }
}
END_TEST

/* A key of small order fails, whichever of the two it is; that of the packet also alone. */
START_TEST(test_weak_keys)
{
    static const uint8_t weak[RT_KEY_SIZE] = {1, [RT_KEY_SIZE - 1] = 0x80};
    struct copy *copy = load(&test_packets[3]);
    ck_assert_int_eq((int)result(copy, RT_CHECK_KEY_STRENGTH).outcome, RT_PASS);
    copy->exchange.key = weak;
    reload(copy);
    struct rt_result got = result(copy, RT_CHECK_KEY_STRENGTH);
    ck_assert_int_eq((int)got.reason, RT_E_KEY_WEAK);
    ck_assert(!got.has_at);
    copy->exchange.key = NULL;
    reload(copy);
    ck_assert_int_eq((int)result(copy, RT_CHECK_KEY_STRENGTH).outcome, RT_UNVERIFIED);
    uint8_t *pubk = value(copy, false, RT_SLOT_PUBK);
    memset(pubk, 0, RT_KEY_SIZE);
    reload(copy);
    got = result(copy, RT_CHECK_KEY_STRENGTH);
    ck_assert_int_eq((int)got.reason, RT_E_PUBK_WEAK);
    ck_assert(got.has_at && !got.in_request);
    ck_assert_uint_eq(got.at, (size_t)(pubk - copy->response));
    ck_assert_int_eq((int)rt_verdict_of(&copy->subject, copy->version, &copy->version->rules),
                     RT_INVALID);
}
END_TEST

static enum rt_error why_unsigned(struct copy *copy, const struct rt_version *version)
{
    struct rt_report report;
    rt_verify(&copy->subject, version, &version->rules, &report);
    ck_assert_int_eq((int)report.checks[RT_CHECK_CERT_SIGNATURE].outcome, RT_FAIL);
    return report.checks[RT_CHECK_CERT_SIGNATURE].reason;
}

/* A key that is no point of the curve is at fault, under each version that the exchange is held
 * against; the key of another server is not. */
START_TEST(test_impossible_keys)
{
    static const uint8_t impossible[RT_KEY_SIZE] = {2}, foreign[RT_KEY_SIZE] = {3};
    struct copy *copy = load(&test_packets[3]);
    for (size_t i = 0; i < rt_registry_count; i++)
        for (int round = 0; round < 2; round++) {
            copy->exchange.key = round == 0 ? impossible : foreign;
            reload(copy);
            enum rt_error expected = round == 0 ? RT_E_KEY_INVALID : RT_E_SIGNATURE;
            ck_assert_int_eq((int)why_unsigned(copy, rt_registry[i]), (int)expected);
            ck_assert_int_eq((int)why_unsigned(copy, &rt_version_v7), (int)expected);
            ck_assert_int_eq((int)why_unsigned(copy, rt_registry[i]), (int)expected);
        }
}
END_TEST

/* The radius of an older version may be 0. */
START_TEST(test_radius_of_zero_before_it_was_forbidden)
{
    struct copy *copy = load(&test_packets[3]);
    rt_bytes_store32(value(copy, false, RT_SLOT_RADI), 0);
    reload(copy);
    ck_assert_int_eq((int)result(copy, RT_CHECK_RADIUS).outcome, RT_PASS);
}
END_TEST

START_TEST(test_frame)
{
    struct copy *copy = load(&test_packets[3]);
    copy->response[0] = 'r';
    reload(copy);
    struct rt_result got = result(copy, RT_CHECK_FRAME_MAGIC);
    ck_assert_int_eq((int)got.reason, RT_E_NO_MAGIC);
    ck_assert_uint_eq(got.at, 0);
    ck_assert_int_eq((int)result(copy, RT_CHECK_FRAME_LENGTH).outcome, RT_UNDEFINED);
    copy = load(&test_packets[3]);
    copy->response[8]++;
    reload(copy);
    ck_assert_str_eq(under(copy, copy->version), "pfpppppp-pp-ppppppppp--");
    got = result(copy, RT_CHECK_FRAME_LENGTH);
    ck_assert_int_eq((int)got.reason, RT_E_FRAME_SHORT);
    ck_assert_uint_eq(got.at, 8);
    copy->response[8]--;
    copy->response[copy->exchange.response.len++] = 0;
    reload(copy);
    got = result(copy, RT_CHECK_FRAME_LENGTH);
    ck_assert_int_eq((int)got.reason, RT_E_FRAME_LONG);
    ck_assert_uint_eq(got.at, copy->exchange.response.len - 1);
    ck_assert_uint_eq(got.surplus, 1);
    ck_assert_str_eq(under(copy, copy->version), "pfpppppp-pp-ppppppppp--");
}
END_TEST

/* Gives a tag of a response another name: its value is then missing. */
static void rename_tag(struct copy *copy, enum rt_slot slot)
{
    const struct rt_slot_row *row = rt_slot_row(slot);
    const struct rt_message *message = &copy->subject.response.messages[row->level];
    size_t start = rt_packet_offset(&copy->subject.response, message->bytes.data);
    copy->response[start + rt_message_find(message, row->tag).tag_at]++;
    reload(copy);
}

/* What a missing value fails or blocks. Renaming SREP or CERT takes what is in it away too. */
START_TEST(test_missing_values)
{
    static const struct {
        enum rt_slot slot;
        const char *expected;
    } cases[] = {
        {RT_SLOT_SIG, "pppfbppp-pp-ppppbpppp--"},  {RT_SLOT_PATH, "pppfbppp-pp-pppppbbbp--"},
        {RT_SLOT_SREP, "pppfbppp-pp-ppbbbppbb--"}, {RT_SLOT_CERT, "pppfbppp-pp-bbpbbpppp--"},
        {RT_SLOT_INDX, "pppfbppp-pp-ppppppbbp--"}, {RT_SLOT_RADI, "pppfbppp-pp-ppppfpppb--"},
        {RT_SLOT_MIDP, "pppfbppp-pp-ppbbfpppp--"}, {RT_SLOT_ROOT, "pppfbppp-pp-ppppfppbp--"},
        {RT_SLOT_PUBK, "pppfbppp-pp-bfppbpppp--"}, {RT_SLOT_MINT, "pppfbppp-pp-pfpbppppp--"},
        {RT_SLOT_MAXT, "pppfbppp-pp-pfpbppppp--"}, {RT_SLOT_CERT_SIG, "pppfbppp-pp-pbppppppp--"},
        {RT_SLOT_DELE, "pppfbppp-pp-bbpbbpppp--"}, {RT_SLOT_VER, "ppppppfb-pp-ppppppppp--"},
        {RT_SLOT_NONC, "pppppppp-pf-ppppppppp--"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct copy *copy = load(&test_packets[3]);
        rename_tag(copy, cases[i].slot);
        ck_assert_msg(strcmp(under(copy, copy->version), cases[i].expected) == 0,
                      "case %zu: %s, not %s", i, under(copy, copy->version), cases[i].expected);
        struct rt_result tags = result(copy, RT_CHECK_MESSAGE_TAGS);
        ck_assert(tags.outcome == RT_PASS || tags.reason == RT_E_TAG_MISSING);
    }
    struct copy *copy = load(&test_packets[3]);
    rename_tag(copy, RT_SLOT_NONC);
    ck_assert_int_eq((int)result(copy, RT_CHECK_NONCE_ECHO).reason, RT_E_NO_NONCE);
    copy = load(&test_packets[4]);
    rename_tag(copy, RT_SLOT_TYPE);
    ck_assert_int_eq((int)result(copy, RT_CHECK_TYPE).reason, RT_E_NO_TYPE);
    copy = load(&test_packets[4]);
    rename_tag(copy, RT_SLOT_VERS);
    ck_assert_int_eq((int)result(copy, RT_CHECK_VERSIONS_LIST).reason, RT_E_NO_VERSIONS);
}
END_TEST

static struct rt_result echo_left_out(struct rt_subject *subject, const struct rt_version *version)
{
    struct rt_rules rules = version->rules;
    rules.nonce_in = RT_PLACE_NONE;
    return rt_verify_check(subject, version, &rules, RT_CHECK_NONCE_ECHO);
}

/* Rules that leave NONC out of a version that has it explain responses without it. They explain
 * none with a wrong NONC, nor one that has it elsewhere. */
START_TEST(test_echo_left_out)
{
    static struct test_exchange made;
    static struct rt_subject subject;
    struct copy *copy = load(&test_packets[3]);
    ck_assert_int_eq((int)echo_left_out(&copy->subject, copy->version).outcome, RT_UNDEFINED);
    rt_bytes_store32(value(copy, false, RT_SLOT_NONC), 7);
    reload(copy);
    ck_assert_int_eq((int)echo_left_out(&copy->subject, copy->version).reason, RT_E_NONCE_MISMATCH);
    rename_tag(copy, RT_SLOT_NONC);
    ck_assert_int_eq((int)echo_left_out(&copy->subject, copy->version).outcome, RT_UNDEFINED);
    struct test_recipe recipe = test_recipe_of(&rt_version_v8);
    recipe.rules.nonce_in = RT_PLACE_SREP;
    test_make(crypto, &recipe, &made);
    test_subject(crypto, &made, &subject);
    ck_assert_int_eq((int)echo_left_out(&subject, &rt_version_v8).reason, RT_E_NONCE_MISPLACED);
    recipe.rules.nonce_in = RT_PLACE_RESPONSE;
    test_make(crypto, &recipe, &made);
    test_subject(crypto, &made, &subject);
    ck_assert_int_eq((int)echo_left_out(&subject, &rt_version_google).outcome, RT_UNDEFINED);
}
END_TEST

/* Moves the border before value i of the top level by `by` bytes. */
static void move_border(struct copy *copy, uint32_t i, int by)
{
    uint8_t *offset = copy->response + RT_FRAME_SIZE + 4 * i;
    rt_bytes_store32(offset, rt_bytes_load32(offset) + (uint32_t)by);
    reload(copy);
}

START_TEST(test_wrong_lengths)
{
    /* SIG VER NONC PATH SREP CERT INDX */
    struct copy *copy = load(&test_packets[3]);
    move_border(copy, 6, -4); /* CERT loses 4 bytes of MAXT, INDX gains them */
    ck_assert_str_eq(under(copy, copy->version), "ppppfppp-pp-pfpbppbbp--");
    ck_assert_int_eq((int)result(copy, RT_CHECK_MESSAGE_SIZE).reason, RT_E_VALUE_LENGTH);
    copy = load(&test_packets[3]);
    move_border(copy, 4, 4); /* PATH gains 4 bytes: no whole number of hashes; SREP is torn */
    struct rt_result path = result(copy, RT_CHECK_MERKLE_PATH);
    ck_assert_int_eq((int)path.reason, RT_E_PATH_LENGTH);
    ck_assert_uint_eq(path.at, (size_t)(value(copy, false, RT_SLOT_PATH) - copy->response));
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_INDEX).blocked_by, RT_CHECK_MERKLE_PATH);
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_ROOT).blocked_by, RT_CHECK_MERKLE_PATH);
    copy = load(&test_packets[3]);
    move_border(copy, 3, -4); /* NONC loses 4 bytes, PATH gains them */
    ck_assert_int_eq((int)result(copy, RT_CHECK_NONCE_LENGTH).reason, RT_E_NONCE_LENGTH);
    ck_assert(!result(copy, RT_CHECK_NONCE_LENGTH).in_request);
    copy = load(&test_packets[3]);
    move_border(copy, 2, 4); /* VER takes 4 bytes of NONC */
    ck_assert_int_eq((int)result(copy, RT_CHECK_VERSION_PRESENT).reason, RT_E_VALUE_LENGTH);
    ck_assert_int_eq((int)result(copy, RT_CHECK_VERSION_OFFERED).blocked_by,
                     RT_CHECK_VERSION_PRESENT);
    copy = load(&test_packets[3]);
    move_border(copy, 1, -4); /* SIG loses 4 bytes to VER */
    ck_assert_int_eq((int)result(copy, RT_CHECK_RESPONSE_SIGNATURE).blocked_by,
                     RT_CHECK_MESSAGE_SIZE);
}
END_TEST

/* Writes a message again with another value for one tag. */
static size_t write_again(const struct rt_message *message, uint32_t tag, struct rt_view value,
                          uint8_t *data, size_t cap)
{
    struct rt_field fields[10];
    struct rt_writer writer = rt_writer_into(data, cap);
    for (uint32_t i = 0; i < message->count; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        fields[i] = (struct rt_field){entry.tag, entry.tag == tag ? value : entry.value};
    }
    rt_message_write(&writer, fields, message->count);
    ck_assert_int_eq(writer.error, RT_OK);
    return writer.len;
}

/* Gives the response another value at the top level. */
static void replace(struct copy *copy, uint32_t tag, struct rt_view value)
{
    uint8_t bytes[2048];
    const struct rt_message *top = &copy->subject.response.messages[RT_LEVEL_TOP];
    size_t len = write_again(top, tag, value, bytes, sizeof bytes - RT_FRAME_SIZE);
    memcpy(copy->response + RT_FRAME_SIZE, bytes, len);
    rt_bytes_store32(copy->response + 8, (uint32_t)len);
    copy->exchange.response.len = RT_FRAME_SIZE + len;
    reload(copy);
}

START_TEST(test_longest_path)
{
    static const uint8_t nodes[33 * 32];
    struct copy *copy = load(&test_packets[3]);
    rt_bytes_store32(value(copy, false, RT_SLOT_INDX), UINT32_MAX);
    replace(copy, RT_TAG_PATH, (struct rt_view){nodes, 32 * 32});
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_PATH).outcome, RT_PASS);
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_INDEX).outcome, RT_PASS);
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_ROOT).reason, RT_E_ROOT_MISMATCH);
    replace(copy, RT_TAG_PATH, (struct rt_view){nodes, 33 * 32});
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_PATH).reason, RT_E_PATH_TOO_LONG);
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_ROOT).outcome, RT_BLOCKED);
    replace(copy, RT_TAG_PATH, (struct rt_view){nodes, 31 * 32});
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_INDEX).reason, RT_E_INDEX_BEYOND);
}
END_TEST

/* Both ends of the delegation belong to it. */
START_TEST(test_ends_of_the_delegation)
{
    static const struct {
        enum rt_slot end;
        uint64_t add;
        enum rt_error reason;
    } cases[] = {
        {RT_SLOT_MINT, 0, RT_OK},
        {RT_SLOT_MINT, UINT64_MAX, RT_E_BEFORE_MINT},
        {RT_SLOT_MAXT, 0, RT_OK},
        {RT_SLOT_MAXT, 1, RT_E_AFTER_MAXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct copy *copy = load(&test_packets[3]);
        uint64_t end = rt_bytes_load64(value(copy, false, cases[i].end));
        rt_bytes_store64(value(copy, false, RT_SLOT_MIDP), end + cases[i].add);
        reload(copy);
        ck_assert_int_eq((int)result(copy, RT_CHECK_DELEGATION_WINDOW).reason,
                         (int)cases[i].reason);
    }
}
END_TEST

/* VERS with the number of the response and others below it. */
static struct rt_result with_versions(size_t count, bool repeated, const struct rt_version *version)
{
    uint8_t list[4 * 33], srep[400];
    struct copy *copy = load(&test_packets[4]);
    for (size_t i = 0; i < count; i++)
        rt_bytes_store32(list + 4 * i, i + 1 == count ? 0x8000000c : (uint32_t)i);
    if (repeated)
        rt_bytes_store32(list, rt_bytes_load32(list + 4));
    struct rt_view versions = {list, 4 * count};
    const struct rt_message *message = &copy->subject.response.messages[RT_LEVEL_SREP];
    size_t len = write_again(message, RT_TAG_VERS, versions, srep, sizeof srep);
    replace(copy, RT_TAG_SREP, (struct rt_view){srep, len});
    return rt_verify_check(&copy->subject, version, &version->rules, RT_CHECK_VERSIONS_LIST);
}

START_TEST(test_list_of_versions)
{
    ck_assert_int_eq((int)with_versions(0, false, &rt_version_v19).reason, RT_E_VERSIONS_EMPTY);
    ck_assert_int_eq((int)with_versions(1, false, &rt_version_v19).outcome, RT_PASS);
    ck_assert_int_eq((int)with_versions(32, false, &rt_version_v19).outcome, RT_PASS);
    ck_assert_int_eq((int)with_versions(33, false, &rt_version_v19).reason, RT_E_VERSIONS_TOO_MANY);
    ck_assert_int_eq((int)with_versions(3, true, &rt_version_v19).reason, RT_E_VERSIONS_ORDER);
    /* Draft 12 does not say how long the list may be. */
    ck_assert_int_eq((int)with_versions(33, false, &rt_version_v12).outcome, RT_PASS);
}
END_TEST

START_TEST(test_torn_header)
{
    struct copy *copy = load(&test_packets[3]);
    rt_bytes_store32(copy->response + RT_FRAME_SIZE, UINT32_MAX);
    reload(copy);
    ck_assert_str_eq(under(copy, copy->version), "ppfbbpbb-pb-bbbbbbbbb--");
    struct rt_result header = result(copy, RT_CHECK_MESSAGE_HEADER);
    ck_assert_int_eq((int)header.reason, RT_E_TOO_MANY_TAGS);
    ck_assert_uint_eq(header.at, RT_FRAME_SIZE);
    ck_assert_int_eq((int)result(copy, RT_CHECK_MIDPOINT).blocked_by, RT_CHECK_MESSAGE_HEADER);
    copy = load(&test_packets[3]);
    rt_bytes_store32(copy->request + RT_FRAME_SIZE, UINT32_MAX);
    reload(copy);
    header = result(copy, RT_CHECK_MESSAGE_HEADER);
    ck_assert(header.in_request);
    ck_assert_uint_eq(header.at, RT_FRAME_SIZE);
    ck_assert_int_eq((int)result(copy, RT_CHECK_NONCE_LENGTH).reason, RT_E_NO_NONCE);
    ck_assert_int_eq((int)result(copy, RT_CHECK_NONCE_ECHO).blocked_by, RT_CHECK_NONCE_LENGTH);
    ck_assert_int_eq((int)result(copy, RT_CHECK_MERKLE_ROOT).blocked_by, RT_CHECK_NONCE_LENGTH);
}
END_TEST

START_TEST(test_order_of_tags)
{
    struct copy *copy = load(&test_packets[3]);
    uint8_t *tags = copy->response + RT_FRAME_SIZE + 28;
    memcpy(tags + 4, tags, 4); /* SIG twice */
    reload(copy);
    struct rt_result got = result(copy, RT_CHECK_MESSAGE_TAGS);
    ck_assert_int_eq((int)got.reason, RT_E_TAG_DUPLICATE);
    ck_assert_uint_eq(got.at, RT_FRAME_SIZE + 32);
    rt_bytes_store32(tags + 4, 5); /* below SIG */
    reload(copy);
    got = result(copy, RT_CHECK_MESSAGE_TAGS);
    ck_assert_int_eq((int)got.reason, RT_E_TAG_ORDER);
    ck_assert_uint_eq(got.at, RT_FRAME_SIZE + 32);
    struct rt_rules rules = copy->version->rules;
    rules.tags = RT_TAG_ORDER_UNSORTED;
    ck_assert_int_eq(
        (int)rt_verify_check(&copy->subject, copy->version, &rules, RT_CHECK_MESSAGE_TAGS).outcome,
        RT_PASS);
}
END_TEST

/* Whatever is made by the rules of a version is valid under them, MAXT at its end as well. */
START_TEST(test_made_for_every_version)
{
    static struct test_exchange made;
    static struct rt_subject subject;
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct test_recipe recipe = test_recipe_of(rt_registry[i]);
        recipe.forever = i % 2 == 0;
        test_make(crypto, &recipe, &made);
        test_subject(crypto, &made, &subject);
        ck_assert_msg(rt_verdict_of(&subject, rt_registry[i], &recipe.rules) == RT_VALID, "%s: %s",
                      rt_registry[i]->name, outcomes(&subject, rt_registry[i], &recipe.rules));
        uint64_t midpoint;
        uint32_t radius;
        ck_assert(rt_subject_time(&subject, &midpoint, &radius));
        ck_assert_uint_eq(midpoint, test_time(&recipe, recipe.seconds));
        ck_assert_uint_eq(radius, 5);
    }
}
END_TEST

START_TEST(test_leap_data)
{
    static struct test_exchange made;
    static struct rt_subject subject;
    static const uint8_t leaps[] = {0x9a, 0xe1, 0, 0x80, 0, 0, 0, 0x80};
    struct test_recipe recipe = test_recipe_of(&rt_version_v7);
    static const enum rt_error expected[] = {RT_E_LEAP_EMPTY, RT_OK, RT_E_NEGATIVE_ZERO};
    for (size_t entries = 0; entries < 3; entries++) {
        recipe.leap = (struct rt_view){leaps, 4 * entries};
        test_make(crypto, &recipe, &made);
        test_subject(crypto, &made, &subject);
        struct rt_result got =
            rt_verify_check(&subject, &rt_version_v7, &recipe.rules, RT_CHECK_LEAP_DATA);
        ck_assert_int_eq((int)got.reason, (int)expected[entries]);
    }
    recipe = test_recipe_of(&rt_version_v5);
    recipe.leap = (struct rt_view){leaps, 0};
    test_make(crypto, &recipe, &made);
    test_subject(crypto, &made, &subject);
    ck_assert_int_eq((int)rt_verdict_of(&subject, &rt_version_v5, &recipe.rules), RT_VALID);
}
END_TEST

/* No bit of a response is free: each is signed, hashed, compared or part of the map. */
START_TEST(test_every_bit_of_the_response)
{
    for (size_t p = 0; p < TEST_PACKETS; p++) {
        struct copy *copy = load(&test_packets[p]);
        const struct rt_reading *reading = p == 1 ? &copy->version->readings[0] : NULL;
        struct rt_rules rules = rt_version_rules(copy->version, reading);
        ck_assert_int_eq((int)rt_verdict_of(&copy->subject, copy->version, &rules), RT_VALID);
        for (size_t bit = p % rt_test_step(); bit < 8 * copy->exchange.response.len;
             bit += rt_test_step()) {
            copy->response[bit / 8] ^= (uint8_t)(1 << bit % 8);
            reload(copy);
            ck_assert_msg(rt_verdict_of(&copy->subject, copy->version, &rules) == RT_INVALID,
                          "%s, bit %zu", copy->version->name, bit);
            copy->response[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}
END_TEST

/* Padding is free where the leaf is the nonce, and part of the leaf where it is the packet. */
START_TEST(test_padding_of_the_request)
{
    for (size_t p = 3; p < TEST_PACKETS; p++) {
        struct copy *copy = load(&test_packets[p]);
        for (size_t at = 900; at < TEST_REQUEST; at++) {
            copy->request[at] ^= 0x40;
            reload(copy);
            ck_assert_int_eq(
                (int)rt_verdict_of(&copy->subject, copy->version, &copy->version->rules),
                p == 3 ? RT_VALID : RT_INVALID);
            copy->request[at] ^= 0x40;
        }
    }
}
END_TEST

/* The promises about every result, whatever the bytes. */
static void expect_sane(struct copy *copy, const struct rt_version *version)
{
    struct rt_report report;
    rt_verify(&copy->subject, version, &version->rules, &report);
    EACH_CHECK(check)
    {
        const struct rt_result *got = &report.checks[check];
        ck_assert(got->outcome >= RT_PASS && got->outcome <= RT_UNVERIFIED);
        ck_assert_int_eq(got->outcome == RT_FAIL, got->reason != RT_OK);
        ck_assert(got->outcome == RT_FAIL || !got->has_at);
        if (got->has_at)
            ck_assert_uint_le(got->at, got->in_request ? copy->exchange.request.len
                                                       : copy->exchange.response.len);
        if (got->outcome == RT_BLOCKED) {
            enum rt_outcome cause = report.checks[got->blocked_by].outcome;
            ck_assert_msg(got->blocked_by < check && (cause == RT_FAIL || cause == RT_BLOCKED),
                          "%s: %s blocked by %s, which is %s", version->name,
                          rt_check_row(check)->name, rt_check_row(got->blocked_by)->name,
                          rt_outcome_name(cause));
        }
    }
    ck_assert_int_eq((int)rt_report_verdict(&report),
                     (int)rt_verdict_of(&copy->subject, version, &version->rules));
}

START_TEST(test_random_changes)
{
    uint32_t state = 12345;
    for (int round = 0; round < 10000 / (int)rt_test_step(); round++) {
        const struct test_packet *packet = &test_packets[(size_t)round % TEST_PACKETS];
        struct copy *copy = load(packet);
        for (int change = round / 7 % 4; change >= 0; change--) {
            state = state * 1664525 + 1013904223;
            size_t at = (state >> 8) % (round % 3 ? copy->exchange.response.len : 112);
            if (round % 11 == 0)
                copy->request[state % 64] ^= (uint8_t)(state >> 24);
            else
                copy->response[at] = (uint8_t)(round % 5 ? state >> 24 : state >> 30);
        }
        if (round % 13 == 0)
            copy->exchange.response.len = (state >> 4) % copy->exchange.response.len;
        reload(copy);
        expect_sane(copy, copy->version);
        expect_sane(copy, rt_registry[(size_t)round % rt_registry_count]);
        bool same = rt_view_equal(copy->exchange.response, packet->response);
        if (rt_verdict_of(&copy->subject, copy->version, &copy->version->rules) == RT_VALID)
            ck_assert(same);
    }
}
END_TEST

/* A parameter that does not feed a check does not change its outcome. */
START_TEST(test_feeds)
{
    for (size_t p = 0; p < TEST_PACKETS; p++) {
        struct copy *copy = load(&test_packets[p]);
        EACH_CHECK(check)
        {
            struct rt_result plain = result(copy, check);
            for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
                const struct rt_param_row *row = rt_param_row((enum rt_param)i);
                if (!row->varied || rt_check_row(check)->feeds >> i & 1)
                    continue;
                for (size_t v = 0; v < row->value_count; v++) {
                    struct rt_rules rules = copy->version->rules;
                    rt_param_set(&rules, (enum rt_param)i, row->values[v].value);
                    struct rt_result got =
                        rt_verify_check(&copy->subject, copy->version, &rules, check);
                    ck_assert_msg(got.outcome == plain.outcome, "%s by %s",
                                  rt_check_row(check)->name, row->name);
                }
            }
        }
    }
}
END_TEST

START_TEST(test_names_of_outcomes)
{
    ck_assert_str_eq(rt_outcome_name(RT_PASS), "pass");
    ck_assert_str_eq(rt_outcome_name(RT_FAIL), "fail");
    ck_assert_str_eq(rt_outcome_name(RT_BLOCKED), "blocked");
    ck_assert_str_eq(rt_outcome_name(RT_UNDEFINED), "undefined");
    ck_assert_str_eq(rt_outcome_name(RT_UNVERIFIED), "unverified");
    ck_assert_str_eq(rt_verdict_name(RT_VALID), "valid");
    ck_assert_str_eq(rt_verdict_name(RT_INVALID), "invalid");
    ck_assert_str_eq(rt_verdict_name(RT_UNVERIFIABLE), "unverified");
}
END_TEST

/* One crypto for all tests: what is remembered must not matter. */
START_TEST(test_setup)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
}
END_TEST

START_TEST(test_teardown)
{
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("verify", test_setup, test_recorded_under_their_own_version,
             test_recorded_under_a_reading, test_recorded_under_foreign_versions,
             test_without_key_or_request, test_size_counts_on_udp_only, test_one_value_changed,
             test_weak_keys, test_impossible_keys, test_radius_of_zero_before_it_was_forbidden,
             test_frame, test_missing_values, test_echo_left_out, test_wrong_lengths,
             test_longest_path, test_ends_of_the_delegation, test_list_of_versions,
             test_torn_header, test_order_of_tags, test_made_for_every_version, test_leap_data,
             test_every_bit_of_the_response, test_padding_of_the_request, test_random_changes,
             test_feeds, test_names_of_outcomes, test_teardown)
