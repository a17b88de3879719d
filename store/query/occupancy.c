/*
 * A resource's calendar: its slots in an interval (the week on the screen) and strips of occupancy (today, in the
 * list). Both read the claims by resource, so that a week costs the same whatever the store holds.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/decision_cache.h"
#include "store/model/claim_entry.h"
#include "store/query/query.h"

/* ---- slots ---- */

struct slots_ask {
	const char *code;
	int64_t start, end;
	struct slot_list *out;
	size_t cap; /* of its array */
	struct decision_cache *cache;
};

static int slot_order(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

static void sort_slots(struct slot_list *list)
{
	size_t i = 1;
	/* the claims of a class come in this order already */
	while (i < list->n && slot_order(&list->v[i - 1], &list->v[i]) <= 0)
		i++;
	if (i < list->n)
		qsort(list->v, list->n, sizeof *list->v, slot_order);
}

static int add_slot(struct slots_ask *ask, const struct slot *slot, struct bytes label)
{
	struct slot_list *out = ask->out;
	struct slot *v = arena_grow(&out->arena, out->v, out->n, &ask->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n] = *slot;
	v[out->n].label = arena_dup(&out->arena, label.p, label.len);
	return v[out->n++].label ? 0 : QUAD_ENOMEM;
}

/* Fills in what an entry does not show, from the booking's record. */
static int show_record(struct db_txn *txn, struct slot *slot, struct bytes *label)
{
	struct booking b;
	int err = facts_booking_head(txn, slot->booking, &b);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	slot->from = b.start;
	slot->to = b.end;
	label->p = booking_label(&b);
	label->len = strlen(label->p);
	return 0;
}

/* The slot of an entry of the index, if it overlaps. */
static int add_entry(struct slots_ask *ask, struct db_txn *txn, size_t prefix_len, struct bytes key,
                     struct bytes value)
{
	struct claim_entry e;
	if (key.len != prefix_len + 1 + 4 + 8)
		return QUAD_ECORRUPT;
	int err = claim_entry_decode(value, &e);
	if (err || e.claim.end <= ask->start)
		return err;
	struct slot slot = {.booking = key_get_u64(key, prefix_len + 5),
	                    .start = key_get_min(key, prefix_len + 1),
	                    .end = e.claim.end,
	                    .to = e.claim.end - e.after_min,
	                    .units = e.claim.units,
	                    .whole = e.claim.whole};
	slot.from = slot.start + e.before_min;
	if (!e.shows)
		err = show_record(txn, &slot, &e.label);
	return err ? err : add_slot(ask, &slot, e.label);
}

static int add_claims(struct slots_ask *ask, struct db_txn *txn, uint32_t resource)
{
	struct key prefix = key_table(TABLE_CLAIM);
	struct overlap walk;
	uint32_t classes;
	int err = cache_classes(ask->cache, txn, resource, &classes);
	if (err)
		return err;
	key_u32(&prefix, resource);
	err = overlap_begin(&walk, txn, &prefix, ask->start, ask->end);
	overlap_only(&walk, classes);
	while (!err) {
		struct bytes key, value;
		err = overlap_next(&walk, &key, &value);
		if (!err)
			err = add_entry(ask, txn, prefix.len, key, value);
	}
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int add_closures(struct slots_ask *ask, struct db_txn *txn, uint32_t resource)
{
	struct closures closures = {0};
	int err = cache_closures_of(ask->cache, txn, resource, ask->start, ask->end, &ask->out->arena, &closures);
	for (size_t i = 0; !err && i < closures.n; i++) {
		const struct closure *c = &closures.v[i];
		struct slot slot = {.start = c->start, .end = c->end, .from = c->start, .to = c->end, .whole = true};
		err = add_slot(ask, &slot, (struct bytes){c->reason, strlen(c->reason)});
	}
	return err;
}

static int get_slots(struct db_txn *txn, void *arg)
{
	struct slots_ask *ask = arg;
	uint32_t resource;
	cache_begin(ask->cache, db_moment(txn));
	int err = cache_number(ask->cache, txn, ask->code, &resource);
	if (!err)
		err = add_claims(ask, txn, resource);
	if (!err)
		err = add_closures(ask, txn, resource);
	sort_slots(ask->out);
	return err;
}

int query_slots(struct store *s, const char *code, int64_t start, int64_t end, struct slot_list *out)
{
	struct decision_cache alone;
	struct slots_ask ask = {code, start, end, out, 0, cache_of(s, &alone)};
	*out = (struct slot_list){0};
	int err = db_read(s->db, get_slots, &ask);
	cache_release(&alone);
	if (err) {
		arena_release(&out->arena);
		*out = (struct slot_list){0};
	}
	return err;
}

/* ---- strips ---- */

/* Claims and closures of a resource in an interval; their texts are the database's. */
struct day_facts {
	struct neighbours claims;
	struct closures closures;
};

static int load_facts(struct decision_cache *cache, struct db_txn *txn, uint32_t resource, int64_t start, int64_t end,
                      struct arena *arena, struct day_facts *out)
{
	*out = (struct day_facts){0};
	int err = cache_neighbours(cache, txn, resource, start, end, 0, arena, &out->claims);
	return err ? err : cache_closures_of(cache, txn, resource, start, end, arena, &out->closures);
}

struct strips_ask {
	const struct resource *const *resources;
	size_t n;
	int64_t start, step_min;
	size_t n_cells;
	unsigned char *cells;
	struct decision_cache *cache;
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
	int err = load_facts(ask->cache, txn, r->no, ask->start, end, arena, &day);
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
	cache_begin(ask->cache, db_moment(txn));
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
	struct decision_cache alone;
	struct strips_ask ask = {resources, n, start, step_min, n_cells, cells, cache_of(s, &alone)};
	int err = db_read(s->db, get_strips, &ask);
	cache_release(&alone);
	return err;
}
