// SPDX-License-Identifier: BSD-2-Clause
/* What of a record is judged. */
#include "files/record.h"

struct rt_exchange rt_record_exchange(const struct rt_record *record)
{
    return (struct rt_exchange){
        .request = record->request,
        .response = record->response,
        .key = record->have_key ? record->key : NULL,
        .key_ml_dsa = record->key_ml_dsa,
        .transport = RT_TRANSPORT_UNKNOWN,
        .nonce = record->nonce,
        .rand = record->rand,
    };
}
