// SPDX-License-Identifier: BSD-2-Clause
/* The words that completions offer, from the tables that have them. */
#include "help/completion.h"

#include <string.h>

#include "files/chainfile.h"
#include "files/input.h"
#include "registry.h"
#include "server/quirk.h"

/* Prints a word of a list. */
static void put(FILE *file, size_t *count, const char *word)
{
    fprintf(file, "%s%s", *count > 0 ? " " : "", word);
    ++*count;
}

static void put_values(FILE *file, enum rt_param param)
{
    const struct rt_param_row *row = rt_param_row(param);
    size_t count = 0;
    for (size_t i = 0; i < row->value_count; i++)
        put(file, &count, row->values[i].name);
}

/* Whether an older version than number v, or one of its own readings before number r, has the name.
 */
static bool seen_reading(size_t v, size_t r, const char *name)
{
    for (size_t i = 0; i <= v; i++)
        for (size_t j = 0; j < (i < v ? rt_version_readings(rt_registry[i]) : r); j++)
            if (strcmp(rt_registry[i]->readings[j].name, name) == 0)
                return true;
    return false;
}

static void put_readings(FILE *file)
{
    size_t count = 0;
    for (size_t v = 0; v < rt_registry_count; v++)
        for (size_t r = 0; r < rt_version_readings(rt_registry[v]); r++)
            if (!seen_reading(v, r, rt_registry[v]->readings[r].name))
                put(file, &count, rt_registry[v]->readings[r].name);
}

static void put_faults(FILE *file)
{
    size_t count = 0;
    put(file, &count, "help");
    for (size_t i = 0; rt_spoil_row(i); i++)
        if (rt_spoil_row(i)->reply)
            put(file, &count, rt_spoil_row(i)->name);
    for (size_t i = 0; rt_quirk_row(i); i++)
        put(file, &count, rt_quirk_row(i)->name);
}

static void put_formats(FILE *file)
{
    size_t count = 0;
    for (int i = RT_INPUT_AUTO + 1; i < RT_INPUT_FORMAT_COUNT; i++)
        put(file, &count, rt_input_format_name((enum rt_input_format)i));
}

static void put_forms(FILE *file)
{
    size_t count = 0;
#define X(id, word, text) put(file, &count, #word);
    RT_CHAIN_FORMS(X)
#undef X
}

static void put_shells(FILE *file)
{
    size_t count = 0;
#define X(name, print) put(file, &count, name);
    SHELLS(X)
#undef X
}

void completion_versions(FILE *file)
{
    size_t count = 0;
    for (size_t i = 0; i < rt_registry_count; i++)
        put(file, &count, rt_registry[i]->name);
}

void completion_commands(FILE *file)
{
    const struct command *command;
    size_t count = 0;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        put(file, &count, command->name);
}

void completion_actions(FILE *file, const struct command *command)
{
    const struct action *action;
    size_t count = 0;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++)
        if (action_word(action, command))
            put(file, &count, action_word(action, command));
}

/* Words of options that have the same ones in every command. */
static const struct {
    enum option_id option;
    void (*print)(FILE *file); /* or: */
    const char *words;
} values[] = {
    {OPTION_OUTPUT, NULL, "text json ndjson"},
    {OPTION_COLOR, NULL, "auto always never"},
    {OPTION_VERSIONS, completion_versions, NULL},
    {OPTION_AS, put_formats, NULL},
    {OPTION_TO, NULL, "rfc10049 google"},
    {OPTION_CONVERT, put_forms, NULL},
    {OPTION_REPORT_FORMAT, put_forms, NULL},
    {OPTION_READING, put_readings, NULL},
    {OPTION_FAULT, put_faults, NULL},
    {OPTION_COMPLETION, put_shells, NULL},
};

#define VALUE_COUNT (sizeof values / sizeof values[0])

void completion_words(FILE *file, enum option_id option, bool tests)
{
    if (option == OPTION_ORDER)
        put_values(file, RT_PARAM_ORDER);
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        if (values[i].option == option && values[i].print)
            values[i].print(file);
        else if (values[i].option == option)
            fputs(values[i].words, file);
    }
    if (option == OPTION_OUTPUT && tests)
        fputs(" tap junit html", file);
}

enum completion_kind completion_kind(enum option_id option)
{
    const char *argument = option_row(option)->argument;
    if (argument && strcmp(argument, "FILE") == 0)
        return COMPLETION_FILES;
    if (option == OPTION_ORDER)
        return COMPLETION_WORDS;
    for (size_t i = 0; i < VALUE_COUNT; i++)
        if (values[i].option == option)
            return COMPLETION_WORDS;
    return COMPLETION_NONE;
}

void completion_quoted(FILE *file, const char *text, const char *special)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\'", file);
        else if (strchr(special, *text))
            fputc('\\', file);
        fputc(*text, file);
    }
}
