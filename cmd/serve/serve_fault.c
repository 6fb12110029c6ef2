// SPDX-License-Identifier: BSD-2-Clause
/*
 * Replies with one thing wrong, for testing clients; requests that are answered otherwise, for
 * testing checkers; and grease (RFC 10049 section 7), which is some wrong replies now and then.
 * What can be wrong is in the catalogues of the library (server/spoil.h, server/quirk.h).
 */
#include "serve/serve.h"

/* A fault of replies, or of which requests are answered. */
static void put_fault(struct rt_output *out, const char *of, const char *name, const char *text)
{
    if (out->form == RT_OUTPUT_TEXT) {
        rt_output_cell(out, RT_STYLE_PLAIN, 24, name);
        rt_output_text(out, text);
        rt_output_text(out, "\n");
        return;
    }
    rt_output_record(out, "fault");
    rt_output_string(out, "of", of);
    rt_output_string(out, "name", name);
    rt_output_string(out, "text", text);
    rt_output_record_end(out);
}

void serve_fault_list(struct rt_output *out)
{
    const struct rt_spoil_row *row;
    const struct rt_quirk_row *quirk;
    for (size_t i = 0; (row = rt_spoil_row(i)) != NULL; i++)
        if (row->reply)
            put_fault(out, "replies", row->name, row->reply);
    for (size_t i = 0; (quirk = rt_quirk_row(i)) != NULL; i++)
        put_fault(out, "requests", quirk->name, quirk->text);
}

static bool thrown(const struct rt_server_turn *turn, uint32_t ppm)
{
    return rt_server_random(turn->random) % SERVE_PPM < ppm;
}

enum rt_server_action serve_change(void *context, const struct rt_server_turn *turn,
                                   struct rt_answer *answer)
{
    struct serve_wrong *wrong = context;
    if (wrong->quirk && rt_quirk_concerns(wrong->quirk, turn, answer) &&
        thrown(turn, wrong->fault_ppm)) {
        atomic_fetch_add_explicit(&wrong->faults, 1, memory_order_relaxed);
        return rt_quirk_answer(wrong->quirk, turn, answer);
    }
    if (answer->refusal != RT_ANSWERED)
        return RT_SERVER_DROP;
    if (wrong->fault && thrown(turn, wrong->fault_ppm)) {
        atomic_fetch_add_explicit(&wrong->faults, 1, memory_order_relaxed);
        return rt_spoil_answer(wrong->fault, turn, answer);
    }
    if (wrong->grease_ppm > 0 && thrown(turn, wrong->grease_ppm)) {
        atomic_fetch_add_explicit(&wrong->greased, 1, memory_order_relaxed);
        return rt_spoil_answer(rt_spoil_grease(turn->random), turn, answer);
    }
    return RT_SERVER_SEND;
}
