// SPDX-License-Identifier: BSD-2-Clause
/* Servers in threads on loopback: started, asked, given other keys and ended. */
#include "server/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "judge/judge.h"
#include "rules/rules.h"
#include "server/test_running.h"

#define TOGETHER 8

static struct rt_crypto *crypto;
static uint8_t request[ROOM];

/* Writes a request; returns its length. */
static size_t write_request(const struct rt_version *version, enum rt_transport transport)
{
    uint8_t nonce[RT_HASH_MAX] = {0};
    struct rt_writer writer = rt_writer_into(request, sizeof request);
    struct rt_request_plan plan = {.rules = version->rules,
                                   .nonce = {nonce, version->rules.nonce},
                                   .size = RT_REQUEST_SIZE,
                                   .transport = transport};
    ck_assert_int_eq(getrandom(nonce, sizeof nonce, 0), sizeof nonce);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    return writer.len;
}

static struct rt_subject subject;

/* Judges the reply to the request. */
static enum rt_verdict judge(const struct rt_version *version, enum rt_transport transport,
                             size_t request_len, size_t reply_len, const uint8_t *key)
{
    static struct rt_judgement judgement;
    struct rt_choice choice = {.version = version, .fixed = true};
    bool prefix = transport == RT_TRANSPORT_TCP && version->rules.stream == RT_STREAM_LENGTH;
    size_t skip = prefix ? 4 : 0;
    struct rt_exchange exchange = {.request = {request + skip, request_len - skip},
                                   .response = {reply + skip, reply_len - skip},
                                   .key = key,
                                   .transport = transport};
    rt_subject_init(&subject, crypto, &exchange);
    rt_judge(&subject, &choice, 1, true, &judgement);
    return judgement.verdict;
}

/* Asks once; what the reply is worth under a key. */
static enum rt_verdict ask(const struct rt_version *version, enum rt_transport transport,
                           const uint8_t *key)
{
    int fd = open_socket(transport, true);
    size_t len = write_request(version, transport);
    ck_assert_int_eq(send(fd, request, len, 0), (ssize_t)len);
    size_t got = transport == RT_TRANSPORT_UDP
                     ? take(fd)
                     : take_stream(fd, version->rules.stream == RT_STREAM_LENGTH);
    close(fd);
    return judge(version, transport, len, got, key);
}

static const struct rt_version *newest(void)
{
    return rt_registry[rt_registry_count - 1];
}

START_TEST(test_start)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
}
END_TEST

START_TEST(test_names)
{
    for (int i = 0; i < RT_SERVER_COUNT_COUNT; i++)
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(rt_server_count_name((enum rt_server_count)i),
                             rt_server_count_name((enum rt_server_count)j));
}
END_TEST

static void refuse(void)
{
    errno = 0;
    ck_assert_ptr_null(rt_server_new(&settings));
    ck_assert_int_eq(errno, EINVAL);
    settle();
}

START_TEST(test_settings)
{
    struct rt_ready_cert certs[RT_KEPT_CERTS + 1] = {{.mint = 0}};
    settle();
    settings.udp = settings.tcp = false;
    refuse();
    settings.workers = RT_SERVER_WORKERS + 1;
    refuse();
    settings.batch = RT_TOGETHER_MAX + 1;
    refuse();
    settings.tcp_connections = RT_SERVER_CLIENTS + 1;
    refuse();
    settings.receive_buffer = UINT32_MAX;
    refuse();
    settings.responder.service_count = 0;
    refuse();
    settings.responder.service_count = RT_SERVICES_MAX + 1;
    refuse();
    settings.responder.identity_count = 0;
    refuse();
    settings.responder.identity_count = RT_IDENTITIES + 1;
    refuse();
    settings.responder.delegation_s = 0;
    refuse();
    settings.responder.new_seed = NULL;
    refuse();
    identities[0].seed = NULL;
    refuse();
    identities[0] = (struct rt_identity){
        .key = keys[0], .online = seeds[1], .certs = certs, .cert_count = RT_KEPT_CERTS + 1};
    refuse();
    certs[0].bytes.len = RT_CERT_MAX + 1;
    identities[0] =
        (struct rt_identity){.key = keys[0], .online = seeds[1], .certs = certs, .cert_count = 1};
    refuse();
}
END_TEST

/* Every version over both transports, from several threads. */
START_TEST(test_each)
{
    size_t asked = 0, streams = 0;
    settle();
    settings.workers = 3;
    start();
    for (size_t i = 0; i < rt_registry_count; i++) {
        ck_assert_int_eq(ask(rt_registry[i], RT_TRANSPORT_UDP, keys[0]), RT_VALID);
        asked++;
        if (rt_registry[i]->rules.stream == RT_STREAM_NONE)
            continue;
        ck_assert_int_eq(ask(rt_registry[i], RT_TRANSPORT_TCP, keys[0]), RT_VALID);
        asked++;
        streams++;
    }
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_PACKETS], asked);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_REPLIES], asked);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_BATCHES], asked);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_LARGEST], 1);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_CONNECTIONS], streams);
    uint64_t sum = 0;
    for (size_t i = 0; i < RT_SERVICES_MAX; i++)
        sum += counts.service[i];
    ck_assert_uint_eq(sum, asked);
}
END_TEST

/* Requests that wait when the server starts are answered together. */
START_TEST(test_together)
{
    int fds[TOGETHER];
    size_t lens[TOGETHER];
    static uint8_t requests[TOGETHER][ROOM];
    settle();
    make_server();
    for (size_t i = 0; i < TOGETHER; i++) {
        fds[i] = open_socket(RT_TRANSPORT_UDP, true);
        lens[i] = write_request(newest(), RT_TRANSPORT_UDP);
        memcpy(requests[i], request, lens[i]);
        ck_assert_int_eq(send(fds[i], request, lens[i], 0), (ssize_t)lens[i]);
    }
    ck_assert(rt_server_start(server));
    for (size_t i = 0; i < TOGETHER; i++) {
        size_t got = take(fds[i]);
        memcpy(request, requests[i], lens[i]);
        ck_assert_int_eq(judge(newest(), RT_TRANSPORT_UDP, lens[i], got, keys[0]), RT_VALID);
        close(fds[i]);
    }
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_LARGEST], TOGETHER);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_BATCHES], 1);
}
END_TEST

/* What a test's function does with replies, and what it was given. */
struct wish {
    enum rt_server_action action;
    enum rt_refusal refusal;
    struct rt_rules rules;
    enum rt_transport transport;
    struct rt_instant now;
    uint64_t random;
    size_t turns;
};

static enum rt_server_action change(void *context, const struct rt_server_turn *turn,
                                    struct rt_answer *answer)
{
    struct wish *wish = context;
    wish->rules = *turn->rules;
    wish->transport = turn->transport;
    wish->now = turn->now;
    wish->random = rt_server_random(turn->random);
    wish->turns++;
    answer->room.data[answer->room.len - 1] ^= 1;
    answer->refusal = wish->refusal;
    return wish->action;
}

static void start_to_change(struct wish *wish)
{
    settle();
    settings.change = change;
    settings.context = wish;
    start();
}

START_TEST(test_change)
{
    struct wish wish = {.action = RT_SERVER_SEND};
    start_to_change(&wish);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_INVALID);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_TCP, keys[0]), RT_INVALID);
    /* What has no reply cannot be changed. */
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    ck_assert_int_eq(send(fd, "junk", 4, 0), 4);
    close(fd);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_INVALID);
    stop();
    ck_assert_uint_eq(wish.turns, 3);
    ck_assert_uint_ne(wish.random, 0);
    ck_assert_int_eq(wish.transport, RT_TRANSPORT_UDP);
    ck_assert_uint_eq(wish.rules.version, newest()->rules.version);
    ck_assert_int_le(llabs((long long)(wish.now.seconds - time(NULL))), PATIENCE_MS / 1000);
    ck_assert_uint_eq(counts.refused[RT_REFUSED_FRAMING], 1);
}
END_TEST

START_TEST(test_refusal)
{
    struct wish wish = {.action = RT_SERVER_SEND, .refusal = RT_REFUSED_FAILED};
    start_to_change(&wish);
    int fd = open_socket(RT_TRANSPORT_TCP, true);
    size_t len = write_request(newest(), RT_TRANSPORT_TCP);
    ck_assert_int_eq(send(fd, request, len, 0), (ssize_t)len);
    ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
    ck_assert(hangs_up(fd));
    close(fd);
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_REPLIES], 0);
    ck_assert_uint_eq(counts.refused[RT_REFUSED_FAILED], 1);
}
END_TEST

/* A reply on which something is done: to each transport and back, with what came first. */
START_TEST(test_twice)
{
    struct wish wish = {.action = RT_SERVER_TWICE};
    start_to_change(&wish);
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    size_t len = write_request(newest(), RT_TRANSPORT_UDP);
    ck_assert_int_eq(send(fd, request, len, 0), (ssize_t)len);
    ck_assert_uint_eq(take(fd), take(fd));
    close(fd);
    fd = open_socket(RT_TRANSPORT_TCP, true);
    len = write_request(newest(), RT_TRANSPORT_TCP);
    ck_assert_int_eq(send(fd, request, len, 0), (ssize_t)len);
    bool prefix = newest()->rules.stream == RT_STREAM_LENGTH;
    ck_assert_uint_eq(take_stream(fd, prefix), take_stream(fd, prefix));
    close(fd);
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_REPLIES], 4);
}
END_TEST

/* Two requests at once, of which only the first has a reply; then the connection ends. */
START_TEST(test_last)
{
    struct wish wish = {.action = RT_SERVER_LAST};
    start_to_change(&wish);
    int fd = open_socket(RT_TRANSPORT_TCP, true);
    size_t len = write_request(newest(), RT_TRANSPORT_TCP);
    ck_assert_uint_le(2 * len, sizeof request);
    memcpy(request + len, request, len);
    ck_assert_int_eq(send(fd, request, 2 * len, 0), (ssize_t)(2 * len));
    take_stream(fd, newest()->rules.stream == RT_STREAM_LENGTH);
    ck_assert(hangs_up(fd));
    close(fd);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_INVALID);
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_REPLIES], 2);
}
END_TEST

static enum rt_server_action drop_pieces(void *context, const struct rt_server_turn *turn,
                                         struct rt_answer *answer)
{
    (void)context;
    (void)turn;
    return answer->pieces ? RT_SERVER_DROP : RT_SERVER_SEND;
}

/* A request in two pieces between two that are whole. */
START_TEST(test_pieces)
{
    settle();
    settings.change = drop_pieces;
    start();
    int fd = open_socket(RT_TRANSPORT_TCP, true);
    size_t len = write_request(newest(), RT_TRANSPORT_TCP);
    bool prefix = newest()->rules.stream == RT_STREAM_LENGTH;
    ck_assert_int_eq(send(fd, request, len, 0), (ssize_t)len);
    take_stream(fd, prefix);
    ck_assert_int_eq(send(fd, request, 600, 0), 600);
    struct rt_server_counts seen = {.of = {0}};
    while (seen.of[RT_SERVER_COUNT_BYTES_IN] < len + 600)
        rt_server_counts(server, &seen);
    ck_assert_int_eq(send(fd, request + 600, len - 600, 0), (ssize_t)(len - 600));
    while (seen.of[RT_SERVER_COUNT_PACKETS] < 2)
        rt_server_counts(server, &seen);
    ck_assert_int_eq(send(fd, request, len, 0), (ssize_t)len);
    take_stream(fd, prefix);
    close(fd);
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_REPLIES], 2);
}
END_TEST

/* Answers what has no reply with a word, and counts in its memory how often. */
static enum rt_server_action reply_anyway(void *context, const struct rt_server_turn *turn,
                                          struct rt_answer *answer)
{
    static const uint8_t word[] = "no";
    enum rt_refusal *refusal = context;
    if (answer->refusal == RT_ANSWERED)
        return RT_SERVER_SEND;
    *refusal = answer->refusal;
    *turn->memory += 1;
    rt_writer_put(&answer->room, (struct rt_view){word, (size_t)*turn->memory});
    answer->refusal = RT_ANSWERED;
    return RT_SERVER_SEND;
}

START_TEST(test_change_refused)
{
    enum rt_refusal refusal = RT_ANSWERED;
    settle();
    settings.change = reply_anyway;
    settings.context = &refusal;
    settings.change_refused = true;
    start();
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    for (size_t i = 1; i <= 2; i++) {
        ck_assert_int_eq(send(fd, "junk", 4, 0), 4);
        ck_assert_uint_eq(take(fd), i);
    }
    close(fd);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_VALID);
    stop();
    ck_assert_int_eq(refusal, RT_REFUSED_FRAMING);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_REPLIES], 3);
}
END_TEST

/* The reply comes from a port that was not asked. */
START_TEST(test_elsewhere)
{
    struct wish wish = {.action = RT_SERVER_ELSEWHERE};
    union {
        struct sockaddr plain;
        struct sockaddr_in in;
    } to = {.in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}}, from;
    socklen_t from_len = sizeof from;
    start_to_change(&wish);
    to.in.sin_port = htons(address.at.port);
    int fd = open_socket(RT_TRANSPORT_UDP, false);
    size_t len = write_request(newest(), RT_TRANSPORT_UDP);
    ck_assert_int_eq(sendto(fd, request, len, 0, &to.plain, sizeof to.in), (ssize_t)len);
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    ck_assert_int_eq(poll(&wait, 1, PATIENCE_MS), 1);
    ck_assert_int_gt(recvfrom(fd, reply, sizeof reply, 0, &from.plain, &from_len), 0);
    ck_assert_uint_ne(from.in.sin_port, to.in.sin_port);
    close(fd);
    stop();
}
END_TEST

START_TEST(test_late)
{
    struct wish wish = {.action = RT_SERVER_LATE};
    struct timespec before, after;
    start_to_change(&wish);
    clock_gettime(CLOCK_MONOTONIC, &before);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_INVALID);
    clock_gettime(CLOCK_MONOTONIC, &after);
    int64_t ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
    ck_assert_int_ge(ms, 1400);
    stop();
}
END_TEST

START_TEST(test_rekey)
{
    settle();
    settings.workers = 2;
    start();
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_VALID);
    for (int i = 0; i < 6; i++) {
        ck_assert(rt_server_rekey(server, &identities[(i + 1) % 2], 1));
        ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[(i + 1) % 2]), RT_VALID);
        ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[i % 2]), RT_INVALID);
    }
    /* Several times without a request in between; then keys that are none. */
    for (int i = 0; i < 6; i++)
        ck_assert(rt_server_rekey(server, &identities[i % 2], 1));
    errno = 0;
    ck_assert(!rt_server_rekey(server, identities, 0));
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[1]), RT_VALID);
    stop();
}
END_TEST

static atomic_bool seeds_fail;

static enum rt_error make_seed(uint8_t seed[RT_KEY_SIZE])
{
    return atomic_load(&seeds_fail) ? RT_E_IO : rt_secret_seed_make(seed);
}

/* Without seeds there are no delegations: no server starts, and one that runs keeps its keys until
 * there are some. */
START_TEST(test_no_seed)
{
    settle();
    settings.responder.new_seed = make_seed;
    atomic_store(&seeds_fail, true);
    make_server();
    ck_assert(!rt_server_start(server));
    ck_assert_int_eq(errno, EIO);
    stop();
    atomic_store(&seeds_fail, false);
    start();
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_VALID);
    atomic_store(&seeds_fail, true);
    ck_assert(rt_server_rekey(server, &identities[1], 1));
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_VALID);
    atomic_store(&seeds_fail, false);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[1]), RT_VALID);
    stop();
}
END_TEST

/* A delegation is renewed when half of its time is over. */
START_TEST(test_renewal)
{
    settle();
    settings.responder.delegation_s = 2;
    start();
    do {
        ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_VALID);
        rt_server_counts(server, &counts);
    } while (counts.of[RT_SERVER_COUNT_RENEWALS] == 0);
    /* With other keys the count goes on. */
    ck_assert(rt_server_rekey(server, &identities[1], 1));
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[1]), RT_VALID);
    stop();
    ck_assert_uint_ge(counts.of[RT_SERVER_COUNT_RENEWALS], 1);
}
END_TEST

/* A delegation, whose bytes the server has copied. */
START_TEST(test_delegation)
{
    static struct rt_secret secret;
    struct rt_ready_cert certs[RT_CERTS_MAX];
    const int64_t now = time(NULL);
    settle();
    secret = (struct rt_secret){.kind = RT_SECRET_DELEGATION};
    memcpy(secret.key, keys[0], RT_KEY_SIZE);
    memcpy(secret.seed, seeds[1], RT_KEY_SIZE);
    for (size_t i = 0; i < settings.responder.service_count; i++)
        ck_assert_int_eq(rt_secret_delegation_add(crypto, &secret, seeds[0], &services[i].rules,
                                                  (struct rt_instant){.seconds = now - 86400},
                                                  (struct rt_instant){.seconds = now + 86400}),
                         RT_OK);
    identities[0] = rt_secret_identity(&secret, certs);
    ck_assert_ptr_null(identities[0].seed);
    make_server();
    memset(services, 0, sizeof services);
    memset(certs, 0, sizeof certs);
    rt_secret_wipe(&secret);
    ck_assert(rt_server_start(server));
    for (size_t i = 0; i < rt_registry_count; i++)
        ck_assert_int_eq(ask(rt_registry[i], RT_TRANSPORT_UDP, keys[0]), RT_VALID);
    stop();
}
END_TEST

START_TEST(test_bind)
{
    settle();
    make_server();
    struct rt_server *other = rt_server_new(&settings);
    struct rt_address more = address;
    ck_assert_ptr_nonnull(other);
    ck_assert(!rt_server_bind(other, &more));
    ck_assert_int_eq(errno, EADDRINUSE);
    ck_assert_uint_eq(more.at.port, address.at.port);
    for (size_t i = 0; i < RT_SERVER_ADDRESSES; i++) {
        more.at.port = 0;
        ck_assert(rt_server_bind(other, &more));
    }
    more.at.port = 0;
    ck_assert(!rt_server_bind(other, &more));
    ck_assert_int_eq(errno, ENOSPC);
    more.at.family = 0;
    ck_assert(!rt_server_bind(other, &more));
    ck_assert_int_eq(errno, EAFNOSUPPORT);
    rt_server_free(other);
    ck_assert(rt_server_start(server));
    ck_assert(!rt_server_bind(server, &more));
    ck_assert_int_eq(errno, EBUSY);
    ck_assert(!rt_server_start(server));
    ck_assert_int_eq(errno, EBUSY);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_TCP, keys[0]), RT_VALID);
    stop();
    rt_server_free(NULL);
}
END_TEST

START_TEST(test_addresses)
{
    struct rt_address found[4];
    const char *cause = NULL;
    ck_assert_uint_eq(rt_server_addresses("127.0.0.1", RT_FAMILY_ANY, 5, found, 4, &cause), 1);
    ck_assert_uint_eq(found[0].at.family, 4);
    ck_assert_uint_eq(found[0].at.port, 5);
    ck_assert_uint_eq(rt_server_addresses("::1", RT_FAMILY_6, 5, found, 4, &cause), 1);
    ck_assert_uint_eq(found[0].at.family, 6);
    ck_assert_uint_eq(rt_server_addresses("::1", RT_FAMILY_ANY, 5, found, 0, &cause), 1);
    ck_assert_uint_eq(rt_server_addresses("::1", RT_FAMILY_4, 5, found, 4, &cause), 0);
    ck_assert_str_ne(cause, "");
    /* Every interface. */
    ck_assert_uint_eq(rt_server_addresses(NULL, RT_FAMILY_4, 0, found, 4, &cause), 1);
    ck_assert_uint_eq(rt_bytes_load32(found[0].at.addr), 0);
    settle();
    server = rt_server_new(&settings);
    ck_assert_ptr_nonnull(server);
    address = found[0];
    ck_assert(rt_server_bind(server, &address));
    ck_assert(rt_server_start(server));
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_VALID);
    stop();
}
END_TEST

/* The connection that asked nothing for longest makes room. */
START_TEST(test_evicted)
{
    int fds[3];
    settle();
    settings.tcp_connections = 2;
    start();
    for (size_t i = 0; i < 3; i++) {
        fds[i] = open_socket(RT_TRANSPORT_TCP, true);
        if (i == 2)
            break;
        size_t len = write_request(newest(), RT_TRANSPORT_TCP);
        ck_assert_int_eq(send(fds[i], request, len, 0), (ssize_t)len);
        take_stream(fds[i], newest()->rules.stream == RT_STREAM_LENGTH);
    }
    ck_assert(hangs_up(fds[0]));
    for (size_t i = 0; i < 3; i++)
        close(fds[i]);
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_EVICTED], 1);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_CONNECTIONS], 3);
}
END_TEST

/* Connections that do not ask, that ask too much, and that send junk. */
START_TEST(test_limits)
{
    static const uint8_t junk[64] = {0xff, 0xff, 0xff, 0xff};
    settle();
    settings.tcp_bytes = 100;
    settings.tcp_seconds = 1;
    start();
    int idle = open_socket(RT_TRANSPORT_TCP, true), odd = open_socket(RT_TRANSPORT_TCP, true);
    int large = open_socket(RT_TRANSPORT_TCP, true);
    ck_assert_int_eq(send(odd, junk, sizeof junk, 0), sizeof junk);
    ck_assert(hangs_up(odd));
    size_t len = write_request(newest(), RT_TRANSPORT_TCP);
    ck_assert_int_eq(send(large, request, len, 0), (ssize_t)len);
    take_stream(large, newest()->rules.stream == RT_STREAM_LENGTH);
    ck_assert(hangs_up(large));
    ck_assert(hangs_up(idle));
    close(idle);
    close(odd);
    close(large);
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_UNFRAMED], 1);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_SPENT], 1);
    ck_assert_uint_ge(counts.of[RT_SERVER_COUNT_TIMED_OUT], 1);
}
END_TEST

/* What there is no room for, and what cannot be a request, has no reply and is counted. */
START_TEST(test_oversize)
{
    static uint8_t large[RT_SERVER_PACKET + 100];
    settle();
    start();
    size_t len = write_request(newest(), RT_TRANSPORT_UDP);
    memcpy(large, request, len);
    int fd = open_socket(RT_TRANSPORT_UDP, true);
    ck_assert_int_eq(send(fd, large, sizeof large, 0), sizeof large);
    close(fd);
    ck_assert_int_eq(ask(newest(), RT_TRANSPORT_UDP, keys[0]), RT_VALID);
    rt_bytes_store32(large + 8, RT_SERVER_PACKET - RT_FRAME_SIZE + 1);
    for (size_t junk = 0; junk < 2; junk++) {
        fd = open_socket(RT_TRANSPORT_TCP, true);
        ck_assert_int_eq(send(fd, large + junk, 64, 0), 64);
        ck_assert(hangs_up(fd));
        close(fd);
    }
    stop();
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_PACKETS], 4);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_OVERSIZE], 2);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_UNFRAMED], 1);
    ck_assert_uint_eq(counts.of[RT_SERVER_COUNT_BYTES_IN], sizeof large + len + 2 * 64);
    ck_assert_uint_eq(counts.refused[RT_REFUSED_OVERSIZE], 2);
    ck_assert_uint_eq(counts.refused[RT_REFUSED_FRAMING], 1);
    ck_assert_uint_eq(counts.stopped[0][RT_REQUEST_CHECK_FRAME], 1);
}
END_TEST

/* The time of the reply that came last. */
static int64_t told(const struct rt_version *version)
{
    uint64_t midpoint;
    uint32_t radius;
    struct rt_instant instant;
    ck_assert(rt_subject_time(&subject, &midpoint, &radius));
    ck_assert_int_eq(rt_clock_instant(version->rules.clock, midpoint, &instant), RT_OK);
    return instant.seconds;
}

/* Clocks ahead and behind, and what is known of leap seconds. */
START_TEST(test_clock)
{
    static struct rt_leapfile leapfile;
    const int64_t offsets[] = {-INT64_C(1000000000500000000), INT64_C(3600000000000)};
    for (size_t i = 0; i < 2; i++) {
        size_t with_leap = 0;
        settle();
        leapfile = (struct rt_leapfile){.count = 1, .expires = INT64_MAX};
        leapfile.list[0] = (struct rt_leap_event){.mjd = 41317, .tai = 10};
        settings.offset_ns = offsets[i];
        settings.leapfile = &leapfile;
        settings.has_dut1 = true;
        start();
        leapfile.count = 0;
        for (size_t v = 0; v < rt_registry_count; v++) {
            int64_t before = time(NULL);
            ck_assert_int_eq(ask(rt_registry[v], RT_TRANSPORT_UDP, keys[0]), RT_VALID);
            int64_t ahead = told(rt_registry[v]) - offsets[i] / 1000000000;
            ck_assert_int_ge(ahead, before - 1);
            ck_assert_int_le(ahead, time(NULL) + 1);
            bool dut1 = rt_view_present(subject.response.values[RT_SLOT_DUT1]);
            ck_assert_int_eq(dut1, rt_rules_dut1_us(&rt_registry[v]->rules) > 0);
            if (rt_view_present(subject.response.values[RT_SLOT_DTAI]))
                with_leap++;
        }
        stop();
        ck_assert_uint_gt(with_leap, 0);
    }
}
END_TEST

START_TEST(test_random)
{
    uint64_t a = 1, b = 1, seen = 0;
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_eq(rt_server_random(&a), rt_server_random(&b));
        seen |= a;
    }
    ck_assert_uint_eq(seen, UINT64_MAX);
}
END_TEST

START_TEST(test_end)
{
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("server", test_start, test_names, test_settings, test_each, test_together, test_change,
             test_refusal, test_twice, test_last, test_pieces, test_change_refused, test_elsewhere,
             test_late, test_rekey, test_no_seed, test_renewal, test_delegation, test_bind,
             test_addresses, test_evicted, test_limits, test_oversize, test_clock, test_random,
             test_end)
