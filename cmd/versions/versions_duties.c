// SPDX-License-Identifier: BSD-2-Clause
#include "versions/versions_duties.h"

static const char *const keepers[] = {"",
#define X(id, name, text) name,
                                      RT_KEEPERS(X)
#undef X
};

void versions_duties_json(struct rt_out *out, const struct rt_version *version)
{
    rt_out_array(out, "duties");
    for (const struct rt_duty *duty = version->duties; duty && duty->section; duty++) {
        rt_out_object(out, NULL);
        rt_out_string(out, "section", duty->section);
        rt_out_string(out, "text", duty->text);
        rt_out_string(out, "keeper", keepers[duty->keeper]);
        rt_out_string(out, "evidence", duty->evidence);
        rt_out_end(out);
    }
    rt_out_end(out);
}
