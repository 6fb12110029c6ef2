// SPDX-License-Identifier: BSD-2-Clause
/* Answers a batch of requests, and lets replies be changed; takes up other keys. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/server_internal.h"

void rt_server_answer_close(struct rt_responder *responder)
{
    if (responder)
        explicit_bzero(responder, sizeof *responder);
    free(responder);
}

struct rt_responder *rt_server_answer_open(struct rt_server_worker *worker,
                                           const struct rt_server_keys *keys, struct rt_instant now)
{
    struct rt_responder *responder = malloc(sizeof *responder);
    struct rt_responder_settings wanted = worker->settings->responder;
    wanted.identities = keys->identities;
    wanted.identity_count = keys->count;
    if (responder && rt_responder_init(responder, worker->crypto, &wanted, now) == RT_OK)
        return responder;
    errno = responder ? EIO : ENOMEM;
    rt_server_answer_close(responder);
    return NULL;
}

/* Takes up other keys, if there are any. */
static void take_up(struct rt_server_worker *worker, struct rt_instant now)
{
    const struct rt_server_keys *latest = atomic_load(&worker->latest);
    if (!latest || latest == worker->keys)
        return;
    /* Once they are claimed they are not freed; what was replaced before that is left alone. */
    atomic_store(&worker->claimed, latest);
    if (atomic_load(&worker->latest) != latest)
        return;
    struct rt_responder *responder = rt_server_answer_open(worker, latest, now);
    if (!responder)
        return; /* the next batch tries again */
    worker->renewals += rt_responder_renewals(worker->responder);
    rt_server_answer_close(worker->responder);
    worker->responder = responder;
    worker->keys = latest;
    rt_server_clock_leaps(worker, now.seconds);
    atomic_store(&worker->in_use, latest);
}

static void note_answers(struct rt_server_worker *worker, size_t number)
{
    struct rt_server_tally *tally = &worker->tally;
    _Atomic uint64_t *largest = &tally->of[RT_SERVER_COUNT_LARGEST];
    for (size_t i = 0; i < number; i++) {
        const struct rt_answer *answer = &worker->answers[i];
        if (answer->refusal == RT_ANSWERED)
            rt_server_tally_add(&tally->service[answer->pick.service], 1);
        else
            rt_server_tally_add(&tally->refused[answer->refusal], 1);
        if (answer->pick.stop != RT_REQUEST_CHECK_COUNT)
            rt_server_tally_add(&tally->stopped[answer->pick.service][answer->pick.stop], 1);
    }
    rt_server_tally_count(worker, RT_SERVER_COUNT_BATCHES, 1);
    if (number > atomic_load_explicit(largest, memory_order_relaxed))
        atomic_store_explicit(largest, number, memory_order_relaxed);
    atomic_store_explicit(&tally->of[RT_SERVER_COUNT_RENEWALS],
                          worker->renewals + rt_responder_renewals(worker->responder),
                          memory_order_relaxed);
}

void rt_server_answer_oversize(struct rt_server_worker *worker, struct rt_answer *answer)
{
    answer->packet = (struct rt_view){NULL, 0};
    answer->skip = true;
    answer->refusal = RT_REFUSED_OVERSIZE;
    answer->pick.stop = RT_REQUEST_CHECK_COUNT;
    rt_server_tally_count(worker, RT_SERVER_COUNT_OVERSIZE, 1);
}

/* Lets replies be changed by whoever made the settings. */
static void change_answers(struct rt_server_worker *worker, struct rt_instant now,
                           enum rt_transport transport, size_t number,
                           enum rt_server_action *actions)
{
    const struct rt_server_settings *settings = worker->settings;
    for (size_t i = 0; i < number; i++) {
        struct rt_answer *answer = &worker->answers[i];
        if (answer->refusal != RT_ANSWERED && !settings->change_refused)
            continue;
        const struct rt_server_turn turn = {
            .crypto = worker->crypto,
            .responder = worker->responder,
            .rules = &settings->responder.services[answer->pick.service].rules,
            .now = now,
            .transport = transport,
            .random = &worker->random,
            .memory = &worker->memory,
        };
        actions[i] = settings->change(settings->context, &turn, answer);
    }
}

void rt_server_answer(struct rt_server_worker *worker, enum rt_transport transport, size_t number,
                      enum rt_server_action *actions)
{
    struct rt_instant now = rt_server_clock_now(worker);
    take_up(worker, now);
    worker->now = now;
    rt_responder_answer(worker->responder, now, transport, worker->answers, number);
    for (size_t i = 0; i < number; i++)
        actions[i] = RT_SERVER_SEND;
    if (worker->settings->change)
        change_answers(worker, now, transport, number, actions);
    note_answers(worker, number);
}
