// SPDX-License-Identifier: BSD-2-Clause
/* An exchange of a version, judged under all versions, for tests. Not installed. */
#ifndef ROUGHTIME_TEST_JUDGED_H
#define ROUGHTIME_TEST_JUDGED_H

#include "judge/judge.h"
#include "judge/test_exchange.h"
#include "registry.h"

/* It points into itself: do not copy it. */
struct test_judged {
    struct test_exchange made;
    struct rt_exchange exchange;
    struct rt_choice choices[RT_CHOICES_MAX]; /* all versions: rt_registry_count */
    struct rt_subject subject;
    struct rt_judgement judgement;
};

/* What may be wrong: another long-term key, or none is known; and whether readings are tried. */
struct test_judged_how {
    bool spoilt;
    bool no_key;
    bool strict;
};

static inline void test_judged_make(struct test_judged *judged, struct rt_crypto *crypto,
                                    const struct rt_version *version, struct test_judged_how how)
{
    struct test_recipe recipe = test_recipe_of(version);
    test_make(crypto, &recipe, &judged->made);
    if (how.spoilt)
        judged->made.key[0] ^= 1;
    for (size_t i = 0; i < rt_registry_count; i++)
        judged->choices[i] = (struct rt_choice){.version = rt_registry[i]};
    judged->exchange = (struct rt_exchange){
        .request = {judged->made.request, sizeof judged->made.request},
        .response = {judged->made.response, judged->made.response_len},
        .key = how.no_key ? NULL : judged->made.key,
        .transport = RT_TRANSPORT_UDP,
    };
    rt_subject_init(&judged->subject, crypto, &judged->exchange);
    rt_judge(&judged->subject, judged->choices, rt_registry_count, how.strict, &judged->judgement);
}

#endif
