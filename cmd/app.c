// SPDX-License-Identifier: BSD-2-Clause
/* What every command asks of the program: the crypto context, and complaints. */
#include "app.h"

#include <stdarg.h>
#include <stdlib.h>

struct rt_crypto *app_crypto(struct app *app)
{
    if (!app->crypto)
        app->crypto = rt_crypto_new();
    if (!app->crypto) {
        fprintf(stderr, "rtctl: %s cannot be used: %s\n", rt_crypto_library(),
                rt_crypto_failures() > 0 ? rt_crypto_failure() : rt_error_text(RT_E_NO_MEMORY));
        exit(EXIT_BUG);
    }
    return app->crypto;
}

/* Text for a terminal: no control characters. */
static void put_safe(const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < ' ' || c == 0x7f)
            fprintf(stderr, "\\x%02x", c);
        else
            fputc(c, stderr);
    }
}

void app_complain(struct app *app, enum exit_code code, const char *what, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    /* What was printed before the fault belongs before it. */
    rt_output_flush(&app->out);
    fputs("rtctl: ", stderr);
    const char *variable = options_variable(&app->options, what);
    if (variable)
        fprintf(stderr, "%s: ", variable);
    if (what) {
        put_safe(what);
        fputs(": ", stderr);
    }
    put_safe(text);
    fputc('\n', stderr);
    app->code = exit_worse(app->code, code);
}
