// SPDX-License-Identifier: BSD-2-Clause
/* Compares what versions ask of a request. */
#include "compare/compare_request.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/answerable.h"
#include "common/memory.h"
#include "common/version_name.h"
#include "files/compare_json.h"
#include "files/request_print.h"

struct compare_requests {
    struct rt_request_demands demands;
    struct rt_request_facts facts; /* of the request at hand */
    uint8_t *srvs;                 /* of the keys that were given; NULL: not known */
    struct rt_request_comparison comparison;
    struct rt_compare_table table;
};

static struct compare_requests *begin(struct app *app)
{
    struct compare_requests *requests = memory_need(calloc(1, sizeof *requests));
    rt_request_demands_choose(&requests->demands, app->choices, app->choice_count,
                              option_given(&app->options, OPTION_STRICT));
    requests->srvs = answerable_srvs(app);
    return requests;
}

void compare_requests_free(struct compare_requests *requests)
{
    if (!requests)
        return;
    free(requests->srvs);
    free(requests);
}

static void print_json(struct rt_output *out, const struct rt_exchange *exchange,
                       const struct compare_requests *requests)
{
    rt_output_record(out, "compare");
    rt_output_uint(out, "record", exchange->origin->record);
    rt_output_string(out, "source", exchange->origin->file);
    rt_output_string(out, "direction", "request");
    rt_output_uint(out, "size", exchange->request.len);
    rt_compare_json_request(out, &requests->table, &requests->comparison);
    rt_output_record_end(out);
}

static void print_text(struct rt_output *out, const struct rt_exchange *exchange,
                       struct compare_requests *requests)
{
    rt_output_print(out, "record %" PRIu64 "  request of %zu bytes  ", exchange->origin->record,
                    exchange->request.len);
    rt_output_styled(out, RT_STYLE_PLAIN, exchange->origin->file);
    rt_output_text(out, "\n");
    rt_compare_table_print(out, &requests->table);
    rt_request_print_answers(out, version_name_all(), &requests->comparison.answers, true);
}

bool compare_request(struct app *app, struct compare_requests **requests,
                     const struct rt_exchange *exchange)
{
    if (!*requests)
        *requests = begin(app);
    struct compare_requests *mine = *requests;
    rt_request_facts_read(&mine->facts, exchange->request, exchange->transport);
    const struct rt_request_keys keys = {mine->srvs, app->key_count};
    rt_request_compare(&mine->demands, &mine->facts, rt_request_keys_for(&keys, &mine->facts),
                       &mine->comparison);
    rt_compare_table_of_request(&mine->table, version_name_all(), &mine->comparison);
    if (app->form == RT_OUTPUT_TEXT)
        print_text(&app->out, exchange, mine);
    else
        print_json(&app->out, exchange, mine);
    return rt_request_comparison_answered(&mine->comparison);
}
