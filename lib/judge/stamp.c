// SPDX-License-Identifier: BSD-2-Clause
/* Nonces that commit to a document, and the time by which a chain proves that it existed. */
#include "judge/stamp.h"

#include <string.h>

enum rt_error rt_stamp_nonce(struct rt_crypto *crypto, const struct rt_stamp_document *document,
                             struct rt_view blind, uint8_t *nonce, size_t len)
{
    uint8_t hash[RT_HASH_MAX];
    enum rt_error error =
        rt_crypto_hash(crypto, RT_HASH_SHA512, blind,
                       (struct rt_view){document->hash, sizeof document->hash}, hash);
    if (error == RT_OK)
        memcpy(nonce, hash, len < sizeof hash ? len : sizeof hash);
    return error;
}

enum rt_error rt_stamp_document_of(struct rt_crypto *crypto, struct rt_view bytes,
                                   struct rt_stamp_document *document)
{
    const struct rt_view none = {NULL, 0};
    enum rt_error error = rt_crypto_hash(crypto, RT_HASH_SHA512, bytes, none, document->hash);
    return error == RT_OK ? rt_crypto_sha256(crypto, bytes, document->sha256) : error;
}

/* Whether a nonce is a hash of the document and nothing else. */
static bool is_hash(const struct rt_stamp_document *document, struct rt_view nonce)
{
    const struct rt_view sha256 = {document->sha256, sizeof document->sha256};
    return rt_view_equal(nonce, sha256) || memcmp(nonce.data, document->hash, nonce.len) == 0;
}

enum rt_outcome rt_stamp_commits(struct rt_crypto *crypto, const struct rt_stamp_document *document,
                                 const struct rt_exchange *exchange)
{
    struct rt_packet packet;
    uint8_t nonce[RT_HASH_MAX];
    struct rt_view sent = exchange->nonce;
    if (rt_view_present(exchange->request)) {
        rt_packet_parse(&packet, exchange->request);
        sent = packet.values[RT_SLOT_NONC];
    }
    /* No version has a nonce of fewer bytes than these. */
    if (!rt_view_present(sent) || sent.len < RT_STAMP_BLIND || sent.len > sizeof nonce)
        return RT_FAIL;
    if (is_hash(document, sent))
        return RT_PASS;
    if (!rt_view_present(exchange->rand))
        return RT_FAIL;
    if (rt_stamp_nonce(crypto, document, exchange->rand, nonce, sent.len) != RT_OK)
        return RT_UNDECIDED;
    return rt_view_equal(sent, (struct rt_view){nonce, sent.len}) ? RT_PASS : RT_FAIL;
}

/* For each server that is not against the others, the time by which it says that the document
 * existed: the end of the earliest of its replies, all of which came after the nonce of the first.
 * Ascending; returns their number. */
static size_t bounds_of(const struct rt_chain *chain, int64_t bounds[RT_BLAME_SERVERS])
{
    bool known[RT_BLAME_SERVERS] = {false};
    int64_t ends[RT_BLAME_SERVERS];
    size_t count = 0;
    for (size_t i = 0; i < rt_chain_count(chain) && (i == 0 || rt_chain_at(chain, i)->bound); i++) {
        size_t server = rt_chain_server(chain, i);
        int64_t high = rt_chain_interval(chain, i).high;
        bool against = rt_chain_blame(chain)->known && rt_chain_blame(chain)->against >> server & 1;
        if (rt_chain_interval(chain, i).low > high || against)
            continue;
        ends[server] = !known[server] || high < ends[server] ? high : ends[server];
        known[server] = true;
    }
    for (size_t server = 0; server < RT_BLAME_SERVERS; server++) {
        size_t at = count;
        if (!known[server])
            continue;
        for (; at > 0 && bounds[at - 1] > ends[server]; at--)
            bounds[at] = bounds[at - 1];
        bounds[at] = ends[server];
        count++;
    }
    return count;
}

/* The last time that any reply says. */
static bool last_bound(const struct rt_chain *chain, int64_t *before)
{
    bool any = false;
    for (size_t i = 0; i < rt_chain_count(chain) && (i == 0 || rt_chain_at(chain, i)->bound); i++) {
        if (rt_chain_interval(chain, i).low > rt_chain_interval(chain, i).high)
            continue;
        if (!any || rt_chain_interval(chain, i).high > *before)
            *before = rt_chain_interval(chain, i).high;
        any = true;
    }
    return any;
}

/*
 * The earliest time that holds if more than half of the servers are right. A server that lies into
 * the past before all others have answered contradicts nobody; so of n servers the (n - 1) / 2
 * earliest are not believed, less those that are known to be wrong. Where it is not known whom to
 * believe, the last time of all.
 */
static bool bound_of(const struct rt_chain *chain, int64_t *before)
{
    const struct rt_blame *blame = rt_chain_blame(chain);
    int64_t bounds[RT_BLAME_SERVERS];
    size_t wrong = 0;
    if ((rt_chain_contradictions(chain) > 0 && !blame->known) ||
        rt_chain_server_count(chain) > RT_BLAME_SERVERS)
        return last_bound(chain, before);
    size_t count = bounds_of(chain, bounds);
    for (uint64_t rest = blame->known ? blame->against : 0; rest; rest &= rest - 1)
        wrong++;
    size_t most = count > 0 ? (count + wrong - 1) / 2 : 0;
    size_t doubted = most > wrong ? most - wrong : 0;
    if (count > 0)
        *before = bounds[doubted];
    return count > 0;
}

void rt_stamp_judge(struct rt_crypto *crypto, const struct rt_chain *chain,
                    const struct rt_stamp_document *document, struct rt_stamp *stamp)
{
    const struct rt_chain_entry *first = rt_chain_count(chain) > 0 ? rt_chain_at(chain, 0) : NULL;
    const enum rt_chain_verdict verdict = rt_chain_verdict(chain);
    *stamp = (struct rt_stamp){.commits = RT_FAIL, .outcome = RT_FAIL};
    if (first && !first->broken)
        stamp->commits = rt_stamp_commits(crypto, document, &first->packets);
    if (stamp->commits != RT_PASS) {
        stamp->outcome = stamp->commits;
        return;
    }
    if (verdict != RT_CHAIN_VERDICT_INVALID && verdict != RT_CHAIN_VERDICT_NONE && first->bound &&
        bound_of(chain, &stamp->before))
        stamp->outcome = RT_PASS;
    else if (verdict == RT_CHAIN_VERDICT_UNDECIDED)
        stamp->outcome = RT_UNDECIDED;
}
