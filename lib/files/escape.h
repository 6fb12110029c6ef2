// SPDX-License-Identifier: BSD-2-Clause
/*
 * Text of anybody, written so that it stays text: in XML and HTML, in TAP and in YAML.
 *
 * Bytes that are no UTF-8, control characters, and characters that are not seen but turn or hide
 * the text around them (marks of direction, blanks of no width) become \xNN, byte by byte, in each
 * of these forms: XML 1.0 has no way to write some of them, and no reader is deceived by one that
 * he sees. The line end and the tab are characters of the text.
 */
#ifndef ROUGHTIME_ESCAPE_H
#define ROUGHTIME_ESCAPE_H

#include "files/output.h"

#pragma GCC visibility push(hidden)

/* Between tags and in an attribute with quotes, of XML and HTML. */
void rt_escape_markup(struct rt_output *out, struct rt_view text);

/* An attribute of XML and HTML with a blank before it: nothing if `value` is NULL. */
void rt_escape_attribute(struct rt_output *out, const char *name, const char *value);

/* The description of a test in TAP 14, a reason behind a directive, or a comment. */
void rt_escape_tap(struct rt_output *out, struct rt_view text);

/* A scalar of YAML, with its double quotes. */
void rt_escape_yaml(struct rt_output *out, struct rt_view text);

/* The value of a label of Prometheus, without its quotes. */
void rt_escape_label(struct rt_output *out, struct rt_view text);

/* The same, of text that ends in a zero byte; NULL is the empty text. */
struct rt_view rt_escape_view(const char *text);

#pragma GCC visibility pop

#endif
