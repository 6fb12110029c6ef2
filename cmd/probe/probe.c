// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl probe: finds out what a server really does, by asking it in every version and with each
 * thing that can be wrong with a request.
 */
#include "probe/probe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/memory.h"
#include "files/exchange_write.h"
#include "files/servers.h"

/* Of servers that are somebody else's: packets at once, packets in all, and the pause between two.
 */
#define FOREIGN_BURST   16
#define FOREIGN_BUDGET  160
#define FOREIGN_PACE_NS UINT64_C(20000000)

static void make_nonce(void *context, unsigned number, uint8_t nonce[RT_HASH_MAX])
{
    struct probe *probe = context;
    (void)number;
    chance_draw(&probe->chance, 0, probe->nonces++, nonce, RT_HASH_MAX);
}

static void seen(void *context, const struct rt_probe_ask *ask, const struct rt_exchange *exchange,
                 const struct rt_judgement *judgement)
{
    struct probe *probe = context;
    FILE *file = rt_keep_stream(&probe->save);
    (void)ask;
    if (!file) {
        app_complain(probe->app, EXIT_BUG, NULL, "out of memory");
        return;
    }
    bool valid = judgement && judgement->verdict == RT_VALID;
    rt_exchange_write(file, exchange, valid ? judgement->best.version->name : NULL);
}

static bool is_loopback(const struct rt_endpoint *at)
{
    static const uint8_t six[16] = {[15] = 1};
    return at->family == 4 ? at->addr[0] == 127 : memcmp(at->addr, six, sizeof six) == 0;
}

/* Whoever is probed on another machine gets less, and what is odd only if that is wished. */
static struct rt_probe_plan plan_for(struct probe *probe, const struct rt_address *to)
{
    struct rt_probe_plan plan = probe->plan;
    bool near = is_loopback(&to->at);
    plan.odd = near || option_given(&probe->app->options, OPTION_ODD);
    plan.burst = near ? RT_PROBE_BURST : FOREIGN_BURST;
    plan.budget = near ? RT_PROBE_BUDGET : FOREIGN_BUDGET;
    plan.pace_ns = near ? 0 : FOREIGN_PACE_NS;
    if (probe->budget > 0)
        plan.budget = (unsigned)probe->budget;
    plan.nonce = make_nonce;
    plan.seen = probe->save_name ? seen : NULL;
    plan.context = probe;
    return plan;
}

/* Tries the addresses of a server until one answers. */
static void probe_addresses(struct probe *probe, const struct rt_net *net, struct probed *probed,
                            struct rt_probe *state, const struct rt_host_port *place)
{
    struct rt_address addresses[RT_NET_ADDRESSES];
    size_t count = rt_probe_net_find(net, place, probe->family, addresses, &probed->cause);
    for (size_t i = 0; i < count && !state->has_main; i++) {
        probed->to = addresses[i];
        probed->plan = plan_for(probe, &addresses[i]);
        rt_probe_init(state, &probed->plan, app_crypto(probe->app));
        rt_probe_net_run(state, net, &addresses[i]);
    }
}

/* Counts whether the server has answered. */
static enum exit_code code_of(struct probe *probe, const struct probed *probed)
{
    if (!probed->probe->has_main) {
        probe->silent++;
        return EXIT_GOOD;
    }
    probe->answered++;
    return probed->finding_count > 0 ? EXIT_FAILED : EXIT_GOOD;
}

static enum exit_code probe_server(struct probe *probe, const struct rt_net *net, const char *name)
{
    struct rt_host_port place;
    enum rt_oddity odd;
    if (rt_servers_address_parse(name, &place, &odd) != RT_ODD_NONE) {
        app_complain(probe->app, EXIT_USAGE, name, "this is no host, and no host:port");
        return EXIT_USAGE;
    }
    if (place.port == 0)
        place.port = RT_PORT_RFC;
    struct rt_probe *state = memory_need(calloc(1, sizeof *state));
    struct probed probed = {.name = name, .probe = state};
    probe_addresses(probe, net, &probed, state, &place);
    probed.finding_count = rt_probe_findings(state, probed.findings, RT_PROBE_FINDINGS_MAX);
    if (state->undecided > 0)
        app_complain(probe->app, EXIT_BUG, name, "%u replies were not judged: %s", state->undecided,
                     rt_crypto_failure());
    if (probe->app->form == RT_OUTPUT_TEXT)
        probe_show(probe, &probed);
    else
        probe_json(probe, &probed);
    rt_output_flush(&probe->app->out);
    enum exit_code code = code_of(probe, &probed);
    free(state);
    return code;
}

static void end_save(struct probe *probe)
{
    if (!probe->save_name)
        return;
    if (!rt_keep_put(&probe->save)) {
        app_complain(probe->app, EXIT_OUTPUT, probe->save_name, "%s", probe->save.cause);
        rt_keep_forget(&probe->save);
    }
    if (!rt_keep_close(&probe->save))
        app_complain(probe->app, EXIT_OUTPUT, probe->save_name, "%s", probe->save.cause);
}

enum exit_code probe_run(struct app *app, int argc, char **argv)
{
    struct probe probe = {.app = app};
    struct rt_net net;
    enum exit_code code = EXIT_GOOD;
    if (argc == 0) {
        app_complain(app, EXIT_USAGE, NULL, "probe takes the servers to probe: HOST[:PORT]");
        return EXIT_USAGE;
    }
    if (!probe_options(&probe))
        return app->code;
    if (!rt_net_open(&net, RT_PROBE_SOCKETS)) {
        app_complain(app, EXIT_BUG, "network", "%s", strerror(errno));
        end_save(&probe);
        return EXIT_BUG;
    }
    for (int i = 0; i < argc && !rt_output_failed(&app->out); i++)
        code = exit_worse(code, probe_server(&probe, &net, argv[i]));
    rt_net_close(&net);
    end_save(&probe);
    if (probe.silent > 0)
        code = exit_worse(code, probe.answered > 0 ? EXIT_SOME : EXIT_NO_ANSWER);
    return exit_worse(code, app->code);
}
