// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl decode: one packet with everything that is said about it. */
#ifndef RTCTL_DECODE_H
#define RTCTL_DECODE_H

#include "app.h"
#include "common/answerable.h"
#include "files/decoded.h"
#include "files/input.h"

struct decode {
    const char *file;
    const struct rt_input_item *item; /* where it comes from */
    bool of_two;                      /* the item has a request and a response */
    struct rt_decoded decoded;
    struct answerable *answerable; /* what the versions make of it, if it is a request */
};

void decode_text(struct app *app, const struct decode *decode);
void decode_json(struct app *app, const struct decode *decode);

#endif
