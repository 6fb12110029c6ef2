// SPDX-License-Identifier: BSD-2-Clause
/* Looks names up in threads of its own. */
#include "client/net_lookup.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/net_address.h"

struct queue {
    struct rt_found *first;
    struct rt_found **last;
};

struct rt_lookup {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct queue jobs;
    struct queue results;
    unsigned threads;
    unsigned idle;
    unsigned waiting; /* jobs that no thread has taken */
    unsigned users;   /* the owner and every thread */
    bool closed;
    int fd;
};

static void queue_put(struct queue *queue, struct rt_found *job)
{
    job->next = NULL;
    *queue->last = job;
    queue->last = &job->next;
}

static struct rt_found *queue_take(struct queue *queue)
{
    struct rt_found *job = queue->first;
    if (!job)
        return NULL;
    queue->first = job->next;
    if (!queue->first)
        queue->last = &queue->first;
    return job;
}

static void queue_free(struct queue *queue)
{
    for (struct rt_found *job; (job = queue_take(queue));)
        free(job);
}

struct rt_lookup *rt_lookup_new(void)
{
    struct rt_lookup *lookup = calloc(1, sizeof *lookup);
    if (!lookup)
        return NULL;
    lookup->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (lookup->fd < 0) {
        free(lookup);
        return NULL;
    }
    pthread_mutex_init(&lookup->lock, NULL);
    pthread_cond_init(&lookup->more, NULL);
    lookup->jobs.last = &lookup->jobs.first;
    lookup->results.last = &lookup->results.first;
    lookup->users = 1;
    return lookup;
}

int rt_lookup_fd(const struct rt_lookup *lookup)
{
    return lookup->fd;
}

/* Takes the lock for granted and gives it up. */
static void leave(struct rt_lookup *lookup)
{
    bool last = --lookup->users == 0;
    pthread_mutex_unlock(&lookup->lock);
    if (!last)
        return;
    queue_free(&lookup->jobs);
    queue_free(&lookup->results);
    close(lookup->fd);
    pthread_cond_destroy(&lookup->more);
    pthread_mutex_destroy(&lookup->lock);
    free(lookup);
}

static int family_of(enum rt_family family)
{
    switch (family) {
    case RT_FAMILY_4:
        return AF_INET;
    case RT_FAMILY_6:
        return AF_INET6;
    case RT_FAMILY_ANY:
        break;
    }
    return AF_UNSPEC;
}

/* A text that outlives the thread, or NULL. In glibc strerror's need not; other C libraries have
 * constant ones. */
static const char *describe(int error)
{
#ifdef __GLIBC__
    return strerrordesc_np(error);
#else
    return strerror(error);
#endif
}

static void resolve(struct rt_found *job)
{
    struct addrinfo hints = {.ai_family = family_of(job->family), .ai_socktype = SOCK_DGRAM};
    struct addrinfo *list = NULL;
    errno = 0;
    int failed = getaddrinfo(job->host, NULL, &hints, &list);
    if (failed) {
        job->cause = failed == EAI_SYSTEM ? describe(errno) : gai_strerror(failed);
        return;
    }
    for (struct addrinfo *one = list; one && job->count < RT_NET_ADDRESSES; one = one->ai_next)
        if (rt_net_address_of_socket(one->ai_addr, &job->addresses[job->count]))
            job->count++;
    freeaddrinfo(list);
    job->cause = "no address that can be used";
}

static void *work(void *argument)
{
    struct rt_lookup *lookup = argument;
    pthread_mutex_lock(&lookup->lock);
    while (!lookup->closed) {
        struct rt_found *job = queue_take(&lookup->jobs);
        if (!job) {
            lookup->idle++;
            pthread_cond_wait(&lookup->more, &lookup->lock);
            lookup->idle--;
            continue;
        }
        lookup->waiting--;
        pthread_mutex_unlock(&lookup->lock);
        resolve(job);
        pthread_mutex_lock(&lookup->lock);
        queue_put(&lookup->results, job);
        eventfd_write(lookup->fd, 1);
    }
    leave(lookup);
    return NULL;
}

/* One thread more, with all signals left to the program's own. The lock is held. */
static void start_thread(struct rt_lookup *lookup)
{
    pthread_t thread;
    pthread_attr_t detached;
    sigset_t all, before;
    sigfillset(&all);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, &detached, work, lookup) == 0) {
        lookup->threads++;
        lookup->users++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&detached);
}

bool rt_lookup_add(struct rt_lookup *lookup, size_t who, size_t tag, const char *host,
                   enum rt_family family)
{
    size_t len = strlen(host) + 1;
    struct rt_found *job = malloc(sizeof *job + len);
    if (!job)
        return false;
    memset(job, 0, sizeof *job);
    job->who = who;
    job->tag = tag;
    job->family = family;
    memcpy(job->host, host, len);
    pthread_mutex_lock(&lookup->lock);
    if (lookup->waiting >= lookup->idle && lookup->threads < RT_NET_THREADS)
        start_thread(lookup);
    bool good = lookup->threads > 0;
    if (good) {
        queue_put(&lookup->jobs, job);
        lookup->waiting++;
    }
    pthread_cond_signal(&lookup->more);
    pthread_mutex_unlock(&lookup->lock);
    if (!good)
        free(job);
    return good;
}

struct rt_found *rt_lookup_take(struct rt_lookup *lookup)
{
    eventfd_t count;
    pthread_mutex_lock(&lookup->lock);
    struct rt_found *found = queue_take(&lookup->results);
    if (!lookup->results.first)
        eventfd_read(lookup->fd, &count);
    pthread_mutex_unlock(&lookup->lock);
    return found;
}

void rt_lookup_free(struct rt_lookup *lookup)
{
    if (!lookup)
        return;
    pthread_mutex_lock(&lookup->lock);
    lookup->closed = true;
    pthread_cond_broadcast(&lookup->more);
    leave(lookup);
}
