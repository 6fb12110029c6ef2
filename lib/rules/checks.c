// SPDX-License-Identifier: BSD-2-Clause
/* Names checks and finds them by name. */
#include "rules/checks.h"

#include <string.h>

#include "rules/version.h"

#define B(id) RT_PARAM_BIT(id)

static const struct rt_check_row rows[RT_CHECK_COUNT] = {
#define X(id, name, text, feeds) [RT_CHECK_##id] = {name, text, feeds},
    RT_CHECKS(X)
#undef X
};

const struct rt_check_row *rt_check_row(enum rt_check check)
{
    return &rows[check];
}

enum rt_check rt_check_find(const char *name)
{
    unsigned check = 0;
    while (check < RT_CHECK_COUNT && strcmp(rows[check].name, name) != 0)
        check++;
    return (enum rt_check)check;
}
