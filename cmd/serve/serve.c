// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl serve: every version at once, on every address given, until a signal ends it.
 */
#include "serve/serve.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/base64.h"
#include "commands.h"
#include "common/names.h"

/* Secrets are in memory: no core dumps. */
static void keep_no_core(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static bool drop_privileges(struct serve *serve)
{
    const char *name = serve->settings.user;
    if (!name)
        return true;
    errno = 0;
    const struct passwd *user = getpwnam(name);
    if (!user) {
        app_complain(serve->app, EXIT_USAGE, name, "%s", errno ? strerror(errno) : "no such user");
        return false;
    }
    if (initgroups(name, user->pw_gid) == 0 && setgid(user->pw_gid) == 0 &&
        setuid(user->pw_uid) == 0 && (user->pw_uid == 0 || setuid(0) != 0))
        return true;
    app_complain(serve->app, EXIT_INPUT, name, "--user: %s", strerror(errno ? errno : EPERM));
    return false;
}

static void say_listening(struct serve *serve)
{
    struct rt_output *out = &serve->app->out;
    const struct serve_settings *settings = &serve->settings;
    for (size_t i = 0; i < serve->address_count; i++) {
        char text[INET6_ADDRSTRLEN + 16];
        uint16_t port = serve_address_text(&serve->addresses[i], text);
        if (out->form == RT_OUTPUT_TEXT) {
            rt_output_print(out, "listening on %s port %u%s%s\n", text, port,
                            settings->udp ? " udp" : "", settings->tcp ? " tcp" : "");
            continue;
        }
        rt_output_record(out, "listening");
        rt_output_string(out, "address", text);
        rt_output_uint(out, "port", port);
        rt_output_bool(out, "udp", settings->udp);
        rt_output_bool(out, "tcp", settings->tcp);
        rt_output_record_end(out);
    }
}

/* The keys, and when all stands the word that it serves. */
static void say_serving(struct serve *serve, const struct serve_settings *settings)
{
    struct rt_output *out = &serve->app->out;
    bool text = out->form == RT_OUTPUT_TEXT;
    if (!text) {
        rt_output_record(out, "serving");
        rt_output_array(out, "keys");
    }
    for (size_t i = 0; i < settings->identity_count; i++) {
        char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
        rt_base64_encode((struct rt_view){settings->identities[i].key, RT_KEY_SIZE}, key);
        if (text)
            rt_output_print(out, "key %s\n", key);
        else
            rt_output_string(out, NULL, key);
    }
    if (!text) {
        rt_output_end(out);
        rt_output_array(out, "versions");
        for (size_t i = settings->service_count; i-- > 0;)
            if (!settings->services[i].unlisted)
                rt_output_string(out, NULL, settings->services[i].version->name);
        rt_output_end(out);
        rt_output_record_end(out);
    }
    rt_output_flush(out);
}

static void say_counts(struct serve *serve, int64_t seconds)
{
    struct serve_counts sum = {.of = {0}};
    for (size_t i = 0; i < serve->settings.workers; i++)
        serve_counts_sum(&sum, &serve->workers[i].counts);
    serve_counts_print(&serve->app->out, &sum, serve->settings.services,
                       serve->settings.service_count, seconds);
    rt_output_flush(&serve->app->out);
}

static bool start_workers(struct serve *serve)
{
    for (size_t i = 0; i < serve->settings.workers; i++) {
        struct serve_worker *worker = &serve->workers[i];
        if (!serve_worker_prepare(worker)) {
            app_complain(serve->app, EXIT_BUG, NULL, "a worker cannot be made: %s",
                         strerror(errno ? errno : ENOMEM));
            return false;
        }
    }
    for (size_t i = 0; i < serve->settings.workers; i++) {
        struct serve_worker *worker = &serve->workers[i];
        int error = pthread_create(&worker->thread, NULL, serve_worker_run, worker);
        if (error != 0) {
            app_complain(serve->app, EXIT_BUG, NULL, "a worker cannot be started: %s",
                         strerror(error));
            return false;
        }
        worker->running = true;
    }
    return true;
}

static void stop_workers(struct serve *serve)
{
    const uint64_t one = 1;
    for (size_t i = 0; i < serve->settings.workers; i++)
        if (serve->workers[i].running && write(serve->workers[i].stop, &one, sizeof one) < 0)
            app_complain(serve->app, EXIT_BUG, NULL, "a worker cannot be told to stop");
    for (size_t i = 0; i < serve->settings.workers; i++)
        if (serve->workers[i].running)
            pthread_join(serve->workers[i].thread, NULL);
}

/* Signals that end or ask; the workers, made after this, never see them. */
static void hold_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGUSR1);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
}

static void wait_for_end(struct serve *serve, const sigset_t *set)
{
    int64_t start = serve_ticks();
    for (;;) {
        int signal = sigwaitinfo(set, NULL);
        if (signal == SIGUSR1)
            say_counts(serve, (serve_ticks() - start) / 1000);
        else if (signal == SIGHUP && serve_reread_keys(serve))
            say_serving(serve, serve->reread);
        else if (signal == SIGINT || signal == SIGTERM)
            break;
    }
    stop_workers(serve);
    say_counts(serve, (serve_ticks() - start) / 1000);
}

static bool make_workers(struct serve *serve)
{
    serve->workers = calloc(serve->settings.workers, sizeof *serve->workers);
    for (size_t i = 0; serve->workers && i < serve->settings.workers; i++) {
        serve->workers[i].settings = &serve->settings;
        serve->workers[i].address_count = serve->address_count;
        serve->workers[i].epoll = serve->workers[i].stop = -1;
    }
    if (!serve->workers)
        app_complain(serve->app, EXIT_BUG, NULL, "out of memory");
    return serve->workers;
}

enum exit_code serve_run(struct app *app, int argc, char **argv)
{
    struct serve serve = {.app = app};
    sigset_t signals;
    const char *fault = app->options.value[OPTION_FAULT];
    if (fault && strcmp(fault, "help") == 0) {
        serve_fault_list(&app->out);
        return EXIT_GOOD;
    }
    keep_no_core();
    hold_signals(&signals);
    if (serve_options(&serve, argc, argv) && make_workers(&serve)) {
        bool good = serve_bind(&serve) && drop_privileges(&serve) && start_workers(&serve);
        if (good) {
            say_listening(&serve);
            say_serving(&serve, &serve.settings);
            wait_for_end(&serve, &signals);
        } else {
            stop_workers(&serve);
        }
        for (size_t i = 0; i < serve.settings.workers; i++)
            serve_worker_free(&serve.workers[i]);
        serve_close(&serve);
        free(serve.workers);
    }
    serve_forget_keys(&serve);
    return EXIT_GOOD;
}
