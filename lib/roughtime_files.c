// SPDX-License-Identifier: BSD-2-Clause
/* The front door to files: the links of a report become those of a chain. */
#include "roughtime-files.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "files/json.h"
#include "parts.h"

/* A report while it is read. */
struct reading {
    struct rt_json_reader *reader;
    struct rt_chain *links;
    size_t before;   /* links that the chain had */
    uint64_t report; /* that is read; 0: none yet */
    struct roughtime_file_fault fault;
};

/* Takes note of a fault. Returns the value of errno for it. */
__attribute__((format(printf, 4, 5))) static int refuse(struct reading *reading, int error,
                                                        uint64_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reading->fault.cause, sizeof reading->fault.cause, format, args);
    va_end(args);
    reading->fault.offset = offset;
    return error;
}

static int refuse_record(struct reading *reading, const struct rt_record_fault *fault)
{
    int error = fault->error == RT_E_IO ? EIO : fault->error == RT_E_NO_MEMORY ? ENOMEM : EBADMSG;
    return refuse(reading, error, fault->at, "%s", fault->cause);
}

/* Takes a record; 0, or the value of errno. */
static int take(struct reading *reading, struct roughtime_chain *chain,
                const struct rt_record *record)
{
    const struct rt_chain_input link = {
        .packets = rt_record_exchange(record),
        .form = record->form,
    };
    if (record->form == RT_FORM_NONE)
        return refuse(reading, EBADMSG, record->at, "this exchange is no link of a chain");
    if (reading->report != 0 && reading->report != record->report)
        return refuse(reading, EBADMSG, record->at, "a second chain begins");
    reading->report = record->report;
    enum rt_error error = rt_parts_chain_add(chain, &link, record->version);
    if (error == RT_OK)
        return 0;
    const size_t number = rt_chain_count(reading->links) - reading->before + 1;
    if (error == RT_E_UNKNOWN_VERSION)
        return refuse(reading, EBADMSG, record->at, "link %zu: \"version\" is \"%.100s\": %s",
                      number, record->version, rt_error_text(error));
    if (error == RT_E_TOO_LARGE)
        return refuse(reading, E2BIG, record->at, "link %zu: the chain has %d links already",
                      number, RT_CHAIN_LINKS_MAX);
    return refuse(reading, ENOMEM, record->at, "%s", rt_error_text(error));
}

/* Adds all links; 0, or the value of errno. */
static int read_links(struct reading *reading, struct roughtime_chain *chain)
{
    struct rt_record record;
    struct rt_record_fault fault;
    int error = 0;
    while (error == 0) {
        switch (rt_json_next(reading->reader, &record, &fault)) {
        case RT_NEXT_END:
            return 0;
        case RT_NEXT_RECORD:
            error = take(reading, chain, &record);
            break;
        case RT_NEXT_FAULT:
            error = refuse_record(reading, &fault);
            break;
        }
    }
    return error;
}

/* Reads an open file; 0, or the value of errno. */
static int read_file(struct reading *reading, struct roughtime_chain *chain, FILE *file)
{
    reading->reader = rt_json_open(file, RT_JSON_AUTO);
    if (!reading->reader)
        return refuse(reading, ENOMEM, 0, "%s", rt_error_text(RT_E_NO_MEMORY));
    int error = read_links(reading, chain);
    rt_json_close(reading->reader);
    if (error != 0)
        rt_chain_cut(reading->links, reading->before);
    return error;
}

bool roughtime_chain_add_file(struct roughtime_chain *chain, const char *path,
                              struct roughtime_file_fault *fault)
{
    struct rt_chain *links = rt_parts_chain(chain);
    struct reading reading = {.links = links, .before = rt_chain_count(links)};
    FILE *file = fopen(path, "rbe");
    int error = file ? read_file(&reading, chain, file) : errno;
    if (file)
        fclose(file);
    else
        refuse(&reading, error, 0, "the file cannot be opened");
    if (error != 0 && fault)
        *fault = reading.fault;
    errno = error != 0 ? error : errno;
    return error == 0;
}
