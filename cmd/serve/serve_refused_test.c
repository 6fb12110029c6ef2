// SPDX-License-Identifier: BSD-2-Clause
/*
 * What rtctl serve -v says of requests without a reply, live on loopback: of each the check that
 * rtctl verify names, and no more lines than people can read.
 *
 * The first word of the command line is the path of rtctl.
 */
#include "base/base64.h"
#include "base/test.h"
#include "serve/serve_live.h"
#include "server/test_wrong.h"

#define AT_ONCE 16 /* requests to one server: it says all of them within a second */
#define WRONGS  (sizeof test_wrongs / sizeof test_wrongs[0])

/* A request, and what became of it. */
struct tried {
    const char *name;
    uint8_t packet[TEST_REQUEST_ROOM];
    size_t len;
    int fd;
    bool refused;
    char version[32], check[32]; /* of a refusal */
};

static struct tried tried[AT_ONCE];

/* Copies the string that a member of a line of JSON has. */
static void member(const char *line, const char *name, char value[32])
{
    char field[40];
    snprintf(field, sizeof field, "\"%s\":\"", name);
    const char *found = strstr(line, field);
    ck_assert_msg(found && found < strchr(line, '\n'), "no %s in %.300s", name, line);
    found += strlen(field);
    snprintf(value, 32, "%.*s", (int)strcspn(found, "\""), found);
}

static uint16_t port_of(int fd)
{
    union {
        struct sockaddr plain;
        struct sockaddr_in in;
    } own;
    socklen_t len = sizeof own;
    ck_assert_int_eq(getsockname(fd, &own.plain, &len), 0);
    return ntohs(own.in.sin_port);
}

/* Waits until the server has answered the request or has said that it does not. */
static void await(struct live *live, struct tried *one)
{
    char client[48];
    const char *line = NULL;
    uint8_t reply[2048];
    snprintf(client, sizeof client, "\"client\":\"127.0.0.1:%u\"", port_of(one->fd));
    for (;;) {
        struct pollfd wait[] = {{.fd = one->fd, .events = POLLIN},
                                {.fd = live->out, .events = POLLIN}};
        line = strstr(live->text, client);
        if (line && strchr(line, '\n'))
            break;
        ck_assert_msg(poll(wait, 2, LIVE_PATIENCE) > 0, "%s: nothing happens", one->name);
        if (wait[0].revents) {
            ck_assert_int_gt(recv(one->fd, reply, sizeof reply, 0), 0);
            return;
        }
        live_read_some(live);
    }
    one->refused = true;
    member(line, "version", one->version);
    member(line, "check", one->check);
}

/* Sends wrong requests of a version to a server of all versions; returns how many. */
static size_t try_some(const struct rt_version *version, size_t first, uint8_t key[RT_KEY_SIZE])
{
    static struct test_request made;
    struct live live;
    size_t count = 0;
    live_start(&live, rt_test_words[0], (const char *const[]){"-v", "127.0.0.1:0", NULL});
    memcpy(key, live.key, RT_KEY_SIZE);
    for (size_t w = first; w < WRONGS && count < AT_ONCE; w++) {
        const struct test_wrong *wrong = &test_wrongs[w];
        if (wrong->key_count != 1 || test_wrong_range(rt_registry_place(version), wrong->lack))
            continue;
        struct tried *one = &tried[count++];
        wrong->make(&made, version, RT_TRANSPORT_UDP);
        *one = (struct tried){.name = wrong->name, .len = made.packet.len};
        memcpy(one->packet, made.packet.data, made.packet.len);
        one->fd = live_connect(&live, AF_INET, SOCK_DGRAM);
        ck_assert_int_eq(send(one->fd, one->packet, one->len, 0), (ssize_t)one->len);
    }
    for (size_t i = 0; i < count; i++) {
        await(&live, &tried[i]);
        close(tried[i].fd);
    }
    live_stop(&live);
    return count;
}

/* A program that verifies the requests of `tried`, for its output. */
static FILE *open_verify(size_t count, const uint8_t key[RT_KEY_SIZE], char folder[32])
{
    static char text[RT_BASE64_SIZE(TEST_REQUEST_ROOM)];
    char command[512], key_text[RT_BASE64_SIZE(RT_KEY_SIZE)];
    strcpy(folder, "/tmp/rtctl-refused.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(command, sizeof command, "%s/requests", folder);
    FILE *file = fopen(command, "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < count; i++) {
        rt_base64_encode((struct rt_view){tried[i].packet, tried[i].len}, text);
        fprintf(file, "{\"request\":\"%s\"}\n", text);
    }
    ck_assert_int_eq(fclose(file), 0);
    rt_base64_encode((struct rt_view){key, RT_KEY_SIZE}, key_text);
    snprintf(command, sizeof command, "'%s' verify -o ndjson -k %s %s/requests", rt_test_words[0],
             key_text, folder);
    FILE *verify = popen(command, "r");
    ck_assert_ptr_nonnull(verify);
    return verify;
}

/* Holds what the server said against what verify says. Returns how many were refused. */
static size_t compare(size_t count, const uint8_t key[RT_KEY_SIZE])
{
    static char line[65536];
    char folder[32], entry[128], file[48];
    FILE *verify = open_verify(count, key, folder);
    size_t refused = 0;
    for (size_t i = 0; i < count; i++) {
        const struct tried *one = &tried[i];
        ck_assert_ptr_nonnull(fgets(line, sizeof line, verify));
        ck_assert_ptr_nonnull(strstr(line, "\"type\":\"unanswered\""));
        if (!one->refused) {
            ck_assert_msg(!strstr(line, "\"answerable_by\":[]"), "%s: %s", one->name, line);
            continue;
        }
        snprintf(entry, sizeof entry, "{\"version\":\"%s\",\"reading\":null,\"check\":\"%s\"",
                 one->version, one->check);
        ck_assert_msg(strstr(line, entry), "%s: %s: %s", one->name, entry, line);
        refused++;
    }
    while (fgets(line, sizeof line, verify))
        continue;
    pclose(verify);
    snprintf(file, sizeof file, "%s/requests", folder);
    unlink(file);
    rmdir(folder);
    return refused;
}

START_TEST(test_verify)
{
    static const char *const names[] = {"google", "v0", "v5", "v12", "v14", "rfc10049"};
    struct rt_crypto *crypto = rt_crypto_new();
    ck_assert_int_eq(rt_test_word_count, 1);
    ck_assert_ptr_nonnull(crypto);
    test_wrong_begin(crypto);
    rt_crypto_free(crypto);
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        const struct rt_version *version = rt_registry_find(names[n]);
        uint8_t key[RT_KEY_SIZE];
        size_t count = try_some(version, 0, key);
        ck_assert_uint_gt(compare(count, key), 5);
        count = try_some(version, WRONGS / 2, key);
        ck_assert_uint_gt(compare(count, key), 2);
    }
}
END_TEST

/* How often a word occurs in what the server said. */
static uint64_t occurrences(const struct live *live, const char *word)
{
    uint64_t count = 0;
    for (const char *at = live->text; (at = strstr(at, word)) != NULL; at++)
        count++;
    return count;
}

/* The sum of the numbers after "count": of all refusals that are not in lines. */
static uint64_t told_of(const struct live *live)
{
    static const char word[] = "\"refused-more\",\"count\":";
    uint64_t sum = 0;
    for (const char *at = live->text; (at = strstr(at, word)) != NULL; at++)
        sum += strtoull(at + strlen(word), NULL, 10);
    return sum;
}

static void send_stopped(const struct live *live, int fd, size_t count)
{
    int status;
    kill(live->pid, SIGSTOP);
    ck_assert_int_eq(waitpid(live->pid, &status, WUNTRACED), live->pid);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(send(fd, "junk", 4, 0), 4);
    kill(live->pid, SIGCONT);
}

/* Of many that come together twenty are said, and a second later how many more there were. */
START_TEST(test_more)
{
    struct live live;
    live_start(&live, rt_test_words[0], (const char *const[]){"-v", "127.0.0.1:0", NULL});
    int fd = live_connect(&live, AF_INET, SOCK_DGRAM);
    send_stopped(&live, fd, 100);
    live_read(&live, "\"refused-more\"");
    ck_assert_uint_eq(occurrences(&live, "\"type\":\"refused\""), 20);
    close(fd);
    live_stop(&live);
    ck_assert_int_eq(live.status, 0);
    ck_assert_uint_eq(told_of(&live), 80);
}
END_TEST

/* However many there are, and whether or not there was room to keep them: each is in a line or
 * counted, also if the server ends before the second is over; and it still listens to signals. */
START_TEST(test_flood)
{
    struct live live;
    uint8_t packet[1200], reply[2048];
    live_start(&live, rt_test_words[0],
               (const char *const[]){"-v", "--workers", "2", "127.0.0.1:0", NULL});
    int fd = live_connect(&live, AF_INET, SOCK_DGRAM);
    size_t len = live_request(rt_registry_find("v8"), RT_TRANSPORT_UDP, 1, packet, sizeof packet);
    for (size_t round = 0; round < 12; round++) {
        send_stopped(&live, fd, 100);
        ck_assert_int_eq(send(fd, packet, len, 0), (ssize_t)len);
        ck_assert(live_readable(fd, LIVE_PATIENCE));
        ck_assert_int_gt(recv(fd, reply, sizeof reply, 0), 0);
    }
    kill(live.pid, SIGUSR1);
    live_read(&live, "\"counts\"");
    close(fd);
    live_stop(&live);
    ck_assert_int_eq(live.status, 0);
    ck_assert_uint_eq(live_count(&live, "framing"), 1200);
    ck_assert_uint_ge(occurrences(&live, "\"type\":\"refused\""), 20);
    ck_assert_uint_eq(occurrences(&live, "\"type\":\"refused\"") + told_of(&live), 1200);
}
END_TEST

/* Nothing is said without -v. */
START_TEST(test_quiet)
{
    struct live live;
    uint8_t packet[1200], reply[2048];
    live_start(&live, rt_test_words[0], (const char *const[]){"127.0.0.1:0", NULL});
    int fd = live_connect(&live, AF_INET, SOCK_DGRAM);
    size_t len = live_request(rt_registry_find("v8"), RT_TRANSPORT_UDP, 1, packet, sizeof packet);
    ck_assert_int_eq(send(fd, packet, 1000, 0), 1000);
    ck_assert_int_eq(send(fd, packet, len, 0), (ssize_t)len);
    ck_assert(live_readable(fd, LIVE_PATIENCE));
    ck_assert_int_gt(recv(fd, reply, sizeof reply, 0), 0);
    close(fd);
    live_stop(&live);
    ck_assert_uint_eq(occurrences(&live, "\"type\":\"refused\""), 0);
    ck_assert_uint_eq(live_count(&live, "packets"), 2);
    ck_assert_uint_eq(live_count(&live, "replies"), 1);
}
END_TEST

RT_TEST_MAIN("serve_refused", test_verify, test_more, test_flood, test_quiet)
