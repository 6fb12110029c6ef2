// SPDX-License-Identifier: BSD-2-Clause
/* Shows how the cases of a client came out. */
#include <inttypes.h>

#include "check/check_client.h"
#include "files/member.h"

#define ADDRESS_WIDTH 34
#define LEVEL_WIDTH   8

bool check_client_show_begin(struct check_client *check, const struct rt_report_head *head)
{
    struct app *app = check->app;
    if (!app->report || rt_report_begin(&check->report, &app->out, app->report, head) == RT_OK)
        return true;
    app_complain(app, EXIT_BUG, NULL, "%s", rt_error_text(RT_E_NO_MEMORY));
    return false;
}

/* A failed case of which the text only advises counts with --strict. */
static bool is_counted(const struct check_client *check, const struct rt_trial_result *result)
{
    return result->demand == RT_DEMAND_MUST || check->settings.strict;
}

static void count(struct check_client *check, const struct rt_trial_result *result)
{
    switch (result->outcome) {
    case RT_TRIAL_PASS:
        check->sum.passed++;
        break;
    case RT_TRIAL_SKIPPED:
        check->sum.skipped++;
        break;
    case RT_TRIAL_FAIL:
        if (is_counted(check, result))
            check->sum.failed++;
        else
            check->sum.advised++;
        break;
    }
}

static void show_text(struct check_client *check, const struct rt_trial_result *result)
{
    struct rt_output *out = &check->app->out;
    char address[RT_TRIAL_ADDRESS_SIZE];
    bool failed = result->outcome == RT_TRIAL_FAIL;
    enum rt_style style = failed && is_counted(check, result) ? RT_STYLE_BAD
                          : result->outcome == RT_TRIAL_PASS  ? RT_STYLE_GOOD
                                                              : RT_STYLE_PLAIN;
    if (option_given(&check->app->options, OPTION_QUIET) && !failed)
        return;
    rt_trial_case_address(result->version, &result->which, address);
    rt_output_cell(out, style, LEVEL_WIDTH,
                   failed ? "FAIL" : rt_trial_outcome_name(result->outcome));
    rt_output_cell(out, RT_STYLE_PLAIN, ADDRESS_WIDTH, address);
    rt_output_cell(out, RT_STYLE_PLAIN, LEVEL_WIDTH, rt_trial_demand_name(result->demand));
    rt_output_text(out, result->which.text);
    if (result->outcome != RT_TRIAL_PASS) {
        rt_output_text(out, ": ");
        rt_output_text(out, result->text);
    }
    if (failed && result->section)
        rt_output_print(out, " (%s %s)", result->version->document, result->section);
    rt_output_text(out, "\n");
}

static void show_json(struct rt_output *out, const struct rt_trial_result *result)
{
    char address[RT_TRIAL_ADDRESS_SIZE];
    rt_trial_case_address(result->version, &result->which, address);
    rt_output_record(out, "check");
    rt_output_string(out, "property", "client");
    rt_output_string(out, "address", address);
    rt_output_string(out, "version", result->version ? result->version->name : NULL);
    rt_output_string(out, "case", result->which.name);
    rt_output_string(out, "level", rt_trial_demand_name(result->demand));
    rt_member_sections(out, "spec", result->version, result->section);
    rt_output_string(out, "sent", result->which.text);
    rt_output_string(out, "expected", rt_trial_case_expected(&result->which));
    rt_output_string(out, "outcome", rt_trial_outcome_name(result->outcome));
    rt_output_string(out, "seen", result->text);
    rt_output_bool(out, "stopped", result->stopped);
    rt_output_record_end(out);
}

static void report(struct check_client *check, const struct rt_trial_result *result)
{
    static const enum rt_report_outcome outcomes[] = {[RT_TRIAL_PASS] = RT_REPORT_PASSED,
                                                      [RT_TRIAL_FAIL] = RT_REPORT_FAILED,
                                                      [RT_TRIAL_SKIPPED] = RT_REPORT_SKIPPED};
    static const enum rt_report_level levels[] = {[RT_DEMAND_NONE] = RT_REPORT_LEVEL_NONE,
                                                  [RT_DEMAND_SHOULD] = RT_REPORT_SHOULD,
                                                  [RT_DEMAND_MUST] = RT_REPORT_MUST};
    bool skipped = result->outcome == RT_TRIAL_SKIPPED;
    bool asks = result->which.wish == RT_TRIAL_WISH_ASK;
    char address[RT_TRIAL_ADDRESS_SIZE];
    rt_trial_case_address(result->version, &result->which, address);
    rt_report_case(&check->report, &(struct rt_report_case){
                                       .address = address,
                                       .group = result->version ? result->version->name : "client",
                                       .level = levels[result->demand],
                                       .outcome = outcomes[result->outcome],
                                       .title = result->which.name,
                                       .sent = asks ? NULL : result->which.text,
                                       .expected = asks ? result->which.text
                                                        : rt_trial_case_expected(&result->which),
                                       .seen = skipped ? NULL : result->text,
                                       .section = result->section,
                                       .reason = skipped ? result->text : NULL,
                                   });
}

void check_client_show(struct check_client *check, const struct rt_trial_result *result)
{
    count(check, result);
    if (check->app->report)
        report(check, result);
    else if (check->app->form == RT_OUTPUT_TEXT)
        show_text(check, result);
    else
        show_json(&check->app->out, result);
}

static void sum_json(struct rt_output *out, const struct rt_report_sum *sum)
{
    rt_output_record(out, "check");
    rt_output_string(out, "property", "sum");
    rt_output_uint(out, "passed", sum->passed);
    rt_output_uint(out, "failed", sum->failed);
    rt_output_uint(out, "advised", sum->advised);
    rt_output_uint(out, "skipped", sum->skipped);
    rt_output_record_end(out);
}

void check_client_show_end(struct check_client *check, const char *broken)
{
    struct app *app = check->app;
    const struct rt_report_sum *sum = &check->sum;
    if (app->report) {
        if (rt_report_end(&check->report, broken) != RT_OK)
            app_complain(app, EXIT_BUG, NULL, "%s", rt_error_text(RT_E_NO_MEMORY));
    } else if (app->form != RT_OUTPUT_TEXT) {
        sum_json(&app->out, sum);
    } else {
        rt_output_print(&app->out, "%" PRIu64 " passed, %" PRIu64 " failed", sum->passed,
                        sum->failed);
        if (sum->advised > 0)
            rt_output_print(&app->out, ", %" PRIu64 " against advice", sum->advised);
        rt_output_print(&app->out, ", %" PRIu64 " skipped\n", sum->skipped);
    }
}

static void list_case(struct app *app, const struct rt_version *version,
                      const struct rt_trial_case *which)
{
    struct rt_output *out = &app->out;
    char address[RT_TRIAL_ADDRESS_SIZE];
    rt_trial_case_address(version, which, address);
    if (app->form == RT_OUTPUT_TEXT) {
        rt_output_cell(out, RT_STYLE_PLAIN, ADDRESS_WIDTH, address);
        rt_output_cell(out, RT_STYLE_PLAIN, LEVEL_WIDTH, rt_trial_demand_name(which->demand));
        rt_output_print(out, "%s: %s\n", which->text, rt_trial_case_expected(which));
        return;
    }
    rt_output_record(out, "check");
    rt_output_string(out, "property", "case");
    rt_output_string(out, "address", address);
    rt_output_string(out, "version", version ? version->name : NULL);
    rt_member_reading(out, "reading", NULL);
    rt_output_string(out, "case", which->name);
    rt_output_string(out, "level", rt_trial_demand_name(which->demand));
    rt_member_sections(out, "spec", version, NULL);
    rt_output_string(out, "sent", which->text);
    rt_output_string(out, "expected", rt_trial_case_expected(which));
    rt_output_record_end(out);
}

enum exit_code check_client_cases(struct check_client *check)
{
    const char *only = check->settings.only;
    struct rt_trial_case which;
    size_t listed = 0;
    for (size_t i = 0; rt_trial_case_at(i, &which); i++) {
        bool wished = !only || rt_trial_case_selected(only, NULL, &which);
        for (size_t c = 0; !wished && c < check->app->choice_count; c++)
            wished = rt_trial_case_selected(only, check->app->choices[c].version, &which);
        if (!wished)
            continue;
        list_case(check->app, NULL, &which);
        listed++;
    }
    if (listed > 0)
        return EXIT_GOOD;
    app_complain(check->app, EXIT_USAGE, "--only", "no case has an address that begins so");
    return EXIT_USAGE;
}
