// SPDX-License-Identifier: BSD-2-Clause
/* One run of a client: its server, its command, its end. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "server/trial_internal.h"

/* Begins anew; what has memory of its own does so, too. */
static void clear(struct rt_trial_run *run, size_t number)
{
    for (size_t i = 0; i < RT_TRIAL_CONNECTIONS; i++)
        run->connections[i].fd = -1;
    run->number = number;
    run->stopping = false;
    run->requests = run->over_udp = run->over_tcp = run->connected = 0;
    run->right = run->wrong = run->unspoilt = 0;
    run->asked = 0;
    run->failed = RT_CHECK_COUNT;
    run->version = NULL;
    run->valid_as = (struct rt_candidate){NULL, NULL};
    run->time_count = 0;
    run->has_held = false;
    run->output_len = 0;
    run->cut = false;
}

bool rt_trial_run_begin(struct rt_trial *trial, struct rt_trial_run *run,
                        struct rt_trial_group_state *group, size_t at)
{
    clear(run, trial->run_count);
    run->group = group;
    run->at = at;
    run->random = rt_server_random(&trial->random);
    rt_trial_case_at(at, &run->which);
    run->server_count = run->which.kind == RT_TRIAL_LIAR ? RT_TRIAL_SERVERS : 1;
    if (!rt_trial_net_open(run))
        return false;
    char **arguments = rt_trial_command_fill(trial, run);
    bool good = arguments && rt_process_start(&run->process, arguments);
    int error = errno;
    rt_trial_command_free(arguments);
    if (!good) {
        rt_trial_net_close(run);
        rt_trial_command_forget(trial, run);
        errno = error;
        return false;
    }
    run->end_ns = rt_trial_ticks() + trial->settings.limit_ns;
    run->busy = true;
    trial->run_count++;
    group->states[at] = RT_TRIAL_RUNNING;
    return true;
}

void rt_trial_run_read(struct rt_trial_run *run)
{
    char rest[16384];
    while (run->process.output >= 0) {
        size_t room = sizeof run->output - run->output_len;
        ssize_t got = room > 0 ? read(run->process.output, run->output + run->output_len, room)
                               : read(run->process.output, rest, sizeof rest);
        if (got < 0)
            return; /* nothing now; what is wrong with a pipe shows again */
        if (got == 0) {
            close(run->process.output);
            run->process.output = -1;
        }
        if (room > 0)
            run->output_len += (size_t)got;
        else if (got > 0)
            run->cut = true;
        if (room == 0)
            return; /* others wait, too */
    }
}

static bool believes(const struct rt_trial *trial, const struct rt_trial_run *run,
                     const struct rt_process_end *end)
{
    const struct rt_trial_settings *settings = &trial->settings;
    struct rt_view output = {(const uint8_t *)run->output, run->output_len};
    if (!settings->believes)
        return !end->stopped && end->status == 0;
    return settings->believes(settings->context, end, output);
}

void rt_trial_run_end(struct rt_trial *trial, struct rt_trial_run *run)
{
    struct rt_process_end end;
    rt_trial_net_last(trial, run);
    rt_process_take(&run->process, &end);
    while (run->process.output >= 0 && end.error == 0 && !run->cut) {
        size_t before = run->output_len;
        rt_trial_run_read(run);
        if (run->output_len == before)
            break;
    }
    if (run->process.output >= 0)
        close(run->process.output);
    run->process.output = -1;
    rt_trial_net_close(run);
    rt_trial_command_forget(trial, run);
    run->busy = false;
    run->group->states[run->at] = RT_TRIAL_DONE;
    if (end.error != 0 && trial->error == 0)
        trial->error = end.error;
    bool believed = end.error == 0 && believes(trial, run, &end);
    rt_trial_judge_run(trial, run, &end, believed);
    if (!trial->settings.ended)
        return;
    const struct rt_trial_end told = {
        .version = run->version ? run->version : run->group->version,
        .which = run->which,
        .believed = believed,
        .cut = run->cut,
        .process = end,
        .output = {(const uint8_t *)run->output, run->output_len},
    };
    trial->settings.ended(trial->settings.context, run->number, &told);
}
