/* Resources by filter inside a transaction: shared by the queries. Private to the store layer. */
#ifndef QUAD_STORE_RESOURCES_H
#define QUAD_STORE_RESOURCES_H

#include "store/query.h"

/* query_resources in a transaction that is open; the list owns its memory. */
int resources_gather(struct db_txn *txn, const struct resource_filter *f, struct resource_list *out)
	__attribute__((warn_unused_result));

/* query_find and query_free_counts in a transaction that is open. */
int find_gather(struct db_txn *txn, const struct find_ask *ask, struct found_list *out)
	__attribute__((warn_unused_result));

int find_count(struct db_txn *txn, const struct resource_filter *filter, const struct interval *intervals, size_t n,
               struct free_counts *out) __attribute__((warn_unused_result));

#endif
