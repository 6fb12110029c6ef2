// SPDX-License-Identifier: BSD-2-Clause
/* What a server reads from files: secrets, which it may read again, and the list of leap seconds.
 */
#include <errno.h>
#include <string.h>

#include "serve/serve.h"

bool serve_read_keys(struct serve *serve, struct rt_server_files_keys *keys)
{
    struct app *app = serve->app;
    const struct options *options = &app->options;
    struct rt_server_files_fault fault;
    keys->count = 0;
    if (options->key_file_count == 0)
        app_complain(app, EXIT_USAGE, NULL, "no --key-file; rtctl key make FILE makes one");
    else if (options->key_file_count > RT_IDENTITIES)
        app_complain(app, EXIT_USAGE, NULL, "more than %d keys", RT_IDENTITIES);
    else if (!rt_server_files_keys(app_crypto(app), options->key_files, options->key_file_count,
                                   keys, &fault))
        app_complain(app, fault.error == RT_OK ? EXIT_USAGE : EXIT_INPUT, fault.name, "%s",
                     fault.cause);
    else
        return true;
    return false;
}

bool serve_reread_keys(struct serve *serve, struct rt_server_files_keys *keys)
{
    struct app *app = serve->app;
    enum exit_code code = app->code; /* of the start: a server that serves on has not failed */
    bool good = serve_read_keys(serve, keys) && serve_fault_fits(serve, keys);
    if (good && !rt_server_rekey(serve->server, keys->identities, keys->count)) {
        app_complain(app, EXIT_BUG, NULL, "%s", strerror(errno));
        good = false;
    }
    app->code = code;
    if (!good)
        app_complain(app, EXIT_GOOD, NULL, "the keys stay as they are");
    return good;
}

bool serve_read_leaps(struct serve *serve)
{
    struct app *app = serve->app;
    const char *name = app->options.value[OPTION_LEAP];
    struct rt_server_files_fault fault;
    if (!name)
        return true;
    serve->settings.leapfile = &serve->leapfile;
    if (rt_server_files_leaps(name, &serve->leapfile, &fault))
        return true;
    if (fault.error == RT_E_IO || fault.error == RT_E_NO_MEMORY)
        app_complain(app, EXIT_INPUT, name, "%s", fault.cause);
    else
        app_complain(app, EXIT_INPUT, name, "offset %zu: %s", fault.at, fault.cause);
    return false;
}

bool serve_fault_fits(struct serve *serve, const struct rt_server_files_keys *keys)
{
    const struct rt_spoil_row *fault = serve->wrong.fault;
    for (size_t i = 0; fault && i < keys->count; i++) {
        if (keys->identities[i].seed || !fault->needs_seed)
            continue;
        app_complain(serve->app, EXIT_USAGE, serve->app->options.value[OPTION_FAULT],
                     "this fault needs the seed of the long-term key, not a delegation");
        return false;
    }
    return true;
}
