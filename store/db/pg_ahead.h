/*
 * Reading ahead: where a single key is not known, more is got in the same journey than was asked for.
 *
 * Who walks over an index mostly gets for each entry the record that it leads to: a byte for its table, and then a part
 * of the entry's key. So a key that is part of an entry at which a cursor stands is got together with those that the
 * next entries lead to. Where there is no such cursor and several keys of one table were missed, what stands beside the
 * key in its table is got too.
 */
#ifndef QUAD_STORE_PG_AHEAD_H
#define QUAD_STORE_PG_AHEAD_H

#include "store/db/pg_store.h"

/* A transaction begins. */
void ahead_begin(struct pg_session *s);
/* A cursor was opened, and will be closed. */
void ahead_walk_begin(struct pg_session *s, struct pg_walk *w);
void ahead_walk_end(struct pg_session *s, struct pg_walk *w);
/* Gets a key that is not known, and what will probably be asked for next. */
int ahead_get(struct pg_txn *txn, struct bytes key) __attribute__((warn_unused_result));

#endif
