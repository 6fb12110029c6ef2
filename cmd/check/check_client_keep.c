// SPDX-License-Identifier: BSD-2-Clause
/* Keeps what a client prints, and the packets of each of its runs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/check_client.h"
#include "common/memory.h"
#include "files/capture_make.h"

/* Bytes of packets that are kept of one run. */
#define KEPT_MOST ((size_t)16 << 20)

/* The packets of a run that goes on, in memory. */
struct kept_run {
    size_t run;
    char *bytes; /* of the stream */
    size_t len;
    size_t taken; /* payload so far */
    struct rt_maker maker;
};

/* The place of a run, or a free one. */
static struct kept_run **place_of(struct check_client *check, size_t run)
{
    struct kept_run **place = NULL;
    for (size_t i = 0; i < RT_TRIAL_JOBS; i++) {
        if (check->kept[i] && check->kept[i]->run == run)
            return &check->kept[i];
        if (!check->kept[i])
            place = &check->kept[i];
    }
    return place;
}

static struct kept_run *begin(struct kept_run **place, size_t run)
{
    struct kept_run *kept = memory_need(calloc(1, sizeof *kept));
    kept->run = run;
    kept->maker = (struct rt_maker){.format = RT_MAKE_PCAPNG, .link = RT_MAKE_RAW};
    kept->maker.file = memory_need(open_memstream(&kept->bytes, &kept->len));
    rt_make_start(&kept->maker);
    return *place = kept;
}

void check_client_packet(void *context, size_t run, const struct rt_trial_packet *packet)
{
    struct kept_run **place = place_of(context, run);
    if (!place)
        return;
    struct kept_run *kept = *place ? *place : begin(place, run);
    struct rt_maker *maker = &kept->maker;
    kept->taken += packet->bytes.len;
    if (kept->taken > KEPT_MOST)
        return;
    maker->time_us = (uint64_t)packet->at.seconds * 1000000 + packet->at.nanoseconds / 1000;
    if (packet->transport == RT_TRANSPORT_UDP) {
        rt_make_udp(maker, &packet->from, &packet->to, packet->bytes);
        return;
    }
    uint32_t seq = (uint32_t)packet->before + 1;
    if (packet->before == 0)
        rt_make_tcp(maker, &packet->from, &packet->to, 0,
                    RT_MAKE_SYN | (packet->reply ? RT_MAKE_ACK : 0), (struct rt_view){NULL, 0});
    rt_make_tcp(maker, &packet->from, &packet->to, seq, RT_MAKE_ACK, packet->bytes);
}

/* Writes a file of the folder. */
static void write_file(struct check_client *check, const struct rt_trial_end *end,
                       const char *suffix, struct rt_view bytes)
{
    char name[4096];
    snprintf(name, sizeof name, "%s/%s%s%s%s", check->keep, end->version ? end->version->name : "",
             end->version ? "-" : "", end->which.name, suffix);
    FILE *file = fopen(name, "we");
    bool good = file && (bytes.len == 0 || fwrite(bytes.data, 1, bytes.len, file) == bytes.len);
    int error = errno;
    if (file && fclose(file) != 0) {
        good = false;
        error = errno;
    }
    if (!good)
        app_complain(check->app, EXIT_OUTPUT, name, "%s", strerror(error));
}

void check_client_ended(void *context, size_t run, const struct rt_trial_end *end)
{
    struct check_client *check = context;
    struct kept_run **place = place_of(check, run);
    write_file(check, end, ".txt", end->output);
    if (!place || !*place)
        return;
    struct kept_run *kept = *place;
    *place = NULL;
    if (fclose(kept->maker.file) == 0)
        write_file(check, end, ".pcapng",
                   (struct rt_view){(const uint8_t *)kept->bytes, kept->len});
    free(kept->bytes);
    free(kept);
}
