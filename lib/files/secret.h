// SPDX-License-Identifier: BSD-2-Clause
/*
 * Secrets in files: the seed of a long-term key, and delegations that let it stay offline.
 *
 * A seed file has two lines, so that nobody can take it for a public key:
 *
 *     rtctl secret seed 1
 *     64 hex digits
 *
 * The 1 is the number of this form. Older files have the digits alone; they are read, too. A
 * delegation file is what `rtctl key delegate` makes and a server needs:
 *
 *     {"rtctl": 1, "type": "delegation", "publicKey": base64 of the long-term key,
 *      "seed": hex of the online key's seed,
 *      "certs": [{"cert-context": "plain", "context-nul": "present", "clock": "mjd",
 *                 "cert": base64 of CERT}, ...]}
 *
 * A CERT depends on three parameters of a version only: the context it is signed with, whether a
 * zero byte ends that, and the clock of MINT and MAXT. So there is one for each combination that
 * the versions asked for have, at most RT_CERTS_MAX.
 *
 * Secrets are read from files or standard input ("-") and never from the command line. A regular
 * file that its group or others may read is refused (RT_E_EXPOSED), standard input too if it is
 * such a file. Every buffer that held one is overwritten before it is given up; what a caller
 * gets in a struct is the caller's to wipe (rt_secret_wipe_bytes, rt_secret_wipe).
 */
#ifndef ROUGHTIME_SECRET_H
#define ROUGHTIME_SECRET_H

#include "server/responder.h"

/* Combinations of three contexts, two ends of them and three clocks. */
#define RT_CERTS_MAX 18

/* What the first line of a seed file begins with; the number of the form follows. */
#define RT_SEED_HEADER "rtctl secret seed "

/* The largest file of secrets. */
#define RT_SECRET_FILE_MAX 65536

/* A CERT and what it is for. */
struct rt_cert {
    enum rt_cert_context cert_context;
    enum rt_context_nul context_nul;
    enum rt_clock clock;
    uint64_t mint; /* in that clock */
    uint64_t maxt;
    uint8_t bytes[RT_CERT_MAX];
    size_t len;
};

enum rt_secret_kind {
    RT_SECRET_SEED = 1,  /* the seed of a long-term key: the server makes its own delegations */
    RT_SECRET_DELEGATION /* the seed of an online key, with CERTs */
};

struct rt_secret {
    enum rt_secret_kind kind;
    uint8_t key[RT_KEY_SIZE];  /* the long-term public key: what clients know the server by */
    uint8_t seed[RT_KEY_SIZE]; /* secret: of the long-term key, or of the online key */
    size_t cert_count;         /* 0 with RT_SECRET_SEED */
    struct rt_cert certs[RT_CERTS_MAX];
};

/* What is wrong with a file of secrets. The cause never quotes from the file. */
struct rt_secret_fault {
    enum rt_error error;
    size_t at;       /* byte offset in the file; 0 where there is no place */
    char cause[200]; /* a clause for people, without a full stop */
};

/* Overwrites memory in a way that no compiler leaves out. */
void rt_secret_wipe_bytes(void *data, size_t len);
void rt_secret_wipe(struct rt_secret *secret);

/* What a text is by its form. */
enum rt_secret_form {
    RT_FORM_OTHER = 1, /* no secret that is known here */
    RT_FORM_SEED,      /* it begins as a seed file does, of whatever number */
    RT_FORM_DIGITS,    /* 64 hex digits alone: an older seed file, or a public key */
    RT_FORM_DELEGATION /* a JSON object with a seed in it */
};

/* For whoever reads public things and must not print a secret. The text may be cut short behind
 * the seed; it need not be right. */
enum rt_secret_form rt_secret_form(struct rt_view text);

/* A fresh random seed from the kernel. RT_OK or RT_E_IO. */
RT_CHECKED enum rt_error rt_secret_seed_make(uint8_t seed[RT_KEY_SIZE]);

/*
 * Reads either kind of file and computes or checks the rest: each CERT must be signed by the
 * long-term key, with the context and clock it claims, for the online key.
 *
 * False and a fault: RT_E_IO (the cause is the system's), RT_E_EXPOSED, RT_E_EMPTY, RT_E_HEX,
 * RT_E_UNKNOWN_VERSION (a seed file of another form), RT_E_KEY_LENGTH (no 64 digits),
 * RT_E_TRAILING, RT_E_TOO_LARGE, RT_E_JSON and its kin, RT_E_SIGNATURE,
 * RT_E_CRYPTO. `secret` is then wiped.
 */
RT_CHECKED bool rt_secret_read(struct rt_crypto *crypto, const char *path, struct rt_secret *secret,
                               struct rt_secret_fault *fault);

/* Creates a seed file, mode 0600; "-" is not allowed. A file that exists is left alone: RT_E_IO
 * with EEXIST. The file gets its name when it is whole and synced, and not before. */
RT_CHECKED bool rt_secret_seed_write(const char *path, const uint8_t seed[RT_KEY_SIZE],
                                     struct rt_secret_fault *fault);

/* The same for a delegation. */
RT_CHECKED bool rt_secret_delegation_write(const char *path, const struct rt_secret *delegation,
                                           struct rt_secret_fault *fault);

/*
 * Signs a delegation: adds to `delegation` a CERT for the combination that `rules` have, if there
 * is none yet, valid from `mint` up to `maxt` in the clock of the rules. A mint with nanoseconds
 * is rounded down by a clock of seconds. delegation->key and ->seed must stand already.
 * RT_E_TIME_RANGE: the clock cannot tell one of the two times. RT_E_CRYPTO.
 */
RT_CHECKED enum rt_error rt_secret_delegation_add(struct rt_crypto *crypto,
                                                  struct rt_secret *delegation,
                                                  const uint8_t long_term[RT_KEY_SIZE],
                                                  const struct rt_rules *rules,
                                                  struct rt_instant mint, struct rt_instant maxt);

/* The secret as a responder or a server takes it. It borrows from the secret and from `certs`. */
struct rt_identity rt_secret_identity(const struct rt_secret *secret,
                                      struct rt_ready_cert certs[RT_CERTS_MAX]);

/* The CERT for a version's rules, or NULL: the delegation was not made for it. */
const struct rt_cert *rt_secret_cert(const struct rt_secret *secret, const struct rt_rules *rules);

#endif
