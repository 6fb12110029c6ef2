// SPDX-License-Identifier: BSD-2-Clause
/* What the servers of unit tests speak. Not installed. */
#ifndef ROUGHTIME_TEST_SERVICES_H
#define ROUGHTIME_TEST_SERVICES_H

#include "registry.h"
#include "server/responder.h"

/* Every version, the newest first. Returns how many. */
static inline size_t test_services_all(struct rt_service services[RT_SERVICES_MAX])
{
    struct rt_choice choices[RT_CHOICES_MAX] = {{.version = NULL}};
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    return rt_service_list(choices, rt_registry_count, services);
}

#endif
