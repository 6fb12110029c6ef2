// SPDX-License-Identifier: BSD-2-Clause
/* Reads the begin of what may be a packet, and the rest only if it is one. */
#include "files/excerpt_internal.h"

/* As much of a packet as shows whether it is one. */
#define PROBE 256

bool rt_excerpt_try(struct rt_excerpt_reading *reading, rt_excerpt_read *read, size_t *next)
{
    uint8_t data[PROBE];
    struct rt_excerpt_reading probe = *reading;
    probe.out.data = data;
    probe.out.cap = sizeof data;
    *next = read(&probe);
    if (!rt_excerpt_begins((struct rt_view){data, probe.out.len}))
        return false;
    if (probe.out.fault.error == RT_E_NO_SPACE) {
        *next = read(reading);
        return true;
    }
    memcpy(reading->out.data, data, probe.out.len);
    reading->out.len = probe.out.len;
    reading->out.fault = probe.out.fault;
    reading->cut = probe.cut;
    return true;
}
