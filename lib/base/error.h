// SPDX-License-Identifier: BSD-2-Clause
/*
 * Everything that can be wrong with bytes, as one table.
 *
 * A row has a constant, a stable name (the "reason" of JSON output and of test vectors) and a
 * sentence for people. A function of this library that can fail returns one of these constants;
 * RT_OK is 0. Where the place of the fault matters, a struct rt_fault carries it: the offset in
 * bytes from the first byte of the packet, file or text that was read.
 *
 * The library prints nothing: what to do with an error is the caller's affair. But something he
 * must do: a function that can fail is declared RT_CHECKED, and compilers object if its result is
 * ignored.
 */
#ifndef ROUGHTIME_ERROR_H
#define ROUGHTIME_ERROR_H

#include <stddef.h>

#define RT_CHECKED __attribute__((warn_unused_result))

// clang-format off
#define RT_ERRORS(X)                                                                              \
    /* reading bytes */                                                                           \
    X(TRUNCATED, "truncated", "the data end before the value does")                               \
    X(NO_SPACE, "no-space", "the output buffer is too small")                                     \
    X(EMPTY, "empty", "there is nothing to read")                                                 \
    /* the packet header */                                                                       \
    X(NO_MAGIC, "no-magic", "the packet does not start with ROUGHTIM")                            \
    X(UNEXPECTED_MAGIC, "unexpected-magic", "this version has no ROUGHTIM header")                \
    X(FRAME_SHORT, "frame-short", "the header announces more bytes than follow")                  \
    X(FRAME_LONG, "frame-long", "bytes follow after the announced end of the message")            \
    /* the tag map */                                                                             \
    X(TOO_MANY_TAGS, "too-many-tags", "the number of tags does not fit into the message")         \
    X(OFFSET_UNALIGNED, "offset-unaligned", "an offset is not a multiple of 4")                   \
    X(OFFSET_DECREASING, "offset-decreasing", "an offset lies before its predecessor")            \
    X(OFFSET_BEYOND, "offset-beyond", "an offset lies beyond the end of the message")             \
    X(TAG_ORDER, "tag-order", "tags are not in ascending order")                                  \
    X(TAG_DUPLICATE, "tag-duplicate", "a tag occurs twice")                                       \
    X(TAG_MISSING, "tag-missing", "a required tag is missing")                                    \
    X(VALUE_LENGTH, "value-length", "a value does not have the length its tag requires")          \
    X(TRAILING, "trailing", "bytes follow after the end")                                         \
    X(RESPONSE_LARGER, "response-larger", "the response is larger than its request")              \
    /* what the values say */                                                                     \
    X(NO_VERSION, "no-version", "the response does not name its version")                         \
    X(VERSION_MISPLACED, "version-misplaced", "VER is not where this version puts it")            \
    X(VERSION_OTHER, "version-other", "VER holds the number of another version")                  \
    X(VERSION_NOT_OFFERED, "version-not-offered", "the request did not offer this version")       \
    X(NO_TYPE, "no-type", "TYPE is missing")                                                      \
    X(TYPE_VALUE, "type-value", "TYPE does not have the value for this direction")                \
    X(NONCE_LENGTH, "nonce-length", "the nonce does not have the length of this version")         \
    X(NO_NONCE, "no-nonce", "NONC is missing")                                                    \
    X(NONCE_MISPLACED, "nonce-misplaced", "NONC is not where this version puts it")               \
    X(NONCE_MISMATCH, "nonce-mismatch", "the echoed nonce is not the one that was sent")          \
    X(SRV_MISMATCH, "srv-mismatch", "SRV in the request names another long-term key")             \
    X(KEY_WEAK, "key-weak", "the long-term key is of small order: anybody can sign for it")       \
    X(PUBK_WEAK, "pubk-weak", "the delegated key is of small order: anybody can sign for it")     \
    X(SIGNATURE, "signature", "the signature does not verify")                                    \
    X(BEFORE_MINT, "before-mint", "the midpoint lies before the delegation begins")               \
    X(AFTER_MAXT, "after-maxt", "the midpoint lies after the delegation has ended")               \
    X(PATH_LENGTH, "path-length", "PATH is not a whole number of hashes")                         \
    X(PATH_TOO_LONG, "path-too-long", "PATH has more than 32 entries")                            \
    X(INDEX_BEYOND, "index-beyond", "INDX has bits left after the last entry of PATH")            \
    X(ROOT_MISMATCH, "root-mismatch", "the leaf does not lead to ROOT")                           \
    X(TIME_RANGE, "time-range", "the value is no plausible time in this version's format")        \
    X(RADIUS_ZERO, "radius-zero", "the radius is 0")                                              \
    X(NO_VERSIONS, "no-versions", "VERS is missing")                                              \
    X(VERSIONS_EMPTY, "versions-empty", "VERS is empty or not a list of 32-bit numbers")          \
    X(VERSIONS_ORDER, "versions-order", "VERS is not in ascending order")                         \
    X(VERSIONS_LACK, "versions-lack", "VERS does not contain the version of the response")        \
    X(VERSIONS_TOO_MANY, "versions-too-many", "VERS has more than 32 entries")                    \
    X(NEGATIVE_ZERO, "negative-zero", "a signed value is the forbidden negative zero")            \
    X(LEAP_EMPTY, "leap-empty", "LEAP must hold at least one entry in this version")              \
    /* the links of a chain */                                                                    \
    X(NO_RAND, "no-rand", "rand is missing, so the nonce cannot follow from the reply before it") \
    X(RAND_LENGTH, "rand-length", "rand does not have the length of this version")                \
    X(CHAIN_NONCE, "chain-nonce", "the nonce does not follow from the reply before it and rand")  \
    X(TAG_FOREIGN, "tag-foreign", "there is a tag that its version does not know")                \
    X(PADDING, "padding", "the padding of the request is not all zero")                           \
    X(OFFER_ODD, "offer-odd", "VER of the request has a repeated number or 0")                    \
    /* requests that get no answer */                                                             \
    X(NOT_OVER_TCP, "not-over-tcp", "this version is not defined over TCP")                       \
    X(NOT_A_REQUEST, "not-a-request", "this is a response, not a request")                        \
    X(OFFER_EMPTY, "offer-empty", "VER of the request is empty or not a list of 32-bit numbers")  \
    X(OFFER_ORDER, "offer-order", "VER of the request is not in ascending order")                 \
    X(OFFER_TOO_MANY, "offer-too-many", "VER of the request has more than 32 entries")            \
    X(PADDING_OTHER, "padding-other", "the padding has the tag of another version")               \
    X(SRV_MISSING, "srv-missing", "SRV is missing, and the server has several keys")              \
    X(REQUEST_SHORT, "request-short", "the request is shorter than 1024 bytes")                   \
    /* files and texts */                                                                         \
    X(NOT_A_PACKET, "not-a-packet", "this is no Roughtime packet in any known form")              \
    X(HEX, "hex", "this is not hexadecimal text")                                                 \
    X(BASE64, "base64", "this is not base64 text")                                                \
    X(JSON, "json", "the JSON text is malformed")                                                 \
    X(JSON_TRAILING, "json-trailing", "something follows after the JSON value")                   \
    X(JSON_DUPLICATE, "json-duplicate", "an object has the same key twice")                       \
    X(JSON_DEPTH, "json-depth", "the JSON text is nested too deeply")                             \
    X(JSON_TYPE, "json-type", "a JSON value has the wrong type")                                  \
    X(JSON_FIELD, "json-field", "a required JSON field is missing")                               \
    X(KEY_LENGTH, "key-length", "an Ed25519 public key has 32 bytes")                             \
    X(ML_DSA, "ml-dsa", "not verified: ML-DSA-44")                                                \
    X(KEY_ML_DSA, "key-ml-dsa", "this is a key of ML-DSA-44, with which nothing is verified")     \
    X(KEY_PEM, "key-pem", "PEM that is no Ed25519 public key (BEGIN PUBLIC KEY)")                 \
    X(KEY_INVALID, "key-invalid", "this is no Ed25519 key: its bytes are no point of the curve")  \
    X(UNKNOWN_VERSION, "unknown-version", "no version has this name")                             \
    X(UNKNOWN_READING, "unknown-reading", "that is no reading and no setting of a parameter")     \
    X(LEAP_FILE, "leap-file", "this is no line of a list of leap seconds")                        \
    X(CAPTURE, "capture", "the capture file is damaged")                                          \
    X(PACKING, "packing", "the compressed file cannot be unpacked")                               \
    X(LINK_TYPE, "link-type", "the capture has a link type that is not supported")                \
    X(TOO_LARGE, "too-large", "this is larger than any packet or record can be")                  \
    X(EXPOSED, "exposed", "others than its owner may read this secret")                           \
    X(IO, "io", "reading or writing failed")                                                      \
    X(NO_MEMORY, "no-memory", "out of memory")                                                    \
    X(CRYPTO, "crypto", "the cryptographic library failed")
// clang-format on

enum rt_error {
    RT_OK = 0,
#define X(id, name, text) RT_E_##id,
    RT_ERRORS(X)
#undef X
        RT_ERROR_COUNT
};

/* Where something is wrong: `at` counts bytes from the start of what was read. */
struct rt_fault {
    enum rt_error error; /* RT_OK: nothing is wrong and `at` means nothing */
    size_t at;
};

/* The stable name of an error, "ok" for RT_OK; never NULL. The string is static. */
const char *rt_error_name(enum rt_error error);

/* The sentence for people, without a full stop; never NULL. The string is static. */
const char *rt_error_text(enum rt_error error);

#endif
