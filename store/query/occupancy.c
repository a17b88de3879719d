/*
 * A resource's calendar: its slots in an interval (the week on the screen) and strips of occupancy (today, in the
 * list). Both read the claims by resource, so that a week costs the same whatever the store holds.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/query/query.h"

/* Claims and closures of a resource in an interval; their texts are the database's. */
struct day_facts {
	struct neighbours claims;
	struct closures closures;
};

static int load(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, struct arena *arena,
                struct day_facts *out)
{
	*out = (struct day_facts){0};
	int err = facts_neighbours(txn, resource, start, end, 0, arena, &out->claims);
	return err ? err : facts_closures_of(txn, resource, start, end, arena, &out->closures);
}

struct slots_ask {
	const char *code;
	int64_t start, end;
	struct slot_list *out;
};

static int slot_order(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

static int get_slots(struct db_txn *txn, void *arg)
{
	struct slots_ask *ask = arg;
	struct slot_list *out = ask->out;
	uint32_t resource;
	struct day_facts day;
	int err = facts_resource_number(txn, ask->code, &resource);
	if (err)
		return err;
	err = load(txn, resource, ask->start, ask->end, &out->arena, &day);
	if (err)
		return err;
	out->v = arena_alloc(&out->arena, (day.claims.n + day.closures.n + 1) * sizeof *out->v);
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < day.claims.n; i++) {
		const struct neighbour *n = &day.claims.v[i];
		struct booking b;
		err = facts_booking_head(txn, n->booking, &b);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		const char *label = arena_str(&out->arena, *b.purpose ? b.purpose : b.requester);
		if (!label)
			return QUAD_ENOMEM;
		out->v[out->n++] = (struct slot){n->booking, n->claim.start, n->claim.end, b.start, b.end, n->claim.units,
		                                 n->claim.whole, label};
	}
	for (size_t i = 0; i < day.closures.n; i++) {
		const struct closure *c = &day.closures.v[i];
		const char *label = arena_str(&out->arena, c->reason);
		if (!label)
			return QUAD_ENOMEM;
		out->v[out->n++] = (struct slot){0, c->start, c->end, c->start, c->end, 0, true, label};
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, slot_order);
	return 0;
}

int query_slots(struct store *s, const char *code, int64_t start, int64_t end, struct slot_list *out)
{
	*out = (struct slot_list){0};
	int err = db_read(s->db, get_slots, &(struct slots_ask){code, start, end, out});
	if (err) {
		arena_release(&out->arena);
		*out = (struct slot_list){0};
	}
	return err;
}

/* ---- strips ---- */

struct strips_ask {
	const struct resource *const *resources;
	size_t n;
	int64_t start, step_min;
	size_t n_cells;
	unsigned char *cells;
};

/* True if at least one minute of [start, end) is within the hours. */
static bool touches_hours(const struct opening *o, int64_t start, int64_t end)
{
	if (o->always)
		return true;
	int64_t first = clock_local_day(start), last = clock_local_day(end - 1);
	for (int64_t d = first; d <= last; d++) {
		int from = d == first ? clock_local_minute(start) : 0;
		int to = d == last ? clock_local_minute(end - 1) + 1 : DAY_MIN;
		int weekday = clock_weekday(d);
		for (unsigned i = 0; i < o->n[weekday]; i++)
			if (o->day[weekday][i].from < to && from < o->day[weekday][i].to)
				return true;
	}
	return false;
}

static int cell_state(const struct resource *r, const struct opening *hours, const struct day_facts *day,
                      int64_t start, int64_t end, struct arena *arena, enum cell_state *out)
{
	size_t n_uses = 0;
	struct use *uses = arena_alloc(arena, (day->claims.n + 1) * sizeof *uses);
	bool any = false;
	*out = CELL_CLOSED;
	if (!uses)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < day->closures.n; i++)
		if (day->closures.v[i].start < end && start < day->closures.v[i].end)
			return 0;
	for (size_t i = 0; i < day->claims.n; i++) {
		const struct claim *c = &day->claims.v[i].claim;
		if (c->start >= end || c->end <= start)
			continue;
		if (c->whole) {
			*out = CELL_FULL;
			return 0;
		}
		any = true;
		uses[n_uses++] = (struct use){c->start, c->end, c->units};
	}
	if (any) {
		uint64_t peak = r->seats ? rules_peak(uses, n_uses, start, end, arena) : 0;
		*out = r->seats && peak >= r->seats ? CELL_FULL : CELL_PART;
		return peak == RULES_PEAK_FAILED ? QUAD_ENOMEM : 0;
	}
	*out = touches_hours(hours, start, end) ? CELL_FREE : CELL_OUTSIDE;
	return 0;
}

static int get_strips(struct db_txn *txn, void *arg)
{
	struct strips_ask *ask = arg;
	int64_t end = ask->start + ask->step_min * (int64_t)ask->n_cells;
	int err = 0;
	for (size_t i = 0; !err && i < ask->n; i++) {
		struct arena arena = {0};
		struct day_facts day;
		struct opening hours;
		const char *bad;
		err = load(txn, ask->resources[i]->no, ask->start, end, &arena, &day);
		if (!err && opening_parse(ask->resources[i]->opening, &hours, &bad) != 0)
			err = QUAD_ECORRUPT;
		for (size_t j = 0; !err && j < ask->n_cells; j++) {
			int64_t from = ask->start + ask->step_min * (int64_t)j;
			enum cell_state state;
			err = cell_state(ask->resources[i], &hours, &day, from, from + ask->step_min, &arena, &state);
			ask->cells[i * ask->n_cells + j] = (unsigned char)state;
		}
		arena_release(&arena);
	}
	return err;
}

int query_strips(struct store *s, const struct resource *const *resources, size_t n, int64_t start, int64_t step_min,
                 size_t n_cells, unsigned char *cells)
{
	return db_read(s->db, get_strips, &(struct strips_ask){resources, n, start, step_min, n_cells, cells});
}
