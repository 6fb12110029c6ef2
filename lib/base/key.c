// SPDX-License-Identifier: BSD-2-Clause
/* Reads a public key from hex or base64. */
#include "base/key.h"

#include <string.h>

#include "base/base64.h"
#include "base/hex.h"

/* Decodes a key of any length up to 64 bytes, so that a wrong length can be told from no key. */
static struct rt_fault key_bytes(struct rt_view text, uint8_t data[64], size_t *len)
{
    struct rt_fault hex = rt_hex_decode(text, data, 64, len);
    if (hex.error != RT_E_HEX)
        return hex;
    return rt_base64_decode(text, RT_SPACES_REFUSED, data, 64, len);
}

struct rt_fault rt_key_parse(struct rt_view text, uint8_t key[RT_KEY_SIZE])
{
    size_t from = 0, end = text.len, len = 0;
    uint8_t data[64];
    while (from < end && rt_bytes_is_space(text.data[from]))
        from++;
    while (end > from && rt_bytes_is_space(text.data[end - 1]))
        end--;
    if (from == end)
        return (struct rt_fault){RT_E_EMPTY, 0};
    struct rt_fault fault = key_bytes(rt_view_slice(text, from, end - from), data, &len);
    if (fault.error == RT_E_NO_SPACE || (fault.error == RT_OK && len != RT_KEY_SIZE))
        return (struct rt_fault){RT_E_KEY_LENGTH, from};
    if (fault.error != RT_OK)
        return (struct rt_fault){fault.error, from + fault.at};
    memcpy(key, data, RT_KEY_SIZE);
    return fault;
}
