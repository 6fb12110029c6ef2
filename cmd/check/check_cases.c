// SPDX-License-Identifier: BSD-2-Clause
/* Lists the cases by which servers are checked. */
#include <string.h>

#include "check/check.h"
#include "files/conform_report.h"

bool check_selects(const struct app *app, const struct rt_conform_demand *demand)
{
    const char *only = app->options.value[OPTION_ONLY];
    char address[RT_CONFORM_ADDRESS_SIZE];
    if (!only)
        return true;
    rt_conform_case_address(demand, address);
    for (; *only; only += strspn(only, ",")) {
        size_t len = strcspn(only, ",");
        if (rt_conform_case_selects(only, len, address))
            return true;
        only += len;
    }
    return false;
}

/* Calls `take` with each case of a choice that is selected; returns how many there are. */
static size_t each(const struct app *app, const struct rt_choice *choice,
                   void (*take)(struct rt_output *out, const struct rt_conform_demand *demand),
                   struct rt_output *out)
{
    const struct rt_candidate as = {choice->version, choice->fixed ? &choice->reading : NULL};
    struct rt_conform_demand demand;
    size_t count = 0;
    for (int which = 0; which < RT_CONFORM_CASE_COUNT; which++) {
        if (!rt_conform_case_find(&as, (enum rt_conform_case)which, &demand) ||
            !check_selects(app, &demand))
            continue;
        count++;
        if (take)
            take(out, &demand);
    }
    return count;
}

bool check_selects_any(const struct app *app, const struct rt_choice *choice)
{
    return each(app, choice, NULL, NULL) > 0;
}

enum exit_code check_cases(struct app *app)
{
    size_t count = 0;
    for (size_t i = 0; i < app->choice_count; i++)
        count += each(app, &app->choices[i], rt_conform_report_demand, &app->out);
    if (count > 0)
        return EXIT_GOOD;
    app_complain(app, EXIT_USAGE, "--only", "no case has an address that begins so");
    return EXIT_USAGE;
}
