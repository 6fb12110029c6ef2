// SPDX-License-Identifier: BSD-2-Clause
/* What the result of a check says, in words. */
#include <stdio.h>

#include "judge/verify.h"

bool rt_result_wants_key(const struct rt_result *result, enum rt_check check)
{
    return result->outcome == RT_UNVERIFIED && result->reason != RT_E_ML_DSA &&
           (check == RT_CHECK_CERT_SIGNATURE || check == RT_CHECK_KEY_STRENGTH);
}

/* What is not known where a check stays unverified. */
static const char *unverified_text(const struct rt_result *result, enum rt_check check)
{
    if (result->reason == RT_E_ML_DSA)
        return rt_error_text(RT_E_ML_DSA);
    if (result->in_request && check == RT_CHECK_MERKLE_ROOT)
        return "the leaf is the whole request, of which only the nonce is known";
    if (rt_result_wants_key(result, check))
        return "the long-term key is not known";
    if (check == RT_CHECK_SRV)
        return "the request or the long-term key is not known";
    return "the request is not known";
}

const char *rt_result_surplus_text(size_t surplus, char text[RT_SURPLUS_SIZE])
{
    snprintf(text, RT_SURPLUS_SIZE, "%zu byte%s too many behind the end of the packet", surplus,
             surplus == 1 ? "" : "s");
    return text;
}

const char *rt_result_text(const struct rt_result *result, enum rt_check check,
                           char text[RT_RESULT_TEXT_SIZE])
{
    const size_t size = RT_RESULT_TEXT_SIZE;
    char tag[RT_TAG_NAME_SIZE];
    switch (result->outcome) {
    case RT_PASS:
        snprintf(text, size, "%s", rt_check_row(check)->text);
        break;
    case RT_FAIL:
        if (result->surplus > 0)
            rt_result_surplus_text(result->surplus, text);
        else if (result->tag != 0)
            snprintf(text, size, "%s: %s", rt_tag_name(result->tag, tag),
                     rt_error_text(result->reason));
        else
            snprintf(text, size, "%s", rt_error_text(result->reason));
        break;
    case RT_BLOCKED:
        snprintf(text, size, "cannot be decided: %s failed",
                 rt_check_row(result->blocked_by)->name);
        break;
    case RT_UNDEFINED:
        snprintf(text, size, "%s",
                 result->in_request ? "only the nonce of the request is known"
                                    : "nothing to check in this version");
        break;
    case RT_UNVERIFIED:
        snprintf(text, size, "%s", unverified_text(result, check));
        break;
    case RT_UNDECIDED:
        snprintf(text, size, "not computed: %s", rt_error_text(result->reason));
        break;
    }
    return text;
}

bool rt_report_fails_only(const struct rt_report *report, enum rt_check only)
{
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++) {
        enum rt_outcome outcome = report->checks[check].outcome;
        if ((enum rt_check)check != only && outcome != RT_PASS && outcome != RT_UNDEFINED)
            return false;
    }
    return true;
}
