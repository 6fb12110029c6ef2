// SPDX-License-Identifier: BSD-2-Clause
/* What the forms of rtctl versions share: a reading, a heading. */
#include "versions/versions.h"

#include <stdio.h>

void versions_reading_text(struct rt_output *out, const char *version,
                           const struct rt_reading *reading)
{
    char name[64];
    char settings[RT_READING_SIZE];
    snprintf(name, sizeof name, "%s/%s", version, reading->name);
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, 18, name);
    rt_output_print(out, "%s\n", rt_reading_text(reading, settings));
    rt_output_spaces(out, 20);
    rt_output_styled(out, RT_STYLE_DIM, reading->source);
    rt_output_text(out, "\n");
}

void versions_heading(struct rt_output *out, const char *text)
{
    rt_output_text(out, "\n");
    rt_output_styled(out, RT_STYLE_HEAD, text);
    rt_output_text(out, "\n");
}

void versions_shows_text(struct rt_output *out)
{
    versions_heading(out, "where a difference shows");
    for (int shows = RT_SHOWS_FORGOTTEN + 1; shows < RT_SHOWS_COUNT; shows++) {
        const struct rt_value_row *row = rt_shows_row((enum rt_shows)shows);
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, 10, row->name);
        rt_output_print(out, "%s\n", row->text);
    }
}
