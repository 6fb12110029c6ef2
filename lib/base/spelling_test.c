// SPDX-License-Identifier: BSD-2-Clause
/* Words that are near each other, and words that are not. */
#include "base/spelling.h"

#include <string.h>

#include "base/test.h"

static const char *find(const char *word)
{
    static const char *const names[] = {"query",   "decode", "verify", "compare", "key",
                                        "servers", "serve",  "demo",   "versions"};
    struct rt_spelling spelling = {.word = word};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        rt_spelling_try(&spelling, names[i]);
    return spelling.name;
}

START_TEST(test_near)
{
    static const struct {
        const char *word, *name;
    } cases[] = {
        {"verfy", "verify"},
        {"veriffy", "verify"},
        {"vreify", "verify"},
        {"verifi", "verify"},
        {"VERIFI", "verify"},
        {"qurey", "query"},
        {"dec", "decode"},
        {"kye", "key"},
        {"version", "versions"},
        {"server", "servers"},
        {"comprae", "compare"},
        {"serv", "serve"},
        {"ky", "key"},
        {"de", "demo"},
        {"x", NULL},
        {"xyz", NULL},
        {"", NULL},
        {"frobnicate", NULL},
        {"help", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *found = find(cases[i].word);
        if (cases[i].name)
            ck_assert_msg(found && strcmp(found, cases[i].name) == 0, "%s: %s", cases[i].word,
                          found ? found : "nothing");
        else
            ck_assert_msg(!found, "%s: %s", cases[i].word, found);
    }
}
END_TEST

/* Words as long as the bound, and longer ones. */
START_TEST(test_long)
{
    char word[60];
    for (size_t len = 1; len < sizeof word; len++) {
        memset(word, 'q', len);
        word[len] = '\0';
        struct rt_spelling spelling = {.word = word};
        rt_spelling_try(&spelling, word);
        ck_assert_int_eq(spelling.name != NULL, len <= 40 && len > 0);
        ck_assert(len < 4 || !find(word));
    }
}
END_TEST

RT_TEST_MAIN("spelling", test_near, test_long)
