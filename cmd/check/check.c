// SPDX-License-Identifier: BSD-2-Clause
/* rtctl check: checks whether others keep to a version. */
#include "check/check.h"

#include <string.h>

#include "commands.h"

static const struct {
    const char *name;
    enum exit_code (*run)(struct app *app, int argc, char **argv);
} actions[] = {
    {"client", check_client},
    {"server", check_server},
};

enum exit_code check_run(struct app *app, int argc, char **argv)
{
    for (size_t i = 0; argc > 0 && i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(actions[i].name, argv[0]) == 0)
            return actions[i].run(app, argc - 1, argv + 1);
    app_complain(app, EXIT_USAGE, NULL, "check takes what to check; rtctl help check says what");
    return EXIT_USAGE;
}
