// SPDX-License-Identifier: BSD-2-Clause
/* Looks for the smallest changes of a version under which an exchange is valid. */
#include "judge/explain.h"

#include "judge/explain_internal.h"
#include "wire/clock.h"

/* Everything that one search knows. */
struct search {
    struct rt_subject *subject;
    const struct rt_choice *choices;
    size_t choice_count;
    const struct rt_version *version;
    struct rt_rules known; /* those of the version or the reading that it started from */
    size_t depth;          /* changes allowed beside those of that reading */
    uint32_t guessed;      /* a set: the parameters that are changed beside it */
    enum doubt {
        SURE,
        DOUBTFUL,     /* it holds as it is, but the bytes say otherwise; or its years are wrong */
        FAR,          /* few guesses beside a reading that changes much itself */
        CONTRADICTED, /* a guess against what the bytes of the response show */
        NOTHING       /* of this is worth anything */
    } doubt;          /* about all sets found so far */
    size_t best_size; /* of the sets found so far; SIZE_MAX at first */
    size_t count;
    struct found {
        struct rt_explanation explanation;
        struct rt_rules rules;
        bool unlikely;    /* its time lies outside the years of Roughtime */
        unsigned vacuous; /* checks that the changes made meaningless */
        unsigned guesses; /* changes that no reading makes */
        bool offered;     /* the request asked for this version */
        bool padded;      /* and is padded as it pads */
        int weight;       /* what the request says of the version */
    } found[RT_CHOICES_MAX];
};

static void add_change(struct rt_explanation *explanation, struct rt_setting setting)
{
    size_t i = explanation->count++;
    for (; i > 0 && explanation->changes[i - 1].param > setting.param; i--)
        explanation->changes[i] = explanation->changes[i - 1];
    explanation->changes[i] = setting;
}

/* Makes a setting one of the changes, in place of that of a reading if there is one; what the
 * version itself sets is none. */
static void set_change(struct rt_explanation *explanation, struct rt_setting setting)
{
    size_t kept = 0;
    for (size_t i = 0; i < explanation->count; i++)
        if (explanation->changes[i].param != setting.param)
            explanation->changes[kept++] = explanation->changes[i];
    explanation->count = kept;
    if (setting.value != rt_param_get(&explanation->version->rules, setting.param))
        add_change(explanation, setting);
}

static bool same_changes(const struct rt_explanation *a, const struct rt_explanation *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->changes[i].param == b->changes[i].param &&
               a->changes[i].value == b->changes[i].value;
    return same;
}

static bool changes_param(const struct rt_explanation *explanation, enum rt_param param)
{
    for (size_t i = 0; i < explanation->count; i++)
        if (explanation->changes[i].param == param)
            return true;
    return false;
}

/* Checks that say something under the descriptor and nothing under the changed rules. */
static unsigned vacuous_checks(const struct search *search, const struct rt_rules *rules)
{
    struct rt_report plain, changed;
    unsigned count = 0;
    rt_verify(search->subject, search->version, &search->version->rules, &plain);
    rt_verify(search->subject, search->version, rules, &changed);
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        count += changed.checks[check].outcome == RT_UNDEFINED &&
                 plain.checks[check].outcome != RT_UNDEFINED;
    return count;
}

/* Makes room for a set of changes that is better than all before; false if it is worse. */
static bool admit(struct search *search, size_t size, enum doubt doubt)
{
    bool worse = doubt > search->doubt || doubt == NOTHING;
    if (doubt < search->doubt || (!worse && size < search->best_size)) {
        search->doubt = doubt;
        search->best_size = size;
        search->count = 0;
    }
    return !worse && size == search->best_size && search->count < RT_CHOICES_MAX;
}

static bool known_already(const struct search *search, const struct rt_explanation *explanation)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->found[i].explanation.version == explanation->version &&
            same_changes(&search->found[i].explanation, explanation))
            return true;
    return false;
}

/* Whether the request is one to this version or reading, as far as VER says. */
static bool asked_for(const struct search *search, uint32_t param)
{
    const struct rt_subject *subject = search->subject;
    return rt_view_present(subject->exchange.request) &&
           !(rt_detect(&subject->request, &search->known).disagrees & param);
}

/* Whether packets of versions with different values of the parameter look alike unless they go
 * beyond the limits of one; the order of tags shows in every packet. */
static bool is_limit(enum rt_param param)
{
    enum rt_shows shows = rt_param_row(param)->shows;
    return shows == RT_SHOWS_NOWHERE || (shows == RT_SHOWS_LIMIT && param != RT_PARAM_TAGS);
}

/* Whether the rules are, in all that explanations vary but limits, those of another version as it
 * is: then it was that version that answered, and no set of changes says so better than its name.
 */
static bool is_another_version(const struct search *search, const struct rt_rules *rules)
{
    for (size_t c = 0; c < search->choice_count; c++) {
        const struct rt_version *other = search->choices[c].version;
        bool same = other != search->version;
        for (int i = RT_PARAM_FORGOTTEN + 1; same && i < RT_PARAM_COUNT; i++)
            same = !rt_param_row((enum rt_param)i)->varied || i == RT_PARAM_LEAP_EMPTY ||
                   is_limit((enum rt_param)i) ||
                   rt_param_get(rules, (enum rt_param)i) ==
                       rt_param_get(&other->rules, (enum rt_param)i);
        if (same)
            return true;
    }
    return false;
}

/* Whether MIDP, by this clock, is of the years in which Roughtime is spoken. */
static bool is_likely(const struct search *search, enum rt_clock clock)
{
    uint64_t midpoint;
    uint32_t radius;
    return rt_subject_time(search->subject, &midpoint, &radius) && rt_clock_likely(clock, midpoint);
}

/* What holds as it is, holds; but a guess should agree with all that the bytes show. One that goes
 * against them in just what it changes is worth something if there is no other: TYPE may stand
 * there and be of no account, but a guess that has no room for LEAP does not explain what is in
 * LEAP. */
static enum doubt doubt_about(const struct search *search, const struct rt_explanation *explanation,
                              const struct rt_rules *rules)
{
    uint32_t against = rt_detect(&search->subject->response, rules).disagrees;
    if (search->depth == 0)
        return against != 0 ? DOUBTFUL : SURE;
    if (against == 0 && explanation->count > RT_SEARCH_DEPTH)
        return search->depth < RT_SEARCH_DEPTH ? FAR : NOTHING;
    if (against == 0)
        return is_likely(search, rules->clock) ? SURE : DOUBTFUL;
    for (size_t i = 0; i < explanation->count; i++)
        against &= ~(UINT32_C(1) << explanation->changes[i].param);
    return against == 0 ? CONTRADICTED : NOTHING;
}

/* Keeps a set of changes under which nothing fails. */
static void keep(struct search *search, const struct rt_explanation *explanation,
                 const struct rt_rules *rules)
{
    const struct rt_subject *subject = search->subject;
    if (search->depth > 0 && explanation->count == RT_SEARCH_DEPTH &&
        is_another_version(search, rules))
        return;
    if (!admit(search, explanation->count, doubt_about(search, explanation, rules)) ||
        known_already(search, explanation))
        return;
    search->found[search->count++] = (struct found){
        .explanation = *explanation,
        .rules = *rules,
        .unlikely = !is_likely(search, rules->clock),
        .vacuous = vacuous_checks(search, rules),
        .guesses = rt_bytes_count_bits(search->guessed),
        .offered = asked_for(search, RT_PARAM_BIT(VERSION)),
        .padded = asked_for(search, RT_PARAM_BIT(PADDING)),
        .weight = rt_view_present(subject->exchange.request)
                      ? rt_evidence_weight(rt_detect(&subject->request, &search->known))
                      : 0,
    };
}

/* The first check that fails or is blocked; a check that nothing can mend comes before it. */
static enum rt_check to_mend(const struct search *search, const struct rt_rules *rules)
{
    enum rt_check first = RT_CHECK_COUNT;
    for (int i = 0; i < RT_CHECK_COUNT; i++) {
        enum rt_check check = (enum rt_check)i;
        enum rt_outcome outcome =
            rt_verify_check(search->subject, search->version, rules, check).outcome;
        if (outcome != RT_FAIL && outcome != RT_BLOCKED)
            continue;
        if (outcome == RT_FAIL && rt_check_row(check)->feeds == 0)
            return check;
        if (first == RT_CHECK_COUNT)
            first = check;
    }
    return first;
}

/*
 * Keeps what holds as it is. All of it may be signed and still have been written by another clock:
 * 1,700,000,000 is a time of 1970 in microseconds and one of 2023 in seconds. So if the years are
 * wrong and another clock puts them right, it is that clock which explains the packet.
 */
static void keep_whole(struct search *search, const struct rt_rules *rules,
                       const struct rt_explanation *explanation)
{
    struct rt_values clocks = rt_values_of(search->subject, RT_PARAM_CLOCK);
    bool settled = search->depth > 0 || changes_param(explanation, RT_PARAM_CLOCK) ||
                   is_likely(search, rules->clock);
    bool other = false;
    for (size_t v = 0; !settled && v < clocks.count; v++) {
        struct rt_setting setting = {RT_PARAM_CLOCK, rt_values_at(&clocks, v)};
        struct rt_rules changed = *rules;
        struct rt_explanation longer = *explanation;
        rt_param_set(&changed, setting.param, setting.value);
        if (!is_likely(search, changed.clock) || to_mend(search, &changed) != RT_CHECK_COUNT)
            continue;
        add_change(&longer, setting);
        search->guessed ^= RT_PARAM_BIT(CLOCK);
        keep(search, &longer, &changed);
        search->guessed ^= RT_PARAM_BIT(CLOCK);
        other = true;
    }
    if (!other)
        keep(search, explanation, rules);
}

static void descend(struct search *search, const struct rt_rules *rules,
                    const struct rt_explanation *explanation)
{
    enum rt_check check = to_mend(search, rules);
    if (check == RT_CHECK_COUNT) {
        keep_whole(search, rules, explanation);
        return;
    }
    if (rt_bytes_count_bits(search->guessed) == search->depth)
        return;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
        enum rt_param param = (enum rt_param)i;
        bool feeds = rt_check_row(check)->feeds >> i & 1;
        if (!feeds || (search->guessed >> i & 1))
            continue;
        struct rt_values values = rt_values_of(search->subject, param);
        for (size_t v = 0; v < values.count; v++) {
            struct rt_setting setting = {param, rt_values_at(&values, v)};
            if (setting.value == rt_param_get(rules, param))
                continue;
            struct rt_rules changed = *rules;
            struct rt_explanation longer = *explanation;
            rt_param_set(&changed, param, setting.value);
            set_change(&longer, setting);
            search->guessed ^= UINT32_C(1) << i;
            descend(search, &changed, &longer);
            search->guessed ^= UINT32_C(1) << i;
        }
    }
}

/* Searches around a version as it is, or around a reading of it. Whether that holds. */
static bool search_around(struct search *search, const struct rt_version *version,
                          const struct rt_reading *reading)
{
    struct rt_explanation explanation = {.version = version};
    for (size_t s = 0; reading && s < RT_READING_SETTINGS && reading->set[s].param; s++)
        add_change(&explanation, reading->set[s]);
    search->version = version;
    search->known = rt_version_rules(version, reading);
    descend(search, &search->known, &explanation);
    return to_mend(search, &search->known) == RT_CHECK_COUNT;
}

/* Searches around one version and each of its readings. If one reading is fixed and does not hold,
 * what it sets may be what is wrong: then the version without it is searched too. */
static void search_version(struct search *search, const struct rt_choice *choice)
{
    const struct rt_version *version = choice->version;
    size_t readings = choice->fixed ? 0 : rt_version_readings(version);
    bool fixed = choice->fixed && choice->reading.set[0].param;
    if (!fixed || !search_around(search, version, &choice->reading))
        search_around(search, version, NULL);
    for (size_t i = 0; i < readings; i++)
        search_around(search, version, &version->readings[i]);
}

/* Whether `a` is dropped because a set of the same size is free of its weakness. */
static bool weaker(const struct found *a, const struct found *b)
{
    if (a->unlikely != b->unlikely)
        return a->unlikely;
    /* It is the server that deviates: the client got an answer to what it asked. */
    if (a->offered != b->offered)
        return !a->offered;
    if (a->padded != b->padded)
        return !a->padded;
    return a->vacuous > b->vacuous;
}

static bool likelier(const struct found *a, const struct found *b)
{
    return a->guesses != b->guesses ? a->guesses < b->guesses : a->weight > b->weight;
}

/* Whether responses hold VER. */
static bool says_version(const struct rt_rules *rules)
{
    return rt_packet_version_slot(rules->version_in) != RT_SLOT_COUNT;
}

/* Whether two sets come to the same rules, as far as explanations can tell. */
static bool same_rules(const struct found *a, const struct found *b)
{
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
        enum rt_param param = (enum rt_param)i;
        bool unsaid = (param == RT_PARAM_VERSION && !says_version(&a->rules)) || is_limit(param);
        if (rt_param_row(param)->varied && !unsaid &&
            rt_param_get(&a->rules, param) != rt_param_get(&b->rules, param))
            return false;
    }
    return true;
}

static void drop_weaker(struct search *search)
{
    size_t strongest = 0;
    size_t kept = 0;
    for (size_t i = 1; i < search->count; i++)
        if (weaker(&search->found[strongest], &search->found[i]))
            strongest = i;
    struct found best = search->found[strongest];
    for (size_t i = 0; i < search->count; i++)
        if (!weaker(&search->found[i], &best))
            search->found[kept++] = search->found[i];
    search->count = kept;
}

static void sort_by_likelihood(struct search *search)
{
    for (size_t i = 1; i < search->count; i++) {
        struct found found = search->found[i];
        size_t j = i;
        for (; j > 0 && likelier(&found, &search->found[j - 1]); j--)
            search->found[j] = search->found[j - 1];
        search->found[j] = found;
    }
}

/* Hands out what was found, the same changes of several versions joined. */
static void report(const struct search *search, struct rt_nearest *nearest)
{
    size_t heads[RT_EXPLANATIONS_MAX];
    nearest->count = 0;
    for (size_t i = 0; i < search->count; i++) {
        const struct found *found = &search->found[i];
        size_t n = 0;
        while (n < nearest->count && !(same_changes(&found->explanation, &nearest->found[n]) &&
                                       same_rules(found, &search->found[heads[n]])))
            n++;
        if (n < nearest->count) {
            nearest->found[n].also[nearest->found[n].also_count++] = found->explanation.version;
        } else if (n < RT_EXPLANATIONS_MAX) {
            heads[n] = i;
            nearest->found[nearest->count++] = found->explanation;
        }
    }
}

void rt_explain(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                struct rt_nearest *nearest)
{
    struct search search = {.subject = subject,
                            .choices = choices,
                            .choice_count = count,
                            .doubt = NOTHING,
                            .best_size = SIZE_MAX};
    const uint64_t failures = rt_crypto_failures();
    for (; search.depth <= RT_SEARCH_DEPTH; search.depth++) {
        for (size_t c = 0; c < count; c++)
            search_version(&search, &choices[c]);
        /* What holds as it is needs no guess; and deeper levels can only give larger sets. */
        bool sure = search.doubt == SURE;
        if (sure && (search.depth == 0 || search.best_size <= search.depth + 1))
            break;
    }
    drop_weaker(&search);
    sort_by_likelihood(&search);
    report(&search, nearest);
    if (rt_crypto_failures() != failures)
        nearest->count = 0;
}

size_t rt_explain_surplus(const struct rt_subject *subject, const struct rt_choice *choices,
                          size_t count, bool strict, struct rt_judgement *judgement)
{
    struct rt_subject whole;
    struct rt_exchange exchange = subject->exchange;
    size_t surplus = rt_packet_surplus(&subject->response);
    if (surplus == 0)
        return 0;
    exchange.response = rt_view_slice(exchange.response, 0, exchange.response.len - surplus);
    rt_subject_init(&whole, subject->crypto, &exchange);
    rt_judge(&whole, choices, count, strict, judgement);
    return judgement->verdict == RT_VALID ? surplus : 0;
}

/* Whether there are versions or readings beside those of the choices. */
static bool leave_out(const struct rt_choice *choices, size_t count, size_t version_count)
{
    bool fixed = false;
    for (size_t i = 0; i < count; i++)
        fixed = fixed || choices[i].fixed;
    return fixed || count < version_count;
}

void rt_explain_among(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                      const struct rt_version *const *versions, size_t version_count,
                      struct rt_nearest *nearest)
{
    struct rt_choice all[RT_CHOICES_MAX] = {0};
    rt_explain(subject, choices, count, nearest);
    if (nearest->count > 0 || !leave_out(choices, count, version_count))
        return;
    for (size_t i = 0; i < version_count && i < RT_CHOICES_MAX; i++)
        all[i].version = versions[i];
    rt_explain(subject, all, version_count, nearest);
}
