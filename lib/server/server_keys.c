// SPDX-License-Identifier: BSD-2-Clause
/* Copies the keys of a server, exchanges them while it runs, and wipes them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/server_internal.h"

static bool fits(const struct rt_identity *identity)
{
    bool good = identity->key && (identity->seed || identity->online) &&
                identity->cert_count <= RT_KEPT_CERTS;
    for (size_t i = 0; good && i < identity->cert_count; i++)
        good = identity->certs[i].bytes.len <= RT_CERT_MAX;
    return good;
}

static const uint8_t *copy_key(const uint8_t *from, uint8_t room[RT_KEY_SIZE])
{
    if (!from)
        return NULL;
    memcpy(room, from, RT_KEY_SIZE);
    return room;
}

static void copy_identity(struct rt_server_keys *keys, size_t i, const struct rt_identity *from)
{
    keys->identities[i] = (struct rt_identity){
        .key = copy_key(from->key, keys->key[i]),
        .seed = copy_key(from->seed, keys->seed[i]),
        .online = copy_key(from->online, keys->online[i]),
        .certs = keys->certs[i],
        .cert_count = from->cert_count,
    };
    for (size_t c = 0; c < from->cert_count; c++) {
        struct rt_view bytes = from->certs[c].bytes;
        keys->certs[i][c] = from->certs[c];
        keys->certs[i][c].bytes.data = keys->bytes[i][c];
        if (bytes.len > 0)
            memcpy(keys->bytes[i][c], bytes.data, bytes.len);
    }
}

struct rt_server_keys *rt_server_keys_new(const struct rt_identity *identities, size_t count,
                                          struct rt_server_keys *older)
{
    bool good = count >= 1 && count <= RT_IDENTITIES;
    for (size_t i = 0; good && i < count; i++)
        good = fits(&identities[i]);
    if (!good) {
        errno = EINVAL;
        return NULL;
    }
    struct rt_server_keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return NULL;
    keys->older = older;
    keys->count = count;
    for (size_t i = 0; i < count; i++)
        copy_identity(keys, i, &identities[i]);
    return keys;
}

static bool in_use(const struct rt_server *server, const struct rt_server_keys *keys)
{
    for (size_t i = 0; i < server->settings.workers; i++)
        if (atomic_load(&server->workers[i].in_use) == keys ||
            atomic_load(&server->workers[i].claimed) == keys ||
            atomic_load(&server->workers[i].latest) == keys)
            return true;
    return false;
}

/* Frees keys that no worker has any more, of those at a place of the chain and behind it. */
static void forget_unused(const struct rt_server *server, struct rt_server_keys **place)
{
    while (*place) {
        struct rt_server_keys *keys = *place;
        if (server && in_use(server, keys)) {
            place = &keys->older;
            continue;
        }
        *place = keys->older;
        explicit_bzero(keys, sizeof *keys);
        free(keys);
    }
}

void rt_server_keys_free(struct rt_server_keys *keys)
{
    forget_unused(NULL, &keys);
}

bool rt_server_rekey(struct rt_server *server, const struct rt_identity *identities, size_t count)
{
    struct rt_server_keys *next = rt_server_keys_new(identities, count, server->keys);
    if (!next)
        return false;
    /* Before others become the latest: until then a worker may be about to claim those. */
    forget_unused(server, &next->older);
    server->keys = next;
    for (size_t i = 0; i < server->settings.workers; i++)
        atomic_store(&server->workers[i].latest, next);
    return true;
}
