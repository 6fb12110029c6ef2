// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl demo: a server with a fresh key on loopback, asked in every version. The requests are sent
 * before the server's thread begins, so that they wait in its sockets and are answered together.
 */
#include "demo.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY    86400
#define ROUNDS 3 /* the system may hand over packets so late that some are answered alone */

enum demo_stream { STREAM_LONG_TERM, STREAM_ONLINE };

/* A long-term key, and a delegation from it for every version. */
static bool make_keys(struct demo *demo)
{
    struct app *app = demo->app;
    struct serve_settings *settings = &demo->serve.settings;
    struct rt_secret *secret = &settings->secrets[0];
    int64_t now = time(NULL);
    enum rt_error error;
    chance_draw(&demo->chance, STREAM_LONG_TERM, 0, demo->long_term, RT_KEY_SIZE);
    *secret = (struct rt_secret){.kind = RT_SECRET_DELEGATION};
    chance_draw(&demo->chance, STREAM_ONLINE, 0, secret->seed, RT_KEY_SIZE);
    error = rt_public_key(demo->long_term, demo->key);
    memcpy(secret->key, demo->key, RT_KEY_SIZE);
    for (size_t i = 0; error == RT_OK && i < settings->service_count; i++)
        error = rt_delegation_add(
            app_crypto(app), secret, demo->long_term, &settings->services[i].rules,
            (struct rt_instant){.seconds = now - DAY}, (struct rt_instant){.seconds = now + DAY});
    if (error == RT_E_TIME_RANGE)
        app_complain(app, EXIT_INPUT, NULL, "a version cannot tell the time of the local clock");
    else if (error != RT_OK)
        app_complain(app, EXIT_BUG, NULL, "no key can be made: %s", rt_error_text(error));
    if (error != RT_OK)
        return false;
    serve_use_secret(settings, 0);
    settings->identity_count = 1;
    /* Such a fault signs a delegation anew. */
    if (settings->fault && serve_fault_needs_seed(settings->fault))
        settings->identities[0].seed = demo->long_term;
    return true;
}

static void add_row(struct demo *demo, const struct rt_choice *choice, const struct rt_rules *rules,
                    enum rt_transport transport)
{
    struct demo_row *row = &demo->rows[demo->row_count++];
    *row = (struct demo_row){.choice = choice, .rules = *rules, .transport = transport};
    for (size_t i = 0; i < DEMO_TOGETHER; i++)
        row->fds[i] = -1;
}

/* The server speaks the versions of -V, the last of them the most preferred, and all are asked. */
static void settle_versions(struct demo *demo)
{
    struct app *app = demo->app;
    struct serve_settings *settings = &demo->serve.settings;
    demo->row_count = settings->service_count = 0;
    for (size_t i = app->choice_count; i-- > 0;) {
        const struct rt_choice *choice = &app->choices[i];
        settings->services[settings->service_count++] = (struct rt_service){
            .version = choice->version,
            .rules = rt_version_rules(choice->version, choice->fixed ? &choice->reading : NULL),
        };
    }
    for (size_t i = 0; i < app->choice_count; i++) {
        const struct rt_rules *rules = &settings->services[app->choice_count - 1 - i].rules;
        add_row(demo, &app->choices[i], rules, RT_TRANSPORT_UDP);
        if (rules->stream != RT_STREAM_NONE)
            add_row(demo, &app->choices[i], rules, RT_TRANSPORT_TCP);
    }
}

static bool settle(struct demo *demo)
{
    struct serve_settings *settings = &demo->serve.settings;
    const char *fault = demo->app->options.value[OPTION_FAULT];
    *settings = (struct serve_settings){
        .radius_ns = UINT64_C(3000000000),
        .delegation_s = DAY,
        .workers = 1,
        .batch = RT_TOGETHER_MAX,
        .udp = true,
        .tcp = true,
        .v4 = true,
        .tcp_connections = RT_CHOICES_MAX,
        .tcp_bytes = 1 << 16,
        .tcp_seconds = 10,
        .receive_buffer = 1 << 20,
        .fault = fault ? serve_fault_find(fault) : NULL,
        .fault_ppm = SERVE_PPM,
    };
    if (fault && !settings->fault) {
        app_complain(demo->app, EXIT_USAGE, fault, "no such fault; --fault help lists them");
        return false;
    }
    settle_versions(demo);
    return make_keys(demo);
}

static bool start_worker(struct demo *demo)
{
    struct serve_worker *worker = &demo->worker;
    int error = pthread_create(&worker->thread, NULL, serve_worker_run, worker);
    worker->running = error == 0;
    if (error != 0)
        app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be started: %s",
                     strerror(error));
    return worker->running;
}

static void stop_worker(struct demo *demo)
{
    const uint64_t one = 1;
    struct serve_worker *worker = &demo->worker;
    if (!worker->running)
        return;
    if (write(worker->stop, &one, sizeof one) < 0)
        app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be told to stop");
    else
        pthread_join(worker->thread, NULL);
    worker->running = false;
}

/* With the sockets bound: ask, serve, judge. */
static bool exchange(struct demo *demo)
{
    if (!serve_worker_prepare(&demo->worker)) {
        app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be made: %s",
                     strerror(errno ? errno : ENOMEM));
        return false;
    }
    clock_gettime(CLOCK_REALTIME, &demo->before);
    bool good = demo_send(demo) && start_worker(demo);
    if (good)
        demo_receive(demo);
    clock_gettime(CLOCK_REALTIME, &demo->after);
    demo_hang_up(demo);
    stop_worker(demo);
    if (good)
        demo_judge(demo);
    return good;
}

/* A whole life of the server. */
static bool serve_once(struct demo *demo)
{
    struct serve *serve = &demo->serve;
    *serve = (struct serve){.app = demo->app, .workers = &demo->worker};
    demo->worker = (struct serve_worker){
        .settings = &serve->settings, .address_count = 1, .epoll = -1, .stop = -1};
    if (!settle(demo) || !serve_add_address(serve, "127.0.0.1:0"))
        return false;
    bool good = serve_bind(serve) && exchange(demo);
    serve_worker_free(&demo->worker);
    serve_close(serve);
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
    demo_show_server(demo);
    demo_show_rows(demo);
    code = exit_worse(code, demo_reread(demo));
    code = exit_worse(code, demo->app->code);
    demo_show_summary(demo, code);
    return code;
}

enum exit_code demo_run(struct app *app, int argc, char **argv)
{
    static struct demo demo;
    const char *fault = app->options.value[OPTION_FAULT];
    demo.app = app;
    if (fault && strcmp(fault, "help") == 0) {
        serve_fault_list(&app->out);
        return EXIT_GOOD;
    }
    if (argc > 0) {
        app_complain(app, EXIT_USAGE, argv[0], "demo takes no arguments");
        return EXIT_USAGE;
    }
    if (app->key_count > 0) {
        app_complain(app, EXIT_USAGE, "-k", "demo makes a key of its own");
        return EXIT_USAGE;
    }
    enum exit_code code = run(&demo);
    rt_secret_wipe(&demo.serve.settings.secrets[0]);
    rt_wipe(demo.long_term, sizeof demo.long_term);
    return code;
}
