// SPDX-License-Identifier: BSD-2-Clause
/* Any bytes as a file of exchanges, in each form, and as one tree. */
#include <stdio.h>
#include <stdlib.h>

#include "base/fuzz_target.h"
#include "files/json.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

static void touch(struct rt_view view)
{
    volatile uint8_t sum = 0;
    for (size_t i = 0; i < view.len; i++)
        sum = (uint8_t)(sum + view.data[i]);
}

static void read_records(const uint8_t *data, size_t size, enum rt_json_form form)
{
    union {
        const uint8_t *in;
        void *out;
    } constant = {.in = data};
    FILE *file = fmemopen(constant.out, size, "rb");
    struct rt_json_reader *reader = rt_json_open(file, form);
    struct rt_record record;
    struct rt_record_fault fault;
    enum rt_next next = RT_NEXT_FAULT;
    uint64_t count = 0;
    while ((next = rt_json_next(reader, &record, &fault)) != RT_NEXT_END) {
        uint64_t number = next == RT_NEXT_RECORD ? record.number : fault.record;
        uint64_t at = next == RT_NEXT_RECORD ? record.at : fault.at;
        require(number == ++count && at <= size);
        if (next == RT_NEXT_FAULT) {
            require(fault.error != RT_OK && fault.cause[0] != '\0');
            continue;
        }
        require(rt_view_present(record.request) || rt_view_present(record.response));
        touch(record.request);
        touch(record.response);
        touch(record.rand);
    }
    require(count > 0);
    rt_json_close(reader);
    fclose(file);
}

static void read_tree(struct rt_view text)
{
    struct rt_json_fault fault;
    struct cJSON *tree = rt_json_parse(text, &fault);
    require(tree != NULL || (fault.error != RT_OK && fault.at <= text.len));
    require(fault.error != RT_E_NO_MEMORY); /* what the scanner passes the parser must take */
    rt_json_free(tree);
}

RT_FUZZ_TARGET("json", data, size)
{
    read_tree((struct rt_view){data, size});
    if (size == 0)
        return 0; /* fmemopen refuses it */
    read_records(data, size, RT_JSON_AUTO);
    read_records(data, size, RT_JSON_DOCUMENT);
    read_records(data, size, RT_JSON_LINES);
    read_records(data, size, RT_JSON_WORDS);
    return 0;
}
