/*
 * A request and its result as bytes, so that another process of the same machine can carry it out in its transaction
 * (db_submit). Only what changes one booking travels so; the rest is rare, and long.
 */
#ifndef QUAD_STORE_RELAY_H
#define QUAD_STORE_RELAY_H

#include "store/model/request.h"

/* True for a request that may travel: it is short, and carried out twice it is done once, because it has an id. */
bool relay_may(const struct request *rq);

/* Look at out->failed: a request with very many claims does not fit. */
void relay_put_request(const struct request *rq, struct buf *out);
void relay_put_result(const struct result *r, struct buf *out);

/* Texts point into the bytes, lists are in the arena. QUAD_ECORRUPT, QUAD_EVERSION, QUAD_ENOMEM. */
int relay_get_request(struct bytes b, struct arena *arena, struct request *out) __attribute__((warn_unused_result));
/* Everything is copied into the arena. */
int relay_get_result(struct bytes b, struct arena *arena, struct result *out) __attribute__((warn_unused_result));

#endif
