// SPDX-License-Identifier: BSD-2-Clause
/*
 * Live tests of rtctl serve on loopback: the program is started, asked and ended. To have requests
 * wait in its socket together it is stopped (SIGSTOP) while they are sent.
 *
 * The first word of the command line is the path of rtctl.
 */
#include <time.h>

#include "base/test.h"
#include "judge/judge.h"
#include "serve/serve_live.h"

#define MANY 64

/* Sanitizers keep memory that was freed. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GROWTH_KIB 1000000
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GROWTH_KIB 1000000
#endif
#endif
#ifndef GROWTH_KIB
#define GROWTH_KIB 256
#endif

static struct rt_crypto *crypto;

struct asked {
    const struct rt_version *version;
    uint8_t packet[1200];
    size_t len;
};

static struct asked asked[MANY];

static void ask(size_t i, const struct rt_version *version, enum rt_transport transport)
{
    static uint32_t number = 0;
    asked[i].version = version;
    asked[i].len =
        live_request(version, transport, ++number, asked[i].packet, sizeof asked[i].packet);
}

static bool prefixed(const struct rt_version *version, enum rt_transport transport)
{
    return transport == RT_TRANSPORT_TCP && version->rules.stream == RT_STREAM_LENGTH;
}

struct seen {
    enum rt_verdict verdict;
    uint32_t index;
    size_t path; /* entries */
    struct rt_report report;
};

static struct seen judge(const struct live *live, size_t i, struct rt_view reply,
                         enum rt_transport transport)
{
    const struct rt_version *version = asked[i].version;
    struct rt_choice choice = {.version = version, .fixed = true};
    struct rt_view request = {asked[i].packet, asked[i].len};
    size_t skip = prefixed(version, transport) ? 4 : 0;
    struct rt_exchange exchange = {
        .request = rt_view_slice(request, skip, request.len),
        .response = rt_view_slice(reply, skip, reply.len),
        .key = live->key,
        .transport = transport,
    };
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    rt_subject_init(&subject, crypto, &exchange);
    rt_judge(&subject, &choice, 1, true, &judgement);
    struct seen seen = {.verdict = judgement.verdict, .report = judgement.report};
    if (seen.verdict != RT_VALID)
        return seen;
    seen.index = rt_bytes_load32(subject.response.values[RT_SLOT_INDX].data);
    seen.path = subject.response.values[RT_SLOT_PATH].len / rt_rules_hash_size(version->rules.hash);
    return seen;
}

static size_t receive(int fd, uint8_t *reply, size_t room)
{
    ck_assert_msg(live_readable(fd, LIVE_PATIENCE), "no reply");
    ssize_t got = recv(fd, reply, room, 0);
    ck_assert_int_gt(got, 0);
    return (size_t)got;
}

/* A whole reply of a stream. */
static size_t receive_stream(int fd, uint8_t *reply, bool prefix)
{
    size_t len = 0, wanted = prefix ? 4 : 12;
    bool known = false;
    while (len < wanted) {
        ck_assert_msg(live_readable(fd, LIVE_PATIENCE), "no reply");
        ssize_t got = recv(fd, reply + len, wanted - len, 0);
        ck_assert_int_gt(got, 0);
        len += (size_t)got;
        if (len == wanted && !known) {
            wanted += rt_bytes_load32(reply + len - 4);
            known = true;
            ck_assert_uint_lt(wanted, 2048);
        }
    }
    return len;
}

static void each_version(const char *address, int family)
{
    struct live live;
    uint8_t reply[2048];
    live_start(&live, rt_test_words[0], (const char *const[]){address, NULL});
    int udp = live_connect(&live, family, SOCK_DGRAM);
    for (size_t v = 0; v < rt_registry_count; v++) {
        ask(0, rt_registry[v], RT_TRANSPORT_UDP);
        ck_assert_int_eq(send(udp, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
        struct rt_view view = {reply, receive(udp, reply, sizeof reply)};
        ck_assert_msg(judge(&live, 0, view, RT_TRANSPORT_UDP).verdict == RT_VALID, "%s over UDP",
                      rt_registry[v]->name);
        if (rt_registry[v]->rules.stream == RT_STREAM_NONE)
            continue;
        int tcp = live_connect(&live, family, SOCK_STREAM);
        for (int again = 0; again < 2; again++) {
            ask(0, rt_registry[v], RT_TRANSPORT_TCP);
            ck_assert_int_eq(send(tcp, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
            view.len = receive_stream(tcp, reply, prefixed(rt_registry[v], RT_TRANSPORT_TCP));
            ck_assert_msg(judge(&live, 0, view, RT_TRANSPORT_TCP).verdict == RT_VALID,
                          "%s over TCP", rt_registry[v]->name);
        }
        close(tcp);
    }
    close(udp);
    live_stop(&live);
    ck_assert_int_eq(live.status, 0);
    ck_assert_uint_eq(live_count(&live, "replies"), live_count(&live, "packets"));
}

static bool have_ipv6(void)
{
    struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    union {
        struct sockaddr plain;
        struct sockaddr_in6 v6;
    } to = {.v6 = any};
    int fd = socket(AF_INET6, SOCK_DGRAM, 0);
    bool good = fd >= 0 && bind(fd, &to.plain, sizeof to.v6) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

START_TEST(test_ipv4)
{
    each_version("127.0.0.1:0", AF_INET);
    each_version("0.0.0.0:0", AF_INET);
}
END_TEST

START_TEST(test_ipv6)
{
    if (!have_ipv6())
        return;
    each_version("[::1]:0", AF_INET6);
    each_version("[::]:0", AF_INET6);
}
END_TEST

static void send_stopped(const struct live *live, int fd, size_t count)
{
    int status;
    kill(live->pid, SIGSTOP);
    ck_assert_int_eq(waitpid(live->pid, &status, WUNTRACED), live->pid);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(send(fd, asked[i].packet, asked[i].len, 0), (ssize_t)asked[i].len);
    kill(live->pid, SIGCONT);
}

static size_t levels(size_t leaves)
{
    size_t count = 0;
    while (((size_t)1 << count) < leaves)
        count++;
    return count;
}

/* Batches of 1 to 64 of one version: INDX counts up, PATH is as long as the tree is high. */
static void batches(const char *address, int family)
{
    struct live live;
    uint8_t reply[2048];
    live_start(&live, rt_test_words[0], (const char *const[]){address, NULL});
    int fd = live_connect(&live, family, SOCK_DGRAM);
    for (size_t count = 1; count <= MANY; count++) {
        for (size_t i = 0; i < count; i++)
            ask(i, rt_registry[count % rt_registry_count], RT_TRANSPORT_UDP);
        send_stopped(&live, fd, count);
        for (size_t i = 0; i < count; i++) {
            struct rt_view view = {reply, receive(fd, reply, sizeof reply)};
            struct seen seen = judge(&live, i, view, RT_TRANSPORT_UDP);
            ck_assert_int_eq(seen.verdict, RT_VALID);
            ck_assert_uint_eq(seen.index, i);
            ck_assert_uint_eq(seen.path, levels(count));
        }
    }
    close(fd);
    live_stop(&live);
    ck_assert_uint_eq(live_count(&live, "batches"), MANY);
    ck_assert_uint_eq(live_count(&live, "largest-batch"), MANY);
}

START_TEST(test_batches)
{
    batches("127.0.0.1:0", AF_INET);
    batches("0.0.0.0:0", AF_INET);
    if (have_ipv6())
        batches("[::]:0", AF_INET6);
}
END_TEST

/* All versions in one batch: those that have the same rules share a tree, the others do not. */
START_TEST(test_mixed)
{
    struct live live;
    uint8_t reply[2048];
    live_start(&live, rt_test_words[0], (const char *const[]){"127.0.0.1:0", NULL});
    int fd = live_connect(&live, AF_INET, SOCK_DGRAM);
    for (size_t i = 0; i < MANY; i++)
        ask(i, rt_registry[i % rt_registry_count], RT_TRANSPORT_UDP);
    send_stopped(&live, fd, MANY);
    for (size_t i = 0; i < MANY; i++) {
        struct rt_view view = {reply, receive(fd, reply, sizeof reply)};
        struct seen seen = judge(&live, i, view, RT_TRANSPORT_UDP);
        ck_assert_msg(seen.verdict == RT_VALID, "%s", asked[i].version->name);
        ck_assert_uint_gt(seen.path, 0);
    }
    close(fd);
    live_stop(&live);
    ck_assert_uint_eq(live_count(&live, "batches"), 1);
}
END_TEST

/* A server on all addresses answers from the one that was asked: a connected socket sees it. */
START_TEST(test_asked_address)
{
    struct live live;
    uint8_t reply[2048];
    struct sockaddr_in to = {.sin_family = AF_INET};
    union {
        struct sockaddr plain;
        struct sockaddr_in v4;
    } name;
    live_start(&live, rt_test_words[0], (const char *const[]){"0.0.0.0:0", "--workers", "2", NULL});
    for (uint32_t last = 1; last < 6; last++) {
        int fd = socket(AF_INET, SOCK_DGRAM, 0);
        to.sin_port = htons(live.port);
        to.sin_addr.s_addr = htonl(0x7f000000 + 256 * last + last);
        name.v4 = to;
        ck_assert_int_eq(connect(fd, &name.plain, sizeof to), 0);
        ask(0, rt_registry_find("v8"), RT_TRANSPORT_UDP);
        ck_assert_int_eq(send(fd, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
        struct rt_view view = {reply, receive(fd, reply, sizeof reply)};
        ck_assert_int_eq(judge(&live, 0, view, RT_TRANSPORT_UDP).verdict, RT_VALID);
        close(fd);
    }
    live_stop(&live);
}
END_TEST

/* The connection is still good after requests that nobody answers, in pieces of any size. */
START_TEST(test_tcp_pieces)
{
    struct live live;
    uint8_t reply[2048];
    live_start(&live, rt_test_words[0], (const char *const[]){"127.0.0.1:0", NULL});
    int fd = live_connect(&live, AF_INET, SOCK_STREAM);
    for (size_t piece = 1; piece < 1100; piece = piece * 3 + 1) {
        ask(0, rt_registry_find("v8"), RT_TRANSPORT_TCP);
        for (size_t at = 0; at < asked[0].len; at += piece) {
            size_t len = asked[0].len - at < piece ? asked[0].len - at : piece;
            ck_assert_int_eq(send(fd, asked[0].packet + at, len, 0), (ssize_t)len);
        }
        struct rt_view view = {reply, receive_stream(fd, reply, false)};
        ck_assert_int_eq(judge(&live, 0, view, RT_TRANSPORT_TCP).verdict, RT_VALID);
    }
    /* Several at once, and the end of sending: all are answered, then the server hangs up. */
    for (size_t i = 0; i < 8; i++) {
        ask(i, rt_registry_find("v8"), RT_TRANSPORT_TCP);
        ck_assert_int_eq(send(fd, asked[i].packet, asked[i].len, 0), (ssize_t)asked[i].len);
    }
    shutdown(fd, SHUT_WR);
    for (size_t i = 0; i < 8; i++) {
        struct rt_view view = {reply, receive_stream(fd, reply, false)};
        ck_assert_int_eq(judge(&live, i, view, RT_TRANSPORT_TCP).verdict, RT_VALID);
    }
    ck_assert(live_readable(fd, LIVE_PATIENCE));
    ck_assert_int_eq(recv(fd, reply, sizeof reply, 0), 0);
    close(fd);
    live_stop(&live);
}
END_TEST

static unsigned long open_files(const struct live *live)
{
    char command[80];
    unsigned long count = 0;
    snprintf(command, sizeof command, "ls /proc/%d/fd | wc -l", (int)live->pid);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    ck_assert_int_eq(fscanf(pipe, "%lu", &count), 1);
    pclose(pipe);
    return count;
}

static unsigned long resident_kib(const struct live *live)
{
    char name[64], line[256];
    unsigned long kib = 0;
    snprintf(name, sizeof name, "/proc/%d/status", (int)live->pid);
    FILE *file = fopen(name, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %lu", &kib) == 1)
            break;
    fclose(file);
    return kib;
}

static void send_junk(int fd, uint32_t count)
{
    uint64_t x = 88172645463325252;
    uint8_t packet[1300];
    for (uint32_t i = 0; i < count; i++) {
        ask(0, rt_registry[i % rt_registry_count], RT_TRANSPORT_UDP);
        memset(packet, 0, sizeof packet);
        memcpy(packet, asked[0].packet, asked[0].len);
        size_t len = asked[0].len;
        for (int n = 0; n < 4; n++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            packet[x % (i % 3 == 0 ? len : 64)] = (uint8_t)(x >> 32);
        }
        if (i % 5 == 0)
            len = (size_t)((x >> 20) % sizeof packet);
        send(fd, packet, len, MSG_DONTWAIT);
    }
}

/* Junk, slow connections and connections that never end: good requests are answered all the time,
 * and nothing is left behind. RTCTL_JUNK sets how many packets; the slow suite has more. */
START_TEST(test_junk)
{
    struct live live;
    uint8_t reply[2048];
    int slow[40];
    const char *wanted = getenv("RTCTL_JUNK");
    uint32_t rounds = (uint32_t)strtoul(wanted ? wanted : "40000", NULL, 10) / 10000;
    live_start(
        &live, rt_test_words[0],
        (const char *const[]){"127.0.0.1:0", "--tcp-clients", "16", "--tcp-seconds", "4", NULL});
    int junk = live_connect(&live, AF_INET, SOCK_DGRAM);
    int good = live_connect(&live, AF_INET, SOCK_DGRAM);
    unsigned long files = open_files(&live), memory = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < 40; i++) {
            slow[i] = live_connect(&live, AF_INET, SOCK_STREAM);
            send(slow[i], "ROUGHTIM\x00\x04", i % 12, MSG_NOSIGNAL);
        }
        send_junk(junk, 10000);
        while (recv(junk, reply, sizeof reply, MSG_DONTWAIT) > 0)
            continue;
        ask(0, rt_registry_find("v7"), RT_TRANSPORT_TCP);
        int tcp = live_connect(&live, AF_INET, SOCK_STREAM);
        ck_assert_int_eq(send(tcp, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
        struct rt_view view = {reply, receive_stream(tcp, reply, false)};
        ck_assert_int_eq(judge(&live, 0, view, RT_TRANSPORT_TCP).verdict, RT_VALID);
        close(tcp);
        ask(0, rt_registry_find("v5"), RT_TRANSPORT_UDP);
        ck_assert_int_eq(send(good, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
        view.len = receive(good, reply, sizeof reply);
        ck_assert_int_eq(judge(&live, 0, view, RT_TRANSPORT_UDP).verdict, RT_VALID);
        ck_assert_uint_le(open_files(&live), files + 16);
        for (size_t i = 0; i < 40; i++)
            close(slow[i]);
        if (round == 0)
            memory = resident_kib(&live);
    }
    /* One that says nothing is hung up on after its four seconds. */
    slow[0] = live_connect(&live, AF_INET, SOCK_STREAM);
    ck_assert(live_readable(slow[0], LIVE_PATIENCE));
    ck_assert_int_eq(recv(slow[0], reply, sizeof reply, 0), 0);
    close(slow[0]);
    ck_assert_uint_eq(open_files(&live), files);
    ck_assert_uint_le(resident_kib(&live), memory + GROWTH_KIB);
    close(junk);
    close(good);
    live_stop(&live);
    ck_assert_int_eq(live.status, 0);
    ck_assert_uint_gt(live_count(&live, "evicted"), 0);
    ck_assert_uint_gt(live_count(&live, "timed-out"), 0);
}
END_TEST

/* Every fault that must show, in every version that can show it: the check that names it fails. */
START_TEST(test_faults)
{
    static const char *const names[] = {"frame.magic",
                                        "message.header",
                                        "message.tags",
                                        "message.size",
                                        "response.size",
                                        "version.present",
                                        "type",
                                        "nonce.echo",
                                        "cert.signature",
                                        "delegation.window",
                                        "response.signature",
                                        "merkle.path",
                                        "merkle.index",
                                        "merkle.root",
                                        "radius",
                                        "versions.list",
                                        "midpoint",
                                        "leap.data",
                                        "frame.length"};
    uint8_t reply[4096];
    for (size_t f = 0; f < sizeof names / sizeof names[0]; f++) {
        struct live live;
        unsigned shown = 0;
        enum rt_check check = rt_check_find(names[f]);
        ck_assert_int_lt(check, RT_CHECK_LONE_COUNT);
        live_start(&live, rt_test_words[0],
                   (const char *const[]){"127.0.0.1:0", "--fault", names[f], NULL});
        int fd = live_connect(&live, AF_INET, SOCK_DGRAM);
        for (size_t v = 0; v < rt_registry_count; v++) {
            ask(0, rt_registry[v], RT_TRANSPORT_UDP);
            ck_assert_int_eq(send(fd, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
            struct rt_view view = {reply, receive(fd, reply, sizeof reply)};
            struct seen seen = judge(&live, 0, view, RT_TRANSPORT_UDP);
            if (seen.verdict == RT_VALID)
                continue;
            ck_assert_msg(seen.report.checks[check].outcome == RT_FAIL, "%s in %s", names[f],
                          rt_registry[v]->name);
            shown++;
        }
        ck_assert_msg(shown > 0, "%s never shows", names[f]);
        close(fd);
        live_stop(&live);
        ck_assert_uint_eq(live_count(&live, "faults"), rt_registry_count);
    }
}
END_TEST

/* A foreign number in VER stands in VERS, beside the own one and in order: whichever of the two is
 * the lower, VERS is not what is wrong. */
START_TEST(test_foreign_number)
{
    static const char *const settings[] = {"v12", "v12/version=0x8000010c"};
    uint8_t reply[4096];
    for (size_t i = 0; i < 2; i++) {
        struct live live;
        struct rt_version version = rt_version_v12;
        version.rules.version |= i == 1 ? 0x100 : 0;
        live_start(&live, rt_test_words[0],
                   (const char *const[]){"127.0.0.1:0", "-V", settings[i], "--fault",
                                         "version.present", NULL});
        int fd = live_connect(&live, AF_INET, SOCK_DGRAM);
        ask(0, &version, RT_TRANSPORT_UDP);
        ck_assert_int_eq(send(fd, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
        struct rt_view view = {reply, receive(fd, reply, sizeof reply)};
        struct seen seen = judge(&live, 0, view, RT_TRANSPORT_UDP);
        ck_assert_int_eq((int)seen.report.checks[RT_CHECK_VERSION_PRESENT].outcome, RT_FAIL);
        ck_assert_int_eq((int)seen.report.checks[RT_CHECK_VERSIONS_LIST].outcome, RT_PASS);
        close(fd);
        live_stop(&live);
    }
}
END_TEST

/* Asks two servers the same over UDP, and requires that both reply alike. */
static void ask_both(const int fds[2], const struct rt_version *version)
{
    /* What does not depend on the time, on chance or on the order of the tree. */
    static const enum rt_slot same[] = {RT_SLOT_VER,  RT_SLOT_NONC, RT_SLOT_TYPE, RT_SLOT_SREP_VER,
                                        RT_SLOT_PATH, RT_SLOT_INDX, RT_SLOT_RADI, RT_SLOT_SREP_NONC,
                                        RT_SLOT_VERS, RT_SLOT_ROOT};
    struct rt_packet packets[2];
    uint8_t replies[2][2048];
    ask(0, version, RT_TRANSPORT_UDP);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(send(fds[i], asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
        size_t len = receive(fds[i], replies[i], sizeof replies[i]);
        rt_packet_parse(&packets[i], (struct rt_view){replies[i], len});
    }
    ck_assert_uint_eq(packets[0].bytes.len, packets[1].bytes.len);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct rt_view a = packets[0].values[same[i]], b = packets[1].values[same[i]];
        ck_assert_msg(rt_view_present(a) == rt_view_present(b) &&
                          (!rt_view_present(a) || rt_view_equal(a, b)),
                      "%s, number %#x: value %d", version->name, (unsigned)version->rules.version,
                      (int)same[i]);
    }
}

/* What a server said from the last `word` on. */
static const char *from(const struct live *live, const char *word)
{
    const char *at = NULL;
    for (const char *next = strstr(live->text, word); next; next = strstr(next + 1, word))
        at = next;
    ck_assert_ptr_nonnull(at);
    return at;
}

/* With -V all a server answers just as without -V: every version, and clients that use another
 * number for one. */
START_TEST(test_all_versions)
{
    static const char *const lists[2][4] = {{"127.0.0.1:0"}, {"127.0.0.1:0", "-V", "all"}};
    struct live live[2];
    unsigned numbers = 0;
    int fds[2];
    for (size_t i = 0; i < 2; i++) {
        live_start(&live[i], rt_test_words[0], lists[i]);
        fds[i] = live_connect(&live[i], AF_INET, SOCK_DGRAM);
    }
    for (size_t v = 0; v < rt_registry_count; v++) {
        ask_both(fds, rt_registry[v]);
        for (size_t r = 0; r < rt_version_readings(rt_registry[v]); r++) {
            const struct rt_reading *reading = &rt_registry[v]->readings[r];
            struct rt_version other = *rt_registry[v];
            other.rules = rt_version_rules(rt_registry[v], reading);
            if (reading->set[0].param != RT_PARAM_VERSION ||
                reading->set[1].param != RT_PARAM_FORGOTTEN)
                continue;
            ask_both(fds, &other);
            numbers++;
        }
    }
    ck_assert_uint_gt(numbers, 0);
    for (size_t i = 0; i < 2; i++) {
        close(fds[i]);
        live_stop(&live[i]);
        ck_assert_uint_eq(live_count(&live[i], "replies"), rt_registry_count + numbers);
    }
    ck_assert_str_eq(from(&live[0], "\"versions\":{"), from(&live[1], "\"versions\":{"));
}
END_TEST

START_TEST(test_counters)
{
    struct live live;
    uint8_t reply[2048];
    char newest[64];
    live_start(&live, rt_test_words[0],
               (const char *const[]){"127.0.0.1:0", "--grease", "0", NULL});
    int fd = live_connect(&live, AF_INET, SOCK_DGRAM);
    ask(0, rt_registry_find("v4"), RT_TRANSPORT_UDP);
    ck_assert_int_eq(send(fd, asked[0].packet, asked[0].len, 0), (ssize_t)asked[0].len);
    receive(fd, reply, sizeof reply);
    kill(live.pid, SIGUSR1);
    live_read(&live, "\"counts\"");
    snprintf(newest, sizeof newest,
             "\"versions\":{\"%s\":", rt_registry[rt_registry_count - 1]->name);
    live_read(&live, newest);
    ck_assert_uint_eq(live_count(&live, "v4"), 1);
    close(fd);
    live_stop(&live);
    ck_assert_int_eq(live.status, 0);
}
END_TEST

START_TEST(test_start)
{
    ck_assert_int_eq(rt_test_word_count, 1);
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
}
END_TEST

START_TEST(test_end)
{
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("serve", test_start, test_ipv4, test_ipv6, test_batches, test_mixed,
             test_asked_address, test_tcp_pieces, test_all_versions, test_counters, test_faults,
             test_foreign_number, test_junk, test_end)
