/* One scan over the weeks that are asked for. */
#include "store/query/query_needs.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/needs.h"
#include "store/facts/sight_need.h"

struct needs_ask {
	struct store *store;
	const struct need_filter *f;
	struct need_list *out;
	size_t cap;
	struct db_txn *txn;
	struct sight *sight;
};

static bool is_wanted(const struct need_filter *f, const struct need *v)
{
	if (f->from && v->start < f->from)
		return false;
	if (f->to && v->start >= f->to)
		return false;
	return !f->requester || strcmp(v->requester, f->requester) == 0;
}

static int add_need(struct bytes key, struct bytes value, void *arg)
{
	struct needs_ask *ask = arg;
	struct need_list *out = ask->out;
	struct need v;
	bool all = false;
	(void)key;
	int err = need_decode(value, &v);
	if (err || !is_wanted(ask->f, &v))
		return err;
	err = walk_keep(&out->arena, value, &value);
	if (!err)
		err = need_decode(value, &v);
	if (!err)
		err = sight_of_need(ask->sight, ask->txn, &v, &out->arena, &all);
	if (err || (!all && ask->f->requester))
		return err;
	struct need_row *rows = arena_grow(&out->arena, out->v, out->n, &ask->cap, sizeof *rows);
	if (!rows)
		return QUAD_ENOMEM;
	if (!all)
		sight_hide_need(&v);
	out->v = rows;
	rows[out->n++] = (struct need_row){v, !all};
	return 0;
}

static int gather_needs(struct db_txn *txn, void *arg)
{
	struct needs_ask *ask = arg;
	const struct need_filter *f = ask->f;
	int64_t first = f->from ? need_week(clock_local_day(f->from)) : CLOCK_MIN_MIN / DAY_MIN;
	int64_t end = f->to ? need_week(clock_local_day(f->to)) + 7 : CLOCK_MAX_MIN / DAY_MIN;
	ask->txn = txn;
	int err = sight_load(ask->store, txn, &ask->sight);
	return err ? err : needs_walk(txn, first, end, add_need, ask);
}

int query_needs(struct store *s, const struct need_filter *f, struct need_list *out)
{
	struct needs_ask ask = {.store = s, .f = f, .out = out};
	*out = (struct need_list){0};
	int err = db_read(s->db, gather_needs, &ask);
	if (err) {
		arena_release(&out->arena);
		*out = (struct need_list){0};
	}
	return err;
}
