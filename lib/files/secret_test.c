// SPDX-License-Identifier: BSD-2-Clause
/* Files of secrets: read, written, damaged, and open to others. */
#include "files/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/test.h"
#include "registry.h"

static struct rt_crypto *crypto;
static char folder[] = P_tmpdir "/rt-seed-XXXXXX";
static struct rt_secret secret;
static struct rt_secret_fault fault;

/* RFC 8032 section 7.1, test 1. */
static const char seed_text[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char key_text[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

static const char *path_of(const char *name)
{
    static char path[sizeof folder + 32];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *put_file(const char *name, const char *text, size_t len, unsigned mode)
{
    const char *path = path_of(name);
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
    return path;
}

static size_t get_file(const char *path, char *text, size_t cap)
{
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(text, 1, cap - 1, file);
    fclose(file);
    text[len] = '\0';
    return len;
}

static bool is_wiped(void)
{
    static const struct rt_secret none;
    return memcmp(&secret, &none, sizeof secret) == 0;
}

/* Reads a seed file of this text and mode; the error. */
static enum rt_error read_text(const char *text, unsigned mode)
{
    bool good = rt_secret_read(crypto, put_file("s", text, strlen(text), mode), &secret, &fault);
    ck_assert_int_eq(good, fault.error == RT_OK);
    ck_assert(good || (is_wiped() && fault.cause[0]));
    return fault.error;
}

START_TEST(test_setup)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}
END_TEST

START_TEST(test_seed)
{
    char text[128];
    uint8_t key[RT_KEY_SIZE];
    size_t len;
    snprintf(text, sizeof text, "%s\n", seed_text);
    ck_assert_int_eq(read_text(text, 0600), RT_OK);
    ck_assert_int_eq(secret.kind, RT_SECRET_SEED);
    ck_assert_int_eq(
        rt_hex_decode((struct rt_view){(const uint8_t *)key_text, 64}, key, sizeof key, &len).error,
        RT_OK);
    ck_assert_mem_eq(secret.key, key, sizeof key);
    ck_assert_int_eq(read_text(seed_text, 0400), RT_OK);
    snprintf(text, sizeof text, " \r\n%s\r\n\n", seed_text);
    ck_assert_int_eq(read_text(text, 0600), RT_OK);
}
END_TEST

/* The form that is written now; only this number, and nothing before or behind it. */
START_TEST(test_seed_form)
{
    static const struct {
        const char *before;
        const char *after;
        enum rt_error error;
        size_t at;
    } cases[] = {
        {"rtctl secret seed 1\n", "", RT_OK, 0},
        {"rtctl secret seed 1\n", "\n", RT_OK, 0},
        {"rtctl secret seed 1\r\n", "\r\n", RT_OK, 0},
        {"rtctl secret seed 1 ", "\n", RT_E_UNKNOWN_VERSION, 18},
        {"rtctl secret seed 2\n", "\n", RT_E_UNKNOWN_VERSION, 18},
        {"rtctl secret seed 11\n", "\n", RT_E_UNKNOWN_VERSION, 18},
        {"rtctl secret seed ", "\n", RT_E_UNKNOWN_VERSION, 18},
        {"rtctl secret seed 1\n\n", "\n", RT_E_KEY_LENGTH, 20},
        {"rtctl secret seed 1\n", "0\n", RT_E_KEY_LENGTH, 20},
        {"rtctl secret seed 1\n", "\nx", RT_E_TRAILING, 85},
        {"rtctl secret seed 1\n", "x", RT_E_HEX, 84},
        {"rtctl secret seeds 1\n", "\n", RT_E_HEX, 0},
        {"Rtctl secret seed 1\n", "\n", RT_E_HEX, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "%s%s%s", cases[i].before, seed_text, cases[i].after);
        ck_assert_int_eq(read_text(text, 0600), cases[i].error);
        ck_assert_uint_eq(fault.at, cases[i].at);
        ck_assert_ptr_null(strstr(fault.cause, "9d61"));
    }
}
END_TEST

static enum rt_secret_form form(const char *text)
{
    return rt_secret_form((struct rt_view){(const uint8_t *)text, strlen(text)});
}

/* What is a secret is known as one, also if it is damaged behind its beginning. */
START_TEST(test_form)
{
    char text[128];
    ck_assert_int_eq((int)form("rtctl secret seed 1\n"), RT_FORM_SEED);
    ck_assert_int_eq((int)form(" \n rtctl secret seed 9 and more"), RT_FORM_SEED);
    ck_assert_int_eq((int)form("rtctl secret see"), RT_FORM_OTHER);
    ck_assert_int_eq((int)form(seed_text), RT_FORM_DIGITS);
    snprintf(text, sizeof text, "\t%s\r\n\n", seed_text);
    ck_assert_int_eq((int)form(text), RT_FORM_DIGITS);
    snprintf(text, sizeof text, "%s0", seed_text);
    ck_assert_int_eq((int)form(text), RT_FORM_OTHER);
    snprintf(text, sizeof text, "%s x", seed_text);
    ck_assert_int_eq((int)form(text), RT_FORM_OTHER);
    ck_assert_int_eq((int)form(seed_text + 1), RT_FORM_OTHER);
    ck_assert_int_eq((int)form("{\"rtctl\": 1, \"seed\": \"00"), RT_FORM_DELEGATION);
    ck_assert_int_eq((int)form("{\"rtctl\": 1, \"key\": \"00\"}"), RT_FORM_OTHER);
    ck_assert_int_eq((int)form(""), RT_FORM_OTHER);
    ck_assert_int_eq((int)form("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), RT_FORM_OTHER);
}
END_TEST

START_TEST(test_seed_faults)
{
    char text[128];
    ck_assert_int_eq(read_text("", 0600), RT_E_EMPTY);
    ck_assert_int_eq(read_text(" \n", 0600), RT_E_EMPTY);
    ck_assert_int_eq(read_text("12345", 0600), RT_E_KEY_LENGTH);
    snprintf(text, sizeof text, "%s00\n", seed_text);
    ck_assert_int_eq(read_text(text, 0600), RT_E_KEY_LENGTH);
    snprintf(text, sizeof text, "%s\nmore", seed_text);
    ck_assert_int_eq(read_text(text, 0600), RT_E_TRAILING);
    ck_assert_uint_eq(fault.at, 65);
    ck_assert_int_eq(read_text("123x", 0600), RT_E_HEX);
    ck_assert_uint_eq(fault.at, 3);
    ck_assert(!rt_secret_read(crypto, path_of("absent"), &secret, &fault));
    ck_assert_int_eq(fault.error, RT_E_IO);
    ck_assert(!rt_secret_read(crypto, folder, &secret, &fault));
    ck_assert_int_eq(fault.error, RT_E_IO);
    ck_assert(!rt_secret_read(crypto, "/dev/zero", &secret, &fault));
    ck_assert_int_eq(fault.error, RT_E_TOO_LARGE);
}
END_TEST

/* Every bit that lets others near is enough. */
START_TEST(test_exposed)
{
    for (unsigned bit = 1; bit <= 0040; bit <<= 1) {
        ck_assert_int_eq(read_text(seed_text, 0600 | bit), RT_E_EXPOSED);
        ck_assert_ptr_null(strstr(fault.cause, "9d61"));
    }
    ck_assert_int_eq(read_text(seed_text, 0600), RT_OK);
}
END_TEST

START_TEST(test_write)
{
    uint8_t seed[RT_KEY_SIZE];
    char text[128];
    char wanted[128];
    struct stat status;
    size_t len;
    const char *path = path_of("new");
    ck_assert_int_eq(
        rt_hex_decode((struct rt_view){(const uint8_t *)seed_text, 64}, seed, sizeof seed, &len)
            .error,
        RT_OK);
    ck_assert(rt_secret_seed_write(path, seed, &fault));
    snprintf(wanted, sizeof wanted, "rtctl secret seed 1\n%s\n", seed_text);
    get_file(path, text, sizeof text);
    ck_assert_str_eq(text, wanted);
    ck_assert(rt_secret_read(crypto, path, &secret, &fault));
    ck_assert_mem_eq(secret.seed, seed, sizeof seed);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    seed[0] = 0;
    ck_assert(!rt_secret_seed_write(path, seed, &fault)); /* not again */
    ck_assert_int_eq(fault.error, RT_E_IO);
    get_file(path, text, sizeof text);
    ck_assert_str_eq(text, wanted);
    ck_assert_int_eq(symlink("target", path_of("link")), 0);
    ck_assert(!rt_secret_seed_write(path_of("link"), seed, &fault)); /* nor through a link */
    ck_assert_int_ne(access(path_of("target"), F_OK), 0);
    ck_assert(!rt_secret_seed_write("/dev/full", seed, &fault));
}
END_TEST

START_TEST(test_make)
{
    uint8_t a[RT_KEY_SIZE] = {0};
    uint8_t b[RT_KEY_SIZE] = {0};
    ck_assert_int_eq(rt_secret_seed_make(a), RT_OK);
    ck_assert_int_eq(rt_secret_seed_make(b), RT_OK);
    ck_assert_mem_ne(a, b, sizeof a);
}
END_TEST

/* A delegation for all versions, from 2023-11-14 on for an hour. */
static void delegate(struct rt_secret *delegation, uint8_t long_term[RT_KEY_SIZE])
{
    const struct rt_instant from = {.seconds = 1700000000};
    const struct rt_instant until = {.seconds = 1700003600};
    *delegation = (struct rt_secret){.kind = RT_SECRET_DELEGATION};
    memset(long_term, 7, RT_KEY_SIZE);
    memset(delegation->seed, 9, RT_KEY_SIZE);
    ck_assert_int_eq(rt_crypto_public_key(long_term, delegation->key), RT_OK);
    for (size_t i = 0; i < rt_registry_count; i++)
        ck_assert_int_eq(rt_secret_delegation_add(crypto, delegation, long_term,
                                                  &rt_registry[i]->rules, from, until),
                         RT_OK);
}

START_TEST(test_delegation)
{
    static struct rt_secret made;
    uint8_t long_term[RT_KEY_SIZE];
    const char *path = path_of("d");
    delegate(&made, long_term);
    ck_assert_uint_ge(made.cert_count, 6);
    ck_assert_uint_lt(made.cert_count, rt_registry_count); /* versions share them */
    ck_assert(rt_secret_delegation_write(path, &made, &fault));
    ck_assert(!rt_secret_delegation_write(path, &made, &fault));
    ck_assert_msg(rt_secret_read(crypto, path, &secret, &fault), "%s", fault.cause);
    ck_assert_int_eq(secret.kind, RT_SECRET_DELEGATION);
    ck_assert_mem_eq(secret.seed, made.seed, RT_KEY_SIZE);
    ck_assert_mem_eq(secret.key, made.key, RT_KEY_SIZE);
    ck_assert_uint_eq(secret.cert_count, made.cert_count);
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_rules *rules = &rt_registry[i]->rules;
        const struct rt_cert *cert = rt_secret_cert(&secret, rules);
        struct rt_instant mint;
        struct rt_instant maxt;
        ck_assert_ptr_nonnull(cert);
        ck_assert_int_eq(cert->clock, rules->clock);
        ck_assert_int_eq(rt_clock_instant(rules->clock, cert->mint, &mint), RT_OK);
        ck_assert_int_eq(rt_clock_instant(rules->clock, cert->maxt, &maxt), RT_OK);
        ck_assert_int_eq(mint.seconds, 1700000000);
        ck_assert_int_eq(maxt.seconds, 1700003600);
    }
}
END_TEST

/* The long-term seed is nowhere in the file, and the online seed once. */
START_TEST(test_delegation_text)
{
    static char text[RT_SECRET_FILE_MAX];
    char digits[RT_HEX_SIZE(RT_KEY_SIZE)];
    uint8_t seed[RT_KEY_SIZE];
    get_file(path_of("d"), text, sizeof text);
    memset(seed, 7, sizeof seed);
    ck_assert_ptr_null(strstr(text, rt_hex_encode((struct rt_view){seed, sizeof seed}, digits)));
    memset(seed, 9, sizeof seed);
    char *found = strstr(text, rt_hex_encode((struct rt_view){seed, sizeof seed}, digits));
    ck_assert_ptr_nonnull(found);
    ck_assert_ptr_null(strstr(found + 1, digits));
}
END_TEST

/* The delegation with a part of its text replaced by another of the same or less length. */
static enum rt_error read_changed(const char *from, const char *to)
{
    static char text[RT_SECRET_FILE_MAX];
    size_t len = get_file(path_of("d"), text, sizeof text);
    char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s", from);
    memset(at, ' ', strlen(from));
    memcpy(at, to, strlen(to));
    bool good = rt_secret_read(crypto, put_file("changed", text, len, 0600), &secret, &fault);
    ck_assert(good == (fault.error == RT_OK));
    ck_assert(good || is_wiped());
    return fault.error;
}

START_TEST(test_delegation_faults)
{
    ck_assert_int_eq(read_changed("\"delegation\"", "\"delegation\""), RT_OK);
    ck_assert_int_eq(read_changed("\"delegation\"", "\"key\""), RT_E_JSON_FIELD);
    ck_assert_int_eq(read_changed("\"publicKey\"", "\"key\""), RT_E_JSON_FIELD);
    ck_assert_int_eq(read_changed("\"seed\"", "\"need\""), RT_E_JSON_FIELD);
    ck_assert_int_eq(read_changed("\"0909", "\"09x9"), RT_E_HEX);
    ck_assert_int_eq(read_changed("\"0909", "\"0908"), RT_E_SIGNATURE);
    ck_assert_int_eq(read_changed("\"certs\"", "\"cert\""), RT_E_JSON_FIELD);
    ck_assert_int_eq(read_changed("\"mjd\"", "\"day\""), RT_E_JSON_FIELD);
    ck_assert_int_eq(read_changed("\"plain\"", "\"rfc\""), RT_E_SIGNATURE);
    ck_assert_int_eq(read_changed("\"unix-us\"", "\"mjd\""), RT_E_SIGNATURE);
    ck_assert_int_eq(read_changed("\"cert\": \"AgAA", "\"cert\": \"A*AA"), RT_E_BASE64);
    ck_assert_int_eq(read_changed("]}", "]"), RT_E_TRUNCATED);
    ck_assert_int_eq(read_changed("]}\n", "]}x"), RT_E_JSON_TRAILING);
    ck_assert_int_eq(read_changed("\"rtctl\": 1, \"type\"", "\"seed\": 1, \"type\""), RT_E_HEX);
    ck_assert_int_eq(read_changed("\"type\": \"delegation\"", "\"rtctl\": 2"), RT_E_JSON_DUPLICATE);
}
END_TEST

/* Cut anywhere it is refused, and never read too far. */
START_TEST(test_delegation_cut)
{
    static char text[RT_SECRET_FILE_MAX];
    size_t len = get_file(path_of("d"), text, sizeof text);
    for (size_t cut = 0; cut + 2 < len; cut += 7) {
        const char *path = put_file("cut", text, cut, 0600);
        ck_assert(!rt_secret_read(crypto, path, &secret, &fault));
        ck_assert(is_wiped());
    }
}
END_TEST

START_TEST(test_clock_range)
{
    static struct rt_secret made;
    uint8_t long_term[RT_KEY_SIZE] = {1};
    const struct rt_instant from = {.seconds = -1};
    const struct rt_instant until = {.seconds = 1};
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_rules *rules = &rt_registry[i]->rules;
        uint64_t raw;
        enum rt_error want = rt_clock_raw(rules->clock, from, &raw);
        made = (struct rt_secret){.kind = RT_SECRET_DELEGATION};
        ck_assert_int_eq(rt_secret_delegation_add(crypto, &made, long_term, rules, from, until),
                         want);
        ck_assert_uint_eq(made.cert_count, want == RT_OK);
    }
}
END_TEST

START_TEST(test_teardown)
{
    static const char *const names[] = {"s", "new", "link", "d", "changed", "cut"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(path_of(names[i]));
    ck_assert_int_eq(rmdir(folder), 0);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("secret", test_setup, test_seed, test_seed_form, test_form, test_seed_faults,
             test_exposed, test_write, test_make, test_delegation, test_delegation_text,
             test_delegation_faults, test_delegation_cut, test_clock_range, test_teardown)
