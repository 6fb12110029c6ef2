// SPDX-License-Identifier: BSD-2-Clause
/* Any text as hex in any layout, as base64, as a key, and as one in which packets stand; what was
 * decoded encodes again. */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/fuzz_target.h"
#include "base/hex.h"
#include "base/key.h"
#include "files/excerpt.h"
#include "files/hexdump.h"

/* Small enough that the input reaches the bound. */
#define CAP 600

typedef struct rt_fault next_packet(struct rt_view, size_t *, size_t *, uint8_t *, size_t,
                                    size_t *);

static void require(int condition)
{
    if (!condition)
        abort();
}

static void encode_again(struct rt_view bytes)
{
    char text[RT_HEX_SIZE(CAP)];
    uint8_t back[CAP];
    size_t len = 0;
    struct rt_view view = {(const uint8_t *)text, 0};
    view.len = strlen(rt_hex_encode(bytes, text));
    require(rt_hex_decode(view, back, CAP, &len).error == RT_OK);
    require(len == bytes.len && memcmp(back, bytes.data, len) == 0);
    view.len = strlen(rt_base64_encode(bytes, text));
    require(rt_base64_decode(view, RT_SPACES_REFUSED, back, CAP, &len).error == RT_OK);
    require(len == bytes.len && memcmp(back, bytes.data, len) == 0);
}

static void read_all(next_packet *next, struct rt_view text)
{
    uint8_t *packet = malloc(CAP);
    size_t pos = 0, last = 0, from = 0, len = 0;
    struct rt_fault fault = {RT_OK, 0};
    while (fault.error != RT_E_EMPTY) {
        fault = next(text, &pos, &from, packet, CAP, &len);
        require(fault.error == RT_E_EMPTY || pos > last);
        require(pos <= text.len && from <= text.len && fault.at <= text.len && len <= CAP);
        require(fault.error != RT_OK || len > 0);
        encode_again((struct rt_view){packet, len});
        last = pos;
    }
    free(packet);
}

static void read_excerpts(struct rt_view text)
{
    uint8_t *packet = malloc(CAP);
    size_t pos = 0, last = 0;
    struct rt_excerpt found;
    while (rt_excerpt_next(text, &pos, &found, packet, CAP).error != RT_E_EMPTY) {
        require(pos > last && pos <= text.len && found.from >= last && found.from < pos);
        require(found.len + found.header <= CAP);
        require(rt_excerpt_notation_text(found.notation) != NULL);
        last = pos;
    }
    free(packet);
}

RT_FUZZ_TARGET("hexdump", data, size)
{
    struct rt_view text = {data, size};
    uint8_t key[RT_KEY_SIZE];
    read_all(rt_hexdump_next, text);
    read_all(rt_hexdump_base64_next, text);
    read_excerpts(text);
    require(rt_key_parse(text, key, NULL).error < RT_ERROR_COUNT);
    return 0;
}
