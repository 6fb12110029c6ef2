// SPDX-License-Identifier: BSD-2-Clause
/* Memory without which a command cannot go on. */
#ifndef RTCTL_MEMORY_H
#define RTCTL_MEMORY_H

#include <stdio.h>
#include <stdlib.h>

#include "exit.h"

/* What malloc or one of its kin returned, never NULL: the program ends with a message instead. */
static inline void *memory_need(void *memory)
{
    if (!memory) {
        fputs("rtctl: out of memory\n", stderr);
        exit(EXIT_BUG);
    }
    return memory;
}

#endif
