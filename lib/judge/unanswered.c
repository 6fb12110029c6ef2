// SPDX-License-Identifier: BSD-2-Clause
/* Finds why requests got no answer, and counts the causes. */
#include "judge/unanswered.h"

static const char not_reached[] = "not-reached";

void rt_unanswered_find(struct rt_unanswered *unanswered, const struct rt_request_answers *answers,
                        rt_server_signs signs, const struct rt_server_sight *server)
{
    const rt_server_signs reset = UINT32_C(1) << RT_SERVER_SIGN_RESET;
    bool talks = server && server->valid + server->unverified > 0;
    unanswered->not_reached = (signs & ~reset) != 0 || (signs != 0 && !talks);
    unanswered->stopped = rt_request_answers_why(answers, &unanswered->why);
}

const char *rt_unanswered_cause(const struct rt_unanswered *unanswered)
{
    if (unanswered->not_reached)
        return not_reached;
    return unanswered->stopped ? rt_request_check_row(unanswered->why.check)->name : NULL;
}

void rt_unanswered_count(struct rt_unanswered_counts *counts,
                         const struct rt_unanswered *unanswered)
{
    if (unanswered->not_reached)
        counts->not_reached++;
    else if (unanswered->stopped)
        counts->stopped[unanswered->why.check]++;
    else
        counts->unexplained++;
}

const char *rt_unanswered_counts_next(const struct rt_unanswered_counts *counts, size_t *place,
                                      uint64_t *count)
{
    const size_t checks = RT_REQUEST_CHECK_COUNT;
    while (*place < checks + 2) {
        size_t at = (*place)++;
        *count = at < checks    ? counts->stopped[at]
                 : at == checks ? counts->not_reached
                                : counts->unexplained;
        if (*count > 0)
            return at < checks    ? rt_request_check_row((enum rt_request_check)at)->name
                   : at == checks ? not_reached
                                  : "not-explained";
    }
    return NULL;
}
