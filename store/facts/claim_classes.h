/*
 * Which classes of the index of claims by resource a resource has ever used, so that nobody looks into the others. All
 * have the first one, and most have no other: only those that have are listed, in a table of their own. A class stays
 * listed when its last claim goes. A store of schema 1 lists none, whatever there is.
 */
#ifndef QUAD_STORE_CLAIM_CLASSES_H
#define QUAD_STORE_CLAIM_CLASSES_H

#include "store/facts/keys.h"

struct arena;

/* The key under which the classes of a resource are, beside the first one. */
struct key claim_classes_key(uint32_t resource);

/* The classes of a resource, a bit each. QUAD_ECORRUPT. */
int claim_classes_get(struct db_txn *txn, uint32_t resource, uint32_t *out) __attribute__((warn_unused_result));
/* Lists the class of [start, end), if it is not; *added: it was not. */
int claim_classes_add(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, bool *added)
	__attribute__((warn_unused_result));

/* Those of all resources. */
struct claim_classes {
	struct listed_classes {
		uint32_t resource, classes;
	} *v; /* by resource */
	size_t n;
};

/* Reads all, if they are at most `most`; else *all is false. In arena. QUAD_ECORRUPT, QUAD_ENOMEM. */
int claim_classes_load(struct db_txn *txn, size_t most, struct arena *arena, struct claim_classes *out, bool *all)
	__attribute__((warn_unused_result));
/* The classes of a resource among them. */
uint32_t claim_classes_of(const struct claim_classes *c, uint32_t resource);

#endif
