// SPDX-License-Identifier: BSD-2-Clause
/* Chains of exchanges made in memory (judge/test_links.h), written in each form. Not installed. */
#ifndef ROUGHTIME_TEST_CHAIN_H
#define ROUGHTIME_TEST_CHAIN_H

#include <stdio.h>

#include "base/base64.h"
#include "files/record.h"
#include "judge/test_links.h"

/* One member, with a comma before it if `more`. */
static inline void test_chain_member(FILE *file, bool more, const char *name, const uint8_t *bytes,
                                     size_t len)
{
    char text[RT_BASE64_SIZE(RT_FRAME_SIZE + RT_REQUEST_SIZE)];
    rt_base64_encode((struct rt_view){bytes, len}, text);
    fprintf(file, "%s\"%s%s%s\"", more ? "," : "", name, name[0] ? "\":\"" : "", text);
}

static inline void test_chain_rfc10049(FILE *file, const struct test_chain_link *links,
                                       size_t count)
{
    fputs("{\"responses\":[", file);
    for (size_t i = 0; i < count; i++) {
        const struct test_chain_link *link = &links[i];
        fputs(i > 0 ? ",{" : "{", file);
        test_chain_member(file, false, "publicKey", link->key, sizeof link->key);
        if (i > 0)
            test_chain_member(file, true, "rand", link->rand, link->rules.rand);
        test_chain_member(file, true, "request", link->request, link->request_len);
        test_chain_member(file, true, "response", link->response, link->response_len);
        fputs("}", file);
    }
    fputs("]}\n", file);
}

static inline void test_chain_draft08(FILE *file, const struct test_chain_link *links, size_t count)
{
    fputs("{\"nonces\":[", file);
    for (size_t i = 1; i < count; i++)
        test_chain_member(file, i > 1, "", links[i].rand, links[i].rules.rand);
    fputs("],\"responses\":[", file);
    for (size_t i = 0; i < count; i++)
        test_chain_member(file, i > 0, "", links[i].response, links[i].response_len);
    fputs("]}\n", file);
}

static inline void test_chain_draft00(FILE *file, const struct test_chain_link *links, size_t count)
{
    fputs("[", file);
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? ",{" : "{", file);
        if (i + 1 < count)
            test_chain_member(file, false, "blind", links[i + 1].rand, links[i + 1].rules.rand);
        test_chain_member(file, i + 1 < count, "response_packet", links[i].response,
                          links[i].response_len);
        fputs("}", file);
    }
    fputs("]\n", file);
}

static inline void test_chain_google(FILE *file, const struct test_chain_link *links, size_t count)
{
    fputs("{\"links\":[", file);
    for (size_t i = 0; i < count; i++) {
        const struct test_chain_link *link = &links[i];
        fputs(i > 0 ? ",{\"publicKeyType\":\"ed25519\"" : "{\"publicKeyType\":\"ed25519\"", file);
        test_chain_member(file, true, "serverPublicKey", link->key, sizeof link->key);
        test_chain_member(file, true, "nonceOrBlind", i > 0 ? link->rand : link->nonce,
                          i > 0 ? link->rules.rand : link->rules.nonce);
        test_chain_member(file, true, "reply", link->response, link->response_len);
        fputs("}", file);
    }
    fputs("]}\n", file);
}

/* Writes a chain in a form, without whitespace but for the newline at its end. */
static inline void test_chain_write(FILE *file, enum rt_chain_form form,
                                    const struct test_chain_link *links, size_t count)
{
    static void (*const writers[RT_FORM_COUNT])(FILE * file, const struct test_chain_link *links,
                                                size_t count) = {
        [RT_FORM_RFC10049] = test_chain_rfc10049,
        [RT_FORM_DRAFT08] = test_chain_draft08,
        [RT_FORM_DRAFT00] = test_chain_draft00,
        [RT_FORM_GOOGLE] = test_chain_google,
    };
    writers[form](file, links, count);
}

#endif
