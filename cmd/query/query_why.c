// SPDX-License-Identifier: BSD-2-Clause
/* Shows why a server has no valid answer, and in which versions it was asked. */
#include "common/names.h"
#include "files/member.h"
#include "query/query.h"

static struct rt_client_why why_of(const struct query *query, const struct query_target *target)
{
    return (struct rt_client_why){
        .scope = &target->scope->of,
        .result = &target->result,
        .all = version_name_all(),
        .chained = query->chaining.wanted,
        .no_port = target->no_port,
    };
}

const char *query_why(const struct query *query, const struct query_target *target,
                      char text[RT_CLIENT_WHY_SIZE])
{
    const struct rt_client_why why = why_of(query, target);
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
                       rt_client_scope_hinted(&target->scope->of, version_name_all(), versions),
                       names));
}

static void hint_json(struct rt_output *out, const struct query_target *target)
{
    const struct rt_client_scope *scope = &target->scope->of;
    if (scope->hint_count == 0) {
        rt_output_null(out, "hint");
        return;
    }
    rt_output_object(out, "hint");
    rt_output_array(out, "versions");
    for (size_t i = 0; i < scope->hint_count; i++)
        rt_output_string(out, NULL, scope->hints[i].version->name);
    rt_output_end(out);
    if (target->result.state == RT_CLIENT_VALID)
        rt_output_bool(out, "right", !target->result.hint_wrong);
    else
        rt_output_null(out, "right");
    rt_output_end(out);
}

void query_why_json(const struct query *query, const struct query_target *target)
{
    struct rt_output *out = &query->app->out;
    const struct rt_client_result *result = &target->result;
    const struct rt_version *versions[RT_CHOICES_MAX];
    const struct rt_client_why why = why_of(query, target);
    char text[RT_CLIENT_WHY_SIZE];
    bool valid = result->state == RT_CLIENT_VALID;
    rt_output_string(out, "cause", valid ? NULL : query_why(query, target, text));
    rt_output_string(out, "why", valid ? NULL : rt_client_cause_name(result->why));
    rt_member_versions(
        out, "asked_in", versions,
        rt_client_scope_asked(why.scope, why.all, why.result, why.chained, false, versions));
    rt_member_versions(out, "answers_in", versions,
                       rt_client_scope_answered(why.scope, why.result, versions));
    hint_json(out, target);
}
