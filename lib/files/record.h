// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange as a file holds it, and what can be wrong with one.
 *
 * An exchange is an object {"publicKey", "request", "response", "rand", "version"} (RFC 10049
 * section 8.4.1 and a version name); a report is {"responses": [exchange...]} (drafts 12 and
 * later); a test vector is an exchange with "id", "source" and "expect". A record is any of these
 * once its base64 is decoded.
 */
#ifndef ROUGHTIME_RECORD_H
#define ROUGHTIME_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/key.h"
#include "judge/chain_form.h"
#include "judge/verify.h"
#include "wire/frame.h"

struct cJSON; /* read it with the functions of json.h */

/* Everything in it belongs to its reader and is gone with the next record. */
struct rt_record {
    struct rt_view request;  /* whole packets; either may be absent, but not both */
    struct rt_view response; /* and each may be empty */
    struct rt_view rand;     /* what a chain mixed into the nonce; absent if not given */
    struct rt_view nonce;    /* that was sent, in a form that has it in place of the request */
    bool have_key;
    uint8_t key[RT_KEY_SIZE];   /* the server's long-term key */
    bool key_ml_dsa;            /* there is one of ML-DSA-44 in its place */
    const char *version;        /* a version's name as it stands there; NULL: find out */
    const char *id;             /* of a test vector; NULL if there is none */
    const struct cJSON *source; /* of the exchange, else of its report; or NULL */
    const struct cJSON *expect; /* or NULL */
    uint64_t number;            /* in its file, from 1; faulty records count */
    uint64_t at;                /* byte offset in the file */
    uint64_t line;              /* in the file, from 1, where the record's line begins; for a
                                   document of many lines the line where the document begins */
    uint64_t report; /* records of one report or array share this number, from 1; 0: the record
                        stands alone */
    enum rt_chain_form form; /* the group is a chain; RT_FORM_NONE: it is not */
};

/* The exchange of a record, without an origin. It borrows of the record, whose key it points to. */
struct rt_exchange rt_record_exchange(const struct rt_record *record);

/* A record, the end, or a fault after which the next call goes on with the next record. */
enum rt_next { RT_NEXT_END = 0, RT_NEXT_RECORD = 1, RT_NEXT_FAULT = -1 };

/* What is wrong with a record. */
struct rt_record_fault {
    enum rt_error error;
    uint64_t record; /* its number, as in struct rt_record */
    uint64_t report; /* as in struct rt_record */
    uint64_t at;     /* byte offset in the file */
    char cause[160]; /* a clause for people, without a full stop */
};

#endif
