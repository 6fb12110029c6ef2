// SPDX-License-Identifier: BSD-2-Clause
/* Says what this program is: version, libraries, what it can do. */
#include "help/about.h"

#include "commit.h"
#include "wire/crypto.h"

/* The compiler that compiles this. */
#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

void about_print(FILE *file)
{
    fprintf(file,
            "rtctl %s\n"
            "commit     %s\n"
            "compiler   %s\n"
            "libcrypto  built with %s\n"
            "           runs with  %s\n",
            RTCTL_VERSION, RTCTL_COMMIT, COMPILER, rt_crypto_compiled(), rt_crypto_library());
}
