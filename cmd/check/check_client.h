// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl check client. */
#ifndef RTCTL_CHECK_CLIENT_H
#define RTCTL_CHECK_CLIENT_H

#include <regex.h>

#include "app.h"
#include "files/report.h"
#include "server/trial.h"

struct kept_run;

/* What the options say, and what goes on. */
struct check_client {
    struct app *app;
    struct rt_trial_settings settings;
    struct rt_trial_group groups[RT_CHOICES_MAX];
    bool has_regex;
    regex_t regex;
    const char *keep; /* folder for packets and output, or NULL */
    struct kept_run *kept[RT_TRIAL_JOBS];
    struct rt_report_run report;
    struct rt_report_sum sum;
};

/* For rt_trial_settings; the context is a struct check_client. */
void check_client_packet(void *context, size_t run, const struct rt_trial_packet *packet);
void check_client_ended(void *context, size_t run, const struct rt_trial_end *end);

/* Prints one case, and counts it; then the sum. With -o tap, junit or html they are reported. */
bool check_client_show_begin(struct check_client *check, const struct rt_report_head *head);
void check_client_show(struct check_client *check, const struct rt_trial_result *result);
void check_client_show_end(struct check_client *check, const char *broken);

/* Prints the cases of the groups that are selected. */
enum exit_code check_client_cases(struct check_client *check);

#endif
