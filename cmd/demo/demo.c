// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl demo: a server with a fresh key on loopback, asked in every version. The requests are sent
 * before the server's thread begins, so that they wait in its sockets and are answered together.
 * Then what it said is verified, and further servers make a chain.
 */
#include "demo/demo.h"

#include <string.h>
#include <time.h>

#include "rules/rules.h"

#define ROUNDS 3 /* the system may hand over packets so late that some are answered alone */

static void add_row(struct demo *demo, const struct rt_choice *choice, const struct rt_rules *rules,
                    enum rt_transport transport)
{
    demo->rows[demo->row_count++] =
        (struct demo_row){.choice = choice, .rules = *rules, .transport = transport};
}

/* All versions that the server speaks, the most preferred last. */
static void add_rows(struct demo *demo)
{
    const struct app *app = demo->app;
    const struct rt_service *services = demo->server.services;
    demo->row_count = 0;
    for (size_t i = 0; i < app->choice_count; i++) {
        const struct rt_rules *rules = &services[app->choice_count - 1 - i].rules;
        add_row(demo, &app->choices[i], rules, RT_TRANSPORT_UDP);
        if (rt_rules_over_tcp(rules))
            add_row(demo, &app->choices[i], rules, RT_TRANSPORT_TCP);
    }
}

/* With the sockets bound: ask, serve, judge. */
static bool exchange(struct demo *demo)
{
    clock_gettime(CLOCK_REALTIME, &demo->before);
    bool good = demo_send(demo) && demo_server_start(demo, &demo->server);
    if (good)
        demo_receive(demo);
    clock_gettime(CLOCK_REALTIME, &demo->after);
    demo_hang_up(demo);
    demo_server_stop(&demo->server);
    if (good)
        demo_judge(demo);
    return good;
}

/* A whole life of the server. */
static bool serve_once(struct demo *demo)
{
    bool good = demo_server_open(demo, &demo->server, 0, 0);
    if (good) {
        add_rows(demo);
        good = exchange(demo);
    }
    demo_server_close(&demo->server);
    return good;
}

/* Whether nothing is wrong but that the requests did not all wait together. */
static bool torn_apart(const struct demo *demo)
{
    bool alone = false;
    for (size_t i = 0; i < demo->row_count; i++) {
        if (demo->rows[i].state != DEMO_ALONE && demo->rows[i].state != DEMO_GOOD)
            return false;
        alone = alone || demo->rows[i].state == DEMO_ALONE;
    }
    return alone;
}

static enum exit_code code_of_rows(const struct demo *demo)
{
    enum exit_code code = EXIT_GOOD;
    size_t answered = 0;
    for (size_t i = 0; i < demo->row_count; i++)
        answered += demo->rows[i].replies > 0;
    for (size_t i = 0; i < demo->row_count; i++) {
        switch (demo->rows[i].state) {
        case DEMO_GOOD:
            break;
        case DEMO_SILENT:
            code = exit_worse(code, answered > 0 ? EXIT_SOME : EXIT_NO_ANSWER);
            break;
        case DEMO_ALONE:
        case DEMO_CLOCK:
        case DEMO_INVALID:
            code = exit_worse(code, EXIT_FAILED);
            break;
        case DEMO_UNDECIDED:
            code = exit_worse(code, EXIT_BUG);
            break;
        }
    }
    return code;
}

static enum exit_code run(struct demo *demo)
{
    bool good = chance_init(&demo->chance, demo->app);
    for (int i = 0; good && i < ROUNDS && (i == 0 || torn_apart(demo)); i++)
        good = serve_once(demo);
    if (!good)
        return demo->app->code;
    enum exit_code code = code_of_rows(demo);
    demo_show_server(demo, &demo->server);
    demo_show_rows(demo);
    code = exit_worse(code, demo_reread(demo));
    code = exit_worse(code, demo_chain(demo));
    code = exit_worse(code, demo->app->code);
    demo_show_summary(demo, code);
    return code;
}

enum exit_code demo_run(struct app *app, int argc, char **argv)
{
    struct demo demo = {.app = app};
    const char *fault = app->options.value[OPTION_FAULT];
    if (fault && strcmp(fault, "help") == 0) {
        serve_fault_list(&app->out);
        return EXIT_GOOD;
    }
    if (argc > 0) {
        app_complain(app, EXIT_USAGE, argv[0], "demo takes no arguments");
        return EXIT_USAGE;
    }
    return run(&demo);
}
