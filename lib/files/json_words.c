// SPDX-License-Identifier: BSD-2-Clause
/*
 * The chain of Botan: a link a line, with the type of the key, the key, the nonce or rand, and the
 * reply, divided by blanks.
 *
 *     ed25519 bbT+RPS7zKX6w71ssPibzmwWqU9ffRV5oj2OresSmhE= eu9yhsJf... BQAAAEAAAABA...
 *
 * It says the same as the form of Google. A line that begins with # is a comment.
 */
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "files/json_internal.h"

#define WORDS 4

static bool is_blank(uint8_t c)
{
    return rt_bytes_is_space(c);
}

/* The next word at or behind `at`, which moves behind it; empty at the end. */
static struct rt_view next_word(struct rt_view text, size_t *at)
{
    while (*at < text.len && is_blank(text.data[*at]))
        ++*at;
    size_t from = *at;
    while (*at < text.len && !is_blank(text.data[*at]))
        ++*at;
    return rt_view_slice(text, from, *at - from);
}

static bool is_word(struct rt_view word, const char *name)
{
    return word.len == strlen(name) && strncasecmp((const char *)word.data, name, word.len) == 0;
}

static bool is_key_type(struct rt_view word)
{
    return is_word(word, RT_KEY_TYPE) || is_word(word, RT_KEY_TYPE_ML_DSA);
}

bool rt_json_starts_words(struct rt_view text)
{
    size_t at = 0;
    struct rt_view word = next_word(text, &at);
    return at < text.len && is_key_type(word);
}

/* Where bytes of a word go. */
struct target {
    const char *name;
    uint8_t *data;
    size_t cap;
    struct rt_view *view;
};

static bool take_bytes(struct rt_json_reader *reader, struct rt_view word,
                       const struct target *target)
{
    size_t len = 0, at = (size_t)(word.data - rt_json_text(reader).data);
    struct rt_fault fault =
        rt_base64_decode(word, RT_SPACES_REFUSED, target->data, target->cap, &len);
    if (fault.error == RT_E_NO_SPACE) {
        rt_json_report(reader, RT_E_TOO_LARGE, at, "the %s has more than %zu bytes", target->name,
                       target->cap);
        return false;
    }
    /* As in the other chains, bytes have one text. */
    for (size_t i = 0; i < word.len && fault.error == RT_OK; i++)
        if (word.data[i] == '-' || word.data[i] == '_')
            fault = (struct rt_fault){RT_E_BASE64, i};
    *target->view = (struct rt_view){target->data, len};
    if (fault.error == RT_OK)
        return true;
    rt_json_report(reader, RT_E_BASE64, at + fault.at,
                   "the %s is not base64: a wrong character or wrong padding", target->name);
    return false;
}

static bool take_key(struct rt_json_reader *reader, struct rt_view word)
{
    enum rt_key_form form = RT_KEY_FORM_BASE64;
    struct rt_record *record = reader->record;
    struct rt_fault fault = rt_key_parse(word, record->key, &form);
    if (fault.error == RT_OK && form != RT_KEY_FORM_BASE64 && form != RT_KEY_FORM_HEX)
        fault.error = RT_E_BASE64;
    record->have_key = fault.error == RT_OK;
    record->key_ml_dsa = fault.error == RT_E_KEY_ML_DSA;
    if (record->have_key || record->key_ml_dsa)
        return true;
    rt_json_report(reader, fault.error, (size_t)(word.data - rt_json_text(reader).data),
                   "the key is not 32 bytes in base64 or hex");
    return false;
}

static bool take_words(struct rt_json_reader *reader, const struct rt_view words[WORDS])
{
    struct rt_record *record = reader->record;
    bool first = reader->links == 1;
    const struct target random = {"nonce or rand", first ? reader->nonce : reader->rand,
                                  RT_JSON_RAND_MAX, first ? &record->nonce : &record->rand};
    const struct target reply = {"reply", reader->response, RT_PACKET_MAX, &record->response};
    return take_key(reader, words[1]) && take_bytes(reader, words[2], &random) &&
           take_bytes(reader, words[3], &reply);
}

enum rt_next rt_json_make_words(struct rt_json_reader *reader, size_t at)
{
    struct rt_view text = rt_json_text(reader);
    struct rt_view words[WORDS + 1] = {{NULL, 0}};
    size_t count = 0, end = at;
    while (count <= WORDS && (words[count] = next_word(text, &end)).len > 0)
        count++;
    if (count > 0 && words[0].data[0] == '#')
        return RT_NEXT_END;
    reader->group = 1;
    reader->form = RT_FORM_GOOGLE;
    reader->records++;
    reader->links++;
    *reader->record = (struct rt_record){.number = reader->records,
                                         .at = reader->lines.base + at,
                                         .line = reader->lines.line,
                                         .report = reader->group,
                                         .form = reader->form};
    if (count != WORDS || !is_key_type(words[0]))
        return rt_json_report(reader, RT_E_JSON_FIELD, at,
                              "a line is not the type of a key, key, nonce and reply");
    return take_words(reader, words) ? RT_NEXT_RECORD : RT_NEXT_FAULT;
}
