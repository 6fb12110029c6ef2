// SPDX-License-Identifier: BSD-2-Clause
/* Writes a chain as a graph for graphviz. */
#include "files/chain_graph.h"

#include <inttypes.h>

#include "base/base64.h"
#include "wire/clock.h"

static void node(struct rt_output *out, struct rt_chain *chain, size_t i)
{
    const struct rt_chain_entry *link = rt_chain_at(chain, i);
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
    bool against = rt_chain_blame(chain)->known &&
                   rt_chain_verdict(chain) == RT_CHAIN_VERDICT_CONTRADICTION &&
                   rt_chain_blame(chain)->against >> rt_chain_server(chain, i) & 1;
    bool invalid = rt_chain_entry_verdict(link) == RT_INVALID;
    rt_output_print(out, "\"%s%s];\n", against ? ", color=red" : "",
                    invalid ? ", style=dashed" : "");
}

void rt_chain_graph_write(struct rt_output *out, struct rt_chain *chain)
{
    struct rt_contradiction pair;
    rt_output_print(out, "digraph chain {\n  label=\"%s\";\n  node [shape=box];\n",
                    rt_chain_verdict_name(rt_chain_verdict(chain)));
    for (size_t i = 0; i < rt_chain_count(chain); i++)
        node(out, chain, i);
    for (size_t i = 1; i < rt_chain_count(chain); i++)
        rt_output_print(out, "  reply%zu -> reply%zu%s;\n", i, i + 1,
                        rt_chain_at(chain, i)->bound ? ""
                                                     : " [style=dashed, label=\"not proven\"]");
    rt_chain_pairs_begin(chain);
    while (rt_chain_verdict(chain) == RT_CHAIN_VERDICT_CONTRADICTION &&
           rt_chain_pairs_next(chain, &pair))
        rt_output_print(out, "  reply%zu -> reply%zu [dir=none, color=red, constraint=false];\n",
                        pair.first + 1, pair.second + 1);
    rt_output_text(out, "}\n");
}
