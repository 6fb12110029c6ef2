// SPDX-License-Identifier: BSD-2-Clause
/* The document of --stamp, read from a file (judge/stamp.h). */
#ifndef RTCTL_DOCUMENT_H
#define RTCTL_DOCUMENT_H

#include "app.h"
#include "judge/stamp.h"

struct document {
    const char *name;
    struct rt_stamp_document content;
};

/* Reads a file, "-" is standard input. False after a message. */
bool document_read(struct app *app, const char *name, struct document *document);

#endif
