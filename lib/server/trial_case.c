// SPDX-License-Identifier: BSD-2-Clause
/* The cases by which clients are tried. */
#include "server/trial_case.h"

#include <stdio.h>
#include <string.h>

static const struct trial_kind {
    const char *name, *text;
    enum rt_trial_wish wish;
    enum rt_demand demand;
} kinds[RT_TRIAL_KIND_COUNT] = {
#define X(id, name, text, wish, level)                                                             \
    [RT_TRIAL_##id] = {name, text, RT_TRIAL_WISH_##wish, RT_DEMAND_##level},
    RT_TRIAL_KINDS(X)
#undef X
};

static struct rt_trial_case case_of(enum rt_trial_kind kind)
{
    return (struct rt_trial_case){
        .name = kinds[kind].name,
        .text = kinds[kind].text,
        .kind = kind,
        .wish = kinds[kind].wish,
        .demand = kinds[kind].demand,
        .request = RT_REQUEST_CHECK_COUNT,
    };
}

/* What the server does for a row of the catalogue, by its action and by what it makes of replies;
 * RT_TRIAL_KIND_NONE: it is no case, because the time alone is wrong, which one server cannot show.
 */
static enum rt_trial_kind kind_of(const struct rt_spoil_row *row)
{
    switch (row->action) {
    case RT_SERVER_SEND:
    case RT_SERVER_LAST:
        break;
    case RT_SERVER_DROP:
        return RT_TRIAL_SILENT;
    case RT_SERVER_LATE:
        return RT_TRIAL_LATE;
    case RT_SERVER_TWICE:
        return RT_TRIAL_TWICE;
    case RT_SERVER_ELSEWHERE:
        return RT_TRIAL_ELSEWHERE;
    }
    if (strcmp(row->name, "wrong-time") == 0)
        return RT_TRIAL_KIND_NONE;
    return strcmp(row->name, "tag.unknown") == 0 ? RT_TRIAL_TOLERATED : RT_TRIAL_SPOILT;
}

/* Case i of the catalogue; false, and *i is lessened by their number. */
static bool case_of_catalogue(size_t *i, struct rt_trial_case *which)
{
    const struct rt_spoil_row *row;
    for (size_t r = 0; (row = rt_spoil_row(r)) != NULL; r++) {
        enum rt_trial_kind kind = row->reply ? kind_of(row) : RT_TRIAL_KIND_NONE;
        if (kind == RT_TRIAL_KIND_NONE)
            continue;
        if (*i > 0) {
            --*i;
            continue;
        }
        *which = case_of(kind);
        if (kind == RT_TRIAL_SPOILT || kind == RT_TRIAL_TOLERATED) {
            which->name = row->name;
            which->text = row->reply;
            which->row = row;
        }
        return true;
    }
    return false;
}

/* The checks whose text only advises clients what to do, in most versions. */
#define ADVICE                                                                                     \
    (RT_REQUEST_BIT(PADDING) | RT_REQUEST_BIT(SIZE) | RT_REQUEST_BIT(SIZE_MESSAGE) |               \
     RT_REQUEST_BIT(PADDING_ZERO))

static struct rt_trial_case case_of_request(enum rt_request_check check)
{
    struct rt_trial_case which = case_of(RT_TRIAL_REQUEST);
    const struct rt_request_check_row *row = rt_request_check_row(check);
    which.name = row->name;
    which.text = row->text;
    which.request = check;
    if (ADVICE & UINT32_C(1) << check)
        which.demand = RT_DEMAND_SHOULD;
    return which;
}

bool rt_trial_case_at(size_t i, struct rt_trial_case *which)
{
    static const enum rt_trial_kind others[] = {
        RT_TRIAL_REPLAY, RT_TRIAL_FOREIGN, RT_TRIAL_OTHER_KEY, RT_TRIAL_GREASED,
        RT_TRIAL_FORGED, RT_TRIAL_PIECES,  RT_TRIAL_LIAR};
    static const enum rt_trial_kind last[] = {RT_TRIAL_FRESH, RT_TRIAL_RANDOM, RT_TRIAL_WAITS,
                                              RT_TRIAL_TCP};
    const size_t other_count = sizeof others / sizeof others[0];
    const size_t last_count = sizeof last / sizeof last[0];
    if (i == 0) {
        *which = case_of(RT_TRIAL_GOOD);
        return true;
    }
    i--;
    if (case_of_catalogue(&i, which))
        return true;
    if (i < other_count) {
        *which = case_of(others[i]);
        return true;
    }
    i -= other_count;
    if (i < RT_REQUEST_CHECK_COUNT) {
        *which = case_of_request((enum rt_request_check)i);
        return true;
    }
    i -= RT_REQUEST_CHECK_COUNT;
    if (i < last_count)
        *which = case_of(last[i]);
    return i < last_count;
}

const char *rt_trial_case_expected(const struct rt_trial_case *which)
{
    switch (which->wish) {
    case RT_TRIAL_WISH_BELIEVE:
        return "the client believes the time";
    case RT_TRIAL_WISH_REFUSE:
        return "the client does not believe the time";
    case RT_TRIAL_WISH_ASK:
        return "the client asks so";
    }
    return NULL;
}

const char *rt_trial_case_address(const struct rt_version *version,
                                  const struct rt_trial_case *which,
                                  char text[RT_TRIAL_ADDRESS_SIZE])
{
    snprintf(text, RT_TRIAL_ADDRESS_SIZE, "%s%sclient/%s", version ? version->name : "",
             version ? "/" : "", which->name);
    return text;
}

/* Whether an address begins with a prefix that ends where a part of it does. */
static bool begins(const char *address, const char *prefix, size_t len)
{
    while (len > 0 && (prefix[len - 1] == '/' || prefix[len - 1] == '.'))
        len--;
    return len > 0 && strncmp(address, prefix, len) == 0 && strchr("/.", address[len]) != NULL;
}

bool rt_trial_case_selected(const char *list, const struct rt_version *version,
                            const struct rt_trial_case *which)
{
    char whole[RT_TRIAL_ADDRESS_SIZE], rest[RT_TRIAL_ADDRESS_SIZE];
    rt_trial_case_address(version, which, whole);
    rt_trial_case_address(NULL, which, rest);
    while (*list) {
        size_t len = strcspn(list, ",");
        if (begins(whole, list, len) || begins(rest, list, len))
            return true;
        list += len;
        list += strspn(list, ",");
    }
    return false;
}
