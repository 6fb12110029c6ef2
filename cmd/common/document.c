// SPDX-License-Identifier: BSD-2-Clause
/* Reads the document of --stamp, and hashes it. */
#include "common/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
                               document->content.hash) != RT_OK) {
        app_complain(app, EXIT_BUG, name, "%s", rt_error_text(RT_E_CRYPTO));
        good = false;
    }
    release(bytes);
    return good;
}
