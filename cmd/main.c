// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command line: finds the command, reads the options, opens the writer, and sees to it that
 * what was printed has really been written.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "keys.h"
#include "registry.h"

static const struct command commands[] = {
#define X(name, arguments, summary, options, tests, run)                                           \
    {name, arguments, summary, options, tests, run},
    COMMANDS(X)
#undef X
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

struct rt_crypto *app_crypto(struct app *app)
{
    if (!app->crypto)
        app->crypto = rt_crypto_new();
    if (!app->crypto) {
        fprintf(stderr, "rtctl: %s cannot be used: %s\n", rt_crypto_library(),
                rt_crypto_failures() > 0 ? rt_crypto_failure() : rt_error_text(RT_E_NO_MEMORY));
        exit(EXIT_BUG);
    }
    return app->crypto;
}

/* Text for a terminal: no control characters. */
static void put_safe(const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < ' ' || c == 0x7f)
            fprintf(stderr, "\\x%02x", c);
        else
            fputc(c, stderr);
    }
}

void app_complain(struct app *app, enum exit_code code, const char *what, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    /* What was printed before the fault belongs before it. */
    rt_out_flush(&app->out);
    fputs("rtctl: ", stderr);
    if (what) {
        put_safe(what);
        fputs(": ", stderr);
    }
    put_safe(text);
    fputc('\n', stderr);
    app->code = exit_worse(app->code, code);
}

static void help(FILE *file)
{
    fputs("usage: rtctl [OPTION...] COMMAND [OPTION...] [ARGUMENT...]\n\n"
          "Speaks, decodes, verifies and compares every version of Roughtime.\n\ncommands:\n",
          file);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(file, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\noptions of every command:\n", file);
    options_help(file, OPTIONS_GLOBAL);
    fputs("\nrtctl COMMAND --help shows the options of a command.\n"
          "A FILE named - is standard input.\n\nexit status:\n",
          file);
#define X(id, code, text) fprintf(file, "  %2d  %s\n", code, text);
    EXITS(X)
#undef X
}

static void command_help(FILE *file, const struct command *command)
{
    fprintf(file, "usage: rtctl %s [OPTION...] %s\n\n%s\n", command->name, command->arguments,
            command->summary);
    if (command->options) {
        fputs("\noptions:\n", file);
        options_help(file, command->options);
    }
    fputs("\noptions of every command:\n", file);
    options_help(file, OPTIONS_GLOBAL);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* What -o asks for. A command that runs tests looks at app->output. */
static bool choose_form(struct app *app, bool tests)
{
    static const struct {
        const char *name;
        enum rt_out_form form;
        bool of_tests;
    } forms[] = {{"text", RT_OUT_TEXT, false},
                 {"json", RT_OUT_JSON, false},
                 {"ndjson", RT_OUT_NDJSON, false},
                 {"tap", RT_OUT_TEXT, true},
                 {"junit", RT_OUT_TEXT, true}};
    app->output = app->options.value[OPTION_OUTPUT] ? app->options.value[OPTION_OUTPUT] : "text";
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i].name, app->output) == 0 && (tests || !forms[i].of_tests)) {
            app->form = forms[i].form;
            return true;
        }
    }
    app_complain(app, EXIT_USAGE, app->output,
                 tests ? "-o takes text, json, ndjson, tap or junit"
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

/* Everything that the options say before a command runs. */
static bool prepare(struct app *app, const struct command *command)
{
    bool colour;
    if (!choose_form(app, command->tests) || !choose_colour(app, &colour))
        return false;
    rt_out_open(&app->out, stdout, app->form, colour);
    if (!app_choose(app, app->options.value[OPTION_VERSIONS]))
        return false;
    return keys_read(app);
}

static enum exit_code run(struct app *app, const struct command *command, int argc, char **argv)
{
    int first = options_parse(&app->options, argc, argv, OPTIONS_GLOBAL | command->options, false);
    if (first < 0) {
        fprintf(stderr, "rtctl: rtctl %s --help shows the options\n", command->name);
        return EXIT_USAGE;
    }
    if (option_given(&app->options, OPTION_HELP)) {
        command_help(stdout, command);
        return EXIT_GOOD;
    }
    if (!prepare(app, command))
        return app->code;
    return exit_worse(app->code, command->run(app, argc - first, argv + first));
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

/* Whether everything printed has reached its reader. */
static enum exit_code finish(struct app *app, enum exit_code code)
{
    tell_failures(app);
    errno = 0;
    bool written = rt_out_close(&app->out) == RT_OK;
    if (fflush(stdout) != 0 || ferror(stdout) || !written) {
        fprintf(stderr, "rtctl: standard output: %s\n", strerror(errno ? errno : EIO));
        code = exit_worse(code, EXIT_OUTPUT);
    }
    rt_crypto_free(app->crypto);
    free(app->keys);
    return exit_worse(code, app->code);
}

int main(int argc, char **argv)
{
    static struct app app = {.code = EXIT_GOOD};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    rt_out_open(&app.out, stdout, RT_OUT_TEXT, false);
    int first = options_parse(&app.options, argc, argv, OPTIONS_GLOBAL, true);
    if (first < 0)
        return EXIT_USAGE;
    if (first == argc) {
        bool asked = option_given(&app.options, OPTION_HELP);
        help(asked ? stdout : stderr);
        return asked ? (int)finish(&app, EXIT_GOOD) : (int)EXIT_USAGE;
    }
    const struct command *command = find_command(argv[first]);
    if (!command) {
        fputs("rtctl: ", stderr);
        put_safe(argv[first]);
        fputs(": no such command; rtctl --help lists them\n", stderr);
        return EXIT_USAGE;
    }
    return (int)finish(&app, run(&app, command, argc - first, argv + first));
}
