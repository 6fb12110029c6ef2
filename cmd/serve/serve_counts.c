// SPDX-License-Identifier: BSD-2-Clause
/* Prints what a server counts. */
#include <inttypes.h>
#include <stdatomic.h>

#include "common/answerable.h"
#include "files/request_json.h"
#include "serve/serve.h"

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

static void fill_rows(const struct serve *serve, const struct rt_server_counts *counts,
                      struct row rows[ROWS])
{
    size_t row = 0;
    for (int i = 0; i < RT_SERVER_COUNT_COUNT; i++) {
        rows[row++] = (struct row){rt_server_count_name((enum rt_server_count)i), counts->of[i]};
        if (i != RT_SERVER_COUNT_UNSENT)
            continue;
        rows[row++] = (struct row){"faults", atomic_load(&serve->wrong.faults)};
        rows[row++] = (struct row){"grease", atomic_load(&serve->wrong.greased)};
    }
}

/* "stopped by request.srv   3  under v19  [draft-... 6.2, must]" */
static void print_stopped(const struct serve *serve, const struct rt_server_counts *counts,
                          size_t service, enum rt_request_check check)
{
    struct rt_output *out = &serve->app->out;
    char name[SERVICE_NAME];
    rt_output_text(out, "stopped by ");
    rt_output_cell(out, RT_STYLE_PLAIN, 25, rt_request_check_row(check)->name);
    rt_output_print(out, "%" PRIu64 "  under %s", counts->stopped[service][check],
                    service_name(&serve->services[service], name));
    answerable_rule_print(out, serve->services[service].version, check);
    rt_output_text(out, "\n");
}

static void stopped_json(const struct serve *serve, const struct rt_server_counts *counts,
                         size_t service, enum rt_request_check check)
{
    struct rt_output *out = &serve->app->out;
    char name[SERVICE_NAME];
    rt_output_object(out, NULL);
    rt_output_string(out, "version", service_name(&serve->services[service], name));
    rt_output_string(out, "check", rt_request_check_row(check)->name);
    rt_output_uint(out, "count", counts->stopped[service][check]);
    rt_request_json_rule(out, serve->services[service].version, check);
    rt_output_end(out);
}

/* What stopped requests: check by check, under the most preferred version first. */
static void each_stopped(const struct serve *serve, const struct rt_server_counts *counts,
                         void (*show)(const struct serve *serve,
                                      const struct rt_server_counts *counts, size_t service,
                                      enum rt_request_check check))
{
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
        for (size_t i = 0; i < serve->settings.responder.service_count; i++)
            if (counts->stopped[i][check] > 0)
                show(serve, counts, i, (enum rt_request_check)check);
}

static void print_text(const struct serve *serve, const struct rt_server_counts *counts,
                       const struct row rows[ROWS], int64_t seconds)
{
    struct rt_output *out = &serve->app->out;
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
    each_stopped(serve, counts, print_stopped);
    for (size_t i = 0; i < serve->settings.responder.service_count; i++) {
        if (counts->service[i] == 0)
            continue;
        rt_output_text(out, "replies ");
        print_line(out, service_name(&serve->services[i], name), counts->service[i]);
    }
}

static void print_record(const struct serve *serve, const struct rt_server_counts *counts,
                         const struct row rows[ROWS], int64_t seconds)
{
    struct rt_output *out = &serve->app->out;
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
    each_stopped(serve, counts, stopped_json);
    rt_output_end(out);
    rt_output_object(out, "versions");
    for (size_t i = 0; i < serve->settings.responder.service_count; i++)
        rt_output_uint(out, service_name(&serve->services[i], name), counts->service[i]);
    rt_output_end(out);
    rt_output_record_end(out);
}

void serve_print_counts(const struct serve *serve, int64_t seconds)
{
    struct rt_server_counts counts;
    struct row rows[ROWS];
    rt_server_counts(serve->server, &counts);
    fill_rows(serve, &counts, rows);
    if (serve->app->out.form == RT_OUTPUT_TEXT)
        print_text(serve, &counts, rows, seconds);
    else
        print_record(serve, &counts, rows, seconds);
    rt_output_flush(&serve->app->out);
}
