// SPDX-License-Identifier: BSD-2-Clause
/* A writer into memory, for tests of what is written. Not installed. */
#ifndef ROUGHTIME_TEST_OUTPUT_H
#define ROUGHTIME_TEST_OUTPUT_H

#include <string.h>

#include "base/test.h"
#include "files/output.h"

struct test_output {
    struct rt_output out;
    FILE *file;
    char text[65536];
};

/* Begins a line of JSON, {"rtctl":1,"type":"test"... for RT_OUTPUT_NDJSON, or text. */
static inline struct rt_output *test_output_begin(struct test_output *output,
                                                  enum rt_output_form form)
{
    output->file = fmemopen(output->text, sizeof output->text, "w");
    ck_assert_ptr_nonnull(output->file);
    rt_output_open(&output->out, output->file, form, false);
    if (form != RT_OUTPUT_TEXT)
        rt_output_record(&output->out, "test");
    return &output->out;
}

/* Ends it, and returns what was written; of JSON what stands behind `"type":"test"`, without the
 * closing brace. */
static inline const char *test_output_end(struct test_output *output)
{
    static const char head[] = "{\"rtctl\":1,\"type\":\"test\"";
    bool text = output->out.form == RT_OUTPUT_TEXT;
    if (!text)
        rt_output_record_end(&output->out);
    ck_assert_int_eq(rt_output_close(&output->out), RT_OK);
    fclose(output->file);
    if (text)
        return output->text;
    ck_assert_int_eq(strncmp(output->text, head, sizeof head - 1), 0);
    output->text[strlen(output->text) - 2] = '\0';
    return output->text + sizeof head - 1;
}

#endif
