// SPDX-License-Identifier: BSD-2-Clause
/* Reads numbers and seconds of the command line. */
#include "common/number_arg.h"

#include "base/decimal.h"

bool number_arg_seconds(struct app *app, enum option_id option, uint64_t *ns)
{
    const char *text = app->options.value[option];
    if (!text || (rt_decimal_scaled(text, 9, NUMBER_ARG_SECONDS_MOST, ns) && *ns > 0))
        return true;
    app_complain(app, EXIT_USAGE, text, "--%s takes seconds, more than 0 and at most %d",
                 option_row(option)->name, NUMBER_ARG_SECONDS_MOST);
    return false;
}

bool number_arg(struct app *app, enum option_id option, uint64_t least, uint64_t most,
                uint64_t *value)
{
    const char *text = app->options.value[option];
    if (!text || (rt_decimal_whole(text, most, value) && *value >= least))
        return true;
    app_complain(app, EXIT_USAGE, text, "--%s takes a number from %u to %u",
                 option_row(option)->name, (unsigned)least, (unsigned)most);
    return false;
}
