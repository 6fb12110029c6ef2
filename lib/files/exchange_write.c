// SPDX-License-Identifier: BSD-2-Clause
/* Writes exchanges as lines of JSON. */
#include "files/exchange_write.h"

#include <string.h>

#include "base/base64.h"

static void put_base64(FILE *file, const char *key, struct rt_view bytes, const char **before)
{
    char text[RT_BASE64_SIZE(RT_PACKET_MAX)];
    if (!rt_view_present(bytes) || bytes.len > RT_PACKET_MAX)
        return;
    fprintf(file, "%s\"%s\":\"%s\"", *before, key, rt_base64_encode(bytes, text));
    *before = ",";
}

void rt_exchange_write(FILE *file, const struct rt_exchange *exchange, const char *version)
{
    const char *before = "{";
    if (exchange->key)
        put_base64(file, "publicKey", (struct rt_view){exchange->key, RT_KEY_SIZE}, &before);
    put_base64(file, "request", exchange->request, &before);
    put_base64(file, "response", exchange->response, &before);
    put_base64(file, "rand", exchange->rand, &before);
    if (version)
        fprintf(file, "%s\"version\":\"%.*s\"", before, (int)strcspn(version, "/"), version);
    fputs(version || before[0] == ',' ? "}\n" : "{}\n", file);
}
