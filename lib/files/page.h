// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pages of HTML: one file each, for eyes, made of parts that all pages share.
 *
 * A page loads nothing: its Content-Security-Policy allows no network, no form and no frame, and
 * only the style and the script that stand in page_style.c. It is read without the script; that
 * adds filters. Colours follow the reader's choice of light and dark, can be told apart by
 * colour-blind eyes, and never stand without a sign and a word.
 *
 *     rt_page_begin(out, "rtctl check server");
 *     rt_page_element(out, "h1", NULL, "127.0.0.1:2002");
 *     rt_page_fold(out, &(struct rt_page_fold){.id = "case-1", .outcome = "fail"});
 *     rt_page_mark(out, RT_PAGE_BAD, "failed");
 *     rt_page_fold_body(out);
 *     rt_page_packet(out, "request", bytes, NULL);
 *     rt_page_fold_end(out);
 *     rt_page_end(out, "rtctl 0.1");
 *
 * `out` is a writer of text. All text is escaped (escape.h) and may be of anybody; names of
 * elements and classes are the program's own.
 */
#ifndef ROUGHTIME_PAGE_H
#define ROUGHTIME_PAGE_H

#include "files/output.h"
#include "files/value.h"

#pragma GCC visibility push(hidden)

/* Head and beginning of the body; and its end, with the program that made the page or NULL. */
void rt_page_begin(struct rt_output *out, const char *title);
void rt_page_end(struct rt_output *out, const char *program);

/* An element and its end; `classes` may be NULL. And an element with nothing but text in it. */
void rt_page_open(struct rt_output *out, const char *element, const char *classes);
void rt_page_close(struct rt_output *out, const char *element);
void rt_page_element(struct rt_output *out, const char *element, const char *classes,
                     const char *text);

/* Text in the innermost element; NULL: nothing. */
void rt_page_text(struct rt_output *out, const char *text);

/* A term and what is said of it, in a <dl>; nothing if there is nothing to say: NULL or "". */
void rt_page_term(struct rt_output *out, const char *term, const char *text);

/* A link within the page. */
void rt_page_link(struct rt_output *out, const char *id, const char *text);

/* How something came out. A sign, a colour and the word of the caller. */
enum rt_page_mark { RT_PAGE_GOOD = 1, RT_PAGE_BAD, RT_PAGE_ODD, RT_PAGE_NONE };
void rt_page_mark(struct rt_output *out, enum rt_page_mark mark, const char *word);

/* A table with its heads; rows are made with rt_page_open and rt_page_element ("tr", "td"). */
void rt_page_table(struct rt_output *out, const char *const *heads, size_t count);
void rt_page_table_end(struct rt_output *out);

/* What can be folded up: a line, then what it opens to. Those with an outcome or a group are
 * offered for filtering. */
struct rt_page_fold {
    const char *id;      /* or NULL */
    const char *classes; /* or NULL */
    const char *outcome; /* or NULL */
    const char *group;   /* or NULL */
    bool open;
};
void rt_page_fold(struct rt_output *out, const struct rt_page_fold *fold);
void rt_page_fold_body(struct rt_output *out); /* the line ends, what it opens to begins */
void rt_page_fold_end(struct rt_output *out);

/* A packet, folded up: the fields of its messages, in words where `terms` are given, and its bytes.
 * Any bytes will do. */
void rt_page_packet(struct rt_output *out, const char *name, struct rt_view bytes,
                    const struct rt_value_terms *terms);

#pragma GCC visibility pop

#endif
