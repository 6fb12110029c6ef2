// SPDX-License-Identifier: BSD-2-Clause
/* Finds what is wrong with a server in what a probe has seen. */
#include "client/probe_findings.h"

#include "client/probe_internal.h"
#include "rules/rules.h"
#include "wire/clock.h"

#define HOUR_US INT64_C(3600000000)
#define TINY_US 1000 /* a radius of less than this many microseconds is one of seconds, perhaps */

/* What UT1 - UTC and TAI - UTC can be. */
#define DUT1_MOST_US  900000
#define DTAI_LEAST_MS 30000
#define DTAI_MOST_MS  60000

static const struct {
    const char *name, *text;
} rows[RT_PROBE_FINDING_COUNT] = {
#define X(id, name, text) {name, text},
    RT_PROBE_FINDINGS(X)
#undef X
};

const char *rt_probe_finding_name(enum rt_probe_finding_kind kind)
{
    return rows[kind].name;
}

const char *rt_probe_finding_text(enum rt_probe_finding_kind kind)
{
    return rows[kind].text;
}

/* What is found, as far as there is room. */
struct list {
    const struct rt_probe *probe;
    struct rt_probe_finding *findings;
    size_t count, room;
};

static const struct rt_version *version_of(const struct rt_probe *probe, size_t place)
{
    return probe->plan->choices[place].version;
}

static struct rt_probe_finding *add(struct list *list, enum rt_probe_finding_kind kind,
                                    const struct rt_probe_ask *ask, const char *sections)
{
    if (list->count == list->room)
        return NULL;
    list->findings[list->count] = (struct rt_probe_finding){
        .kind = kind, .ask = ask, .version = ask->version, .sections = sections};
    return &list->findings[list->count++];
}

/* Says a finding of a version, which is not that of the request. */
static void say_of(const struct list *list, struct rt_probe_finding *finding,
                   const struct rt_version *version)
{
    for (size_t i = 0; finding && i < list->probe->plan->choice_count; i++)
        if (version_of(list->probe, i) == version)
            finding->version = i;
}

static void find_death(struct list *list)
{
    if (list->probe->has_killer)
        add(list, RT_PROBE_FINDING_DIES, &list->probe->asks[list->probe->killer], NULL);
}

/* A check that fails under the version that a reply comes nearest to. */
static void find_invalid(struct list *list, const struct rt_probe_ask *ask)
{
    const struct rt_version *best = ask->reply.best.version;
    if (!rt_probe_ask_is_right(ask) || ask->replies == 0 || ask->good > 0 ||
        ask->reply.failed == RT_CHECK_COUNT)
        return;
    say_of(list, add(list, RT_PROBE_FINDING_INVALID, ask, best->check_section[ask->reply.failed]),
           best);
}

/* The orders that some versions, as they are written or as they are read, can have. */
static uint32_t orders_of(const struct rt_probe *probe, uint64_t versions)
{
    uint32_t orders = 0;
    for (size_t i = 0; i < probe->plan->choice_count; i++) {
        const struct rt_version *version = version_of(probe, i);
        if (!(versions >> i & 1))
            continue;
        orders |= UINT32_C(1) << rt_probe_rules(probe, i, NULL).order;
        for (size_t r = 0; !probe->plan->strict && r < rt_version_readings(version); r++)
            orders |= UINT32_C(1) << rt_probe_rules(probe, i, &version->readings[r]).order;
    }
    return orders;
}

/* Of all replies in a tree the first is enough. */
static void find_order(struct list *list)
{
    const struct rt_probe *probe = list->probe;
    for (size_t i = 0; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        if (ask->stage != RT_PROBE_TREE || !(ask->reply.orders & ~orders_of(probe, ask->versions)))
            continue;
        add(list, RT_PROBE_FINDING_ORDER, ask,
            version_of(probe, ask->version)->param_section[RT_PARAM_ORDER]);
        return;
    }
}

bool rt_probe_offset(const struct rt_probe_ask *ask, int64_t *offset_us, uint64_t *bound_us)
{
    struct rt_rules rules;
    struct rt_instant instant;
    if (ask->good == 0 || !ask->reply.own.version || !ask->reply.has_time)
        return false;
    rules = rt_candidate_rules(&ask->reply.own);
    if (rt_clock_instant(rules.clock, ask->reply.midpoint, &instant) != RT_OK)
        return false;
    *offset_us = rt_instant_microseconds(instant) - (int64_t)(ask->reply.at_ns / 1000);
    *bound_us = (rt_clock_radius_ns(rules.clock, ask->reply.radius) + ask->reply.rtt_ns) / 1000;
    return true;
}

static void find_times(struct list *list, const struct rt_probe_ask *ask)
{
    const struct rt_probe *probe = list->probe;
    int64_t offset_us, other_us;
    uint64_t radius_us, other_radius_us;
    const struct rt_probe_ask *main = rt_probe_main_ask(probe);
    if (!rt_probe_ask_is_right(ask) || ask->transport != probe->base || !main || main == ask ||
        !rt_probe_offset(main, &other_us, &other_radius_us) ||
        !rt_probe_offset(ask, &offset_us, &radius_us))
        return;
    uint64_t apart_us = offset_us > other_us ? (uint64_t)offset_us - (uint64_t)other_us
                                             : (uint64_t)other_us - (uint64_t)offset_us;
    if (apart_us <= radius_us + other_radius_us)
        return;
    struct rt_probe_finding *finding = add(list, RT_PROBE_FINDING_TIMES, ask, NULL);
    if (finding)
        finding->apart_us = apart_us;
}

static bool is_killer(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    return probe->has_killer && ask == &probe->asks[probe->killer];
}

/* A request under the rule by which requests are judged, against what the server did. Only versions
 * that it speaks owe anything. */
static void find_manners(struct list *list, const struct rt_probe_ask *ask)
{
    const struct rt_probe *probe = list->probe;
    const struct rt_version *version = version_of(probe, ask->version);
    if (probe->spoken == 0 || ask->sent == 0 || !rt_probe_ask_is_case(ask))
        return;
    enum rt_probe_due due = rt_probe_due_of(probe, ask);
    if (ask->replies > 0 && due == RT_PROBE_SILENCE && ask->fault != RT_REQUEST_CHECK_COUNT)
        add(list, RT_PROBE_FINDING_ANSWERS, ask, version->request[ask->fault].section);
    if (ask->replies == 0 && ask->decided && !ask->unsure && due == RT_PROBE_ANSWER &&
        ask->transport == probe->base && ask->stage == RT_PROBE_SHAPES && !is_killer(probe, ask))
        add(list, RT_PROBE_FINDING_SILENT, ask, NULL);
}

/* A connection has no packets: whoever answers a request over it has to wait for the rest of one.
 */
static void find_pieces(struct list *list, const struct rt_probe_ask *ask)
{
    const struct rt_probe_ask *whole =
        rt_probe_version_ask(list->probe, list->probe->main, RT_TRANSPORT_TCP);
    if (ask->pieces && ask->sent > 0 && ask->decided && !ask->unsure && ask->replies == 0 &&
        whole && whole->good > 0)
        add(list, RT_PROBE_FINDING_PIECES, ask, NULL);
}

static bool lists(const struct rt_probe_reply *reply, uint32_t number)
{
    for (size_t i = 0; i < reply->vers_count; i++)
        if (reply->vers[i] == number)
            return true;
    return false;
}

/* Whether one of the versions that the server speaks has a number; or whether there is one at all.
 */
static bool speaks(const struct rt_probe *probe, uint64_t set, uint32_t number)
{
    for (size_t i = 0; i < probe->plan->choice_count; i++) {
        struct rt_rules rules = rt_probe_rules(probe, i, NULL);
        if ((set >> i & 1) && rt_rules_offers(&rules) && rules.version == number)
            return true;
    }
    return false;
}

/* Whether every version of a number was asked to the end. */
static bool was_asked(const struct rt_probe *probe, uint32_t number)
{
    for (size_t i = 0; i < probe->plan->choice_count; i++) {
        const struct rt_rules rules = rt_probe_rules(probe, i, NULL);
        const struct rt_probe_ask *ask = rt_probe_version_ask(probe, i, probe->base);
        if (rt_rules_offers(&rules) && rules.version == number &&
            (!ask || ask->sent == 0 || ask->unsure))
            return false;
    }
    return true;
}

/* VERS of the newest version against what was answered. */
static void find_lists(struct list *list)
{
    const struct rt_probe *probe = list->probe;
    const struct rt_probe_ask *ask = rt_probe_main_ask(probe);
    if (!ask || ask->good == 0 || ask->reply.vers_count == 0)
        return;
    const char *sections = version_of(probe, probe->main)->check_section[RT_CHECK_VERSIONS_LIST];
    for (size_t i = 0; i < ask->reply.vers_count; i++) {
        uint32_t number = ask->reply.vers[i];
        if (!speaks(probe, UINT64_MAX, number) || speaks(probe, probe->spoken, number) ||
            !was_asked(probe, number))
            continue;
        struct rt_probe_finding *finding = add(list, RT_PROBE_FINDING_UNSPOKEN, ask, sections);
        if (finding)
            finding->number = number;
    }
    for (size_t i = 0; i < probe->number_count; i++) {
        uint32_t number = probe->numbers[i];
        if (lists(&ask->reply, number) || !speaks(probe, probe->spoken, number))
            continue;
        struct rt_probe_finding *finding = add(list, RT_PROBE_FINDING_UNLISTED, ask, sections);
        if (finding)
            finding->number = number;
    }
}

static void find_radius(struct list *list, const struct rt_probe_ask *ask)
{
    if (!rt_probe_ask_is_right(ask) || ask->good == 0 || !ask->reply.own.version ||
        !ask->reply.has_time)
        return;
    struct rt_rules rules = rt_candidate_rules(&ask->reply.own);
    const struct rt_version *version = ask->reply.own.version;
    struct rt_probe_finding *finding = NULL;
    if (ask->reply.radius < rt_rules_least_radius(&rules))
        finding = add(list, RT_PROBE_FINDING_RADIUS, ask, version->param_section[RT_PARAM_RADIUS]);
    else if (rt_clock_radius_ns(rules.clock, ask->reply.radius) < UINT64_C(1000) * TINY_US)
        finding = add(list, RT_PROBE_FINDING_UNIT, ask, version->param_section[RT_PARAM_CLOCK]);
    say_of(list, finding, version);
}

/* UT1 - UTC is kept within 0.9 s. TAI - UTC is 37 s since 2017, and changes by a second once in
 * years: in another unit it is far away. And all versions must say the same. */
static void find_leap(struct list *list, const struct rt_probe_ask *ask)
{
    const struct rt_probe_ask *main = rt_probe_main_ask(list->probe);
    const struct rt_probe_reply *reply = &ask->reply, *other = main ? &main->reply : reply;
    if (!rt_probe_ask_is_right(ask) || ask->good == 0)
        return;
    bool dut1 =
        reply->has_dut1 && (reply->dut1_us > DUT1_MOST_US || reply->dut1_us < -DUT1_MOST_US);
    bool dtai =
        reply->has_dtai && (reply->dtai_ms > DTAI_MOST_MS || reply->dtai_ms < DTAI_LEAST_MS ||
                            (other->has_dtai && other->dtai_ms != reply->dtai_ms));
    const struct rt_version *version = version_of(list->probe, ask->version);
    if (dut1 || dtai)
        add(list, RT_PROBE_FINDING_LEAP, ask,
            version->param_section[dut1 ? RT_PARAM_DUT1 : RT_PARAM_DTAI]);
}

static void find_delegation(struct list *list)
{
    const struct rt_probe *probe = list->probe;
    struct rt_instant now, end;
    const struct rt_probe_ask *ask = rt_probe_main_ask(probe);
    if (!ask || ask->good == 0 || !ask->reply.has_delegation || !ask->reply.has_time)
        return;
    if (!rt_clock_has_date(ask->reply.clock, ask->reply.maxt)) {
        add(list, RT_PROBE_FINDING_ENDLESS, ask, NULL);
        return;
    }
    if (rt_clock_instant(ask->reply.clock, ask->reply.maxt, &end) == RT_OK &&
        rt_clock_instant(ask->reply.clock, ask->reply.midpoint, &now) == RT_OK &&
        rt_instant_microseconds(end) - rt_instant_microseconds(now) < HOUR_US)
        add(list, RT_PROBE_FINDING_ENDS, ask, NULL);
}

/* The gravest first, otherwise in the order of what was asked. */
static void sort(struct list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        struct rt_probe_finding finding = list->findings[i];
        size_t j = i;
        for (; j > 0 && list->findings[j - 1].kind > finding.kind; j--)
            list->findings[j] = list->findings[j - 1];
        list->findings[j] = finding;
    }
}

size_t rt_probe_findings(const struct rt_probe *probe, struct rt_probe_finding *findings,
                         size_t room)
{
    struct list list = {.probe = probe, .findings = findings, .room = room};
    find_death(&list);
    for (size_t i = 0; i < probe->ask_count; i++) {
        find_invalid(&list, &probe->asks[i]);
        find_times(&list, &probe->asks[i]);
        find_manners(&list, &probe->asks[i]);
        find_pieces(&list, &probe->asks[i]);
        find_radius(&list, &probe->asks[i]);
        find_leap(&list, &probe->asks[i]);
    }
    find_order(&list);
    find_lists(&list);
    find_delegation(&list);
    sort(&list);
    return list.count;
}

size_t rt_probe_findings_add(const struct rt_probe *probe, const struct rt_probe *other,
                             struct rt_probe_finding *findings, size_t count, size_t room)
{
    struct list list = {.probe = probe, .findings = findings, .count = count, .room = room};
    /* Trees tell versions apart, and the brief one has seen none. */
    if ((probe->spoken & ~other->spoken) == 0 && (probe->spoken != 0 || other->has_main))
        return count;
    struct rt_probe_finding *finding =
        add(&list, RT_PROBE_FINDING_FAMILY, rt_probe_main_ask(probe), NULL);
    if (finding)
        finding->other = other;
    sort(&list);
    return list.count;
}

static uint64_t root_of(uint64_t square)
{
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 31; bit != 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= square)
            root += bit;
    return root;
}

/* Wilson's interval for two standard deviations, in millionths. */
static void bound(struct rt_probe_grease *grease)
{
    const uint64_t million = 1000000, n = grease->replies, k = grease->odd;
    if (n == 0) {
        grease->high_ppm = (uint32_t)million;
        return;
    }
    uint64_t middle = (k + 2) * million / (n + 4);
    uint64_t half = 2000 * root_of(k * (n - k) * million / n + million) / (n + 4);
    grease->low_ppm = (uint32_t)(middle > half && k > 0 ? middle - half : 0);
    grease->high_ppm = (uint32_t)(middle + half < million && k < n ? middle + half : million);
}

void rt_probe_grease_of(const struct rt_probe *probe, struct rt_probe_grease *grease)
{
    *grease = (struct rt_probe_grease){0};
    for (size_t i = 0; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        if (ask->which != RT_PROBE_CASE_PLAIN || !(probe->spoken & ask->versions))
            continue;
        grease->odd += ask->bad;
        grease->replies += ask->bad + ask->good;
    }
    bound(grease);
}

/* How many leaves a tree has at least, of which this is one. */
static uint32_t least_leaves(const struct rt_probe_reply *reply)
{
    if (reply->path == 0)
        return 1;
    if (reply->path > 31)
        return UINT32_MAX;
    uint32_t least = (UINT32_C(1) << (reply->path - 1)) + 1;
    return reply->index >= least && reply->index < UINT32_MAX ? reply->index + 1 : least;
}

uint64_t rt_probe_tree_versions(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    uint64_t spoken = ask->versions & probe->spoken;
    return spoken != 0 ? spoken : ask->versions;
}

void rt_probe_tree_of(const struct rt_probe *probe, uint64_t versions, struct rt_probe_tree *tree)
{
    *tree = (struct rt_probe_tree){0};
    for (size_t i = 0; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        bool told = ask->good > 0 || ask->reply.orders != 0;
        if (!told || !(ask->versions & versions))
            continue;
        uint32_t least = least_leaves(&ask->reply);
        tree->largest = least > tree->largest ? least : tree->largest;
        tree->orders |= ask->reply.orders;
    }
}
