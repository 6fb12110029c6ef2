// SPDX-License-Identifier: BSD-2-Clause
/* The front door to files: chains in every form, whom they are proven against, and files that are
 * no chains. */
#include "roughtime-files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/test.h"
#include "base/test_memory.h"
#include "files/test_chain.h"
#include "parts.h"
#include "registry.h"

#define LINKS 3

static struct rt_crypto *crypto;
static struct roughtime *roughtime;
static struct test_chain_link links[LINKS];
static char path[] = "/tmp/roughtime_files_test.XXXXXX";

START_TEST(test_setup)
{
    int descriptor = mkstemp(path);
    crypto = rt_crypto_new();
    roughtime = roughtime_new(NULL);
    ck_assert(crypto && roughtime && descriptor >= 0);
    close(descriptor);
}
END_TEST

START_TEST(test_teardown)
{
    roughtime_free(roughtime);
    rt_crypto_free(crypto);
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

typedef void form_writer(FILE *file, const struct test_chain_link *links, size_t count);

/* A form, a version whose chains can be proven in it, and whether it has keys. */
static const struct form {
    form_writer *write;
    const char *version;
    bool keys;
} forms[] = {
    {test_chain_rfc10049, "rfc10049", true},
    {test_chain_google, "google", true},
    {test_chain_draft08, "v8", false},
    {test_chain_draft00, "v0", false},
};
#define FORMS (sizeof forms / sizeof forms[0])

/* Writes a chain of three servers, of which the second is so many seconds ahead. */
static void write_chain(const struct form *form, int64_t ahead)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < LINKS; i++) {
        links[i].rules = rt_registry_find(form->version)->rules;
        links[i].server = (uint8_t)(20 + i);
        links[i].offset = i == 1 ? ahead : 0;
    }
    test_chain_make(crypto, links, LINKS);
    form->write(file, links, LINKS);
    ck_assert_int_eq(fclose(file), 0);
}

static void write_text(const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

/* What the chain in the file is worth to somebody who trusts the servers of its first links. */
static enum roughtime_chain_verdict judge_file(size_t trusted)
{
    struct roughtime_chain *chain = roughtime_chain_new(roughtime);
    struct roughtime_file_fault fault = {.offset = 77, .cause = "as it was"};
    for (size_t i = 0; i < trusted; i++)
        ck_assert(roughtime_chain_trust(chain, links[i].key));
    ck_assert(roughtime_chain_add_file(chain, path, &fault));
    ck_assert_uint_eq(fault.offset, 77);
    ck_assert_str_eq(fault.cause, "as it was");
    ck_assert_uint_eq(rt_chain_count(rt_parts_chain(chain)), LINKS);
    enum roughtime_chain_verdict verdict = roughtime_chain_judge(chain);
    size_t first, second;
    bool found = roughtime_chain_contradiction(chain, &first, &second);
    ck_assert_int_eq(found, verdict == ROUGHTIME_CHAIN_CONTRADICTION);
    ck_assert(!found || (first == 1 && second == 2));
    roughtime_chain_free(chain);
    return verdict;
}

START_TEST(test_every_form)
{
    for (size_t f = 0; f < FORMS; f++) {
        const struct form *form = &forms[f];
        write_chain(form, 0);
        ck_assert_msg(judge_file(LINKS) == ROUGHTIME_CHAIN_CONSISTENT, "%s", form->version);
        ck_assert_msg(judge_file(0) ==
                          (form->keys ? ROUGHTIME_CHAIN_CONSISTENT : ROUGHTIME_CHAIN_UNVERIFIED),
                      "%s", form->version);
        write_chain(form, 3600);
        ck_assert_msg(judge_file(LINKS) == ROUGHTIME_CHAIN_CONTRADICTION, "%s", form->version);
        ck_assert_msg(judge_file(2) == ROUGHTIME_CHAIN_UNVERIFIED, "%s", form->version);
    }
}
END_TEST

/* The links follow those that the chain has. */
START_TEST(test_goes_on)
{
    write_chain(&forms[0], 3600);
    struct roughtime_chain *chain = roughtime_chain_new(roughtime);
    ck_assert(roughtime_chain_add(chain, links[0].key, links[0].request, links[0].request_len,
                                  links[0].response, links[0].response_len, NULL, 0));
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("{\"responses\":[{", file);
    test_chain_member(file, false, "publicKey", links[1].key, RT_KEY_SIZE);
    test_chain_member(file, true, "rand", links[1].rand, links[1].rules.rand);
    test_chain_member(file, true, "request", links[1].request, links[1].request_len);
    test_chain_member(file, true, "response", links[1].response, links[1].response_len);
    fputs("}]}", file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert(roughtime_chain_add_file(chain, path, NULL));
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_CONSISTENT);
    roughtime_chain_free(chain);
}
END_TEST

/* The versions that the file names count if none were given. */
START_TEST(test_version)
{
    struct roughtime *v8 = roughtime_new("v8");
    struct roughtime *both[] = {roughtime, v8};
    ck_assert_ptr_nonnull(v8);
    write_chain(&forms[0], 0);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("{\"responses\":[{\"version\":\"draft-07\"", file);
    links[0].rules = rt_version_v8.rules;
    test_chain_make(crypto, links, 1);
    test_chain_member(file, true, "publicKey", links[0].key, RT_KEY_SIZE);
    test_chain_member(file, true, "request", links[0].request, links[0].request_len);
    test_chain_member(file, true, "response", links[0].response, links[0].response_len);
    fputs("}]}", file);
    ck_assert_int_eq(fclose(file), 0);
    for (size_t i = 0; i < 2; i++) {
        struct roughtime_chain *chain = roughtime_chain_new(both[i]);
        ck_assert(roughtime_chain_add_file(chain, path, NULL));
        ck_assert_int_eq(roughtime_chain_judge(chain),
                         i == 0 ? ROUGHTIME_CHAIN_INVALID : ROUGHTIME_CHAIN_CONSISTENT);
        const struct rt_chain_entry *entry = rt_chain_at(rt_parts_chain(chain), 0);
        ck_assert_str_eq(entry->judgement.best.version->name, i == 0 ? "v7" : "v8");
        roughtime_chain_free(chain);
    }
    roughtime_free(v8);
}
END_TEST

/* Choices of a link are of no account to the front door. */
START_TEST(test_parts)
{
    const struct rt_choice other = {.version = &rt_version_v7};
    write_chain(&forms[2], 0);
    struct roughtime_chain *chain = roughtime_chain_new(roughtime);
    const struct rt_chain_input link = {
        .packets =
            {
                .request = {links[0].request, links[0].request_len},
                .response = {links[0].response, links[0].response_len},
                .key = links[0].key,
                .transport = RT_TRANSPORT_UNKNOWN,
            },
        .form = RT_FORM_NONE,
        .choices = &other,
        .choice_count = 1,
    };
    ck_assert_int_eq(rt_parts_chain_add(chain, &link, NULL), RT_OK);
    ck_assert_int_eq(rt_parts_chain_add(chain, &link, "v99"), RT_E_UNKNOWN_VERSION);
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_CONSISTENT);
    ck_assert_str_eq(rt_chain_at(rt_parts_chain(chain), 0)->judgement.best.version->name, "v8");
    roughtime_chain_free(chain);
}
END_TEST

/* A file that is not used: the chain keeps what it had, and nothing else. */
static void refused(const char *name, int error, uint64_t offset, const char *cause)
{
    struct roughtime_file_fault fault = {.offset = 77};
    struct roughtime_chain *chain = roughtime_chain_new(roughtime);
    ck_assert(roughtime_chain_add(chain, links[0].key, links[0].request, links[0].request_len,
                                  links[0].response, links[0].response_len, NULL, 0));
    errno = 0;
    ck_assert_msg(!roughtime_chain_add_file(chain, name, &fault), "%s", cause);
    ck_assert_msg(errno == error, "%s: %s", cause, strerror(errno));
    ck_assert_str_eq(fault.cause, cause);
    ck_assert_msg(fault.offset == offset, "%s: %d", cause, (int)fault.offset);
    ck_assert(!roughtime_chain_add_file(chain, name, NULL));
    ck_assert_uint_eq(rt_chain_count(rt_parts_chain(chain)), 1);
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_CONSISTENT);
    roughtime_chain_free(chain);
}

START_TEST(test_faults)
{
    static const struct {
        const char *text;
        uint64_t offset;
        const char *cause;
    } files[] = {
        {"", 0, "there is no record"},
        {"hello\n", 0, "a JSON value is wanted here"},
        {"{\"responses\":[]}", 13, "the report has no responses"},
        {"{\"response\":\"AAAA\"}", 0, "this exchange is no link of a chain"},
        {"[{\"response\":\"AAAA\"}]", 1, "this exchange is no link of a chain"},
        {"{\"responses\":[{\"response\":\"AAAA\"}, {\"response\":\"!\"}]}", 48,
         "link 2: \"response\" is not base64: a wrong character or wrong padding"},
        {"{\"responses\":[{\"response\":\"AAAA\"}]}\n{\"responses\":[{\"response\":\"AAAA\"}]}\n",
         50, "a second chain begins"},
        {"{\"responses\":[{\"response\":\"AAAA\",\"version\":\"v99\"}]}", 14,
         "link 1: \"version\" is \"v99\": no version has this name"},
        {"{\"responses\":[{\"response\":\"AAAA\"},", 34,
         "link 2: the text ends within a JSON value"},
    };
    write_chain(&forms[0], 0);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_text(files[i].text);
        refused(path, EBADMSG, files[i].offset, files[i].cause);
    }
    refused("/", EIO, 0, "the file cannot be read");
    refused("/nowhere/report.json", ENOENT, 0, "the file cannot be opened");
}
END_TEST

START_TEST(test_too_many)
{
    struct roughtime_file_fault fault;
    write_text("{\"responses\":[{\"response\":\"AAAA\"},{\"response\":\"AAAA\"}]}");
    struct roughtime_chain *chain = roughtime_chain_new(roughtime);
    struct rt_chain *parts = rt_parts_chain(chain);
    for (size_t i = 1; i < RT_CHAIN_LINKS_MAX; i++)
        ck_assert_int_eq(rt_chain_add_broken(parts, RT_FORM_NONE), RT_OK);
    ck_assert(!roughtime_chain_add_file(chain, path, &fault));
    ck_assert_int_eq(errno, E2BIG);
    ck_assert_str_eq(fault.cause, "link 2: the chain has 65536 links already");
    ck_assert_uint_eq(rt_chain_count(parts), RT_CHAIN_LINKS_MAX - 1);
    /* It is not marked as too long. */
    rt_chain_cut(parts, 0);
    write_chain(&forms[0], 0);
    ck_assert(roughtime_chain_add_file(chain, path, NULL));
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_CONSISTENT);
    roughtime_chain_free(chain);
}
END_TEST

/* Each allocation of this library fails once. */
START_TEST(test_no_memory)
{
    struct roughtime_file_fault fault;
    struct roughtime_chain *chain = NULL;
    size_t n = 0;
    write_chain(&forms[0], 0);
    for (bool good = false; !good; n++) {
        roughtime_chain_free(chain);
        chain = roughtime_chain_new(roughtime);
        test_memory_fail(n);
        good = roughtime_chain_add_file(chain, path, &fault);
        int error = errno;
        ck_assert_int_eq(test_memory_failed(), !good);
        ck_assert_uint_eq(rt_chain_count(rt_parts_chain(chain)), good ? LINKS : 0);
        ck_assert(good || error == ENOMEM);
        ck_assert(good || strcmp(fault.cause, "out of memory") == 0);
    }
    ck_assert_uint_ge(n, 5);
    test_memory_fail(0);
    errno = 0;
    ck_assert(!roughtime_chain_trust(chain, links[0].key));
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert(test_memory_failed());
    ck_assert_int_eq(roughtime_chain_judge(chain), ROUGHTIME_CHAIN_CONSISTENT);
    roughtime_chain_free(chain);
}
END_TEST

RT_TEST_MAIN("roughtime_files", test_setup, test_every_form, test_goes_on, test_version, test_parts,
             test_faults, test_too_many, test_no_memory, test_teardown)
