// SPDX-License-Identifier: BSD-2-Clause
/*
 * Annotation puts every byte of a packet into exactly one span, in order: for real packets, for
 * each of their beginnings, and for packets with any one byte damaged.
 */
#include "files/span.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "files/json.h"
#include "registry.h"

struct tiling {
    struct rt_view bytes;
    size_t end;   /* of the last span */
    size_t count; /* of spans */
    size_t rest;  /* bytes that are not understood */
    const struct rt_value_terms *terms;
};

static void check_span(void *context, const struct rt_span *span)
{
    struct tiling *tiling = context;
    ck_assert_uint_eq(span->at, tiling->end);
    ck_assert_uint_gt(span->bytes.len, 0);
    ck_assert_ptr_eq(span->bytes.data, tiling->bytes.data + span->at);
    tiling->end += span->bytes.len;
    tiling->count++;
    if (span->kind == RT_SPAN_REST)
        tiling->rest += span->bytes.len;
}

static void check_text(void *context, const struct rt_span *span)
{
    char text[RT_SPAN_TEXT_SIZE];
    check_span(context, span);
    ck_assert_uint_gt(strlen(rt_span_text(span, ((struct tiling *)context)->terms, text)), 0);
}

/* Annotates bytes in a version's terms and checks that the spans tile them. */
static struct tiling tile_with(struct rt_view bytes, const struct rt_version *version,
                               void (*sink)(void *context, const struct rt_span *span))
{
    struct rt_packet packet;
    rt_packet_parse(&packet, bytes);
    struct rt_value_terms terms = rt_value_terms_of(
        &packet, &version->rules, (struct rt_version_name_from){rt_registry, rt_registry_count},
        rt_registry_meaning);
    struct tiling tiling = {.bytes = bytes, .terms = &terms};
    rt_span_each(&packet, bytes, &terms, sink, &tiling);
    ck_assert_uint_eq(tiling.end, bytes.len);
    return tiling;
}

static struct tiling tile(struct rt_view bytes, const struct rt_version *version)
{
    return tile_with(bytes, version, check_span);
}

/* A copy that ends where the bytes end, so that reading beyond is noticed. */
static void tile_copy(const uint8_t *data, size_t len, const struct rt_version *version)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, data, len);
    tile((struct rt_view){copy, len}, version);
    free(copy);
}

/* A response of draft 04 in small: every kind of span but a magic one stands in it. */
static size_t write_response(uint8_t *data, size_t cap)
{
    static const uint8_t zeros[64];
    uint8_t nested[256];
    struct rt_writer inner = rt_writer_into(nested, sizeof nested);
    const struct rt_field srep[] = {
        {RT_TAG_RADI, {zeros, 4}}, {RT_TAG_LEAP, {zeros, 8}}, {RT_TAG_ROOT, {zeros, 32}}};
    rt_message_write(&inner, srep, 3);
    const struct rt_field top[] = {{RT_TAG_VER, {zeros, 4}},
                                   {RT_TAG_PATH, {zeros, 64}},
                                   {RT_TAG_SREP, rt_writer_view(&inner)},
                                   {RT_TAG_INDX, {zeros, 4}}};
    struct rt_writer writer = rt_writer_into(data, cap);
    rt_frame_write(&writer, RT_FRAMING_ROUGHTIM, (uint32_t)rt_message_size(top, 4));
    rt_message_write(&writer, top, 4);
    ck_assert_int_eq(writer.error, RT_OK);
    return writer.len;
}

START_TEST(test_whole_packet)
{
    uint8_t data[512];
    size_t len = write_response(data, sizeof data);
    struct tiling tiling = tile_with((struct rt_view){data, len}, rt_registry[0], check_text);
    ck_assert_uint_eq(tiling.rest, 0);
    /* header 2, top 1+3+4, VER 1, PATH 2, SREP 1+2+3 with RADI 1, LEAP 2, ROOT 1, INDX 1 */
    ck_assert_uint_eq(tiling.count, 2 + 8 + 1 + 2 + 6 + 4 + 1);
}
END_TEST

START_TEST(test_damaged)
{
    uint8_t data[512];
    size_t len = write_response(data, sizeof data);
    for (size_t cut = 0; cut <= len; cut++)
        tile_copy(data, cut, rt_registry[0]);
    static const uint8_t values[] = {0, 1, 3, 4, 8, 0x7f, 0x80, 0xff};
    for (size_t at = 0; at < len; at++) {
        uint8_t good = data[at];
        for (size_t i = 0; i < sizeof values; i++) {
            data[at] = values[i];
            tile_copy(data, len, rt_registry[at % rt_registry_count]);
        }
        data[at] = good;
    }
}
END_TEST

/* Bytes behind the announced end, and a message beyond what can be a packet. */
START_TEST(test_trailing)
{
    static uint8_t data[RT_PACKET_MAX + 100];
    size_t len = write_response(data, sizeof data);
    ck_assert_uint_eq(tile((struct rt_view){data, len + 5}, rt_registry[0]).rest, 5);
    tile((struct rt_view){data, sizeof data}, rt_registry[0]);
    memset(data, 0, len);
    tile((struct rt_view){data, sizeof data}, rt_registry[0]);
}
END_TEST

static void tile_beginnings(struct rt_view packet)
{
    for (size_t len = 0; len <= packet.len; len++)
        tile_copy(packet.data, len, rt_registry[len % rt_registry_count]);
}

/* Every packet of an exchange file; returns how many. */
static size_t tile_file(const char *name)
{
    FILE *file = fopen(name, "r");
    ck_assert_ptr_nonnull(file);
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    struct rt_record record;
    struct rt_record_fault fault;
    enum rt_next next;
    size_t count = 0;
    while ((next = rt_json_next(reader, &record, &fault)) != RT_NEXT_END) {
        if (next != RT_NEXT_RECORD)
            continue;
        /* Of the first exchange every beginning; the others are of the same shape. */
        if (count == 0) {
            tile_beginnings(record.request);
            tile_beginnings(record.response);
        }
        tile_copy(record.request.data, record.request.len, rt_registry[0]);
        tile_copy(record.response.data, record.response.len, rt_registry[0]);
        count += 2;
    }
    rt_json_close(reader);
    fclose(file);
    return count;
}

/* Every file of each version's folder. */
START_TEST(test_vectors)
{
    size_t count = 0;
    for (size_t i = 0; i < rt_registry_count; i++) {
        char path[512];
        snprintf(path, sizeof path, "testvectors/%s", rt_registry[i]->name);
        DIR *folder = opendir(path);
        struct dirent *entry;
        while (folder && (entry = readdir(folder)) != NULL) {
            if (!strstr(entry->d_name, ".json"))
                continue;
            snprintf(path, sizeof path, "testvectors/%s/%s", rt_registry[i]->name, entry->d_name);
            count += tile_file(path);
        }
        if (folder)
            closedir(folder);
    }
    ck_assert_uint_gt(count, 0);
}
END_TEST

RT_TEST_MAIN("span", test_whole_packet, test_damaged, test_trailing, test_vectors)
