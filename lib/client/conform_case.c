// SPDX-License-Identifier: BSD-2-Clause
/* Derives from the tables which cases a version has. */
#include "client/conform_case.h"

#include <stdio.h>
#include <string.h>

#include "judge/request_judge.h"
#include "rules/rules.h"
#include "wire/crypto.h"
#include "wire/packet.h"

static const struct rt_conform_other_row {
    const char *name, *sent, *expected;
} others[RT_CONFORM_OTHER_COUNT] = {
#define X(id, name, sent, expected) {name, sent, expected},
    RT_CONFORM_OTHERS(X)
#undef X
};

#define OF_REPLY(id)   .kind = RT_CONFORM_REPLY, .check = RT_CHECK_##id
#define OF_REQUEST(id) .kind = RT_CONFORM_REQUEST, .request = RT_PROBE_CASE_##id
#define OF_OTHER(id)   .kind = RT_CONFORM_OTHER, .other = RT_CONFORM_OTHER_##id

static const struct rt_conform_row rows[RT_CONFORM_CASE_COUNT] = {
#define X(number, kind, id) {number, OF_##kind(id)},
    RT_CONFORM_CASES(X)
#undef X
};

const struct rt_conform_row *rt_conform_case_row(enum rt_conform_case which)
{
    return &rows[which];
}

const char *rt_conform_case_name(enum rt_conform_case which)
{
    const struct rt_conform_row *row = &rows[which];
    switch (row->kind) {
    case RT_CONFORM_REPLY:
        return rt_check_row(row->check)->name;
    case RT_CONFORM_REQUEST:
        return rt_probe_case_row(row->request)->name;
    case RT_CONFORM_OTHER:
        break;
    }
    return others[row->other].name;
}

const char *rt_conform_case_sent(enum rt_conform_case which)
{
    const struct rt_conform_row *row = &rows[which];
    switch (row->kind) {
    case RT_CONFORM_REPLY:
        return rt_probe_case_row(RT_PROBE_CASE_PLAIN)->text;
    case RT_CONFORM_REQUEST:
        return rt_probe_case_row(row->request)->text;
    case RT_CONFORM_OTHER:
        break;
    }
    return others[row->other].sent;
}

const char *rt_conform_level_name(enum rt_conform_level level)
{
    return level == RT_CONFORM_MUST ? "MUST" : "SHOULD";
}

/* The request of a case under a version, as it is sent over UDP. */
static bool write_request(const struct rt_candidate *as, enum rt_probe_case which,
                          struct rt_writer *writer)
{
    static const uint8_t bytes[RT_HASH_MAX];
    struct rt_rules rules = rt_candidate_rules(as);
    const uint32_t numbers[] = {rules.version, rules.version + 1};
    const struct rt_probe_request request = {
        .rules = &rules,
        .which = which,
        .transport = RT_TRANSPORT_UDP,
        .nonce = bytes,
        .srv = rt_rules_has_srv(&rules) ? bytes : NULL,
        .numbers = numbers,
        .number_count = 2,
    };
    return rt_probe_request_write(writer, &request);
}

/* Those of a set for which the text says this. */
static uint32_t said(const struct rt_version *version, uint32_t fails, enum rt_silence silence)
{
    uint32_t set = 0;
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
        if ((fails >> check & 1) && version->request[check].silence == silence)
            set |= UINT32_C(1) << check;
    return set;
}

/* Where the text speaks of a check, or of requests at all. */
static const char *sections_of(const struct rt_version *version, enum rt_request_check check)
{
    const char *sections = version->request[check].section;
    return sections ? sections : version->request[RT_REQUEST_CHECK_NONCE].section;
}

/* The check in which the text speaks of what is changed in a request that is right all the same. */
static enum rt_request_check topic_of(enum rt_probe_case which)
{
    static const enum rt_request_check topics[RT_PROBE_CASE_COUNT] = {
        [RT_PROBE_CASE_SRV] = RT_REQUEST_CHECK_SRV,
        [RT_PROBE_CASE_SIZE_PACKET] = RT_REQUEST_CHECK_SIZE,
        [RT_PROBE_CASE_SIZE_LARGE] = RT_REQUEST_CHECK_SIZE,
        [RT_PROBE_CASE_VER_SEVERAL] = RT_REQUEST_CHECK_VERSION,
        [RT_PROBE_CASE_VER_UNKNOWN] = RT_REQUEST_CHECK_VERSION,
        [RT_PROBE_CASE_VER_DESCENDS] = RT_REQUEST_CHECK_VERSION,
        [RT_PROBE_CASE_VER_REPEATS] = RT_REQUEST_CHECK_VERSION,
        [RT_PROBE_CASE_VER_33] = RT_REQUEST_CHECK_VERSION,
        [RT_PROBE_CASE_PADDING_PAD] = RT_REQUEST_CHECK_PADDING,
        [RT_PROBE_CASE_PADDING_PADFF] = RT_REQUEST_CHECK_PADDING,
        [RT_PROBE_CASE_PADDING_ZZZZ] = RT_REQUEST_CHECK_PADDING,
        [RT_PROBE_CASE_PADDING_NONE] = RT_REQUEST_CHECK_PADDING,
    };
    return topics[which] ? topics[which] : RT_REQUEST_CHECK_NONCE;
}

static bool request_find(struct rt_conform_demand *demand, enum rt_probe_case which)
{
    static const uint8_t srv[RT_SRV_SIZE];
    static const struct rt_request_keys keys = {srv, 1};
    const struct rt_version *version = demand->as.version;
    uint8_t room[RT_PROBE_REQUEST_MAX];
    struct rt_writer writer = rt_writer_into(room, sizeof room);
    struct rt_rules rules = rt_candidate_rules(&demand->as);
    struct rt_request_facts facts;
    if (!write_request(&demand->as, which, &writer))
        return false;
    rt_request_facts_read(&facts, rt_writer_view(&writer), RT_TRANSPORT_UDP);
    struct rt_request_terms terms = rt_request_terms_of(version, &rules);
    uint32_t fails = rt_request_terms_fails(&terms, &facts, &keys, terms.asked);
    uint32_t must = said(version, fails, RT_SILENCE_MUST);
    uint32_t should = said(version, fails, RT_SILENCE_SHOULD);
    demand->fault = rt_request_check_first(must ? must : should ? should : fails);
    demand->due = fails == 0       ? RT_CONFORM_ANSWER
                  : must || should ? RT_CONFORM_SILENCE
                                   : RT_CONFORM_EITHER;
    demand->sections = sections_of(version, fails == 0 ? topic_of(which) : demand->fault);
    /* That a request is answered, no text demands: a server that does not speak a version is
     * silent. Who says that it speaks it should; and some texts demand that it ignores what it does
     * not know. */
    bool answer = demand->due == RT_CONFORM_ANSWER && which != RT_PROBE_CASE_PLAIN;
    bool ignored = which == RT_PROBE_CASE_TAG_UNKNOWN || which == RT_PROBE_CASE_VER_UNKNOWN;
    if ((answer && !(ignored && version->ignores_unknown)) || (!must && should))
        demand->level = RT_CONFORM_SHOULD;
    return true;
}

static bool other_find(struct rt_conform_demand *demand, enum rt_conform_other other)
{
    const struct rt_version *version = demand->as.version;
    struct rt_rules rules = rt_candidate_rules(&demand->as);
    switch (other) {
    case RT_CONFORM_OTHER_BURST:
        demand->sections = version->check_section[RT_CHECK_MERKLE_ROOT];
        return true;
    case RT_CONFORM_OTHER_TIMES:
        /* The true time lies within the radius: where the radius is described, if anywhere. */
        demand->sections = version->check_section[RT_CHECK_RADIUS]
                               ? version->check_section[RT_CHECK_RADIUS]
                               : version->check_section[RT_CHECK_MIDPOINT];
        return true;
    case RT_CONFORM_OTHER_TCP:
    case RT_CONFORM_OTHER_TCP_TWO:
    case RT_CONFORM_OTHER_TCP_PIECES:
        demand->sections = version->param_section[RT_PARAM_STREAM];
        demand->level = RT_CONFORM_SHOULD;
        return rt_rules_over_tcp(&rules);
    case RT_CONFORM_OTHER_COUNT:
        break;
    }
    return false;
}

/* Whether a check looks at anything that a server sends over UDP: requests alone can be wrong in a
 * version whose replies have no nonce and no header. */
static bool is_of_replies(const struct rt_candidate *as, enum rt_check check)
{
    const struct rt_rules rules = rt_candidate_rules(as);
    if (check == RT_CHECK_NONCE_LENGTH)
        return rt_packet_nonce_slot(rules.nonce_in) != RT_SLOT_COUNT;
    return check != RT_CHECK_FRAME_LENGTH || rt_frame_has_header(rules.framing);
}

bool rt_conform_case_find(const struct rt_candidate *as, enum rt_conform_case which,
                          struct rt_conform_demand *demand)
{
    const struct rt_conform_row *row = &rows[which];
    *demand = (struct rt_conform_demand){
        .as = *as,
        .which = which,
        .level = RT_CONFORM_MUST,
        .due = RT_CONFORM_PASSES,
        .fault = RT_REQUEST_CHECK_COUNT,
    };
    switch (row->kind) {
    case RT_CONFORM_REPLY:
        demand->sections = as->version->check_section[row->check];
        /* "It SHOULD be one of the version numbers supplied by the client", in all drafts. */
        if (row->check == RT_CHECK_VERSION_OFFERED)
            demand->level = RT_CONFORM_SHOULD;
        return demand->sections && is_of_replies(as, row->check);
    case RT_CONFORM_REQUEST:
        return request_find(demand, row->request);
    case RT_CONFORM_OTHER:
        break;
    }
    return other_find(demand, row->other);
}

const char *rt_conform_case_address(const struct rt_conform_demand *demand,
                                    char text[RT_CONFORM_ADDRESS_SIZE])
{
    size_t section = strcspn(demand->sections, ",");
    snprintf(text, RT_CONFORM_ADDRESS_SIZE, "%s/%.*s/%u", demand->as.version->name, (int)section,
             demand->sections, rows[demand->which].number);
    for (char *at = text; *at; at++)
        *at = *at == ' ' ? '-' : *at;
    return text;
}

bool rt_conform_case_selects(const char *prefix, size_t len, const char *address)
{
    if (strncmp(prefix, address, len) != 0)
        return false;
    return address[len] == '\0' || address[len] == '/' || address[len] == '.' ||
           (len > 0 && address[len - 1] == '/');
}

const char *rt_conform_case_expected(const struct rt_conform_demand *demand)
{
    const struct rt_conform_row *row = &rows[demand->which];
    switch (demand->due) {
    case RT_CONFORM_PASSES:
        return row->kind == RT_CONFORM_REPLY ? rt_check_row(row->check)->text
                                             : others[row->other].expected;
    case RT_CONFORM_ANSWER:
        return "a valid answer";
    case RT_CONFORM_SILENCE:
        return "no answer";
    case RT_CONFORM_EITHER:
        break;
    }
    return "no answer, or a valid one";
}

size_t rt_conform_case_of_duty(const struct rt_candidate *as, const struct rt_duty *duty,
                               struct rt_conform_demand demands[RT_CONFORM_DUTY_CASES])
{
    size_t count = 0;
    for (const char *name = duty->cases; *name && count < RT_CONFORM_DUTY_CASES;) {
        size_t len = strcspn(name, ",");
        for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
            const char *other = rt_conform_case_name((enum rt_conform_case)i);
            if (strlen(other) == len && memcmp(other, name, len) == 0)
                count += rt_conform_case_find(as, (enum rt_conform_case)i, &demands[count]);
        }
        name += len + strspn(name + len, ", ");
    }
    return count;
}
