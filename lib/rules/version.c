// SPDX-License-Identifier: BSD-2-Clause
/* Names parameters and values, and applies readings. */
#include "rules/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/rules.h"

/* One table of values for each list that a parameter names. */
#define X(value, name, text) {value, name, text},
#define VALUES(list)         static const struct rt_value_row list##_rows[] = {list(X)}
VALUES(RT_SHOWS);
VALUES(RT_FRAMINGS);
VALUES(RT_STREAMS);
VALUES(RT_TAG_ORDERS);
VALUES(RT_PLACES);
VALUES(RT_OFFERS);
VALUES(RT_NONCES);
VALUES(RT_SRVS);
VALUES(RT_TYPES);
VALUES(RT_PADDINGS);
VALUES(RT_HASHES);
VALUES(RT_LEAVES);
VALUES(RT_ORDERS);
VALUES(RT_CLOCKS);
VALUES(RT_RADII);
VALUES(RT_VERS_LISTS);
VALUES(RT_DUT1S);
VALUES(RT_DTAIS);
VALUES(RT_LEAPS);
VALUES(RT_LEAP_EMPTIES);
VALUES(RT_CERT_CONTEXTS);
VALUES(RT_RESPONSE_CONTEXTS);
VALUES(RT_CONTEXT_NULS);
VALUES(RT_CHAINS);
VALUES(RT_CHAIN_OVERS);
#undef X

/* Any number is a version's; the row only keeps the array from being empty. */
static const struct rt_value_row RT_NUMBERS_rows[] = {{0, NULL, NULL}};

static const struct rt_param_row params[RT_PARAM_COUNT] = {
#define X(id, field, type, name, values, varied, shows)                                            \
    [RT_PARAM_##id] = {name, varied, RT_SHOWS_##shows, values##_rows,                              \
                       sizeof values##_rows / sizeof values##_rows[0]},
    RT_PARAMS(X)
#undef X
};

const struct rt_param_row *rt_param_row(enum rt_param param)
{
    return &params[param];
}

uint32_t rt_param_get(const struct rt_rules *rules, enum rt_param param)
{
    switch (param) {
#define X(id, field, type, name, values, varied, shows)                                            \
    case RT_PARAM_##id:                                                                            \
        return (uint32_t)rules->field;
        RT_PARAMS(X)
#undef X
    case RT_PARAM_FORGOTTEN:
    case RT_PARAM_COUNT:
        break;
    }
    return 0;
}

void rt_param_set(struct rt_rules *rules, enum rt_param param, uint32_t value)
{
    switch (param) {
#define X(id, field, type, name, values, varied, shows)                                            \
    case RT_PARAM_##id:                                                                            \
        rules->field = (type)value;                                                                \
        break;
        RT_PARAMS(X)
#undef X
    case RT_PARAM_FORGOTTEN:
    case RT_PARAM_COUNT:
        break;
    }
}

static bool is_number(enum rt_param param)
{
    return params[param].values == RT_NUMBERS_rows;
}

const struct rt_value_row *rt_param_value(enum rt_param param, uint32_t value)
{
    const struct rt_param_row *row = &params[param];
    if (is_number(param))
        return NULL;
    for (size_t i = 0; i < row->value_count; i++)
        if (row->values[i].value == value)
            return &row->values[i];
    return NULL;
}

uint32_t rt_param_next(enum rt_param param, uint32_t value)
{
    const struct rt_param_row *row = &params[param];
    size_t i = 0;
    while (i < row->value_count && row->values[i].value != value)
        i++;
    return row->values[(i + 1) % row->value_count].value;
}

bool rt_param_lacks(enum rt_param param, uint32_t value)
{
    const struct rt_value_row *row = rt_param_value(param, value);
    return row && (strcmp(row->name, "none") == 0 || strcmp(row->name, "absent") == 0);
}

const struct rt_value_row *rt_shows_row(enum rt_shows shows)
{
    return &RT_SHOWS_rows[shows - 1];
}

const char *rt_setting_text(struct rt_setting setting, char text[RT_SETTING_SIZE])
{
    const struct rt_value_row *value = rt_param_value(setting.param, setting.value);
    const char *name = params[setting.param].name;
    if (value)
        snprintf(text, RT_SETTING_SIZE, "%s=%s", name, value->name);
    else
        snprintf(text, RT_SETTING_SIZE, "%s=0x%08x", name, (unsigned)setting.value);
    return text;
}

/* The value after "version=": a number of up to 32 bits, decimal or 0x and hexadecimal. */
static enum rt_error parse_number(const char *text, size_t len, uint32_t *value)
{
    char copy[12];
    char *end = NULL;
    if (len == 0 || len >= sizeof copy || text[0] < '0' || text[0] > '9')
        return RT_E_UNKNOWN_READING;
    memcpy(copy, text, len);
    copy[len] = '\0';
    bool hex = copy[0] == '0' && (copy[1] == 'x' || copy[1] == 'X');
    unsigned long long number = strtoull(copy, &end, hex ? 16 : 10);
    bool padded = copy[0] == '0' && !hex; /* no octal numbers, and 0 is no version */
    if (padded || end != copy + len || number > UINT32_MAX || number == RT_NO_NUMBER)
        return RT_E_UNKNOWN_READING;
    *value = (uint32_t)number;
    return RT_OK;
}

static bool same(const char *name, const char *text, size_t len)
{
    return strlen(name) == len && memcmp(name, text, len) == 0;
}

static enum rt_error parse_value(const char *text, size_t len, struct rt_setting *setting)
{
    const struct rt_param_row *row = &params[setting->param];
    if (is_number(setting->param))
        return parse_number(text, len, &setting->value);
    for (size_t i = 0; i < row->value_count; i++) {
        if (same(row->values[i].name, text, len)) {
            setting->value = row->values[i].value;
            return RT_OK;
        }
    }
    return RT_E_UNKNOWN_READING;
}

enum rt_error rt_setting_parse(const char *text, size_t len, struct rt_setting *setting)
{
    const char *equals = memchr(text, '=', len);
    if (!equals)
        return RT_E_UNKNOWN_READING;
    size_t name_len = (size_t)(equals - text);
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
        if (!same(params[param].name, text, name_len))
            continue;
        setting->param = (enum rt_param)param;
        return parse_value(equals + 1, len - name_len - 1, setting);
    }
    return RT_E_UNKNOWN_READING;
}

const char *rt_reading_text(const struct rt_reading *reading, char text[RT_READING_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++) {
        if (i > 0)
            text[used++] = ',';
        rt_setting_text(reading->set[i], text + used);
        used += strlen(text + used);
    }
    return text;
}

static size_t named(const struct rt_reading readings[RT_VERSION_READINGS])
{
    size_t count = 0;
    while (count < RT_VERSION_READINGS && readings[count].name)
        count++;
    return count;
}

size_t rt_version_readings(const struct rt_version *version)
{
    return named(version->readings);
}

size_t rt_version_chain_readings(const struct rt_version *version)
{
    return named(version->chain_readings);
}

struct rt_param_said rt_version_param(const struct rt_version *version, enum rt_param param)
{
    struct rt_param_said said = {.section = version->param_section[param]};
    uint32_t value = rt_param_get(&version->rules, param);
    const struct rt_value_row *row = rt_param_value(param, value);
    if (row) {
        snprintf(said.value, sizeof said.value, "%s", row->name);
        said.text = row->text;
    } else if (value == RT_NO_NUMBER) {
        snprintf(said.value, sizeof said.value, "none");
        said.text = "packets name no version";
    } else {
        snprintf(said.value, sizeof said.value, "0x%08x", (unsigned)value);
        said.text = "the number in VER";
    }
    return said;
}

bool rt_version_has_reading(const struct rt_version *version, const struct rt_reading *reading)
{
    char own[RT_READING_SIZE], other[RT_READING_SIZE];
    rt_reading_text(reading, own);
    for (size_t i = 0; i < rt_version_readings(version); i++)
        if (strcmp(own, rt_reading_text(&version->readings[i], other)) == 0)
            return true;
    return false;
}

const char *rt_version_section(const struct rt_version *version, const char **list,
                               char text[RT_SECTION_SIZE])
{
    const char *section = *list;
    if (!section || !*section)
        return NULL;
    int len = (int)strcspn(section, ",");
    bool other = memchr(section, ' ', (size_t)len) != NULL;
    snprintf(text, RT_SECTION_SIZE, "%s%s%.*s", other ? "" : version->document, other ? "" : " ",
             len, section);
    *list = section + len + strspn(section + len, ", ");
    return text;
}

size_t rt_version_changes(const struct rt_version *version)
{
    size_t count = 0;
    while (count < RT_VERSION_CHANGES && version->changes[count].section)
        count++;
    return count;
}

void rt_reading_apply(const struct rt_reading *reading, struct rt_rules *rules)
{
    for (size_t i = 0; reading && i < RT_READING_SETTINGS && reading->set[i].param; i++)
        rt_param_set(rules, reading->set[i].param, reading->set[i].value);
}

struct rt_rules rt_version_rules(const struct rt_version *version, const struct rt_reading *reading)
{
    struct rt_rules rules = version->rules;
    rt_reading_apply(reading, &rules);
    return rules;
}

bool rt_version_has_number(const struct rt_version *version, uint32_t number)
{
    if (version->rules.version == number)
        return true;
    for (size_t i = 0; i < rt_version_readings(version); i++)
        if (rt_version_rules(version, &version->readings[i]).version == number)
            return true;
    return false;
}

/* What is missing in a reading, or NULL. Readings for chains set the parameters of chains and
 * nothing else, the others none of them. */
static const char *reading_hole(const struct rt_reading *reading, bool of_chains)
{
    if (!reading->source)
        return "the source of a reading";
    if (!reading->set[0].param)
        return "the settings of a reading";
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++) {
        if (!is_number(reading->set[i].param) &&
            !rt_param_value(reading->set[i].param, reading->set[i].value))
            return "the value of a reading";
        if (((RT_PARAMS_OF_CHAINS >> reading->set[i].param) & 1) != of_chains)
            return "a reading among those for chains, or one of these among the others";
    }
    return NULL;
}

/* What is missing in the list of changes, or NULL. A text behind its end is a forgotten section. */
static const char *change_hole(const struct rt_version *version)
{
    for (size_t i = 0; i < RT_VERSION_CHANGES; i++) {
        const struct rt_change *change = &version->changes[i];
        bool listed = i < rt_version_changes(version);
        if (listed != (change->text != NULL))
            return "the section or text of a change";
        if (listed && !change->shows)
            return "where a change shows";
    }
    return NULL;
}

/* The check of requests of which a version says nothing, or NULL. */
static const char *request_hole(const struct rt_version *version)
{
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
        if (version->request[check].silence == RT_SILENCE_FORGOTTEN)
            return rt_request_check_row((enum rt_request_check)check)->name;
    return NULL;
}

const char *rt_version_hole(const struct rt_version *version)
{
    const struct rt_rules *rules = &version->rules;
    if (!version->name || !version->document || !version->published || !version->summary)
        return "a name, document, date or summary";
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)
        if (!is_number((enum rt_param)param) &&
            !rt_param_value((enum rt_param)param, rt_param_get(rules, (enum rt_param)param)))
            return params[param].name;
    if (request_hole(version))
        return request_hole(version);
    if ((rules->version == RT_NO_NUMBER) != rt_param_lacks(RT_PARAM_VERSION_IN, rules->version_in))
        return "version and version-in contradict each other";
    if (rt_rules_has_leap(rules) != rt_rules_empty_leap_defined(rules))
        return "leap and leap-empty contradict each other";
    for (size_t i = 0; i < rt_version_readings(version); i++)
        if (reading_hole(&version->readings[i], false))
            return reading_hole(&version->readings[i], false);
    for (size_t i = 0; i < rt_version_chain_readings(version); i++)
        if (reading_hole(&version->chain_readings[i], true))
            return reading_hole(&version->chain_readings[i], true);
    return change_hole(version);
}
