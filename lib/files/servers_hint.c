// SPDX-License-Identifier: BSD-2-Clause
/* Which versions the "version" of a list means. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "files/servers.h"
#include "wire/crypto.h"

struct found {
    struct rt_known known;
    const struct rt_version **versions;
    size_t count;
};

static void add(struct found *found, const struct rt_version *version)
{
    if (found->count < RT_CHOICES_MAX)
        found->versions[found->count++] = version;
}

/* Those with a number on the wire, or those without one. */
static void add_numbered(struct found *found, bool numbered)
{
    for (size_t i = 0; i < found->known.count; i++)
        if ((found->known.versions[i]->rules.version != RT_NO_NUMBER) == numbered)
            add(found, found->known.versions[i]);
}

static void add_number(struct found *found, uint32_t number)
{
    for (size_t i = 0; i < found->known.count; i++)
        if (found->known.versions[i]->rules.version == number)
            add(found, found->known.versions[i]);
}

/* The draft of this number. */
static void add_draft(struct found *found, uint32_t draft)
{
    char name[16];
    snprintf(name, sizeof name, "v%u", (unsigned)draft);
    for (size_t i = 0; i < found->known.count; i++)
        if (strcmp(found->known.versions[i]->name, name) == 0)
            add(found, found->known.versions[i]);
}

/* Its name here, or that of its document. */
static void add_name(struct found *found, const char *name)
{
    for (size_t i = 0; i < found->known.count; i++) {
        const struct rt_version *version = found->known.versions[i];
        if (strcasecmp(version->name, name) == 0 || strcasecmp(version->document, name) == 0)
            add(found, version);
    }
}

/* Decimal, or hexadecimal after 0x; the whole text. */
static bool read_number(const char *text, uint32_t *number)
{
    uint64_t value = 0;
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *p = hex ? text + 2 : text;
    if (!*p)
        return false;
    for (; *p; p++) {
        int digit = rt_hex_digit((uint8_t)*p);
        if (digit < 0 || (!hex && digit > 9))
            return false;
        value = value * (hex ? 16 : 10) + (uint64_t)digit;
        if (value > UINT32_MAX)
            return false;
    }
    *number = (uint32_t)value;
    return true;
}

/* "draft-ietf-ntp-roughtime-12" and whatever else has "draft" in it and ends in a number. */
static bool read_draft(const char *text, uint32_t *draft)
{
    size_t len = strlen(text);
    size_t from = len;
    while (from > 0 && text[from - 1] >= '0' && text[from - 1] <= '9')
        from--;
    return strcasestr(text, "draft") && from < len && read_number(text + from, draft);
}

static enum rt_oddity find_number(struct found *found, uint32_t number, enum rt_oddity form)
{
    if (number == RT_PRE_IETF || number == RT_NO_NUMBER)
        add_numbered(found, false);
    else
        add_number(found, number);
    if (number == RT_NO_NUMBER)
        return RT_ODD_VERSION_ZERO;
    if (found->count > 0)
        return form;
    add_draft(found, number);
    return RT_ODD_VERSION_DRAFT;
}

size_t rt_servers_hint(const char *hint, bool is_string, struct rt_known known,
                       const struct rt_version *versions[RT_CHOICES_MAX], enum rt_oddity *odd)
{
    struct found found = {.known = known, .versions = versions};
    uint32_t number;
    *odd = is_string ? RT_ODD_VERSION_FORM : RT_ODD_NONE;
    if (read_number(hint, &number))
        *odd = find_number(&found, number, *odd);
    else if (is_string && strcasecmp(hint, "IETF-Roughtime") == 0)
        add_numbered(&found, true);
    else if (is_string && strcasecmp(hint, "Google-Roughtime") == 0)
        add_numbered(&found, false);
    else if (is_string)
        add_name(&found, hint);
    if (found.count == 0 && is_string && read_draft(hint, &number))
        add_draft(&found, number);
    if (found.count == 0)
        *odd = RT_ODD_VERSION_UNKNOWN;
    return found.count;
}

uint16_t rt_servers_default_port(const struct rt_version *const *versions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!rt_crypto_is_rfc_context(versions[i]->rules.cert_context))
            return RT_PORT_DRAFTS;
    return count > 0 ? RT_PORT_RFC : RT_PORT_DRAFTS;
}
