// SPDX-License-Identifier: BSD-2-Clause
/*
 * Three servers of which one lies about the time, asked in a chain, each in another version. The
 * commands with which a user finds out who it was are run as if they had been typed.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/hex.h"
#include "common/keys.h"
#include "common/memory.h"
#include "demo/demo.h"

#define SERVERS 3
#define LIAR    1     /* neither that of the oldest version nor that of the newest */
#define AHEAD_S 86400 /* far more than the radius */
#define SEED    8     /* bytes */

/* What is run, as it is shown. */
struct line {
    char text[1000];
    size_t len;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    size_t room = sizeof line->text - line->len;
    va_start(arguments, format);
    int len = vsnprintf(line->text + line->len, room, format, arguments);
    va_end(arguments);
    if (len > 0)
        line->len += (size_t)len < room ? (size_t)len : room - 1;
}

static bool start(struct demo *demo)
{
    struct demo_server *servers = demo->chained;
    for (size_t i = 0; i < SERVERS; i++)
        if (!demo_server_open(demo, &servers[i], i + 1, i == LIAR ? AHEAD_S : 0) ||
            !demo_server_start(demo, &servers[i]))
            return false;
    if (demo->app->form == RT_OUTPUT_TEXT)
        rt_output_text(&demo->app->out, "\n");
    for (size_t i = 0; i < SERVERS; i++)
        demo_show_server(demo, &servers[i]);
    return true;
}

/* The options that are shown in front, of those that demo was given. */
static void add_options(struct line *line, const struct app *app)
{
    const char *versions = app->options.value[OPTION_VERSIONS];
    if (versions)
        add(line, " -V %s", versions);
    if (option_given(&app->options, OPTION_STRICT))
        add(line, " --strict");
}

/* Lets the options be those of a command that is run inside: what of them demo was given, and some
 * of its own. */
static void set_options(struct app *app, const struct option_set *own)
{
    static const struct option_set handed_on = {{OPTION_ON(OUTPUT), OPTION_ON(COLOR),
                                                 OPTION_ON(VERSIONS), OPTION_ON(STRICT),
                                                 OPTION_ON(SEED)}};
    bool *given = app->options.given.has;
    for (int i = 0; i < OPTION_COUNT; i++)
        given[i] = (given[i] && handed_on.has[i]) || own->has[i];
}

/* Runs a command that has to prove a lie; `own` are its own options. That it does is no failure of
 * demo. Without a reader it ends early. */
static enum exit_code prove(struct app *app, const struct option_set *own,
                            enum exit_code (*run)(struct app *app, int argc, char **argv), int argc,
                            char **argv)
{
    const struct options options = app->options;
    const enum exit_code before = app->code;
    set_options(app, own);
    app->code = EXIT_GOOD;
    enum exit_code code = run(app, argc, argv);
    app->options = options;
    app->code = before;
    app->key_count = 0;
    if (code == EXIT_MALFEASANCE || rt_output_failed(&app->out))
        return EXIT_GOOD;
    if (rt_crypto_failures() > 0) /* so that nothing is known of the server */
        return EXIT_BUG;
    app_complain(app, EXIT_FAILED, "chain", "the server whose clock is ahead was not found out");
    return exit_worse(code, EXIT_FAILED);
}

/* The hosts, each with the version in which it is asked: the oldest, one between, the newest. */
static void name_targets(const struct demo *demo, char targets[SERVERS][48])
{
    const struct app *app = demo->app;
    for (size_t i = 0; i < SERVERS; i++) {
        size_t place = i * (app->choice_count - 1) / (SERVERS - 1);
        snprintf(targets[i], sizeof targets[i], "127.0.0.1:%u/%s", demo->chained[i].address.at.port,
                 app->choices[place].version->name);
    }
}

static enum exit_code query(struct demo *demo, const char *file)
{
    static const struct option_set own = {{OPTION_ON(QUIET), OPTION_ON(CHAIN), OPTION_ON(SAVE)}};
    struct app *app = demo->app;
    struct line line = {.text = "", .len = 0};
    char targets[SERVERS][48], seed[RT_HEX_SIZE(SEED)], key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    char *argv[SERVERS];
    uint8_t bytes[SEED];
    const char *given = app->options.value[OPTION_SEED];
    add(&line, "query -q --chain");
    add_options(&line, app);
    /* Not the same seed: keys of demo would be nonces of query. */
    chance_draw(&demo->chance, DEMO_STREAM_SEED, 0, bytes, sizeof bytes);
    rt_hex_encode((struct rt_view){bytes, sizeof bytes}, seed);
    if (given)
        add(&line, " --seed %s", seed);
    for (size_t i = 0; i < SERVERS; i++) {
        rt_base64_encode((struct rt_view){demo->chained[i].key, RT_KEY_SIZE}, key);
        add(&line, " -k %s", key);
        keys_add(app, demo->chained[i].key);
    }
    name_targets(demo, targets);
    for (size_t i = 0; i < SERVERS; i++) {
        add(&line, " %s", targets[i]);
        argv[i] = targets[i];
    }
    add(&line, " --save");
    demo_heading(app, line.text, file);
    app->options.value[OPTION_SAVE] = file;
    app->options.value[OPTION_SEED] = given ? seed : NULL;
    return prove(app, &own, query_run, SERVERS, argv);
}

static enum exit_code verify(struct app *app, char *file)
{
    static const struct option_set own; /* none */
    struct line line = {.text = "", .len = 0};
    add(&line, "verify");
    add_options(&line, app);
    demo_heading(app, line.text, file);
    return prove(app, &own, verify_run, 1, &file);
}

static enum exit_code run(struct demo *demo)
{
    struct app *app = demo->app;
    const struct options options = app->options;
    char name[DEMO_FILE_SIZE];
    if (!demo_make_file(app, name))
        return EXIT_OUTPUT;
    enum exit_code code = query(demo, name);
    app->options = options;
    if (code == EXIT_GOOD)
        code = verify(app, name);
    unlink(name);
    return code;
}

enum exit_code demo_chain(struct demo *demo)
{
    struct app *app = demo->app;
    enum exit_code code = EXIT_GOOD;
    /* Wrong replies are no links. */
    if (demo_quiet(app) || option_given(&app->options, OPTION_FAULT))
        return code;
    demo->chained = memory_need(calloc(SERVERS, sizeof *demo->chained));
    if (start(demo))
        code = run(demo);
    for (size_t i = 0; i < SERVERS; i++) {
        demo_server_stop(&demo->chained[i]);
        demo_server_close(&demo->chained[i]);
    }
    free(demo->chained);
    demo->chained = NULL;
    return exit_worse(code, app->code);
}
