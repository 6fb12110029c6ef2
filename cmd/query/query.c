// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl query: asks servers for the time, all at once, and prints what each has proven.
 */
#include "query/query.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "wire/clock.h"

#define SECOND_NS INT64_C(1000000000)

enum rt_error query_commit(struct query *query, struct rt_view blind, uint8_t *nonce, size_t len)
{
    enum rt_error error = document_nonce(query->app, &query->document, blind, nonce, len);
    if (error != RT_OK)
        chance_draw(&query->chance, QUERY_STREAM_UNCOMMITTED, query->start_ns, nonce, len);
    return error;
}

/* A fresh nonce; with --stamp one that commits to the document. */
static void make_nonce(void *context, size_t who, const struct rt_rules *rules, uint8_t *nonce)
{
    struct query *query = context;
    struct query_target *target = &query->targets[who];
    uint64_t number = target->nonces++;
    target->rand_len = query->stamps ? DOCUMENT_BLIND : 0;
    if (!query->stamps) {
        chance_draw(&query->chance, who, number, nonce, rules->nonce);
        return;
    }
    chance_draw(&query->chance, who, number, target->rand, DOCUMENT_BLIND);
    (void)query_commit(query, (struct rt_view){target->rand, DOCUMENT_BLIND}, nonce, rules->nonce);
}

uint64_t query_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * (uint64_t)SECOND_NS + (uint64_t)now.tv_nsec;
}

int64_t query_local(const struct query *query, uint64_t at_ns)
{
    return query->start_real_ns + (int64_t)(at_ns - query->start_ns);
}

void query_judge(struct query *query, const struct query_target *target, struct rt_subject *subject,
                 struct rt_judgement *judgement)
{
    const struct rt_client_result *answer = &target->answer;
    struct rt_exchange exchange =
        rt_client_exchange(target->key, answer->transport, answer->request, answer->response);
    rt_subject_init(subject, app_crypto(query->app), &exchange);
    const struct rt_client_plan *plan = &query->survey.plan;
    bool own = target->way->binding;
    rt_judge(subject, own ? target->way->choices : plan->choices,
             own ? target->way->count : plan->choice_count, plan->strict, judgement);
}

/* a - b in nanoseconds, cut to what int64_t can hold. */
static int64_t difference(int64_t a_ns, struct rt_instant b)
{
    int64_t seconds = a_ns / SECOND_NS - b.seconds;
    int64_t rest = a_ns % SECOND_NS - (int64_t)b.nanoseconds;
    if (seconds > INT64_MAX / SECOND_NS - 2)
        return INT64_MAX;
    if (seconds < INT64_MIN / SECOND_NS + 2)
        return INT64_MIN;
    return seconds * SECOND_NS + rest;
}

void query_measure(struct query *query, struct query_target *target)
{
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    uint64_t raw;
    uint32_t radius;
    struct rt_instant midpoint;
    if (target->answer.state != RT_CLIENT_VALID)
        return;
    query_judge(query, target, &subject, &judgement);
    enum rt_clock clock = judgement.rules.clock;
    if (!rt_subject_time(&subject, &raw, &radius) ||
        rt_clock_instant(clock, raw, &midpoint) != RT_OK)
        return;
    /* The server read its clock somewhere between sending and receiving: half way, give or take
     * half of the round trip. */
    uint64_t half = target->answer.rtt_ns / 2;
    target->measured = true;
    target->offset_ns = difference(query_local(query, target->answer.at_ns - half), midpoint);
    target->bound_ns = rt_clock_radius_ns(clock, radius) + half;
}

bool query_keep(struct query_target *target, const struct rt_client_result *answer)
{
    size_t request = answer->request.len, response = answer->response.len;
    target->told = true;
    target->answer = *answer;
    free(target->bytes);
    target->bytes = NULL;
    target->answer.request = target->answer.response = (struct rt_view){NULL, 0};
    if (!rt_view_present(answer->response))
        return true;
    target->bytes = malloc(request + response + 1);
    if (!target->bytes)
        return false;
    memcpy(target->bytes, answer->request.data, request);
    memcpy(target->bytes + request, answer->response.data, response);
    target->answer.request = (struct rt_view){target->bytes, request};
    target->answer.response = (struct rt_view){target->bytes + request, response};
    return true;
}

/* Keeps an answer, and prints those whose turn it is: in the order of the servers. */
static void answered(void *context, size_t who, const struct rt_client_result *answer)
{
    struct query *query = context;
    if (!query_keep(&query->targets[who], answer))
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
    query_measure(query, &query->targets[who]);
    query_save(query, &query->targets[who]);
    while (query->printed < query->count && query->targets[query->printed].told)
        query_show(query, &query->targets[query->printed++]);
    rt_output_flush(&query->app->out);
}

struct rt_client_server query_question(const struct query_target *target)
{
    const struct query_way *way = target->way;
    return (struct rt_client_server){
        .sites = target->sites,
        .site_count = target->site_count,
        .key = target->key,
        .offers = &way->offers,
        .choices = way->binding ? way->choices : NULL,
        .choice_count = way->binding ? way->count : 0,
    };
}

/* Whoever is told of answers, without the line of what is waited for. */
struct telling {
    struct query_waiting waiting;
    void (*told)(void *context, size_t who, const struct rt_client_result *answer);
    void *context;
};

static void tell(void *context, size_t who, const struct rt_client_result *answer)
{
    struct telling *telling = context;
    query_waiting_erase(&telling->waiting);
    telling->told(telling->context, who, answer);
}

bool query_survey(struct query *query, const struct rt_client_pool *survey,
                  const struct rt_client_server *questions, size_t count,
                  void (*told)(void *context, size_t who, const struct rt_client_result *answer),
                  void *context)
{
    struct telling telling = {.told = told, .context = context};
    struct rt_client_pool watched = *survey;
    struct rt_net net;
    if (query_waiting_begin(&telling.waiting, query, questions, count))
        watched.watch = &telling.waiting.watch;
    if (!rt_net_open(&net, count)) {
        app_complain(query->app, EXIT_BUG, "network", "%s", strerror(errno));
        return false;
    }
    enum rt_error error = rt_client_pool_run(&watched, &net, app_crypto(query->app), questions,
                                             count, tell, &telling);
    if (error != RT_OK)
        app_complain(query->app, EXIT_BUG, NULL, "%s", rt_error_text(error));
    query_waiting_erase(&telling.waiting);
    rt_net_close(&net);
    return error == RT_OK;
}

static bool ask(struct query *query)
{
    struct rt_client_server *questions = calloc(query->count + 1, sizeof *questions);
    if (!questions) {
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
        return false;
    }
    for (size_t i = 0; i < query->count; i++)
        questions[i] = query_question(&query->targets[i]);
    query->survey.plan.nonce = make_nonce;
    query->survey.plan.nonce_context = query;
    query->start_ns = query_now();
    bool good = query_survey(query, &query->survey, questions, query->count, answered, query);
    free(questions);
    return good;
}

enum exit_code query_run(struct app *app, int argc, char **argv)
{
    static struct query query;
    enum exit_code code = EXIT_GOOD;
    query.app = app;
    if (!query_options(&query))
        return app->code;
    bool ready = query_targets(&query, argc, argv) && query_save_open(&query);
    if (ready && query.chaining.wanted) {
        code = query_chain(&query);
    } else if (ready && ask(&query)) {
        query_save_end(&query);
        code = query_sum(&query);
    }
    query_save_end(&query);
    free(query.save_name);
    query_targets_free(&query);
    return exit_worse(code, app->code);
}
