// SPDX-License-Identifier: BSD-2-Clause
/* Lists the cases by which servers are checked. */
#include <string.h>

#include "check/check.h"
#include "files/member.h"

#define ADDRESS_WIDTH 24
#define LEVEL_WIDTH   8
#define NAME_WIDTH    20

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

static void show(struct rt_output *out, const struct rt_conform_demand *demand)
{
    char address[RT_CONFORM_ADDRESS_SIZE];
    rt_output_cell(out, RT_STYLE_PLAIN, ADDRESS_WIDTH, rt_conform_case_address(demand, address));
    rt_output_cell(out, RT_STYLE_PLAIN, LEVEL_WIDTH, rt_conform_level_name(demand->level));
    rt_output_cell(out, RT_STYLE_PLAIN, NAME_WIDTH, rt_conform_case_name(demand->which));
    rt_output_print(out, "%s: %s\n", rt_conform_case_sent(demand->which),
                    rt_conform_case_expected(demand));
}

static void show_json(struct rt_output *out, const struct rt_conform_demand *demand)
{
    char address[RT_CONFORM_ADDRESS_SIZE];
    rt_output_record(out, "check");
    rt_output_string(out, "property", "case");
    rt_output_string(out, "address", rt_conform_case_address(demand, address));
    rt_output_string(out, "version", demand->as.version->name);
    rt_member_reading(out, "reading", demand->as.reading);
    rt_output_string(out, "case", rt_conform_case_name(demand->which));
    rt_output_string(out, "level", rt_conform_level_name(demand->level));
    rt_member_sections(out, "spec", demand->as.version, demand->sections);
    rt_output_string(out, "sent", rt_conform_case_sent(demand->which));
    rt_output_string(out, "expected", rt_conform_case_expected(demand));
    rt_output_record_end(out);
}

enum exit_code check_cases(struct app *app)
{
    struct rt_conform_demand demand;
    size_t count = 0;
    for (size_t i = 0; i < app->choice_count; i++) {
        const struct rt_choice *choice = &app->choices[i];
        const struct rt_candidate as = {choice->version, choice->fixed ? &choice->reading : NULL};
        for (int which = 0; which < RT_CONFORM_CASE_COUNT; which++) {
            if (!rt_conform_case_find(&as, (enum rt_conform_case)which, &demand) ||
                !check_selects(app, &demand))
                continue;
            count++;
            if (app->form == RT_OUTPUT_TEXT)
                show(&app->out, &demand);
            else
                show_json(&app->out, &demand);
        }
    }
    if (count > 0)
        return EXIT_GOOD;
    app_complain(app, EXIT_USAGE, "--only", "no case has an address that begins so");
    return EXIT_USAGE;
}
