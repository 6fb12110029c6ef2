// SPDX-License-Identifier: BSD-2-Clause
/* Says which of two exit codes takes precedence. */
#include "exit.h"

enum exit_code exit_worse(enum exit_code a, enum exit_code b)
{
    static const enum exit_code order[] = {
#define X(id, code, text) id,
        EXITS(X)
#undef X
    };
    unsigned i = 0;
    while (order[i] != a && order[i] != b)
        i++;
    return order[i];
}
