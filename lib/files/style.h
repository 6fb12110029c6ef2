// SPDX-License-Identifier: BSD-2-Clause
/* The style in which what was judged is printed: what is good, what is bad, what says little. */
#ifndef ROUGHTIME_STYLE_H
#define ROUGHTIME_STYLE_H

#include "files/output.h"
#include "judge/verify.h"

enum rt_style rt_style_of_outcome(enum rt_outcome outcome);
enum rt_style rt_style_of_verdict(enum rt_verdict verdict);

#endif
