// SPDX-License-Identifier: BSD-2-Clause
/* Finds the completions that a shell reads. */
#include "help/completion.h"

#include <string.h>

static const struct {
    const char *name;
    void (*print)(FILE *file);
} shells[] = {
#define X(name, print) {name, print},
    SHELLS(X)
#undef X
};

#define SHELL_COUNT (sizeof shells / sizeof shells[0])

void completion_print(struct app *app, const char *shell)
{
    for (size_t i = 0; i < SHELL_COUNT; i++) {
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].print(stdout);
            return;
        }
    }
    app_complain(app, EXIT_USAGE, shell, "--completion takes bash, zsh or fish");
}
