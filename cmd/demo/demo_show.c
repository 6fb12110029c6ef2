// SPDX-License-Identifier: BSD-2-Clause
/* Shows what the demo found. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "client/net.h"
#include "common/show.h"
#include "demo/demo.h"
#include "files/exchange_write.h"
#include "files/keep.h"
#include "files/member.h"

#define NEIGHBOURS 8 /* versions before that of the saved exchange that it is compared under */

bool demo_quiet(const struct app *app)
{
    return app->form == RT_OUTPUT_TEXT && option_given(&app->options, OPTION_QUIET);
}

static struct rt_candidate candidate_of(const struct demo_row *row)
{
    const struct rt_choice *choice = row->choice;
    return (struct rt_candidate){choice->version, choice->fixed ? &choice->reading : NULL};
}

/* All replies that came are what the version asks for. */
static bool is_valid(const struct demo_row *row)
{
    return row->state == DEMO_GOOD || row->state == DEMO_ALONE || row->state == DEMO_CLOCK;
}

void demo_show_server(struct demo *demo, const struct demo_server *server)
{
    struct rt_output *out = &demo->app->out;
    char address[RT_NET_ADDRESS_SIZE];
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    uint64_t ahead_s = (uint64_t)server->ahead_s;
    uint16_t port = server->address.at.port;
    rt_net_address_text(&server->address, address);
    rt_base64_encode((struct rt_view){server->key, RT_KEY_SIZE}, key);
    if (out->form != RT_OUTPUT_TEXT) {
        rt_output_record(out, "server");
        rt_output_string(out, "address", address);
        rt_output_uint(out, "port", port);
        rt_output_string(out, "key", key);
        rt_output_uint(out, "ahead_s", ahead_s);
        rt_output_record_end(out);
    } else if (!demo_quiet(demo->app)) {
        rt_output_print(out, "a server with the fresh key %s on %s port %u", key, address, port);
        if (ahead_s > 0)
            rt_output_print(out, ", its clock %" PRIu64 " s ahead", ahead_s);
        rt_output_text(out, "\n");
    }
}

/* The word for a row that is not silent. */
static const char *verdict_of(const struct demo_row *row)
{
    if (row->state == DEMO_UNDECIDED)
        return rt_verdict_name(RT_NO_VERDICT);
    return rt_verdict_name(is_valid(row) ? RT_VALID : RT_INVALID);
}

static void row_json(struct demo *demo, const struct demo_row *row)
{
    struct rt_subject subject;
    struct rt_output *out = &demo->app->out;
    struct rt_candidate candidate = candidate_of(row);
    char cause[DEMO_CAUSE_SIZE];
    bool silent = row->state == DEMO_SILENT;
    rt_output_record(out, "demo");
    rt_output_string(out, "version", candidate.version->name);
    rt_member_reading(out, "reading", candidate.reading);
    rt_output_string(out, "transport", rt_transport_name(row->transport));
    rt_output_string(out, "verdict", silent ? NULL : verdict_of(row));
    if (is_valid(row)) {
        demo_subject(demo, row, row->shown, &subject);
        rt_member_answer(out, &subject, row->rules.clock);
        rt_output_uint(out, "path_least", row->path_least);
        rt_output_uint(out, "path_most", row->path_most);
        rt_output_uint(out, "size", subject.exchange.response.len);
    }
    rt_output_uint(out, "requests", DEMO_TOGETHER);
    rt_output_uint(out, "replies", row->replies);
    rt_output_bool(out, "good", row->state == DEMO_GOOD);
    if (row->state != DEMO_GOOD)
        rt_output_string(out, "cause", demo_cause(row, cause));
    rt_output_record_end(out);
}

/* The verdict; a valid reply that is wrong all the same is not called that. */
static const char *last_word(const struct demo_row *row)
{
    switch (row->state) {
    case DEMO_GOOD:
        break;
    case DEMO_ALONE:
    case DEMO_CLOCK:
        return "FAIL";
    case DEMO_SILENT:
        return "silent";
    case DEMO_INVALID:
    case DEMO_UNDECIDED:
        break;
    }
    return verdict_of(row);
}

static void row_text(struct demo *demo, const struct demo_row *row)
{
    struct rt_subject subject;
    struct rt_output *out = &demo->app->out;
    struct rt_candidate candidate = candidate_of(row);
    char name[RT_CANDIDATE_SIZE], answer[RT_MOMENT_SIZE], cause[DEMO_CAUSE_SIZE];
    rt_output_cell(out, RT_STYLE_HEAD, 10, rt_candidate_text(&candidate, name));
    rt_output_cell(out, RT_STYLE_PLAIN, 5, rt_transport_name(row->transport));
    if (is_valid(row)) {
        demo_subject(demo, row, row->shown, &subject);
        rt_output_cell(out, RT_STYLE_PLAIN, 49, show_answer(&subject, row->rules.clock, answer));
        rt_output_print(out, "PATH %zu", row->path_least);
        if (row->path_most > row->path_least)
            rt_output_print(out, "-%zu", row->path_most);
        rt_output_print(out, "  %zu bytes  ", subject.exchange.response.len);
    }
    if (row->state != DEMO_GOOD)
        rt_output_print(out, "%s  ", demo_cause(row, cause));
    rt_output_styled(out, row->state == DEMO_GOOD ? RT_STYLE_GOOD : RT_STYLE_BAD, last_word(row));
    rt_output_text(out, "\n");
}

void demo_show_rows(struct demo *demo)
{
    for (size_t i = 0; i < demo->row_count; i++) {
        const struct demo_row *row = &demo->rows[i];
        if (demo->app->form != RT_OUTPUT_TEXT)
            row_json(demo, row);
        else if (!demo_quiet(demo->app) || row->state != DEMO_GOOD)
            row_text(demo, row);
    }
}

void demo_show_summary(struct demo *demo, enum exit_code code)
{
    struct rt_output *out = &demo->app->out;
    uint64_t batches = demo->server.counts.of[RT_SERVER_COUNT_BATCHES];
    uint64_t largest = demo->server.counts.of[RT_SERVER_COUNT_LARGEST];
    size_t good = 0, replies = 0;
    for (size_t i = 0; i < demo->row_count; i++) {
        good += demo->rows[i].state == DEMO_GOOD;
        replies += demo->rows[i].replies;
    }
    if (out->form != RT_OUTPUT_TEXT) {
        rt_output_record(out, "summary");
        rt_output_uint(out, "rows", demo->row_count);
        rt_output_uint(out, "good", good);
        rt_output_uint(out, "requests", DEMO_TOGETHER * demo->row_count);
        rt_output_uint(out, "replies", replies);
        rt_output_uint(out, "batches", batches);
        rt_output_uint(out, "largest_batch", largest);
        rt_output_uint(out, "exit", code);
        rt_output_record_end(out);
        return;
    }
    rt_output_print(out,
                    "%zu of %zu good; %zu requests, %zu replies in %" PRIu64
                    " batches, the largest of %" PRIu64 "\n",
                    good, demo->row_count, DEMO_TOGETHER * demo->row_count, replies, batches,
                    largest);
}

bool demo_make_file(struct app *app, char name[DEMO_FILE_SIZE])
{
    const char *folder = getenv("TMPDIR");
    snprintf(name, DEMO_FILE_SIZE, "%s/rtctl-demo.XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkstemp(name);
    if (fd >= 0 && close(fd) == 0)
        return true;
    app_complain(app, EXIT_OUTPUT, name, "%s", strerror(errno));
    return false;
}

/* False after a message. */
static bool save(struct demo *demo, const struct demo_row *row, const char *name)
{
    struct rt_keep keep;
    struct rt_subject subject;
    demo_subject(demo, row, row->shown, &subject);
    bool good = rt_keep_open(&keep, name, RT_KEEP_REPLACE, RT_KEEP_SHARED) && rt_keep_stream(&keep);
    if (good)
        rt_exchange_write(rt_keep_stream(&keep), &subject.exchange, row->choice->version->name);
    rt_output_flush(&demo->app->out); /* the file may be standard output */
    good = rt_keep_end(&keep) && good;
    if (!good)
        app_complain(demo->app, EXIT_OUTPUT, name, "%s", keep.cause);
    return good;
}

void demo_heading(struct app *app, const char *command, const char *file)
{
    if (demo_quiet(app) || app->form != RT_OUTPUT_TEXT)
        return;
    rt_output_print(&app->out, "\n$ rtctl %s ", command);
    rt_output_safe(&app->out, (struct rt_view){(const uint8_t *)file, strlen(file)});
    rt_output_text(&app->out, "\n");
}

static enum exit_code verify_again(struct app *app, char *file)
{
    const struct option_set given = app->options.given;
    demo_heading(app, "verify -v", file);
    if (!demo_quiet(app))
        app->options.given.has[OPTION_VERBOSE] = true;
    enum exit_code code = verify_run(app, 1, &file);
    app->options.given = given;
    return code;
}

/* Under the versions of -V, or the row's and some before it. That they disagree is no failure, it
 * is what this shows. */
static void compare_again(struct app *app, const struct rt_choice *all, size_t count, size_t last,
                          char *file)
{
    char command[400];
    const char *asked = app->options.value[OPTION_VERSIONS];
    size_t first = asked || last < NEIGHBOURS ? 0 : last - NEIGHBOURS;
    app->choice_count = asked ? count : last - first + 1;
    memcpy(app->choices, &all[first], app->choice_count * sizeof all[0]);
    if (demo_quiet(app) || app->choice_count < 2)
        return;
    if (asked)
        snprintf(command, sizeof command, "compare -V %s", asked);
    else
        snprintf(command, sizeof command, "compare -V %s-%s", all[first].version->name,
                 all[last].version->name);
    demo_heading(app, command, file);
    compare_run(app, 1, &file);
}

static enum exit_code reread(struct app *app, const struct demo_row *row, char *file)
{
    struct rt_choice all[RT_CHOICES_MAX];
    size_t count = app->choice_count;
    size_t last = (size_t)(row->choice - app->choices);
    memcpy(all, app->choices, sizeof all);
    app->choices[0] = all[last];
    app->choice_count = 1;
    enum exit_code code = verify_again(app, file);
    compare_again(app, all, count, last, file);
    memcpy(app->choices, all, sizeof all);
    app->choice_count = count;
    return code;
}

/* The newest version that was answered. */
static const struct demo_row *find_row(const struct demo *demo)
{
    for (size_t i = demo->row_count; i-- > 0;)
        if (demo->rows[i].transport == RT_TRANSPORT_UDP &&
            demo->rows[i].asks[demo->rows[i].shown].replied)
            return &demo->rows[i];
    return NULL;
}

enum exit_code demo_reread(struct demo *demo)
{
    char made[DEMO_FILE_SIZE] = "";
    struct app *app = demo->app;
    const char *given = app->options.value[OPTION_SAVE];
    const struct demo_row *row = find_row(demo);
    enum exit_code code = EXIT_GOOD;
    if (!row || (!given && !demo_make_file(app, made)))
        return code;
    char *name = strdup(given ? given : made);
    if (name && save(demo, row, name))
        code = reread(app, row, name);
    if (!given)
        unlink(made);
    free(name);
    return code;
}
