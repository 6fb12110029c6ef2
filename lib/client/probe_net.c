// SPDX-License-Identifier: BSD-2-Clause
/* Runs probes over a network, several at a time. */
#include "client/probe_net.h"

#include <stdlib.h>
#include <string.h>

/* Events that are taken before time is looked at, also if more have come: a server may flood. */
#define TOGETHER 512

/* A place for one server at a time; its sockets are a block of RT_PROBE_ASKS. */
struct lane {
    struct rt_probe_job *job;    /* NULL: it is free */
    struct rt_probe_at *current; /* what is being asked; NULL: a name is looked up */
    size_t place;                /* the next one of the job */
    struct rt_address addresses[RT_NET_ADDRESSES];
    size_t count, next;
    size_t closed; /* sockets of asks before this are closed */
};

struct run {
    const struct rt_probe_crew *crew;
    size_t begun;
    bool stopped;
    uint64_t due_ns;
    struct lane lanes[RT_PROBE_LANES];
};

static size_t number_of(const struct run *run, const struct lane *lane)
{
    return (size_t)(lane->job - run->crew->jobs);
}

static size_t socket_of(const struct run *run, const struct lane *lane, size_t place)
{
    return (size_t)(lane - run->lanes) * RT_PROBE_ASKS + place;
}

static void end(struct run *run, struct lane *lane)
{
    size_t number = number_of(run, lane);
    lane->job = NULL;
    lane->current = NULL;
    if (!run->crew->done(run->crew->context, number))
        run->stopped = true;
}

/* Begins to ask an address. */
static void begin_at(struct run *run, struct lane *lane, struct rt_probe_at *at,
                     const struct rt_address *to, bool brief)
{
    const struct rt_probe_crew *crew = run->crew;
    if (!at->probe)
        at->probe = calloc(1, sizeof *at->probe);
    if (!at->probe) {
        lane->job->failed = true;
        end(run, lane);
        return;
    }
    at->to = *to;
    at->plan = crew->plan(crew->context, number_of(run, lane), to);
    at->plan.brief = at->plan.brief || brief;
    lane->current = at;
    lane->closed = 0;
    rt_probe_init(at->probe, &at->plan, crew->crypto);
}

/* Whether an earlier place of the server is the same. */
static bool is_again(const struct rt_probe_job *job, size_t place)
{
    for (size_t i = 0; i < place; i++)
        if (job->places[i].port == job->places[place].port &&
            strcmp(job->places[i].host, job->places[place].host) == 0)
            return true;
    return false;
}

static void take_addresses(struct lane *lane, const struct rt_address *addresses, size_t count)
{
    lane->next = 0;
    lane->count = count < RT_NET_ADDRESSES ? count : RT_NET_ADDRESSES;
    for (size_t i = 0; i < lane->count; i++) {
        lane->addresses[i] = addresses[i];
        lane->addresses[i].at.port = lane->job->places[lane->place - 1].port;
    }
}

/* The addresses of the next place. True: they are known, or there are none; false: they will be. */
static bool look_up(struct run *run, struct lane *lane)
{
    const struct rt_probe_crew *crew = run->crew;
    struct rt_probe_job *job = lane->job;
    const struct rt_host_port *place = &job->places[lane->place];
    struct rt_address address;
    if (is_again(job, lane->place++))
        return true;
    if (rt_net_address_of_text(place->host, &address)) {
        uint8_t only = crew->family == RT_FAMILY_4 ? 4 : crew->family == RT_FAMILY_6 ? 6 : 0;
        job->cause = "no address of the family that was asked for";
        take_addresses(lane, &address, only == 0 || only == address.at.family);
        return true;
    }
    if (crew->net->look_up(crew->net->context, socket_of(run, lane, 0), 0, place->host,
                           crew->family))
        return false;
    job->cause = "the name could not be looked up: no memory or no thread";
    return true;
}

/* Goes on to the next address of a server, if there is one. */
static void advance(struct run *run, struct lane *lane)
{
    lane->current = NULL;
    while (lane->next == lane->count) {
        if (lane->place == lane->job->place_count) {
            end(run, lane);
            return;
        }
        if (!look_up(run, lane))
            return;
    }
    begin_at(run, lane, &lane->job->first, &lane->addresses[lane->next++], false);
}

/* Closes the sockets of asks that are over. */
static void close_before(const struct run *run, struct lane *lane, size_t before)
{
    for (; lane->closed < before; lane->closed++)
        run->crew->net->close(run->crew->net->context, socket_of(run, lane, lane->closed));
}

/* An address of the other family: of the place that was asked, or one in numbers. */
static bool find_other(const struct lane *lane, struct rt_address *other)
{
    const struct rt_probe_job *job = lane->job;
    const uint8_t family = job->first.to.at.family;
    for (size_t i = 0; i < lane->count; i++)
        if (lane->addresses[i].at.family != family) {
            *other = lane->addresses[i];
            return true;
        }
    for (size_t i = 0; i < job->place_count; i++)
        if (rt_net_address_of_text(job->places[i].host, other) && other->at.family != family) {
            other->at.port = job->places[i].port;
            return true;
        }
    return false;
}

/* An address has been asked all there is to ask: one of the other family follows. */
static void after_address(struct run *run, struct lane *lane)
{
    struct rt_probe_job *job = lane->job;
    bool first = lane->current == &job->first;
    close_before(run, lane, lane->current->probe->ask_count);
    if (!first) {
        end(run, lane);
        return;
    }
    if (!job->first.probe->has_main) {
        advance(run, lane);
        return;
    }
    struct rt_address other;
    if (run->crew->family == RT_FAMILY_ANY && find_other(lane, &other))
        begin_at(run, lane, &job->other, &other, true);
    else
        end(run, lane);
}

static int hand_over(const struct run *run, const struct lane *lane, const struct rt_probe *probe)
{
    const struct rt_net *net = run->crew->net;
    size_t who = socket_of(run, lane, probe->place);
    if (probe->more)
        return net->more(net->context, who, 0, probe->request);
    return net->send(net->context, who, 0, probe->transport, &lane->current->to, probe->request);
}

/* Sends what is due. */
static void step(struct run *run, struct lane *lane)
{
    const struct rt_net *net = run->crew->net;
    while (lane->job && lane->current) {
        struct rt_probe *probe = lane->current->probe;
        enum rt_step next = rt_probe_step(probe, net->now(net->context));
        if (next == RT_STEP_WAIT) {
            run->due_ns = probe->due_ns < run->due_ns ? probe->due_ns : run->due_ns;
            return;
        }
        if (next == RT_STEP_DONE) {
            after_address(run, lane);
            continue;
        }
        close_before(run, lane, probe->first);
        int error = hand_over(run, lane, probe);
        if (error)
            rt_probe_failed(probe, probe->place, error);
    }
}

static void take(struct run *run, const struct rt_net_event *event)
{
    const struct rt_net *net = run->crew->net;
    struct lane *lane = &run->lanes[event->who / RT_PROBE_ASKS];
    size_t place = event->who % RT_PROBE_ASKS;
    if (event->kind == RT_NET_NAMES && lane->job && !lane->current) {
        if (event->address_count == 0)
            lane->job->cause = event->cause;
        take_addresses(lane, event->addresses, event->address_count);
        advance(run, lane);
        return;
    }
    if (!lane->job || !lane->current)
        return;
    struct rt_probe *probe = lane->current->probe;
    if (event->kind == RT_NET_PACKET)
        rt_probe_take(probe, place, event->packet, event->at_ns);
    else if (event->kind == RT_NET_FAILED)
        rt_probe_failed(probe, place, event->error);
    if (!rt_probe_is_open(probe, place))
        net->close(net->context, event->who);
}

/* Gives servers to the lanes that are free. False: there is nothing more to do. */
static bool fill(struct run *run)
{
    bool busy = false;
    for (size_t i = 0; i < RT_PROBE_LANES; i++) {
        struct lane *lane = &run->lanes[i];
        while (!lane->job && !run->stopped && run->begun < run->crew->count) {
            *lane = (struct lane){.job = &run->crew->jobs[run->begun++]};
            advance(run, lane);
        }
        busy |= lane->job != NULL;
    }
    return busy;
}

void rt_probe_crew_run(const struct rt_probe_crew *crew)
{
    struct run run = {.crew = crew};
    struct rt_net_event event;
    while (fill(&run)) {
        /* What has come is taken before anything counts as silence: it may have waited for others.
         */
        uint64_t until_ns = run.due_ns;
        for (int i = 0; i < TOGETHER; i++) {
            crew->net->wait(crew->net->context, until_ns, &event);
            if (event.kind == RT_NET_TIME)
                break;
            take(&run, &event);
            until_ns = 0;
        }
        run.due_ns = UINT64_MAX;
        for (size_t i = 0; i < RT_PROBE_LANES; i++)
            step(&run, &run.lanes[i]);
    }
}

void rt_probe_job_free(struct rt_probe_job *job)
{
    free(job->first.probe);
    free(job->other.probe);
    job->first.probe = job->other.probe = NULL;
}
