// SPDX-License-Identifier: BSD-2-Clause
/*
 * A server that is wrong on purpose, so often: it makes replies wrong (spoil.h), or answers
 * requests otherwise than it should (quirk.h), or has grease now and then (RFC 10049 section 7).
 *
 *     struct rt_wrong wrong = {.grease_ppm = RT_WRONG_PPM / 100};
 *     if (rt_wrong_find(&wrong, "midpoint"))
 *         rt_wrong_settings(&wrong, &settings);
 */
#ifndef ROUGHTIME_WRONG_H
#define ROUGHTIME_WRONG_H

#include "server/quirk.h"

/* Rates are of a million. */
#define RT_WRONG_PPM 1000000

/* What is wrong, and how often. The threads of a server share it; it must outlive the server. */
struct rt_wrong {
    const struct rt_spoil_row *fault; /* or NULL */
    const struct rt_quirk_row *quirk; /* or NULL; one of both at most */
    uint32_t fault_ppm;               /* of either */
    uint32_t grease_ppm;              /* of the other replies */
    _Atomic uint64_t faults;          /* so often it was done */
    _Atomic uint64_t greased;         /* likewise */
};

/* Looks a fault up by its name in both catalogues, those of replies that servers can have. False:
 * there is none. */
RT_CHECKED bool rt_wrong_find(struct rt_wrong *wrong, const char *name);

/* Lets a server be so: sets `change`, `change_refused` and `context`, if there is something to
 * change. */
void rt_wrong_settings(struct rt_wrong *wrong, struct rt_server_settings *settings);

#endif
