// SPDX-License-Identifier: BSD-2-Clause
/* Makes random bytes, from the kernel or from a seed. */
#include "common/random.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/hex.h"

bool chance_init(struct chance *chance, struct app *app)
{
    const char *given = app->options.value[OPTION_SEED];
    uint8_t bytes[CHANCE_MOST];
    size_t len;
    *chance = (struct chance){.app = app, .seeded = given != NULL};
    if (!given)
        return true;
    struct rt_view text = {(const uint8_t *)given, strlen(given)};
    struct rt_fault fault = rt_hex_decode(text, bytes, sizeof bytes, &len);
    if (fault.error != RT_OK || len == 0) {
        app_complain(app, EXIT_USAGE, "--seed", "1 to %d bytes of hexadecimal digits", CHANCE_MOST);
        return false;
    }
    enum rt_error error =
        rt_crypto_hash(app_crypto(app), RT_HASH_SHA512, (struct rt_view){bytes, len},
                       (struct rt_view){NULL, 0}, chance->seed);
    if (error != RT_OK)
        app_complain(app, EXIT_BUG, "--seed", "%s", rt_error_text(error));
    return error == RT_OK;
}

void chance_draw(struct chance *chance, uint64_t stream, uint64_t number, uint8_t *bytes,
                 size_t len)
{
    uint8_t place[16];
    uint8_t hash[RT_HASH_MAX];
    rt_bytes_store64(place, stream);
    rt_bytes_store64(place + 8, number);
    if (chance->seeded && rt_crypto_hash(app_crypto(chance->app), RT_HASH_SHA512,
                                         (struct rt_view){chance->seed, sizeof chance->seed},
                                         (struct rt_view){place, sizeof place}, hash) == RT_OK) {
        memcpy(bytes, hash, len);
        return;
    }
    /* Up to 256 bytes come whole or not at all. */
    if (getrandom(bytes, len, 0) == (ssize_t)len)
        return;
    fputs("rtctl: the system gives no random numbers\n", stderr);
    exit(EXIT_BUG);
}

uint64_t chance_below(struct chance *chance, uint64_t stream, uint64_t number, uint64_t below)
{
    uint8_t bytes[8];
    chance_draw(chance, stream, number, bytes, sizeof bytes);
    /* Of 2^64 values the few that do not come out even weigh nothing. */
    return rt_bytes_load64(bytes) % below;
}
