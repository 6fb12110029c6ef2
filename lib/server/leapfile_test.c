// SPDX-License-Identifier: BSD-2-Clause
/* Lists of leap seconds, whole and damaged, in the unit of each version. */
#include "server/leapfile.h"

#include <string.h>

#include "base/test.h"

static const char list[] = "#\tcomment\n"
                           "#$\t 3960057600\n"
                           "#@\t3991766400\n"
                           "2272060800\t10\t# 1 Jan 1972\n"
                           "2287785600\t11\t# 1 Jul 1972\n"
                           "3644697600 36 # 1 Jul 2015\r\n"
                           "3692217600 37\n"
                           "#h 1 2 3 4 5\n";

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_list)
{
    struct rt_leapfile file;
    /* The step from 11 to 36 is left out in the list above: it must be refused. */
    struct rt_fault fault = rt_leapfile_parse(view(list), &file);
    ck_assert_int_eq(fault.error, RT_E_LEAP_FILE);
    ck_assert_uint_eq(fault.at, strstr(list, "3644697600") - list);
    ck_assert_int_eq(
        rt_leapfile_parse(view("#@ 3991766400\n3644697600 36\n3692217600 37 # x"), &file).error,
        RT_OK);
    ck_assert_uint_eq(file.count, 2);
    ck_assert_int_eq(file.list[1].mjd, 57754);
    ck_assert_int_eq(file.list[1].step, 1);
    ck_assert_int_eq(file.expires, 1782777600);
}
END_TEST

START_TEST(test_bad)
{
    static const char *const bad[] = {"2272060800\n",
                                      "x\n",
                                      "2272060801 10\n",
                                      "2272060800 10 x\n",
                                      "2272060800 10\n2272060800 11\n",
                                      "#@ y\n",
                                      "99999999999999999999 10\n",
                                      "2272060800 9999\n"};
    struct rt_leapfile file;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(rt_leapfile_parse(view(bad[i]), &file).error, RT_E_LEAP_FILE);
    ck_assert_int_eq(rt_leapfile_parse(view("# nothing\n\n"), &file).error, RT_E_EMPTY);
}
END_TEST

START_TEST(test_data)
{
    struct rt_leapfile file;
    struct rt_leap_data data = {0};
    ck_assert_int_eq(
        rt_leapfile_parse(view("#@ 3991766400\n3550089600 34\n3644697600 35\n3692217600 36\n"
                               "3723753600 37\n3755289600 36\n"),
                          &file)
            .error,
        RT_OK);
    /* 2018-06-01: the list knows an event to come. */
    rt_leapfile_data(&file, 1527811200, &data);
    ck_assert(data.has_leap && data.has_dtai);
    ck_assert_int_eq(data.dtai_s, 37);
    ck_assert_uint_eq(data.leap_count, RT_LEAPS_SENT);
    ck_assert_int_eq(data.leaps[0].mjd, 58484);
    ck_assert_int_eq(data.leaps[0].step, -1);
    data = (struct rt_leap_data){.has_dtai = true, .dtai_s = 40};
    rt_leapfile_data(&file, file.expires, &data);
    ck_assert(data.has_leap);
    ck_assert_uint_eq(data.leap_count, 0);
    ck_assert_int_eq(data.dtai_s, 40);
}
END_TEST

START_TEST(test_encode)
{
    struct rt_leap_data data = {.has_dut1 = true,
                                .dut1_us = -100000,
                                .has_dtai = true,
                                .dtai_s = 37,
                                .has_leap = true,
                                .leap_count = 2,
                                .leaps = {{57754, 37, 1}, {57204, 36, -1}}};
    struct rt_rules rules = {.dut1 = RT_DUT1_MS,
                             .dtai = RT_DTAI_MS,
                             .leap = RT_LEAP_EVENT_DAY,
                             .leap_empty = RT_LEAP_EMPTY_NO_DATA};
    struct rt_leap_values values;
    struct rt_view dut1, dtai, leap;
    rt_leapfile_encode(&data, &rules, &values, &dut1, &dtai, &leap);
    ck_assert_uint_eq(rt_bytes_load32(dut1.data), 0x80000064);
    ck_assert_uint_eq(rt_bytes_load32(dtai.data), 37000);
    ck_assert_uint_eq(leap.len, 8);
    ck_assert_uint_eq(rt_bytes_load32(leap.data), 57753);
    ck_assert_uint_eq(rt_bytes_load32(leap.data + 4), 0x80000000 | 57203);
    rules.dut1 = RT_DUT1_US;
    rules.dtai = RT_DTAI_S;
    rules.leap = RT_LEAP_DAY_AFTER;
    rt_leapfile_encode(&data, &rules, &values, &dut1, &dtai, &leap);
    ck_assert_uint_eq(rt_bytes_load32(dut1.data), 0x800186a0);
    ck_assert_uint_eq(rt_bytes_load32(dtai.data), 37);
    ck_assert_uint_eq(rt_bytes_load32(leap.data), 57754);
    /* Too small for a millisecond: zero has no sign. */
    data.dut1_us = -200;
    rules.dut1 = RT_DUT1_MS;
    rt_leapfile_encode(&data, &rules, &values, &dut1, &dtai, &leap);
    ck_assert_uint_eq(rt_bytes_load32(dut1.data), 0);
    data = (struct rt_leap_data){0};
    rt_leapfile_encode(&data, &rules, &values, &dut1, &dtai, &leap);
    ck_assert(!rt_view_present(dut1) && !rt_view_present(dtai) && !rt_view_present(leap));
}
END_TEST

RT_TEST_MAIN("leapfile", test_list, test_bad, test_data, test_encode)
