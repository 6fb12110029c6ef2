// SPDX-License-Identifier: BSD-2-Clause
/* What is kept, from what waits in memory to what stands at the path; see keep_file.c for files. */
#include "files/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/keep_internal.h"

/*
 * What stands at a path.
 */

/* 12 for "/dev/fd/12": a descriptor of this program, of which the path would open another. */
static int own_descriptor(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *end = NULL;
        size_t len = strlen(folders[i]);
        if (strncmp(path, folders[i], len) != 0 || path[len] < '0' || path[len] > '9')
            continue;
        long number = strtol(path + len, &end, 10);
        return *end == '\0' && number <= INT16_MAX ? (int)number : -1;
    }
    return -1;
}

/* Standard output or standard error, if that goes into this file; else -1. */
static int same_descriptor(const struct stat *file)
{
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
        struct stat own;
        if (fstat(fd, &own) == 0 && own.st_dev == file->st_dev && own.st_ino == file->st_ino)
            return fd;
    }
    return -1;
}

static bool open_straight(struct rt_keep *keep, int own)
{
    if (own >= 0)
        keep->straight = fcntl(own, F_DUPFD_CLOEXEC, 0);
    else
        keep->straight = open(keep->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return keep->straight >= 0 || rt_keep_fail(keep, "");
}

/* A file that must not be written is not replaced either. */
static bool may_write(struct rt_keep *keep)
{
    int fd = open(keep->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return (fd >= 0 && close(fd) == 0) || rt_keep_fail(keep, "");
}

static bool look(struct rt_keep *keep)
{
    struct stat file;
    int own = own_descriptor(keep->path);
    if (own >= 0)
        return open_straight(keep, own);
    if (stat(keep->path, &file) != 0)
        return errno == ENOENT || rt_keep_fail(keep, "");
    errno = EISDIR;
    if (S_ISDIR(file.st_mode))
        return rt_keep_fail(keep, "");
    own = same_descriptor(&file);
    if (own >= 0 || !S_ISREG(file.st_mode))
        return open_straight(keep, own);
    return may_write(keep);
}

/* Nothing may be there, not even a link that leads nowhere. */
static bool look_for_nothing(struct rt_keep *keep)
{
    struct stat file;
    if (lstat(keep->path, &file) != 0)
        return errno == ENOENT || rt_keep_fail(keep, "");
    return rt_keep_exists(keep);
}

/* Lets all signals wait but those that a fault of the program itself raises. */
static void hold_signals(sigset_t *before)
{
    static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    sigset_t held;
    sigfillset(&held);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(&held, faults[i]);
    pthread_sigmask(SIG_BLOCK, &held, before);
}

/* Writes the bytes; if there are none, it only tries whether they could be written. */
static bool put(struct rt_keep *keep, const struct rt_view *bytes)
{
    sigset_t before;
    keep->landed = false;
    if (keep->straight >= 0) { /* perhaps a pipe: no signal has to wait until it is read */
        size_t wrote = 0;
        keep->landed = bytes && rt_keep_write(keep->straight, *bytes, &wrote);
        return !bytes || keep->landed || rt_keep_fail(keep, "");
    }
    hold_signals(&before);
    bool good =
        keep->how == RT_KEEP_APPEND ? rt_keep_append(keep, bytes) : rt_keep_beside(keep, bytes);
    int number = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return good;
}

bool rt_keep_open(struct rt_keep *keep, const char *path, enum rt_keep_how how, unsigned mode)
{
    *keep = (struct rt_keep){.path = path, .how = how, .mode = mode, .straight = -1};
    bool good = how == RT_KEEP_NEW ? look_for_nothing(keep) : look(keep);
    return good && put(keep, NULL);
}

/*
 * What waits to be written.
 */

FILE *rt_keep_stream(struct rt_keep *keep)
{
    if (!keep->stream)
        keep->stream = open_memstream(&keep->text, &keep->len);
    if (!keep->stream)
        rt_keep_fail(keep, "");
    return keep->stream;
}

size_t rt_keep_waiting(struct rt_keep *keep)
{
    return keep->stream && fflush(keep->stream) == 0 ? keep->len : 0;
}

void rt_keep_forget(struct rt_keep *keep)
{
    if (keep->stream)
        fclose(keep->stream); /* into memory: rt_keep_put has looked whether there was enough */
    free(keep->text);
    keep->stream = NULL;
    keep->text = NULL;
    keep->len = 0;
}

bool rt_keep_put(struct rt_keep *keep)
{
    if (!keep->stream)
        return true;
    if (fflush(keep->stream) != 0 || ferror(keep->stream)) {
        errno = ENOMEM;
        return rt_keep_fail(keep, "");
    }
    const struct rt_view bytes = {(const uint8_t *)keep->text, keep->len};
    bool good = bytes.len == 0 || put(keep, &bytes);
    int number = errno;
    if (keep->landed)
        rt_keep_forget(keep);
    errno = number;
    return good;
}

bool rt_keep_bytes(struct rt_keep *keep, struct rt_view bytes)
{
    return put(keep, &bytes);
}

bool rt_keep_close(struct rt_keep *keep)
{
    int fd = keep->straight;
    rt_keep_forget(keep);
    keep->straight = -1;
    return fd < 0 || close(fd) == 0 || rt_keep_fail(keep, "");
}

bool rt_keep_end(struct rt_keep *keep)
{
    bool good = rt_keep_put(keep);
    return rt_keep_close(keep) && good;
}
