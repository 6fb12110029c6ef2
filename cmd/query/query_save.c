// SPDX-License-Identifier: BSD-2-Clause
/* Saves the exchanges of a query. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/exchange_write.h"
#include "query/query.h"

/* What could not be written is kept in memory up to so many bytes, and tried again. */
#define WAITING_MAX ((size_t)16 << 20)

/* A document that was stamped has its stamp beside it. Never over another: that one may be older
 * and so worth more. */
static char *stamp_name(const struct query *query)
{
    const char *document = query->document.name;
    size_t size = strlen(document) + sizeof ".stamp";
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%s.stamp", document);
    return name;
}

static bool is_document(const struct query *query, const char *name)
{
    struct stat document, file;
    return query->stamps && stat(query->document.name, &document) == 0 && stat(name, &file) == 0 &&
           document.st_dev == file.st_dev && document.st_ino == file.st_ino;
}

/* Whether the options that say what is written where fit each other. */
static bool good_names(struct query *query, const char *given)
{
    struct app *app = query->app;
    if (given && strcmp(given, "-") == 0)
        app_complain(app, EXIT_USAGE, "--save", "standard output has the answers: give a file");
    else if (!given && strcmp(query->document.name, "-") == 0)
        app_complain(app, EXIT_USAGE, "--stamp",
                     "a document that is read from standard input needs --save");
    else if (given && is_document(query, given))
        app_complain(app, EXIT_USAGE, "--save", "the stamp would replace the document itself");
    else
        return true;
    return false;
}

bool query_save_open(struct query *query)
{
    const char *given = query->app->options.value[OPTION_SAVE];
    enum rt_keep_how how = RT_KEEP_REPLACE;
    if (!given && !query->stamps)
        return true;
    if (!good_names(query, given))
        return false;
    query->save_name = given ? strdup(given) : stamp_name(query);
    if (!query->save_name) {
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
        return false;
    }
    if (!given)
        how = RT_KEEP_NEW;
    else if (query->chaining.repeats) /* proofs that were found before stay */
        how = RT_KEEP_APPEND;
    query->saves = rt_keep_open(&query->save, query->save_name, how, RT_KEEP_SHARED);
    if (!query->saves)
        app_complain(query->app, EXIT_OUTPUT, query->save_name, "%s", query->save.cause);
    return query->saves;
}

FILE *query_save_stream(struct query *query)
{
    FILE *file = query->saves ? rt_keep_stream(&query->save) : NULL;
    if (query->saves && !file)
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
    query->saved = query->saved || file;
    return file;
}

/* The versions of an exchange, as one word that readers of the file know. */
static const char *version_of(struct query *query, const struct query_target *target,
                              const struct rt_exchange *exchange,
                              const struct rt_judgement *judgement, char text[NAMES_SIZE])
{
    const char *names = query_version(query, target, exchange, judgement, text);
    return strchr(names, ',') ? judgement->best.version->name : names;
}

void query_save_stamp(struct query *query, const struct query_target *target)
{
    const struct rt_client_result *result = &target->result;
    struct rt_exchange exchange = query_exchange(target);
    char text[NAMES_SIZE];
    FILE *file;
    if (!query->stamps || result->state != RT_CLIENT_VALID ||
        (file = query_save_stream(query)) == NULL)
        return;
    exchange.rand = (struct rt_view){target->rand.bytes, target->rand.len};
    if (rt_stamp_commits(app_crypto(query->app), &query->document.content, &exchange) != RT_PASS)
        return;
    rt_exchange_write(file, &exchange,
                      version_of(query, target, &exchange, &result->judgement, text));
    query->heard = true;
}

void query_save_seen(struct query *query, const struct query_target *target,
                     const struct rt_client_seen *seen)
{
    const struct rt_exchange exchange = {
        .key = target->key,
        .request = seen->request,
        .response = seen->response,
        .transport = seen->transport,
    };
    const struct rt_judgement *judgement = seen->judgement;
    char text[NAMES_SIZE];
    FILE *file = query_save_stream(query);
    if (!file)
        return;
    /* If the library failed, readers find out which version it is. */
    bool known = judgement && judgement->verdict != RT_NO_VERDICT;
    rt_exchange_write(file, &exchange,
                      known ? version_of(query, target, &exchange, judgement, text) : NULL);
    query->heard = query->heard || rt_view_present(seen->response);
}

/* The last time it is not tried again. */
static void put(struct query *query, bool last)
{
    struct rt_keep *save = &query->save;
    rt_output_flush(&query->app->out); /* the file may be standard output */
    if (rt_keep_put(save))
        return;
    size_t waiting = rt_keep_waiting(save);
    if (!last && waiting > 0 && waiting <= WAITING_MAX) {
        app_complain(query->app, EXIT_GOOD, query->save_name, "%s; it is tried again later",
                     save->cause);
        return;
    }
    app_complain(query->app, EXIT_OUTPUT, query->save_name, "%s", save->cause);
    rt_keep_forget(save);
}

void query_save_put(struct query *query)
{
    if (query->saves)
        put(query, !query->chaining.repeats);
}

/* Whether there is a file with something in it, which is not written straight. */
static bool has_old(const struct query *query)
{
    struct stat file;
    return query->save.straight < 0 && stat(query->save_name, &file) == 0 &&
           S_ISREG(file.st_mode) && file.st_size > 0;
}

void query_save_end(struct query *query)
{
    if (!query->saves)
        return;
    /* What was heard before is worth more than requests that nobody answered. */
    bool stays = query->saved && !query->heard && !query->chaining.wanted && has_old(query);
    if (stays)
        rt_keep_forget(&query->save);
    put(query, true);
    if (!rt_keep_close(&query->save))
        app_complain(query->app, EXIT_OUTPUT, query->save_name, "%s", query->save.cause);
    if (stays)
        app_complain(query->app, EXIT_GOOD, query->save_name,
                     "nothing is written, as no reply came: the file stays as it was");
    else if (!query->saved && !query->chaining.repeats)
        app_complain(query->app, EXIT_GOOD, query->save_name,
                     "nothing is written, as no reply came that could be saved");
    query->saves = false;
}
