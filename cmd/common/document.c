// SPDX-License-Identifier: BSD-2-Clause
/* Reads a document, makes a nonce of it, and asks whether a nonce commits to it. */
#include "common/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "wire/packet.h"

/* What is read first; the buffer doubles from there. */
#define FIRST (64u << 10)

/* All bytes of a file, which the caller frees; absent with errno. */
static struct rt_view read_all(FILE *file)
{
    size_t cap = FIRST;
    size_t len = 0;
    uint8_t *data = malloc(cap);
    while (data) {
        size_t got = fread(data + len, 1, cap - len, file);
        len += got;
        if (got == 0)
            break;
        if (len < cap)
            continue;
        cap *= 2;
        uint8_t *more = realloc(data, cap);
        if (!more)
            free(data);
        data = more;
    }
    if (data && !ferror(file))
        return (struct rt_view){data, len};
    free(data);
    return (struct rt_view){NULL, 0};
}

static void release(struct rt_view bytes)
{
    union {
        const uint8_t *borrowed;
        void *owned;
    } pointer = {bytes.data};
    free(pointer.owned);
}

bool document_read(struct app *app, const char *name, struct document *document)
{
    errno = 0;
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    struct rt_view bytes = file ? read_all(file) : (struct rt_view){NULL, 0};
    bool good = rt_view_present(bytes);
    if (!good)
        app_complain(app, EXIT_INPUT, name, "%s", strerror(errno ? errno : EIO));
    if (file && file != stdin)
        fclose(file);
    document->name = name;
    if (good && rt_crypto_hash(app_crypto(app), RT_HASH_SHA512, bytes, (struct rt_view){NULL, 0},
                               document->hash) != RT_OK) {
        app_complain(app, EXIT_BUG, name, "%s", rt_error_text(RT_E_CRYPTO));
        good = false;
    }
    release(bytes);
    return good;
}

enum rt_error document_nonce(struct app *app, const struct document *document, struct rt_view blind,
                             uint8_t *nonce, size_t len)
{
    uint8_t hash[RT_HASH_MAX];
    enum rt_error error =
        rt_crypto_hash(app_crypto(app), RT_HASH_SHA512, blind,
                       (struct rt_view){document->hash, sizeof document->hash}, hash);
    if (error == RT_OK)
        memcpy(nonce, hash, len < sizeof hash ? len : sizeof hash);
    return error;
}

enum rt_outcome document_proven(struct app *app, const struct document *document,
                                struct rt_view blind, struct rt_view request)
{
    struct rt_packet packet;
    uint8_t nonce[RT_HASH_MAX];
    if (!rt_view_present(blind) || !rt_view_present(request))
        return RT_FAIL;
    rt_packet_parse(&packet, request);
    struct rt_view echoed = packet.values[RT_SLOT_NONC];
    if (!rt_view_present(echoed) || echoed.len < RT_KEY_SIZE || echoed.len > sizeof nonce)
        return RT_FAIL;
    if (document_nonce(app, document, blind, nonce, echoed.len) != RT_OK)
        return RT_UNDECIDED;
    return rt_view_equal(echoed, (struct rt_view){nonce, echoed.len}) ? RT_PASS : RT_FAIL;
}
