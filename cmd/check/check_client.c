// SPDX-License-Identifier: BSD-2-Clause
/* rtctl check client: runs a client against a server that misbehaves in each way. */
#include "check/check_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check.h"
#include "common/memory.h"
#include "common/number_arg.h"
#include "common/random.h"
#include "common/signals.h"
#include "files/secret.h"

#define JOBS     4
#define LIMIT_NS UINT64_C(10000000000)
#define FOLDER   "rtctl-XXXXXX"

/* What is drawn of --seed. */
enum { STREAM_KEYS = 0, STREAM_CHANCE };

/* Whether the output has what --accepts asks for. */
static bool prints_it(void *context, const struct rt_process_end *end, struct rt_view output)
{
    const struct check_client *check = context;
    regmatch_t match = {.rm_so = 0, .rm_eo = (regoff_t)output.len};
    (void)end;
    return regexec(&check->regex, (const char *)output.data, 1, &match, REG_STARTEND) == 0;
}

static bool read_accepts(struct check_client *check)
{
    const char *pattern = check->app->options.value[OPTION_ACCEPTS];
    char cause[160];
    if (!pattern)
        return true;
    int error = regcomp(&check->regex, pattern, REG_EXTENDED | REG_NEWLINE);
    check->has_regex = error == 0;
    check->settings.believes = prints_it;
    if (check->has_regex)
        return true;
    regerror(error, &check->regex, cause, sizeof cause);
    app_complain(check->app, EXIT_USAGE, pattern, "--accepts: %s", cause);
    return false;
}

static bool read_keep(struct check_client *check)
{
    check->keep = check->app->options.value[OPTION_KEEP_IN];
    struct stat status;
    if (!check->keep || mkdir(check->keep, 0777) == 0)
        return true;
    int error = errno;
    if (error == EEXIST && stat(check->keep, &status) == 0)
        error = S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
    if (error == 0)
        return true;
    app_complain(check->app, EXIT_OUTPUT, check->keep, "%s", strerror(error));
    return false;
}

static bool names(char *const *command, const char *word)
{
    for (; *command; command++)
        if (strstr(*command, word))
            return true;
    return false;
}

/* A command that is told the version is run for each; another one against all together. */
static void make_groups(struct check_client *check)
{
    struct app *app = check->app;
    bool each = *check->settings.command && names(check->settings.command, "{version}");
    size_t count = each ? app->choice_count : 1;
    for (size_t i = 0; i < count; i++)
        check->groups[i] = (struct rt_trial_group){&app->choices[i], each ? 1 : app->choice_count};
    check->settings.groups = check->groups;
    check->settings.group_count = count;
}

static bool draw_keys(struct check_client *check)
{
    struct chance chance;
    struct rt_trial_settings *settings = &check->settings;
    if (!chance_init(&chance, check->app))
        return false;
    for (size_t i = 0; i < RT_TRIAL_SERVERS; i++)
        chance_draw(&chance, STREAM_KEYS, i, settings->seeds[i], RT_KEY_SIZE);
    chance_draw(&chance, STREAM_CHANCE, 0, (uint8_t *)&settings->random, sizeof settings->random);
    settings->random |= 1;
    return true;
}

static bool read_options(struct check_client *check, char **command)
{
    struct app *app = check->app;
    uint64_t jobs = JOBS;
    check->settings = (struct rt_trial_settings){
        .strict = option_given(&app->options, OPTION_STRICT),
        .command = command,
        .only = app->options.value[OPTION_ONLY],
        .limit_ns = LIMIT_NS,
        .new_seed = rt_secret_seed_make,
        .stop = -1,
        .context = check,
    };
    make_groups(check);
    if (!number_arg(app, OPTION_JOBS, 1, RT_TRIAL_JOBS, &jobs) ||
        !number_arg_seconds(app, OPTION_DEADLINE, &check->settings.limit_ns) ||
        !read_accepts(check) || !read_keep(check) || !draw_keys(check))
        return false;
    check->settings.jobs = (unsigned)jobs;
    check->settings.packet = check->keep ? check_client_packet : NULL;
    check->settings.ended = check->keep ? check_client_ended : NULL;
    return true;
}

/* A folder of our own, for lists of servers. False after a message. */
static bool make_folder(struct check_client *check, char *name, size_t room)
{
    const char *where = getenv("TMPDIR");
    *name = '\0';
    if (!names(check->settings.command, "{list}"))
        return true;
    snprintf(name, room, "%s/" FOLDER, where && *where ? where : "/tmp");
    check->settings.folder = name;
    if (mkdtemp(name))
        return true;
    app_complain(check->app, EXIT_OUTPUT, name, "%s", strerror(errno));
    *name = '\0';
    return false;
}

/* What the run comes to, beside cases that failed. */
static void complain(struct check_client *check, const struct rt_trial *trial, int error)
{
    const struct rt_trial_sum sum = rt_trial_sum(trial);
    struct app *app = check->app;
    const char *name = check->settings.command[0];
    if (error == EINTR)
        app_complain(app, EXIT_SOME, NULL, "interrupted: not all cases were tried");
    else if (error != 0 && sum.requests == 0)
        app_complain(app, EXIT_USAGE, name, "it cannot be run: %s", strerror(error));
    else if (error != 0)
        app_complain(app, EXIT_BUG, name, "it cannot be run any more: %s", strerror(error));
    else if (sum.wished == 0)
        app_complain(app, EXIT_USAGE, "--only", "no case has an address that begins so");
    else if (sum.requests == 0)
        app_complain(app, EXIT_NO_ANSWER, name,
                     "it sent nothing to {host} port {port}, and nothing can be said of it");
    else if (sum.asked < sum.wished)
        app_complain(app, EXIT_SOME, name, "it asked nothing in %zu of %zu versions",
                     sum.wished - sum.asked, sum.wished);
}

static const char *broken_of(int error)
{
    return error == 0 ? NULL : error == EINTR ? "interrupted" : strerror(error);
}

static void run_all(struct check_client *check)
{
    struct rt_trial_result result;
    struct rt_trial *trial = rt_trial_new(&check->settings);
    const struct rt_report_head head = {.title = "rtctl check client",
                                        .subject = check->settings.command[0],
                                        .strict = check->settings.strict};
    if (!trial) {
        app_complain(check->app, EXIT_BUG, NULL, "the servers cannot be made: %s", strerror(errno));
        return;
    }
    int error = rt_trial_go(trial) ? 0 : errno;
    bool asked = check->app->report || rt_trial_sum(trial).requests > 0;
    if (asked && check_client_show_begin(check, &head)) {
        for (size_t i = 0; rt_trial_result(trial, i, &result); i++)
            check_client_show(check, &result);
        check_client_show_end(check, broken_of(error));
    }
    complain(check, trial, error);
    rt_trial_free(trial);
}

/* Whether there is anything to try, and a client to find. */
static bool is_sound(struct check_client *check)
{
    struct app *app = check->app;
    char *const *command = check->settings.command;
    const char *cause = NULL;
    if (!*command)
        cause = "check client takes the command of a client: rtctl check client -- COMMAND...";
    else if (!names(command, "{port}") && !names(command, "{list}"))
        cause = "the command has neither {port} nor {list}, so the client cannot find the server";
    if (cause)
        app_complain(app, EXIT_USAGE, *command, "%s", cause);
    return !cause;
}

static enum exit_code run_in_folder(struct check_client *check)
{
    char folder[4096];
    if (!make_folder(check, folder, sizeof folder))
        return EXIT_GOOD;
    /* -1: signals end the program, which is no harm: see process.h. */
    check->settings.stop = signals_hold(0);
    check->settings.crypto = app_crypto(check->app);
    run_all(check);
    if (check->settings.stop >= 0)
        close(check->settings.stop);
    if (*folder)
        rmdir(folder);
    return check->sum.failed > 0 ? EXIT_FAILED : EXIT_GOOD;
}

enum exit_code check_client(struct app *app, int argc, char **argv)
{
    struct check_client *check = memory_need(calloc(1, sizeof *check));
    enum exit_code code = EXIT_GOOD;
    (void)argc;
    check->app = app;
    bool good = read_options(check, argv);
    if (good && option_given(&app->options, OPTION_CASES))
        code = check_client_cases(check);
    else if (good && is_sound(check))
        code = run_in_folder(check);
    if (check->has_regex)
        regfree(&check->regex);
    explicit_bzero(&check->settings, sizeof check->settings);
    free(check);
    return exit_worse(code, app->code);
}
