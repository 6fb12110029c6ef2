// SPDX-License-Identifier: BSD-2-Clause
/* Finds the largest set of intervals that share a point. */
#include "judge/agree.h"

#include <stdlib.h>

/* Ascending; where intervals touch, one begins before the other ends. */
static int by_place(const void *a, const void *b)
{
    const struct rt_edge *x = a;
    const struct rt_edge *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (int)x->end - (int)y->end;
}

static size_t collect(const struct rt_interval *intervals, size_t count, struct rt_edge *edges)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (intervals[i].low > intervals[i].high)
            continue;
        edges[used++] = (struct rt_edge){intervals[i].low, false};
        edges[used++] = (struct rt_edge){intervals[i].high, true};
    }
    return used;
}

struct rt_agreement rt_agree(const struct rt_interval *intervals, size_t count,
                             struct rt_edge *edges)
{
    struct rt_agreement found = {.count = 0};
    size_t used = collect(intervals, count, edges);
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
