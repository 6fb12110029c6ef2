// SPDX-License-Identifier: BSD-2-Clause
/* Reads options from the command line and the environment, and lists them for the help. */
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/spelling.h"

/* getopt_long returns a row's letter, or this and the row's number where it has none. */
#define NO_LETTER 1000

static const struct option_row rows[OPTION_COUNT] = {
#define X(id, letter, name, argument, help) [OPTION_##id] = {letter, name, argument, help},
    OPTIONS(X)
#undef X
};

const struct option_row *option_row(enum option_id option)
{
    return &rows[option];
}

bool option_given(const struct options *options, enum option_id option)
{
    return options->given.has[option];
}

struct option_set option_set_without(const struct option_set *set, const struct option_set *other)
{
    struct option_set rest;
    for (int i = 0; i < OPTION_COUNT; i++)
        rest.has[i] = set->has[i] && !other->has[i];
    return rest;
}

bool option_set_empty(const struct option_set *set)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (set->has[i])
            return false;
    return true;
}

/* The tables that getopt_long wants. */
struct tables {
    char letters[2 * OPTION_COUNT + 3];
    struct option names[OPTION_COUNT + 1];
};

static void make_tables(struct tables *tables, const struct option_set *allowed,
                        bool before_command)
{
    char *letter = tables->letters;
    size_t count = 0;
    memset(tables, 0, sizeof *tables);
    if (before_command)
        *letter++ = '+';
    *letter++ = ':'; /* no messages of getopt's own, and ':' for an argument that is missing */
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &rows[i];
        if (!allowed->has[i])
            continue;
        if (row->letter) {
            *letter++ = (char)row->letter;
            if (row->argument)
                *letter++ = ':';
        }
        tables->names[count++] =
            (struct option){row->name, row->argument ? required_argument : no_argument, NULL,
                            row->letter ? row->letter : NO_LETTER + i};
    }
}

static int row_of(int found)
{
    if (found >= NO_LETTER)
        return found - NO_LETTER;
    int i = 0;
    while (rows[i].letter != found)
        i++;
    return i;
}

__attribute__((format(printf, 3, 4))) static int refuse(struct option_fault *fault,
                                                        const char *word, const char *format, ...)
{
    va_list arguments;
    snprintf(fault->word, sizeof fault->word, "%s", word);
    va_start(arguments, format);
    vsnprintf(fault->cause, sizeof fault->cause, format, arguments);
    va_end(arguments);
    return -1;
}

/* A name as it is typed, with its dashes; `name` may have "=" and an argument after it. */
struct dashed {
    char text[80];
};

static struct dashed dashed_name(const char *name)
{
    struct dashed dashed;
    int len = (int)strcspn(name, "=");
    snprintf(dashed.text, sizeof dashed.text, "--%.*s", len < 60 ? len : 60, name);
    return dashed;
}

/* Whether any command has an option of this letter, or of this name if the letter is 0. */
static bool known(const char *name, int letter)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (letter ? rows[i].letter == letter : strcmp(rows[i].name, name) == 0)
            return true;
    return false;
}

/* An option that is not allowed, abbreviated, or unknown. */
static int refuse_unknown(struct option_fault *fault, const char *word, int letter,
                          const struct option_set *allowed, const char *command)
{
    struct rt_spelling nearest = {.word = letter ? "" : word + 2};
    const char *who = command ? command : "rtctl";
    if (!command && known(word + 2, letter))
        return refuse(fault, word, "this option stands behind the command, if it takes it");
    if (command && !letter && strcmp(word + 2, rows[OPTION_VERSION].name) == 0)
        return refuse(fault, word, "this option stands alone: rtctl --version");
    for (int i = 0; i < OPTION_COUNT; i++)
        if (allowed->has[i])
            rt_spelling_try(&nearest, rows[i].name);
    if (nearest.name && !known(word + 2, letter))
        return refuse(fault, word, "%s has no such option; did you mean --%s?", who, nearest.name);
    return refuse(fault, word, "%s has no such option; rtctl help%s%.*s lists its options", who,
                  command ? " " : "", command ? (int)strcspn(command, " ") : 0,
                  command ? command : "");
}

/* Whether what getopt_long refused is the long option that it read last: one that is unknown
 * (optopt is 0), or that has an argument too many or too few. */
static bool refused_long(int found, const char *word)
{
    if (optopt == 0 || optopt >= NO_LETTER)
        return true;
    return strncmp(word, "--", 2) == 0 && known("", optopt) &&
           (found == ':' || strchr(word, '=')) &&
           strncmp(rows[row_of(optopt)].name, word + 2, strcspn(word + 2, "=")) == 0;
}

/* What getopt_long refused ('?': the option, ':': it has no argument), from what it leaves behind.
 */
static int refuse_found(struct option_fault *fault, int found, const char *last,
                        const struct option_set *allowed, const char *command)
{
    char letter[] = {'-', (char)optopt, '\0'};
    bool is_long = refused_long(found, last);
    struct dashed name = dashed_name(is_long ? last + 2 : "");
    const char *word = is_long ? name.text : letter;
    bool whole = !is_long || (optopt && strcmp(word + 2, rows[row_of(optopt)].name) == 0);
    if (found == ':' && whole)
        return refuse(fault, word, "the argument %s is missing", rows[row_of(optopt)].argument);
    if (is_long && whole)
        return refuse(fault, word, "this option takes no argument");
    return refuse_unknown(fault, word, is_long ? 0 : optopt, allowed, command);
}

/* Takes note of an option; false after too many of one kind. */
static bool take(struct options *options, int i, const char *value)
{
    options->given.has[i] = true;
    options->value[i] = value;
    if (i != OPTION_KEY && i != OPTION_KEY_FILE)
        return true;
    if (options->key_count == OPTION_REPEATS || options->key_file_count == OPTION_REPEATS)
        return false;
    if (i == OPTION_KEY)
        options->keys[options->key_count++] = value;
    else
        options->key_files[options->key_file_count++] = value;
    return true;
}

int options_parse(struct options *options, int argc, char **argv, const struct option_set *allowed,
                  const char *command, struct option_fault *fault)
{
    struct tables tables;
    int found;
    int at = -1; /* in tables.names, of a long option */
    make_tables(&tables, allowed, !command);
    optind = 0; /* glibc: start anew */
    while ((found = getopt_long(argc, argv, tables.letters, tables.names, &at)) != -1) {
        if (found == '?' || found == ':')
            return refuse_found(fault, found, argv[optind - 1], allowed, command);
        /* The word of a long option stands before its argument, or holds it. */
        const char *word = argv[optind - (optarg == argv[optind - 1] ? 2 : 1)];
        struct dashed name = dashed_name(at >= 0 ? word + 2 : "");
        if (at >= 0 && strcmp(name.text + 2, tables.names[at].name) != 0)
            return refuse_unknown(fault, name.text, 0, allowed, command);
        if (!take(options, row_of(found), optarg))
            return refuse(fault, "--key", "more than %d keys", OPTION_REPEATS);
        at = -1;
    }
    return optind;
}

static const struct {
    enum option_id option;
    const char *name;
} variables[] = {
#define X(id, name) {OPTION_##id, name},
    VARIABLES(X)
#undef X
};

#define VARIABLE_COUNT (sizeof variables / sizeof variables[0])

/* Whether what was given speaks against a variable. */
static bool overruled(const struct options *options, enum option_id option)
{
    if (option_given(options, option))
        return true;
    if (option == OPTION_OUTPUT)
        return option_given(options, OPTION_DOT) || option_given(options, OPTION_DISSECTOR);
    return (option == OPTION_KEY || option == OPTION_LIST) &&
           (option_given(options, OPTION_KEY) || option_given(options, OPTION_LIST));
}

void options_environment(struct options *options, const struct option_set *allowed)
{
    const struct options given = *options;
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        const enum option_id option = variables[i].option;
        const char *value = getenv(variables[i].name);
        if (!value || !*value || overruled(&given, option) || !allowed->has[option])
            continue;
        options->environment.has[option] = true;
        take(options, (int)option, value);
    }
}

const char *options_variable(const struct options *options, const char *value)
{
    for (size_t i = 0; value && i < VARIABLE_COUNT; i++) {
        const char *own = options->value[variables[i].option];
        if (options->environment.has[variables[i].option] &&
            (value == own || (own[0] == '@' && value == own + 1)))
            return variables[i].name;
    }
    return NULL;
}

static bool is_stdin(enum option_id option, const char *value)
{
    return strcmp(value, option == OPTION_KEY ? "@-" : "-") == 0;
}

size_t options_stdin(const struct options *options, const char *names[2])
{
    static const struct option_set read = {{OPTIONS_READ}};
    size_t count = 0;
    for (int i = 0; i < OPTION_COUNT; i++) {
        const enum option_id option = (enum option_id)i;
        size_t values = option == OPTION_KEY        ? options->key_count
                        : option == OPTION_KEY_FILE ? options->key_file_count
                                                    : options->given.has[i];
        for (size_t v = 0; read.has[i] && v < values; v++) {
            const char *value = option == OPTION_KEY        ? options->keys[v]
                                : option == OPTION_KEY_FILE ? options->key_files[v]
                                                            : options->value[i];
            if (is_stdin(option, value) && count++ < 2)
                names[count - 1] = rows[i].name;
        }
    }
    return count;
}

bool options_measure(const struct option_set *set)
{
    return set->has[OPTION_BASELINE];
}

/* What -o takes. */
static const char *forms_of(const struct option_set *set, bool tests)
{
    if (tests)
        return "text, json, ndjson, tap, junit or html";
    return options_measure(set) ? "text, json, ndjson or prometheus" : rows[OPTION_OUTPUT].help;
}

void options_help(FILE *file, const struct option_set *set, bool tests)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char name[40];
        const struct option_row *row = &rows[i];
        if (!set->has[i])
            continue;
        snprintf(name, sizeof name, "--%s%s%s", row->name, row->argument ? " " : "",
                 row->argument ? row->argument : "");
        const char *help = i == OPTION_OUTPUT ? forms_of(set, tests) : row->help;
        if (row->letter)
            fprintf(file, "  -%c, %-20s %s\n", row->letter, name, help);
        else
            fprintf(file, "      %-20s %s\n", name, help);
    }
}
