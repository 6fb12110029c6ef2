// SPDX-License-Identifier: BSD-2-Clause
/* Judges and shows requests that nobody answered. */
#include "verify/verify_request.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/answerable.h"
#include "common/memory.h"
#include "common/names.h"
#include "files/request_json.h"
#include "files/request_print.h"
#include "registry.h"
#include "verify/verify_show.h"

/* Changes that are told, and numbers of VER that are shown. */
#define CHANGES 3
#define SHOWN   8

struct verify_requests {
    struct answerable *answerable;
    uint8_t *srvs; /* of the keys that were given, RT_SRV_SIZE bytes each; NULL: not known */
    struct rt_unanswered_counts counts;
};

static struct verify_requests *begin(struct app *app)
{
    struct verify_requests *requests = memory_need(calloc(1, sizeof *requests));
    requests->answerable = answerable_new();
    requests->srvs = answerable_srvs(app);
    return requests;
}

void verify_requests_free(struct verify_requests *requests)
{
    if (!requests)
        return;
    free(requests->answerable);
    free(requests->srvs);
    free(requests);
}

/* The numbers in VER, each with the versions that have it or the program that uses it: "0x8000000c
 * (v12-v19), 0x80000042". */
static void print_offers(struct rt_output *out, const struct rt_request_facts *facts)
{
    char names[NAMES_SIZE];
    if (facts->numbers == 0)
        rt_output_text(out, rt_view_present(facts->ver) ? "no number in VER" : "no VER");
    else
        rt_output_text(out, "offers ");
    for (size_t i = 0; i < facts->numbers && i < SHOWN; i++) {
        uint32_t number = rt_bytes_load32(facts->ver.data + 4 * i);
        const char *use = names_of_number(number, names);
        const struct rt_registry_number *row = rt_registry_number(number, NULL);
        if (!*use && row && row->last - row->first <= RT_REGISTRY_NUMBERS_FEW)
            use = row->program;
        rt_output_print(out, "%s0x%08" PRIx32 "%s%s%s", i > 0 ? ", " : "", number, *use ? " (" : "",
                        use, *use ? ")" : "");
    }
    if (facts->numbers > SHOWN)
        rt_output_print(out, " and %zu more", facts->numbers - SHOWN);
}

/* What a client has to do for one set of changes: "send TYPE 0; offer 0x8000000c in VER". */
static void print_change(struct rt_output *out, const struct rt_request_facts *facts,
                         const struct rt_request_keys *keys, const struct rt_request_change *change)
{
    const struct rt_version *gained[RT_CHOICES_MAX];
    char text[RT_REQUEST_CHANGE_SIZE], names[NAMES_SIZE];
    size_t count = rt_version_name_of_set(version_name_all(), change->gained, gained);
    rt_output_print(out, "  %s would answer after: %s\n", names_join(gained, count, names),
                    rt_request_change_text(change, gained[count - 1], facts, keys, text));
}

/* A request with all that is to be said of it. */
struct judged_request {
    const struct rt_exchange *exchange;
    const struct answerable *answerable;
    const struct rt_server_sight *server; /* NULL: nothing is known */
    struct rt_unanswered cause;
    struct rt_request_change changes[CHANGES];
    size_t change_count;
};

static void begin_line(struct rt_output *out, const char *about)
{
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, 25, about);
}

static void print_replies(struct rt_output *out, const struct rt_server_sight *server)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    size_t count = rt_server_sight_versions(server, version_name_all(), versions);
    char names[NAMES_SIZE];
    if (count == 0)
        return;
    begin_line(out, "this server");
    rt_output_print(out, "answered others in %s", names_join(versions, count, names));
    if (server->valid > 0)
        rt_output_print(out, ", %" PRIu64 " valid", server->valid);
    if (server->unverified > 0)
        rt_output_print(out, ", %" PRIu64 " not verified", server->unverified);
    for (size_t i = 0; i < server->announced_count && i < SHOWN; i++) {
        names_of_number(server->announced[i], names);
        rt_output_print(out, "%s0x%08" PRIx32 "%s%s%s",
                        i > 0 ? ", " : "; its VERS: ", server->announced[i], names[0] ? " (" : "",
                        names, names[0] ? ")" : "");
    }
    if (server->announced_count > SHOWN)
        rt_output_print(out, " and %zu more", server->announced_count - SHOWN);
    rt_output_text(out, "\n");
}

/* Signs that are about this request, and those of the server that are about others. */
static void print_signs(struct rt_output *out, const struct judged_request *judged)
{
    rt_server_signs own = judged->exchange->origin->signs;
    for (int i = 0; i < RT_SERVER_SIGN_COUNT; i++) {
        const char *text = rt_server_sign_text((enum rt_server_sign)i);
        uint64_t times = judged->server ? judged->server->signs[i] : 0;
        if (own >> i & 1) {
            begin_line(out, "this request");
            rt_output_print(out, "%s\n", text);
        } else if (times > 0) {
            begin_line(out, "this server");
            rt_output_print(out, "to other packets: %s, %" PRIu64 " %s\n", text, times,
                            times == 1 ? "time" : "times");
        }
    }
}

/* What captures show, or that too many servers were seen. */
static void print_server(struct rt_output *out, const struct judged_request *judged)
{
    if (judged->server) {
        print_replies(out, judged->server);
    } else {
        begin_line(out, "this server");
        rt_output_print(out, "is none of the first %d, of which replies are remembered\n",
                        RT_SERVER_SEEN_MAX);
    }
    print_signs(out, judged);
}

static void cause_json(struct rt_output *out, const struct judged_request *judged)
{
    const uint64_t speaks = judged->answerable->answers.speaks;
    const struct rt_version *versions[RT_CHOICES_MAX];
    rt_output_string(out, "cause", rt_unanswered_cause(&judged->cause));
    if (speaks != 0)
        rt_member_versions(out, "server_speaks", versions,
                           rt_version_name_of_set(version_name_all(), speaks, versions));
}

/* Nothing stops the request under the versions that the server speaks. */
static void print_unexplained(struct rt_output *out, const struct rt_request_answers *answers)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[NAMES_SIZE];
    size_t count = rt_version_name_of_set(version_name_all(), answers->speaks, versions);
    begin_line(out, "this server");
    rt_output_print(out,
                    "speaks %s, and nothing stops the request there: was it lost, or the reply?\n",
                    names_join(versions, count, names));
}

static void print_json(struct rt_output *out, const struct judged_request *judged, bool explain)
{
    const struct rt_request_facts *facts = &judged->answerable->facts;
    rt_output_record(out, "unanswered");
    rt_output_uint(out, "record", judged->exchange->origin->record);
    if (judged->exchange->transport != RT_TRANSPORT_UNKNOWN)
        rt_output_string(out, "transport", rt_transport_name(judged->exchange->transport));
    rt_output_uint(out, "size", judged->exchange->request.len);
    rt_output_array(out, "offers");
    for (size_t i = 0; i < facts->numbers; i++)
        rt_output_raw(out, NULL, rt_bytes_load32(facts->ver.data + 4 * i), 4);
    rt_output_end(out);
    rt_request_json_offered(out, version_name_all(), facts);
    cause_json(out, judged);
    rt_request_json_answers(out, &judged->answerable->answers);
    rt_request_json_stops(out, &judged->answerable->answers);
    if (explain)
        rt_request_json_changes(out, version_name_all(), judged->changes, judged->change_count);
    if (judged->exchange->origin->captured)
        rt_request_json_server(out, version_name_all(), judged->exchange->origin->signs,
                               judged->server);
    verify_origin_json(out, judged->exchange);
    rt_output_record_end(out);
}

static void print_text(struct rt_output *out, const struct judged_request *judged, bool quiet)
{
    const struct rt_exchange *exchange = judged->exchange;
    const struct rt_request_answers *answers = &judged->answerable->answers;
    char server[RT_ENDPOINT_TEXT_SIZE];
    rt_output_cell(out, RT_STYLE_HEAD, 16, "request");
    rt_output_cell(out, RT_STYLE_BAD, 12, "unanswered");
    print_offers(out, answers->facts);
    if (exchange->origin->captured)
        rt_output_print(out, "  %s", rt_endpoint_text(&exchange->origin->server, server));
    rt_output_print(out, "  %zu bytes", exchange->request.len);
    if (!exchange->origin->alone)
        rt_output_print(out, "  record %" PRIu64, exchange->origin->record);
    rt_output_text(out, "\n");
    if (quiet)
        return;
    if (exchange->origin->captured)
        print_server(out, judged);
    if (!rt_unanswered_cause(&judged->cause))
        print_unexplained(out, answers);
    rt_request_print_answers(out, version_name_all(), &judged->answerable->answers, true);
    for (size_t i = 0; i < judged->change_count; i++)
        print_change(out, answers->facts, answers->keys, &judged->changes[i]);
}

/* The versions that -V gives, as a set of places in the registry. */
static uint64_t chosen_set(const struct app *app)
{
    uint64_t set = 0;
    for (size_t i = 0; i < app->choice_count; i++)
        set |= UINT64_C(1) << rt_registry_place(app->choices[i].version);
    return set;
}

/* The entry of a list for the server of a request: that of the key which SRV names, else that of
 * its address; NULL: there is none. */
static const struct rt_servers_entry *entry_of(const struct verify_requests *requests,
                                               const struct app *app,
                                               const struct rt_servers *listed,
                                               const struct judged_request *judged)
{
    struct rt_view srv = judged->answerable->facts.srv;
    for (size_t i = 0; requests->srvs && srv.len == RT_SRV_SIZE && i < app->key_count; i++)
        for (size_t k = 0; k < listed->count; k++)
            if (memcmp(requests->srvs + i * RT_SRV_SIZE, srv.data, RT_SRV_SIZE) == 0 &&
                memcmp(app->keys[i], listed->list[k].key, RT_KEY_SIZE) == 0)
                return &listed->list[k];
    return judged->exchange->origin->captured
               ? rt_servers_at(listed, &judged->exchange->origin->server)
               : NULL;
}

/* The versions that the server speaks: those of -V, else those that captures show, else those that
 * a list gives. 0: not known. */
static uint64_t spoken_by(const struct verify_requests *requests, const struct app *app,
                          const struct rt_servers *listed, const struct judged_request *judged)
{
    uint64_t set = 0;
    if (option_given(&app->options, OPTION_VERSIONS))
        return chosen_set(app);
    if (judged->server)
        set = rt_server_sight_speaks(judged->server, rt_registry, rt_registry_count);
    if (set != 0 || !listed)
        return set;
    const struct rt_servers_entry *entry = entry_of(requests, app, listed, judged);
    for (size_t i = 0; entry && i < entry->version_count; i++)
        set |= UINT64_C(1) << rt_registry_place(entry->versions[i]);
    return set;
}

/* Finds why the request got no answer, and counts it. */
static void find_cause(struct verify_requests *requests, const struct app *app,
                       const struct verify_servers *servers, struct judged_request *judged)
{
    struct rt_request_answers *answers = &requests->answerable->answers;
    if (judged->exchange->origin->captured && servers->seen)
        judged->server = rt_server_seen_find(servers->seen, &judged->exchange->origin->server);
    answers->speaks = spoken_by(requests, app, servers->listed, judged);
    rt_unanswered_find(&judged->cause, answers, judged->exchange->origin->signs, judged->server);
    rt_unanswered_count(&requests->counts, &judged->cause);
}

const struct rt_unanswered_counts *verify_requests_counts(const struct verify_requests *requests)
{
    return &requests->counts;
}

void verify_request(struct app *app, struct verify_requests **requests,
                    const struct verify_servers *servers, const struct rt_exchange *exchange)
{
    if (!*requests)
        *requests = begin(app);
    struct answerable *answerable = (*requests)->answerable;
    struct judged_request judged = {.exchange = exchange, .answerable = answerable};
    const struct rt_request_keys keys = {(*requests)->srvs, app->key_count};
    struct rt_request_facts *facts = &answerable->facts;
    bool explain = option_given(&app->options, OPTION_EXPLAIN);
    rt_request_facts_read(facts, exchange->request, exchange->transport);
    answerable_judge(answerable, rt_request_keys_for(&keys, facts));
    find_cause(*requests, app, servers, &judged);
    if (explain)
        judged.change_count =
            rt_request_change_smallest(rt_registry, rt_registry_count, facts,
                                       answerable->answers.keys, judged.changes, CHANGES);
    if (app->form == RT_OUTPUT_TEXT)
        print_text(&app->out, &judged, option_given(&app->options, OPTION_QUIET));
    else
        print_json(&app->out, &judged, explain);
}
