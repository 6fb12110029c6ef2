// SPDX-License-Identifier: BSD-2-Clause
/* The tables of commands and of their actions, and finding a row. */
#include "commands.h"

#include <string.h>

#include "base/spelling.h"

/* What stands between parentheses. */
#define LIST(...) __VA_ARGS__

static const struct command commands[] = {
#define X(name, arguments, summary, options, operands, run, first, second)                         \
    {name, arguments, summary, {{LIST options}}, operands, {first, second}},
    COMMANDS(X)
#undef X
};

static const struct action actions[] = {
#define X(name, options, files, tests) {name, {{LIST options}}, files, tests},
    ACTIONS(X)
#undef X
};

const struct command *command_at(size_t i)
{
    return i < sizeof commands / sizeof commands[0] ? &commands[i] : NULL;
}

const struct action *action_at(size_t i)
{
    return i < sizeof actions / sizeof actions[0] ? &actions[i] : NULL;
}

const struct command *command_find(const char *name)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        if (strcmp(command->name, name) == 0)
            break;
    return command;
}

const char *command_nearest(const char *word)
{
    struct rt_spelling nearest = {.word = word};
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        rt_spelling_try(&nearest, command->name);
    return nearest.name;
}

const char *action_word(const struct action *action, const struct command *command)
{
    const char *text = action->name;
    for (const char *word = command->name; *word; word++)
        if (*text++ != *word)
            return NULL;
    return *text == ' ' ? text + 1 : NULL;
}

bool command_acts(const struct command *command)
{
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++)
        if (action_word(action, command))
            return true;
    return false;
}

const struct action *action_find(const struct command *command, const char *name)
{
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        const char *word = action_word(action, command);
        if (word && strcmp(word, name) == 0)
            break;
    }
    return action;
}

const char *action_nearest(const struct command *command, const char *word)
{
    struct rt_spelling nearest = {.word = word};
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        const char *own = action_word(action, command);
        if (own)
            rt_spelling_try(&nearest, own);
    }
    return nearest.name;
}
