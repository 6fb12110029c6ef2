// SPDX-License-Identifier: BSD-2-Clause
/* Reports what is wrong with input: file, offset, cause. */
#include "common/input_error.h"

#include <inttypes.h>
#include <string.h>

struct rt_input *open_or_complain(struct app *app, const char *name, enum rt_input_format forced)
{
    struct rt_input_fault fault;
    struct rt_input *input = rt_input_open(name, forced, &fault);
    if (!input)
        complain_of_input(app, strcmp(name, "-") == 0 ? "standard input" : name, &fault);
    return input;
}

void complain_of_input(struct app *app, const char *file, const struct rt_input_fault *fault)
{
    if (fault->error == RT_OK && option_given(&app->options, OPTION_QUIET))
        return;
    if (fault->error == RT_OK)
        app_complain(app, EXIT_GOOD, file, "%s", fault->cause);
    else if (fault->record > 0)
        app_complain(app, EXIT_INPUT, file, "record %" PRIu64 ": offset %" PRIu64 ": %s",
                     fault->record, fault->at, fault->cause);
    else if (fault->whole)
        app_complain(app, EXIT_INPUT, file, "%s", fault->cause);
    else
        app_complain(app, EXIT_INPUT, file, "offset %" PRIu64 ": %s%s", fault->at, fault->cause,
                     fault->no_format ? "; --as FORMAT says what it is" : "");
}

bool forced_format(struct app *app, enum rt_input_format *format)
{
    const char *as = app->options.value[OPTION_AS];
    *format = as ? rt_input_format_find(as) : RT_INPUT_AUTO;
    if (as && *format == RT_INPUT_AUTO)
        app_complain(
            app, EXIT_USAGE, as,
            "--as takes hex, base64, raw, json, ndjson, pcap or pcapng; a version is forced "
            "with -V");
    return !as || *format != RT_INPUT_AUTO;
}
