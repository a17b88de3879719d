/*
 * What is free. A look at the whole consortium is one walk over the claims by time: whatever overlaps the interval
 * marks its resource; what is left is free. Padding (setup, teardown) makes each resource's interval a little different,
 * so the walk is widened by the longest padding and each hit is looked at exactly. With `for_min`, everything
 * that blocks a resource becomes an interval in which a booking may not lie, and the first gap is the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "store/facts/directory.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/query/find.h"

/* A block: the booking itself (not its padding) may not overlap [start, end). units: of a shared resource. */
struct block {
	uint32_t place; /* of the resource in the directory */
	bool whole;
	int64_t start, end;
	uint64_t units;
};

/* What is known of a resource before its blocks are looked at. */
enum mark { MARK_ASKED, MARK_BUSY, MARK_OTHER /* not asked about */ };

enum {
	FEW = 32,                  /* resources are looked at one by one */
	CLAIMS_FOR_A_RESOURCE = 50 /* that a walk by time sees while one resource is looked at */
};

struct finder {
	const struct find_ask *ask;
	struct directory *directory;
	int64_t start, end; /* the interval that is looked at */
	uint64_t pad;
	size_t n; /* resources asked about */
	unsigned char *asked; /* enum mark by place, before anything is looked at */
	unsigned char *marks; /* and while an interval is; BUSY: something has the whole of it, without for_min */
	bool *covers;         /* by hours: they cover the interval */
	struct block *blocks;
	size_t n_blocks, cap_blocks;
	struct arena arena, scratch;
	bool failed; /* memory ran out where nothing could say so */
};

static int add_block(struct finder *f, uint32_t place, int64_t start, int64_t end, bool whole, uint64_t units)
{
	const struct directory_entry *r = &f->directory->entries[place];
	start -= r->teardown_min;
	end += r->setup_min;
	if (f->marks[place] != MARK_ASKED || end <= f->start || start >= f->end)
		return 0;
	if (!f->ask->for_min && (whole || r->mode == MODE_EXCLUSIVE)) {
		f->marks[place] = MARK_BUSY;
		return 0;
	}
	struct block *v = array_grow(f->blocks, &f->cap_blocks, f->n_blocks, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	f->blocks = v;
	v[f->n_blocks++] = (struct block){place, whole, start, end, units};
	return 0;
}

/* The first place from `at` on that is asked about; if there is none, the number of resources. */
static uint32_t next_asked(const struct finder *f, size_t at)
{
	size_t n = f->directory->all.n;
	const unsigned char *p = at < n ? memchr(f->asked + at, MARK_ASKED, n - at) : NULL;
	return (uint32_t)(p ? (size_t)(p - f->asked) : n);
}

static void begin_blocks(struct finder *f)
{
	f->n_blocks = 0;
	memcpy(f->marks, f->asked, f->directory->all.n);
}

/*
 * All claims in the interval, by time: one walk whatever the number of resources. It gives up, *all false, when it has
 * seen `most` claims: then it is cheaper to look at the resources one by one.
 */
static int blocks_by_time(struct finder *f, struct db_txn *txn, size_t most, bool *all)
{
	struct key prefix = key_table(TABLE_CLAIM_TIME);
	struct overlap walk;
	struct bytes k, v;
	int err = overlap_begin(&walk, txn, &prefix, f->start - (int64_t)f->pad, f->end + (int64_t)f->pad);
	*all = true;
	for (size_t seen = 0; !err && (err = overlap_next(&walk, &k, &v)) == 0; seen++) {
		struct claim c;
		*all = seen < most;
		if (!*all)
			break;
		if (k.len != 18) {
			err = QUAD_ECORRUPT;
			break;
		}
		uint32_t place = directory_place(f->directory, key_get_u32(k, 6));
		if (!place || f->marks[place - 1] != MARK_ASKED)
			continue;
		err = claim_decode(v, &c);
		if (!err)
			err = add_block(f, place - 1, key_get_min(k, 2), c.end, c.whole, c.units);
	}
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The claims of a few resources, by resource. */
static int blocks_by_resource(struct finder *f, struct db_txn *txn)
{
	int err = 0;
	for (uint32_t i = next_asked(f, 0); !err && i < f->directory->all.n; i = next_asked(f, i + 1)) {
		struct neighbours near;
		err = facts_neighbours(txn, f->directory->all.v[i].no, f->start - (int64_t)f->pad, f->end + (int64_t)f->pad, 0,
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
	const struct resource_list *all = &f->directory->all;
	struct key lo = key_table(TABLE_CLOSURE), hi = key_after(&lo);
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
		uint32_t one = directory_place(f->directory, owner);
		if (scope == SCOPE_RESOURCE) {
			err = one ? add_block(f, one - 1, start, end, true, 0) : 0;
			continue;
		}
		if (scope == SCOPE_CAMPUS)
			err = facts_campus_by_number(txn, owner, &campus);
		for (uint32_t i = 0; !err && i < all->n; i++)
			if (scope == SCOPE_ALL || strcmp(all->v[i].campus, campus.code) == 0)
				err = add_block(f, i, start, end, true, 0);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int block_order(const void *a, const void *b)
{
	const struct block *x = a, *y = b;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
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
static bool blocks_free(struct finder *f, const struct directory_entry *r, const struct block *b, size_t n, int64_t start,
                        int64_t end, int64_t *next)
{
	bool pool = r->mode == MODE_SHARED;
	struct use *uses = NULL;
	size_t n_uses = 0;
	int64_t soonest = INT64_MAX;
	/* whom a teacher or a class is with is not counted */
	if (pool && r->seats && !kind_travels(r->kind) && n) {
		uses = arena_alloc(&f->scratch, n * sizeof *uses);
		f->failed |= !uses;
	}
	for (size_t i = 0; i < n && b[i].start < end; i++) {
		if (b[i].end <= start)
			continue;
		if (b[i].whole || !pool) {
			*next = b[i].end;
			return false;
		}
		if (uses)
			/* as it is taken: blocks are longer, and meet where nothing is in use together */
			uses[n_uses++] = (struct use){b[i].start + r->teardown_min, b[i].end - r->setup_min, b[i].units};
		soonest = b[i].end < soonest ? b[i].end : soonest;
	}
	uint64_t peak = uses ? rules_peak(uses, n_uses, start - r->setup_min, end + r->teardown_min, &f->scratch) : 0;
	f->failed |= peak == RULES_PEAK_FAILED;
	if (!uses || f->failed || peak + need_of(f) <= r->seats)
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

/* The first start in the window at which a resource is free for for_min minutes, or INT64_MAX. */
static int64_t first_free(struct finder *f, const struct directory_entry *r, const struct block *b, size_t n)
{
	const struct directory_hours *hours = &f->directory->hours[r->hours];
	int64_t len = f->ask->for_min, t = f->start, next;
	while (hours->valid && t != INT64_MAX && t + len <= f->end) {
		int64_t open = next_open(&hours->opening, t, len, f->end);
		if (open == INT64_MAX || open + len > f->end)
			return INT64_MAX;
		if (blocks_free(f, r, b, n, open, open + len, &next))
			return open;
		t = next;
	}
	return INT64_MAX;
}

/* True if a shared resource has room in the whole interval. */
static bool is_room_left(struct finder *f, const struct directory_entry *r, const struct block *b, size_t n)
{
	int64_t next;
	return blocks_free(f, r, b, n, f->start, f->end, &next);
}

/* Everything that stands in the way in the interval, by the shorter of the two ways. */
static int gather_blocks(struct finder *f, struct db_txn *txn)
{
	bool all = false;
	int err = 0;
	if (f->n > FEW) {
		begin_blocks(f);
		err = blocks_by_time(f, txn, f->n * CLAIMS_FOR_A_RESOURCE, &all);
	}
	if (!err && !all) {
		begin_blocks(f);
		err = blocks_by_resource(f, txn);
	}
	return err ? err : blocks_of_closures(f, txn);
}

static int gather_sorted(struct finder *f, struct db_txn *txn)
{
	int err = gather_blocks(f, txn);
	if (!err && f->n_blocks)
		qsort(f->blocks, f->n_blocks, sizeof *f->blocks, block_order);
	return err;
}

/*
 * Looks at one interval. The resources that are free of all of it go to out, by code; it has room for all that are asked
 * about.
 */
static int look(struct finder *f, struct db_txn *txn, int64_t start, int64_t end, struct found *out, size_t *n_out)
{
	const struct directory *d = f->directory;
	size_t n_found = 0;
	f->start = start;
	f->end = end;
	for (size_t i = 0; i < d->n_hours; i++)
		f->covers[i] = d->hours[i].valid && opening_covers(&d->hours[i].opening, start, end);
	int err = gather_sorted(f, txn);
	if (err)
		return err;
	const struct block *b = f->blocks, *last = f->blocks + f->n_blocks;
	bool simple = b == last; /* the usual case: only marks and hours matter */
	for (uint32_t i = 0; simple && i < d->all.n; i++) {
		out[n_found] = (struct found){&d->all.v[i], start};
		n_found += (f->marks[i] == MARK_ASKED) & f->covers[d->entries[i].hours];
	}
	for (uint32_t i = 0; !simple && i < d->all.n; i++) {
		const struct directory_entry *r = &d->entries[i];
		const struct block *from = b;
		while (b < last && b->place == i)
			b++;
		if (f->marks[i] != MARK_ASKED || !f->covers[r->hours])
			continue;
		if (b == from || is_room_left(f, r, from, (size_t)(b - from)))
			out[n_found++] = (struct found){&d->all.v[i], start};
	}
	arena_release(&f->scratch);
	*n_out = n_found;
	return f->failed ? QUAD_ENOMEM : 0;
}

/* Looks for a gap in the window for those that have none yet. */
static void settle(struct finder *f, struct found *v, size_t n)
{
	const struct directory *d = f->directory;
	const struct block *b = f->blocks, *last = f->blocks + f->n_blocks;
	for (size_t i = 0; i < n; i++) {
		uint32_t place = (uint32_t)(v[i].resource - d->all.v);
		if (f->asked[place] != MARK_ASKED)
			continue;
		const struct block *from = b;
		while (b < last && b->place == place)
			b++;
		v[i].free_from = first_free(f, &d->entries[place], from, (size_t)(b - from));
		if (v[i].free_from == INT64_MAX)
			continue;
		f->asked[place] = MARK_OTHER;
		f->n--;
	}
}

/*
 * As look, for the first gap of for_min minutes in [start, end). Most resources have one soon, so the window begins
 * narrow and is widened for those that have none in it: a gap in it depends on nothing behind it.
 */
static int look_for_gaps(struct finder *f, struct db_txn *txn, int64_t start, int64_t end, struct found *out,
                         size_t *n_out)
{
	enum { FIRST_LENS = 2, WIDER = 8 };
	const struct directory *d = f->directory;
	size_t n = 0, n_found = 0;
	int err = 0;
	for (uint32_t i = next_asked(f, 0); i < d->all.n; i = next_asked(f, i + 1))
		out[n++] = (struct found){&d->all.v[i], INT64_MAX};
	f->start = f->ask->now > start && f->ask->now < end ? f->ask->now : start;
	f->end = f->start;
	while (!err && f->n && f->end < end && f->ask->for_min <= end - f->start) {
		int64_t wider = f->end > f->start ? (f->end - f->start) * WIDER : f->ask->for_min * FIRST_LENS;
		f->end = wider < end - f->start ? f->start + wider : end;
		err = gather_sorted(f, txn);
		if (!err)
			settle(f, out, n);
		arena_release(&f->scratch);
	}
	for (size_t i = 0; i < n; i++)
		if (out[i].free_from != INT64_MAX)
			out[n_found++] = out[i];
	*n_out = n_found;
	return !err && f->failed ? QUAD_ENOMEM : err;
}

/* Marks the resources that match; active: only those in service, since others are never free. */
static int match(struct finder *f, struct db_txn *txn, bool active)
{
	const struct directory *d = f->directory;
	const unsigned kind = f->ask->filter.kind;
	const uint32_t seats = f->ask->filter.seats;
	const struct directory_campus *campus = NULL;
	struct matcher m;
	int err = matcher_begin(&m, txn, &f->ask->filter);
	active |= f->ask->filter.active_only;
	bool all = m.plain && !kind && !seats && !(active && d->n_inactive);
	memset(f->asked, all ? MARK_ASKED : MARK_OTHER, d->all.n);
	if (!err && m.filter.campus)
		campus = directory_campus_of(d, m.filter.campus);
	size_t n = campus ? campus->n : m.filter.campus ? 0 : d->all.n;
	f->n = all ? n : 0;
	for (size_t i = 0; !err && !all && i < n; i++) {
		uint32_t place = campus ? campus->places[i] : (uint32_t)i;
		const struct directory_entry *e = &d->entries[place];
		bool yes = (e->active || !active) && (!kind || e->kind == kind) && (!e->seats || e->seats >= seats);
		if (yes && !m.light)
			err = matcher_test(&m, &d->all.v[place], &yes);
		if (err || !yes)
			continue;
		f->asked[place] = MARK_ASKED;
		f->n++;
	}
	matcher_end(&m);
	return err;
}

static int finder_begin(struct finder *f, struct store *s, struct db_txn *txn, bool active)
{
	int err = directory_get(s, txn, &f->directory);
	if (err)
		return err;
	f->asked = arena_alloc(&f->arena, f->directory->all.n + 1);
	f->marks = arena_alloc(&f->arena, f->directory->all.n + 1);
	f->covers = arena_alloc(&f->arena, f->directory->n_hours + 1);
	if (!f->asked || !f->marks || !f->covers)
		return QUAD_ENOMEM;
	err = match(f, txn, active);
	return err ? err : facts_setting(txn, SETTING_PAD_MAX, &f->pad);
}

static void finder_end(struct finder *f)
{
	free(f->blocks);
	arena_release(&f->scratch);
	arena_release(&f->arena);
}

int find_gather(struct store *s, struct db_txn *txn, const struct find_ask *ask, struct found_list *out)
{
	struct finder f = {.ask = ask};
	*out = (struct found_list){0};
	int err = finder_begin(&f, s, txn, ask->free);
	out->directory = f.directory;
	if (!err)
		out->v = malloc((f.n + 1) * sizeof *out->v);
	if (!err && !out->v)
		err = QUAD_ENOMEM;
	if (!err && ask->free)
		err = (ask->for_min ? look_for_gaps : look)(&f, txn, ask->start, ask->end, out->v, &out->n);
	for (uint32_t i = 0; !err && !ask->free && i < f.directory->all.n; i++)
		if (f.asked[i] == MARK_ASKED)
			out->v[out->n++] = (struct found){&f.directory->all.v[i], 0};
	finder_end(&f);
	if (err)
		found_list_release(out);
	return err;
}

int find_count(struct store *s, struct db_txn *txn, const struct resource_filter *filter,
               const struct interval *intervals, size_t n, struct free_counts *out)
{
	struct find_ask ask = {.filter = *filter, .free = true};
	struct finder f = {.ask = &ask};
	struct found *found = NULL;
	uint32_t *at = NULL; /* by place: where it is counted */
	*out = (struct free_counts){0};
	int err = finder_begin(&f, s, txn, false);
	out->directory = f.directory;
	if (!err) {
		out->v = arena_alloc(&out->arena, (f.n + 1) * sizeof *out->v);
		found = arena_alloc(&f.arena, (f.n + 1) * sizeof *found);
		at = arena_alloc(&f.arena, (f.directory->all.n + 1) * sizeof *at);
		err = out->v && found && at ? 0 : QUAD_ENOMEM;
	}
	for (uint32_t i = 0; !err && i < f.directory->all.n; i++) {
		if (f.asked[i] != MARK_ASKED)
			continue;
		at[i] = (uint32_t)out->n;
		out->v[out->n++].resource = &f.directory->all.v[i];
		if (!f.directory->entries[i].active)
			f.asked[i] = MARK_OTHER;
	}
	for (size_t i = 0; !err && i < n; i++) {
		size_t n_found;
		err = look(&f, txn, intervals[i].start, intervals[i].end, found, &n_found);
		for (size_t j = 0; !err && j < n_found; j++)
			out->v[at[found[j].resource - f.directory->all.v]].n_free++;
	}
	finder_end(&f);
	if (err)
		free_counts_release(out);
	return err;
}

struct count_query {
	struct store *s;
	const struct resource_filter *filter;
	const struct interval *intervals;
	size_t n;
	struct free_counts *out;
};

static int ask_count(struct db_txn *txn, void *arg)
{
	const struct count_query *q = arg;
	return find_count(q->s, txn, q->filter, q->intervals, q->n, q->out);
}

int query_free_counts(struct store *s, const struct resource_filter *filter, const struct interval *intervals, size_t n,
                      struct free_counts *out)
{
	*out = (struct free_counts){0};
	return db_read(s->db, ask_count, &(struct count_query){s, filter, intervals, n, out});
}

void free_counts_release(struct free_counts *c)
{
	arena_release(&c->arena);
	directory_release(c->directory);
	*c = (struct free_counts){0};
}

struct find_query {
	struct store *s;
	const struct find_ask *ask;
	struct found_list *out;
};

static int ask_find(struct db_txn *txn, void *arg)
{
	const struct find_query *q = arg;
	return find_gather(q->s, txn, q->ask, q->out);
}

int query_find(struct store *s, const struct find_ask *ask, struct found_list *out)
{
	*out = (struct found_list){0};
	return db_read(s->db, ask_find, &(struct find_query){s, ask, out});
}

void found_list_release(struct found_list *l)
{
	free(l->v);
	arena_release(&l->arena);
	directory_release(l->directory);
	*l = (struct found_list){0};
}
