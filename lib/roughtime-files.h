// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime and files: what <roughtime.h> has no function for, because it needs more than
 * libcrypto. It is of libroughtime-files, which needs libcjson too, and promises what <roughtime.h>
 * promises.
 *
 *     struct roughtime_file_fault fault;
 *     if (!roughtime_chain_add_file(chain, "report.json", &fault))
 *         fprintf(stderr, "report.json: offset %llu: %s\n", (unsigned long long)fault.offset,
 *                 fault.cause);
 */
#ifndef ROUGHTIME_ROUGHTIME_FILES_H
#define ROUGHTIME_ROUGHTIME_FILES_H

#include <roughtime.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why a file could not be used. */
struct roughtime_file_fault {
    uint64_t offset; /* of the fault, in bytes from the beginning of the file */
    char cause[232]; /* for people, without a full stop: "link 3: no base64" */
};

/*
 * Adds the links of a report to a chain, behind those that it has. `path` names a file with one
 * chain in JSON, in any form in which chains are handed on:
 *
 *     {"responses": [{"rand", "publicKey", "request", "response"}]}   RFC 10049 section 8.4.1
 *     {"nonces": [rand...], "responses": [response...]}               drafts 08 to 11 section 9.3
 *     [{"blind", "response_packet"}]                                  drafts 00 to 03 section 8
 *     {"links": [{"serverPublicKey", "nonceOrBlind", "reply"}]}       Google's clients
 *
 * A link of the first form may have a "version" with a name, under which it is then judged, unless
 * roughtime_new was given versions. Members that are not needed are passed over. What a form
 * demands and a link lacks is no fault of the file: it makes the chain invalid.
 *
 * Keys in a report are those of its author: roughtime_chain_trust says which ones count. Two of the
 * forms have none; without trusted keys such a chain is ROUGHTIME_CHAIN_UNVERIFIED at best.
 *
 * False with errno, and the chain has the links that it had:
 *   EBADMSG  the file does not hold one chain, or something in it is wrong: the text is no JSON, a
 *            link has no response, bytes are no base64, a version does not exist
 *   E2BIG    the chain would have more than 65,536 links
 *   ENOMEM   there is no memory
 *   EIO      reading failed
 *   or why the file cannot be opened: ENOENT, EACCES and what else open(2) gives.
 * `fault` then says it in words; NULL is allowed. It is not written if all went well.
 */
bool roughtime_chain_add_file(struct roughtime_chain *chain, const char *path,
                              struct roughtime_file_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
