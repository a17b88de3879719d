/* Which resources of a directory exclude each other, by their places in it. Private to store/query. */
#ifndef QUAD_STORE_FIND_PARTS_H
#define QUAD_STORE_FIND_PARTS_H

#include "store/facts/directory.h"

/* A resource with wholes or parts, and where those are. */
struct divided_place {
	uint32_t place;
	const uint32_t *others;
	size_t n;
};

/* All-zero: nothing divides. */
struct find_parts {
	const unsigned char *divides; /* by place: 1 = it has wholes or parts; NULL: none has */
	struct divided_place *v;      /* by place */
	size_t n;
};

/* As of the transaction, in arena. */
int find_parts_load(struct db_txn *txn, const struct directory *d, struct arena *arena, struct find_parts *out)
	__attribute__((warn_unused_result));

/* The one at a place; NULL: it neither has parts nor is one. */
const struct divided_place *find_parts_at(const struct find_parts *p, uint32_t place);

#endif
