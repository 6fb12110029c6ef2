// SPDX-License-Identifier: BSD-2-Clause
/* Decides the checks of an exchange, and what they amount to. */
#include "judge/verify.h"

#include "base/point.h"
#include "judge/verify_internal.h"

static struct rt_result (*const checks[RT_CHECK_COUNT])(const struct terms *) = {
    [RT_CHECK_FRAME_MAGIC] = check_frame_magic,
    [RT_CHECK_FRAME_LENGTH] = check_frame_length,
    [RT_CHECK_MESSAGE_HEADER] = check_message_header,
    [RT_CHECK_MESSAGE_TAGS] = check_message_tags,
    [RT_CHECK_MESSAGE_SIZE] = check_message_size,
    [RT_CHECK_RESPONSE_SIZE] = check_response_size,
    [RT_CHECK_VERSION_PRESENT] = check_version_present,
    [RT_CHECK_VERSION_OFFERED] = check_version_offered,
    [RT_CHECK_TYPE] = check_type,
    [RT_CHECK_NONCE_LENGTH] = check_nonce_length,
    [RT_CHECK_NONCE_ECHO] = check_nonce_echo,
    [RT_CHECK_SRV] = check_srv,
    [RT_CHECK_KEY_STRENGTH] = check_key_strength,
    [RT_CHECK_CERT_SIGNATURE] = check_cert_signature,
    [RT_CHECK_MIDPOINT] = check_midpoint,
    [RT_CHECK_DELEGATION_WINDOW] = check_delegation_window,
    [RT_CHECK_RESPONSE_SIGNATURE] = check_response_signature,
    [RT_CHECK_MERKLE_PATH] = check_merkle_path,
    [RT_CHECK_MERKLE_INDEX] = check_merkle_index,
    [RT_CHECK_MERKLE_ROOT] = check_merkle_root,
    [RT_CHECK_RADIUS] = check_radius,
    [RT_CHECK_VERSIONS_LIST] = check_versions_list,
    [RT_CHECK_LEAP_DATA] = check_leap_data,
    [RT_CHECK_CHAIN_REQUEST] = check_chain_request,
    [RT_CHECK_CHAIN_RESPONSE] = check_chain_response,
    [RT_CHECK_CHAIN_LINK] = check_chain_link,
};

static struct terms terms_of(struct rt_subject *subject, const struct rt_version *version,
                             const struct rt_rules *rules)
{
    return (struct terms){
        .subject = subject,
        .request = &subject->request,
        .response = &subject->response,
        .has_request = rt_view_present(subject->exchange.request),
        .nonce = rt_view_present(subject->exchange.request) ? subject->request.values[RT_SLOT_NONC]
                                                            : subject->exchange.nonce,
        .own_number = version->rules.version,
        .own_nonce_in = version->rules.nonce_in,
        .rules = rules,
    };
}

struct rt_result rt_verify_check(struct rt_subject *subject, const struct rt_version *version,
                                 const struct rt_rules *rules, enum rt_check check)
{
    struct terms terms = terms_of(subject, version, rules);
    return checks[check](&terms);
}

/* Says of a signature that cannot be right that the key is at fault. That takes time, and so is
 * left to the report. */
static void blame_key(struct rt_subject *subject, struct rt_result *signature)
{
    const uint8_t *key = subject->exchange.key;
    if (signature->outcome != RT_FAIL || !key)
        return;
    struct rt_shared *shared = &subject->point;
    if ((shared->known ? shared->error : share(shared, rt_point_check(key))) == RT_E_KEY_INVALID)
        *signature = failed(RT_E_KEY_INVALID);
}

void rt_verify(struct rt_subject *subject, const struct rt_version *version,
               const struct rt_rules *rules, struct rt_report *report)
{
    struct terms terms = terms_of(subject, version, rules);
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        report->checks[check] = checks[check](&terms);
    blame_key(subject, &report->checks[RT_CHECK_CERT_SIGNATURE]);
}

/* A verdict so far and one more outcome. */
static enum rt_verdict add(enum rt_verdict verdict, enum rt_outcome outcome)
{
    if (outcome == RT_FAIL || outcome == RT_BLOCKED)
        return RT_INVALID;
    if (outcome == RT_UNDECIDED)
        return RT_NO_VERDICT;
    return outcome == RT_UNVERIFIED && verdict == RT_VALID ? RT_UNVERIFIABLE : verdict;
}

enum rt_verdict rt_report_verdict(const struct rt_report *report)
{
    enum rt_verdict verdict = RT_VALID;
    for (int check = 0; check < RT_CHECK_COUNT && verdict != RT_INVALID; check++)
        verdict = add(verdict, report->checks[check].outcome);
    return verdict;
}

enum rt_verdict rt_verify_decide(struct rt_subject *subject, const struct rt_version *version,
                                 const struct rt_rules *rules, struct rt_decision *decision)
{
    /* What tells versions apart at the least cost. */
    static const enum rt_check first[] = {RT_CHECK_VERSION_PRESENT, RT_CHECK_FRAME_MAGIC,
                                          RT_CHECK_TYPE, RT_CHECK_NONCE_LENGTH};
    const unsigned early = sizeof first / sizeof first[0];
    struct terms terms = terms_of(subject, version, rules);
    enum rt_verdict verdict = RT_VALID;
    for (unsigned i = 0; i < early + RT_CHECK_COUNT && verdict != RT_INVALID; i++) {
        enum rt_check check = i < early ? first[i] : (enum rt_check)(i - early);
        enum rt_outcome outcome = checks[check](&terms).outcome;
        *decision = (struct rt_decision){check, outcome};
        verdict = add(verdict, outcome);
    }
    return verdict;
}

enum rt_verdict rt_verdict_of(struct rt_subject *subject, const struct rt_version *version,
                              const struct rt_rules *rules)
{
    struct rt_decision decision;
    return rt_verify_decide(subject, version, rules, &decision);
}

void rt_subject_init(struct rt_subject *subject, struct rt_crypto *crypto,
                     const struct rt_exchange *exchange)
{
    *subject = (struct rt_subject){.crypto = crypto, .exchange = *exchange};
    if (rt_view_present(exchange->request))
        rt_packet_parse(&subject->request, exchange->request);
    rt_packet_parse(&subject->response, exchange->response);
}

bool rt_subject_time(const struct rt_subject *subject, uint64_t *midpoint, uint32_t *radius)
{
    struct rt_view midp = subject->response.values[RT_SLOT_MIDP];
    struct rt_view radi = subject->response.values[RT_SLOT_RADI];
    if (!rt_view_present(midp) || midp.len != 8 || !rt_view_present(radi) || radi.len != 4)
        return false;
    *midpoint = rt_bytes_load64(midp.data);
    *radius = rt_bytes_load32(radi.data);
    return true;
}

const char *rt_outcome_name(enum rt_outcome outcome)
{
    switch (outcome) {
    case RT_PASS:
        return "pass";
    case RT_FAIL:
        return "fail";
    case RT_BLOCKED:
        return "blocked";
    case RT_UNDEFINED:
        return "undefined";
    case RT_UNVERIFIED:
        return "unverified";
    case RT_UNDECIDED:
        return "undecided";
    }
    return NULL;
}

const char *rt_verdict_name(enum rt_verdict verdict)
{
    switch (verdict) {
    case RT_VALID:
        return "valid";
    case RT_INVALID:
        return "invalid";
    case RT_UNVERIFIABLE:
        return "unverified";
    case RT_NO_VERDICT:
        return "undecided";
    }
    return NULL;
}
