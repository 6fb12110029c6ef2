// SPDX-License-Identifier: BSD-2-Clause
/* Programs that end, crash, hang, leave others behind, print without end, or are none. */
#include "server/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/test.h"

#define PATIENCE_MS 60000

static char text[4096]; /* the beginning of what was printed */
static size_t printed;

/* Reads until nothing holds the output any more. If `until` is printed the program is stopped. */
static struct rt_process_end run(const char *script, const char *until)
{
    char shell[] = "/bin/sh", option[] = "-c", room[512];
    char *const arguments[] = {shell, option, room, NULL};
    struct rt_process process;
    struct rt_process_end end;
    ck_assert_uint_lt(strlen(script), sizeof room);
    strcpy(room, script);
    ck_assert(rt_process_start(&process, arguments));
    printed = 0;
    memset(text, 0, sizeof text);
    for (;;) {
        char bytes[4096];
        struct pollfd wait = {.fd = process.output, .events = POLLIN};
        ck_assert_msg(poll(&wait, 1, PATIENCE_MS) == 1, "it goes on");
        ssize_t got = read(process.output, bytes, sizeof bytes);
        if (got <= 0)
            break;
        if (printed < sizeof text - 1)
            memcpy(text + printed, bytes,
                   (size_t)got < sizeof text - 1 - printed ? (size_t)got
                                                           : sizeof text - 1 - printed);
        printed += (size_t)got;
        if (until && strstr(text, until)) {
            rt_process_stop(&process);
            until = NULL;
        }
    }
    rt_process_take(&process, &end);
    close(process.output);
    return end;
}

/* Whether the process that was printed behind a word is gone. */
static bool gone(const char *word)
{
    const char *at = strstr(text, word);
    ck_assert_ptr_nonnull(at);
    errno = 0;
    return kill((pid_t)strtol(at + strlen(word), NULL, 10), 0) != 0 && errno == ESRCH;
}

START_TEST(test_ends)
{
    struct rt_process_end end = run("echo out; echo err >&2; cat; exit 7", NULL);
    ck_assert_int_eq(end.error, 0);
    ck_assert_int_eq(end.status, 7);
    ck_assert_int_eq(end.signal, 0);
    ck_assert(!end.stopped);
    ck_assert_uint_eq(end.left, 0);
    ck_assert_str_eq(text, "out\nerr\n");
}
END_TEST

START_TEST(test_crashes)
{
    struct rt_process_end end = run("kill -ABRT $$", NULL);
    ck_assert_int_eq(end.status, -1);
    ck_assert_int_eq(end.signal, SIGABRT);
    ck_assert(!end.stopped);
}
END_TEST

START_TEST(test_none)
{
    char name[] = "/nowhere/at/all";
    char *const arguments[] = {name, NULL};
    struct rt_process process;
    struct rt_process_end end;
    ck_assert(rt_process_start(&process, arguments));
    rt_process_take(&process, &end);
    close(process.output);
    ck_assert_int_eq(end.error, ENOENT);
}
END_TEST

/* It ignores the signals that ask it to end, and so does what it has started. */
START_TEST(test_hangs)
{
    struct rt_process_end end =
        run("trap '' TERM HUP INT; sleep 1000 & echo child $!; echo self $$; wait", "self ");
    ck_assert(end.stopped);
    ck_assert_int_eq(end.status, -1);
    ck_assert_int_eq(end.signal, 0);
    ck_assert_uint_eq(end.left, 1);
    ck_assert(gone("self "));
    ck_assert(gone("child "));
}
END_TEST

/* What it leaves behind has left its group and its session, too. */
START_TEST(test_stays)
{
    struct rt_process_end end =
        run("setsid sh -c 'sleep 1000 & echo far $!; exec sleep 1000' & "
            "sleep 1000 & echo near $!; while ! grep -q sleep /proc/$!/comm; do :; done; "
            "exit 0",
            NULL);
    ck_assert_int_eq(end.status, 0);
    ck_assert(!end.stopped);
    ck_assert_uint_ge(end.left, 1);
    ck_assert(gone("near "));
}
END_TEST

START_TEST(test_daemon)
{
    struct rt_process_end end =
        run("(setsid sh -c 'echo far $$; exec sleep 1000' &); exec sleep 1000", "far ");
    ck_assert(end.stopped);
    ck_assert_uint_ge(end.left, 1);
    ck_assert(gone("far "));
}
END_TEST

START_TEST(test_prints_without_end)
{
    struct rt_process_end end = run("yes", "y");
    ck_assert(end.stopped);
    ck_assert_uint_gt(printed, 0);
}
END_TEST

RT_TEST_MAIN("process", test_ends, test_crashes, test_none, test_hangs, test_stays, test_daemon,
             test_prints_without_end)
