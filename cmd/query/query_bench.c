// SPDX-License-Identifier: BSD-2-Clause
/*
 * How long `rtctl query` takes for many servers at once, some of them silent.
 *
 * A child has one UDP socket on loopback for each server and answers as draft 14 does; one server
 * in a hundred does not. The list of them is a file that rtctl reads.
 *
 *   1000     1,000 servers, the first wait 1 s and no retries: seconds; goal below 1.5
 *   10000    10,000 servers, the first wait 5 s: the child answers some 5,000 a second
 *   narrow   1,000 servers with 128 descriptors: seconds, and nobody is left out
 *
 * usage: query_bench RTCTL
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base64.h"
#include "judge/test_server.h"
#include "registry.h"

#define VERSION "v14"
#define SEED    1
#define EVERY   100 /* one in so many is silent */

struct server {
    int fd;
    bool silent;
};

static void stop(const char *what)
{
    fprintf(stderr, "query_bench: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Binds the sockets and writes the list. */
static struct server *open_servers(size_t count, FILE *list)
{
    struct server *servers = calloc(count, sizeof *servers);
    uint8_t key[RT_KEY_SIZE];
    char text[RT_BASE64_SIZE(RT_KEY_SIZE)];
    test_server_key(SEED, key);
    rt_base64_encode((struct rt_view){key, sizeof key}, text);
    fputs("{\"servers\":[", list);
    for (size_t i = 0; servers && i < count; i++) {
        struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof address;
        servers[i].fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        servers[i].silent = i % EVERY == EVERY / 2;
        if (servers[i].fd < 0 ||
            bind(servers[i].fd, (struct sockaddr *)&address, sizeof address) != 0 ||
            getsockname(servers[i].fd, (struct sockaddr *)&address, &len) != 0)
            stop("socket");
        fprintf(list,
                "%s{\"name\":\"s%zu\",\"version\":2147483660,\"publicKeyType\":\"ed25519\","
                "\"publicKey\":\"%s\",\"addresses\":[{\"protocol\":\"udp\","
                "\"address\":\"127.0.0.1:%u\"}]}",
                i ? ",\n" : "", i, text, (unsigned)ntohs(address.sin_port));
    }
    fputs("]}\n", list);
    fflush(list);
    return servers;
}

static void result(struct rt_crypto *crypto, const struct server *server)
{
    uint8_t in[2048], out[2048];
    struct sockaddr_storage from;
    socklen_t len = sizeof from;
    ssize_t got = recvfrom(server->fd, in, sizeof in, 0, (struct sockaddr *)&from, &len);
    if (got <= 0 || server->silent)
        return;
    size_t size =
        test_server_answer(crypto, &rt_registry_find(VERSION)->rules, RT_TRANSPORT_UDP, SEED,
                           time(NULL), (struct rt_view){in, (size_t)got}, out, sizeof out);
    sendto(server->fd, out, size, 0, (struct sockaddr *)&from, len);
}

/* Answers until it is killed. */
static void serve(const struct server *servers, size_t count)
{
    struct rt_crypto *crypto = rt_crypto_new();
    int epoll = epoll_create1(0);
    for (size_t i = 0; i < count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = i};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, servers[i].fd, &event) != 0)
            stop("epoll");
    }
    for (;;) {
        struct epoll_event events[64];
        int ready = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < ready; i++)
            result(crypto, &servers[events[i].data.u64]);
    }
}

/* Runs rtctl with its output into a file; returns its exit code. */
static int query(const char *rtctl, const char *list, const char *output, rlim_t files,
                 const char *wait)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {files, files};
        if (!freopen(output, "w", stdout))
            _exit(99);
        if (files)
            setrlimit(RLIMIT_NOFILE, &limit);
        execl(rtctl, rtctl, "query", "-l", list, "-t", wait, "--retries", "0", "-o", "ndjson",
              (char *)NULL);
        _exit(99);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0)
        stop("fork");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Lines of a file that say a word. */
static size_t lines_with(const char *name, const char *word)
{
    char *line = NULL;
    size_t cap = 0, count = 0;
    FILE *file = fopen(name, "r");
    while (file && getline(&line, &cap, file) > 0)
        count += strstr(line, word) != NULL;
    free(line);
    if (file)
        fclose(file);
    return count;
}

static bool round_of(const char *rtctl, const char *name, size_t count, rlim_t files,
                     const char *wait, double goal)
{
    char list_name[] = "/tmp/query_bench.XXXXXX", output[] = "/tmp/query_bench.XXXXXX";
    int list_fd = mkstemp(list_name), output_fd = mkstemp(output);
    FILE *list = list_fd < 0 || output_fd < 0 ? NULL : fdopen(list_fd, "w");
    if (!list)
        stop("temporary file");
    struct server *servers = open_servers(count, list);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        serve(servers, count);
    double begin = now();
    int code = query(rtctl, list_name, output, files, wait);
    double took = now() - begin;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    for (size_t i = 0; i < count; i++)
        close(servers[i].fd);
    free(servers);
    size_t valid = lines_with(output, "\"state\":\"valid\"");
    size_t silent = lines_with(output, "\"state\":\"silent\"");
    bool good = code == 5 && silent == count / EVERY && valid == count - silent && took < goal;
    printf("%-8s %6.3f s  %zu valid, %zu silent, exit %d%s\n", name, took, valid, silent, code,
           good ? "" : "  NOT GOOD");
    fclose(list);
    close(output_fd);
    unlink(list_name);
    unlink(output);
    return good;
}

int main(int argc, char **argv)
{
    struct rlimit files;
    if (argc != 2 || getrlimit(RLIMIT_NOFILE, &files) != 0) {
        fputs("usage: query_bench RTCTL\n", stderr);
        return 2;
    }
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    bool good = round_of(argv[1], "1000", 1000, 0, "1", 1.5);
    if (files.rlim_max > 10100)
        good = round_of(argv[1], "10000", 10000, 0, "5", 60) && good;
    good = round_of(argv[1], "narrow", 1000, 128, "1", 60) && good;
    return good ? 0 : 1;
}
