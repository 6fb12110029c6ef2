// SPDX-License-Identifier: BSD-2-Clause
/*
 * The network as a client of many servers needs it, behind a small struct of functions, so that
 * tests can put a script in its place; and the real one.
 *
 * Everything goes by the caller's number of a server (`who`) and one of its two channels: a channel
 * is a socket towards one address, and the two are for the two families of addresses. Sending opens
 * the socket of a channel, or opens it anew when the address or the transport is another; closing a
 * server closes both. Nothing blocks but wait.
 *
 * The real network (rt_net_open) is one thread with epoll over connected, non-blocking sockets: the
 * kernel passes on only what comes from the address that was asked, and says at once that a port is
 * closed. Arrivals carry the kernel's time stamp, so that a busy program does not measure itself.
 * Names are looked up by getaddrinfo in threads of their own, at most RT_NET_THREADS at a time; one
 * that hangs holds up nobody else and is left behind when the net is closed.
 */
#ifndef ROUGHTIME_NET_H
#define ROUGHTIME_NET_H

#include "base/endpoint.h"
#include "wire/frame.h"

#define RT_NET_CHANNELS  2
#define RT_NET_THREADS   16
#define RT_NET_ADDRESSES 16 /* of one name; more are left out */

enum rt_net_kind {
    RT_NET_TIME = 1, /* nothing came until then */
    RT_NET_NAMES,    /* a name was looked up */
    RT_NET_PACKET,   /* a datagram, or a packet on TCP: a whole one, or what came of the last */
    RT_NET_FAILED    /* a channel is dead: refused, unreachable, ended; it is closed */
};

/* Valid until the next call. */
struct rt_net_event {
    enum rt_net_kind kind;
    size_t who;
    uint64_t at_ns;                     /* when it happened, on the clock of `now` */
    size_t tag;                         /* NAMES: that of look_up */
    const struct rt_address *addresses; /* NAMES: in the order of preference, without ports */
    size_t address_count;               /* NAMES: 0 if the name does not resolve */
    const char *cause;                  /* NAMES without addresses: why; static */
    unsigned channel;                   /* PACKET, FAILED */
    enum rt_transport transport;        /* PACKET, FAILED */
    struct rt_view packet;              /* PACKET */
    struct rt_endpoint from;            /* PACKET: who sent it */
    int error;                          /* FAILED: errno; 0: the other side ended it */
};

struct rt_net {
    void *context;
    size_t limit; /* servers that may have sockets at the same time */
    /* Nanoseconds on a clock that only goes forward. */
    uint64_t (*now)(void *context);
    /* Looks a name or a literal address up; the event has this `tag`. `host` is copied. False: no
     * memory or no thread. */
    bool (*look_up)(void *context, size_t who, size_t tag, const char *host, enum rt_family family);
    /* Sends a packet. 0, or errno; then the channel is closed. */
    int (*send)(void *context, size_t who, unsigned channel, enum rt_transport transport,
                const struct rt_address *to, struct rt_view packet);
    /* Sends more bytes on a channel of TCP, behind those of `send`. 0, or errno: ENOTCONN if there
     * is none, ENOMEM. */
    int (*more)(void *context, size_t who, unsigned channel, struct rt_view bytes);
    /* What has come on a channel of TCP of a packet that is not whole yet; absent if nothing has.
     * Valid until the next call. */
    struct rt_view (*rest)(void *context, size_t who, unsigned channel);
    void (*close)(void *context, size_t who);
    /* Waits for the next event, until `until_ns` at most (UINT64_MAX: for ever). */
    void (*wait)(void *context, uint64_t until_ns, struct rt_net_event *event);
};

/* Opens the real network for servers 0 to count - 1. False with errno. */
RT_CHECKED bool rt_net_open(struct rt_net *net, size_t count);

/* Closes every socket and frees everything. */
void rt_net_close(struct rt_net *net);

/* Room for what rt_net_address_of_text reads is one address: reads an IPv4 or IPv6 address, with or
 * without zone, that needs no look-up. */
RT_CHECKED bool rt_net_address_of_text(const char *text, struct rt_address *address);

/* Room for an IPv6 address, the name of an interface, a final zero. */
#define RT_NET_ADDRESS_SIZE 64

/* Writes an address without its port, with its zone: what rt_net_address_of_text reads. "" if the
 * system cannot. Returns `text`. */
const char *rt_net_address_text(const struct rt_address *address, char text[RT_NET_ADDRESS_SIZE]);

#endif
