// SPDX-License-Identifier: BSD-2-Clause
/* Files that are written beside their target, and files that lines are added to. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "files/keep_internal.h"

#define LINKS_MAX   40 /* as many as Linux follows */
#define PERMISSIONS 07777u
#define FRESH_SIZE  sizeof ".rtctl-0123456789abcdef.new"

/* Where a file is put together, and where it goes. */
struct place {
    int folder;
    char *target;     /* the path without links at its end; owned */
    const char *name; /* of the target in the folder: the end of `target` */
    bool exists;
    struct stat old; /* of the target, if it exists */
    char fresh[FRESH_SIZE];
    int fd; /* of the fresh file */
};

bool rt_keep_fail(struct rt_keep *keep, const char *step)
{
    int number = errno;
    const char *colon = *step ? ": " : "";
    snprintf(keep->cause, sizeof keep->cause, "%s%s%s", step, colon, strerror(number));
    errno = number;
    return false;
}

bool rt_keep_exists(struct rt_keep *keep)
{
    snprintf(keep->cause, sizeof keep->cause, "exists already and is left as it is");
    errno = EEXIST;
    return false;
}

bool rt_keep_write(int fd, struct rt_view bytes, size_t *wrote)
{
    for (*wrote = 0; *wrote < bytes.len;) {
        ssize_t got = write(fd, bytes.data + *wrote, bytes.len - *wrote);
        if (got < 0 && errno != EINTR)
            return false;
        *wrote += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* Some file systems have nothing to sync and say EINVAL. */
static bool sync_file(const struct rt_keep *keep, int fd)
{
    return keep->unsynced || fsync(fd) == 0 || errno == EINVAL;
}

/* Closes without an effect on what is told of an earlier fault. */
static void close_after_fault(int fd)
{
    int number = errno;
    if (fd >= 0)
        close(fd);
    errno = number;
}

/*
 * The folder of a target.
 */

/* `to`, read as it stands in a link at `from`. Owned by the caller; NULL: no memory. */
static char *join(const char *from, const char *to)
{
    const char *slash = *to == '/' ? NULL : strrchr(from, '/');
    size_t head = slash ? (size_t)(slash - from) + 1 : 0;
    size_t size = head + strlen(to) + 1;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%.*s%s", (int)head, from, to);
    return path;
}

/* Follows the links at the end of a path. Those before the end are followed by the system. */
static char *follow(const char *path)
{
    char *now = strdup(path);
    for (int i = 0; now && i < LINKS_MAX; i++) {
        char to[PATH_MAX];
        ssize_t len = readlink(now, to, sizeof to - 1);
        if (len < 0 && (errno == EINVAL || errno == ENOENT))
            return now;
        char *next = NULL;
        if (len >= 0) {
            to[len] = '\0';
            next = join(now, to);
        }
        free(now);
        now = next;
    }
    if (now)
        errno = ELOOP;
    free(now);
    return NULL;
}

/* Who may not list a folder may still make files in it: then nothing can be synced there. */
static int open_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 && errno == EACCES ? open(path, O_PATH | O_DIRECTORY | O_CLOEXEC) : fd;
}

static bool sync_folder(const struct rt_keep *keep, int folder)
{
    return sync_file(keep, folder) || errno == EBADF; /* opened with O_PATH */
}

static void leave(struct place *place)
{
    close_after_fault(place->folder);
    free(place->target);
}

/* Finds the folder of the target and what stands there. False with errno: nothing to leave. */
static bool find_place(const struct rt_keep *keep, struct place *place)
{
    struct stat now;
    *place = (struct place){.folder = -1, .fd = -1};
    place->target = keep->how == RT_KEEP_NEW ? strdup(keep->path) : follow(keep->path);
    if (!place->target)
        return false;
    char *slash = strrchr(place->target, '/');
    place->name = slash ? slash + 1 : place->target;
    char *folder = slash ? strndup(place->target, (size_t)(slash - place->target) + 1) : NULL;
    place->folder = slash && !folder ? -1 : open_folder(folder ? folder : ".");
    free(folder);
    bool good = place->folder >= 0;
    if (good && fstatat(place->folder, place->name, &place->old, AT_SYMLINK_NOFOLLOW) == 0)
        place->exists = true;
    else
        good = good && errno == ENOENT;
    /* Where the system does not follow a link, as one of somebody else's in /tmp, neither do we. */
    if (good && keep->how != RT_KEEP_NEW) {
        bool there = stat(keep->path, &now) == 0;
        good = there == place->exists && (there || errno == ENOENT) &&
               (!there || (now.st_dev == place->old.st_dev && now.st_ino == place->old.st_ino));
        errno = good ? 0 : there || errno == ENOENT ? ELOOP : errno;
    }
    if (!good)
        leave(place);
    return good;
}

/*
 * A file that is written beside its target.
 */

static bool open_fresh(struct place *place, unsigned mode)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    do {
        uint64_t random;
        if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
            return false;
        snprintf(place->fresh, sizeof place->fresh, ".rtctl-%016" PRIx64 ".new", random);
        place->fd = openat(place->folder, place->fresh, flags, place->exists ? 0600u : mode);
    } while (place->fd < 0 && errno == EEXIST);
    return place->fd >= 0;
}

/* Owner, group and mode of the old file, as far as the system allows. If the group cannot be kept,
 * the rights of the group are given to no other. */
static bool take_over(const struct place *place)
{
    struct stat fresh;
    unsigned mode = place->old.st_mode & PERMISSIONS;
    if (!place->exists)
        return true;
    if (fstat(place->fd, &fresh) != 0)
        return false;
    if (place->old.st_uid != fresh.st_uid &&
        fchown(place->fd, place->old.st_uid, place->old.st_gid) != 0)
        mode &= ~(unsigned)S_ISUID;
    if (fstat(place->fd, &fresh) != 0)
        return false;
    if (place->old.st_gid != fresh.st_gid && fchown(place->fd, (uid_t)-1, place->old.st_gid) != 0)
        mode &= ~(unsigned)S_ISGID & ~(unsigned)S_IRWXG & PERMISSIONS;
    return fchmod(place->fd, mode) == 0 || errno == EPERM || errno == ENOTSUP;
}

/* A name that nothing has yet. Not every file system knows both ways. */
static bool give_new_name(const struct place *place)
{
    if (syscall(SYS_renameat2, place->folder, place->fresh, place->folder, place->name,
                RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    return linkat(place->folder, place->fresh, place->folder, place->name, 0) == 0 &&
           unlinkat(place->folder, place->fresh, 0) == 0;
}

static bool give_name(struct rt_keep *keep, const struct place *place)
{
    bool good = keep->how == RT_KEEP_NEW
                    ? give_new_name(place)
                    : renameat(place->folder, place->fresh, place->folder, place->name) == 0;
    keep->landed = good;
    if (!good && keep->how == RT_KEEP_NEW && errno == EEXIST)
        return rt_keep_exists(keep);
    if (!good)
        return rt_keep_fail(keep, "cannot be put in place");
    return sync_folder(keep, place->folder) ||
           rt_keep_fail(keep, "is written, but its folder cannot be synced");
}

static bool close_fresh(struct rt_keep *keep, struct place *place)
{
    int fd = place->fd;
    place->fd = -1;
    return close(fd) == 0 || rt_keep_fail(keep, "");
}

static bool fill(struct rt_keep *keep, struct place *place, struct rt_view bytes)
{
    size_t wrote;
    if (!take_over(place))
        return rt_keep_fail(keep, "the mode of the old file cannot be kept");
    if (!rt_keep_write(place->fd, bytes, &wrote))
        return rt_keep_fail(keep, "");
    if (!sync_file(keep, place->fd))
        return rt_keep_fail(keep, "cannot be synced");
    return close_fresh(keep, place) && give_name(keep, place);
}

/* In a folder as /tmp nobody may rename over a file of somebody else. */
static bool may_replace(const struct place *place)
{
    struct stat folder;
    uid_t own = geteuid();
    if (fstat(place->folder, &folder) != 0)
        return false;
    errno = EPERM;
    return !place->exists || (folder.st_mode & S_ISVTX) == 0 || own == 0 || own == folder.st_uid ||
           own == place->old.st_uid;
}

bool rt_keep_beside(struct rt_keep *keep, const struct rt_view *bytes)
{
    struct place place;
    if (!find_place(keep, &place))
        return rt_keep_fail(keep, "");
    bool made = may_replace(&place) && open_fresh(&place, keep->mode);
    bool good = made || rt_keep_fail(keep, "its folder takes no file");
    if (good && bytes)
        good = fill(keep, &place, *bytes);
    else if (good)
        good = close_fresh(keep, &place);
    close_after_fault(place.fd);
    int number = errno;
    if (made && !keep->landed && unlinkat(place.folder, place.fresh, 0) != 0 && good)
        good = rt_keep_fail(keep, "its folder gives up no file");
    else
        errno = number;
    leave(&place);
    return good;
}

/*
 * A file to which lines are added.
 */

static bool sync_new(struct rt_keep *keep)
{
    struct place place;
    if (!find_place(keep, &place))
        return rt_keep_fail(keep, "");
    bool good =
        sync_folder(keep, place.folder) || rt_keep_fail(keep, "its folder cannot be synced");
    leave(&place);
    return good;
}

/* Readable too, so that its last byte can be seen; if that is forbidden, for writing only. */
static int open_lines(struct rt_keep *keep)
{
    struct stat file;
    const int flags = O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY;
    bool is_new = stat(keep->path, &file) != 0 && errno == ENOENT;
    int fd = open(keep->path, O_RDWR | flags, keep->mode);
    if (fd < 0 && errno == EACCES)
        fd = open(keep->path, O_WRONLY | flags, keep->mode);
    if (fd < 0) {
        rt_keep_fail(keep, "");
    } else if (is_new && !sync_new(keep)) {
        close_after_fault(fd);
        fd = -1;
    }
    return fd;
}

static bool ends_in_line(int fd, off_t size)
{
    char last = '\0';
    return size == 0 || (pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

/* Takes a part of the lines away again, if nobody else has written behind it. */
static void take_back(int fd, off_t before, size_t wrote)
{
    int number = errno;
    struct stat file;
    if (fstat(fd, &file) == 0 && file.st_size == before + (off_t)wrote &&
        ftruncate(fd, before) != 0)
        number = errno;
    errno = number;
}

static bool add_lines(struct rt_keep *keep, int fd, struct rt_view bytes)
{
    static const struct rt_view end = {(const uint8_t *)"\n", 1};
    struct stat file;
    size_t ended = 0, wrote = 0;
    if (fstat(fd, &file) != 0)
        return rt_keep_fail(keep, "");
    keep->landed = (ends_in_line(fd, file.st_size) || rt_keep_write(fd, end, &ended)) &&
                   rt_keep_write(fd, bytes, &wrote);
    if (!keep->landed) {
        take_back(fd, file.st_size, ended + wrote);
        return rt_keep_fail(keep, "");
    }
    return sync_file(keep, fd) || rt_keep_fail(keep, "cannot be synced");
}

bool rt_keep_append(struct rt_keep *keep, const struct rt_view *bytes)
{
    int fd = open_lines(keep);
    if (fd < 0)
        return false;
    bool good = !bytes || add_lines(keep, fd, *bytes);
    int number = errno;
    if (close(fd) != 0 && good)
        return rt_keep_fail(keep, "");
    errno = number;
    return good;
}
