// SPDX-License-Identifier: BSD-2-Clause
/* Says what a number in VER is if no version has it. */
#include "common/version_number.h"

#include <inttypes.h>
#include <stdio.h>

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
    const char *use = rt_registry_use(number);
    snprintf(text, UNREGISTERED_SIZE, "0x%08" PRIx32 " is no registered version (%s)", number,
             use ? use : "");
    return text;
}

void unregistered_json(struct rt_output *out, const struct rt_packet *packet)
{
    uint32_t number;
    if (unregistered_number(packet, &number))
        rt_output_raw(out, "unregistered", number, 4);
}
