// SPDX-License-Identifier: BSD-2-Clause
/*
 * One value of a message in the terms of a version: times as dates, units by their names, numbers
 * of versions with the versions that have them, and everything else as hexadecimal digits.
 *
 * Some values are lists: VER and VERS of numbers, PATH of hashes, LEAP of events. A list is shown
 * element by element; one whose length is no whole number of elements is shown as bytes.
 */
#ifndef ROUGHTIME_VALUE_H
#define ROUGHTIME_VALUE_H

#include "files/output.h"
#include "judge/version_name.h"
#include "wire/packet.h"

/* Room for what a number is. */
#define RT_VALUE_USE_SIZE 256

/* In whose terms. */
struct rt_value_terms {
    const struct rt_rules *rules;
    size_t hash;                     /* bytes of a tree hash */
    struct rt_version_name_from all; /* the versions whose names stand for numbers */
    /* What a number is that no version has, such as rt_registry_meaning. It may write into `text`,
     * and may return NULL. */
    const char *(*use)(uint32_t number, char text[RT_VALUE_USE_SIZE]);
    size_t signature; /* bytes of a signature */
    size_t key;       /* bytes of a public key */
};

/* Terms for a packet under rules, which must outlive them. Hashes are as long as ROOT, else as the
 * rules say. */
struct rt_value_terms
rt_value_terms_of(const struct rt_packet *packet, const struct rt_rules *rules,
                  struct rt_version_name_from all,
                  const char *(*use)(uint32_t number, char text[RT_VALUE_USE_SIZE]));

/* Bytes of an element of a list; 0 if the tag holds no list. */
size_t rt_value_step(const struct rt_value_terms *terms, uint32_t tag);

/* What is wrong with a value whatever else the packet holds; offset from the value's start. */
struct rt_fault rt_value_fault(const struct rt_value_terms *terms, uint32_t tag,
                               struct rt_view value);

/* Room for what rt_value_text writes. */
#define RT_VALUE_TEXT_SIZE 1024

/* Writes a value that is no list, or one element of a list, in words. "" where only the digits say
 * it: signatures, keys, nonces, hashes, unknown tags, lengths that are wrong. Returns `text`. */
const char *rt_value_text(const struct rt_value_terms *terms, uint32_t tag, struct rt_view value,
                          char text[RT_VALUE_TEXT_SIZE]);

/* Writes a whole value as text: in words, else as digits. Of a PATH only how much it is. */
void rt_value_print(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                    struct rt_view value);

/* Writes the members that a value adds to its JSON object, "value" first. */
void rt_value_json(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                   struct rt_view value);

/* Whether all bytes are zero. */
bool rt_value_is_zero(struct rt_view value);

#endif
