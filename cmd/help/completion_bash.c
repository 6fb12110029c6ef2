// SPDX-License-Identifier: BSD-2-Clause
/* Completions for bash, which need nothing but bash. */
#include "help/completion.h"

/* -x|--name of an option, as a pattern of case. */
static void put_pattern(FILE *file, const struct option_row *row)
{
    if (row->letter)
        fprintf(file, "-%c|", row->letter);
    fprintf(file, "--%s", row->name);
}

/* In actions that run tests -o takes more. */
static void put_test_formats(FILE *file)
{
    const struct action *action;
    fputs("    esac\n    case \"$before $command $action\" in\n", file);
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        if (!action->tests)
            continue;
        fprintf(file, "    '-o %s'|'--output %s') words='", action->name, action->name);
        completion_words(file, OPTION_OUTPUT, true);
        fputs("' ;;\n", file);
    }
}

/* What stands after an option that takes an argument. */
static void put_arguments(FILE *file)
{
    fputs("    case $before in\n", file);
    for (int i = 0; i < OPTION_COUNT; i++) {
        const enum option_id option = (enum option_id)i;
        if (!option_row(option)->argument)
            continue;
        fputs("    ", file);
        put_pattern(file, option_row(option));
        fputs(") ", file);
        switch (completion_kind(option)) {
        case COMPLETION_NONE:
            fputs("return ;;\n", file);
            break;
        case COMPLETION_FILES:
            fputs("_rtctl_files \"$word\"; return ;;\n", file);
            break;
        case COMPLETION_WORDS:
            fputs("words='", file);
            completion_words(file, option, false);
            fputs("' ;;\n", file);
            break;
        }
    }
    put_test_formats(file);
    fputs("    esac\n"
          "    if [[ $words ]]; then\n"
          "        # The last item of a list.\n"
          "        [[ $word == *,* ]] && list=${word%,*},\n"
          "        COMPREPLY=($(compgen -P \"$list\" -W \"$words\" -- \"${word##*,}\"))\n"
          "        return\n"
          "    fi\n",
          file);
}

static void put_options(FILE *file, const char *of, const struct option_set *set)
{
    const char *separator = "";
    fprintf(file, "        '%s') words='", of);
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = option_row((enum option_id)i);
        if (!set->has[i])
            continue;
        fprintf(file, "%s--%s", separator, row->name);
        separator = " ";
    }
    fputs("' ;;\n", file);
}

static void put_all_options(FILE *file)
{
    static const struct option_set in_front = {{OPTIONS_IN_FRONT}};
    const struct command *command;
    const struct action *action;
    fputs("    if [[ $word == -* ]]; then\n        case \"$command${action:+ $action}\" in\n",
          file);
    put_options(file, "", &in_front);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        put_options(file, command->name, &command->options);
    for (size_t i = 0; (action = action_at(i)) != NULL; i++)
        put_options(file, action->name, &action->options);
    fputs("        esac\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "        return\n"
          "    fi\n",
          file);
}

static void put_operands(FILE *file, const struct command *command)
{
    switch (command->operands) {
    case OPERANDS_NONE:
        break;
    case OPERANDS_FILES:
        fputs("_rtctl_files \"$word\"; return", file);
        break;
    case OPERANDS_ACTION_FILES:
        fputs("[[ $action ]] && { _rtctl_files \"$word\"; return; }; words='", file);
        completion_actions(file, command);
        fputs("'", file);
        break;
    case OPERANDS_ACTION_HOSTS:
        fputs("[[ $action ]] && { COMPREPLY=($(compgen -A hostname -- \"$word\")); return; }; "
              "words='",
              file);
        completion_actions(file, command);
        fputs("'", file);
        break;
    case OPERANDS_HOSTS:
        fputs("COMPREPLY=($(compgen -A hostname -- \"$word\")); return", file);
        break;
    case OPERANDS_VERSIONS:
        fputs("words='", file);
        completion_versions(file);
        fputs("'", file);
        break;
    case OPERANDS_COMMANDS:
        fputs("words='", file);
        completion_commands(file);
        fputs("'", file);
        break;
    }
}

/* Finds the command and its action among the words. */
static void put_search(FILE *file)
{
    const struct command *command;
    fputs("    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case \"$command ${COMP_WORDS[i]}\" in\n",
          file);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        fprintf(file, "        ' %s') command=%s ;;\n", command->name, command->name);
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++)
        fprintf(file, "        '%s') action=${action:-${COMP_WORDS[i]}} ;;\n", action->name);
    fputs("        esac\n    done\n", file);
}

void completion_bash(FILE *file)
{
    const struct command *command;
    fputs("# bash completion for rtctl, made by rtctl help --completion bash\n"
          "_rtctl_files()\n"
          "{\n"
          "    compopt -o filenames 2>/dev/null\n"
          "    mapfile -t COMPREPLY < <(compgen -f -- \"$1\")\n"
          "}\n\n"
          "_rtctl()\n"
          "{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command='' action='' words='' list='' i\n"
          "    COMPREPLY=()\n"
          "    # --option=value is three words here.\n"
          "    if [[ $word == = ]]; then\n"
          "        word=\n"
          "    elif [[ $before == = ]]; then\n"
          "        before=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n",
          file);
    put_search(file);
    put_arguments(file);
    put_all_options(file);
    fputs("    case $command in\n    '') words='", file);
    completion_commands(file);
    fputs("' ;;\n", file);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        fprintf(file, "    %s) ", command->name);
        put_operands(file, command);
        fputs(" ;;\n", file);
    }
    fputs("    esac\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "}\n\n"
          "complete -F _rtctl rtctl\n",
          file);
}
