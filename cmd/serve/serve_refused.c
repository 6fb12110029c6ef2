// SPDX-License-Identifier: BSD-2-Clause
/* Says what the server counts, and which requests got no reply: so many lines in a second, then how
 * many more. */
#include <limits.h>

#include "common/version_name.h"
#include "serve/serve.h"

#define AT_ONCE 4096 /* refusals taken before signals are looked at again */

struct rt_server_print serve_print_of(const struct serve *serve)
{
    return (struct rt_server_print){
        .services = serve->services,
        .service_count = serve->settings.responder.service_count,
        .wrong = &serve->wrong,
        .from = version_name_all(),
    };
}

void serve_print_counts(const struct serve *serve, int64_t seconds)
{
    const struct rt_server_print print = serve_print_of(serve);
    struct rt_server_counts counts;
    rt_server_counts(serve->server, &counts);
    rt_server_print_counts(&serve->app->out, &print, &counts, seconds);
    rt_output_flush(&serve->app->out);
}

/* Says what there is; false: there may be more. */
static bool print_some(struct serve *serve, int64_t now_ms)
{
    const struct rt_server_print print = serve_print_of(serve);
    struct rt_server_refusal refusal;
    bool more = true;
    for (int i = 0; i < AT_ONCE && (more = rt_server_refused(serve->server, &refusal)); i++) {
        if (rt_limit_pass(&serve->limit, now_ms))
            rt_server_print_refusal(&serve->app->out, &print, &refusal);
    }
    return !more;
}

void serve_refused_print(struct serve *serve, int64_t now_ms, bool last)
{
    struct rt_output *out = &serve->app->out;
    rt_server_print_more(out, rt_limit_due(&serve->limit, now_ms));
    while (!print_some(serve, now_ms) && last)
        continue;
    uint64_t lost = rt_server_refusals_lost(serve->server);
    rt_limit_hold(&serve->limit, lost - serve->lost, now_ms);
    serve->lost = lost;
    if (last)
        rt_server_print_more(out, rt_limit_due(&serve->limit, INT64_MAX));
    rt_output_flush(out);
}

int serve_refused_wait(const struct serve *serve, int64_t now_ms)
{
    int64_t wait = rt_limit_wait(&serve->limit, now_ms);
    return wait > INT_MAX ? INT_MAX : (int)wait;
}
