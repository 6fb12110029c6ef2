// SPDX-License-Identifier: BSD-2-Clause
/* Chains converted from each form to each other one, and what cannot be. */
#include "files/convert.h"

#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "files/convert_internal.h"
#include "files/json.h"
#include "files/test_chain.h"
#include "registry.h"

#define LINKS 3

static struct test_chain_link links[LINKS];
static struct rt_choice choices[RT_CHOICES_MAX];
static struct rt_judge_settings settings;
static uint8_t keys[LINKS][RT_KEY_SIZE];

/* A chain of three servers in one version, and the settings to judge it with. */
static void set_up(const struct rt_version *version)
{
    memset(links, 0, sizeof links);
    settings = (struct rt_judge_settings){.crypto = rt_crypto_new(), .choices = choices};
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[settings.choice_count++] = (struct rt_choice){.version = rt_registry[i]};
    for (size_t i = 0; i < LINKS; i++) {
        links[i].rules = version->rules;
        links[i].server = (uint8_t)(i + 1);
    }
    test_chain_make(settings.crypto, links, LINKS);
    for (size_t i = 0; i < LINKS; i++)
        memcpy(keys[i], links[i].key, RT_KEY_SIZE);
}

static void trust_keys(void)
{
    settings.keyring = (struct rt_keyring){keys[0], LINKS};
}

/* Link `i` with all that is known of it. */
static struct rt_exchange link_of(size_t i)
{
    return test_chain_exchange(
        &links[i], (struct rt_view){i > 0 ? links[i].rand : NULL, i > 0 ? links[i].rules.rand : 0});
}

/* Link `i` as a form has it. */
static struct rt_exchange link_in(enum rt_chain_form form, size_t i)
{
    struct rt_exchange link = link_of(i);
    if (form != RT_FORM_RFC10049)
        link.request = (struct rt_view){NULL, 0};
    if (form == RT_FORM_GOOGLE && i == 0)
        link.nonce = (struct rt_view){links[0].nonce, links[0].rules.nonce};
    if (form == RT_FORM_DRAFT00 || form == RT_FORM_DRAFT08)
        link.key = NULL;
    return link;
}

/* Converts; at the fault `count` has the links before it. The text is the caller's. */
static enum rt_convert_cause convert(enum rt_chain_form from, enum rt_chain_form to, char **text,
                                     struct rt_convert_fault *fault, size_t *remade)
{
    size_t len = 0;
    FILE *file = open_memstream(text, &len);
    struct rt_convert *convert = rt_convert_begin(file, from, to);
    bool good = true;
    ck_assert_ptr_nonnull(convert);
    for (size_t i = 0; i < LINKS && good; i++) {
        struct rt_exchange link = link_in(from, i);
        ck_assert_uint_eq(rt_convert_count(convert), i);
        good = rt_convert_add(convert, &settings, &link, fault);
    }
    ck_assert_int_eq(good, fault->cause == RT_CONVERT_GOOD);
    ck_assert_int_eq(rt_convert_end(convert, remade), RT_OK);
    fclose(file);
    return fault->cause;
}

static void expect_text(const char *text, enum rt_chain_form form)
{
    char *expected = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&expected, &len);
    struct rt_chainfile *chain = rt_chainfile_begin(file, form);
    for (size_t i = 0; i < LINKS; i++) {
        struct rt_exchange link = link_in(form, i);
        rt_chainfile_add(chain, &link);
    }
    ck_assert_int_eq(rt_chainfile_end(chain), RT_OK);
    fclose(file);
    ck_assert_str_eq(text, expected);
    free(expected);
}

/* A version whose tree is one of nonces, and that echoes them or not. */
static const struct rt_version *of_nonces(void)
{
    return rt_registry_find("v5");
}

/* Google's form and that of the RFC can stand for each other where the tree is one of nonces. */
START_TEST(test_there_and_back)
{
    struct rt_convert_fault fault;
    char *text = NULL;
    size_t remade;
    set_up(of_nonces());
    ck_assert_int_eq(convert(RT_FORM_RFC10049, RT_FORM_GOOGLE, &text, &fault, &remade),
                     RT_CONVERT_GOOD);
    ck_assert_uint_eq(remade, 0);
    expect_text(text, RT_FORM_GOOGLE);
    free(text);
    ck_assert_int_eq(convert(RT_FORM_GOOGLE, RT_FORM_RFC10049, &text, &fault, &remade),
                     RT_CONVERT_GOOD);
    ck_assert_uint_eq(remade, LINKS);
    expect_text(text, RT_FORM_RFC10049);
    free(text);
    rt_crypto_free(settings.crypto);
}
END_TEST

/* A form without keys becomes one with keys if the keys at hand have signed. */
START_TEST(test_keys)
{
    struct rt_convert_fault fault;
    char *text = NULL;
    set_up(of_nonces());
    ck_assert_int_eq(convert(RT_FORM_DRAFT08, RT_FORM_GOOGLE, &text, &fault, NULL),
                     RT_CONVERT_NO_KEY);
    free(text);
    trust_keys();
    ck_assert_int_eq(convert(RT_FORM_DRAFT08, RT_FORM_GOOGLE, &text, &fault, NULL),
                     RT_CONVERT_GOOD);
    expect_text(text, RT_FORM_GOOGLE);
    free(text);
    rt_crypto_free(settings.crypto);
}
END_TEST

START_TEST(test_losses)
{
    struct rt_convert_fault fault;
    char *text = NULL;
    set_up(of_nonces());
    ck_assert_int_eq(convert(RT_FORM_GOOGLE, RT_FORM_DRAFT08, &text, &fault, NULL),
                     RT_CONVERT_LOSS);
    ck_assert_uint_ne(fault.losses & RT_LOSS_KEY, 0);
    ck_assert_ptr_null(fault.kept);
    free(text);
    /* NONC ends the request, and padding that does not follow from it is before it. */
    ck_assert_mem_eq(links[0].request + links[0].request_len - links[0].rules.nonce, links[0].nonce,
                     links[0].rules.nonce);
    links[0].request[links[0].request_len - links[0].rules.nonce - 1] ^= 1;
    ck_assert_int_eq(convert(RT_FORM_RFC10049, RT_FORM_GOOGLE, &text, &fault, NULL),
                     RT_CONVERT_LOSS);
    ck_assert_uint_eq(fault.losses, RT_LOSS_REQUEST);
    ck_assert_str_eq(fault.kept, "and it is not the plain one of its nonce");
    free(text);
    rt_crypto_free(settings.crypto);
}
END_TEST

/* Where the tree is one of requests, no request follows from a nonce. */
START_TEST(test_tree_of_requests)
{
    struct rt_convert_fault fault;
    char *text = NULL;
    set_up(rt_registry[rt_registry_count - 1]);
    ck_assert_int_eq(convert(RT_FORM_RFC10049, RT_FORM_GOOGLE, &text, &fault, NULL),
                     RT_CONVERT_LOSS);
    ck_assert_str_eq(fault.kept, "and the tree is one of requests");
    free(text);
    trust_keys();
    ck_assert_int_eq(convert(RT_FORM_DRAFT08, RT_FORM_RFC10049, &text, &fault, NULL),
                     RT_CONVERT_TREE);
    ck_assert_ptr_nonnull(fault.version);
    free(text);
    rt_crypto_free(settings.crypto);
}
END_TEST

START_TEST(test_plain_requests)
{
    for (size_t v = 0; v < rt_registry_count; v++) {
        uint8_t bytes[RT_CONVERT_REQUEST];
        set_up(rt_registry[v]);
        const struct rt_rules *rules = &links[1].rules;
        struct rt_view nonce = {links[1].nonce, rules->nonce};
        size_t len = rt_convert_request(settings.crypto, rules, links[1].key, nonce, bytes);
        ck_assert_uint_eq(len, links[1].request_len);
        ck_assert_mem_eq(bytes, links[1].request, len);
        struct rt_view request = {bytes, len};
        ck_assert(rt_convert_is_plain(settings.crypto, rules, links[1].key, request));
        request.len -= 4;
        ck_assert(!rt_convert_is_plain(settings.crypto, rules, links[1].key, request));
        nonce.len--;
        ck_assert_uint_eq(rt_convert_request(settings.crypto, rules, NULL, nonce, bytes), 0);
        rt_crypto_free(settings.crypto);
    }
}
END_TEST

START_TEST(test_texts)
{
    ck_assert_ptr_null(rt_convert_cause_text(RT_CONVERT_GOOD));
    for (int cause = 1; cause < RT_CONVERT_CAUSE_COUNT; cause++)
        ck_assert_ptr_nonnull(rt_convert_cause_text((enum rt_convert_cause)cause));
    ck_assert_int_eq(rt_convert_end(NULL, NULL), RT_E_NO_MEMORY);
}
END_TEST

RT_TEST_MAIN("convert", test_there_and_back, test_keys, test_losses, test_tree_of_requests,
             test_plain_requests, test_texts)
