// SPDX-License-Identifier: BSD-2-Clause
/* Reads the options of rtctl probe. */
#include <string.h>

#include "common/number_arg.h"
#include "probe/probe.h"

#define BUDGET_MOST 100000

/* One key for all servers, if there is one. */
static bool read_key(struct probe *probe)
{
    struct app *app = probe->app;
    if (app->key_count > 1) {
        app_complain(app, EXIT_USAGE, "--key", "all servers are probed with one key: give one -k");
        return false;
    }
    if (app->key_count == 0)
        return true;
    if (rt_crypto_srv(app_crypto(app), app->keys[0], probe->srv) != RT_OK) {
        app_complain(app, EXIT_BUG, NULL, "the SRV of a key: %s", rt_crypto_failure());
        return false;
    }
    probe->plan.key = app->keys[0];
    probe->plan.srv = probe->srv;
    return true;
}

static bool read_save(struct probe *probe)
{
    struct app *app = probe->app;
    const char *name = app->options.value[OPTION_SAVE];
    if (!name)
        return true;
    if (strcmp(name, "-") == 0) {
        app_complain(app, EXIT_USAGE, "--save", "standard output has the answers: give a file");
        return false;
    }
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
    probe->plan.choices = app->choices;
    probe->plan.choice_count = app->choice_count;
    probe->plan.strict = option_given(options, OPTION_STRICT);
    probe->plan.udp = udp || !tcp;
    probe->plan.tcp = tcp || !udp;
    probe->plan.wait_ns = RT_WAIT_FIRST_NS;
    return number_arg_seconds(app, OPTION_TIMEOUT, &probe->plan.wait_ns) &&
           number_arg(app, OPTION_BUDGET, 1, BUDGET_MOST, &probe->budget) &&
           chance_init(&probe->chance, app) && read_key(probe) && read_save(probe);
}
