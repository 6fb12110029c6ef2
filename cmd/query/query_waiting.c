// SPDX-License-Identifier: BSD-2-Clause
/*
 * While servers are silent, a terminal sees what rtctl query waits for: one line on standard error
 * that is written over, and erased before anything else is printed.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "common/terminal.h"
#include "files/wrap.h"
#include "query/query.h"

#define EVERY_NS  UINT64_C(250000000)
#define LINE_SIZE 320

/* Seconds with one decimal, rounded up: what is left is never less than it says. */
static void seconds(uint64_t ns, char text[24])
{
    uint64_t tenths = ns / 100000000 + (ns % 100000000 != 0);
    snprintf(text, 24, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
}

static void say(const struct query_waiting *waiting, const struct rt_client_pool_wait *wait,
                char text[LINE_SIZE])
{
    const struct rt_host_port *place = &waiting->servers[wait->who].places[0];
    bool six = strchr(place->host, ':') != NULL;
    char left[24], rest[24], many[48] = "";
    seconds(wait->left_ns, left);
    seconds(wait->round_ns, rest);
    if (waiting->count > 1)
        snprintf(many, sizeof many, "%zu of %zu have not answered: ", wait->open, waiting->count);
    int used = snprintf(text, LINE_SIZE, "%s%s%.200s%s:%u: ", many, six ? "[" : "", place->host,
                        six ? "]" : "", place->port);
    size_t at = used < LINE_SIZE ? (size_t)used : LINE_SIZE - 1;
    if (wait->round == 0)
        snprintf(text + at, LINE_SIZE - at, "looking up its addresses");
    else if (wait->round < wait->most)
        snprintf(text + at, LINE_SIZE - at, "round %u of %u over %s, %s s to the next, %s s in all",
                 wait->round, wait->most, wait->transport == RT_TRANSPORT_TCP ? "TCP" : "UDP", rest,
                 left);
    else
        snprintf(text + at, LINE_SIZE - at, "round %u of %u over %s, %s s left", wait->round,
                 wait->most, wait->transport == RT_TRANSPORT_TCP ? "TCP" : "UDP", left);
}

static void show(void *context, const struct rt_client_pool_wait *wait)
{
    struct query_waiting *waiting = context;
    unsigned width = terminal_width(STDERR_FILENO);
    char text[LINE_SIZE];
    say(waiting, wait, text);
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f || (unsigned char)*p >= 0x80)
            *p = '?';
    /* One column stays free, so that no terminal goes on in the next line. */
    if (width > 0 && strlen(text) >= width)
        text[width - 1] = '\0';
    fprintf(stderr, "\r\033[K%s", text);
    fflush(stderr);
    waiting->shown = true;
}

bool query_waiting_begin(struct query_waiting *waiting, const struct query *query,
                         const struct rt_client_server *servers, size_t count)
{
    *waiting = (struct query_waiting){
        .watch = {.every_ns = EVERY_NS, .waiting = show, .context = waiting},
        .servers = servers,
        .count = count,
    };
    return !option_given(&query->app->options, OPTION_QUIET) && terminal_can_erase(STDERR_FILENO);
}

void query_waiting_erase(struct query_waiting *waiting)
{
    if (!waiting->shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    waiting->shown = false;
}
