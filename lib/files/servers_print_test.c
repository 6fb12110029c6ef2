// SPDX-License-Identifier: BSD-2-Clause
/* Lists of servers for eyes and as JSON. */
#include "files/servers_print.h"

#include "files/test_output.h"
#include "registry.h"

static struct test_output output;
static struct rt_servers servers;
static const char list[] =
    "{\"servers\": [{\"name\": \"a\\u001b\", \"publicKeyType\": \"ed25519\","
    " \"publicKey\": \"etPaaIxcBMY1oUeGpwvPMCJMwlRVNxv51KK/tktoJTQ=\", \"version\": 12,"
    " \"addresses\": [{\"protocol\": \"udp\", \"address\": \"h.example:2002\"}]}, 7]}";

static void read_list(void)
{
    const struct rt_known known = {rt_registry, rt_registry_count, 0};
    const struct rt_view text = {(const uint8_t *)list, sizeof list - 1};
    ck_assert_int_eq(rt_servers_parse(text, known, &servers), RT_OK);
    ck_assert_uint_eq(servers.count, 1);
}

START_TEST(test_entry)
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    read_list();
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_TEXT);
    rt_servers_print_entry(out, all, &servers.list[0]);
    ck_assert_str_eq(test_output_end(&output),
                     "a\\x1b\n  key      etPaaIxcBMY1oUeGpwvPMCJMwlRVNxv51KK/tktoJTQ=\n"
                     "  version  v12\n  udp      h.example:2002\n");
    out = test_output_begin(&output, RT_OUTPUT_NDJSON);
    rt_output_record_end(out);
    rt_servers_print_entry(out, all, &servers.list[0]);
    ck_assert_int_eq(rt_output_close(out), RT_OK);
    fclose(output.file);
    ck_assert_ptr_nonnull(strstr(output.text, "\"versions\":[\"v12\"],\"addresses\":[{\"protocol\":"
                                              "\"udp\",\"host\":\"h.example\",\"port\":2002}]"));
    rt_servers_free(&servers);
}
END_TEST

START_TEST(test_notes)
{
    read_list();
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_TEXT);
    rt_servers_print_notes(out, NULL, "a list", &servers);
    const char *text = test_output_end(&output);
    ck_assert_int_eq(strncmp(text, "a list: 1 of 2 servers can be used, ", 36), 0);
    ck_assert_ptr_nonnull(strstr(text, "lost    not-object        the entry is no object"));
    out = test_output_begin(&output, RT_OUTPUT_NDJSON);
    rt_output_record_end(out);
    rt_servers_print_notes(out, NULL, "a list", &servers);
    ck_assert_int_eq(rt_output_close(out), RT_OK);
    fclose(output.file);
    ck_assert_ptr_nonnull(
        strstr(output.text, "\"file\":null,\"entries\":2,\"usable\":1,\"notes\":[{"));
    ck_assert_ptr_nonnull(strstr(output.text, "\"weight\":\"lost\",\"reason\":\"not-object\""));
    rt_servers_free(&servers);
}
END_TEST

RT_TEST_MAIN("servers_print", test_entry, test_notes)
