// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a chain: judged link by link under every registered version, explained where it
 * fails, and searched for contradictions.
 *
 * Text that begins with { or [ is read as a file. Other bytes are links, one after the other:
 *
 *     byte  what is given: bit 0 the request, bit 1 the key, bit 2 rand, bit 3 the nonce
 *     byte  length of rand and of the nonce
 *     u16   lengths of request and of response, little-endian
 *     key (32 bytes), rand, nonce, request, response
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fuzz_target.h"
#include "files/json.h"
#include "judge/causality.h"
#include "judge/explain.h"
#include "judge/judge_link.h"
#include "registry.h"

#define HEADER (2 + 4 + RT_KEY_SIZE)
#define LINKS  8

/* Stops the program: a promise of the headers is broken. */
static void require(bool kept)
{
    if (!kept)
        abort();
}

/* The chain so far. */
static uint8_t previous[RT_PACKET_MAX];
static size_t previous_len;
static size_t count;
static struct rt_interval replies[LINKS];

static struct rt_crypto *crypto;
static struct rt_choice choices[RT_CHOICES_MAX];

static void begin(void)
{
    if (!crypto)
        crypto = rt_crypto_new();
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    count = 0;
}

static void expect_sane(const struct rt_judgement *judgement,
                        const struct rt_judge_link_result *judged, bool strict)
{
    const struct rt_report *report = &judgement->report;
    bool follows = report->checks[RT_CHECK_CHAIN_LINK].outcome == RT_PASS;
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_result *result = &report->checks[check];
        require(result->outcome >= RT_PASS && result->outcome <= RT_UNVERIFIED);
        require((result->outcome == RT_FAIL) == (result->reason != RT_OK));
        require(result->outcome != RT_BLOCKED || (int)result->blocked_by < check);
    }
    require(judgement->verdict == rt_report_verdict(report));
    require(!judged->chain_reading || (follows && !strict));
    require(!judged->signed_ || judgement->verdict != RT_INVALID);
    require(!judged->bound ||
            (judgement->verdict != RT_INVALID &&
             report->checks[RT_CHECK_MERKLE_ROOT].outcome == RT_PASS && (count == 0 || follows)));
}

static void explain(struct rt_subject *subject, const struct rt_judgement *judgement)
{
    struct rt_pass_as passes[RT_PASSES_MAX];
    struct rt_nearest nearest;
    rt_explain(subject, choices, rt_registry_count, &nearest);
    for (size_t i = 0; i < nearest.count; i++) {
        struct rt_rules rules = nearest.found[i].version->rules;
        for (size_t k = 0; k < nearest.found[i].count; k++)
            rt_param_set(&rules, nearest.found[i].changes[k].param,
                         nearest.found[i].changes[k].value);
        require(rt_verdict_of(subject, nearest.found[i].version, &rules) != RT_INVALID);
    }
    rt_explain_passes(subject, judgement->best.version, &judgement->rules, RT_CHECK_CHAIN_LINK,
                      passes);
}

static void take(const struct rt_exchange *exchange, bool last)
{
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    static struct rt_judge_link_result judged;
    const struct rt_chain_link link = {
        .previous = {previous, previous_len}, .rand = exchange->rand, .last = last};
    for (int strict = 1; strict >= 0; strict--) {
        rt_subject_init(&subject, crypto, exchange);
        rt_judge_link(&subject, count > 0 ? &link : NULL, choices, rt_registry_count, strict,
                      &judgement, &judged);
        expect_sane(&judgement, &judged, strict);
    }
    if (judgement.verdict == RT_INVALID)
        explain(&subject, &judgement);
    uint64_t midpoint = 0;
    uint32_t radius = 0;
    bool timed = rt_subject_time(&subject, &midpoint, &radius);
    replies[count++] =
        timed ? rt_interval_around((int64_t)(midpoint >> 1), radius) : (struct rt_interval){1, 0};
    previous_len = exchange->response.len < RT_PACKET_MAX ? exchange->response.len : RT_PACKET_MAX;
    if (previous_len > 0)
        memcpy(previous, exchange->response.data, previous_len);
}

/* Counting finds as many pairs as going through them. */
static void compare_times(void)
{
    struct rt_causality causality;
    struct rt_contradiction pair;
    int64_t room[4 * LINKS + 4 * LINKS];
    uint64_t found = 0;
    require(rt_causality_room(count) <= sizeof room / sizeof room[0]);
    rt_causality_init(&causality, replies, count, room);
    while (rt_causality_next(&causality, &pair)) {
        require(replies[pair.first].low > replies[pair.second].high && pair.first < pair.second);
        found++;
    }
    require(found == rt_causality_count(&causality));
    require(rt_causality_closest(&causality, &pair) == (found > 0));
}

static void read_file(const uint8_t *data, size_t size)
{
    union {
        const uint8_t *in;
        void *out;
    } constant = {.in = data};
    FILE *file = fmemopen(constant.out, size, "rb");
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    struct rt_record record;
    struct rt_record_fault fault;
    enum rt_next next;
    while ((next = rt_json_next(reader, &record, &fault)) != RT_NEXT_END && count < LINKS) {
        if (next == RT_NEXT_FAULT || !rt_view_present(record.response))
            continue;
        const struct rt_exchange exchange = rt_record_exchange(&record);
        take(&exchange, false);
    }
    rt_json_close(reader);
    fclose(file);
}

static struct rt_view cut(struct rt_view *rest, size_t len, bool given)
{
    struct rt_view part = rt_view_slice(*rest, 0, len);
    *rest = rt_view_slice(*rest, part.len, SIZE_MAX);
    return given ? part : (struct rt_view){NULL, 0};
}

static void read_links(struct rt_view rest)
{
    while (rest.len >= HEADER && count < LINKS) {
        const uint8_t *head = rest.data;
        size_t request = (size_t)(head[2] | head[3] << 8), reply = (size_t)(head[4] | head[5] << 8);
        rest = rt_view_slice(rest, HEADER, SIZE_MAX);
        struct rt_exchange exchange = {.rand = cut(&rest, head[1], head[0] & 4),
                                       .nonce = cut(&rest, head[1], head[0] & 8),
                                       .request = cut(&rest, request, head[0] & 1),
                                       .response = cut(&rest, reply, true),
                                       .key = head[0] & 2 ? head + 6 : NULL,
                                       .transport = RT_TRANSPORT_UNKNOWN};
        take(&exchange, rest.len < HEADER);
    }
}

RT_FUZZ_TARGET("chain", data, size)
{
    begin();
    if (size > 0 && (data[0] == '{' || data[0] == '['))
        read_file(data, size);
    else
        read_links((struct rt_view){data, size});
    compare_times();
    return 0;
}
