// SPDX-License-Identifier: BSD-2-Clause
/*
 * The reader of files of exchanges from inside.
 *
 *   json_reader.c   the text, the documents in it, and the lists in those: one record at a time
 *   json_forms.c    what form a document has, and how it is begun
 *   json_fields.c   a record of the members of one object, in each form
 *   json_words.c    the same of the words of a line
 *   json_report.c   what they share: the text, and a fault in it
 *
 * A list is an array of exchanges, or the links of a chain. Its records share a group number.
 */
#ifndef ROUGHTIME_JSON_INTERNAL_H
#define ROUGHTIME_JSON_INTERNAL_H

#include "files/json.h"
#include "files/json_lines.h"

/* The longest rand or nonce that is kept. */
#define RT_JSON_RAND_MAX 1024

#pragma GCC visibility push(hidden)

struct rt_json_reader {
    enum rt_json_form layout; /* RT_JSON_AUTO until the first line is read */
    struct rt_lines lines;    /* one line or the document */
    bool finished;            /* no more text will come */
    bool several;             /* the text may hold several documents */
    bool more;                /* another one of them begins at start */

    bool in_list;
    enum rt_chain_form form; /* of the list */
    uint64_t group;          /* of the document that is being read, 0: it is no list */
    uint64_t links;          /* elements of the list so far */
    bool shaped;             /* the next is known */
    unsigned shape;          /* which members they have */
    size_t start;            /* of the document in the buffer */
    size_t pos;              /* of the next element of the list */
    size_t nonces;           /* of the next element of the other array of draft08 */
    bool nonces_lag;         /* and it has none for the first response */
    uint64_t records;        /* so far, faulty ones too */
    uint64_t groups;
    size_t record_at; /* of the record in the buffer */

    struct cJSON *tree;   /* of the record */
    struct cJSON *source; /* of the report */
    struct rt_record *record;
    struct rt_record_fault *fault;
    uint8_t request[RT_PACKET_MAX];
    uint8_t response[RT_PACKET_MAX];
    uint8_t rand[RT_JSON_RAND_MAX];
    uint8_t nonce[RT_JSON_RAND_MAX];
    uint8_t blind[RT_JSON_RAND_MAX]; /* of draft00, for the record that follows */
    struct rt_view next_rand;        /* in it */
};

struct rt_view rt_json_text(const struct rt_json_reader *reader);

/* A fault at a place of the buffer, in the list or document that is being read. Names the link. */
__attribute__((format(printf, 4, 5))) enum rt_next rt_json_report(struct rt_json_reader *reader,
                                                                  enum rt_error error, size_t at,
                                                                  const char *format, ...);

/* Where a list or chain may begin, found from the start of a text that may be cut: true if it shows
 * that the text is an array, or an object with a list of links. */
bool rt_json_starts_list(struct rt_view text);

/* Looks at the document that begins at `at`. RT_NEXT_END: a list was begun. RT_NEXT_RECORD: it is
 * none, and may be an exchange. RT_NEXT_FAULT: it is a list, but not to be read. */
enum rt_next rt_json_begin_list(struct rt_json_reader *reader, size_t at);

/* Makes a record of the checked value at [at, end) of the buffer. */
enum rt_next rt_json_make_record(struct rt_json_reader *reader, size_t at, size_t end);

/* Makes a record of the line in the buffer from `at` on. RT_NEXT_END: it is a comment. */
enum rt_next rt_json_make_words(struct rt_json_reader *reader, size_t at);

#pragma GCC visibility pop

#endif
