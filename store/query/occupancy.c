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

static int load_facts(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, struct arena *arena,
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

static int add_claim_slot(struct db_txn *txn, const struct neighbour *n, struct slot_list *out)
{
	struct booking b;
	int err = facts_booking_head(txn, n->booking, &b);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	const char *label = arena_str(&out->arena, *b.purpose ? b.purpose : b.requester);
	if (!label)
		return QUAD_ENOMEM;
	out->v[out->n++] = (struct slot){n->booking, n->claim.start, n->claim.end, b.start, b.end, n->claim.units,
	                                 n->claim.whole, label};
	return 0;
}

static int add_closure_slot(const struct closure *c, struct slot_list *out)
{
	const char *label = arena_str(&out->arena, c->reason);
	if (!label)
		return QUAD_ENOMEM;
	out->v[out->n++] = (struct slot){0, c->start, c->end, c->start, c->end, 0, true, label};
	return 0;
}

static int get_slots(struct db_txn *txn, void *arg)
{
	struct slots_ask *ask = arg;
	struct slot_list *out = ask->out;
	uint32_t resource;
	struct day_facts day;
	int err = facts_resource_number(txn, ask->code, &resource);
	if (!err)
		err = load_facts(txn, resource, ask->start, ask->end, &out->arena, &day);
	if (err)
		return err;
	out->v = arena_alloc(&out->arena, (day.claims.n + day.closures.n + 1) * sizeof *out->v);
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < day.claims.n; i++) {
		err = add_claim_slot(txn, &day.claims.v[i], out);
		if (err)
			return err;
	}
	for (size_t i = 0; i < day.closures.n; i++) {
		err = add_closure_slot(&day.closures.v[i], out);
		if (err)
			return err;
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

static bool is_closed(const struct day_facts *day, int64_t start, int64_t end)
{
	for (size_t i = 0; i < day->closures.n; i++)
		if (day->closures.v[i].start < end && start < day->closures.v[i].end)
			return true;
	return false;
}

/* The state of a cell in which bookings share the resource: full if at one time all seats are taken. */
static int shared_state(const struct resource *r, struct use *uses, size_t n_uses, int64_t start, int64_t end,
                        struct arena *arena, enum cell_state *out)
{
	*out = CELL_PART;
	if (!r->seats)
		return 0;
	uint64_t peak = rules_peak(uses, n_uses, start, end, arena);
	if (peak >= r->seats)
		*out = CELL_FULL;
	return peak == RULES_PEAK_FAILED ? QUAD_ENOMEM : 0;
}

static int cell_state(const struct resource *r, const struct opening *hours, const struct day_facts *day,
                      int64_t start, int64_t end, struct arena *arena, enum cell_state *out)
{
	size_t n_uses = 0;
	struct use *uses = arena_alloc(arena, (day->claims.n + 1) * sizeof *uses);
	*out = CELL_CLOSED;
	if (!uses)
		return QUAD_ENOMEM;
	if (is_closed(day, start, end))
		return 0;
	for (size_t i = 0; i < day->claims.n; i++) {
		const struct claim *c = &day->claims.v[i].claim;
		if (c->start >= end || c->end <= start)
			continue;
		if (c->whole) {
			*out = CELL_FULL;
			return 0;
		}
		uses[n_uses++] = (struct use){c->start, c->end, c->units};
	}
	if (n_uses)
		return shared_state(r, uses, n_uses, start, end, arena, out);
	*out = touches_hours(hours, start, end) ? CELL_FREE : CELL_OUTSIDE;
	return 0;
}

/* The cells of one resource. */
static int fill_strip(struct db_txn *txn, const struct strips_ask *ask, const struct resource *r, struct arena *arena,
                      unsigned char *cells)
{
	int64_t end = ask->start + ask->step_min * (int64_t)ask->n_cells;
	struct day_facts day;
	struct opening hours;
	const char *bad;
	int err = load_facts(txn, r->no, ask->start, end, arena, &day);
	if (err)
		return err;
	if (opening_parse(r->opening, &hours, &bad) != 0)
		return QUAD_ECORRUPT;
	for (size_t i = 0; i < ask->n_cells; i++) {
		int64_t from = ask->start + ask->step_min * (int64_t)i;
		enum cell_state state;
		err = cell_state(r, &hours, &day, from, from + ask->step_min, arena, &state);
		if (err)
			return err;
		cells[i] = (unsigned char)state;
	}
	return 0;
}

static int get_strips(struct db_txn *txn, void *arg)
{
	const struct strips_ask *ask = arg;
	for (size_t i = 0; i < ask->n; i++) {
		struct arena arena = {0};
		int err = fill_strip(txn, ask, ask->resources[i], &arena, ask->cells + i * ask->n_cells);
		arena_release(&arena);
		if (err)
			return err;
	}
	return 0;
}

int query_strips(struct store *s, const struct resource *const *resources, size_t n, int64_t start, int64_t step_min,
                 size_t n_cells, unsigned char *cells)
{
	return db_read(s->db, get_strips, &(struct strips_ask){resources, n, start, step_min, n_cells, cells});
}
