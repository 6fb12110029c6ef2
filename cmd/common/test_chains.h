// SPDX-License-Identifier: BSD-2-Clause
/*
 * The chains of a text judged in this process, as rtctl verify judges those of a file: for tests
 * that judge very many. Not part of rtctl.
 */
#ifndef RTCTL_TEST_CHAINS_H
#define RTCTL_TEST_CHAINS_H

#include <string.h>

#include "base/test.h"
#include "common/chain_internal.h"
#include "common/keys.h"
#include "files/json.h"
#include "files/test_chain.h"
#include "registry.h"

extern struct app app;

static inline void test_chains_begin(void)
{
    app = (struct app){.choice_count = rt_registry_count, .crypto = app.crypto};
    for (size_t i = 0; i < rt_registry_count; i++)
        app.choices[i].version = rt_registry[i];
}

static inline void test_chains_end(void)
{
    rt_crypto_free(app.crypto);
    free(app.keys);
    app.crypto = NULL;
}

static inline void test_chains_option(enum option_id option, bool given)
{
    app.options.given.has[option] = given;
}

static inline void test_chains_add(struct chain *chain, const struct rt_record *record)
{
    const struct rt_exchange_origin origin = {
        .record = record->number,
        .version = record->version,
        .report = record->report,
        .form = record->form,
    };
    struct rt_exchange exchange = rt_record_exchange(record);
    exchange.origin = &origin;
    chain_add(chain, &exchange, NULL);
}

/* Collects the one chain of a text. False if there is something else, or nothing, in it. */
static inline bool test_chains_read(struct chain *chain, const char *text, size_t len)
{
    struct rt_record record;
    struct rt_record_fault fault;
    enum rt_next next;
    union {
        const char *in;
        void *out;
    } constant = {.in = text};
    FILE *file = fmemopen(constant.out, len, "r");
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    bool good = file && reader;
    while (good && (next = rt_json_next(reader, &record, &fault)) != RT_NEXT_END) {
        if (next == RT_NEXT_FAULT && fault.report == 1) {
            chain_add_broken(chain);
        } else if (next == RT_NEXT_RECORD && record.report == 1 && record.form != RT_FORM_NONE) {
            test_chains_add(chain, &record);
        } else {
            good = false;
        }
    }
    rt_json_close(reader);
    fclose(file);
    return good;
}

#endif
