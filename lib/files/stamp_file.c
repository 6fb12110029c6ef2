// SPDX-License-Identifier: BSD-2-Clause
/* Reads and hashes documents. */
#include "files/stamp_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read first; the buffer doubles from there. */
#define FIRST (64u << 10)

/* All bytes of a file, which the caller frees; absent with errno, which is 0 if the system gives no
 * cause. */
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

enum rt_error rt_stamp_file_read(struct rt_crypto *crypto, const char *name,
                                 struct rt_stamp_document *document)
{
    const struct rt_view none = {NULL, 0};
    errno = 0;
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    struct rt_view bytes = file ? read_all(file) : none;
    int cause = errno ? errno : EIO;
    if (file && file != stdin)
        fclose(file);
    if (!rt_view_present(bytes)) {
        errno = cause;
        return RT_E_IO;
    }
    enum rt_error error = rt_stamp_document_of(crypto, bytes, document);
    release(bytes);
    return error;
}
