// SPDX-License-Identifier: BSD-2-Clause
/* Saves the chains of a query. */
#include <inttypes.h>
#include <string.h>

#include "files/chainfile.h"
#include "query/query_chain.h"

void query_chain_save(struct query_chain *chain)
{
    struct query *query = chain->query;
    FILE *stream = query->links > 0 ? query_save_stream(query) : NULL;
    if (!stream)
        return;
    struct rt_chainfile *file = rt_chainfile_begin(stream, query->chaining.form);
    for (size_t i = 0; file && i < query->count; i++) {
        const struct query_target *turn = &query->targets[i];
        struct rt_exchange link = query_exchange(turn);
        link.key = turn->key;
        link.rand = (struct rt_view){turn->rand.len > 0 ? turn->rand.bytes : NULL, turn->rand.len};
        if (turn->link == 0)
            continue;
        chain->losses |= rt_chainfile_losses(query->chaining.form, &link, turn->link == 1);
        rt_chainfile_add(file, &link);
    }
    /* What the stream does not take is seen when it is put into the file. */
    if (rt_chainfile_end(file) == RT_E_NO_MEMORY)
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
    /* Each proof is in the file as soon as there is one. */
    query_save_put(query);
}

void query_chain_save_note(const struct query_chain *chain)
{
    const struct query *query = chain->query;
    char lost[128] = "";
    const char *keys = "; verify it with -k KEY for each server, or with -l LIST";
    const char *requests = "; what needs the request itself stays unverified";
    for (unsigned rest = chain->losses; rest; rest &= rest - 1) {
        size_t len = strlen(lost);
        snprintf(lost + len, sizeof lost - len, "%s%s", len ? ", " : "", rt_loss_text(rest));
    }
    if (!chain->losses)
        return;
    app_complain(query->app, EXIT_GOOD, query->save_name, "%s has no room for: %s%s%s",
                 rt_chainfile_form_name(query->chaining.form), lost,
                 chain->losses & RT_LOSS_KEY ? keys : "",
                 chain->losses & RT_LOSS_REQUEST ? requests : "");
}
