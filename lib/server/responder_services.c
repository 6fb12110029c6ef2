// SPDX-License-Identifier: BSD-2-Clause
/* Lists what a responder speaks. */
#include "server/responder.h"

size_t rt_service_list(const struct rt_choice *choices, size_t count,
                       struct rt_service services[RT_SERVICES_MAX])
{
    for (size_t i = 0; i < count; i++) {
        const struct rt_choice *choice = &choices[count - 1 - i];
        services[i] = (struct rt_service){
            .version = choice->version,
            .rules = rt_version_rules(choice->version, choice->fixed ? &choice->reading : NULL),
        };
    }
    return count;
}

/* Whether a reading is another number in VER and nothing else. */
static bool is_number(const struct rt_reading *reading)
{
    return reading->set[0].param == RT_PARAM_VERSION && reading->set[1].param == RT_PARAM_FORGOTTEN;
}

size_t rt_service_add_numbers(struct rt_service services[RT_SERVICES_MAX], size_t count)
{
    size_t all = count;
    for (size_t i = 0; i < count; i++) {
        const struct rt_version *version = services[i].version;
        for (size_t r = 0; r < rt_version_readings(version) && all < RT_SERVICES_MAX; r++) {
            const struct rt_reading *reading = &version->readings[r];
            if (is_number(reading))
                services[all++] =
                    (struct rt_service){version, rt_version_rules(version, reading), true};
        }
    }
    return all;
}
