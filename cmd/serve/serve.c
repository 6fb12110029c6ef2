// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl serve: every version at once, on every address given, until a signal ends it.
 */
#include "serve/serve.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "client/net.h"
#include "commands.h"
#include "common/signals.h"

/* Secrets are in memory: no core dumps. */
static void keep_no_core(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static bool drop_privileges(struct serve *serve)
{
    const char *name = serve->user;
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

/* The keys, and when all stands the word that it serves. */
static void say_serving(const struct serve *serve, const struct rt_server_files_keys *keys)
{
    const struct rt_server_print print = serve_print_of(serve);
    rt_server_print_serving(&serve->app->out, &print, keys->identities, keys->count);
    rt_output_flush(&serve->app->out);
}

static bool open_server(struct serve *serve)
{
    serve->server = rt_server_new(&serve->settings);
    if (!serve->server)
        app_complain(serve->app, EXIT_BUG, NULL, "the server cannot be made: %s", strerror(errno));
    for (size_t i = 0; serve->server && i < serve->address_count; i++) {
        if (rt_server_bind(serve->server, &serve->addresses[i]))
            continue;
        char text[RT_NET_ADDRESS_SIZE];
        int error = errno;
        rt_net_address_text(&serve->addresses[i], text);
        app_complain(serve->app, EXIT_INPUT, NULL, "%s port %u: %s", text,
                     serve->addresses[i].at.port, strerror(error));
        return false;
    }
    return serve->server;
}

static bool start_server(struct serve *serve)
{
    if (rt_server_start(serve->server))
        return true;
    app_complain(serve->app, EXIT_BUG, NULL, "the server cannot be started: %s", strerror(errno));
    return false;
}

static void reread_keys(struct serve *serve)
{
    struct rt_server_files_keys keys = {.count = 0};
    if (serve_reread_keys(serve, &keys))
        say_serving(serve, &keys);
    rt_server_files_wipe(&keys);
}

static int64_t ms_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Does what the next signal asks for, if there is one; false: that is to end. */
static bool obey(struct serve *serve, int signals, int64_t seconds)
{
    struct signalfd_siginfo signal;
    if (read(signals, &signal, sizeof signal) != sizeof signal)
        return true;
    if (signal.ssi_signo == SIGUSR1)
        serve_print_counts(serve, seconds);
    else if (signal.ssi_signo == SIGHUP)
        reread_keys(serve);
    return signal.ssi_signo == SIGUSR1 || signal.ssi_signo == SIGHUP;
}

static void wait_for_end(struct serve *serve, int signals)
{
    const int64_t start = ms_now();
    struct pollfd fds[] = {{.fd = signals, .events = POLLIN},
                           {.fd = rt_server_refusals_fd(serve->server), .events = POLLIN}};
    do {
        poll(fds, 2, serve_refused_wait(serve, ms_now()));
        serve_refused_print(serve, ms_now(), false);
    } while (obey(serve, signals, (ms_now() - start) / 1000));
    rt_server_stop(serve->server);
    serve_refused_print(serve, ms_now(), true);
    serve_print_counts(serve, (ms_now() - start) / 1000);
}

enum exit_code serve_run(struct app *app, int argc, char **argv)
{
    struct serve serve = {.app = app, .limit = {.most = SERVE_LINES, .span = 1000}};
    const char *fault = app->options.value[OPTION_FAULT];
    if (fault && strcmp(fault, "help") == 0) {
        serve_fault_list(&app->out);
        return EXIT_GOOD;
    }
    keep_no_core();
    int signals = signals_hold(SIGUSR1);
    if (signals < 0)
        app_complain(app, EXIT_BUG, NULL, "signals cannot be read: %s", strerror(errno));
    bool good = signals >= 0 && serve_options(&serve, argc, argv) && open_server(&serve) &&
                drop_privileges(&serve) && start_server(&serve);
    if (good) {
        rt_server_print_listening(&app->out, serve.addresses, serve.address_count,
                                  serve.settings.udp, serve.settings.tcp);
        say_serving(&serve, &serve.keys);
    }
    rt_server_files_wipe(&serve.keys);
    if (good)
        wait_for_end(&serve, signals);
    rt_server_free(serve.server);
    if (signals >= 0)
        close(signals);
    return EXIT_GOOD;
}
