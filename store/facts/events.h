/* One row of the register of events (store/model/registers.h), as of a transaction. */
#ifndef QUAD_STORE_EVENTS_H
#define QUAD_STORE_EVENTS_H

#include "store/facts/keys.h"
#include "store/model/registers.h"

/* The event of that code, in the arena. QUAD_ENOTFOUND. */
int events_find(struct db_txn *txn, const char *code, struct arena *arena, struct register_row *out)
	__attribute__((warn_unused_result));

/* What people call it, in the arena: its name, else the code, also where the register has no such event any more. */
int events_name(struct db_txn *txn, const char *code, struct arena *arena, const char **out)
	__attribute__((warn_unused_result));

#endif
