// SPDX-License-Identifier: BSD-2-Clause
/* Hashes, signs and verifies with OpenSSL. */
#include "wire/crypto.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/frame.h"

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
    EVP_PKEY *known;       /* of the known signature */
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

/* What went wrong in OpenSSL, in this thread: how often, and what last. OpenSSL keeps its own
 * errors in the same way, and a context that could not be made has no other place for them. */
static _Thread_local struct {
    uint64_t count;
    char text[RT_CRYPTO_TEXT];
} failures = {.text = "nothing has failed"};

/* Takes note that an operation failed, with all that OpenSSL has to say about it. */
static enum rt_error library_failed(const char *operation)
{
    unsigned long code;
    char *failure = failures.text;
    const size_t size = sizeof failures.text;
    size_t used = (size_t)snprintf(failure, size, "%s failed", operation);
    while ((code = ERR_get_error()) != 0) {
        char text[160];
        ERR_error_string_n(code, text, sizeof text);
        if (used < size)
            used += (size_t)snprintf(failure + used, size - used, ": %s", text);
    }
    failures.count++;
    return RT_E_CRYPTO;
}

uint64_t rt_crypto_failures(void)
{
    return failures.count;
}

const char *rt_crypto_failure(void)
{
    return failures.text;
}

const char *rt_crypto_library(void)
{
    return OpenSSL_version(OPENSSL_VERSION);
}

const char *rt_crypto_compiled(void)
{
    return OPENSSL_VERSION_TEXT;
}

/* One verification from a clean state: a context that has verified or signed once refuses to do so
 * again since OpenSSL 3.2. 1: the signature is good; 0: it is refused; -1: nothing was decided. */
static int verify_once(EVP_MD_CTX *ctx, EVP_PKEY *pkey, const uint8_t *signature,
                       struct rt_view message)
{
    if (!pkey || EVP_MD_CTX_reset(ctx) != 1 ||
        EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) != 1)
        return -1;
    int result = EVP_DigestVerify(ctx, signature, RT_SIGNATURE_SIZE, message.data, message.len);
    return result == 0 || result == 1 ? result : -1;
}

/* RFC 8032 section 7.1, test 3: what every Ed25519 accepts. */
static const uint8_t known_key[RT_KEY_SIZE] = {
    0xfc, 0x51, 0xcd, 0x8e, 0x62, 0x18, 0xa1, 0xa3, 0x8d, 0xa4, 0x7e, 0xd0, 0x02, 0x30, 0xf0, 0x58,
    0x08, 0x16, 0xed, 0x13, 0xba, 0x33, 0x03, 0xac, 0x5d, 0xeb, 0x91, 0x15, 0x48, 0x90, 0x80, 0x25};
static const uint8_t known_signature[RT_SIGNATURE_SIZE] = {
    0x62, 0x91, 0xd6, 0x57, 0xde, 0xec, 0x24, 0x02, 0x48, 0x27, 0xe6, 0x9c, 0x3a, 0xbe, 0x01, 0xa3,
    0x0c, 0xe5, 0x48, 0xa2, 0x84, 0x74, 0x3a, 0x44, 0x5e, 0x36, 0x80, 0xd7, 0xdb, 0x5a, 0xc3, 0xac,
    0x18, 0xff, 0x9b, 0x53, 0x8d, 0x16, 0xf2, 0x90, 0xae, 0x67, 0xf7, 0x60, 0x98, 0x4d, 0xc6, 0x59,
    0x4a, 0x7c, 0x15, 0xe9, 0x71, 0x6e, 0xd2, 0x8d, 0xc0, 0x27, 0xbe, 0xce, 0xea, 0x1e, 0xc4, 0x0a};
static const uint8_t known_message[] = {0xaf, 0x82};

/* The known signature, or one of it with another message. */
static int verify_known(struct rt_crypto *crypto, bool good)
{
    struct rt_view message = {known_message, good ? sizeof known_message : 1};
    return verify_once(crypto->signature, crypto->known, known_signature, message);
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
        return library_failed("hashing");
    memcpy(out, full, size);
    return RT_OK;
}

/* What both hashes make of the known message. */
static bool hashes_right(struct rt_crypto *crypto)
{
    static const uint8_t expected[2][8] = {{0x6d, 0xd8, 0xaf, 0xe0, 0x40, 0xa8, 0xb7, 0x2e},
                                           {0x8a, 0x39, 0xa3, 0x3f, 0x5f, 0x87, 0xfd, 0x12}};
    const EVP_MD *const algorithms[2] = {crypto->sha512, crypto->sha512_256};
    const struct rt_view message = {known_message, sizeof known_message};
    bool right = true;
    for (size_t i = 0; right && i < 2; i++) {
        uint8_t hash[sizeof expected[0]];
        right = digest(crypto, algorithms[i], &message, 1, hash, sizeof hash) == RT_OK &&
                memcmp(hash, expected[i], sizeof hash) == 0;
    }
    return right;
}

/* Whether OpenSSL accepts a good signature twice and refuses a bad one, and hashes as it should. A
 * library of which this is not true would make honest servers liars, or liars honest. */
static bool library_works(struct rt_crypto *crypto)
{
    const uint64_t before = failures.count;
    if (verify_known(crypto, true) != 1 || verify_known(crypto, true) != 1)
        library_failed("the self-test (a good Ed25519 signature is accepted twice)");
    else if (verify_known(crypto, false) != 0)
        library_failed("the self-test (a bad Ed25519 signature is refused)");
    else if (!hashes_right(crypto))
        library_failed("the self-test (the hashes of a known message)");
    ERR_clear_error();
    return failures.count == before;
}

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
    crypto->known =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, known_key, sizeof known_key);
    bool complete = crypto->sha512 && crypto->sha512_256 && crypto->digest && crypto->signature &&
                    crypto->known;
    if (!complete)
        library_failed("setting up SHA-512, SHA-512/256 and Ed25519");
    if (!complete || !library_works(crypto)) {
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
    EVP_PKEY_free(crypto->known);
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

/* Where the hash of a node is remembered: the responses of a batch share the upper part of their
 * tree. The halves of a node are hashes, so that any of their bytes scatter well. */
static struct node *node_of(struct rt_crypto *crypto, struct rt_view a, struct rt_view b)
{
    bool is_node = a.len == b.len && (a.len == RT_HASH_MAX / 2 || a.len == RT_HASH_MAX);
    if (!crypto->remember || !is_node)
        return NULL;
    return &crypto->nodes[(rt_bytes_load32(a.data) ^ rt_bytes_load32(b.data)) % NODE_ENTRIES];
}

enum rt_error rt_crypto_hash_tree(struct rt_crypto *crypto, enum rt_hash hash, uint8_t prefix,
                                  struct rt_view a, struct rt_view b, uint8_t out[RT_HASH_MAX])
{
    const struct rt_view parts[] = {{&prefix, 1}, a, b};
    const EVP_MD *md = algorithm(crypto, hash);
    uint8_t joined[NODE_INPUT];
    struct rt_writer writer = rt_writer_into(joined, sizeof joined);
    for (size_t i = 0; i < 3; i++)
        rt_writer_put(&writer, parts[i]);
    /* Nodes and nonces go in at once: each part more costs as much as half a block. */
    struct rt_view whole = rt_writer_view(&writer);
    if (!rt_view_present(whole))
        return digest(crypto, md, parts, 3, out, rt_rules_hash_size(hash));
    struct node *node = node_of(crypto, a, b);
    if (node && node->len == whole.len && node->hash == hash &&
        memcmp(node->input, joined, whole.len) == 0) {
        memcpy(out, node->output, rt_rules_hash_size(hash));
        return RT_OK;
    }
    enum rt_error error = digest(crypto, md, &whole, 1, out, rt_rules_hash_size(hash));
    if (node && error == RT_OK) {
        node->len = whole.len;
        node->hash = hash;
        memcpy(node->input, joined, whole.len);
        memcpy(node->output, out, rt_rules_hash_size(hash));
    }
    return error;
}

enum rt_error rt_crypto_hash(struct rt_crypto *crypto, enum rt_hash hash, struct rt_view a,
                             struct rt_view b, uint8_t out[RT_HASH_MAX])
{
    const struct rt_view parts[] = {a, b};
    return digest(crypto, algorithm(crypto, hash), parts, 2, out, rt_rules_hash_size(hash));
}

enum rt_error rt_crypto_sha256(struct rt_crypto *crypto, struct rt_view bytes,
                               uint8_t out[RT_SHA256_SIZE])
{
    return digest(crypto, EVP_sha256(), &bytes, 1, out, RT_SHA256_SIZE);
}

enum rt_error rt_crypto_srv(struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
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
    case RT_CONTEXT_NUL_MISSING:
        return 0;
    case RT_CONTEXT_NUL_PRESENT:
    case RT_CONTEXT_NUL_FORGOTTEN:
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

struct rt_view rt_crypto_cert_context(enum rt_cert_context context, enum rt_context_nul nul)
{
    switch (context) {
    case RT_CERT_CONTEXT_DASHES:
        return CONTEXT("RoughTime v1 delegation signature--", nul);
    case RT_CERT_CONTEXT_PLAIN:
        return CONTEXT("RoughTime v1 delegation signature", nul);
    case RT_CERT_CONTEXT_RFC:
        return CONTEXT("Roughtime v1 delegation signature", nul);
    case RT_CERT_CONTEXT_FORGOTTEN:
        break;
    }
    return (struct rt_view){NULL, 0};
}

bool rt_crypto_is_rfc_context(enum rt_cert_context context)
{
    switch (context) {
    case RT_CERT_CONTEXT_RFC:
        return true;
    case RT_CERT_CONTEXT_DASHES:
    case RT_CERT_CONTEXT_PLAIN:
    case RT_CERT_CONTEXT_FORGOTTEN:
        break;
    }
    return false;
}

struct rt_view rt_crypto_response_context(enum rt_response_context context, enum rt_context_nul nul)
{
    switch (context) {
    case RT_RESPONSE_CONTEXT_DRAFT:
        return CONTEXT("RoughTime v1 response signature", nul);
    case RT_RESPONSE_CONTEXT_RFC:
        return CONTEXT("Roughtime v1 response signature", nul);
    case RT_RESPONSE_CONTEXT_FORGOTTEN:
        break;
    }
    return (struct rt_view){NULL, 0};
}

/* The parts one after the other in the crypto's own buffer; absent if they do not fit. */
static struct rt_view join(struct rt_crypto *crypto, const struct rt_view *parts, size_t count)
{
    struct rt_writer writer = rt_writer_into(crypto->question, sizeof crypto->question);
    for (size_t i = 0; i < count; i++)
        rt_writer_put(&writer, parts[i]);
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

/* A library that fails in the middle of its work may answer 0, as for a bad signature, and say no
 * more. So a signature is called bad only if it is refused twice and the library then still accepts
 * a good one: a failure must never make an honest server a liar. */
static enum rt_error verify(struct rt_crypto *crypto, struct rt_view question)
{
    const uint8_t *key = question.data;
    const uint8_t *signature = key + RT_KEY_SIZE;
    struct rt_view message = rt_view_slice(question, ASKED_HEAD, question.len - ASKED_HEAD);
    EVP_PKEY *pkey = verifier_for(crypto, key);
    crypto->verified++;
    int result = verify_once(crypto->signature, pkey, signature, message);
    if (result == 1)
        return RT_OK;
    if (result == 0 && verify_once(crypto->signature, pkey, signature, message) == 0 &&
        verify_known(crypto, true) == 1) {
        ERR_clear_error(); /* newer versions of OpenSSL give reasons for a bad signature */
        return RT_E_SIGNATURE;
    }
    return library_failed("verifying a signature");
}

/* The answer to a question from the table of digests, or a computed one that goes there. */
static enum rt_error look_up(struct rt_crypto *crypto, struct rt_view question)
{
    uint8_t name[MEMO_KEY];
    enum rt_error error = digest(crypto, crypto->sha512_256, &question, 1, name, sizeof name);
    if (error != RT_OK)
        return error;
    struct memo *memo = &crypto->memos[rt_bytes_load32(name) % MEMO_ENTRIES];
    if (memo->used && memcmp(memo->key, name, sizeof name) == 0)
        return memo->good ? RT_OK : RT_E_SIGNATURE;
    error = verify(crypto, question);
    if (error == RT_E_CRYPTO)
        return error;
    memcpy(memo->key, name, sizeof name);
    memo->used = true;
    memo->good = error == RT_OK;
    return error;
}

enum rt_error rt_crypto_verify(struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
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

enum rt_error rt_crypto_sign(struct rt_crypto *crypto, const uint8_t seed[RT_KEY_SIZE],
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
              EVP_DigestSign(ctx, signature, &len, bytes.data, bytes.len) == 1 &&
              len == RT_SIGNATURE_SIZE;
    return ok ? RT_OK : library_failed("signing");
}

enum rt_error rt_crypto_public_key(const uint8_t seed[RT_KEY_SIZE], uint8_t key[RT_KEY_SIZE])
{
    size_t len = RT_KEY_SIZE;
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, RT_KEY_SIZE);
    bool ok = pkey && EVP_PKEY_get_raw_public_key(pkey, key, &len) == 1 && len == RT_KEY_SIZE;
    EVP_PKEY_free(pkey);
    return ok ? RT_OK : library_failed("making a public key");
}
