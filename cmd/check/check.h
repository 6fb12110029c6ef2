// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl check. */
#ifndef RTCTL_CHECK_H
#define RTCTL_CHECK_H

#include "app.h"
#include "client/conform_case.h"

/* rtctl check server; the arguments behind the action. */
enum exit_code check_server(struct app *app, int argc, char **argv);

/* rtctl check client; likewise. */
enum exit_code check_client(struct app *app, int argc, char **argv);

/* Whether --only selects a case; without the option all are. */
bool check_selects(const struct app *app, const struct rt_conform_demand *demand);

/* Whether it selects any case of a version. */
bool check_selects_any(const struct app *app, const struct rt_choice *choice);

/* Prints the cases of the versions to try, as text or as records. */
enum exit_code check_cases(struct app *app);

#endif
