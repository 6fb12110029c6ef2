// SPDX-License-Identifier: BSD-2-Clause
/* Contradictions in chains, against a search through all pairs. */
#include "judge/causality.h"

#include <string.h>

#include "base/test.h"

#define MOST 600

static struct rt_interval replies[MOST];
static int64_t room[16 * MOST];

/* A generator of numbers that is the same everywhere. */
static uint32_t state = 1;

static uint32_t draw(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static void random_replies(size_t count, uint32_t spread, uint32_t radius)
{
    for (size_t i = 0; i < count; i++) {
        int64_t centre = (int64_t)i + draw(spread);
        int64_t around = draw(radius);
        replies[i] = (struct rt_interval){centre - around, centre + around};
        if (draw(10) == 0)
            replies[i] = (struct rt_interval){1, 0};
    }
}

static bool is_pair(size_t i, size_t j)
{
    return replies[i].low <= replies[i].high && replies[j].low <= replies[j].high &&
           replies[i].low > replies[j].high;
}

/* Holds all answers against those of trying all pairs. */
static void compare(size_t count)
{
    struct rt_causality causality;
    struct rt_contradiction pair, closest = {0, MOST};
    uint64_t found = 0;
    ck_assert_uint_le(rt_causality_room(count), sizeof room / sizeof room[0]);
    rt_causality_init(&causality, replies, count, room);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (!is_pair(i, j))
                continue;
            found++;
            ck_assert(rt_causality_next(&causality, &pair));
            ck_assert_uint_eq(pair.first, i);
            ck_assert_uint_eq(pair.second, j);
            if (j - i < closest.second - closest.first)
                closest = pair;
        }
    }
    ck_assert(!rt_causality_next(&causality, &pair));
    ck_assert(!rt_causality_next(&causality, &pair));
    ck_assert_uint_eq(rt_causality_count(&causality), found);
    ck_assert_int_eq(rt_causality_closest(&causality, &pair), found > 0);
    if (found > 0) {
        ck_assert_uint_eq(pair.first, closest.first);
        ck_assert_uint_eq(pair.second, closest.second);
    }
}

START_TEST(test_like_all_pairs)
{
    for (size_t count = 0; count < 40; count++) {
        for (unsigned i = 0; i < 20; i++) {
            random_replies(count, 1 + draw(60), 1 + draw(20));
            compare(count);
        }
    }
    random_replies(MOST, 500, 30);
    compare(MOST);
}
END_TEST

/* Intervals that touch agree; the ends of the type do not overflow. */
START_TEST(test_edges)
{
    replies[0] = (struct rt_interval){10, 20};
    replies[1] = (struct rt_interval){5, 10};
    compare(2);
    replies[1].high = 9;
    compare(2);
    replies[0] = (struct rt_interval){INT64_MAX, INT64_MAX};
    replies[1] = (struct rt_interval){INT64_MIN, INT64_MIN};
    replies[2] = (struct rt_interval){INT64_MIN, INT64_MAX};
    compare(3);
    replies[1] = (struct rt_interval){INT64_MAX, INT64_MAX};
    compare(3);
}
END_TEST

static struct rt_blame blame_of(const char *servers)
{
    size_t numbers[MOST], count = strlen(servers), most = 0;
    struct rt_blame blame;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = (size_t)(servers[i] - 'a');
        most = numbers[i] > most ? numbers[i] : most;
    }
    rt_blame(replies, numbers, count, most + 1, &blame);
    return blame;
}

static void reply(size_t i, int64_t centre, int64_t radius)
{
    replies[i] = (struct rt_interval){centre - radius, centre + radius};
}

START_TEST(test_blame)
{
    /* One of three is a day ahead, and stands alone. */
    reply(0, 86400, 5);
    reply(1, 1, 5);
    reply(2, 2, 5);
    struct rt_blame blame = blame_of("abc");
    ck_assert(blame.known && blame.against == 1 && blame.agree == 6);
    /* One of three is late, asked twice. */
    reply(0, 0, 5), reply(1, -86400, 5), reply(2, 2, 5);
    reply(3, 3, 5), reply(4, -86397, 5), reply(5, 5, 5);
    blame = blame_of("abcabc");
    ck_assert(blame.known && blame.against == 2 && blame.agree == 5);
    /* Two servers: it is one of them. */
    reply(0, 86400, 5), reply(1, 0, 5);
    ck_assert(!blame_of("ab").known);
    /* A third whose radius is wide agrees with both and decides nothing. */
    reply(0, 86400, 5), reply(1, 0, 5), reply(2, 43200, 86400);
    ck_assert(!blame_of("abc").known);
    /* Nobody contradicts anybody. */
    reply(0, 0, 5), reply(1, 1, 5);
    blame = blame_of("ab");
    ck_assert(!blame.known && blame.against == 0 && blame.agree == 3);
    /* A server whose clock went back contradicts itself and whoever was asked in between. */
    reply(0, 100, 1), reply(1, 101, 1), reply(2, 102, 1), reply(3, 0, 1);
    blame = blame_of("abca");
    ck_assert(blame.known && blame.against == 1 && blame.agree == 6);
    /* A reply that does not count blames nobody. */
    replies[3] = (struct rt_interval){1, 0};
    blame = blame_of("abca");
    ck_assert(!blame.known && blame.against == 0 && blame.agree == 7);
}
END_TEST

START_TEST(test_too_many_servers)
{
    struct rt_blame blame;
    size_t servers[2] = {0, RT_BLAME_SERVERS};
    reply(0, 100, 1), reply(1, 0, 1);
    rt_blame(replies, servers, 2, RT_BLAME_SERVERS + 1, &blame);
    ck_assert(!blame.known);
    servers[1] = RT_BLAME_SERVERS - 1;
    rt_blame(replies, servers, 2, RT_BLAME_SERVERS, &blame);
    ck_assert(!blame.known && blame.against != 0);
}
END_TEST

RT_TEST_MAIN("causality", test_like_all_pairs, test_edges, test_blame, test_too_many_servers)
