// SPDX-License-Identifier: BSD-2-Clause
/* What all forms of a report need: text that waits, names, sums. */
#include <stdlib.h>

#include "files/report_internal.h"

enum rt_error rt_report_part_open(struct rt_report_part *part)
{
    part->file = open_memstream(&part->text, &part->len);
    if (!part->file)
        return RT_E_NO_MEMORY;
    rt_output_open(&part->out, part->file, RT_OUTPUT_TEXT, false);
    return RT_OK;
}

void rt_report_part_move(struct rt_report_part *part, struct rt_output *out)
{
    rt_output_flush(&part->out);
    if (rt_output_failed(&part->out))
        return;
    rt_output_view(out,
                   (struct rt_view){(uint8_t *)part->text + part->taken, part->len - part->taken});
    part->taken = part->len;
}

enum rt_error rt_report_part_close(struct rt_report_part *part)
{
    if (!part->file)
        return RT_OK;
    bool failed = rt_output_close(&part->out) != RT_OK;
    failed = fclose(part->file) != 0 || failed;
    free(part->text);
    part->file = NULL;
    return failed ? RT_E_NO_MEMORY : RT_OK;
}

uint64_t rt_report_cases(const struct rt_report_sum *sum)
{
    return sum->passed + sum->failed + sum->advised + sum->skipped;
}

const char *rt_report_level_name(enum rt_report_level level)
{
    switch (level) {
    case RT_REPORT_LEVEL_NONE:
        break;
    case RT_REPORT_MUST:
        return "MUST";
    case RT_REPORT_SHOULD:
        return "SHOULD";
    case RT_REPORT_MAY:
        return "MAY";
    }
    return "";
}

const char *rt_report_when(const struct rt_report_run *report, char text[RT_TIME_SIZE])
{
    if (report->head->when <= 0)
        return NULL;
    return rt_clock_text(RT_CLOCK_UNIX_S, (uint64_t)report->head->when, text);
}
