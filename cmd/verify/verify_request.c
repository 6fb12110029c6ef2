// SPDX-License-Identifier: BSD-2-Clause
/* Judges and shows requests that nobody answered. */
#include "verify/verify_request.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/answerable.h"
#include "common/memory.h"
#include "common/names.h"
#include "common/show.h"
#include "registry.h"
#include "verify/verify_show.h"

/* Changes that are told, and numbers of VER that are shown. */
#define CHANGES 3
#define SHOWN   8

bool request_keys_make(struct request_keys *keys, struct app *app)
{
    if (app->key_count == 0)
        return true;
    keys->srvs = memory_need(calloc(app->key_count, RT_SRV_SIZE));
    for (keys->count = 0; keys->count < app->key_count; keys->count++)
        if (rt_crypto_srv(app_crypto(app), app->keys[keys->count],
                          keys->srvs + keys->count * RT_SRV_SIZE) != RT_OK) {
            app_complain(app, EXIT_BUG, NULL, "the SRV of a key: %s", rt_error_text(RT_E_CRYPTO));
            return false;
        }
    return true;
}

void request_keys_free(struct request_keys *keys)
{
    free(keys->srvs);
    *keys = (struct request_keys){0};
}

/* The numbers in VER, each with the versions that have it: "0x8000000c (v12-v19), 0x80000042". */
static void print_offers(struct rt_output *out, const struct rt_request_facts *facts)
{
    char names[NAMES_SIZE];
    if (facts->numbers == 0)
        rt_output_text(out, rt_view_present(facts->ver) ? "no number in VER" : "no VER");
    else
        rt_output_text(out, "offers ");
    for (size_t i = 0; i < facts->numbers && i < SHOWN; i++) {
        uint32_t number = rt_bytes_load32(facts->ver.data + 4 * i);
        names_of_number(number, names);
        rt_output_print(out, "%s0x%08" PRIx32 "%s%s%s", i > 0 ? ", " : "", number,
                        names[0] ? " (" : "", names, names[0] ? ")" : "");
    }
    if (facts->numbers > SHOWN)
        rt_output_print(out, " and %zu more", facts->numbers - SHOWN);
}

/* What a client has to do for one set of changes: "send TYPE 0; offer 0x8000000c in VER". */
static void print_change(struct rt_output *out, const struct rt_request_facts *facts,
                         const struct rt_request_keys *keys, const struct rt_request_change *change)
{
    const struct rt_version *gained[RT_CHOICES_MAX];
    char text[RT_REQUEST_TEXT_SIZE], names[NAMES_SIZE];
    size_t count = 0;
    bool first = true;
    for (size_t i = 0; i < rt_registry_count; i++)
        if (change->gained >> i & 1)
            gained[count++] = rt_registry[i];
    struct rt_request_verdict verdict = rt_request_verdict_of(gained[count - 1], facts, keys);
    struct rt_request_terms terms = rt_request_verdict_terms(&verdict);
    rt_output_print(out, "  %s would answer after: ", names_join(gained, count, names));
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++) {
        enum rt_request_check which = (enum rt_request_check)check;
        if (!(change->checks >> check & 1))
            continue;
        struct rt_request_result result = rt_request_judge_check(&terms, facts, keys, which);
        rt_output_print(out, "%s%s", first ? "" : "; ",
                        rt_request_terms_mend(&terms, facts, which, &result, text));
        first = false;
    }
    rt_output_text(out, "\n");
}

static void changes_json(struct rt_output *out, const struct rt_request_change *changes,
                         size_t count)
{
    rt_output_array(out, "changes");
    for (size_t i = 0; i < count; i++) {
        rt_output_object(out, NULL);
        rt_output_array(out, "checks");
        for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
            if (changes[i].checks >> check & 1)
                rt_output_string(out, NULL,
                                 rt_request_check_row((enum rt_request_check)check)->name);
        rt_output_end(out);
        if (changes[i].number != RT_NO_NUMBER)
            rt_output_raw(out, "offer", changes[i].number, 4);
        rt_output_array(out, "versions");
        for (size_t version = 0; version < rt_registry_count; version++)
            if (changes[i].gained >> version & 1)
                rt_output_string(out, NULL, rt_registry[version]->name);
        rt_output_end(out);
        rt_output_end(out);
    }
    rt_output_end(out);
}

/* A request with all that is to be said of it. */
struct judged_request {
    const struct rt_exchange *exchange;
    const struct rt_request_keys *keys; /* NULL: not known */
    struct answerable answerable;
    struct rt_request_change changes[CHANGES];
    size_t change_count;
};

static void print_json(struct rt_output *out, const struct judged_request *judged, bool explain)
{
    const struct rt_request_facts *facts = &judged->answerable.facts;
    rt_output_record(out, "unanswered");
    rt_output_uint(out, "record", judged->exchange->origin->record);
    if (judged->exchange->transport != RT_TRANSPORT_UNKNOWN)
        rt_output_string(out, "transport",
                         judged->exchange->transport == RT_TRANSPORT_TCP ? "tcp" : "udp");
    rt_output_uint(out, "size", judged->exchange->request.len);
    rt_output_array(out, "offers");
    for (size_t i = 0; i < facts->numbers; i++)
        rt_output_raw(out, NULL, rt_bytes_load32(facts->ver.data + 4 * i), 4);
    rt_output_end(out);
    answerable_json(out, &judged->answerable);
    answerable_stops_json(out, &judged->answerable, judged->keys);
    if (explain)
        changes_json(out, judged->changes, judged->change_count);
    verify_origin_json(out, judged->exchange);
    rt_output_record_end(out);
}

static void print_text(struct rt_output *out, const struct judged_request *judged, bool quiet)
{
    const struct rt_exchange *exchange = judged->exchange;
    const struct rt_request_facts *facts = &judged->answerable.facts;
    char server[RT_ENDPOINT_TEXT_SIZE];
    rt_output_cell(out, RT_STYLE_HEAD, 16, "request");
    rt_output_cell(out, RT_STYLE_BAD, 12, "unanswered");
    print_offers(out, facts);
    if (exchange->origin->captured)
        rt_output_print(out, "  %s", rt_endpoint_text(&exchange->origin->server, server));
    rt_output_print(out, "  %zu bytes", exchange->request.len);
    if (!exchange->origin->alone)
        rt_output_print(out, "  record %" PRIu64, exchange->origin->record);
    rt_output_text(out, "\n");
    if (!quiet)
        answerable_print(out, &judged->answerable, judged->keys, true);
    for (size_t i = 0; !quiet && i < judged->change_count; i++)
        print_change(out, facts, judged->keys, &judged->changes[i]);
}

void verify_request(struct app *app, const struct rt_exchange *exchange,
                    const struct request_keys *keys)
{
    struct judged_request *judged = memory_need(calloc(1, sizeof *judged));
    struct rt_request_keys known = {keys->srvs, keys->count};
    bool explain = option_given(&app->options, OPTION_EXPLAIN);
    judged->exchange = exchange;
    judged->keys = keys->count > 0 ? &known : NULL;
    answerable_judge(&judged->answerable, exchange->request, exchange->transport, judged->keys);
    if (explain)
        judged->change_count =
            rt_request_change_smallest(rt_registry, rt_registry_count, &judged->answerable.facts,
                                       judged->keys, judged->changes, CHANGES);
    if (app->form == RT_OUTPUT_TEXT)
        print_text(&app->out, judged, option_given(&app->options, OPTION_QUIET));
    else
        print_json(&app->out, judged, explain);
    free(judged);
}
