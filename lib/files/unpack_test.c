// SPDX-License-Identifier: BSD-2-Clause
/* Compressed files: whole, cut, damaged, several in one, and such that grow without end. */
#include "files/unpack.h"

#include <string.h>

#include "base/test.h"

static const char content[] = "to be unpacked, unpacked, unpacked\n";

/* The content by gzip and by zstd. */
static const uint8_t gzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                               0x2b, 0xc9, 0x57, 0x48, 0x4a, 0x55, 0x28, 0xcd, 0x2b, 0x48,
                               0x4c, 0xce, 0x4e, 0x4d, 0xd1, 0xc1, 0xc2, 0xe2, 0x02, 0x00,
                               0x4d, 0x9c, 0x68, 0xbf, 0x23, 0x00, 0x00, 0x00};
static const uint8_t zstd[] = {0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x68, 0xb5, 0x00, 0x00,
                               0x80, 0x74, 0x6f, 0x20, 0x62, 0x65, 0x20, 0x75, 0x6e,
                               0x70, 0x61, 0x63, 0x6b, 0x65, 0x64, 0x2c, 0x0a, 0x01,
                               0x00, 0x4d, 0x4a, 0x1d, 0xf3, 0x44, 0xfd, 0xce};

static const struct sample {
    enum rt_packing packing;
    struct rt_view bytes;
    bool checked; /* the content has a check of its own, at the end */
} samples[] = {
    {RT_PACKING_GZIP, {gzip, sizeof gzip}, true},
    {RT_PACKING_ZSTD, {zstd, sizeof zstd}, true},
};

/* What is read: some bytes, in pieces, again and again or once, and then the end or an error. */
static struct {
    uint8_t bytes[512];
    size_t len;
    size_t at;
    size_t piece;
    bool again;
    bool fails;
} source;

static ssize_t read_source(void *context, void *bytes, size_t size)
{
    ck_assert_ptr_eq(context, &source);
    if (source.at == source.len && source.again)
        source.at = 0;
    size_t left = source.len - source.at;
    if (left == 0 && source.fails)
        return -1;
    if (size > source.piece)
        size = source.piece;
    if (size > left)
        size = left;
    memcpy(bytes, source.bytes + source.at, size);
    source.at += size;
    return (ssize_t)size;
}

static void fill(const uint8_t *bytes, size_t len)
{
    memset(&source, 0, sizeof source);
    memcpy(source.bytes, bytes, len);
    source.len = len;
    source.piece = sizeof source.bytes;
}

static void append(const void *bytes, size_t len)
{
    memcpy(source.bytes + source.len, bytes, len);
    source.len += len;
}

static char out[512];

/* Unpacks all that is in the source, `piece` bytes at a time. */
static enum rt_error unpack_all(enum rt_packing packing, size_t piece)
{
    size_t len = 0, got;
    struct rt_unpack *unpack = rt_unpack_open(packing, read_source, &source);
    ck_assert_ptr_nonnull(unpack);
    while ((got = rt_unpack_read(unpack, out + len, piece)) > 0) {
        ck_assert_uint_le(got, piece);
        len += got;
        ck_assert_uint_lt(len + piece, sizeof out);
    }
    out[len] = '\0';
    ck_assert_uint_eq(rt_unpack_read(unpack, out + len, piece), 0);
    enum rt_error error = rt_unpack_fault(unpack)->error;
    ck_assert(error == RT_OK || rt_unpack_fault(unpack)->cause[0] != '\0');
    ck_assert_uint_le(rt_unpack_fault(unpack)->at, source.len);
    rt_unpack_close(unpack);
    return error;
}

START_TEST(test_find)
{
    static const char *const texts[] = {"", "BZh", "BZh9YWJj", "7z", "PK", "ROUGHTIM", "{\"a\":1}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_int_eq(
            rt_unpack_find((struct rt_view){(const uint8_t *)texts[i], strlen(texts[i])}),
            RT_PACKING_NONE);
    struct rt_view bzip2 = {(const uint8_t *)"BZh91AY&SY\x01", 11};
    ck_assert_int_eq(rt_unpack_find(bzip2), RT_PACKING_BZIP2);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(rt_unpack_find(samples[i].bytes), samples[i].packing);
    ck_assert_str_eq(rt_unpack_name(RT_PACKING_XZ), "xz");
    ck_assert(!rt_unpack_supported(RT_PACKING_XZ) && !rt_unpack_supported(RT_PACKING_NONE));
#ifdef RT_HAVE_ZLIB
    ck_assert(rt_unpack_supported(RT_PACKING_GZIP));
#else
    ck_assert(!rt_unpack_supported(RT_PACKING_GZIP));
#endif
}
END_TEST

/* The samples that this build can read. */
static const struct sample *next_sample(size_t *place)
{
    while (*place < sizeof samples / sizeof samples[0]) {
        const struct sample *sample = &samples[(*place)++];
        if (rt_unpack_supported(sample->packing))
            return sample;
    }
    return NULL;
}

START_TEST(test_pieces)
{
    const struct sample *sample;
    for (size_t place = 0; (sample = next_sample(&place));) {
        for (size_t piece = 1; piece < 64; piece += 9) {
            fill(sample->bytes.data, sample->bytes.len);
            source.piece = piece;
            ck_assert_int_eq(unpack_all(sample->packing, 65 - piece), RT_OK);
            ck_assert_str_eq(out, content);
        }
        fill(sample->bytes.data, sample->bytes.len);
        append(sample->bytes.data, sample->bytes.len);
        ck_assert_int_eq(unpack_all(sample->packing, 100), RT_OK);
        ck_assert_uint_eq(strlen(out), 2 * strlen(content));
        ck_assert_str_eq(out + strlen(content), content);
    }
}
END_TEST

/* Cut anywhere: what came before is right. */
START_TEST(test_cut)
{
    const struct sample *sample;
    for (size_t place = 0; (sample = next_sample(&place));) {
        for (size_t len = 0; len < sample->bytes.len; len++) {
            fill(sample->bytes.data, len);
            ck_assert_int_eq(unpack_all(sample->packing, 100), RT_E_TRUNCATED);
            ck_assert_int_eq(strncmp(content, out, strlen(out)), 0);
        }
        fill(sample->bytes.data, sample->bytes.len - 1);
        source.fails = true;
        ck_assert_int_eq(unpack_all(sample->packing, 100), RT_E_IO);
    }
}
END_TEST

/* A bit that is wrong: it ends, and what has a check is not taken for right. */
START_TEST(test_damaged)
{
    const struct sample *sample;
    for (size_t place = 0; (sample = next_sample(&place));) {
        for (size_t bit = 0; bit < 8 * sample->bytes.len; bit++) {
            fill(sample->bytes.data, sample->bytes.len);
            source.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            if (unpack_all(sample->packing, 100) == RT_OK)
                ck_assert_str_eq(out, content);
        }
        fill(sample->bytes.data, sample->bytes.len);
        source.bytes[source.len - 1] ^= 1;
        ck_assert_int_eq(unpack_all(sample->packing, 100), RT_E_PACKING);
    }
}
END_TEST

START_TEST(test_trailing)
{
    static const uint8_t zeros[64];
    if (rt_unpack_supported(RT_PACKING_GZIP)) {
        fill(gzip, sizeof gzip);
        append(zeros, sizeof zeros);
        ck_assert_int_eq(unpack_all(RT_PACKING_GZIP, 100), RT_OK);
        append("text", 4);
        source.at = 0;
        ck_assert_int_eq(unpack_all(RT_PACKING_GZIP, 100), RT_E_TRAILING);
        ck_assert_str_eq(out, content);
    }
    if (rt_unpack_supported(RT_PACKING_ZSTD)) {
        fill(zstd, sizeof zstd);
        append("text", 4);
        ck_assert_int_eq(unpack_all(RT_PACKING_ZSTD, 100), RT_E_PACKING);
        ck_assert_str_eq(out, content);
    }
}
END_TEST

/* 128 KiB of zeros in ten bytes, again and again: it does not go on for ever. */
START_TEST(test_bomb)
{
    static const uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, 3, 0, 0x10, 0};
    static const uint8_t window[] = {0x28, 0xb5, 0x2f, 0xfd, 0, 0xa0, 3, 0, 0x10, 0};
    static uint8_t bytes[65536];
    uint64_t sum = 0;
    if (!rt_unpack_supported(RT_PACKING_ZSTD))
        return;
    fill(frame, sizeof frame);
    source.again = true;
    struct rt_unpack *unpack = rt_unpack_open(RT_PACKING_ZSTD, read_source, &source);
    for (size_t got; (got = rt_unpack_read(unpack, bytes, sizeof bytes)) > 0;)
        sum += got;
    ck_assert_int_eq(rt_unpack_fault(unpack)->error, RT_E_TOO_LARGE);
    ck_assert_uint_ge(sum, RT_UNPACK_FREE);
    ck_assert_uint_le(sum, RT_UNPACK_FREE + RT_UNPACK_RATIO * UINT64_C(16384) + sizeof bytes);
    rt_unpack_close(unpack);
    fill(window, sizeof window); /* 1 GiB of memory */
    ck_assert_int_eq(unpack_all(RT_PACKING_ZSTD, 100), RT_E_PACKING);
}
END_TEST

RT_TEST_MAIN("unpack", test_find, test_pieces, test_cut, test_damaged, test_trailing, test_bomb)
