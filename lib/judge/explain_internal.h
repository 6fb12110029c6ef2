// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which values of a parameter are worth trying; shared by the two searches and not installed.
 *
 * They are those of the parameter's table. The number of a version has no table: what can be tried
 * is the number that the packet holds.
 */
#ifndef ROUGHTIME_EXPLAIN_INTERNAL_H
#define ROUGHTIME_EXPLAIN_INTERNAL_H

#include "judge/verify.h"

#pragma GCC visibility push(hidden)

struct rt_values {
    const struct rt_value_row *rows; /* NULL: `own` is the only one */
    uint32_t own;
    size_t count;
};

static inline struct rt_values rt_values_of(const struct rt_subject *subject, enum rt_param param)
{
    const struct rt_param_row *row = rt_param_row(param);
    const struct rt_packet *packet = &subject->response;
    /* What a rule forbids is only mended by doing without it. */
    if (param == RT_PARAM_SRV)
        return (struct rt_values){.own = RT_SRV_ABSENT, .count = 1};
    if (param == RT_PARAM_RADIUS)
        return (struct rt_values){.own = RT_RADIUS_ANY, .count = 1};
    if (param != RT_PARAM_VERSION)
        return (struct rt_values){.rows = row->values, .count = row->value_count};
    struct rt_view ver = rt_packet_version(packet);
    if (!rt_view_present(ver) || ver.len != 4)
        return (struct rt_values){0};
    return (struct rt_values){.own = rt_bytes_load32(ver.data), .count = 1};
}

static inline uint32_t rt_values_at(const struct rt_values *values, size_t i)
{
    return values->rows ? values->rows[i].value : values->own;
}

#pragma GCC visibility pop

#endif
