// SPDX-License-Identifier: BSD-2-Clause
/*
 * Why an exchange fails: the search through the parameters around a failure.
 *
 * For one failed check, every other value of the parameters that feed it is tried
 * (rt_explain_passes). For the exchange as a whole, the smallest sets of changes to a version are
 * sought under which every check holds (rt_explain): up to RT_SEARCH_DEPTH of them at once, beside
 * those of a reading. A reading counts as the changes that it makes, and what it sets may be set
 * otherwise, too: also if a choice fixes it.
 *
 * Only the values that matter are tried: each step changes one of the parameters that feed the
 * first check that fails. Signatures and trees that were tried once are not computed again.
 */
#ifndef ROUGHTIME_EXPLAIN_H
#define ROUGHTIME_EXPLAIN_H

#include "judge/version_join.h"

/* At most so many changes beside those of a reading. */
#define RT_SEARCH_DEPTH 3
#define RT_CHANGES_MAX  (RT_SEARCH_DEPTH + RT_READING_SETTINGS)

/* A version, and what to change in it. */
struct rt_explanation {
    const struct rt_version *version;
    size_t count;                              /* of changes; 0: it is valid as it is */
    struct rt_setting changes[RT_CHANGES_MAX]; /* in the order of the parameters */
    size_t also_count;                         /* versions for which the very same is true */
    const struct rt_version *also[RT_CHOICES_MAX];
};

/* Room for changes in words. */
#define RT_CHANGES_SIZE (RT_CHANGES_MAX * (RT_SETTING_SIZE + 5))

/* Writes changes in words: "hash=sha512-256 and order=node-hash". Returns `text`. */
const char *rt_explain_changes_text(const struct rt_setting *changes, size_t count,
                                    char text[RT_CHANGES_SIZE]);

#define RT_EXPLANATIONS_MAX 3

struct rt_nearest {
    size_t count;
    struct rt_explanation found[RT_EXPLANATIONS_MAX]; /* the likeliest first */
};

/* Room for an explanation in words. */
#define RT_EXPLANATION_SIZE (RT_VERSION_JOIN_SIZE + RT_CHANGES_SIZE + 8)

/* Writes an explanation, with the names of its versions joined as `from` has them: "v8-v9 with
 * hash=sha512", "v8". Returns `text`. */
const char *rt_explanation_text(const struct rt_explanation *explanation,
                                struct rt_version_name_from from, char text[RT_EXPLANATION_SIZE]);

/* How sure the explanations of an exchange are: "more likely", "valid", "would be valid", or, as
 * without the key or the request much was not even asked, "nothing would fail". Static. */
const char *rt_nearest_certainty(const struct rt_nearest *nearest,
                                 const struct rt_judgement *judgement,
                                 const struct rt_subject *subject);

/* Whether an exchange is valid as it is and yet better explained by a change: its years are not
 * those of Roughtime, and would be by another clock. */
bool rt_nearest_is_likelier(const struct rt_nearest *nearest, const struct rt_judgement *judgement);

/*
 * The smallest sets of changes under which nothing fails, all of the same size. An exchange that
 * is valid under a version or a reading needs no other explanation, unless its time lies outside
 * the years of Roughtime and another clock puts it right: then that clock is named, although the
 * verdict stands (a time of 1970 is no error). A guess should agree with all that the bytes of the
 * response show (detect.h), and put its time into the years of Roughtime; one that does not is
 * given only if there is no other, and if the bytes contradict nothing but what it changes. Between
 * sets of one size those go whose version the request did not offer where another's was, and those
 * that rest on a check made meaningless where another set keeps it. Known readings and versions
 * that the request fits come first. Nothing is found if the cryptographic library fails in between.
 */
void rt_explain(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                struct rt_nearest *nearest);

/* The same, and under all versions if nothing is found and the choices leave some of them, or of
 * their readings, out. */
void rt_explain_among(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                      const struct rt_version *const *versions, size_t version_count,
                      struct rt_nearest *nearest);

/* How many bytes of the response are behind its end, if it is valid without them, and as what; else
 * 0. */
size_t rt_explain_surplus(const struct rt_subject *subject, const struct rt_choice *choices,
                          size_t count, bool strict, struct rt_judgement *judgement);

/* If rt_explain finds nothing: a failed check that no change makes pass, where others would pass
 * under some; else RT_CHECK_COUNT, also if no failed check can be mended. */
enum rt_check rt_explain_hopeless(struct rt_subject *subject, const struct rt_judgement *judgement);

#define RT_PASSES_MAX 8

/* A set of changes that makes one check pass. */
struct rt_pass_as {
    size_t count;
    struct rt_setting changes[2];
};

/* What would make a failed check pass: all single changes, or if there is none all pairs, of the
 * parameters that feed it. Returns how many were written, RT_PASSES_MAX at most; none if the
 * cryptographic library fails in between. */
size_t rt_explain_passes(struct rt_subject *subject, const struct rt_version *version,
                         const struct rt_rules *rules, enum rt_check check,
                         struct rt_pass_as passes[RT_PASSES_MAX]);

#endif
