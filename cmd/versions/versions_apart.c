// SPDX-License-Identifier: BSD-2-Clause
/*
 * What tells a version from those with the same number in VER, and what does not.
 */
#include "common/names.h"
#include "judge/version_group.h"
#include "versions/versions.h"

/* "; bytes: type, vers": the parameters whose difference shows in one kind of place. */
static void put_names(struct rt_output *out, const char *kind, uint32_t params, bool *any)
{
    if (params == 0)
        return;
    rt_output_print(out, "%s%s: ", *any ? "; " : "", kind);
    *any = true;
    bool first = true;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
        if (!(params >> i & 1))
            continue;
        rt_output_print(out, "%s%s", first ? "" : ", ", rt_param_row((enum rt_param)i)->name);
        first = false;
    }
}

static void group_text(struct rt_output *out, const struct rt_version *version,
                       const struct rt_version_group *group)
{
    char names[NAMES_SIZE];
    bool any = false;
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, 18, names_join(group->members, group->count, names));
    for (int shows = RT_SHOWS_FORGOTTEN + 1; shows < RT_SHOWS_COUNT; shows++)
        put_names(out, rt_shows_row((enum rt_shows)shows)->name,
                  rt_version_group_shown(version, group, (enum rt_shows)shows), &any);
    put_names(out, "only in readings", group->difference.readings, &any);
    rt_output_text(out, any ? "\n" : "nothing\n");
}

void versions_apart_text(struct rt_output *out, const struct rt_version *version)
{
    struct rt_version_group group;
    bool any = false;
    for (size_t next = 0; rt_version_group_next(version_name_all(), version, &next, &group);
         any = true) {
        if (!any)
            versions_heading(out,
                             version->rules.version == RT_NO_NUMBER
                                 ? "other versions without a number, and what tells them apart"
                                 : "other versions with this number, and what tells them apart");
        group_text(out, version, &group);
    }
    if (any)
        versions_shows_text(out);
}
