// SPDX-License-Identifier: BSD-2-Clause
/* Says which requests got no reply, and why: so many lines in a second, then how many more. */
#include <inttypes.h>
#include <limits.h>

#include "common/answerable.h"
#include "files/request_json.h"
#include "serve/serve.h"

#define AT_ONCE 4096 /* refusals taken before signals are looked at again */

/* The version that the request came nearest to; NULL if nobody looked at it. */
static const struct rt_version *version_of(const struct serve *serve,
                                           const struct rt_server_refusal *refusal)
{
    return refusal->refusal == RT_REFUSED_OVERSIZE ? NULL
                                                   : serve->services[refusal->service].version;
}

/* "refused 127.0.0.1:4711 udp 1024 bytes: request.nonce: NONC is missing: no answer from v5-v8" */
static void print_text(struct rt_output *out, const struct rt_server_refusal *refusal,
                       const struct rt_version *version)
{
    char client[RT_ENDPOINT_TEXT_SIZE];
    const struct rt_request_cause *cause = &refusal->cause;
    rt_output_print(out,
                    "refused %s %s %" PRIu64 " bytes: ", rt_endpoint_text(&refusal->client, client),
                    rt_transport_name(refusal->transport), refusal->size);
    if (cause->check != RT_REQUEST_CHECK_COUNT) {
        rt_output_print(out, "%s: ", rt_request_check_row(cause->check)->name);
        answerable_cause_print(out, cause);
        return;
    }
    rt_output_print(out, "%s: %s", rt_refusal_name(refusal->refusal),
                    rt_refusal_text(refusal->refusal));
    if (version)
        rt_output_print(out, ": no answer from %s", version->name);
    rt_output_text(out, "\n");
}

static void print_record(struct rt_output *out, const struct rt_server_refusal *refusal,
                         const struct rt_version *version)
{
    char client[RT_ENDPOINT_TEXT_SIZE], time[RT_TIME_SIZE];
    const struct rt_request_cause *cause = &refusal->cause;
    uint64_t raw;
    rt_output_record(out, "refused");
    if (rt_clock_raw(RT_CLOCK_UNIX_US, refusal->at, &raw) == RT_OK)
        rt_output_string(out, "time", rt_clock_text(RT_CLOCK_UNIX_US, raw, time));
    rt_output_string(out, "client", rt_endpoint_text(&refusal->client, client));
    rt_output_string(out, "transport", rt_transport_name(refusal->transport));
    rt_output_uint(out, "size", refusal->size);
    rt_output_string(out, "refused", rt_refusal_name(refusal->refusal));
    if (version)
        rt_output_string(out, "version", version->name);
    if (cause->check != RT_REQUEST_CHECK_COUNT) {
        rt_member_versions(out, "versions", cause->versions, cause->count);
        rt_request_json_check(out, version, cause->check, &cause->result);
    } else {
        rt_output_string(out, "text", rt_refusal_text(refusal->refusal));
    }
    rt_output_record_end(out);
}

static void print_more(struct rt_output *out, uint64_t count)
{
    if (count > 0 && out->form == RT_OUTPUT_TEXT) {
        rt_output_print(out, "refused %" PRIu64 " more\n", count);
    } else if (count > 0) {
        rt_output_record(out, "refused-more");
        rt_output_uint(out, "count", count);
        rt_output_record_end(out);
    }
}

/* Says what there is; false: there may be more. */
static bool print_some(struct serve *serve, int64_t now_ms)
{
    struct rt_output *out = &serve->app->out;
    struct rt_server_refusal refusal;
    bool more = true;
    for (int i = 0; i < AT_ONCE && (more = rt_server_refused(serve->server, &refusal)); i++) {
        if (!rt_limit_pass(&serve->limit, now_ms))
            continue;
        if (out->form == RT_OUTPUT_TEXT)
            print_text(out, &refusal, version_of(serve, &refusal));
        else
            print_record(out, &refusal, version_of(serve, &refusal));
    }
    return !more;
}

void serve_refused_print(struct serve *serve, int64_t now_ms, bool last)
{
    struct rt_output *out = &serve->app->out;
    print_more(out, rt_limit_due(&serve->limit, now_ms));
    while (!print_some(serve, now_ms) && last)
        continue;
    uint64_t lost = rt_server_refusals_lost(serve->server);
    rt_limit_hold(&serve->limit, lost - serve->lost, now_ms);
    serve->lost = lost;
    if (last)
        print_more(out, rt_limit_due(&serve->limit, INT64_MAX));
    rt_output_flush(out);
}

int serve_refused_wait(const struct serve *serve, int64_t now_ms)
{
    int64_t wait = rt_limit_wait(&serve->limit, now_ms);
    return wait > INT_MAX ? INT_MAX : (int)wait;
}
