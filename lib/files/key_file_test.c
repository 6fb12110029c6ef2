// SPDX-License-Identifier: BSD-2-Clause
/* Public keys in files, and secrets that are none. */
#include "files/key_file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/test.h"

/* RFC 8032 section 7.1, test 1. */
#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define HEX  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define KEY  "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static struct rt_key_file_fault fault;
static uint8_t key[RT_KEY_SIZE];

static bool read_text(const char *text, mode_t mode)
{
    char path[] = "/tmp/rtctl-key-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_int_eq(fchmod(descriptor, mode), 0);
    close(descriptor);
    memset(key, 0, sizeof key);
    bool good = rt_key_file_read(path, key, &fault);
    unlink(path);
    return good;
}

START_TEST(test_keys)
{
    static const char *const texts[] = {
        KEY,
        KEY "\n",
        " \n" KEY,
        "name: public key\n  key  " KEY "\n  hex  " HEX "\n",
        "{\"rtctl\":1,\"type\":\"key\",\"key\":\"" KEY "\"}\n",
        "[{\"rtctl\":1,\"type\":\"key\",\"key\":\"" KEY "\"}]\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert_msg(read_text(texts[i], 0600), "%s: %s", texts[i], fault.text);
        ck_assert_uint_eq(key[0], 0xd7);
        ck_assert_uint_eq(key[RT_KEY_SIZE - 1], 0x1a);
    }
    ck_assert(read_text(HEX, 0644)); /* nobody takes a file that others may read for a seed */
}
END_TEST

START_TEST(test_secrets)
{
    static const struct {
        const char *text;
        enum rt_key_file_cause cause;
    } cases[] = {
        {"rtctl secret seed 1\n" SEED "\n", RT_KEY_FILE_SEED},
        {"rtctl secret seed 2\n00\n", RT_KEY_FILE_SEED},
        {SEED "\n", RT_KEY_FILE_DIGITS},
        {"{\"rtctl\":1,\"type\":\"delegation\",\"publicKey\":\"" KEY "\",\"seed\":\"" SEED "\"}",
         RT_KEY_FILE_DELEGATION},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert(!read_text(cases[i].text, 0600));
        ck_assert_msg(fault.cause == cases[i].cause, "%s: %s", cases[i].text, fault.text);
        ck_assert_ptr_null(strstr(fault.text, "9d61"));
    }
}
END_TEST

START_TEST(test_no_keys)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"", 0},
        {"11qYAYKx", 0},
        {"x\n  key  11qYAYKx\n", 9},
        {"x\n  key  " KEY "\n  key  " KEY "\n", 61},
        {"{\"type\":\"server\",\"key\":\"" KEY "\"}", 0},
        {"[{\"type\":\"key\",\"key\":\"" KEY "\"},{}]", 0},
        {"[{\"rtctl\":1", 11},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert(!read_text(cases[i].text, 0644));
        ck_assert_int_eq(fault.cause, RT_KEY_FILE_NO_KEY);
        ck_assert_msg(fault.at == cases[i].at, "%s: %zu: %s", cases[i].text, fault.at, fault.text);
        ck_assert(fault.text[0] != '\0');
    }
    ck_assert(!rt_key_file_read("/nonexistent/file", key, &fault));
    ck_assert_int_eq(fault.cause, RT_KEY_FILE_IO);
    ck_assert_str_eq(fault.text, "No such file or directory");
    ck_assert(!rt_key_file_read("/dev/zero", key, &fault));
    ck_assert_int_eq(fault.cause, RT_KEY_FILE_NO_KEY);
}
END_TEST

RT_TEST_MAIN("key_file", test_keys, test_secrets, test_no_keys)
