// SPDX-License-Identifier: BSD-2-Clause
/* Prints what is public of keys and secrets. */
#include "files/secret_print.h"

#include "base/base64.h"
#include "base/point.h"
#include "files/member.h"
#include "judge/version_join.h"

static const enum rt_param cert_params[] = {RT_PARAM_CERT_CONTEXT, RT_PARAM_CONTEXT_NUL,
                                            RT_PARAM_CLOCK};

#define CERT_PARAMS (sizeof cert_params / sizeof cert_params[0])

static struct rt_rules rules_of(const struct rt_cert *cert)
{
    return (struct rt_rules){
        .cert_context = cert->cert_context, .context_nul = cert->context_nul, .clock = cert->clock};
}

/* The versions that a CERT serves. */
static size_t versions_of(const struct rt_cert *cert, struct rt_version_name_from from,
                          const struct rt_version *versions[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < from.count && count < RT_CHOICES_MAX; i++) {
        const struct rt_rules *rules = &from.list[i]->rules;
        if (rules->cert_context == cert->cert_context && rules->context_nul == cert->context_nul &&
            rules->clock == cert->clock)
            versions[count++] = from.list[i];
    }
    return count;
}

static void print_cert(struct rt_output *out, struct rt_version_name_from from,
                       const struct rt_cert *cert)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[RT_VERSION_JOIN_SIZE];
    char time[RT_TIME_SIZE];
    struct rt_rules rules = rules_of(cert);
    rt_output_cell(out, RT_STYLE_PLAIN, 6, "  cert");
    for (size_t i = 0; i < CERT_PARAMS; i++)
        rt_output_print(out, " %s",
                        rt_param_value(cert_params[i], rt_param_get(&rules, cert_params[i]))->name);
    rt_output_print(out, "  from %s", rt_clock_text(cert->clock, cert->mint, time));
    rt_output_print(out, " to %s", rt_clock_text(cert->clock, cert->maxt, time));
    rt_output_print(out, "  %s\n",
                    rt_version_join(from, versions, versions_of(cert, from, versions), names));
}

static void time_json(struct rt_output *out, const char *key, enum rt_clock clock, uint64_t raw)
{
    char time[RT_TIME_SIZE];
    rt_output_object(out, key);
    rt_output_raw(out, "raw", raw, 8);
    rt_output_string(out, "time",
                     rt_clock_has_date(clock, raw) ? rt_clock_text(clock, raw, time) : NULL);
    rt_output_end(out);
}

static void cert_json(struct rt_output *out, struct rt_version_name_from from,
                      const struct rt_cert *cert)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    struct rt_rules rules = rules_of(cert);
    rt_output_object(out, NULL);
    for (size_t i = 0; i < CERT_PARAMS; i++)
        rt_output_string(
            out, rt_param_row(cert_params[i])->name,
            rt_param_value(cert_params[i], rt_param_get(&rules, cert_params[i]))->name);
    time_json(out, "mint", cert->clock, cert->mint);
    time_json(out, "maxt", cert->clock, cert->maxt);
    rt_member_versions(out, "versions", versions, versions_of(cert, from, versions));
    rt_output_end(out);
}

/* What is printed of a key, besides itself. */
struct shown {
    struct rt_version_name_from from;
    const char *name; /* NULL: it has none */
    const char *kind;
    const uint8_t *key;
    uint8_t srv[RT_SRV_SIZE];
    enum rt_error problem; /* RT_OK: it can be a key */
    const struct rt_cert *certs;
    size_t cert_count;
};

static void print_json(struct rt_output *out, const struct shown *shown)
{
    const struct rt_view view = {shown->key, RT_KEY_SIZE};
    rt_output_record(out, "key");
    rt_output_string(out, "file", shown->name);
    rt_output_string(out, "kind", shown->kind);
    rt_output_base64(out, "key", view);
    rt_output_hex(out, "hex", view);
    rt_output_hex(out, "srv", (struct rt_view){shown->srv, RT_SRV_SIZE});
    rt_output_array(out, "certs");
    for (size_t i = 0; i < shown->cert_count; i++)
        cert_json(out, shown->from, &shown->certs[i]);
    rt_output_end(out);
    rt_output_string(out, "problem",
                     shown->problem == RT_OK ? NULL : rt_error_name(shown->problem));
    rt_output_record_end(out);
}

static void print_text(struct rt_output *out, const struct shown *shown)
{
    const struct rt_view view = {shown->key, RT_KEY_SIZE};
    char text[RT_BASE64_SIZE(RT_KEY_SIZE)];
    rt_output_styled(out, RT_STYLE_HEAD, shown->name ? shown->name : "public key");
    rt_output_print(out, "%s%s\n", shown->name ? ": " : "", shown->name ? shown->kind : "");
    rt_output_print(out, "  key  %s\n", rt_base64_encode(view, text));
    rt_output_text(out, "  hex  ");
    rt_output_hex_text(out, view);
    rt_output_text(out, "\n  srv  ");
    rt_output_hex_text(out, (struct rt_view){shown->srv, RT_SRV_SIZE});
    rt_output_text(out, "\n");
    if (shown->problem != RT_OK) {
        rt_output_styled(out, RT_STYLE_BAD, "  problem");
        rt_output_print(out, "  %s\n", rt_error_text(shown->problem));
    }
    for (size_t i = 0; i < shown->cert_count; i++)
        print_cert(out, shown->from, &shown->certs[i]);
}

static enum rt_error print(struct rt_output *out, struct rt_crypto *crypto, struct shown *shown)
{
    shown->problem = rt_point_check(shown->key);
    if (rt_crypto_srv(crypto, shown->key, shown->srv) != RT_OK)
        return RT_E_CRYPTO;
    if (out->form == RT_OUTPUT_TEXT)
        print_text(out, shown);
    else
        print_json(out, shown);
    return RT_OK;
}

enum rt_error rt_secret_print(struct rt_output *out, struct rt_crypto *crypto,
                              struct rt_version_name_from from, const char *name,
                              const struct rt_secret *secret)
{
    struct shown shown = {
        .from = from,
        .name = name,
        .kind = secret->kind == RT_SECRET_SEED ? "seed" : "delegation",
        .key = secret->key,
        .certs = secret->certs,
        .cert_count = secret->kind == RT_SECRET_SEED ? 0 : secret->cert_count,
    };
    return print(out, crypto, &shown);
}

enum rt_error rt_secret_print_public(struct rt_output *out, struct rt_crypto *crypto,
                                     const uint8_t key[RT_KEY_SIZE])
{
    struct shown shown = {.kind = "public", .key = key};
    return print(out, crypto, &shown);
}
