// SPDX-License-Identifier: BSD-2-Clause
/* Keys and leap seconds of a server from files. What can be wrong with a file of secrets is tested
 * with files/secret.h. */
#include "files/server_files.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/test.h"

static struct rt_server_files_keys keys;
static struct rt_server_files_fault fault;
static char folder[] = P_tmpdir "/rt-server-XXXXXX";
static char paths[3][sizeof folder + 16];

static const char *put_seed(size_t i, uint8_t first)
{
    const uint8_t seed[RT_KEY_SIZE] = {first};
    struct rt_secret_fault wrong;
    snprintf(paths[i], sizeof paths[i], "%s/%zu", folder, i);
    ck_assert(rt_secret_seed_write(paths[i], seed, &wrong));
    return paths[i];
}

START_TEST(test_keys)
{
    struct rt_crypto *crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(mkdtemp(folder));
    const char *const names[] = {put_seed(0, 1), put_seed(1, 2), put_seed(2, 1)};
    ck_assert(rt_server_files_keys(crypto, names, 2, &keys, &fault));
    ck_assert_uint_eq(keys.count, 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_mem_eq(keys.identities[i].key, keys.secrets[i].key, RT_KEY_SIZE);
        ck_assert_ptr_eq(keys.identities[i].seed, keys.secrets[i].seed);
    }
    /* The third has the key of the first. */
    ck_assert(!rt_server_files_keys(crypto, names, 3, &keys, &fault));
    ck_assert_int_eq(fault.error, RT_OK);
    ck_assert_str_eq(fault.name, names[2]);
    ck_assert_str_eq(fault.cause, "the key was given already");
    for (size_t i = 0; i < 3; i++)
        unlink(names[i]);
    ck_assert(!rt_server_files_keys(crypto, names, 2, &keys, &fault));
    ck_assert_int_eq(fault.error, RT_E_IO);
    rmdir(folder);
    rt_server_files_wipe(&keys);
    for (size_t i = 0; i < RT_IDENTITIES; i++)
        for (size_t byte = 0; byte < RT_KEY_SIZE; byte++)
            ck_assert_uint_eq(keys.secrets[i].seed[byte], 0);
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_leaps)
{
    static const char list[] = "#@ 3991766400\n2272060800 10\n2287785600 11\n";
    char path[] = P_tmpdir "/rt-leaps-XXXXXX";
    struct rt_leapfile leaps;
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, list, sizeof list - 1), sizeof list - 1);
    ck_assert(rt_server_files_leaps(path, &leaps, &fault));
    ck_assert_uint_eq(leaps.count, 2);
    ck_assert_int_eq(write(fd, "no list\n", 8), 8);
    ck_assert(!rt_server_files_leaps(path, &leaps, &fault));
    ck_assert_int_eq(fault.error, RT_E_LEAP_FILE);
    ck_assert_uint_eq(fault.at, sizeof list - 1);
    close(fd);
    unlink(path);
    ck_assert(!rt_server_files_leaps(path, &leaps, &fault));
    ck_assert_int_eq(fault.error, RT_E_IO);
    ck_assert(!rt_server_files_leaps("/", &leaps, &fault));
    ck_assert_int_eq(fault.error, RT_E_IO);
}
END_TEST

RT_TEST_MAIN("server_files", test_keys, test_leaps)
