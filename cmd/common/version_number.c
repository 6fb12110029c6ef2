// SPDX-License-Identifier: BSD-2-Clause
/* Says what a number in VER is if no version has it. */
#include "common/version_number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/hex.h"
#include "registry.h"

const char *unregistered_text(uint32_t number, char text[UNREGISTERED_SIZE])
{
    char programs[RT_REGISTRY_NUMBER_SIZE];
    const char *use = rt_registry_use(number);
    rt_registry_number_text(number, true, programs);
    snprintf(text, UNREGISTERED_SIZE, "0x%08" PRIx32 " is no registered version (%s%s%s)", number,
             use ? use : "", use && *programs ? ": " : "", programs);
    return text;
}

const char *unregistered_word(const char *word, char text[UNREGISTERED_SIZE])
{
    char *end;
    bool hex = strncasecmp(word, "0x", 2) == 0 && rt_hex_digit((uint8_t)word[2]) >= 0;
    unsigned long long number = hex ? strtoull(word, &end, 16) : 0;
    if (!hex || *end != '\0' || number > UINT32_MAX)
        return NULL;
    return unregistered_text((uint32_t)number, text);
}
