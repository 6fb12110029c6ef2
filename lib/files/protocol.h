// SPDX-License-Identifier: BSD-2-Clause
/*
 * Other protocols, for packets that are no Roughtime: a wrong port, a wrong file.
 *
 * A guess from the first bytes, to be asked only where no version can read a packet. It is no
 * verdict and takes no part in any. A row has a constant, a stable name (for JSON) and a name for
 * people. The formats are those of RFC 5905 (NTP), RFC 8915 (NTS-KE), RFC 1035 (DNS), RFC 8446
 * (TLS), RFC 9147 (DTLS), RFC 9112 (HTTP), RFC 4253 (SSH), RFC 8489 (STUN), RFC 9000 and 9369
 * (QUIC), IEEE 1588 (PTP), and draft 00 section 5 for a message on TCP, which stands behind its
 * bare length.
 */
#ifndef ROUGHTIME_PROTOCOL_H
#define ROUGHTIME_PROTOCOL_H

#include "base/bytes.h"

// clang-format off
#define RT_PROTOCOLS(X)                                                                           \
    X(DRAFT00_TCP, "draft00-tcp", "a message of draft 00 from TCP, behind its bare length")       \
    X(NTS_KE,      "nts-ke",      "NTS-KE (TLS)")                                                 \
    X(TLS,         "tls",         "TLS")                                                          \
    X(DTLS,        "dtls",        "DTLS")                                                         \
    X(SSH,         "ssh",         "SSH")                                                          \
    X(HTTP,        "http",        "HTTP")                                                         \
    X(STUN,        "stun",        "STUN")                                                         \
    X(QUIC,        "quic",        "QUIC")                                                         \
    X(NTP,         "ntp",         "NTP")                                                          \
    X(PTP,         "ptp",         "PTP")                                                          \
    X(DNS,         "dns",         "DNS")
// clang-format on

enum rt_protocol {
    RT_PROTOCOL_UNKNOWN = 0,
#define X(id, name, text) RT_PROTOCOL_##id,
    RT_PROTOCOLS(X)
#undef X
        RT_PROTOCOL_COUNT
};

/* Which protocol the bytes look like; RT_PROTOCOL_UNKNOWN for whatever looks like Roughtime. */
enum rt_protocol rt_protocol_find(struct rt_view packet);

/* The stable name, and the name for people; NULL for RT_PROTOCOL_UNKNOWN. Static. */
const char *rt_protocol_name(enum rt_protocol protocol);
const char *rt_protocol_text(enum rt_protocol protocol);

#endif
