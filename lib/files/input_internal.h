// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared by the files that read input: the formats of which a file is read whole, which are hex,
 * base64 and raw packets (input_text.c), and what is passed over in them (input_passed.c).
 */
#ifndef ROUGHTIME_INPUT_INTERNAL_H
#define ROUGHTIME_INPUT_INTERNAL_H

#include <stdio.h>

#include "files/input.h"

#pragma GCC visibility push(hidden)

struct rt_input_text;

/* Reads the file. forced: RT_INPUT_AUTO or one of the three formats. NULL: RT_E_IO (errno says
 * why), RT_E_NO_MEMORY, RT_E_EMPTY. */
struct rt_input_text *rt_input_text_open(FILE *file, enum rt_input_format forced,
                                         enum rt_error *error);

enum rt_next rt_input_text_next(struct rt_input_text *text, struct rt_input_item *item,
                                struct rt_input_fault *fault);

enum rt_input_format rt_input_text_format(const struct rt_input_text *text);

void rt_input_text_close(struct rt_input_text *text); /* NULL is allowed */

/* Lines of a text that hold no bytes of a packet, as many as a note names. */
#define RT_INPUT_PASSED_MAX 4

struct rt_input_passed {
    size_t pos;    /* up to here lines were counted */
    uint64_t line; /* the number of the line there, from 1; 0: none was counted yet */
    size_t count;  /* of the ranges, those that are not kept too */
    struct {
        uint64_t first;
        uint64_t last;
    } ranges[RT_INPUT_PASSED_MAX];
    char words[64]; /* the beginning of the first of them */
    bool said;
};

/* Adds the lines [from, end) of the text, which come in order. Those without letters and digits do
 * not count. */
void rt_input_passed_add(struct rt_input_passed *passed, struct rt_view text, size_t from,
                         size_t end);

/* Adds the line at `at`; returns where the next one begins. */
size_t rt_input_passed_line(struct rt_input_passed *passed, struct rt_view text, size_t at);

/* Is the line at `at` one of words, and no damaged packet? */
bool rt_input_passed_words(struct rt_view text, size_t at);

/* Names them once in a clause; false if there is nothing to say. */
bool rt_input_passed_say(struct rt_input_passed *passed, char *clause, size_t size);

#pragma GCC visibility pop

#endif
