// SPDX-License-Identifier: BSD-2-Clause
/* Why a server has no valid answer, in words: in what it was asked, and what would explain that. */
#ifndef ROUGHTIME_CLIENT_WHY_H
#define ROUGHTIME_CLIENT_WHY_H

#include "client/client_scope.h"

/* Room for the words; what does not fit is cut. */
#define RT_CLIENT_WHY_SIZE 1280

/* A server that was asked. */
struct rt_client_why {
    const struct rt_client_scope *scope;
    const struct rt_client_result *result;
    struct rt_version_name_from all;
    bool chained; /* with requests of a chain */
    bool no_port; /* nobody said at which port, and RT_PORT_RFC was asked */
};

/* "no reply to 4 requests in v14-v19: ..." Returns `text`. */
const char *rt_client_why_text(const struct rt_client_why *why, char text[RT_CLIENT_WHY_SIZE]);

#endif
