// SPDX-License-Identifier: BSD-2-Clause
/* Shows why a server has no valid answer, and in which versions it was asked. */
#include "common/names.h"
#include "query/query.h"

struct rt_client_why query_why_of(const struct query *query, const struct query_target *target)
{
    return (struct rt_client_why){
        .scope = target->scope,
        .result = &target->result,
        .all = version_name_all(),
        .chained = query->chaining.wanted,
        .no_port = target->no_port,
    };
}

const char *query_why(const struct query *query, const struct query_target *target,
                      char text[RT_CLIENT_WHY_SIZE])
{
    const struct rt_client_why why = query_why_of(query, target);
    return rt_client_why_text(&why, text);
}

void query_why_more(const struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    char text[RT_CLIENT_WHY_SIZE], names[NAMES_SIZE];
    const struct rt_version *versions[RT_CHOICES_MAX];
    if (target->result.state == RT_CLIENT_REJECTED && target->result.why != RT_CLIENT_CAUSE_CHECKS)
        rt_output_print(out, "  %s\n", query_why(query, target, text));
    if (target->result.hint_wrong)
        rt_output_print(
            out, "  the list says that it answers in %s\n",
            names_join(versions,
                       rt_client_scope_hinted(target->scope, version_name_all(), versions), names));
}
