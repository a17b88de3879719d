/*
 * What is free. A look at the whole consortium is one walk over the claims by time: whatever overlaps the interval
 * marks its resource; what is left is free. Padding (setup, teardown) makes each resource's interval a little different,
 * so the walk is widened by the longest padding and each hit is looked at exactly. With `for_min`, everything
 * that blocks a resource becomes an interval in which a booking may not lie, and the first gap is the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "store/err.h"
#include "store/facts.h"
#include "store/resources.h"

/* A block: the booking itself (not its padding) may not overlap [start, end). units: of a shared resource. */
struct block {
	uint32_t index; /* of the resource in the list */
	bool whole;
	int64_t start, end;
	uint64_t units;
};

struct finder {
	const struct find_ask *ask;
	struct found_list *out;
	uint32_t *index; /* by resource number: index + 1, 0 = not asked for */
	size_t n_index;
	struct block *blocks;
	size_t n_blocks, cap_blocks;
	struct arena scratch;
};

static int add_block(struct finder *f, uint32_t index, int64_t start, int64_t end, bool whole, uint64_t units)
{
	const struct resource *r = &f->out->resources.v[index];
	bool padded = !kind_travels(r->kind);
	start -= padded ? r->teardown_min : 0;
	end += padded ? r->setup_min : 0;
	if (end <= f->ask->start || start >= f->ask->end)
		return 0;
	struct block *v = array_grow(f->blocks, &f->cap_blocks, f->n_blocks, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	f->blocks = v;
	v[f->n_blocks++] = (struct block){index, whole, start, end, units};
	return 0;
}

static int index_resources(struct finder *f)
{
	const struct resource_list *list = &f->out->resources;
	uint32_t most = 0;
	for (size_t i = 0; i < list->n; i++)
		most = list->v[i].no > most ? list->v[i].no : most;
	f->n_index = (size_t)most + 1;
	f->index = calloc(f->n_index, sizeof *f->index);
	if (!f->index)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < list->n; i++)
		f->index[list->v[i].no] = (uint32_t)i + 1;
	return 0;
}

static uint32_t index_of(const struct finder *f, uint32_t no)
{
	return no < f->n_index ? f->index[no] : 0;
}

/* All claims in the interval, by time: one walk whatever the number of resources. */
static int blocks_by_time(struct finder *f, struct db_txn *txn, int64_t pad)
{
	struct key prefix = key_table('T');
	struct overlap walk;
	struct bytes k, v;
	int err = overlap_begin(&walk, txn, &prefix, f->ask->start - pad, f->ask->end + pad);
	while (!err && (err = overlap_next(&walk, &k, &v)) == 0) {
		struct claim c;
		if (k.len != 18) {
			err = QUAD_ECORRUPT;
			break;
		}
		uint32_t i = index_of(f, key_get_u32(k, 6));
		err = i ? claim_decode(v, &c) : 0;
		if (i && !err)
			err = add_block(f, i - 1, key_get_min(k, 2), c.end, c.whole, c.units);
	}
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The claims of a few resources, by resource. */
static int blocks_by_resource(struct finder *f, struct db_txn *txn, int64_t pad)
{
	int err = 0;
	for (uint32_t i = 0; !err && i < f->out->resources.n; i++) {
		struct neighbours near;
		err = facts_neighbours(txn, f->out->resources.v[i].no, f->ask->start - pad, f->ask->end + pad, 0, &f->scratch,
		                       &near);
		for (size_t j = 0; !err && j < near.n; j++) {
			const struct claim *c = &near.v[j].claim;
			err = add_block(f, i, c->start, c->end, c->whole, c->units);
		}
	}
	return err;
}

/* Closures, read from their keys alone: x scope owner class start end. */
static int blocks_of_closures(struct finder *f, struct db_txn *txn, int64_t pad)
{
	struct resource_list *list = &f->out->resources;
	struct key lo = key_table('x'), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
		struct campus campus = {.code = ""};
		if (k.len != 15) {
			err = QUAD_ECORRUPT;
			break;
		}
		unsigned scope = ((const unsigned char *)k.p)[1];
		uint32_t owner = key_get_u32(k, 2);
		int64_t start = key_get_min(k, 7), end = key_get_min(k, 11);
		if (end <= f->ask->start - pad || start >= f->ask->end + pad)
			continue;
		uint32_t one = scope == SCOPE_RESOURCE ? index_of(f, owner) : 0;
		if (scope == SCOPE_RESOURCE) {
			err = one ? add_block(f, one - 1, start, end, true, 0) : 0;
			continue;
		}
		if (scope == SCOPE_CAMPUS)
			err = facts_campus_by_number(txn, owner, &campus);
		for (uint32_t i = 0; !err && i < list->n; i++)
			if (scope == SCOPE_ALL || strcmp(list->v[i].campus, campus.code) == 0)
				err = add_block(f, i, start, end, true, 0);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int block_order(const void *a, const void *b)
{
	const struct block *x = a, *y = b;
	if (x->index != y->index)
		return x->index < y->index ? -1 : 1;
	return (x->start > y->start) - (x->start < y->start);
}

/* Units that a booking needs of a shared resource. */
static uint64_t need_of(const struct finder *f)
{
	return f->ask->filter.seats ? f->ask->filter.seats : 1;
}

/*
 * True if [start, end) is free of a resource's blocks (sorted by start); else *next is the earliest start that these
 * blocks do not exclude at once.
 */
static bool blocks_free(struct finder *f, const struct resource *r, const struct block *b, size_t n, int64_t start,
                        int64_t end, int64_t *next)
{
	bool pool = r->mode == MODE_SHARED;
	struct use *uses = NULL;
	size_t n_uses = 0;
	int64_t soonest = INT64_MAX;
	if (pool && r->seats && n)
		uses = arena_alloc(&f->scratch, n * sizeof *uses);
	for (size_t i = 0; i < n && b[i].start < end; i++) {
		if (b[i].end <= start)
			continue;
		if (b[i].whole || !pool) {
			*next = b[i].end;
			return false;
		}
		if (uses)
			uses[n_uses++] = (struct use){b[i].start, b[i].end, b[i].units};
		soonest = b[i].end < soonest ? b[i].end : soonest;
	}
	if (!uses || rules_peak(uses, n_uses, start, end, &f->scratch) + need_of(f) <= r->seats)
		return true;
	*next = soonest;
	return false;
}

/* The first start at or after t at which the hours cover len minutes, before `limit`; INT64_MAX if none. */
static int64_t next_open(const struct opening *o, int64_t t, int64_t len_min, int64_t limit)
{
	if (o->always)
		return t;
	for (int64_t day = clock_local_day(t); t < limit; day++) {
		int minute = clock_local_day(t) == day ? clock_local_minute(t) : 0;
		int64_t midnight = clock_day_start(day);
		int weekday = clock_weekday(day);
		for (unsigned i = 0; i < o->n[weekday]; i++) {
			const struct open_window *w = &o->day[weekday][i];
			int64_t at = t;
			if (w->to <= minute)
				continue;
			if (w->from > minute) {
				/* by the wall clock, which may have been moved since midnight */
				struct wall wall;
				clock_day_civil(day, &wall);
				wall.hour = w->from / 60;
				wall.minute = w->from % 60;
				if (clock_from_wall(&wall, &at) == QUAD_EGAP)
					at = midnight + w->from;
			}
			if (at >= t && opening_covers(o, at, at + len_min))
				return at;
		}
		t = clock_day_start(day + 1);
	}
	return INT64_MAX;
}

/* The first start in the asked window, or INT64_MAX. */
static int64_t first_free(struct finder *f, const struct resource *r, const struct block *b, size_t n)
{
	struct opening hours;
	const char *bad;
	const struct find_ask *ask = f->ask;
	int64_t len = ask->for_min ? ask->for_min : ask->end - ask->start;
	int64_t t = ask->for_min && ask->now > ask->start && ask->now < ask->end ? ask->now : ask->start;
	if (!r->active || opening_parse(r->opening, &hours, &bad) != 0)
		return INT64_MAX;
	while (t != INT64_MAX && t + len <= ask->end) {
		int64_t open = next_open(&hours, t, len, ask->end), next;
		if (open == INT64_MAX || open + len > ask->end || (!ask->for_min && open != t))
			return INT64_MAX;
		if (blocks_free(f, r, b, n, open, open + len, &next))
			return open;
		if (!ask->for_min)
			return INT64_MAX;
		t = next;
	}
	return INT64_MAX;
}

static int find_free(struct finder *f, struct db_txn *txn)
{
	const struct resource_list *list = &f->out->resources;
	uint64_t pad;
	int err = index_resources(f);
	if (!err)
		err = facts_setting(txn, SETTING_PAD_MAX, &pad);
	if (!err)
		err = list->n <= 32 ? blocks_by_resource(f, txn, (int64_t)pad) : blocks_by_time(f, txn, (int64_t)pad);
	if (!err)
		err = blocks_of_closures(f, txn, (int64_t)pad);
	if (err)
		return err;
	if (f->n_blocks)
		qsort(f->blocks, f->n_blocks, sizeof *f->blocks, block_order);
	const struct block *b = f->blocks, *end = f->blocks + f->n_blocks;
	for (uint32_t i = 0; i < list->n; i++) {
		const struct block *from = b;
		while (b < end && b->index == i)
			b++;
		int64_t at = first_free(f, &list->v[i], from, (size_t)(b - from));
		if (at != INT64_MAX)
			f->out->v[f->out->n++] = (struct found){&list->v[i], at};
		arena_release(&f->scratch);
	}
	return 0;
}

static int find(struct db_txn *txn, struct finder *f)
{
	struct resource_filter filter = f->ask->filter;
	struct resource_list *list = &f->out->resources;
	int err = resources_gather(txn, &filter, list);
	if (err)
		return err;
	f->out->v = arena_alloc(&list->arena, (list->n + 1) * sizeof *f->out->v);
	if (!f->out->v)
		return QUAD_ENOMEM;
	if (f->ask->free)
		return find_free(f, txn);
	for (size_t i = 0; i < list->n; i++)
		f->out->v[f->out->n++] = (struct found){&list->v[i], 0};
	return 0;
}

int find_gather(struct db_txn *txn, const struct find_ask *ask, struct found_list *out)
{
	struct finder f = {.ask = ask, .out = out};
	*out = (struct found_list){0};
	int err = find(txn, &f);
	free(f.index);
	free(f.blocks);
	arena_release(&f.scratch);
	if (err)
		found_list_release(out);
	return err;
}

struct find_query {
	const struct find_ask *ask;
	struct found_list *out;
};

static int ask_find(struct db_txn *txn, void *arg)
{
	const struct find_query *q = arg;
	return find_gather(txn, q->ask, q->out);
}

int query_find(struct store *s, const struct find_ask *ask, struct found_list *out)
{
	*out = (struct found_list){0};
	return db_read(s->db, ask_find, &(struct find_query){ask, out});
}

void found_list_release(struct found_list *l)
{
	arena_release(&l->resources.arena);
	*l = (struct found_list){0};
}
