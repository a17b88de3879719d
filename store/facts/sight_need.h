/* What the one who looks may see of a need, by the same rights as of a booking. */
#ifndef QUAD_STORE_SIGHT_NEED_H
#define QUAD_STORE_SIGHT_NEED_H

#include "store/facts/sight.h"
#include "store/model/need.h"

/* *all: every field may be seen; else it is to be hidden. The arena is for scratch. */
int sight_of_need(struct sight *s, struct db_txn *txn, const struct need *v, struct arena *arena, bool *all)
	__attribute__((warn_unused_result));
/* Empties what is not shown: who, what for, how many, and the reasons but for their codes. */
void sight_hide_need(struct need *v);

#endif
