// SPDX-License-Identifier: BSD-2-Clause
/* Which servers are probed, where, and with which keys. */
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/server_lists.h"
#include "probe/probe.h"

/* A list that was named in a variable gives keys, but does not say by itself that all of it is to
 * be probed. */
static bool is_list_asked_for(const struct app *app)
{
    return app->options.value[OPTION_LIST] && !app->options.environment.has[OPTION_LIST];
}

static bool read_list(struct probe *probe)
{
    struct app *app = probe->app;
    const char *list = app->options.value[OPTION_LIST];
    if (!list && app->key_count > 0)
        return true;
    if (!lists_read(app, list, &probe->servers))
        return false;
    probe->have_servers = true;
    lists_complain(app, list, &probe->servers, false);
    return true;
}

static void set_listed(struct probe_target *target, const struct rt_servers_entry *server)
{
    target->name = server->name;
    target->places = server->addresses;
    target->place_count = server->address_count;
    target->key = server->key;
}

/* An argument: a server of the list, by its name or place, or a host with the key of -k. */
static bool set_argument(struct probe *probe, struct probe_target *target, const char *text,
                         size_t place)
{
    struct app *app = probe->app;
    enum rt_oddity odd;
    const struct rt_servers_entry *server =
        probe->have_servers ? rt_servers_find_place(&probe->servers, text) : NULL;
    if (server) {
        set_listed(target, server);
        return true;
    }
    if (rt_servers_address_parse(text, &target->own, &odd) != RT_ODD_NONE) {
        app_complain(app, EXIT_USAGE, text, "this is no host, and no host:port");
        return false;
    }
    if (target->own.port == 0)
        target->own.port = RT_PORT_RFC;
    target->name = text;
    target->places = &target->own;
    target->place_count = 1;
    if (app->key_count > 0)
        target->key = app->keys[app->key_count == 1 ? 0 : place];
    return true;
}

/* Everything that follows from name and key. */
static bool finish(struct probe *probe)
{
    for (size_t i = 0; i < probe->count; i++) {
        struct probe_target *target = &probe->targets[i];
        unsigned len = (unsigned)strlen(target->name);
        target->probe = probe;
        probe->jobs[i] =
            (struct rt_probe_job){.places = target->places, .place_count = target->place_count};
        if (len > probe->width)
            probe->width = len < 40 ? len : 40;
        if (target->key &&
            rt_crypto_srv(app_crypto(probe->app), target->key, target->srv) != RT_OK) {
            app_complain(probe->app, EXIT_BUG, NULL, "the SRV of a key: %s", rt_crypto_failure());
            return false;
        }
    }
    return true;
}

bool probe_targets(struct probe *probe, int argc, char **argv)
{
    struct app *app = probe->app;
    size_t given = (size_t)argc;
    if (argc == 0 && !is_list_asked_for(app)) {
        app_complain(app, EXIT_USAGE, NULL,
                     "probe takes the servers to probe: HOST[:PORT], or a list: -l FILE");
        return false;
    }
    if (app->key_count > 1 && app->key_count != given) {
        app_complain(app, EXIT_USAGE, "--key", "give one -k for all hosts, or one for each");
        return false;
    }
    if (!read_list(probe))
        return false;
    probe->count = argc > 0 ? given : probe->servers.count;
    probe->targets = memory_need(calloc(probe->count + 1, sizeof *probe->targets));
    probe->jobs = memory_need(calloc(probe->count + 1, sizeof *probe->jobs));
    probe->clocks = memory_need(calloc(probe->count + 1, sizeof *probe->clocks));
    for (size_t i = 0; i < probe->count; i++) {
        if (argc == 0)
            set_listed(&probe->targets[i], &probe->servers.list[i]);
        else if (!set_argument(probe, &probe->targets[i], argv[i], i))
            return false;
    }
    return finish(probe);
}

void probe_targets_free(struct probe *probe)
{
    for (size_t i = 0; probe->jobs && i < probe->count; i++)
        rt_probe_job_free(&probe->jobs[i]);
    free(probe->jobs);
    free(probe->clocks);
    free(probe->targets);
    if (probe->have_servers)
        rt_servers_free(&probe->servers);
}
