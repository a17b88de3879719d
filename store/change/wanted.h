/* What a refused request wanted, as a need. Only reads. Private to store/change. */
#ifndef QUAD_STORE_WANTED_H
#define QUAD_STORE_WANTED_H

#include "store/change/change.h"
#include "store/model/need.h"

/*
 * Fills the need that the refused request of c->rq leaves, with the reasons; its first_min, last_min, times and seq are
 * not set. *out: there is one: something is there that was asked for, on some date, and the reasons are against that
 * rather than against the request. Texts are in the arena, or the request's.
 */
int wanted_load(struct change *c, struct need *v, bool *out) __attribute__((warn_unused_result));

#endif
