// SPDX-License-Identifier: BSD-2-Clause
/* Reads public keys from files, and refuses files that hold secrets. */
#include "files/key_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "files/json.h"
#include "files/secret.h"

/* Where the key stands in the text of key show. */
#define KEY_LINE "\n  key  "

struct key_file {
    const char *name;
    struct rt_key_file_fault *fault;
    bool open_to_others; /* a regular file that not only its owner may use */
    uint8_t text[RT_SECRET_FILE_MAX];
    size_t len;
};

static bool refuse(const struct key_file *file, enum rt_key_file_cause cause, size_t at,
                   const char *text)
{
    file->fault->cause = cause;
    file->fault->at = at;
    snprintf(file->fault->text, sizeof file->fault->text, "%s", text);
    return false;
}

static bool not_a_key(const struct key_file *file, size_t at, const char *text)
{
    return refuse(file, RT_KEY_FILE_NO_KEY, at, text);
}

static bool read_bytes(struct key_file *file)
{
    struct stat status;
    bool from_stdin = strcmp(file->name, "-") == 0;
    FILE *stream = from_stdin ? stdin : fopen(file->name, "r");
    bool good = stream && fstat(fileno(stream), &status) == 0;
    if (good) {
        file->open_to_others =
            S_ISREG(status.st_mode) && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
        file->len = fread(file->text, 1, sizeof file->text, stream);
        good = !ferror(stream);
    }
    if (!good)
        refuse(file, RT_KEY_FILE_IO, 0, strerror(errno));
    if (stream && !from_stdin)
        fclose(stream);
    return good;
}

static bool refuse_digits(const struct key_file *file)
{
    return refuse(file, RT_KEY_FILE_DIGITS, 0, "64 hex digits can be a seed, a secret");
}

/* Whether nothing says that this is a secret. */
static bool is_public(const struct key_file *file, struct rt_view text)
{
    switch (rt_secret_form(text)) {
    case RT_FORM_SEED:
        return refuse(file, RT_KEY_FILE_SEED, 0, "this is the seed of a key, a secret");
    case RT_FORM_DELEGATION:
        return refuse(file, RT_KEY_FILE_DELEGATION, 0,
                      "this is a delegation and has a secret in it");
    case RT_FORM_DIGITS:
        if (file->open_to_others)
            return true;
        return refuse_digits(file);
    case RT_FORM_OTHER:
        break;
    }
    return true;
}

/* The public key in the text of key show: the place behind KEY_LINE, or NULL. */
static const uint8_t *find_line(struct rt_view text)
{
    const size_t len = strlen(KEY_LINE);
    for (size_t at = 0; at + len <= text.len; at++)
        if (memcmp(text.data + at, KEY_LINE, len) == 0)
            return text.data + at + len;
    return NULL;
}

/* Puts into `text` what stands for the key in the text of key show; false if there are several. */
static bool narrow(const struct key_file *file, struct rt_view *text)
{
    const uint8_t *line = find_line(*text);
    if (!line)
        return true;
    size_t at = (size_t)(line - text->data);
    struct rt_view rest = rt_view_slice(*text, at, text->len - at);
    const uint8_t *end = memchr(rest.data, '\n', rest.len);
    const uint8_t *more = find_line(rest);
    if (more)
        return not_a_key(file, (size_t)(more - text->data), "this is a second one");
    *text = rt_view_slice(rest, 0, end ? (size_t)(end - rest.data) : rest.len);
    return true;
}

static bool parse(const struct key_file *file, struct rt_view text, uint8_t key[RT_KEY_SIZE])
{
    enum rt_key_form form = RT_KEY_FORM_BASE64;
    struct rt_fault fault = rt_key_parse(text, key, &form);
    size_t at = (size_t)(text.data - file->text) + fault.at;
    if (fault.error == RT_E_KEY_ML_DSA)
        return refuse(file, RT_KEY_FILE_ML_DSA, 0, rt_error_text(fault.error));
    if (fault.error != RT_OK)
        return not_a_key(file, at, rt_error_text(fault.error));
    return form != RT_KEY_FORM_LOOSE_HEX || file->open_to_others || refuse_digits(file);
}

/* The record of key show: an object, or the only one of an array. */
static bool parse_json(const struct key_file *file, struct rt_view text, uint8_t key[RT_KEY_SIZE])
{
    struct rt_json_fault bad;
    struct cJSON *tree = rt_json_parse(text, &bad);
    const struct cJSON *record = tree;
    if (!tree)
        return not_a_key(file, bad.at, bad.cause);
    if (rt_json_kind(tree) == RT_JSON_ARRAY)
        record = rt_json_first(tree);
    bool only = record && (record == tree || !rt_json_after(record));
    const char *type = only ? rt_json_string(rt_json_member(record, "type")) : NULL;
    const char *value = only ? rt_json_string(rt_json_member(record, "key")) : NULL;
    struct rt_view view = {(const uint8_t *)value, value ? strlen(value) : 0};
    bool good =
        type && strcmp(type, "key") == 0 && value && rt_key_parse(view, key, NULL).error == RT_OK;
    rt_json_free(tree);
    return good || not_a_key(file, 0, "this JSON is not what rtctl key show prints of one key");
}

bool rt_key_file_read(const char *name, uint8_t key[RT_KEY_SIZE], struct rt_key_file_fault *fault)
{
    struct key_file file = {.name = name, .fault = fault};
    bool good = read_bytes(&file);
    struct rt_view text = {file.text, file.len};
    size_t start = good ? rt_json_scan_space(text, 0) : 0;
    bool json = start < text.len && (text.data[start] == '{' || text.data[start] == '[');
    if (good && file.len == sizeof file.text)
        good = not_a_key(&file, 0, rt_error_text(RT_E_TOO_LARGE));
    good = good && is_public(&file, text);
    if (good && json)
        good = parse_json(&file, text, key);
    else if (good)
        good = narrow(&file, &text) && parse(&file, text, key);
    rt_secret_wipe_bytes(file.text, sizeof file.text);
    return good;
}
