// SPDX-License-Identifier: BSD-2-Clause
/* Makes test vectors: correct ones, and of each check one of which it alone fails. */
#include <inttypes.h>
#include <string.h>

#include "files/vector.h"
#include "rules/rules.h"

/* The correct vectors before those of readings. */
static const struct {
    uint32_t count; /* requests of the batch */
    uint32_t leaf;
} plain[] = {{1, 0}, {RT_MADE_LEAVES, 1}, {RT_MADE_LEAVES, 4}};

#define PLAIN_COUNT (sizeof plain / sizeof plain[0])

enum rt_error rt_vector_make_begin(struct rt_vector_maker *maker, struct rt_crypto *crypto,
                                   struct rt_view seed, const struct rt_version *const *versions,
                                   size_t count)
{
    rt_vector_begin(&maker->vector, crypto, versions, count);
    return rt_made_keys_derive(&maker->keys, crypto, seed);
}

size_t rt_vector_make_count(const struct rt_version *version)
{
    return PLAIN_COUNT + rt_version_readings(version);
}

/* Makes the packets and judges them. */
static bool judge(struct rt_vector_maker *maker)
{
    struct rt_made *made = &maker->made;
    const uint64_t failures = rt_crypto_failures();
    if (rt_made_packets(made) != RT_OK)
        return false;
    maker->record = (struct rt_record){
        .request = made->asked[made->leaf].packet,
        .response = made->packet,
        .have_key = true,
        .id = maker->id,
    };
    memcpy(maker->record.key, maker->keys.public, RT_KEY_SIZE);
    const struct rt_exchange exchange = rt_record_exchange(&maker->record);
    rt_vector_judge(&maker->vector, &exchange);
    return rt_crypto_failures() == failures;
}

static bool is_valid_as(const struct rt_judgement *judgement, const struct rt_version *version)
{
    for (size_t i = 0; i < judgement->valid_count; i++)
        if (judgement->valid[i].version == version)
            return true;
    return false;
}

/* The id and the note of a correct vector. */
static void name_good(struct rt_vector_maker *maker, const struct rt_reading *reading)
{
    const struct rt_made *made = &maker->made;
    char settings[RT_READING_SIZE] = "alone";
    if (reading)
        rt_reading_text(reading, settings);
    else if (made->count > 1)
        snprintf(settings, sizeof settings, "batch-%" PRIu32, made->leaf + 1);
    snprintf(maker->id, sizeof maker->id, "%s/made/%s", made->version->name, settings);
    snprintf(maker->note, sizeof maker->note, "%s%s", reading ? "with " : "correct",
             reading ? settings : "");
}

enum rt_vector_making rt_vector_make(struct rt_vector_maker *maker,
                                     const struct rt_version *version, size_t i)
{
    struct rt_made *made = &maker->made;
    const bool is_plain = i < PLAIN_COUNT;
    const struct rt_reading *reading = is_plain ? NULL : &version->readings[i - PLAIN_COUNT];
    uint32_t count = is_plain ? plain[i].count : RT_MADE_LEAVES;
    if (rt_made_plan(made, maker->vector.crypto, &maker->keys, version, reading, count,
                     is_plain ? plain[i].leaf : 2) != RT_OK)
        return RT_VECTOR_FAILED;
    if (count == 1)
        made->response.maxt = RT_FOREVER;
    name_good(maker, reading);
    if (!judge(maker))
        return RT_VECTOR_FAILED;
    return is_valid_as(&maker->vector.judgement, version) ? RT_VECTOR_MADE : RT_VECTOR_NOT_VALID;
}

/* Whether the only check that fails is `check`, and what is blocked is so by it. */
static bool fails_alone(const struct rt_report *report, enum rt_check check)
{
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        const struct rt_result *result = &report->checks[i];
        if (i != (int)check && result->outcome == RT_FAIL)
            return false;
        while (result->outcome == RT_BLOCKED && result->blocked_by != check)
            result = &report->checks[result->blocked_by];
        if (result->outcome == RT_UNVERIFIED)
            return false;
    }
    return true;
}

/* What the verifier says of the exchange under a version. */
static const struct rt_report *report_of(const struct rt_vector *vector,
                                         const struct rt_version *version)
{
    size_t i = 0;
    while (vector->versions[i] != version)
        i++;
    return &vector->reports[i];
}

enum rt_vector_making rt_vector_make_bad(struct rt_vector_maker *maker,
                                         const struct rt_version *version, enum rt_check check)
{
    struct rt_made *made = &maker->made;
    snprintf(maker->id, sizeof maker->id, "%s/bad/%s", version->name, rt_check_row(check)->name);
    if (rt_made_plan(made, maker->vector.crypto, &maker->keys, version, NULL, RT_MADE_LEAVES, 1) !=
            RT_OK ||
        rt_made_spoil(made, rt_spoil_breaking(check)) != RT_OK || !judge(maker))
        return RT_VECTOR_FAILED;
    snprintf(maker->note, sizeof maker->note, "%s", made->fault->exchange);
    const struct rt_report *report = report_of(&maker->vector, version);
    if (report->checks[check].outcome != RT_FAIL)
        return RT_VECTOR_NO_CHECK;
    return fails_alone(report, check) ? RT_VECTOR_MADE : RT_VECTOR_NOT_ALONE;
}

const char *rt_vector_making_text(enum rt_vector_making making)
{
    switch (making) {
    case RT_VECTOR_MADE:
        break;
    case RT_VECTOR_NO_CHECK:
        return "the version does not have this check";
    case RT_VECTOR_NOT_VALID:
        return "a correct exchange is not valid";
    case RT_VECTOR_NOT_ALONE:
        return "another check fails, too";
    case RT_VECTOR_FAILED:
        return rt_error_text(RT_E_CRYPTO);
    }
    return "";
}
