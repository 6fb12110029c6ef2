// SPDX-License-Identifier: BSD-2-Clause
/* What this program is: what --version prints. */
#ifndef RTCTL_ABOUT_H
#define RTCTL_ABOUT_H

#include <stdio.h>

/* Prints version, commit, compiler, and the cryptographic library. */
void about_print(FILE *file);

#endif
