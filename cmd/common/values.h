// SPDX-License-Identifier: BSD-2-Clause
/* Values of messages (files/value.h), in the terms of all versions that this build knows. */
#ifndef RTCTL_VALUES_H
#define RTCTL_VALUES_H

#include "common/version_name.h"
#include "files/value.h"

#define value_terms     rt_value_terms
#define VALUE_TEXT_SIZE RT_VALUE_TEXT_SIZE

static inline struct rt_value_terms value_terms_of(const struct rt_packet *packet,
                                                   const struct rt_rules *rules)
{
    return rt_value_terms_of(packet, rules, version_name_all(), rt_registry_meaning);
}

static inline size_t value_step(const struct rt_value_terms *terms, uint32_t tag)
{
    return rt_value_step(terms, tag);
}

static inline struct rt_fault value_fault(const struct rt_value_terms *terms, uint32_t tag,
                                          struct rt_view value)
{
    return rt_value_fault(terms, tag, value);
}

static inline const char *value_text(const struct rt_value_terms *terms, uint32_t tag,
                                     struct rt_view value, char text[VALUE_TEXT_SIZE])
{
    return rt_value_text(terms, tag, value, text);
}

static inline void value_print(struct rt_output *out, const struct rt_value_terms *terms,
                               uint32_t tag, struct rt_view value)
{
    rt_value_print(out, terms, tag, value);
}

static inline void value_json(struct rt_output *out, const struct rt_value_terms *terms,
                              uint32_t tag, struct rt_view value)
{
    rt_value_json(out, terms, tag, value);
}

#endif
