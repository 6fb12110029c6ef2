// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command line: finds the command, reads the options, opens the writer, and sees to it that
 * what was printed has really been written.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "commands.h"
#include "common/keys.h"
#include "common/terminal.h"
#include "help/about.h"
#include "help/help.h"

/* What -o asks for; `tests`: the command makes reports of cases, `measures`: metrics. */
static bool choose_form(struct app *app, bool tests, bool measures)
{
    static const struct {
        const char *name;
        enum rt_output_form form;
        enum rt_report_form report; /* 0: none */
    } forms[] = {{"text", RT_OUTPUT_TEXT, 0},
                 {"json", RT_OUTPUT_JSON, 0},
                 {"ndjson", RT_OUTPUT_NDJSON, 0},
                 {"tap", RT_OUTPUT_TEXT, RT_REPORT_TAP},
                 {"junit", RT_OUTPUT_TEXT, RT_REPORT_JUNIT},
                 {"html", RT_OUTPUT_TEXT, RT_REPORT_HTML}};
    const char *word = app->options.value[OPTION_OUTPUT];
    app->form = RT_OUTPUT_TEXT;
    app->metrics = measures && word && strcmp(word, "prometheus") == 0;
    if (app->metrics)
        return true;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i].name, word ? word : "text") == 0 && (tests || !forms[i].report)) {
            app->form = forms[i].form;
            app->report = forms[i].report;
            return true;
        }
    }
    app_complain(app, EXIT_USAGE, word,
                 tests      ? "-o takes text, json, ndjson, tap, junit or html"
                 : measures ? "-o takes text, json, ndjson or prometheus"
                            : "-o takes text, json or ndjson");
    return false;
}

static bool choose_colour(struct app *app, bool *colour)
{
    const char *when = app->options.value[OPTION_COLOR];
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    bool dumb = !term || strcmp(term, "dumb") == 0;
    *colour = (!no_color || !*no_color) && !dumb && isatty(STDOUT_FILENO);
    if (!when || strcmp(when, "auto") == 0)
        return true;
    *colour = strcmp(when, "always") == 0;
    if (*colour || strcmp(when, "never") == 0)
        return true;
    app_complain(app, EXIT_USAGE, when, "--color takes auto, always or never");
    return false;
}

/* Whether all options given are among those of `who`, a command or its action; false after a
 * message. */
static bool allowed(struct app *app, const struct option_set *options,
                    const struct command *command, const char *who)
{
    const struct option_set wrong = option_set_without(&app->options.given, options);
    char word[40];
    int i = 0;
    if (option_set_empty(&wrong))
        return true;
    while (!wrong.has[i])
        i++;
    snprintf(word, sizeof word, "--%s", option_row((enum option_id)i)->name);
    app_complain(app, EXIT_USAGE, word, "%s has no such option; rtctl help %s lists its options",
                 who, command->name);
    return false;
}

/* Takes the action that the first argument names, if the command has actions. False after a
 * message: there is no such action, or it does not take an option that was given. */
static bool take_action(struct app *app, const struct command *command, const char *name,
                        const struct action **action)
{
    *action = name ? action_find(command, name) : NULL;
    if (*action)
        return allowed(app, &(*action)->options, command, (*action)->name);
    if (!name || !command_acts(command))
        return true;
    const char *meant = action_nearest(command, name);
    if (meant)
        app_complain(app, EXIT_USAGE, name, "%s cannot do this; did you mean %s?", command->name,
                     meant);
    else
        app_complain(app, EXIT_USAGE, name, "%s cannot do this; rtctl help %s says what it can",
                     command->name, command->name);
    return false;
}

/* How many arguments are standard input; a FILE left out is. */
static size_t stdin_arguments(const struct app *app, const struct command *command,
                              const struct action *action, int argc, char **argv)
{
    int first = action ? 1 : 0;
    size_t count = 0;
    if (command->operands != OPERANDS_FILES && !(action && action->reads_files))
        return 0;
    if (argc == 0)
        return option_given(&app->options, OPTION_REQUEST) ? 0 : 1;
    for (int i = first; i < argc; i++)
        count += strcmp(argv[i], "-") == 0;
    return count;
}

/* Whether standard input is read once at most; false after a message. */
static bool one_stdin(struct app *app, const struct command *command, const struct action *action,
                      int argc, char **argv)
{
    const char *names[2];
    size_t options = options_stdin(&app->options, names);
    size_t arguments = stdin_arguments(app, command, action, argc, argv);
    if (options + arguments < 2)
        return true;
    if (options > 1)
        app_complain(app, EXIT_USAGE, "standard input", "both --%s and --%s read it", names[0],
                     names[1]);
    else if (options == 1)
        app_complain(app, EXIT_USAGE, "standard input", "both --%s and %s read it", names[0],
                     argc == 0 ? "the command, without a file," : "an argument");
    else
        app_complain(app, EXIT_USAGE, "standard input", "it can be read only once");
    return false;
}

/* Everything that the options say before a command runs. */
static bool prepare(struct app *app, bool tests, bool measures)
{
    bool colour;
    if (!choose_form(app, tests, measures) || !choose_colour(app, &colour))
        return false;
    rt_output_open(&app->out, stdout, app->form, colour);
    if (!app->report && !app->metrics)
        rt_output_wrap(&app->out, terminal_width(STDOUT_FILENO));
    if (!app_choose(app, app->options.value[OPTION_VERSIONS]))
        return false;
    return keys_read(app);
}

/* Their functions, in the order of command_at(). */
static enum exit_code (*const runs[])(struct app *app, int argc, char **argv) = {
#define X(name, arguments, summary, options, operands, run, first, second) run,
    COMMANDS(X)
#undef X
};

static enum exit_code start(struct app *app, const struct command *command, int argc, char **argv)
{
    size_t i = 0;
    while (command_at(i) != command)
        i++;
    return runs[i](app, argc, argv);
}

static enum exit_code run(struct app *app, const struct command *command, int argc, char **argv)
{
    struct option_fault fault;
    if (!allowed(app, &command->options, command, command->name))
        return app->code;
    int first = options_parse(&app->options, argc, argv, &command->options, command->name, &fault);
    if (first < 0) {
        app_complain(app, EXIT_USAGE, fault.word, "%s", fault.cause);
        return app->code;
    }
    if (option_given(&app->options, OPTION_HELP)) {
        help_print_command(stdout, command);
        return EXIT_GOOD;
    }
    const struct action *action;
    argc -= first;
    argv += first;
    if (!take_action(app, command, argc > 0 ? argv[0] : NULL, &action))
        return app->code;
    /* An action shows the keys that it is asked for. */
    struct option_set taken = action ? action->options : command->options;
    taken.has[OPTION_KEY] = taken.has[OPTION_KEY] && !action;
    options_environment(&app->options, &taken);
    if (!one_stdin(app, command, action, argc, argv) ||
        !prepare(app, action && action->tests, options_measure(&taken)))
        return app->code;
    return exit_worse(app->code, start(app, command, argc, argv));
}

/* What the cryptographic library could not do is said, whoever asked for it. */
static void tell_failures(struct app *app)
{
    uint64_t count = rt_crypto_failures();
    if (count > 0)
        app_complain(app, EXIT_BUG, rt_crypto_library(),
                     "%" PRIu64 " %s failed, and what depends on %s is undecided: %s", count,
                     count == 1 ? "operation" : "operations", count == 1 ? "it" : "them",
                     rt_crypto_failure());
}

/* Whether everything printed has reached its reader. One that has closed the pipe, as head does,
 * knows that it has not read all, and is told so by the exit code alone. */
static enum exit_code finish(struct app *app, enum exit_code code)
{
    tell_failures(app);
    errno = 0;
    bool written = rt_output_close(&app->out) == RT_OK;
    int number = errno;
    if (fflush(stdout) != 0 && written)
        number = errno;
    if (ferror(stdout) || !written) {
        if (number != EPIPE)
            fprintf(stderr, "rtctl: standard output: %s\n", strerror(number ? number : EIO));
        code = exit_worse(code, EXIT_OUTPUT);
    }
    rt_crypto_free(app->crypto);
    free(app->keys);
    return exit_worse(code, app->code);
}

/* Without a command: what --help and --version ask for, else what there is, and wrong use. */
static enum exit_code run_none(const struct options *options)
{
    bool asked = option_given(options, OPTION_HELP);
    if (!asked && option_given(options, OPTION_VERSION)) {
        about_print(stdout);
        return EXIT_GOOD;
    }
    help_print(asked ? stdout : stderr);
    return asked ? EXIT_GOOD : EXIT_USAGE;
}

static enum exit_code run_all(struct app *app, int argc, char **argv)
{
    static const struct option_set in_front = {{OPTIONS_IN_FRONT}};
    struct option_fault fault;
    int first = options_parse(&app->options, argc, argv, &in_front, NULL, &fault);
    if (first < 0) {
        app_complain(app, EXIT_USAGE, fault.word, "%s", fault.cause);
        return EXIT_USAGE;
    }
    if (first == argc || option_given(&app->options, OPTION_VERSION))
        return run_none(&app->options);
    const struct command *command = command_find(argv[first]);
    if (command)
        return run(app, command, argc - first, argv + first);
    help_no_command(app, argv[first]);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    struct app app = {.code = EXIT_GOOD};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    rt_output_open(&app.out, stdout, RT_OUTPUT_TEXT, false);
    return (int)finish(&app, run_all(&app, argc, argv));
}
