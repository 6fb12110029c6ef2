// SPDX-License-Identifier: BSD-2-Clause
/* Builds responses: a tree, a signature, and a packet for each request. */
#include "wire/response.h"

#include "rules/rules.h"

static void put32(struct rt_message_builder *fields, uint32_t tag, uint8_t bytes[4], uint32_t value)
{
    rt_bytes_store32(bytes, value);
    rt_message_builder_put(fields, tag, (struct rt_view){bytes, 4});
}

static void put64(struct rt_message_builder *fields, uint32_t tag, uint8_t bytes[8], uint64_t value)
{
    rt_bytes_store64(bytes, value);
    rt_message_builder_put(fields, tag, (struct rt_view){bytes, 8});
}

/* Ends a message: the edits of its level, the order of its tags, its bytes. */
static enum rt_error finish(struct rt_message_builder *fields, const struct rt_response_plan *plan,
                            enum rt_level level, struct rt_writer *writer)
{
    rt_message_builder_edit(fields, plan->edits, level);
    rt_message_builder_arrange(fields, plan->rules.tags);
    rt_message_builder_write(writer, fields);
    return writer->error;
}

static enum rt_error write_dele(const struct rt_response_plan *plan, struct rt_writer *writer)
{
    struct rt_message_builder fields = {.count = 0};
    uint8_t key[RT_KEY_SIZE];
    uint8_t mint[8];
    uint8_t maxt[8];
    enum rt_error error = rt_crypto_public_key(plan->online, key);
    if (error != RT_OK)
        return error;
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_PUBK, (struct rt_view){key, sizeof key});
    put64(&fields, (uint32_t)RT_TAG_MINT, mint, plan->mint);
    put64(&fields, (uint32_t)RT_TAG_MAXT, maxt, plan->maxt);
    return finish(&fields, plan, RT_LEVEL_DELE, writer);
}

enum rt_error rt_response_cert(struct rt_crypto *crypto, const struct rt_response_plan *plan,
                               struct rt_writer *writer)
{
    uint8_t bytes[RT_CERT_MAX];
    uint8_t signature[RT_SIGNATURE_SIZE];
    struct rt_message_builder fields = {.count = 0};
    struct rt_writer dele = rt_writer_into(bytes, sizeof bytes);
    struct rt_view context =
        rt_crypto_cert_context(plan->rules.cert_context, plan->rules.context_nul);
    enum rt_error error = write_dele(plan, &dele);
    if (error == RT_OK)
        error = rt_crypto_sign(crypto, plan->long_term, context, rt_writer_view(&dele), signature);
    if (error != RT_OK)
        return error;
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_SIG,
                           (struct rt_view){signature, sizeof signature});
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_DELE, rt_writer_view(&dele));
    return finish(&fields, plan, RT_LEVEL_CERT, writer);
}

/* Whether SREP holds NONC, so that every request has an SREP of its own. */
static bool signs_nonce(const struct rt_rules *rules)
{
    return rt_packet_nonce_slot(rules->nonce_in) == RT_SLOT_SREP_NONC;
}

static void put_leap_data(struct rt_message_builder *fields, const struct rt_response_plan *plan)
{
    const struct rt_rules *rules = &plan->rules;
    bool refused = plan->leap.len == 0 && !rt_rules_empty_leap_sent(rules);
    if (rt_rules_dut1_us(rules) > 0)
        rt_message_builder_put(fields, (uint32_t)RT_TAG_DUT1, plan->dut1);
    if (rt_rules_dtai_ms(rules) > 0)
        rt_message_builder_put(fields, (uint32_t)RT_TAG_DTAI, plan->dtai);
    if (rt_rules_has_leap(rules) && !refused)
        rt_message_builder_put(fields, (uint32_t)RT_TAG_LEAP, plan->leap);
}

/* Writes and signs the SREP of the batch, or where it holds NONC that of request i. */
static enum rt_error sign_srep(struct rt_batch *batch, uint32_t i)
{
    const struct rt_response_plan *plan = batch->plan;
    const struct rt_rules *rules = &plan->rules;
    struct rt_message_builder fields = {.count = 0};
    uint8_t number[4];
    uint8_t radius[4];
    uint8_t midpoint[8];
    rt_bytes_store32(number, rules->version);
    struct rt_view version = {number, sizeof number};
    if (rt_packet_version_slot(rules->version_in) == RT_SLOT_SREP_VER)
        rt_message_builder_put(&fields, (uint32_t)RT_TAG_VER, version);
    if (signs_nonce(rules))
        rt_message_builder_put(&fields, (uint32_t)RT_TAG_NONC, batch->asked[i].nonce);
    put_leap_data(&fields, plan);
    put32(&fields, (uint32_t)RT_TAG_RADI, radius, plan->radius);
    put64(&fields, (uint32_t)RT_TAG_MIDP, midpoint, plan->midpoint);
    if (rt_rules_lists_versions(rules))
        rt_message_builder_put(&fields, (uint32_t)RT_TAG_VERS,
                               rt_view_present(plan->versions) ? plan->versions : version);
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_ROOT, rt_tree_root(&batch->tree));
    struct rt_writer writer = rt_writer_into(batch->srep, sizeof batch->srep);
    enum rt_error error = finish(&fields, plan, RT_LEVEL_SREP, &writer);
    batch->srep_len = writer.len;
    if (error != RT_OK)
        return error;
    return rt_crypto_sign(batch->crypto, plan->online,
                          rt_crypto_response_context(rules->response_context, rules->context_nul),
                          rt_writer_view(&writer), batch->signature);
}

static enum rt_error build_tree(struct rt_batch *batch, uint8_t *nodes)
{
    const struct rt_rules *rules = &batch->plan->rules;
    enum rt_error error = RT_OK;
    batch->tree = (struct rt_tree){
        .hash = rules->hash,
        .levels = rt_tree_levels(batch->count),
        .nodes = nodes,
    };
    for (uint32_t i = 0; error == RT_OK && i < batch->count; i++) {
        uint8_t leaf[RT_HASH_MAX];
        const struct rt_asked *asked = &batch->asked[i];
        error =
            rt_merkle_leaf(batch->crypto, rules->hash,
                           rt_merkle_leaf_input(rules->leaf, asked->nonce, asked->packet), leaf);
        uint8_t *place = rt_tree_leaf(&batch->tree, i);
        for (size_t at = 0; at < rt_rules_hash_size(rules->hash); at++)
            place[at] = leaf[at];
    }
    return error == RT_OK ? rt_tree_build(batch->crypto, &batch->tree, rules->order, batch->count)
                          : error;
}

enum rt_error rt_batch_begin(struct rt_batch *batch, struct rt_crypto *crypto,
                             const struct rt_response_plan *plan, const struct rt_asked *asked,
                             uint32_t count, uint8_t *nodes)
{
    batch->crypto = crypto;
    batch->plan = plan;
    batch->asked = asked;
    batch->count = count;
    batch->cert = plan->cert;
    enum rt_error error = build_tree(batch, nodes);
    if (error == RT_OK && !rt_view_present(batch->cert)) {
        struct rt_writer writer = rt_writer_into(batch->cert_bytes, sizeof batch->cert_bytes);
        error = rt_response_cert(crypto, plan, &writer);
        batch->cert = rt_writer_view(&writer);
    }
    if (error == RT_OK && !signs_nonce(&plan->rules))
        error = sign_srep(batch, 0);
    return error;
}

enum rt_error rt_batch_write(struct rt_batch *batch, uint32_t i, struct rt_writer *writer)
{
    const struct rt_rules *rules = &batch->plan->rules;
    struct rt_message_builder fields = {.count = 0};
    uint8_t version[4];
    uint8_t type[4];
    uint8_t index[4];
    enum rt_error error = signs_nonce(rules) ? sign_srep(batch, i) : RT_OK;
    if (error != RT_OK)
        return error;
    rt_tree_path(&batch->tree, i, batch->path);
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_SIG,
                           (struct rt_view){batch->signature, sizeof batch->signature});
    if (rt_packet_version_slot(rules->version_in) == RT_SLOT_VER)
        put32(&fields, (uint32_t)RT_TAG_VER, version, rules->version);
    if (rt_packet_nonce_slot(rules->nonce_in) == RT_SLOT_NONC)
        rt_message_builder_put(&fields, (uint32_t)RT_TAG_NONC, batch->asked[i].nonce);
    if (rt_rules_has_type(rules))
        put32(&fields, (uint32_t)RT_TAG_TYPE, type, 1);
    rt_message_builder_put(
        &fields, (uint32_t)RT_TAG_PATH,
        (struct rt_view){batch->path, batch->tree.levels * rt_rules_hash_size(rules->hash)});
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_SREP,
                           (struct rt_view){batch->srep, batch->srep_len});
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_CERT, batch->cert);
    put32(&fields, (uint32_t)RT_TAG_INDX, index, i);
    rt_message_builder_edit(&fields, batch->plan->edits, RT_LEVEL_TOP);
    rt_message_builder_arrange(&fields, rules->tags);
    rt_message_builder_packet(writer, &fields, rules, batch->plan->transport);
    return writer->error;
}
