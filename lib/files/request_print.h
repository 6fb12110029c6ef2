// SPDX-License-Identifier: BSD-2-Clause
/* What versions make of a request, for eyes. As JSON it is in files/request_json.h. */
#ifndef ROUGHTIME_REQUEST_PRINT_H
#define ROUGHTIME_REQUEST_PRINT_H

#include "files/output.h"
#include "judge/request_answers.h"
#include "judge/version_name.h"

/* What a version says of requests that fail a check: "  [draft-... SECTION, must]", or nothing if
 * its text does not say it. */
void rt_request_print_rule(struct rt_output *out, const struct rt_version *version,
                           enum rt_request_check check);

/* The end of a line: "VER is missing: no answer from v14-v19  [draft-... SECTION, must]". The
 * versions are named among those of `from`. */
void rt_request_print_cause(struct rt_output *out, struct rt_version_name_from from,
                            const struct rt_request_cause *cause);

/* Who answers, and a line for each cause that stops others, what keeps the server silent first if
 * it is known what it speaks, then the nearest to be mended: all of them, or only the nearest, and
 * that only if nobody answers. */
void rt_request_print_answers(struct rt_output *out, struct rt_version_name_from from,
                              const struct rt_request_answers *answers, bool all);

#endif
