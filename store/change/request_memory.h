/* The memory of requests that have an id: asking twice carries out once. Private to store/change. */
#ifndef QUAD_STORE_REQUEST_MEMORY_H
#define QUAD_STORE_REQUEST_MEMORY_H

#include "store/change/change.h"

/* False for an id of zeros: no memory of the request is kept. */
bool request_memory_wanted(const struct request *rq);
/* Fills the result of a request that was carried out before. QUAD_ENOTFOUND: it was not. */
int request_memory_recall(struct change *c) __attribute__((warn_unused_result));
/* Remembers the request's journal entry, and forgets at most two requests that are older than a week. */
int request_memory_keep(struct change *c) __attribute__((warn_unused_result));

#endif
