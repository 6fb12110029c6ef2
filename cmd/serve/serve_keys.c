// SPDX-License-Identifier: BSD-2-Clause
/* What a server reads from files: secrets, which it may read again, and the list of leap seconds.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "serve/serve.h"

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

bool serve_read_keys(struct app *app, struct serve_settings *settings)
{
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

static void wipe_keys(struct serve_settings *settings)
{
    for (size_t i = 0; i < RT_IDENTITIES; i++)
        rt_secret_wipe(&settings->secrets[i]);
}

static bool in_use(const struct serve *serve, const struct serve_settings *settings)
{
    for (size_t i = 0; i < serve->settings.workers; i++)
        if (atomic_load(&serve->workers[i].in_use) == settings ||
            atomic_load(&serve->workers[i].claimed) == settings ||
            atomic_load(&serve->workers[i].latest) == settings)
            return true;
    return false;
}

/* Frees settings that no worker has any more, of those at a place of the chain and behind it. */
static void forget_unused(const struct serve *serve, struct serve_settings **place)
{
    while (*place) {
        struct serve_settings *settings = *place;
        if (serve && in_use(serve, settings)) {
            place = &settings->older;
            continue;
        }
        *place = settings->older;
        wipe_keys(settings);
        free(settings);
    }
}

bool serve_reread_keys(struct serve *serve)
{
    struct app *app = serve->app;
    struct serve_settings *next = malloc(sizeof *next);
    enum exit_code code = app->code; /* of the start: a server that serves on has not failed */
    if (next) {
        *next = serve->settings;
        wipe_keys(next);
        next->identity_count = 0;
    }
    bool good = next && serve_read_keys(app, next) && serve_fault_fits(app, next);
    app->code = code;
    forget_unused(serve, &serve->reread);
    if (!good) {
        app_complain(app, EXIT_GOOD, NULL, "the keys stay as they are");
        if (next)
            wipe_keys(next);
        free(next);
        return false;
    }
    next->older = serve->reread;
    serve->reread = next;
    for (size_t i = 0; i < serve->settings.workers; i++)
        atomic_store(&serve->workers[i].latest, next);
    return true;
}

void serve_forget_keys(struct serve *serve)
{
    forget_unused(NULL, &serve->reread);
    wipe_keys(&serve->settings);
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
        fault = rt_leapfile_parse((struct rt_view){text, len}, &serve->settings.leapfile);
    free(text);
    if (fault.error != RT_OK)
        app_complain(app, EXIT_INPUT, name, "offset %zu: %s", fault.at, rt_error_text(fault.error));
    serve->settings.has_leapfile = true;
    return read && fault.error == RT_OK;
}

bool serve_fault_fits(struct app *app, const struct serve_settings *settings)
{
    for (size_t i = 0; settings->fault && i < settings->identity_count; i++) {
        if (settings->identities[i].seed || !serve_fault_needs_seed(settings->fault))
            continue;
        app_complain(app, EXIT_USAGE, app->options.value[OPTION_FAULT],
                     "this fault needs the seed of the long-term key, not a delegation");
        return false;
    }
    return true;
}
