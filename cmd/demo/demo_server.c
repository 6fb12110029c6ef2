// SPDX-License-Identifier: BSD-2-Clause
/* Runs the server of the demo on loopback. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "demo/demo.h"

#define DAY       86400
#define SECOND_NS INT64_C(1000000000)

/* A long-term key, and a delegation from it for every version, around the time that the server
 * takes for the present. */
static bool make_keys(struct demo *demo, struct demo_server *server, uint64_t number,
                      int64_t ahead_s)
{
    struct app *app = demo->app;
    struct serve_settings *settings = &server->serve.settings;
    struct rt_secret *secret = &settings->secrets[0];
    int64_t now = time(NULL) + ahead_s;
    enum rt_error error;
    chance_draw(&demo->chance, DEMO_STREAM_LONG_TERM, number, server->long_term, RT_KEY_SIZE);
    *secret = (struct rt_secret){.kind = RT_SECRET_DELEGATION};
    chance_draw(&demo->chance, DEMO_STREAM_ONLINE, number, secret->seed, RT_KEY_SIZE);
    error = rt_crypto_public_key(server->long_term, server->key);
    memcpy(secret->key, server->key, RT_KEY_SIZE);
    for (size_t i = 0; error == RT_OK && i < settings->service_count; i++)
        error = rt_secret_delegation_add(
            app_crypto(app), secret, server->long_term, &settings->services[i].rules,
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
        settings->identities[0].seed = server->long_term;
    return true;
}

/* The versions of -V, the last of them the most preferred. */
static void settle_versions(const struct app *app, struct serve_settings *settings)
{
    for (size_t i = app->choice_count; i-- > 0;) {
        const struct rt_choice *choice = &app->choices[i];
        settings->services[settings->service_count++] = (struct rt_service){
            .version = choice->version,
            .rules = rt_version_rules(choice->version, choice->fixed ? &choice->reading : NULL),
        };
    }
}

static bool settle(struct demo *demo, struct serve_settings *settings, int64_t ahead_s)
{
    const char *fault = demo->app->options.value[OPTION_FAULT];
    *settings = (struct serve_settings){
        .radius_ns = UINT64_C(3000000000),
        .delegation_s = DAY,
        .offset_ns = ahead_s * SECOND_NS,
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
    settle_versions(demo->app, settings);
    return true;
}

bool demo_server_open(struct demo *demo, struct demo_server *server, uint64_t number,
                      int64_t ahead_s)
{
    struct serve *serve = &server->serve;
    *serve = (struct serve){.app = demo->app, .workers = &server->worker};
    server->worker = (struct serve_worker){
        .settings = &serve->settings, .address_count = 1, .epoll = -1, .stop = -1};
    for (size_t i = 0; i < SERVE_ADDRESSES; i++)
        server->worker.udp[i].fd = server->worker.listeners[i].fd = -1;
    if (!settle(demo, &serve->settings, ahead_s) || !make_keys(demo, server, number, ahead_s) ||
        !serve_add_address(serve, "127.0.0.1:0") || !serve_bind(serve))
        return false;
    if (serve_worker_prepare(&server->worker))
        return true;
    app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be made: %s",
                 strerror(errno ? errno : ENOMEM));
    return false;
}

bool demo_server_start(struct demo *demo, struct demo_server *server)
{
    struct serve_worker *worker = &server->worker;
    int error = pthread_create(&worker->thread, NULL, serve_worker_run, worker);
    worker->running = error == 0;
    if (error != 0)
        app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be started: %s",
                     strerror(error));
    return worker->running;
}

void demo_server_stop(struct demo *demo, struct demo_server *server)
{
    const uint64_t one = 1;
    struct serve_worker *worker = &server->worker;
    if (!worker->running)
        return;
    if (write(worker->stop, &one, sizeof one) < 0)
        app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be told to stop");
    else
        pthread_join(worker->thread, NULL);
    worker->running = false;
}

void demo_server_close(struct demo_server *server)
{
    if (!server->serve.app)
        return;
    serve_worker_free(&server->worker);
    serve_close(&server->serve);
    rt_secret_wipe(&server->serve.settings.secrets[0]);
    rt_secret_wipe_bytes(server->long_term, sizeof server->long_term);
}
