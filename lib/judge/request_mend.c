// SPDX-License-Identifier: BSD-2-Clause
/* Says what a client has to do so that a request passes a check. */
#include <inttypes.h>
#include <stdio.h>

#include "judge/request_judge.h"
#include "rules/rules.h"

/* What does not depend on the request. */
static const char *plain(enum rt_request_check check)
{
    switch (check) {
    case RT_REQUEST_CHECK_MESSAGE:
        return "send a message whose header describes its values";
    case RT_REQUEST_CHECK_KIND:
        return "send a request, without SREP, CERT and INDX";
    case RT_REQUEST_CHECK_OFFER:
        return "sort the numbers in VER";
    case RT_REQUEST_CHECK_OFFER_REPEATS:
        return "list each number once in VER";
    case RT_REQUEST_CHECK_OFFER_COUNT:
        return "list fewer numbers in VER";
    case RT_REQUEST_CHECK_SIZE:
        return "fill the packet up to 1024 bytes";
    case RT_REQUEST_CHECK_SIZE_MESSAGE:
        return "fill the message up to 1024 bytes";
    case RT_REQUEST_CHECK_PADDING_ZERO:
        return "pad with zero bytes";
    case RT_REQUEST_CHECK_FRAME:
    case RT_REQUEST_CHECK_FRAME_LENGTH:
    case RT_REQUEST_CHECK_TAGS:
    case RT_REQUEST_CHECK_VERSION_PRESENT:
    case RT_REQUEST_CHECK_VERSION:
    case RT_REQUEST_CHECK_PADDING:
    case RT_REQUEST_CHECK_NONCE:
    case RT_REQUEST_CHECK_NONCE_LENGTH:
    case RT_REQUEST_CHECK_TYPE:
    case RT_REQUEST_CHECK_SRV:
    case RT_REQUEST_CHECK_COUNT:
        break;
    }
    return NULL;
}

static const char *frame(const struct rt_request_result *result)
{
    if (result->reason == RT_E_NOT_OVER_TCP)
        return "ask over UDP";
    return result->reason == RT_E_NO_MAGIC ? "put the header ROUGHTIM before the message"
                                           : "leave out the header ROUGHTIM";
}

/* What depends on what the request says. */
static const char *chosen(const struct rt_request_facts *facts, enum rt_request_check check,
                          const struct rt_request_result *result)
{
    if (check == RT_REQUEST_CHECK_FRAME)
        return frame(result);
    if (check == RT_REQUEST_CHECK_TAGS)
        return result->reason == RT_E_TAG_ORDER ? "sort the tags" : "send each tag once";
    if (check == RT_REQUEST_CHECK_TYPE)
        return rt_view_present(facts->type) ? "set TYPE to 0" : "add TYPE with 0";
    if (check == RT_REQUEST_CHECK_SRV)
        return rt_view_present(facts->srv) ? "name the key of the server in SRV, or leave SRV out"
                                           : "name the key of the server in SRV";
    return plain(check);
}

const char *rt_request_terms_mend(const struct rt_request_terms *terms,
                                  const struct rt_request_facts *facts, enum rt_request_check check,
                                  const struct rt_request_result *result,
                                  char text[RT_REQUEST_TEXT_SIZE])
{
    char name[RT_TAG_NAME_SIZE];
    const char *words = chosen(facts, check, result);
    text[0] = '\0';
    if (result->outcome != RT_FAIL)
        return text;
    if (words)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "%s", words);
    else if (check == RT_REQUEST_CHECK_VERSION || check == RT_REQUEST_CHECK_VERSION_PRESENT)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "offer 0x%08x in VER", (unsigned)terms->number);
    else if (check == RT_REQUEST_CHECK_FRAME_LENGTH)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "announce %" PRIu64 " bytes", result->is);
    else if (check == RT_REQUEST_CHECK_PADDING)
        snprintf(text, RT_REQUEST_TEXT_SIZE, "pad with %s",
                 rt_tag_name((uint32_t)rt_rules_tag_of_padding(terms->padding), name));
    else
        snprintf(text, RT_REQUEST_TEXT_SIZE, "send a nonce of %u bytes in NONC",
                 (unsigned)terms->nonce);
    return text;
}

const char *rt_request_change_text(const struct rt_request_change *change,
                                   const struct rt_version *version,
                                   const struct rt_request_facts *facts,
                                   const struct rt_request_keys *keys,
                                   char text[RT_REQUEST_CHANGE_SIZE])
{
    const struct rt_request_verdict verdict = rt_request_verdict_of(version, facts, keys);
    const struct rt_request_terms terms = rt_request_verdict_terms(&verdict);
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < RT_REQUEST_CHECK_COUNT; i++) {
        enum rt_request_check check = (enum rt_request_check)i;
        char mend[RT_REQUEST_TEXT_SIZE];
        if (!(change->checks >> i & 1))
            continue;
        struct rt_request_result result = rt_request_judge_check(&terms, facts, keys, check);
        rt_request_terms_mend(&terms, facts, check, &result, mend);
        used += (size_t)snprintf(text + used, RT_REQUEST_CHANGE_SIZE - used, "%s%s",
                                 used > 0 ? "; " : "", mend);
    }
    return text;
}
