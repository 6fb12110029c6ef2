// SPDX-License-Identifier: BSD-2-Clause
/*
 * A real `rtctl serve` on a free loopback port, for live tests and the benchmark. Not part of
 * rtctl. Whatever goes wrong ends the program with a message.
 */
#ifndef RTCTL_SERVE_LIVE_H
#define RTCTL_SERVE_LIVE_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/key.h"
#include "judge/verify.h"
#include "registry.h"
#include "wire/request.h"

#define LIVE_ARGUMENTS 24
#define LIVE_PATIENCE  60000 /* milliseconds until a test gives up */

struct live {
    pid_t pid;
    int out; /* its standard output */
    uint16_t port;
    uint8_t key[RT_KEY_SIZE];
    char folder[40];
    char text[65536]; /* everything it said */
    size_t len;
    int status; /* of its end */
};

static inline void live_die(const char *what)
{
    fprintf(stderr, "live server: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Reads more of its output; false at the end. */
static inline bool live_read_some(struct live *live)
{
    struct pollfd wait = {.fd = live->out, .events = POLLIN};
    if (poll(&wait, 1, LIVE_PATIENCE) != 1)
        live_die("it says nothing and does not end");
    if (live->len >= sizeof live->text - 1)
        live_die("it says too much");
    ssize_t got = read(live->out, live->text + live->len, sizeof live->text - 1 - live->len);
    if (got < 0)
        live_die("its output");
    live->len += (size_t)got;
    live->text[live->len] = '\0';
    return got > 0;
}

/* Reads its output until `word` occurs in it, or the end if `word` is NULL. */
static inline void live_read(struct live *live, const char *word)
{
    while (!word || !strstr(live->text, word)) {
        bool more = live_read_some(live);
        if (!more && word)
            live_die("it ended early");
        if (!more)
            return;
    }
}

/* The number after "name": in its last counts. */
static inline uint64_t live_count(const struct live *live, const char *name)
{
    char field[64];
    const char *found = NULL;
    snprintf(field, sizeof field, "\"%s\":", name);
    for (const char *at = live->text; (at = strstr(at, field)) != NULL; at++)
        found = at + strlen(field);
    return found ? strtoull(found, NULL, 10) : UINT64_MAX;
}

/* Writes the seed to a file of a fresh folder. */
static inline void live_seed(struct live *live, const uint8_t seed[RT_KEY_SIZE], char file[64])
{
    char text[RT_HEX_SIZE(RT_KEY_SIZE)];
    strcpy(live->folder, "/tmp/rtctl-live.XXXXXX");
    if (!mkdtemp(live->folder))
        live_die("mkdtemp");
    snprintf(file, 64, "%s/seed", live->folder);
    umask(077);
    FILE *out = fopen(file, "w");
    rt_hex_encode((struct rt_view){seed, RT_KEY_SIZE}, text);
    if (!out || fprintf(out, "%s\n", text) < 0 || fclose(out) != 0 ||
        rt_crypto_public_key(seed, live->key) != RT_OK)
        live_die("the seed cannot be written");
}

/* Starts it with more arguments, NULL at their end; among them one address with port 0. */
static inline void live_start(struct live *live, const char *rtctl, const char *const *arguments)
{
    static const uint8_t seed[RT_KEY_SIZE] = {7, 7, 7};
    const char *argv[LIVE_ARGUMENTS] = {rtctl, "serve", "-o", "ndjson", "--key-file"};
    char file[64];
    int ends[2];
    *live = (struct live){.pid = -1};
    live_seed(live, seed, file);
    size_t count = 5;
    argv[count++] = file;
    while (*arguments && count + 1 < LIVE_ARGUMENTS)
        argv[count++] = *arguments++;
    if (pipe(ends) != 0 || (live->pid = fork()) < 0)
        live_die("fork");
    if (live->pid == 0) {
        char *words[LIVE_ARGUMENTS + 1] = {NULL};
        for (size_t i = 0; i < count; i++)
            words[i] = strdup(argv[i]);
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* it must not outlive a test that gives up */
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(rtctl, words);
        _exit(127);
    }
    close(ends[1]);
    live->out = ends[0];
    live_read(live, "\"serving\"");
    live->port = (uint16_t)live_count(live, "port");
    unlink(file);
    rmdir(live->folder);
}

/* Ends it and reads its last counts. It goes on first, if it was stopped: at its end a sanitizer
 * stops it to look for leaks, and must not be disturbed. */
static inline void live_stop(struct live *live)
{
    kill(live->pid, SIGCONT);
    kill(live->pid, SIGTERM);
    live_read(live, NULL);
    if (waitpid(live->pid, &live->status, 0) != live->pid)
        live_die("waitpid");
    close(live->out);
}

/* A socket connected to it. */
static inline int live_connect(const struct live *live, int family, int type)
{
    union {
        struct sockaddr plain;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } to = {.v6 = {.sin6_family = (sa_family_t)family}};
    if (family == AF_INET6) {
        to.v6.sin6_port = htons(live->port);
        to.v6.sin6_addr = in6addr_loopback;
    } else {
        to.v4.sin_port = htons(live->port);
        to.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    int fd = socket(family, type | SOCK_CLOEXEC, 0);
    int size = 8 << 20;
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (fd < 0 || connect(fd, &to.plain, family == AF_INET6 ? sizeof to.v6 : sizeof to.v4) != 0)
        live_die("connect");
    return fd;
}

/* Whether something can be read before `milliseconds` are over. */
static inline bool live_readable(int fd, int milliseconds)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    return poll(&wait, 1, milliseconds) == 1;
}

/* Writes a request whose nonce begins with `number`. Returns its length. */
static inline size_t live_request(const struct rt_version *version, enum rt_transport transport,
                                  uint32_t number, uint8_t *packet, size_t room)
{
    uint8_t nonce[RT_HASH_MAX] = {0};
    struct rt_request_plan plan = {.rules = version->rules,
                                   .nonce = {nonce, version->rules.nonce},
                                   .size = RT_REQUEST_SIZE,
                                   .transport = transport};
    struct rt_writer writer = rt_writer_into(packet, room);
    rt_bytes_store32(nonce, number);
    if (rt_request_write(&writer, &plan) != RT_OK)
        live_die("a request cannot be written");
    return writer.len;
}

#endif
