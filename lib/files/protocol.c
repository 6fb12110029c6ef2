// SPDX-License-Identifier: BSD-2-Clause
/* Tells other protocols from their first bytes. */
#include "files/protocol.h"

#include <string.h>

#include "files/capture.h"

/* Numbers of other protocols are big-endian. */
static uint32_t big32(const uint8_t *p)
{
    return (uint32_t)rt_bytes_load16be(p) << 16 | rt_bytes_load16be(p + 2);
}

static bool begins(struct rt_view packet, const char *word)
{
    size_t len = strlen(word);
    return packet.len >= len && memcmp(packet.data, word, len) == 0;
}

static bool is_draft00_tcp(struct rt_view packet)
{
    return packet.len >= 8 && rt_bytes_load32(packet.data) == packet.len - 4 &&
           rt_capture_looks_like_roughtime(rt_view_slice(packet, 4, packet.len));
}

/* The header of a record: content type, version, length. */
static bool is_tls(struct rt_view packet)
{
    const uint8_t *p = packet.data;
    if (packet.len < 6 || p[0] < 20 || p[0] > 23 || p[1] != 3 || p[2] > 4)
        return false;
    uint32_t length = rt_bytes_load16be(p + 3);
    return length > 0 && length <= 16384 + 2048;
}

/* The protocol that a client hello offers stands in it as text. */
static bool is_nts_ke(struct rt_view packet)
{
    static const char offer[] = "\x07ntske/1";
    size_t len = sizeof offer - 1;
    if (!is_tls(packet) || packet.data[0] != 22)
        return false;
    for (size_t i = 5; i + len <= packet.len; i++)
        if (memcmp(packet.data + i, offer, len) == 0)
            return true;
    return false;
}

static bool is_dtls(struct rt_view packet)
{
    const uint8_t *p = packet.data;
    return packet.len >= 13 && p[0] >= 20 && p[0] <= 23 && p[1] == 0xfe &&
           (p[2] == 0xff || p[2] == 0xfd) && rt_bytes_load16be(p + 11) > 0;
}

static bool is_ssh(struct rt_view packet)
{
    return begins(packet, "SSH-2.0-") || begins(packet, "SSH-1.");
}

static bool is_http(struct rt_view packet)
{
    static const char *const words[] = {"GET /",    "HEAD /",   "POST /",        "PUT /",
                                        "DELETE /", "OPTIONS ", "CONNECT ",      "PATCH /",
                                        "HTTP/1.",  "HTTP/2",   "PRI * HTTP/2.0"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (begins(packet, words[i]))
            return true;
    return false;
}

static bool is_stun(struct rt_view packet)
{
    return packet.len >= 20 && packet.data[0] < 0x40 && big32(packet.data + 4) == 0x2112a442 &&
           rt_bytes_load16be(packet.data + 2) == packet.len - 20;
}

/* A long header of a version that exists; short ones look like nothing. */
static bool is_quic(struct rt_view packet)
{
    if (packet.len < 7 || (packet.data[0] & 0xc0) != 0xc0 || packet.data[5] > 20)
        return false;
    uint32_t version = big32(packet.data + 1);
    return version == 1 || version == 0x6b3343cf || version >> 8 == 0xff0000;
}

/* Version 2 to 4, a mode of clients and servers, a stratum, a plausible poll, and less than 256
 * seconds of root delay and root dispersion. Version 1 is gone, and its first byte is the number of
 * tags of many messages. */
static bool is_ntp(struct rt_view packet)
{
    if (packet.len < 48 || packet.len % 4 != 0)
        return false;
    unsigned version = packet.data[0] >> 3 & 7, mode = packet.data[0] & 7;
    const uint8_t *p = packet.data;
    return version >= 2 && version <= 4 && mode >= 1 && mode <= 5 && p[1] <= 16 &&
           (p[2] <= 17 || p[2] >= 0xf0) && p[4] == 0 && p[8] == 0;
}

static bool is_ptp(struct rt_view packet)
{
    const uint8_t *p = packet.data;
    if (packet.len < 44 || (p[1] & 0x0f) != 2 || rt_bytes_load16be(p + 2) > packet.len ||
        rt_bytes_load16be(p + 2) < 44)
        return false;
    unsigned type = p[0] & 0x0f;
    return type <= 3 || (type >= 8 && type <= 13);
}

/* Where a name ends that begins at `at`; 0 if that is none. */
static size_t behind_name(struct rt_view packet, size_t at)
{
    size_t begin = at;
    while (at < packet.len && packet.data[at] > 0 && packet.data[at] < 64)
        at += (size_t)packet.data[at] + 1;
    bool ends = at < packet.len && packet.data[at] == 0 && at - begin < 255;
    return ends ? at + 1 : 0;
}

/* A query or reply with one question: operation, reserved bit, and a name with type and class. */
static bool is_dns_message(struct rt_view packet)
{
    const uint8_t *p = packet.data;
    if (packet.len < 17 || (p[2] >> 3 & 15) > 6 || (p[3] & 0x40) != 0 ||
        rt_bytes_load16be(p + 4) != 1)
        return false;
    bool answers = p[2] & 0x80;
    if (!answers && rt_bytes_load16be(p + 6) != 0)
        return false;
    size_t type = behind_name(packet, 12);
    if (type == 0 || packet.len < type + 4 || rt_bytes_load16be(p + type) == 0)
        return false;
    uint32_t class = rt_bytes_load16be(p + type + 2) & 0x7fff;
    return class == 1 || class == 3 || class == 4 || class == 254 || class == 255;
}

/* On TCP a message stands behind its length in two bytes. */
static bool is_dns(struct rt_view packet)
{
    bool prefixed = packet.len > 2 && rt_bytes_load16be(packet.data) == packet.len - 2;
    return is_dns_message(packet) ||
           (prefixed && is_dns_message(rt_view_slice(packet, 2, packet.len)));
}

/* Asked in the order of the list: what is surest stands first. */
static bool (*const matchers[RT_PROTOCOL_COUNT])(struct rt_view packet) = {
    [RT_PROTOCOL_DRAFT00_TCP] = is_draft00_tcp,
    [RT_PROTOCOL_NTS_KE] = is_nts_ke,
    [RT_PROTOCOL_TLS] = is_tls,
    [RT_PROTOCOL_DTLS] = is_dtls,
    [RT_PROTOCOL_SSH] = is_ssh,
    [RT_PROTOCOL_HTTP] = is_http,
    [RT_PROTOCOL_STUN] = is_stun,
    [RT_PROTOCOL_QUIC] = is_quic,
    [RT_PROTOCOL_NTP] = is_ntp,
    [RT_PROTOCOL_PTP] = is_ptp,
    [RT_PROTOCOL_DNS] = is_dns,
};

static const char *const names[RT_PROTOCOL_COUNT] = {
#define X(id, name, text) [RT_PROTOCOL_##id] = name,
    RT_PROTOCOLS(X)
#undef X
};

static const char *const texts[RT_PROTOCOL_COUNT] = {
#define X(id, name, text) [RT_PROTOCOL_##id] = text,
    RT_PROTOCOLS(X)
#undef X
};

enum rt_protocol rt_protocol_find(struct rt_view packet)
{
    if (rt_capture_looks_like_roughtime(packet))
        return RT_PROTOCOL_UNKNOWN;
    for (int i = RT_PROTOCOL_UNKNOWN + 1; i < RT_PROTOCOL_COUNT; i++)
        if (matchers[i](packet))
            return (enum rt_protocol)i;
    return RT_PROTOCOL_UNKNOWN;
}

const char *rt_protocol_name(enum rt_protocol protocol)
{
    return names[protocol];
}

const char *rt_protocol_text(enum rt_protocol protocol)
{
    return texts[protocol];
}
