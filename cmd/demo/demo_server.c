// SPDX-License-Identifier: BSD-2-Clause
/* Runs the server of the demo on loopback. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "demo/demo.h"

#define DAY       86400
#define SECOND_NS INT64_C(1000000000)

/* A key of a server, and what the server itself gets of it: a delegation for every version, around
 * the time that it takes for the present. */
struct keys {
    uint8_t long_term[RT_KEY_SIZE];
    struct rt_secret secret;
    struct rt_ready_cert certs[RT_CERTS_MAX];
    struct rt_identity identity;
};

static bool make_keys(struct demo *demo, struct demo_server *server, uint64_t number,
                      struct keys *keys)
{
    struct app *app = demo->app;
    struct rt_secret *secret = &keys->secret;
    int64_t now = time(NULL) + server->ahead_s;
    enum rt_error error;
    chance_draw(&demo->chance, DEMO_STREAM_LONG_TERM, number, keys->long_term, RT_KEY_SIZE);
    *secret = (struct rt_secret){.kind = RT_SECRET_DELEGATION};
    chance_draw(&demo->chance, DEMO_STREAM_ONLINE, number, secret->seed, RT_KEY_SIZE);
    error = rt_crypto_public_key(keys->long_term, server->key);
    memcpy(secret->key, server->key, RT_KEY_SIZE);
    for (size_t i = 0; error == RT_OK && i < server->service_count; i++)
        error = rt_secret_delegation_add(
            app_crypto(app), secret, keys->long_term, &server->services[i].rules,
            (struct rt_instant){.seconds = now - DAY}, (struct rt_instant){.seconds = now + DAY});
    if (error == RT_E_TIME_RANGE)
        app_complain(app, EXIT_INPUT, NULL, "a version cannot tell the time of the local clock");
    else if (error != RT_OK)
        app_complain(app, EXIT_BUG, NULL, "no key can be made: %s", rt_error_text(error));
    keys->identity = rt_secret_identity(secret, keys->certs);
    /* Such a fault signs a delegation anew. */
    if (server->wrong.fault && server->wrong.fault->needs_seed)
        keys->identity.seed = keys->long_term;
    return error == RT_OK;
}

static bool settle_fault(struct demo *demo, struct demo_server *server)
{
    const char *fault = demo->app->options.value[OPTION_FAULT];
    server->wrong.fault_ppm = RT_WRONG_PPM;
    if (!fault || rt_wrong_find(&server->wrong, fault))
        return true;
    app_complain(demo->app, EXIT_USAGE, fault, "no such fault; --fault help lists them");
    return false;
}

/* Makes the server with its sockets. */
static bool open_sockets(struct demo *demo, struct demo_server *server, const struct keys *keys)
{
    struct rt_server_settings settings = {
        .responder = {.services = server->services,
                      .service_count = server->service_count,
                      .identities = &keys->identity,
                      .identity_count = 1,
                      .radius_ns = UINT64_C(3000000000),
                      .delegation_s = DAY,
                      .new_seed = rt_secret_seed_make},
        .udp = true,
        .tcp = true,
        .offset_ns = server->ahead_s * SECOND_NS,
        .batch = RT_TOGETHER_MAX,
        .tcp_connections = RT_CHOICES_MAX,
        .tcp_bytes = 1 << 16,
        .receive_buffer = 1 << 20,
    };
    rt_wrong_settings(&server->wrong, &settings);
    server->address = (struct rt_address){.at = {.family = 4, .addr = {127, 0, 0, 1}}};
    server->server = rt_server_new(&settings);
    if (!server->server)
        app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be made: %s", strerror(errno));
    else if (!rt_server_bind(server->server, &server->address))
        app_complain(demo->app, EXIT_INPUT, NULL, "127.0.0.1 port 0: %s", strerror(errno));
    else
        return true;
    return false;
}

bool demo_server_open(struct demo *demo, struct demo_server *server, uint64_t number,
                      int64_t ahead_s)
{
    struct keys keys = {.long_term = {0}};
    *server = (struct demo_server){.ahead_s = ahead_s};
    server->service_count =
        rt_service_list(demo->app->choices, demo->app->choice_count, server->services);
    bool good = settle_fault(demo, server) && make_keys(demo, server, number, &keys) &&
                open_sockets(demo, server, &keys);
    rt_secret_wipe_bytes(&keys, sizeof keys);
    return good;
}

bool demo_server_start(struct demo *demo, struct demo_server *server)
{
    if (rt_server_start(server->server))
        return true;
    app_complain(demo->app, EXIT_BUG, NULL, "the server cannot be started: %s", strerror(errno));
    return false;
}

void demo_server_stop(struct demo_server *server)
{
    if (!server->server)
        return;
    rt_server_stop(server->server);
    rt_server_counts(server->server, &server->counts);
}

void demo_server_close(struct demo_server *server)
{
    rt_server_free(server->server);
    server->server = NULL;
}
