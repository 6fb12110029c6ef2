// SPDX-License-Identifier: BSD-2-Clause
/* Finds the largest set of intervals that share a point, and gathers answers by their keys. */
#include "judge/agree.h"

#include <stdlib.h>
#include <string.h>

#include "base/key.h"

/* Ascending; where intervals touch, one begins before the other ends. */
static int by_place(const void *a, const void *b)
{
    const struct rt_edge *x = a;
    const struct rt_edge *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (int)x->end - (int)y->end;
}

/* Adds both ends of an interval to `used` edges; returns how many there are then. */
static size_t add(struct rt_interval interval, struct rt_edge *edges, size_t used)
{
    if (interval.low > interval.high)
        return used;
    edges[used] = (struct rt_edge){interval.low, false};
    edges[used + 1] = (struct rt_edge){interval.high, true};
    return used + 2;
}

static struct rt_agreement find(struct rt_edge *edges, size_t used)
{
    struct rt_agreement found = {.count = 0};
    size_t open = 0;
    if (used == 0)
        return found;
    qsort(edges, used, sizeof edges[0], by_place);
    for (size_t i = 0; i < used; i++) {
        if (edges[i].end) {
            open--;
            continue;
        }
        open++;
        /* At the deepest place the next edge is an end: nothing deeper begins before it. */
        if (open > found.count) {
            found = (struct rt_agreement){open, {edges[i].at, edges[i + 1].at}, 0};
        } else if (open == found.count) {
            found.ties++;
        }
    }
    return found;
}

struct rt_agreement rt_agree(const struct rt_interval *intervals, size_t count,
                             struct rt_edge *edges)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        used = add(intervals[i], edges, used);
    return find(edges, used);
}

static int by_key(const void *a, const void *b)
{
    const struct rt_agree_key *x = a;
    const struct rt_agree_key *y = b;
    int order = memcmp(x->key, y->key, RT_KEY_SIZE);
    return order ? order : x->number < y->number ? -1 : 1;
}

size_t rt_agree_equal_keys(struct rt_agree_key *keys, size_t count)
{
    size_t different = 0;
    if (count > 0)
        qsort(keys, count, sizeof *keys, by_key);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && memcmp(keys[i - 1].key, keys[i].key, RT_KEY_SIZE) == 0;
        keys[i].first = same ? keys[i - 1].first : keys[i].number;
        different += !same;
    }
    return different;
}

/* Finds what the answers of each key have in common, and lets the first answer of the key hold it.
 * Returns how many keys prove a time. */
static size_t gather(struct rt_agree_answer *answers, size_t count)
{
    size_t measured = 0;
    for (size_t i = 0; i < count; i++) {
        struct rt_agree_answer *key = &answers[answers[i].first];
        const struct rt_interval *own = &answers[i].own;
        answers[i].key_measured = answers[i].first != i && key->key_measured;
        if (!answers[i].measured)
            continue;
        if (!key->key_measured) {
            key->shared = *own;
            measured++;
        }
        key->key_measured = true;
        if (own->low > key->shared.low)
            key->shared.low = own->low;
        if (own->high < key->shared.high)
            key->shared.high = own->high;
    }
    return measured;
}

struct rt_agree_sum rt_agree_answers(struct rt_agree_answer *answers, size_t count,
                                     struct rt_edge *edges)
{
    struct rt_agree_sum sum = {.measured = gather(answers, count)};
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const struct rt_agree_answer *answer = &answers[i];
        if (answer->first != i || !answer->key_measured)
            continue;
        sum.contradictory += answer->shared.low > answer->shared.high;
        used = add(answer->shared, edges, used);
    }
    sum.agreement = find(edges, used);
    for (size_t i = 0; i < count; i++) {
        struct rt_agree_answer *answer = &answers[i];
        answer->key_measured = answers[answer->first].key_measured;
        answer->shared = answers[answer->first].shared;
        answer->agrees = answer->measured && sum.agreement.count > 0 &&
                         rt_interval_holds(answer->shared, sum.agreement.shared);
    }
    return sum;
}

bool rt_interval_holds(struct rt_interval interval, struct rt_interval inner)
{
    return interval.low <= inner.low && inner.high <= interval.high;
}

struct rt_interval rt_interval_around(int64_t centre, uint64_t radius)
{
    /* Distances to both ends of the type, without overflow. */
    uint64_t below = (uint64_t)centre - (uint64_t)INT64_MIN;
    uint64_t above = (uint64_t)INT64_MAX - (uint64_t)centre;
    struct rt_interval around = {INT64_MIN, INT64_MAX};
    if (radius < below)
        around.low = (int64_t)((uint64_t)centre - radius);
    if (radius < above)
        around.high = (int64_t)((uint64_t)centre + radius);
    return around;
}
