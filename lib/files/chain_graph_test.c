// SPDX-License-Identifier: BSD-2-Clause
/* A chain with a lie as a graph. */
#include "files/chain_graph.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_links.h"
#include "registry.h"

#define LINKS 3
#define DAY   86400

static struct test_chain_link links[LINKS];

/* The first server is a day ahead. */
static void fill(struct rt_crypto *crypto, struct rt_chain *chain)
{
    for (size_t i = 0; i < LINKS; i++) {
        links[i].rules = rt_registry_find("rfc10049")->rules;
        links[i].server = (uint8_t)(10 + i);
        links[i].offset = i == 0 ? DAY : 0;
    }
    test_chain_make(crypto, links, LINKS);
    for (size_t i = 0; i < LINKS; i++) {
        const struct rt_chain_input input = {
            .packets = test_chain_exchange(
                &links[i], (struct rt_view){links[i].rand, i > 0 ? links[i].rules.rand : 0}),
            .form = RT_FORM_RFC10049,
        };
        ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    }
}

START_TEST(test_graph)
{
    static char text[8192];
    struct rt_output out;
    struct rt_crypto *crypto = rt_crypto_new();
    struct rt_chain *chain = rt_chain_new();
    struct rt_choice choice = {.version = rt_registry_find("rfc10049")};
    const struct rt_judge_settings settings = {
        .crypto = crypto, .choices = &choice, .choice_count = 1};
    fill(crypto, chain);
    ck_assert_int_eq(rt_chain_judge(chain, &settings), RT_OK);
    FILE *file = fmemopen(text, sizeof text, "w");
    rt_output_open(&out, file, RT_OUTPUT_TEXT, false);
    rt_chain_graph_write(&out, chain);
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    ck_assert_int_eq(strncmp(text, "digraph chain {\n  label=\"contradiction\";\n", 41), 0);
    ck_assert_ptr_nonnull(strstr(text, "  reply1 -> reply2;\n  reply2 -> reply3;\n"
                                       "  reply1 -> reply2 [dir=none, color=red, "
                                       "constraint=false];\n"
                                       "  reply1 -> reply3 [dir=none, color=red, "
                                       "constraint=false];\n}\n"));
    ck_assert_ptr_nonnull(strstr(text, "\\n2023-11-15T22:13:20Z\\n+- 3 s\", color=red];\n"));
    rt_chain_free(chain);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("chain_graph", test_graph)
