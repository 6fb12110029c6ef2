// SPDX-License-Identifier: BSD-2-Clause
/*
 * A strict check of XML and HTML for tests: each element is closed by its own end, attributes stand
 * in double quotes and occur once, "&" begins one of the five entities or a number, and no
 * character is a control, a mark of direction or broken UTF-8.
 */
#ifndef ROUGHTIME_TEST_MARKUP_H
#define ROUGHTIME_TEST_MARKUP_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define TEST_MARKUP_DEPTH 32

struct test_markup {
    const char *at;
    const char *fault; /* NULL: none so far */
    char open[TEST_MARKUP_DEPTH][16];
    int depth;
    int elements;
};

static bool test_markup_begins(const struct test_markup *markup, const char *word)
{
    return strncmp(markup->at, word, strlen(word)) == 0;
}

static void test_markup_skip_to(struct test_markup *markup, const char *word)
{
    const char *found = strstr(markup->at, word);
    if (found)
        markup->at = found + strlen(word);
    else
        markup->fault = "something is not ended";
}

/* One character of text or of an attribute. */
static void test_markup_character(struct test_markup *markup)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    const uint8_t *p = (const uint8_t *)markup->at;
    size_t len = rt_utf8_length(p, strlen(markup->at));
    bool control =
        (len == 1 && *p < 0x20 && *p != '\n') || *p == 0x7f || (*p == 0xc2 && p[1] < 0xa0);
    bool turns = len == 3 && p[0] == 0xe2 &&
                 ((p[1] == 0x80 && p[2] >= 0x8b && p[2] <= 0xae) || (p[1] == 0x81 && p[2] >= 0xa0));
    /* The signs that the page writes itself are U+2013 and above U+2700. */
    if (turns && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xa7)
        turns = false;
    if (len == 0 || control || turns)
        markup->fault = "a character that must not be there";
    if (*p == '&') {
        bool good = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            good = good || test_markup_begins(markup, known[i]);
        size_t digits = p[1] == '#' ? strspn(markup->at + 2, "0123456789") : 0;
        if (!good && !(digits > 0 && markup->at[2 + digits] == ';'))
            markup->fault = "an ampersand that is not escaped";
    }
    markup->at += len > 0 ? len : 1;
}

static size_t test_markup_name(struct test_markup *markup, char name[16])
{
    size_t len = strspn(markup->at, "abcdefghijklmnopqrstuvwxyz-0123456789");
    snprintf(name, 16, "%.*s", (int)len, markup->at);
    markup->at += len;
    if (len == 0 || len > 15)
        markup->fault = "no name where one is due";
    return len;
}

static void test_markup_attributes(struct test_markup *markup)
{
    char names[8][16];
    int count = 0;
    while (!markup->fault && *markup->at == ' ') {
        markup->at++;
        test_markup_name(markup, names[count]);
        for (int i = 0; i < count; i++)
            if (strcmp(names[i], names[count]) == 0)
                markup->fault = "an attribute twice";
        if (++count == 8)
            markup->fault = "too many attributes";
        if (strcmp(names[count - 1], "open") == 0)
            continue;
        if (!test_markup_begins(markup, "=\""))
            markup->fault = "an attribute without quotes";
        markup->at += markup->fault ? 0 : 2;
        while (!markup->fault && *markup->at && *markup->at != '"' && *markup->at != '<')
            test_markup_character(markup);
        if (*markup->at != '"')
            markup->fault = "an attribute that is not ended";
        markup->at += markup->fault ? 0 : 1;
    }
}

static void test_markup_element(struct test_markup *markup)
{
    char name[16];
    markup->at++;
    bool end = *markup->at == '/';
    markup->at += end;
    test_markup_name(markup, name);
    if (!end)
        test_markup_attributes(markup);
    bool empty = test_markup_begins(markup, "/>");
    markup->at += empty;
    if (*markup->at != '>')
        markup->fault = "a tag that is not ended";
    if (markup->fault)
        return;
    markup->at++;
    if (end) {
        if (markup->depth == 0 || strcmp(markup->open[--markup->depth], name) != 0)
            markup->fault = "the end of another element";
        return;
    }
    markup->elements++;
    if (empty || strcmp(name, "meta") == 0)
        return;
    if (strcmp(name, "style") == 0 || strcmp(name, "script") == 0)
        test_markup_skip_to(markup, strcmp(name, "style") == 0 ? "</style>" : "</script>");
    else if (markup->depth == TEST_MARKUP_DEPTH)
        markup->fault = "too deep";
    else
        memcpy(markup->open[markup->depth++], name, sizeof name);
}

/* NULL, or what is wrong. *elements (may be NULL): how many there are. */
static const char *test_markup_fault(const char *text, int *elements)
{
    struct test_markup markup = {.at = text};
    if (test_markup_begins(&markup, "<?xml ") || test_markup_begins(&markup, "<!DOCTYPE html>"))
        test_markup_skip_to(&markup, ">");
    while (!markup.fault && *markup.at) {
        if (*markup.at == '<')
            test_markup_element(&markup);
        else if (*markup.at == '>')
            markup.fault = "a > that is not escaped";
        else
            test_markup_character(&markup);
    }
    if (!markup.fault && markup.depth > 0)
        markup.fault = "an element that is not ended";
    if (markup.fault)
        fprintf(stderr, "%s: %.60s\n", markup.fault, markup.at);
    if (elements)
        *elements = markup.elements;
    return markup.fault;
}

#endif
