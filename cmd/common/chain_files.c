// SPDX-License-Identifier: BSD-2-Clause
/* Writes judged chains to files: as reports, graphs and smallest proofs. */
#include "common/chain_files.h"

#include "common/chain_internal.h"
#include "files/chain_graph.h"
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
    rt_output_flush(&chain->app->out); /* the file may be standard output */
    if (!rt_keep_end(&keep) || !good)
        app_complain(chain->app, EXIT_OUTPUT, name, "%s", keep.cause);
}

void chain_dot(struct chain *chain)
{
    rt_chain_graph_write(&chain->app->out, chain->judged);
}
