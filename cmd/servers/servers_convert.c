// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl servers convert: any list in one clean form (files/servers_write.h).
 *
 * What the form cannot say is left out, with a message; what was odd is said and put right.
 */
#include "servers/servers.h"

#include "common/server_lists.h"
#include "files/servers_write.h"

struct conversion {
    struct app *app;
    const char *name; /* of the list */
};

static void complain(void *context, const struct rt_servers_lost *lost)
{
    const struct conversion *conversion = context;
    struct app *app = conversion->app;
    const char *name = conversion->name;
    switch (lost->loss) {
    case RT_SERVERS_LOSS_ADDRESS:
        app_complain(app, EXIT_INPUT, name, "entry %zu: %s is left out: %s", lost->entry,
                     lost->what, lost->why);
        break;
    case RT_SERVERS_LOSS_SERVER:
        app_complain(app, EXIT_INPUT, name, "entry %zu: left out: %s", lost->entry, lost->why);
        break;
    case RT_SERVERS_LOSS_NO_VERSION:
        app_complain(app, EXIT_INPUT, name, "entry %zu: left out: %s; -V NAME says which",
                     lost->entry, lost->why);
        break;
    case RT_SERVERS_LOSS_HIGHEST:
        app_complain(app, EXIT_GOOD, name, "entry %zu: %s; %s is written, -V NAME says otherwise",
                     lost->entry, lost->why, lost->version->name);
        break;
    case RT_SERVERS_LOSS_URL:
        app_complain(app, EXIT_INPUT, name, "%s is left out: %s", lost->what, lost->why);
        break;
    }
}

enum exit_code servers_convert(struct app *app, const char *file)
{
    const char *to = app->options.value[OPTION_TO];
    struct conversion conversion = {app, lists_name(file)};
    bool asked = option_given(&app->options, OPTION_VERSIONS);
    const struct rt_servers_plan plan = {
        .form = rt_servers_form_find(to),
        .version = asked ? app->choices[app->choice_count - 1].version : NULL,
        .lost = complain,
        .context = &conversion,
    };
    struct rt_servers servers;
    if (plan.form == RT_SERVERS_FORM_NONE) {
        app_complain(app, EXIT_USAGE, to ? to : "servers convert", "--to takes rfc10049 or google");
        return EXIT_USAGE;
    }
    if (!lists_read(app, file, &servers))
        return EXIT_INPUT;
    lists_complain(app, file, &servers, true);
    rt_output_wrap(&app->out, 0); /* for programs, not for eyes */
    rt_servers_write(&app->out, &servers, &plan);
    rt_servers_free(&servers);
    return EXIT_GOOD;
}
