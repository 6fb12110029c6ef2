// SPDX-License-Identifier: BSD-2-Clause
/* Chains written in each form, and read again. */
#include "files/chainfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "files/json.h"
#include "files/test_chain.h"
#include "registry.h"

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, text ? strlen(text) : 0};
}

static char *text;
static size_t text_len;

static void write_links(enum rt_chain_form form, const struct rt_exchange *links, size_t count)
{
    FILE *file = open_memstream(&text, &text_len);
    struct rt_chainfile *chain = rt_chainfile_begin(file, form);
    for (size_t i = 0; i < count; i++)
        rt_chainfile_add(chain, &links[i]);
    ck_assert_int_eq(rt_chainfile_end(chain), RT_OK);
    fclose(file);
}

static void expect_text(enum rt_chain_form form, const struct rt_exchange *links, size_t count,
                        const char *expected)
{
    write_links(form, links, count);
    ck_assert_str_eq(text, expected);
    free(text);
}

static const uint8_t key[RT_KEY_SIZE] = {0};
#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

/* Three links, of which the first has the nonce "n" and no rand. */
static void three(struct rt_exchange links[3])
{
    links[0] = (struct rt_exchange){
        .key = key, .request = view("q"), .response = view("a"), .nonce = view("n")};
    links[1] = (struct rt_exchange){
        .key = key, .request = view("q"), .response = view("b"), .rand = view("r")};
    links[2] = (struct rt_exchange){.response = view("c"), .rand = view("s")};
}

START_TEST(test_forms)
{
    struct rt_exchange links[3];
    three(links);
    expect_text(
        RT_FORM_RFC10049, links, 3,
        "{\"responses\":[{\"publicKey\":\"" KEY "\",\"request\":\"cQ==\",\"response\":\"YQ==\"},"
        "{\"publicKey\":\"" KEY "\",\"rand\":\"cg==\",\"request\":\"cQ==\",\"response\":\"Yg==\"},"
        "{\"rand\":\"cw==\",\"response\":\"Yw==\"}]}\n");
    expect_text(RT_FORM_DRAFT08, links, 3,
                "{\"responses\":[\"YQ==\",\"Yg==\",\"Yw==\"],\"nonces\":[\"\",\"cg==\",\"cw==\"]}"
                "\n");
    expect_text(RT_FORM_DRAFT00, links, 3,
                "[{\"response_packet\":\"YQ==\",\"blind\":\"cg==\"},{\"response_packet\":\"Yg==\","
                "\"blind\":\"cw==\"},{\"response_packet\":\"Yw==\"}]\n");
    expect_text(RT_FORM_GOOGLE, links, 3,
                "{\"links\":[{\"publicKeyType\":\"ed25519\",\"serverPublicKey\":\"" KEY
                "\",\"nonceOrBlind\":\"bg==\",\"reply\":\"YQ==\"},"
                "{\"publicKeyType\":\"ed25519\",\"serverPublicKey\":\"" KEY
                "\",\"nonceOrBlind\":\"cg==\",\"reply\":\"Yg==\"},"
                "{\"nonceOrBlind\":\"cw==\",\"reply\":\"Yw==\"}]}\n");
}
END_TEST

START_TEST(test_no_links)
{
    expect_text(RT_FORM_RFC10049, NULL, 0, "{\"responses\":[]}\n");
    expect_text(RT_FORM_DRAFT08, NULL, 0, "{\"responses\":[],\"nonces\":[]}\n");
    expect_text(RT_FORM_DRAFT00, NULL, 0, "[]\n");
    expect_text(RT_FORM_GOOGLE, NULL, 0, "{\"links\":[]}\n");
}
END_TEST

/* A request of one tag, NONC, with four bytes. */
static const uint8_t asking[] = {1, 0, 0, 0, 'N', 'O', 'N', 'C', 'w', 'x', 'y', 'z'};
static const struct rt_view request = {asking, sizeof asking};

/* The first nonce of a chain of Google is in the request if it is not given. */
START_TEST(test_nonce_of_request)
{
    struct rt_exchange link = {.request = request, .response = view("a")};
    expect_text(RT_FORM_GOOGLE, &link, 1,
                "{\"links\":[{\"nonceOrBlind\":\"d3h5eg==\",\"reply\":\"YQ==\"}]}\n");
    link.nonce = view("n");
    expect_text(RT_FORM_GOOGLE, &link, 1,
                "{\"links\":[{\"nonceOrBlind\":\"bg==\",\"reply\":\"YQ==\"}]}\n");
    link = (struct rt_exchange){.response = view("a")};
    expect_text(RT_FORM_GOOGLE, &link, 1, "{\"links\":[{\"reply\":\"YQ==\"}]}\n");
}
END_TEST

/* Pieces of base64 must not show, nor their number. */
START_TEST(test_long_values)
{
    static uint8_t bytes[RT_PACKET_MAX];
    static const size_t sizes[] = {0, 1, 767, 768, 769, 1536, 1537, RT_PACKET_MAX};
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 31 + i / 256);
    for (enum rt_chain_form form = 1; form < RT_FORM_COUNT; form++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            const struct rt_exchange link = {.response = {bytes, sizes[i]}};
            struct rt_record record;
            struct rt_record_fault fault;
            write_links(form, &link, 1);
            FILE *file = fmemopen(text, text_len, "r");
            struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
            ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_RECORD);
            ck_assert_int_eq(record.form, form);
            ck_assert(rt_view_equal(record.response, link.response));
            ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_END);
            rt_json_close(reader);
            fclose(file);
            free(text);
        }
    }
}
END_TEST

/* What is read is what was written, but for what rt_chainfile_losses tells of. */
START_TEST(test_losses_are_true)
{
    for (enum rt_chain_form form = 1; form < RT_FORM_COUNT; form++) {
        struct rt_exchange links[2] = {
            {.key = key, .request = request, .response = view("a"), .rand = view("p")},
            {.key = key, .request = request, .response = view("b"), .rand = view("r")}};
        write_links(form, links, 2);
        FILE *file = fmemopen(text, text_len, "r");
        struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
        for (size_t i = 0; i < 2; i++) {
            unsigned losses = rt_chainfile_losses(form, &links[i], i == 0);
            struct rt_record record;
            struct rt_record_fault fault;
            ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_RECORD);
            ck_assert_int_eq(record.have_key, (losses & RT_LOSS_KEY) == 0);
            ck_assert_int_eq(rt_view_present(record.request), (losses & RT_LOSS_REQUEST) == 0);
            ck_assert_int_eq(rt_view_equal(record.rand, links[i].rand),
                             (losses & RT_LOSS_RAND) == 0);
            ck_assert_int_eq(rt_view_present(record.request) || rt_view_present(record.nonce),
                             i == 0 ? (losses & RT_LOSS_NONCE) == 0 : form == RT_FORM_RFC10049);
        }
        rt_json_close(reader);
        fclose(file);
        free(text);
    }
}
END_TEST

/* An echoed nonce is not lost, and what a link does not have cannot be. */
START_TEST(test_nothing_to_lose)
{
    const struct rt_exchange echoed = {.response = request, .nonce = view("wxyz")};
    const struct rt_exchange other = {.response = request, .nonce = view("wxyy")};
    const struct rt_exchange bare = {.response = view("a")};
    for (enum rt_chain_form form = 1; form < RT_FORM_COUNT; form++) {
        ck_assert_uint_eq(rt_chainfile_losses(form, &echoed, true), 0);
        ck_assert_uint_eq(rt_chainfile_losses(form, &bare, true), 0);
        ck_assert_uint_eq(rt_chainfile_losses(form, &other, true),
                          form == RT_FORM_GOOGLE ? 0 : RT_LOSS_NONCE);
        ck_assert_uint_eq(rt_chainfile_losses(form, &other, false), 0);
    }
}
END_TEST

START_TEST(test_names)
{
    for (enum rt_chain_form form = 1; form < RT_FORM_COUNT; form++)
        ck_assert_int_eq(rt_chainfile_form_find(rt_chainfile_form_name(form)), form);
    ck_assert_ptr_null(rt_chainfile_form_name(RT_FORM_NONE));
    ck_assert_int_eq(rt_chainfile_form_find("Draft08"), RT_FORM_NONE);
    ck_assert_int_eq(rt_chainfile_form_find(""), RT_FORM_NONE);
    ck_assert_str_eq(rt_loss_text(RT_LOSS_REQUEST | RT_LOSS_NONCE), "the request");
    ck_assert_str_eq(rt_loss_text(0), "");
}
END_TEST

START_TEST(test_full_device)
{
    FILE *file = fopen("/dev/full", "w");
    if (file == NULL)
        return;
    setvbuf(file, NULL, _IONBF, 0);
    struct rt_chainfile *chain = rt_chainfile_begin(file, RT_FORM_GOOGLE);
    ck_assert_int_eq(rt_chainfile_end(chain), RT_E_IO);
    fclose(file);
    ck_assert_int_eq(rt_chainfile_end(NULL), RT_E_NO_MEMORY);
}
END_TEST

/* A judged chain as a whole and its end alone: that is a chain of its own. */
START_TEST(test_judged)
{
    static struct test_chain_link made[3];
    struct rt_choice choice = {.version = rt_registry[rt_registry_count - 1]};
    const struct rt_judge_settings settings = {
        .crypto = rt_crypto_new(), .choices = &choice, .choice_count = 1};
    struct rt_chain *chain = rt_chain_new();
    for (size_t i = 0; i < 3; i++) {
        made[i].rules = choice.version->rules;
        made[i].server = (uint8_t)(i + 1);
    }
    test_chain_make(settings.crypto, made, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct rt_chain_input input = {
            .packets =
                test_chain_exchange(&made[i], (struct rt_view){i > 0 ? made[i].rand : NULL,
                                                               i > 0 ? made[i].rules.rand : 0}),
            .form = RT_FORM_RFC10049,
        };
        ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    }
    ck_assert_int_eq(rt_chain_judge(chain, &settings), RT_OK);
    for (size_t first = 0; first < 2; first++) {
        char *expected = NULL;
        size_t len = 0;
        FILE *file = open_memstream(&expected, &len);
        test_chain_write(file, RT_FORM_RFC10049, made + first, 3 - first);
        fclose(file);
        file = open_memstream(&text, &text_len);
        ck_assert_int_eq(rt_chainfile_write(file, RT_FORM_RFC10049, chain, first, 2), RT_OK);
        fclose(file);
        ck_assert_str_eq(text, expected);
        free(expected);
        free(text);
    }
    rt_chain_free(chain);
    rt_crypto_free(settings.crypto);
}
END_TEST

RT_TEST_MAIN("chainfile", test_forms, test_no_links, test_nonce_of_request, test_long_values,
             test_losses_are_true, test_nothing_to_lose, test_names, test_full_device, test_judged)
