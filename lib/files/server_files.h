// SPDX-License-Identifier: BSD-2-Clause
/* What a server reads from files: its keys (secret.h), and the list of leap seconds (leapfile.h).
 */
#ifndef ROUGHTIME_SERVER_FILES_H
#define ROUGHTIME_SERVER_FILES_H

#include "files/secret.h"
#include "server/leapfile.h"

/* Keys as rt_server_settings and rt_server_rekey take them: identities[0] to [count - 1]. Large,
 * and not to be moved; the caller owns it, and wipes it in any case. */
struct rt_server_files_keys {
    size_t count;
    struct rt_secret secrets[RT_IDENTITIES];
    struct rt_ready_cert certs[RT_IDENTITIES][RT_CERTS_MAX];
    struct rt_identity identities[RT_IDENTITIES];
};

/* Why a file cannot be used. */
struct rt_server_files_fault {
    const char *name;    /* of the file, as it was given */
    enum rt_error error; /* RT_OK: the file is right, and its key was in a file before it */
    size_t at;           /* byte offset in the file; 0 where there is no place */
    char cause[200];     /* a clause for people, without a full stop */
};

/* Reads seeds and delegations, RT_IDENTITIES at most. False and a fault; rt_secret_read says which
 * errors there are. */
RT_CHECKED bool rt_server_files_keys(struct rt_crypto *crypto, const char *const *names,
                                     size_t count, struct rt_server_files_keys *keys,
                                     struct rt_server_files_fault *fault);

void rt_server_files_wipe(struct rt_server_files_keys *keys);

/* Reads a list of leap seconds; "-" is standard input. False and a fault: RT_E_IO (the cause is the
 * system's) or RT_E_NO_MEMORY without a place, and the errors of rt_leapfile_parse. */
RT_CHECKED bool rt_server_files_leaps(const char *name, struct rt_leapfile *leaps,
                                      struct rt_server_files_fault *fault);

#endif
