// SPDX-License-Identifier: BSD-2-Clause
/* Reads bytes, numbers and times of a capture file. */
#include "files/capture_reader.h"

#include <stdarg.h>
#include <stdlib.h>

bool rt_capture_reader_stop(struct rt_capture_stop *stop, enum rt_error error, const char *format,
                            ...)
{
    va_list arguments;
    stop->error = error;
    va_start(arguments, format);
    vsnprintf(stop->cause, sizeof stop->cause, format, arguments);
    va_end(arguments);
    return false;
}

static bool fail_to_read(const struct rt_capture_reader *self, size_t len, size_t got,
                         const char *what, struct rt_capture_stop *stop)
{
    if (ferror(self->file))
        return rt_capture_reader_stop(stop, RT_E_IO, "%s", rt_error_text(RT_E_IO));
    return rt_capture_reader_stop(stop, RT_E_TRUNCATED,
                                  "the file ends within %s: of %zu bytes only %zu are there", what,
                                  len, got);
}

bool rt_capture_reader_read(struct rt_capture_reader *self, uint8_t *to, size_t len,
                            const char *what, struct rt_capture_stop *stop)
{
    size_t got = len > 0 ? fread(to, 1, len, self->file) : 0;
    self->offset += got;
    return got == len || fail_to_read(self, len, got, what, stop);
}

bool rt_capture_reader_begin(struct rt_capture_reader *self, uint8_t *to, size_t len,
                             const char *what, struct rt_capture_stop *stop)
{
    size_t got = fread(to, 1, len, self->file);
    self->offset += got;
    if (got == len)
        return true;
    stop->error = RT_OK;
    return got == 0 && !ferror(self->file) ? false : fail_to_read(self, len, got, what, stop);
}

bool rt_capture_reader_room(struct rt_capture_reader *self, size_t size,
                            struct rt_capture_stop *stop)
{
    size_t room = self->room > 0 ? self->room : 4096;
    if (size <= self->room)
        return true;
    while (room < size)
        room *= 2;
    uint8_t *buffer = realloc(self->buffer, room);
    if (buffer == NULL)
        return rt_capture_reader_stop(stop, RT_E_NO_MEMORY, "%s", rt_error_text(RT_E_NO_MEMORY));
    self->buffer = buffer;
    self->room = room;
    return true;
}

uint32_t rt_capture_reader_load32(const struct rt_capture_reader *self, const uint8_t *p)
{
    return self->big_endian ? rt_bytes_load32be(p) : rt_bytes_load32(p);
}

uint16_t rt_capture_reader_load16(const struct rt_capture_reader *self, const uint8_t *p)
{
    return self->big_endian ? rt_bytes_load16be(p) : (uint16_t)(p[0] | p[1] << 8);
}

bool rt_capture_reader_add(struct rt_capture_reader *self,
                           const struct rt_capture_interface *interface,
                           struct rt_capture_stop *stop)
{
    if (self->interface_count == RT_CAPTURE_INTERFACES_MAX)
        return rt_capture_reader_stop(stop, RT_E_TOO_LARGE, "more than %u interfaces",
                                      RT_CAPTURE_INTERFACES_MAX);
    if (self->interface_count == self->interface_room) {
        size_t room = self->interface_room > 0 ? 2 * self->interface_room : 4;
        struct rt_capture_interface *more = realloc(self->interfaces, room * sizeof *more);
        if (more == NULL)
            return rt_capture_reader_stop(stop, RT_E_NO_MEMORY, "%s",
                                          rt_error_text(RT_E_NO_MEMORY));
        self->interfaces = more;
        self->interface_room = room;
    }
    self->interfaces[self->interface_count++] = *interface;
    return true;
}

static uint64_t power_of_ten(unsigned exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* A time whose unit is 2 to the power of -`bits` seconds: whole seconds, and the nanoseconds behind
 * them. Of the fraction 34 bits are enough, and leave room to multiply. */
static uint64_t split_binary(uint64_t time, unsigned bits, uint64_t *ns)
{
    uint64_t seconds = bits < 64 ? time >> bits : 0;
    uint64_t fraction = bits < 64 ? time - (seconds << bits) : time;
    unsigned more = bits > 34 ? bits - 34 : 0;
    fraction = more < 64 ? fraction >> more : 0;
    *ns = fraction * UINT64_C(1000000000) >> (bits - more);
    return seconds;
}

/* The same for 10 to the power of -`digits` seconds. 64 bits have room for 19 digits. */
static uint64_t split_decimal(uint64_t time, unsigned digits, uint64_t *ns)
{
    uint64_t second = digits < 20 ? power_of_ten(digits) : 0;
    uint64_t seconds = second > 0 ? time / second : 0;
    uint64_t fraction = time - seconds * second;
    unsigned more = digits > 9 ? digits - 9 : 0;
    *ns = more >= 20   ? 0
          : digits < 9 ? fraction * power_of_ten(9 - digits)
                       : fraction / power_of_ten(more);
    return seconds;
}

int64_t rt_capture_reader_time(const struct rt_capture_interface *interface, uint64_t time)
{
    uint64_t ns;
    unsigned exponent = interface->resolution & 0x7f;
    uint64_t seconds = (interface->resolution & 0x80) ? split_binary(time, exponent, &ns)
                                                      : split_decimal(time, exponent, &ns);
    int64_t result;
    if (seconds > INT64_MAX)
        return INT64_MAX;
    if (__builtin_add_overflow((int64_t)seconds, interface->offset, &result) ||
        __builtin_mul_overflow(result, INT64_C(1000000000), &result) ||
        __builtin_add_overflow(result, (int64_t)ns, &result))
        return interface->offset < 0 ? INT64_MIN : INT64_MAX;
    return result;
}
