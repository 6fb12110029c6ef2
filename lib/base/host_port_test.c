// SPDX-License-Identifier: BSD-2-Clause
/* Hosts with ports in all their forms, and what is none. */
#include "base/host_port.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"

/* host|port, with a letter for what is special: n numeric, z zone, b without brackets. */
static const char *split(const char *text)
{
    static char said[400];
    struct rt_host_port parts;
    enum rt_host_port_fault fault = rt_host_port_split(text, &parts);
    if (fault != RT_HOST_PORT_GOOD)
        return fault == RT_HOST_PORT_BAD_HOST ? "bad host" : "bad port";
    ck_assert(!parts.udp && !parts.tcp);
    snprintf(said, sizeof said, "%s|%u%s%s%s", parts.host, (unsigned)parts.port,
             parts.numeric ? "n" : "", parts.zone ? "z" : "", parts.bare ? "b" : "");
    return said;
}

START_TEST(test_split)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"time.example", "time.example|0"},
        {"time.example:2002", "time.example|2002"},
        {"192.0.2.1", "192.0.2.1|0n"},
        {"192.0.2.1:65535", "192.0.2.1|65535n"},
        {"192.0.2.1111:1", "192.0.2.1111|1"},
        {"[2001:db8::1]", "2001:db8::1|0n"},
        {"[2001:db8::1]:5319", "2001:db8::1|5319n"},
        {"[fe80::1%eth0]:5319", "fe80::1%eth0|5319nz"},
        {"2001:db8::1", "2001:db8::1|0nb"},
        {"2001:db8:1:2:3:4:5:6:99", "2001:db8:1:2:3:4:5:6|99nb"},
        {"", "bad host"},
        {":1", "bad host"},
        {"a b", "bad host"},
        {"2002", "bad host"},
        {"2002:2002", "bad host"},
        {"2002.example", "2002.example|0"},
        {"[time.example]:1", "bad host"},
        {"[2001:db8::1", "bad host"},
        {"[2001:db8::1]1", "bad host"},
        {"2001:db8::g", "bad host"},
        {"time.example:", "bad port"},
        {"time.example:0", "bad port"},
        {"time.example:65536", "bad port"},
        {"time.example:1x", "bad port"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(split(cases[i].text), cases[i].said);
}
END_TEST

START_TEST(test_length)
{
    char text[RT_HOST_SIZE + 8];
    struct rt_host_port parts;
    memset(text, 'a', sizeof text);
    strcpy(text + RT_HOST_SIZE - 1, ":1");
    ck_assert_int_eq(rt_host_port_split(text, &parts), RT_HOST_PORT_GOOD);
    ck_assert_uint_eq(strlen(parts.host), RT_HOST_SIZE - 1);
    strcpy(text + RT_HOST_SIZE - 1, "a:1");
    ck_assert_int_eq(rt_host_port_split(text, &parts), RT_HOST_PORT_BAD_HOST);
}
END_TEST

START_TEST(test_text)
{
    static const char *const texts[] = {"time.example:2002", "192.0.2.1:65535",
                                        "[2001:db8::1]:5319", "[fe80::1%eth0]:1"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[RT_HOST_PORT_TEXT_SIZE];
        struct rt_host_port parts;
        ck_assert_int_eq(rt_host_port_split(texts[i], &parts), RT_HOST_PORT_GOOD);
        ck_assert_str_eq(rt_host_port_text(&parts, text), texts[i]);
    }
}
END_TEST

RT_TEST_MAIN("host_port", test_split, test_length, test_text)
