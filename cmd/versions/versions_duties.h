// SPDX-License-Identifier: BSD-2-Clause
/* What a version's document demands, for rtctl versions. */
#ifndef RTCTL_VERSIONS_DUTIES_H
#define RTCTL_VERSIONS_DUTIES_H

#include "files/output.h"
#include "rules/version.h"

/* Writes the member "duties" into an object: an array, empty where nothing was listed. */
void versions_duties_json(struct rt_output *out, const struct rt_version *version);

#endif
