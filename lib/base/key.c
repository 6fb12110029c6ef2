// SPDX-License-Identifier: BSD-2-Clause
/* Reads a public key from hex, base64 or PEM. */
#include "base/key.h"

#include <string.h>

#include "base/base64.h"
#include "base/hex.h"

/* What a text says: the bytes of the longest key that is known by its length, and how it says it.
 */
struct written {
    uint8_t data[RT_KEY_ML_DSA_SIZE];
    size_t len;
    enum rt_key_form form;
};

/* The bytes before the key in a SubjectPublicKeyInfo (RFC 8410 section 4, RFC 9881 section 4). */
static const uint8_t ed25519_info[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                       0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
static const uint8_t ml_dsa_info[] = {0x30, 0x82, 0x05, 0x32, 0x30, 0x0b, 0x06, 0x09,
                                      0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03,
                                      0x11, 0x03, 0x82, 0x05, 0x21, 0x00};

static struct rt_view trimmed(struct rt_view text)
{
    size_t from = 0, end = text.len;
    while (from < end && rt_bytes_is_space(text.data[from]))
        from++;
    while (end > from && rt_bytes_is_space(text.data[end - 1]))
        end--;
    return rt_view_slice(text, from, end - from);
}

/* Pairs of digits behind 0x, or with the same sign between any two of them. False: no hex. */
static bool read_loose_hex(struct rt_view text, struct written *written)
{
    bool prefixed = text.len > 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x';
    size_t at = prefixed ? 2 : 0;
    uint8_t between = at + 2 < text.len ? text.data[at + 2] : 0;
    size_t step = 2;
    if (between == ':' || between == '-' || between == ' ')
        step = 3;
    written->form = RT_KEY_FORM_LOOSE_HEX;
    for (written->len = 0; at + 2 <= text.len; at += step) {
        int high = rt_hex_digit(text.data[at]), low = rt_hex_digit(text.data[at + 1]);
        bool last = at + 2 == text.len;
        if (high < 0 || low < 0 || written->len == sizeof written->data ||
            (step == 3 && !last && text.data[at + 2] != between))
            return false;
        written->data[written->len++] = (uint8_t)(high << 4 | low);
        if (last)
            return prefixed || step == 3;
    }
    return false;
}

/* Base64 without its padding or with whitespace in it. Words that by chance are base64 are no key
 * of another length. */
static bool read_loose_base64(struct rt_view text, struct written *written)
{
    uint8_t copy[RT_BASE64_SIZE(RT_KEY_ML_DSA_SIZE) + 3]; /* and padding */
    size_t len = 0;
    bool blanks = false;
    while (text.len > 0 && (text.data[text.len - 1] == '=' || text.data[text.len - 1] == ' '))
        text.len--;
    for (size_t i = 0; i < text.len; i++) {
        if (rt_bytes_is_space(text.data[i])) {
            blanks = true;
            continue;
        }
        if (len == sizeof copy - 3)
            return false;
        copy[len++] = text.data[i];
    }
    while (len % 4 != 0)
        copy[len++] = '=';
    written->form = RT_KEY_FORM_LOOSE_BASE64;
    struct rt_fault fault = rt_base64_decode((struct rt_view){copy, len}, RT_SPACES_REFUSED,
                                             written->data, sizeof written->data, &written->len);
    return fault.error == RT_OK && (written->len == RT_KEY_SIZE || !blanks);
}

static bool has_foreign(struct rt_view text)
{
    return memchr(text.data, '-', text.len) != NULL || memchr(text.data, '_', text.len) != NULL;
}

/* A key of any length that `written` has room for, so that a wrong length can be told from no key.
 */
static struct rt_fault read_text(struct rt_view text, struct written *written)
{
    written->form = RT_KEY_FORM_HEX;
    struct rt_fault hex = rt_hex_decode(text, written->data, sizeof written->data, &written->len);
    if (hex.error != RT_E_HEX)
        return hex;
    if (read_loose_hex(text, written))
        return (struct rt_fault){RT_OK, 0};
    written->form = has_foreign(text) ? RT_KEY_FORM_LOOSE_BASE64 : RT_KEY_FORM_BASE64;
    struct rt_fault base64 = rt_base64_decode(text, RT_SPACES_REFUSED, written->data,
                                              sizeof written->data, &written->len);
    if (base64.error == RT_E_BASE64 && read_loose_base64(text, written))
        base64.error = RT_OK;
    return base64;
}

static bool starts(struct rt_view text, const void *with, size_t len)
{
    return text.len >= len && memcmp(text.data, with, len) == 0;
}

/* What stands between the lines of PEM, without the words before the key; text.len > 0. */
static struct rt_fault read_pem(struct rt_view text, struct written *written)
{
    static const char begin[] = "-----BEGIN PUBLIC KEY-----";
    static const char end[] = "-----END PUBLIC KEY-----";
    const size_t head = sizeof begin - 1, tail = sizeof end - 1;
    const struct rt_fault none = {RT_E_KEY_PEM, 0};
    uint8_t info[sizeof ml_dsa_info + RT_KEY_ML_DSA_SIZE];
    if (text.len < head + tail || !starts(text, begin, head) ||
        memcmp(text.data + text.len - tail, end, tail) != 0)
        return none;
    struct rt_view inner = rt_view_slice(text, head, text.len - head - tail);
    struct rt_view all = {info, 0};
    struct rt_fault fault = rt_base64_decode(inner, RT_SPACES_SKIPPED, info, sizeof info, &all.len);
    if (fault.error == RT_E_BASE64)
        return (struct rt_fault){fault.error, head + fault.at};
    size_t skip = sizeof ed25519_info;
    if (starts(all, ml_dsa_info, sizeof ml_dsa_info))
        skip = sizeof ml_dsa_info;
    else if (!starts(all, ed25519_info, sizeof ed25519_info) || all.len != skip + RT_KEY_SIZE)
        return none;
    written->form = RT_KEY_FORM_PEM;
    written->len = all.len - skip;
    memcpy(written->data, info + skip, written->len);
    return fault;
}

struct rt_fault rt_key_parse(struct rt_view text, uint8_t key[RT_KEY_SIZE], enum rt_key_form *form)
{
    static const char pem[] = "-----BEGIN";
    struct written written;
    struct rt_view inner = trimmed(text);
    if (inner.len == 0)
        return (struct rt_fault){RT_E_EMPTY, 0};
    size_t from = (size_t)(inner.data - text.data);
    struct rt_fault fault =
        starts(inner, pem, sizeof pem - 1) ? read_pem(inner, &written) : read_text(inner, &written);
    if (fault.error == RT_OK && written.len == RT_KEY_ML_DSA_SIZE)
        return (struct rt_fault){RT_E_KEY_ML_DSA, from};
    if (fault.error == RT_E_NO_SPACE || (fault.error == RT_OK && written.len != RT_KEY_SIZE))
        return (struct rt_fault){RT_E_KEY_LENGTH, from};
    if (fault.error != RT_OK)
        return (struct rt_fault){fault.error, from + fault.at};
    memcpy(key, written.data, RT_KEY_SIZE);
    if (form)
        *form = written.form;
    return fault;
}
