// SPDX-License-Identifier: BSD-2-Clause
/* Lists of servers in both forms, and what is lost. */
#include "files/servers_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "registry.h"

#define KEY "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static char losses[1024];

static void note(void *context, const struct rt_servers_lost *lost)
{
    size_t used = strlen(losses);
    ck_assert_str_eq(context, "context");
    snprintf(losses + used, sizeof losses - used, "%d %zu %s|", (int)lost->loss, lost->entry,
             lost->what ? lost->what : "-");
}

/* What is written of a list; the caller frees it. */
static char *convert(const char *list, enum rt_servers_form form, const struct rt_version *version)
{
    static char context[] = "context";
    const struct rt_servers_plan plan = {form, version, note, context};
    struct rt_known known = {rt_registry, rt_registry_count, 0};
    struct rt_view view = {(const uint8_t *)list, strlen(list)};
    struct rt_servers servers;
    struct rt_output out;
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    losses[0] = '\0';
    ck_assert_int_eq(rt_servers_parse(view, known, &servers), RT_OK);
    rt_output_open(&out, file, RT_OUTPUT_TEXT, false);
    rt_servers_write(&out, &servers, &plan);
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    rt_servers_free(&servers);
    return text;
}

static void expect(const char *list, enum rt_servers_form form, const struct rt_version *version,
                   const char *expected, const char *lost)
{
    char *text = convert(list, form, version);
    ck_assert_str_eq(losses, lost);
    ck_assert_str_eq(text, expected);
    /* What is written is read as the same. */
    char *again = convert(text, form, version);
    ck_assert_str_eq(again, expected);
    ck_assert_str_eq(losses, "");
    free(text);
    free(again);
}

#define HEAD(version)                                                                              \
    "{\n  \"servers\": [\n    {\n      \"name\": \"a \\\"b\\\"\",\n" version                       \
    "      \"publicKeyType\": \"ed25519\",\n      \"publicKey\": \"" KEY "\",\n"                   \
    "      \"addresses\": [\n        {\"protocol\": \"udp\", \"address\": \"192.0.2.1:2002\"}"
#define LIST(version, addresses, more)                                                             \
    "{\"servers\": [{\"name\": \"a \\\"b\\\"\", " version                                          \
    "\"publicKeyType\": \"ed25519\", \"publicKey\": \"" KEY                                        \
    "\", \"addresses\": [{\"protocol\": \"udp\", \"address\": \"192.0.2.1:2002\"}" addresses       \
    "]}]" more "}"
#define TCP ", {\"protocol\": \"tcp\", \"address\": \"192.0.2.1:2003\"}"

START_TEST(test_forms)
{
    expect(LIST("\"version\": 1, ", TCP,
                ", \"sources\": [\"https://a.example/\", \"http://b.example/\"]"),
           RT_SERVERS_FORM_RFC10049, NULL,
           HEAD("      \"version\": 1,\n") ",\n        {\"protocol\": \"tcp\", \"address\": "
                                           "\"192.0.2.1:2003\"}\n      ]\n    }\n  ],\n"
                                           "  \"sources\": [\"https://a.example/\"]\n}\n",
           "5 0 http://b.example/|");
    expect(LIST("\"version\": 1, ", TCP, ""), RT_SERVERS_FORM_GOOGLE, NULL,
           HEAD("      \"version\": \"IETF-Roughtime\",\n") "\n      ]\n    }\n  ]\n}\n",
           "1 1 192.0.2.1:2003|");
}
END_TEST

/* The form of the RFC wants a version; the caller may say which. */
START_TEST(test_versions)
{
    const struct rt_version *newest = rt_registry[rt_registry_count - 1];
    char *text = convert(LIST("", "", ""), RT_SERVERS_FORM_RFC10049, NULL);
    ck_assert_str_eq(text, "{\n  \"servers\": [\n  ]\n}\n");
    ck_assert_str_eq(losses, "3 1 -|");
    free(text);
    text = convert(LIST("", "", ""), RT_SERVERS_FORM_RFC10049, newest);
    ck_assert_str_eq(losses, "");
    ck_assert_ptr_nonnull(strstr(text, "\"version\": "));
    free(text);
    text =
        convert(LIST("\"version\": \"IETF-Roughtime\", ", "", ""), RT_SERVERS_FORM_RFC10049, NULL);
    ck_assert_str_eq(losses, "4 1 -|");
    ck_assert_ptr_nonnull(strstr(text, "\"version\": "));
    free(text);
    text =
        convert("{\"servers\": [{\"name\": \"a\", \"version\": 1, \"publicKeyType\": \"ed25519\","
                " \"publicKey\": \"" KEY "\", \"addresses\": [{\"protocol\": \"tcp\","
                " \"address\": \"192.0.2.1:2003\"}]}]}",
                RT_SERVERS_FORM_GOOGLE, NULL);
    ck_assert_str_eq(losses, "1 1 192.0.2.1:2003|2 1 -|");
    ck_assert_str_eq(text, "{\n  \"servers\": [\n  ]\n}\n");
    free(text);
}
END_TEST

START_TEST(test_names)
{
    ck_assert_int_eq(rt_servers_form_find("rfc10049"), RT_SERVERS_FORM_RFC10049);
    ck_assert_int_eq(rt_servers_form_find("google"), RT_SERVERS_FORM_GOOGLE);
    ck_assert_int_eq(rt_servers_form_find("Google"), RT_SERVERS_FORM_NONE);
    ck_assert_int_eq(rt_servers_form_find(NULL), RT_SERVERS_FORM_NONE);
}
END_TEST

RT_TEST_MAIN("servers_write", test_forms, test_versions, test_names)
