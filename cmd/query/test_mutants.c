// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns rtctl into clients that have one fault each, to show that check client finds it. The linker
 * puts these functions in place of those that they are named after (-Wl,--wrap); nothing of this is
 * in rtctl itself. RT_MUTANT has the fault:
 *
 *     pass CHECK...     these checks of replies pass, whatever they find, and those that wait for
 *                       them; "*": all
 *     ask CHECK         requests fail this check of requests
 *     NAME              another fault: see the table of testvectors/live_check.py
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "client/client.h"
#include "common/random.h"
#include "exit.h"
#include "judge/causality.h"
#include "judge/verify.h"
#include "rules/rules.h"
#include "wire/request.h"

#define UNKNOWN_TAG UINT32_C(0x59595858) /* what the catalogue of faults puts into replies */
#define PAIR_MS     50

static const char *mutant(void)
{
    const char *name = getenv("RT_MUTANT");
    return name ? name : "";
}

static bool is(const char *name)
{
    return strcmp(mutant(), name) == 0;
}

/* Whether the fault is "KIND ... WORD ...". */
static bool has(const char *kind, const char *word)
{
    const char *list = mutant();
    size_t len = strlen(word), skip = strlen(kind);
    if (strncmp(list, kind, skip) != 0)
        return false;
    for (const char *at = list + skip; (at = strstr(at, word)) != NULL; at += len)
        if (at[-1] == ' ' && (at[len] == ' ' || at[len] == '\0'))
            return true;
    return false;
}

static bool passes(enum rt_check check)
{
    return has("pass", "*") || has("pass", rt_check_row(check)->name);
}

/* Checks of replies. */

static bool has_unknown_tag(const struct rt_message *message)
{
    for (uint32_t i = 0; i < message->count; i++)
        if (rt_message_entry(message, i).tag == UNKNOWN_TAG)
            return true;
    return false;
}

static void change(const struct rt_subject *subject, enum rt_check check, struct rt_result *result)
{
    bool freed = result->outcome == RT_BLOCKED && passes(result->blocked_by);
    if (freed || (result->outcome == RT_FAIL && passes(check)))
        *result = (struct rt_result){.outcome = RT_PASS};
    if (check == RT_CHECK_MESSAGE_TAGS && is("tag.unknown") &&
        has_unknown_tag(&subject->response.messages[RT_LEVEL_TOP]))
        *result = (struct rt_result){.outcome = RT_FAIL, .reason = RT_E_TAG_MISSING};
}

struct rt_result __real_rt_verify_check(struct rt_subject *subject,
                                        const struct rt_version *version,
                                        const struct rt_rules *rules, enum rt_check check);
struct rt_result __wrap_rt_verify_check(struct rt_subject *subject,
                                        const struct rt_version *version,
                                        const struct rt_rules *rules, enum rt_check check);
struct rt_result __wrap_rt_verify_check(struct rt_subject *subject,
                                        const struct rt_version *version,
                                        const struct rt_rules *rules, enum rt_check check)
{
    struct rt_result result = __real_rt_verify_check(subject, version, rules, check);
    change(subject, check, &result);
    return result;
}

void __real_rt_verify(struct rt_subject *subject, const struct rt_version *version,
                      const struct rt_rules *rules, struct rt_report *report);
void __wrap_rt_verify(struct rt_subject *subject, const struct rt_version *version,
                      const struct rt_rules *rules, struct rt_report *report);
void __wrap_rt_verify(struct rt_subject *subject, const struct rt_version *version,
                      const struct rt_rules *rules, struct rt_report *report)
{
    __real_rt_verify(subject, version, rules, report);
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        change(subject, (enum rt_check)check, &report->checks[check]);
}

enum rt_verdict __wrap_rt_verify_decide(struct rt_subject *subject,
                                        const struct rt_version *version,
                                        const struct rt_rules *rules, struct rt_decision *decision);
enum rt_verdict __wrap_rt_verify_decide(struct rt_subject *subject,
                                        const struct rt_version *version,
                                        const struct rt_rules *rules, struct rt_decision *decision)
{
    struct rt_report report;
    __wrap_rt_verify(subject, version, rules, &report);
    enum rt_verdict verdict = rt_report_verdict(&report);
    int check = 0;
    while (check + 1 < RT_CHECK_COUNT && (report.checks[check].outcome == RT_PASS ||
                                          report.checks[check].outcome == RT_UNDEFINED))
        check++;
    *decision = (struct rt_decision){(enum rt_check)check, report.checks[check].outcome};
    return verdict;
}

/* Chains. */

bool __real_rt_causality_next(struct rt_causality *causality, struct rt_contradiction *pair);
bool __wrap_rt_causality_next(struct rt_causality *causality, struct rt_contradiction *pair);
bool __wrap_rt_causality_next(struct rt_causality *causality, struct rt_contradiction *pair)
{
    return !is("liar") && __real_rt_causality_next(causality, pair);
}

uint64_t __real_rt_causality_count(struct rt_causality *causality);
uint64_t __wrap_rt_causality_count(struct rt_causality *causality);
uint64_t __wrap_rt_causality_count(struct rt_causality *causality)
{
    return is("liar") ? 0 : __real_rt_causality_count(causality);
}

/* What is asked. */

static const uint8_t ones[64] = {1, 1, 1, 1};

static void put(struct rt_request_plan *plan, struct rt_edit *edit, enum rt_tag tag,
                const uint8_t *bytes, size_t len)
{
    *edit = (struct rt_edit){RT_LEVEL_TOP, (uint32_t)tag, {bytes, len}};
    plan->edits = (struct rt_edits){edit, 1};
}

/* Lists in VER what no version should have: descending, repeated, too many, or another number. */
static void put_offers(struct rt_request_plan *plan, struct rt_edit *edit, uint8_t bytes[132])
{
    uint32_t own = plan->rules.version;
    size_t count = 2;
    if (has("ask", "request.offer.count")) {
        for (count = 0; count < 33; count++)
            rt_bytes_store32(bytes + 4 * count, own + (uint32_t)count);
    } else if (has("ask", "request.offer.repeats")) {
        rt_bytes_store32(bytes, own);
        rt_bytes_store32(bytes + 4, own);
    } else if (has("ask", "request.offer")) {
        rt_bytes_store32(bytes, UINT32_MAX);
        rt_bytes_store32(bytes + 4, own);
    } else {
        rt_bytes_store32(bytes, own ^ UINT32_C(0x00000100));
        count = 1;
    }
    put(plan, edit, RT_TAG_VER, bytes, 4 * count);
}

static void change_plan(struct rt_request_plan *plan, struct rt_edit *edit, uint8_t bytes[132])
{
    if (has("ask", "request.frame"))
        plan->rules.framing =
            (enum rt_framing)rt_param_next(RT_PARAM_FRAMING, (uint32_t)plan->rules.framing);
    if (has("ask", "request.kind"))
        put(plan, edit, RT_TAG_SREP, ones, 8);
    if (has("ask", "request.version.present"))
        put(plan, edit, RT_TAG_VER, NULL, 0);
    if (has("ask", "request.offer") || has("ask", "request.offer.repeats") ||
        has("ask", "request.offer.count") || has("ask", "request.version"))
        put_offers(plan, edit, bytes);
    /* Without VER it is the padding that tells versions apart. */
    if (has("ask", "request.padding"))
        plan->rules.padding = rt_rules_offers(&plan->rules) && plan->rules.padding == RT_PADDING_PAD
                                  ? RT_PADDING_ZZZZ
                                  : RT_PADDING_PAD;
    if (has("ask", "request.nonce"))
        put(plan, edit, RT_TAG_NONC, NULL, 0);
    if (has("ask", "request.nonce.length"))
        put(plan, edit, RT_TAG_NONC, ones, 28);
    if (has("ask", "request.type"))
        put(plan, edit, RT_TAG_TYPE, ones, 8);
    if (has("ask", "request.srv"))
        put(plan, edit, RT_TAG_SRV, ones, 32);
    if (has("ask", "request.size"))
        plan->size = 512;
    if (has("ask", "request.size.message"))
        plan->size = RT_REQUEST_SIZE - RT_FRAME_SIZE;
}

/* Changes the finished packet where no plan can. */
static void change_packet(uint8_t *bytes, size_t len)
{
    struct rt_frame frame = rt_frame_parse((struct rt_view){bytes, len});
    uint8_t *message = bytes + frame.header;
    uint8_t *tags = message + 4 * (size_t)rt_bytes_load32(message);
    if (has("ask", "request.frame.length"))
        rt_bytes_store32(message - 4, rt_bytes_load32(message - 4) - 4);
    if (has("ask", "request.message"))
        rt_bytes_store32(message, UINT32_MAX);
    if (has("ask", "request.tags"))
        memcpy(tags + 4, tags, 4);
    if (!has("ask", "request.padding.zero"))
        return;
    struct rt_message parsed = rt_message_parse(frame.message);
    for (uint32_t i = 0; i < parsed.count; i++) {
        struct rt_view value = rt_message_entry(&parsed, i).value;
        if (value.len > 500)
            bytes[(size_t)(value.data - bytes) + value.len - 1] = 0x55;
    }
}

enum rt_error __real_rt_request_write(struct rt_writer *writer, const struct rt_request_plan *plan);
enum rt_error __wrap_rt_request_write(struct rt_writer *writer, const struct rt_request_plan *plan);
enum rt_error __wrap_rt_request_write(struct rt_writer *writer, const struct rt_request_plan *plan)
{
    struct rt_request_plan other = *plan;
    struct rt_edit edit;
    uint8_t bytes[132];
    size_t before = writer->len;
    if (strncmp(mutant(), "ask ", 4) != 0)
        return __real_rt_request_write(writer, plan);
    change_plan(&other, &edit, bytes);
    enum rt_error error = __real_rt_request_write(writer, &other);
    if (error == RT_OK)
        change_packet(writer->data + before, writer->len - before);
    return error;
}

void __real_chance_draw(struct chance *chance, uint64_t stream, uint64_t number, uint8_t *bytes,
                        size_t len);
void __wrap_chance_draw(struct chance *chance, uint64_t stream, uint64_t number, uint8_t *bytes,
                        size_t len);
void __wrap_chance_draw(struct chance *chance, uint64_t stream, uint64_t number, uint8_t *bytes,
                        size_t len)
{
    __real_chance_draw(chance, stream, number, bytes, len);
    if (is("nonce.fresh"))
        memset(bytes, 0x2a, len);
    if (is("nonce.random"))
        bytes[len / 2] |= 1;
}

/* When and whether it goes on. */

/* Who always waits as long asks in no other versions meanwhile: that would take time as well. */
enum rt_error __real_rt_negotiate_add(struct rt_negotiation *negotiation,
                                      const struct rt_choice *choices, size_t count,
                                      enum rt_negotiate_use use, enum rt_attempt_rank rank);
enum rt_error __wrap_rt_negotiate_add(struct rt_negotiation *negotiation,
                                      const struct rt_choice *choices, size_t count,
                                      enum rt_negotiate_use use, enum rt_attempt_rank rank);
enum rt_error __wrap_rt_negotiate_add(struct rt_negotiation *negotiation,
                                      const struct rt_choice *choices, size_t count,
                                      enum rt_negotiate_use use, enum rt_attempt_rank rank)
{
    if (is("waits") && rank == RT_ATTEMPT_OTHER)
        return RT_OK;
    return __real_rt_negotiate_add(negotiation, choices, count, use, rank);
}

enum rt_step __real_rt_client_step(struct rt_client *client, uint64_t now_ns);
enum rt_step __wrap_rt_client_step(struct rt_client *client, uint64_t now_ns);
enum rt_step __wrap_rt_client_step(struct rt_client *client, uint64_t now_ns)
{
    if (is("waits") && client->round > 0)
        client->wait_ns = client->plan->wait_ns / 3 * 2; /* it grows to what it was */
    return __real_rt_client_step(client, now_ns);
}

/* The replies to earlier tries end the asking; or after a wrong reply no other is believed; or a
 * wrong reply ends the asking. */
enum rt_taken __real_rt_client_take(struct rt_client *client, enum rt_transport transport,
                                    struct rt_view packet, bool foreign,
                                    struct rt_judgement *judgement);
enum rt_taken __wrap_rt_client_take(struct rt_client *client, enum rt_transport transport,
                                    struct rt_view packet, bool foreign,
                                    struct rt_judgement *judgement);
enum rt_taken __wrap_rt_client_take(struct rt_client *client, enum rt_transport transport,
                                    struct rt_view packet, bool foreign,
                                    struct rt_judgement *judgement)
{
    unsigned odd = client->count[RT_TAKEN_REJECTED];
    enum rt_taken taken = __real_rt_client_take(client, transport, packet, foreign, judgement);
    bool old = taken == RT_TAKEN_VALID && client->taken->number + 1 < client->tries;
    if ((is("late") && old) || (is("greased") && odd > 0 && taken == RT_TAKEN_VALID))
        taken = RT_TAKEN_LATE;
    if (is("late") && old)
        client->done = true;
    if (is("forged") && taken == RT_TAKEN_REJECTED)
        client->done = true;
    return taken;
}

/* Which of two exit codes counts: a client that believes although nobody answers, and one that
 * never believes. */
enum exit_code __real_exit_worse(enum exit_code a, enum exit_code b);
enum exit_code __wrap_exit_worse(enum exit_code a, enum exit_code b);
enum exit_code __wrap_exit_worse(enum exit_code a, enum exit_code b)
{
    enum exit_code worse = __real_exit_worse(a, b);
    if (is("good"))
        return EXIT_FAILED;
    return is("silent") && worse == EXIT_NO_ANSWER ? EXIT_GOOD : worse;
}

/* Sockets. */

/* Where the one UDP socket sends to that is not connected. */
static struct {
    int fd;
    struct sockaddr_storage to;
    socklen_t len;
} open_socket = {.fd = -1};

int __real_connect(int fd, const struct sockaddr *to, socklen_t len);
int __wrap_connect(int fd, const struct sockaddr *to, socklen_t len);
int __wrap_connect(int fd, const struct sockaddr *to, socklen_t len)
{
    int kind = 0;
    socklen_t size = sizeof kind;
    if (!is("elsewhere") || getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 ||
        kind != SOCK_DGRAM)
        return __real_connect(fd, to, len);
    open_socket.fd = fd;
    open_socket.len = len;
    memcpy(&open_socket.to, to, len);
    return 0;
}

ssize_t __real_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags)
{
    union {
        struct sockaddr_storage storage;
        struct sockaddr plain;
    } to = {.storage = open_socket.to};
    if (!is("elsewhere") || fd != open_socket.fd)
        return __real_send(fd, bytes, len, flags);
    return sendto(fd, bytes, len, flags, &to.plain, open_socket.len);
}

/* Of two datagrams that come together it takes neither. */
ssize_t __real_recvmsg(int fd, struct msghdr *message, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    ssize_t got = __real_recvmsg(fd, message, flags);
    if (got < 0 || !is("duplicate") || poll(&wait, 1, PAIR_MS) <= 0)
        return got;
    got = __real_recvmsg(fd, message, flags);
    errno = EAGAIN;
    return -1;
}

/* It takes what has come of a stream for all. */
ssize_t __real_recv(int fd, void *bytes, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *bytes, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *bytes, size_t room, int flags)
{
    static int last = -1;
    if (is("tcp.pieces") && fd == last) {
        last = -1;
        return 0;
    }
    ssize_t got = __real_recv(fd, bytes, room, flags);
    last = got > 0 ? fd : -1;
    return got;
}
