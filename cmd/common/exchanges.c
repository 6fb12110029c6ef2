// SPDX-License-Identifier: BSD-2-Clause
/* Opens the files of the command line as a stream of exchanges, and reports what is wrong with
 * them. */
#include "common/exchanges.h"

#include "common/input_error.h"
#include "common/memory.h"

struct rt_exchanges *exchanges_open(struct app *app, int argc, char **argv)
{
    enum rt_input_format forced;
    bool request = option_given(&app->options, OPTION_REQUEST);
    bool response = option_given(&app->options, OPTION_RESPONSE);
    if (!forced_format(app, &forced))
        return NULL;
    if (request != response || (request && argc > 0)) {
        app_complain(app, EXIT_USAGE, NULL,
                     "--request and --response go together, without other files");
        return NULL;
    }
    if (request)
        return memory_need(rt_exchanges_open_pair(app_crypto(app), forced,
                                                  app->options.value[OPTION_REQUEST],
                                                  app->options.value[OPTION_RESPONSE]));
    return memory_need(rt_exchanges_open(app_crypto(app), forced, argv, (size_t)argc));
}

bool exchanges_next(struct app *app, struct rt_exchanges *exchanges, struct rt_exchange *exchange)
{
    struct rt_exchanges_fault fault;
    enum rt_next next;
    while ((next = rt_exchanges_next(exchanges, exchange, &fault)) == RT_NEXT_FAULT) {
        if (fault.input.error == RT_E_NO_MEMORY)
            memory_need(NULL);
        complain_of_input(app, fault.file, &fault.input);
    }
    return next == RT_NEXT_RECORD;
}
