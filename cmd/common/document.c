// SPDX-License-Identifier: BSD-2-Clause
/* Reads the document of --stamp and of --document. */
#include "common/document.h"

#include <errno.h>
#include <string.h>

#include "files/stamp_file.h"

bool document_read(struct app *app, const char *name, struct document *document)
{
    enum rt_error error = rt_stamp_file_read(app_crypto(app), name, &document->content);
    document->name = name;
    if (error != RT_OK)
        app_complain(app, error == RT_E_IO ? EXIT_INPUT : EXIT_BUG, name, "%s",
                     error == RT_E_IO ? strerror(errno) : rt_error_text(error));
    return error == RT_OK;
}
