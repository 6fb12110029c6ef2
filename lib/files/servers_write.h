// SPDX-License-Identifier: BSD-2-Clause
/*
 * A list of servers in one clean form: that of RFC 10049, with a number as version and with sources
 * and reports, or that of Google's clients. What the form cannot say is left out, and the caller is
 * told.
 */
#ifndef ROUGHTIME_SERVERS_WRITE_H
#define ROUGHTIME_SERVERS_WRITE_H

#include "files/output.h"
#include "files/servers.h"

/* The forms: constant, name. */
#define RT_SERVERS_FORMS(X)                                                                        \
    X(RFC10049, rfc10049)                                                                          \
    X(GOOGLE, google)

enum rt_servers_form {
    RT_SERVERS_FORM_NONE = 0,
#define X(id, name) RT_SERVERS_FORM_##id,
    RT_SERVERS_FORMS(X)
#undef X
        RT_SERVERS_FORM_COUNT
};

/* The form of a name, or RT_SERVERS_FORM_NONE, also for NULL. */
enum rt_servers_form rt_servers_form_find(const char *name);

/* What is not written of a list. */
enum rt_servers_loss {
    RT_SERVERS_LOSS_ADDRESS = 1, /* one address of a server: `what`, and `why` */
    RT_SERVERS_LOSS_SERVER,      /* a server: it has no address that the form can say */
    RT_SERVERS_LOSS_NO_VERSION,  /* a server: the form wants a version, and none is known */
    RT_SERVERS_LOSS_HIGHEST,     /* nothing, but the version is a guess: several are meant */
    RT_SERVERS_LOSS_URL          /* a source or the place for reports, `what`: it is not https */
};

struct rt_servers_lost {
    enum rt_servers_loss loss;
    size_t entry;                     /* of the server in its file; 0: it is of the whole list */
    const char *what;                 /* for the time of the call */
    const char *why;                  /* a clause for people. Static */
    const struct rt_version *version; /* that is written, of RT_SERVERS_LOSS_HIGHEST */
};

/* How a list is written. */
struct rt_servers_plan {
    enum rt_servers_form form;
    const struct rt_version *version; /* of every server; NULL: the newest that the list names */
    void (*lost)(void *context, const struct rt_servers_lost *lost); /* called before the server is
                                                                        written */
    void *context;
};

/* Writes the list as text, with line ends as people would set them. */
void rt_servers_write(struct rt_output *out, const struct rt_servers *servers,
                      const struct rt_servers_plan *plan);

#endif
