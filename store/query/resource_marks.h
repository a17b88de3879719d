/* Sets of resources, as a byte for each resource number: 1 = in it. */
#ifndef QUAD_STORE_RESOURCE_MARKS_H
#define QUAD_STORE_RESOURCE_MARKS_H

#include "store/base/buf.h"
#include "store/db/db.h"
#include "store/model/model.h"

struct resource_wanted {
	enum resource_kind kind; /* 0 = any */
	const char *lender;      /* institution, by code; NULL = any */
	const char *campus;      /* by code; NULL = any */
};

/*
 * Marks the resources of a kind and campus that an institution lends: its own, those of its campuses that have no other
 * institution, and those of which it is a joint owner. Appends to out. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int resource_marks(struct db_txn *txn, const struct resource_wanted *wanted, struct buf *out)
	__attribute__((warn_unused_result));

static inline bool resource_is_marked(const struct buf *marks, uint32_t no)
{
	return no < marks->len && marks->p[no];
}

#endif
