// SPDX-License-Identifier: BSD-2-Clause
/* Requests for tests: right ones of each version, and with one thing wrong. Not installed. */
#ifndef ROUGHTIME_TEST_REQUEST_H
#define ROUGHTIME_TEST_REQUEST_H

#include <string.h>

#include "base/test.h"
#include "judge/request_judge.h"
#include "registry.h"

#define TEST_REQUEST_ROOM 4096

struct test_request {
    uint8_t bytes[TEST_REQUEST_ROOM];
    struct rt_view packet;
};

/* A request of a version with the edits; `offers` NULL: its own number. */
static inline void test_request_make(struct test_request *request, const struct rt_version *version,
                                     enum rt_transport transport, const uint32_t *offers,
                                     size_t offer_count, struct rt_edits edits)
{
    static const uint8_t nonce[64] = {7, 7, 7};
    struct rt_request_plan plan = {
        .rules = version->rules,
        .nonce = {nonce, version->rules.nonce},
        .size = RT_REQUEST_SIZE,
        .transport = transport,
        .edits = edits,
        .offers = offers,
        .offer_count = offer_count,
    };
    struct rt_writer writer = rt_writer_into(request->bytes, sizeof request->bytes);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    request->packet = rt_writer_view(&writer);
}

/* The facts of such a request, which borrow from *request. */
static inline struct rt_request_facts test_request_facts(struct test_request *request,
                                                         const struct rt_version *version,
                                                         const struct rt_edit *edits, size_t count)
{
    struct rt_request_facts facts;
    test_request_make(request, version, RT_TRANSPORT_UDP, NULL, 0, (struct rt_edits){edits, count});
    rt_request_facts_read(&facts, request->packet, RT_TRANSPORT_UDP);
    return facts;
}

#endif
