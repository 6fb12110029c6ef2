// SPDX-License-Identifier: BSD-2-Clause
/* Builds the requests by which a server is probed. */
#include "client/probe_case.h"

#include <string.h>

#include "rules/rules.h"
#include "wire/crypto.h"
#include "wire/packet.h"

/* A version number and a tag that nobody has. The tag stands before ZZZZ. */
#define NO_VERSION UINT32_C(0xfffffff0)
#define NO_TAG     UINT32_C(0x5a595857)

#define LIST_33    33
#define SIZE_SMALL 512
#define SIZE_LARGE 1280
#define CUT_SIZE   8

const struct rt_probe_case_row *rt_probe_case_row(enum rt_probe_case which)
{
    static const struct rt_probe_case_row rows[RT_PROBE_CASE_COUNT] = {
#define X(id, name, text, odd) {name, text, odd},
        RT_PROBE_CASES(X)
#undef X
    };
    return &rows[which];
}

enum rt_probe_case rt_probe_case_find(const char *name)
{
    int which = 0;
    while (which < RT_PROBE_CASE_COUNT &&
           strcmp(rt_probe_case_row((enum rt_probe_case)which)->name, name) != 0)
        which++;
    return (enum rt_probe_case)which;
}

/* What is asked, before it is written: a plan with the room for what it borrows. */
struct changed {
    const struct rt_probe_request *request;
    struct rt_request_plan plan;
    struct rt_edit edit;
    uint8_t numbers[4 * LIST_33];
};

/* The finished packet. */
struct written {
    uint8_t *packet;
    size_t len;
    size_t message;             /* where it begins in the packet */
    struct rt_message messages; /* and what is in it */
};

static void edit(struct changed *changed, uint32_t tag, const void *value, size_t len)
{
    changed->edit = (struct rt_edit){RT_LEVEL_TOP, tag, {value, len}};
    changed->plan.edits = (struct rt_edits){&changed->edit, 1};
}

/* VER as it stands, whatever the rule; nothing where requests have none. */
static void list(struct changed *changed, const uint32_t *numbers, size_t count)
{
    if (!rt_rules_offers(&changed->plan.rules))
        return;
    count = count < LIST_33 ? count : LIST_33;
    for (size_t i = 0; i < count; i++)
        rt_bytes_store32(changed->numbers + 4 * i, numbers[i]);
    edit(changed, (uint32_t)RT_TAG_VER, changed->numbers, 4 * count);
}

static void set(struct changed *changed, enum rt_param param, uint32_t value)
{
    rt_param_set(&changed->plan.rules, param, value);
}

static void next(struct changed *changed, enum rt_param param)
{
    set(changed, param, rt_param_next(param, rt_param_get(&changed->plan.rules, param)));
}

static const uint8_t zeros[8];

static void srv(struct changed *changed)
{
    if (changed->request->srv)
        changed->plan.srv = (struct rt_view){changed->request->srv, RT_SRV_SIZE};
}

static void srv_foreign(struct changed *changed)
{
    static const uint8_t foreign[RT_SRV_SIZE] = {0x55, 0x55, 0x55};
    changed->plan.srv = (struct rt_view){foreign, sizeof foreign};
}

/* Of requests without a header the packet is the message. */
static void size_packet(struct changed *changed)
{
    struct rt_rules *rules = &changed->plan.rules;
    if (rt_frame_has_header(rules->framing))
        changed->plan.size = RT_REQUEST_SIZE - RT_FRAME_SIZE;
}

static void size_small(struct changed *changed)
{
    changed->plan.size = SIZE_SMALL;
}

static void size_large(struct changed *changed)
{
    changed->plan.size = SIZE_LARGE;
}

static void frame_other(struct changed *changed)
{
    next(changed, RT_PARAM_FRAMING);
}

static void ver_several(struct changed *changed)
{
    list(changed, changed->request->numbers, changed->request->number_count);
}

static void ver_unknown(struct changed *changed)
{
    list(changed, (const uint32_t[]){changed->plan.rules.version, NO_VERSION}, 2);
}

static void ver_foreign(struct changed *changed)
{
    list(changed, (const uint32_t[]){NO_VERSION}, 1);
}

static void ver_none(struct changed *changed)
{
    if (rt_rules_offers(&changed->plan.rules))
        edit(changed, (uint32_t)RT_TAG_VER, NULL, 0);
}

static void ver_empty(struct changed *changed)
{
    list(changed, NULL, 0);
}

static void ver_descends(struct changed *changed)
{
    list(changed, (const uint32_t[]){NO_VERSION, changed->plan.rules.version}, 2);
}

static void ver_repeats(struct changed *changed)
{
    list(changed, (const uint32_t[]){changed->plan.rules.version, changed->plan.rules.version}, 2);
}

static void ver_33(struct changed *changed)
{
    uint32_t numbers[LIST_33] = {changed->plan.rules.version};
    for (uint32_t i = 1; i < LIST_33; i++)
        numbers[i] = NO_VERSION - LIST_33 + i;
    list(changed, numbers, LIST_33);
}

static void type_other(struct changed *changed)
{
    next(changed, RT_PARAM_TYPE);
}

static void type_1(struct changed *changed)
{
    static const uint8_t one[4] = {1};
    if (rt_rules_has_type(&changed->plan.rules))
        edit(changed, (uint32_t)RT_TAG_TYPE, one, sizeof one);
}

static void padding_pad(struct changed *changed)
{
    set(changed, RT_PARAM_PADDING, RT_PADDING_PAD);
}

static void padding_padff(struct changed *changed)
{
    set(changed, RT_PARAM_PADDING, RT_PADDING_PADFF);
}

static void padding_zzzz(struct changed *changed)
{
    set(changed, RT_PARAM_PADDING, RT_PADDING_ZZZZ);
}

static void tag_unknown(struct changed *changed)
{
    edit(changed, NO_TAG, zeros, sizeof zeros);
}

static void nonce_other(struct changed *changed)
{
    changed->plan.nonce.len = RT_HASH_MAX + RT_HASH_MAX / 2 - changed->plan.nonce.len;
}

static void nonce_none(struct changed *changed)
{
    changed->plan.nonce = (struct rt_view){NULL, 0};
}

static void tags_descend(struct changed *changed)
{
    set(changed, RT_PARAM_TAGS, RT_TAG_ORDER_UNSORTED);
}

/* The place of a tag among the others. */
static uint32_t place_of(const struct written *written, uint32_t tag)
{
    uint32_t place = 0;
    while (place < written->messages.count &&
           rt_message_entry(&written->messages, place).tag != tag)
        place++;
    return place;
}

static struct rt_entry padding_of(const struct written *written)
{
    static const enum rt_tag tags[] = {RT_TAG_PAD, RT_TAG_ZZZZ, RT_TAG_PADFF};
    struct rt_entry entry = {0};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0] && !rt_view_present(entry.value); i++)
        entry = rt_message_find(&written->messages, (uint32_t)tags[i]);
    return entry;
}

static uint8_t *tag_at(const struct written *written, size_t place)
{
    return written->packet + written->message + 4 * (written->messages.count + place);
}

/* The tag behind it in the order of numbers is nobody's. */
static void padding_none(struct written *written)
{
    uint32_t tag = padding_of(written).tag;
    size_t place = place_of(written, tag);
    if (place < written->messages.count)
        rt_bytes_store32(tag_at(written, place), tag + 1);
}

static void padding_ones(struct written *written)
{
    struct rt_view value = padding_of(written).value;
    if (value.len > 0)
        written->packet[(size_t)(value.data - written->packet) + value.len - 1] = 1;
}

static void tags_repeat(struct written *written)
{
    if (written->messages.count > 1)
        memcpy(tag_at(written, 1), tag_at(written, 0), 4);
}

static void length_wrong(struct written *written)
{
    uint8_t *length = written->packet + written->message - 4;
    if (written->message >= RT_FRAME_SIZE)
        rt_bytes_store32(length, rt_bytes_load32(length) - 4);
}

static void tags_many(struct written *written)
{
    rt_bytes_store32(written->packet + written->message, UINT32_MAX);
}

static void cut(struct written *written)
{
    written->len = CUT_SIZE;
}

static void empty(struct written *written)
{
    written->len = 0;
}

/* How each case is made: by a change of the plan, or of the finished packet, which only makes sense
 * of a datagram where it changes how long the packet is or seems. */
static const struct {
    void (*change)(struct changed *changed);
    void (*touch)(struct written *written);
    bool only_datagram;
} makers[RT_PROBE_CASE_COUNT] = {
    [RT_PROBE_CASE_PLAIN] = {.change = NULL},
    [RT_PROBE_CASE_SRV] = {.change = srv},
    [RT_PROBE_CASE_SRV_FOREIGN] = {.change = srv_foreign},
    [RT_PROBE_CASE_SIZE_PACKET] = {.change = size_packet},
    [RT_PROBE_CASE_SIZE_SMALL] = {.change = size_small},
    [RT_PROBE_CASE_SIZE_LARGE] = {.change = size_large},
    [RT_PROBE_CASE_FRAME_OTHER] = {.change = frame_other, .only_datagram = true},
    [RT_PROBE_CASE_VER_SEVERAL] = {.change = ver_several},
    [RT_PROBE_CASE_VER_UNKNOWN] = {.change = ver_unknown},
    [RT_PROBE_CASE_VER_FOREIGN] = {.change = ver_foreign},
    [RT_PROBE_CASE_VER_NONE] = {.change = ver_none},
    [RT_PROBE_CASE_VER_DESCENDS] = {.change = ver_descends},
    [RT_PROBE_CASE_VER_REPEATS] = {.change = ver_repeats},
    [RT_PROBE_CASE_VER_33] = {.change = ver_33},
    [RT_PROBE_CASE_TYPE_OTHER] = {.change = type_other},
    [RT_PROBE_CASE_TYPE_1] = {.change = type_1},
    [RT_PROBE_CASE_PADDING_PAD] = {.change = padding_pad},
    [RT_PROBE_CASE_PADDING_PADFF] = {.change = padding_padff},
    [RT_PROBE_CASE_PADDING_ZZZZ] = {.change = padding_zzzz},
    [RT_PROBE_CASE_PADDING_NONE] = {.touch = padding_none},
    [RT_PROBE_CASE_PADDING_ONES] = {.touch = padding_ones},
    [RT_PROBE_CASE_TAG_UNKNOWN] = {.change = tag_unknown},
    [RT_PROBE_CASE_NONCE_OTHER] = {.change = nonce_other},
    [RT_PROBE_CASE_NONCE_NONE] = {.change = nonce_none},
    [RT_PROBE_CASE_VER_EMPTY] = {.change = ver_empty},
    [RT_PROBE_CASE_TAGS_DESCEND] = {.change = tags_descend},
    [RT_PROBE_CASE_TAGS_REPEAT] = {.touch = tags_repeat},
    [RT_PROBE_CASE_LENGTH_WRONG] = {.touch = length_wrong, .only_datagram = true},
    [RT_PROBE_CASE_TAGS_MANY] = {.touch = tags_many},
    [RT_PROBE_CASE_CUT] = {.touch = cut, .only_datagram = true},
    [RT_PROBE_CASE_EMPTY] = {.touch = empty, .only_datagram = true},
};

/* Where the message begins in a packet, behind whatever header it has. */
static size_t message_at(const struct rt_probe_request *request, struct rt_view packet)
{
    bool tcp = request->transport == RT_TRANSPORT_TCP;
    return tcp && rt_rules_bare_length(request->rules) ? 4 : rt_frame_parse(packet).header;
}

static bool write(struct rt_writer *writer, const struct rt_probe_request *request,
                  enum rt_probe_case which)
{
    struct changed changed = {
        .request = request,
        .plan = {.rules = *request->rules,
                 .nonce = {request->nonce, request->rules->nonce},
                 .size = RT_REQUEST_SIZE,
                 .transport = request->transport},
    };
    if (makers[which].change)
        makers[which].change(&changed);
    if (rt_request_write(writer, &changed.plan) != RT_OK)
        return false;
    struct rt_view packet = rt_writer_view(writer);
    struct written written = {
        .packet = writer->data, .len = writer->len, .message = message_at(request, packet)};
    written.messages =
        rt_message_parse(rt_view_slice(packet, written.message, packet.len - written.message));
    if (makers[which].touch)
        makers[which].touch(&written);
    writer->len = written.len;
    return true;
}

bool rt_probe_request_write(struct rt_writer *writer, const struct rt_probe_request *request)
{
    uint8_t room[RT_PROBE_REQUEST_MAX];
    struct rt_writer right = rt_writer_into(room, sizeof room);
    if (makers[request->which].only_datagram && request->transport == RT_TRANSPORT_TCP)
        return false;
    if (!write(&right, request, RT_PROBE_CASE_PLAIN) || !write(writer, request, request->which))
        return false;
    return request->which == RT_PROBE_CASE_PLAIN ||
           !rt_view_equal(rt_writer_view(&right), rt_writer_view(writer));
}
