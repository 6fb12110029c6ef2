// SPDX-License-Identifier: BSD-2-Clause
/* Converts chains from one form to another. */
#include "verify/convert.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/memory.h"
#include "common/trial.h"
#include "files/convert.h"

/* What was read and what is to be written. */
struct conversion {
    struct app *app;
    enum rt_chain_form form;
    const char *name;           /* of the form */
    FILE *file;                 /* holds all that will be written */
    struct rt_convert *convert; /* the chain at hand, or NULL */
    uint64_t report;            /* that the chain is of */
    const char *source;         /* the file it is of */
};

/* Says why a link cannot be converted. */
static void refuse(const struct conversion *conversion, const struct rt_convert_fault *fault)
{
    char text[256];
    snprintf(text, sizeof text, "%s", rt_convert_cause_text(fault->cause));
    if (fault->cause == RT_CONVERT_NO_KEY)
        snprintf(text, sizeof text,
                 "it wants the server's key, and no key given with -k has signed the reply");
    else if (fault->cause == RT_CONVERT_TREE)
        snprintf(text, sizeof text,
                 "it wants the request, which %s does not let follow from the nonce",
                 fault->version->name);
    else if (fault->cause == RT_CONVERT_LOSS)
        snprintf(text, sizeof text, "%s would be lost%s%s", rt_loss_text(fault->losses),
                 fault->kept ? ", " : "", fault->kept ? fault->kept : "");
    app_complain(conversion->app, EXIT_FAILED, conversion->source,
                 "link %zu cannot be converted to %s: %s",
                 rt_convert_count(conversion->convert) + 1, conversion->name, text);
}

static bool convert_link(struct conversion *conversion, const struct rt_exchange *exchange)
{
    struct rt_choice named[VERSION_NAME_MOST];
    struct rt_judge_settings settings;
    struct rt_convert_fault fault;
    if (!trial_settings_of(conversion->app, exchange, named, &settings))
        return false;
    if (rt_convert_add(conversion->convert, &settings, exchange, &fault))
        return true;
    refuse(conversion, &fault);
    return false;
}

static bool end_chain(struct conversion *conversion)
{
    struct rt_convert *convert = conversion->convert;
    size_t remade = 0;
    conversion->convert = NULL;
    if (convert && rt_convert_end(convert, &remade) != RT_OK) {
        app_complain(conversion->app, EXIT_OUTPUT, conversion->name, "%s", rt_error_text(RT_E_IO));
        return false;
    }
    if (remade > 0)
        app_complain(conversion->app, EXIT_GOOD, conversion->source,
                     "the requests of %zu links were made anew of their nonces", remade);
    return true;
}

static bool begin_chain(struct conversion *conversion, const struct rt_exchange *exchange)
{
    const struct rt_exchange_origin *origin = exchange->origin;
    conversion->report = origin->report;
    conversion->source = origin->file;
    if (origin->form == RT_FORM_NONE) {
        app_complain(conversion->app, EXIT_FAILED, origin->file,
                     "record %" PRIu64 " is no link of a chain in one of its forms",
                     origin->record);
        return false;
    }
    conversion->convert =
        memory_need(rt_convert_begin(conversion->file, origin->form, conversion->form));
    return true;
}

/* Converts everything; false after a message. A fault of the input shows in the exit code. */
static bool convert_all(struct conversion *conversion, struct rt_exchanges *exchanges)
{
    struct rt_exchange exchange;
    const uint64_t failures = rt_crypto_failures();
    while (exchanges_next(conversion->app, exchanges, &exchange)) {
        if (conversion->app->code != EXIT_GOOD)
            return false;
        bool begins = !conversion->convert || exchange.origin->report != conversion->report;
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
    if (conversion->convert && rt_convert_end(conversion->convert, NULL) != RT_OK)
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
    struct conversion conversion = {.app = app, .name = name, .form = form};
    convert_files(&conversion, exchanges);
    rt_exchanges_close(exchanges);
    return app->code;
}
