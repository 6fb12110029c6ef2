// SPDX-License-Identifier: BSD-2-Clause
/*
 * The real network, on loopback, with a server in a thread: every version over UDP and TCP, IPv4
 * and IPv6, and peers that misbehave. Nothing sleeps.
 */
#include "client/net.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/test.h"
#include "client/client_pool.h"
#include "client/net_address.h"
#include "client/net_tcp.h"
#include "client/test_net.h"
#include "judge/test_server.h"
#include "registry.h"

#define KEY 1

/* What the server does with a TCP connection. */
enum manner { ANSWER = 1, PIECES, END, TOO_LARGE, NO_MAGIC, ODD_OFFSET, CUT, STUB, STALL };

enum { UDP4, UDP6, TCP4, TCP6, STOP, SOCKETS };

struct server {
    pthread_t thread;
    struct pollfd sockets[SOCKETS];
    uint16_t port[SOCKETS];
    int stop; /* written to end the thread */
    _Atomic(const struct rt_rules *) rules;
    _Atomic(int) manner;
};

static struct server server;
static struct rt_crypto *crypto;

static bool open_socket(int i, int type, const char *text)
{
    struct rt_address address;
    struct sockaddr_storage bound;
    ck_assert(rt_net_address_of_text(text, &address));
    socklen_t len = rt_net_address_to_socket(&address, &bound);
    int fd = socket(bound.ss_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&bound, len) != 0 ||
        getsockname(fd, (struct sockaddr *)&bound, &len) != 0 ||
        (type == SOCK_STREAM && listen(fd, 16) != 0)) {
        if (fd >= 0)
            close(fd);
        server.sockets[i].fd = -1;
        return false;
    }
    ck_assert(rt_net_address_of_socket((struct sockaddr *)&bound, &address));
    server.sockets[i] = (struct pollfd){.fd = fd, .events = POLLIN};
    server.port[i] = address.at.port;
    return true;
}

static size_t make_answer(struct rt_crypto *own, enum rt_transport transport, const uint8_t *in,
                          size_t len, uint8_t *out, size_t cap)
{
    return test_server_answer(own, atomic_load(&server.rules), transport, KEY, time(NULL),
                              (struct rt_view){in, len}, out, cap);
}

static void serve_udp(struct rt_crypto *own, int fd)
{
    uint8_t in[2048], out[2048];
    struct sockaddr_storage from;
    socklen_t from_len = sizeof from;
    ssize_t len = recvfrom(fd, in, sizeof in, 0, (struct sockaddr *)&from, &from_len);
    size_t size =
        len > 0 ? make_answer(own, RT_TRANSPORT_UDP, in, (size_t)len, out, sizeof out) : 0;
    if (size > 0)
        sendto(fd, out, size, 0, (struct sockaddr *)&from, from_len);
}

/* Bytes of the request that a buffer begins with. */
static size_t wanted(const uint8_t *in, size_t len)
{
    if (len < RT_FRAME_SIZE)
        return SIZE_MAX;
    bool framed = rt_frame_parse((struct rt_view){in, len}).framed;
    return framed ? RT_FRAME_SIZE + rt_bytes_load32(in + 8) : 4 + rt_bytes_load32(in);
}

static void serve_tcp(struct rt_crypto *own, int listener)
{
    static const uint8_t large[] = "ROUGHTIM\xff\xff\xff\xff and more";
    uint8_t in[2048], out[2048];
    size_t have = 0, size = 0;
    int fd = accept(listener, NULL, NULL);
    ssize_t got;
    while (have < wanted(in, have) && (got = recv(fd, in + have, sizeof in - have, 0)) > 0)
        have += (size_t)got;
    switch ((enum manner)atomic_load(&server.manner)) {
    case ANSWER:
        size = make_answer(own, RT_TRANSPORT_TCP, in, have, out, sizeof out);
        send(fd, out, size, MSG_NOSIGNAL);
        break;
    case PIECES:
        size = make_answer(own, RT_TRANSPORT_TCP, in, have, out, sizeof out);
        for (size_t i = 0; i < size; i++)
            send(fd, out + i, 1, MSG_NOSIGNAL);
        break;
    case END:
        break;
    case TOO_LARGE:
        send(fd, large, sizeof large, MSG_NOSIGNAL);
        break;
    case NO_MAGIC:
        size = make_answer(own, RT_TRANSPORT_TCP, in, have, out, sizeof out);
        out[0] ^= 1;
        send(fd, out, size, MSG_NOSIGNAL);
        break;
    case ODD_OFFSET:
        size = make_answer(own, RT_TRANSPORT_TCP, in, have, out, sizeof out);
        out[RT_FRAME_SIZE + 4] ^= 1;
        send(fd, out, size, MSG_NOSIGNAL);
        break;
    case CUT:
        size = make_answer(own, RT_TRANSPORT_TCP, in, have, out, sizeof out);
        send(fd, out, size / 2, MSG_NOSIGNAL);
        break;
    case STUB:
        send(fd, large, 8, MSG_NOSIGNAL);
        break;
    case STALL: /* until the other side ends it */
        size = make_answer(own, RT_TRANSPORT_TCP, in, have, out, sizeof out);
        send(fd, out, size / 2, MSG_NOSIGNAL);
        while (recv(fd, in, sizeof in, 0) > 0)
            continue;
        break;
    }
    close(fd);
}

static void *serve(void *argument)
{
    struct rt_crypto *own = rt_crypto_new();
    while (poll(server.sockets, SOCKETS, -1) > 0 && !server.sockets[STOP].revents) {
        for (int i = UDP4; i <= UDP6; i++)
            if (server.sockets[i].revents)
                serve_udp(own, server.sockets[i].fd);
        for (int i = TCP4; i <= TCP6; i++)
            if (server.sockets[i].revents)
                serve_tcp(own, server.sockets[i].fd);
    }
    rt_crypto_free(own);
    return argument;
}

static void start_server(void)
{
    int ends[2];
    crypto = rt_crypto_new();
    ck_assert(open_socket(UDP4, SOCK_DGRAM, "127.0.0.1"));
    ck_assert(open_socket(TCP4, SOCK_STREAM, "127.0.0.1"));
    open_socket(UDP6, SOCK_DGRAM, "::1");
    open_socket(TCP6, SOCK_STREAM, "::1");
    ck_assert_int_eq(pipe(ends), 0);
    server.sockets[STOP] = (struct pollfd){.fd = ends[0], .events = POLLIN};
    server.stop = ends[1];
    ck_assert_int_eq(pthread_create(&server.thread, NULL, serve, NULL), 0);
}

static void stop_server(void)
{
    ck_assert_int_eq(write(server.stop, "", 1), 1);
    pthread_join(server.thread, NULL);
    for (int i = 0; i < SOCKETS; i++)
        if (server.sockets[i].fd >= 0)
            close(server.sockets[i].fd);
    close(server.stop);
    rt_crypto_free(crypto);
}

static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    (void)number;
    static uint32_t count;
    (void)context;
    memset(nonce, 7, rules->nonce);
    rt_bytes_store32(nonce, ++count);
    rt_bytes_store32(nonce + 4, (uint32_t)who);
}

/* What is asked for. */
static struct rt_choice choice;

static void keep(void *context, size_t who, const struct rt_client_result *result)
{
    struct rt_client_result *answers = context;
    answers[who] = *result;
}

/* Asks some places for one version. */
static void ask(const struct rt_version *version, bool udp, bool tcp, unsigned tries,
                uint64_t deadline_ns, const struct rt_host_port *places, size_t count,
                struct rt_client_result *answers)
{
    struct rt_client_server servers[8];
    struct rt_negotiation negotiation;
    struct rt_net net;
    uint8_t key[RT_KEY_SIZE];
    struct rt_client_pool pool = {
        .plan = {.choices = &choice,
                 .choice_count = 1,
                 .udp = udp,
                 .tcp = tcp,
                 .tries = tries,
                 .wait_ns = 60 * RT_WAIT_FIRST_NS,
                 .nonce = make_nonce},
        .family = RT_FAMILY_ANY,
        .head_start_ns = RT_HEAD_START_NS,
        .deadline_ns = deadline_ns,
    };
    choice = (struct rt_choice){.version = version};
    test_server_key(KEY, key);
    ck_assert_int_eq(rt_negotiate(&negotiation, &choice, 1, RT_NEGOTIATE_ANY), RT_OK);
    atomic_store(&server.rules, &version->rules);
    for (size_t i = 0; i < count; i++)
        servers[i] = (struct rt_client_server){
            .places = &places[i], .place_count = 1, .key = key, .negotiation = &negotiation};
    ck_assert(rt_net_open(&net, count));
    ck_assert_uint_ge(net.limit, 1);
    ck_assert_int_eq(rt_client_pool_run(&pool, &net, crypto, servers, count, keep, answers), RT_OK);
    rt_net_close(&net);
}

START_TEST(test_every_version)
{
    static const char *const hosts[] = {"127.0.0.1", "::1", "127.0.0.1", "::1"};
    atomic_store(&server.manner, ANSWER);
    for (size_t v = 0; v < rt_registry_count; v++) {
        for (int way = UDP4; way <= TCP6; way++) {
            bool tcp = way >= TCP4;
            struct rt_host_port place = test_place(hosts[way], server.port[way], !tcp, tcp);
            struct rt_client_result result;
            if (server.sockets[way].fd < 0 ||
                (tcp && rt_registry[v]->rules.stream == RT_STREAM_NONE))
                continue;
            ask(rt_registry[v], !tcp, tcp, 1, 0, &place, 1, &result);
            ck_assert_msg(result.state == RT_CLIENT_VALID, "%s to %s: %d", rt_registry[v]->name,
                          hosts[way], result.state);
            ck_assert_uint_lt(result.rtt_ns, 60 * RT_WAIT_FIRST_NS);
            ck_assert_uint_gt(result.rtt_ns, 0);
        }
    }
}
END_TEST

/* A port where nobody listens: bound for a moment, then closed. */
static uint16_t closed_port(int type)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, type, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    close(fd);
    return ntohs(address.sin_port);
}

START_TEST(test_unreachable)
{
    char label[80] = {0};
    memset(label, 'a', 70);
    struct rt_host_port places[] = {
        test_place("127.0.0.1", closed_port(SOCK_DGRAM), true, false),
        test_place("127.0.0.1", closed_port(SOCK_STREAM), false, true),
        test_place(label, 1, true, true), /* longer than any label of a name */
        test_place("localhost", server.port[UDP4], true, false),
    };
    struct rt_client_result answers[4];
    atomic_store(&server.manner, ANSWER);
    ask(rt_registry_find("v14"), true, true, 0, 0, places, 4, answers);
    ck_assert_int_eq(answers[0].state, RT_CLIENT_UNREACHABLE);
    ck_assert_int_eq(answers[0].error, ECONNREFUSED);
    ck_assert_int_eq(answers[1].state, RT_CLIENT_UNREACHABLE);
    ck_assert_int_eq(answers[2].state, RT_CLIENT_UNRESOLVED);
    ck_assert_ptr_nonnull(answers[2].cause);
    ck_assert_int_eq(answers[3].state, RT_CLIENT_VALID);
}
END_TEST

START_TEST(test_silent)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    struct rt_client_result result;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    struct rt_host_port place = test_place("127.0.0.1", ntohs(address.sin_port), true, false);
    ask(rt_registry_find("v8"), true, false, 0, 20000000, &place, 1, &result);
    ck_assert_int_eq(result.state, RT_CLIENT_SILENT);
    ck_assert_uint_eq(result.tries, 1);
    close(fd);
}
END_TEST

START_TEST(test_manners)
{
    static const struct {
        enum manner manner;
        enum rt_client_state state;
        enum rt_check check; /* that rejects it */
    } cases[] = {
        {PIECES, RT_CLIENT_VALID, RT_CHECK_COUNT},
        {END, RT_CLIENT_SILENT, RT_CHECK_COUNT},
        {TOO_LARGE, RT_CLIENT_REJECTED, RT_CHECK_FRAME_LENGTH},
        {NO_MAGIC, RT_CLIENT_REJECTED, RT_CHECK_FRAME_MAGIC},
        {ODD_OFFSET, RT_CLIENT_REJECTED, RT_CHECK_MESSAGE_HEADER},
        {CUT, RT_CLIENT_REJECTED, RT_CHECK_FRAME_LENGTH},
        {STUB, RT_CLIENT_REJECTED, RT_CHECK_FRAME_LENGTH},
        {ANSWER, RT_CLIENT_VALID, RT_CHECK_COUNT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_host_port place = test_place("127.0.0.1", server.port[TCP4], false, true);
        struct rt_client_result result;
        atomic_store(&server.manner, cases[i].manner);
        ask(rt_registry_find("v14"), false, true, 1, 0, &place, 1, &result);
        ck_assert_msg(result.state == cases[i].state, "case %zu: %d", i, result.state);
        if (cases[i].check != RT_CHECK_COUNT)
            ck_assert_msg(result.judgement.report.checks[cases[i].check].outcome == RT_FAIL,
                          "case %zu", i);
    }
}
END_TEST

/* Half a packet is no event, but it can be asked for. */
/* A request for the server, and where that is. */
static struct rt_view make_request(uint8_t bytes[RT_CLIENT_REQUEST], struct rt_address *to)
{
    static const uint8_t nonce[RT_HASH_MAX];
    const struct rt_rules *rules = &rt_registry_find("v14")->rules;
    struct rt_writer writer = rt_writer_into(bytes, RT_CLIENT_REQUEST);
    struct rt_request_plan plan = {
        .rules = *rules,
        .offers = &rules->version,
        .offer_count = 1,
        .nonce = {nonce, rules->nonce},
        .size = RT_REQUEST_SIZE,
        .transport = RT_TRANSPORT_TCP,
    };
    atomic_store(&server.rules, rules);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    ck_assert(rt_net_address_of_text("127.0.0.1", to));
    to->at.port = server.port[TCP4];
    return rt_writer_view(&writer);
}

START_TEST(test_stalled)
{
    struct rt_address to;
    struct rt_net net;
    struct rt_view rest;
    uint8_t bytes[RT_CLIENT_REQUEST] = {0};
    struct rt_view request = make_request(bytes, &to);
    atomic_store(&server.manner, STALL);
    ck_assert(rt_net_open(&net, 1));
    ck_assert(!rt_view_present(net.rest(net.context, 0, 1)));
    ck_assert_int_eq(net.send(net.context, 0, 1, RT_TRANSPORT_TCP, &to, request), 0);
    uint64_t patience = net.now(net.context) + 60 * RT_WAIT_FIRST_NS;
    do {
        struct rt_net_event event;
        uint64_t now = net.now(net.context);
        ck_assert_uint_lt(now, patience);
        net.wait(net.context, now + RT_WAIT_FIRST_NS / 100, &event);
        ck_assert_int_eq(event.kind, RT_NET_TIME);
        rest = net.rest(net.context, 0, 1);
    } while (!rt_view_present(rest));
    ck_assert(rt_frame_parse(rest).framed);
    net.close(net.context, 0);
    ck_assert(!rt_view_present(net.rest(net.context, 0, 1)));
    rt_net_close(&net);
}
END_TEST

/* What announces more bytes than 32 bits count, with what comes before them, is given as it came,
 * and ends the stream. */
/* The rest of a request goes behind its beginning, on the same connection. */
START_TEST(test_request_in_pieces)
{
    struct rt_address to;
    struct rt_net net;
    struct rt_net_event event;
    uint8_t bytes[RT_CLIENT_REQUEST] = {0};
    struct rt_view request = make_request(bytes, &to);
    const size_t cuts[] = {1, 7, 12, 500};
    atomic_store(&server.manner, ANSWER);
    ck_assert(rt_net_open(&net, 1));
    ck_assert_int_eq(net.more(net.context, 0, 0, request), ENOTCONN);
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        ck_assert_int_eq(
            net.send(net.context, 0, 0, RT_TRANSPORT_TCP, &to, rt_view_slice(request, 0, cuts[i])),
            0);
        /* The beginning goes out by itself, once connected, or with the rest. */
        net.wait(net.context, i & 1 ? net.now(net.context) + 1000000 : 0, &event);
        ck_assert_int_eq(event.kind, RT_NET_TIME);
        ck_assert_int_eq(
            net.more(net.context, 0, 0, rt_view_slice(request, cuts[i], request.len - cuts[i])), 0);
        net.wait(net.context, net.now(net.context) + 60 * RT_WAIT_FIRST_NS, &event);
        ck_assert_int_eq(event.kind, RT_NET_PACKET);
        ck_assert(rt_frame_parse(event.packet).framed);
    }
    rt_net_close(&net);
}
END_TEST

START_TEST(test_announced_too_much)
{
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {{"ROUGHTIM\xff\xff\xff\xff and more", 21},
                 {"\xff\xff\xff\xff and as much more", 21}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int ends[2];
        uint8_t byte = 0;
        struct rt_view packet;
        struct rt_net_stream *stream = rt_net_stream_new((struct rt_view){&byte, 1});
        ck_assert_ptr_nonnull(stream);
        ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        ck_assert_int_eq(send(ends[0], cases[i].bytes, cases[i].len, 0), (ssize_t)cases[i].len);
        ck_assert_int_eq(rt_net_stream_read(stream, ends[1], &packet), 0);
        ck_assert_uint_eq(packet.len, cases[i].len);
        ck_assert_mem_eq(packet.data, cases[i].bytes, cases[i].len);
        ck_assert_int_eq(rt_net_stream_read(stream, ends[1], &packet), EMSGSIZE);
        rt_net_stream_free(stream);
        close(ends[0]);
        close(ends[1]);
    }
}
END_TEST

static size_t open_files(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

START_TEST(test_nothing_stays_open)
{
    struct rt_host_port place = test_place("127.0.0.1", server.port[UDP4], true, true);
    struct rt_client_result result;
    /* When it answers this, the server has closed the connections of earlier tests. */
    ask(rt_registry_find("v14"), true, false, 0, 0, &place, 1, &result);
    size_t before = open_files();
    for (int i = 0; i < 20; i++)
        ask(rt_registry_find("v14"), true, true, 0, 0, &place, 1, &result);
    ck_assert_uint_eq(open_files(), before);
}
END_TEST

START_TEST(test_many_names)
{
    struct rt_net net;
    struct rt_net_event event;
    bool seen[100] = {false};
    ck_assert(rt_net_open(&net, 100));
    for (size_t i = 0; i < 100; i++)
        ck_assert(net.look_up(net.context, i, 100 - i, "localhost", RT_FAMILY_4));
    for (int i = 0; i < 100; i++) {
        net.wait(net.context, UINT64_MAX, &event);
        ck_assert_int_eq(event.kind, RT_NET_NAMES);
        ck_assert_uint_eq(event.tag, 100 - event.who);
        ck_assert(!seen[event.who]);
        ck_assert_uint_ge(event.address_count, 1);
        ck_assert_int_eq(event.addresses[0].at.addr[0], 127);
        seen[event.who] = true;
    }
    /* Left behind with work to do. */
    for (size_t i = 0; i < 100; i++)
        net.look_up(net.context, i, 0, "localhost", RT_FAMILY_4);
    rt_net_close(&net);
}
END_TEST

START_TEST(test_addresses)
{
    struct rt_address address, again;
    struct sockaddr_storage socket_address;
    char text[RT_NET_ADDRESS_SIZE];
    static const char *const texts[] = {"192.0.2.1", "2001:db8::1", "fe80::1%lo", "::"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert(rt_net_address_of_text(texts[i], &address));
        address.at.port = (uint16_t)(i + 1);
        rt_net_address_to_socket(&address, &socket_address);
        ck_assert(rt_net_address_of_socket((struct sockaddr *)&socket_address, &again));
        ck_assert(rt_endpoint_equal(&address.at, &again.at));
        ck_assert_uint_eq(address.scope, again.scope);
        ck_assert_str_eq(rt_net_address_text(&address, text), texts[i]);
    }
    ck_assert(!rt_net_address_of_text("localhost", &address));
    ck_assert(!rt_net_address_of_text("2001:db8::g", &address));
    ck_assert(!rt_net_address_of_text("", &address));
}
END_TEST

START_TEST(test_start)
{
    start_server();
}
END_TEST

START_TEST(test_end)
{
    stop_server();
}
END_TEST

RT_TEST_MAIN("net", test_start, test_every_version, test_unreachable, test_silent, test_manners,
             test_stalled, test_request_in_pieces, test_announced_too_much, test_nothing_stays_open,
             test_many_names, test_addresses, test_end)
