// SPDX-License-Identifier: BSD-2-Clause
/*
 * OpenSSL that fails on demand, in a test that is linked with the --wrap options of meson.build:
 * the n-th call of any function of OpenSSL that the library uses fails, or all from it on. Not
 * installed.
 */
#ifndef ROUGHTIME_TEST_FAULT_H
#define ROUGHTIME_TEST_FAULT_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

enum test_fault_kind {
    TEST_FAULT_NONE,
    TEST_FAULT_ONCE,     /* one call fails */
    TEST_FAULT_ON,       /* that call and all after it */
    TEST_FAULT_NEGATIVE, /* one fails, with a number below 0 where there is one */
    TEST_FAULT_GOOD,     /* every signature is accepted */
    TEST_FAULT_BAD       /* every signature is refused */
};

static struct {
    enum test_fault_kind kind;
    uint64_t calls; /* so far */
    uint64_t at;    /* the call that fails, from 1 */
} test_fault;

static inline void test_fault_set(enum test_fault_kind kind, uint64_t at)
{
    test_fault.kind = kind;
    test_fault.calls = 0;
    test_fault.at = at;
}

/* Whether this call fails. */
static inline bool test_fault_now(void)
{
    test_fault.calls++;
    switch (test_fault.kind) {
    case TEST_FAULT_ONCE:
    case TEST_FAULT_NEGATIVE:
        return test_fault.calls == test_fault.at;
    case TEST_FAULT_ON:
        return test_fault.calls >= test_fault.at;
    case TEST_FAULT_NONE:
    case TEST_FAULT_GOOD:
    case TEST_FAULT_BAD:
        break;
    }
    return false;
}

static inline int test_fault_number(void)
{
    return test_fault.kind == TEST_FAULT_NEGATIVE ? -2 : 0;
}

/* A function of OpenSSL, its wrapper, and what the wrapper returns if the call fails. */
#define TEST_WRAP(type, name, parameters, arguments, failure)                                      \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return test_fault_now() ? (failure) : __real_##name arguments;                             \
    }

TEST_WRAP(int, EVP_DigestInit_ex2, (EVP_MD_CTX * ctx, const EVP_MD *md, const OSSL_PARAM *params),
          (ctx, md, params), test_fault_number())
TEST_WRAP(int, EVP_DigestUpdate, (EVP_MD_CTX * ctx, const void *data, size_t len), (ctx, data, len),
          test_fault_number())
TEST_WRAP(int, EVP_DigestFinal_ex, (EVP_MD_CTX * ctx, unsigned char *out, unsigned *len),
          (ctx, out, len), test_fault_number())
TEST_WRAP(int, EVP_MD_CTX_reset, (EVP_MD_CTX * ctx), (ctx), test_fault_number())
TEST_WRAP(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
TEST_WRAP(EVP_MD *, EVP_MD_fetch, (OSSL_LIB_CTX * of, const char *name, const char *properties),
          (of, name, properties), NULL)
TEST_WRAP(EVP_PKEY *, EVP_PKEY_new_raw_public_key,
          (int type, ENGINE *engine, const unsigned char *key, size_t len),
          (type, engine, key, len), NULL)
TEST_WRAP(EVP_PKEY *, EVP_PKEY_new_raw_private_key,
          (int type, ENGINE *engine, const unsigned char *key, size_t len),
          (type, engine, key, len), NULL)
TEST_WRAP(int, EVP_PKEY_get_raw_public_key, (const EVP_PKEY *pkey, unsigned char *key, size_t *len),
          (pkey, key, len), test_fault_number())
TEST_WRAP(int, EVP_DigestVerifyInit,
          (EVP_MD_CTX * ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *engine,
           EVP_PKEY *pkey),
          (ctx, pctx, type, engine, pkey), test_fault_number())
TEST_WRAP(int, EVP_DigestSignInit,
          (EVP_MD_CTX * ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *engine,
           EVP_PKEY *pkey),
          (ctx, pctx, type, engine, pkey), test_fault_number())
TEST_WRAP(int, EVP_DigestSign,
          (EVP_MD_CTX * ctx, unsigned char *signature, size_t *signature_len,
           const unsigned char *data, size_t len),
          (ctx, signature, signature_len, data, len), test_fault_number())

int __real_EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *signature, size_t signature_len,
                            const unsigned char *data, size_t len);
int __wrap_EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *signature, size_t signature_len,
                            const unsigned char *data, size_t len);
int __wrap_EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *signature, size_t signature_len,
                            const unsigned char *data, size_t len)
{
    if (test_fault_now())
        return test_fault_number();
    if (test_fault.kind == TEST_FAULT_GOOD || test_fault.kind == TEST_FAULT_BAD)
        return test_fault.kind == TEST_FAULT_GOOD;
    return __real_EVP_DigestVerify(ctx, signature, signature_len, data, len);
}

#endif
