// SPDX-License-Identifier: BSD-2-Clause
/* Names the causes for which a server has given no valid answer. */
#include "client/client_cause.h"

#include <errno.h>
#include <stddef.h>

struct row {
    const char *name;
    const char *text;
};

static const struct row *row_of(enum rt_client_cause cause)
{
    static const struct row rows[] = {{NULL, NULL},
#define X(id, name, text) {name, text},
                                      RT_CLIENT_CAUSES(X)
#undef X
    };
    return &rows[cause > 0 && cause < RT_CLIENT_CAUSE_COUNT ? cause : 0];
}

const char *rt_client_cause_name(enum rt_client_cause cause)
{
    return row_of(cause)->name;
}

const char *rt_client_cause_text(enum rt_client_cause cause)
{
    return row_of(cause)->text;
}

enum rt_client_cause rt_client_cause_of_errno(int error)
{
    if (error == ECONNREFUSED)
        return RT_CLIENT_CAUSE_REFUSED;
    if (error == ENETUNREACH || error == EHOSTUNREACH || error == ENETDOWN || error == EHOSTDOWN ||
        error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
        return RT_CLIENT_CAUSE_ROUTE;
    return RT_CLIENT_CAUSE_SENDING;
}
