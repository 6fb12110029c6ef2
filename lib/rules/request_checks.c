// SPDX-License-Identifier: BSD-2-Clause
/* Names checks of requests and finds them by name. */
#include "rules/request_checks.h"

#include <string.h>

static const struct rt_request_check_row rows[RT_REQUEST_CHECK_COUNT] = {
#define X(id, name, text) [RT_REQUEST_CHECK_##id] = {name, text},
    RT_REQUEST_CHECKS(X)
#undef X
};

static const struct {
    const char *name;
    const char *text;
} silences[RT_SILENCE_COUNT] = {
#define X(id, name, text) [RT_SILENCE_##id] = {name, text},
    RT_SILENCES(X)
#undef X
};

const struct rt_request_check_row *rt_request_check_row(enum rt_request_check check)
{
    return &rows[check];
}

enum rt_request_check rt_request_check_find(const char *name)
{
    unsigned check = 0;
    while (check < RT_REQUEST_CHECK_COUNT && strcmp(rows[check].name, name) != 0)
        check++;
    return (enum rt_request_check)check;
}

enum rt_request_check rt_request_check_first(uint32_t set)
{
    unsigned check = 0;
    while (check < RT_REQUEST_CHECK_COUNT && !(set >> check & 1))
        check++;
    return (enum rt_request_check)check;
}

const char *rt_silence_name(enum rt_silence silence)
{
    return silences[silence].name;
}

const char *rt_silence_text(enum rt_silence silence)
{
    return silences[silence].text;
}
