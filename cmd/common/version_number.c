// SPDX-License-Identifier: BSD-2-Clause
/* Says what a number in VER is if no version has it. */
#include "common/version_number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/hex.h"
#include "registry.h"

bool unregistered_number(const struct rt_packet *packet, uint32_t *number)
{
    bool response = packet->direction == RT_RESPONSE;
    struct rt_view ver = response ? rt_packet_version(packet) : packet->values[RT_SLOT_VER];
    if (ver.len < 4 || ver.len % 4 != 0 || (response && ver.len != 4))
        return false;
    for (size_t at = 0; at < ver.len; at += 4)
        if (!rt_registry_use(rt_bytes_load32(ver.data + at)))
            return false;
    *number = rt_bytes_load32(ver.data);
    return true;
}

const char *unregistered_text(uint32_t number, char text[UNREGISTERED_SIZE])
{
    char programs[RT_REGISTRY_NUMBER_SIZE];
    const char *use = rt_registry_use(number);
    rt_registry_number_text(number, true, programs);
    snprintf(text, UNREGISTERED_SIZE, "0x%08" PRIx32 " is no registered version (%s%s%s)", number,
             use ? use : "", use && *programs ? ": " : "", programs);
    return text;
}

const char *unregistered_word(const char *word, char text[UNREGISTERED_SIZE])
{
    char *end;
    bool hex = strncasecmp(word, "0x", 2) == 0 && rt_hex_digit((uint8_t)word[2]) >= 0;
    unsigned long long number = hex ? strtoull(word, &end, 16) : 0;
    if (!hex || *end != '\0' || number > UINT32_MAX)
        return NULL;
    return unregistered_text((uint32_t)number, text);
}

void unregistered_json(struct rt_output *out, const struct rt_packet *packet)
{
    uint32_t number;
    if (unregistered_number(packet, &number))
        rt_output_raw(out, "unregistered", number, 4);
}
