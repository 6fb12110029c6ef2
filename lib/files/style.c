// SPDX-License-Identifier: BSD-2-Clause
/* Says in which style outcomes and verdicts are printed. */
#include "files/style.h"

enum rt_style rt_style_of_outcome(enum rt_outcome outcome)
{
    switch (outcome) {
    case RT_PASS:
        return RT_STYLE_GOOD;
    case RT_FAIL:
    case RT_UNDECIDED:
        return RT_STYLE_BAD;
    case RT_BLOCKED:
    case RT_UNDEFINED:
    case RT_UNVERIFIED:
        break;
    }
    return RT_STYLE_DIM;
}

enum rt_style rt_style_of_verdict(enum rt_verdict verdict)
{
    switch (verdict) {
    case RT_VALID:
        return RT_STYLE_GOOD;
    case RT_INVALID:
    case RT_NO_VERDICT:
        return RT_STYLE_BAD;
    case RT_UNVERIFIABLE:
        break;
    }
    return RT_STYLE_DIM;
}
