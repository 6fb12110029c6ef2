// SPDX-License-Identifier: BSD-2-Clause
/* Writes what versions make of a request as JSON. */
#include "files/request_json.h"

void rt_request_json_rule(struct rt_output *out, const struct rt_version *version,
                          enum rt_request_check check)
{
    const struct rt_request_rule *rule = &version->request[check];
    rt_output_string(out, "unanswered", rt_silence_name(rule->silence));
    rt_member_sections(out, "spec", version, rule->section);
}

void rt_request_json_check(struct rt_output *out, const struct rt_version *version,
                           enum rt_request_check check, const struct rt_request_result *result)
{
    char text[RT_REQUEST_TEXT_SIZE];
    rt_output_string(out, "check", rt_request_check_row(check)->name);
    rt_output_string(out, "reason", rt_error_name(result->reason));
    rt_output_string(out, "text", rt_request_result_text(result, check, text));
    if (result->has_at)
        rt_output_uint(out, "at", result->at);
    rt_request_json_rule(out, version, check);
}

static void stopped_json(struct rt_output *out, const struct rt_request_answers *answers,
                         const struct rt_request_verdict *verdict)
{
    struct rt_request_result result = rt_request_answers_stop(answers, verdict);
    rt_output_object(out, NULL);
    rt_output_string(out, "version", verdict->version->name);
    rt_member_reading(out, "reading", verdict->reading);
    rt_request_json_check(out, verdict->version, verdict->stop, &result);
    rt_output_end(out);
}

void rt_request_json_answers(struct rt_output *out, const struct rt_request_answers *answers)
{
    const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX];
    rt_member_versions(out, "answerable_by", versions,
                       rt_request_answers_versions(answers, versions));
    rt_output_array(out, "answerable_as");
    for (size_t i = 0; i < answers->count; i++) {
        const struct rt_request_verdict *verdict = &answers->verdicts[i];
        struct rt_candidate as = {.version = verdict->version, .reading = verdict->reading};
        if (rt_request_verdict_read_so(verdict))
            rt_member_candidate(out, NULL, &as);
    }
    rt_output_end(out);
}

void rt_request_json_stops(struct rt_output *out, const struct rt_request_answers *answers)
{
    rt_output_array(out, "stopped_by");
    for (size_t i = 0; i < answers->count; i++)
        if (rt_request_verdict_stopped(&answers->verdicts[i]))
            stopped_json(out, answers, &answers->verdicts[i]);
    rt_output_end(out);
}

void rt_request_json_faults(struct rt_output *out, const struct rt_request_cause *faults,
                            size_t count)
{
    rt_output_array(out, "request_faults");
    for (size_t i = 0; i < count; i++) {
        const struct rt_request_cause *fault = &faults[i];
        rt_output_object(out, NULL);
        rt_member_versions(out, "versions", fault->versions, fault->count);
        rt_request_json_check(out, fault->versions[fault->count - 1], fault->check, &fault->result);
        rt_output_end(out);
    }
    rt_output_end(out);
}

void rt_request_json_offered(struct rt_output *out, struct rt_version_name_from from,
                             const struct rt_request_facts *facts)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    rt_output_array(out, "offered");
    for (size_t i = 0; i < facts->numbers; i++) {
        uint32_t number = rt_bytes_load32(facts->ver.data + 4 * i);
        rt_output_object(out, NULL);
        rt_output_raw(out, "number", number, 4);
        rt_member_versions(out, "versions", versions,
                           rt_version_name_of_number(from, number, versions));
        rt_output_end(out);
    }
    rt_output_end(out);
}

void rt_request_json_changes(struct rt_output *out, struct rt_version_name_from from,
                             const struct rt_request_change *changes, size_t count)
{
    const struct rt_version *gained[RT_CHOICES_MAX];
    rt_output_array(out, "changes");
    for (size_t i = 0; i < count; i++) {
        rt_output_object(out, NULL);
        rt_output_array(out, "checks");
        for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
            if (changes[i].checks >> check & 1)
                rt_output_string(out, NULL,
                                 rt_request_check_row((enum rt_request_check)check)->name);
        rt_output_end(out);
        if (changes[i].number != RT_NO_NUMBER)
            rt_output_raw(out, "offer", changes[i].number, 4);
        rt_member_versions(out, "versions", gained,
                           rt_version_name_of_set(from, changes[i].gained, gained));
        rt_output_end(out);
    }
    rt_output_end(out);
}

void rt_request_json_server(struct rt_output *out, struct rt_version_name_from from,
                            rt_server_signs signs, const struct rt_server_sight *server)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    rt_output_array(out, "signs");
    for (int sign = 0; sign < RT_SERVER_SIGN_COUNT; sign++)
        if (signs >> sign & 1)
            rt_output_string(out, NULL, rt_server_sign_name((enum rt_server_sign)sign));
    rt_output_end(out);
    if (!server) {
        rt_output_null(out, "server_seen");
        return;
    }
    rt_output_object(out, "server_seen");
    rt_output_uint(out, "valid", server->valid);
    rt_output_uint(out, "unverified", server->unverified);
    rt_member_versions(out, "versions", versions, rt_server_sight_versions(server, from, versions));
    rt_output_array(out, "announced");
    for (size_t i = 0; i < server->announced_count; i++)
        rt_output_raw(out, NULL, server->announced[i], 4);
    rt_output_end(out);
    rt_output_object(out, "signs");
    for (int sign = 0; sign < RT_SERVER_SIGN_COUNT; sign++)
        rt_output_uint(out, rt_server_sign_name((enum rt_server_sign)sign), server->signs[sign]);
    rt_output_end(out);
    rt_output_end(out);
}

void rt_request_json_causes(struct rt_output *out, const struct rt_unanswered_counts *counts)
{
    const char *name;
    uint64_t count;
    rt_output_object(out, "causes");
    for (size_t place = 0; (name = rt_unanswered_counts_next(counts, &place, &count)) != NULL;)
        rt_output_uint(out, name, count);
    rt_output_end(out);
}
