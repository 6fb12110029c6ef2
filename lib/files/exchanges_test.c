// SPDX-License-Identifier: BSD-2-Clause
/* Exchanges of files of every kind, and what is wrong with them. */
#include "files/exchanges.h"

#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/test.h"
#include "files/capture_make.h"
#include "judge/test_exchange.h"
#include "registry.h"

static char first[] = "/tmp/rtctl-exchanges-1-XXXXXX";
static char second[] = "/tmp/rtctl-exchanges-2-XXXXXX";
static struct rt_crypto *crypto;
static struct rt_exchanges *exchanges;
static struct rt_exchange exchange;
static struct rt_exchanges_fault fault;
static struct test_exchange made;

static void set_up(void)
{
    struct test_recipe recipe = test_recipe_of(rt_registry[0]);
    crypto = rt_crypto_new();
    strcpy(first + strlen(first) - 6, "XXXXXX");
    strcpy(second + strlen(second) - 6, "XXXXXX");
    close(mkstemp(first));
    close(mkstemp(second));
    test_make(crypto, &recipe, &made);
}

static void tear_down(void)
{
    rt_exchanges_close(exchanges);
    rt_crypto_free(crypto);
    unlink(first);
    unlink(second);
}

static void fill(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

static void fill_text(const char *path, const char *text)
{
    fill(path, text, strlen(text));
}

static void start(char *const *names, size_t count)
{
    exchanges = rt_exchanges_open(crypto, RT_INPUT_AUTO, names, count);
    ck_assert_ptr_nonnull(exchanges);
}

static const struct rt_exchange_origin *expect_exchange(uint64_t record, bool request)
{
    enum rt_next next = rt_exchanges_next(exchanges, &exchange, &fault);
    ck_assert_msg(next == RT_NEXT_RECORD, "%d: %s", (int)next, fault.input.cause);
    ck_assert_uint_eq(exchange.origin->record, record);
    ck_assert(rt_view_present(exchange.response));
    ck_assert_int_eq(rt_view_present(exchange.request), request);
    return exchange.origin;
}

static void expect_fault(const char *file, enum rt_error error, uint64_t record)
{
    ck_assert_int_eq(rt_exchanges_next(exchanges, &exchange, &fault), RT_NEXT_FAULT);
    ck_assert_str_eq(fault.file, file);
    ck_assert_str_eq(rt_error_name(fault.input.error), rt_error_name(error));
    ck_assert_uint_eq(fault.input.record, record);
    ck_assert(fault.input.cause[0] != '\0');
}

static void expect_end(void)
{
    ck_assert_int_eq(rt_exchanges_next(exchanges, &exchange, &fault), RT_NEXT_END);
    ck_assert_int_eq(rt_exchanges_next(exchanges, &exchange, &fault), RT_NEXT_END);
}

/* Reports are told apart over all files, and those with a fault are known. */
START_TEST(test_reports)
{
    char missing[] = "/nonexistent/file";
    char *names[] = {first, missing, second};
    set_up();
    fill_text(first, "[{\"response\":\"Zg==\"},{\"response\":\"Zg==\",\"version\":\"v8\"}]");
    fill_text(second, "{\"responses\":[{\"response\":\"Zg==\"},{\"request\":\"Zg==\"}]}\n"
                      "{\"response\":\"Zg==\"}\n");
    start(names, 3);
    const struct rt_exchange_origin *origin = expect_exchange(1, false);
    uint64_t report = origin->report;
    ck_assert_uint_ne(report, 0);
    ck_assert_str_eq(origin->file, first);
    ck_assert(!origin->alone && !origin->captured && origin->version == NULL);
    origin = expect_exchange(2, false);
    ck_assert_uint_eq(origin->report, report);
    ck_assert_str_eq(origin->version, "v8");
    expect_fault(missing, RT_E_IO, 0);
    ck_assert(fault.input.whole);
    origin = expect_exchange(1, false);
    uint64_t broken = origin->report;
    ck_assert_uint_gt(broken, report);
    ck_assert_str_eq(origin->file, second);
    ck_assert_int_eq(origin->form, RT_FORM_RFC10049);
    expect_fault(second, RT_E_JSON_FIELD, 2);
    ck_assert(!fault.input.whole);
    origin = expect_exchange(3, false);
    ck_assert_uint_eq(origin->report, 0);
    ck_assert(rt_exchanges_broken(exchanges, broken));
    ck_assert(!rt_exchanges_broken(exchanges, report) && !rt_exchanges_broken(exchanges, 0));
    expect_end();
    tear_down();
}
END_TEST

/* A file of requests, then one of responses; the other way round a request comes too late. */
START_TEST(test_loose)
{
    char *names[] = {first, second}, *turned[] = {second, first};
    set_up();
    fill(first, made.request, sizeof made.request);
    fill(second, made.response, made.response_len);
    start(names, 2);
    const struct rt_exchange_origin *origin = expect_exchange(1, true);
    ck_assert(origin->alone);
    ck_assert_str_eq(origin->file, second);
    ck_assert_mem_eq(exchange.request.data, made.request, sizeof made.request);
    ck_assert_int_eq(exchange.transport, RT_TRANSPORT_UNKNOWN);
    expect_end();
    ck_assert_uint_eq(rt_exchanges_unanswered(exchanges), 0);
    rt_exchanges_close(exchanges);
    start(turned, 2);
    expect_exchange(1, false);
    expect_end();
    ck_assert_uint_eq(rt_exchanges_unanswered(exchanges), 1);
    rt_exchanges_close(exchanges);
    start(names, 1);
    expect_fault(first, RT_E_EMPTY, 0);
    ck_assert_ptr_nonnull(strstr(fault.input.cause, "no response"));
    expect_end();
    rt_exchanges_close(exchanges);
    fill(first, "\2\1\1", 3);
    start(names, 1);
    expect_fault(first, RT_E_NOT_A_PACKET, 1);
    expect_end();
    tear_down();
}
END_TEST

START_TEST(test_pair)
{
    set_up();
    fill(first, made.request, sizeof made.request);
    fill(second, made.response, made.response_len);
    exchanges = rt_exchanges_open_pair(crypto, RT_INPUT_AUTO, first, second);
    expect_exchange(1, true);
    ck_assert_str_eq(exchange.origin->file, second);
    ck_assert_mem_eq(exchange.response.data, made.response, made.response_len);
    expect_end();
    rt_exchanges_close(exchanges);
    fill_text(first, "{\"response\":\"Zg==\"}");
    exchanges = rt_exchanges_open_pair(crypto, RT_INPUT_AUTO, first, "/nonexistent/file");
    expect_fault(first, RT_E_NOT_A_PACKET, 0);
    expect_fault("/nonexistent/file", RT_E_IO, 0);
    expect_end();
    tear_down();
}
END_TEST

static void expect_request(const char *file, uint64_t record)
{
    ck_assert_int_eq(rt_exchanges_next(exchanges, &exchange, &fault), RT_NEXT_RECORD);
    ck_assert(!rt_view_present(exchange.response));
    ck_assert_uint_eq(exchange.request.len, sizeof made.request);
    ck_assert_mem_eq(exchange.request.data, made.request, sizeof made.request);
    ck_assert_str_eq(exchange.origin->file, file);
    ck_assert_uint_eq(exchange.origin->record, record);
}

/* Requests without a response: only for those who want them. */
START_TEST(test_requests)
{
    char *names[] = {first, second}, *twice[] = {first, first};
    char text[2 * sizeof made.request + 64];
    set_up();
    fill(first, made.request, sizeof made.request);
    int len = snprintf(text, sizeof text, "{\"request\":\"");
    rt_base64_encode((struct rt_view){made.request, sizeof made.request}, text + len);
    strcat(text, "\"}");
    fill_text(second, text);
    start(names, 1);
    expect_fault(first, RT_E_EMPTY, 0);
    expect_end();
    rt_exchanges_close(exchanges);
    start(names, 2);
    ck_assert_int_eq(rt_exchanges_want_requests(exchanges), RT_OK);
    /* JSON in its place, the other behind the last file. */
    expect_request(second, 1);
    expect_request(first, 1);
    ck_assert(exchange.origin->alone);
    ck_assert(!exchange.origin->captured);
    expect_end();
    expect_end();
    ck_assert_uint_eq(rt_exchanges_unanswered(exchanges), 2);
    rt_exchanges_close(exchanges);
    /* The same packet twice is two requests. */
    start(twice, 2);
    ck_assert_int_eq(rt_exchanges_want_requests(exchanges), RT_OK);
    expect_request(first, 1);
    expect_request(first, 1);
    expect_end();
    tear_down();
}
END_TEST

/* A captured request without a response: who sent it when. */
START_TEST(test_captured_request)
{
    char *names[] = {first};
    struct rt_maker *maker = calloc(1, sizeof *maker);
    struct rt_endpoint client = rt_make_endpoint("192.0.2.1", 4000);
    struct rt_endpoint server = rt_make_endpoint("192.0.2.2", 2002);
    set_up();
    maker->file = fopen(first, "wb");
    maker->link = RT_MAKE_ETHERNET;
    rt_make_start(maker);
    rt_make_udp(maker, &client, &server, (struct rt_view){made.request, sizeof made.request});
    fclose(maker->file);
    free(maker);
    start(names, 1);
    expect_fault(first, RT_E_EMPTY, 0);
    rt_exchanges_close(exchanges);
    start(names, 1);
    ck_assert_int_eq(rt_exchanges_want_requests(exchanges), RT_OK);
    expect_request(first, 1);
    ck_assert(exchange.origin->captured);
    ck_assert(!exchange.origin->alone);
    ck_assert(rt_endpoint_equal(&exchange.origin->client, &client));
    ck_assert(rt_endpoint_equal(&exchange.origin->server, &server));
    ck_assert_int_eq(exchange.transport, RT_TRANSPORT_UDP);
    expect_end();
    tear_down();
}
END_TEST

/* A capture with a request that is answered, one that is not, and a response to a foreign one. */
START_TEST(test_capture)
{
    char *names[] = {first};
    struct rt_endpoint client = rt_make_endpoint("192.0.2.1", 4000);
    struct rt_endpoint other = rt_make_endpoint("192.0.2.9", 4000);
    struct rt_maker *maker = calloc(1, sizeof *maker);
    set_up();
    struct rt_endpoint server = rt_make_endpoint("192.0.2.2", 2002);
    maker->file = fopen(first, "wb");
    maker->link = RT_MAKE_ETHERNET;
    struct rt_view request = {made.request, sizeof made.request};
    struct rt_view response = {made.response, made.response_len};
    rt_make_start(maker);
    rt_make_udp(maker, &client, &server, request);
    rt_make_udp(maker, &other, &server, (struct rt_view){(const uint8_t *)"no packet", 9});
    rt_make_udp(maker, &server, &client, response);
    rt_make_udp(maker, &server, &other, response);
    rt_make_udp(maker, &other, &server, request);
    ck_assert_int_eq(fclose(maker->file), 0);
    free(maker);
    start(names, 1);
    const struct rt_exchange_origin *origin = expect_exchange(3, true);
    ck_assert(origin->captured && !origin->alone);
    ck_assert(rt_endpoint_equal(&origin->client, &client));
    ck_assert(rt_endpoint_equal(&origin->server, &server));
    ck_assert_int_ge(origin->time_ns, INT64_C(1700000000000000000));
    ck_assert_int_eq(exchange.transport, RT_TRANSPORT_UDP);
    origin = expect_exchange(4, true); /* before its request */
    ck_assert(rt_endpoint_equal(&origin->client, &other));
    expect_end();
    ck_assert_uint_eq(rt_exchanges_unanswered(exchanges), 0);
    tear_down();
}
END_TEST

/* Writes packets to a capture of its own: 'q' is the request, 'r' the reply, 'o' a packet of other
 * traffic, capitals are the same between other ends. A digit lets so many seconds pass. */
static void fill_capture(const char *packets, size_t snaplen)
{
    struct rt_endpoint client = rt_make_endpoint("192.0.2.1", 50000);
    struct rt_endpoint server = rt_make_endpoint("198.51.100.7", 2002);
    struct rt_view request = {made.request, sizeof made.request};
    struct rt_view response = {made.response, made.response_len};
    struct rt_view other = {(const uint8_t *)"nothing of Roughtime", 20};
    struct rt_maker maker = {.file = fopen(first, "wb"), .link = RT_MAKE_RAW, .snaplen = snaplen};
    ck_assert_ptr_nonnull(maker.file);
    rt_make_start(&maker);
    for (; *packets; packets++) {
        client.port = *packets < 'a' ? 50001 : 50000;
        if (*packets <= '9')
            maker.packets += 1000 * (uint64_t)(*packets - '0');
        else if (*packets == 'q' || *packets == 'Q')
            rt_make_udp(&maker, &client, &server, request);
        else if (*packets == 'o')
            rt_make_udp(&maker, &client, &server, other);
        else
            rt_make_udp(&maker, &server, &client, response);
    }
    ck_assert_int_eq(fclose(maker.file), 0);
}

static void begin_capture(const char *packets, size_t snaplen)
{
    static char *names[] = {first};
    set_up();
    fill_capture(packets, snaplen);
    start(names, 1);
}

static void end_capture(uint64_t unanswered)
{
    expect_end();
    ck_assert_uint_eq(rt_exchanges_unanswered(exchanges), unanswered);
    tear_down();
}

/* Responses that stand before their requests. */
START_TEST(test_early)
{
    begin_capture("rq", 0);
    const struct rt_exchange_origin *origin = expect_exchange(1, true);
    ck_assert(origin->captured && origin->server.port == 2002);
    ck_assert_int_eq(origin->time_ns, INT64_C(1700000000000000000));
    end_capture(0);

    begin_capture("Rrqo", 0); /* the request of another */
    expect_exchange(2, true);
    expect_exchange(1, false);
    end_capture(0);

    begin_capture("r2oq", 0); /* too late */
    expect_exchange(1, false);
    end_capture(1);

    begin_capture("r", 0);
    expect_exchange(1, false);
    end_capture(0);
}
END_TEST

START_TEST(test_copies)
{
    begin_capture("qqrr", 0);
    expect_exchange(3, true);
    expect_end();
    ck_assert_uint_eq(rt_exchanges_counts(exchanges)->copies, 2);
    ck_assert_uint_eq(rt_exchanges_counts(exchanges)->packets, 4);
    end_capture(0);

    begin_capture("qr1qr", 0); /* sent again, and answered again */
    expect_exchange(2, true);
    expect_exchange(4, true);
    expect_end();
    ck_assert_uint_eq(rt_exchanges_counts(exchanges)->copies, 0);
    end_capture(0);
}
END_TEST

/* What was cut is a fault and no exchange. */
START_TEST(test_cut)
{
    begin_capture("qr", 200);
    expect_fault(first, RT_E_TRUNCATED, 1);
    ck_assert(fault.input.part);
    expect_fault(first, RT_E_TRUNCATED, 2);
    expect_end();
    ck_assert_uint_eq(rt_exchanges_counts(exchanges)->unread[RT_CAPTURE_UNREAD_CUT], 2);
    end_capture(0);
}
END_TEST

RT_TEST_MAIN("exchanges", test_reports, test_loose, test_pair, test_requests, test_captured_request,
             test_capture, test_early, test_copies, test_cut)
