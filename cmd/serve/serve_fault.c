// SPDX-License-Identifier: BSD-2-Clause
/*
 * Replies with one thing wrong, for testing clients; and grease (RFC 10049 section 7), which is
 * some of them now and then. What can be wrong is in the catalogue of the library
 * (server/spoil.h).
 */
#include "serve/serve.h"

void serve_fault_list(struct rt_output *out)
{
    const struct rt_spoil_row *row;
    for (size_t i = 0; (row = rt_spoil_row(i)) != NULL; i++) {
        if (!row->reply)
            continue;
        if (out->form == RT_OUTPUT_TEXT) {
            rt_output_cell(out, RT_STYLE_PLAIN, 20, row->name);
            rt_output_text(out, row->reply);
            rt_output_text(out, "\n");
            continue;
        }
        rt_output_record(out, "fault");
        rt_output_string(out, "name", row->name);
        rt_output_string(out, "text", row->reply);
        rt_output_record_end(out);
    }
}

static bool thrown(const struct rt_server_turn *turn, uint32_t ppm)
{
    return rt_server_random(turn->random) % SERVE_PPM < ppm;
}

enum rt_server_action serve_change(void *context, const struct rt_server_turn *turn,
                                   struct rt_answer *answer)
{
    struct serve_wrong *wrong = context;
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
