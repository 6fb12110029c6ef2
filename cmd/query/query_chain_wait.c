// SPDX-License-Identifier: BSD-2-Clause
/* How long a chain may wait, and how a signal ends the waiting. */
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "query/query_chain.h"

#define SECOND_NS UINT64_C(1000000000)

static volatile sig_atomic_t caught;

static void note(int number)
{
    (void)number;
    caught = 1;
}

void query_chain_catch(void)
{
    /* The second time it is the system's answer again: who is in a hurry must not wait. */
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool query_chain_wait(uint64_t until_ns)
{
    sigset_t both, before;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    /* Between the look at `caught` and the wait no signal may slip through: only the wait takes
     * them. */
    sigprocmask(SIG_BLOCK, &both, &before);
    for (uint64_t now = query_now(); !caught && now < until_ns; now = query_now()) {
        uint64_t left = until_ns - now;
        struct timespec wait = {.tv_sec = (time_t)(left / SECOND_NS),
                                .tv_nsec = (long)(left % SECOND_NS)};
        ppoll(NULL, 0, &wait, &before);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return !caught;
}

uint64_t query_chain_patience(const struct query_chain *chain)
{
    uint64_t deadline_ns = chain->query->pool.deadline_ns;
    uint64_t gone = query_now() - chain->started_ns;
    if (deadline_ns == 0)
        return 0;
    return gone < deadline_ns ? deadline_ns - gone : 1;
}
