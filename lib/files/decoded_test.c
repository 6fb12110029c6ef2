// SPDX-License-Identifier: BSD-2-Clause
/* Packets taken apart, with their faults. What whole ones look like is in testvectors/cli. */
#include "files/decoded.h"

#include "files/test_output.h"
#include "judge/test_request.h"

static struct test_output output;
static struct test_request made;
static struct rt_decoded decoded;
static struct rt_choice choices[RT_CHOICES_MAX];

static struct rt_decoded_how all(void)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i] = (struct rt_choice){.version = rt_registry[i]};
    return (struct rt_decoded_how){
        .choices = choices,
        .choice_count = rt_registry_count,
        .all = {rt_registry, rt_registry_count},
        .use = rt_registry_meaning,
    };
}

static void take(struct rt_decoded_bytes from)
{
    const struct rt_decoded_how how = all();
    rt_decoded_take(&decoded, &how, &from);
}

static struct rt_view request_of(const struct rt_version *version)
{
    return test_request_facts(&made, version, NULL, 0).packet;
}

START_TEST(test_request)
{
    static struct rt_request_demands demands;
    static struct rt_request_answers answers;
    struct rt_request_facts facts;
    take((struct rt_decoded_bytes){.bytes = request_of(&rt_version_v8)});
    ck_assert(decoded.readable && decoded.named && rt_decoded_is_request(&decoded));
    ck_assert_str_eq(decoded.shown->as.version->name, "v8");
    ck_assert_uint_eq(decoded.fault_count, 0);
    ck_assert_str_eq(rt_decoded_direction(&decoded), "request");
    ck_assert_ptr_null(decoded.answers);
    rt_request_facts_of(&facts, &decoded.packet, RT_TRANSPORT_UDP);
    rt_request_demands_make(&demands, rt_registry, rt_registry_count);
    rt_request_answers_find(&answers, &demands, &facts, NULL);
    rt_decoded_judged(&decoded, &answers);
    ck_assert_uint_eq(decoded.request_fault_count, 0);
    rt_decoded_json(test_output_begin(&output, RT_OUTPUT_NDJSON), &decoded, true);
    const char *text = test_output_end(&output);
    ck_assert_ptr_eq(strstr(text, ",\"direction\":\"request\",\"size\":"), text);
    ck_assert_ptr_nonnull(strstr(text, "\"bytes\":[{\"offset\":0,\"length\":8,"));
    ck_assert_ptr_nonnull(strstr(text, "\"answerable_by\":[\"v8\"]"));
    ck_assert_ptr_nonnull(strstr(text, ",\"fault\":null,\"faults\":[]"));
}
END_TEST

/* What is no packet at all; somebody may say of which version it is, which changes nothing. */
START_TEST(test_foreign)
{
    static const uint8_t http[] = "GET / HTTP/1.1\r\n\r\n";
    char text[RT_DECODED_FAULT_SIZE];
    take((struct rt_decoded_bytes){.bytes = {http, sizeof http - 1}});
    ck_assert(decoded.foreign && !decoded.readable && !decoded.named);
    ck_assert_int_eq(decoded.protocol, RT_PROTOCOL_HTTP);
    ck_assert_int_eq(decoded.faults[0].error, RT_E_NOT_A_PACKET);
    ck_assert_str_eq(rt_decoded_fault_text(&decoded, &decoded.faults[0], text),
                     "this is no Roughtime packet: it looks like HTTP");
    rt_decoded_json(test_output_begin(&output, RT_OUTPUT_NDJSON), &decoded, false);
    const char *json = test_output_end(&output);
    ck_assert_ptr_eq(strstr(json, ",\"direction\":null,\"looks_like\":\"http\""), json);
}
END_TEST

/* Of a packet that was cut only that is wrong, and a value that is not there wholly is none. */
START_TEST(test_cut)
{
    struct rt_view whole = request_of(&rt_version_v8);
    char text[RT_DECODED_FAULT_SIZE];
    take((struct rt_decoded_bytes){
        .bytes = rt_view_slice(whole, 0, 60), .captured = true, .cut = true, .size = whole.len});
    ck_assert(!decoded.named && !decoded.foreign);
    ck_assert_uint_eq(decoded.fault_count, 1);
    ck_assert_int_eq(decoded.faults[0].error, RT_E_TRUNCATED);
    ck_assert_uint_eq(decoded.faults[0].at, 60);
    ck_assert_uint_eq(rt_decoded_length(&decoded), whole.len - RT_FRAME_SIZE);
    ck_assert_str_eq(rt_decoded_fault_text(&decoded, &decoded.faults[0], text),
                     "cut by the snap length");
    rt_decoded_json(test_output_begin(&output, RT_OUTPUT_NDJSON), &decoded, false);
    ck_assert_ptr_nonnull(strstr(test_output_end(&output), ",\"cut\":[{\"tag\":\""));
    take((struct rt_decoded_bytes){.bytes = rt_view_slice(whole, 0, 10), .cut = true});
    ck_assert_str_eq(rt_decoded_direction(&decoded), "packet");
    ck_assert_str_eq(rt_decoded_fault_text(&decoded, &decoded.faults[0], text), "cut");
}
END_TEST

/* A value that no version allows, and one byte behind the end. */
START_TEST(test_faults)
{
    static uint8_t bytes[2048];
    struct rt_view whole = request_of(&rt_version_v8);
    char text[RT_DECODED_FAULT_SIZE];
    memcpy(bytes, whole.data, whole.len);
    bytes[whole.len] = 1;
    take((struct rt_decoded_bytes){.bytes = {bytes, whole.len + 1}});
    ck_assert_uint_eq(decoded.fault_count, 1);
    ck_assert_int_eq(decoded.faults[0].error, RT_E_FRAME_LONG);
    ck_assert_str_eq(rt_decoded_fault_text(&decoded, &decoded.faults[0], text),
                     "1 byte too many behind the end of the packet");
    ck_assert_uint_eq(decoded.packet.bytes.len, whole.len + 1);
}
END_TEST

RT_TEST_MAIN("decoded", test_request, test_foreign, test_cut, test_faults)
