// SPDX-License-Identifier: BSD-2-Clause
/*
 * A library for LD_PRELOAD, for tests only: lets one call of the system fail, or sends a signal
 * before it.
 *
 *     KEEP_FAULT=NAME:NUMBER:ERRNO    the call of this name and number (from 1) fails
 *     KEEP_FAULT=NAME:NUMBER:-SIGNAL  the signal comes before it
 *     KEEP_FAULT_MARK=PATH            a link that is made when that happens
 *
 * A write that fails takes half of its bytes first, and the next one fails. A descriptor that
 * cannot be closed is closed all the same, as Linux does it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sets `next` to the function of the C library that is called from here. */
#define NEXT(result, name, ...)                                                                    \
    static result (*next)(__VA_ARGS__);                                                            \
    if (!next)                                                                                     \
    *(void **)&next = dlsym(RTLD_NEXT, name)

/* Whether this call is the one that fails. */
static bool fails(const char *name)
{
    static unsigned long calls;
    const char *fault = getenv("KEEP_FAULT");
    const char *mark = getenv("KEEP_FAULT_MARK");
    size_t len = strlen(name);
    char *end = NULL;
    if (!fault || !mark || strncmp(fault, name, len) != 0 || fault[len] != ':' ||
        ++calls != strtoul(fault + len + 1, &end, 10))
        return false;
    long how = strtol(end + 1, NULL, 10);
    if (symlink("here", mark) != 0)
        abort();
    if (how < 0)
        kill(getpid(), (int)-how);
    errno = (int)how;
    return how > 0;
}

static unsigned mode_of(int flags, va_list more)
{
    return (flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0;
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    NEXT(int, "open64", const char *, int, ...);
    va_start(more, flags);
    unsigned mode = mode_of(flags, more);
    va_end(more);
    return fails("open") ? -1 : next(path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    va_list more;
    NEXT(int, "openat64", int, const char *, int, ...);
    va_start(more, flags);
    unsigned mode = mode_of(flags, more);
    va_end(more);
    return fails("openat") ? -1 : next(folder, path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    static int error;
    NEXT(ssize_t, "write", int, const void *, size_t);
    errno = error;
    if (error != 0)
        return -1;
    if (!fails("write"))
        return next(fd, bytes, len);
    error = errno;
    return len > 1 ? next(fd, bytes, len / 2) : -1;
}

int fsync(int fd)
{
    NEXT(int, "fsync", int);
    return fails("fsync") ? -1 : next(fd);
}

int close(int fd)
{
    NEXT(int, "close", int);
    bool failed = fails("close");
    int number = errno;
    int result = next(fd);
    if (!failed)
        return result;
    errno = number;
    return -1;
}

int renameat(int from, const char *old, int to, const char *new)
{
    NEXT(int, "renameat", int, const char *, int, const char *);
    return fails("renameat") ? -1 : next(from, old, to, new);
}

/* rtctl renames with it where nothing may be replaced. */
long syscall(long number, ...)
{
    va_list more;
    long a[6];
    NEXT(long, "syscall", long, ...);
    va_start(more, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(more, long);
    va_end(more);
    return fails("syscall") ? -1 : next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
    NEXT(int, "linkat", int, const char *, int, const char *, int);
    return fails("linkat") ? -1 : next(from, old, to, new, flags);
}

int unlinkat(int folder, const char *path, int flags)
{
    NEXT(int, "unlinkat", int, const char *, int);
    return fails("unlinkat") ? -1 : next(folder, path, flags);
}

int fchmod(int fd, mode_t mode)
{
    NEXT(int, "fchmod", int, mode_t);
    return fails("fchmod") ? -1 : next(fd, mode);
}

ssize_t getrandom(void *bytes, size_t len, unsigned flags)
{
    NEXT(ssize_t, "getrandom", void *, size_t, unsigned);
    return fails("getrandom") ? -1 : next(bytes, len, flags);
}

FILE *open_memstream(char **text, size_t *len)
{
    NEXT(FILE *, "open_memstream", char **, size_t *);
    return fails("open_memstream") ? NULL : next(text, len);
}
