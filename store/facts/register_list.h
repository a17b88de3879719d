/* The rows of the registers (store/model/registers.h) as of a transaction. */
#ifndef QUAD_STORE_REGISTER_LIST_H
#define QUAD_STORE_REGISTER_LIST_H

#include "store/facts/keys.h"
#include "store/model/registers.h"

/* The key of a row: what tells it from others. */
struct key register_list_key(const struct register_row *row);

struct register_rows {
	struct register_row *v; /* in the order of their keys */
	size_t n, cap;
};

/* All rows of a register, in the arena. QUAD_ECORRUPT, QUAD_ENOMEM. */
int register_list_load(struct db_txn *txn, enum register_id id, struct arena *arena, struct register_rows *out)
	__attribute__((warn_unused_result));

/* Those whose first key field is that text: the owners of a resource, the posts of an enterprise. */
int register_list_load_of(struct db_txn *txn, enum register_id id, const char *first, struct arena *arena,
                          struct register_rows *out) __attribute__((warn_unused_result));

#endif
