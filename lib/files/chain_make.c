// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes a chain that is the same each time, for testvectors/chains.py.
 *
 *     chain_make FORM VERSION:SERVER:SECONDS...
 *
 * prints a chain in a form (rfc10049, draft08, draft00, google), each link from a server whose key
 * has the seed SERVER (1 to 255) and whose clock is SECONDS ahead.
 */
#include <inttypes.h>
#include <string.h>

#include "files/test_chain.h"
#include "registry.h"

static void read_link(char *word, struct test_chain_link *link)
{
    char *server = strchr(word, ':');
    char *seconds = server ? strchr(server + 1, ':') : NULL;
    test_chain_require(seconds != NULL, "a link is VERSION:SERVER:SECONDS");
    *server = *seconds = '\0';
    const struct rt_version *version = rt_registry_find(word);
    test_chain_require(version != NULL, "there is no such version");
    link->rules = version->rules;
    link->server = (uint8_t)strtoul(server + 1, NULL, 10);
    link->offset = strtoll(seconds + 1, NULL, 10);
}

static enum rt_chain_form read_form(const char *word)
{
#define X(id, name, text)                                                                          \
    if (strcmp(word, #name) == 0)                                                                  \
        return RT_FORM_##id;
    RT_CHAIN_FORMS(X)
#undef X
    return RT_FORM_NONE;
}

int main(int argc, char **argv)
{
    struct rt_crypto *crypto = rt_crypto_new();
    size_t count = argc > 2 ? (size_t)argc - 2 : 0;
    struct test_chain_link *links = calloc(count + 1, sizeof *links);
    test_chain_require(count > 0 && crypto && links,
                       "usage: chain_make FORM VERSION:SERVER:SECONDS...");
    enum rt_chain_form form = read_form(argv[1]);
    test_chain_require(form != RT_FORM_NONE, "there is no such form");
    for (size_t i = 0; i < count; i++)
        read_link(argv[2 + i], &links[i]);
    test_chain_make(crypto, links, count);
    test_chain_write(stdout, form, links, count);
    free(links);
    rt_crypto_free(crypto);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
