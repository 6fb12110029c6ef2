// SPDX-License-Identifier: BSD-2-Clause
/*
 * Questions to the rules of a version.
 *
 * A parameter has one interpreter: the file with the switches over its values. Whoever has to know
 * what a value means asks that file, so that a new value is one more row in version.h and one more
 * case wherever the compiler says that it is missing; nothing else compares values. Hashes and
 * contexts are interpreted in crypto.h, leaf and order in merkle.h, clocks in clock.h, the framing
 * in frame.h, places in packet.h, chains in chain.h; this file has the parameters that only need a
 * word or a number. A value that was forgotten (0) is like the one that has the least.
 */
#ifndef ROUGHTIME_RULES_H
#define ROUGHTIME_RULES_H

#include <stddef.h>

#include "base/tag.h"
#include "rules/version.h"

/* Whether the version is defined over TCP. */
bool rt_rules_over_tcp(const struct rt_rules *rules);

/* Whether a bare uint32 length, which is no part of the packet, precedes it on TCP. */
bool rt_rules_bare_length(const struct rt_rules *rules);

/* The header of a message on TCP. That of a datagram where the version is not defined over TCP. */
enum rt_framing rt_rules_tcp_framing(const struct rt_rules *rules);

/* Whether tags must ascend. Else any order goes and only repeats are wrong. */
bool rt_rules_tags_ascend(enum rt_tag_order tags);

/* Whether requests name versions in VER; whether that list may name one twice; whether it must
 * ascend. */
bool rt_rules_offers(const struct rt_rules *rules);
bool rt_rules_offer_repeats(const struct rt_rules *rules);
bool rt_rules_offer_ascends(const struct rt_rules *rules);

/* How many numbers that list may have; SIZE_MAX: any. */
size_t rt_rules_offer_max(const struct rt_rules *rules);

/* How much a rule for the list VER asks: a list that satisfies a rule satisfies all with a lower
 * number. 0: requests have no such list. */
unsigned rt_rules_offer_demand(enum rt_offer offer);

/* Whether requests may name the key of the server in SRV. */
bool rt_rules_has_srv(const struct rt_rules *rules);

/* Whether packets have TYPE. */
bool rt_rules_has_type(const struct rt_rules *rules);

/* The tag of the padding of a request, of each value, and the value of a tag; RT_PADDING_FORGOTTEN:
 * it is no padding. */
enum rt_tag rt_rules_padding_tag(const struct rt_rules *rules);
enum rt_tag rt_rules_tag_of_padding(enum rt_padding padding);
enum rt_padding rt_rules_padding_of_tag(uint32_t tag);

/* The least radius that a server may send, in the unit of the clock; whether clients take 0. */
uint32_t rt_rules_least_radius(const struct rt_rules *rules);
bool rt_rules_radius_may_be_zero(const struct rt_rules *rules);

/* Whether a response lists the versions of the server in VERS, and how many at most. */
bool rt_rules_lists_versions(const struct rt_rules *rules);
size_t rt_rules_versions_max(const struct rt_rules *rules);

/* The unit of DUT1 in microseconds and that of DTAI in milliseconds. 0: there is no such tag. */
uint32_t rt_rules_dut1_us(const struct rt_rules *rules);
uint32_t rt_rules_dtai_ms(const struct rt_rules *rules);

/* Whether SREP can have LEAP; how many days before the day that begins after the event its days
 * are; which day that is, for eyes, or NULL. The text is static. */
bool rt_rules_has_leap(const struct rt_rules *rules);
int32_t rt_rules_leap_days_before(const struct rt_rules *rules);
const char *rt_rules_leap_day(const struct rt_rules *rules);

/* Whether the text says what an empty LEAP means; whether that is "no current data", for servers to
 * send; whether it is wrong. */
bool rt_rules_empty_leap_defined(const struct rt_rules *rules);
bool rt_rules_empty_leap_sent(const struct rt_rules *rules);
bool rt_rules_empty_leap_wrong(const struct rt_rules *rules);

/* Length of a tree hash in bytes: 32 or 64. */
size_t rt_rules_hash_size(enum rt_hash hash);

#endif
