/*
 * What requests will read, where the store is on a server (db.h, "reads to come"): what can be said before the
 * transaction comes with its beginning, what follows from that in one journey more. A request whose resources this
 * process has met needs the first alone. None of it decides anything.
 */
#ifndef QUAD_STORE_EXPECTED_H
#define QUAD_STORE_EXPECTED_H

#include "store/change/change.h"
#include "store/facts/store_open.h"

/* Before the transaction of n requests. */
void expected_before(struct store *s, const struct request *requests, size_t n);
/* In it, before the first of them is carried out. QUAD_ENOMEM, or an error of the database. */
int expected_inside(struct db_txn *txn, const struct request *requests, size_t n) __attribute__((warn_unused_result));

#endif
