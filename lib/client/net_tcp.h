// SPDX-License-Identifier: BSD-2-Clause
/*
 * One request and its response on a TCP connection that does not block.
 *
 * A response is ROUGHTIM, a length and as many bytes, or a bare length and as many bytes (draft 00
 * section 6). What is longer than any packet is refused before room is made for it: what came of it
 * is given as a packet, for the checks to name what is wrong, and so is one that was cut short.
 */
#ifndef ROUGHTIME_NET_TCP_H
#define ROUGHTIME_NET_TCP_H

#include "wire/frame.h"

#pragma GCC visibility push(hidden)

struct rt_net_stream;

/* Copies the request; NULL: no memory. */
struct rt_net_stream *rt_net_stream_new(struct rt_view request);

/* Adds bytes behind the request; the stream may move. False: no memory, and it is as it was. */
bool rt_net_stream_append(struct rt_net_stream **stream, struct rt_view bytes);

void rt_net_stream_free(struct rt_net_stream *stream); /* NULL is allowed */

/* Writes what the connection takes: 0, or errno (EAGAIN: not connected yet). */
int rt_net_stream_write(struct rt_net_stream *stream, int fd);
bool rt_net_stream_written(const struct rt_net_stream *stream);

/* Reads on. 0: `packet` is a whole one, the stream's until the next call. EAGAIN: not yet.
 * Afterwards ENODATA: the other side ended the connection. EMSGSIZE: it announced too much. Or
 * errno. */
int rt_net_stream_read(struct rt_net_stream *stream, int fd, struct rt_view *packet);

/* Whether there is more to say without another byte than the packet that was given last. */
bool rt_net_stream_more(const struct rt_net_stream *stream);

/* What was read of a packet that is not whole; absent if there is nothing. */
struct rt_view rt_net_stream_rest(const struct rt_net_stream *stream);

#pragma GCC visibility pop

#endif
