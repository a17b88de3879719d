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

/* Resources share their opening hours in large groups: each text is parsed once. */
enum { HOURS_KEPT = 16 };

struct hours {
	const char *text;
	struct opening opening;
	bool valid;
	bool covers; /* the interval that is looked at, without for_min */
};

struct finder {
	const struct find_ask *ask;
	const struct resource_list *list;
	int64_t start, end; /* the interval that is looked at */
	uint64_t pad;
	uint32_t *index;    /* by resource number: index + 1, 0 = not asked for */
	size_t n_index;
	unsigned char *busy; /* by index: something has the whole of it in the interval; without for_min */
	struct block *blocks;
	size_t n_blocks, cap_blocks;
	struct hours hours[HOURS_KEPT];
	size_t n_hours;
	struct arena scratch;
};

static int add_block(struct finder *f, uint32_t index, int64_t start, int64_t end, bool whole, uint64_t units)
{
	const struct resource *r = &f->list->v[index];
	bool padded = !kind_travels(r->kind);
	start -= padded ? r->teardown_min : 0;
	end += padded ? r->setup_min : 0;
	if (end <= f->start || start >= f->end)
		return 0;
	if (!f->ask->for_min && (whole || r->mode == MODE_EXCLUSIVE)) {
		f->busy[index] = 1;
		return 0;
	}
	struct block *v = array_grow(f->blocks, &f->cap_blocks, f->n_blocks, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	f->blocks = v;
	v[f->n_blocks++] = (struct block){index, whole, start, end, units};
	return 0;
}

static int index_resources(struct finder *f)
{
	const struct resource_list *list = f->list;
	uint32_t most = 0;
	for (size_t i = 0; i < list->n; i++)
		most = list->v[i].no > most ? list->v[i].no : most;
	f->n_index = (size_t)most + 1;
	f->index = calloc(f->n_index, sizeof *f->index);
	f->busy = calloc(list->n + 1, 1);
	if (!f->index || !f->busy)
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
static int blocks_by_time(struct finder *f, struct db_txn *txn)
{
	struct key prefix = key_table('T');
	struct overlap walk;
	struct bytes k, v;
	int err = overlap_begin(&walk, txn, &prefix, f->start - (int64_t)f->pad, f->end + (int64_t)f->pad);
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
static int blocks_by_resource(struct finder *f, struct db_txn *txn)
{
	int err = 0;
	for (uint32_t i = 0; !err && i < f->list->n; i++) {
		struct neighbours near;
		err = facts_neighbours(txn, f->list->v[i].no, f->start - (int64_t)f->pad, f->end + (int64_t)f->pad, 0,
		                       &f->scratch, &near);
		for (size_t j = 0; !err && j < near.n; j++) {
			const struct claim *c = &near.v[j].claim;
			err = add_block(f, i, c->start, c->end, c->whole, c->units);
		}
	}
	return err;
}

/* Closures, read from their keys alone: x scope owner class start end. */
static int blocks_of_closures(struct finder *f, struct db_txn *txn)
{
	const struct resource_list *list = f->list;
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
		if (end <= f->start - (int64_t)f->pad || start >= f->end + (int64_t)f->pad)
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

/* The hours of a text, parsed and, for the interval, looked at once. */
static const struct hours *hours_of(struct finder *f, const char *text)
{
	const char *bad;
	for (size_t i = 0; i < f->n_hours && i < HOURS_KEPT; i++)
		if (strcmp(f->hours[i].text, text) == 0)
			return &f->hours[i];
	struct hours *h = &f->hours[f->n_hours++ % HOURS_KEPT];
	h->text = text;
	h->valid = opening_parse(text, &h->opening, &bad) == 0;
	h->covers = h->valid && !f->ask->for_min && opening_covers(&h->opening, f->start, f->end);
	return h;
}

/* The first start in the window that is looked at, or INT64_MAX. */
static int64_t first_free(struct finder *f, uint32_t index, const struct block *b, size_t n)
{
	const struct find_ask *ask = f->ask;
	const struct resource *r = &f->list->v[index];
	const struct hours *hours = r->active ? hours_of(f, r->opening) : NULL;
	int64_t len = ask->for_min, next;
	int64_t t = len && ask->now > f->start && ask->now < f->end ? ask->now : f->start;
	if (!hours || !hours->valid)
		return INT64_MAX;
	if (!len)
		return hours->covers && !f->busy[index] && blocks_free(f, r, b, n, f->start, f->end, &next) ? f->start : INT64_MAX;
	while (t != INT64_MAX && t + len <= f->end) {
		int64_t open = next_open(&hours->opening, t, len, f->end);
		if (open == INT64_MAX || open + len > f->end)
			return INT64_MAX;
		if (blocks_free(f, r, b, n, open, open + len, &next))
			return open;
		t = next;
	}
	return INT64_MAX;
}

/* Looks at one interval: calls found for each resource that is free, with its first free start. */
static int look(struct finder *f, struct db_txn *txn, int64_t start, int64_t end,
                void (*found)(void *arg, uint32_t index, int64_t at), void *arg)
{
	f->start = start;
	f->end = end;
	f->n_blocks = f->n_hours = 0;
	memset(f->busy, 0, f->list->n);
	int err = f->list->n <= 32 ? blocks_by_resource(f, txn) : blocks_by_time(f, txn);
	if (!err)
		err = blocks_of_closures(f, txn);
	if (err)
		return err;
	if (f->n_blocks)
		qsort(f->blocks, f->n_blocks, sizeof *f->blocks, block_order);
	const struct block *b = f->blocks, *last = f->blocks + f->n_blocks;
	for (uint32_t i = 0; i < f->list->n; i++) {
		const struct block *from = b;
		while (b < last && b->index == i)
			b++;
		int64_t at = first_free(f, i, from, (size_t)(b - from));
		if (at != INT64_MAX)
			found(arg, i, at);
		arena_release(&f->scratch);
	}
	return 0;
}

static int finder_begin(struct finder *f, struct db_txn *txn)
{
	int err = index_resources(f);
	return err ? err : facts_setting(txn, SETTING_PAD_MAX, &f->pad);
}

static void finder_end(struct finder *f)
{
	free(f->index);
	free(f->busy);
	free(f->blocks);
	arena_release(&f->scratch);
}

static void add_found(void *arg, uint32_t index, int64_t at)
{
	struct found_list *out = arg;
	out->v[out->n++] = (struct found){&out->resources.v[index], at};
}

int find_gather(struct db_txn *txn, const struct find_ask *ask, struct found_list *out)
{
	struct finder f = {.ask = ask, .list = &out->resources};
	*out = (struct found_list){0};
	int err = resources_gather(txn, &ask->filter, &out->resources);
	if (!err)
		out->v = arena_alloc(&out->resources.arena, (out->resources.n + 1) * sizeof *out->v);
	if (!err && !out->v)
		err = QUAD_ENOMEM;
	if (!err && ask->free) {
		err = finder_begin(&f, txn);
		if (!err)
			err = look(&f, txn, ask->start, ask->end, add_found, out);
	}
	for (size_t i = 0; !err && !ask->free && i < out->resources.n; i++)
		add_found(out, (uint32_t)i, 0);
	finder_end(&f);
	if (err)
		found_list_release(out);
	return err;
}

static void add_count(void *arg, uint32_t index, int64_t at)
{
	size_t *counts = arg;
	(void)at;
	counts[index]++;
}

int find_count(struct db_txn *txn, const struct resource_filter *filter, const struct interval *intervals, size_t n,
               struct free_counts *out)
{
	struct find_ask ask = {.filter = *filter, .free = true};
	struct finder f = {.ask = &ask, .list = &out->resources};
	*out = (struct free_counts){0};
	int err = resources_gather(txn, filter, &out->resources);
	if (!err)
		out->n_free = arena_alloc(&out->resources.arena, (out->resources.n + 1) * sizeof *out->n_free);
	if (!err && !out->n_free)
		err = QUAD_ENOMEM;
	if (!err)
		err = finder_begin(&f, txn);
	for (size_t i = 0; !err && i < n; i++)
		err = look(&f, txn, intervals[i].start, intervals[i].end, add_count, out->n_free);
	finder_end(&f);
	if (err)
		free_counts_release(out);
	return err;
}

struct count_query {
	const struct resource_filter *filter;
	const struct interval *intervals;
	size_t n;
	struct free_counts *out;
};

static int ask_count(struct db_txn *txn, void *arg)
{
	const struct count_query *q = arg;
	return find_count(txn, q->filter, q->intervals, q->n, q->out);
}

int query_free_counts(struct store *s, const struct resource_filter *filter, const struct interval *intervals, size_t n,
                      struct free_counts *out)
{
	*out = (struct free_counts){0};
	return db_read(s->db, ask_count, &(struct count_query){filter, intervals, n, out});
}

void free_counts_release(struct free_counts *c)
{
	arena_release(&c->resources.arena);
	*c = (struct free_counts){0};
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
