// SPDX-License-Identifier: BSD-2-Clause
/* Files that are kept: the old one or the new one, whole, and nothing beside them. */
#include "files/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/test.h"

#define NOBODY 65534

static char folder[] = P_tmpdir "/rt-keep-XXXXXX";
static char path[sizeof folder + NAME_MAX + 1];
static struct rt_keep keep;

static const char *path_of(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void make(const char *name, const char *text, unsigned mode)
{
    FILE *file = fopen(path_of(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

static void has(const char *name, const char *text)
{
    char found[4096];
    FILE *file = fopen(path_of(name), "r");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(found, 1, sizeof found - 1, file);
    found[len] = '\0';
    fclose(file);
    ck_assert_str_eq(found, text);
}

static unsigned mode_of(const char *name)
{
    struct stat file;
    ck_assert_int_eq(stat(path_of(name), &file), 0);
    return file.st_mode & 07777;
}

/* Removes everything; how many files there were. */
static size_t clear(void)
{
    size_t count = 0;
    DIR *all = opendir(folder);
    ck_assert_ptr_nonnull(all);
    for (struct dirent *entry; (entry = readdir(all));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        ck_assert_int_eq(unlink(path_of(entry->d_name)), 0);
    }
    closedir(all);
    return count;
}

static bool open_it(const char *name, enum rt_keep_how how, unsigned mode)
{
    static char kept[sizeof path];
    memcpy(kept, path_of(name), sizeof kept);
    bool good = rt_keep_open(&keep, kept, how, mode);
    ck_assert(good || keep.cause[0]);
    return good;
}

static void say(const char *text)
{
    ck_assert_ptr_nonnull(rt_keep_stream(&keep));
    fputs(text, rt_keep_stream(&keep));
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(test_setup)
{
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}
END_TEST

START_TEST(test_replace)
{
    ck_assert(open_it("file", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    ck_assert_int_ne(access(path_of("file"), F_OK), 0); /* not before it is whole */
    say("one\n");
    ck_assert_uint_eq(rt_keep_waiting(&keep), 4);
    ck_assert(rt_keep_end(&keep));
    has("file", "one\n");
    ck_assert_uint_eq(mode_of("file"), 0644);
    ck_assert_int_eq(chmod(path_of("file"), 0640), 0);
    ck_assert(open_it("file", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("two\n");
    has("file", "one\n");
    ck_assert(rt_keep_put(&keep));
    has("file", "two\n");
    ck_assert_uint_eq(mode_of("file"), 0640);
    ck_assert(rt_keep_close(&keep));
    ck_assert_uint_eq(clear(), 1);
}
END_TEST

START_TEST(test_nothing_to_keep)
{
    make("old", "old\n", 0600);
    ck_assert(open_it("old", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    ck_assert(rt_keep_end(&keep));
    ck_assert(open_it("old", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("half of it");
    rt_keep_forget(&keep);
    ck_assert(rt_keep_end(&keep));
    ck_assert(open_it("new", RT_KEEP_NEW, RT_KEEP_SHARED));
    say("half of it");
    ck_assert(rt_keep_close(&keep));
    has("old", "old\n");
    ck_assert_uint_eq(clear(), 1);
}
END_TEST

START_TEST(test_link)
{
    make("file", "old\n", 0600);
    ck_assert_int_eq(symlink("file", path_of("near")), 0);
    ck_assert_int_eq(symlink(folder, path_of("here")), 0);
    ck_assert_int_eq(symlink("here/near", path_of("far")), 0);
    ck_assert(open_it("far", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("new\n");
    ck_assert(rt_keep_end(&keep));
    has("file", "new\n");
    char to[16];
    ck_assert_int_eq(readlink(path_of("near"), to, sizeof to), 4);
    /* One that leads to nothing yet. */
    ck_assert_int_eq(symlink("later", path_of("dangling")), 0);
    ck_assert(!open_it("dangling", RT_KEEP_NEW, RT_KEEP_SHARED));
    ck_assert(open_it("dangling", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("made\n");
    ck_assert(rt_keep_end(&keep));
    has("later", "made\n");
    ck_assert_int_gt(readlink(path_of("dangling"), to, sizeof to), 0);
    ck_assert_int_eq(symlink("round", path_of("round")), 0);
    ck_assert(!open_it("round", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    ck_assert_str_eq(keep.cause, strerror(ELOOP));
    ck_assert_uint_eq(clear(), 7);
}
END_TEST

START_TEST(test_new)
{
    ck_assert(open_it("key", RT_KEEP_NEW, RT_KEEP_PRIVATE));
    ck_assert(rt_keep_bytes(&keep, (struct rt_view){(const uint8_t *)"secret\n", 7}));
    ck_assert(rt_keep_close(&keep));
    has("key", "secret\n");
    ck_assert_uint_eq(mode_of("key"), 0600);
    ck_assert(!open_it("key", RT_KEEP_NEW, RT_KEEP_PRIVATE));
    ck_assert_int_eq(errno, EEXIST);
    ck_assert_str_eq(keep.cause, "exists already and is left as it is");
    /* It came while the new one was made. */
    ck_assert(open_it("late", RT_KEEP_NEW, RT_KEEP_PRIVATE));
    make("late", "of somebody else\n", 0644);
    say("mine\n");
    ck_assert(!rt_keep_put(&keep));
    ck_assert_str_eq(keep.cause, "exists already and is left as it is");
    ck_assert_uint_eq(rt_keep_waiting(&keep), 5);
    ck_assert(rt_keep_close(&keep));
    has("late", "of somebody else\n");
    ck_assert_uint_eq(clear(), 2);
}
END_TEST

START_TEST(test_append)
{
    ck_assert(open_it("lines", RT_KEEP_APPEND, RT_KEEP_SHARED));
    has("lines", "");
    say("one\n");
    ck_assert(rt_keep_put(&keep));
    ck_assert(rt_keep_put(&keep)); /* nothing more */
    say("two\n");
    ck_assert(rt_keep_put(&keep));
    has("lines", "one\ntwo\n");
    /* Moved away: what comes then is in a new file. */
    ck_assert_int_eq(unlink(path_of("lines")), 0);
    say("three\n");
    ck_assert(rt_keep_end(&keep));
    has("lines", "three\n");
    make("torn", "one\nhalf of t", 0600);
    ck_assert(open_it("torn", RT_KEEP_APPEND, RT_KEEP_SHARED));
    has("torn", "one\nhalf of t");
    say("two\n");
    ck_assert(rt_keep_end(&keep));
    has("torn", "one\nhalf of t\ntwo\n");
    ck_assert_uint_eq(mode_of("torn"), 0600);
    ck_assert_int_eq(symlink("target", path_of("link")), 0);
    ck_assert(open_it("link", RT_KEEP_APPEND, RT_KEEP_SHARED));
    say("there\n");
    ck_assert(rt_keep_end(&keep));
    has("target", "there\n");
    ck_assert_uint_eq(clear(), 4);
}
END_TEST

/* A disk that is full is tried as a limit of the size of files: both end a write in the middle. */
START_TEST(test_full)
{
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    make("file", "old\n", 0644);
    make("lines", "one\ntwo", 0644);
    limit_files(12);
    ck_assert(open_it("file", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("more than twelve bytes\n");
    ck_assert(!rt_keep_put(&keep));
    ck_assert_str_eq(keep.cause, strerror(EFBIG));
    has("file", "old\n");
    ck_assert_uint_gt(rt_keep_waiting(&keep), 0);
    limit_files(before.rlim_cur);
    ck_assert(rt_keep_end(&keep));
    has("file", "more than twelve bytes\n");

    ck_assert(open_it("lines", RT_KEEP_APPEND, RT_KEEP_SHARED));
    limit_files(12);
    say("three and four\n");
    ck_assert(!rt_keep_put(&keep));
    ck_assert_str_eq(keep.cause, strerror(EFBIG));
    has("lines", "one\ntwo");
    say("five\n");
    ck_assert(!rt_keep_put(&keep));
    has("lines", "one\ntwo");
    limit_files(before.rlim_cur);
    ck_assert(rt_keep_end(&keep));
    has("lines", "one\ntwo\nthree and four\nfive\n");

    limit_files(12);
    ck_assert(open_it("key", RT_KEEP_NEW, RT_KEEP_PRIVATE));
    ck_assert(!rt_keep_bytes(&keep, (struct rt_view){(const uint8_t *)"more than twelve", 16}));
    limit_files(before.rlim_cur);
    ck_assert(rt_keep_close(&keep));
    ck_assert_uint_eq(clear(), 2);
}
END_TEST

START_TEST(test_straight)
{
    char text[16];
    char name[32];
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
    ck_assert(rt_keep_open(&keep, name, RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("through\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert_int_eq(read(ends[0], text, sizeof text), 8);
    ck_assert_int_eq(close(ends[0]), 0);
    ck_assert(rt_keep_open(&keep, name, RT_KEEP_APPEND, RT_KEEP_SHARED));
    say("nobody reads\n");
    ck_assert(!rt_keep_end(&keep));
    ck_assert_str_eq(keep.cause, strerror(EPIPE));
    ck_assert_int_eq(close(ends[1]), 0);

    ck_assert_int_eq(mkfifo(path_of("fifo"), 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    ck_assert(open_it("fifo", RT_KEEP_APPEND, RT_KEEP_SHARED));
    say("one\n");
    ck_assert(rt_keep_put(&keep));
    ck_assert_int_eq(read(reader, text, sizeof text), 4);
    say("two\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert_int_eq(read(reader, text, sizeof text), 4);
    close(reader);

    ck_assert(rt_keep_open(&keep, "/dev/null", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("gone\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert(rt_keep_open(&keep, "/dev/full", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("no room\n");
    ck_assert(!rt_keep_end(&keep));
    ck_assert_str_eq(keep.cause, strerror(ENOSPC));
    ck_assert(!rt_keep_open(&keep, "/dev/null", RT_KEEP_NEW, RT_KEEP_SHARED));
    ck_assert_uint_eq(clear(), 1);
}
END_TEST

/* A file that a descriptor of the program goes into is written through that: it would lose the
 * file else. */
START_TEST(test_own_file)
{
    char name[32];
    make("own", "", 0600);
    int fd = open(path_of("own"), O_WRONLY);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "before\n", 7), 7);
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ck_assert(rt_keep_open(&keep, name, RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("kept\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert_int_eq(write(fd, "after\n", 6), 6);
    has("own", "before\nkept\nafter\n");
    close(fd);
    snprintf(name, sizeof name, "/dev/fd/%d", fd);
    ck_assert(!rt_keep_open(&keep, name, RT_KEEP_REPLACE, RT_KEEP_SHARED));
    ck_assert_str_eq(keep.cause, strerror(EBADF));
    ck_assert_uint_eq(clear(), 1);
}
END_TEST

static void refused(const char *name, enum rt_keep_how how, const char *cause)
{
    ck_assert(!open_it(name, how, RT_KEEP_SHARED));
    ck_assert_str_eq(keep.cause, cause);
}

/* What cannot be written is known when it is opened. */
START_TEST(test_refused)
{
    refused("", RT_KEEP_REPLACE, strerror(EISDIR));
    refused("", RT_KEEP_APPEND, strerror(EISDIR));
    refused("nothing/file", RT_KEEP_REPLACE, strerror(ENOENT));
    refused("nothing/file", RT_KEEP_NEW, strerror(ENOENT));
    refused("nothing/file", RT_KEEP_APPEND, strerror(ENOENT));
    make("file", "old\n", 0444);
    make("mine", "old\n", 0644);
    if (geteuid() == 0) { /* whom nothing is forbidden */
        ck_assert_int_eq(chown(folder, NOBODY, NOBODY), 0);
        ck_assert_int_eq(chown(path_of("mine"), NOBODY, NOBODY), 0);
        ck_assert_int_eq(seteuid(NOBODY), 0);
    }
    refused("file", RT_KEEP_REPLACE, strerror(EACCES));
    refused("file", RT_KEEP_APPEND, strerror(EACCES));
    ck_assert_int_eq(chmod(folder, 0500), 0);
    refused("mine", RT_KEEP_REPLACE, "its folder takes no file: Permission denied");
    refused("new", RT_KEEP_NEW, "its folder takes no file: Permission denied");
    refused("new", RT_KEEP_APPEND, strerror(EACCES));
    ck_assert(open_it("mine", RT_KEEP_APPEND, RT_KEEP_SHARED)); /* needs no new file */
    say("more\n");
    ck_assert(rt_keep_end(&keep));
    has("mine", "old\nmore\n");
    /* A folder that may not be listed, and a file that may not be read. */
    ck_assert_int_eq(chmod(folder, 0300), 0);
    ck_assert_int_eq(chmod(path_of("mine"), 0200), 0);
    ck_assert(open_it("new", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("new\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert(open_it("mine", RT_KEEP_APPEND, RT_KEEP_SHARED));
    say("unseen\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert_int_eq(chmod(folder, 0700), 0);
    ck_assert_int_eq(chmod(path_of("mine"), 0600), 0);
    ck_assert_int_eq(seteuid(getuid()), 0);
    has("mine", "old\nmore\n\nunseen\n");
    has("file", "old\n");
    ck_assert_uint_eq(clear(), 3);
}
END_TEST

START_TEST(test_owner)
{
    struct stat file;
    if (geteuid() != 0)
        return;
    make("file", "old\n", 0664);
    ck_assert_int_eq(chown(path_of("file"), NOBODY, 7), 0);
    ck_assert(open_it("file", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("new\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert_int_eq(stat(path_of("file"), &file), 0);
    ck_assert(file.st_uid == NOBODY && file.st_gid == 7 && mode_of("file") == 0664);
    /* Somebody else's: it becomes the writer's, and the group has no rights any more. */
    ck_assert_int_eq(chmod(path_of("file"), 06666), 0);
    ck_assert_int_eq(chown(folder, 1, 1), 0);
    ck_assert_int_eq(seteuid(1), 0);
    ck_assert(open_it("file", RT_KEEP_REPLACE, RT_KEEP_SHARED));
    say("newer\n");
    ck_assert(rt_keep_end(&keep));
    ck_assert_uint_eq(mode_of("file"), 0606);
    /* In a folder as /tmp he may not even do that, and knows it at once. */
    ck_assert_int_eq(seteuid(0), 0);
    ck_assert_int_eq(chown(path_of("file"), NOBODY, NOBODY), 0);
    ck_assert_int_eq(chmod(path_of("file"), 0666), 0);
    ck_assert_int_eq(chown(folder, 0, 0), 0);
    ck_assert_int_eq(chmod(folder, 01777), 0);
    ck_assert_int_eq(seteuid(1), 0);
    refused("file", RT_KEEP_REPLACE, "its folder takes no file: Operation not permitted");
    ck_assert_int_eq(seteuid(0), 0);
    ck_assert_uint_eq(clear(), 1);
}
END_TEST

START_TEST(test_teardown)
{
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

RT_TEST_MAIN("keep", test_setup, test_replace, test_nothing_to_keep, test_link, test_new,
             test_append, test_full, test_straight, test_own_file, test_refused, test_owner,
             test_teardown)
