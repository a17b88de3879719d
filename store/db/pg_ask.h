/*
 * Questions to the server for parts of the table, and their answers, which go into what is known. A part is asked for
 * as far as its bound, but not more than a number of entries; and always with the first entry after it, so that where
 * it ends nobody has to ask again. A question is queued, and taken after it was sent (pg_link.h).
 */
#ifndef QUAD_STORE_PG_ASK_H
#define QUAD_STORE_PG_ASK_H

#include "store/db/pg_store.h"

enum { EXPECT_LIMIT = 2048 }; /* entries of a range that is expected */

/* Entries in order from a key on, not more than some. */
struct ask_part {
	struct bytes from, bound;
	bool backwards;
	uint32_t limit;
};

int ask_part_send(struct pg_link *l, const struct ask_part *p) __attribute__((warn_unused_result));
int ask_part_take(struct pg *pg, struct pg_session *s, const struct ask_part *p) __attribute__((warn_unused_result));

/* n keys of `len` bytes, one after the other. That one of them is not there is known then too. */
int ask_keys_send(struct pg_link *l, const char *keys, size_t n, size_t len) __attribute__((warn_unused_result));
int ask_keys_take(struct pg *pg, struct pg_session *s, const char *keys, size_t n, size_t len)
	__attribute__((warn_unused_result));

/* Ranges that one statement asks for: all-zero is ready; begin, add each. */
struct ask_ranges {
	struct pg_array los, his;
};

void ask_ranges_begin(struct ask_ranges *r);
void ask_ranges_add(struct ask_ranges *r, struct bytes lo, struct bytes hi);
void ask_ranges_release(struct ask_ranges *r);
int ask_ranges_send(struct pg_link *l, struct ask_ranges *r, uint32_t limit) __attribute__((warn_unused_result));
/* Nothing is answered where the head is still the session's, or where there are news of all that came after it. */
int ask_ranges_send_again(struct pg_session *s, struct ask_ranges *r, uint32_t limit)
	__attribute__((warn_unused_result));
/*
 * An answer to these, which stays the caller's. next(arg) gives the ranges in the order of asking; one whose `lo` is
 * NULL is passed over. `limit` as in the question.
 */
int ask_ranges_add_answer(struct pg_session *s, const PGresult *res, uint32_t limit,
                          bool (*next)(void *arg, struct bytes *lo, struct bytes *hi), void *arg)
	__attribute__((warn_unused_result));

#endif
