/* Ranges by way of another entry, which is their number's; see db_range in db.h. */
#ifndef QUAD_STORE_PG_VIA_H
#define QUAD_STORE_PG_VIA_H

#include "store/db/pg_store.h"

/* Of a range that has a way. One whose way leads nowhere is known. */
bool via_is_known(const struct pg_memo *k, const struct db_range *r);

/* A range whose way is known becomes the range itself, in the arena. */
void via_resolve(const struct pg_session *s, struct db_range *r, struct arena *a);

/* Queues the question for those of n ranges that are wanted and have a way; *sent: there are some. */
int via_send(struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n, bool *sent)
	__attribute__((warn_unused_result));
/* Takes the answer. The entries that lead to them were taken before. */
int via_take(struct pg *pg, struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n)
	__attribute__((warn_unused_result));

#endif
