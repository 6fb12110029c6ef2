// SPDX-License-Identifier: BSD-2-Clause
/* Writes the duties of a version, and who keeps each, as JSON. */
#include "versions/versions_duties.h"

static const char *const keepers[] = {"",
#define X(id, name, text) name,
                                      RT_KEEPERS(X)
#undef X
};

void versions_duties_json(struct rt_output *out, const struct rt_version *version)
{
    rt_output_array(out, "duties");
    for (const struct rt_duty *duty = version->duties; duty && duty->section; duty++) {
        rt_output_object(out, NULL);
        rt_output_string(out, "section", duty->section);
        rt_output_string(out, "text", duty->text);
        rt_output_string(out, "keeper", keepers[duty->keeper]);
        rt_output_string(out, "evidence", duty->evidence);
        rt_output_end(out);
    }
    rt_output_end(out);
}
