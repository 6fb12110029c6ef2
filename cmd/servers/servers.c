// SPDX-License-Identifier: BSD-2-Clause
/* rtctl servers: reads, checks and converts lists of servers. */
#include "servers/servers.h"

#include <string.h>

#include "commands.h"
#include "common/server_lists.h"
#include "common/version_name.h"
#include "files/servers_print.h"

static enum exit_code show(struct app *app, const char *file)
{
    struct rt_servers servers;
    if (!lists_read(app, file, &servers))
        return EXIT_INPUT;
    for (size_t i = 0; i < servers.count; i++)
        rt_servers_print_entry(&app->out, version_name_all(), &servers.list[i]);
    lists_complain(app, file, &servers, option_given(&app->options, OPTION_VERBOSE));
    rt_servers_free(&servers);
    return EXIT_GOOD;
}

static enum exit_code weight_code(enum rt_weight weight)
{
    switch (weight) {
    case RT_WEIGHT_LOST:
        return EXIT_INPUT;
    case RT_WEIGHT_ODD:
        return EXIT_FAILED;
    case RT_WEIGHT_ADVICE:
        break;
    }
    return EXIT_GOOD;
}

static enum exit_code check(struct app *app, const char *file)
{
    struct rt_servers servers;
    enum exit_code code = EXIT_GOOD;
    if (!lists_read(app, file, &servers))
        return EXIT_INPUT;
    rt_servers_print_notes(&app->out, file, lists_name(file), &servers);
    for (size_t i = 0; i < servers.note_count; i++)
        code = exit_worse(code, weight_code(rt_oddity_weight(servers.notes[i].oddity)));
    rt_servers_free(&servers);
    return code;
}

enum exit_code servers_run(struct app *app, int argc, char **argv)
{
    const char *what = argc > 0 ? argv[0] : "servers";
    enum exit_code (*run)(struct app *, const char *) = NULL;
    enum exit_code code = EXIT_GOOD;
    if (strcmp(what, "show") == 0)
        run = show;
    else if (strcmp(what, "check") == 0)
        run = check;
    else if (strcmp(what, "convert") == 0 && argc <= 2)
        run = servers_convert;
    if (!run) {
        app_complain(app, EXIT_USAGE, what,
                     "use servers show [FILE...], servers check [FILE...] or servers convert --to "
                     "FORMAT [FILE]");
        return EXIT_USAGE;
    }
    if (argc == 1)
        return run(app, NULL);
    for (int i = 1; i < argc; i++)
        code = exit_worse(code, run(app, argv[i]));
    return code;
}
