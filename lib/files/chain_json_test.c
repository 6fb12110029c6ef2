// SPDX-License-Identifier: BSD-2-Clause
/* Chains as JSON. What many more look like is in testvectors/cli. */
#include "files/chain_json.h"

#include "files/test_output.h"
#include "judge/test_links.h"
#include "registry.h"

#define LINKS 3
#define DAY   86400

static struct test_output output;
static struct test_chain_link links[LINKS];
static struct rt_crypto *crypto;
static struct rt_chain *chain;
static struct rt_choice choice = {.version = &rt_version_rfc10049};
static struct rt_judge_settings settings;

/* A chain of three servers, the first of which is ahead by so many seconds. */
static void make(int64_t ahead)
{
    crypto = rt_crypto_new();
    chain = rt_chain_new();
    settings = (struct rt_judge_settings){.crypto = crypto, .choices = &choice, .choice_count = 1};
    for (size_t i = 0; i < LINKS; i++) {
        links[i].rules = rt_version_rfc10049.rules;
        links[i].server = (uint8_t)(10 + i);
        links[i].offset = i == 0 ? ahead : 0;
    }
    test_chain_make(crypto, links, LINKS);
    for (size_t i = 0; i < LINKS; i++) {
        const struct rt_chain_input input = {
            .packets = test_chain_exchange(
                &links[i], (struct rt_view){links[i].rand, i > 0 ? links[i].rules.rand : 0}),
            .form = RT_FORM_RFC10049,
            .server = "one of three",
        };
        ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    }
}

static const char *written(struct rt_chain_json how)
{
    struct rt_chain_text text = {.chain = chain, .crypto = crypto, .between = " "};
    how.text = &text;
    how.settings = &settings;
    ck_assert_int_eq(rt_chain_judge(chain, &settings), RT_OK);
    rt_chain_json(test_output_begin(&output, RT_OUTPUT_NDJSON), &how);
    return test_output_end(&output);
}

static void end(void)
{
    rt_chain_free(chain);
    rt_crypto_free(crypto);
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

START_TEST(test_lie)
{
    make(DAY);
    const char *text = written((struct rt_chain_json){.document = NULL});
    ck_assert(has(text,
                  ",\"form\":\"rfc10049\",\"verdict\":\"contradiction\",\"links\":[{\"link\":1,"
                  "\"verdict\":\"valid\",\"version\":\"rfc10049\",\"reading\":null,"));
    ck_assert(has(text, ",\"name\":\"one of three\",\"trusted\":null},\"checks\":["));
    ck_assert(has(text, "],\"contradictions\":[[1,2],[1,3]],\"minimal\":[1,2],\"agree\":[2,3],"
                        "\"against\":[1],\"explanation\":\""));
    ck_assert(!has(text, "\"document\""));
    end();
}
END_TEST

/* A key that is trusted, and a document that is none of the chain. */
START_TEST(test_asked)
{
    const struct rt_stamp stamp = {.outcome = RT_FAIL};
    make(0);
    settings.keyring = (struct rt_keyring){links[0].key, 1};
    const char *text = written((struct rt_chain_json){.document = "a file", .stamp = &stamp});
    ck_assert(has(text, ",\"trusted\":true},"));
    ck_assert(has(text, ",\"trusted\":false},"));
    ck_assert(has(text, "],\"contradictions\":[],\"document\":{\"name\":\"a file\","
                        "\"outcome\":\"fail\",\"before\":null}"));
    end();
}
END_TEST

/* A link in which another rand is mixed is explained only if that is asked. */
START_TEST(test_explained)
{
    make(0);
    links[2].rand[0] ^= 1;
    rt_chain_cut(chain, 2);
    const struct rt_chain_input input = {
        .packets =
            test_chain_exchange(&links[2], (struct rt_view){links[2].rand, links[2].rules.rand}),
        .form = RT_FORM_RFC10049,
    };
    ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    ck_assert(!has(written((struct rt_chain_json){.explain = false}), "\"nearest\":"));
    const char *text =
        written((struct rt_chain_json){.explain = true, .all = {rt_registry, rt_registry_count}});
    ck_assert(has(text, ",\"verdict\":\"invalid\",\"links\":["));
    ck_assert(has(text, "\"passes_as\":["));
    ck_assert(has(text, ",\"nearest\":["));
    end();
}
END_TEST

RT_TEST_MAIN("chain_json", test_lie, test_asked, test_explained)
