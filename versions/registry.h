// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every version that this build knows, oldest first.
 *
 * The list is versions/registry.def, one line a version; each is a constant of its own in
 * versions/<name>.c. Functions of the library that need several versions take an array, so a
 * program may as well pass a list of its own.
 */
#ifndef ROUGHTIME_REGISTRY_H
#define ROUGHTIME_REGISTRY_H

#include <stddef.h>

#include "rules/version.h"

/* One constant a version: rt_version_v7 and so on. */
#define RT_VERSION(name) extern const struct rt_version rt_version_##name;
#include "registry.def"
#undef RT_VERSION

/* The versions in the order of their publication, and their number. Static, never changed. */
extern const struct rt_version *const rt_registry[];
extern const size_t rt_registry_count;

/* The version of this name ("v7", "google"; upper and lower case differ), or NULL. */
const struct rt_version *rt_registry_find(const char *name);

/* What the registry of RFC 10049 (section 12.2) says of a number that no version has, in none of
 * its readings either: "reserved", "not assigned", "for experimental use" or "for private use".
 * NULL of a number that a version has. Static. */
const char *rt_registry_use(uint32_t number);

/* What a program means by numbers that no document has. All strings are static. */
struct rt_registry_number {
    uint32_t first;
    uint32_t last;
    const char *program;             /* its name, with version or commit */
    const struct rt_version *layout; /* in which its packets are judged, too; NULL: in none */
    const char *means;               /* a clause: "in the layout of v14" */
    const char *source;              /* where it is written, or who recorded it */
    const char *date;                /* YYYY-MM-DD */
};

/* More numbers than these are a range, and say little of a single one. */
#define RT_REGISTRY_NUMBERS_FEW 15

/* The programs that use a number, one after the other: that after `last`, NULL for the first. NULL
 * after the last one. What says most of the number comes first. */
const struct rt_registry_number *rt_registry_number(uint32_t number,
                                                    const struct rt_registry_number *last);

/* As what packets with a number that no version has can be judged: the version in whose layout a
 * program makes them, and a reading of it that says the number. False if no program is known. */
bool rt_registry_number_reading(uint32_t number, const struct rt_version **version,
                                struct rt_reading *reading);

/* Room for what is known of a number, with its final zero. */
#define RT_REGISTRY_NUMBER_SIZE 256

/* Writes which programs use a number: "roughly 0.3.0, in the layout of v14; ...". Those that use a
 * whole range are named only if `ranges`, and only if there are no others. "" if there is none.
 * Returns `text`. */
const char *rt_registry_number_text(uint32_t number, bool ranges,
                                    char text[RT_REGISTRY_NUMBER_SIZE]);

/* What a number is that no version has: the programs that use it, if they do not use a whole range
 * of numbers, else rt_registry_use. NULL of a number that a version has. In `text` or static. */
const char *rt_registry_meaning(uint32_t number, char text[RT_REGISTRY_NUMBER_SIZE]);

/* The place of a version in the registry, or rt_registry_count. */
size_t rt_registry_place(const struct rt_version *version);

#endif
