/*
 * Who sees which rows of the registers. Clusters, owners, events, students and figures are known to all; an agreement
 * and an enterprise's employees to those who see the figures (RIGHT_REPORT) of one of the institutions named.
 */
#ifndef QUAD_STORE_SIGHT_REGISTER_H
#define QUAD_STORE_SIGHT_REGISTER_H

#include "store/facts/sight.h"
#include "store/model/registers.h"
#include "store/model/rights.h"

/* Where what the row is about is; clusters and figures are nowhere. In the arena. */
int sight_register_row(struct db_txn *txn, const struct register_row *row, struct arena *arena, struct right_row *out)
	__attribute__((warn_unused_result));

/* *seen: the row may be listed; s NULL: all are. The arena is for scratch. */
int sight_of_register(struct sight *s, struct db_txn *txn, const struct register_row *row, struct arena *arena,
                      bool *seen) __attribute__((warn_unused_result));

#endif
