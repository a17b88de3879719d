/*
 * The registers that decisions of bookings look at (store/model/registers.h): owners, agreements, employees, read once
 * and kept with the other records that decisions stand on (decision_cache.h). In a store that has no row of them all
 * answers are "nothing", after one look. Results are valid as long as those of cache_resource. Private to the store
 * layer.
 */
#ifndef QUAD_STORE_REGISTER_CACHE_H
#define QUAD_STORE_REGISTER_CACHE_H

#include "store/facts/decision_cache.h"
#include "store/facts/register_list.h"

/* *out: there are rows of any of the three. */
int register_cache_any(struct decision_cache *k, struct db_txn *txn, bool *out) __attribute__((warn_unused_result));

/* Whose a resource is: its own institution, else that of its campus; "" = nobody's. */
int register_cache_owner(struct decision_cache *k, struct db_txn *txn, const struct resource *resource,
                         const char **out) __attribute__((warn_unused_result));

/* The rows of the register owners that are about the resource; none: nobody shares it. */
int register_cache_shares(struct decision_cache *k, struct db_txn *txn, const char *resource,
                          const struct register_rows **out) __attribute__((warn_unused_result));

/* All agreements, by code. */
int register_cache_agreements(struct decision_cache *k, struct db_txn *txn, const struct register_rows **out)
	__attribute__((warn_unused_result));

/* An institution with employees, and what it owns. */
struct employer {
	struct employer *next;
	const char *institution;
	struct register_rows posts; /* by post, then by from */
	struct employer_resource {
		uint32_t no;
		const char *specialty, *tags;
	} * resources;
	size_t n, cap;
};

/* posts.n is 0 if it has none. */
int register_cache_employer(struct decision_cache *k, struct db_txn *txn, const char *institution,
                            const struct employer **out) __attribute__((warn_unused_result));

#endif
