// SPDX-License-Identifier: BSD-2-Clause
/* Writes judged chains to files: as reports, graphs and smallest proofs. */
#include "common/chain_files.h"

#include <inttypes.h>
#include <string.h>

#include "base/base64.h"
#include "common/chain_internal.h"
#include "files/chainfile.h"
#include "files/keep.h"

void chain_minimal(struct chain *chain, const char *name)
{
    struct rt_contradiction part;
    if (rt_chain_verdict(chain->judged) != RT_CHAIN_VERDICT_CONTRADICTION ||
        !rt_chain_closest(chain->judged, &part))
        return;
    struct rt_keep keep;
    bool good = rt_keep_open(&keep, name, RT_KEEP_REPLACE, RT_KEEP_SHARED) && rt_keep_stream(&keep);
    if (good && rt_chainfile_write(rt_keep_stream(&keep), chain_at(chain, 0)->form, chain->judged,
                                   part.first, part.second) != RT_OK) {
        app_complain(chain->app, EXIT_BUG, NULL, "out of memory");
        rt_keep_forget(&keep);
    }
    rt_output_flush(&chain->app->out); /* it may go the same way */
    if (!rt_keep_end(&keep) || !good)
        app_complain(chain->app, EXIT_OUTPUT, name, "%s", keep.cause);
}

static void dot_node(struct chain *chain, size_t i)
{
    struct rt_output *out = &chain->app->out;
    const struct rt_chain_entry *link = chain_at(chain, i);
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    char time[RT_TIME_SIZE];
    rt_output_print(out, "  reply%zu [label=\"%zu", i + 1, i + 1);
    if (link->broken) {
        rt_output_text(out, "\\ncannot be read\", style=dashed];\n");
        return;
    }
    if (link->have_key)
        rt_output_print(out, "  %.8s...",
                        rt_base64_encode((struct rt_view){link->key, RT_KEY_SIZE}, key));
    if (link->has_time)
        rt_output_print(out, "\\n%s",
                        rt_clock_text(link->judgement.rules.clock, link->midpoint, time));
    if (link->has_time)
        rt_output_print(out, "\\n+- %" PRIu32 " %s", link->radius,
                        rt_clock_radius_unit(link->judgement.rules.clock));
    bool against = rt_chain_blame(chain->judged)->known &&
                   rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_CONTRADICTION &&
                   rt_chain_blame(chain->judged)->against >> rt_chain_server(chain->judged, i) & 1;
    bool invalid = rt_chain_entry_verdict(link) == RT_INVALID;
    rt_output_print(out, "\"%s%s];\n", against ? ", color=red" : "",
                    invalid ? ", style=dashed" : "");
}

void chain_dot(struct chain *chain)
{
    struct rt_output *out = &chain->app->out;
    struct rt_contradiction pair;
    rt_output_print(out, "digraph chain {\n  label=\"%s\";\n  node [shape=box];\n",
                    rt_chain_verdict_name(rt_chain_verdict(chain->judged)));
    for (size_t i = 0; i < chain_length(chain); i++)
        dot_node(chain, i);
    for (size_t i = 1; i < chain_length(chain); i++)
        rt_output_print(out, "  reply%zu -> reply%zu%s;\n", i, i + 1,
                        chain_at(chain, i)->bound ? "" : " [style=dashed, label=\"not proven\"]");
    rt_chain_pairs_begin(chain->judged);
    while (rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_CONTRADICTION &&
           rt_chain_pairs_next(chain->judged, &pair))
        rt_output_print(out, "  reply%zu -> reply%zu [dir=none, color=red, constraint=false];\n",
                        pair.first + 1, pair.second + 1);
    rt_output_text(out, "}\n");
}
