// SPDX-License-Identifier: BSD-2-Clause
/* Names errors, and says them in a sentence. */
#include "base/error.h"

struct row {
    const char *name;
    const char *text;
};

static const struct row rows[RT_ERROR_COUNT] = {[RT_OK] = {"ok", "nothing is wrong"},
#define X(id, name, text) [RT_E_##id] = {name, text},
                                                RT_ERRORS(X)
#undef X
};

static const struct row *row_of(enum rt_error error)
{
    static const struct row unknown = {"unknown", "an error without a name"};
    return (unsigned)error < RT_ERROR_COUNT ? &rows[error] : &unknown;
}

const char *rt_error_name(enum rt_error error)
{
    return row_of(error)->name;
}

const char *rt_error_text(enum rt_error error)
{
    return row_of(error)->text;
}
