// SPDX-License-Identifier: BSD-2-Clause
/* rtctl help, and the text of --help. */
#include "help/help.h"

#include <stdlib.h>
#include <string.h>

#include "common/terminal.h"
#include "help/completion.h"

/* Exit codes in their order of precedence. */
static const struct exit_row {
    int code;
    const char *text;
} exits[] = {
#define X(id, code, text) {code, text},
    EXITS(X)
#undef X
};

#define EXIT_COUNT (sizeof exits / sizeof exits[0])

static int by_code(const void *a, const void *b)
{
    const struct exit_row *x = a;
    const struct exit_row *y = b;
    return x->code - y->code;
}

static void print_exits(FILE *file)
{
    struct exit_row sorted[EXIT_COUNT];
    memcpy(sorted, exits, sizeof exits);
    qsort(sorted, EXIT_COUNT, sizeof sorted[0], by_code);
    fputs("\nexit status:\n", file);
    for (size_t i = 0; i < EXIT_COUNT; i++)
        fprintf(file, "  %2d  %s\n", sorted[i].code, sorted[i].text);
    fputs("\nOf several that apply the first of these is given:\n ", file);
    for (size_t i = 0; i < EXIT_COUNT; i++)
        fprintf(file, " %d%s", exits[i].code, i + 1 < EXIT_COUNT ? "," : "\n");
}

static void print_all(FILE *file, const void *nothing)
{
    static const struct option_set in_front = {{OPTIONS_IN_FRONT}};
    const struct command *command;
    (void)nothing;
    fputs("usage: rtctl [OPTION...] COMMAND [OPTION...] [ARGUMENT...]\n\n"
          "Speaks, decodes, verifies and compares every version of Roughtime.\n\ncommands:\n",
          file);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        fprintf(file, "  %-10s %s\n", command->name, command->summary);
    fputs("\noptions before a command, or behind it if it takes them:\n", file);
    options_help(file, &in_front, false);
    fputs("\nA FILE named - is standard input.\n\nexamples:\n"
          "  rtctl demo\n  rtctl verify --explain exchange.json\n",
          file);
    print_exits(file);
    fputs("\nrtctl help COMMAND shows the options of a command.\nThe manual is rtctl(1).\n", file);
}

/* The options of each action that not every action takes. */
static void print_actions(FILE *file, const struct command *command,
                          const struct option_set *common)
{
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        const struct option_set own = option_set_without(&action->options, common);
        if (!action_word(action, command) || option_set_empty(&own))
            continue;
        fprintf(file, "\noptions of %s:\n", action->name);
        options_help(file, &own, action->tests);
    }
}

static void print_command(FILE *file, const void *what)
{
    const struct command *command = what;
    struct option_set common = command->options;
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++)
        for (int o = 0; action_word(action, command) && o < OPTION_COUNT; o++)
            common.has[o] = common.has[o] && action->options.has[o];
    fprintf(file, "usage: rtctl %s [OPTION...]%s%s\n\n%s\n\noptions:\n", command->name,
            *command->arguments ? " " : "", command->arguments, command->summary);
    options_help(file, &common, false);
    print_actions(file, command, &common);
    fprintf(file, "\nexamples:\n  %s\n  %s\n\nThe manual is rtctl-%s(1).\n", command->examples[0],
            command->examples[1], command->name);
}

void help_print(FILE *file)
{
    terminal_print(file, print_all, NULL);
}

void help_print_command(FILE *file, const struct command *command)
{
    terminal_print(file, print_command, command);
}

void help_no_command(struct app *app, const char *name)
{
    const char *meant = command_nearest(name);
    if (meant)
        app_complain(app, EXIT_USAGE, name, "no such command; did you mean %s?", meant);
    else
        app_complain(app, EXIT_USAGE, name, "no such command; rtctl help lists them");
}

enum exit_code help_run(struct app *app, int argc, char **argv)
{
    const char *shell = app->options.value[OPTION_COMPLETION];
    const struct command *command = argc > 0 ? command_find(argv[0]) : NULL;
    if (argc > 1 || (shell && argc > 0))
        app_complain(app, EXIT_USAGE, argv[shell ? 0 : 1],
                     "help takes one command, or --completion SHELL");
    else if (argc == 1 && !command)
        help_no_command(app, argv[0]);
    else if (shell)
        completion_print(app, shell);
    else if (command)
        help_print_command(stdout, command);
    else
        help_print(stdout);
    return EXIT_GOOD;
}
