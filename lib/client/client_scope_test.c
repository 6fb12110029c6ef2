// SPDX-License-Identifier: BSD-2-Clause
/* In which versions a server is asked, and what is said of one that does not answer. */
#include "client/client_why.h"

#include <errno.h>
#include <string.h>

#include "base/test.h"
#include "judge/test_judged.h"

static struct rt_version_name_from all;
static struct rt_client_scope scope;
static struct rt_client_result result;
static const struct rt_version *found[RT_CHOICES_MAX];

/* A scope of two versions, which need a request each, with a hint. */
static void begin(void)
{
    all = (struct rt_version_name_from){rt_registry, rt_registry_count};
    scope = (struct rt_client_scope){
        .choices = {{.version = rt_registry_find("v3")}, {.version = rt_registry_find("v19")}},
        .count = 2,
        .hints = {{.version = rt_registry_find("v3")}},
        .hint_count = 1,
    };
    result = (struct rt_client_result){
        .state = RT_CLIENT_SILENT, .why = RT_CLIENT_CAUSE_SILENCE, .tries = 3, .rounds = 2};
    ck_assert_int_eq(rt_client_scope_make(&scope, all, true), RT_OK);
}

START_TEST(test_scope)
{
    begin();
    ck_assert_uint_eq(scope.other_count, rt_registry_count - 2);
    for (size_t i = 0; i < scope.other_count; i++)
        ck_assert_ptr_ne(scope.others[i].version, scope.choices[1].version);
    /* First the hint, then the newest; then the others, which no chain asks. */
    ck_assert_int_eq(scope.negotiation.list[0].rank, RT_ATTEMPT_HINTED);
    ck_assert_int_eq(scope.negotiation.list[1].rank, RT_ATTEMPT_WANTED);
    ck_assert_int_eq(scope.negotiation.list[1].rules.type, RT_TYPE_PRESENT);
    ck_assert_int_eq(scope.negotiation.list[scope.negotiation.count - 1].rank, RT_ATTEMPT_OTHER);
    for (size_t i = 0; i < scope.chained.count; i++)
        ck_assert_int_ne(scope.chained.list[i].rank, RT_ATTEMPT_OTHER);
    struct rt_client_server server = {.key = NULL};
    rt_client_scope_ask(&scope, &server);
    ck_assert_ptr_eq(server.negotiation, &scope.negotiation);
    ck_assert_uint_eq(server.choice_count, 2);
    ck_assert_uint_eq(server.hint_count, 1);
    ck_assert_uint_eq(server.other_count, scope.other_count);
}
END_TEST

START_TEST(test_same)
{
    static struct rt_client_scope other;
    begin();
    other = scope;
    ck_assert(rt_client_scope_same(&scope, &other));
    other.hint_count = 0;
    ck_assert(!rt_client_scope_same(&scope, &other));
    other = scope;
    other.choices[1].fixed = true;
    ck_assert(!rt_client_scope_same(&scope, &other));
    other = scope;
    other.choices[1].reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 7};
    ck_assert(!rt_client_scope_same(&scope, &other));
    other = scope;
    other.count = 1;
    ck_assert(!rt_client_scope_same(&scope, &other));
}
END_TEST

/* A request of a chain offers one number, so that there are more requests than there is room. */
START_TEST(test_too_many)
{
    begin();
    for (uint32_t i = 0; i < RT_CHOICES_MAX; i++) {
        scope.choices[i] = (struct rt_choice){.version = rt_registry_find("v5"), .fixed = true};
        scope.choices[i].reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 100 + i};
    }
    scope.count = RT_CHOICES_MAX;
    ck_assert_int_eq(rt_client_scope_make(&scope, all, true), RT_E_TOO_LARGE);
    ck_assert_uint_eq(scope.chained.count, RT_NEGOTIATE_MAX);
}
END_TEST

START_TEST(test_asked)
{
    begin();
    ck_assert_uint_eq(rt_client_scope_asked(&scope, all, &result, false, false, found), 0);
    result.asked = 1; /* the hint's request alone */
    ck_assert_uint_eq(rt_client_scope_asked(&scope, all, &result, false, false, found), 1);
    ck_assert_str_eq(found[0]->name, "v3");
    result.asked = 3;
    ck_assert_uint_eq(rt_client_scope_asked(&scope, all, &result, false, false, found), 2);
    ck_assert_str_eq(found[1]->name, "v19");
    ck_assert_uint_eq(rt_client_scope_asked(&scope, all, &result, false, true, found), 0);
    result.asked = UINT32_MAX;
    /* Some others are in the requests for those that count, too. */
    size_t others = rt_client_scope_asked(&scope, all, &result, false, true, found);
    ck_assert_uint_gt(others, 2);
    ck_assert_uint_lt(others, scope.other_count);
    for (size_t i = 0; i < others; i++)
        ck_assert(found[i] != scope.choices[0].version && found[i] != scope.choices[1].version);
    ck_assert_uint_eq(rt_client_scope_asked(&scope, all, &result, true, true, found), 0);
    ck_assert_uint_eq(rt_client_scope_hinted(&scope, all, found), 1);
    ck_assert_str_eq(found[0]->name, "v3");
    result.other_set = 1;
    ck_assert_uint_eq(rt_client_scope_answered(&scope, &result, found), 1);
    ck_assert_ptr_eq(found[0], scope.others[0].version);
}
END_TEST

/* Results and what is said of them. */
START_TEST(test_why)
{
    struct rt_client_why why = {.scope = &scope, .result = &result, .all = all};
    char text[RT_CLIENT_WHY_SIZE];
    begin();
    why.all = all;
    result.asked = 3;
    ck_assert_str_eq(rt_client_why_text(&why, text),
                     "no reply to 3 requests in v3, v19: there is no server, or a firewall drops "
                     "the packets, or it answers in other versions only");
    result.rounds = 1;
    result.tries = 1;
    result.error = ECONNREFUSED;
    why.no_port = true;
    rt_client_why_text(&why, text);
    ck_assert_ptr_nonnull(strstr(text, ", or it has another key, or it answers in other versions "
                                       "only, or packets were lost; TCP: "));
    ck_assert_ptr_nonnull(strstr(text, "; no port was given and "));
    why.no_port = false;
    result.error = 0;
    result.why = RT_CLIENT_CAUSE_VERSION;
    result.other_set = 1;
    rt_client_why_text(&why, text);
    ck_assert_ptr_nonnull(strstr(text, ": the server answers, but as "));
    result.why = RT_CLIENT_CAUSE_LATE;
    ck_assert_str_eq(rt_client_why_text(&why, text),
                     "no reply to 1 request in v3, v19; replies came too late");
    result.state = RT_CLIENT_UNRESOLVED;
    result.cause = "no such host";
    ck_assert_str_eq(rt_client_why_text(&why, text), "no such host");
    result.state = RT_CLIENT_UNFIT;
    ck_assert_str_eq(rt_client_why_text(&why, text),
                     "no version that was asked for is defined on this transport");
    result.state = RT_CLIENT_REJECTED;
    result.why = RT_CLIENT_CAUSE_KEY;
    ck_assert_str_eq(rt_client_why_text(&why, text),
                     "the key is not the server's: another key signed the delegation");
    result.only_bare = true;
    ck_assert_str_eq(rt_client_why_text(&why, text),
                     "the key is not the server's: it answers requests without SRV, and none that "
                     "name this key in SRV");
}
END_TEST

/* Servers that are asked alike share a scope. */
START_TEST(test_share)
{
    struct rt_client_scope_list list = {NULL};
    enum rt_error error;
    begin();
    const struct rt_client_scope *first = rt_client_scope_share(&list, &scope, all, true, &error);
    ck_assert_int_eq(error, RT_OK);
    ck_assert_ptr_eq(rt_client_scope_share(&list, &scope, all, true, &error), first);
    ck_assert_uint_gt(first->chained.count, 0);
    scope.hint_count = 0;
    const struct rt_client_scope *other = rt_client_scope_share(&list, &scope, all, true, &error);
    ck_assert_ptr_nonnull(other);
    ck_assert_ptr_ne(other, first);
    rt_client_scope_free(&list);
    ck_assert_ptr_null(list.first);
}
END_TEST

/* A reply is of the versions that count, or else of the others, which it may not tell apart. */
START_TEST(test_version)
{
    static struct test_judged judged;
    struct rt_crypto *crypto = rt_crypto_new();
    char text[RT_VERSION_JOIN_SIZE];
    begin();
    test_judged_make(&judged, crypto, rt_registry_find("v19"), (struct test_judged_how){0});
    rt_judge(&judged.subject, scope.choices, scope.count, true, &judged.judgement);
    ck_assert_str_eq(
        rt_client_scope_version(&scope, all, crypto, &judged.exchange, &judged.judgement, text),
        "v19");
    scope.count = 1;
    ck_assert_int_eq(rt_client_scope_make(&scope, all, true), RT_OK);
    rt_judge(&judged.subject, scope.others, scope.other_count, true, &judged.judgement);
    ck_assert_str_eq(
        rt_client_scope_version(&scope, all, crypto, &judged.exchange, &judged.judgement, text),
        "v14-v19");
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("client_scope", test_share, test_version, test_scope, test_same, test_too_many,
             test_asked, test_why)
