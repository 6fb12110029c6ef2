// SPDX-License-Identifier: BSD-2-Clause
/* Reads the options of rtctl serve. */
#include <string.h>

#include "base/decimal.h"
#include "registry.h"
#include "serve/serve.h"

#define DAY         86400
#define REFUSALS    256                           /* that wait in a thread to be printed */
#define OFFSET_MOST UINT64_C(1000000000000000000) /* ns */

/* An option's number, scaled, within limits; `usual` without it. */
static bool number(struct serve *serve, enum option_id option, unsigned digits, uint64_t least,
                   uint64_t most, uint64_t *value)
{
    const char *text = serve->app->options.value[option];
    if (!text ||
        (rt_decimal_scaled(text, digits, UINT32_MAX, value) && *value >= least && *value <= most))
        return true;
    app_complain(serve->app, EXIT_USAGE, text, "--%s does not take this number",
                 option_row(option)->name);
    return false;
}

/* The same with a sign, from -most to most. Without the option *value stays. */
static bool signed_number(struct serve *serve, enum option_id option, unsigned digits,
                          uint64_t most, int64_t *value, const char *takes)
{
    const char *text = serve->app->options.value[option];
    uint64_t scaled;
    if (!text)
        return true;
    bool minus = text[0] == '-';
    if (!rt_decimal_scaled(text + (minus || text[0] == '+'), digits, UINT32_MAX, &scaled) ||
        scaled > most) {
        app_complain(serve->app, EXIT_USAGE, text, "--%s takes %s", option_row(option)->name,
                     takes);
        return false;
    }
    *value = (int64_t)scaled * (minus ? -1 : 1);
    return true;
}

static bool read_dut1(struct serve *serve)
{
    struct rt_server_settings *settings = &serve->settings;
    int64_t us = 0;
    bool good = signed_number(serve, OPTION_DUT1, 6, 1000000, &us,
                              "seconds from -1 to 1, with up to six decimals");
    settings->has_dut1 = serve->app->options.value[OPTION_DUT1] != NULL;
    settings->dut1_us = (int32_t)us;
    return good;
}

/* Up to some 30 years either way: no time before 1970, none that a version cannot write. */
static bool read_offset(struct serve *serve)
{
    return signed_number(serve, OPTION_OFFSET, 9, OFFSET_MOST, &serve->settings.offset_ns,
                         "seconds, at most a billion, with up to nine decimals");
}

/* NAME or NAME:RATE. */
static bool read_fault(struct serve *serve)
{
    struct rt_wrong *wrong = &serve->wrong;
    const char *text = serve->app->options.value[OPTION_FAULT];
    char name[40];
    uint64_t ppm = RT_WRONG_PPM;
    if (!text)
        return true;
    size_t len = strcspn(text, ":");
    snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name - 1), text);
    if (!rt_wrong_find(wrong, name)) {
        app_complain(serve->app, EXIT_USAGE, text, "no such fault; --fault help lists them");
        return false;
    }
    if (text[len] == ':' &&
        (!rt_decimal_scaled(text + len + 1, 6, 1, &ppm) || ppm > RT_WRONG_PPM)) {
        app_complain(serve->app, EXIT_USAGE, text, "the rate of a fault is from 0 to 1");
        return false;
    }
    wrong->fault_ppm = (uint32_t)ppm;
    return serve_fault_fits(serve, &serve->keys);
}

/* The reading that --reading names, if the version has it. */
static const struct rt_reading *asked_reading(const struct serve *serve,
                                              const struct rt_version *version)
{
    const char *name = serve->app->options.value[OPTION_READING];
    for (size_t i = 0; name && i < rt_version_readings(version); i++)
        if (strcmp(version->readings[i].name, name) == 0)
            return &version->readings[i];
    return NULL;
}

/* Whether all versions are served, each as it is: without -V, or with "all". */
static bool serves_all(const struct app *app)
{
    bool fixed = false;
    for (size_t i = 0; i < app->choice_count; i++)
        fixed = fixed || app->choices[i].fixed;
    return app->choice_count == rt_registry_count && !fixed;
}

/* What is served: the versions of -V, the last in the list first. */
static bool choose_services(struct serve *serve)
{
    struct app *app = serve->app;
    size_t count = rt_service_list(app->choices, app->choice_count, serve->services);
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        struct rt_service *service = &serve->services[i];
        const struct rt_reading *asked = asked_reading(serve, service->version);
        found = found || asked;
        if (asked && !app->choices[count - 1 - i].fixed)
            service->rules = rt_version_rules(service->version, asked);
    }
    if (serves_all(app))
        count = rt_service_add_numbers(serve->services, count);
    serve->settings.responder.service_count = count;
    const char *name = app->options.value[OPTION_READING];
    if (name && !found)
        app_complain(app, EXIT_USAGE, name, "no version that is served has this reading");
    return !name || found;
}

/* Serves the versions with another order of the tree. */
static bool read_order(struct serve *serve)
{
    const char *order = serve->app->options.value[OPTION_ORDER];
    struct rt_setting setting;
    char text[RT_SETTING_SIZE];
    if (!order)
        return true;
    snprintf(text, sizeof text, "order=%s", order);
    if (rt_setting_parse(text, strlen(text), &setting) != RT_OK) {
        app_complain(serve->app, EXIT_USAGE, order, "--order takes hash-node or node-hash");
        return false;
    }
    for (size_t i = 0; i < serve->settings.responder.service_count; i++)
        rt_param_set(&serve->services[i].rules, setting.param, setting.value);
    return true;
}

static bool read_numbers(struct serve *serve)
{
    struct rt_server_settings *settings = &serve->settings;
    uint64_t radius = UINT64_C(3000000000), delegation = DAY, grease = 0;
    uint64_t workers = 0, batch = 0, clients = 0, bytes = 0, seconds = 0; /* the usual */
    bool good = number(serve, OPTION_RADIUS, 9, 1000, UINT64_C(4294000000000), &radius) &&
                number(serve, OPTION_DELEGATION, 0, 60, 3660 * DAY, &delegation) &&
                number(serve, OPTION_WORKERS, 0, 1, RT_SERVER_WORKERS, &workers) &&
                number(serve, OPTION_BATCH, 0, 1, RT_TOGETHER_MAX, &batch) &&
                number(serve, OPTION_GREASE, 6, 0, RT_WRONG_PPM, &grease) &&
                number(serve, OPTION_TCP_CLIENTS, 0, 1, RT_SERVER_CLIENTS, &clients) &&
                number(serve, OPTION_TCP_BYTES, 0, 1024, UINT32_MAX, &bytes) &&
                number(serve, OPTION_TCP_SECONDS, 0, 1, 3600, &seconds);
    settings->responder.radius_ns = radius;
    settings->responder.delegation_s = (int64_t)delegation;
    settings->workers = (uint32_t)workers;
    settings->batch = (uint32_t)batch;
    settings->tcp_connections = (uint32_t)clients;
    settings->tcp_bytes = (uint32_t)bytes;
    settings->tcp_seconds = (uint32_t)seconds;
    settings->refusals = option_given(&serve->app->options, OPTION_VERBOSE) ? REFUSALS : 0;
    serve->wrong.grease_ppm = (uint32_t)grease;
    return good;
}

/* What the settings point to. */
static void point_settings(struct serve *serve)
{
    struct rt_server_settings *settings = &serve->settings;
    settings->responder.services = serve->services;
    settings->responder.identities = serve->keys.identities;
    settings->responder.identity_count = serve->keys.count;
    settings->responder.new_seed = rt_secret_seed_make;
    rt_wrong_settings(&serve->wrong, settings);
}

bool serve_options(struct serve *serve, int argc, char **argv)
{
    struct rt_server_settings *settings = &serve->settings;
    const struct options *options = &serve->app->options;
    settings->udp = option_given(options, OPTION_UDP) || !option_given(options, OPTION_TCP);
    settings->tcp = option_given(options, OPTION_TCP) || !option_given(options, OPTION_UDP);
    bool v4 = option_given(options, OPTION_IPV4), v6 = option_given(options, OPTION_IPV6);
    serve->family = v4 == v6 ? RT_FAMILY_ANY : v4 ? RT_FAMILY_4 : RT_FAMILY_6;
    serve->user = options->value[OPTION_USER];
    if (!read_numbers(serve) || !read_dut1(serve) || !read_offset(serve) ||
        !choose_services(serve) || !read_order(serve) || !serve_read_keys(serve, &serve->keys) ||
        !read_fault(serve) || !serve_read_leaps(serve))
        return false;
    point_settings(serve);
    bool good = argc > 0 || serve_add_address(serve, ":5319");
    for (int i = 0; good && i < argc; i++)
        good = serve_add_address(serve, argv[i]);
    return good;
}
