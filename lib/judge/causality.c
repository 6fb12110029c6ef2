// SPDX-License-Identifier: BSD-2-Clause
/* Finds replies of a chain whose times contradict their order. */
#include "judge/causality.h"

#include <string.h>

#include "base/bytes.h"

static bool counts(const struct rt_interval *reply)
{
    return reply->low <= reply->high;
}

/* The power of two that holds `count` leaves. */
static size_t leaves_for(size_t count)
{
    size_t leaves = 1;
    while (leaves < count)
        leaves *= 2;
    return leaves;
}

size_t rt_causality_room(size_t count)
{
    return 2 * leaves_for(count) + 4 * count;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void rt_causality_init(struct rt_causality *causality, const struct rt_interval *replies,
                       size_t count, int64_t *room)
{
    size_t leaves = leaves_for(count);
    *causality = (struct rt_causality){.replies = replies,
                                       .count = count,
                                       .leaves = leaves,
                                       .tree = room,
                                       .spare = room + 2 * leaves};
    for (size_t i = 0; i < leaves; i++)
        room[leaves + i] = i < count && counts(&replies[i]) ? replies[i].high : INT64_MAX;
    for (size_t node = leaves - 1; node > 0; node--)
        room[node] = smaller(room[2 * node], room[2 * node + 1]);
}

/* The first reply from `from` on that ends before `limit`; `count` if there is none. Climbs from
 * the leaf until a subtree to the right holds one, and goes down into it. */
static size_t first_before(const struct rt_causality *causality, size_t from, int64_t limit)
{
    const int64_t *tree = causality->tree;
    size_t node = causality->leaves + from;
    if (from >= causality->count)
        return causality->count;
    while (tree[node] >= limit) {
        while (node % 2 == 1) { /* nothing further to the right under the same parent */
            node /= 2;
            if (node <= 1)
                return causality->count;
        }
        node++;
    }
    while (node < causality->leaves)
        node = tree[2 * node] < limit ? 2 * node : 2 * node + 1;
    return node - causality->leaves;
}

bool rt_causality_next(struct rt_causality *causality, struct rt_contradiction *pair)
{
    struct rt_contradiction *at = &causality->at;
    for (; at->first < causality->count; at->first++, at->second = 0) {
        const struct rt_interval *reply = &causality->replies[at->first];
        if (!counts(reply))
            continue;
        size_t from = at->second > at->first ? at->second : at->first + 1;
        size_t found = first_before(causality, from, reply->low);
        if (found == causality->count)
            continue;
        *pair = (struct rt_contradiction){at->first, found};
        at->second = found + 1;
        return true;
    }
    return false;
}

bool rt_causality_closest(const struct rt_causality *causality, struct rt_contradiction *pair)
{
    bool any = false;
    for (size_t i = 0; i < causality->count; i++) {
        const struct rt_interval *reply = &causality->replies[i];
        if (!counts(reply))
            continue;
        size_t found = first_before(causality, i + 1, reply->low);
        if (found == causality->count || (any && found - i >= pair->second - pair->first))
            continue;
        *pair = (struct rt_contradiction){i, found};
        any = true;
    }
    return any;
}

/* Merges two ascending runs that follow each other. */
static void merge(int64_t *run, size_t middle, size_t end, int64_t *spare)
{
    size_t a = 0, b = middle;
    for (size_t i = 0; i < end; i++)
        spare[i] = b == end || (a < middle && run[a] <= run[b]) ? run[a++] : run[b++];
    memcpy(run, spare, end * sizeof *run);
}

/* Pairs of one of `lows` and one of `highs`, both ascending, in which the low is later. */
static uint64_t crossings(const int64_t *lows, size_t low_count, const int64_t *highs,
                          size_t high_count)
{
    uint64_t found = 0;
    size_t before = 0;
    for (size_t i = 0; i < low_count; i++) {
        while (before < high_count && highs[before] < lows[i])
            before++;
        found += before;
    }
    return found;
}

/* Sorts runs of 1, 2, 4, ... replies together; the pairs between the two halves of a run are
 * counted when it is made, since all of the left half come before all of the right one. */
uint64_t rt_causality_count(struct rt_causality *causality)
{
    size_t n = causality->count;
    int64_t *lows = causality->spare, *highs = lows + n, *spare = highs + n;
    uint64_t found = 0;
    for (size_t i = 0; i < n; i++) {
        const struct rt_interval *reply = &causality->replies[i];
        lows[i] = counts(reply) ? reply->low : INT64_MIN;
        highs[i] = counts(reply) ? reply->high : INT64_MAX;
    }
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t at = 0; at + width < n; at += 2 * width) {
            size_t end = n - at < 2 * width ? n - at : 2 * width;
            found += crossings(lows + at, width, highs + at + width, end - width);
            merge(lows + at, width, end, spare);
            merge(highs + at, width, end, spare);
        }
    }
    return found;
}

/* For each server the set of those that it contradicts. Of each server only the latest low so far
 * matters: if any of its replies contradicts a later one, that does. */
static void rows_of(const struct rt_interval *replies, const size_t *servers, size_t count,
                    uint64_t rows[RT_BLAME_SERVERS], uint64_t *present)
{
    int64_t latest[RT_BLAME_SERVERS];
    *present = 0;
    for (size_t j = 0; j < count; j++) {
        size_t own = servers[j];
        if (!counts(&replies[j]))
            continue;
        for (uint64_t rest = *present; rest; rest &= rest - 1) {
            size_t other = rt_bytes_count_bits((rest & -rest) - 1);
            if (latest[other] <= replies[j].high)
                continue;
            rows[other] |= UINT64_C(1) << own;
            rows[own] |= UINT64_C(1) << other;
        }
        bool seen = *present >> own & 1;
        if (!seen || replies[j].low > latest[own])
            latest[own] = replies[j].low;
        *present |= UINT64_C(1) << own;
    }
}

/* The server of `set` that contradicts most others of it; RT_BLAME_SERVERS if none does. */
static size_t worst(const uint64_t rows[RT_BLAME_SERVERS], uint64_t set)
{
    size_t found = RT_BLAME_SERVERS;
    unsigned most = 0;
    for (size_t i = 0; i < RT_BLAME_SERVERS; i++) {
        unsigned with = set >> i & 1 ? rt_bytes_count_bits(rows[i] & set) : 0;
        if (with > most) {
            most = with;
            found = i;
        }
    }
    return found;
}

void rt_blame(const struct rt_interval *replies, const size_t *servers, size_t count,
              size_t server_count, struct rt_blame *blame)
{
    uint64_t rows[RT_BLAME_SERVERS] = {0};
    uint64_t present = 0;
    size_t out;
    *blame = (struct rt_blame){0};
    if (server_count > RT_BLAME_SERVERS)
        return;
    rows_of(replies, servers, count, rows, &present);
    blame->agree = present;
    while ((out = worst(rows, blame->agree)) != RT_BLAME_SERVERS) {
        blame->agree &= ~(UINT64_C(1) << out);
        blame->against |= UINT64_C(1) << out;
    }
    blame->known =
        blame->against != 0 && 2 * rt_bytes_count_bits(blame->agree) > rt_bytes_count_bits(present);
    for (size_t i = 0; i < RT_BLAME_SERVERS; i++)
        if (blame->against >> i & 1)
            blame->known = blame->known && 2 * rt_bytes_count_bits(rows[i] & blame->agree) >
                                               rt_bytes_count_bits(blame->agree);
}
