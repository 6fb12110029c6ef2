// SPDX-License-Identifier: BSD-2-Clause
/* Reads secrets and prints what is public of them. */
#include "key/key.h"

#include <string.h>

#include "base/base64.h"
#include "base/point.h"
#include "common/names.h"
#include "files/member.h"
#include "registry.h"

static const enum rt_param cert_params[] = {RT_PARAM_CERT_CONTEXT, RT_PARAM_CONTEXT_NUL,
                                            RT_PARAM_CLOCK};

#define CERT_PARAMS (sizeof cert_params / sizeof cert_params[0])

void key_complain(struct app *app, enum exit_code code, const char *path,
                  const struct rt_secret_fault *fault)
{
    if (strcmp(path, "-") == 0)
        path = "standard input";
    if (fault->error == RT_E_CRYPTO)
        code = EXIT_BUG;
    if (fault->at > 0 || fault->error == RT_E_HEX)
        app_complain(app, code, path, "offset %zu: %s", fault->at, fault->cause);
    else
        app_complain(app, code, path, "%s", fault->cause);
}

bool key_read(struct app *app, const char *path, struct rt_secret *secret)
{
    struct rt_secret_fault fault;
    bool good = rt_secret_read(app_crypto(app), path, secret, &fault);
    if (!good)
        key_complain(app, EXIT_INPUT, path, &fault);
    return good;
}

static struct rt_rules rules_of(const struct rt_cert *cert)
{
    return (struct rt_rules){
        .cert_context = cert->cert_context, .context_nul = cert->context_nul, .clock = cert->clock};
}

/* The versions that a CERT serves. */
static size_t versions_of(const struct rt_cert *cert, const struct rt_version **versions)
{
    size_t count = 0;
    for (size_t i = 0; i < rt_registry_count && count < RT_CHOICES_MAX; i++) {
        const struct rt_rules *rules = &rt_registry[i]->rules;
        if (rules->cert_context == cert->cert_context && rules->context_nul == cert->context_nul &&
            rules->clock == cert->clock)
            versions[count++] = rt_registry[i];
    }
    return count;
}

static void print_cert(struct rt_output *out, const struct rt_cert *cert)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[NAMES_SIZE];
    char time[RT_TIME_SIZE];
    struct rt_rules rules = rules_of(cert);
    rt_output_cell(out, RT_STYLE_PLAIN, 6, "  cert");
    for (size_t i = 0; i < CERT_PARAMS; i++)
        rt_output_print(out, " %s",
                        rt_param_value(cert_params[i], rt_param_get(&rules, cert_params[i]))->name);
    rt_output_print(out, "  from %s", rt_clock_text(cert->clock, cert->mint, time));
    rt_output_print(out, " to %s", rt_clock_text(cert->clock, cert->maxt, time));
    rt_output_print(out, "  %s\n", names_join(versions, versions_of(cert, versions), names));
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

static void cert_json(struct rt_output *out, const struct rt_cert *cert)
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
    rt_member_versions(out, "versions", versions, versions_of(cert, versions));
    rt_output_end(out);
}

/* A public key in its three forms. `certs` belongs to a delegation, else it is NULL. */
static void print(struct app *app, const char *path, const char *kind,
                  const uint8_t key[RT_KEY_SIZE], const struct rt_secret *certs)
{
    struct rt_output *out = &app->out;
    struct rt_view view = {key, RT_KEY_SIZE};
    uint8_t srv[RT_SRV_SIZE];
    char text[RT_BASE64_SIZE(RT_KEY_SIZE)];
    size_t cert_count = certs ? certs->cert_count : 0;
    enum rt_error problem = rt_point_check(key);
    if (rt_crypto_srv(app_crypto(app), key, srv) != RT_OK) {
        app_complain(app, EXIT_BUG, path, "%s", rt_error_text(RT_E_CRYPTO));
        return;
    }
    if (app->form != RT_OUTPUT_TEXT) {
        rt_output_record(out, "key");
        rt_output_string(out, "file", path);
        rt_output_string(out, "kind", kind);
        rt_output_base64(out, "key", view);
        rt_output_hex(out, "hex", view);
        rt_output_hex(out, "srv", (struct rt_view){srv, sizeof srv});
        rt_output_array(out, "certs");
        for (size_t i = 0; i < cert_count; i++)
            cert_json(out, &certs->certs[i]);
        rt_output_end(out);
        rt_output_string(out, "problem", problem == RT_OK ? NULL : rt_error_name(problem));
        rt_output_record_end(out);
        return;
    }
    rt_output_styled(out, RT_STYLE_HEAD, path ? path : "public key");
    rt_output_print(out, "%s%s\n", path ? ": " : "", path ? kind : "");
    rt_output_print(out, "  key  %s\n", rt_base64_encode(view, text));
    rt_output_text(out, "  hex  ");
    rt_output_hex_text(out, view);
    rt_output_text(out, "\n  srv  ");
    rt_output_hex_text(out, (struct rt_view){srv, sizeof srv});
    rt_output_text(out, "\n");
    if (problem != RT_OK) {
        rt_output_styled(out, RT_STYLE_BAD, "  problem");
        rt_output_print(out, "  %s\n", rt_error_text(problem));
    }
    for (size_t i = 0; i < cert_count; i++)
        print_cert(out, &certs->certs[i]);
}

void key_print(struct app *app, const char *path, const struct rt_secret *secret)
{
    bool seed = secret->kind == RT_SECRET_SEED;
    print(app, strcmp(path, "-") == 0 ? "standard input" : path, seed ? "seed" : "delegation",
          secret->key, seed ? NULL : secret);
}

void key_print_public(struct app *app, const uint8_t key[RT_KEY_SIZE])
{
    print(app, NULL, "public", key, NULL);
}
