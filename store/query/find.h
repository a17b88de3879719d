/* Searching for free resources, in a transaction of the caller. Private to store/query. */
#ifndef QUAD_STORE_FIND_H
#define QUAD_STORE_FIND_H

#include "store/query/query.h"

/* Where each read is a journey: says what find_gather will read, before the transaction begins. */
void find_expect(struct store *s, const struct find_ask *ask);
/* query_find and query_free_counts in that transaction. */
int find_gather(struct store *s, struct db_txn *txn, const struct find_ask *ask, struct found_list *out)
	__attribute__((warn_unused_result));

/* The resources in service that match and are free in each of n intervals, by code. */
int find_common(struct store *s, struct db_txn *txn, const struct resource_filter *filter,
                const struct interval *intervals, size_t n, struct found_list *out)
	__attribute__((warn_unused_result));

int find_count(struct store *s, struct db_txn *txn, const struct resource_filter *filter,
               const struct interval *intervals, size_t n, struct free_counts *out) __attribute__((warn_unused_result));

/* The first of n intervals, by start, that overlaps [start, end); NULL: none does. */
const struct interval *find_overlap(const struct interval *v, size_t n, int64_t start, int64_t end);

#endif
