/*
 * Matches of a wish, in one snapshot: a search by find.c, then the ways, then the order. A pattern is laid out once for
 * each calendar in use (campuses may keep periods and days off of their own), and every resource is asked about the
 * dates of its own. Those who must come as well are known by the times in which they are taken.
 */
#include "store/query/find_wish.h"

#include <stdlib.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/facts/academic_calendar.h"
#include "store/facts/directory.h"
#include "store/facts/facts.h"
#include "store/facts/parts.h"
#include "store/query/find.h"
#include "store/query/find_allowed.h"

struct wish_search {
	struct store *store;
	struct db_txn *txn;
	int64_t now; /* of the claims that count */
	const struct find_wish *wish;
	struct reasons *why;
	struct match_list *out;
	struct resource_filter filter; /* of the wish, as it is searched by */
	struct found_list found;       /* those that match; with a time, those that are free */
	struct interval *taken;        /* when those are who must be free as well, by start */
	size_t n_taken, cap_taken;
	bool lacks_with; /* one of them is unknown: nothing fits */
	struct arena scratch;
	/* FIND_WEEKS */
	struct calendar calendar;
	struct wish_dates *keepers;
	size_t n_keepers;
	const struct wish_dates **keeper_of; /* as `found` */
};

bool match_is_free(const struct match *m, size_t date)
{
	if (date < m->dates->n_past)
		return false;
	size_t bit = date - m->dates->n_past;
	return m->free[bit / 64] >> bit % 64 & 1;
}

/* ---- wishes ---- */

static const char *copy_text(struct arena *arena, const char *text, bool *failed)
{
	const char *copy = text ? arena_str(arena, text) : NULL;
	*failed |= text && !copy;
	return copy;
}

static const char *const *copy_texts(struct arena *arena, const char *const *from, size_t n, bool *failed)
{
	const char **v = arena_alloc(arena, (n + 1) * sizeof *v);
	*failed |= !v;
	for (size_t i = 0; v && i < n; i++)
		v[i] = copy_text(arena, from[i], failed);
	return v;
}

int find_wish_copy(const struct find_wish *from, struct arena *arena, struct find_wish *out)
{
	bool failed = false;
	struct resource_filter *f = &out->filter;
	*out = *from;
	f->campus = copy_text(arena, f->campus, &failed);
	f->near = copy_text(arena, f->near, &failed);
	f->institution = copy_text(arena, f->institution, &failed);
	f->specialty = copy_text(arena, f->specialty, &failed);
	f->text = copy_text(arena, f->text, &failed);
	f->folded_text = NULL;
	f->tags = copy_texts(arena, f->tags, f->n_tags, &failed);
	out->with = copy_texts(arena, out->with, out->n_with, &failed);
	out->weeks.term = copy_text(arena, out->weeks.term, &failed);
	return failed ? QUAD_ENOMEM : 0;
}

/* ---- who must be free as well ---- */

static int take_time(struct wish_search *s, int64_t start, int64_t end)
{
	struct interval *v = arena_grow(&s->scratch, s->taken, s->n_taken, &s->cap_taken, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	s->taken = v;
	v[s->n_taken++] = (struct interval){start, end};
	return 0;
}

/* The times of one of them in [start, end). What is shared has room for others, unless it is taken as a whole. */
static int take_times_of(struct wish_search *s, const char *code, int64_t start, int64_t end)
{
	struct resource r;
	struct neighbours near;
	struct closures closed = {0};
	int err = facts_resource(s->txn, code, &r);
	if (err == QUAD_ENOTFOUND) {
		reason_add(s->why, REASON_NO_RESOURCE, code);
		s->lacks_with = true;
		return 0;
	}
	if (!err)
		err = facts_neighbours(s->txn, r.no, start - r.setup_min, end + r.teardown_min, 0, &s->scratch, &near);
	if (!err)
		err = facts_closures_of(s->txn, r.no, start, end, &s->scratch, &closed);
	if (!err)
		err = parts_add_taken(s->txn, r.no, &(struct time_span){start - r.setup_min, end + r.teardown_min}, 0,
		                      &s->scratch, &near, &closed);
	for (size_t i = 0; !err && i < near.n; i++) {
		const struct claim *c = &near.v[i].claim;
		bool counts = claim_counts(c, s->now);
		if (counts && (c->whole || r.mode == MODE_EXCLUSIVE))
			err = take_time(s, c->start - r.teardown_min, c->end + r.setup_min);
	}
	for (size_t i = 0; !err && i < closed.n; i++)
		err = take_time(s, closed.v[i].start, closed.v[i].end);
	return err;
}

static int interval_order(const void *a, const void *b)
{
	const struct interval *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static int take_times(struct wish_search *s, int64_t start, int64_t end)
{
	s->n_taken = 0;
	for (size_t i = 0; i < s->wish->n_with; i++) {
		int err = take_times_of(s, s->wish->with[i], start, end);
		if (err)
			return err;
	}
	if (s->n_taken)
		qsort(s->taken, s->n_taken, sizeof *s->taken, interval_order);
	return 0;
}

static bool is_taken(const struct wish_search *s, int64_t start, int64_t end)
{
	return find_overlap(s->taken, s->n_taken, start, end) != NULL;
}

/* ---- a time, or a length of time ---- */

static struct match *new_matches(struct wish_search *s)
{
	s->out->v = arena_alloc(&s->out->arena, (s->found.n + 1) * sizeof *s->out->v);
	return s->out->v;
}

static bool is_possible(const struct wish_search *s)
{
	const struct find_wish *w = s->wish;
	if (s->lacks_with)
		return false;
	if (w->when == FIND_INTERVAL)
		return w->end > w->now && !is_taken(s, w->start, w->end);
	return true;
}

static int search_time(struct wish_search *s)
{
	const struct find_wish *w = s->wish;
	struct find_ask ask = {.filter = s->filter, .now = w->now, .free = w->when != FIND_ANY_TIME};
	if (ask.free) {
		int err = take_times(s, w->start, w->end);
		if (err)
			return err;
		ask.start = w->start;
		ask.end = w->end;
		ask.for_min = w->when == FIND_LENGTH ? w->for_min : 0;
		ask.taken = s->taken;
		ask.n_taken = s->n_taken;
	}
	int err = find_gather(s->store, s->txn, &ask, &s->found);
	if (!err)
		err = find_drop_forbidden(s->store, s->txn, &ask, &s->found);
	if (err || !is_possible(s))
		return err;
	struct match *v = new_matches(s);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < s->found.n; i++)
		v[i] = (struct match){.resource = s->found.v[i].resource, .free_from = s->found.v[i].free_from};
	s->out->n = s->found.n;
	s->out->n_forbidden = s->found.n_forbidden;
	return 0;
}

/* ---- dates of a pattern ---- */

static void add_keeper(struct wish_search *s, const char *campus)
{
	for (size_t i = 0; i < s->n_keepers; i++)
		if (strcmp(s->keepers[i].campus, campus) == 0)
			return;
	s->keepers[s->n_keepers++].campus = campus;
}

static int list_keepers(struct wish_search *s)
{
	const struct calendar *c = &s->calendar;
	s->keepers = arena_alloc(&s->out->arena, (c->n_periods + c->n_days + 1) * sizeof *s->keepers);
	if (!s->keepers)
		return QUAD_ENOMEM;
	add_keeper(s, "");
	for (size_t i = 0; i < c->n_periods; i++)
		add_keeper(s, c->periods[i].campus);
	for (size_t i = 0; i < c->n_days; i++)
		add_keeper(s, c->days[i].campus);
	return 0;
}

static const struct wish_dates *find_keeper(const struct wish_search *s, const char *campus)
{
	for (size_t i = 1; i < s->n_keepers; i++)
		if (strcmp(s->keepers[i].campus, campus) == 0)
			return &s->keepers[i];
	return &s->keepers[0];
}

/* Whose calendar each resource goes by. */
static int assign_keepers(struct wish_search *s)
{
	s->keeper_of = arena_alloc(&s->scratch, (s->found.n + 1) * sizeof(const struct wish_dates *));
	if (!s->keeper_of)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < s->found.n; i++)
		s->keeper_of[i] = find_keeper(s, s->found.v[i].resource->campus);
	return 0;
}

static bool is_used(const struct wish_search *s, const struct wish_dates *k)
{
	for (size_t i = 0; i < s->found.n; i++)
		if (s->keeper_of[i] == k)
			return true;
	return false;
}

static bool is_same(const struct reason *a, const struct reason *b)
{
	return a->detail == b->detail && a->number == b->number && strcmp(a->subject, b->subject) == 0 &&
	       strcmp(a->text, b->text) == 0;
}

/* Adds reasons that are not there yet: several calendars may lack the same. */
static void add_new(const struct reasons *from, struct reasons *to)
{
	for (size_t i = 0; i < from->n; i++) {
		bool known = false;
		for (size_t j = 0; j < to->n && !known; j++)
			known = is_same(&to->v[j], &from->v[i]);
		if (!known)
			reason_copy(to, &from->v[i]);
	}
}

/* Takes away the dates on which those are taken who must be free as well. */
static void take_dates(const struct wish_search *s, const struct interval *dates, size_t n, struct free_count *c)
{
	for (size_t i = 0; s->n_taken && i < n; i++) {
		uint64_t bit = UINT64_C(1) << i % 64;
		if (!(c->free[i / 64] & bit) || !is_taken(s, dates[i].start, dates[i].end))
			continue;
		c->free[i / 64] &= ~bit;
		c->n_free--;
	}
}

static bool is_enough(const struct wish_search *s, size_t n_free, size_t n)
{
	size_t all_but = s->wish->all_but == FIND_HALF ? n / 2 : s->wish->all_but;
	return n_free && n - n_free <= all_but;
}

static int add_match(struct wish_search *s, const struct wish_dates *k, const struct resource *r,
                     const struct free_count *c)
{
	size_t words = interval_words(k->dates.n - k->n_past);
	uint64_t *bits = arena_alloc(&s->out->arena, words * sizeof *bits);
	if (!bits)
		return QUAD_ENOMEM;
	memcpy(bits, c->free, words * sizeof *bits);
	s->out->v[s->out->n++] = (struct match){
		.resource = r, .free_from = k->dates.v[k->n_past].start, .dates = k, .free = bits, .n_free = c->n_free};
	return 0;
}

/* Adds those that go by this calendar and are free on enough of its dates. Both lists are ordered by code. */
static int add_counted(struct wish_search *s, const struct wish_dates *k, const struct interval *dates, size_t n,
                       struct free_counts *counts)
{
	for (size_t i = 0, j = 0; i < counts->n; i++) {
		struct free_count *c = &counts->v[i];
		while (j < s->found.n && s->found.v[j].resource->no != c->resource->no)
			j++;
		if (j == s->found.n)
			break;
		if (s->keeper_of[j] != k)
			continue;
		take_dates(s, dates, n, c);
		int err = is_enough(s, c->n_free, k->dates.n) ? add_match(s, k, s->found.v[j].resource, c) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* Counts for every resource that goes by this calendar, on the dates that are to come. */
static int count_keeper(struct wish_search *s, const struct wish_dates *k)
{
	struct free_counts counts = {0};
	struct resource_filter filter = s->filter;
	size_t n = k->dates.n - k->n_past;
	struct interval *v = arena_alloc(&s->scratch, (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	int64_t last = 0;
	for (size_t i = 0; i < n; i++) {
		const struct occurrence *o = &k->dates.v[k->n_past + i];
		v[i] = (struct interval){o->start, o->end};
		last = o->end > last ? o->end : last;
	}
	if (*k->campus && !filter.campus)
		filter.campus = k->campus;
	int err = take_times(s, v[0].start, last);
	if (!err && s->lacks_with)
		return 0;
	if (!err)
		err = find_count(s->store, s->txn, &filter, v, n, &counts);
	if (!err)
		err = add_counted(s, k, v, n, &counts);
	free_counts_release(&counts);
	return err;
}

/* Lays the pattern out on a calendar; where it lacks what the pattern names, it has no dates. */
static int lay_out(struct wish_search *s, struct wish_dates *k)
{
	struct reasons own = {.arena = &s->scratch};
	int err = calendar_expand(&s->calendar, k->campus, &s->out->weeks, &own, &s->out->arena, &k->dates);
	if (own.n)
		k->dates.n = 0;
	add_new(&own, s->why);
	while (k->n_past < k->dates.n && k->dates.v[k->n_past].start < s->wish->now)
		k->n_past++;
	s->out->n_dates += k->dates.n;
	s->out->n_past = k->n_past > s->out->n_past ? k->n_past : s->out->n_past;
	return err;
}

static int search_keepers(struct wish_search *s)
{
	for (size_t i = 0; i < s->n_keepers; i++) {
		struct wish_dates *k = &s->keepers[i];
		if (!is_used(s, k))
			continue;
		int err = lay_out(s, k);
		if (!err && k->n_past < k->dates.n)
			err = count_keeper(s, k);
		if (err)
			return err;
	}
	return 0;
}

static int search_weeks(struct wish_search *s)
{
	struct find_ask all = {.filter = s->filter};
	s->out->weeks = s->wish->weeks;
	int err = academic_calendar_load(s->txn, &s->out->arena, &s->calendar);
	if (!err)
		err = find_gather(s->store, s->txn, &all, &s->found);
	if (err)
		return err;
	const struct term *term = calendar_term(&s->calendar, s->wish->weeks.term, clock_local_day(s->wish->now));
	if (!term) {
		reason_add(s->why, REASON_NO_TERM, s->wish->weeks.term);
		return 0;
	}
	s->out->weeks.term = term->code;
	err = new_matches(s) ? list_keepers(s) : QUAD_ENOMEM;
	if (!err)
		err = assign_keepers(s);
	return err ? err : search_keepers(s);
}

/* ---- the order ---- */

/* The travel time from the campus `near` to each campus that has resources, for each of its resources. */
static int measure_ways(struct wish_search *s)
{
	const struct directory *d = s->found.directory;
	struct campus near, campus;
	uint32_t *ways = arena_alloc(&s->scratch, (d->all.n + 1) * sizeof *ways);
	if (!ways)
		return QUAD_ENOMEM;
	int err = facts_campus_named(s->txn, s->wish->filter.near, &near);
	for (size_t i = 0; !err && i < d->n_campuses; i++) {
		const struct directory_campus *c = &d->campuses[i];
		uint32_t min = 0;
		bool listed = false;
		if (*c->code)
			err = facts_campus(s->txn, c->code, &campus);
		if (!err && *c->code)
			err = facts_travel(s->txn, near.no, campus.no, &min, &listed);
		for (size_t j = 0; j < c->n; j++)
			ways[c->places[j]] = listed ? min : FIND_WAY_UNKNOWN;
	}
	for (size_t i = 0; !err && i < s->out->n; i++)
		s->out->v[i].travel_min = ways[s->out->v[i].resource - d->all.v];
	return err;
}

static int by_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_dates_and_way(const struct match *x, const struct match *y)
{
	int c = 0;
	if (x->dates)
		c = by_number((int64_t)(x->dates->dates.n - x->n_free), (int64_t)(y->dates->dates.n - y->n_free));
	if (c == 0)
		c = by_number(x->travel_min, y->travel_min);
	return c ? c : by_number(x->free_from, y->free_from);
}

static int match_order(const void *a, const void *b)
{
	const struct match *x = a, *y = b;
	int c = by_dates_and_way(x, y);
	return c ? c : strcmp(x->resource->code, y->resource->code);
}

/* Seats without a limit are the most. */
static int match_order_by_seats(const void *a, const void *b)
{
	const struct match *x = a, *y = b;
	int c = by_dates_and_way(x, y);
	if (c == 0)
		c = by_number((int64_t)x->resource->seats - 1 + (x->resource->seats ? 0 : UINT32_MAX),
		              (int64_t)y->resource->seats - 1 + (y->resource->seats ? 0 : UINT32_MAX));
	return c ? c : strcmp(x->resource->code, y->resource->code);
}

static int sort_matches(struct wish_search *s)
{
	int err = s->wish->filter.near ? measure_ways(s) : 0;
	if (!err && s->out->n)
		qsort(s->out->v, s->out->n, sizeof *s->out->v,
		      s->wish->filter.seats ? match_order_by_seats : match_order);
	return err;
}

static int ask_matches(struct db_txn *txn, void *arg)
{
	struct wish_search *s = arg;
	s->txn = txn;
	int err = s->wish->when == FIND_WEEKS ? search_weeks(s) : search_time(s);
	return err ? err : sort_matches(s);
}

int query_matches(struct store *store, const struct find_wish *wish, struct reasons *why, struct match_list *out)
{
	struct wish_search s = {
		.store = store, .now = store_now(store), .wish = wish, .why = why, .out = out, .filter = wish->filter};
	struct buf folded = {0};
	*out = (struct match_list){0};
	s.filter.active_only = true;
	utf8_fold(&folded, wish->filter.text ? wish->filter.text : "");
	s.filter.folded_text = buf_text(&folded);
	if (s.filter.near_min == FIND_NEAR_ANY)
		s.filter.near = NULL;
	int err = folded.failed ? QUAD_ENOMEM : db_read(store->db, ask_matches, &s);
	if (!err && why->failed)
		err = QUAD_ENOMEM;
	buf_release(&folded);
	/* the answer keeps the directory, in which its resources are */
	out->directory = s.found.directory;
	s.found.directory = NULL;
	found_list_release(&s.found);
	arena_release(&s.scratch);
	if (err)
		match_list_release(out);
	return err;
}

void match_list_release(struct match_list *l)
{
	arena_release(&l->arena);
	directory_release(l->directory);
	*l = (struct match_list){0};
}
