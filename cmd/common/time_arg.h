// SPDX-License-Identifier: BSD-2-Clause
/* Times on the command line (wire/instant.h), and now. */
#ifndef RTCTL_TIME_ARG_H
#define RTCTL_TIME_ARG_H

#include "wire/instant.h"

/* What the system's clock says. */
struct rt_instant when_now(void);

#endif
