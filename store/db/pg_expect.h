/* What will be read, from the server into what the process knows; see db.h, "reads to come". */
#ifndef QUAD_STORE_PG_EXPECT_H
#define QUAD_STORE_PG_EXPECT_H

#include "store/db/pg_store.h"

/*
 * As a transaction begins: what was known and is read again and again, or expected, is asked for where it may be
 * another by now; *sent: there is something.
 */
int expect_again_send(struct pg *pg, struct pg_session *s, bool *sent) __attribute__((warn_unused_result));
int expect_again_take(struct pg *pg, struct pg_session *s) __attribute__((warn_unused_result));

/* The rest of what the next transaction, this one, is expected to read; forgotten when it has begun. */
int expect_next_send(struct pg *pg, struct pg_session *s) __attribute__((warn_unused_result));
int expect_next_take(struct pg *pg, struct pg_session *s) __attribute__((warn_unused_result));
void expect_forget_next(struct pg *pg);

/* Functions of the engine's table, see db_engine.h. */
bool pg_hint(struct db *base, struct bytes key, struct bytes *out);
void pg_expect_next(struct db *base, const struct db_range *v, size_t n);
int pg_expect(struct db_txn *base, const struct db_range *v, size_t n);

#endif
