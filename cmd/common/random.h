// SPDX-License-Identifier: BSD-2-Clause
/* Everything random in a command: from the kernel, or repeatable from --seed. */
#ifndef RTCTL_RANDOM_H
#define RTCTL_RANDOM_H

#include "app.h"

#define CHANCE_MOST 64 /* bytes that can be drawn at once */

struct chance {
    struct app *app;
    bool seeded;
    uint8_t seed[CHANCE_MOST]; /* a hash of what was given */
};

/* Looks at --seed. False after a message. */
bool chance_init(struct chance *chance, struct app *app);

/* Draws `len` bytes. With --seed they depend on it, on `stream` and on `number` alone, so that it
 * does not matter in which order streams are drawn from. If the cryptographic library fails to
 * compute them they are random after all, and the program ends with EXIT_BUG (main.c). */
void chance_draw(struct chance *chance, uint64_t stream, uint64_t number, uint8_t *bytes,
                 size_t len);

/* A number below `below`, which is not 0. */
uint64_t chance_below(struct chance *chance, uint64_t stream, uint64_t number, uint64_t below);

#endif
