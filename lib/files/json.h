// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reading JSON: exchanges, reports and vectors as a stream of records, and small trees for
 * everything else.
 *
 * The text is checked by json_scan.h first, so nothing that other readers would understand
 * differently comes through. The tree is cJSON's and stays behind these functions: a struct cJSON
 * is only ever handed around by pointer. cJSON keeps numbers as floating point, so 64-bit values
 * are strings in every format of this program.
 *
 * The reader takes a file forward only, so that pipes will do. A file is one document, or lines,
 * each of which is a document (NDJSON; blank lines and CR before LF are allowed), or whichever of
 * the two the first line shows. In the last case several documents may follow each other, on any
 * number of lines. A document is an exchange, an array of exchanges, or a chain in one
 * of the forms of record.h, which is found by the members that it has: "responses" with objects or
 * with strings, "links", or an array whose first object has a "response_packet" or "blind".
 * Members that a form does not have are passed over. In the form of RFC 10049 "blind" is read for a
 * "rand" that is not there: pyroughtime wrote so for a while. There and outside of chains "nonce"
 * is read for a "request" that is not there, as data sets have it.
 *
 * Bytes are base64, or hex with or without 0x in strings of at least 32 digits: base64 of a packet
 * has other letters. Outside of chains the URL alphabet is read as well, and padding may be left
 * out. Within a chain base64 must be of the standard alphabet, so that its bytes have one text
 * only. The rand or nonce of a link may be missing, null or empty, all of which mean that there is
 * none.
 *
 * Memory: one line of at most RT_JSON_LINE_MAX bytes, or one document of at most
 * RT_JSON_DOCUMENT_MAX, and the tree of one record, whose text has at most RT_JSON_LINE_MAX bytes.
 * A line or record that is longer is reported as RT_E_TOO_LARGE and passed over.
 *
 *     struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
 *     while ((next = rt_json_next(reader, &record, &fault)) != RT_NEXT_END)
 *         ...
 *     rt_json_close(reader);
 */
#ifndef ROUGHTIME_JSON_H
#define ROUGHTIME_JSON_H

#include <stdio.h>

#include "files/json_scan.h"
#include "files/record.h"

#define RT_JSON_LINE_MAX     (4u << 20)
#define RT_JSON_DOCUMENT_MAX (64u << 20)

/* What a file may be: RT_JSON_AUTO finds out. RT_JSON_WORDS is no JSON: the chain of Botan, a link
 * a line (json_words.c), which AUTO and DOCUMENT find as well. */
enum rt_json_form { RT_JSON_AUTO = 1, RT_JSON_DOCUMENT, RT_JSON_LINES, RT_JSON_WORDS };

struct rt_json_reader;

/* Begins to read; the file stays the caller's. NULL: no memory. */
struct rt_json_reader *rt_json_open(FILE *file, enum rt_json_form form);

/*
 * The next record, fault or end. Faults of a record: RT_E_JSON and its kin for the text,
 * RT_E_JSON_TYPE (a number where a string belongs), RT_E_JSON_FIELD (neither request nor
 * response, a link without a response, a link that has a key or request although the first has none
 * or the other way round, a number of nonces that does not fit), RT_E_BASE64,
 * RT_E_HEX, RT_E_KEY_LENGTH, RT_E_TOO_LARGE. After a fault in one record of a line, array or report
 * the following ones still come; after a fault in the text itself an array or report ends; of
 * draft08 nothing comes then. RT_E_EMPTY: a chain has no links, or the file holds no record at all.
 * RT_E_IO: reading failed.
 */
enum rt_next rt_json_next(struct rt_json_reader *reader, struct rt_record *record,
                          struct rt_record_fault *fault);

/* Whether a text begins as a file of RT_JSON_WORDS does. */
bool rt_json_starts_words(struct rt_view text);

/* True once the file has shown that it is one of lines. */
bool rt_json_of_lines(const struct rt_json_reader *reader);

/* NULL is allowed. */
void rt_json_close(struct rt_json_reader *reader);

/*
 * Trees.
 */

/* The tree of a text that is one JSON value and nothing else, or NULL and the fault (also
 * RT_E_NO_MEMORY). The caller frees it. */
struct cJSON *rt_json_parse(struct rt_view text, struct rt_json_fault *fault);

/* The same for a text that rt_json_scan has found to be one value, whitespace around it allowed. */
struct cJSON *rt_json_parse_scanned(struct rt_view text, struct rt_json_fault *fault);

void rt_json_free(struct cJSON *item); /* NULL is allowed */

enum rt_json_kind {
    RT_JSON_NULL = 1,
    RT_JSON_BOOL,
    RT_JSON_NUMBER,
    RT_JSON_STRING,
    RT_JSON_ARRAY,
    RT_JSON_OBJECT
};

/* These take NULL for an item that is not there, and then return NULL, 0 or false. */
enum rt_json_kind rt_json_kind(const struct cJSON *item);                        /* 0 for NULL */
const struct cJSON *rt_json_member(const struct cJSON *object, const char *key); /* or NULL */
const struct cJSON *rt_json_first(const struct cJSON *item); /* of an array or object */
const struct cJSON *rt_json_after(const struct cJSON *item); /* the next in its array or object */
const char *rt_json_key(const struct cJSON *item);           /* of a member of an object */
const char *rt_json_string(const struct cJSON *item);        /* NULL if it is no string */
bool rt_json_true(const struct cJSON *item);

/* The value of a number, cut towards zero and to the range of int; 0 if it is none. */
int rt_json_int(const struct cJSON *item);

#endif
