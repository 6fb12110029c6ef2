// SPDX-License-Identifier: BSD-2-Clause
/* rtctl vectors: runs, makes and completes test vectors. */
#include <string.h>

#include "base/hex.h"
#include "commands.h"
#include "files/vector_folder.h"
#include "registry.h"
#include "vectors/vectors.h"

#define SEED_MAX 64

/* The vectors that rtctl makes itself; `digits` are those of the seed. */
static enum exit_code make_folder(struct app *app, struct rt_view seed, const char *digits,
                                  const char *folder)
{
    struct rt_vector_folder_fault fault;
    char by[512];
    snprintf(by, sizeof by, "rtctl vectors make --seed %s", digits);
    if (!rt_vector_folder_make(app_crypto(app), seed, by, rt_registry, rt_registry_count, folder,
                               &fault))
        app_complain(app, fault.making == RT_VECTOR_MADE ? EXIT_OUTPUT : EXIT_BUG,
                     *fault.what ? fault.what : "vectors make", "%s", fault.cause);
    return app->code;
}

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
    return make_folder(app, (struct rt_view){seed, len}, text, argv[0]);
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
