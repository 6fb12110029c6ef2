// SPDX-License-Identifier: BSD-2-Clause
/* Keys of small order and keys that are no point, computed again with OpenSSL. */
#include "base/point.h"

#include <openssl/bn.h>
#include <string.h>

#include "base/hex.h"
#include "base/test.h"
#include "wire/crypto.h"

/* Every encoding of a point of small order, little-endian, but for the sign. */
static const char *const small[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

#define SMALL (sizeof small / sizeof small[0])

/* The curve by big numbers: another way than that of the library. */
static struct {
    BN_CTX *ctx;
    BIGNUM *p;
    BIGNUM *d;
} curve;

static void check(int good)
{
    ck_assert_int_eq(good, 1);
}

static BIGNUM *number(const char *decimal)
{
    BIGNUM *n = NULL;
    ck_assert_int_gt(BN_dec2bn(&n, decimal), 0);
    return n;
}

START_TEST(test_setup)
{
    BIGNUM *over = number("121666");
    curve.ctx = BN_CTX_new();
    curve.p = BN_new();
    curve.d = number("-121665");
    check(BN_set_bit(curve.p, 255) && BN_sub_word(curve.p, 19));
    ck_assert_ptr_nonnull(BN_mod_inverse(over, over, curve.p, curve.ctx));
    check(BN_mod_mul(curve.d, curve.d, over, curve.p, curve.ctx));
    BN_free(over);
}
END_TEST

static void decode(const char *text, uint8_t key[RT_KEY_SIZE])
{
    size_t len;
    struct rt_view view = {(const uint8_t *)text, strlen(text)};
    ck_assert_int_eq(rt_hex_decode(view, key, RT_KEY_SIZE, &len).error, RT_OK);
    ck_assert_uint_eq(len, RT_KEY_SIZE);
}

/* The y of a key as it stands there, not reduced. */
static BIGNUM *y_of(const uint8_t key[RT_KEY_SIZE])
{
    uint8_t bytes[RT_KEY_SIZE];
    memcpy(bytes, key, sizeof bytes);
    bytes[RT_KEY_SIZE - 1] &= 0x7f;
    return BN_lebin2bn(bytes, sizeof bytes, NULL);
}

/* a / b modulo p into a. */
static void divide(BIGNUM *a, const BIGNUM *b)
{
    BIGNUM *inverse = BN_mod_inverse(NULL, b, curve.p, curve.ctx);
    ck_assert_ptr_nonnull(inverse);
    check(BN_mod_mul(a, a, inverse, curve.p, curve.ctx));
    BN_free(inverse);
}

/* The square of x at this y: (y^2 - 1) / (d y^2 + 1). */
static BIGNUM *x_squared(const BIGNUM *y)
{
    BIGNUM *above = BN_new();
    BIGNUM *under = BN_new();
    check(BN_mod_sqr(above, y, curve.p, curve.ctx));
    check(BN_mod_mul(under, above, curve.d, curve.p, curve.ctx));
    check(BN_add_word(under, 1) && BN_sub_word(above, 1));
    divide(above, under);
    check(BN_nnmod(above, above, curve.p, curve.ctx));
    BN_free(under);
    return above;
}

/* The y of twice the point: (y^2 + x^2) / (1 - d x^2 y^2). */
static void twice(BIGNUM *y)
{
    BIGNUM *xx = x_squared(y);
    BIGNUM *under = BN_new();
    check(BN_mod_sqr(y, y, curve.p, curve.ctx));
    check(BN_mod_mul(under, y, xx, curve.p, curve.ctx));
    check(BN_mod_mul(under, under, curve.d, curve.p, curve.ctx));
    check(BN_sub(under, BN_value_one(), under));
    check(BN_nnmod(under, under, curve.p, curve.ctx));
    check(BN_mod_add(y, y, xx, curve.p, curve.ctx));
    divide(y, under);
    BN_free(under);
    BN_free(xx);
}

/* Whether a number other than 0 is a square modulo p. */
static bool is_square(const BIGNUM *n)
{
    int symbol = BN_kronecker(n, curve.p, curve.ctx);
    ck_assert_int_ge(symbol, -1);
    return symbol >= 0;
}

/* Each of the list is on the curve, and eight times it is the neutral point, whose y is 1. */
START_TEST(test_small_order)
{
    for (size_t i = 0; i < SMALL; i++) {
        uint8_t key[RT_KEY_SIZE];
        decode(small[i], key);
        BIGNUM *y = y_of(key);
        BIGNUM *xx = x_squared(y);
        ck_assert(is_square(xx));
        for (int j = 0; j < 3; j++)
            twice(y);
        ck_assert_msg(BN_is_one(y), "%s", small[i]);
        BN_free(xx);
        BN_free(y);
        ck_assert(rt_point_is_small(key));
        ck_assert_int_eq((int)rt_point_check(key), RT_E_KEY_WEAK);
        key[RT_KEY_SIZE - 1] |= 0x80;
        ck_assert(rt_point_is_small(key));
        ck_assert_int_eq((int)rt_point_check(key), RT_E_KEY_WEAK);
    }
}
END_TEST

/*
 * There are no more of them. A point whose multiple by eight is the neutral point has y = 1, y = -1
 * or y = 0 (orders 1, 2 and 4), or twice it has y = 0: then y^2 = -x^2, and by the curve d y^4 + 2
 * y^2 = 1, which four numbers at most solve, two of which are in the list. y^2 of the other two is
 * -1/d over that of these, and no square. What is left are encodings beyond p, of y below 19.
 */
START_TEST(test_all_of_small_order)
{
    BIGNUM *rest = BN_new();
    uint8_t key[RT_KEY_SIZE];
    decode(small[2], key);
    BIGNUM *y = y_of(key);
    BIGNUM *left = BN_new();
    check(BN_mod_sqr(y, y, curve.p, curve.ctx));
    check(BN_mod_sqr(left, y, curve.p, curve.ctx));
    check(BN_mod_mul(left, left, curve.d, curve.p, curve.ctx));
    check(BN_mod_lshift1(rest, y, curve.p, curve.ctx));
    check(BN_mod_add(left, left, rest, curve.p, curve.ctx));
    ck_assert(BN_is_one(left));
    check(BN_mod_mul(y, y, curve.d, curve.p, curve.ctx));
    check(BN_set_word(rest, 1));
    divide(rest, y);
    check(BN_sub(rest, curve.p, rest));
    ck_assert(!is_square(rest));
    BN_free(rest);
    BN_free(left);
    BN_free(y);
    for (unsigned low = 0; low < 19; low++) {
        memset(key, 0xff, sizeof key);
        key[0] = (uint8_t)(0xed + low);
        key[RT_KEY_SIZE - 1] = low % 2 ? 0x7f : 0xff;
        ck_assert_int_eq(rt_point_is_small(key), low < 2);
        ck_assert_int_eq((int)rt_point_check(key), low < 2 ? RT_E_KEY_WEAK : RT_E_KEY_INVALID);
    }
}
END_TEST

/* Public keys of seeds are points and not weak. */
START_TEST(test_keys)
{
    for (unsigned i = 0; i < 64; i++) {
        uint8_t seed[RT_KEY_SIZE] = {(uint8_t)i, 3};
        uint8_t key[RT_KEY_SIZE];
        ck_assert_int_eq(rt_crypto_public_key(seed, key), RT_OK);
        ck_assert(!rt_point_is_small(key));
        ck_assert_int_eq((int)rt_point_check(key), RT_OK);
    }
}
END_TEST

/* Half of all numbers are the y of a point; both ways agree which. */
START_TEST(test_points)
{
    uint32_t state = 1;
    unsigned points = 0;
    for (int i = 0; i < 1000; i++) {
        uint8_t key[RT_KEY_SIZE];
        for (size_t j = 0; j < sizeof key; j++) {
            state = state * 1664525 + 1013904223;
            key[j] = i % 8 ? (uint8_t)(state >> 24) : (uint8_t)(j == 31 ? 0x7f : 0xff);
        }
        if (i % 8 == 0)
            key[4] = (uint8_t)(i / 8); /* near p */
        BIGNUM *y = y_of(key);
        BIGNUM *xx = x_squared(y);
        bool point = is_square(xx);
        ck_assert_int_eq((int)rt_point_check(key), point ? RT_OK : RT_E_KEY_INVALID);
        points += point;
        BN_free(xx);
        BN_free(y);
    }
    ck_assert_uint_gt(points, 400);
    ck_assert_uint_lt(points, 600);
}
END_TEST

START_TEST(test_teardown)
{
    BN_free(curve.p);
    BN_free(curve.d);
    BN_CTX_free(curve.ctx);
}
END_TEST

RT_TEST_MAIN("point", test_setup, test_small_order, test_all_of_small_order, test_keys, test_points,
             test_teardown)
