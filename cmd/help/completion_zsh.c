// SPDX-License-Identifier: BSD-2-Clause
/* Completions for zsh, with its _arguments and _describe. */
#include "help/completion.h"

/* Characters that mean something to _arguments. */
#define SPECIAL "\\[]:"

/* One option as _arguments takes it: '(-x --name)'{-x,--name}'[help]:ARGUMENT:(words)'. Those that
 * may be given again have a star. */
static void put_option(FILE *file, enum option_id option, bool tests)
{
    const struct option_row *row = option_row(option);
    bool again = option == OPTION_KEY || option == OPTION_KEY_FILE;
    if (row->letter && !again)
        fprintf(file, " \\\n        '(-%c --%s)'{-%c,--%s}'[", row->letter, row->name, row->letter,
                row->name);
    else if (row->letter)
        fprintf(file, " \\\n        '*'{-%c,--%s}'[", row->letter, row->name);
    else
        fprintf(file, " \\\n        '%s--%s[", again ? "*" : "", row->name);
    completion_quoted(file, row->help, SPECIAL);
    fputs("]", file);
    if (row->argument) {
        fputs(":", file);
        completion_quoted(file, row->argument, SPECIAL);
        switch (completion_kind(option)) {
        case COMPLETION_NONE:
            fputs(": ", file);
            break;
        case COMPLETION_FILES:
            fputs(":_files", file);
            break;
        case COMPLETION_WORDS:
            fputs(option == OPTION_VERSIONS ? ": _values -s , version " : ":(", file);
            completion_words(file, option, tests);
            fputs(option == OPTION_VERSIONS ? "" : ")", file);
            break;
        }
    }
    fputs("'", file);
}

static void put_options(FILE *file, const struct option_set *set, bool tests)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (set->has[i])
            put_option(file, (enum option_id)i, tests);
}

static void put_operands(FILE *file, const struct command *command)
{
    switch (command->operands) {
    case OPERANDS_NONE:
        break;
    case OPERANDS_FILES:
    case OPERANDS_ACTION_FILES:
        fputs(" \\\n        '*:file:_files'", file);
        break;
    case OPERANDS_ACTION_HOSTS:
    case OPERANDS_HOSTS:
        fputs(" \\\n        '*:host:_hosts'", file);
        break;
    case OPERANDS_VERSIONS:
        fputs(" \\\n        '*:version:(", file);
        completion_versions(file);
        fputs(")'", file);
        break;
    case OPERANDS_COMMANDS:
        fputs(" \\\n        ':command:(", file);
        completion_commands(file);
        fputs(")'", file);
        break;
    }
}

/* The function of an action, or of a command without actions. */
static void put_function(FILE *file, const struct command *command, const struct action *action)
{
    fprintf(file, "_rtctl_%s%s%s() {\n    _arguments -s", command->name, action ? "_" : "",
            action ? action_word(action, command) : "");
    put_options(file, action ? &action->options : &command->options, action && action->tests);
    put_operands(file, command);
    fputs("\n}\n\n", file);
}

/* The function of a command that hands over to those of its actions. */
static void put_dispatch(FILE *file, const struct command *command)
{
    fprintf(file,
            "_rtctl_%s() {\n"
            "    local state line\n"
            "    local -A opt_args\n"
            "    _arguments -s -C",
            command->name);
    put_options(file, &command->options, false);
    fputs(" \\\n        ':action:(", file);
    completion_actions(file, command);
    fprintf(file,
            ")' '*::argument:->argument'\n"
            "    [[ $state == argument ]] && _call_function ret _rtctl_%s_$line[1]\n"
            "}\n\n",
            command->name);
}

static void put_command(FILE *file, const struct command *command)
{
    const struct action *action;
    if (!command_acts(command)) {
        put_function(file, command, NULL);
        return;
    }
    for (size_t i = 0; (action = action_at(i)) != NULL; i++)
        if (action_word(action, command))
            put_function(file, command, action);
    put_dispatch(file, command);
}

void completion_zsh(FILE *file)
{
    static const struct option_set in_front = {{OPTIONS_IN_FRONT}};
    const struct command *command;
    fputs("#compdef rtctl\n# zsh completion for rtctl, made by rtctl help --completion zsh\n\n",
          file);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        put_command(file, command);
    fputs("_rtctl() {\n"
          "    local state line ret\n"
          "    local -A opt_args\n"
          "    local -a commands=(",
          file);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        fprintf(file, "\n        '%s:", command->name);
        completion_quoted(file, command->summary, SPECIAL);
        fputs("'", file);
    }
    fputs(")\n    _arguments -s -C", file);
    put_options(file, &in_front, false);
    fputs(" \\\n        ':command:->command' '*::argument:->argument'\n"
          "    case $state in\n"
          "    command) _describe command commands ;;\n"
          "    argument) _call_function ret _rtctl_$line[1] ;;\n"
          "    esac\n"
          "}\n\n"
          "_rtctl \"$@\"\n",
          file);
}
