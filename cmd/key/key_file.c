// SPDX-License-Identifier: BSD-2-Clause
/* Reads files of secrets, and prints what is public of them. */
#include <string.h>

#include "common/version_name.h"
#include "files/secret_print.h"
#include "key/key.h"

/* What a file is called. */
static const char *name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

void key_complain(struct app *app, enum exit_code code, const char *path,
                  const struct rt_secret_fault *fault)
{
    path = name_of(path);
    if (fault->error == RT_E_CRYPTO)
        code = EXIT_BUG;
    if (fault->at > 0 || fault->error == RT_E_HEX)
        app_complain(app, code, path, "offset %zu: %s", fault->at, fault->cause);
    else
        app_complain(app, code, path, "%s", fault->cause);
}

bool key_read(struct app *app, const char *path, struct rt_secret *secret)
{
    struct rt_secret_fault fault;
    bool good = rt_secret_read(app_crypto(app), path, secret, &fault);
    if (!good)
        key_complain(app, EXIT_INPUT, path, &fault);
    return good;
}

static void check_printed(struct app *app, const char *name, enum rt_error error)
{
    if (error != RT_OK)
        app_complain(app, EXIT_BUG, name, "%s", rt_error_text(error));
}

void key_print(struct app *app, const char *path, const struct rt_secret *secret)
{
    const char *name = name_of(path);
    check_printed(app, name,
                  rt_secret_print(&app->out, app_crypto(app), version_name_all(), name, secret));
}

void key_print_public(struct app *app, const uint8_t key[RT_KEY_SIZE])
{
    check_printed(app, NULL, rt_secret_print_public(&app->out, app_crypto(app), key));
}
