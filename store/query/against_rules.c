/*
 * Which bookings stand against the rules of today. Each is decided anew in a snapshot, by the module that decides what
 * is asked for (store/change/standing.h). What decisions read beside the bookings is kept for all of one call.
 */
#include "store/base/err.h"
#include "store/change/standing.h"
#include "store/facts/facts.h"
#include "store/facts/sight.h"
#include "store/query/query.h"

struct judging {
	struct store *store;
	const uint64_t *ids;
	size_t n;
	struct against_list *out;
};

/* What a rule says of a booking tells of it what else is not shown: for how many it is, for whom. */
static int find_seen(struct db_txn *txn, struct sight *sight, uint64_t id, bool *seen)
{
	struct arena arena = {0};
	struct booking b;
	*seen = !sight;
	if (*seen)
		return 0;
	int err = facts_booking(txn, id, &arena, &b);
	if (!err)
		err = sight_of_booking(sight, txn, &b, seen);
	arena_release(&arena);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int judge_bookings(struct db_txn *txn, void *arg)
{
	const struct judging *j = arg;
	struct against_list *out = j->out;
	struct decision_cache cache = {.store = j->store};
	struct sight *sight;
	int err = sight_load(j->store, txn, &sight);
	out->n = 0;
	for (size_t i = 0; !err && i < j->n; i++) {
		bool seen;
		err = find_seen(txn, sight, j->ids[i], &seen);
		if (err || !seen)
			continue;
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
