// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files that judge requests: what the sentences about a check need; not installed. */
#ifndef ROUGHTIME_REQUEST_JUDGE_INTERNAL_H
#define ROUGHTIME_REQUEST_JUDGE_INTERNAL_H

#include "judge/request_judge.h"

#pragma GCC visibility push(hidden)

/* Judges a request under terms, those of the version as it is written (`reading` NULL) first. A
 * verdict without a version is begun; else it changes if the request comes further. */
void rt_request_judge_further(const struct rt_request_terms *terms,
                              const struct rt_reading *reading,
                              const struct rt_request_facts *facts,
                              const struct rt_request_keys *keys,
                              struct rt_request_verdict *verdict);

/* Whether the padding is that of another version. */
bool rt_request_judge_other_padding(const struct rt_request_terms *terms,
                                    const struct rt_request_facts *facts);

/* The place in VER of the first number that stood there before, or 0. In a list without order only
 * the first few hundred numbers are looked at. */
size_t rt_request_judge_repeat(const struct rt_request_facts *facts);

/* Whether a value of SRV, of the right length, is one of a server's. */
bool rt_request_judge_knows(const struct rt_request_keys *keys, struct rt_view srv);

/* Whether all bytes are zero. */
bool rt_request_judge_is_zero(struct rt_view bytes);

#pragma GCC visibility pop

#endif
