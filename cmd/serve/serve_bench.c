// SPDX-License-Identifier: BSD-2-Clause
/*
 * How fast `rtctl serve` answers over UDP on loopback: its processor time for a reply, replies a
 * second with hundreds of requests in flight, and how long a lone request waits.
 *
 * The generator is this program, with a processor of its own; the server has another. Each reply is
 * counted by the nonce in it, and one of SAMPLE is verified whole. On loopback the system does the
 * receiver's part of a datagram in the time of whoever sent it: the server's figure holds the
 * delivery of replies to this program, and not that of requests to itself.
 *
 * usage: serve_bench RTCTL [REPLIES [VERSION...]]
 */
#include <sched.h>
#include <time.h>

#include "judge/judge.h"
#include "serve/serve_live.h"

#define FLIGHT  512 /* requests on their way */
#define BURST   64  /* of one system call */
#define SAMPLE  997
#define LONELY  5000 /* requests one after the other */
#define REPLIES 1000000

struct packet {
    uint8_t bytes[1200];
    size_t len;
};

struct generator {
    const struct live *live;
    const struct rt_version *version;
    struct rt_crypto *crypto;
    int fd;
    size_t nonce_at; /* offset in a request */
    size_t echo_at;  /* and in a reply; 0: not known yet */
    struct packet requests[BURST];
    uint8_t replies[BURST][2048];
    struct mmsghdr out[BURST], in[BURST];
    struct iovec out_at[BURST], in_at[BURST];
    uint64_t verified;
};

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pin(pid_t pid, int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)cpu, &set);
    if (sysconf(_SC_NPROCESSORS_ONLN) > 1 && sched_setaffinity(pid, sizeof set, &set) != 0)
        live_die("sched_setaffinity");
}

static void prepare(struct generator *g, const struct live *live, const struct rt_version *version)
{
    *g = (struct generator){.live = live, .version = version, .crypto = rt_crypto_new()};
    g->fd = live_connect(live, AF_INET, SOCK_DGRAM);
    for (size_t i = 0; i < BURST; i++) {
        struct packet *request = &g->requests[i];
        struct rt_packet parsed;
        request->len =
            live_request(version, RT_TRANSPORT_UDP, 0, request->bytes, sizeof request->bytes);
        rt_packet_parse(&parsed, (struct rt_view){request->bytes, request->len});
        g->nonce_at = rt_packet_offset(&parsed, parsed.values[RT_SLOT_NONC].data);
        g->out_at[i] = (struct iovec){request->bytes, request->len};
        g->in_at[i] = (struct iovec){g->replies[i], sizeof g->replies[i]};
        g->out[i].msg_hdr = (struct msghdr){.msg_iov = &g->out_at[i], .msg_iovlen = 1};
        g->in[i].msg_hdr = (struct msghdr){.msg_iov = &g->in_at[i], .msg_iovlen = 1};
    }
}

static void verify(struct generator *g, uint32_t number, struct rt_view reply)
{
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    struct rt_choice choice = {.version = g->version, .fixed = true};
    struct packet request;
    request.len =
        live_request(g->version, RT_TRANSPORT_UDP, number, request.bytes, sizeof request.bytes);
    struct rt_exchange exchange = {.request = {request.bytes, request.len},
                                   .response = reply,
                                   .key = g->live->key,
                                   .transport = RT_TRANSPORT_UDP};
    rt_subject_init(&subject, g->crypto, &exchange);
    rt_judge(&subject, &choice, 1, true, &judgement);
    if (judgement.verdict != RT_VALID) {
        fprintf(stderr, "serve_bench: a reply of %s is not valid\n", g->version->name);
        exit(1);
    }
    g->verified++;
}

/* The number in the nonce of a reply. */
static uint32_t number_of(struct generator *g, struct rt_view reply)
{
    if (g->echo_at == 0 || reply.len < g->echo_at + 4) {
        struct rt_packet parsed;
        rt_packet_parse(&parsed, reply);
        struct rt_view nonce = parsed.values[RT_SLOT_NONC];
        if (!rt_view_present(nonce))
            live_die("a reply without nonce");
        g->echo_at = rt_packet_offset(&parsed, nonce.data);
    }
    return rt_bytes_load32(reply.data + g->echo_at);
}

static uint32_t send_some(struct generator *g, uint32_t first, uint32_t count)
{
    if (count > BURST)
        count = BURST;
    for (uint32_t i = 0; i < count; i++)
        rt_bytes_store32(g->requests[i].bytes + g->nonce_at, first + i);
    int sent = sendmmsg(g->fd, g->out, count, MSG_DONTWAIT);
    return sent > 0 ? (uint32_t)sent : 0;
}

static uint32_t take_some(struct generator *g, uint8_t *seen)
{
    int got = recvmmsg(g->fd, g->in, BURST, MSG_DONTWAIT, NULL);
    for (int i = 0; i < got; i++) {
        struct rt_view reply = {g->replies[i], g->in[i].msg_len};
        uint32_t number = number_of(g, reply);
        if (seen[number])
            live_die("a reply came twice");
        seen[number] = 1;
        if (number % SAMPLE == 0)
            verify(g, number, reply);
    }
    return got > 0 ? (uint32_t)got : 0;
}

struct figures {
    uint32_t asked, answered;
    double server, wall; /* seconds */
};

static struct figures flood(struct generator *g, clockid_t server, uint32_t wanted)
{
    struct figures figures = {0};
    uint8_t *seen = calloc(wanted, 1);
    if (!seen)
        live_die("calloc");
    figures.server = -seconds(server);
    figures.wall = -seconds(CLOCK_MONOTONIC);
    double patience = seconds(CLOCK_MONOTONIC) + 1;
    while (figures.answered < wanted) {
        uint32_t got = take_some(g, seen);
        figures.answered += got;
        uint32_t flight = figures.asked - figures.answered;
        uint32_t left = wanted - figures.asked;
        if (flight <= FLIGHT - BURST && left > 0)
            figures.asked += send_some(g, figures.asked, left);
        if (got > 0)
            patience = 0;
        else if (patience == 0)
            patience = seconds(CLOCK_MONOTONIC) + 1;
        else if (seconds(CLOCK_MONOTONIC) > patience)
            break; /* some are lost */
    }
    figures.server += seconds(server);
    figures.wall += seconds(CLOCK_MONOTONIC);
    free(seen);
    return figures;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Requests one after the other: sorted times until the reply. */
static void alone(struct generator *g, double times[LONELY])
{
    for (uint32_t i = 0; i < LONELY; i++) {
        double start = seconds(CLOCK_MONOTONIC);
        send_some(g, i, 1);
        struct rt_view reply = {g->replies[0], 0};
        do { /* replies that came too late for the flood are passed over */
            if (!live_readable(g->fd, LIVE_PATIENCE))
                live_die("a lone request got no answer");
            ssize_t got = recv(g->fd, g->replies[0], sizeof g->replies[0], 0);
            reply.len = got > 0 ? (size_t)got : 0;
        } while (number_of(g, reply) != i);
        times[i] = seconds(CLOCK_MONOTONIC) - start;
        if (i % SAMPLE == 0)
            verify(g, i, reply);
    }
    qsort(times, LONELY, sizeof times[0], by_size);
}

static unsigned long resident_kib(pid_t pid)
{
    char name[64], line[256];
    unsigned long kib = 0;
    snprintf(name, sizeof name, "/proc/%d/status", (int)pid);
    FILE *file = fopen(name, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %lu", &kib) == 1)
            break;
    if (file)
        fclose(file);
    return kib;
}

static bool measure(const struct live *live, const char *name, uint32_t wanted)
{
    static struct generator g;
    static double times[LONELY];
    const struct rt_version *version = rt_registry_find(name);
    clockid_t server;
    if (!version || version->rules.nonce_in != RT_PLACE_RESPONSE) {
        fprintf(stderr, "serve_bench: %s: no version that echoes its nonce\n", name);
        return false;
    }
    if (clock_getcpuclockid(live->pid, &server) != 0)
        live_die("clock_getcpuclockid");
    prepare(&g, live, version);
    flood(&g, server, FLIGHT * 16); /* warm up */
    unsigned long before = resident_kib(live->pid);
    struct figures figures = flood(&g, server, wanted);
    unsigned long after = resident_kib(live->pid);
    alone(&g, times);
    printf("%-9s %8u replies, %u lost: %5.2f us of server time each, %7.0f a second; alone %3.0f "
           "us, 99 of 100 %3.0f us; memory %+ld KiB; %lu verified\n",
           name, figures.answered, figures.asked - figures.answered,
           figures.server / figures.answered * 1e6, figures.answered / figures.wall,
           times[LONELY / 2] * 1e6, times[LONELY * 99 / 100] * 1e6, (long)(after - before),
           (unsigned long)g.verified);
    fflush(stdout);
    rt_crypto_free(g.crypto);
    close(g.fd);
    return figures.answered == wanted;
}

int main(int argc, char **argv)
{
    static const char *const usual[] = {"v5", "v7", "v8", "v14", "rfc10049"};
    const char *const *names = argc > 3 ? (const char *const *)argv + 3 : usual;
    size_t count = argc > 3 ? (size_t)argc - 3 : sizeof usual / sizeof usual[0];
    bool good = true;
    struct live live;
    if (argc < 2) {
        fprintf(stderr, "usage: serve_bench RTCTL [REPLIES [VERSION...]]\n");
        return 2;
    }
    uint32_t wanted = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : REPLIES;
    pin(0, 1);
    const char *batch = getenv("RTCTL_BATCH");
    live_start(&live, argv[1],
               (const char *const[]){"127.0.0.1:0", "--batch", batch ? batch : "128", NULL});
    pin(0, 0);
    printf("goals: 4 us, 200000 a second, alone 200 us\n");
    for (size_t i = 0; i < count; i++)
        good = measure(&live, names[i], wanted) && good;
    live_stop(&live);
    printf("largest batch %lu of %lu batches\n", (unsigned long)live_count(&live, "largest-batch"),
           (unsigned long)live_count(&live, "batches"));
    return good ? 0 : 1;
}
