// SPDX-License-Identifier: BSD-2-Clause
/* Collects the long-term keys that a command may use. */
#include "common/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "common/memory.h"
#include "files/key_file.h"

/* How much of a long key is repeated in a message. */
#define SHOWN 16

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
    case RT_KEY_FILE_ML_DSA:
        app_complain(app, EXIT_GOOD, shown, "%s", fault->text);
        break;
    case RT_KEY_FILE_NO_KEY:
        app_complain(app, EXIT_INPUT, shown, "offset %zu: not a public key: %s", fault->at,
                     fault->text);
        break;
    }
}

/* The key in a file: -k @FILE. Of a key that is of no use it is said, and the others count. */
static bool read_file(struct app *app, const char *name)
{
    struct rt_key_file_fault fault;
    uint8_t key[RT_KEY_SIZE];
    bool good = rt_key_file_read(name, key, &fault);
    if (good)
        keys_add(app, key);
    else
        complain(app, name, &fault);
    return good || fault.cause == RT_KEY_FILE_ML_DSA;
}

static bool read_key(struct app *app, const char *given)
{
    uint8_t key[RT_KEY_SIZE];
    char start[SHOWN + sizeof "..."];
    struct rt_view view = {(const uint8_t *)given, strlen(given)};
    if (given[0] == '@')
        return read_file(app, given + 1);
    struct rt_fault fault = rt_key_parse(view, key, NULL);
    bool foreign = fault.error == RT_E_KEY_ML_DSA;
    if (fault.error == RT_OK) {
        keys_add(app, key);
    } else if (foreign) {
        snprintf(start, sizeof start, "%.*s...", SHOWN, given);
        app_complain(app, EXIT_GOOD, start, "%s", rt_error_text(fault.error));
    } else {
        app_complain(app, EXIT_USAGE, given, "offset %zu: not a public key: %s", fault.at,
                     rt_error_text(fault.error));
    }
    return fault.error == RT_OK || foreign;
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
    /* Who names keys trusts no others: with none that can be used nothing is to be judged. */
    bool left = app->options.key_count == 0 || app->key_count > 0;
    if (!left)
        app_complain(app, EXIT_USAGE, "-k", "no other key is given");
    return left;
}
