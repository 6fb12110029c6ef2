// SPDX-License-Identifier: BSD-2-Clause
/*
 * A judged chain as JSON, with the members of rtctl.schema.json, record "chain".
 *
 *     struct rt_chain_text text = {.chain = chain, .crypto = crypto, .between = " "};
 *     rt_output_record(&out, "chain");
 *     rt_chain_json(&out, &(struct rt_chain_json){.text = &text, .settings = &settings});
 *     rt_output_record_end(&out);
 *
 * Errors are those of the writer; nothing is kept.
 */
#ifndef ROUGHTIME_CHAIN_JSON_H
#define ROUGHTIME_CHAIN_JSON_H

#include "files/output.h"
#include "judge/chain_text.h"
#include "judge/stamp.h"
#include "judge/version_name.h"

/* The chain, and what is said of it. All is borrowed. */
struct rt_chain_json {
    struct rt_chain_text *text;               /* the chain, and the names of its servers */
    const struct rt_judge_settings *settings; /* by which it was judged */
    bool explain; /* judge links that are not valid once more: what would have made them so? */
    struct rt_version_name_from all; /* with `explain`: the versions that are known */
    /* Of which document it is a stamp; NULL: nobody asked. */
    const char *document;
    const struct rt_stamp *stamp;
};

/* Writes the members from "form" on, of a chain with one link at least. */
void rt_chain_json(struct rt_output *out, const struct rt_chain_json *how);

/* Writes "contradictions": all pairs; none of a chain that was not judged. */
void rt_chain_json_pairs(struct rt_output *out, struct rt_chain *chain);

#endif
