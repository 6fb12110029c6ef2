// SPDX-License-Identifier: BSD-2-Clause
/* Reads a list of leap seconds. */
#include "server/leapfile.h"
#include "rules/rules.h"

#define NTP_TO_UNIX INT64_C(2208988800)
#define DAY_SECONDS 86400
#define MJD_1900    15020
#define NUMBER_MAX  INT64_C(100000000000)

/* A line while it is read. */
struct line {
    const uint8_t *p;
    const uint8_t *end;
};

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct line *line)
{
    while (line->p < line->end && is_blank(*line->p))
        line->p++;
}

static bool read_number(struct line *line, int64_t *number)
{
    skip_blanks(line);
    const uint8_t *first = line->p;
    *number = 0;
    while (line->p < line->end && *line->p >= '0' && *line->p <= '9' && *number < NUMBER_MAX)
        *number = 10 * *number + (*line->p++ - '0');
    return line->p > first && (line->p == line->end || is_blank(*line->p) || *line->p == '#');
}

static enum rt_error read_row(struct line *line, struct rt_leapfile *file)
{
    int64_t time, tai;
    if (!read_number(line, &time) || !read_number(line, &tai))
        return RT_E_LEAP_FILE;
    skip_blanks(line);
    if ((line->p < line->end && *line->p != '#') || time % DAY_SECONDS != 0 || tai > 1000)
        return RT_E_LEAP_FILE;
    if (file->count == RT_LEAPS_MAX)
        return RT_E_TOO_LARGE;
    struct rt_leap_event event = {(int32_t)(time / DAY_SECONDS) + MJD_1900, (int32_t)tai, 0};
    if (file->count > 0) {
        const struct rt_leap_event *before = &file->list[file->count - 1];
        event.step = event.tai - before->tai;
        if (event.mjd <= before->mjd || (event.step != 1 && event.step != -1))
            return RT_E_LEAP_FILE;
    }
    file->list[file->count++] = event;
    return RT_OK;
}

/* A comment, or "#@" and the time of expiry. */
static enum rt_error read_comment(struct line *line, struct rt_leapfile *file)
{
    int64_t time;
    if (line->end - line->p < 2 || line->p[1] != '@')
        return RT_OK;
    line->p += 2;
    if (!read_number(line, &time))
        return RT_E_LEAP_FILE;
    file->expires = time - NTP_TO_UNIX;
    return RT_OK;
}

struct rt_fault rt_leapfile_parse(struct rt_view text, struct rt_leapfile *file)
{
    size_t at = 0;
    *file = (struct rt_leapfile){.expires = INT64_MAX};
    while (at < text.len) {
        size_t end = at;
        while (end < text.len && text.data[end] != '\n')
            end++;
        struct line line = {text.data + at, text.data + end};
        skip_blanks(&line);
        enum rt_error error = RT_OK;
        if (line.p < line.end && *line.p == '#')
            error = read_comment(&line, file);
        else if (line.p < line.end)
            error = read_row(&line, file);
        if (error != RT_OK)
            return (struct rt_fault){error, at};
        at = end + 1;
    }
    return (struct rt_fault){file->count > 0 ? RT_OK : RT_E_EMPTY, 0};
}

void rt_leapfile_data(const struct rt_leapfile *file, int64_t now, struct rt_leap_data *data)
{
    int64_t today = now / DAY_SECONDS + 40587;
    data->has_leap = true;
    data->leap_count = 0;
    if (now >= file->expires)
        return;
    for (size_t i = file->count; i-- > 1 && data->leap_count < RT_LEAPS_SENT;)
        data->leaps[data->leap_count++] = file->list[i];
    for (size_t i = file->count; i-- > 0 && !data->has_dtai;) {
        data->has_dtai = file->list[i].mjd <= today;
        data->dtai_s = file->list[i].tai;
    }
}

/* Sign in the top bit, then the magnitude; zero has no sign. */
static void store_signed(uint8_t bytes[4], int64_t value)
{
    uint32_t sign = value < 0 ? UINT32_C(0x80000000) : 0;
    rt_bytes_store32(bytes, sign | (uint32_t)(value < 0 ? -value : value));
}

static int64_t rounded(int32_t us, int32_t unit)
{
    return ((int64_t)us + (us < 0 ? -unit / 2 : unit / 2)) / unit;
}

void rt_leapfile_encode(const struct rt_leap_data *data, const struct rt_rules *rules,
                        struct rt_leap_values *values, struct rt_view *dut1, struct rt_view *dtai,
                        struct rt_view *leap)
{
    const struct rt_view absent = {NULL, 0};
    *dut1 = *dtai = *leap = absent;
    int32_t dut1_us = (int32_t)rt_rules_dut1_us(rules);
    int32_t dtai_ms = (int32_t)rt_rules_dtai_ms(rules);
    if (data->has_dut1 && dut1_us > 0) {
        store_signed(values->dut1, rounded(data->dut1_us, dut1_us));
        *dut1 = (struct rt_view){values->dut1, 4};
    }
    if (data->has_dtai && dtai_ms > 0) {
        store_signed(values->dtai, (int64_t)data->dtai_s * 1000 / dtai_ms);
        *dtai = (struct rt_view){values->dtai, 4};
    }
    if (data->has_leap && rt_rules_has_leap(rules)) {
        int32_t back = rt_rules_leap_days_before(rules);
        for (size_t i = 0; i < data->leap_count; i++)
            store_signed(values->leap + 4 * i,
                         (int64_t)data->leaps[i].step * (data->leaps[i].mjd - back));
        *leap = (struct rt_view){values->leap, 4 * data->leap_count};
    }
}
