// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "query.h"

/* A document that was stamped has its stamp beside it. Never over another: that one may be older
 * and so worth more. */
static FILE *open_stamp(struct query *query, char **name)
{
    const char *document = query->document.name;
    size_t size = strlen(document) + sizeof ".stamp";
    *name = malloc(size);
    if (!*name)
        return NULL;
    snprintf(*name, size, "%s.stamp", document);
    return fopen(*name, "wxe");
}

bool query_save_open(struct query *query)
{
    const char *given = query->app->options.value[OPTION_SAVE];
    char *made = NULL;
    if (!given && !query->stamps)
        return true;
    if (given && strcmp(given, "-") == 0) {
        app_complain(query->app, EXIT_USAGE, "--save",
                     "standard output has the answers: "
                     "give a file");
        return false;
    }
    if (!given && strcmp(query->document.name, "-") == 0) {
        app_complain(query->app, EXIT_USAGE, "--stamp",
                     "a document that is read from standard "
                     "input needs --save");
        return false;
    }
    errno = ENOMEM;
    /* Proofs that were found before are not lost when watching begins anew. */
    const char *mode = query->chaining.repeats ? "ae" : "we";
    query->save = given ? fopen(given, mode) : open_stamp(query, &made);
    query->save_name = given ? given : made;
    if (!query->save)
        app_complain(query->app, EXIT_OUTPUT, query->save_name, "%s", strerror(errno));
    return query->save != NULL;
}

static void put_base64(FILE *file, const char *key, struct rt_view bytes)
{
    static char text[RT_BASE64_SIZE(RT_PACKET_MAX)];
    if (bytes.len <= RT_PACKET_MAX)
        fprintf(file, "\"%s\":\"%s\",", key, rt_base64_encode(bytes, text));
}

void query_save(struct query *query, const struct query_target *target)
{
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    FILE *file = query->save;
    bool valid = target->answer.state == RT_FINDING_VALID;
    if (!file || !rt_view_present(target->answer.response) || (query->stamps && !valid))
        return;
    query_judge(query, target, &subject, &judgement);
    fputc('{', file);
    put_base64(file, "publicKey", (struct rt_view){target->key, RT_KEY_SIZE});
    put_base64(file, "request", subject.exchange.request);
    put_base64(file, "response", subject.exchange.response);
    if (query->stamps)
        put_base64(file, "rand", (struct rt_view){target->rand, DOCUMENT_BLIND});
    fprintf(file, "\"version\":\"%s\"}\n", judgement.best.version->name);
}

void query_save_close(struct query *query)
{
    if (!query->save)
        return;
    bool failed = ferror(query->save);
    /* A stamp that never came must not stand in the way of the next attempt. */
    if (query->stamps && !query->app->options.value[OPTION_SAVE] && ftell(query->save) == 0)
        remove(query->save_name);
    failed = fclose(query->save) != 0 || failed;
    if (failed)
        app_complain(query->app, EXIT_OUTPUT, query->save_name, "%s", strerror(errno));
    query->save = NULL;
}
