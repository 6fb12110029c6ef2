// SPDX-License-Identifier: BSD-2-Clause
/* A record of the members of one object, in each form. */
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/key.h"
#include "files/json_internal.h"

/* Where the value of a member begins. Only needed for faults: it reads the record again. */
static size_t place_of(const struct rt_json_reader *reader, const char *key)
{
    size_t at = reader->record_at;
    rt_json_scan_find(rt_json_text(reader), reader->record_at, key, &at);
    return at;
}

static struct rt_view view_of(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

/* Where bytes go and what they are. */
struct target {
    const char *name; /* of the member, or of the array where they stand */
    uint8_t *data;
    size_t cap;
    struct rt_view *view;
};

/* The two alphabets of base64 are both read elsewhere. Nobody writes the second one into a chain,
 * and there every byte must count: a text that was changed must not mean what it meant. */
static size_t foreign_at(const struct rt_json_reader *reader, const char *text)
{
    return reader->form == RT_FORM_NONE ? strlen(text) : strcspn(text, "-_");
}

/* Shorter strings of hex digits may be base64 of as many bytes by chance. */
#define HEX_MIN 32

/* The hex digits of a string that is nothing else, perhaps behind 0x, and that is no base64: that
 * of a packet or of a random value has other letters, and that of zeros has no digits. Absent if it
 * may be base64. */
static struct rt_view hex_digits(const char *text)
{
    struct rt_view digits = view_of(text[0] == '0' && (text[1] | 0x20) == 'x' ? text + 2 : text);
    if (digits.len < HEX_MIN)
        return (struct rt_view){NULL, 0};
    bool number = false;
    for (size_t i = 0; i < digits.len; i++) {
        if (rt_hex_digit(digits.data[i]) < 0)
            return (struct rt_view){NULL, 0};
        number = number || digits.data[i] <= '9';
    }
    return number ? digits : (struct rt_view){NULL, 0};
}

/* Most programs leave out the padding of the URL alphabet. */
static struct rt_fault decode_base64(const struct rt_json_reader *reader, const char *text,
                                     const struct target *target, size_t *len)
{
    struct rt_view view = view_of(text);
    return reader->form == RT_FORM_NONE
               ? rt_base64_decode_bare(view, RT_SPACES_REFUSED, target->data, target->cap, len)
               : rt_base64_decode(view, RT_SPACES_REFUSED, target->data, target->cap, len);
}

/* Decodes the string that stands at `at`: base64, or hex. */
static bool take_bytes(struct rt_json_reader *reader, const char *text, size_t at,
                       const struct target *target)
{
    struct rt_view hex = hex_digits(text);
    bool is_hex = rt_view_present(hex);
    size_t len = 0, foreign = is_hex ? strlen(text) : foreign_at(reader, text);
    struct rt_fault fault = is_hex ? rt_hex_decode(hex, target->data, target->cap, &len)
                                   : decode_base64(reader, text, target, &len);
    *target->view = (struct rt_view){target->data, len};
    if (fault.error == RT_E_NO_SPACE) {
        rt_json_report(reader, RT_E_TOO_LARGE, at, "\"%s\" has more than %zu bytes", target->name,
                       target->cap);
        return false;
    }
    if (fault.error == RT_OK && text[foreign] == '\0')
        return true;
    if (is_hex)
        rt_json_report(reader, RT_E_HEX, at, "\"%s\" is hex and ends in half a byte", target->name);
    else
        rt_json_report(reader, RT_E_BASE64, at + 1 + (fault.error == RT_OK ? foreign : fault.at),
                       "\"%s\" is not base64: a wrong character or wrong padding", target->name);
    return false;
}

/* A member that must be a string if it is there; *value is NULL if it is not. */
static bool text_field(struct rt_json_reader *reader, const char *key, const char **value)
{
    const struct cJSON *item = rt_json_member(reader->tree, key);
    *value = rt_json_string(item);
    if (item == NULL || *value != NULL)
        return true;
    rt_json_report(reader, RT_E_JSON_TYPE, place_of(reader, key), "\"%s\" is not a string", key);
    return false;
}

/* Reads an element of an array of bytes: 0 to 255, or as Java has them, -128 to 127. Returns where
 * it ends; `at` itself if it is no such number. */
static size_t element(struct rt_view text, size_t at, uint8_t *byte)
{
    const bool minus = text.data[at] == '-';
    unsigned value = 0;
    size_t end = at + minus;
    while (end < text.len && text.data[end] >= '0' && text.data[end] <= '9' && value < 1000)
        value = 10 * value + (text.data[end++] - (unsigned)'0');
    if (end == at + minus || value > (minus ? 128U : 255U))
        return at;
    *byte = (uint8_t)(minus ? 256 - value : value);
    return end;
}

/* Decodes the array of numbers that stands at `at`, as serde writes bytes. It is well-formed JSON.
 */
static bool take_array(struct rt_json_reader *reader, size_t at, const struct target *target)
{
    const struct rt_view text = rt_json_text(reader);
    size_t len = 0, next = rt_json_scan_space(text, at + 1);
    while (next < text.len && text.data[next] != ']') {
        uint8_t byte = 0;
        size_t end = element(text, next, &byte);
        size_t behind = rt_json_scan_space(text, end);
        if (end == next || behind >= text.len || !strchr(",]", text.data[behind])) {
            rt_json_report(reader, RT_E_JSON_TYPE, next, "\"%s\" has an element that is no byte",
                           target->name);
            return false;
        }
        if (len == target->cap) {
            rt_json_report(reader, RT_E_TOO_LARGE, next, "\"%s\" has more than %zu bytes",
                           target->name, target->cap);
            return false;
        }
        target->data[len++] = byte;
        next = text.data[behind] == ',' ? rt_json_scan_space(text, behind + 1) : behind;
    }
    *target->view = (struct rt_view){target->data, len};
    return true;
}

/* Where a member of a lone exchange has an array of bytes: itself, or in the member data, as Node
 * writes {"type":"Buffer","data":[...]}. False: it is none. */
static bool array_at(const struct rt_json_reader *reader, const char *key, size_t *at)
{
    const struct cJSON *item = rt_json_member(reader->tree, key);
    enum rt_json_kind kind = rt_json_kind(item);
    if (reader->form != RT_FORM_NONE || (kind != RT_JSON_ARRAY && kind != RT_JSON_OBJECT))
        return false;
    *at = place_of(reader, key);
    if (kind == RT_JSON_ARRAY)
        return true;
    return rt_json_kind(rt_json_member(item, "data")) == RT_JSON_ARRAY &&
           rt_json_scan_find(rt_json_text(reader), *at, "data", at);
}

static bool bytes_field(struct rt_json_reader *reader, struct target target)
{
    const char *value = NULL;
    size_t at;
    if (array_at(reader, target.name, &at))
        return take_array(reader, at, &target);
    if (!text_field(reader, target.name, &value))
        return false;
    return value == NULL || take_bytes(reader, value, place_of(reader, target.name), &target);
}

static bool packet_field(struct rt_json_reader *reader, const char *key, uint8_t *data,
                         struct rt_view *view)
{
    return bytes_field(reader, (struct target){key, data, RT_PACKET_MAX, view});
}

/* Bytes that the first link of a chain need not have: writers leave them out, or write null or an
 * empty string. */
static bool rand_field(struct rt_json_reader *reader, const char *key, uint8_t *data,
                       struct rt_view *view)
{
    bool chain = reader->form != RT_FORM_NONE;
    if (chain && rt_json_kind(rt_json_member(reader->tree, key)) == RT_JSON_NULL)
        return true;
    if (!bytes_field(reader, (struct target){key, data, RT_JSON_RAND_MAX, view}))
        return false;
    if (chain && view->len == 0)
        *view = (struct rt_view){NULL, 0};
    return true;
}

/* In a chain a key has one text, as bytes have (foreign_at). */
static bool key_form_fits(const struct rt_json_reader *reader, enum rt_key_form form)
{
    return reader->form == RT_FORM_NONE || form == RT_KEY_FORM_BASE64 || form == RT_KEY_FORM_HEX;
}

static bool key_array(struct rt_json_reader *reader, const char *key, size_t at)
{
    struct rt_view bytes = {NULL, 0};
    if (!take_array(reader, at, &(struct target){key, reader->record->key, RT_KEY_SIZE, &bytes}))
        return false;
    reader->record->have_key = bytes.len == RT_KEY_SIZE;
    if (!reader->record->have_key)
        rt_json_report(reader, RT_E_JSON_TYPE, at, "\"%s\" has %zu bytes, a key has %d", key,
                       bytes.len, RT_KEY_SIZE);
    return reader->record->have_key;
}

static bool key_field(struct rt_json_reader *reader, const char *key)
{
    struct rt_record *record = reader->record;
    const char *value = NULL;
    size_t at;
    if (array_at(reader, key, &at))
        return key_array(reader, key, at);
    if (!text_field(reader, key, &value))
        return false;
    if (value == NULL)
        return true;
    enum rt_key_form form = RT_KEY_FORM_BASE64;
    struct rt_fault fault = rt_key_parse(view_of(value), record->key, &form);
    if (fault.error == RT_OK && !key_form_fits(reader, form))
        fault.error = RT_E_BASE64;
    record->have_key = fault.error == RT_OK;
    record->key_ml_dsa = fault.error == RT_E_KEY_ML_DSA;
    if (record->have_key || record->key_ml_dsa)
        return true;
    rt_json_report(reader, fault.error, place_of(reader, key),
                   "\"%s\" is not 32 bytes in base64 or hex", key);
    return false;
}

/* Keys of ML-DSA-44 verify nothing, but make no link a wrong one. */
static bool key_type_field(struct rt_json_reader *reader)
{
    static const char key[] = "publicKeyType";
    const char *value = NULL;
    if (!text_field(reader, key, &value))
        return false;
    if (value == NULL || strcmp(value, RT_KEY_TYPE) == 0 || strcmp(value, RT_KEY_TYPE_ML_DSA) == 0)
        return true;
    rt_json_report(reader, RT_E_JSON_FIELD, place_of(reader, key), "\"%s\" is not \"ed25519\"",
                   key);
    return false;
}

static bool has_response(struct rt_json_reader *reader, const char *key)
{
    if (rt_view_present(reader->record->response))
        return true;
    rt_json_report(reader, RT_E_JSON_FIELD, reader->record_at, "\"%s\" is missing", key);
    return false;
}

/* The links of a report are all made by one program, and so have the same members. A link that
 * lacks one was altered, even if the others still prove something. */
static bool shape_fits(struct rt_json_reader *reader, const char *const *keys, size_t count)
{
    unsigned shape = 0;
    for (size_t i = 0; i < count; i++)
        if (rt_json_member(reader->tree, keys[i]))
            shape |= 1u << i;
    if (!reader->shaped)
        reader->shape = shape;
    reader->shaped = true;
    for (size_t i = 0; i < count; i++) {
        if (((shape ^ reader->shape) >> i & 1) == 0)
            continue;
        rt_json_report(reader, RT_E_JSON_FIELD, reader->record_at,
                       shape >> i & 1 ? "it has \"%s\", and links before it have not"
                                      : "it has no \"%s\", and links before it have",
                       keys[i]);
        return false;
    }
    return true;
}

/* A dialect of the form of RFC 10049, which pyroughtime wrote from 1ce1c6b to 4fa8036: the nonce
 * instead of the request, and rand is called blind. Data sets keep the nonce alone likewise. */
static bool read_dialect(struct rt_json_reader *reader)
{
    struct rt_record *record = reader->record;
    if (reader->form == RT_FORM_RFC10049 && !rt_json_member(reader->tree, "rand") &&
        !rand_field(reader, "blind", reader->rand, &record->rand))
        return false;
    return rt_view_present(record->request) ||
           rand_field(reader, "nonce", reader->nonce, &record->nonce);
}

/* An object without packets is said to be none, whatever its other members hold. */
static bool has_packets(struct rt_json_reader *reader)
{
    if (reader->form != RT_FORM_NONE || rt_json_member(reader->tree, "request") ||
        rt_json_member(reader->tree, "response"))
        return true;
    rt_json_report(reader, RT_E_JSON_FIELD, reader->record_at,
                   "neither \"request\" nor \"response\"");
    return false;
}

/* An exchange, alone or in an array, or a link in the form of RFC 10049. */
static bool read_exchange(struct rt_json_reader *reader)
{
    struct rt_record *record = reader->record;
    if (!has_packets(reader) || !key_field(reader, "publicKey") ||
        !packet_field(reader, "request", reader->request, &record->request) ||
        !packet_field(reader, "response", reader->response, &record->response) ||
        !rand_field(reader, "rand", reader->rand, &record->rand) || !read_dialect(reader) ||
        !text_field(reader, "version", &record->version))
        return false;
    record->expect = rt_json_member(reader->tree, "expect");
    return reader->form == RT_FORM_NONE || has_response(reader, "response");
}

static bool read_google(struct rt_json_reader *reader)
{
    static const char *const keys[] = {"serverPublicKey", "publicKeyType"};
    struct rt_record *record = reader->record;
    bool first = reader->links == 1;
    return key_type_field(reader) && key_field(reader, "serverPublicKey") &&
           packet_field(reader, "reply", reader->response, &record->response) &&
           rand_field(reader, "nonceOrBlind", first ? reader->nonce : reader->rand,
                      first ? &record->nonce : &record->rand) &&
           has_response(reader, "reply") && shape_fits(reader, keys, 2);
}

/* The blind of an object is the rand of the next one, also if the rest of it is at fault. */
static bool read_draft00(struct rt_json_reader *reader)
{
    struct rt_record *record = reader->record;
    struct rt_view rand = reader->next_rand;
    if (rt_view_present(rand)) {
        memcpy(reader->rand, rand.data, rand.len);
        record->rand = (struct rt_view){reader->rand, rand.len};
    }
    reader->next_rand = (struct rt_view){NULL, 0};
    return rand_field(reader, "blind", reader->blind, &reader->next_rand) &&
           packet_field(reader, "response_packet", reader->response, &record->response) &&
           has_response(reader, "response_packet");
}

/* The element of "nonces" that belongs to this response. */
static bool read_nonce(struct rt_json_reader *reader)
{
    struct rt_json_fault fault;
    struct rt_record *record = reader->record;
    struct rt_view text = rt_json_text(reader);
    size_t at = rt_json_scan_space(text, reader->nonces), end = 0;
    bool good = rt_json_scan(text, at, &end, &fault);
    const struct target target = {"nonces", reader->rand, RT_JSON_RAND_MAX, &record->rand};
    reader->nonces = rt_json_scan_space(text, end) + 1; /* behind the comma */
    struct cJSON *item = good && end - at <= RT_JSON_LINE_MAX
                             ? rt_json_parse_scanned(rt_view_slice(text, at, end - at), &fault)
                             : NULL;
    const char *value = rt_json_string(item);
    if (value != NULL && value[0] != '\0')
        good = take_bytes(reader, value, at, &target);
    else if (value == NULL && rt_json_kind(item) != RT_JSON_NULL) {
        rt_json_report(reader, RT_E_JSON_TYPE, at, "an element of \"nonces\" is not a string");
        good = false;
    }
    rt_json_free(item);
    return good;
}

static bool read_draft08(struct rt_json_reader *reader)
{
    const char *value = rt_json_string(reader->tree);
    const struct target target = {"responses", reader->response, RT_PACKET_MAX,
                                  &reader->record->response};
    bool has_nonce = reader->links > 1 || !reader->nonces_lag;
    if (has_nonce && !read_nonce(reader))
        return false;
    if (value != NULL)
        return take_bytes(reader, value, reader->record_at, &target);
    rt_json_report(reader, RT_E_JSON_TYPE, reader->record_at,
                   "an element of \"responses\" is not a string, as the first one is");
    return false;
}

static bool read_fields(struct rt_json_reader *reader)
{
    switch (reader->form) {
    case RT_FORM_NONE:
    case RT_FORM_RFC10049:
    case RT_FORM_COUNT:
        return read_exchange(reader);
    case RT_FORM_DRAFT08:
        return read_draft08(reader);
    case RT_FORM_DRAFT00:
        return read_draft00(reader);
    case RT_FORM_GOOGLE:
        return read_google(reader);
    }
    return false;
}

/* The faults of a value that is no exchange and no link. */
static bool is_object(struct rt_json_reader *reader)
{
    static const char *const lists[] = {"responses", "links"};
    const struct cJSON *tree = reader->tree;
    bool exchange = rt_json_member(tree, "request") || rt_json_member(tree, "response");
    if (rt_json_kind(tree) != RT_JSON_OBJECT) {
        rt_json_report(reader, RT_E_JSON_TYPE, reader->record_at,
                       reader->form == RT_FORM_NONE ? "an exchange must be an object"
                                                    : "it is not an object");
        return false;
    }
    for (size_t i = 0; !exchange && i < sizeof lists / sizeof lists[0]; i++) {
        if (rt_json_member(tree, lists[i]) == NULL)
            continue;
        rt_json_report(reader, RT_E_JSON_TYPE, place_of(reader, lists[i]),
                       "\"%s\" is not an array, or a report stands inside another list", lists[i]);
        return false;
    }
    return true;
}

enum rt_next rt_json_make_record(struct rt_json_reader *reader, size_t at, size_t end)
{
    struct rt_json_fault fault;
    struct rt_record *record = reader->record;
    *record = (struct rt_record){.number = reader->records,
                                 .at = reader->lines.base + at,
                                 .line = reader->lines.line,
                                 .report = reader->group,
                                 .form = reader->form};
    reader->record_at = at;
    if (end - at > RT_JSON_LINE_MAX)
        return rt_json_report(reader, RT_E_TOO_LARGE, at, "a record of more than %u MiB",
                              RT_JSON_LINE_MAX >> 20);
    rt_json_free(reader->tree);
    struct rt_view text = rt_view_slice(rt_json_text(reader), at, end - at);
    reader->tree = rt_json_parse_scanned(text, &fault);
    if (reader->tree == NULL)
        return rt_json_report(reader, fault.error, at + fault.at, "%s", fault.cause);
    if (reader->form != RT_FORM_DRAFT08 && !is_object(reader))
        return RT_NEXT_FAULT;
    record->id = rt_json_string(rt_json_member(reader->tree, "id"));
    record->source = rt_json_member(reader->tree, "source");
    if (record->source == NULL)
        record->source = reader->source;
    return read_fields(reader) ? RT_NEXT_RECORD : RT_NEXT_FAULT;
}
