/*
 * A list of what will be read, for a store on a server (db.h, "reads to come"). It is advice: what is wrong or missing
 * in it costs time and nothing else, so no function of it fails, and without memory it is shorter. Private to the store
 * layer.
 */
#ifndef QUAD_STORE_EXPECT_H
#define QUAD_STORE_EXPECT_H

#include "store/facts/keys.h"

/* All-zero is empty and ready. */
struct expect {
	struct db_range *v;
	size_t n, cap;
	struct arena arena;
};

void expect_key(struct expect *e, const struct key *key);
void expect_range(struct expect *e, const struct key *lo, const struct key *hi);
/* All whose keys begin so. */
void expect_prefix(struct expect *e, const struct key *prefix);
void expect_table(struct expect *e, enum table table);
/* Its first or last entry alone. */
void expect_first(struct expect *e, enum table table);
void expect_last(struct expect *e, enum table table);
void expect_first_of(struct expect *e, const struct key *prefix);
/* What a walk over intervals that overlap [start, end) below a prefix reads, in those classes, a bit each (keys.h). */
void expect_overlap(struct expect *e, const struct key *prefix, uint32_t classes, int64_t start, int64_t end);
/* A resource by number, and what is taken of it and closed around [start, end). */
void expect_place(struct expect *e, uint32_t no, int64_t start, int64_t end);
/* The same of a resource whose number is not known: the value of the entry of its code, which is expected as well. */
void expect_place_of(struct expect *e, const struct key *code, int64_t start, int64_t end);
/* With what was added last, from element `from` on: the entries whose keys are a table and `len` bytes from `at`. */
void expect_follow(struct expect *e, size_t from, enum table table, size_t at, size_t len);

/* Gets all of it now; or with the beginning of the next transaction. Empties the list. */
int expect_get(struct expect *e, struct db_txn *txn) __attribute__((warn_unused_result));
void expect_next(struct expect *e, struct db *db);

#endif
