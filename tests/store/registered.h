/* Rows of registers, for suites of what stands on them. */
#ifndef QUAD_TESTS_STORE_REGISTERED_H
#define QUAD_TESTS_STORE_REGISTERED_H

#include "store/facts/register_list.h"
#include "tests/store/ask.h"

static inline int put_registered(struct db_txn *txn, void *arg)
{
	const struct register_row *row = arg;
	struct key k = register_list_key(row);
	struct buf b = {0};
	register_encode(row, &b);
	int err = b.failed ? QUAD_ENOMEM : db_put(txn, key_bytes(&k), (struct bytes){b.p, b.len});
	buf_release(&b);
	return err;
}

static inline void register_put(struct world *w, struct register_row row)
{
	ck_assert_int_eq(db_update(w->s.db, put_registered, &row, &(uint64_t){0}), 0);
}

static inline int drop_registered(struct db_txn *txn, void *arg)
{
	struct key k = register_list_key(arg);
	return db_del(txn, key_bytes(&k));
}

static inline void register_drop_event(struct world *w, const char *code)
{
	struct register_row row = register_row_of(REGISTER_EVENTS);
	row.text[EVENT_CODE] = code;
	ck_assert_int_eq(db_update(w->s.db, drop_registered, &row, &(uint64_t){0}), 0);
}

/* An event on some days, [start, end). */
static inline void register_event(struct world *w, const char *code, const char *name, const char *start,
                                  const char *end)
{
	struct register_row row = register_row_of(REGISTER_EVENTS);
	row.text[EVENT_CODE] = code;
	row.text[EVENT_NAME] = name;
	row.number[EVENT_START] = at(start);
	row.number[EVENT_END] = at(end);
	register_put(w, row);
}

#endif
