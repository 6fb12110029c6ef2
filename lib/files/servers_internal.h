// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of servers.h. */
#ifndef ROUGHTIME_SERVERS_INTERNAL_H
#define ROUGHTIME_SERVERS_INTERNAL_H

#include "files/servers.h"

#pragma GCC visibility push(hidden)

/* A list while it is read. */
struct rt_servers_build {
    struct rt_servers *servers;
    struct rt_known known;
    size_t server_cap;
    size_t note_cap;
    size_t entry; /* where notes belong: number and offset of the entry, 0 for the list */
    size_t at;
    bool versioned; /* an entry has a version */
    bool published; /* the list has "sources" or "reports", which only the form of RFC 10049 has */
    bool no_memory;
};

/* An entry of a list that is no JSON; what is NULL does not stand there. */
struct rt_servers_plain {
    const char *name;
    const char *key_type;
    const char *key;
    const char *version;
    bool version_bare; /* not between quotes */
    size_t address_count;
    const char *protocols[RT_SERVERS_ADDRESSES + 1];
    const char *addresses[RT_SERVERS_ADDRESSES + 1];
};

/* Adds a note at the present place, or at another offset. `format` NULL: no detail. */
void rt_servers_note_add(struct rt_servers_build *build, enum rt_oddity oddity, const char *format,
                         ...) __attribute__((format(printf, 3, 4)));
void rt_servers_note_at(struct rt_servers_build *build, enum rt_oddity oddity, size_t at,
                        const char *detail);

/* Room for one more; returns the array, moved or not, or NULL. */
void *rt_servers_grown(void *array, size_t count, size_t *cap, size_t size);

/* A copy that the list owns; NULL sets no_memory. */
char *rt_servers_copy(struct rt_servers_build *build, const char *text);

/* A new server at the end of the list, all zero; NULL sets no_memory. */
struct rt_servers_entry *rt_servers_append(struct rt_servers_build *build);

/* Takes the last server away again. */
void rt_servers_drop(struct rt_servers_build *build);

/* One object of a list, as text. Adds a server or says why not. */
void rt_servers_entry(struct rt_servers_build *build, struct rt_view text);

/* An entry of another form. Adds a server or says why not. */
void rt_servers_entry_plain(struct rt_servers_build *build, const struct rt_servers_plain *plain);

/* Whether a text is a list in a form of servers_text.c; and reads one from an offset on. */
bool rt_servers_text_is_list(struct rt_view text);
void rt_servers_text_read(struct rt_servers_build *build, struct rt_view text, size_t from);

/* What only the whole list can tell: the same key, name or address twice, too few operators. */
void rt_servers_lint(struct rt_servers_build *build);

/*
 * The values of an array or the members of an object, found by brackets, quotes and commas alone,
 * so that one value that is no JSON does not hide the next.
 */
struct rt_pieces {
    struct rt_view text;
    size_t at;
    bool object;
    bool cut; /* the text ended before the closing bracket */
};

struct rt_piece {
    struct rt_view key;   /* of an object: as it stands between the quotes */
    struct rt_view value; /* without the space around it */
    size_t at;            /* of the value in the text */
};

/* Begins at the bracket that stands at `at`. */
struct rt_pieces rt_pieces_over(struct rt_view text, size_t at);

/* The next piece; false at the end, with `at` behind the closing bracket. */
bool rt_pieces_next(struct rt_pieces *pieces, struct rt_piece *piece);

#pragma GCC visibility pop

#endif
