// SPDX-License-Identifier: BSD-2-Clause
/* What a server reads from files before it starts: secrets, and the list of leap seconds. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "serve.h"

#define LEAP_FILE_MAX 65536

void serve_use_secret(struct serve_settings *settings, size_t i)
{
    const struct rt_secret *secret = &settings->secrets[i];
    bool whole = secret->kind == RT_SECRET_SEED;
    for (size_t c = 0; c < secret->cert_count; c++) {
        const struct rt_cert *cert = &secret->certs[c];
        settings->certs[i][c] = (struct rt_ready_cert){
            cert->cert_context, cert->context_nul, cert->clock,
            cert->mint,         cert->maxt,        {cert->bytes, cert->len},
        };
    }
    settings->identities[i] = (struct rt_identity){
        .key = secret->key,
        .seed = whole ? secret->seed : NULL,
        .online = whole ? NULL : secret->seed,
        .certs = settings->certs[i],
        .cert_count = secret->cert_count,
    };
}

static bool known_already(const struct serve_settings *settings, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (memcmp(settings->secrets[j].key, settings->secrets[i].key, RT_KEY_SIZE) == 0)
            return true;
    return false;
}

bool serve_read_keys(struct serve *serve)
{
    struct app *app = serve->app;
    struct serve_settings *settings = &serve->settings;
    if (app->options.key_file_count == 0) {
        app_complain(app, EXIT_USAGE, NULL, "no --key-file; rtctl key make FILE makes one");
        return false;
    }
    if (app->options.key_file_count > RT_IDENTITIES) {
        app_complain(app, EXIT_USAGE, NULL, "more than %d keys", RT_IDENTITIES);
        return false;
    }
    for (size_t i = 0; i < app->options.key_file_count; i++) {
        const char *name = app->options.key_files[i];
        struct rt_secret_fault fault;
        if (!rt_secret_read(app_crypto(app), name, &settings->secrets[i], &fault)) {
            app_complain(app, EXIT_INPUT, name, "%s", fault.cause);
            return false;
        }
        if (known_already(settings, i)) {
            app_complain(app, EXIT_USAGE, name, "the key was given already");
            return false;
        }
        serve_use_secret(settings, i);
        settings->identity_count = i + 1;
    }
    return true;
}

bool serve_read_leaps(struct serve *serve)
{
    struct app *app = serve->app;
    const char *name = app->options.value[OPTION_LEAP];
    if (!name)
        return true;
    FILE *file = fopen(name, "r");
    uint8_t *text = malloc(LEAP_FILE_MAX);
    errno = text ? errno : ENOMEM;
    size_t len = file && text ? fread(text, 1, LEAP_FILE_MAX, file) : 0;
    bool read = file && text && !ferror(file);
    if (!read)
        app_complain(app, EXIT_INPUT, name, "%s", strerror(errno));
    if (file)
        fclose(file);
    struct rt_fault fault = {RT_OK, 0};
    if (read)
        fault = rt_leapfile_parse((struct rt_view){text, len}, &serve->settings.leapfile);
    free(text);
    if (fault.error != RT_OK)
        app_complain(app, EXIT_INPUT, name, "offset %zu: %s", fault.at, rt_error_text(fault.error));
    serve->settings.has_leapfile = true;
    return read && fault.error == RT_OK;
}
