// SPDX-License-Identifier: BSD-2-Clause
/* Writes the members that many JSON records have. */
#include "files/member.h"

void rt_member_time(struct rt_output *out, const char *key, enum rt_clock clock, uint64_t raw)
{
    char text[RT_TIME_SIZE];
    struct rt_instant instant;
    rt_output_object(out, key);
    rt_output_raw(out, "raw", raw, 8);
    if (rt_clock_has_date(clock, raw))
        rt_output_string(out, "time", rt_clock_text(clock, raw, text));
    else
        rt_output_null(out, "time");
    if (rt_clock_instant(clock, raw, &instant) == RT_OK)
        rt_output_string(out, "unix_ns", rt_instant_ns_text(instant, text));
    else
        rt_output_null(out, "unix_ns");
    rt_output_end(out);
}

void rt_member_radius(struct rt_output *out, const char *key, enum rt_clock clock, uint32_t radius)
{
    rt_output_object(out, key);
    rt_output_uint(out, "raw", radius);
    rt_output_uint_string(out, "ns", rt_clock_radius_ns(clock, radius));
    rt_output_end(out);
}

void rt_member_moment(struct rt_output *out, enum rt_clock clock, bool has_time, uint64_t midpoint,
                      uint32_t radius)
{
    if (has_time) {
        rt_member_time(out, "midpoint", clock, midpoint);
        rt_member_radius(out, "radius", clock, radius);
    } else {
        rt_output_null(out, "midpoint");
        rt_output_null(out, "radius");
    }
}

void rt_member_answer(struct rt_output *out, const struct rt_subject *subject, enum rt_clock clock)
{
    uint64_t midpoint = 0;
    uint32_t radius = 0;
    bool has_time = rt_subject_time(subject, &midpoint, &radius);
    rt_member_moment(out, clock, has_time, midpoint, radius);
}

void rt_member_versions(struct rt_output *out, const char *key,
                        const struct rt_version *const *versions, size_t count)
{
    rt_output_array(out, key);
    for (size_t i = 0; i < count; i++)
        rt_output_string(out, NULL, versions[i]->name);
    rt_output_end(out);
}

void rt_member_reading(struct rt_output *out, const char *key, const struct rt_reading *reading)
{
    char text[RT_READING_SIZE];
    rt_output_string(out, key, reading ? rt_reading_text(reading, text) : NULL);
}

void rt_member_candidate(struct rt_output *out, const char *key,
                         const struct rt_candidate *candidate)
{
    rt_output_object(out, key);
    rt_output_string(out, "version", candidate->version->name);
    rt_member_reading(out, "reading", candidate->reading);
    rt_output_end(out);
}

void rt_member_sections(struct rt_output *out, const char *key, const struct rt_version *version,
                        const char *sections)
{
    char text[RT_SECTION_SIZE];
    rt_output_array(out, key);
    while (rt_version_section(version, &sections, text))
        rt_output_string(out, NULL, text);
    rt_output_end(out);
}

void rt_member_unregistered(struct rt_output *out, struct rt_version_name_from from,
                            const struct rt_packet *packet)
{
    uint32_t number;
    if (rt_version_name_lacks(from, packet, &number))
        rt_output_raw(out, "unregistered", number, 4);
}
