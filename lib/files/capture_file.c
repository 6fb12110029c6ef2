// SPDX-License-Identifier: BSD-2-Clause
/* Reads the frames of a capture with libpcap. */
#ifdef RT_PLATFORM_TIME /* the times of libpcap are as wide as the platform has them by itself */
#undef _TIME_BITS
#endif
#include "files/capture_file.h"

#include <pcap/pcap.h>
#include <stdlib.h>

struct rt_capture_file {
    pcap_t *pcap;
    FILE *file;      /* the caller's */
    FILE *stream;    /* what libpcap reads, and closes with `pcap` */
    off_t taken;     /* bytes read from `file`; `stream` may still hold some of them */
    uint64_t number; /* of the last record */
};

static ssize_t read_on(void *cookie, char *buffer, size_t size)
{
    struct rt_capture_file *self = cookie;
    size_t got = fread(buffer, 1, size, self->file);
    self->taken += (off_t)got;
    return got == 0 && ferror(self->file) ? -1 : (ssize_t)got;
}

/* Says where it is, so that ftello works, and goes nowhere. */
static int tell_only(void *cookie, off_t *offset, int whence)
{
    const struct rt_capture_file *self = cookie;
    if (whence != SEEK_CUR || *offset != 0)
        return -1;
    *offset = self->taken;
    return 0;
}

/* A stream of our own between file and libpcap: it knows offsets in pipes too, and takes
 * libpcap's fclose upon itself. */
static FILE *stream_over(struct rt_capture_file *self)
{
    cookie_io_functions_t functions = {.read = read_on, .seek = tell_only};
    return fopencookie(self, "r", functions);
}

static uint64_t offset_of(const struct rt_capture_file *self)
{
    off_t offset = ftello(self->stream);
    return offset < 0 ? 0 : (uint64_t)offset;
}

/* libpcap gives reasons in words only; the streams know more. */
static enum rt_error why(const struct rt_capture_file *self)
{
    if (ferror(self->file))
        return RT_E_IO;
    if (self->taken == 0)
        return RT_E_EMPTY;
    return feof(self->stream) ? RT_E_TRUNCATED : RT_E_CAPTURE;
}

static enum rt_error open_pcap(struct rt_capture_file *self, char cause[RT_CAPTURE_CAUSE_SIZE])
{
    char text[PCAP_ERRBUF_SIZE] = "";
    self->stream = stream_over(self);
    if (self->stream == NULL)
        return RT_E_NO_MEMORY;
    self->pcap =
        pcap_fopen_offline_with_tstamp_precision(self->stream, PCAP_TSTAMP_PRECISION_NANO, text);
    if (self->pcap == NULL) {
        enum rt_error error = why(self);
        fclose(self->stream);
        snprintf(cause, RT_CAPTURE_CAUSE_SIZE, "%s", text);
        return error;
    }
    int link = pcap_datalink(self->pcap);
    if (rt_capture_link_supported(link))
        return RT_OK;
    const char *name = pcap_datalink_val_to_name(link);
    snprintf(cause, RT_CAPTURE_CAUSE_SIZE, "link type %d (%s)", link, name ? name : "unknown");
    return RT_E_LINK_TYPE;
}

struct rt_capture_file *rt_capture_file_open(FILE *file, enum rt_error *error,
                                             char cause[RT_CAPTURE_CAUSE_SIZE])
{
    struct rt_capture_file *self = calloc(1, sizeof *self);
    snprintf(cause, RT_CAPTURE_CAUSE_SIZE, "%s", rt_error_text(RT_E_NO_MEMORY));
    *error = RT_E_NO_MEMORY;
    if (self == NULL)
        return NULL;
    self->file = file;
    *error = open_pcap(self, cause);
    if (*error == RT_OK)
        return self;
    rt_capture_file_close(self);
    return NULL;
}

void rt_capture_file_close(struct rt_capture_file *self)
{
    if (self == NULL)
        return;
    if (self->pcap != NULL)
        pcap_close(self->pcap);
    free(self);
}

int rt_capture_file_link(const struct rt_capture_file *self)
{
    return pcap_datalink(self->pcap);
}

static int64_t time_of(const struct timeval *time)
{
    int64_t ns;
    if (__builtin_mul_overflow((int64_t)time->tv_sec, INT64_C(1000000000), &ns) ||
        __builtin_add_overflow(ns, (int64_t)time->tv_usec, &ns))
        return time->tv_sec < 0 ? INT64_MIN : INT64_MAX;
    return ns;
}

struct rt_view rt_capture_file_next(struct rt_capture_file *self, struct rt_origin *origin,
                                    enum rt_error *error, char cause[RT_CAPTURE_CAUSE_SIZE])
{
    struct pcap_pkthdr *header;
    const u_char *data;
    *error = RT_OK;
    *origin = (struct rt_origin){.packet = ++self->number, .offset = offset_of(self)};
    int status = pcap_next_ex(self->pcap, &header, &data);
    if (status == 1) {
        origin->time_ns = time_of(&header->ts);
        return (struct rt_view){data, header->caplen};
    }
    if (status != PCAP_ERROR_BREAK) {
        *error = why(self);
        snprintf(cause, RT_CAPTURE_CAUSE_SIZE, "%s", pcap_geterr(self->pcap));
    }
    return (struct rt_view){NULL, 0};
}
