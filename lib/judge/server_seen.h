// SPDX-License-Identifier: BSD-2-Clause
/*
 * What is seen of servers from outside: the versions in which they answer, the numbers that they
 * announce in VERS, and signs that nobody listens. It tells why a request got no answer.
 *
 *     struct rt_server_seen *seen = rt_server_seen_new();
 *     rt_server_seen_add(seen, &server);                         for each request
 *     rt_server_seen_judged(seen, &server, &subject, ...);       for each reply
 *     rt_server_seen_sign(seen, &server, RT_SERVER_SIGN_PORT);   for each sign
 *     const struct rt_server_sight *sight = rt_server_seen_find(seen, &server);
 *
 * A server is an address and a port. The first RT_SERVER_SEEN_MAX of them are remembered, in about
 * 800 KiB, which are allocated once; of further ones nothing is known. Signs of an address to which
 * no request went are passed over.
 *
 * Which request a sign is about is not kept here, but with the request (judge/pairing.h).
 */
#ifndef ROUGHTIME_SERVER_SEEN_H
#define ROUGHTIME_SERVER_SEEN_H

#include "base/endpoint.h"
#include "judge/version_name.h"

/* Servers that are remembered. */
#define RT_SERVER_SEEN_MAX 1024

/* Signs that requests do not arrive: constant, name, what it means. Names are stable. */
// clang-format off
#define RT_SERVER_SIGNS(X)                                                        \
    X(PORT,       "port-unreachable", "ICMP: nothing listens at the port")        \
    X(HOST,       "host-unreachable", "ICMP: host or network not reachable")      \
    X(PROHIBITED, "prohibited",       "ICMP: forbidden by a filter on the way")   \
    X(OTHER,      "unreachable",      "ICMP: not reachable")                      \
    X(RESET,      "reset",            "TCP: connection reset or refused")
// clang-format on

enum rt_server_sign {
#define X(id, name, text) RT_SERVER_SIGN_##id,
    RT_SERVER_SIGNS(X)
#undef X
        RT_SERVER_SIGN_COUNT
};

/* The name of a sign, and its meaning. Static. */
const char *rt_server_sign_name(enum rt_server_sign sign);
const char *rt_server_sign_text(enum rt_server_sign sign);

/* A set of signs: 1 << enum rt_server_sign. */
typedef uint32_t rt_server_signs;

/* Numbers of VERS that are remembered of a server. */
#define RT_SERVER_ANNOUNCED_MAX 32

/* What is known of a server. Read only. */
struct rt_server_sight {
    struct rt_endpoint server;
    uint64_t valid;      /* its replies that are valid, */
    uint64_t unverified; /* and those with which nothing is wrong, but key or request is missing */
    size_t version_count;
    const struct rt_version *versions[RT_CHOICES_MAX]; /* as which they were */
    size_t announced_count;
    uint32_t announced[RT_SERVER_ANNOUNCED_MAX]; /* in VERS of such replies */
    uint64_t signs[RT_SERVER_SIGN_COUNT];
};

struct rt_server_seen;

struct rt_server_seen *rt_server_seen_new(void);       /* NULL: there is no memory */
void rt_server_seen_free(struct rt_server_seen *seen); /* NULL is allowed */

/* From now on a server is known. */
void rt_server_seen_add(struct rt_server_seen *seen, const struct rt_endpoint *server);

/* Takes note of a reply as it was judged under `count` choices: of a valid one, or one that only
 * cannot be verified. Others say nothing of the server. */
void rt_server_seen_judged(struct rt_server_seen *seen, const struct rt_endpoint *server,
                           const struct rt_subject *subject, const struct rt_judgement *judgement,
                           const struct rt_choice *choices, size_t count);

/* Takes note of a sign. */
void rt_server_seen_sign(struct rt_server_seen *seen, const struct rt_endpoint *server,
                         enum rt_server_sign sign);

/* What is known of a server, or NULL. The pointer is good until rt_server_seen_free. */
const struct rt_server_sight *rt_server_seen_find(const struct rt_server_seen *seen,
                                                  const struct rt_endpoint *server);

/* The versions in which a server answered, in the order of `from`. Returns how many. */
size_t rt_server_sight_versions(const struct rt_server_sight *sight,
                                struct rt_version_name_from from,
                                const struct rt_version *versions[RT_CHOICES_MAX]);

/*
 * Which of `count` versions, at most 64, the server speaks, as a set of places in the list: those
 * in which it answered, and those whose number it announced where it answered in no version of that
 * number. 0: not known.
 */
uint64_t rt_server_sight_speaks(const struct rt_server_sight *sight,
                                const struct rt_version *const *versions, size_t count);

#endif
