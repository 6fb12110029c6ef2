// SPDX-License-Identifier: BSD-2-Clause
/* Delegations: making, writing and reading them. */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/key.h"
#include "files/json.h"
#include "files/secret.h"
#include "files/secret_internal.h"

/* The three parameters that a CERT depends on, in the order of the file. */
static const enum rt_param params[] = {RT_PARAM_CERT_CONTEXT, RT_PARAM_CONTEXT_NUL, RT_PARAM_CLOCK};

#define PARAMS (sizeof params / sizeof params[0])

static bool is_for(const struct rt_cert *cert, const struct rt_rules *rules)
{
    return cert->cert_context == rules->cert_context && cert->context_nul == rules->context_nul &&
           cert->clock == rules->clock;
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
        good = rt_secret_create(path, (struct rt_view){(const uint8_t *)data, text.len}, fault);
    else
        rt_secret_fault_set(fault, RT_E_NO_SPACE, 0, "%s", rt_error_text(RT_E_NO_SPACE));
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
        return rt_secret_fault_set(fault, RT_E_TOO_LARGE, 0, "more than %d certs", RT_CERTS_MAX);
    for (size_t i = 0; i < PARAMS; i++) {
        const char *name = rt_param_row(params[i])->name;
        uint32_t value = value_of(params[i], rt_json_string(rt_json_member(item, name)));
        if (value == 0)
            return rt_secret_fault_set(fault, RT_E_JSON_FIELD, 0, "cert %zu: no known %s", number,
                                       name);
        rt_param_set(&rules, params[i], value);
    }
    struct rt_cert *cert = &secret->certs[secret->cert_count];
    *cert = (struct rt_cert){
        .cert_context = rules.cert_context, .context_nul = rules.context_nul, .clock = rules.clock};
    struct rt_view view = {(const uint8_t *)base64, base64 ? strlen(base64) : 0};
    struct rt_fault bad =
        rt_base64_decode(view, RT_SPACES_REFUSED, cert->bytes, sizeof cert->bytes, &cert->len);
    if (!base64 || bad.error != RT_OK)
        return rt_secret_fault_set(fault, RT_E_BASE64, 0, "cert %zu: no CERT in base64", number);
    enum rt_error error = check_cert(crypto, secret, cert);
    if (error == RT_E_CRYPTO)
        return rt_secret_fault_set(fault, error, 0, "%s", rt_error_text(error));
    if (error != RT_OK)
        return rt_secret_fault_set(fault, RT_E_SIGNATURE, 0,
                                   "cert %zu is not what it says: wrong key, context or clock",
                                   number);
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
        return rt_secret_fault_set(fault, RT_E_JSON_FIELD, 0, "this JSON is no delegation");
    if (!key || rt_key_parse(view, secret->key).error != RT_OK)
        return rt_secret_fault_set(fault, RT_E_JSON_FIELD, 0, "no publicKey of 32 bytes");
    const struct cJSON *certs = rt_json_member(tree, "certs");
    if (rt_json_kind(certs) != RT_JSON_ARRAY)
        return rt_secret_fault_set(fault, RT_E_JSON_FIELD, 0, "no certs");
    for (const struct cJSON *item = rt_json_first(certs); item; item = rt_json_after(item))
        if (!read_cert(crypto, item, secret, fault))
            return false;
    if (secret->cert_count == 0)
        return rt_secret_fault_set(fault, RT_E_EMPTY, 0, "the delegation has no cert");
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
        return rt_secret_fault_set(fault, RT_E_JSON_FIELD, 0, "no seed of the online key");
    struct rt_view value = rt_view_slice(view, at, digits + 2);
    bool good =
        value.len == digits + 2 && value.data[0] == '"' && value.data[digits + 1] == '"' &&
        rt_hex_decode(rt_view_slice(value, 1, digits), secret->seed, RT_KEY_SIZE, &got).error ==
            RT_OK;
    if (!good)
        return rt_secret_fault_set(fault, RT_E_HEX, at, "the seed has not %zu hex digits", digits);
    memset(text + at + 1, '0', digits);
    return true;
}

bool rt_secret_delegation_parse(struct rt_crypto *crypto, uint8_t *text, size_t len,
                                struct rt_secret *secret, struct rt_secret_fault *fault)
{
    struct rt_json_fault bad;
    secret->kind = RT_SECRET_DELEGATION;
    if (!take_seed(text, len, secret, fault))
        return false;
    struct cJSON *tree = rt_json_parse((struct rt_view){text, len}, &bad);
    if (!tree)
        return rt_secret_fault_set(fault, bad.error, bad.at, "%s", bad.cause);
    bool good = read_tree(crypto, tree, secret, fault);
    rt_json_free(tree);
    return good;
}
