// SPDX-License-Identifier: BSD-2-Clause
/* rtctl check server: checks whether a server keeps to the versions it speaks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check/check.h"
#include "client/conform_net.h"
#include "commands.h"
#include "common/memory.h"
#include "common/names.h"
#include "common/number_arg.h"
#include "common/random.h"
#include "files/conform_report.h"
#include "files/servers.h"

/* Packets for a version: of a server on this machine, and of others, which get them one by one and
 * few at once. */
#define NEAR_BUDGET    1000
#define FOREIGN_BUDGET 300
#define NEAR_BURST     32
#define BUDGET_MOST    100000

struct check {
    struct app *app;
    struct chance chance;
    uint64_t nonces; /* drawn so far */
    uint8_t srv[RT_SRV_SIZE];
    struct rt_choice choices[RT_CHOICES_MAX]; /* all versions, with the readings of -V */
    struct rt_conform_settings settings;
    struct rt_conform *conform;
    struct rt_conform_net run;
    struct rt_conform_report report;
    struct rt_value_terms terms;
    uint64_t cases;
};

static struct check *check_of(void *context)
{
    return context;
}

static void make_nonce(void *context, unsigned number, uint8_t nonce[RT_HASH_MAX])
{
    struct check *check = context;
    (void)number;
    chance_draw(&check->chance, 0, check->nonces++, nonce, RT_HASH_MAX);
}

static bool selects(void *context, const struct rt_conform_demand *demand)
{
    return check_selects(check_of(context)->app, demand);
}

/* Whoever is checked on another machine gets less, and what is odd only if that is wished. */
static void adjust(void *context, const struct rt_address *to, struct rt_probe_plan *plan)
{
    if (rt_endpoint_is_loopback(&to->at))
        return;
    plan->odd = plan->odd && option_given(&check_of(context)->app->options, OPTION_ODD);
    plan->burst = plan->burst < RT_PROBE_FOREIGN_BURST ? plan->burst : RT_PROBE_FOREIGN_BURST;
    plan->budget = plan->budget < FOREIGN_BUDGET ? plan->budget : FOREIGN_BUDGET;
    plan->pace_ns = RT_PROBE_FOREIGN_PACE_NS;
}

static bool judged(void *context)
{
    struct check *check = context;
    struct rt_conform_result result;
    for (size_t i = check->settings.plan.choice_count; i > 0; i--)
        for (int which = 0; which < RT_CONFORM_CASE_COUNT; which++)
            if ((check->conform->group >> (i - 1) & 1) &&
                rt_conform_judge(check->conform, i - 1, (enum rt_conform_case)which, &result)) {
                rt_conform_report_result(&check->report, &result);
                check->cases++;
            }
    rt_output_flush(&check->app->out);
    return !rt_output_failed(&check->app->out);
}

/* All versions, those of -V as they are given there: these are wanted, or those of --only. */
static void choose(struct check *check)
{
    const struct app *app = check->app;
    const struct options *options = &app->options;
    for (size_t i = 0; i < rt_registry_count; i++) {
        check->choices[i] = (struct rt_choice){.version = rt_registry[i]};
        for (size_t j = 0; j < app->choice_count; j++)
            if (app->choices[j].version == rt_registry[i]) {
                check->choices[i] = app->choices[j];
                if (option_given(options, OPTION_VERSIONS))
                    check->settings.wanted |= UINT64_C(1) << i;
            }
    }
    if (!option_given(options, OPTION_ONLY))
        return;
    uint64_t named = 0;
    for (size_t i = 0; i < rt_registry_count; i++)
        if (check_selects_any(app, &check->choices[i]))
            named |= UINT64_C(1) << i;
    check->settings.wanted = check->settings.wanted ? check->settings.wanted & named : named;
}

static bool read_options(struct check *check)
{
    struct app *app = check->app;
    const struct options *options = &app->options;
    bool udp = option_given(options, OPTION_UDP), tcp = option_given(options, OPTION_TCP);
    bool four = option_given(options, OPTION_IPV4), six = option_given(options, OPTION_IPV6);
    uint64_t budget = 0;
    check->run.family = four == six ? RT_FAMILY_ANY : four ? RT_FAMILY_4 : RT_FAMILY_6;
    check->settings.plan = (struct rt_probe_plan){
        .choices = check->choices,
        .choice_count = rt_registry_count,
        .key = app->keys[0],
        .srv = check->srv,
        .udp = udp || !tcp,
        .tcp = tcp || !udp,
        .odd = true,
        .budget = NEAR_BUDGET,
        .burst = NEAR_BURST,
        .wait_ns = RT_WAIT_FIRST_NS,
        .nonce = make_nonce,
        .context = check,
    };
    check->settings.selects = selects;
    check->settings.context = check;
    if (!number_arg_seconds(app, OPTION_TIMEOUT, &check->settings.plan.wait_ns) ||
        !number_arg(app, OPTION_BUDGET, 1, BUDGET_MOST, &budget) ||
        !chance_init(&check->chance, app))
        return false;
    check->settings.budget = (unsigned)budget;
    if (rt_crypto_srv(app_crypto(app), app->keys[0], check->srv) == RT_OK)
        return true;
    app_complain(app, EXIT_BUG, NULL, "the SRV of a key: %s", rt_crypto_failure());
    return false;
}

/* Why not all was checked; NULL: it was. */
static const char *broken(const struct check *check)
{
    const struct rt_conform *conform = check->conform;
    if (conform->dead)
        return "the server answers nothing any more, and the check ends";
    if (conform->spent)
        return "the budget of packets was used up before all was checked";
    return conform->todo != 0 ? "not all versions were checked" : NULL;
}

/* What speaks against the whole. */
static void complain(struct check *check, const char *name)
{
    struct app *app = check->app;
    const struct rt_conform *conform = check->conform;
    if (check->run.failed)
        app_complain(app, EXIT_BUG, name, "out of memory");
    else if (check->run.to.at.family == 0)
        app_complain(app, EXIT_NO_ANSWER, name, "%s", check->run.cause);
    else if (!conform->answered)
        app_complain(app, EXIT_NO_ANSWER, name, "no answer at all%s",
                     check->run.refused ? ": nobody listens there" : "");
    else if (conform->dead)
        app_complain(app, EXIT_FAILED, name, "it answers nothing any more behind %s: %s",
                     rt_conform_case_name(conform->dead_of),
                     rt_conform_case_sent(conform->dead_of));
    else if (conform->spent)
        app_complain(app, EXIT_SOME, "--budget", "it was used up before all was checked");
    else if (check->cases == 0)
        app_complain(app, EXIT_FAILED, name, "what it answers is of no version that is known");
    else if (check->report.sum.passed + check->report.sum.failed + check->report.sum.advised == 0)
        app_complain(app, EXIT_SOME, name, "no case could be observed");
    if (rt_conform_key_is_wrong(conform))
        app_complain(app, EXIT_FAILED, "--key",
                     "no delegation that came was signed by it: it is the key of another server");
}

static enum exit_code run(struct check *check, const char *name, const struct rt_host_port *place)
{
    struct rt_net net;
    struct app *app = check->app;
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[NAMES_SIZE], at[RT_ENDPOINT_TEXT_SIZE];
    size_t count = 0;
    if (!rt_net_open(&net, RT_PROBE_SOCKETS)) {
        app_complain(app, EXIT_BUG, "network", "%s", strerror(errno));
        return EXIT_BUG;
    }
    rt_conform_init(check->conform, &check->settings, app_crypto(app));
    check->run.net = &net;
    check->run.conform = check->conform;
    check->run.adjust = adjust;
    check->run.judged = judged;
    check->run.context = check;
    rt_conform_net_run(&check->run, place);
    rt_net_close(&net);
    for (size_t i = 0; i < rt_registry_count; i++)
        if (check->conform->speaks >> i & 1)
            versions[count++] = rt_registry[i];
    if (check->run.to.at.family != 0)
        check->report.address = rt_endpoint_text(&check->run.to.at, at);
    if (rt_conform_report_end(&check->report, check->conform,
                              count > 0 ? names_join(versions, count, names) : "nothing",
                              broken(check)) != RT_OK)
        app_complain(app, EXIT_BUG, NULL, "out of memory: the report is not complete");
    complain(check, name);
    return check->report.sum.failed > 0 ? EXIT_FAILED : EXIT_GOOD;
}

static enum exit_code check_host(struct app *app, const char *name)
{
    struct rt_host_port place;
    enum rt_oddity odd;
    if (rt_servers_address_parse(name, &place, &odd) != RT_ODD_NONE) {
        app_complain(app, EXIT_USAGE, name, "this is no host, and no host:port");
        return EXIT_USAGE;
    }
    place.port = place.port == 0 ? RT_PORT_RFC : place.port;
    struct check *check = memory_need(calloc(1, sizeof *check));
    check->app = app;
    check->conform = memory_need(calloc(1, sizeof *check->conform));
    check->report = (struct rt_conform_report){
        .out = &app->out,
        .form = app->report,
        .server = name,
        .strict = option_given(&app->options, OPTION_STRICT),
        .quiet = option_given(&app->options, OPTION_QUIET),
        .all = version_name_all(),
        .use = rt_registry_meaning,
    };
    choose(check);
    enum exit_code code = EXIT_USAGE;
    if (check->settings.wanted == 0 && option_given(&app->options, OPTION_ONLY))
        app_complain(app, EXIT_USAGE, "--only", "no case has an address that begins so");
    else if (read_options(check) && rt_conform_report_begin(&check->report) == RT_OK)
        code = run(check, name, &place);
    free(check->conform);
    free(check);
    return code;
}

enum exit_code check_server(struct app *app, int argc, char **argv)
{
    if (option_given(&app->options, OPTION_CASES))
        return check_cases(app);
    if (argc != 1)
        app_complain(app, EXIT_USAGE, NULL, "check server takes one server: HOST[:PORT]");
    else if (app->key_count != 1)
        app_complain(app, EXIT_USAGE, NULL,
                     "check server takes the long-term key of the server: -k KEY");
    else
        return check_host(app, argv[0]);
    return EXIT_USAGE;
}
