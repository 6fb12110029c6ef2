// SPDX-License-Identifier: BSD-2-Clause
/* Versions that an exchange does not tell apart. */
#ifndef ROUGHTIME_ALIKE_H
#define ROUGHTIME_ALIKE_H

#include "judge/judge.h"

/*
 * Finds the versions that a judged exchange does not tell from the best candidate, that one
 * included: of a valid exchange those under which it is valid in the same reading and for which its
 * bytes speak as well (detect.h), else the choices with the same rules. `choices` are the `count`
 * that it was judged under. Returns how many, at least 1, in the order of the choices.
 */
size_t rt_alike_find(const struct rt_subject *subject, const struct rt_judgement *judgement,
                     const struct rt_choice *choices, size_t count,
                     const struct rt_version *alike[RT_CHOICES_MAX]);

#endif
