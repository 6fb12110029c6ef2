// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl compare: the same exchange, or request, under every version, and where they disagree.
 */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/exchanges.h"
#include "common/memory.h"
#include "common/trial.h"
#include "common/unread.h"
#include "common/version_number.h"
#include "compare/compare_chain.h"
#include "compare/compare_request.h"
#include "files/compare_json.h"

/* A run of the command. */
struct compare {
    struct app *app;
    struct trial trial; /* of the exchange at hand */
    struct rt_comparison comparison;
    struct rt_compare_table table;
    struct compare_requests *requests; /* NULL: none came */
};

static void print_valid_as(struct rt_output *out, const struct rt_comparison *comparison)
{
    char name[RT_CANDIDATE_SIZE];
    size_t count = 0;
    rt_output_text(out, "  valid as: ");
    for (size_t i = 0; i < comparison->count; i++) {
        if (comparison->columns[i].verdict != RT_VALID)
            continue;
        rt_output_print(out, "%s%s", count++ ? ", " : "",
                        rt_candidate_text(&comparison->columns[i].candidate, name));
    }
    rt_output_text(out, count ? "\n" : "no version\n");
}

static void print_json(struct compare *compare, const struct rt_exchange *exchange,
                       const struct rt_compare_values *values)
{
    struct rt_output *out = &compare->app->out;
    rt_output_record(out, "compare");
    rt_output_uint(out, "record", exchange->origin->record);
    rt_output_string(out, "source", exchange->origin->file);
    rt_compare_json(out, &compare->table, values);
    rt_output_record_end(out);
}

static void print_text(struct compare *compare, const struct rt_exchange *exchange,
                       const struct rt_compare_values *values)
{
    struct rt_output *out = &compare->app->out;
    char text[UNREGISTERED_SIZE];
    uint32_t number;
    rt_output_print(out, "record %" PRIu64 "  %zu bytes  ", exchange->origin->record,
                    exchange->response.len);
    rt_output_safe(out, (struct rt_view){(const uint8_t *)exchange->origin->file,
                                         strlen(exchange->origin->file)});
    rt_output_text(out, "\n");
    if (rt_version_name_lacks(values->from, values->response, &number))
        rt_output_print(out, "  %s\n", unregistered_text(number, text));
    rt_compare_table_print(out, &compare->table);
    rt_compare_values_print(out, values);
    print_valid_as(out, &compare->comparison);
}

/* Judges and prints one exchange; whether it is valid, and all versions say so. */
static bool compare_exchange(struct compare *compare, const struct rt_exchange *exchange)
{
    struct app *app = compare->app;
    struct rt_comparison *comparison = &compare->comparison;
    bool strict = option_given(&app->options, OPTION_STRICT);
    if (!trial_run(app, exchange, &compare->trial))
        return true;
    rt_compare(&compare->trial.judged.subject, app->choices, app->choice_count, strict, comparison);
    const struct rt_compare_values values = {
        .response = &compare->trial.judged.subject.response,
        .comparison = comparison,
        .from = version_name_all(),
        .use = rt_registry_meaning,
    };
    rt_compare_table_of(&compare->table, values.from, comparison);
    (app->form == RT_OUTPUT_TEXT ? print_text : print_json)(compare, exchange, &values);
    return !comparison->verdicts_differ && comparison->columns[0].verdict == RT_VALID;
}

static bool end_chain(struct app *app, struct chain *chain, const struct rt_exchanges *exchanges)
{
    chain_complete(chain, exchanges);
    bool good = compare_chain(app, chain);
    chain_clear(chain);
    return good;
}

enum exit_code compare_run(struct app *app, int argc, char **argv)
{
    struct rt_exchange exchange;
    bool good = true;
    struct rt_exchanges *exchanges = exchanges_open(app, argc, argv);
    if (!exchanges)
        return app->code;
    struct compare *compare = memory_need(calloc(1, sizeof *compare));
    struct chain *chain = chain_new(app);
    compare->app = app;
    if (rt_exchanges_want_requests(exchanges) != RT_OK)
        memory_need(NULL);
    while (!rt_output_failed(&app->out) && exchanges_next(app, exchanges, &exchange)) {
        good = (!chain_ends(chain, &exchange) || end_chain(app, chain, exchanges)) && good;
        if (rt_view_present(exchange.response)) {
            chain_take(chain, &exchange);
            good = compare_exchange(compare, &exchange) && good;
        } else {
            good = compare_request(app, &compare->requests, &exchange) && good;
        }
    }
    good = (!chain_ends(chain, NULL) || end_chain(app, chain, exchanges)) && good;
    unread_complain(app, NULL, rt_exchanges_counts(exchanges));
    unread_summary(app, rt_exchanges_counts(exchanges));
    chain_free(chain);
    compare_requests_free(compare->requests);
    free(compare);
    rt_exchanges_close(exchanges);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
