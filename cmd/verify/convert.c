// SPDX-License-Identifier: BSD-2-Clause
/* Converts chains from one form to another. */
#include "verify/convert.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "files/chainfile.h"
#include "wire/merkle.h"

/* What was read and what is to be written. */
struct conversion {
    struct app *app;
    enum rt_chain_form form;
    const char *name; /* of the form */
    FILE *file;       /* holds all that will be written */
    struct rt_chainfile *chain;
    uint64_t report;    /* that the chain is of */
    const char *source; /* the file it is of */
    size_t links;
    size_t rebuilt;  /* requests */
    const char *why; /* the request at hand cannot be left out */
    uint8_t previous[RT_PACKET_MAX];
    struct rt_chain_link tie; /* the reply before the link at hand */
    struct trial linked;      /* the judgement of the link at hand */
};

/* What a form holds of every link, by what it could not hold. */
static bool has_room(enum rt_chain_form form, enum rt_loss loss)
{
    static const uint8_t key[RT_KEY_SIZE];
    const struct rt_view something = {key, 1};
    const struct rt_chainfile_link link = {.key = key, .request = something};
    return (rt_chainfile_losses(form, &link, false) & loss) == 0;
}

__attribute__((format(printf, 2, 3))) static bool refuse(struct conversion *conversion,
                                                         const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    app_complain(conversion->app, EXIT_FAILED, conversion->source,
                 "link %zu cannot be converted to %s: %s", conversion->links + 1, conversion->name,
                 text);
    return false;
}

/* The key is the one of the source. A source without keys gets that one of -k that has signed. */
static bool take_key(struct conversion *conversion, const struct rt_exchange *exchange,
                     const struct trial *linked, struct rt_chainfile_link *link)
{
    const struct rt_result *signature =
        &linked->judged.judgement.report.checks[RT_CHECK_CERT_SIGNATURE];
    link->key = exchange->key;
    if (link->key || !has_room(conversion->form, RT_LOSS_KEY) ||
        has_room(exchange->origin->form, RT_LOSS_KEY))
        return true;
    if (signature->outcome != RT_PASS)
        return refuse(conversion, "it wants the server's key, and no key given with -k has "
                                  "signed the reply");
    link->key = linked->judged.key;
    return true;
}

/* The nonce as it is known, and as the tree holds it. */
static struct rt_view proven_nonce(const struct trial *linked)
{
    const struct rt_subject *subject = &linked->judged.subject;
    struct rt_view none = {NULL, 0};
    return linked->judged.linked.bound ? subject->exchange.nonce : none;
}

/* Makes the request that the source does not have and the form asks for. */
static bool make_request(struct conversion *conversion, const struct trial *linked,
                         struct rt_chainfile_link *link, uint8_t bytes[CONVERT_REQUEST])
{
    const struct rt_rules *rules = &linked->judged.judgement.rules;
    const char *version = linked->judged.judgement.best.version->name;
    struct rt_view nonce = proven_nonce(linked);
    if (rt_merkle_needs_packet(rules->leaf))
        return refuse(conversion,
                      "it wants the request, which %s does not let follow from the "
                      "nonce",
                      version);
    if (!rt_view_present(nonce))
        return refuse(conversion, "it wants the request, and the nonce that was sent is not known "
                                  "or not proven");
    size_t len = convert_request(conversion->app, rules, link->key, nonce, bytes);
    if (len == 0)
        return refuse(conversion, "the request cannot be written");
    link->request = (struct rt_view){bytes, len};
    conversion->rebuilt++;
    return true;
}

/* Why the nonce does not stand for the request, or NULL if it does: the request is the plain one of
 * its nonce, and that follows from what is written. */
static const char *why_kept(struct conversion *conversion, const struct trial *linked,
                            struct rt_view request)
{
    const struct rt_rules *rules = &linked->judged.judgement.rules;
    if (rt_merkle_needs_packet(rules->leaf))
        return ", and the tree is one of requests";
    if (!convert_is_plain(conversion->app, rules, linked->judged.key, request))
        return ", and it is not the plain one of its nonce";
    if (!linked->judged.linked.bound)
        return ", and its nonce does not follow from what is left";
    return NULL;
}

/* Leaves the request out if the nonce stands for it. Else it stays, and will be lost. */
static void drop_request(struct conversion *conversion, const struct trial *linked,
                         struct rt_chainfile_link *link)
{
    struct rt_packet packet;
    conversion->why = why_kept(conversion, linked, link->request);
    if (conversion->why)
        return;
    rt_packet_parse(&packet, link->request);
    link->nonce = packet.values[RT_SLOT_NONC];
    link->request = (struct rt_view){NULL, 0};
}

static bool take_request(struct conversion *conversion, const struct rt_exchange *exchange,
                         const struct trial *linked, struct rt_chainfile_link *link,
                         uint8_t bytes[CONVERT_REQUEST])
{
    bool first = conversion->links == 0;
    link->request = exchange->request;
    link->nonce = exchange->nonce;
    if (has_room(conversion->form, RT_LOSS_REQUEST))
        return rt_view_present(link->request) ||
               has_room(exchange->origin->form, RT_LOSS_REQUEST) ||
               make_request(conversion, linked, link, bytes);
    if (rt_view_present(link->request))
        drop_request(conversion, linked, link);
    if (conversion->form != RT_FORM_GOOGLE || !first || rt_view_present(link->request) ||
        rt_view_present(link->nonce))
        return true;
    link->nonce = proven_nonce(linked);
    return rt_view_present(link->nonce) ||
           refuse(conversion, "it wants the nonce, which is not known or not proven");
}

static bool convert_link(struct conversion *conversion, const struct rt_exchange *exchange)
{
    struct trial *linked = &conversion->linked;
    uint8_t bytes[CONVERT_REQUEST];
    bool first = conversion->links == 0;
    struct rt_chainfile_link link = {.response = exchange->response, .rand = exchange->rand};
    conversion->tie.rand = exchange->rand;
    if (!trial_run_link(conversion->app, exchange, first ? NULL : &conversion->tie, linked) ||
        !take_key(conversion, exchange, linked, &link) ||
        !take_request(conversion, exchange, linked, &link, bytes))
        return false;
    unsigned losses = rt_chainfile_losses(conversion->form, &link, first);
    bool request = (losses & RT_LOSS_KEY) == 0 && (losses & RT_LOSS_REQUEST) != 0;
    if (losses != 0)
        return refuse(conversion, "%s would be lost%s", rt_loss_text(losses),
                      request && conversion->why ? conversion->why : "");
    rt_chainfile_add(conversion->chain, &link);
    if (link.response.len > 0)
        memcpy(conversion->previous, link.response.data, link.response.len);
    conversion->tie.previous = (struct rt_view){conversion->previous, link.response.len};
    conversion->links++;
    return true;
}

static bool end_chain(struct conversion *conversion)
{
    struct rt_chainfile *chain = conversion->chain;
    conversion->chain = NULL;
    if (chain && rt_chainfile_end(chain) != RT_OK) {
        app_complain(conversion->app, EXIT_OUTPUT, conversion->name, "%s", rt_error_text(RT_E_IO));
        return false;
    }
    if (chain && conversion->rebuilt > 0)
        app_complain(conversion->app, EXIT_GOOD, conversion->source,
                     "the requests of %zu links were made anew of their nonces",
                     conversion->rebuilt);
    return true;
}

static bool begin_chain(struct conversion *conversion, const struct rt_exchange *exchange)
{
    conversion->report = exchange->origin->report;
    conversion->source = exchange->origin->file;
    conversion->links = 0;
    conversion->rebuilt = 0;
    if (exchange->origin->form == RT_FORM_NONE) {
        app_complain(conversion->app, EXIT_FAILED, exchange->origin->file,
                     "record %" PRIu64 " is no link of a chain in one of its forms",
                     exchange->origin->record);
        return false;
    }
    conversion->chain = rt_chainfile_begin(conversion->file, conversion->form);
    if (!conversion->chain)
        app_complain(conversion->app, EXIT_BUG, NULL, "out of memory");
    return conversion->chain != NULL;
}

/* Converts everything; false after a message. A fault of the input shows in the exit code. */
static bool convert_all(struct conversion *conversion, struct rt_exchanges *exchanges)
{
    struct rt_exchange exchange;
    const uint64_t failures = rt_crypto_failures();
    while (exchanges_next(conversion->app, exchanges, &exchange)) {
        if (conversion->app->code != EXIT_GOOD)
            return false;
        bool begins = !conversion->chain || exchange.origin->report != conversion->report;
        if (begins && (!end_chain(conversion) || !begin_chain(conversion, &exchange)))
            return false;
        if (!convert_link(conversion, &exchange))
            return false;
    }
    /* What was written may rest on what could not be computed. */
    return end_chain(conversion) && rt_crypto_failures() == failures &&
           conversion->app->code == EXIT_GOOD;
}

static void print_file(struct conversion *conversion)
{
    char text[4096];
    size_t got = 0;
    rewind(conversion->file);
    while ((got = fread(text, 1, sizeof text - 1, conversion->file)) > 0) {
        text[got] = '\0';
        rt_output_text(&conversion->app->out, text);
    }
    if (ferror(conversion->file))
        app_complain(conversion->app, EXIT_OUTPUT, conversion->name, "%s", strerror(errno));
}

static enum exit_code bad_form(struct app *app, const char *given)
{
    char text[200] = "";
    size_t used = 0;
    for (enum rt_chain_form form = 1; form < RT_FORM_COUNT; form++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
                                 form == 1                   ? ""
                                 : form == RT_FORM_COUNT - 1 ? " or "
                                                             : ", ",
                                 rt_chainfile_form_name(form));
    app_complain(app, EXIT_USAGE, given, "--convert takes %s", text);
    return EXIT_USAGE;
}

static void convert_files(struct conversion *conversion, struct rt_exchanges *exchanges)
{
    struct app *app = conversion->app;
    conversion->file = tmpfile();
    if (!conversion->file) {
        app_complain(app, EXIT_OUTPUT, "a temporary file", "%s", strerror(errno));
        return;
    }
    rt_crypto_remember(app_crypto(app), true);
    if (convert_all(conversion, exchanges))
        print_file(conversion);
    if (conversion->chain && rt_chainfile_end(conversion->chain) != RT_OK)
        app_complain(app, EXIT_OUTPUT, conversion->name, "%s", rt_error_text(RT_E_IO));
    fclose(conversion->file);
}

enum exit_code convert_run(struct app *app, int argc, char **argv)
{
    const char *name = app->options.value[OPTION_CONVERT];
    enum rt_chain_form form = rt_chainfile_form_find(name);
    if (form == RT_FORM_NONE)
        return bad_form(app, name);
    struct rt_exchanges *exchanges = exchanges_open(app, argc, argv);
    if (!exchanges)
        return app->code;
    struct conversion *conversion = memory_need(calloc(1, sizeof *conversion));
    conversion->app = app;
    conversion->name = name;
    conversion->form = form;
    convert_files(conversion, exchanges);
    free(conversion);
    rt_exchanges_close(exchanges);
    return app->code;
}
