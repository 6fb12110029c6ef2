// SPDX-License-Identifier: BSD-2-Clause
/* What the servers of unit tests speak. Not installed. */
#ifndef ROUGHTIME_TEST_SERVICES_H
#define ROUGHTIME_TEST_SERVICES_H

#include <string.h>

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

static inline enum rt_error test_services_seed(uint8_t online[RT_KEY_SIZE])
{
    memset(online, 100, RT_KEY_SIZE);
    return RT_OK;
}

/* A responder of these services and keys, whose online key is always the same. */
static inline struct rt_responder_settings
test_services_settings(const struct rt_service *services, size_t service_count,
                       const struct rt_identity *identities, size_t identity_count)
{
    return (struct rt_responder_settings){
        .services = services,
        .service_count = service_count,
        .identities = identities,
        .identity_count = identity_count,
        .radius_ns = 3000000000,
        .delegation_s = 86400,
        .new_seed = test_services_seed,
    };
}

#endif
