// SPDX-License-Identifier: BSD-2-Clause
/* The only user of cJSON: trees. */
#include "files/json.h"

#include <cjson/cJSON.h>

struct cJSON *rt_json_parse(struct rt_view text, struct rt_json_fault *fault)
{
    return rt_json_scan_whole(text, fault) ? rt_json_parse_scanned(text, fault) : NULL;
}

struct cJSON *rt_json_parse_scanned(struct rt_view text, struct rt_json_fault *fault)
{
    cJSON *item = cJSON_ParseWithLength((const char *)text.data, text.len);
    *fault = item ? (struct rt_json_fault){RT_OK, 0, ""}
                  : (struct rt_json_fault){RT_E_NO_MEMORY, 0, "out of memory"};
    return item;
}

void rt_json_free(struct cJSON *item)
{
    cJSON_Delete(item);
}

enum rt_json_kind rt_json_kind(const struct cJSON *item)
{
    static const struct {
        int type;
        enum rt_json_kind kind;
    } kinds[] = {
        {cJSON_NULL, RT_JSON_NULL},     {cJSON_False, RT_JSON_BOOL},
        {cJSON_True, RT_JSON_BOOL},     {cJSON_Number, RT_JSON_NUMBER},
        {cJSON_String, RT_JSON_STRING}, {cJSON_Array, RT_JSON_ARRAY},
        {cJSON_Object, RT_JSON_OBJECT},
    };
    for (size_t i = 0; item != NULL && i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].type == (item->type & 0xff))
            return kinds[i].kind;
    return 0;
}

const struct cJSON *rt_json_member(const struct cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

const struct cJSON *rt_json_first(const struct cJSON *item)
{
    return item ? item->child : NULL;
}

const struct cJSON *rt_json_after(const struct cJSON *item)
{
    return item ? item->next : NULL;
}

const char *rt_json_key(const struct cJSON *item)
{
    return item ? item->string : NULL;
}

const char *rt_json_string(const struct cJSON *item)
{
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

bool rt_json_true(const struct cJSON *item)
{
    return cJSON_IsTrue(item);
}

int rt_json_int(const struct cJSON *item)
{
    return cJSON_IsNumber(item) ? item->valueint : 0;
}
