// SPDX-License-Identifier: BSD-2-Clause
/* Reads and writes files of secrets. */
#include "files/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "files/json_scan.h"
#include "files/keep.h"
#include "files/secret_internal.h"

#define SEED_DIGITS ((size_t)2 * RT_KEY_SIZE)
#define SEED_FORM   "1\n"

void rt_secret_wipe_bytes(void *data, size_t len)
{
    explicit_bzero(data, len);
}

void rt_secret_wipe(struct rt_secret *secret)
{
    rt_secret_wipe_bytes(secret, sizeof *secret);
}

bool rt_secret_fault_set(struct rt_secret_fault *fault, enum rt_error error, size_t at,
                         const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fault->cause, sizeof fault->cause, format, arguments);
    va_end(arguments);
    fault->error = error;
    fault->at = at;
    return false;
}

/* What the system says of the last call. */
static bool system_fault(struct rt_secret_fault *fault)
{
    int number = errno;
    bool good = rt_secret_fault_set(fault, RT_E_IO, 0, "%s", strerror(number));
    errno = number;
    return good;
}

enum rt_error rt_secret_seed_make(uint8_t seed[RT_KEY_SIZE])
{
    size_t have = 0;
    while (have < RT_KEY_SIZE) {
        ssize_t got = getrandom(seed + have, RT_KEY_SIZE - have, 0);
        if (got < 0 && errno != EINTR)
            return RT_E_IO;
        have += got > 0 ? (size_t)got : 0;
    }
    return RT_OK;
}

/* Pipes and terminals are whoever's opened them; a regular file is seen by whom its mode lets. */
static bool is_private(int fd, struct rt_secret_fault *fault)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return system_fault(fault);
    if (S_ISREG(status.st_mode) && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return rt_secret_fault_set(
            fault, RT_E_EXPOSED, 0,
            "mode %04o lets others than its owner reach this secret; chmod 600 it, or make a new "
            "one if it may have been seen",
            (unsigned)status.st_mode & 07777);
    return true;
}

static bool read_all(int fd, uint8_t *text, size_t *len, struct rt_secret_fault *fault)
{
    *len = 0;
    for (;;) {
        ssize_t got = read(fd, text + *len, RT_SECRET_FILE_MAX + 1 - *len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_fault(fault);
        *len += (size_t)got;
        if (*len > RT_SECRET_FILE_MAX)
            return rt_secret_fault_set(fault, RT_E_TOO_LARGE, RT_SECRET_FILE_MAX,
                                       "too large for a seed or a delegation");
        if (got == 0)
            return true;
    }
}

static bool read_file(const char *path, uint8_t *text, size_t *len, struct rt_secret_fault *fault)
{
    bool from_stdin = strcmp(path, "-") == 0;
    int fd = from_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return system_fault(fault);
    bool good = is_private(fd, fault) && read_all(fd, text, len, fault);
    if (!from_stdin)
        close(fd);
    return good;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_space(struct rt_view text, size_t at)
{
    while (at < text.len && is_space(text.data[at]))
        at++;
    return at;
}

static size_t skip_digits(struct rt_view text, size_t at)
{
    while (at < text.len && rt_hex_digit(text.data[at]) >= 0)
        at++;
    return at;
}

/* Whether these words stand there; `at` then moves behind them. */
static bool skip_words(struct rt_view text, size_t *at, const char *words)
{
    size_t len = strlen(words);
    if (text.len - *at < len || memcmp(text.data + *at, words, len) != 0)
        return false;
    *at += len;
    return true;
}

enum rt_secret_form rt_secret_form(struct rt_view text)
{
    size_t at = skip_space(text, 0);
    size_t start = at;
    size_t end = skip_digits(text, at);
    if (skip_words(text, &at, RT_SEED_HEADER))
        return RT_FORM_SEED;
    if (at < text.len && text.data[at] == '{')
        return rt_json_scan_find(text, at, "seed", &end) ? RT_FORM_DELEGATION : RT_FORM_OTHER;
    return end - start == SEED_DIGITS && skip_space(text, end) == text.len ? RT_FORM_DIGITS
                                                                           : RT_FORM_OTHER;
}

/* The first line of a seed file, if there is one. */
static bool read_header(struct rt_view text, size_t *at, struct rt_secret_fault *fault)
{
    size_t number = *at;
    if (!skip_words(text, &number, RT_SEED_HEADER))
        return true;
    *at = number;
    if (skip_words(text, at, SEED_FORM) || skip_words(text, at, "1\r\n"))
        return true;
    return rt_secret_fault_set(fault, RT_E_UNKNOWN_VERSION, number,
                               "a seed file of a form that is not known; form 1 is");
}

/* Digits, and nothing after them. */
static bool read_seed(struct rt_view text, size_t at, struct rt_secret *secret,
                      struct rt_secret_fault *fault)
{
    size_t len;
    if (!read_header(text, &at, fault))
        return false;
    size_t end = skip_digits(text, at);
    if (end < text.len && !is_space(text.data[end]))
        return rt_secret_fault_set(fault, RT_E_HEX, end, "neither a seed nor a delegation");
    if (end - at != SEED_DIGITS)
        return rt_secret_fault_set(fault, RT_E_KEY_LENGTH, at, "a seed has %zu hex digits, not %zu",
                                   SEED_DIGITS, end - at);
    size_t after = skip_space(text, end);
    if (after < text.len)
        return rt_secret_fault_set(fault, RT_E_TRAILING, after, "something follows the seed");
    struct rt_fault hex =
        rt_hex_decode(rt_view_slice(text, at, SEED_DIGITS), secret->seed, RT_KEY_SIZE, &len);
    if (hex.error != RT_OK)
        return rt_secret_fault_set(fault, hex.error, at + hex.at, "%s", rt_error_text(hex.error));
    secret->kind = RT_SECRET_SEED;
    if (rt_crypto_public_key(secret->seed, secret->key) != RT_OK)
        return rt_secret_fault_set(fault, RT_E_CRYPTO, 0, "%s", rt_error_text(RT_E_CRYPTO));
    return true;
}

bool rt_secret_read(struct rt_crypto *crypto, const char *path, struct rt_secret *secret,
                    struct rt_secret_fault *fault)
{
    uint8_t text[RT_SECRET_FILE_MAX + 1];
    size_t len = 0;
    *fault = (struct rt_secret_fault){.error = RT_OK};
    memset(secret, 0, sizeof *secret);
    bool good = read_file(path, text, &len, fault);
    size_t at = skip_space((struct rt_view){text, len}, 0);
    if (good && at == len)
        good = rt_secret_fault_set(fault, RT_E_EMPTY, 0, "the file is empty");
    else if (good && text[at] == '{')
        good = rt_secret_delegation_parse(crypto, text, len, secret, fault);
    else if (good)
        good = read_seed((struct rt_view){text, len}, at, secret, fault);
    rt_secret_wipe_bytes(text, sizeof text);
    if (!good)
        rt_secret_wipe(secret);
    return good;
}

bool rt_secret_create(const char *path, struct rt_view text, struct rt_secret_fault *fault)
{
    struct rt_keep keep;
    *fault = (struct rt_secret_fault){.error = RT_OK};
    bool good =
        rt_keep_open(&keep, path, RT_KEEP_NEW, RT_KEEP_PRIVATE) && rt_keep_bytes(&keep, text);
    int number = errno;
    if (!good)
        rt_secret_fault_set(fault, RT_E_IO, 0, "%s", keep.cause);
    good = rt_keep_close(&keep) && good;
    errno = number;
    return good;
}

bool rt_secret_seed_write(const char *path, const uint8_t seed[RT_KEY_SIZE],
                          struct rt_secret_fault *fault)
{
    static const char head[] = RT_SEED_HEADER SEED_FORM;
    char text[sizeof head + SEED_DIGITS + 1];
    size_t len = sizeof head - 1;
    memcpy(text, head, len);
    rt_hex_encode((struct rt_view){seed, RT_KEY_SIZE}, text + len);
    len += SEED_DIGITS;
    text[len++] = '\n';
    bool good = rt_secret_create(path, (struct rt_view){(const uint8_t *)text, len}, fault);
    rt_secret_wipe_bytes(text, sizeof text);
    return good;
}
