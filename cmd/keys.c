// SPDX-License-Identifier: BSD-2-Clause
#include "keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define KEY_FILE_MAX 4096

/* The text of a key file; false after a message. */
static bool read_file(struct app *app, const char *name, char text[KEY_FILE_MAX], size_t *len)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    *len = file ? fread(text, 1, KEY_FILE_MAX, file) : 0;
    bool good = file && !ferror(file);
    if (!good)
        app_complain(app, EXIT_INPUT, name, "%s", strerror(errno));
    if (file && file != stdin)
        fclose(file);
    return good;
}

static bool read_key(struct app *app, const char *given)
{
    char text[KEY_FILE_MAX];
    uint8_t key[RT_KEY_SIZE];
    struct rt_view view = {(const uint8_t *)given, strlen(given)};
    bool from_file = given[0] == '@';
    if (from_file) {
        if (!read_file(app, given + 1, text, &view.len))
            return false;
        view.data = (const uint8_t *)text;
    }
    struct rt_fault fault = rt_key_parse(view, key);
    if (fault.error != RT_OK) {
        app_complain(app, from_file ? EXIT_INPUT : EXIT_USAGE, from_file ? given + 1 : given,
                     "offset %zu: not a public key: %s", fault.at, rt_error_text(fault.error));
        return false;
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

bool keys_have(const struct app *app, const uint8_t key[RT_KEY_SIZE])
{
    for (size_t i = 0; i < app->key_count; i++)
        if (memcmp(app->keys[i], key, RT_KEY_SIZE) == 0)
            return true;
    return false;
}

bool keys_read(struct app *app)
{
    for (unsigned i = 0; i < app->options.key_count; i++)
        if (!read_key(app, app->options.keys[i]))
            return false;
    return true;
}
