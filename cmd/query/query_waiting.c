// SPDX-License-Identifier: BSD-2-Clause
/*
 * While servers are silent, a terminal sees what rtctl query waits for: one line on standard error
 * that is written over, and erased before anything else is printed.
 */
#include <string.h>
#include <unistd.h>

#include "common/terminal.h"
#include "files/wrap.h"
#include "query/query.h"

#define EVERY_NS UINT64_C(250000000)

static void show(void *context, const struct rt_client_pool_wait *wait)
{
    struct query_waiting *waiting = context;
    unsigned width = terminal_width(STDERR_FILENO);
    char text[RT_CLIENT_POOL_WAIT_SIZE];
    rt_client_pool_wait_text(wait, waiting->servers, waiting->count, text);
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
