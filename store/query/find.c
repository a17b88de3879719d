/*
 * Which resources are free. A search over the whole consortium is one walk over the claims by time: a claim that
 * overlaps the interval marks its resource, and the resources without a mark are free. Padding (setup, teardown)
 * makes each resource's interval a little different, so the walk is widened by the longest padding and each claim is
 * compared exactly. A claim on a hall or on a part of it marks the other too. With `for_min`, each claim and closure of
 * a resource becomes a block in which a booking may not lie, and the first gap between blocks is the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "store/facts/directory.h"
#include "store/base/err.h"
#include "store/facts/expect.h"
#include "store/facts/facts.h"
#include "store/facts/members.h"
#include "store/facts/overlap.h"
#include "store/facts/walk.h"
#include "store/query/find.h"
#include "store/query/find_allowed.h"
#include "store/query/find_parts.h"

/* A block: the booking itself (not its padding) may not overlap [start, end). units: of a shared resource. */
struct block {
	uint32_t place; /* of the resource in the directory */
	bool whole;
	int64_t start, end;
	uint64_t units;
};

/* The state of a resource in a search: asked about, known to be busy, not asked about. */
enum mark { MARK_ASKED, MARK_BUSY, MARK_OTHER };

enum {
	FIRST_LENS = 2, /* of what is sought are in the first window, and so many windows in the next one */
	WIDER = 8,
	CLAIMS_FAR = 8192,         /* by time, before the resources are searched one by one */
	FEW = 32,                  /* so many resources are searched one by one */
	CLAIMS_FOR_A_RESOURCE = 13 /* a walk by time sees so many claims in the time that one resource takes */
};

struct finder {
	const struct find_ask *ask;
	struct directory *directory;
	int64_t start, end; /* the interval that is searched */
	int64_t now;        /* of the claims that count */
	uint64_t pad;
	bool plain; /* no resource has ever had setup or teardown, and it is asked who is free all the time */
	size_t n; /* resources asked about */
	unsigned char *asked; /* enum mark by place, before an interval is searched */
	unsigned char *marks; /* enum mark by place, in the interval; MARK_BUSY only without for_min */
	struct find_parts parts;
	bool *covers;         /* by number of opening hours in the directory: they cover the interval */
	struct block *blocks;
	size_t n_blocks, cap_blocks;
	struct arena arena, scratch;
	bool failed; /* memory ran out in a function that returns no error */
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

/* What is taken or closed on a whole or a part blocks the others. */
static int block_others(struct finder *f, const struct divided_place *d, int64_t start, int64_t end)
{
	for (size_t i = 0; i < d->n; i++) {
		int err = add_block(f, d->others[i], start, end, true, 0);
		if (err)
			return err;
	}
	return 0;
}

/* The block of a claim in the index by time. */
static int add_claim(struct finder *f, struct bytes key, struct bytes value)
{
	struct claim c;
	if (key.len != 18)
		return QUAD_ECORRUPT;
	uint32_t place = directory_place(f->directory, key_get_u32(key, 6));
	const struct divided_place *divided = place ? find_parts_at(&f->parts, place - 1) : NULL;
	if (!place || (!divided && f->marks[place - 1] != MARK_ASKED))
		return 0;
	int err = claim_decode(value, &c);
	if (!err && !claim_counts(&c, f->now))
		return 0;
	if (!err && divided)
		err = block_others(f, divided, key_get_min(key, 2), c.end);
	if (err || !f->plain || f->directory->entries[place - 1].mode != MODE_EXCLUSIVE)
		return err ? err : add_block(f, place - 1, key_get_min(key, 2), c.end, c.whole, c.units);
	/* it starts before the interval ends, by the walk */
	if (c.end > f->start && f->marks[place - 1] == MARK_ASKED)
		f->marks[place - 1] = MARK_BUSY;
	return 0;
}

/* The blocks of a walk's claims. *all is false if it gives up, after `most` claims. */
static int add_claims(struct finder *f, struct overlap *walk, size_t most, bool *all)
{
	*all = true;
	for (size_t seen = 0;; seen++) {
		struct bytes key, value;
		int err = overlap_next(walk, &key, &value);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		*all = seen < most;
		if (!*all)
			return 0;
		err = add_claim(f, key, value);
		if (err)
			return err;
	}
}

/*
 * All claims in the interval, by time: one walk whatever the number of resources. It gives up, *all false, when it has
 * seen `most` claims: then it is cheaper to search the resources one by one.
 */
static int blocks_by_time(struct finder *f, struct db_txn *txn, size_t most, bool *all)
{
	struct key prefix = key_table(TABLE_CLAIM_TIME);
	struct overlap walk;
	int err = overlap_begin(&walk, txn, &prefix, f->start - (int64_t)f->pad, f->end + (int64_t)f->pad);
	if (!err)
		err = add_claims(f, &walk, most, all);
	overlap_end(&walk);
	return err;
}

/* The claims on `of` as blocks of a resource: of itself, or of one that excludes it. */
static int blocks_by_claims(struct finder *f, struct db_txn *txn, uint32_t place, uint32_t of)
{
	struct neighbours near;
	int err = facts_neighbours(txn, f->directory->all.v[of].no, f->start - (int64_t)f->pad,
	                           f->end + (int64_t)f->pad, 0, &f->scratch, &near);
	if (err)
		return err;
	for (size_t i = 0; i < near.n; i++) {
		const struct claim *c = &near.v[i].claim;
		if (!claim_counts(c, f->now))
			continue;
		err = add_block(f, place, c->start, c->end, c->whole || of != place, c->units);
		if (err)
			return err;
	}
	return 0;
}

static int blocks_of_resource(struct finder *f, struct db_txn *txn, uint32_t place)
{
	const struct divided_place *divided = find_parts_at(&f->parts, place);
	int err = blocks_by_claims(f, txn, place, place);
	for (size_t i = 0; divided && i < divided->n && !err; i++)
		err = blocks_by_claims(f, txn, place, divided->others[i]);
	return err;
}

/* Where each read is a journey: the claims of all of them in one. */
static int expect_claims(const struct finder *f, struct db_txn *txn)
{
	struct expect e = {0};
	if (!db_txn_is_far(txn))
		return 0;
	for (uint32_t i = next_asked(f, 0); i < f->directory->all.n; i = next_asked(f, i + 1)) {
		struct key k = key_table(TABLE_CLAIM);
		key_u32(&k, f->directory->all.v[i].no);
		expect_overlap(&e, &k, UINT32_MAX, f->start - (int64_t)f->pad, f->end + (int64_t)f->pad);
	}
	return expect_get(&e, txn);
}

/* The claims of a few resources, by resource. */
static int blocks_by_resource(struct finder *f, struct db_txn *txn)
{
	int far = expect_claims(f, txn);
	if (far)
		return far;
	for (uint32_t i = next_asked(f, 0); i < f->directory->all.n; i = next_asked(f, i + 1)) {
		int err = blocks_of_resource(f, txn, i);
		if (err)
			return err;
	}
	return 0;
}

struct closure_walk {
	struct finder *f;
	struct db_txn *txn;
};

/* A closure of a campus or of everything blocks many resources. */
static int block_places(struct closure_walk *w, unsigned scope, uint32_t owner, int64_t start, int64_t end)
{
	const struct resource_list *all = &w->f->directory->all;
	struct campus campus = {.code = ""};
	int err = scope == SCOPE_CAMPUS ? facts_campus_by_number(w->txn, owner, &campus) : 0;
	if (err)
		return err;
	for (uint32_t i = 0; i < all->n; i++) {
		if (scope != SCOPE_ALL && strcmp(all->v[i].campus, campus.code) != 0)
			continue;
		err = add_block(w->f, i, start, end, true, 0);
		if (err)
			return err;
	}
	return 0;
}

/* A closure, read from its key alone: x scope owner class start end. */
static int add_closure(struct bytes key, struct bytes value, void *arg)
{
	struct closure_walk *w = arg;
	struct finder *f = w->f;
	(void)value;
	if (key.len != 15)
		return QUAD_ECORRUPT;
	unsigned scope = ((const unsigned char *)key.p)[1];
	uint32_t owner = key_get_u32(key, 2);
	int64_t start = key_get_min(key, 7), end = key_get_min(key, 11);
	if (end <= f->start - (int64_t)f->pad || start >= f->end + (int64_t)f->pad)
		return 0;
	if (scope != SCOPE_RESOURCE)
		return block_places(w, scope, owner, start, end);
	uint32_t place = directory_place(f->directory, owner);
	const struct divided_place *divided = place ? find_parts_at(&f->parts, place - 1) : NULL;
	int err = divided ? block_others(f, divided, start, end) : 0;
	return err || !place ? err : add_block(f, place - 1, start, end, true, 0);
}

static int blocks_of_closures(struct finder *f, struct db_txn *txn)
{
	int err = walk_table(txn, TABLE_CLOSURE, add_closure, &(struct closure_walk){f, txn});
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
 * True if the units in use leave room in [start, end). Blocks are wider than their claims, and may overlap where the
 * claims do not: so the claims are swept.
 */
static bool units_fit(struct finder *f, const struct directory_entry *r, const struct block *b, size_t n, int64_t start,
                      int64_t end)
{
	struct use *uses = arena_alloc(&f->scratch, n * sizeof *uses);
	size_t n_uses = 0;
	if (!uses) {
		f->failed = true;
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		struct use use = {b[i].start + r->teardown_min, b[i].end - r->setup_min, b[i].units};
		if (b[i].end > start)
			uses[n_uses++] = use;
	}
	uint64_t peak = rules_peak(uses, n_uses, start - r->setup_min, end + r->teardown_min, &f->scratch);
	f->failed |= peak == RULES_PEAK_FAILED;
	return f->failed || peak + need_of(f) <= r->seats;
}

/*
 * True if [start, end) is free of a resource's blocks (sorted by start); else *next is the earliest start that these
 * blocks do not exclude at once.
 */
static bool blocks_free(struct finder *f, const struct directory_entry *r, const struct block *b, size_t n,
                        int64_t start, int64_t end, int64_t *next)
{
	bool pool = r->mode == MODE_SHARED;
	int64_t soonest = INT64_MAX;
	size_t n_before = 0; /* blocks that start before the end */
	for (; n_before < n && b[n_before].start < end; n_before++) {
		const struct block *x = &b[n_before];
		if (x->end <= start)
			continue;
		if (x->whole || !pool) {
			*next = x->end;
			return false;
		}
		soonest = x->end < soonest ? x->end : soonest;
	}
	/* a teacher or a class may be with any number of others, and unlimited seats are never used up */
	bool counted = pool && r->seats && !kind_travels(r->kind);
	if (!counted || soonest == INT64_MAX || units_fit(f, r, b, n_before, start, end))
		return true;
	*next = soonest;
	return false;
}

/* As next_open, on one local day, which t is on or before; INT64_MAX if there is none on it. */
static int64_t next_open_on(const struct opening *o, int64_t day, int64_t t, int64_t len_min)
{
	int minute = clock_local_day(t) == day ? clock_local_minute(t) : 0;
	int weekday = clock_weekday(day);
	for (unsigned i = 0; i < o->n[weekday]; i++) {
		const struct open_window *w = &o->day[weekday][i];
		if (w->to <= minute)
			continue;
		int64_t at = w->from > minute ? clock_minute_at(day, w->from) : t;
		if (at >= t && opening_covers(o, at, at + len_min))
			return at;
	}
	return INT64_MAX;
}

/* The first start at or after t at which the hours cover len minutes, before `limit`; INT64_MAX if none. */
static int64_t next_open(const struct opening *o, int64_t t, int64_t len_min, int64_t limit)
{
	if (o->always)
		return t;
	for (int64_t day = clock_local_day(t); t < limit; day++) {
		int64_t at = next_open_on(o, day, t, len_min);
		if (at != INT64_MAX)
			return at;
		t = clock_day_start(day + 1);
	}
	return INT64_MAX;
}

const struct interval *find_overlap(const struct interval *v, size_t n, int64_t start, int64_t end)
{
	for (size_t i = 0; i < n && v[i].start < end; i++)
		if (v[i].end > start)
			return &v[i];
	return NULL;
}

/* True if nobody who must be there is elsewhere in [start, end); else *next is when the first of them is back. */
static bool all_can_come(const struct find_ask *ask, int64_t start, int64_t end, int64_t *next)
{
	const struct interval *taken = find_overlap(ask->taken, ask->n_taken, start, end);
	if (taken)
		*next = taken->end;
	return !taken;
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
		if (blocks_free(f, r, b, n, open, open + len, &next) && all_can_come(f->ask, open, open + len, &next))
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

/* All blocks in the interval, by the shorter of the two ways. */
static int gather_blocks(struct finder *f, struct db_txn *txn)
{
	bool all = false;
	int err = 0;
	/* where each read is a journey, the claims by time have come with the beginning */
	size_t most = db_txn_is_far(txn) ? CLAIMS_FAR : f->n * CLAIMS_FOR_A_RESOURCE;
	if (f->n > FEW || db_txn_is_far(txn)) {
		begin_blocks(f);
		err = blocks_by_time(f, txn, most, &all);
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

/* Takes out the resources whose hours do not cover the interval. */
static void mark_closed(struct finder *f)
{
	const struct directory *d = f->directory;
	size_t n_open = 0;
	for (size_t i = 0; i < d->n_hours; i++)
		n_open += f->covers[i];
	for (size_t i = 0; n_open < d->n_hours && i < d->all.n; i++)
		if (!f->covers[d->entries[i].hours])
			f->marks[i] = MARK_OTHER;
}

/* The resources free of an interval in which nothing blocks any: only marks matter. */
static size_t list_unblocked(const struct finder *f, struct found *out)
{
	const struct resource *r = f->directory->all.v;
	const unsigned char *mark = f->marks, *end = mark + f->directory->all.n;
	const int64_t start = f->start;
	struct found *to = out;
	for (; mark < end; mark++, r++) {
		*to = (struct found){r, start};
		to += *mark == MARK_ASKED;
	}
	return (size_t)(to - out);
}

/* The same where there are blocks, sorted by place. */
static size_t list_free(struct finder *f, struct found *out)
{
	const struct directory *d = f->directory;
	const struct block *b = f->blocks, *last = f->blocks + f->n_blocks;
	size_t n = 0;
	for (uint32_t i = 0; i < d->all.n; i++) {
		const struct directory_entry *r = &d->entries[i];
		const struct block *from = b;
		while (b < last && b->place == i)
			b++;
		if (f->marks[i] != MARK_ASKED)
			continue;
		if (b == from || is_room_left(f, r, from, (size_t)(b - from)))
			out[n++] = (struct found){&d->all.v[i], f->start};
	}
	return n;
}

static void set_interval(struct finder *f, int64_t start, int64_t end)
{
	const struct directory *d = f->directory;
	f->start = start;
	f->end = end;
	for (size_t i = 0; i < d->n_hours; i++)
		f->covers[i] = d->hours[i].valid && opening_covers(&d->hours[i].opening, start, end);
}

/*
 * Searches one interval. The resources that are free for all of it go to out, by code; it has room for all that are
 * asked about.
 */
static int search_interval(struct finder *f, struct db_txn *txn, int64_t start, int64_t end, struct found *out,
                           size_t *n_out)
{
	set_interval(f, start, end);
	int err = gather_sorted(f, txn);
	if (err)
		return err;
	mark_closed(f);
	*n_out = f->n_blocks ? list_free(f, out) : list_unblocked(f, out);
	arena_release(&f->scratch);
	return f->failed ? QUAD_ENOMEM : 0;
}

/* Sets the first gap in the window for the resources that have none yet; those that have one are asked no more. */
static void find_gaps(struct finder *f, struct found *v, size_t n)
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

/* Widens the window from the narrow one that it is first, until it ends at `end`. */
static void widen_window(struct finder *f, int64_t end)
{
	int64_t len = f->end - f->start;
	int64_t wider = len > 0 ? len * WIDER : f->ask->for_min * FIRST_LENS;
	f->end = wider < end - f->start ? f->start + wider : end;
}

/*
 * As search_interval, for the first gap of for_min minutes in [start, end). Most resources have one soon, so the window
 * begins narrow and is widened for those that have none in it: a gap in it depends on nothing after it.
 */
static int search_gaps(struct finder *f, struct db_txn *txn, int64_t start, int64_t end, struct found *out,
                       size_t *n_out)
{
	const struct directory *d = f->directory;
	size_t n = 0, n_found = 0;
	for (uint32_t i = next_asked(f, 0); i < d->all.n; i = next_asked(f, i + 1))
		out[n++] = (struct found){&d->all.v[i], INT64_MAX};
	f->start = f->ask->now > start && f->ask->now < end ? f->ask->now : start;
	f->end = f->start;
	while (f->n && f->end < end && f->ask->for_min <= end - f->start) {
		widen_window(f, end);
		int err = gather_sorted(f, txn);
		if (!err)
			find_gaps(f, out, n);
		arena_release(&f->scratch);
		if (err)
			return err;
	}
	for (size_t i = 0; i < n; i++)
		if (out[i].free_from != INT64_MAX)
			out[n_found++] = out[i];
	*n_out = n_found;
	return f->failed ? QUAD_ENOMEM : 0;
}

/* Marks the resources that match among n places, or the first n of all where places is NULL. */
static int mark_places(struct finder *f, struct matcher *m, const uint32_t *places, size_t n, bool active)
{
	const struct directory *d = f->directory;
	const unsigned kind = f->ask->filter.kind;
	const uint32_t seats = f->ask->filter.seats;
	for (size_t i = 0; i < n; i++) {
		uint32_t place = places ? places[i] : (uint32_t)i;
		const struct directory_entry *e = &d->entries[place];
		bool matches = (e->active || !active) && (!kind || e->kind == kind) && (!e->seats || e->seats >= seats);
		if (matches && !m->light) {
			int err = matcher_test(m, &d->all.v[place], &matches);
			if (err)
				return err;
		}
		if (!matches)
			continue;
		f->asked[place] = MARK_ASKED;
		f->n++;
	}
	return 0;
}

/* Marks the matching resources of the filter's campus. */
static int mark_campus(struct finder *f, struct matcher *m, bool active)
{
	const struct directory_campus *campus = directory_campus_of(f->directory, m->filter.campus);
	return campus ? mark_places(f, m, campus->places, campus->n, active) : 0;
}

/* Marks the resources that match; active: only those in service, since others are never free. */
static int mark_matching(struct finder *f, struct db_txn *txn, bool active)
{
	const struct directory *d = f->directory;
	const struct resource_filter *filter = &f->ask->filter;
	struct matcher m;
	int err = matcher_begin(&m, txn, filter);
	active |= filter->active_only;
	bool all = m.plain && !filter->kind && !filter->seats && !(active && d->n_inactive);
	memset(f->asked, all ? MARK_ASKED : MARK_OTHER, d->all.n);
	f->n = all ? d->all.n : 0;
	if (!err && !all)
		err = m.filter.campus ? mark_campus(f, &m, active) : mark_places(f, &m, NULL, d->all.n, active);
	matcher_end(&m);
	return err;
}

void find_expect(struct store *s, const struct find_ask *ask)
{
	static const enum table small[] = {TABLE_SETTING, TABLE_CLOSURE, TABLE_PART, TABLE_CAMPUS, TABLE_CAMPUS_NUMBER};
	struct key claims = key_table(TABLE_CLAIM_TIME);
	struct expect e = {0};
	if (!db_is_far(s->db))
		return;
	for (size_t i = 0; i < sizeof small / sizeof *small; i++)
		expect_table(&e, small[i]);
	if (!s->directory)
		expect_table(&e, TABLE_DIRECTORY);
	if (s->looker)
		members_expect(&e, s->looker);
	if (ask->free && ask->start < ask->end) {
		int64_t start = ask->for_min && ask->now > ask->start && ask->now < ask->end ? ask->now : ask->start;
		int64_t soon = start + FIRST_LENS * ask->for_min;
		expect_overlap(&e, &claims, UINT32_MAX, start, ask->for_min && soon < ask->end ? soon : ask->end);
	}
	expect_next(&e, s->db);
}

static int finder_begin(struct finder *f, struct store *s, struct db_txn *txn, bool active)
{
	f->now = store_now(s);
	int err = directory_get(s, txn, &f->directory);
	if (err)
		return err;
	f->asked = arena_alloc(&f->arena, f->directory->all.n + 1);
	f->marks = arena_alloc(&f->arena, f->directory->all.n + 1);
	f->covers = arena_alloc(&f->arena, f->directory->n_hours + 1);
	if (!f->asked || !f->marks || !f->covers)
		return QUAD_ENOMEM;
	err = mark_matching(f, txn, active);
	if (!err)
		err = facts_setting(txn, SETTING_PAD_MAX, &f->pad);
	if (!err)
		err = find_parts_load(txn, f->directory, &f->arena, &f->parts);
	f->plain = f->pad == 0 && !f->ask->for_min;
	return err;
}

static void finder_end(struct finder *f)
{
	free(f->blocks);
	arena_release(&f->scratch);
	arena_release(&f->arena);
}

static void list_asked(const struct finder *f, struct found_list *out)
{
	const struct directory *d = f->directory;
	for (uint32_t i = next_asked(f, 0); i < d->all.n; i = next_asked(f, i + 1))
		out->v[out->n++] = (struct found){&d->all.v[i], 0};
}

int find_gather(struct store *s, struct db_txn *txn, const struct find_ask *ask, struct found_list *out)
{
	struct finder f = {.ask = ask};
	*out = (struct found_list){0};
	int err = finder_begin(&f, s, txn, ask->free);
	out->directory = f.directory;
	if (err)
		goto out;
	out->v = malloc((f.n + 1) * sizeof *out->v);
	if (!out->v)
		err = QUAD_ENOMEM;
	else if (!ask->free)
		list_asked(&f, out);
	else if (ask->for_min)
		err = search_gaps(&f, txn, ask->start, ask->end, out->v, &out->n);
	else
		err = search_interval(&f, txn, ask->start, ask->end, out->v, &out->n);
out:
	finder_end(&f);
	if (err)
		found_list_release(out);
	return err;
}

size_t interval_words(size_t n)
{
	return n / 64 + 1;
}

/* Counts on how many intervals each resource is free. Those that are withdrawn are listed, and free on none. */
static int count_free(struct finder *f, struct db_txn *txn, const struct interval *intervals, size_t n,
                      struct free_counts *out)
{
	const struct directory *d = f->directory;
	const size_t words = interval_words(n);
	struct found *found = arena_alloc(&f->arena, (f->n + 1) * sizeof *found);
	uint32_t *at = arena_alloc(&f->arena, (d->all.n + 1) * sizeof *at); /* index in out, by place */
	uint64_t *sets = arena_alloc(&out->arena, (f->n + 1) * words * sizeof *sets);
	out->v = arena_alloc(&out->arena, (f->n + 1) * sizeof *out->v);
	if (!out->v || !found || !at || !sets)
		return QUAD_ENOMEM;
	for (uint32_t i = next_asked(f, 0); i < d->all.n; i = next_asked(f, i + 1)) {
		at[i] = (uint32_t)out->n;
		out->v[out->n] = (struct free_count){&d->all.v[i], 0, sets + out->n * words};
		out->n++;
		if (!d->entries[i].active)
			f->asked[i] = MARK_OTHER;
	}
	for (size_t i = 0; i < n; i++) {
		size_t n_found;
		int err = search_interval(f, txn, intervals[i].start, intervals[i].end, found, &n_found);
		if (err)
			return err;
		for (size_t j = 0; j < n_found; j++) {
			struct free_count *c = &out->v[at[found[j].resource - d->all.v]];
			c->n_free++;
			c->free[i / 64] |= UINT64_C(1) << i % 64;
		}
	}
	return 0;
}

int find_count(struct store *s, struct db_txn *txn, const struct resource_filter *filter,
               const struct interval *intervals, size_t n, struct free_counts *out)
{
	struct find_ask ask = {.filter = *filter, .free = true};
	struct finder f = {.ask = &ask};
	*out = (struct free_counts){0};
	int err = finder_begin(&f, s, txn, false);
	out->directory = f.directory;
	if (!err)
		err = count_free(&f, txn, intervals, n, out);
	finder_end(&f);
	if (err)
		free_counts_release(out);
	return err;
}

/* Asks no more about the resources that are not free in the interval that was searched. */
static void keep_free(struct finder *f)
{
	const struct directory *d = f->directory;
	const struct block *b = f->blocks, *last = f->blocks + f->n_blocks;
	f->n = 0;
	for (uint32_t i = 0; i < d->all.n; i++) {
		const struct directory_entry *r = &d->entries[i];
		const struct block *from = b;
		while (b < last && b->place == i)
			b++;
		bool is_free = f->marks[i] == MARK_ASKED && f->covers[r->hours];
		if (is_free && b > from)
			is_free = is_room_left(f, r, from, (size_t)(b - from));
		f->asked[i] = is_free ? MARK_ASKED : MARK_OTHER;
		f->n += is_free;
	}
}

/* Searches one interval after the other among those that are free so far. */
static int search_common(struct finder *f, struct db_txn *txn, const struct interval *intervals, size_t n)
{
	for (size_t i = 0; i < n && f->n; i++) {
		set_interval(f, intervals[i].start, intervals[i].end);
		int err = gather_sorted(f, txn);
		if (err)
			return err;
		keep_free(f);
		arena_release(&f->scratch);
		if (f->failed)
			return QUAD_ENOMEM;
	}
	return 0;
}

int find_common(struct store *s, struct db_txn *txn, const struct resource_filter *filter,
                const struct interval *intervals, size_t n, struct found_list *out)
{
	struct find_ask ask = {.filter = *filter, .free = true};
	struct finder f = {.ask = &ask};
	*out = (struct found_list){0};
	int err = finder_begin(&f, s, txn, true);
	out->directory = f.directory;
	if (!err)
		err = search_common(&f, txn, intervals, n);
	out->v = err ? NULL : malloc((f.n + 1) * sizeof *out->v);
	if (!err && !out->v)
		err = QUAD_ENOMEM;
	if (!err)
		list_asked(&f, out);
	finder_end(&f);
	if (err)
		found_list_release(out);
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
	int err = find_gather(q->s, txn, q->ask, q->out);
	return err ? err : find_drop_forbidden(q->s, txn, q->ask, q->out);
}

int query_find(struct store *s, const struct find_ask *ask, struct found_list *out)
{
	*out = (struct found_list){0};
	find_expect(s, ask);
	return db_read(s->db, ask_find, &(struct find_query){s, ask, out});
}

void found_list_release(struct found_list *l)
{
	free(l->v);
	arena_release(&l->arena);
	directory_release(l->directory);
	*l = (struct found_list){0};
}
