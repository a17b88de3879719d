/* What is free and yet not for everybody: the owners' rules that forbid. Private to store/query. */
#ifndef QUAD_STORE_FIND_ALLOWED_H
#define QUAD_STORE_FIND_ALLOWED_H

#include "store/query/find.h"

/*
 * Takes out of a list of what is free that which a rule forbids the looker (store_look_as) then, and counts it in
 * n_forbidden. With for_min only what is forbidden at any time: of other rules the booking tells. Without a looker all
 * stays. The transaction is the one in which the list was made.
 */
int find_drop_forbidden(struct store *s, struct db_txn *txn, const struct find_ask *ask, struct found_list *list)
	__attribute__((warn_unused_result));

#endif
