// SPDX-License-Identifier: BSD-2-Clause
/*
 * Checks of what the values say: version, type, nonce, key, radius, lists. In the order of
 * checks.h.
 */
#include <string.h>

#include "judge/verify_internal.h"
#include "rules/rules.h"

static struct rt_result version_number(const struct terms *t, struct rt_view ver)
{
    if (ver.len != 4)
        return failed_at(t, RT_E_VALUE_LENGTH, ver);
    if (rt_bytes_load32(ver.data) != t->rules->version)
        return failed_at(t, RT_E_VERSION_OTHER, ver);
    return decided(RT_PASS);
}

struct rt_result check_version_present(const struct terms *t)
{
    struct rt_view found = rt_packet_version(t->response);
    enum rt_slot slot = rt_packet_version_slot(t->rules->version_in);
    if (slot == RT_SLOT_COUNT) {
        /* Left out of a version that has a number: if VER is there all the same, it must agree. */
        if (t->rules->version == RT_NO_NUMBER || !rt_view_present(found))
            return decided(RT_UNDEFINED);
        struct rt_result result = version_number(t, found);
        return result.outcome == RT_PASS ? decided(RT_UNDEFINED) : result;
    }
    struct rt_view ver = value_of(t, slot);
    if (rt_view_present(ver))
        return version_number(t, ver);
    if (rt_view_present(found))
        return failed_at(t, RT_E_VERSION_MISPLACED, found);
    return lacking(t, RT_E_NO_VERSION);
}

struct rt_result check_version_offered(const struct terms *t)
{
    enum rt_slot slot = rt_packet_version_slot(t->rules->version_in);
    bool nowhere = slot == RT_SLOT_COUNT;
    struct rt_view offered = asked(t, RT_SLOT_VER);
    if (nowhere && t->rules->version == RT_NO_NUMBER) {
        /* A request that names versions is none to a version without a number. */
        bool others = t->has_request && rt_view_present(offered);
        return others ? failed_in_request(t, RT_E_VERSION_NOT_OFFERED, offered)
                      : decided(RT_UNDEFINED);
    }
    if (!t->has_request)
        return without_request(t);
    struct rt_view ver = nowhere ? (struct rt_view){NULL, 0} : value_of(t, slot);
    if (!nowhere && (!rt_view_present(ver) || ver.len != 4))
        return blocked(RT_CHECK_VERSION_PRESENT);
    if (!rt_view_present(offered))
        return failed_in_request(t, RT_E_NO_VERSION, offered);
    if (offered.len == 0 || offered.len % 4 != 0)
        return failed_in_request(t, RT_E_VALUE_LENGTH, offered);
    uint32_t number = nowhere ? t->own_number : rt_bytes_load32(ver.data);
    if (rt_packet_lists(offered, number))
        return decided(nowhere ? RT_UNDEFINED : RT_PASS);
    /* A server known to write another number answers those who offer the right one. */
    bool other_name = number == t->rules->version && number != t->own_number;
    if (other_name && rt_packet_lists(offered, t->own_number))
        return decided(RT_PASS);
    return failed_in_request(t, RT_E_VERSION_NOT_OFFERED, offered);
}

/* Whether a TYPE is there and has the wanted value. */
static enum rt_error type_error(struct rt_view type, uint32_t wanted)
{
    if (!rt_view_present(type))
        return RT_E_NO_TYPE;
    if (type.len != 4)
        return RT_E_VALUE_LENGTH;
    return rt_bytes_load32(type.data) == wanted ? RT_OK : RT_E_TYPE_VALUE;
}

struct rt_result check_type(const struct terms *t)
{
    if (!rt_rules_has_type(t->rules))
        return decided(RT_UNDEFINED);
    struct rt_view answer = value_of(t, RT_SLOT_TYPE);
    enum rt_error error = type_error(answer, 1);
    if (error != RT_OK)
        return rt_view_present(answer) ? failed_at(t, error, answer) : lacking(t, error);
    if (!t->has_request)
        return decided(RT_PASS);
    struct rt_view question = asked(t, RT_SLOT_TYPE);
    error = type_error(question, 0);
    return error == RT_OK ? decided(RT_PASS) : failed_in_request(t, error, question);
}

struct rt_result check_nonce_length(const struct terms *t)
{
    struct rt_view echo = rt_packet_nonce(t->response);
    if (t->has_request) {
        if (!rt_view_present(t->nonce))
            return failed_in_request(t, RT_E_NO_NONCE, t->nonce);
        if (t->nonce.len != t->rules->nonce)
            return failed_in_request(t, RT_E_NONCE_LENGTH, t->nonce);
    } else if (rt_view_present(t->nonce)) {
        if (t->nonce.len != t->rules->nonce)
            return failed(RT_E_NONCE_LENGTH);
    } else if (!rt_view_present(echo)) {
        return decided(RT_UNVERIFIED);
    }
    if (rt_view_present(echo) && echo.len != t->rules->nonce)
        return failed_at(t, RT_E_NONCE_LENGTH, echo);
    return decided(RT_PASS);
}

/* Whether the version has a place for NONC and the response has it at another. Rules that leave
 * NONC out do not explain such a response. */
static bool misplaces_nonce(const struct terms *t)
{
    enum rt_slot own = rt_packet_nonce_slot(t->own_nonce_in);
    return own != RT_SLOT_COUNT && !rt_view_present(value_of(t, own));
}

struct rt_result check_nonce_echo(const struct terms *t)
{
    enum rt_slot slot = rt_packet_nonce_slot(t->rules->nonce_in);
    bool nowhere = slot == RT_SLOT_COUNT;
    struct rt_view found = rt_packet_nonce(t->response);
    struct rt_view echo = nowhere ? found : value_of(t, slot);
    if (!rt_view_present(echo)) {
        if (nowhere)
            return decided(RT_UNDEFINED);
        return rt_view_present(found) ? failed_at(t, RT_E_NONCE_MISPLACED, found)
                                      : lacking(t, RT_E_NO_NONCE);
    }
    if (nowhere && misplaces_nonce(t))
        return failed_at(t, RT_E_NONCE_MISPLACED, found);
    if (!rt_view_present(t->nonce))
        return t->has_request ? blocked(RT_CHECK_NONCE_LENGTH) : decided(RT_UNVERIFIED);
    /* Where the version asks for no echo, one that is there anyway must still be right. */
    if (!rt_view_equal(echo, t->nonce))
        return failed_at(t, RT_E_NONCE_MISMATCH, echo);
    return decided(nowhere ? RT_UNDEFINED : RT_PASS);
}

enum rt_error srv_error(const struct terms *t, struct rt_view value)
{
    struct rt_subject *subject = t->subject;
    if (value.len != RT_SRV_SIZE)
        return RT_E_VALUE_LENGTH;
    if (!subject->srv.known) {
        uint8_t own[RT_SRV_SIZE];
        enum rt_error error = rt_crypto_srv(subject->crypto, subject->exchange.key, own);
        if (error == RT_OK && memcmp(own, value.data, sizeof own) != 0)
            error = RT_E_SRV_MISMATCH;
        share(&subject->srv, error);
    }
    return subject->srv.error;
}

struct rt_result check_srv(const struct terms *t)
{
    if (!rt_rules_has_srv(t->rules))
        return decided(RT_UNDEFINED);
    if (!t->has_request)
        return without_request(t);
    struct rt_view value = asked(t, RT_SLOT_SRV);
    if (!rt_view_present(value))
        return decided(RT_UNDEFINED);
    if (value.len != RT_SRV_SIZE)
        return failed_in_request(t, RT_E_VALUE_LENGTH, value);
    if (key_is_ml_dsa(t))
        return not_verified();
    if (!t->subject->exchange.key)
        return decided(RT_UNVERIFIED);
    enum rt_error error = srv_error(t, value);
    return error == RT_OK ? decided(RT_PASS) : failed_in_request(t, error, value);
}

struct rt_result check_radius(const struct terms *t)
{
    struct rt_result why;
    if (!usable(t, RT_SLOT_RADI, &why))
        return why;
    struct rt_view radi = value_of(t, RT_SLOT_RADI);
    if (rt_bytes_load32(radi.data) == 0 && !rt_rules_radius_may_be_zero(t->rules))
        return failed_at(t, RT_E_RADIUS_ZERO, radi);
    return decided(RT_PASS);
}

static enum rt_error list_error(struct rt_view list, const struct rt_rules *rules)
{
    if (list.len == 0 || list.len % 4 != 0)
        return RT_E_VERSIONS_EMPTY;
    if (list.len / 4 > rt_rules_versions_max(rules))
        return RT_E_VERSIONS_TOO_MANY;
    for (size_t at = 4; at < list.len; at += 4)
        if (rt_bytes_load32(list.data + at) <= rt_bytes_load32(list.data + at - 4))
            return RT_E_VERSIONS_ORDER;
    return RT_OK;
}

struct rt_result check_versions_list(const struct terms *t)
{
    if (!rt_rules_lists_versions(t->rules))
        return decided(RT_UNDEFINED);
    struct rt_view list = value_of(t, RT_SLOT_VERS);
    if (!rt_view_present(list))
        return lacking(t, RT_E_NO_VERSIONS);
    enum rt_error error = list_error(list, t->rules);
    if (error != RT_OK)
        return failed_at(t, error, list);
    struct rt_view ver = rt_packet_version(t->response);
    bool nowhere = rt_packet_version_slot(t->rules->version_in) == RT_SLOT_COUNT;
    bool left_out = nowhere && !rt_view_present(ver);
    if (!left_out && (!rt_view_present(ver) || ver.len != 4))
        return blocked(RT_CHECK_VERSION_PRESENT);
    if (!rt_packet_lists(list, left_out ? t->own_number : rt_bytes_load32(ver.data)))
        return failed_at(t, RT_E_VERSIONS_LACK, list);
    return decided(RT_PASS);
}

/* Values of sign and magnitude; the negative zero is forbidden (draft 05 section 5.1.1). */
static enum rt_error signed_error(struct rt_view list)
{
    if (list.len % 4 != 0)
        return RT_E_VALUE_LENGTH;
    for (size_t at = 0; at < list.len; at += 4)
        if (rt_bytes_load32(list.data + at) == RT_NEGATIVE_ZERO)
            return RT_E_NEGATIVE_ZERO;
    return RT_OK;
}

struct rt_result check_leap_data(const struct terms *t)
{
    static const enum rt_slot slots[] = {RT_SLOT_DUT1, RT_SLOT_DTAI, RT_SLOT_LEAP};
    if (rt_rules_dut1_us(t->rules) == 0 && rt_rules_dtai_ms(t->rules) == 0 &&
        !rt_rules_has_leap(t->rules))
        return decided(RT_UNDEFINED);
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        struct rt_view value = value_of(t, slots[i]);
        if (!rt_view_present(value))
            continue;
        bool list = slots[i] == RT_SLOT_LEAP;
        enum rt_error error = list || value.len == 4 ? signed_error(value) : RT_E_VALUE_LENGTH;
        if (list && value.len == 0 && rt_rules_empty_leap_wrong(t->rules))
            error = RT_E_LEAP_EMPTY;
        if (error != RT_OK)
            return failed_at(t, error, value);
    }
    return decided(RT_PASS);
}
