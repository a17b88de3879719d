/* Resources by filter inside a transaction: shared by the queries. Private to the store layer. */
#ifndef QUAD_STORE_RESOURCES_H
#define QUAD_STORE_RESOURCES_H

#include "store/query/query.h"

/* query_resources in a transaction that is open; the list owns its memory. */
int resources_gather(struct db_txn *txn, const struct resource_filter *f, struct resource_list *out)
	__attribute__((warn_unused_result));

/* query_find and query_free_counts in a transaction that is open. */
int find_gather(struct store *s, struct db_txn *txn, const struct find_ask *ask, struct found_list *out)
	__attribute__((warn_unused_result));

int find_count(struct store *s, struct db_txn *txn, const struct resource_filter *filter,
               const struct interval *intervals, size_t n, struct free_counts *out) __attribute__((warn_unused_result));

/*
 * A filter made ready for a transaction: names are codes, what is near is known. QUAD_ENOTFOUND and QUAD_EINVAL as of
 * query_resources. For many resources, of one transaction.
 */
struct matcher {
	struct db_txn *txn;
	struct resource_filter filter;
	bool light; /* says nothing but campus, kind, seats and active */
	bool plain; /* and no campus */
	uint32_t near_no;
	const char *last_campus; /* the one that was last looked at for being near, and whether it is */
	bool last_near;
	struct buf scratch;
};

int matcher_begin(struct matcher *m, struct db_txn *txn, const struct resource_filter *f)
	__attribute__((warn_unused_result));
void matcher_end(struct matcher *m);
/* Campuses of resources that are asked about must stay where they are until matcher_end. */
int matcher_test(struct matcher *m, const struct resource *r, bool *out) __attribute__((warn_unused_result));

#endif
