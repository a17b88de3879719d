/* A copy of a store in which a long rehearsal is made, seen by nobody else. Private to the list modules. */
#ifndef QUAD_STORE_LIST_SCRATCH_H
#define QUAD_STORE_LIST_SCRATCH_H

#include "store/change/store_apply.h"

/*
 * Opens a copy of the store under a new directory of dir, `rehearsal-...`. Its names are gone when this returns, and the
 * room that it takes when it is closed, however that happens. What processes left in dir that were killed before that is
 * taken away too. Errors of db_clone and store_open.
 */
int list_scratch_open(struct store *from, const char *dir, struct store *out) __attribute__((warn_unused_result));

#endif
