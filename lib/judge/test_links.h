// SPDX-License-Identifier: BSD-2-Clause
/* Chains of exchanges made in memory, by any rules. Not installed. */
#ifndef ROUGHTIME_TEST_LINKS_H
#define ROUGHTIME_TEST_LINKS_H

#include <stdio.h>
#include <stdlib.h>

#include "judge/test_server.h"
#include "wire/chain_nonce.h"
#include "wire/request.h"

#define TEST_CHAIN_TIME 1700000000

/* What is asked of whom, and what it says; then what went over the wire. */
struct test_chain_link {
    struct rt_rules rules; /* of the version asked, or a change of them */
    uint8_t server;        /* seed of its key */
    int64_t offset;        /* seconds that it is ahead; the radius is always 3 s */
    uint8_t key[RT_KEY_SIZE];
    uint8_t nonce[RT_HASH_MAX];
    uint8_t rand[RT_HASH_MAX]; /* rules.rand bytes; without meaning for the first */
    uint8_t request[RT_FRAME_SIZE + RT_REQUEST_SIZE];
    size_t request_len;
    uint8_t response[RT_FRAME_SIZE + RT_REQUEST_SIZE];
    size_t response_len;
};

static inline struct rt_view test_chain_response(const struct test_chain_link *link)
{
    return (struct rt_view){link->response, link->response_len};
}

/* The exchange of a link, for a chain whose report has this `rand`. */
static inline struct rt_exchange test_chain_exchange(const struct test_chain_link *link,
                                                     struct rt_view rand)
{
    return (struct rt_exchange){
        .request = {link->request, link->request_len},
        .response = test_chain_response(link),
        .key = link->key,
        .transport = RT_TRANSPORT_UNKNOWN,
        .rand = rand,
    };
}

static inline void test_chain_require(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "test_links.h: %s\n", what);
    exit(EXIT_FAILURE);
}

/* The request with the nonce that the link has. */
static inline void test_chain_ask(struct rt_crypto *crypto, struct test_chain_link *link)
{
    uint8_t srv[RT_SRV_SIZE];
    struct rt_writer writer = rt_writer_into(link->request, sizeof link->request);
    struct rt_request_plan plan = {
        .rules = link->rules,
        .nonce = {link->nonce, link->rules.nonce},
        .srv = {srv, sizeof srv},
        .size = RT_REQUEST_SIZE,
        .transport = RT_TRANSPORT_UDP,
    };
    test_chain_require(rt_crypto_srv(crypto, link->key, srv) == RT_OK &&
                           rt_request_write(&writer, &plan) == RT_OK,
                       "a request cannot be made");
    link->request_len = writer.len;
}

/* Asks for link number `i`, which follows `previous`; NULL for the first. */
static inline void test_chain_link(struct rt_crypto *crypto, const struct test_chain_link *previous,
                                   size_t i, struct test_chain_link *link)
{
    for (size_t k = 0; k < sizeof link->rand; k++)
        link->rand[k] = link->nonce[k] = (uint8_t)(i / 256 * 5 + 16 * i + 7 * k + 1);
    test_server_key(link->server, link->key);
    if (previous) {
        const struct rt_chain_link tie = {.previous = test_chain_response(previous),
                                          .rand = {link->rand, link->rules.rand}};
        test_chain_require(rt_chain_nonce(crypto, &link->rules, &tie, link->nonce) == RT_OK,
                           "a nonce cannot be derived");
    }
    test_chain_ask(crypto, link);
    link->response_len = test_server_answer(
        crypto, &link->rules, RT_TRANSPORT_UDP, link->server, TEST_CHAIN_TIME + link->offset,
        (struct rt_view){link->request, link->request_len}, link->response, sizeof link->response);
    test_chain_require(link->response_len > 0, "a server does not answer");
}

static inline void test_chain_make(struct rt_crypto *crypto, struct test_chain_link *links,
                                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        test_chain_link(crypto, i > 0 ? &links[i - 1] : NULL, i, &links[i]);
}

#endif
