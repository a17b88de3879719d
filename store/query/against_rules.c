/*
 * Which bookings stand against the rules of today. Each is decided anew in a snapshot, by the module that decides what
 * is asked for (store/change/standing.h). What decisions read beside the bookings is kept for all of one call.
 */
#include "store/base/err.h"
#include "store/change/standing.h"
#include "store/query/query.h"

struct judging {
	struct store *store;
	const uint64_t *ids;
	size_t n;
	struct against_list *out;
};

static int judge_bookings(struct db_txn *txn, void *arg)
{
	const struct judging *j = arg;
	struct against_list *out = j->out;
	struct decision_cache cache = {.store = j->store};
	int err = 0;
	out->n = 0;
	for (size_t i = 0; i < j->n; i++) {
		err = standing_judge(txn, &cache, j->ids[i], &out->arena, &out->v[out->n]);
		if (err)
			break;
		out->n += out->v[out->n].reasons.n > 0;
	}
	cache_release(&cache);
	return err;
}

int query_against_rules(struct store *s, const uint64_t *ids, size_t n, struct against_list *out)
{
	*out = (struct against_list){0};
	out->v = arena_alloc(&out->arena, (n + 1) * sizeof *out->v);
	int err = out->v ? db_read(s->db, judge_bookings, &(struct judging){s, ids, n, out}) : QUAD_ENOMEM;
	if (err) {
		arena_release(&out->arena);
		*out = (struct against_list){0};
	}
	return err;
}
