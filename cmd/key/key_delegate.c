// SPDX-License-Identifier: BSD-2-Clause
/* rtctl key delegate: an online key, signed for some time and some versions. */
#include "common/time_arg.h"
#include "key/key.h"

#define DURATION_DEFAULT "30d"

struct period {
    struct rt_instant from;
    struct rt_instant until;
};

static bool read_period(struct app *app, struct period *period)
{
    const char *from = app->options.value[OPTION_FROM];
    const char *length = app->options.value[OPTION_FOR];
    uint64_t seconds = 0;
    period->from = when_now();
    if (from && !rt_instant_parse(from, &period->from)) {
        app_complain(app, EXIT_USAGE, from,
                     "--from takes a time as 2026-11-23, 2026-11-23T14:26:00Z or @1700000000");
        return false;
    }
    if (!rt_instant_duration(length ? length : DURATION_DEFAULT, &seconds) || seconds == 0) {
        app_complain(app, EXIT_USAGE, length,
                     "--for takes a duration as 3600s, 12h, 30d or 4w, up to 136 years");
        return false;
    }
    period->from.nanoseconds = 0; /* alike in all clocks */
    period->until = period->from;
    period->until.seconds += (int64_t)seconds;
    return true;
}

/* A CERT for each version of -V. */
static bool sign(struct app *app, const struct rt_secret *long_term, const struct period *period,
                 struct rt_secret *delegation)
{
    for (size_t i = 0; i < app->choice_count; i++) {
        const struct rt_choice *choice = &app->choices[i];
        struct rt_rules rules =
            rt_version_rules(choice->version, choice->fixed ? &choice->reading : NULL);
        enum rt_error error = rt_secret_delegation_add(app_crypto(app), delegation, long_term->seed,
                                                       &rules, period->from, period->until);
        if (error == RT_E_TIME_RANGE)
            app_complain(app, EXIT_USAGE, choice->version->name,
                         "the clock of this version cannot tell the time from which, or up to "
                         "which, the delegation is to be valid");
        else if (error != RT_OK)
            app_complain(app, EXIT_BUG, choice->version->name, "%s", rt_error_text(error));
        if (error != RT_OK)
            return false;
    }
    return true;
}

static bool delegate(struct app *app, const struct rt_secret *long_term, const char *path,
                     struct rt_secret *delegation)
{
    struct rt_secret_fault fault = {.cause = "the kernel gives no random bytes"};
    struct period period;
    *delegation = (struct rt_secret){.kind = RT_SECRET_DELEGATION};
    for (size_t i = 0; i < RT_KEY_SIZE; i++)
        delegation->key[i] = long_term->key[i];
    if (!read_period(app, &period))
        return false;
    bool random = rt_secret_seed_make(delegation->seed) == RT_OK;
    if (random && !sign(app, long_term, &period, delegation))
        return false;
    if (!random || !rt_secret_delegation_write(path, delegation, &fault)) {
        key_complain(app, EXIT_OUTPUT, path, &fault);
        return false;
    }
    return true;
}

enum exit_code key_delegate(struct app *app, const char *from, const char *to)
{
    struct rt_secret long_term;
    struct rt_secret delegation;
    if (!key_read(app, from, &long_term))
        return EXIT_INPUT;
    if (long_term.kind == RT_SECRET_DELEGATION)
        app_complain(app, EXIT_INPUT, from,
                     "this is a delegation, and only a long-term key can make another");
    else if (delegate(app, &long_term, to, &delegation))
        key_print(app, to, &delegation);
    rt_secret_wipe(&long_term);
    rt_secret_wipe(&delegation);
    return EXIT_GOOD;
}
