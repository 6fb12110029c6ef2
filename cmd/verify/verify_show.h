// SPDX-License-Identifier: BSD-2-Clause
/* How rtctl verify prints an exchange that stands by itself. */
#ifndef RTCTL_VERIFY_SHOW_H
#define RTCTL_VERIFY_SHOW_H

#include "common/document.h"
#include "common/trial.h"

/* What --document asks of an exchange. */
struct stamp {
    bool asked;
    struct document document;
    enum rt_outcome proven;
};

void verify_show(struct app *app, const struct rt_exchange *exchange, struct trial *trial,
                 const struct stamp *stamp);

/* Writes the members "source" and, of a capture, "capture" of the open record. */
void verify_origin_json(struct rt_output *out, const struct rt_exchange *exchange);

#endif
