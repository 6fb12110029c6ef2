// SPDX-License-Identifier: BSD-2-Clause
/* Seeds and delegations: making, writing and reading them. */
#include "files/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/key.h"
#include "files/json.h"
#include "files/json_scan.h"
#include "files/keep.h"

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

/* Fills the fault and returns false. */
__attribute__((format(printf, 4, 5))) static bool
set_fault(struct rt_secret_fault *fault, enum rt_error error, size_t at, const char *format, ...)
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
    bool good = set_fault(fault, RT_E_IO, 0, "%s", strerror(number));
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
        return set_fault(
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
            return set_fault(fault, RT_E_TOO_LARGE, RT_SECRET_FILE_MAX,
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

static size_t skip_space(struct rt_view text, size_t at)
{
    while (at < text.len && rt_bytes_is_space(text.data[at]))
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
    return set_fault(fault, RT_E_UNKNOWN_VERSION, number,
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
    if (end < text.len && !rt_bytes_is_space(text.data[end]))
        return set_fault(fault, RT_E_HEX, end, "neither a seed nor a delegation");
    if (end - at != SEED_DIGITS)
        return set_fault(fault, RT_E_KEY_LENGTH, at, "a seed has %zu hex digits, not %zu",
                         SEED_DIGITS, end - at);
    size_t after = skip_space(text, end);
    if (after < text.len)
        return set_fault(fault, RT_E_TRAILING, after, "something follows the seed");
    struct rt_fault hex =
        rt_hex_decode(rt_view_slice(text, at, SEED_DIGITS), secret->seed, RT_KEY_SIZE, &len);
    if (hex.error != RT_OK)
        return set_fault(fault, hex.error, at + hex.at, "%s", rt_error_text(hex.error));
    secret->kind = RT_SECRET_SEED;
    if (rt_crypto_public_key(secret->seed, secret->key) != RT_OK)
        return set_fault(fault, RT_E_CRYPTO, 0, "%s", rt_error_text(RT_E_CRYPTO));
    return true;
}

/* Creates a file of mode 0600 that did not exist and writes it whole. */
static bool create(const char *path, struct rt_view text, struct rt_secret_fault *fault)
{
    struct rt_keep keep;
    *fault = (struct rt_secret_fault){.error = RT_OK};
    bool good =
        rt_keep_open(&keep, path, RT_KEEP_NEW, RT_KEEP_PRIVATE) && rt_keep_bytes(&keep, text);
    int number = errno;
    if (!good)
        set_fault(fault, RT_E_IO, 0, "%s", keep.cause);
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
    bool good = create(path, (struct rt_view){(const uint8_t *)text, len}, fault);
    rt_secret_wipe_bytes(text, sizeof text);
    return good;
}

/*
 * Delegations.
 */

/* The three parameters that a CERT depends on, in the order of the file. */
static const enum rt_param params[] = {RT_PARAM_CERT_CONTEXT, RT_PARAM_CONTEXT_NUL, RT_PARAM_CLOCK};

#define PARAMS (sizeof params / sizeof params[0])

static bool is_for(const struct rt_cert *cert, const struct rt_rules *rules)
{
    return cert->cert_context == rules->cert_context && cert->context_nul == rules->context_nul &&
           cert->clock == rules->clock;
}

struct rt_identity rt_secret_identity(const struct rt_secret *secret,
                                      struct rt_ready_cert certs[RT_CERTS_MAX])
{
    bool whole = secret->kind == RT_SECRET_SEED;
    for (size_t i = 0; i < secret->cert_count; i++) {
        const struct rt_cert *cert = &secret->certs[i];
        certs[i] = (struct rt_ready_cert){
            cert->cert_context, cert->context_nul, cert->clock,
            cert->mint,         cert->maxt,        {cert->bytes, cert->len},
        };
    }
    return (struct rt_identity){
        .key = secret->key,
        .seed = whole ? secret->seed : NULL,
        .online = whole ? NULL : secret->seed,
        .certs = certs,
        .cert_count = secret->cert_count,
    };
}

const struct rt_cert *rt_secret_cert(const struct rt_secret *secret, const struct rt_rules *rules)
{
    for (size_t i = 0; i < secret->cert_count; i++)
        if (is_for(&secret->certs[i], rules))
            return &secret->certs[i];
    return NULL;
}

enum rt_error rt_secret_delegation_add(struct rt_crypto *crypto, struct rt_secret *delegation,
                                       const uint8_t long_term[RT_KEY_SIZE],
                                       const struct rt_rules *rules, struct rt_instant mint,
                                       struct rt_instant maxt)
{
    struct rt_response_plan plan = {.rules = *rules, .long_term = long_term};
    if (rt_secret_cert(delegation, rules))
        return RT_OK;
    if (delegation->cert_count == RT_CERTS_MAX)
        return RT_E_NO_SPACE;
    struct rt_cert *cert = &delegation->certs[delegation->cert_count];
    *cert = (struct rt_cert){.cert_context = rules->cert_context,
                             .context_nul = rules->context_nul,
                             .clock = rules->clock};
    if (rt_clock_raw(rules->clock, mint, &cert->mint) != RT_OK ||
        rt_clock_raw(rules->clock, maxt, &cert->maxt) != RT_OK)
        return RT_E_TIME_RANGE;
    plan.rules.tags = RT_TAG_ORDER_SORTED; /* good for those too that take any order */
    plan.online = delegation->seed;
    plan.mint = cert->mint;
    plan.maxt = cert->maxt;
    struct rt_writer writer = rt_writer_into(cert->bytes, sizeof cert->bytes);
    enum rt_error error = rt_response_cert(crypto, &plan, &writer);
    cert->len = writer.len;
    delegation->cert_count += error == RT_OK;
    return error;
}

/* Text of a file that is being made; bytes count on when it is full. */
struct text {
    char *data;
    size_t cap;
    size_t len;
};

static void put(struct text *text, const char *key, const char *value, const char *after)
{
    size_t left = text->len < text->cap ? text->cap - text->len : 0;
    int wrote =
        snprintf(text->data + (left ? text->len : 0), left, "\"%s\": \"%s\"%s", key, value, after);
    text->len += (size_t)wrote;
}

static void put_plain(struct text *text, const char *value)
{
    size_t len = strlen(value);
    if (text->len + len < text->cap)
        memcpy(text->data + text->len, value, len + 1);
    text->len += len;
}

static const char *value_name(enum rt_param param, const struct rt_cert *cert)
{
    struct rt_rules rules = {
        .cert_context = cert->cert_context, .context_nul = cert->context_nul, .clock = cert->clock};
    return rt_param_value(param, rt_param_get(&rules, param))->name;
}

static void put_cert(struct text *text, const struct rt_cert *cert)
{
    char base64[RT_BASE64_SIZE(RT_CERT_MAX)];
    put_plain(text, "{");
    for (size_t i = 0; i < PARAMS; i++)
        put(text, rt_param_row(params[i])->name, value_name(params[i], cert), ", ");
    put(text, "cert", rt_base64_encode((struct rt_view){cert->bytes, cert->len}, base64), "}");
}

bool rt_secret_delegation_write(const char *path, const struct rt_secret *delegation,
                                struct rt_secret_fault *fault)
{
    char data[RT_SECRET_FILE_MAX];
    char digits[RT_HEX_SIZE(RT_KEY_SIZE)];
    char base64[RT_BASE64_SIZE(RT_KEY_SIZE)];
    struct text text = {.data = data, .cap = sizeof data};
    put_plain(&text, "{\"rtctl\": 1, \"type\": \"delegation\",\n ");
    put(&text, "publicKey",
        rt_base64_encode((struct rt_view){delegation->key, RT_KEY_SIZE}, base64), ",\n ");
    put(&text, "seed", rt_hex_encode((struct rt_view){delegation->seed, RT_KEY_SIZE}, digits),
        ",\n ");
    put_plain(&text, "\"certs\": [");
    for (size_t i = 0; i < delegation->cert_count; i++) {
        put_plain(&text, i > 0 ? ",\n  " : "\n  ");
        put_cert(&text, &delegation->certs[i]);
    }
    put_plain(&text, "]}\n");
    bool good = text.len < text.cap;
    if (good)
        good = create(path, (struct rt_view){(const uint8_t *)data, text.len}, fault);
    else
        set_fault(fault, RT_E_NO_SPACE, 0, "%s", rt_error_text(RT_E_NO_SPACE));
    rt_secret_wipe_bytes(data, sizeof data);
    rt_secret_wipe_bytes(digits, sizeof digits);
    return good;
}

/* The value of a parameter by its name; 0 if there is none. */
static uint32_t value_of(enum rt_param param, const char *name)
{
    const struct rt_param_row *row = rt_param_row(param);
    for (size_t i = 0; name && i < row->value_count; i++)
        if (strcmp(row->values[i].name, name) == 0)
            return row->values[i].value;
    return 0;
}

/* Takes MINT and MAXT from the bytes and sees whether they are what the entry claims: RT_OK,
 * RT_E_SIGNATURE or RT_E_CRYPTO. */
static enum rt_error check_cert(struct rt_crypto *crypto, const struct rt_secret *secret,
                                struct rt_cert *cert)
{
    uint8_t online[RT_KEY_SIZE];
    struct rt_message message = rt_message_parse((struct rt_view){cert->bytes, cert->len});
    struct rt_view signature = rt_message_find(&message, (uint32_t)RT_TAG_SIG).value;
    struct rt_view dele = rt_message_find(&message, (uint32_t)RT_TAG_DELE).value;
    struct rt_message inner = rt_message_parse(dele);
    struct rt_view key = rt_message_find(&inner, (uint32_t)RT_TAG_PUBK).value;
    struct rt_view mint = rt_message_find(&inner, (uint32_t)RT_TAG_MINT).value;
    struct rt_view maxt = rt_message_find(&inner, (uint32_t)RT_TAG_MAXT).value;
    if (signature.len != RT_SIGNATURE_SIZE || mint.len != 8 || maxt.len != 8)
        return RT_E_SIGNATURE;
    enum rt_error error = rt_crypto_public_key(secret->seed, online);
    if (error != RT_OK)
        return error;
    cert->mint = rt_bytes_load64(mint.data);
    cert->maxt = rt_bytes_load64(maxt.data);
    if (!rt_view_equal(key, (struct rt_view){online, sizeof online}) ||
        rt_clock_midpoint(cert->clock, cert->mint) != RT_OK)
        return RT_E_SIGNATURE;
    return rt_crypto_verify(crypto, secret->key,
                            rt_crypto_cert_context(cert->cert_context, cert->context_nul), dele,
                            signature.data);
}

static bool read_cert(struct rt_crypto *crypto, const struct cJSON *item, struct rt_secret *secret,
                      struct rt_secret_fault *fault)
{
    size_t number = secret->cert_count + 1;
    struct rt_rules rules = {.version = RT_NO_NUMBER};
    const char *base64 = rt_json_string(rt_json_member(item, "cert"));
    if (number > RT_CERTS_MAX)
        return set_fault(fault, RT_E_TOO_LARGE, 0, "more than %d certs", RT_CERTS_MAX);
    for (size_t i = 0; i < PARAMS; i++) {
        const char *name = rt_param_row(params[i])->name;
        uint32_t value = value_of(params[i], rt_json_string(rt_json_member(item, name)));
        if (value == 0)
            return set_fault(fault, RT_E_JSON_FIELD, 0, "cert %zu: no known %s", number, name);
        rt_param_set(&rules, params[i], value);
    }
    struct rt_cert *cert = &secret->certs[secret->cert_count];
    *cert = (struct rt_cert){
        .cert_context = rules.cert_context, .context_nul = rules.context_nul, .clock = rules.clock};
    struct rt_view view = {(const uint8_t *)base64, base64 ? strlen(base64) : 0};
    struct rt_fault bad =
        rt_base64_decode(view, RT_SPACES_REFUSED, cert->bytes, sizeof cert->bytes, &cert->len);
    if (!base64 || bad.error != RT_OK)
        return set_fault(fault, RT_E_BASE64, 0, "cert %zu: no CERT in base64", number);
    enum rt_error error = check_cert(crypto, secret, cert);
    if (error == RT_E_CRYPTO)
        return set_fault(fault, error, 0, "%s", rt_error_text(error));
    if (error != RT_OK)
        return set_fault(fault, RT_E_SIGNATURE, 0,
                         "cert %zu is not what it says: wrong key, context or clock", number);
    secret->cert_count++;
    return true;
}

static bool read_tree(struct rt_crypto *crypto, const struct cJSON *tree, struct rt_secret *secret,
                      struct rt_secret_fault *fault)
{
    const char *type = rt_json_string(rt_json_member(tree, "type"));
    const char *key = rt_json_string(rt_json_member(tree, "publicKey"));
    struct rt_view view = {(const uint8_t *)key, key ? strlen(key) : 0};
    if (!type || strcmp(type, "delegation") != 0)
        return set_fault(fault, RT_E_JSON_FIELD, 0, "this JSON is no delegation");
    if (!key || rt_key_parse(view, secret->key, NULL).error != RT_OK)
        return set_fault(fault, RT_E_JSON_FIELD, 0, "no publicKey of 32 bytes");
    const struct cJSON *certs = rt_json_member(tree, "certs");
    if (rt_json_kind(certs) != RT_JSON_ARRAY)
        return set_fault(fault, RT_E_JSON_FIELD, 0, "no certs");
    for (const struct cJSON *item = rt_json_first(certs); item; item = rt_json_after(item))
        if (!read_cert(crypto, item, secret, fault))
            return false;
    if (secret->cert_count == 0)
        return set_fault(fault, RT_E_EMPTY, 0, "the delegation has no cert");
    return true;
}

/* The secret is taken out of the text before a parser copies it to where nobody can wipe it. */
static bool take_seed(uint8_t *text, size_t len, struct rt_secret *secret,
                      struct rt_secret_fault *fault)
{
    size_t digits = (size_t)2 * RT_KEY_SIZE;
    size_t at = 0;
    size_t got = 0;
    struct rt_view view = {text, len};
    if (!rt_json_scan_find(view, rt_json_scan_space(view, 0), "seed", &at))
        return set_fault(fault, RT_E_JSON_FIELD, 0, "no seed of the online key");
    struct rt_view value = rt_view_slice(view, at, digits + 2);
    bool good =
        value.len == digits + 2 && value.data[0] == '"' && value.data[digits + 1] == '"' &&
        rt_hex_decode(rt_view_slice(value, 1, digits), secret->seed, RT_KEY_SIZE, &got).error ==
            RT_OK;
    if (!good)
        return set_fault(fault, RT_E_HEX, at, "the seed has not %zu hex digits", digits);
    memset(text + at + 1, '0', digits);
    return true;
}

/* Reads the JSON of a delegation; the digits of the seed in `text` are overwritten. */
static bool parse_delegation(struct rt_crypto *crypto, uint8_t *text, size_t len,
                             struct rt_secret *secret, struct rt_secret_fault *fault)
{
    struct rt_json_fault bad;
    secret->kind = RT_SECRET_DELEGATION;
    if (!take_seed(text, len, secret, fault))
        return false;
    struct cJSON *tree = rt_json_parse((struct rt_view){text, len}, &bad);
    if (!tree)
        return set_fault(fault, bad.error, bad.at, "%s", bad.cause);
    bool good = read_tree(crypto, tree, secret, fault);
    rt_json_free(tree);
    return good;
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
        good = set_fault(fault, RT_E_EMPTY, 0, "the file is empty");
    else if (good && text[at] == '{')
        good = parse_delegation(crypto, text, len, secret, fault);
    else if (good)
        good = read_seed((struct rt_view){text, len}, at, secret, fault);
    rt_secret_wipe_bytes(text, sizeof text);
    if (!good)
        rt_secret_wipe(secret);
    return good;
}
