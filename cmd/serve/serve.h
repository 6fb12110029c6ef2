// SPDX-License-Identifier: BSD-2-Clause
/*
 * The parts of rtctl serve. The server itself is that of the library (server/server.h).
 *
 *   serve.c          starts and stops: privileges, signals, what is said
 *   serve_options.c  the command line
 *   serve_address.c  addresses from text
 *   serve_keys.c     secrets and leap seconds from files; secrets again on SIGHUP
 *   serve_refused.c  says what is counted, and which requests got no reply
 *   serve_fault.c    lists faults for tests
 */
#ifndef RTCTL_SERVE_H
#define RTCTL_SERVE_H

#include "app.h"
#include "base/limit.h"
#include "files/server_files.h"
#include "files/server_print.h"

#define SERVE_LINES 20 /* on refusals in a second */

struct serve {
    struct app *app;
    struct rt_server_settings settings;
    struct rt_service services[RT_SERVICES_MAX];
    struct rt_server_files_keys keys;
    struct rt_wrong wrong;
    struct rt_leapfile leapfile;
    struct rt_address addresses[RT_SERVER_ADDRESSES];
    size_t address_count;
    enum rt_family family; /* of addresses that names have */
    const char *user;
    struct rt_server *server;
    struct rt_limit limit; /* of lines on refusals */
    uint64_t lost;         /* refusals that were not kept, as far as they are held in `limit` */
};

/* serve_options.c: reads everything; false after a message. */
bool serve_options(struct serve *serve, int argc, char **argv);

/* serve_keys.c: each false after a message. Keys are the caller's to wipe, also then. */
bool serve_read_keys(struct serve *serve, struct rt_server_files_keys *keys);
/* The fault needs seeds: are they there? */
bool serve_fault_fits(struct serve *serve, const struct rt_server_files_keys *keys);
/* Reads the key files again and has the server take them up; the keys stay if that fails. */
bool serve_reread_keys(struct serve *serve, struct rt_server_files_keys *keys);
bool serve_read_leaps(struct serve *serve);

/* serve_address.c: false after a message. */
bool serve_add_address(struct serve *serve, const char *text);

/* serve_refused.c: the server as the library prints it. */
struct rt_server_print serve_print_of(const struct serve *serve);

/* Prints what the server has counted; zeros are left out of the text. */
void serve_print_counts(const struct serve *serve, int64_t seconds);

/* With -v says which requests were refused since the last call, at a time in
 * milliseconds; at the `last` also how many more there were. And how long to wait for the next call
 * if nothing happens, or -1. */
void serve_refused_print(struct serve *serve, int64_t now_ms, bool last);
int serve_refused_wait(const struct serve *serve, int64_t now_ms);

/* serve_fault.c */
void serve_fault_list(struct rt_output *out);

#endif
