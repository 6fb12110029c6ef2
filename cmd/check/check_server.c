// SPDX-License-Identifier: BSD-2-Clause
/* rtctl check server: checks whether a server keeps to the versions it speaks. */
#include "check/check.h"

enum exit_code check_server(struct app *app, int argc, char **argv)
{
    (void)argv;
    if (!option_given(&app->options, OPTION_CASES) || argc > 0) {
        app_complain(app, EXIT_USAGE, NULL, "check server takes --cases and no host");
        return EXIT_USAGE;
    }
    return check_cases(app);
}
