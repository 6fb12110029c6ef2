// SPDX-License-Identifier: BSD-2-Clause
/* Recognises compressed files, and unpacks them within bounds. */
#include "files/unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/unpack_internal.h"

#define INPUT_SIZE 65536

/* What a library does for a packing; all NULL: it was built without. */
static const struct packing {
    const char *name;
    struct rt_view magic;
    void *(*begin)(void);
    void (*end)(void *state);
    struct rt_unpack_step (*step)(void *state, struct rt_view in, uint8_t *out, size_t size);
} packings[RT_PACKING_COUNT] = {
#ifdef RT_HAVE_ZLIB
#define GZIP_FUNCTIONS rt_unpack_gzip_new, rt_unpack_gzip_free, rt_unpack_gzip_step
#else
#define GZIP_FUNCTIONS NULL, NULL, NULL
#endif
#ifdef RT_HAVE_ZSTD
#define ZSTD_FUNCTIONS rt_unpack_zstd_new, rt_unpack_zstd_free, rt_unpack_zstd_step
#else
#define ZSTD_FUNCTIONS NULL, NULL, NULL
#endif
#define XZ_FUNCTIONS    NULL, NULL, NULL
#define BZIP2_FUNCTIONS NULL, NULL, NULL
#define LZ4_FUNCTIONS   NULL, NULL, NULL
#define ZIP_FUNCTIONS   NULL, NULL, NULL
#define SEVEN_FUNCTIONS NULL, NULL, NULL
#define X(id, word, bytes)                                                                         \
    [RT_PACKING_##id] = {word, {(const uint8_t *)bytes, sizeof bytes - 1}, id##_FUNCTIONS},
    RT_PACKINGS(X)
#undef X
};

enum rt_packing rt_unpack_find(struct rt_view head)
{
    static const struct rt_view first_block = {(const uint8_t *)"1AY&SY", 6};
    int found = RT_PACKING_NONE;
    for (int i = found + 1; i < RT_PACKING_COUNT; i++)
        if (rt_view_equal(rt_view_slice(head, 0, packings[i].magic.len), packings[i].magic))
            found = i;
    /* Base64 may begin with the letters of bzip2, but cannot go on as that does. */
    if (found == RT_PACKING_BZIP2 && !rt_view_equal(rt_view_slice(head, 4, 6), first_block))
        return RT_PACKING_NONE;
    return (enum rt_packing)found;
}

const char *rt_unpack_name(enum rt_packing packing)
{
    return packings[packing].name;
}

bool rt_unpack_supported(enum rt_packing packing)
{
    return packings[packing].begin != NULL;
}

struct rt_unpack {
    const struct packing *packing;
    void *state;
    rt_unpack_source *source;
    void *context;
    uint64_t read;  /* bytes of the compressed file */
    uint64_t given; /* bytes that came out */
    bool at_end;    /* of the compressed file */
    bool ended;     /* the last member or frame is complete */
    struct rt_unpack_fault fault;
    size_t begin; /* of what is left in `input` */
    size_t end;
    uint8_t input[INPUT_SIZE];
};

struct rt_unpack *rt_unpack_open(enum rt_packing packing, rt_unpack_source *source, void *context)
{
    struct rt_unpack *unpack = calloc(1, sizeof *unpack);
    if (!unpack)
        return NULL;
    unpack->packing = &packings[packing];
    unpack->source = source;
    unpack->context = context;
    unpack->state = unpack->packing->begin();
    if (unpack->state)
        return unpack;
    free(unpack);
    return NULL;
}

void rt_unpack_close(struct rt_unpack *unpack)
{
    if (!unpack)
        return;
    unpack->packing->end(unpack->state);
    free(unpack);
}

static void fail(struct rt_unpack *unpack, enum rt_error error, const char *what)
{
    if (unpack->fault.error != RT_OK)
        return;
    unpack->fault.error = error;
    unpack->fault.at = unpack->read - (unpack->end - unpack->begin);
    snprintf(unpack->fault.cause, sizeof unpack->fault.cause, what, unpack->packing->name);
}

static void fail_step(struct rt_unpack *unpack, enum rt_error error)
{
    if (error == RT_E_TRAILING)
        fail(unpack, error, "something else follows behind the %s data");
    else if (error == RT_E_NO_MEMORY)
        fail(unpack, error, "no memory for unpacking %s");
    else
        fail(unpack, error, "the %s data are damaged");
}

/* Reads more of the compressed file, when nothing is left. */
static void refill(struct rt_unpack *unpack)
{
    if (unpack->begin < unpack->end || unpack->at_end)
        return;
    ssize_t got = unpack->source(unpack->context, unpack->input, INPUT_SIZE);
    unpack->begin = 0;
    unpack->end = got > 0 ? (size_t)got : 0;
    unpack->read += unpack->end;
    unpack->at_end = got <= 0;
    if (got < 0)
        fail(unpack, RT_E_IO, "the %s file cannot be read on");
}

size_t rt_unpack_read(struct rt_unpack *unpack, void *bytes, size_t size)
{
    while (unpack->fault.error == RT_OK) {
        refill(unpack);
        if (unpack->at_end && unpack->ended)
            return 0;
        struct rt_view in = {unpack->input + unpack->begin, unpack->end - unpack->begin};
        struct rt_unpack_step step = unpack->packing->step(unpack->state, in, bytes, size);
        unpack->begin += step.taken;
        unpack->given += step.given;
        unpack->ended = step.ended;
        if (step.error != RT_OK)
            fail_step(unpack, step.error);
        else if (unpack->given > RT_UNPACK_FREE && unpack->given / RT_UNPACK_RATIO > unpack->read)
            fail(unpack, RT_E_TOO_LARGE, "the %s data grow to more than 1024 times their size");
        else if (unpack->at_end && step.given == 0 && !step.ended)
            fail(unpack, RT_E_TRUNCATED, "the %s data end too early");
        if (step.given > 0)
            return step.given;
    }
    return 0;
}

const struct rt_unpack_fault *rt_unpack_fault(const struct rt_unpack *unpack)
{
    return &unpack->fault;
}
