/* The rows of a register as a list. As query.h. */
#ifndef QUAD_STORE_QUERY_REGISTERS_H
#define QUAD_STORE_QUERY_REGISTERS_H

#include "store/model/registers.h"
#include "store/query/query.h"

/* By what tells them apart. */
struct register_list {
	struct arena arena;
	struct register_row *v;
	size_t n;
};

/* Without those of which the looker may not know (sight_register.h). */
int query_register(struct store *s, enum register_id id, struct register_list *out) __attribute__((warn_unused_result));

#endif
