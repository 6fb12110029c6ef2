// SPDX-License-Identifier: BSD-2-Clause
/* Documents of several sizes, and those that cannot be read. */
#include "files/stamp_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/test.h"

/* Sizes around those of the buffer. */
START_TEST(test_sizes)
{
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 300000};
    struct rt_crypto *crypto = rt_crypto_new();
    uint8_t *bytes = malloc(300000);
    for (size_t i = 0; i < 300000; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 251);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char path[] = "/tmp/rtctl-document-XXXXXX";
        struct rt_stamp_document document;
        uint8_t hash[RT_HASH_MAX];
        int descriptor = mkstemp(path);
        ck_assert_int_eq(write(descriptor, bytes, sizes[i]), (ssize_t)sizes[i]);
        close(descriptor);
        ck_assert_int_eq(rt_stamp_file_read(crypto, path, &document), RT_OK);
        unlink(path);
        ck_assert_int_eq(rt_crypto_hash(crypto, RT_HASH_SHA512, (struct rt_view){bytes, sizes[i]},
                                        (struct rt_view){NULL, 0}, hash),
                         RT_OK);
        ck_assert_mem_eq(document.hash, hash, sizeof hash);
    }
    free(bytes);
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_unreadable)
{
    struct rt_crypto *crypto = rt_crypto_new();
    struct rt_stamp_document document;
    ck_assert_int_eq(rt_stamp_file_read(crypto, "/nonexistent/file", &document), RT_E_IO);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(rt_stamp_file_read(crypto, "/", &document), RT_E_IO);
    ck_assert_int_eq(errno, EISDIR);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("stamp_file", test_sizes, test_unreadable)
