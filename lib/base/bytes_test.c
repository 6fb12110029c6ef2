// SPDX-License-Identifier: BSD-2-Clause
/* Views, numbers at any address, and what readers and writers do at the end. */
#include "base/bytes.h"

#include <string.h>

#include "base/test.h"

static const uint8_t sample[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xff};

#define VIEW(array) ((struct rt_view){(array), sizeof(array)})

static const struct rt_view absent = {NULL, 0};

START_TEST(test_view_equal)
{
    const uint8_t same[] = {0x01, 0x23};
    const uint8_t other[] = {0x01, 0x24};
    struct rt_view two = {sample, 2};
    ck_assert(rt_view_equal(two, VIEW(same)));
    ck_assert(!rt_view_equal(two, VIEW(other)));
    ck_assert(!rt_view_equal(two, (struct rt_view){same, 1}));
    ck_assert(rt_view_equal((struct rt_view){same, 0}, (struct rt_view){other, 0}));
    ck_assert(!rt_view_equal(absent, absent));
    ck_assert(!rt_view_equal(absent, (struct rt_view){same, 0}));
    ck_assert(!rt_view_equal((struct rt_view){same, 0}, absent));
}
END_TEST

START_TEST(test_view_slice_is_cut)
{
    struct rt_view all = VIEW(sample);
    struct rt_view middle = rt_view_slice(all, 2, 3);
    ck_assert_ptr_eq(middle.data, sample + 2);
    ck_assert_uint_eq(middle.len, 3);
    ck_assert_uint_eq(rt_view_slice(all, 8, 1).len, 1);
    ck_assert_uint_eq(rt_view_slice(all, 8, 2).len, 1);
    ck_assert_uint_eq(rt_view_slice(all, 9, 1).len, 0);
    ck_assert(rt_view_present(rt_view_slice(all, 9, 1)));
    ck_assert_ptr_eq(rt_view_slice(all, SIZE_MAX, SIZE_MAX).data, sample + 9);
    ck_assert_uint_eq(rt_view_slice(all, SIZE_MAX, SIZE_MAX).len, 0);
    ck_assert_uint_eq(rt_view_slice(all, 1, SIZE_MAX).len, 8);
    ck_assert(!rt_view_present(rt_view_slice(absent, 0, 0)));
    ck_assert(!rt_view_present(rt_view_slice(absent, 3, 4)));
}
END_TEST

START_TEST(test_load_is_little_endian_at_any_address)
{
    ck_assert_uint_eq(rt_bytes_load32(sample), 0x67452301);
    ck_assert_uint_eq(rt_bytes_load32(sample + 1), 0x89674523);
    ck_assert_uint_eq(rt_bytes_load32(sample + 5), 0xffefcdab);
    ck_assert_uint_eq(rt_bytes_load64(sample), UINT64_C(0xefcdab8967452301));
    ck_assert_uint_eq(rt_bytes_load64(sample + 1), UINT64_C(0xffefcdab89674523));
}
END_TEST

START_TEST(test_store_is_the_inverse)
{
    uint8_t out[10];
    memset(out, 0x5a, sizeof out);
    rt_bytes_store32(out + 1, 0x89674523);
    ck_assert_mem_eq(out + 1, sample + 1, 4);
    ck_assert_uint_eq(out[0], 0x5a);
    ck_assert_uint_eq(out[5], 0x5a);
    rt_bytes_store64(out + 1, UINT64_C(0xffefcdab89674523));
    ck_assert_mem_eq(out + 1, sample + 1, 8);
    ck_assert_uint_eq(out[9], 0x5a);
    for (int bit = 0; bit < 64; bit++) {
        rt_bytes_store64(out, UINT64_C(1) << bit);
        ck_assert_uint_eq(out[bit / 8], 1U << (bit % 8));
        ck_assert_uint_eq(rt_bytes_load64(out), UINT64_C(1) << bit);
    }
}
END_TEST

START_TEST(test_reader_reads_to_the_end)
{
    struct rt_reader reader = rt_reader_over(VIEW(sample));
    ck_assert_uint_eq(rt_reader_u32(&reader), 0x67452301);
    ck_assert_uint_eq(reader.pos, 4);
    struct rt_view rest = rt_reader_take(&reader, 5);
    ck_assert_ptr_eq(rest.data, sample + 4);
    ck_assert_uint_eq(rest.len, 5);
    ck_assert_int_eq(reader.fault.error, RT_OK);
    struct rt_view empty = rt_reader_take(&reader, 0);
    ck_assert(rt_view_present(empty));
    ck_assert_uint_eq(empty.len, 0);
    ck_assert_int_eq(reader.fault.error, RT_OK);
}
END_TEST

/* Of every length the reader takes what fits; the first value that does not is the fault. */
START_TEST(test_reader_remembers_its_first_error)
{
    for (size_t len = 0; len <= sizeof sample; len++) {
        struct rt_reader reader = rt_reader_over((struct rt_view){sample, len});
        uint32_t first = rt_reader_u32(&reader);
        uint32_t second = rt_reader_u32(&reader);
        ck_assert_uint_eq(first, len >= 4 ? 0x67452301 : 0);
        ck_assert_uint_eq(second, len >= 8 ? 0xefcdab89 : 0);
        if (len >= 8) {
            ck_assert_int_eq(reader.fault.error, RT_OK);
            continue;
        }
        ck_assert_int_eq(reader.fault.error, RT_E_TRUNCATED);
        ck_assert_uint_eq(reader.fault.at, len >= 4 ? 4 : 0);
        ck_assert(!rt_view_present(rt_reader_take(&reader, 0)));
        ck_assert_uint_eq(rt_reader_u64(&reader), 0);
        ck_assert_uint_eq(reader.fault.at, len >= 4 ? 4 : 0);
    }
}
END_TEST

START_TEST(test_reader_refuses_huge_lengths)
{
    struct rt_reader reader = rt_reader_over(VIEW(sample));
    rt_reader_u32(&reader);
    ck_assert(!rt_view_present(rt_reader_take(&reader, SIZE_MAX)));
    ck_assert_int_eq(reader.fault.error, RT_E_TRUNCATED);
    ck_assert_uint_eq(reader.fault.at, 4);
    reader = rt_reader_over(absent);
    ck_assert_uint_eq(rt_reader_take(&reader, 0).len, 0);
    ck_assert_uint_eq(rt_reader_u64(&reader), 0);
    ck_assert_int_eq(reader.fault.error, RT_E_TRUNCATED);
}
END_TEST

START_TEST(test_writer_fills_its_buffer)
{
    uint8_t out[17];
    out[16] = 0x77;
    struct rt_writer writer = rt_writer_into(out, 16);
    rt_writer_u32(&writer, 0x67452301);
    rt_writer_u64(&writer, UINT64_C(0xffefcdab89674523));
    rt_writer_put(&writer, (struct rt_view){sample, 2});
    rt_writer_zeros(&writer, 2);
    const uint8_t expected[] = {0x01, 0x23, 0x45, 0x67, 0x23, 0x45, 0x67, 0x89,
                                0xab, 0xcd, 0xef, 0xff, 0x01, 0x23, 0x00, 0x00};
    ck_assert_int_eq(writer.error, RT_OK);
    ck_assert(rt_view_equal(rt_writer_view(&writer), VIEW(expected)));
    rt_writer_zeros(&writer, 0);
    rt_writer_put(&writer, absent);
    ck_assert_int_eq(writer.error, RT_OK);
    ck_assert_uint_eq(out[16], 0x77);
}
END_TEST

/* Whatever the room, nothing is written past it and the needed length comes out the same. */
START_TEST(test_writer_counts_on_without_room)
{
    for (size_t cap = 0; cap < 21; cap++) {
        uint8_t out[32];
        memset(out, 0x77, sizeof out);
        struct rt_writer writer = rt_writer_into(out, cap);
        rt_writer_u64(&writer, UINT64_MAX);
        rt_writer_put(&writer, VIEW(sample));
        rt_writer_u32(&writer, UINT32_MAX);
        ck_assert_uint_eq(writer.len, 21);
        ck_assert_int_eq(writer.error, RT_E_NO_SPACE);
        ck_assert(!rt_view_present(rt_writer_view(&writer)));
        for (size_t i = cap; i < sizeof out; i++)
            ck_assert_uint_eq(out[i], 0x77);
    }
}
END_TEST

START_TEST(test_writer_writes_nothing_after_an_error)
{
    uint8_t out[6] = {0};
    struct rt_writer writer = rt_writer_into(out, sizeof out);
    rt_writer_u64(&writer, UINT64_MAX);
    rt_writer_u32(&writer, UINT32_MAX);
    const uint8_t zeros[6] = {0};
    ck_assert_mem_eq(out, zeros, sizeof out);
    ck_assert_uint_eq(writer.len, 12);
    struct rt_writer measure = rt_writer_into(NULL, 0);
    rt_writer_zeros(&measure, 0);
    ck_assert_int_eq(measure.error, RT_OK);
    rt_writer_zeros(&measure, 1000);
    ck_assert_uint_eq(measure.len, 1000);
    ck_assert_int_eq(measure.error, RT_E_NO_SPACE);
}
END_TEST

START_TEST(test_load_of_other_protocols_is_big_endian)
{
    const uint8_t bytes[] = {0xff, 0x81, 0x02, 0xf3, 0x04};
    ck_assert_uint_eq(rt_bytes_load16be(bytes + 1), 0x8102);
    ck_assert_uint_eq(rt_bytes_load32be(bytes + 1), 0x8102f304);
}
END_TEST

START_TEST(test_spaces)
{
    for (unsigned c = 0; c < 256; c++)
        ck_assert_int_eq(rt_bytes_is_space((uint8_t)c),
                         c != 0 && strchr(" \t\r\n", (int)c) != NULL);
}
END_TEST

START_TEST(test_bits_are_counted)
{
    ck_assert_uint_eq(rt_bytes_count_bits(0), 0);
    ck_assert_uint_eq(rt_bytes_count_bits(1), 1);
    ck_assert_uint_eq(rt_bytes_count_bits(UINT64_C(0x8000000000000005)), 3);
    ck_assert_uint_eq(rt_bytes_count_bits(UINT64_MAX), 64);
}
END_TEST

RT_TEST_MAIN("bytes", test_spaces, test_bits_are_counted, test_view_equal, test_view_slice_is_cut,
             test_load_is_little_endian_at_any_address, test_store_is_the_inverse,
             test_load_of_other_protocols_is_big_endian, test_reader_reads_to_the_end,
             test_reader_remembers_its_first_error, test_reader_refuses_huge_lengths,
             test_writer_fills_its_buffer, test_writer_counts_on_without_room,
             test_writer_writes_nothing_after_an_error)
