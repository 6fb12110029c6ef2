// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lists of servers: Google's and Cloudflare's, that of RFC 10049
 * (application/roughtime-server+json, Appendix A there), and the odd forms found in the wild.
 *
 *     {"servers": [{"name": "...", "version": 1, "publicKeyType": "ed25519",
 *                   "publicKey": base64,
 *                   "addresses": [{"protocol": "udp", "address": "host:port"}]}],
 *      "sources": ["https://..."], "reports": "https://..."}
 *
 * Google's own list has "created" and "expires" and no versions. Two forms that are no JSON are
 * read as well: the lines of Botan and the TOML of roughtime-rs (servers_text.c).
 *
 * Everything that can be understood is read, and everything odd about it becomes a note. An entry
 * that cannot be used is left out, with its reason; the others stay, also when the text of one
 * entry is no JSON, when the file ends in the middle, or when something follows after its end.
 *
 * The list keeps the order of the file. It owns all its strings, which never contain a zero byte
 * but may contain anything else that UTF-8 can: make them safe before a terminal sees them.
 */
#ifndef ROUGHTIME_SERVERS_H
#define ROUGHTIME_SERVERS_H

#include <stdio.h>

#include "base/endpoint.h" /* RT_PORT_DRAFTS, RT_PORT_RFC */
#include "base/host_port.h"
#include "base/key.h"
#include "judge/judge.h" /* struct rt_choice */
#include "wire/frame.h"  /* enum rt_transport */

/* What lists write for servers from before the first draft (drafts 12 to 19). */
#define RT_PRE_IETF UINT32_C(3000600613)

/* The largest file of servers, and the most addresses of one. */
#define RT_SERVERS_FILE_MAX  (16u << 20)
#define RT_SERVERS_ADDRESSES 16

/* How much a note matters. */
enum rt_weight {
    RT_WEIGHT_LOST = 1, /* something was left out: an entry, an address, the rest of the file */
    RT_WEIGHT_ODD,      /* understood, but not as a list should be */
    RT_WEIGHT_ADVICE    /* well formed, and still not wise */
};

/* Everything odd: constant, stable name, weight, what it is. */
// clang-format off
#define RT_ODDITIES(X)                                                                              \
    X(TEXT,            "text",             LOST,   "the text is no JSON")                           \
    X(LINE,            "line",             LOST,   "the line is not in the form of the list")       \
    X(SYNTAX,          "syntax",           ODD,    "the text around the servers is no JSON")        \
    X(TRUNCATED,       "truncated",        LOST,   "the text ends in the middle")                   \
    X(TRAILING,        "trailing",         ODD,    "something follows after the list")              \
    X(NO_LIST,         "no-list",          LOST,   "there is no list of servers")                   \
    X(BARE_LIST,       "bare-list",        ODD,    "a bare array, not an object with \"servers\"")  \
    X(BARE_SERVER,     "bare-server",      ODD,    "a server by itself, not in a list")             \
    X(EXPIRED,         "expired",          ODD,    "the list has expired")                          \
    X(BAD_EXPIRES,     "bad-expires",      ODD,    "\"expires\" is not a date and time")            \
    X(NOT_OBJECT,      "not-object",       LOST,   "the entry is no object")                        \
    X(DUPLICATE_FIELD, "duplicate-field",  LOST,   "a field stands twice")                          \
    X(NO_NAME,         "no-name",          ODD,    "the server has no name")                        \
    X(SAME_NAME,       "same-name",        ODD,    "another server has the same name")              \
    X(NO_KEY,          "no-key",           LOST,   "the server has no public key")                  \
    X(BAD_KEY,         "bad-key",          LOST,   "the public key is neither base64, hex nor PEM") \
    X(KEY_LENGTH,      "key-length",       LOST,   "the public key has not 32 bytes")               \
    X(KEY_ML_DSA,      "key-ml-dsa",       LOST,   "the public key is of ML-DSA-44, with which nothing is verified") \
    X(KEY_WEAK,        "key-weak",         LOST,   "the public key is of small order: anybody can sign for it") \
    X(KEY_INVALID,     "key-invalid",      LOST,   "the public key is no point of the curve: no signature can be right") \
    X(KEY_HEX,         "key-hex",          ODD,    "the public key is written in hex, not base64")  \
    X(KEY_FORM,        "key-form",         ODD,    "the public key is not in canonical base64")     \
    X(KEY_TYPE,        "key-type",         LOST,   "the type of the public key is not ed25519")     \
    X(KEY_TYPE_FORM,   "key-type-form",    ODD,    "the type of the public key is not written as ed25519") \
    X(NO_KEY_TYPE,     "no-key-type",      ODD,    "the type of the public key is missing")         \
    X(SAME_KEY,        "same-key",         ODD,    "a server of another name has the same key")     \
    X(NO_VERSION,      "no-version",       ODD,    "the version is missing")                        \
    X(VERSION_FORM,    "version-form",     ODD,    "the version is not an integer")                 \
    X(VERSION_DRAFT,   "version-draft",    ODD,    "the version is a draft's number, not the number on the wire") \
    X(VERSION_ZERO,    "version-zero",     ODD,    "the version is 0, as some programs write Google's") \
    X(VERSION_UNKNOWN, "version-unknown",  ODD,    "no version is known by this")                   \
    X(NO_ADDRESS,      "no-address",       LOST,   "the server has no address that can be used")    \
    X(BAD_ADDRESS,     "bad-address",      LOST,   "the address is not host:port")                  \
    X(MANY_ADDRESSES,  "many-addresses",   LOST,   "the server has too many addresses")             \
    X(PROTOCOL,        "protocol",         LOST,   "the protocol is neither udp nor tcp")           \
    X(PROTOCOL_FORM,   "protocol-form",    ODD,    "the protocol is not written as udp or tcp")     \
    X(PROTOCOL_FAMILY, "protocol-family",  ODD,    "the protocol names one family of addresses; both are asked") \
    X(NO_PROTOCOL,     "no-protocol",      ODD,    "the protocol is missing; udp is assumed")       \
    X(NO_PORT,         "no-port",          ODD,    "the port is missing")                           \
    X(PORT,            "port",             LOST,   "the port is not a number from 1 to 65535")      \
    X(NO_BRACKETS,     "no-brackets",      ODD,    "an IPv6 address without brackets")              \
    X(ZONE,            "zone",             ODD,    "an IPv6 address with a zone")                   \
    X(SAME_ADDRESS,    "same-address",     ODD,    "a server of another key has the same address")  \
    X(BAD_SOURCES,     "bad-sources",      ODD,    "\"sources\" is not a list of URLs")             \
    X(BAD_REPORTS,     "bad-reports",      ODD,    "\"reports\" is not one URL")                    \
    X(NOT_HTTPS,       "not-https",        ODD,    "a URL does not begin with https://")            \
    X(FIELD_TYPE,      "field-type",       ODD,    "a field has the wrong type")                    \
    X(NO_SERVERS,      "no-servers",       ODD,    "no server is left")                             \
    X(FEW_OPERATORS,   "few-operators",    ADVICE, "fewer than three operators, judged by domain")
// clang-format on

enum rt_oddity {
    RT_ODD_NONE = 0,
#define X(id, name, weight, text) RT_ODD_##id,
    RT_ODDITIES(X)
#undef X
        RT_ODD_COUNT
};

/* "lost", "odd" or "advice". Static. */
const char *rt_weight_name(enum rt_weight weight);

/* The stable name of an oddity, its weight and what it is. Static. */
const char *rt_oddity_name(enum rt_oddity oddity);
enum rt_weight rt_oddity_weight(enum rt_oddity oddity);
const char *rt_oddity_text(enum rt_oddity oddity);

/* Something odd about one place of a list. */
struct rt_servers_note {
    enum rt_oddity oddity;
    size_t entry; /* number of the entry in the file, from 1; 0: the list as a whole */
    size_t at;    /* byte offset in the file where that begins; of a fault in JSON its own */
    char *detail; /* what stands there, or the other place; NULL: nothing to add */
};

struct rt_servers_entry {
    char *name; /* never NULL; the first host if the list gives none */
    size_t entry;
    size_t at;
    uint8_t key[RT_KEY_SIZE];
    size_t version_count; /* 0: the list does not say, or not clearly */
    const struct rt_version *versions[RT_CHOICES_MAX]; /* which the hint means: one number on the
                                                          wire may be several; in the order of the
                                                          versions given to the reader */
    size_t address_count;                              /* at least 1 */
    struct rt_host_port *addresses;                    /* each by udp or by tcp */
    const char *source; /* built-in list: where this is published, and when it was looked up. */
    const char *date;   /* YYYY-MM-DD; else both are NULL. Static */
};

struct rt_servers {
    struct rt_servers_entry *list;
    size_t count;
    struct rt_servers_note *notes; /* in the order of the file, those of the whole list last */
    size_t note_count;
    char **sources;
    size_t source_count;
    char *reports;  /* or NULL */
    size_t entries; /* in the file, unusable ones too */
};

/* What a reader knows. */
struct rt_known {
    const struct rt_version *const *versions; /* that hints can mean, in the order of their
                                                 publication: the registry */
    size_t count;
    int64_t now; /* seconds since 1970; 0: not known, and no list has expired */
};

/*
 * Reads a list from its text. RT_OK whenever something could be said about it, even if no server
 * is left: look at count and at the notes. RT_E_NO_MEMORY, with everything freed. The caller frees
 * with rt_servers_free in any case.
 */
RT_CHECKED enum rt_error rt_servers_parse(struct rt_view text, struct rt_known known,
                                          struct rt_servers *servers);

/* Reads a file to its end first. RT_E_IO with errno, RT_E_TOO_LARGE, RT_E_NO_MEMORY. */
RT_CHECKED enum rt_error rt_servers_read(FILE *file, struct rt_known known,
                                         struct rt_servers *servers);

/* The list built into the program. Its date is that of the youngest entry. */
RT_CHECKED enum rt_error rt_servers_builtin(struct rt_known known, struct rt_servers *servers);

void rt_servers_free(struct rt_servers *servers);

/* The first server of this name, upper and lower case being the same, or NULL. */
const struct rt_servers_entry *rt_servers_find(const struct rt_servers *servers, const char *name);

/* The same, or else the first server that has this host or host:port. */
const struct rt_servers_entry *rt_servers_find_place(const struct rt_servers *servers,
                                                     const char *text);

/* Lets servers that the list has on UDP only be asked over TCP at the same port, too: they may
 * speak it. */
void rt_servers_allow_tcp(struct rt_servers *servers);

/* The first server with this address in numbers, or NULL. Names are not looked up. */
const struct rt_servers_entry *rt_servers_at(const struct rt_servers *servers,
                                             const struct rt_endpoint *endpoint);

/* The versions of a server as choices for rt_judge; returns how many, 0 if the list is silent. */
size_t rt_servers_choices(const struct rt_servers_entry *server,
                          struct rt_choice choices[RT_CHOICES_MAX]);

/*
 * Reads "host", "host:port", "[v6]" or "[v6]:port", and IPv6 without brackets as well as it can be
 * told. `port` of the address is 0 if the text gives none. *odd gets RT_ODD_NO_PORT,
 * RT_ODD_NO_BRACKETS, RT_ODD_ZONE or RT_ODD_NONE (the gravest). RT_ODD_BAD_ADDRESS or RT_ODD_PORT
 * is returned for what cannot be an address, RT_ODD_NONE else. `address` is only good with that;
 * udp and tcp are false then.
 */
enum rt_oddity rt_servers_address_parse(const char *text, struct rt_host_port *address,
                                        enum rt_oddity *odd);

/* The port that is meant when none is given: RT_PORT_RFC if all of the versions are signed as
 * RFC 10049 says, else RT_PORT_DRAFTS, also if there are none. */
uint16_t rt_servers_default_port(const struct rt_version *const *versions, size_t count);

/*
 * What a hint in a list means: an integer or a string as it stands there. Writes the versions into
 * `versions` and returns their number; 0 if nothing is known by it. *odd says what is odd about
 * its form, RT_ODD_NONE for a number on the wire written as an integer.
 */
size_t rt_servers_hint(const char *hint, bool is_string, struct rt_known known,
                       const struct rt_version *versions[RT_CHOICES_MAX], enum rt_oddity *odd);

#endif
