// SPDX-License-Identifier: BSD-2-Clause
/*
 * The input is a capture file. Whatever it holds: reading ends, every payload can be read and is
 * not empty, and nothing follows a fault of the file.
 */
#include <stdlib.h>

#include "base/fuzz_target.h"
#include "files/capture.h"

static void require(bool truth)
{
    if (!truth)
        abort();
}

/* What a sign quotes can be read. */
static void take_sign(void *context, const struct rt_capture_sign *sign)
{
    struct rt_server_seen *seen = context;
    volatile uint8_t sum = 0;
    rt_server_seen_sign(seen, &sign->server, sign->sign);
    for (size_t i = 0; i < sign->quoted.len; i++)
        sum = (uint8_t)(sum + sign->quoted.data[i]);
}

static void read_all(struct rt_capture *capture)
{
    struct rt_datagram datagram;
    struct rt_capture_fault fault = {.error = RT_OK};
    volatile uint8_t sum = 0;
    enum rt_capture_event event;
    struct rt_server_seen *seen = rt_server_seen_new();
    require(seen != NULL);
    rt_capture_on_sign(capture, take_sign, seen);
    while ((event = rt_capture_next(capture, &datagram, &fault)) != RT_CAPTURE_END) {
        char text[RT_ENDPOINT_TEXT_SIZE];
        require(!fault.final || event == RT_CAPTURE_FAULT);
        if (event == RT_CAPTURE_FAULT) {
            require(fault.error != RT_OK && fault.cause[0] != '\0');
            continue;
        }
        require(datagram.payload.len > 0);
        rt_server_seen_add(seen, &datagram.to);
        rt_endpoint_text(&datagram.from, text);
        for (size_t i = 0; i < datagram.payload.len; i++)
            sum = (uint8_t)(sum + datagram.payload.data[i]);
    }
    rt_capture_on_sign(capture, NULL, NULL);
    rt_server_seen_free(seen);
}

RT_FUZZ_TARGET("capture", data, size)
{
    static uint8_t copy[1 << 20];
    if (size == 0 || size > sizeof copy)
        return 0;
    for (size_t i = 0; i < size; i++)
        copy[i] = data[i];
    FILE *file = fmemopen(copy, size, "r");
    require(file != NULL);
    struct rt_capture_fault fault;
    struct rt_capture *capture = rt_capture_open(file, &fault);
    if (capture != NULL)
        read_all(capture);
    else
        require(fault.final && fault.error != RT_OK);
    rt_capture_close(capture);
    fclose(file);
    return 0;
}
