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

/* The place of a version in the registry, or rt_registry_count. */
size_t rt_registry_place(const struct rt_version *version);

#endif
