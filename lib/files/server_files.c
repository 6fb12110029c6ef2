// SPDX-License-Identifier: BSD-2-Clause
/* Reads what a server needs from files. */
#include "files/server_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read of a list; those that are published have 6 KiB. */
#define LEAPS_MOST 65536

static bool fail(struct rt_server_files_fault *fault, const char *name, enum rt_error error,
                 size_t at, const char *cause)
{
    *fault = (struct rt_server_files_fault){.name = name, .error = error, .at = at};
    snprintf(fault->cause, sizeof fault->cause, "%s", cause);
    return false;
}

static bool known_already(const struct rt_server_files_keys *keys, const struct rt_secret *secret)
{
    for (size_t i = 0; i < keys->count; i++)
        if (memcmp(keys->secrets[i].key, secret->key, RT_KEY_SIZE) == 0)
            return true;
    return false;
}

static bool read_key(struct rt_crypto *crypto, const char *name, struct rt_server_files_keys *keys,
                     struct rt_server_files_fault *fault)
{
    size_t i = keys->count;
    struct rt_secret_fault wrong;
    if (!rt_secret_read(crypto, name, &keys->secrets[i], &wrong))
        return fail(fault, name, wrong.error, wrong.at, wrong.cause);
    if (known_already(keys, &keys->secrets[i]))
        return fail(fault, name, RT_OK, 0, "the key was given already");
    keys->identities[i] = rt_secret_identity(&keys->secrets[i], keys->certs[i]);
    keys->count++;
    return true;
}

bool rt_server_files_keys(struct rt_crypto *crypto, const char *const *names, size_t count,
                          struct rt_server_files_keys *keys, struct rt_server_files_fault *fault)
{
    keys->count = 0;
    for (size_t i = 0; i < count && i < RT_IDENTITIES; i++)
        if (!read_key(crypto, names[i], keys, fault))
            return false;
    return true;
}

void rt_server_files_wipe(struct rt_server_files_keys *keys)
{
    for (size_t i = 0; i < RT_IDENTITIES; i++)
        rt_secret_wipe(&keys->secrets[i]);
}

/* Reads the text into `text`. False with errno. */
static bool read_text(const char *name, uint8_t text[LEAPS_MOST], size_t *len)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    if (!file)
        return false;
    *len = fread(text, 1, LEAPS_MOST, file);
    bool good = !ferror(file);
    int error = errno;
    if (file != stdin)
        fclose(file);
    errno = error;
    return good;
}

bool rt_server_files_leaps(const char *name, struct rt_leapfile *leaps,
                           struct rt_server_files_fault *fault)
{
    struct rt_fault wrong = {RT_OK, 0};
    uint8_t *text = malloc(LEAPS_MOST);
    size_t len = 0;
    if (!text)
        return fail(fault, name, RT_E_NO_MEMORY, 0, rt_error_text(RT_E_NO_MEMORY));
    bool good = read_text(name, text, &len);
    if (!good)
        fail(fault, name, RT_E_IO, 0, strerror(errno));
    else
        wrong = rt_leapfile_parse((struct rt_view){text, len}, leaps);
    if (wrong.error != RT_OK)
        good = fail(fault, name, wrong.error, wrong.at, rt_error_text(wrong.error));
    free(text);
    return good;
}
