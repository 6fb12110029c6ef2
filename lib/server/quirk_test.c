// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every row of the catalogue against requests with everything that can be wrong with them: whom it
 * concerns is stated here, and what it does is judged by the verifier.
 */
#include "server/quirk.h"

#include <stdio.h>
#include <string.h>

#include "server/test_services.h"
#include "server/test_wrong.h"

static const struct rt_instant now = {.seconds = 1700000000};
static struct rt_crypto *crypto;
static struct rt_responder responder;
static struct rt_service service;
static struct test_request made;
static uint8_t room[2][RT_REPLY_MAX];
static uint64_t random_state, memory;
static enum rt_transport transport;

static void start(const struct rt_version *version, size_t key_count)
{
    static struct rt_identity identities[2];
    const struct rt_responder_settings settings =
        test_services_settings(&service, 1, identities, key_count);
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    test_wrong_begin(crypto);
    for (size_t i = 0; i < 2; i++)
        identities[i] =
            (struct rt_identity){.key = test_wrong_keys[i], .seed = test_wrong_seeds[i]};
    service = (struct rt_service){.version = version, .rules = version->rules};
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &settings, now), RT_OK);
    transport = RT_TRANSPORT_UDP;
    memory = 0;
    random_state = 1;
}

static struct rt_server_turn turn_now(void)
{
    return (struct rt_server_turn){
        .crypto = crypto,
        .responder = &responder,
        .rules = &service.rules,
        .now = now,
        .transport = transport,
        .random = &random_state,
        .memory = &memory,
    };
}

/* The answer to `made`, alone or with a neighbour. */
static struct rt_answer answer(size_t count)
{
    static struct test_request other;
    struct rt_answer answers[2];
    make_with(&other, service.version, transport, RT_TAG_NONC, room[0], service.rules.nonce);
    for (size_t i = 0; i < 2; i++)
        answers[i] = (struct rt_answer){.packet = i == 0 ? made.packet : other.packet,
                                        .room = rt_writer_into(room[i], RT_REPLY_MAX)};
    rt_responder_answer(&responder, now, transport, answers, count);
    return answers[0];
}

static const struct rt_report *judge(const struct rt_answer *answer)
{
    static struct rt_subject subject;
    static struct rt_report report;
    const struct rt_exchange exchange = {
        .request = answer->packet,
        .response = rt_writer_view(&answer->room),
        .key = test_wrong_keys[answer->pick.identity],
        .transport = transport,
    };
    rt_subject_init(&subject, crypto, &exchange);
    rt_verify(&subject, service.version, &service.rules, &report);
    return &report;
}

static enum rt_outcome outcome(const struct rt_answer *answer, enum rt_check check)
{
    return judge(answer)->checks[check].outcome;
}

/* What a row does to the answer to a request that it concerns. */
static void check_done(const struct rt_quirk_row *row, struct rt_answer changed)
{
    const struct rt_server_turn turn = turn_now();
    bool answered = changed.refusal == RT_ANSWERED;
    enum rt_server_action action = rt_quirk_answer(row, &turn, &changed);
    switch (row->kind) {
    case RT_QUIRK_ANSWER:
        ck_assert_msg(!answered, "%s: it was answered before", row->name);
        ck_assert_int_eq(action, RT_SERVER_SEND);
        ck_assert_int_eq(changed.refusal, RT_ANSWERED);
        ck_assert_int_eq(outcome(&changed, RT_CHECK_CERT_SIGNATURE), RT_PASS);
        ck_assert_int_eq(outcome(&changed, RT_CHECK_RESPONSE_SIGNATURE), RT_PASS);
        break;
    case RT_QUIRK_WRONG:
        ck_assert_int_eq(action, RT_SERVER_SEND);
        ck_assert_int_eq(changed.refusal, RT_ANSWERED);
        ck_assert_msg(strcmp(row->spoil, "bit.sig") != 0 ||
                          outcome(&changed, RT_CHECK_RESPONSE_SIGNATURE) == RT_FAIL,
                      "%s: a right signature", row->name);
        break;
    case RT_QUIRK_REFUSE:
        ck_assert(answered);
        ck_assert_int_eq(action, RT_SERVER_DROP);
        break;
    case RT_QUIRK_CLOSE:
        ck_assert(answered);
        ck_assert_int_eq(action, RT_SERVER_LAST);
        break;
    }
}

/* The names of the rows that concern `made`, with a blank behind each. */
static void list_concerned(char names[2048], bool *seen)
{
    const struct rt_server_turn turn = turn_now();
    const struct rt_quirk_row *row;
    struct rt_answer got = answer(1);
    names[0] = '\0';
    for (size_t i = 0; (row = rt_quirk_row(i)) != NULL; i++) {
        memory = 0;
        if (!rt_quirk_concerns(row, &turn, &got))
            continue;
        seen[i] = true;
        snprintf(names + strlen(names), 2048 - strlen(names), "%s ", row->name);
        check_done(row, got);
        got = answer(1); /* the room was written over */
    }
}

START_TEST(test_names)
{
    const struct rt_quirk_row *row;
    size_t count = 0;
    for (; (row = rt_quirk_row(count)) != NULL; count++) {
        ck_assert_ptr_eq(rt_quirk_find(row->name), row);
        ck_assert_ptr_null(rt_spoil_find(row->name));
        ck_assert_int_eq(row->kind == RT_QUIRK_WRONG, row->spoil != NULL);
        ck_assert_int_eq(row->check == RT_REQUEST_CHECK_COUNT, row->concerns != NULL);
        if (row->spoil)
            ck_assert(!rt_spoil_find(row->spoil)->needs_seed);
    }
    ck_assert_uint_gt(count, 2 * RT_REQUEST_CHECK_COUNT - 3);
    ck_assert_ptr_null(rt_quirk_find("lax"));
    ck_assert_ptr_null(rt_quirk_find("silent"));
}
END_TEST

/* What rows concern a request of rfc10049. A right one is concerned by PLAIN. */
#define PLAIN "refuse.no-srv refuse.type "
static const struct {
    const char *wrong, *rows;
} stated[] = {
    {"nothing", PLAIN},
    {"too short", "lax.size wrong.size "},
    {"1012 bytes of message", "wrong.size.message refuse.no-srv refuse.short-message refuse.type "},
    {"no header", "lax.frame wrong.frame wrong.frame.other "},
    {"wrong length announced", "lax.frame.length wrong.frame.length wrong.length.other "},
    {"torn", "lax.message wrong.message wrong.packet.torn "},
    {"response", "lax.kind wrong.kind "},
    {"tags unsorted", "lax.tags wrong.tags wrong.tags.order "},
    {"tag repeated", "lax.tags wrong.tags "},
    {"VER missing", "lax.version.present wrong.version.present "},
    {"VER empty", "lax.version wrong.version wrong.version.empty "},
    {"VER unknown", "lax.version wrong.version wrong.version.foreign "},
    {"VER descending", "lax.offer wrong.offer "},
    {"VER with another", "refuse.no-srv refuse.unknown-number refuse.type "},
    {"VER twice the same", "wrong.offer.repeats refuse.no-srv refuse.repeats refuse.type "},
    {"VER of 33", "lax.offer.count wrong.offer.count "},
    {"TYPE missing", "lax.type wrong.type wrong.type.missing "},
    {"TYPE 1", "lax.type wrong.type wrong.type.other "},
    {"NONC missing", "lax.nonce wrong.nonce "},
    {"NONC of 28 bytes", "lax.nonce.length wrong.nonce.length "},
    {"SRV right", "refuse.srv refuse.type "},
    {"SRV foreign", "lax.srv wrong.srv "},
    {"SRV missing of two", "lax.srv wrong.srv "},
    {"padding of another",
     "wrong.padding wrong.padding.PAD-ff refuse.no-srv refuse.other-padding refuse.type "},
    {"padding not zero", "wrong.padding.zero refuse.no-srv refuse.filled refuse.type "},
    {"unknown tag", "refuse.no-srv refuse.unknown-tag refuse.type "},
};

static const char *stated_rows(const char *wrong)
{
    for (size_t i = 0; i < sizeof stated / sizeof stated[0]; i++)
        if (strcmp(stated[i].wrong, wrong) == 0)
            return stated[i].rows;
    return NULL;
}

/* Each thing that can be wrong, in a few versions. Returns in `seen` which rows had something to
 * do.
 */
static void check_wrongs(const struct rt_version *version, bool *seen)
{
    for (size_t w = 0; w < sizeof test_wrongs / sizeof test_wrongs[0]; w++) {
        const struct test_wrong *wrong = &test_wrongs[w];
        char names[2048];
        if (test_wrong_range(rt_registry_place(version), wrong->lack))
            continue;
        start(version, wrong->key_count);
        wrong->make(&made, version, RT_TRANSPORT_UDP);
        list_concerned(names, seen);
        if (version == &rt_version_rfc10049 && stated_rows(wrong->name))
            ck_assert_msg(strcmp(names, stated_rows(wrong->name)) == 0, "%s: %s", wrong->name,
                          names);
    }
}

static void set_packet(const void *bytes, size_t len)
{
    memcpy(made.bytes, bytes, len);
    made.packet = (struct rt_view){made.bytes, len};
}

/* What test_wrongs does not have. */
static void check_shapes(const struct rt_version *version, bool *seen)
{
    char names[2048];
    const uint32_t numbers[] = {version->rules.version, version->rules.version + 1};
    start(version, 1);
    set_packet("", 0);
    list_concerned(names, seen);
    ck_assert_ptr_nonnull(strstr(names, "wrong.packet.empty "));
    set_packet("ROUGHTIM", 8);
    list_concerned(names, seen);
    ck_assert_ptr_nonnull(strstr(names, "wrong.packet.cut "));
    make_plan(&made, version, transport, version->rules.framing, version->rules.tags,
              version->rules.padding, 1400);
    list_concerned(names, seen);
    ck_assert_ptr_nonnull(strstr(names, "refuse.large "));
    for (int padding = RT_PADDING_FORGOTTEN + 1; padding < RT_PADDING_COUNT; padding++) {
        make_plan(&made, version, transport, version->rules.framing, version->rules.tags,
                  (enum rt_padding)padding, 1024);
        list_concerned(names, seen);
    }
    make_offers(&made, version, transport, numbers, 2);
    list_concerned(names, seen);
    make_right(&made, version, transport);
    struct rt_message message = rt_message_parse(rt_frame_parse(made.packet).message);
    uint8_t *last = message_of(&made, version, transport) + message.values - 4;
    rt_bytes_store32(last, rt_bytes_load32(last) + 1);
    list_concerned(names, seen);
}

/* Those that look at more than the request: another transport, a neighbour, what was before. */
static void check_around(const struct rt_version *version, bool *seen)
{
    char names[2048];
    start(version, 1);
    transport = RT_TRANSPORT_TCP;
    make_right(&made, version, transport);
    list_concerned(names, seen);
    ck_assert_ptr_nonnull(strstr(names, "refuse.tcp tcp.once "));
    start(version, 1);
    uint8_t nonce[RT_HASH_MAX];
    memset(nonce, 1, sizeof nonce);
    make_with(&made, version, transport, RT_TAG_NONC, nonce, version->rules.nonce);
    list_concerned(names, seen);
    ck_assert_ptr_nonnull(strstr(names, "jumping-time "));
}

START_TEST(test_rows)
{
    static const struct rt_version *const versions[] = {&rt_version_google, &rt_version_v5,
                                                        &rt_version_v8, &rt_version_rfc10049};
    /* Tested by themselves below. */
    static const char *const others[] = {"refuse.pieces", "refuse.together", "batch.path", "dies"};
    bool seen[128] = {false};
    for (size_t v = 0; v < sizeof versions / sizeof versions[0]; v++) {
        check_wrongs(versions[v], seen);
        check_shapes(versions[v], seen);
    }
    check_around(&rt_version_rfc10049, seen);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        for (size_t r = 0; rt_quirk_row(r); r++)
            seen[r] = seen[r] || strcmp(rt_quirk_row(r)->name, others[i]) == 0;
    for (size_t r = 0; rt_quirk_row(r); r++)
        ck_assert_msg(seen[r], "%s concerns no request", rt_quirk_row(r)->name);
}
END_TEST

/* A request in a tree with another. */
START_TEST(test_together)
{
    const struct rt_quirk_row *refuse = rt_quirk_find("refuse.together");
    const struct rt_quirk_row *path = rt_quirk_find("batch.path");
    start(&rt_version_v8, 1);
    const struct rt_server_turn turn = turn_now();
    make_right(&made, service.version, transport);
    struct rt_answer got = answer(1);
    ck_assert(!rt_quirk_concerns(refuse, &turn, &got));
    ck_assert(!rt_quirk_concerns(path, &turn, &got));
    got = answer(2);
    ck_assert(rt_quirk_concerns(refuse, &turn, &got));
    ck_assert_int_eq(rt_quirk_answer(refuse, &turn, &got), RT_SERVER_DROP);
    ck_assert(rt_quirk_concerns(path, &turn, &got));
    ck_assert_int_eq(rt_report_verdict(judge(&got)), RT_VALID);
    ck_assert_int_eq(rt_quirk_answer(path, &turn, &got), RT_SERVER_SEND);
    ck_assert_int_eq(outcome(&got, RT_CHECK_MERKLE_ROOT), RT_FAIL);
    ck_assert_int_eq(outcome(&got, RT_CHECK_RESPONSE_SIGNATURE), RT_PASS);
}
END_TEST

START_TEST(test_pieces)
{
    const struct rt_quirk_row *pieces = rt_quirk_find("refuse.pieces");
    start(&rt_version_v8, 1);
    transport = RT_TRANSPORT_TCP;
    const struct rt_server_turn turn = turn_now();
    make_right(&made, service.version, transport);
    struct rt_answer got = answer(1);
    ck_assert(!rt_quirk_concerns(pieces, &turn, &got));
    got.pieces = true;
    ck_assert(rt_quirk_concerns(pieces, &turn, &got));
}
END_TEST

START_TEST(test_dies)
{
    const struct rt_quirk_row *dies = rt_quirk_find("dies");
    start(&rt_version_v8, 1);
    const struct rt_server_turn turn = turn_now();
    make_right(&made, service.version, transport);
    struct rt_answer got = answer(1);
    ck_assert(!rt_quirk_concerns(dies, &turn, &got));
    make_torn(&made, service.version, transport);
    got = answer(1);
    ck_assert_int_ne(got.refusal, RT_ANSWERED);
    ck_assert(!rt_quirk_concerns(dies, &turn, &got));
    make_right(&made, service.version, transport);
    got = answer(1);
    ck_assert(rt_quirk_concerns(dies, &turn, &got));
    ck_assert_int_eq(rt_quirk_answer(dies, &turn, &got), RT_SERVER_DROP);
}
END_TEST

/* A packet that the server had no room for is left alone. */
START_TEST(test_skipped)
{
    start(&rt_version_v8, 1);
    const struct rt_server_turn turn = turn_now();
    const struct rt_answer got = {.skip = true, .refusal = RT_REFUSED_OVERSIZE};
    for (size_t r = 0; rt_quirk_row(r); r++)
        ck_assert(!rt_quirk_concerns(rt_quirk_row(r), &turn, &got));
}
END_TEST

RT_TEST_MAIN("quirk", test_names, test_rows, test_together, test_pieces, test_dies, test_skipped)
