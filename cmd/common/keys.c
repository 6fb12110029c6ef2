// SPDX-License-Identifier: BSD-2-Clause
/* Collects the long-term keys that a command may use. */
#include "common/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "common/key_file.h"
#include "common/memory.h"

static bool read_key(struct app *app, const char *given)
{
    uint8_t key[RT_KEY_SIZE];
    if (given[0] == '@') {
        if (!key_file_read(app, given + 1, key))
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
