// SPDX-License-Identifier: BSD-2-Clause
/* What a server reads from files: secrets, which it may read again, and the list of leap seconds.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "serve/serve.h"

#define LEAP_FILE_MAX 65536

static bool known_already(const struct serve_keys *keys, const struct rt_secret *secret)
{
    for (size_t i = 0; i < keys->count; i++)
        if (memcmp(keys->secrets[i].key, secret->key, RT_KEY_SIZE) == 0)
            return true;
    return false;
}

static bool read_key(struct serve *serve, struct serve_keys *keys, const char *name)
{
    struct app *app = serve->app;
    size_t i = keys->count;
    struct rt_secret_fault fault;
    if (!rt_secret_read(app_crypto(app), name, &keys->secrets[i], &fault)) {
        app_complain(app, EXIT_INPUT, name, "%s", fault.cause);
        return false;
    }
    if (known_already(keys, &keys->secrets[i])) {
        app_complain(app, EXIT_USAGE, name, "the key was given already");
        return false;
    }
    keys->identities[i] = rt_secret_identity(&keys->secrets[i], keys->certs[i]);
    keys->count++;
    return true;
}

bool serve_read_keys(struct serve *serve, struct serve_keys *keys)
{
    struct app *app = serve->app;
    keys->count = 0;
    if (app->options.key_file_count == 0) {
        app_complain(app, EXIT_USAGE, NULL, "no --key-file; rtctl key make FILE makes one");
        return false;
    }
    if (app->options.key_file_count > RT_IDENTITIES) {
        app_complain(app, EXIT_USAGE, NULL, "more than %d keys", RT_IDENTITIES);
        return false;
    }
    for (size_t i = 0; i < app->options.key_file_count; i++)
        if (!read_key(serve, keys, app->options.key_files[i]))
            return false;
    return true;
}

void serve_wipe_keys(struct serve_keys *keys)
{
    for (size_t i = 0; i < RT_IDENTITIES; i++)
        rt_secret_wipe(&keys->secrets[i]);
}

bool serve_reread_keys(struct serve *serve, struct serve_keys *keys)
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
    if (!name)
        return true;
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    uint8_t *text = malloc(LEAP_FILE_MAX);
    errno = text ? errno : ENOMEM;
    size_t len = file && text ? fread(text, 1, LEAP_FILE_MAX, file) : 0;
    bool read = file && text && !ferror(file);
    if (!read)
        app_complain(app, EXIT_INPUT, name, "%s", strerror(errno));
    if (file && file != stdin)
        fclose(file);
    struct rt_fault fault = {RT_OK, 0};
    if (read)
        fault = rt_leapfile_parse((struct rt_view){text, len}, &serve->leapfile);
    free(text);
    if (fault.error != RT_OK)
        app_complain(app, EXIT_INPUT, name, "offset %zu: %s", fault.at, rt_error_text(fault.error));
    serve->settings.leapfile = &serve->leapfile;
    return read && fault.error == RT_OK;
}

bool serve_fault_fits(struct serve *serve, const struct serve_keys *keys)
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
