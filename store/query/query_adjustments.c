/* Few wait, so the table is read whole. */
#include "store/query/query_adjustments.h"

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"

struct gathering {
	struct store *store;
	struct db_txn *txn;
	struct sight *sight;
	struct adjustment_list *out;
	size_t cap;
};

static int add_row(struct gathering *g, const struct adjustment *v)
{
	struct adjustment_list *out = g->out;
	struct booking b;
	bool all = false;
	int err = facts_booking(g->txn, v->booking, &out->arena, &b);
	if (!err)
		err = sight_of_booking(g->sight, g->txn, &b, &all);
	if (err || !all)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct adjustment_row *rows = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *rows);
	if (!rows)
		return QUAD_ENOMEM;
	out->v = rows;
	struct adjustment_row *row = &rows[out->n];
	*row = (struct adjustment_row){.v = *v, .start = b.start, .end = b.end};
	row->institution = arena_str(&out->arena, b.institution);
	err = row->institution ? facts_claims_text(g->txn, &b, &out->arena, &row->claims) : QUAD_ENOMEM;
	out->n += !err;
	return err;
}

static int consider(struct bytes key, struct bytes value, void *arg)
{
	struct gathering *g = arg;
	struct adjustment v;
	struct bytes record;
	if (key.len != 9)
		return QUAD_ECORRUPT;
	int err = adjustment_decode(value, &v);
	if (err || v.state != ADJUSTMENT_PROPOSED)
		return err;
	err = walk_keep(&g->out->arena, value, &record);
	if (!err)
		err = adjustment_decode(record, &v);
	v.booking = key_get_u64(key, 1);
	return err ? err : add_row(g, &v);
}

static int gather(struct db_txn *txn, void *arg)
{
	struct gathering *g = arg;
	g->txn = txn;
	int err = sight_load(g->store, txn, &g->sight);
	return err ? err : walk_table(txn, TABLE_ADJUSTMENT, consider, g);
}

int query_adjustments(struct store *s, struct adjustment_list *out)
{
	struct gathering g = {.store = s, .out = out};
	*out = (struct adjustment_list){0};
	int err = db_read(s->db, gather, &g);
	if (err) {
		arena_release(&out->arena);
		*out = (struct adjustment_list){0};
	}
	return err;
}
