// SPDX-License-Identifier: BSD-2-Clause
/* Tells which packets of captures were not read. */
#include "common/unread.h"

void unread_complain(struct app *app, const char *what, const struct rt_capture_counts *counts)
{
    char text[RT_CAPTURE_COUNTS_TEXT_SIZE];
    if (*rt_capture_counts_text(counts, text))
        app_complain(app, EXIT_GOOD, what, "%s", text);
}

bool unread_any(const struct rt_capture_counts *counts)
{
    return rt_capture_counts_unread(counts) + counts->copies > 0;
}

void unread_json(struct rt_output *out, const struct rt_capture_counts *counts)
{
    if (counts->packets == 0)
        return;
    rt_output_object(out, "packets");
    rt_output_uint(out, "total", counts->packets);
    rt_output_uint(out, "other", counts->other);
    rt_output_uint(out, "copies", counts->copies);
    rt_output_uint(out, "unread", rt_capture_counts_unread(counts));
    rt_output_array(out, "reasons");
    for (int i = RT_CAPTURE_UNREAD_NONE + 1; i < RT_CAPTURE_UNREAD_COUNT; i++) {
        if (counts->unread[i] == 0)
            continue;
        rt_output_object(out, NULL);
        rt_output_string(out, "reason", rt_capture_unread_name((enum rt_capture_unread)i));
        rt_output_uint(out, "count", counts->unread[i]);
        if (i == RT_CAPTURE_UNREAD_LINK)
            rt_output_uint(out, "link", counts->link);
        rt_output_end(out);
    }
    rt_output_end(out);
    rt_output_end(out);
}

void unread_summary(struct app *app, const struct rt_capture_counts *counts)
{
    if (app->form == RT_OUTPUT_TEXT || !unread_any(counts))
        return;
    rt_output_record(&app->out, "summary");
    unread_json(&app->out, counts);
    rt_output_record_end(&app->out);
}
