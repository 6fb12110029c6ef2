// SPDX-License-Identifier: BSD-2-Clause
/* Prints where a server listens, what it counts, and which requests it refuses. */
#include "files/server_print.h"

#include <inttypes.h>
#include <stdatomic.h>

#include "base/base64.h"
#include "client/net.h"
#include "files/request_json.h"
#include "files/request_print.h"

void rt_server_print_listening(struct rt_output *out, const struct rt_address *addresses,
                               size_t count, bool udp, bool tcp)
{
    char text[RT_NET_ADDRESS_SIZE];
    for (size_t i = 0; i < count; i++) {
        const uint16_t port = addresses[i].at.port;
        rt_net_address_text(&addresses[i], text);
        if (out->form == RT_OUTPUT_TEXT) {
            rt_output_print(out, "listening on %s port %u%s%s\n", text, port, udp ? " udp" : "",
                            tcp ? " tcp" : "");
            continue;
        }
        rt_output_record(out, "listening");
        rt_output_string(out, "address", text);
        rt_output_uint(out, "port", port);
        rt_output_bool(out, "udp", udp);
        rt_output_bool(out, "tcp", tcp);
        rt_output_record_end(out);
    }
}

void rt_server_print_serving(struct rt_output *out, const struct rt_server_print *server,
                             const struct rt_identity *identities, size_t count)
{
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    if (out->form == RT_OUTPUT_TEXT) {
        for (size_t i = 0; i < count; i++)
            rt_output_print(
                out, "key %s\n",
                rt_base64_encode((struct rt_view){identities[i].key, RT_KEY_SIZE}, key));
        return;
    }
    rt_output_record(out, "serving");
    rt_output_array(out, "keys");
    for (size_t i = 0; i < count; i++)
        rt_output_base64(out, NULL, (struct rt_view){identities[i].key, RT_KEY_SIZE});
    rt_output_end(out);
    rt_output_array(out, "versions");
    for (size_t i = server->service_count; i-- > 0;)
        if (!server->services[i].unlisted)
            rt_output_string(out, NULL, server->services[i].version->name);
    rt_output_end(out);
    rt_output_record_end(out);
}

#define SERVICE_NAME (32 + RT_SETTING_SIZE)

static void print_line(struct rt_output *out, const char *name, uint64_t number)
{
    if (number == 0)
        return;
    rt_output_cell(out, RT_STYLE_PLAIN, 16, name);
    rt_output_print(out, "%" PRIu64 "\n", number);
}

/* "v5", or "v5/version=0x80000003" for clients that use another number. */
static const char *service_name(const struct rt_service *service, char name[SERVICE_NAME])
{
    char setting[RT_SETTING_SIZE];
    const struct rt_setting number = {RT_PARAM_VERSION, service->rules.version};
    if (!service->unlisted)
        return service->version->name;
    snprintf(name, SERVICE_NAME, "%s/%s", service->version->name, rt_setting_text(number, setting));
    return name;
}

/* What each counter is called, and its number: those of the server, and of wrong replies. */
#define ROWS (RT_SERVER_COUNT_COUNT + 2)

struct row {
    const char *name;
    uint64_t number;
};

static void fill_rows(const struct rt_server_print *server, const struct rt_server_counts *counts,
                      struct row rows[ROWS])
{
    const struct rt_wrong *wrong = server->wrong;
    const uint64_t faults = wrong ? atomic_load(&wrong->faults) : 0;
    const uint64_t greased = wrong ? atomic_load(&wrong->greased) : 0;
    size_t row = 0;
    for (int i = 0; i < RT_SERVER_COUNT_COUNT; i++) {
        rows[row++] = (struct row){rt_server_count_name((enum rt_server_count)i), counts->of[i]};
        if (i != RT_SERVER_COUNT_UNSENT)
            continue;
        rows[row++] = (struct row){"faults", faults};
        rows[row++] = (struct row){"grease", greased};
    }
}

/* "stopped by request.srv   3  under v19  [draft-... 6.2, must]" */
static void stopped_text(struct rt_output *out, const struct rt_server_print *server,
                         const struct rt_server_counts *counts, size_t service,
                         enum rt_request_check check)
{
    char name[SERVICE_NAME];
    rt_output_text(out, "stopped by ");
    rt_output_cell(out, RT_STYLE_PLAIN, 25, rt_request_check_row(check)->name);
    rt_output_print(out, "%" PRIu64 "  under %s", counts->stopped[service][check],
                    service_name(&server->services[service], name));
    rt_request_print_rule(out, server->services[service].version, check);
    rt_output_text(out, "\n");
}

static void stopped_json(struct rt_output *out, const struct rt_server_print *server,
                         const struct rt_server_counts *counts, size_t service,
                         enum rt_request_check check)
{
    char name[SERVICE_NAME];
    rt_output_object(out, NULL);
    rt_output_string(out, "version", service_name(&server->services[service], name));
    rt_output_string(out, "check", rt_request_check_row(check)->name);
    rt_output_uint(out, "count", counts->stopped[service][check]);
    rt_request_json_rule(out, server->services[service].version, check);
    rt_output_end(out);
}

/* What stopped requests: check by check, under the most preferred version first. */
static void each_stopped(struct rt_output *out, const struct rt_server_print *server,
                         const struct rt_server_counts *counts,
                         void (*show)(struct rt_output *out, const struct rt_server_print *server,
                                      const struct rt_server_counts *counts, size_t service,
                                      enum rt_request_check check))
{
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
        for (size_t i = 0; i < server->service_count; i++)
            if (counts->stopped[i][check] > 0)
                show(out, server, counts, i, (enum rt_request_check)check);
}

static void counts_text(struct rt_output *out, const struct rt_server_print *server,
                        const struct rt_server_counts *counts, const struct row rows[ROWS],
                        int64_t seconds)
{
    char name[SERVICE_NAME];
    print_line(out, "seconds", (uint64_t)seconds);
    for (size_t i = 0; i < ROWS; i++)
        print_line(out, rows[i].name, rows[i].number);
    for (int i = 1; i < RT_REFUSAL_COUNT; i++) {
        if (counts->refused[i] == 0)
            continue;
        rt_output_text(out, "refused ");
        print_line(out, rt_refusal_name((enum rt_refusal)i), counts->refused[i]);
    }
    each_stopped(out, server, counts, stopped_text);
    for (size_t i = 0; i < server->service_count; i++) {
        if (counts->service[i] == 0)
            continue;
        rt_output_text(out, "replies ");
        print_line(out, service_name(&server->services[i], name), counts->service[i]);
    }
}

static void counts_json(struct rt_output *out, const struct rt_server_print *server,
                        const struct rt_server_counts *counts, const struct row rows[ROWS],
                        int64_t seconds)
{
    char name[SERVICE_NAME];
    rt_output_record(out, "counts");
    rt_output_int(out, "seconds", seconds);
    for (size_t i = 0; i < ROWS; i++)
        rt_output_uint(out, rows[i].name, rows[i].number);
    rt_output_object(out, "refused");
    for (int i = 1; i < RT_REFUSAL_COUNT; i++)
        rt_output_uint(out, rt_refusal_name((enum rt_refusal)i), counts->refused[i]);
    rt_output_end(out);
    rt_output_array(out, "stopped_by");
    each_stopped(out, server, counts, stopped_json);
    rt_output_end(out);
    rt_output_object(out, "versions");
    for (size_t i = 0; i < server->service_count; i++)
        rt_output_uint(out, service_name(&server->services[i], name), counts->service[i]);
    rt_output_end(out);
    rt_output_record_end(out);
}

void rt_server_print_counts(struct rt_output *out, const struct rt_server_print *server,
                            const struct rt_server_counts *counts, int64_t seconds)
{
    struct row rows[ROWS];
    fill_rows(server, counts, rows);
    if (out->form == RT_OUTPUT_TEXT)
        counts_text(out, server, counts, rows, seconds);
    else
        counts_json(out, server, counts, rows, seconds);
}

/* The version that the request came nearest to; NULL if nobody looked at it. */
static const struct rt_version *version_of(const struct rt_server_print *server,
                                           const struct rt_server_refusal *refusal)
{
    return refusal->refusal == RT_REFUSED_OVERSIZE ? NULL
                                                   : server->services[refusal->service].version;
}

static void refusal_text(struct rt_output *out, struct rt_version_name_from from,
                         const struct rt_server_refusal *refusal, const struct rt_version *version)
{
    char client[RT_ENDPOINT_TEXT_SIZE];
    const struct rt_request_cause *cause = &refusal->cause;
    rt_output_print(out,
                    "refused %s %s %" PRIu64 " bytes: ", rt_endpoint_text(&refusal->client, client),
                    rt_transport_name(refusal->transport), refusal->size);
    if (cause->check != RT_REQUEST_CHECK_COUNT) {
        rt_output_print(out, "%s: ", rt_request_check_row(cause->check)->name);
        rt_request_print_cause(out, from, cause);
        return;
    }
    rt_output_print(out, "%s: %s", rt_refusal_name(refusal->refusal),
                    rt_refusal_text(refusal->refusal));
    if (version)
        rt_output_print(out, ": no answer from %s", version->name);
    rt_output_text(out, "\n");
}

static void refusal_json(struct rt_output *out, const struct rt_server_refusal *refusal,
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

void rt_server_print_refusal(struct rt_output *out, const struct rt_server_print *server,
                             const struct rt_server_refusal *refusal)
{
    if (out->form == RT_OUTPUT_TEXT)
        refusal_text(out, server->from, refusal, version_of(server, refusal));
    else
        refusal_json(out, refusal, version_of(server, refusal));
}

void rt_server_print_more(struct rt_output *out, uint64_t count)
{
    if (count > 0 && out->form == RT_OUTPUT_TEXT) {
        rt_output_print(out, "refused %" PRIu64 " more\n", count);
    } else if (count > 0) {
        rt_output_record(out, "refused-more");
        rt_output_uint(out, "count", count);
        rt_output_record_end(out);
    }
}
