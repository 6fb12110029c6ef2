// SPDX-License-Identifier: BSD-2-Clause
/* The document of a stamp (judge/stamp.h), read from a file. */
#ifndef ROUGHTIME_STAMP_FILE_H
#define ROUGHTIME_STAMP_FILE_H

#include "judge/stamp.h"

/* Reads and hashes a file, "-" is standard input. The whole file is in memory for that time. RT_OK;
 * RT_E_IO with errno, also if there is no memory for it; RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_stamp_file_read(struct rt_crypto *crypto, const char *name,
                                            struct rt_stamp_document *document);

#endif
