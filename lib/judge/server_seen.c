// SPDX-License-Identifier: BSD-2-Clause
/* Remembers what replies and signs say of servers, in a table of fixed size. */
#include "judge/server_seen.h"

#include <stdlib.h>

#include "judge/alike.h"

/* Twice as many places as servers, so that there are always free ones; a power of two. */
#define PLACES (2u * RT_SERVER_SEEN_MAX)

struct rt_server_seen {
    size_t count;
    uint16_t places[PLACES]; /* 1 and the index of a server; 0: free */
    struct rt_server_sight list[RT_SERVER_SEEN_MAX];
    /* The last judgement of each server that changed what is known, so that most replies of a
     * server, which are all alike, are only counted. */
    struct rt_candidate last[RT_SERVER_SEEN_MAX];
};

static const struct {
    const char *name;
    const char *text;
} signs[] = {
#define X(id, name, text) {name, text},
    RT_SERVER_SIGNS(X)
#undef X
};

const char *rt_server_sign_name(enum rt_server_sign sign)
{
    return signs[sign].name;
}

const char *rt_server_sign_text(enum rt_server_sign sign)
{
    return signs[sign].text;
}

struct rt_server_seen *rt_server_seen_new(void)
{
    return calloc(1, sizeof(struct rt_server_seen));
}

void rt_server_seen_free(struct rt_server_seen *seen)
{
    free(seen);
}

/* FNV-1a, over what tells endpoints apart. */
static uint32_t hash_of(const struct rt_endpoint *server)
{
    uint32_t hash = 2166136261u ^ server->port;
    for (size_t i = 0; i < sizeof server->addr; i++)
        hash = (hash ^ server->addr[i]) * 16777619u;
    return hash ^ hash >> 16;
}

/* The place of a server, or the free one where it would be. */
static size_t place_of(const struct rt_server_seen *seen, const struct rt_endpoint *server)
{
    size_t place = hash_of(server) % PLACES;
    while (seen->places[place] != 0 &&
           !rt_endpoint_equal(&seen->list[seen->places[place] - 1].server, server))
        place = (place + 1) % PLACES;
    return place;
}

void rt_server_seen_add(struct rt_server_seen *seen, const struct rt_endpoint *server)
{
    size_t place = place_of(seen, server);
    if (seen->places[place] != 0 || seen->count == RT_SERVER_SEEN_MAX)
        return;
    seen->list[seen->count].server = *server;
    seen->places[place] = (uint16_t)++seen->count;
}

static struct rt_server_sight *find(struct rt_server_seen *seen, const struct rt_endpoint *server)
{
    size_t place = place_of(seen, server);
    return seen->places[place] == 0 ? NULL : &seen->list[seen->places[place] - 1];
}

const struct rt_server_sight *rt_server_seen_find(const struct rt_server_seen *seen,
                                                  const struct rt_endpoint *server)
{
    size_t place = place_of(seen, server);
    return seen->places[place] == 0 ? NULL : &seen->list[seen->places[place] - 1];
}

static bool answered_in(const struct rt_server_sight *sight, const struct rt_version *version)
{
    for (size_t i = 0; i < sight->version_count; i++)
        if (sight->versions[i] == version)
            return true;
    return false;
}

static bool announced(const struct rt_server_sight *sight, uint32_t number)
{
    for (size_t i = 0; i < sight->announced_count; i++)
        if (sight->announced[i] == number)
            return true;
    return false;
}

static void take_announced(struct rt_server_sight *sight, struct rt_view vers)
{
    for (size_t i = 0; i + 4 <= vers.len && sight->announced_count < RT_SERVER_ANNOUNCED_MAX;
         i += 4) {
        uint32_t number = rt_bytes_load32(vers.data + i);
        if (!announced(sight, number))
            sight->announced[sight->announced_count++] = number;
    }
}

void rt_server_seen_judged(struct rt_server_seen *seen, const struct rt_endpoint *server,
                           const struct rt_subject *subject, const struct rt_judgement *judgement,
                           const struct rt_choice *choices, size_t count)
{
    const struct rt_version *alike[RT_CHOICES_MAX] = {NULL};
    bool valid = judgement->verdict == RT_VALID;
    if (!valid && judgement->verdict != RT_UNVERIFIABLE)
        return;
    rt_server_seen_add(seen, server);
    struct rt_server_sight *sight = find(seen, server);
    if (!sight)
        return;
    sight->valid += valid;
    sight->unverified += !valid;
    take_announced(sight, subject->response.values[RT_SLOT_VERS]);
    struct rt_candidate *last = &seen->last[sight - seen->list];
    if (last->version == judgement->best.version && last->reading == judgement->best.reading)
        return;
    *last = judgement->best;
    size_t found = rt_alike_find(subject, judgement, choices, count, alike);
    for (size_t i = 0; i < found; i++)
        if (!answered_in(sight, alike[i]) && sight->version_count < RT_CHOICES_MAX)
            sight->versions[sight->version_count++] = alike[i];
}

void rt_server_seen_sign(struct rt_server_seen *seen, const struct rt_endpoint *server,
                         enum rt_server_sign sign)
{
    struct rt_server_sight *sight = find(seen, server);
    if (sight)
        sight->signs[sign]++;
}

size_t rt_server_sight_versions(const struct rt_server_sight *sight,
                                struct rt_version_name_from from,
                                const struct rt_version *versions[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < from.count; i++)
        for (size_t k = 0; k < sight->version_count; k++)
            if (sight->versions[k] == from.list[i])
                versions[count++] = from.list[i];
    return count;
}

/* Whether it answered in any version with this number. */
static bool answered_number(const struct rt_server_sight *sight, uint32_t number)
{
    for (size_t i = 0; i < sight->version_count; i++)
        if (sight->versions[i]->rules.version == number)
            return true;
    return false;
}

uint64_t rt_server_sight_speaks(const struct rt_server_sight *sight,
                                const struct rt_version *const *versions, size_t count)
{
    uint64_t speaks = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = versions[i]->rules.version;
        if (answered_in(sight, versions[i]) ||
            (number != RT_NO_NUMBER && announced(sight, number) && !answered_number(sight, number)))
            speaks |= UINT64_C(1) << i;
    }
    return speaks;
}
