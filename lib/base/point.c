// SPDX-License-Identifier: BSD-2-Clause
/*
 * Points of edwards25519: -x^2 + y^2 = 1 + d x^2 y^2 modulo p = 2^255 - 19. A key is the y of a
 * point, little-endian, and in the highest bit the sign of x (RFC 8032 sections 5.1 and 5.1.2).
 */
#include "base/point.h"

#include <string.h>

#include "base/bytes.h"

#define LIMBS 8

/* A number below 2^256; the same modulo p is the same to the functions that compute. */
struct number {
    uint32_t limb[LIMBS]; /* the lowest first */
};

static const struct number p = {{0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
                                 0xffffffff, 0xffffffff, 0x7fffffff}};
static const struct number minus_one = {{0xffffffec, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
                                         0xffffffff, 0xffffffff, 0x7fffffff}};
static const struct number one = {{1}};

/* -121665/121666 */
static const struct number d = {{0x135978a3, 0x75eb4dca, 0x4141d8ab, 0x00700a4d, 0x7779e898,
                                 0x8cc74079, 0x2b6ffe73, 0x52036cee}};

/* Every y of a point of small order, and the two of them that fit a second time below 2^255. */
static const struct number small[] = {
    {{0}}, /* order 4 */
    {{1}}, /* order 1 */
    {{0x8f95e826, 0xb027b2c2, 0x89f4c345, 0xf098eff2, 0x05acdfd5, 0x3933c6d3, 0x880238b1,
      0x05fc536d}}, /* order 8, as the next */
    {{0x706a17c7, 0x4fd84d3d, 0x760b3cba, 0x0f67100d, 0xfa53202a, 0xc6cc392c, 0x77fdc74e,
      0x7a03ac92}},
    {{0xffffffec, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
      0x7fffffff}}, /* order 2 */
    {{0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
      0x7fffffff}}, /* p, that is 0 */
    {{0xffffffee, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
      0x7fffffff}}, /* p + 1 */
};

/* The y of a key, without the sign. */
static struct number y_of(const uint8_t key[RT_KEY_SIZE])
{
    struct number y;
    for (size_t i = 0; i < LIMBS; i++)
        y.limb[i] = rt_bytes_load32(key + 4 * i);
    y.limb[LIMBS - 1] &= 0x7fffffff;
    return y;
}

static bool equal(const struct number *a, const struct number *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static bool below(const struct number *a, const struct number *b)
{
    for (size_t i = LIMBS; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i];
    return false;
}

/* Adds carry * 2^256 to a number; 2^256 is 38 modulo p. */
static void fold(struct number *a, uint64_t carry)
{
    while (carry != 0) {
        carry *= 38;
        for (size_t i = 0; i < LIMBS; i++) {
            carry += a->limb[i];
            a->limb[i] = (uint32_t)carry;
            carry >>= 32;
        }
    }
}

static struct number sum(const struct number *a, const struct number *b)
{
    struct number result;
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)a->limb[i] + b->limb[i];
        result.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    fold(&result, carry);
    return result;
}

static struct number product(const struct number *a, const struct number *b)
{
    uint32_t whole[2 * LIMBS] = {0};
    struct number result;
    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; j < LIMBS; j++) {
            carry += (uint64_t)a->limb[i] * b->limb[j] + whole[i + j];
            whole[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
        whole[i + LIMBS] = (uint32_t)carry;
    }
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)whole[i + LIMBS] * 38 + whole[i];
        result.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    fold(&result, carry);
    return result;
}

/* The same modulo p, below p. */
static struct number reduced(struct number a)
{
    while (!below(&a, &p)) {
        uint64_t borrow = 0;
        for (size_t i = 0; i < LIMBS; i++) {
            uint64_t rest = (uint64_t)a.limb[i] - p.limb[i] - borrow;
            a.limb[i] = (uint32_t)rest;
            borrow = rest >> 63;
        }
    }
    return a;
}

/* The power 2^times of a number, times another. */
static struct number raised(struct number a, int times, const struct number *b)
{
    for (int i = 0; i < times; i++)
        a = product(&a, &a);
    return product(&a, b);
}

/* Whether a number other than 0 is a square: its power (p - 1) / 2 = 2^254 - 10 is 1. Here `nN` is
 * the power 2^N - 1 of the number. */
static bool is_square(const struct number *n1)
{
    struct number n2 = raised(*n1, 1, n1);
    struct number n4 = raised(n2, 2, &n2);
    struct number n5 = raised(n4, 1, n1);
    struct number n10 = raised(n5, 5, &n5);
    struct number n20 = raised(n10, 10, &n10);
    struct number n40 = raised(n20, 20, &n20);
    struct number n50 = raised(n40, 10, &n10);
    struct number n100 = raised(n50, 50, &n50);
    struct number n200 = raised(n100, 100, &n100);
    struct number n250 = raised(n200, 50, &n50);
    struct number sixth = product(&n2, &n2);
    struct number power = reduced(raised(n250, 4, &sixth));
    return equal(&power, &one);
}

bool rt_point_is_small(const uint8_t key[RT_KEY_SIZE])
{
    struct number y = y_of(key);
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++)
        if (equal(&y, &small[i]))
            return true;
    return false;
}

enum rt_error rt_point_check(const uint8_t key[RT_KEY_SIZE])
{
    if (rt_point_is_small(key))
        return RT_E_KEY_WEAK;
    struct number y = y_of(key);
    if (!below(&y, &p))
        return RT_E_KEY_INVALID;
    /* x^2 = (y^2 - 1) / (d y^2 + 1). A quotient is a square where the product is; it is not 0,
     * because y = 1 and y = -1 are of small order and -1/d is no square. */
    struct number squared = product(&y, &y);
    struct number above = sum(&squared, &minus_one);
    struct number under = product(&squared, &d);
    under = sum(&under, &one);
    struct number both = product(&above, &under);
    return is_square(&both) ? RT_OK : RT_E_KEY_INVALID;
}
