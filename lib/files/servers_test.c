// SPDX-License-Identifier: BSD-2-Clause
/* Lists of servers in every form, and everything odd about them. */
#include "files/servers.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "registry.h"

#define KEY_A "AW5uAoTSTDfG5NfY1bTh08GUnOqlRb+HVhbJ3ODJvsE="
#define KEY_B "0GD7c3yP8xEc4Zl2zeuN2SlLvDVVocjsPSL8/Rl/7zg="
#define KEY_C "S3AzfZJ5CjSdkJ21ZJGbxqdYP/SoE8fXKY0+aicsehI="
#define HEX_A "016e6e0284d24c37c6e4d7d8d5b4e1d3c1949ceaa545bf875616c9dce0c9bec1"

#define ENTRY(name, version, key, addresses)                                                       \
    "{\"name\":" name ",\"version\":" version ",\"publicKeyType\":\"ed25519\",\"publicKey\":" key  \
    ",\"addresses\":[" addresses "]}"
#define UDP(address) "{\"protocol\":\"udp\",\"address\":\"" address "\"}"

#define GOOD_A ENTRY("\"a\"", "1", "\"" KEY_A "\"", UDP("a.example.com:2002"))
#define GOOD_B ENTRY("\"b\"", "1", "\"" KEY_B "\"", UDP("b.example.net:2002"))
#define GOOD_C ENTRY("\"c\"", "1", "\"" KEY_C "\"", UDP("c.example.org:2002"))

static struct rt_servers servers;

static struct rt_known known(void)
{
    return (struct rt_known){rt_registry, rt_registry_count, 0};
}

static void parse(const char *text)
{
    rt_servers_free(&servers);
    struct rt_view view = {(const uint8_t *)text, strlen(text)};
    ck_assert_int_eq(rt_servers_parse(view, known(), &servers), RT_OK);
}

/* How often something is noted. */
static unsigned noted(enum rt_oddity oddity)
{
    unsigned count = 0;
    for (size_t i = 0; i < servers.note_count; i++)
        count += servers.notes[i].oddity == oddity;
    return count;
}

/* A list with two good servers around one; how many servers it leaves. The oddity is noted for the
 * one in the middle, and nothing for the others. */
static size_t around(const char *entry, enum rt_oddity oddity)
{
    char text[8192];
    snprintf(text, sizeof text, "{\"servers\": [%s, %s, %s]}", GOOD_A, entry, GOOD_B);
    parse(text);
    ck_assert_uint_eq(servers.entries, 3);
    ck_assert_uint_ge(servers.count, 2);
    ck_assert_str_eq(servers.list[0].name, "a");
    ck_assert_str_eq(servers.list[servers.count - 1].name, "b");
    if (oddity != RT_ODD_NONE)
        ck_assert_msg(noted(oddity) == 1, "%s", rt_oddity_name(oddity));
    for (size_t i = 0; i < servers.note_count; i++)
        ck_assert_msg(servers.notes[i].entry == 2 || servers.notes[i].entry == 0, "%s",
                      rt_oddity_name(servers.notes[i].oddity));
    return servers.count;
}

START_TEST(test_clean)
{
    parse("{\"servers\": [" GOOD_A "," GOOD_B "," GOOD_C "],"
          "\"sources\": [\"https://example.com/a\"], \"reports\": \"https://example.com/r\"}");
    ck_assert_uint_eq(servers.note_count, 0);
    ck_assert_uint_eq(servers.count, 3);
    ck_assert_str_eq(servers.list[2].name, "c");
    ck_assert_str_eq(servers.list[0].addresses[0].host, "a.example.com");
    ck_assert_uint_eq(servers.list[0].addresses[0].port, 2002);
    ck_assert(servers.list[0].addresses[0].udp && !servers.list[0].addresses[0].tcp);
    ck_assert_uint_eq(servers.list[0].version_count, 1);
    ck_assert_uint_eq(servers.source_count, 1);
    ck_assert_str_eq(servers.reports, "https://example.com/r");
    ck_assert_ptr_eq(rt_servers_find(&servers, "B"), &servers.list[1]);
    ck_assert_ptr_null(rt_servers_find(&servers, "d"));
    char place[RT_HOST_PORT_TEXT_SIZE];
    rt_host_port_text(&servers.list[1].addresses[0], place);
    ck_assert_ptr_eq(rt_servers_find_place(&servers, "B"), &servers.list[1]);
    ck_assert_ptr_nonnull(rt_servers_find_place(&servers, place));
    ck_assert_ptr_nonnull(rt_servers_find_place(&servers, servers.list[1].addresses[0].host));
    ck_assert_ptr_null(rt_servers_find_place(&servers, "d"));
    servers.list[1].addresses[0].tcp = false;
    rt_servers_allow_tcp(&servers);
    ck_assert(servers.list[1].addresses[0].tcp);
    ck_assert_str_eq(rt_weight_name(rt_oddity_weight(RT_ODD_FEW_OPERATORS)), "advice");
}
END_TEST

START_TEST(test_keys)
{
    ck_assert_uint_eq(around(ENTRY("\"x\"", "1", "\"" HEX_A "\"", UDP("x.org:1")), RT_ODD_KEY_HEX),
                      3);
    ck_assert_uint_eq(noted(RT_ODD_SAME_KEY), 1);
    ck_assert_mem_eq(servers.list[1].key, servers.list[0].key, RT_KEY_SIZE);
    ck_assert_uint_eq(around(ENTRY("\"x\"", "1", "\"AAAA\"", UDP("x.org:1")), RT_ODD_KEY_LENGTH),
                      2);
    ck_assert_uint_eq(around(ENTRY("\"x\"", "1", "\"0011\"", UDP("x.org:1")), RT_ODD_KEY_LENGTH),
                      2);
    ck_assert_uint_eq(around(ENTRY("\"x\"", "1", "\"not a key\"", UDP("x.org:1")), RT_ODD_BAD_KEY),
                      2);
    ck_assert_uint_eq(around(ENTRY("\"x\"", "1", "7", UDP("x.org:1")), RT_ODD_NO_KEY), 2);
    ck_assert_uint_eq(noted(RT_ODD_FIELD_TYPE), 1);
    ck_assert_uint_eq(around(ENTRY("\"x\"", "1", "\"S3AzfZJ5CjSdkJ21ZJGbxqdYP_SoE8fXKY0-aicsehI\"",
                                   UDP("x.org:1")),
                             RT_ODD_KEY_FORM),
                      3);
    ck_assert_uint_eq(around("{\"name\":\"x\",\"version\":1,\"publicKeyType\":\"ml-dsa-44\","
                             "\"publicKey\":\"AAAA\",\"addresses\":[" UDP("x.org:1") "]}",
                             RT_ODD_KEY_ML_DSA),
                      2);
    ck_assert_uint_eq(around("{\"name\":\"x\",\"version\":1,\"publicKeyType\":\"rsa\","
                             "\"publicKey\":\"AAAA\",\"addresses\":[" UDP("x.org:1") "]}",
                             RT_ODD_KEY_TYPE),
                      2);
    ck_assert_uint_eq(around("{\"name\":\"x\",\"version\":1,\"publicKeyType\":\"Ed25519\","
                             "\"publicKey\":\"" KEY_C "\",\"addresses\":[" UDP("x.org:1") "]}",
                             RT_ODD_KEY_TYPE_FORM),
                      3);
    ck_assert_uint_eq(around("{\"name\":\"x\",\"version\":1,\"publicKey\":\"" KEY_C "\","
                             "\"addresses\":[" UDP("x.org:1") "]}",
                             RT_ODD_NO_KEY_TYPE),
                      3);
}
END_TEST

/* What a hint means: the first and the last of its versions, how many, and what is odd. */
static void hint(const char *text, bool is_string, size_t count, const char *first,
                 const char *last, enum rt_oddity want)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    enum rt_oddity odd = RT_ODD_NONE;
    size_t got = rt_servers_hint(text, is_string, known(), versions, &odd);
    ck_assert_msg(got == count, "%s: %zu", text, got);
    ck_assert_msg(odd == want, "%s: %s", text, rt_oddity_name(odd));
    if (got > 0) {
        ck_assert_str_eq(versions[0]->name, first);
        ck_assert_str_eq(versions[got - 1]->name, last);
    }
}

START_TEST(test_hints)
{
    size_t all = rt_registry_count;
    hint("1", false, 1, "rfc10049", "rfc10049", RT_ODD_NONE);
    hint("2147483660", false, 8, "v12", "v19", RT_ODD_NONE);
    hint("2147483656", false, 1, "v8", "v8", RT_ODD_NONE);
    hint("3000600613", false, 2, "google", "v0", RT_ODD_NONE);
    hint("12", false, 1, "v12", "v12", RT_ODD_VERSION_DRAFT);
    hint("19", false, 1, "v19", "v19", RT_ODD_VERSION_DRAFT);
    hint("0", false, 2, "google", "v0", RT_ODD_VERSION_ZERO);
    hint("0", true, 2, "google", "v0", RT_ODD_VERSION_ZERO);
    hint("99", false, 0, "", "", RT_ODD_VERSION_UNKNOWN);
    hint("-1", false, 0, "", "", RT_ODD_VERSION_UNKNOWN);
    hint("1.0", false, 0, "", "", RT_ODD_VERSION_UNKNOWN);
    hint("4294967297", false, 0, "", "", RT_ODD_VERSION_UNKNOWN);
    hint("1", true, 1, "rfc10049", "rfc10049", RT_ODD_VERSION_FORM);
    hint("0x8000000b", true, 1, "v11", "v11", RT_ODD_VERSION_FORM);
    hint("12", true, 1, "v12", "v12", RT_ODD_VERSION_DRAFT);
    hint("draft-ietf-ntp-roughtime-12", true, 1, "v12", "v12", RT_ODD_VERSION_FORM);
    hint("draft08", true, 1, "v8", "v8", RT_ODD_VERSION_FORM);
    hint("v7", true, 1, "v7", "v7", RT_ODD_VERSION_FORM);
    hint("IETF-Roughtime", true, all - 2, "v1", rt_registry[all - 1]->name, RT_ODD_VERSION_FORM);
    hint("Google-Roughtime", true, 2, "google", "v0", RT_ODD_VERSION_FORM);
    hint("draft-99", true, 0, "", "", RT_ODD_VERSION_UNKNOWN);
    hint("", true, 0, "", "", RT_ODD_VERSION_UNKNOWN);
    hint("newest", true, 0, "", "", RT_ODD_VERSION_UNKNOWN);
}
END_TEST

START_TEST(test_versions)
{
    ck_assert_uint_eq(
        around(ENTRY("\"x\"", "null", "\"" KEY_C "\"", UDP("x.org:1")), RT_ODD_NO_VERSION), 3);
    ck_assert_uint_eq(
        around(ENTRY("\"x\"", "2147483660", "\"" KEY_C "\"", UDP("x.org:1")), RT_ODD_NONE), 3);
    ck_assert_uint_eq(servers.list[1].version_count, 8); /* whole, not cut to an int */
    struct rt_choice choices[RT_CHOICES_MAX];
    ck_assert_uint_eq(rt_servers_choices(&servers.list[1], choices), 8);
    ck_assert(!choices[7].fixed && choices[7].version == servers.list[1].versions[7]);
    ck_assert_uint_eq(
        around(ENTRY("\"x\"", "77", "\"" KEY_C "\"", UDP("x.org:1")), RT_ODD_VERSION_UNKNOWN), 3);
    ck_assert_uint_eq(servers.list[1].version_count, 0);
    ck_assert_uint_eq(
        around(ENTRY("\"x\"", "[1]", "\"" KEY_C "\"", UDP("x.org:1")), RT_ODD_FIELD_TYPE), 3);
}
END_TEST

static void address(const char *text, const char *host, unsigned port, enum rt_oddity bad,
                    enum rt_oddity odd)
{
    struct rt_host_port got;
    enum rt_oddity found = RT_ODD_NONE;
    ck_assert_msg(rt_servers_address_parse(text, &got, &found) == bad, "%s", text);
    ck_assert_msg(bad != RT_ODD_NONE || found == odd, "%s: %s", text, rt_oddity_name(found));
    if (bad == RT_ODD_NONE) {
        ck_assert_str_eq(got.host, host);
        ck_assert_uint_eq(got.port, port);
        ck_assert(!got.udp && !got.tcp);
    }
}

START_TEST(test_addresses)
{
    address("example.com:2002", "example.com", 2002, RT_ODD_NONE, RT_ODD_NONE);
    address("192.0.2.1:1", "192.0.2.1", 1, RT_ODD_NONE, RT_ODD_NONE);
    address("[2001:db8::1]:65535", "2001:db8::1", 65535, RT_ODD_NONE, RT_ODD_NONE);
    address("[::]:2002", "::", 2002, RT_ODD_NONE, RT_ODD_NONE);
    address("example.com", "example.com", 0, RT_ODD_NONE, RT_ODD_NO_PORT);
    address("[2001:db8::1]", "2001:db8::1", 0, RT_ODD_NONE, RT_ODD_NO_PORT);
    address("2001:db8::1:2002", "2001:db8::1", 2002, RT_ODD_NONE, RT_ODD_NO_BRACKETS);
    address("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", 0, RT_ODD_NONE, RT_ODD_NO_BRACKETS);
    address("1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8", 9, RT_ODD_NONE, RT_ODD_NO_BRACKETS);
    address("2001:db8::1", "2001:db8::1", 0, RT_ODD_NONE, RT_ODD_NO_BRACKETS);
    address("::1", "::1", 0, RT_ODD_NONE, RT_ODD_NO_BRACKETS);
    address("[fe80::1%eth0]:2002", "fe80::1%eth0", 2002, RT_ODD_NONE, RT_ODD_ZONE);
    address("example.com:0", "", 0, RT_ODD_PORT, RT_ODD_NONE);
    address("example.com:65536", "", 0, RT_ODD_PORT, RT_ODD_NONE);
    address("example.com:2002x", "", 0, RT_ODD_PORT, RT_ODD_NONE);
    address("example.com:", "", 0, RT_ODD_PORT, RT_ODD_NONE);
    address("", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address(":2002", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("[2001:db8::1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("[example.com]:1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("[fe80::1%]:1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("[2001::db8::1]:1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("[2001:db8:1]:1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("[2001:db8::12345]:1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("udp://example.com:1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("https://example.com", "", 0, RT_ODD_PORT, RT_ODD_NONE);
    address("exa mple.com:1", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
    address("a:b:c", "", 0, RT_ODD_BAD_ADDRESS, RT_ODD_NONE);
}
END_TEST

static size_t with_addresses(const char *addresses, enum rt_oddity oddity)
{
    char text[4096];
    snprintf(text, sizeof text,
             "{\"name\":\"x\",\"version\":1,\"publicKeyType\":\"ed25519\",\"publicKey\":\"%s\","
             "\"addresses\":%s}",
             KEY_C, addresses);
    size_t left = around(text, oddity);
    return left == 3 ? servers.list[1].address_count : 0;
}

START_TEST(test_address_lists)
{
    ck_assert_uint_eq(with_addresses("[]", RT_ODD_NO_ADDRESS), 0);
    ck_assert_uint_eq(with_addresses("\"x.org:1\"", RT_ODD_FIELD_TYPE), 0);
    ck_assert_uint_eq(with_addresses("[\"x.org:1\"]", RT_ODD_NO_PROTOCOL), 1);
    ck_assert_uint_eq(with_addresses("[7]", RT_ODD_FIELD_TYPE), 0);
    ck_assert_uint_eq(with_addresses("[{\"protocol\":\"udp\"}]", RT_ODD_BAD_ADDRESS), 0);
    ck_assert_uint_eq(
        with_addresses("[{\"protocol\":\"TCP\",\"address\":\"x.org:1\"}]", RT_ODD_PROTOCOL_FORM),
        1);
    ck_assert(servers.list[1].addresses[0].tcp && !servers.list[1].addresses[0].udp);
    ck_assert_uint_eq(
        with_addresses("[{\"protocol\":\"udp4\",\"address\":\"x.org:1\"}]", RT_ODD_PROTOCOL_FAMILY),
        1);
    ck_assert(servers.list[1].addresses[0].udp && !servers.list[1].addresses[0].tcp);
    ck_assert_uint_eq(
        with_addresses("[{\"protocol\":\"TCP6\",\"address\":\"x.org:1\"}]", RT_ODD_PROTOCOL_FAMILY),
        1);
    ck_assert(servers.list[1].addresses[0].tcp && !servers.list[1].addresses[0].udp);
    ck_assert_uint_eq(
        with_addresses("[{\"protocol\":\"quic\",\"address\":\"x.org:1\"}," UDP("x.org:2") "]",
                       RT_ODD_PROTOCOL),
        1);
    ck_assert_uint_eq(servers.list[1].addresses[0].port, 2);
    ck_assert_uint_eq(with_addresses("[" UDP("x.org") "]", RT_ODD_NO_PORT), 1);
    ck_assert_uint_eq(servers.list[1].addresses[0].port, RT_PORT_RFC);
    ck_assert_uint_eq(with_addresses("[" UDP("[::1]:1") "," UDP("x.org:70000") "]", RT_ODD_PORT),
                      1);
    ck_assert_uint_eq(with_addresses("[" UDP("a.example.com:2002") "]", RT_ODD_SAME_ADDRESS), 1);
}
END_TEST

START_TEST(test_names)
{
    ck_assert_uint_eq(
        around(ENTRY("\"A\"", "1", "\"" KEY_C "\"", UDP("x.org:1")), RT_ODD_SAME_NAME), 3);
    ck_assert_uint_eq(around(ENTRY("\"\"", "1", "\"" KEY_C "\"", UDP("x.org:1")), RT_ODD_NO_NAME),
                      3);
    ck_assert_str_eq(servers.list[1].name, "x.org");
    ck_assert_uint_eq(around(ENTRY("7", "1", "\"" KEY_C "\"", UDP("x.org:1")), RT_ODD_FIELD_TYPE),
                      3);
}
END_TEST

/* Entries whose text is wrong do not take the others with them. */
START_TEST(test_broken_entries)
{
    ck_assert_uint_eq(around("{\"name\": nil}", RT_ODD_TEXT), 2);
    ck_assert_uint_eq(around("{\"name\": \"x\",}", RT_ODD_TEXT), 2);
    ck_assert_uint_eq(around("{\"name\": \"x\" \"version\": 1}", RT_ODD_TEXT), 2);
    ck_assert_uint_eq(around("{\"name\": \"x\", \"name\": \"y\"}", RT_ODD_DUPLICATE_FIELD), 2);
    ck_assert_uint_eq(around("{}", RT_ODD_NO_KEY), 2);
    ck_assert_uint_eq(around("[]", RT_ODD_NOT_OBJECT), 2);
    ck_assert_uint_eq(around("\"a string, with ] and }\"", RT_ODD_NOT_OBJECT), 2);
    ck_assert_uint_eq(around("nothing", RT_ODD_NOT_OBJECT), 2);
    parse("{\"servers\": [" GOOD_A " " GOOD_B ",, " GOOD_C ",]}");
    ck_assert_uint_eq(servers.count, 3);
    ck_assert_uint_eq(noted(RT_ODD_SYNTAX), 1);
}
END_TEST

START_TEST(test_around_the_list)
{
    static const char whole[] = "{\"servers\": [" GOOD_A "," GOOD_B "," GOOD_C "]}";
    char text[sizeof whole + 16];
    snprintf(text, sizeof text, "%s}", whole);
    parse(text);
    ck_assert_uint_eq(servers.count, 3);
    ck_assert_uint_eq(noted(RT_ODD_TRAILING), 1);
    ck_assert_uint_eq(servers.notes[0].at, sizeof whole - 1);
    snprintf(text, sizeof text, "%.*s", (int)sizeof whole - 20, whole);
    parse(text);
    ck_assert_uint_eq(servers.count, 2);
    ck_assert_uint_eq(noted(RT_ODD_TRUNCATED), 1);
    parse("[" GOOD_A "," GOOD_B "," GOOD_C "]");
    ck_assert_uint_eq(servers.count, 3);
    ck_assert_uint_eq(noted(RT_ODD_BARE_LIST), 1);
    parse("");
    ck_assert_uint_eq(noted(RT_ODD_NO_LIST), 1);
    ck_assert_uint_eq(noted(RT_ODD_NO_SERVERS), 1);
    parse("{\"server\": []}");
    ck_assert_uint_eq(noted(RT_ODD_NO_LIST), 1);
    parse("{\"servers\": [" GOOD_A "], \"servers\": [" GOOD_B "]}");
    ck_assert_uint_eq(noted(RT_ODD_DUPLICATE_FIELD), 1);
    ck_assert_uint_eq(servers.count, 1);
    parse("{\"servers\": [], \"sources\": \"http://example.com\", \"reports\": [1]}");
    ck_assert_uint_eq(noted(RT_ODD_BAD_SOURCES), 1);
    ck_assert_uint_eq(noted(RT_ODD_NOT_HTTPS), 1);
    ck_assert_uint_eq(noted(RT_ODD_BAD_REPORTS), 1);
    parse("{\"servers\": [], \"reports\": \"http://example.com\"}");
    ck_assert_uint_eq(noted(RT_ODD_NOT_HTTPS), 1);
}
END_TEST

/* A server where a list should be. */
START_TEST(test_bare_server)
{
    static const char *const texts[] = {GOOD_A, "{\"servers\": " GOOD_A "}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        parse(texts[i]);
        ck_assert_uint_eq(servers.count, 1);
        ck_assert_uint_eq(servers.entries, 1);
        ck_assert_uint_eq(noted(RT_ODD_BARE_SERVER), 1);
        ck_assert_uint_eq(servers.note_count, 2);
        ck_assert_uint_eq(noted(RT_ODD_FEW_OPERATORS), 1);
    }
    parse("{\"publicKey\": 7}");
    ck_assert_uint_eq(noted(RT_ODD_BARE_SERVER), 1);
    ck_assert_uint_eq(noted(RT_ODD_NO_KEY), 1);
    parse("{\"name\": \"nobody\"}");
    ck_assert_uint_eq(noted(RT_ODD_NO_LIST), 1);
}
END_TEST

#define UNVERSIONED(name, key)                                                                     \
    "{\"name\":\"" name "\",\"publicKeyType\":\"ed25519\",\"publicKey\":\"" key                    \
    "\",\"addresses\":[" UDP("x.org:1") "]}"

/* Google's list has no versions, and ends to be good. */
START_TEST(test_google)
{
    static const char whole[] =
        "{\"created\": \"2016-08-30T23:09:00Z\", \"expires\": "
        "\"2017-03-01T00:00:00Z\", \"servers\": [" UNVERSIONED("a", KEY_A) "]}";
    struct rt_known later = known();
    struct rt_view view = {(const uint8_t *)whole, strlen(whole)};
    parse(whole);
    ck_assert_uint_eq(servers.count, 1);
    ck_assert_uint_eq(noted(RT_ODD_NO_VERSION), 0);
    ck_assert_uint_eq(noted(RT_ODD_EXPIRED), 0);
    for (int64_t past = -1; past <= 0; past++) {
        rt_servers_free(&servers);
        later.now = 1488326400 + past; /* 2017-03-01 */
        ck_assert_int_eq(rt_servers_parse(view, later, &servers), RT_OK);
        ck_assert_uint_eq(noted(RT_ODD_EXPIRED), past == 0);
    }
    parse("{\"servers\": [" UNVERSIONED("a", KEY_A) "," GOOD_B "]}");
    ck_assert_uint_eq(noted(RT_ODD_NO_VERSION), 1);
    parse("{\"servers\": [" UNVERSIONED("a", KEY_A) "], \"sources\": []}");
    ck_assert_uint_eq(noted(RT_ODD_NO_VERSION), 1);
    parse("{\"servers\": [" GOOD_A "], \"expires\": \"soon\"}");
    ck_assert_uint_eq(noted(RT_ODD_BAD_EXPIRES), 1);
    parse("{\"servers\": [" GOOD_A "], \"expires\": 7}");
    ck_assert_uint_eq(noted(RT_ODD_BAD_EXPIRES), 1);
}
END_TEST

START_TEST(test_botan)
{
    parse("\n# a comment\n"
          "a ed25519 " KEY_A " udp a.example.com:2002\r\n"
          "  b\ted25519 " KEY_B " udp b.example.net:2002 tcp b.example.net:2003\n"
          "c ed25519 " KEY_C " udp c.example.org:2002");
    ck_assert_uint_eq(servers.note_count, 0);
    ck_assert_uint_eq(servers.count, 3);
    ck_assert_str_eq(servers.list[0].name, "a");
    ck_assert_str_eq(servers.list[0].addresses[0].host, "a.example.com");
    ck_assert_uint_eq(servers.list[0].at, 13);
    ck_assert_uint_eq(servers.list[0].version_count, 0);
    ck_assert_uint_eq(servers.list[1].address_count, 2);
    ck_assert(servers.list[1].addresses[1].tcp && !servers.list[1].addresses[1].udp);
    ck_assert_uint_eq(servers.list[1].addresses[1].port, 2003);
    parse("a ed25519 " KEY_A " udp a.example.com:2002\n"
          "b ml-dsa-44 AAAA tcp b.example.net:1\n"
          "c ed25519\n"
          "d ed25519 " KEY_C " quic d.example.net:1\n"
          "e ed25519 " HEX_A "\n");
    ck_assert_uint_eq(servers.count, 1);
    ck_assert_uint_eq(servers.entries, 5);
    ck_assert_uint_eq(noted(RT_ODD_KEY_ML_DSA), 1);
    ck_assert_uint_eq(noted(RT_ODD_NO_KEY), 1);
    ck_assert_uint_eq(noted(RT_ODD_PROTOCOL), 1);
    ck_assert_uint_eq(noted(RT_ODD_NO_ADDRESS), 3);
    parse("a sentence in words, and no list\n");
    ck_assert_uint_eq(noted(RT_ODD_NO_LIST), 1);
}
END_TEST

START_TEST(test_toml)
{
    parse("# servers\ntitle = \"x\"\n\n[[server]]\nname = \"a\"\naddress = \"a.example.com:2002\"\n"
          "public_key = \"" KEY_A "\" # a comment\n"
          "[[server]]\n  name='b'\n  weight = 7\n  version = 12\n  address=\"b.example.net:2002\"\n"
          "public_key='" KEY_B "'\n"
          "[other]\nname = \"no server\"\nlist = [1,\n]\n"
          "[server.c]\nprotocol = \"tcp\"\naddress = \"c.example.org:1\"\npublic_key = \"" KEY_C
          "\"\n");
    ck_assert_uint_eq(servers.count, 3);
    ck_assert_uint_eq(servers.entries, 3);
    ck_assert_str_eq(servers.list[0].name, "a");
    ck_assert_uint_eq(servers.list[0].version_count, 0);
    ck_assert_str_eq(servers.list[1].name, "b");
    ck_assert_uint_eq(servers.list[1].version_count, 1);
    ck_assert_str_eq(servers.list[2].name, "c.example.org");
    ck_assert(servers.list[2].addresses[0].tcp);
    ck_assert_uint_eq(noted(RT_ODD_VERSION_DRAFT), 1);
    ck_assert_uint_eq(noted(RT_ODD_NO_NAME), 1);
    ck_assert_uint_eq(noted(RT_ODD_LINE), 0);
    ck_assert_uint_eq(servers.note_count, 2);
    parse(
        "[[server]]\nname = \"a\nwhat is this\naddress = \"a.example.com:1\"\npublic_key = \"AA\"");
    ck_assert_uint_eq(servers.count, 0);
    ck_assert_uint_eq(noted(RT_ODD_LINE), 2);
    ck_assert_uint_eq(noted(RT_ODD_KEY_LENGTH), 1);
}
END_TEST

START_TEST(test_operators)
{
    parse("{\"servers\": [" GOOD_A "," GOOD_B "]}");
    ck_assert_uint_eq(noted(RT_ODD_FEW_OPERATORS), 1);
    parse("{\"servers\": [" GOOD_A "," GOOD_B
          "," ENTRY("\"c\"", "1", "\"" KEY_C "\"", UDP("c.example.com:1")) "]}");
    ck_assert_uint_eq(noted(RT_ODD_FEW_OPERATORS), 1);
    parse("{\"servers\": [" GOOD_A "," GOOD_B
          "," ENTRY("\"c\"", "1", "\"" KEY_C "\"", UDP("192.0.2.7:1")) "]}");
    ck_assert_uint_eq(noted(RT_ODD_FEW_OPERATORS), 0);
}
END_TEST

START_TEST(test_builtin)
{
    rt_servers_free(&servers);
    ck_assert_int_eq(rt_servers_builtin(known(), &servers), RT_OK);
    for (size_t i = 0; i < servers.note_count; i++)
        ck_abort_msg("%s", rt_oddity_name(servers.notes[i].oddity));
    ck_assert_uint_ge(servers.count, 3);
    for (size_t i = 0; i < servers.count; i++) {
        const struct rt_servers_entry *server = &servers.list[i];
        ck_assert_uint_ge(server->version_count, 1);
        ck_assert_uint_ge(server->address_count, 1);
        ck_assert_ptr_nonnull(server->source);
        ck_assert_uint_eq(strlen(server->date), 10);
    }
}
END_TEST

/* Cut anywhere, whatever was whole before is still there. */
START_TEST(test_cut)
{
    static const char whole[] = "{\"servers\": [" GOOD_A "," GOOD_B "," GOOD_C "]}";
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        rt_servers_free(&servers);
        struct rt_view view = {(const uint8_t *)whole, len};
        ck_assert_int_eq(rt_servers_parse(view, known(), &servers), RT_OK);
        size_t first = strlen("{\"servers\": [" GOOD_A);
        size_t whole_entries = len >= first;
        whole_entries += len >= first + strlen("," GOOD_B);
        whole_entries += len >= first + strlen("," GOOD_B "," GOOD_C);
        ck_assert_uint_eq(servers.count, whole_entries);
        ck_assert_uint_ge(servers.note_count, 1);
    }
}
END_TEST

START_TEST(test_read)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 2000; i++)
        fprintf(file, "%s" GOOD_A, i == 0 ? "{\"servers\": [" : ",\n");
    fputs("]}", file);
    rewind(file);
    rt_servers_free(&servers);
    ck_assert_int_eq(rt_servers_read(file, known(), &servers), RT_OK);
    ck_assert_uint_eq(servers.count, 2000);
    ck_assert_uint_eq(noted(RT_ODD_SAME_NAME), 1999);
    fclose(file);
    rt_servers_free(&servers);
}
END_TEST

RT_TEST_MAIN("servers", test_clean, test_keys, test_hints, test_versions, test_addresses,
             test_address_lists, test_names, test_broken_entries, test_around_the_list,
             test_bare_server, test_google, test_botan, test_toml, test_operators, test_builtin,
             test_cut, test_read)
