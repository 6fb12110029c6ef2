// SPDX-License-Identifier: BSD-2-Clause
/* Lists what can be wrong on purpose, from the catalogues of the library (server/wrong.h). */
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
