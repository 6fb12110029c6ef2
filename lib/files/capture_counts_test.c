// SPDX-License-Identifier: BSD-2-Clause
/* The sentence about packets that were not read. */
#include "files/capture_counts.h"

#include <string.h>

#include "base/test.h"

static const char *text_of(const struct rt_capture_counts *counts)
{
    static char text[RT_CAPTURE_COUNTS_TEXT_SIZE];
    return rt_capture_counts_text(counts, text);
}

START_TEST(test_sentences)
{
    struct rt_capture_counts counts = {.packets = 340, .other = 300};
    ck_assert_str_eq(text_of(&counts), "");
    counts.unread[RT_CAPTURE_UNREAD_CUT] = 4;
    ck_assert_str_eq(text_of(&counts), "4 of 340 packets not read: 4 cut by the snap length");
    counts.unread[RT_CAPTURE_UNREAD_ENCRYPTED] = 8;
    counts.unread[RT_CAPTURE_UNREAD_LINK] = 1;
    counts.link = 195;
    counts.copies = 2;
    ck_assert_str_eq(
        text_of(&counts),
        "13 of 340 packets not read: 8 encrypted, 4 cut by the snap length, 1 of a link "
        "type that is not read (195); 2 captured twice");
    memset(counts.unread, 0, sizeof counts.unread);
    ck_assert_str_eq(text_of(&counts), "2 of 340 packets captured twice");
}
END_TEST

/* Every kind, each with the largest number: it fits. */
START_TEST(test_longest_sentence)
{
    struct rt_capture_counts counts = {
        .packets = UINT64_MAX, .copies = UINT64_MAX, .link = UINT32_MAX};
    for (int i = RT_CAPTURE_UNREAD_NONE + 1; i < RT_CAPTURE_UNREAD_COUNT; i++)
        counts.unread[i] = UINT64_MAX;
    ck_assert_uint_lt(strlen(text_of(&counts)), RT_CAPTURE_COUNTS_TEXT_SIZE - 1);
    ck_assert_ptr_nonnull(strstr(text_of(&counts), "captured twice"));
}
END_TEST

START_TEST(test_sums)
{
    struct rt_capture_counts sum = {0};
    struct rt_capture_counts counts = {
        .packets = 1, .datagrams = 2, .messages = 3, .other = 4, .copies = 5, .faults = 6};
    rt_capture_counts_add(&sum, &counts);
    counts.unread[RT_CAPTURE_UNREAD_LINK] = 7;
    counts.link = 195;
    rt_capture_counts_add(&sum, &counts);
    counts.link = 196;
    rt_capture_counts_add(&sum, &counts);
    ck_assert_uint_eq(sum.packets, 3);
    ck_assert_uint_eq(sum.datagrams, 6);
    ck_assert_uint_eq(sum.messages, 9);
    ck_assert_uint_eq(sum.other, 12);
    ck_assert_uint_eq(sum.copies, 15);
    ck_assert_uint_eq(sum.faults, 18);
    ck_assert_uint_eq(rt_capture_counts_unread(&sum), 14);
    ck_assert_uint_eq(sum.link, 195);
}
END_TEST

RT_TEST_MAIN("capture_counts", test_sentences, test_longest_sentence, test_sums)
