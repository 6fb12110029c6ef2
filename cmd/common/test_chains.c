// SPDX-License-Identifier: BSD-2-Clause
/* What app.c gives the commands, for tests that have no command line. */
#include "common/test_chains.h"

#include "exit.h"

struct app app;

struct rt_crypto *app_crypto(struct app *of)
{
    if (!of->crypto)
        of->crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(of->crypto);
    return of->crypto;
}

void app_complain(struct app *of, enum exit_code code, const char *what, const char *format, ...)
{
    (void)what;
    (void)format;
    of->code = exit_worse(of->code, code);
}
