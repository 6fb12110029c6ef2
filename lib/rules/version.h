// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a version of Roughtime is: a point in a space of parameters.
 *
 * A version is a constant struct rt_version and no code. The library asks the parameters
 * ("which hash? which leaf? which clock?") and never which version it has or how old it is. Each
 * parameter has one interpreter, which switches over its values: framing in frame.c, places in
 * packet.c, clock in clock.c, hash and contexts in crypto.c, leaf and order in merkle.c, chains in
 * chain_nonce.c, all others in rules.c. A value that is added to a list below makes the compiler
 * name it.
 *
 * Every enum starts at 1, so that a parameter that was forgotten is 0 and rt_version_hole names it.
 *
 * A reading is a set of other values under which packets of a version really exist; it is data
 * beside the descriptor, with its source. The vocabulary of readings, of explanations and of the
 * option -V is one: NAME=VALUE with the names of RT_PARAMS and the values of the lists below.
 */
#ifndef ROUGHTIME_VERSION_H
#define ROUGHTIME_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "rules/checks.h"
#include "rules/duty.h"
#include "rules/request_checks.h"

/*
 * Where a difference between two versions can be seen: constant, name, what it means. A difference
 * of the kind "limit" leaves packets that keep to the stricter version good in both.
 */
// clang-format off
#define RT_SHOWS(X)                                                                                  \
    X(RT_SHOWS_BYTES,       "bytes",     "in the bytes of packets")                                  \
    X(RT_SHOWS_MEANING,     "meaning",   "in what the bytes say, which may look alike")              \
    X(RT_SHOWS_VERIFIED,    "verified",  "only when packets are verified")                           \
    X(RT_SHOWS_CHAIN,       "chain",     "only in the nonces of a chain of exchanges")               \
    X(RT_SHOWS_LIMIT,       "limit",     "only in packets beyond the limit")                         \
    X(RT_SHOWS_NOWHERE,     "nowhere",   "nowhere on the wire")
// clang-format on

/*
 * The values of each enumerated parameter: constant, name, what it means. "none" and "absent" are
 * the names for what packets do not have.
 */
// clang-format off
#define RT_FRAMINGS(X)                                                                               \
    X(RT_FRAMING_NONE,      "none",      "the datagram is the message")                              \
    X(RT_FRAMING_ROUGHTIM,  "roughtim",  "ROUGHTIM, uint32 length of the message, message")
#define RT_STREAMS(X)                                                                                \
    X(RT_STREAM_NONE,       "none",      "not defined over TCP")                                     \
    X(RT_STREAM_LENGTH,     "length",    "uint32 length before each message")                        \
    X(RT_STREAM_ROUGHTIM,   "roughtim",  "ROUGHTIM, uint32 length, message")
#define RT_TAG_ORDERS(X)                                                                             \
    X(RT_TAG_ORDER_SORTED,       "sorted",    "strictly ascending as numbers")                            \
    X(RT_TAG_ORDER_UNSORTED,     "unsorted",  "in any order, without repeats")
#define RT_PLACES(X)                                                                                 \
    X(RT_PLACE_NONE,           "none",      "not in the response")                                      \
    X(RT_PLACE_RESPONSE,       "response",  "at the top level of the response")                         \
    X(RT_PLACE_SREP,           "srep",      "inside the signed SREP")
#define RT_HASHES(X)                                                                                 \
    X(RT_HASH_SHA512,       "sha512",     "SHA-512, 64 bytes")                                       \
    X(RT_HASH_SHA512_32,    "sha512-32",  "first 32 bytes of SHA-512")                               \
    X(RT_HASH_SHA512_256,   "sha512-256", "SHA-512/256, 32 bytes")
#define RT_LEAVES(X)                                                                                 \
    X(RT_LEAF_NONCE,        "nonce",     "the nonce of the request")                                 \
    X(RT_LEAF_PACKET,       "packet",    "the whole request packet, header included")
#define RT_ORDERS(X)                                                                                 \
    X(RT_ORDER_HASH_NODE,   "hash-node", "INDX bit 0: H(0x01 || hash || PATH entry)")                \
    X(RT_ORDER_NODE_HASH,   "node-hash", "INDX bit 0: H(0x01 || PATH entry || hash)")
#define RT_CLOCKS(X)                                                                                 \
    X(RT_CLOCK_UNIX_US,     "unix-us",   "microseconds since 1970, radius in microseconds")          \
    X(RT_CLOCK_MJD,         "mjd",       "Modified Julian Day and microseconds of the day, radius in microseconds") \
    X(RT_CLOCK_UNIX_S,      "unix-s",    "seconds since 1970, radius in seconds")
#define RT_CERT_CONTEXTS(X)                                                                          \
    X(RT_CERT_CONTEXT_DASHES,       "dashes",    "RoughTime v1 delegation signature--")                      \
    X(RT_CERT_CONTEXT_PLAIN,        "plain",     "RoughTime v1 delegation signature")                        \
    X(RT_CERT_CONTEXT_RFC,          "rfc",       "Roughtime v1 delegation signature")
#define RT_RESPONSE_CONTEXTS(X)                                                                      \
    X(RT_RESPONSE_CONTEXT_DRAFT,    "draft",     "RoughTime v1 response signature")                          \
    X(RT_RESPONSE_CONTEXT_RFC,      "rfc",       "Roughtime v1 response signature")
#define RT_CONTEXT_NULS(X)                                                                           \
    X(RT_CONTEXT_NUL_PRESENT,       "present",   "a zero byte ends each context string")                     \
    X(RT_CONTEXT_NUL_MISSING,       "missing",   "the context strings are signed without their zero byte")
#define RT_CHAINS(X)                                                                                 \
    X(RT_CHAIN_HASHED_REPLY, "hashed-reply", "SHA-512(SHA-512(reply) || rand)")                      \
    X(RT_CHAIN_HASHED_256,  "hashed-256", "SHA-512/256(SHA-512/256(reply) || rand), then zeros")     \
    X(RT_CHAIN_RAND_REPLY,  "rand-reply", "SHA-512(rand || reply)")                                  \
    X(RT_CHAIN_REPLY_RAND,  "reply-rand", "SHA-512(reply || rand)")                                  \
    X(RT_CHAIN_REPLY_RAND_256, "reply-rand-256", "SHA-512/256(reply || rand)")
#define RT_CHAIN_OVERS(X)                                                                            \
    X(RT_CHAIN_OVER_PACKET,       "packet",    "the reply of a chain is the packet, header included")      \
    X(RT_CHAIN_OVER_MESSAGE,      "message",   "the reply of a chain is the message, without header")
#define RT_TYPES(X)                                                                                  \
    X(RT_TYPE_ABSENT,       "absent",    "there is no TYPE")                                         \
    X(RT_TYPE_PRESENT,      "present",   "TYPE is 0 in requests and 1 in responses")
#define RT_PADDINGS(X)                                                                               \
    X(RT_PADDING_PADFF,     "PAD-ff",    "PAD\\xff, the last tag")                                   \
    X(RT_PADDING_PAD,       "PAD",       "PAD\\0, the first tag")                                    \
    X(RT_PADDING_ZZZZ,      "ZZZZ",      "ZZZZ, the last tag")
#define RT_OFFERS(X)                                                                                 \
    X(RT_OFFER_NONE,        "none",      "requests name no version")                                 \
    X(RT_OFFER_ANY,         "any",       "a list in any order")                                      \
    X(RT_OFFER_UNIQUE,      "unique",    "a list without repeats")                                   \
    X(RT_OFFER_ASCENDING,   "ascending", "an ascending list without repeats")                        \
    X(RT_OFFER_ASCENDING32, "ascending-32", "an ascending list without repeats, at most 32 entries")
#define RT_SRVS(X)                                                                                   \
    X(RT_SRV_ABSENT,        "absent",    "requests do not name the server's key")                    \
    X(RT_SRV_OPTIONAL,      "optional",  "requests may name the server's key")                       \
    X(RT_SRV_RECOMMENDED,   "recommended", "requests should name the server's key")
#define RT_VERS_LISTS(X)                                                                             \
    X(RT_VERS_ABSENT,       "absent",    "responses do not list the server's versions")              \
    X(RT_VERS_LIST,         "list",      "SREP holds VERS, ascending, VER among them")               \
    X(RT_VERS_LIST32,       "list-32",   "SREP holds VERS, ascending, VER among them, at most 32")
#define RT_RADII(X)                                                                                  \
    X(RT_RADIUS_ANY,        "any",       "any radius")                                               \
    X(RT_RADIUS_FROM_3,     "from-3",    "servers must send 3 s or more; no check of the client's")  \
    X(RT_RADIUS_NOT_ZERO,   "not-zero",  "the radius must not be 0")
#define RT_DUT1S(X)                                                                                  \
    X(RT_DUT1_ABSENT,       "absent",    "no DUT1")                                                  \
    X(RT_DUT1_MS,           "ms",        "DUT1 in milliseconds")                                     \
    X(RT_DUT1_US,           "us",        "DUT1 in microseconds, valid at MIDP")
#define RT_DTAIS(X)                                                                                  \
    X(RT_DTAI_ABSENT,       "absent",    "no DTAI")                                                  \
    X(RT_DTAI_MS,           "ms",        "DTAI in milliseconds")                                     \
    X(RT_DTAI_S,            "s",         "DTAI in seconds")
#define RT_LEAPS(X)                                                                                  \
    X(RT_LEAP_ABSENT,       "absent",    "no LEAP")                                                  \
    X(RT_LEAP_EVENT_DAY,    "event-day", "LEAP: MJD of the day of the event")                        \
    X(RT_LEAP_DAY_AFTER,    "day-after", "LEAP: MJD of the day that begins after the event")
#define RT_LEAP_EMPTIES(X)                                                                           \
    X(RT_LEAP_EMPTY_UNDEFINED, "undefined", "no LEAP")                                               \
    X(RT_LEAP_EMPTY_NO_DATA, "no-data",  "an empty LEAP says that there is no current data")         \
    X(RT_LEAP_EMPTY_WRONG,  "wrong",     "LEAP holds at least one entry or is left out")
// clang-format on

#define X(id, name, text) id,
enum rt_shows { RT_SHOWS_FORGOTTEN, RT_SHOWS(X) RT_SHOWS_COUNT };
enum rt_framing { RT_FRAMING_FORGOTTEN, RT_FRAMINGS(X) };
enum rt_stream { RT_STREAM_FORGOTTEN, RT_STREAMS(X) };
enum rt_tag_order { RT_TAG_ORDER_FORGOTTEN, RT_TAG_ORDERS(X) };
enum rt_place { RT_PLACE_FORGOTTEN, RT_PLACES(X) };
enum rt_hash { RT_HASH_FORGOTTEN, RT_HASHES(X) };
enum rt_leaf { RT_LEAF_FORGOTTEN, RT_LEAVES(X) };
enum rt_order { RT_ORDER_FORGOTTEN, RT_ORDERS(X) };
enum rt_clock { RT_CLOCK_FORGOTTEN, RT_CLOCKS(X) };
enum rt_cert_context { RT_CERT_CONTEXT_FORGOTTEN, RT_CERT_CONTEXTS(X) };
enum rt_response_context { RT_RESPONSE_CONTEXT_FORGOTTEN, RT_RESPONSE_CONTEXTS(X) };
enum rt_context_nul { RT_CONTEXT_NUL_FORGOTTEN, RT_CONTEXT_NULS(X) };
enum rt_chain_rule { RT_CHAIN_FORGOTTEN, RT_CHAINS(X) };
enum rt_chain_over { RT_CHAIN_OVER_FORGOTTEN, RT_CHAIN_OVERS(X) };
enum rt_type { RT_TYPE_FORGOTTEN, RT_TYPES(X) };
enum rt_padding { RT_PADDING_FORGOTTEN, RT_PADDINGS(X) };
enum rt_offer { RT_OFFER_FORGOTTEN, RT_OFFERS(X) };
enum rt_srv { RT_SRV_FORGOTTEN, RT_SRVS(X) };
enum rt_vers { RT_VERS_FORGOTTEN, RT_VERS_LISTS(X) };
enum rt_radius { RT_RADIUS_FORGOTTEN, RT_RADII(X) };
enum rt_dut1 { RT_DUT1_FORGOTTEN, RT_DUT1S(X) };
enum rt_dtai { RT_DTAI_FORGOTTEN, RT_DTAIS(X) };
enum rt_leap { RT_LEAP_FORGOTTEN, RT_LEAPS(X) };
enum rt_leap_empty { RT_LEAP_EMPTY_FORGOTTEN, RT_LEAP_EMPTIES(X) };
#undef X

/*
 * One more than the number of values of each list: the size of an array with a place for every
 * value. They are no values of the enums, so that a switch over all values need not name them.
 */
#define X(id, name, text) +1
enum {
    RT_FRAMING_COUNT = 1 RT_FRAMINGS(X),
    RT_STREAM_COUNT = 1 RT_STREAMS(X),
    RT_TAG_ORDER_COUNT = 1 RT_TAG_ORDERS(X),
    RT_PLACE_COUNT = 1 RT_PLACES(X),
    RT_HASH_COUNT = 1 RT_HASHES(X),
    RT_LEAF_COUNT = 1 RT_LEAVES(X),
    RT_ORDER_COUNT = 1 RT_ORDERS(X),
    RT_CLOCK_COUNT = 1 RT_CLOCKS(X),
    RT_CERT_CONTEXT_COUNT = 1 RT_CERT_CONTEXTS(X),
    RT_RESPONSE_CONTEXT_COUNT = 1 RT_RESPONSE_CONTEXTS(X),
    RT_CONTEXT_NUL_COUNT = 1 RT_CONTEXT_NULS(X),
    RT_CHAIN_COUNT = 1 RT_CHAINS(X),
    RT_CHAIN_OVER_COUNT = 1 RT_CHAIN_OVERS(X),
    RT_TYPE_COUNT = 1 RT_TYPES(X),
    RT_PADDING_COUNT = 1 RT_PADDINGS(X),
    RT_OFFER_COUNT = 1 RT_OFFERS(X),
    RT_SRV_COUNT = 1 RT_SRVS(X),
    RT_VERS_COUNT = 1 RT_VERS_LISTS(X),
    RT_RADIUS_COUNT = 1 RT_RADII(X),
    RT_DUT1_COUNT = 1 RT_DUT1S(X),
    RT_DTAI_COUNT = 1 RT_DTAIS(X),
    RT_LEAP_COUNT = 1 RT_LEAPS(X),
    RT_LEAP_EMPTY_COUNT = 1 RT_LEAP_EMPTIES(X),
};
#undef X

/* The value of the parameter `version` where responses name none. */
#define RT_NO_NUMBER 0u

/*
 * The parameters: everything a packet's bytes and its judgement depend on.
 */
struct rt_rules {
    enum rt_framing framing;  /* of a datagram */
    enum rt_stream stream;    /* of a message on TCP */
    enum rt_tag_order tags;   /* order of the tags in a message */
    uint32_t version;         /* number in VER of a response; RT_NO_NUMBER where there is none */
    enum rt_place version_in; /* where a response holds VER */
    enum rt_offer offer;      /* the rule for the list VER of a request */
    uint32_t nonce;           /* bytes of a nonce: 32 or 64 */
    enum rt_place nonce_in;   /* where a response holds NONC */
    enum rt_srv srv;          /* SRV of a request */
    enum rt_type type;
    enum rt_padding padding; /* the padding tag of a request */
    enum rt_hash hash;       /* of the tree */
    enum rt_leaf leaf;       /* what a leaf is the hash of, after the byte 0x00 */
    enum rt_order order;     /* of a node's two halves */
    enum rt_clock clock;     /* MIDP, MINT, MAXT; the unit of RADI goes with it */
    enum rt_radius radius;   /* what RADI may be */
    enum rt_vers vers;       /* VERS of a response */
    enum rt_dut1 dut1;
    enum rt_dtai dtai;
    enum rt_leap leap;
    enum rt_leap_empty leap_empty;
    enum rt_cert_context cert_context;         /* before DELE */
    enum rt_response_context response_context; /* before SREP */
    enum rt_context_nul context_nul;           /* after either context */
    enum rt_chain_rule chain;                  /* the nonce of the next request of a chain */
    enum rt_chain_over chain_over;             /* what of the reply before it goes in */
    uint32_t rand;                             /* bytes of rand that go in with it: 32 or 64 */
};

/*
 * The parameters as a table: constant, field, name, values, whether explanations vary it, where
 * versions with different values of it can be told apart. Explanations vary whatever can change the
 * outcome of a check.
 * The values of the two plain numbers are written in the vocabulary as 0x80000003 and as 32.
 */
// clang-format off
#define RT_PARAMS(X)                                                                                          \
    X(FRAMING,      framing,      enum rt_framing,      "framing",      RT_FRAMINGS,      true,  BYTES)       \
    X(STREAM,       stream,       enum rt_stream,       "stream",       RT_STREAMS,       false, BYTES)       \
    X(TAGS,         tags,         enum rt_tag_order,    "tags",         RT_TAG_ORDERS,    true,  LIMIT)       \
    X(VERSION,      version,      uint32_t,             "version",      RT_NUMBERS,       true,  BYTES)       \
    X(VERSION_IN,   version_in,   enum rt_place,        "version-in",   RT_PLACES,        true,  BYTES)       \
    X(OFFER,        offer,        enum rt_offer,        "offer",        RT_OFFERS,        false, LIMIT)       \
    X(NONCE,        nonce,        uint32_t,             "nonce",        RT_NONCES,        true,  BYTES)       \
    X(NONCE_IN,     nonce_in,     enum rt_place,        "nonce-in",     RT_PLACES,        true,  BYTES)       \
    X(SRV,          srv,          enum rt_srv,          "srv",          RT_SRVS,          true,  NOWHERE)     \
    X(TYPE,         type,         enum rt_type,         "type",         RT_TYPES,         true,  BYTES)       \
    X(PADDING,      padding,      enum rt_padding,      "padding",      RT_PADDINGS,      false, BYTES)       \
    X(HASH,         hash,         enum rt_hash,         "hash",         RT_HASHES,        true,  VERIFIED)    \
    X(LEAF,         leaf,         enum rt_leaf,         "leaf",         RT_LEAVES,        true,  VERIFIED)    \
    X(ORDER,        order,        enum rt_order,        "order",        RT_ORDERS,        true,  VERIFIED)    \
    X(CLOCK,        clock,        enum rt_clock,        "clock",        RT_CLOCKS,        true,  MEANING)     \
    X(RADIUS,       radius,       enum rt_radius,       "radius",       RT_RADII,         true,  LIMIT)       \
    X(VERS,         vers,         enum rt_vers,         "vers",         RT_VERS_LISTS,    true,  LIMIT)       \
    X(DUT1,         dut1,         enum rt_dut1,         "dut1",         RT_DUT1S,         false, MEANING)     \
    X(DTAI,         dtai,         enum rt_dtai,         "dtai",         RT_DTAIS,         false, MEANING)     \
    X(LEAP,         leap,         enum rt_leap,         "leap",         RT_LEAPS,         false, MEANING)     \
    X(LEAP_EMPTY,   leap_empty,   enum rt_leap_empty,   "leap-empty",   RT_LEAP_EMPTIES,  true,  MEANING)     \
    X(CERT_CONTEXT, cert_context, enum rt_cert_context, "cert-context", RT_CERT_CONTEXTS, true,  VERIFIED)    \
    X(RESPONSE_CONTEXT, response_context, enum rt_response_context, "response-context", RT_RESPONSE_CONTEXTS, true,  VERIFIED) \
    X(CONTEXT_NUL,  context_nul,  enum rt_context_nul,  "context-nul",  RT_CONTEXT_NULS,  true,  VERIFIED) \
    X(CHAIN,        chain,        enum rt_chain_rule,        "chain",        RT_CHAINS,        true,  CHAIN) \
    X(CHAIN_OVER,   chain_over,   enum rt_chain_over,   "chain-over",   RT_CHAIN_OVERS,   true,  CHAIN) \
    X(RAND,         rand,         uint32_t,             "rand",         RT_NONCES,        true,  CHAIN)

#define RT_NUMBERS(X)
#define RT_NONCES(X)                  \
    X(32, "32", "32 bytes")           \
    X(64, "64", "64 bytes")
// clang-format on

enum rt_param {
    RT_PARAM_FORGOTTEN,
#define X(id, field, type, name, values, varied, shows) RT_PARAM_##id,
    RT_PARAMS(X)
#undef X
        RT_PARAM_COUNT
};

#define RT_PARAM_BIT(id) (UINT32_C(1) << RT_PARAM_##id)

/* The parameters of a chain: how the nonce of a request follows from the reply before it. No single
 * exchange depends on them. */
#define RT_PARAMS_OF_CHAINS (RT_PARAM_BIT(CHAIN) | RT_PARAM_BIT(CHAIN_OVER) | RT_PARAM_BIT(RAND))

struct rt_value_row {
    uint32_t value;
    const char *name;
    const char *text;
};

struct rt_param_row {
    const char *name;
    bool varied;                       /* explanations vary it */
    enum rt_shows shows;               /* of two values that packets have: see rt_param_shows */
    const struct rt_value_row *values; /* for `version`, one row without name */
    size_t value_count;
};

/* The row of a parameter; never NULL for one of the enum but RT_PARAM_FORGOTTEN. */
const struct rt_param_row *rt_param_row(enum rt_param param);

/* Reads and writes one parameter. A value set must be one of the parameter's. */
uint32_t rt_param_get(const struct rt_rules *rules, enum rt_param param);
void rt_param_set(struct rt_rules *rules, enum rt_param param, uint32_t value);

/* The row of a value, or NULL if the parameter has no such value or is `version`. */
const struct rt_value_row *rt_param_value(enum rt_param param, uint32_t value);

/* Whether a value says that packets lack something: it is called "none" or "absent". */
bool rt_param_lacks(enum rt_param param, uint32_t value);

/* The value after this one in the list of the parameter; after the last one the first. For packets
 * that are wrong on purpose. */
uint32_t rt_param_next(enum rt_param param, uint32_t value);

/* The row of one of RT_SHOWS. */
const struct rt_value_row *rt_shows_row(enum rt_shows shows);

/* Where a change of a parameter from one value to another can be seen: in the bytes if one of them
 * says that packets lack something or if hashes differ in length, else where the table says. What
 * only verification can show is in no bytes. */
enum rt_shows rt_param_shows(enum rt_param param, uint32_t from, uint32_t to);

/* A parameter together with a value. */
struct rt_setting {
    enum rt_param param;
    uint32_t value;
};

/* Room for one setting as text, with its final zero. */
#define RT_SETTING_SIZE 40

/* Writes a setting as NAME=VALUE, cut to RT_SETTING_SIZE. Returns `text`. */
const char *rt_setting_text(struct rt_setting setting, char text[RT_SETTING_SIZE]);

/* Reads NAME=VALUE of `len` bytes. Returns RT_OK or RT_E_UNKNOWN_READING. */
RT_CHECKED enum rt_error rt_setting_parse(const char *text, size_t len, struct rt_setting *setting);

#define RT_READING_SETTINGS 6
#define RT_VERSION_READINGS 6

/* Other values under which packets of a version exist. Ends at the first setting without param. */
struct rt_reading {
    const char *name; /* one word, unique within the version: "text", "roughtimed" */
    struct rt_setting set[RT_READING_SETTINGS];
    const char *source; /* who does so, or where it is written */
};

/* Room for a reading's settings as text, joined by commas, with the final zero. */
#define RT_READING_SIZE (RT_READING_SETTINGS * RT_SETTING_SIZE)

/* Writes the settings of a reading: "cert-context=plain,response-context=draft". Returns `text`. */
const char *rt_reading_text(const struct rt_reading *reading, char text[RT_READING_SIZE]);

/* Room for a section with its document, with the final zero. */
#define RT_SECTION_SIZE 128

#define RT_VERSION_CHANGES 16

/* What a version changed that no parameter holds: duties, limits, formats, wording. */
struct rt_change {
    const char *section; /* of the version's own document */
    const char *text;    /* one clause */
    enum rt_shows shows;
};

/* What a version says of requests that fail a check. */
struct rt_request_rule {
    enum rt_silence silence;
    const char *section; /* as in param_section; NULL where the text does not say it */
};

/* How binding a sentence is. */
enum rt_demand { RT_DEMAND_NONE, RT_DEMAND_SHOULD, RT_DEMAND_MUST };

/* What a version says of how clients ask again. */
struct rt_client_rule {
    enum rt_demand demand; /* RT_DEMAND_NONE: nothing */
    const char *section;
};

/* A version. All strings are static; a NULL section means that the text does not say it. */
struct rt_version {
    const char *name;                             /* "google", "v7", "rfc10049": the identity */
    const char *document;                         /* "draft-ietf-ntp-roughtime-07" */
    const char *published;                        /* YYYY-MM-DD or YYYY-MM or YYYY */
    const char *summary;                          /* one line: what sets it apart */
    struct rt_change changes[RT_VERSION_CHANGES]; /* ends at the first without a section */
    /* Every MUST of the document, or NULL; ends at the first without a section. */
    const struct rt_duty *duties;
    struct rt_rules rules;
    struct rt_reading readings[RT_VERSION_READINGS]; /* ends at the first without a name */
    /* Other rules by which links of a chain were made in this version. Apart from the readings
     * above, because either can come with any of the others. */
    struct rt_reading chain_readings[RT_VERSION_READINGS];
    const char *param_section[RT_PARAM_COUNT]; /* section numbers: "5.2.4" or "5.2.4, 5.3"; of
                                                  another document with its name before it */
    const char *check_section[RT_CHECK_COUNT]; /* likewise, for each check */
    struct rt_request_rule request[RT_REQUEST_CHECK_COUNT];
    struct rt_client_rule waits; /* more and more time passes between tries without a reply */
    struct rt_client_rule tcp;   /* TCP is tried when there is repeatedly no reply */
    /* Servers MUST ignore tags and numbers of versions that they do not know. Older texts advise it
     * (SHOULD), or say nothing of numbers. */
    bool ignores_unknown;
};

/*
 * A descriptor in lines, each with the section that asks for it: the value of a parameter (PARAM as
 * in RT_PARAMS, field of struct rt_rules; NULL where the text does not say it), a check (as in
 * RT_CHECKS; no line where the text does not ask for it), a check of requests (as in
 * RT_REQUEST_CHECKS, with one of RT_SILENCES; none may be missing), and a reading, which ends with
 * its settings {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}, ...
 *
 *     RT_RULE(ORDER, order, RT_ORDER_HASH_NODE, "6.3, 6.4.1"),
 *     RT_CHECK(MERKLE_ROOT, "6.3, 6.4, 6.4.1"),
 *     RT_REQUEST_CHECK(TYPE, MUST, "5.1, 5.1.3"),
 */
#define RT_RULE(PARAM, field, value, section)                                                      \
    .rules.field = (value), .param_section[RT_PARAM_##PARAM] = (section)
#define RT_CHECK(CHECK, section) .check_section[RT_CHECK_##CHECK] = (section)
#define RT_REQUEST_CHECK(CHECK, leaves, section)                                                   \
    .request[RT_REQUEST_CHECK_##CHECK] = {RT_SILENCE_##leaves, section}
#define RT_READING(text, origin, ...)                                                              \
    {                                                                                              \
        .name = (text), .set = {__VA_ARGS__}, .source = (origin)                                   \
    }

/* The number of readings of a version, and of those for chains. */
size_t rt_version_readings(const struct rt_version *version);
size_t rt_version_chain_readings(const struct rt_version *version);

/*
 * The first section of a list such as "5.2.4, 5.3", with its document before it: that of the
 * version, unless the list names another. Returns `text`, or NULL at the end of the list; `list`
 * then stands behind what was taken and may be NULL.
 */
const char *rt_version_section(const struct rt_version *version, const char **list,
                               char text[RT_SECTION_SIZE]);

/* What a parameter says in a version, for eyes. */
struct rt_param_said {
    char value[RT_SETTING_SIZE]; /* as in the vocabulary: "sha512-256"; of VER its number, or "none"
                                  */
    const char *text;            /* what that means */
    const char *section;         /* the list of sections that set it, or NULL */
};
struct rt_param_said rt_version_param(const struct rt_version *version, enum rt_param param);

/* Whether a version has a reading with these settings, whatever its name. */
bool rt_version_has_reading(const struct rt_version *version, const struct rt_reading *reading);

/* The number of changes of a version that no parameter holds. */
size_t rt_version_changes(const struct rt_version *version);

/* Puts the settings of a reading into rules; NULL changes nothing. */
void rt_reading_apply(const struct rt_reading *reading, struct rt_rules *rules);

/* The rules of a version under one of its readings; `reading` NULL is the descriptor itself. */
struct rt_rules rt_version_rules(const struct rt_version *version,
                                 const struct rt_reading *reading);

/* Whether packets of a version, or of one of its readings, have this number in VER. */
bool rt_version_has_number(const struct rt_version *version, uint32_t number);

/* The name of what a descriptor forgot ("name", "hash", "a reading's source", ...), or NULL if it
 * is whole. Also finds values that contradict each other, such as a number without a place. */
const char *rt_version_hole(const struct rt_version *version);

/*
 * What follows from the values of a version for whoever runs or asks a server: whole sentences
 * without a full stop, in the order of the parameters. Returns the one with this number, or NULL.
 */
struct rt_note {
    struct rt_setting setting; /* what it follows from */
    const char *text;
};
const struct rt_note *rt_version_note(const struct rt_version *version, size_t number);

/*
 * How two versions differ. A reading stands for packets that exist, so it counts too: a parameter
 * that a reading of only one of them sets is in `readings`.
 */
struct rt_difference {
    uint32_t params;   /* set of RT_PARAM_BIT */
    uint32_t readings; /* likewise */
};
struct rt_difference rt_version_difference(const struct rt_version *a, const struct rt_version *b);

/* Whether nothing on the wire tells two versions apart. */
bool rt_version_same(const struct rt_version *a, const struct rt_version *b);

/* What the step from one version to the next brought for packets. */
struct rt_version_change {
    uint32_t params; /* set of RT_PARAM_BIT */
    bool number;     /* the number in VER is another */
    bool limits;     /* there is a new limit, or an old one is gone */
    bool wire;       /* packets or their meaning changed in more than the number and limits */
};
struct rt_version_change rt_version_changed(const struct rt_version *from,
                                            const struct rt_version *to);

#endif
