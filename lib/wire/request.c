// SPDX-License-Identifier: BSD-2-Clause
/* Builds requests. */
#include "wire/request.h"

#include "rules/rules.h"

/* The numbers of VER while they are brought into the order that a rule asks for. */
struct offers {
    uint32_t numbers[RT_NUMBERS_MAX];
    size_t count;
    uint8_t bytes[4 * RT_NUMBERS_MAX];
};

static void add_unique(struct offers *offers, uint32_t number)
{
    for (size_t i = 0; i < offers->count; i++)
        if (offers->numbers[i] == number)
            return;
    offers->numbers[offers->count++] = number;
}

static void sort_numbers(struct offers *offers)
{
    for (size_t i = 1; i < offers->count; i++) {
        uint32_t number = offers->numbers[i];
        size_t j = i;
        for (; j > 0 && offers->numbers[j - 1] > number; j--)
            offers->numbers[j] = offers->numbers[j - 1];
        offers->numbers[j] = number;
    }
}

/* Collects the offers as the rule wants them. */
static void collect(struct offers *offers, const struct rt_request_plan *plan)
{
    const uint32_t *given = plan->offer_count > 0 ? plan->offers : &plan->rules.version;
    size_t count = plan->offer_count > 0 ? plan->offer_count : 1;
    for (size_t i = 0; i < count; i++) {
        if (rt_rules_offer_repeats(&plan->rules))
            offers->numbers[offers->count++] = given[i];
        else
            add_unique(offers, given[i]);
    }
    if (rt_rules_offer_ascends(&plan->rules))
        sort_numbers(offers);
    for (size_t i = 0; i < offers->count; i++)
        rt_bytes_store32(offers->bytes + 4 * i, offers->numbers[i]);
}

/* Adds the padding that is missing up to the wanted size: a tag, an offset and zero bytes. */
static void pad(struct rt_message_builder *fields, const struct rt_request_plan *plan)
{
    static const uint8_t zeros[RT_PACKET_MAX];
    size_t size = rt_message_size(fields->list, fields->count);
    if (size >= plan->size)
        return;
    size_t missing = plan->size - size;
    size_t length = missing > 8 ? (missing - 8 + 3) / 4 * 4 : 0;
    if (length > sizeof zeros)
        fields->error = RT_E_TOO_LARGE;
    else
        rt_message_builder_put(fields, (uint32_t)rt_rules_padding_tag(&plan->rules),
                               (struct rt_view){zeros, length});
}

enum rt_error rt_request_write(struct rt_writer *writer, const struct rt_request_plan *plan)
{
    static const uint8_t type[4] = {0};
    struct rt_message_builder fields = {.count = 0};
    struct offers offers = {.count = 0};
    if (plan->offer_count > RT_NUMBERS_MAX)
        return RT_E_TOO_LARGE;
    collect(&offers, plan);
    if (rt_rules_offers(&plan->rules))
        rt_message_builder_put(&fields, (uint32_t)RT_TAG_VER,
                               (struct rt_view){offers.bytes, 4 * offers.count});
    if (rt_rules_has_srv(&plan->rules))
        rt_message_builder_put(&fields, (uint32_t)RT_TAG_SRV, plan->srv);
    rt_message_builder_put(&fields, (uint32_t)RT_TAG_NONC, plan->nonce);
    if (rt_rules_has_type(&plan->rules))
        rt_message_builder_put(&fields, (uint32_t)RT_TAG_TYPE, (struct rt_view){type, sizeof type});
    rt_message_builder_edit(&fields, plan->edits, RT_LEVEL_TOP);
    pad(&fields, plan);
    rt_message_builder_arrange(&fields, plan->rules.tags);
    rt_message_builder_packet(writer, &fields, &plan->rules, plan->transport);
    return writer->error;
}
