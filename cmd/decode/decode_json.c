// SPDX-License-Identifier: BSD-2-Clause
/* rtctl decode as JSON: where a packet is from, and what it is (files/decoded.h). */
#include "decode/decode.h"
#include "wire/clock.h"

static void put_origin(struct rt_output *out, const struct decode *decode)
{
    const struct rt_datagram *datagram = &decode->item->datagram;
    char text[RT_ENDPOINT_TEXT_SIZE];
    char time[RT_TIME_SIZE];
    rt_output_uint(out, "record", decode->item->number);
    rt_output_string(out, "source", decode->file);
    if (decode->item->kind != RT_INPUT_DATAGRAM)
        return;
    rt_output_string(out, "from", rt_endpoint_text(&datagram->from, text));
    rt_output_string(out, "to", rt_endpoint_text(&datagram->to, text));
    rt_output_string(out, "time",
                     rt_clock_text(RT_CLOCK_UNIX_US, (uint64_t)datagram->time_ns / 1000, time));
    rt_output_uint(out, "packet", datagram->packet);
    rt_output_string(out, "transport", rt_transport_name(datagram->transport));
    if (datagram->copy_of != 0)
        rt_output_uint(out, "copy_of", datagram->copy_of);
}

void decode_json(struct app *app, const struct decode *decode)
{
    struct rt_output *out = &app->out;
    rt_output_record(out, "decode");
    put_origin(out, decode);
    rt_decoded_json(out, &decode->decoded, option_given(&app->options, OPTION_BYTES));
    rt_output_record_end(out);
}
