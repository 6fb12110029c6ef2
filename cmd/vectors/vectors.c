// SPDX-License-Identifier: BSD-2-Clause
/* rtctl vectors: runs, makes and completes test vectors. */
#include <string.h>

#include "base/hex.h"
#include "commands.h"
#include "vectors/vectors.h"

#define SEED_MAX 64

static enum exit_code make(struct app *app, int argc, char **argv)
{
    uint8_t seed[SEED_MAX];
    size_t len = 0;
    const char *text = app->options.value[OPTION_SEED];
    if (argc != 1 || !text) {
        app_complain(app, EXIT_USAGE, "vectors make", "takes --seed HEX and one folder");
        return EXIT_USAGE;
    }
    struct rt_view digits = {(const uint8_t *)text, strlen(text)};
    struct rt_fault fault = rt_hex_decode(digits, seed, sizeof seed, &len);
    if (fault.error != RT_OK || len == 0) {
        app_complain(app, EXIT_USAGE, text, "--seed takes up to %d bytes in hex", SEED_MAX);
        return EXIT_USAGE;
    }
    return vectors_make(app, (struct rt_view){seed, len}, argv[0]);
}

enum exit_code vectors_run(struct app *app, int argc, char **argv)
{
    const char *what = argc > 0 ? argv[0] : NULL;
    if (what && argc > 1 && strcmp(what, "check") == 0)
        return vectors_check(app, argc - 1, argv + 1);
    if (what && argc > 1 && strcmp(what, "expect") == 0)
        return vectors_expect(app, argc - 1, argv + 1);
    if (what && strcmp(what, "make") == 0)
        return make(app, argc - 1, argv + 1);
    app_complain(app, EXIT_USAGE, what ? what : "vectors",
                 "use vectors check PATH..., vectors make --seed HEX FOLDER or vectors expect "
                 "FILE...");
    return EXIT_USAGE;
}
