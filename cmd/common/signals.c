// SPDX-License-Identifier: BSD-2-Clause
/* Lets a program read signals where it waits for other things. */
#include "common/signals.h"

#include <signal.h>
#include <sys/signalfd.h>

int signals_hold(int further)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    if (further != 0)
        sigaddset(&set, further);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}
