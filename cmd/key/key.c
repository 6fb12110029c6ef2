// SPDX-License-Identifier: BSD-2-Clause
/* rtctl key: makes long-term keys and delegations, and shows what is public of them. */
#include "key/key.h"

#include <string.h>

#include "base/point.h"
#include "commands.h"

static enum exit_code make(struct app *app, const char *path)
{
    struct rt_secret secret = {.kind = RT_SECRET_SEED};
    struct rt_secret_fault fault = {.cause = "the kernel gives no random bytes"};
    bool good = app_crypto(app) && rt_secret_seed_make(secret.seed) == RT_OK;
    if (good && rt_crypto_public_key(secret.seed, secret.key) != RT_OK) {
        fault = (struct rt_secret_fault){.error = RT_E_CRYPTO,
                                         .cause = "the public key cannot be computed"};
        good = false;
    }
    if (good && rt_secret_seed_write(path, secret.seed, &fault))
        key_print(app, path, &secret);
    else
        key_complain(app, EXIT_OUTPUT, path, &fault);
    rt_secret_wipe(&secret);
    return EXIT_GOOD;
}

static enum exit_code show(struct app *app, int argc, char **argv)
{
    struct rt_secret secret;
    bool good = true;
    for (size_t i = 0; i < app->key_count; i++) {
        key_print_public(app, app->keys[i]);
        good = good && rt_point_check(app->keys[i]) == RT_OK;
    }
    for (int i = 0; i < argc; i++) {
        if (key_read(app, argv[i], &secret)) {
            key_print(app, argv[i], &secret);
            good = good && rt_point_check(secret.key) == RT_OK;
        }
        rt_secret_wipe(&secret);
    }
    return good ? EXIT_GOOD : EXIT_FAILED;
}

enum exit_code key_run(struct app *app, int argc, char **argv)
{
    const char *what = argc > 0 ? argv[0] : "key";
    bool to_file = argc > 1 && strcmp(argv[argc - 1], "-") != 0;
    if (argc == 2 && to_file && strcmp(what, "make") == 0)
        return make(app, argv[1]);
    if (argc > 0 && strcmp(what, "show") == 0 && (argc > 1 || app->key_count > 0))
        return show(app, argc - 1, argv + 1);
    if (argc == 3 && to_file && strcmp(what, "delegate") == 0)
        return key_delegate(app, argv[1], argv[2]);
    app_complain(app, EXIT_USAGE, what,
                 "use key make NEW-FILE, key show FILE... or key delegate FILE NEW-FILE");
    return EXIT_USAGE;
}
