// SPDX-License-Identifier: BSD-2-Clause
/* Values of messages (files/value.h), in the terms of all versions that this build knows. */
#ifndef RTCTL_VALUES_H
#define RTCTL_VALUES_H

#include "common/version_name.h"
#include "files/value.h"

static inline struct rt_value_terms value_terms_of(const struct rt_packet *packet,
                                                   const struct rt_rules *rules)
{
    return rt_value_terms_of(packet, rules, version_name_all(), rt_registry_meaning);
}

#endif
