// SPDX-License-Identifier: BSD-2-Clause
/* What decode calls a packet and a fault, in text and in JSON. */
#include "common/show.h"
#include "decode/decode.h"

const char *decode_direction(const struct decoded *decoded)
{
    if (decoded->unsure)
        return "packet";
    return decoded->packet.direction == RT_RESPONSE ? "response" : "request";
}

size_t decode_length(const struct decoded *decoded)
{
    const struct rt_frame *frame = &decoded->packet.frame;
    if (frame->framed)
        return frame->length;
    return decoded->item->size;
}

const char *decode_fault(const struct decoded *decoded, const struct rt_fault *fault,
                         char text[DECODE_FAULT_SIZE])
{
    const struct rt_packet *packet = &decoded->packet;
    const size_t surplus = rt_packet_surplus(packet);
    const bool last = fault->error == RT_E_FRAME_LONG ||
                      (fault->error == RT_E_VALUE_LENGTH && !packet->frame.framed &&
                       fault->at == rt_packet_offset(packet, packet->values[RT_SLOT_INDX].data));
    if (surplus > 0 && last)
        return rt_result_surplus_text(surplus, text);
    const char *protocol = rt_protocol_text(decoded->protocol);
    if (decoded->item->cut)
        return decoded->item->kind == RT_INPUT_DATAGRAM ? "cut by the snap length" : "cut";
    if (fault->error != RT_E_NOT_A_PACKET || !protocol)
        return rt_error_text(fault->error);
    snprintf(text, DECODE_FAULT_SIZE, "this is no Roughtime packet: it looks like %s", protocol);
    return text;
}
