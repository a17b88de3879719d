/* Its chain is read as it is stored, with the codes that its resources have today. */
#include "store/query/query_course.h"

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"

struct course_ask {
	struct store *store;
	uint64_t booking;
	struct booking_course *out;
};

static int read_step(struct db_txn *txn, const struct approval_chain *chain, size_t i, bool waits,
                     struct booking_course *out)
{
	struct course_step *v = &out->steps[i];
	struct resource r = {.code = ""};
	int err = chain->v[i].resource ? facts_resource_by_number(txn, chain->v[i].resource, &r) : 0;
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	*v = (struct course_step){.step = chain->v[i], .is_open = waits && approval_is_open(chain, i)};
	v->resource = arena_str(&out->arena, r.code);
	return v->resource ? 0 : QUAD_ENOMEM;
}

static int read_chain(struct db_txn *txn, const struct booking *b, int64_t now, struct booking_course *out)
{
	struct approval_chain chain;
	bool waits = booking_state_at(b, now) == STATE_REQUESTED;
	int err = approval_parse(b->chain, &out->arena, &chain);
	if (err)
		return err;
	out->steps = arena_alloc(&out->arena, (chain.n + 1) * sizeof *out->steps);
	if (!out->steps)
		return QUAD_ENOMEM;
	for (; out->n_steps < chain.n; out->n_steps++) {
		err = read_step(txn, &chain, out->n_steps, waits, out);
		if (err)
			return err;
	}
	return 0;
}

static int read_evaluation(struct db_txn *txn, uint64_t booking, enum evaluation_side side, struct booking_course *out)
{
	struct evaluation *v = &out->evaluations[out->n_evaluations];
	struct key k = key_table(TABLE_EVALUATION);
	struct bytes record;
	key_u64(&k, booking);
	key_u8(&k, side);
	int err = db_get(txn, key_bytes(&k), &record);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = walk_keep(&out->arena, record, &record);
	if (!err)
		err = evaluation_decode(record, v);
	if (err)
		return err;
	v->booking = booking;
	v->side = side;
	out->n_evaluations++;
	return 0;
}

static int read_course(struct db_txn *txn, void *arg)
{
	struct course_ask *ask = arg;
	struct sight *sight;
	struct booking b;
	bool seen = false;
	int err = sight_load(ask->store, txn, &sight);
	if (!err)
		err = facts_booking(txn, ask->booking, &ask->out->arena, &b);
	if (!err)
		err = sight_of_booking(sight, txn, &b, &seen);
	if (err || !seen)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = read_chain(txn, &b, store_now(ask->store), ask->out);
	for (enum evaluation_side side = EVALUATION_BY_USER; side <= EVALUATION_BY_OWNER; side++)
		if (!err)
			err = read_evaluation(txn, ask->booking, side, ask->out);
	return err;
}

int query_course(struct store *s, uint64_t booking, struct booking_course *out)
{
	struct course_ask ask = {s, booking, out};
	*out = (struct booking_course){0};
	int err = db_read(s->db, read_course, &ask);
	if (!err)
		return 0;
	arena_release(&out->arena);
	*out = (struct booking_course){0};
	return err;
}
