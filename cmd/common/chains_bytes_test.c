// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every byte of a report counts: a report that proves a contradiction is changed in one byte, each
 * in turn, and must be invalid, or no report at all. A change that made it say something else, or
 * left it as it was, could accuse an honest server.
 *
 * The form of RFC 10049, and that of Google's clients where it proves as much.
 *
 * The newline at the end is not part of that: whitespace there means nothing.
 *
 * Words of the command line after the path of rtctl: a number N, to change every Nth byte only; the
 * versions, where none means every one.
 */
#include "common/test_chains.h"

#define LINKS 3
#define SHOWN 20

static struct test_chain_link links[LINKS];
static char *text;
static size_t len;
static uint64_t changes, wrong;
static size_t step;

/* The last two links are of the version, the first is of one with other rules. */
static void make(const struct rt_version *version, enum rt_chain_form form)
{
    const struct rt_version *other = rt_registry_find("v8");
    for (size_t i = 0; i < LINKS; i++) {
        links[i].rules = i == 0 ? other->rules : version->rules;
        links[i].server = (uint8_t)(10 + i);
        links[i].offset = i == 0 ? 86400 : 0;
    }
    test_chain_make(app_crypto(&app), links, LINKS);
    FILE *file = open_memstream(&text, &len);
    ck_assert_ptr_nonnull(file);
    test_chain_write(file, form, links, LINKS);
    fclose(file);
}

/* The verdict on the text; RT_CHAIN_VERDICT_INVALID also where it is no chain, or more than one
 * thing. */
static enum rt_chain_verdict judge(struct chain *chain)
{
    chain_clear(chain);
    return test_chains_read(chain, text, len) ? chain_judge(chain) : RT_CHAIN_VERDICT_INVALID;
}

static void complain(const struct rt_version *version, size_t at, char was,
                     enum rt_chain_verdict verdict)
{
    int before = at < 30 ? (int)at : 30;
    if (wrong++ < SHOWN)
        printf("# %s: offset %zu: %c became %c after %.*s: %s\n", version->name, at, was, text[at],
               before, text + at - before, rt_chain_verdict_name(verdict));
}

/* With a step of more than one each version begins at another byte. */
static void change_all(const struct rt_version *version, struct chain *chain, size_t start)
{
    static const char flips[] = {0x01, 0x20};
    for (size_t at = start % step; at + 1 < len; at += step)
        for (size_t i = 0; i < sizeof flips; i++) {
            const char was = text[at];
            text[at] = (char)(was ^ flips[i]);
            enum rt_chain_verdict verdict = judge(chain);
            if (verdict != RT_CHAIN_VERDICT_INVALID)
                complain(version, at, was, verdict);
            text[at] = was;
            changes++;
        }
}

static void check_version(const struct rt_version *version, size_t number, enum rt_chain_form form)
{
    struct chain *chain = chain_new(&app);
    make(version, form);
    ck_assert_int_eq(judge(chain), RT_CHAIN_VERDICT_CONTRADICTION);
    ck_assert_uint_eq(rt_chain_contradictions(chain->judged), 2);
    change_all(version, chain, number);
    ck_assert_int_eq(judge(chain), RT_CHAIN_VERDICT_CONTRADICTION);
    chain_free(chain);
    free(text);
}

static bool chosen(const struct rt_version *version, int first)
{
    for (int i = first; i < rt_test_word_count; i++)
        if (strcmp(rt_test_words[i], version->name) == 0)
            return true;
    return rt_test_word_count <= first;
}

START_TEST(test_bytes)
{
    test_chains_begin();
    changes = wrong = 0;
    step = rt_test_step();
    const int first = step > 1 ? 2 : 1; /* the word that may be a version */
    for (size_t i = 0; i < rt_registry_count; i++)
        if (chosen(rt_registry[i], first)) {
            check_version(rt_registry[i], i, RT_FORM_RFC10049);
            if (rt_registry[i]->rules.leaf == RT_LEAF_NONCE)
                check_version(rt_registry[i], i, RT_FORM_GOOGLE);
        }
    printf("# %llu changes, %llu of them not invalid\n", (unsigned long long)changes,
           (unsigned long long)wrong);
    ck_assert_uint_gt(changes, 0);
    ck_assert_uint_eq(wrong, 0);
    test_chains_end();
}
END_TEST

RT_TEST_MAIN("chains_bytes", test_bytes)
