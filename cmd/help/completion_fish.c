// SPDX-License-Identifier: BSD-2-Clause
/* Completions for fish: one line an option of a command. */
#include "help/completion.h"

#define SPECIAL "\\"

static void put_text(FILE *file, const char *text)
{
    fputs(" -d '", file);
    completion_quoted(file, text, SPECIAL);
    fputs("'\n", file);
}

static void put_option(FILE *file, const char *condition, enum option_id option, bool tests)
{
    const struct option_row *row = option_row(option);
    fprintf(file, "complete -c rtctl -n '%s'", condition);
    if (row->letter)
        fprintf(file, " -s %c", row->letter);
    fprintf(file, " -l %s", row->name);
    if (row->argument) {
        switch (completion_kind(option)) {
        case COMPLETION_NONE:
            fputs(" -x", file);
            break;
        case COMPLETION_FILES:
            fputs(" -r -F", file);
            break;
        case COMPLETION_WORDS:
            fputs(option == OPTION_VERSIONS ? " -x -a '(__fish_append , " : " -x -a '", file);
            completion_words(file, option, tests);
            fputs(option == OPTION_VERSIONS ? ")'" : "'", file);
            break;
        }
    }
    put_text(file, row->help);
}

static void put_options(FILE *file, const char *condition, const struct option_set *set, bool tests)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (set->has[i])
            put_option(file, condition, (enum option_id)i, tests);
}

static void put_operands(FILE *file, const struct command *command, const char *condition)
{
    switch (command->operands) {
    case OPERANDS_NONE:
        break;
    case OPERANDS_FILES:
    case OPERANDS_ACTION_FILES:
        fprintf(file, "complete -c rtctl -n '%s' -F\n", condition);
        break;
    case OPERANDS_ACTION_HOSTS:
    case OPERANDS_HOSTS:
        fprintf(file, "complete -c rtctl -n '%s' -a '(__fish_print_hostnames)'\n", condition);
        break;
    case OPERANDS_VERSIONS:
        fprintf(file, "complete -c rtctl -n '%s' -a '", condition);
        completion_versions(file);
        fputs("'\n", file);
        break;
    case OPERANDS_COMMANDS:
        fprintf(file, "complete -c rtctl -n '%s' -a '", condition);
        completion_commands(file);
        fputs("'\n", file);
        break;
    }
}

/* A command with actions: these first, then what each of them takes. */
static void put_actions(FILE *file, const struct command *command)
{
    const struct action *action;
    char condition[200];
    fprintf(file, "complete -c rtctl -n '__rtctl_in %s; and not __fish_seen_subcommand_from ",
            command->name);
    completion_actions(file, command);
    fputs("' -a '", file);
    completion_actions(file, command);
    fputs("'\n", file);
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        if (!action_word(action, command))
            continue;
        snprintf(condition, sizeof condition, "__rtctl_in %s; and __fish_seen_subcommand_from %s",
                 command->name, action_word(action, command));
        put_options(file, condition, &action->options, action->tests);
        put_operands(file, command, condition);
    }
}

void completion_fish(FILE *file)
{
    static const struct option_set in_front = {{OPTIONS_IN_FRONT}};
    const struct command *command;
    char condition[200];
    fputs("# fish completion for rtctl, made by rtctl help --completion fish\n"
          "function __rtctl_command\n"
          "    for word in (commandline -opc)[2..-1]\n"
          "        if contains -- $word ",
          file);
    completion_commands(file);
    fputs("\n            echo $word\n"
          "            return\n"
          "        end\n"
          "    end\n"
          "end\n"
          "function __rtctl_in\n"
          "    test \"$(__rtctl_command)\" = \"$argv[1]\"\n"
          "end\n"
          "complete -c rtctl -f\n",
          file);
    put_options(file, "__rtctl_in \"\"", &in_front, false);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        fprintf(file, "complete -c rtctl -n '__rtctl_in \"\"' -a %s", command->name);
        put_text(file, command->summary);
    }
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        snprintf(condition, sizeof condition, "__rtctl_in %s", command->name);
        if (command_acts(command)) {
            put_actions(file, command);
            continue;
        }
        put_options(file, condition, &command->options, false);
        put_operands(file, command, condition);
    }
}
