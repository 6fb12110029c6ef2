// SPDX-License-Identifier: BSD-2-Clause
#include "crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"

#define CONTEXT_MAX    36
#define ASKED_HEAD     (RT_KEY_SIZE + RT_SIGNATURE_SIZE)
#define ASKED_MAX      (ASKED_HEAD + CONTEXT_MAX + RT_PACKET_MAX)
#define MEMO_ENTRIES   8192
#define MEMO_KEY       32
#define KEY_ENTRIES    64
#define NODE_ENTRIES   512
#define NODE_INPUT     (1 + 2 * RT_HASH_MAX)
#define SIGNER_ENTRIES 8
#define RECENT_ENTRIES 64
#define RECENT_MAX     384 /* a question about a CERT or an SREP as they are sent */

struct memo {
    uint8_t key[MEMO_KEY];
    bool used;
    bool good;
};

/* The same without a digest, for questions that come again and again; kept whole. */
struct recent {
    size_t len;
    bool good;
    uint8_t question[RECENT_MAX];
};

/* A node of a tree and its hash. */
struct node {
    size_t len; /* of the input; 0: unused */
    enum rt_hash hash;
    uint8_t input[NODE_INPUT];
    uint8_t output[RT_HASH_MAX];
};

/* A public key as OpenSSL holds it. */
struct verifier {
    uint8_t key[RT_KEY_SIZE];
    EVP_PKEY *pkey;
};

/* A seed as OpenSSL holds it. */
struct signer {
    uint8_t seed[RT_KEY_SIZE];
    EVP_PKEY *pkey;
};

struct rt_crypto {
    EVP_MD *sha512;
    EVP_MD *sha512_256;
    EVP_MD_CTX *digest;
    EVP_MD_CTX *signature; /* verifies and signs, set up anew for each operation */
    bool remember;
    uint64_t verified;
    struct memo memos[MEMO_ENTRIES];
    struct verifier verifiers[KEY_ENTRIES];
    struct node nodes[NODE_ENTRIES];
    struct signer signers[SIGNER_ENTRIES];
    unsigned next_signer;
    struct recent recents[RECENT_ENTRIES];
    /* What is asked: key, signature, context, message. */
    uint8_t question[ASKED_MAX];
};

struct rt_crypto *rt_crypto_new(void)
{
    struct rt_crypto *crypto = calloc(1, sizeof *crypto);
    if (!crypto)
        return NULL;
    crypto->remember = true;
    crypto->sha512 = EVP_MD_fetch(NULL, "SHA512", NULL);
    crypto->sha512_256 = EVP_MD_fetch(NULL, "SHA512-256", NULL);
    crypto->digest = EVP_MD_CTX_new();
    crypto->signature = EVP_MD_CTX_new();
    if (!crypto->sha512 || !crypto->sha512_256 || !crypto->digest || !crypto->signature) {
        rt_crypto_free(crypto);
        return NULL;
    }
    return crypto;
}

void rt_crypto_free(struct rt_crypto *crypto)
{
    if (!crypto)
        return;
    for (size_t i = 0; i < KEY_ENTRIES; i++)
        EVP_PKEY_free(crypto->verifiers[i].pkey);
    for (size_t i = 0; i < SIGNER_ENTRIES; i++)
        EVP_PKEY_free(crypto->signers[i].pkey);
    OPENSSL_cleanse(crypto->signers, sizeof crypto->signers);
    EVP_MD_CTX_free(crypto->digest);
    EVP_MD_CTX_free(crypto->signature);
    EVP_MD_free(crypto->sha512);
    EVP_MD_free(crypto->sha512_256);
    free(crypto);
}

void rt_crypto_remember(struct rt_crypto *crypto, bool remember)
{
    crypto->remember = remember;
}

uint64_t rt_crypto_verified(const struct rt_crypto *crypto)
{
    return crypto->verified;
}

size_t rt_hash_size(enum rt_hash hash)
{
    switch (hash) {
    case RT_HASH_SHA512:
        return 64;
    case RT_HASH_SHA512_32:
    case RT_HASH_SHA512_256:
    case RT_HASH_FORGOTTEN:
        break;
    }
    return 32;
}

static const EVP_MD *algorithm(const struct rt_crypto *crypto, enum rt_hash hash)
{
    switch (hash) {
    case RT_HASH_SHA512_256:
        return crypto->sha512_256;
    case RT_HASH_SHA512:
    case RT_HASH_SHA512_32:
    case RT_HASH_FORGOTTEN:
        break;
    }
    return crypto->sha512;
}

/* Digests the parts; `out` takes the `size` first bytes. */
static enum rt_error digest(struct rt_crypto *crypto, const EVP_MD *md, const struct rt_view *parts,
                            size_t count, uint8_t *out, size_t size)
{
    uint8_t full[EVP_MAX_MD_SIZE];
    bool ok = EVP_DigestInit_ex2(crypto->digest, md, NULL) == 1;
    for (size_t i = 0; ok && i < count; i++)
        ok =
            parts[i].len == 0 || EVP_DigestUpdate(crypto->digest, parts[i].data, parts[i].len) == 1;
    if (!ok || EVP_DigestFinal_ex(crypto->digest, full, NULL) != 1)
        return RT_E_CRYPTO;
    memcpy(out, full, size);
    return RT_OK;
}

/* Where the hash of a node is remembered: the responses of a batch share the upper part of their
 * tree. The halves of a node are hashes, so that any of their bytes scatter well. */
static struct node *node_of(struct rt_crypto *crypto, struct rt_view a, struct rt_view b)
{
    bool is_node = a.len == b.len && (a.len == RT_HASH_MAX / 2 || a.len == RT_HASH_MAX);
    if (!crypto->remember || !is_node)
        return NULL;
    return &crypto->nodes[(rt_load32(a.data) ^ rt_load32(b.data)) % NODE_ENTRIES];
}

enum rt_error rt_hash_tree(struct rt_crypto *crypto, enum rt_hash hash, uint8_t prefix,
                           struct rt_view a, struct rt_view b, uint8_t out[RT_HASH_MAX])
{
    const struct rt_view parts[] = {{&prefix, 1}, a, b};
    const EVP_MD *md = algorithm(crypto, hash);
    uint8_t joined[NODE_INPUT];
    struct rt_writer writer = rt_writer_into(joined, sizeof joined);
    for (size_t i = 0; i < 3; i++)
        rt_write_view(&writer, parts[i]);
    /* Nodes and nonces go in at once: each part more costs as much as half a block. */
    struct rt_view whole = rt_writer_view(&writer);
    if (!rt_view_present(whole))
        return digest(crypto, md, parts, 3, out, rt_hash_size(hash));
    struct node *node = node_of(crypto, a, b);
    if (node && node->len == whole.len && node->hash == hash &&
        memcmp(node->input, joined, whole.len) == 0) {
        memcpy(out, node->output, rt_hash_size(hash));
        return RT_OK;
    }
    enum rt_error error = digest(crypto, md, &whole, 1, out, rt_hash_size(hash));
    if (node && error == RT_OK) {
        node->len = whole.len;
        node->hash = hash;
        memcpy(node->input, joined, whole.len);
        memcpy(node->output, out, rt_hash_size(hash));
    }
    return error;
}

enum rt_error rt_hash(struct rt_crypto *crypto, enum rt_hash hash, struct rt_view a,
                      struct rt_view b, uint8_t out[RT_HASH_MAX])
{
    const struct rt_view parts[] = {a, b};
    return digest(crypto, algorithm(crypto, hash), parts, 2, out, rt_hash_size(hash));
}

enum rt_error rt_srv_of(struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
                        uint8_t srv[RT_SRV_SIZE])
{
    static const uint8_t prefix = 0xff;
    const struct rt_view parts[] = {{&prefix, 1}, {key, RT_KEY_SIZE}};
    return digest(crypto, crypto->sha512, parts, 2, srv, RT_SRV_SIZE);
}

/* How many zero bytes end a context. */
static size_t zeros(enum rt_context_nul nul)
{
    switch (nul) {
    case RT_NUL_MISSING:
        return 0;
    case RT_NUL_PRESENT:
    case RT_NUL_FORGOTTEN:
        break;
    }
    return 1;
}

/* A string literal as bytes, with or without its final zero. */
#define CONTEXT(text, nul)                                                                         \
    (struct rt_view)                                                                               \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1 + zeros(nul)                                     \
    }

struct rt_view rt_cert_context_bytes(enum rt_cert_context context, enum rt_context_nul nul)
{
    switch (context) {
    case RT_CERT_DASHES:
        return CONTEXT("RoughTime v1 delegation signature--", nul);
    case RT_CERT_PLAIN:
        return CONTEXT("RoughTime v1 delegation signature", nul);
    case RT_CERT_RFC:
        return CONTEXT("Roughtime v1 delegation signature", nul);
    case RT_CERT_FORGOTTEN:
        break;
    }
    return (struct rt_view){NULL, 0};
}

bool rt_crypto_is_rfc_context(enum rt_cert_context context)
{
    switch (context) {
    case RT_CERT_RFC:
        return true;
    case RT_CERT_DASHES:
    case RT_CERT_PLAIN:
    case RT_CERT_FORGOTTEN:
        break;
    }
    return false;
}

struct rt_view rt_response_context_bytes(enum rt_response_context context, enum rt_context_nul nul)
{
    switch (context) {
    case RT_RESPONSE_DRAFT:
        return CONTEXT("RoughTime v1 response signature", nul);
    case RT_RESPONSE_RFC:
        return CONTEXT("Roughtime v1 response signature", nul);
    case RT_RESPONSE_FORGOTTEN:
        break;
    }
    return (struct rt_view){NULL, 0};
}

/* The parts one after the other in the crypto's own buffer; absent if they do not fit. */
static struct rt_view join(struct rt_crypto *crypto, const struct rt_view *parts, size_t count)
{
    struct rt_writer writer = rt_writer_into(crypto->question, sizeof crypto->question);
    for (size_t i = 0; i < count; i++)
        rt_write_view(&writer, parts[i]);
    return rt_writer_view(&writer);
}

/* OpenSSL's object for `key`: the one kept for it, or a new one in its place. */
static EVP_PKEY *verifier_for(struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE])
{
    struct verifier *slot = &crypto->verifiers[key[0] % KEY_ENTRIES];
    if (slot->pkey && memcmp(slot->key, key, RT_KEY_SIZE) == 0)
        return slot->pkey;
    EVP_PKEY_free(slot->pkey);
    slot->pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, RT_KEY_SIZE);
    memcpy(slot->key, key, RT_KEY_SIZE);
    return slot->pkey;
}

/* A context that has verified or signed once refuses to do so again since OpenSSL 3.2; so each
 * operation sets it up from the beginning. */
static enum rt_error verify(struct rt_crypto *crypto, struct rt_view question)
{
    const uint8_t *key = question.data;
    const uint8_t *signature = key + RT_KEY_SIZE;
    EVP_PKEY *pkey = verifier_for(crypto, key);
    if (!pkey || EVP_MD_CTX_reset(crypto->signature) != 1 ||
        EVP_DigestVerifyInit(crypto->signature, NULL, NULL, NULL, pkey) != 1)
        return RT_E_CRYPTO;
    crypto->verified++;
    int good = EVP_DigestVerify(crypto->signature, signature, RT_SIGNATURE_SIZE,
                                question.data + ASKED_HEAD, question.len - ASKED_HEAD);
    return good == 1 ? RT_OK : RT_E_SIGNATURE;
}

/* The answer to a question from the table of digests, or a computed one that goes there. */
static enum rt_error look_up(struct rt_crypto *crypto, struct rt_view question)
{
    uint8_t name[MEMO_KEY];
    if (digest(crypto, crypto->sha512_256, &question, 1, name, sizeof name) != RT_OK)
        return RT_E_CRYPTO;
    struct memo *memo = &crypto->memos[rt_load32(name) % MEMO_ENTRIES];
    if (memo->used && memcmp(memo->key, name, sizeof name) == 0)
        return memo->good ? RT_OK : RT_E_SIGNATURE;
    enum rt_error error = verify(crypto, question);
    if (error == RT_E_CRYPTO)
        return error;
    memcpy(memo->key, name, sizeof name);
    memo->used = true;
    memo->good = error == RT_OK;
    return error;
}

enum rt_error rt_signature_check(struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
                                 struct rt_view context, struct rt_view message,
                                 const uint8_t signature[RT_SIGNATURE_SIZE])
{
    /* Key and signature have fixed lengths, so that no two questions are the same bytes. */
    const struct rt_view parts[] = {
        {key, RT_KEY_SIZE}, {signature, RT_SIGNATURE_SIZE}, context, message};
    struct rt_view question = join(crypto, parts, 4);
    if (!rt_view_present(question))
        return RT_E_TOO_LARGE;
    if (!crypto->remember)
        return verify(crypto, question);
    struct recent *recent = &crypto->recents[signature[0] % RECENT_ENTRIES];
    if (recent->len == question.len && memcmp(recent->question, question.data, question.len) == 0)
        return recent->good ? RT_OK : RT_E_SIGNATURE;
    enum rt_error error = look_up(crypto, question);
    if (error != RT_E_CRYPTO && question.len <= RECENT_MAX) {
        memcpy(recent->question, question.data, question.len);
        recent->len = question.len;
        recent->good = error == RT_OK;
    }
    return error;
}

/* OpenSSL's object for `seed`: the one kept for it, or a new one in place of the oldest. Making one
 * costs as much as a signature. */
static EVP_PKEY *signer_for(struct rt_crypto *crypto, const uint8_t seed[RT_KEY_SIZE])
{
    for (size_t i = 0; i < SIGNER_ENTRIES; i++) {
        struct signer *signer = &crypto->signers[i];
        if (signer->pkey && CRYPTO_memcmp(signer->seed, seed, RT_KEY_SIZE) == 0)
            return signer->pkey;
    }
    struct signer *slot = &crypto->signers[crypto->next_signer++ % SIGNER_ENTRIES];
    EVP_PKEY_free(slot->pkey);
    slot->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, RT_KEY_SIZE);
    memcpy(slot->seed, seed, RT_KEY_SIZE);
    return slot->pkey;
}

enum rt_error rt_sign(struct rt_crypto *crypto, const uint8_t seed[RT_KEY_SIZE],
                      struct rt_view context, struct rt_view message,
                      uint8_t signature[RT_SIGNATURE_SIZE])
{
    const struct rt_view parts[] = {context, message};
    struct rt_view bytes = join(crypto, parts, 2);
    if (!rt_view_present(bytes))
        return RT_E_TOO_LARGE;
    size_t len = RT_SIGNATURE_SIZE;
    EVP_MD_CTX *ctx = crypto->signature;
    EVP_PKEY *pkey = signer_for(crypto, seed);
    bool ok = pkey && EVP_MD_CTX_reset(ctx) == 1 &&
              EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
              EVP_DigestSign(ctx, signature, &len, bytes.data, bytes.len) == 1;
    return ok ? RT_OK : RT_E_CRYPTO;
}

enum rt_error rt_public_key(const uint8_t seed[RT_KEY_SIZE], uint8_t key[RT_KEY_SIZE])
{
    size_t len = RT_KEY_SIZE;
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, RT_KEY_SIZE);
    bool ok = pkey && EVP_PKEY_get_raw_public_key(pkey, key, &len) == 1;
    EVP_PKEY_free(pkey);
    return ok ? RT_OK : RT_E_CRYPTO;
}
