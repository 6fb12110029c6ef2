// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the readers of pcap and of pcapng share: bytes and numbers of a file that is read forward,
 * its interfaces, and their times.
 */
#ifndef ROUGHTIME_CAPTURE_READER_H
#define ROUGHTIME_CAPTURE_READER_H

#include <stdio.h>

#include "base/bytes.h"
#include "files/capture_link.h"

#pragma GCC visibility push(hidden)

#define RT_CAPTURE_CAUSE_SIZE     256
#define RT_CAPTURE_BLOCK_MAX      (16u << 20)
#define RT_CAPTURE_FRAME_MAX      262144u /* of pcap, whose headers have no other check */
#define RT_CAPTURE_INTERFACES_MAX 65536u

/* What was captured of a packet. */
struct rt_capture_frame {
    struct rt_view bytes; /* valid until the next call */
    uint32_t link;        /* LINKTYPE number of the interface */
    bool cut;             /* the packet was longer */
    struct rt_origin origin;
};

/* Why a file cannot be read on. */
struct rt_capture_stop {
    enum rt_error error;
    char cause[RT_CAPTURE_CAUSE_SIZE]; /* for people */
};

/* An interface of pcapng, or that of a pcap file. */
struct rt_capture_interface {
    uint32_t link;
    uint32_t snaplen;   /* 0: frames are never cut */
    int64_t offset;     /* seconds that are added to its times */
    uint8_t resolution; /* if_tsresol: 10 to the power of -n seconds, or with the highest bit 2 */
};

/* A file that is being read. */
struct rt_capture_reader {
    FILE *file;        /* the caller's */
    uint64_t offset;   /* bytes that were read from it */
    uint64_t begin;    /* of the record or block at hand, in the file */
    uint64_t number;   /* of the last packet */
    bool blocks;       /* pcapng */
    bool big_endian;   /* of the section at hand */
    size_t header;     /* pcap: bytes of a record's header */
    bool lengths_free; /* pcap: before version 2.4 the two lengths may have changed places */
    uint8_t *buffer;   /* of `room` bytes */
    size_t room;
    struct rt_capture_interface *interfaces; /* of the section at hand; pcap has one */
    size_t interface_count;
    size_t interface_room;
};

/* Notes why reading ends. Returns false. */
__attribute__((format(printf, 3, 4))) bool
rt_capture_reader_stop(struct rt_capture_stop *stop, enum rt_error error, const char *format, ...);

/* Reads `len` bytes; false and a reason if they are not there. `what` is what they are part of. */
bool rt_capture_reader_read(struct rt_capture_reader *self, uint8_t *to, size_t len,
                            const char *what, struct rt_capture_stop *stop);

/* Makes the buffer as large as that, which is RT_CAPTURE_BLOCK_MAX at most. */
bool rt_capture_reader_room(struct rt_capture_reader *self, size_t size,
                            struct rt_capture_stop *stop);

/* The same at a place where the file may end: then the reason is RT_OK. */
bool rt_capture_reader_begin(struct rt_capture_reader *self, uint8_t *to, size_t len,
                             const char *what, struct rt_capture_stop *stop);

/* Numbers of the file, in the byte order of the section. */
uint32_t rt_capture_reader_load32(const struct rt_capture_reader *self, const uint8_t *p);
uint16_t rt_capture_reader_load16(const struct rt_capture_reader *self, const uint8_t *p);

/* Adds an interface; false: there is no room for more. */
bool rt_capture_reader_add(struct rt_capture_reader *self,
                           const struct rt_capture_interface *interface,
                           struct rt_capture_stop *stop);

/* Nanoseconds since 1970 of a time that an interface gave. */
int64_t rt_capture_reader_time(const struct rt_capture_interface *interface, uint64_t time);

#pragma GCC visibility pop

#endif
