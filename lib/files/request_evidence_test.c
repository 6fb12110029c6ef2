// SPDX-License-Identifier: BSD-2-Clause
/*
 * Requests that other people's programs sent, and whether other people's servers answered: the
 * judgement of requests held against captures and recorded exchanges. And a reply of a kind that no
 * document has.
 */
#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "files/capture.h"
#include "files/json.h"
#include "judge/request_answers.h"
#include "registry.h"

#define PAIRS    "testvectors/captures/pairs/"
#define RECORDED "testvectors/captures/recorded.txt"

/* A set of versions as text. */
#define SET_SIZE 256

/* A server of the captures, and what it speaks. */
struct server {
    char name[16];
    char speaks[SET_SIZE];
};

static struct server servers[8];
static size_t server_count;

/* Appends a word to a list; both fit, or the test is wrong. */
static void append(char list[SET_SIZE], const char *before, const char *word)
{
    size_t used = strlen(list);
    int len = snprintf(list + used, SET_SIZE - used, "%s%s", used ? before : "", word);
    ck_assert_int_lt(len, (int)(SET_SIZE - used));
}

/* Versions as text in the order of the registry: "google,v10-v19". "-": none. */
static void set_text(const bool *set, char text[SET_SIZE])
{
    text[0] = '\0';
    for (size_t i = 0; i < rt_registry_count; i++) {
        size_t end = i;
        while (end + 1 < rt_registry_count && set[i] && set[end + 1] &&
               rt_registry[end + 1]->name[0] == 'v')
            end++;
        if (set[i])
            append(text, ",", rt_registry[i]->name);
        if (end > i)
            append(text, "-", rt_registry[end]->name);
        i = end;
    }
    if (text[0] == '\0')
        append(text, "", "-");
}

/* What the judge says of a request: which versions answer, and which under a reading. */
static void judge(const struct rt_request_facts *facts, bool *answers, char plain[SET_SIZE],
                  char read[SET_SIZE])
{
    read[0] = '\0';
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_request_verdict verdict = rt_request_verdict_of(rt_registry[i], facts, NULL);
        answers[i] = verdict.answers;
        if (verdict.answers || verdict.stop != RT_REQUEST_CHECK_COUNT)
            continue;
        append(read, ",", rt_registry[i]->name);
        append(read, "/", verdict.reading->name);
    }
    set_text(answers, plain);
    if (read[0] == '\0')
        append(read, "", "-");
}

/* Whether a list such as "google,v10-v19" has a version. */
static bool speaks(const struct server *server, size_t place)
{
    char copy[SET_SIZE];
    bool found = false;
    snprintf(copy, sizeof copy, "%s", server->speaks);
    for (char *word = strtok(copy, ","); word; word = strtok(NULL, ",")) {
        char *dash = strchr(word, '-');
        const char *last = dash ? dash + 1 : word;
        if (dash)
            *dash = '\0';
        found = found || (place >= rt_registry_place(rt_registry_find(word)) &&
                          place <= rt_registry_place(rt_registry_find(last)));
    }
    return found;
}

/* What stops a request at a server, as the library finds it: RT_REQUEST_CHECK_COUNT if nothing
 * does. `server` NULL: it is not known what it speaks. */
static enum rt_request_check stop_at(const struct server *server,
                                     const struct rt_request_facts *facts)
{
    static struct rt_request_demands demands;
    struct rt_request_answers answers;
    struct rt_request_cause why;
    struct rt_reading own[8];
    size_t count = 0;
    rt_request_demands_make(&demands, rt_registry, rt_registry_count);
    rt_request_answers_find(&answers, &demands, facts, NULL);
    for (size_t i = 0; i < facts->numbers && count < 8; i++) {
        const struct rt_version *version;
        uint32_t number = rt_bytes_load32(facts->ver.data + 4 * i);
        if (rt_registry_number_reading(number, &version, &own[count]))
            rt_request_answers_also(&answers, version, &own[count++]);
    }
    for (size_t i = 0; server && i < rt_registry_count; i++)
        answers.speaks |= (uint64_t)speaks(server, i) << i;
    return rt_request_answers_why(&answers, &why) ? why.check : RT_REQUEST_CHECK_COUNT;
}

/* What a capture has: a request, and the number in VER of a reply if there is one. */
struct seen {
    uint8_t request[2048];
    size_t len;
    bool answered;
    uint32_t number;
};

static void see(const char *path, struct seen *seen)
{
    struct rt_capture_fault fault;
    struct rt_datagram datagram;
    struct rt_packet packet;
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    struct rt_capture *capture = rt_capture_open(file, &fault);
    ck_assert_ptr_nonnull(capture);
    *seen = (struct seen){.number = RT_NO_NUMBER};
    while (rt_capture_next(capture, &datagram, &fault) == RT_CAPTURE_DATAGRAM) {
        rt_packet_parse(&packet, datagram.payload);
        struct rt_view ver = rt_packet_version(&packet);
        if (packet.direction == RT_RESPONSE) {
            seen->answered = true;
            seen->number = ver.len == 4 ? rt_bytes_load32(ver.data) : RT_NO_NUMBER;
        } else if (seen->len == 0) {
            ck_assert_uint_le(datagram.payload.len, sizeof seen->request);
            seen->len = datagram.payload.len;
            memcpy(seen->request, datagram.payload.data, seen->len);
        }
    }
    ck_assert_uint_gt(seen->len, 0);
    rt_capture_close(capture);
    fclose(file);
}

static const struct server *server_of(const char *capture)
{
    const char *name = strstr(capture, "--");
    ck_assert_ptr_nonnull(name);
    for (size_t i = 0; i < server_count; i++)
        if (strcmp(servers[i].name, name + 2) == 0)
            return &servers[i];
    ck_abort_msg("no server %s", name);
    return NULL;
}

/* A line of a capture: its name, whether it was answered, who answers, who does under a reading,
 * and what stops the request at its server. */
static void check_pair(const char *line)
{
    char name[64], outcome[16], plain[SET_SIZE], read[SET_SIZE], cause[64], path[128];
    char found_plain[SET_SIZE], found_read[SET_SIZE];
    bool answers[RT_REQUEST_VERSIONS_MAX];
    struct seen seen;
    ck_assert_int_eq(sscanf(line, "%63s %15s %255s %255s %63s", name, outcome, plain, read, cause),
                     5);
    snprintf(path, sizeof path, PAIRS "%s.pcap", name);
    see(path, &seen);
    struct rt_request_facts facts;
    rt_request_facts_read(&facts, (struct rt_view){seen.request, seen.len}, RT_TRANSPORT_UDP);
    judge(&facts, answers, found_plain, found_read);
    enum rt_request_check stop = stop_at(server_of(name), &facts);
    const char *stops = stop == RT_REQUEST_CHECK_COUNT ? "-" : rt_request_check_row(stop)->name;
    ck_assert_msg(strcmp(plain, found_plain) == 0, "%s: %s", name, found_plain);
    ck_assert_msg(strcmp(read, found_read) == 0, "%s: %s", name, found_read);
    ck_assert_msg(strcmp(cause, stops) == 0, "%s: %s", name, stops);
    /* The point of it all: it answered if and only if nothing should have stopped it. */
    ck_assert_msg(seen.answered == (stop == RT_REQUEST_CHECK_COUNT), "%s", name);
    ck_assert_int_eq(seen.answered, strcmp(outcome, "answered") == 0);
    /* A capture without a reply shows nothing of its server, and the first cause is right so, too.
     */
    ck_assert(seen.answered || stop == stop_at(NULL, &facts));
}

START_TEST(test_pairs)
{
    char line[1024];
    size_t pairs = 0;
    FILE *file = fopen(PAIRS "pairs.txt", "r");
    ck_assert_ptr_nonnull(file);
    server_count = 0;
    while (fgets(line, sizeof line, file)) {
        struct server *server = &servers[server_count];
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (sscanf(line, "server %15s %255s", server->name, server->speaks) == 2) {
            ck_assert_uint_lt(++server_count, sizeof servers / sizeof servers[0]);
            continue;
        }
        check_pair(line);
        pairs++;
    }
    fclose(file);
    ck_assert_uint_eq(pairs, 49);
}
END_TEST

/* The requests of recorded exchanges: the version of the reply answers, and who else does. */
static size_t check_recorded(const char *name, const char *plain, const char *read)
{
    char path[128], found_plain[SET_SIZE], found_read[SET_SIZE];
    bool answers[RT_REQUEST_VERSIONS_MAX];
    struct rt_record record;
    struct rt_record_fault fault;
    struct rt_request_facts facts;
    size_t count = 0;
    snprintf(path, sizeof path, "testvectors/%s.json", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    while (rt_json_next(reader, &record, &fault) == RT_NEXT_RECORD) {
        rt_request_facts_read(&facts, record.request, RT_TRANSPORT_UDP);
        judge(&facts, answers, found_plain, found_read);
        ck_assert_msg(strcmp(plain, found_plain) == 0, "%s: %s", name, found_plain);
        ck_assert_msg(strcmp(read, found_read) == 0, "%s: %s", name, found_read);
        count++;
    }
    rt_json_close(reader);
    fclose(file);
    return count;
}

/* The folder that a recorded exchange is in names the version of its reply. */
static bool has_version(const char *name, const char *plain, const char *read)
{
    char folder[16];
    snprintf(folder, sizeof folder, "%.*s", (int)strcspn(name, "/"), name);
    size_t place = rt_registry_place(rt_registry_find(folder));
    struct server as = {.name = ""};
    snprintf(as.speaks, sizeof as.speaks, "%s", plain);
    size_t len = strlen(folder);
    return (plain[0] != '-' && speaks(&as, place)) ||
           (strncmp(read, folder, len) == 0 && read[len] == '/');
}

START_TEST(test_recorded)
{
    char line[1024], name[64], plain[SET_SIZE], read[SET_SIZE];
    size_t exchanges = 0;
    FILE *file = fopen(RECORDED, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        ck_assert_int_eq(sscanf(line, "%63s %255s %255s", name, plain, read), 3);
        ck_assert_msg(has_version(name, plain, read), "%s", name);
        exchanges += check_recorded(name, plain, read);
    }
    fclose(file);
    ck_assert_uint_eq(exchanges, 152);
}
END_TEST

/* A reply signed by ML-DSA-44: nothing fails, and what its signatures prove stays open. */
START_TEST(test_ml_dsa)
{
    struct rt_record record;
    struct rt_record_fault fault;
    struct rt_report report;
    struct rt_subject subject;
    struct rt_reading reading;
    const struct rt_version *version;
    uint8_t response[8192];
    FILE *file = fopen("testvectors/cases/packets/ml-dsa-44.json", "rb");
    struct rt_crypto *crypto = rt_crypto_new();
    ck_assert(file && crypto && rt_registry_number_reading(0x90000001, &version, &reading));
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    ck_assert_int_eq(rt_json_next(reader, &record, &fault), RT_NEXT_RECORD);
    ck_assert(!record.have_key); /* it has 1312 bytes */
    struct rt_exchange exchange = rt_record_exchange(&record);
    struct rt_rules rules = rt_version_rules(version, &reading);
    rt_subject_init(&subject, crypto, &exchange);
    rt_verify(&subject, version, &rules, &report);
    ck_assert_int_eq((int)rt_report_verdict(&report), RT_UNVERIFIABLE);
    for (int i = 0; i < RT_CHECK_COUNT; i++)
        ck_assert(report.checks[i].outcome != RT_UNVERIFIED ||
                  report.checks[i].reason == RT_E_ML_DSA);
    ck_assert_int_eq((int)report.checks[RT_CHECK_CERT_SIGNATURE].outcome, RT_UNVERIFIED);
    ck_assert_int_eq((int)report.checks[RT_CHECK_RESPONSE_SIGNATURE].outcome, RT_UNVERIFIED);
    ck_assert_int_eq((int)report.checks[RT_CHECK_MERKLE_ROOT].outcome, RT_PASS);
    /* What can be computed still is. */
    ck_assert_uint_le(exchange.response.len, sizeof response);
    memcpy(response, exchange.response.data, exchange.response.len);
    size_t root = rt_packet_offset(&subject.response, subject.response.values[RT_SLOT_ROOT].data);
    exchange.response.data = response;
    response[root] ^= 1;
    rt_subject_init(&subject, crypto, &exchange);
    rt_verify(&subject, version, &rules, &report);
    ck_assert_int_eq((int)report.checks[RT_CHECK_MERKLE_ROOT].outcome, RT_FAIL);
    ck_assert_int_eq((int)rt_report_verdict(&report), RT_INVALID);
    rt_json_close(reader);
    rt_crypto_free(crypto);
    fclose(file);
}
END_TEST

RT_TEST_MAIN("request_evidence", test_pairs, test_recorded, test_ml_dsa)
