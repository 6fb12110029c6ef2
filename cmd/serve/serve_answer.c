// SPDX-License-Identifier: BSD-2-Clause
/* Answers a batch of requests, with faults and grease where the dice say so; takes up other keys.
 */
#include <stdlib.h>

#include "serve/serve.h"

void serve_responder_free(struct rt_responder *responder)
{
    if (responder)
        rt_secret_wipe_bytes(responder, sizeof *responder);
    free(responder);
}

/* A responder for some settings; NULL: no memory, or no crypto. */
struct rt_responder *serve_responder_new(struct serve_worker *worker,
                                         const struct serve_settings *settings,
                                         struct rt_instant now)
{
    struct rt_responder *responder = malloc(sizeof *responder);
    const struct rt_responder_settings wanted = {
        .services = settings->services,
        .service_count = settings->service_count,
        .identities = settings->identities,
        .identity_count = settings->identity_count,
        .radius_ns = settings->radius_ns,
        .delegation_s = settings->delegation_s,
        .new_seed = rt_secret_seed_make,
    };
    if (responder && rt_responder_init(responder, worker->crypto, &wanted, now) == RT_OK)
        return responder;
    serve_responder_free(responder);
    return NULL;
}

/* Takes up settings with other keys, if there are any. */
static void take_up(struct serve_worker *worker, struct rt_instant now)
{
    const struct serve_settings *latest = atomic_load(&worker->latest);
    if (!latest || latest == worker->settings)
        return;
    /* Once it is claimed it is not freed; what was replaced before that is left alone. */
    atomic_store(&worker->claimed, latest);
    if (atomic_load(&worker->latest) != latest)
        return;
    struct rt_responder *responder = serve_responder_new(worker, latest, now);
    if (!responder)
        return; /* the next batch tries again */
    worker->renewals += rt_responder_renewals(worker->responder);
    serve_responder_free(worker->responder);
    worker->responder = responder;
    worker->settings = latest;
    serve_look_at_leaps(worker, now.seconds);
    atomic_store(&worker->in_use, latest);
}

static void note_answers(struct serve_worker *worker, size_t number)
{
    struct serve_counts *counts = &worker->counts;
    for (size_t i = 0; i < number; i++) {
        const struct rt_answer *answer = &worker->answers[i];
        if (answer->refusal == RT_ANSWERED)
            count_add(&counts->service[answer->pick.service], 1);
        else
            count_add(&counts->refused[answer->refusal], 1);
    }
    count(counts, COUNT_BATCHES, 1);
    if (number > atomic_load_explicit(&counts->of[COUNT_LARGEST], memory_order_relaxed))
        atomic_store_explicit(&counts->of[COUNT_LARGEST], number, memory_order_relaxed);
    counts->of[COUNT_RENEWALS] = worker->renewals + rt_responder_renewals(worker->responder);
}

/* What the dice say of a reply: a fault, or NULL. */
static const struct serve_fault *throw_dice(struct serve_worker *worker)
{
    const struct serve_settings *settings = worker->settings;
    if (settings->fault && serve_random(worker) % SERVE_PPM < settings->fault_ppm) {
        count(&worker->counts, COUNT_FAULTS, 1);
        return settings->fault;
    }
    if (settings->grease_ppm > 0 && serve_random(worker) % SERVE_PPM < settings->grease_ppm) {
        count(&worker->counts, COUNT_GREASE, 1);
        return serve_grease(worker);
    }
    return NULL;
}

void serve_answer(struct serve_worker *worker, enum rt_transport transport, size_t number,
                  enum serve_action *actions)
{
    static const struct serve_fault *const none = NULL;
    struct rt_instant now = serve_now(worker);
    take_up(worker, now);
    const struct serve_settings *settings = worker->settings;
    const struct serve_fault *faults[RT_TOGETHER_MAX];
    bool honest = settings->fault == none && settings->grease_ppm == 0;
    for (size_t i = 0; !honest && i < number; i++) {
        faults[i] = worker->answers[i].skip ? none : throw_dice(worker);
        if (faults[i])
            worker->answers[i].skip = true;
    }
    rt_responder_answer(worker->responder, now, transport, worker->answers, number);
    for (size_t i = 0; i < number; i++)
        actions[i] = SERVE_SEND;
    for (size_t i = 0; !honest && i < number; i++)
        if (faults[i])
            actions[i] = serve_fault_apply(worker, faults[i], now, transport, &worker->answers[i]);
    note_answers(worker, number);
}
