// SPDX-License-Identifier: BSD-2-Clause
/* Collects the long-term keys that a command may use. */
#include "common/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "common/memory.h"
#include "files/key_file.h"

/* Says why a file gives no public key. */
static void complain(struct app *app, const char *name, const struct rt_key_file_fault *fault)
{
    const char *shown = strcmp(name, "-") == 0 ? "standard input" : name;
    switch (fault->cause) {
    case RT_KEY_FILE_IO:
        app_complain(app, EXIT_INPUT, shown, "%s", fault->text);
        break;
    case RT_KEY_FILE_SEED:
    case RT_KEY_FILE_DELEGATION:
        app_complain(app, EXIT_INPUT, shown,
                     "%s, which must stay with its owner; its public key is what 'rtctl key show "
                     "%s' prints",
                     fault->text, name);
        break;
    case RT_KEY_FILE_DIGITS:
        app_complain(app, EXIT_INPUT, shown,
                     "%s; its public key is what 'rtctl key show %s' prints; if they are a public "
                     "key, write it in base64, or let others read the file",
                     fault->text, name);
        break;
    case RT_KEY_FILE_NO_KEY:
        app_complain(app, EXIT_INPUT, shown, "offset %zu: not a public key: %s", fault->at,
                     fault->text);
        break;
    }
}

/* The key in a file: -k @FILE. */
static bool read_file(struct app *app, const char *name, uint8_t key[RT_KEY_SIZE])
{
    struct rt_key_file_fault fault;
    bool good = rt_key_file_read(name, key, &fault);
    if (!good)
        complain(app, name, &fault);
    return good;
}

static bool read_key(struct app *app, const char *given)
{
    uint8_t key[RT_KEY_SIZE];
    if (given[0] == '@') {
        if (!read_file(app, given + 1, key))
            return false;
    } else {
        struct rt_view view = {(const uint8_t *)given, strlen(given)};
        struct rt_fault fault = rt_key_parse(view, key);
        if (fault.error != RT_OK) {
            app_complain(app, EXIT_USAGE, given, "offset %zu: not a public key: %s", fault.at,
                         rt_error_text(fault.error));
            return false;
        }
    }
    keys_add(app, key);
    return true;
}

void keys_add(struct app *app, const uint8_t key[RT_KEY_SIZE])
{
    if (app->key_count == app->key_room) {
        size_t room = app->key_room ? 2 * app->key_room : 8;
        app->keys = memory_need(realloc(app->keys, room * sizeof *app->keys));
        app->key_room = room;
    }
    memcpy(app->keys[app->key_count++], key, RT_KEY_SIZE);
}

bool keys_read(struct app *app)
{
    for (unsigned i = 0; i < app->options.key_count; i++)
        if (!read_key(app, app->options.keys[i]))
            return false;
    return true;
}
