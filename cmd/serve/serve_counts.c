// SPDX-License-Identifier: BSD-2-Clause
/* Counts what a server does, and prints it. */
#include "serve/serve_counts.h"

#include <inttypes.h>

static const char *const names[COUNT_COUNT] = {
#define X(id, name, text) [COUNT_##id] = name,
    SERVE_COUNTS(X)
#undef X
};

static uint64_t load(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void serve_counts_sum(struct serve_counts *sum, const struct serve_counts *counts)
{
    for (int i = 0; i < COUNT_COUNT; i++) {
        if (i != COUNT_LARGEST)
            count_add(&sum->of[i], load(&counts->of[i]));
        else if (load(&counts->of[i]) > load(&sum->of[i]))
            sum->of[i] = load(&counts->of[i]);
    }
    for (int i = 0; i < RT_REFUSAL_COUNT; i++)
        count_add(&sum->refused[i], load(&counts->refused[i]));
    for (int i = 0; i < RT_SERVICES_MAX; i++)
        count_add(&sum->service[i], load(&counts->service[i]));
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

static void print_text(struct rt_output *out, const struct serve_counts *counts,
                       const struct rt_service *services, size_t service_count, int64_t seconds)
{
    char name[SERVICE_NAME];
    print_line(out, "seconds", (uint64_t)seconds);
    for (int i = 0; i < COUNT_COUNT; i++)
        print_line(out, names[i], load(&counts->of[i]));
    for (int i = 1; i < RT_REFUSAL_COUNT; i++) {
        if (load(&counts->refused[i]) == 0)
            continue;
        rt_output_text(out, "refused ");
        print_line(out, rt_refusal_name((enum rt_refusal)i), load(&counts->refused[i]));
    }
    for (size_t i = 0; i < service_count; i++) {
        if (load(&counts->service[i]) == 0)
            continue;
        rt_output_text(out, "replies ");
        print_line(out, service_name(&services[i], name), load(&counts->service[i]));
    }
}

void serve_counts_print(struct rt_output *out, struct serve_counts *counts,
                        const struct rt_service *services, size_t service_count, int64_t seconds)
{
    if (out->form == RT_OUTPUT_TEXT) {
        print_text(out, counts, services, service_count, seconds);
        return;
    }
    char name[SERVICE_NAME];
    rt_output_record(out, "counts");
    rt_output_int(out, "seconds", seconds);
    for (int i = 0; i < COUNT_COUNT; i++)
        rt_output_uint(out, names[i], load(&counts->of[i]));
    rt_output_object(out, "refused");
    for (int i = 1; i < RT_REFUSAL_COUNT; i++)
        rt_output_uint(out, rt_refusal_name((enum rt_refusal)i), load(&counts->refused[i]));
    rt_output_end(out);
    rt_output_object(out, "versions");
    for (size_t i = 0; i < service_count; i++)
        rt_output_uint(out, service_name(&services[i], name), load(&counts->service[i]));
    rt_output_end(out);
    rt_output_record_end(out);
}
