// SPDX-License-Identifier: BSD-2-Clause
/* Answers over UDP, many requests at a time. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/server_internal.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103 /* of Linux; headers before 2018 lack it */
#endif

#define LATE_MAX   64   /* replies that wait for RT_SERVER_LATE */
#define LATE_MS    1500 /* longer than clients wait at first */
#define ROUNDS_MAX 16   /* batches from one socket before others have their turn */
#define RUN_MAX    64   /* datagrams that the system cuts from one message */
#define RUN_BYTES  60000
#define OUT_MAX    (2 * RT_TOGETHER_MAX) /* each reply perhaps twice */

#define ADDRESS_SPACE CMSG_SPACE(sizeof(struct in6_pktinfo))

struct late {
    int fd;
    int64_t due;
    struct sockaddr_storage to;
    socklen_t to_len;
    uint8_t bytes[RT_REPLY_MAX];
    size_t len;
};

/* One datagram's memory. */
struct slot {
    struct sockaddr_storage from;
    _Alignas(size_t) uint8_t control[ADDRESS_SPACE];
    struct iovec in, out;
    uint8_t packet[RT_SERVER_PACKET];
    uint8_t reply[RT_REPLY_MAX];
};

/* A message that goes out: one reply, or several of one length to one address, which the system
 * cuts apart (UDP_SEGMENT). So a busy client costs one trip through the stack, not many. */
struct run {
    unsigned first, count; /* in the row of replies */
    _Alignas(size_t) uint8_t control[ADDRESS_SPACE + CMSG_SPACE(sizeof(uint16_t))];
};

struct rt_server_udp {
    struct mmsghdr in[RT_TOGETHER_MAX];
    struct msghdr row[OUT_MAX]; /* the replies, each as it would go alone */
    struct iovec pieces[OUT_MAX];
    struct mmsghdr out[OUT_MAX];
    struct run runs[OUT_MAX];
    bool cannot_cut; /* the system cannot cut messages */
    enum rt_server_action actions[RT_TOGETHER_MAX];
    struct late *late; /* LATE_MAX of them */
    size_t late_first, late_count;
    struct slot slots[];
};

/* Linux does so since 4.18. A system that does not know the option overlooks it in a message too,
 * and would send many replies as one, so that it is asked beforehand. */
static bool system_cuts(const struct rt_server_worker *worker)
{
    int size;
    socklen_t len = sizeof size;
    return worker->address_count > 0 &&
           getsockopt(worker->udp[0].fd, IPPROTO_UDP, UDP_SEGMENT, &size, &len) == 0;
}

struct rt_server_udp *rt_server_udp_new(struct rt_server_worker *worker)
{
    size_t batch = worker->settings->batch;
    struct rt_server_udp *udp = calloc(1, sizeof *udp + batch * sizeof udp->slots[0]);
    if (!udp)
        return NULL;
    udp->cannot_cut = !system_cuts(worker);
    udp->late = calloc(LATE_MAX, sizeof *udp->late);
    for (size_t i = 0; i < batch; i++) {
        struct slot *slot = &udp->slots[i];
        slot->in = (struct iovec){slot->packet, sizeof slot->packet};
        udp->in[i].msg_hdr = (struct msghdr){
            .msg_name = &slot->from,
            .msg_iov = &slot->in,
            .msg_iovlen = 1,
        };
    }
    if (udp->late)
        return udp;
    free(udp);
    return NULL;
}

void rt_server_udp_free(struct rt_server_udp *udp)
{
    if (udp)
        free(udp->late);
    free(udp);
}

/* Receives what waits, up to a batch; 0 if there is nothing. */
static size_t receive(struct rt_server_worker *worker, const struct rt_server_socket *socket)
{
    struct rt_server_udp *udp = worker->datagrams;
    for (size_t i = 0; i < worker->settings->batch; i++) {
        struct msghdr *header = &udp->in[i].msg_hdr;
        header->msg_namelen = sizeof udp->slots[i].from;
        header->msg_control = socket->any ? udp->slots[i].control : NULL;
        header->msg_controllen = socket->any ? sizeof udp->slots[i].control : 0;
    }
    /* With MSG_TRUNC the length is that of the whole datagram, also of one that was cut off. */
    int found =
        recvmmsg(socket->fd, udp->in, worker->settings->batch, MSG_DONTWAIT | MSG_TRUNC, NULL);
    return found > 0 ? (size_t)found : 0;
}

static void prepare(struct rt_server_worker *worker, size_t number)
{
    struct rt_server_udp *udp = worker->datagrams;
    uint64_t bytes = 0;
    for (size_t i = 0; i < number; i++) {
        struct slot *slot = &udp->slots[i];
        size_t len = udp->in[i].msg_len;
        worker->answers[i] = (struct rt_answer){
            .packet = {slot->packet, len},
            .room = rt_writer_into(slot->reply, sizeof slot->reply),
        };
        bytes += len;
        if (len > sizeof slot->packet)
            rt_server_answer_oversize(worker, &worker->answers[i]);
    }
    rt_server_tally_count(worker, RT_SERVER_COUNT_PACKETS, number);
    rt_server_tally_count(worker, RT_SERVER_COUNT_BYTES_IN, bytes);
}

/* The reply leaves from the address that was asked; the route finds the interface, except for
 * addresses that mean nothing without one. */
static void free_interface(struct msghdr *header)
{
    struct cmsghdr *item = CMSG_FIRSTHDR(header);
    if (!item)
        return;
    if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo info;
        memcpy(&info, CMSG_DATA(item), sizeof info);
        info.ipi_ifindex = 0;
        memcpy(CMSG_DATA(item), &info, sizeof info);
    } else if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo info;
        memcpy(&info, CMSG_DATA(item), sizeof info);
        if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr))
            info.ipi6_ifindex = 0;
        memcpy(CMSG_DATA(item), &info, sizeof info);
    }
}

static void keep_late(struct rt_server_udp *udp, int fd, const struct msghdr *header)
{
    if (udp->late_count == LATE_MAX)
        return;
    struct late *late = &udp->late[(udp->late_first + udp->late_count++) % LATE_MAX];
    late->fd = fd;
    late->due = rt_server_clock_ticks() + LATE_MS;
    late->to_len = header->msg_namelen;
    memcpy(&late->to, header->msg_name, sizeof late->to);
    late->len = header->msg_iov->iov_len;
    memcpy(late->bytes, header->msg_iov->iov_base, late->len);
}

int rt_server_udp_late(struct rt_server_worker *worker)
{
    struct rt_server_udp *udp = worker->datagrams;
    while (udp->late_count > 0) {
        const struct late *late = &udp->late[udp->late_first];
        int64_t left = late->due - rt_server_clock_ticks();
        if (left > 0)
            return (int)left;
        union {
            struct sockaddr_storage storage;
            struct sockaddr plain;
        } to = {late->to};
        if (sendto(late->fd, late->bytes, late->len, 0, &to.plain, late->to_len) >= 0)
            rt_server_tally_count(worker, RT_SERVER_COUNT_REPLIES, 1);
        udp->late_first = (udp->late_first + 1) % LATE_MAX;
        udp->late_count--;
    }
    return -1;
}

/* A reply from a port that nobody asked. */
static void send_elsewhere(const struct msghdr *header)
{
    const struct sockaddr_storage *to = header->msg_name;
    int fd = socket(to->ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct msghdr bare = *header;
    bare.msg_control = NULL;
    bare.msg_controllen = 0;
    if (fd < 0)
        return;
    sendmsg(fd, &bare, 0);
    close(fd);
}

/* Puts the replies in a row; returns how many go out at once. */
static unsigned line_up(struct rt_server_worker *worker, const struct rt_server_socket *socket,
                        size_t number)
{
    struct rt_server_udp *udp = worker->datagrams;
    unsigned count = 0;
    for (size_t i = 0; i < number; i++) {
        struct slot *slot = &udp->slots[i];
        const struct rt_answer *answer = &worker->answers[i];
        struct msghdr header = udp->in[i].msg_hdr;
        if (answer->refusal != RT_ANSWERED || udp->actions[i] == RT_SERVER_DROP)
            continue;
        slot->out = (struct iovec){slot->reply, answer->room.len};
        header.msg_iov = &slot->out;
        header.msg_flags = 0;
        if (socket->any)
            free_interface(&header);
        if (udp->actions[i] == RT_SERVER_LATE)
            keep_late(udp, socket->fd, &header);
        else if (udp->actions[i] == RT_SERVER_ELSEWHERE)
            send_elsewhere(&header);
        else
            udp->row[count++] = header;
        if (udp->actions[i] == RT_SERVER_TWICE)
            udp->row[count++] = header;
    }
    return count;
}

static bool same_bytes(const void *a, const void *b, size_t a_len, size_t b_len)
{
    return a_len == b_len && (a_len == 0 || memcmp(a, b, a_len) == 0);
}

static bool alike(const struct msghdr *a, const struct msghdr *b)
{
    return a->msg_iov->iov_len == b->msg_iov->iov_len &&
           same_bytes(a->msg_name, b->msg_name, a->msg_namelen, b->msg_namelen) &&
           same_bytes(a->msg_control, b->msg_control, a->msg_controllen, b->msg_controllen);
}

/* Adds the length of a piece to what the first reply's control says. */
static void ask_to_cut(struct run *run, struct msghdr *header)
{
    size_t before = header->msg_controllen > 0 ? CMSG_ALIGN(header->msg_controllen) : 0;
    uint16_t size = (uint16_t)header->msg_iov->iov_len;
    memset(run->control, 0, sizeof run->control);
    if (before > 0)
        memcpy(run->control, header->msg_control, header->msg_controllen);
    header->msg_control = run->control + before;
    header->msg_controllen = CMSG_SPACE(sizeof size);
    struct cmsghdr *item = CMSG_FIRSTHDR(header);
    item->cmsg_level = IPPROTO_UDP;
    item->cmsg_type = UDP_SEGMENT;
    item->cmsg_len = CMSG_LEN(sizeof size);
    memcpy(CMSG_DATA(item), &size, sizeof size);
    header->msg_control = run->control;
    header->msg_controllen = before + CMSG_SPACE(sizeof size);
}

/* Makes messages of the first `count` replies of the row; returns how many. */
static unsigned join_runs(struct rt_server_udp *udp, unsigned count)
{
    unsigned messages = 0;
    for (unsigned first = 0, next; first < count; first = next, messages++) {
        struct msghdr *header = &udp->out[messages].msg_hdr;
        size_t size = udp->row[first].msg_iov->iov_len;
        size_t most = udp->cannot_cut || size == 0 ? 1 : RUN_BYTES / size;
        *header = udp->row[first];
        for (next = first; next < count && next - first < RUN_MAX && next - first < most &&
                           alike(&udp->row[first], &udp->row[next]);
             next++)
            udp->pieces[next] = *udp->row[next].msg_iov;
        udp->runs[messages].first = first;
        udp->runs[messages].count = next - first;
        if (next - first == 1)
            continue;
        ask_to_cut(&udp->runs[messages], header);
        header->msg_iov = &udp->pieces[first];
        header->msg_iovlen = next - first;
    }
    return messages;
}

/* Replies of a message that the system did not take, one by one. Returns how many went. */
static unsigned send_apart(struct rt_server_udp *udp, int fd, const struct run *run)
{
    unsigned sent = 0;
    if (run->count == 1)
        return 0;
    /* Without checksums in hardware there is no cutting either; other errors are of one route. */
    if (errno == EIO || errno == EOPNOTSUPP)
        udp->cannot_cut = true;
    for (unsigned i = 0; i < run->count; i++)
        sent += sendmsg(fd, &udp->row[run->first + i], 0) >= 0;
    return sent;
}

/* Sends them all; one that the system does not take is left out. */
static void send_all(struct rt_server_worker *worker, int fd, unsigned number)
{
    struct rt_server_udp *udp = worker->datagrams;
    unsigned messages = join_runs(udp, number), at = 0, sent = 0;
    uint64_t bytes = 0;
    while (at < messages) {
        int done = sendmmsg(fd, udp->out + at, messages - at, 0);
        if (done <= 0) {
            sent += send_apart(udp, fd, &udp->runs[at++]);
            continue;
        }
        for (; done > 0; done--, at++) {
            sent += udp->runs[at].count;
            bytes += udp->out[at].msg_len;
        }
    }
    rt_server_tally_count(worker, RT_SERVER_COUNT_REPLIES, sent);
    rt_server_tally_count(worker, RT_SERVER_COUNT_BYTES_OUT, bytes);
    rt_server_tally_count(worker, RT_SERVER_COUNT_UNSENT, number - sent);
}

/* Hands the caller what has no reply. */
static void keep_refusals(struct rt_server_worker *worker, size_t number)
{
    const struct rt_server_udp *udp = worker->datagrams;
    for (size_t i = 0; i < number; i++) {
        if (worker->answers[i].refusal == RT_ANSWERED)
            continue;
        rt_server_refusals_put(worker, &worker->answers[i], RT_TRANSPORT_UDP, &udp->slots[i].from,
                               udp->in[i].msg_len);
    }
    rt_server_refusals_tell(worker);
}

void rt_server_udp_ready(struct rt_server_worker *worker, const struct rt_server_socket *socket)
{
    for (int i = 0; i < ROUNDS_MAX; i++) {
        size_t number = receive(worker, socket);
        if (number == 0)
            return;
        prepare(worker, number);
        rt_server_answer(worker, RT_TRANSPORT_UDP, number, worker->datagrams->actions);
        if (worker->refusals.list)
            keep_refusals(worker, number);
        send_all(worker, socket->fd, line_up(worker, socket, number));
        if (number < worker->settings->batch)
            return;
    }
}
