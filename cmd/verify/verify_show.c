// SPDX-License-Identifier: BSD-2-Clause
/* Shows verified exchanges and chains. */
#include "verify/verify_show.h"

#include <inttypes.h>

#include "common/names.h"
#include "common/show.h"
#include "common/trial_show.h"
#include "common/version_found.h"
#include "common/version_number.h"
#include "files/judgement_json.h"
#include "judge/objection.h"
#include "registry.h"

void verify_origin_json(struct rt_output *out, const struct rt_exchange *exchange)
{
    char text[RT_ENDPOINT_TEXT_SIZE];
    char time[RT_TIME_SIZE];
    rt_output_string(out, "source", exchange->origin->file);
    if (!exchange->origin->captured)
        return;
    struct rt_instant instant = {.seconds = exchange->origin->time_ns / 1000000000,
                                 .nanoseconds = (uint32_t)(exchange->origin->time_ns % 1000000000)};
    rt_output_object(out, "capture");
    rt_output_string(out, "client", rt_endpoint_text(&exchange->origin->client, text));
    rt_output_string(out, "server", rt_endpoint_text(&exchange->origin->server, text));
    rt_output_string(out, "unix_ns", rt_instant_ns_text(instant, time));
    rt_output_end(out);
}

static void stamp_json(struct rt_output *out, const struct stamp *stamp)
{
    rt_output_object(out, "document");
    rt_output_string(out, "name", stamp->document.name);
    rt_output_string(out, "outcome", rt_outcome_name(stamp->proven));
    rt_output_end(out);
}

/* All of them only if explanations are asked for, as that takes further signatures. */
static size_t find_objections(const struct app *app, struct trial *trial,
                              struct rt_objection objections[RT_OBJECTIONS_MAX])
{
    bool all = option_given(&app->options, OPTION_EXPLAIN);
    return (all ? rt_objection_find : rt_objection_find_type)(&trial->judged.subject,
                                                              &trial->judged.judgement, rt_registry,
                                                              rt_registry_count, objections);
}

/* The checks of an objection, as a list: "cert.signature, response.signature". */
static void print_failed(struct rt_output *out, const struct rt_objection *objection)
{
    bool first = true;
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        if (!(objection->checks >> i & 1))
            continue;
        rt_output_print(out, "%s%s", first ? "" : ", ", rt_check_row((enum rt_check)i)->name);
        first = false;
    }
}

/* "  valid as rfc10049, but programs of rfc10049/draft refuse it: ...". */
static void print_objections(struct app *app, struct trial *trial)
{
    struct rt_output *out = &app->out;
    struct rt_objection objections[RT_OBJECTIONS_MAX];
    char valid[NAMES_SIZE], names[NAMES_SIZE];
    size_t count = find_objections(app, trial, objections);
    for (size_t i = 0; i < count; i++) {
        const struct rt_objection *objection = &objections[i];
        const struct rt_candidate as = {objection->versions[0], objection->reading};
        rt_output_print(out, "  %s as %s, but programs of %s refuse it: ",
                        rt_verdict_name(trial->judged.judgement.verdict), which_name(trial, valid),
                        rt_version_join_alike(version_name_all(), objection->versions,
                                              objection->count, &as, names));
        print_failed(out, objection);
        rt_output_print(out, " (%s)\n",
                        objection->reading ? objection->reading->source
                                           : rt_error_text(objection->first.reason));
    }
}

static void print_json(struct app *app, const struct rt_exchange *exchange, struct trial *trial,
                       const struct stamp *stamp)
{
    struct rt_output *out = &app->out;
    const struct rt_judgement *judgement = &trial->judged.judgement;
    struct rt_objection objections[RT_OBJECTIONS_MAX];
    bool explain = option_given(&app->options, OPTION_EXPLAIN);
    rt_output_record(out, "verify");
    rt_output_uint(out, "record", exchange->origin->record);
    rt_output_string(out, "version", judgement->best.version->name);
    rt_member_reading(out, "reading", judgement->best.reading);
    rt_output_string(out, "verdict", rt_verdict_name(judgement->verdict));
    rt_output_array(out, "valid_as");
    for (size_t i = 0; i < judgement->valid_count; i++)
        rt_member_candidate(out, NULL, &judgement->valid[i]);
    rt_output_end(out);
    rt_member_answer(out, &trial->judged.subject, judgement->rules.clock);
    rt_output_object(out, "server");
    rt_output_base64(out, "key",
                     (struct rt_view){trial->judged.key, trial->judged.key ? RT_KEY_SIZE : 0});
    rt_output_end(out);
    rt_judgement_json_checks(out, judgement, RT_CHECK_LONE_COUNT,
                             explain ? &trial->judged.subject : NULL);
    if (explain)
        rt_judgement_json_nearest(out, &trial->nearest);
    size_t count = find_objections(app, trial, objections);
    if (explain || count > 0)
        rt_judgement_json_objections(out, objections, count);
    if (stamp->asked)
        stamp_json(out, stamp);
    verify_origin_json(out, exchange);
    rt_member_unregistered(out, version_name_all(), &trial->judged.subject.response);
    rt_output_record_end(out);
}

/* Whether the number in VER is of no version, and nobody said which version to take it for. */
static bool unregistered(const struct app *app, const struct trial *trial, uint32_t *number)
{
    enum rt_verdict verdict = trial->judged.judgement.verdict;
    return verdict != RT_VALID && verdict != RT_NO_VERDICT &&
           trial->settings.choices == app->choices &&
           !option_given(&app->options, OPTION_VERSIONS) &&
           rt_version_name_lacks(version_name_all(), &trial->judged.subject.response, number);
}

/* "v8  valid  2026-..."; a number that is of no version stands in place of the name. */
static void print_head(struct app *app, const struct rt_exchange *exchange,
                       const struct trial *trial)
{
    struct rt_output *out = &app->out;
    const struct rt_judgement *judgement = &trial->judged.judgement;
    char name[NAMES_SIZE];
    char answer[RT_MOMENT_SIZE];
    uint32_t number;
    if (unregistered(app, trial, &number)) {
        snprintf(name, sizeof name, "0x%08" PRIx32, number);
        rt_output_cell(out, RT_STYLE_HEAD, 16, name);
    } else {
        rt_output_cell(out, RT_STYLE_HEAD, 16, which_name(trial, name));
    }
    rt_output_cell(out, rt_style_of_verdict(judgement->verdict), 12,
                   rt_verdict_name(judgement->verdict));
    rt_output_text(out, show_answer(&trial->judged.subject, judgement->rules.clock, answer));
    if (exchange->origin->captured) {
        char server[RT_ENDPOINT_TEXT_SIZE];
        rt_output_text(out, "  ");
        rt_output_text(out, rt_endpoint_text(&exchange->origin->server, server));
    }
    rt_output_text(out, "  ");
    rt_output_decimal(out, exchange->response.len);
    rt_output_text(out, " bytes");
    if (!exchange->origin->alone) {
        rt_output_text(out, "  record ");
        rt_output_decimal(out, exchange->origin->record);
    }
    rt_output_text(out, "\n");
}

/* What a reading is, and who is known to send such packets. */
static void print_reading(struct app *app, const struct rt_reading *reading)
{
    char text[RT_READING_SIZE];
    if (reading && reading->source)
        rt_output_print(&app->out, "  read with %s: %s\n", rt_reading_text(reading, text),
                        reading->source);
}

static void print_unregistered(struct app *app, const struct trial *trial)
{
    uint32_t number;
    char text[UNREGISTERED_SIZE];
    char name[NAMES_SIZE];
    if (unregistered(app, trial, &number))
        rt_output_print(&app->out, "  %s; held against %s\n", unregistered_text(number, text),
                        which_name(trial, name));
}

static void print_stamp(struct rt_output *out, const struct stamp *stamp)
{
    bool proven = stamp->proven == RT_PASS, undecided = stamp->proven == RT_UNDECIDED;
    rt_output_text(out, "  ");
    rt_output_cell(out, rt_style_of_outcome(stamp->proven), 11,
                   proven      ? "pass"
                   : undecided ? "undecided"
                               : "FAIL");
    rt_output_cell(out, RT_STYLE_PLAIN, 20, "document");
    rt_output_text(out, proven      ? "the nonce commits to "
                        : undecided ? "not computed whether the nonce commits to "
                                    : "the nonce does not commit to ");
    rt_output_styled(out, RT_STYLE_PLAIN, stamp->document.name);
    rt_output_text(out, "\n");
}

static void print_text(struct app *app, const struct rt_exchange *exchange, struct trial *trial,
                       const struct stamp *stamp)
{
    const struct rt_judgement *judgement = &trial->judged.judgement;
    bool explain = option_given(&app->options, OPTION_EXPLAIN);
    bool quiet = option_given(&app->options, OPTION_QUIET);
    bool all = option_given(&app->options, OPTION_VERBOSE) || (exchange->origin->alone && !quiet);
    bool good = judgement->verdict == RT_VALID;
    if (good && quiet && (!stamp->asked || stamp->proven == RT_PASS))
        return;
    print_head(app, exchange, trial);
    print_unregistered(app, trial);
    if (judgement->verdict != RT_NO_VERDICT)
        print_reading(app, judgement->best.reading);
    trial_print_checks(app, trial, RT_CHECK_LONE_COUNT, all);
    if (stamp->asked)
        print_stamp(&app->out, stamp);
    print_objections(app, trial);
    if (judgement->verdict == RT_NO_VERDICT)
        rt_output_text(&app->out, "  undecided: the cryptographic library failed\n");
    else if (explain && (!good || judgement->best.reading ||
                         rt_nearest_is_likelier(&trial->nearest, judgement)))
        trial_print_nearest(app, trial);
    else if (good && all)
        which_print(app, trial);
}

void verify_show(struct app *app, const struct rt_exchange *exchange, struct trial *trial,
                 const struct stamp *stamp)
{
    if (app->form == RT_OUTPUT_TEXT)
        print_text(app, exchange, trial, stamp);
    else
        print_json(app, exchange, trial, stamp);
}
