// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime in some fifteen functions: verify an exchange, ask servers for the time, and prove with
 * a chain of exchanges that one of them lied.
 *
 * Roughtime is a protocol for secure rough time. A server signs a midpoint and a radius: the true
 * time lies within the radius around the midpoint. The signature covers the nonce of the request,
 * so that an old reply is of no use, and leads to a long-term key of the server, which its users
 * know. There are many versions of the protocol, "google", "v0" to "v19" and "rfc10049"; this
 * library speaks all of them. Which one a packet is of is found out.
 *
 *     struct roughtime *roughtime = roughtime_new(NULL);
 *     struct roughtime_time time;
 *     if (roughtime &&
 *         roughtime_query(roughtime, "time.example:2002", key, &time) == ROUGHTIME_VALID)
 *         ... time.seconds ...
 *     roughtime_free(roughtime);
 *
 * What this header declares keeps its name and meaning: a program that was linked with one release
 * of the library runs with each later one of the same soname. (The headers below roughtime/ declare
 * the parts that this is made of and promise nothing before version 1.0.) It is C11 and C++11.
 *
 * The library prints nothing, never ends the program and keeps no state of its own. A struct
 * roughtime may be used by one thread at a time, and its chains count as part of it; several may be
 * used at the same time. Strings in results are static: they are never freed, and valid for ever.
 * They are ASCII and English.
 */
#ifndef ROUGHTIME_ROUGHTIME_H
#define ROUGHTIME_ROUGHTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that this header belongs to, for #if:
 * ROUGHTIME_VERSION >= ROUGHTIME_VERSION_OF(0, 1, 0). */
#define ROUGHTIME_VERSION_MAJOR                   0
#define ROUGHTIME_VERSION_MINOR                   1
#define ROUGHTIME_VERSION_PATCH                   0
#define ROUGHTIME_VERSION_STRING                  "0.1.0"
#define ROUGHTIME_VERSION_OF(major, minor, patch) (((major)*1000 + (minor)) * 1000 + (patch))
#define ROUGHTIME_VERSION                                                                          \
    ROUGHTIME_VERSION_OF(ROUGHTIME_VERSION_MAJOR, ROUGHTIME_VERSION_MINOR, ROUGHTIME_VERSION_PATCH)

/* The version of the library that is running, such as "0.1.0". Static. */
const char *roughtime_version(void);

/* Bytes of a long-term key: an Ed25519 public key. */
#define ROUGHTIME_KEY_SIZE 32

/* What an exchange, or the answers of several servers, are worth. Only ROUGHTIME_VALID says
 * something about the time. */
enum roughtime_verdict {
    ROUGHTIME_VALID = 1,  /* proven */
    ROUGHTIME_INVALID,    /* a check failed; or the answers of several servers do not agree */
    ROUGHTIME_UNVERIFIED, /* nothing is wrong, but the request or the key was not given */
    ROUGHTIME_UNDECIDED,  /* it could not be computed: see errno */
    ROUGHTIME_NO_ANSWER   /* no server answered, or too few did */
};

/* "valid", "invalid", "unverified", "undecided" or "no answer"; "unknown" for any other value.
 * Static. */
const char *roughtime_verdict_name(enum roughtime_verdict verdict);

/*
 * A time and where it comes from. Of anything but ROUGHTIME_VALID the three numbers are 0: a time
 * that is not proven is not given.
 */
struct roughtime_time {
    int64_t seconds;      /* since 1970-01-01 00:00:00 UTC, leap seconds not counted */
    uint32_t nanoseconds; /* below 1,000,000,000, counted upwards from `seconds` */
    uint64_t radius_ns;   /* the true time is at most so many nanoseconds earlier or later */
    const char *version;  /* "v8": under which version it is valid, else the nearest to that; NULL:
                             nothing came, or it is the time of several servers */
    const char *reading;  /* NULL, or the reading of that version: in what way known servers depart
                             from its text; "settings": in a way that roughtime_new was given */
    const char *check;    /* NULL, or the first check that failed: "merkle.root"; see rtctl(1) */
    const char *reason;   /* NULL if valid; else a sentence for people, without a full stop */
};

/* What everything else needs. */
struct roughtime;

/*
 * Makes one. `versions` says which versions count: NULL is all of them; else a list such as
 * "rfc10049,v14-v19", as the option -V of rtctl(1) takes it: names, numbers, ranges, and readings
 * ("v8/text"). It is not kept. The caller frees the result with roughtime_free.
 *
 * NULL with errno: EINVAL, the list names no version or has an unknown name; ENOMEM; ENOTSUP,
 * OpenSSL lacks what is needed or fails a self-test.
 */
struct roughtime *roughtime_new(const char *versions);

/* Frees it. NULL is taken too. */
void roughtime_free(struct roughtime *roughtime);

/* How long one roughtime_query or roughtime_query_many may take, in milliseconds, looking up of
 * names included; 30,000 at first. Within it a server is asked in every kind of request that the
 * versions take, 200 ms after one another, and if it does not answer again after 1 second, then
 * after 1.5 times as long, and so on (RFC 10049 section 5). 0 is taken as 1. */
void roughtime_set_timeout(struct roughtime *roughtime, uint32_t milliseconds);

/* Reads a long-term key as servers publish it: base64 of either alphabet, with padding or without;
 * 64 hexadecimal digits, also behind 0x or with a colon, hyphen or blank between bytes; PEM (BEGIN
 * PUBLIC KEY). Blanks around it do not count. False if it is none of these, has not 32 bytes, or
 * can be no key: bytes that are no point of the curve, or a point of small order, for which anybody
 * can sign. Then `key` is not touched. */
bool roughtime_key_parse(const char *text, uint8_t key[ROUGHTIME_KEY_SIZE]);

/*
 * Verifies one exchange: `request` as it was sent, `response` as it came, both with the ROUGHTIM
 * header if there is one. A packet from TCP of a version without that header is given without the
 * length before it. The packets and the key stay the caller's and are not kept.
 *
 * `key` NULL or `request` NULL: it is not known; then nothing better than ROUGHTIME_UNVERIFIED can
 * come out. All bytes are allowed in packets, and any length: damaged ones are ROUGHTIME_INVALID.
 *
 * `time` is always written; its time is the midpoint and the radius that the server signed.
 * Returns ROUGHTIME_VALID, ROUGHTIME_INVALID, ROUGHTIME_UNVERIFIED or, if OpenSSL failed,
 * ROUGHTIME_UNDECIDED with errno ENOTSUP or ENOMEM.
 */
enum roughtime_verdict roughtime_verify(struct roughtime *roughtime,
                                        const uint8_t key[ROUGHTIME_KEY_SIZE],
                                        const uint8_t *request, size_t request_size,
                                        const uint8_t *response, size_t response_size,
                                        struct roughtime_time *time);

/*
 * Asks one server for the time, over UDP and, when that fails, over TCP. `address` is "host",
 * "host:port", "[IPv6]" or "[IPv6]:port"; without a port it is 5319 (RFC 10049 section 12.1).
 *
 * `time` is always written; its time is that of the moment at which the function returns, and its
 * radius covers that of the server and half of the time that the packets took.
 *
 * Returns ROUGHTIME_VALID; ROUGHTIME_INVALID, something came and a check failed;
 * ROUGHTIME_NO_ANSWER, nothing came, or the address cannot be used: time->reason says why; or
 * ROUGHTIME_UNDECIDED with errno: EINVAL, there is no address or no key; ENOMEM; ENOTSUP, OpenSSL
 * failed; EIO, the system gives no random numbers; or what opening sockets gave.
 */
enum roughtime_verdict roughtime_query(struct roughtime *roughtime, const char *address,
                                       const uint8_t key[ROUGHTIME_KEY_SIZE],
                                       struct roughtime_time *time);

/* A server to ask, and what became of it. The caller sets the first two, which stay his. */
struct roughtime_server {
    const char *address;            /* as roughtime_query takes it */
    const uint8_t *key;             /* ROUGHTIME_KEY_SIZE bytes */
    enum roughtime_verdict verdict; /* as roughtime_query returns it */
    struct roughtime_time time;     /* likewise */
    bool agrees;                    /* it is one of those whose times agree */
};

/*
 * Asks `count` servers at once and finds the time on which most of them agree: the true time lies
 * within the radius of each server that is right, so these have a time in common. Servers with the
 * same key count as one, with what all their answers have in common; if that is nothing they
 * contradict themselves and count for nothing. A server whose time lies after the year 2261 does
 * not count.
 *
 * `needed` servers have to agree: with 2 * n + 1 servers n may be wrong if n + 1 are needed. 0 is
 * more than half of the servers with different keys.
 *
 * `time` and the last three members of each server are always written. `time` is that of the moment
 * at which the function returns: the middle of what they have in common.
 *
 * Returns ROUGHTIME_VALID; ROUGHTIME_INVALID, enough servers gave valid answers, but too few of
 * these agree, or as many agree on another time; ROUGHTIME_NO_ANSWER, too few gave valid answers;
 * or ROUGHTIME_UNDECIDED with errno as roughtime_query, EINVAL also for a count of 0.
 */
enum roughtime_verdict roughtime_query_many(struct roughtime *roughtime,
                                            struct roughtime_server *servers, size_t count,
                                            size_t needed, struct roughtime_time *time);

/*
 * A chain: exchanges of which each nonce, but for the first, was made of the reply before it and of
 * random bytes. So the replies were made one after the other, in this order, and servers whose
 * times say the opposite cannot both be right: the chain proves it to everybody (RFC 10049 section
 * 8).
 */
struct roughtime_chain;

/* What a chain is worth. */
enum roughtime_chain_verdict {
    ROUGHTIME_CHAIN_CONSISTENT = 1, /* every link is valid, and no times contradict the order */
    ROUGHTIME_CHAIN_CONTRADICTION,  /* the same, but the times of two links cannot both be true */
    ROUGHTIME_CHAIN_INVALID,        /* a check of a link fails: the chain proves nothing */
    ROUGHTIME_CHAIN_UNVERIFIED,     /* nothing fails, but something was not given: a key, a request;
                                       also of a chain without links */
    ROUGHTIME_CHAIN_UNDECIDED       /* it could not be computed: see errno */
};

/* "consistent", "contradiction", "invalid", "unverified" or "undecided"; "unknown" for any other
 * value. Static. */
const char *roughtime_chain_verdict_name(enum roughtime_chain_verdict verdict);

/* Makes a chain without links, which the caller frees before `roughtime`. NULL with errno ENOMEM.
 */
struct roughtime_chain *roughtime_chain_new(struct roughtime *roughtime);

/* Frees it. NULL is taken too. */
void roughtime_chain_free(struct roughtime_chain *chain);

/*
 * Adds the next link. Key and packets are as roughtime_verify takes them, and are copied. `rand` is
 * what was mixed with the reply before into the nonce: 32 bytes, 64 in versions up to v4; NULL for
 * the first link. Its key should be one that the caller knows and trusts: with keys that come with
 * the chain everybody can make servers that contradict each other. See roughtime_chain_trust, and
 * <roughtime-files.h> for chains in files.
 *
 * False with errno: EINVAL, there is no response; ENOMEM; E2BIG, the chain has 65,536 links. It is
 * then as it was, but for E2BIG, which makes it invalid.
 */
bool roughtime_chain_add(struct roughtime_chain *chain, const uint8_t key[ROUGHTIME_KEY_SIZE],
                         const uint8_t *request, size_t request_size, const uint8_t *response,
                         size_t response_size, const uint8_t *rand, size_t rand_size);

/*
 * Adds a key to those that the caller trusts. It counts from the next roughtime_chain_judge on.
 * Once there is one, a link with a key that is not among them is unverified and its time proves
 * nothing, and for a link without key the right one of them is found. As long as there is none, the
 * keys that came with the links count.
 *
 * False with errno ENOMEM; the keys are then as they were.
 */
bool roughtime_chain_trust(struct roughtime_chain *chain, const uint8_t key[ROUGHTIME_KEY_SIZE]);

/* Judges all links that were added. It may be called again when more were.
 * ROUGHTIME_CHAIN_UNDECIDED: errno is ENOMEM, or ENOTSUP if OpenSSL failed. */
enum roughtime_chain_verdict roughtime_chain_judge(struct roughtime_chain *chain);

/* The two links of a judged chain that contradict each other and stand closest together, counted
 * from 0: the links from the first to the second are the shortest proof. False if there are none;
 * then nothing is written. */
bool roughtime_chain_contradiction(const struct roughtime_chain *chain, size_t *first,
                                   size_t *second);

#ifdef __cplusplus
}
#endif

#endif
