// SPDX-License-Identifier: BSD-2-Clause
/* Reads server lists for commands, and says what was left out of them. */
#include "common/server_lists.h"

#include <errno.h>
#include <string.h>

#include "common/time_arg.h"
#include "registry.h"

const char *lists_name(const char *file)
{
    if (!file)
        return "the built-in list";
    return strcmp(file, "-") == 0 ? "standard input" : file;
}

bool lists_read(struct app *app, const char *file, struct rt_servers *servers)
{
    struct rt_known known = {rt_registry, rt_registry_count, when_now().seconds};
    FILE *input = NULL;
    enum rt_error error = RT_E_IO;
    errno = 0;
    if (file)
        input = strcmp(file, "-") == 0 ? stdin : fopen(file, "rb");
    if (!file)
        error = rt_servers_builtin(known, servers);
    else if (input)
        error = rt_servers_read(input, known, servers);
    int number = errno;
    if (input && input != stdin)
        fclose(input);
    if (error == RT_E_TOO_LARGE)
        app_complain(app, EXIT_INPUT, file, "larger than %u bytes: no list of servers",
                     RT_SERVERS_FILE_MAX);
    else if (error != RT_OK)
        app_complain(app, EXIT_INPUT, lists_name(file), "%s",
                     error == RT_E_IO ? strerror(number) : rt_error_text(error));
    return error == RT_OK;
}

static void complain(struct app *app, const char *file, const struct rt_servers_note *note)
{
    enum rt_weight weight = rt_oddity_weight(note->oddity);
    enum exit_code code = weight == RT_WEIGHT_LOST ? EXIT_INPUT : EXIT_GOOD;
    const char *text = rt_oddity_text(note->oddity);
    const char *colon = note->detail ? ": " : "";
    const char *detail = note->detail ? note->detail : "";
    if (note->entry > 0)
        app_complain(app, code, lists_name(file), "entry %zu: offset %zu: %s%s%s", note->entry,
                     note->at, text, colon, detail);
    else
        app_complain(app, code, lists_name(file), "offset %zu: %s%s%s", note->at, text, colon,
                     detail);
}

void lists_complain(struct app *app, const char *file, const struct rt_servers *servers, bool all)
{
    for (size_t i = 0; i < servers->note_count; i++) {
        const struct rt_servers_note *note = &servers->notes[i];
        if (all || rt_oddity_weight(note->oddity) == RT_WEIGHT_LOST)
            complain(app, file, note);
    }
}
