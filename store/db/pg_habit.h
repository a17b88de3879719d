/*
 * What the transactions of a process read again and again: settings, the end of the journal, the records of a place.
 * The next transaction gets all of it in its first journey, where somebody else has changed the store meanwhile.
 */
#ifndef QUAD_STORE_PG_HABIT_H
#define QUAD_STORE_PG_HABIT_H

#include "store/db/pg_store.h"

/* The transaction of the session reads from `at` on, which is in [lo, hi). */
void habit_note(struct pg_session *s, struct bytes at, struct bytes lo, struct bytes hi);

/* Walks over the ranges to get. Begin with *i = 0. False at the end. */
bool habit_next(const struct pg_session *s, size_t *i, struct bytes *lo, struct bytes *hi);

#endif
