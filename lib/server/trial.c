// SPDX-License-Identifier: BSD-2-Clause
/* Runs a client for each case: which run is next, and the loop that serves all that are under way.
 */
#include "server/trial.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "server/trial_internal.h"

#define FDS_OF_RUN (2 + RT_TRIAL_SOCKETS + RT_TRIAL_CONNECTIONS)

/* The version of a group that speaks only one. */
static const struct rt_version *only_version(const struct rt_trial_group *plan)
{
    return plan->count == 1 ? plan->choices[0].version : NULL;
}

static void prepare_group(struct rt_trial *trial, size_t number)
{
    struct rt_trial_group_state *group = &trial->groups[number];
    group->plan = &trial->settings.groups[number];
    group->version = only_version(group->plan);
    for (size_t i = 0; i < trial->case_count; i++) {
        struct rt_trial_result *result = &group->results[i];
        rt_trial_case_at(i, &result->which);
        result->group = number;
        result->version = group->version;
        result->demand = result->which.demand;
        rt_trial_judge_skip(result, "it was not tried");
    }
}

/* The keys and their SRV. */
static bool make_keys(struct rt_trial *trial)
{
    bool good = true;
    for (size_t i = 0; good && i < RT_TRIAL_SERVERS; i++)
        good = rt_crypto_public_key(trial->settings.seeds[i], trial->keys[i]) == RT_OK &&
               rt_crypto_srv(trial->settings.crypto, trial->keys[i], trial->srvs[i]) == RT_OK;
    if (!good)
        errno = EIO;
    return good;
}

struct rt_trial *rt_trial_new(const struct rt_trial_settings *settings)
{
    struct rt_trial *trial = calloc(1, sizeof *trial);
    struct rt_trial_case which;
    if (!trial)
        return NULL;
    trial->settings = *settings;
    trial->random = settings->random;
    while (rt_trial_case_at(trial->case_count, &which))
        trial->case_count++;
    trial->groups = calloc(settings->group_count, sizeof *trial->groups);
    trial->runs = calloc(settings->jobs, sizeof *trial->runs);
    if (!trial->groups || !trial->runs || !make_keys(trial)) {
        rt_trial_free(trial);
        return NULL;
    }
    for (size_t i = 0; i < settings->group_count; i++)
        prepare_group(trial, i);
    return trial;
}

void rt_trial_free(struct rt_trial *trial)
{
    if (!trial)
        return;
    for (size_t i = 0; trial->groups && i < trial->settings.group_count; i++)
        rt_trial_reply_close(&trial->groups[i]);
    int error = errno;
    free(trial->groups);
    free(trial->runs);
    explicit_bzero(trial, sizeof *trial);
    free(trial);
    errno = error;
}

/* Whether a case is wished. Those of the packets need runs, of which the first and the one without
 * replies are always made. */
static bool is_wished(const struct rt_trial *trial, const struct rt_trial_group_state *group,
                      const struct rt_trial_case *which)
{
    const char *only = trial->settings.only;
    bool wished = !only;
    for (size_t i = 0; !wished && i < group->plan->count; i++)
        wished = rt_trial_case_selected(only, group->plan->choices[i].version, which);
    return wished;
}

static bool wishes_packets(const struct rt_trial *trial, const struct rt_trial_group_state *group)
{
    for (size_t i = 0; i < trial->case_count; i++)
        if (group->results[i].which.wish == RT_TRIAL_WISH_ASK &&
            is_wished(trial, group, &group->results[i].which))
            return true;
    return false;
}

static bool wishes_any(const struct rt_trial *trial, const struct rt_trial_group_state *group)
{
    for (size_t i = 0; i < trial->case_count; i++)
        if (is_wished(trial, group, &group->results[i].which))
            return true;
    return false;
}

/* Whether a case of a group has a run to be made; those that have none are settled. */
static bool needs_run(const struct rt_trial *trial, struct rt_trial_group_state *group, size_t i)
{
    struct rt_trial_result *result = &group->results[i];
    const struct rt_trial_case *which = &result->which;
    if (group->states[i] != RT_TRIAL_WAITING || which->wish == RT_TRIAL_WISH_ASK)
        return false;
    if (which->kind == RT_TRIAL_GOOD)
        return wishes_any(trial, group);
    const char *why = NULL;
    if (!group->believed)
        why = group->asked ? "the client believes no right reply" : "the client asked nothing";
    else if (which->kind == RT_TRIAL_LIAR && !rt_trial_command_lists(trial->settings.command))
        why = "its command takes no {list}";
    else if (!is_wished(trial, group, which) &&
             !(which->kind == RT_TRIAL_SILENT && wishes_packets(trial, group)))
        why = "it was not asked for";
    if (why) {
        rt_trial_judge_skip(result, why);
        result->version = group->version;
        group->states[i] = RT_TRIAL_DONE;
    }
    return !why;
}

/* The next run of a group: RT_TRIAL_CASES_MAX if there is none now. */
static size_t next_of_group(const struct rt_trial *trial, struct rt_trial_group_state *group)
{
    for (size_t i = 0; i < trial->case_count; i++) {
        if (needs_run(trial, group, i))
            return i;
        if (i == 0 && !group->tried)
            return RT_TRIAL_CASES_MAX; /* right replies come first */
    }
    return RT_TRIAL_CASES_MAX;
}

static bool is_running(const struct rt_trial *trial, const struct rt_trial_group_state *group)
{
    for (size_t i = 0; i < trial->case_count; i++)
        if (group->states[i] == RT_TRIAL_RUNNING)
            return true;
    return false;
}

/* Judges what was seen of a group that has no more runs. */
static void settle_group(struct rt_trial *trial, struct rt_trial_group_state *group)
{
    if (!group->servers || is_running(trial, group) ||
        (trial->error == 0 && next_of_group(trial, group) != RT_TRIAL_CASES_MAX))
        return;
    rt_trial_judge_group(group, trial->case_count);
    rt_trial_reply_close(group);
}

static struct rt_trial_run *free_place(const struct rt_trial *trial)
{
    for (unsigned i = 0; i < trial->settings.jobs; i++)
        if (!trial->runs[i].busy)
            return &trial->runs[i];
    return NULL;
}

/* Begins the next run of a group, if it has one now. */
static bool begin_of_group(struct rt_trial *trial, struct rt_trial_group_state *group)
{
    struct rt_trial_run *run = free_place(trial);
    size_t at = next_of_group(trial, group);
    if (!run || at == RT_TRIAL_CASES_MAX)
        return false;
    if ((group->servers || rt_trial_reply_open(trial, group)) &&
        rt_trial_run_begin(trial, run, group, at))
        return true;
    trial->error = errno;
    return false;
}

/* Begins one run, if there is a place: those under way shall not wait while many are begun. */
static bool begin_run(struct rt_trial *trial)
{
    for (size_t g = 0; g < trial->settings.group_count && trial->error == 0; g++)
        if (begin_of_group(trial, &trial->groups[g]))
            return true;
    return false;
}

/* What is polled of a run, in a fixed order. */
static void list_fds(const struct rt_trial_run *run, struct pollfd *fds)
{
    size_t count = 0;
    int list[FDS_OF_RUN];
    list[count++] = run->process.done;
    list[count++] = run->process.output;
    for (size_t i = 0; i < RT_TRIAL_SERVERS; i++) {
        list[count++] = run->udp[i];
        list[count++] = run->tcp[i];
    }
    for (size_t i = 0; i < RT_TRIAL_CONNECTIONS; i++)
        list[count++] = run->connections[i].ended ? -1 : run->connections[i].fd;
    for (size_t i = 0; i < count; i++)
        fds[i] = (struct pollfd){.fd = run->busy ? list[i] : -1, .events = POLLIN};
}

/* Does what is due in a run; returns when the next thing is. */
static uint64_t do_due(struct rt_trial *trial, struct rt_trial_run *run, uint64_t now)
{
    uint64_t next = UINT64_MAX;
    if (!run->busy)
        return next;
    if (!run->stopping && (now >= run->end_ns || trial->error != 0)) {
        rt_process_stop(&run->process);
        run->stopping = true;
    }
    if (!run->stopping)
        next = run->end_ns;
    for (size_t i = 0; i < RT_TRIAL_CONNECTIONS; i++) {
        struct rt_trial_connection *connection = &run->connections[i];
        if (connection->fd >= 0 && connection->out_len > 0 && now >= connection->due_ns)
            rt_trial_net_due(trial, run, connection);
        if (connection->fd >= 0 && connection->out_len > 0 && connection->due_ns < next)
            next = connection->due_ns;
    }
    return next;
}

static void do_ready(struct rt_trial *trial, struct rt_trial_run *run, const struct pollfd *fds)
{
    const struct pollfd *sockets = fds + 2, *connections = sockets + RT_TRIAL_SOCKETS;
    if (!run->busy)
        return;
    if (fds[1].revents)
        rt_trial_run_read(run);
    for (uint32_t i = 0; i < run->server_count; i++) {
        if (sockets[2 * i].revents)
            rt_trial_net_udp(trial, run, i);
        if (sockets[2 * i + 1].revents)
            rt_trial_net_accept(run, i);
    }
    for (size_t i = 0; i < RT_TRIAL_CONNECTIONS; i++)
        if (connections[i].revents && run->connections[i].fd == connections[i].fd)
            rt_trial_net_tcp(trial, run, &run->connections[i]);
    if (!fds[0].revents)
        return;
    struct rt_trial_group_state *group = run->group;
    rt_trial_run_end(trial, run);
    settle_group(trial, group);
}

/* How long to wait, in milliseconds: at least until then, -1 for ever. */
static int wait_until(uint64_t due, uint64_t now)
{
    const uint64_t most = 3600000;
    if (due == UINT64_MAX)
        return -1;
    uint64_t ms = due > now ? (due - now + 999999) / 1000000 : 0;
    return (int)(ms < most ? ms : most);
}

/* One turn of the loop; false: no run is under way. */
static bool turn(struct rt_trial *trial, struct pollfd *fds)
{
    unsigned jobs = trial->settings.jobs;
    uint64_t now = rt_trial_ticks(), due = UINT64_MAX;
    bool busy = false, more = begin_run(trial);
    for (unsigned i = 0; i < jobs; i++) {
        uint64_t next = do_due(trial, &trial->runs[i], now);
        due = next < due ? next : due;
        busy = busy || trial->runs[i].busy;
        list_fds(&trial->runs[i], &fds[1 + i * FDS_OF_RUN]);
    }
    if (!busy)
        return false;
    fds[0] = (struct pollfd){.fd = trial->error == 0 ? trial->settings.stop : -1, .events = POLLIN};
    if (poll(fds, 1 + (nfds_t)jobs * FDS_OF_RUN, more ? 0 : wait_until(due, now)) <= 0)
        return true;
    if (fds[0].revents)
        trial->error = EINTR;
    for (unsigned i = 0; i < jobs; i++)
        do_ready(trial, &trial->runs[i], &fds[1 + i * FDS_OF_RUN]);
    return true;
}

bool rt_trial_go(struct rt_trial *trial)
{
    struct pollfd *fds = calloc(1 + (size_t)trial->settings.jobs * FDS_OF_RUN, sizeof *fds);
    if (!fds)
        return false;
    while (turn(trial, fds))
        ;
    free(fds);
    for (size_t i = 0; i < trial->settings.group_count; i++)
        settle_group(trial, &trial->groups[i]);
    errno = trial->error;
    return trial->error == 0;
}

bool rt_trial_result(const struct rt_trial *trial, size_t i, struct rt_trial_result *result)
{
    for (size_t g = 0; g < trial->settings.group_count; g++) {
        const struct rt_trial_group_state *group = &trial->groups[g];
        for (size_t c = 0; c < trial->case_count; c++) {
            if (!is_wished(trial, group, &group->results[c].which) || i-- > 0)
                continue;
            *result = group->results[c];
            return true;
        }
    }
    return false;
}

struct rt_trial_sum rt_trial_sum(const struct rt_trial *trial)
{
    struct rt_trial_sum sum = {0, 0, 0, 0};
    for (size_t g = 0; g < trial->settings.group_count; g++) {
        sum.wished += wishes_any(trial, &trial->groups[g]);
        sum.asked += trial->groups[g].asked;
        sum.believed += trial->groups[g].believed;
        sum.requests += trial->groups[g].requests;
    }
    return sum;
}
