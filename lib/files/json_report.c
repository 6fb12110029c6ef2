// SPDX-License-Identifier: BSD-2-Clause
/* What all parts of the reader of exchanges need: the text, and a fault in it. */
#include <inttypes.h>
#include <stdarg.h>

#include "files/json_internal.h"

struct rt_view rt_json_text(const struct rt_json_reader *reader)
{
    return rt_json_lines_text(&reader->lines);
}

enum rt_next rt_json_report(struct rt_json_reader *reader, enum rt_error error, size_t at,
                            const char *format, ...)
{
    struct rt_record_fault *fault = reader->fault;
    size_t used = 0, size = sizeof fault->cause;
    fault->error = error;
    fault->record = reader->records;
    fault->report = reader->group;
    fault->at = reader->lines.base + at;
    if (reader->form != RT_FORM_NONE && reader->links > 0)
        used = (size_t)snprintf(fault->cause, size, "link %" PRIu64 ": ", reader->links);
    va_list args;
    va_start(args, format);
    vsnprintf(fault->cause + used, size - used, format, args);
    va_end(args);
    return RT_NEXT_FAULT;
}
