// SPDX-License-Identifier: BSD-2-Clause
/* The command of a client, with what a run is told: host, port, key, version, list. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "rules/rules.h"
#include "server/trial_internal.h"

/* What lists of servers say of a server from before the drafts, which has no number. */
#define PRE_IETF UINT32_C(3000600613)

/* What is filled in. */
struct filling {
    const char *word;
    const char *text;
};

static size_t length_of(const char *from, const char *to)
{
    return (size_t)(to - from);
}

/* The word that stands at the beginning of a text, or NULL. */
static const struct filling *filling_at(const char *text, const struct filling *fillings,
                                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(text, fillings[i].word, strlen(fillings[i].word)) == 0)
            return &fillings[i];
    return NULL;
}

/* A copy of an argument with everything filled in; NULL with errno. */
static char *fill(const char *argument, const struct filling *fillings, size_t count)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    if (!file)
        return NULL;
    while (*argument) {
        const char *brace = strchr(argument, '{');
        const struct filling *found = brace ? filling_at(brace, fillings, count) : NULL;
        const char *end = brace ? brace + (found ? 0 : 1) : argument + strlen(argument);
        fwrite(argument, 1, length_of(argument, end), file);
        if (found)
            fputs(found->text, file);
        argument = end + (found ? strlen(found->word) : 0);
    }
    if (fclose(file) == 0)
        return text;
    free(text);
    errno = ENOMEM;
    return NULL;
}

void rt_trial_command_free(char **arguments)
{
    for (size_t i = 0; arguments && arguments[i]; i++)
        free(arguments[i]);
    free(arguments);
}

static bool names(char *const *command, const char *word)
{
    for (size_t i = 0; command[i]; i++)
        if (strstr(command[i], word))
            return true;
    return false;
}

bool rt_trial_command_lists(char *const *command)
{
    return names(command, "{list}");
}

/* The newest version of the group, by which its server is listed. */
static const struct rt_version *version_of(const struct rt_trial_run *run)
{
    const struct rt_trial_group *plan = run->group->plan;
    return plan->choices[plan->count - 1].version;
}

static void list_server(FILE *file, const struct rt_trial *trial, const struct rt_trial_run *run,
                        uint32_t server)
{
    static const char *const transports[] = {"udp", "tcp"};
    const struct rt_rules *rules = &version_of(run)->rules;
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    rt_base64_encode((struct rt_view){trial->keys[rt_trial_run_key(run, server)], RT_KEY_SIZE},
                     key);
    fprintf(file,
            "%s\n  {\"name\": \"server %u\", \"version\": %lu, \"publicKeyType\": \"ed25519\",\n"
            "   \"publicKey\": \"%s\",\n   \"addresses\": [",
            server > 0 ? "," : "", (unsigned)server + 1,
            (unsigned long)(rt_rules_offers(rules) ? rules->version : PRE_IETF), key);
    for (size_t i = 0; i < 2; i++)
        fprintf(file, "%s\n    {\"protocol\": \"%s\", \"address\": \"127.0.0.1:%u\"}",
                i > 0 ? "," : "", transports[i], (unsigned)run->ports[server]);
    fputs("]}", file);
}

static void list_name(const struct rt_trial *trial, const struct rt_trial_run *run, char *text,
                      size_t room)
{
    snprintf(text, room, "%s/%zu.json", trial->settings.folder, run->number);
}

static bool write_list(const struct rt_trial *trial, const struct rt_trial_run *run,
                       const char *name)
{
    FILE *file = fopen(name, "we");
    if (!file)
        return false;
    fputs("{\"servers\": [", file);
    for (uint32_t i = 0; i < run->server_count; i++)
        list_server(file, trial, run, i);
    fputs("\n]}\n", file);
    return fclose(file) == 0;
}

void rt_trial_command_forget(const struct rt_trial *trial, const struct rt_trial_run *run)
{
    char list[4096];
    if (!rt_trial_command_lists(trial->settings.command))
        return;
    list_name(trial, run, list, sizeof list);
    unlink(list);
}

char **rt_trial_command_fill(const struct rt_trial *trial, const struct rt_trial_run *run)
{
    char *const *command = trial->settings.command;
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)], port[8], list[4096] = "";
    size_t count = 0, i = 0;
    rt_base64_encode((struct rt_view){trial->keys[rt_trial_run_key(run, 0)], RT_KEY_SIZE}, key);
    snprintf(port, sizeof port, "%u", (unsigned)run->ports[0]);
    if (rt_trial_command_lists(command)) {
        list_name(trial, run, list, sizeof list);
        if (!write_list(trial, run, list))
            return NULL;
    }
    const struct filling fillings[] = {{"{host}", "127.0.0.1"},
                                       {"{port}", port},
                                       {"{key}", key},
                                       {"{version}", version_of(run)->name},
                                       {"{list}", list}};
    while (command[count])
        count++;
    char **arguments = calloc(count + 1, sizeof *arguments);
    while (arguments && i < count) {
        arguments[i] = fill(command[i], fillings, sizeof fillings / sizeof fillings[0]);
        if (arguments[i++])
            continue;
        rt_trial_command_free(arguments);
        return NULL;
    }
    return arguments;
}
