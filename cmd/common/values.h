// SPDX-License-Identifier: BSD-2-Clause
/*
 * One value of a message in the terms of a version: times as dates, units by their names, numbers
 * of versions with the versions that have them, and everything else as hexadecimal digits.
 *
 * Some values are lists: VER and VERS of numbers, PATH of hashes, LEAP of events. A list is shown
 * element by element; one whose length is no whole number of elements is shown as bytes.
 */
#ifndef RTCTL_VALUES_H
#define RTCTL_VALUES_H

#include "files/output.h"
#include "rules/version.h"
#include "wire/packet.h"

/* In whose terms. */
struct value_terms {
    const struct rt_rules *rules;
    size_t hash; /* bytes of a tree hash: as long as ROOT, else as the rules say */
};

/* Terms for a packet under rules, which must outlive them. */
struct value_terms value_terms_of(const struct rt_packet *packet, const struct rt_rules *rules);

/* Bytes of an element of a list; 0 if the tag holds no list. */
size_t value_step(const struct value_terms *terms, uint32_t tag);

/* What is wrong with a value whatever else the packet holds; offset from the value's start. */
struct rt_fault value_fault(const struct value_terms *terms, uint32_t tag, struct rt_view value);

/* Room for what value_text writes. */
#define VALUE_TEXT_SIZE 1024

/* Writes a value that is no list, or one element of a list, in words. "" where only the digits say
 * it: signatures, keys, nonces, hashes, unknown tags, lengths that are wrong. */
const char *value_text(const struct value_terms *terms, uint32_t tag, struct rt_view value,
                       char text[VALUE_TEXT_SIZE]);

/* Prints a whole value: in words, else as digits. Of a PATH only how much it is. */
void value_print(struct rt_output *out, const struct value_terms *terms, uint32_t tag,
                 struct rt_view value);

/* The members that a value adds to its JSON object, "value" first. */
void value_json(struct rt_output *out, const struct value_terms *terms, uint32_t tag,
                struct rt_view value);

/* Whether all bytes are zero. */
bool value_is_zero(struct rt_view value);

#endif
