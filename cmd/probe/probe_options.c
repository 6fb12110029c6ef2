// SPDX-License-Identifier: BSD-2-Clause
/* Reads the options of rtctl probe. */
#include <string.h>

#include "common/number_arg.h"
#include "probe/probe.h"

#define BUDGET_MOST 100000
#define AGREE_MOST  1000000

static bool read_save(struct probe *probe)
{
    struct app *app = probe->app;
    const char *save = app->options.value[OPTION_SAVE], *keep = app->options.value[OPTION_KEEP];
    const char *name = save ? save : keep, *word = save ? "--save" : "--keep";
    if (save && keep)
        app_complain(app, EXIT_USAGE, "--keep", "this is --save: give one of them");
    else if (name && strcmp(name, "-") == 0)
        app_complain(app, EXIT_USAGE, word, "standard output has the answers: give a file");
    if (app->code != EXIT_GOOD || !name)
        return app->code == EXIT_GOOD;
    if (!rt_keep_open(&probe->save, name, RT_KEEP_REPLACE, RT_KEEP_SHARED)) {
        app_complain(app, EXIT_OUTPUT, name, "%s", probe->save.cause);
        return false;
    }
    probe->save_name = name;
    return true;
}

bool probe_options(struct probe *probe)
{
    struct app *app = probe->app;
    const struct options *options = &app->options;
    bool udp = option_given(options, OPTION_UDP), tcp = option_given(options, OPTION_TCP);
    bool four = option_given(options, OPTION_IPV4), six = option_given(options, OPTION_IPV6);
    probe->family = four == six ? RT_FAMILY_ANY : four ? RT_FAMILY_4 : RT_FAMILY_6;
    probe->brief = option_given(options, OPTION_SHORT);
    probe->plan.choices = app->choices;
    probe->plan.choice_count = app->choice_count;
    probe->plan.strict = option_given(options, OPTION_STRICT);
    probe->plan.udp = udp || !tcp;
    probe->plan.tcp = tcp || !udp;
    probe->plan.wait_ns = RT_WAIT_FIRST_NS;
    return number_arg_seconds(app, OPTION_TIMEOUT, &probe->plan.wait_ns) &&
           number_arg(app, OPTION_AGREE, 1, AGREE_MOST, &probe->agree) &&
           number_arg(app, OPTION_BUDGET, 1, BUDGET_MOST, &probe->budget) &&
           chance_init(&probe->chance, app) && read_save(probe);
}
