// SPDX-License-Identifier: BSD-2-Clause
/* Runs a program, and kills what is left of it. */
#include "server/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The parent of a process, 0 if it is gone. */
static long parent_of(const char *pid)
{
    char path[64], text[512];
    long parent = 0;
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0)
        close(fd);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    /* The name stands in parentheses and may hold some itself; the state is one letter. */
    const char *behind = strrchr(text, ')');
    if (behind && strlen(behind) > 4)
        parent = strtol(behind + 4, NULL, 10);
    return parent;
}

/* Kills the children of this process, adopted ones too. False: they cannot be listed. */
static bool kill_children(void)
{
    DIR *folder = opendir("/proc");
    const struct dirent *entry;
    if (!folder)
        return false;
    while ((entry = readdir(folder)) != NULL) {
        long pid = strtol(entry->d_name, NULL, 10);
        if (pid > 0 && parent_of(entry->d_name) == (long)getpid())
            kill((pid_t)pid, SIGKILL);
    }
    closedir(folder);
    return true;
}

static void note_end(struct rt_process_end *end, int status)
{
    if (WIFEXITED(status))
        end->status = WEXITSTATUS(status);
    else if (!end->stopped)
        end->signal = WTERMSIG(status);
}

/* Kills the group of the program, and what it has started elsewhere, until nothing is left. */
static void kill_all(pid_t program, struct rt_process_end *end)
{
    for (;;) {
        int status = 0;
        kill(-program, SIGKILL);
        bool listed = kill_children();
        pid_t pid = waitpid(-1, &status, listed ? 0 : WNOHANG);
        if (pid <= 0 && !(pid < 0 && errno == EINTR))
            return;
        if (pid != program && pid > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
            end->left++;
    }
}

static int spawn(pid_t *program, char *const *arguments, int output)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t settings;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&settings);
    if (error == 0) {
        posix_spawnattr_setflags(&settings, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setsigdefault(&settings, &all);
        posix_spawnattr_setsigmask(&settings, &none);
        error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        if (error == 0)
            error = posix_spawn_file_actions_adddup2(&actions, output, 1);
        if (error == 0)
            error = posix_spawn_file_actions_adddup2(&actions, output, 2);
        if (error == 0)
            error = posix_spawnp(program, arguments[0], &actions, &settings, arguments, environ);
        posix_spawnattr_destroy(&settings);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Waits until the program has ended, or until it shall be stopped. */
static void await(pid_t program, const sigset_t *signals, struct rt_process_end *end)
{
    for (;;) {
        int signal = 0, status;
        pid_t pid;
        sigwait(signals, &signal);
        end->stopped = signal == SIGTERM;
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
            if (pid != program)
                continue;
            end->stopped = false;
            note_end(end, status);
            return;
        }
        if (end->stopped)
            return;
    }
}

/* Closes what the keeper has of its caller: sockets and pipes of other runs would stay open as long
 * as it lives. What a program may inherit is left. */
static void close_others(int output, int done)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL) {
        int fd = (int)strtol(entry->d_name, NULL, 10);
        int flags = fd > STDERR_FILENO ? fcntl(fd, F_GETFD) : -1;
        if (flags >= 0 && (flags & FD_CLOEXEC) && fd != output && fd != done && fd != dirfd(folder))
            close(fd);
    }
    if (folder)
        closedir(folder);
}

/* The keeper: never returns. The signals are blocked. */
static void keep(char *const *arguments, const sigset_t *signals, int output, int done,
                 pid_t caller)
{
    struct rt_process_end end = {.status = -1};
    pid_t program = 0;
    setpgid(0, 0);
    signal(SIGCHLD, SIG_DFL); /* if it is ignored, it does not come, and nobody is waited for */
    prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL);
    prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0UL, 0UL, 0UL);
    if (getppid() != caller)
        _exit(1);
    close_others(output, done);
    end.error = spawn(&program, arguments, output);
    close(output);
    if (end.error == 0) {
        await(program, signals, &end);
        kill_all(program, &end);
    }
    ssize_t written = write(done, &end, sizeof end);
    _exit(written == sizeof end ? 0 : 1);
}

bool rt_process_start(struct rt_process *process, char *const *arguments)
{
    int output[2], done[2];
    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    if (pipe2(output, O_CLOEXEC) != 0)
        return false;
    if (pipe2(done, O_CLOEXEC) != 0) {
        int error = errno;
        close(output[0]);
        close(output[1]);
        errno = error;
        return false;
    }
    sigprocmask(SIG_BLOCK, &signals, &before);
    pid_t caller = getpid();
    process->keeper = fork();
    if (process->keeper == 0)
        keep(arguments, &signals, output[1], done[1], caller);
    int error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(output[1]);
    close(done[1]);
    process->output = output[0];
    process->done = done[0];
    if (process->keeper > 0)
        return fcntl(output[0], F_SETFL, O_NONBLOCK) == 0;
    close(output[0]);
    close(done[0]);
    errno = error;
    return false;
}

void rt_process_stop(const struct rt_process *process)
{
    kill(process->keeper, SIGTERM);
    kill(process->keeper, SIGCONT); /* its program may have stopped it */
}

void rt_process_take(struct rt_process *process, struct rt_process_end *end)
{
    ssize_t got;
    int status;
    do
        got = read(process->done, end, sizeof *end);
    while (got < 0 && errno == EINTR);
    if (got != sizeof *end)
        *end = (struct rt_process_end){.error = EIO, .status = -1};
    close(process->done);
    process->done = -1;
    while (waitpid(process->keeper, &status, 0) < 0 && errno == EINTR)
        ;
}
