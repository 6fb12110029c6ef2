// SPDX-License-Identifier: BSD-2-Clause
/*
 * The list of leap seconds as IERS and NIST publish it ("leap-seconds.list"), and what a server
 * says of it: DUT1, DTAI and LEAP of drafts 01 to 07.
 *
 *     #$ 3960057600                  when the list was updated
 *     #@ 3991766400                  when it expires
 *     2272060800  10                 # from then on TAI - UTC is 10 s
 *     2287785600  11                 # ...
 *
 * Times there are seconds since 1900-01-01, midnights of UTC. The first row is where counting
 * began; each row after it is an event. Rows must ascend in time and differ by one second. The
 * checksum in a line "#h" is not looked at.
 *
 * Nothing is read here: the text comes in as a view. Nothing is allocated.
 */
#ifndef ROUGHTIME_LEAPFILE_H
#define ROUGHTIME_LEAPFILE_H

#include "base/bytes.h"
#include "rules/version.h"

/* Events that a list can hold; there were 27 up to 2017. */
#define RT_LEAPS_MAX 64

/* Events that a server names, newest first. Clients of the time have room for no more. */
#define RT_LEAPS_SENT 3

/* A change of TAI - UTC. */
struct rt_leap_event {
    int32_t mjd;  /* Modified Julian Day of the day that begins after it */
    int32_t tai;  /* TAI - UTC from then on, in seconds */
    int32_t step; /* +1: a second was inserted, -1: removed; 0 for the first row */
};

struct rt_leapfile {
    size_t count;
    struct rt_leap_event list[RT_LEAPS_MAX]; /* oldest first */
    int64_t expires;                         /* Unix seconds; INT64_MAX if the list does not say */
};

/*
 * Reads the text of a list. RT_E_LEAP_FILE at the offset of the first character of a bad line,
 * RT_E_TOO_LARGE for too many rows, RT_E_EMPTY if there is no row.
 */
RT_CHECKED struct rt_fault rt_leapfile_parse(struct rt_view text, struct rt_leapfile *file);

/* What a server knows of UT1, TAI and leap seconds. What it does not know it does not send. */
struct rt_leap_data {
    bool has_dut1;
    int32_t dut1_us; /* UT1 - UTC in microseconds */
    bool has_dtai;
    int32_t dtai_s; /* TAI - UTC in seconds */
    bool has_leap;  /* with no events: there is a list, and it is out of date */
    size_t leap_count;
    struct rt_leap_event leaps[RT_LEAPS_SENT]; /* newest first */
};

/* Puts what a list says at a time (Unix seconds) into `data`: LEAP, and DTAI if that has none yet.
 * An expired list gives an empty LEAP and no DTAI. */
void rt_leapfile_data(const struct rt_leapfile *file, int64_t now, struct rt_leap_data *data);

/* Room for the three values. */
struct rt_leap_values {
    uint8_t dut1[4];
    uint8_t dtai[4];
    uint8_t leap[4 * RT_LEAPS_SENT];
};

/* Writes the values in the units of the rules (drafts 01 to 07 section 6.2, int32 as sign and
 * magnitude). The views point into `values`; absent where the data or the rules have none. */
void rt_leapfile_encode(const struct rt_leap_data *data, const struct rt_rules *rules,
                        struct rt_leap_values *values, struct rt_view *dut1, struct rt_view *dtai,
                        struct rt_view *leap);

#endif
