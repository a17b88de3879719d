/*
 * What the suite model_series knows by itself: what stands, read from the store; conflicts, by comparing all pairs; and
 * the occurrences of a series, by walking dates. Written from the promised interface and not from the engine.
 */
#ifndef QUAD_TESTS_STORE_MODEL_SERIES_H
#define QUAD_TESTS_STORE_MODEL_SERIES_H

#include "store/model/calendar.h"
#include "tests/store/model_shrink.h"

enum {
	OPERATIONS = 5000,
	ROUND = 250, /* steps with one store */
	THINGS = 9,
	TERMS = 2,
	ASKS_MAX = 4,
	EXCEPT_MAX = 6,
	OCCURRENCES = 512,
	BOOKINGS_MAX = 4096,
	PHASES_MAX = 12,
	LEFT_OUT_MAX = 64,
	PURPOSE_BYTES = 8,
	SERIES_MAX = 512,
	PERIODS = 8,
	PERIODS_MAX = 32,
	DAYS_MAX = 256,
	CLOSURES_MAX = 64,
	TRAVEL_MIN = 40, /* between the two campuses */
	HERE_MIN = 480,  /* Asia/Shanghai */
};

struct thing {
	const char *code;
	enum resource_kind kind;
	enum resource_mode mode;
	int campus; /* 0: none */
	uint32_t seats;
	int64_t setup, teardown;
};

/* Teachers and classes have a campus, so that a way over a third place is never longer than the way itself. */
static const struct thing things[THINGS] = {
	{"L0", KIND_LAB, MODE_EXCLUSIVE, 1, 30, 0, 0},      {"L1", KIND_LAB, MODE_EXCLUSIVE, 1, 20, 10, 15},
	{"L2", KIND_BASE, MODE_EXCLUSIVE, 2, 0, 0, 20},     {"L3", KIND_ROOM, MODE_EXCLUSIVE, 2, 40, 5, 0},
	{"P0", KIND_EQUIPMENT, MODE_SHARED, 0, 6, 0, 0},    {"P1", KIND_ROOM, MODE_SHARED, 2, 9, 5, 5},
	{"T0", KIND_TEACHER, MODE_EXCLUSIVE, 1, 0, 30, 30}, {"T1", KIND_TEACHER, MODE_EXCLUSIVE, 2, 0, 0, 0},
	{"K0", KIND_CLASS, MODE_EXCLUSIVE, 1, 0, 0, 0},
};

struct part {
	int thing;
	uint32_t units; /* 0: as the party */
};

/* A booking as it stands, or as it might. */
struct entry {
	uint64_t id, series, origin;
	bool stands, follows;
	int64_t start, end;
	uint32_t party;
	size_t n;
	struct part parts[ASKS_MAX];
	struct claim claims[ASKS_MAX]; /* as stored */
	char purpose[PURPOSE_BYTES];
};

struct board {
	struct entry v[BOOKINGS_MAX];
	size_t n;
};

enum freq { BY_WEEKS, DAILY, WEEKLY, MONTHLY };

/* A phase of a series. */
struct definition {
	uint64_t id;
	uint64_t made_by; /* the step's seed */
	int ref; /* 0: none */
	int term;
	uint64_t weeks, weekdays, periods;
	int from_min, to_min;
	enum freq freq;
	int interval, count;
	int64_t start, len_min;
	int64_t except[EXCEPT_MAX]; /* as asked for; the store knows what they have become since */
	size_t n_except;
	struct part parts[ASKS_MAX];
	size_t n;
	uint32_t party;
	char purpose[PURPOSE_BYTES];
	int64_t from_day; /* 0: the first phase, and all that its pattern means */
	int left;         /* of a rule: how many from left_day on; 0: its count, all of them */
	int64_t left_day;
};

/* The phases of a series before its last one, oldest first. */
struct past {
	struct definition v[PHASES_MAX];
	size_t n;
};

struct occurrence_list {
	struct occurrence v[OCCURRENCES];
	size_t n;
	bool lacking; /* a term has not all weeks that are named */
};

struct closed {
	int campus, thing; /* 0 and -1: everything */
	int64_t start, end;
};

struct almanac {
	int64_t first_monday[TERMS];
	int n_weeks[TERMS];
	struct {
		int number, start, end, campus;
		int64_t valid_from;
	} periods[PERIODS_MAX];
	size_t n_periods;
	struct {
		int64_t date;
		enum day_kind kind;
		int week, weekday, campus;
	} days[DAYS_MAX];
	size_t n_days;
};

/* What an operation is drawn from: its kind, and the numbers it takes from then on. */
struct step {
	uint64_t seed;
	unsigned which;  /* 0 to 99 */
	unsigned simple; /* SIMPLE_... */
};

enum { SIMPLE_PARTS = 1, SIMPLE_PARTY = 2, SIMPLE_EXCEPT = 4, SIMPLE_ASK = 8, SIMPLE_WAYS = 4 };

/* What goes back with a restored backup, but for what the store itself knows. */
struct saved {
	bool is;
	struct almanac cal;
	struct closed closed[CLOSURES_MAX];
	size_t n_closed;
	struct definition series[SERIES_MAX];
	struct past past[SERIES_MAX];
	size_t n_series;
	struct board board;
};

enum series_fault { FAULT_NONE, FAULT_NO_TRAVEL, FAULT_NO_SETUP };

struct run {
	struct world w;
	struct random r;
	uint64_t seed;
	size_t operation;
	struct step step;
	struct trial *t;
	struct step *made; /* shared, ROUND of them */
	struct script script;
	bool logs, by_file;
	enum series_fault fault;
	struct saved saved;
	char text[512];
	bool record;
	struct almanac cal, cal_before;
	struct closed closed[CLOSURES_MAX];
	size_t n_closed;
	struct definition series[SERIES_MAX];
	struct past past[SERIES_MAX]; /* of each of them */
	size_t n_series;
	int64_t left_out[LEFT_OUT_MAX]; /* own days, of the series that is looked at */
	size_t n_left_out;
	struct board before, after, trial;
	struct request rq;
	struct result got;
	size_t n_done, n_refused, n_skipped, n_alternatives, n_followed, n_remedies, n_taken_back;
};

#define FAIL(u, ...)                                                                                                  \
	do {                                                                                                          \
		char why_[400];                                                                                       \
		snprintf(why_, sizeof why_, __VA_ARGS__);                                                             \
		trial_fail((u)->t, &(u)->script, "# %s\n#   engine: %s\n#   model:  %s", (u)->text,               \
		           world_answer(&(u)->w, &(u)->got), why_);                                                   \
	} while (0)

static inline unsigned below(struct run *u, unsigned n)
{
	return random_below(&u->r, n);
}

static inline bool one_in(struct run *u, unsigned n)
{
	return below(u, n) == 0;
}

static inline void note(struct run *u, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void note(struct run *u, const char *format, ...)
{
	size_t len = strlen(u->text);
	va_list ap;
	va_start(ap, format);
	vsnprintf(u->text + len, sizeof u->text - len, format, ap);
	va_end(ap);
}

/* ---- what stands ---- */

static inline void read_rows(struct run *u, const struct booking_filter *f, struct board *out)
{
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	int err = query_booking_ids(&u->w.s, f, &ids);
	if (!err)
		err = query_bookings(&u->w.s, ids.v, ids.n, &rows);
	ck_assert_msg(err == 0 && rows.n <= BOOKINGS_MAX, "%s", quad_strerror(err));
	out->n = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const struct booking *b = &rows.v[i].b;
		struct entry *e = &out->v[i];
		ck_assert_uint_le(b->n_claims, ASKS_MAX);
		*e = (struct entry){.id = b->id, .series = b->series, .origin = b->origin, .follows = b->follows,
		                    .stands = b->state == STATE_BOOKED, .start = b->start, .end = b->end,
		                    .party = b->party, .n = b->n_claims};
		snprintf(e->purpose, sizeof e->purpose, "%s", b->purpose);
		for (size_t k = 0; k < b->n_claims; k++) {
			uint32_t units = b->claims[k].units;
			bool follows = b->claims[k].whole || units == (b->party ? b->party : 1);
			e->claims[k] = b->claims[k];
			e->parts[k] = (struct part){(int)b->claims[k].resource - 1, follows ? 0 : units};
		}
	}
	arena_release(&ids.arena);
	arena_release(&rows.arena);
}

static inline const struct entry *find(const struct board *b, uint64_t id)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].id == id)
			return &b->v[i];
	return NULL;
}

/* True if an entry stands as another does; its number in the series and its texts may differ. */
static inline bool same_place(const struct entry *a, const struct entry *b)
{
	bool same = a->id == b->id && a->series == b->series && a->follows == b->follows && a->start == b->start &&
	            a->end == b->end && a->party == b->party && a->n == b->n;
	for (size_t i = 0; same && i < a->n; i++) {
		const struct claim *x = &a->claims[i], *y = &b->claims[i];
		same = x->resource == y->resource && x->units == y->units && x->start == y->start && x->end == y->end &&
		       x->place == y->place && x->whole == y->whole;
	}
	return same;
}

static inline bool same_entry(const struct entry *a, const struct entry *b)
{
	return same_place(a, b) && a->origin == b->origin && strcmp(a->purpose, b->purpose) == 0;
}

static inline bool same_board(const struct board *a, const struct board *b)
{
	bool same = a->n == b->n;
	for (size_t i = 0; same && i < a->n; i++)
		same = same_entry(&a->v[i], &b->v[i]);
	return same;
}

static inline void drop(struct board *b, uint64_t id)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].id == id)
			b->v[i--] = b->v[--b->n];
}

static inline void add(struct board *b, const struct entry *e)
{
	ck_assert_uint_lt(b->n, BOOKINGS_MAX);
	b->v[b->n++] = *e;
}

/* ---- conflicts ---- */

static inline bool is_person(const struct thing *t)
{
	return t->kind == KIND_TEACHER || t->kind == KIND_CLASS;
}

static inline bool is_site(const struct thing *t)
{
	return t->kind == KIND_LAB || t->kind == KIND_BASE || t->kind == KIND_ROOM;
}

static inline int site_of(const struct part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_site(&things[parts[i].thing]))
			return things[parts[i].thing].campus;
	return 0;
}

static inline int place_of(const struct entry *e, const struct thing *t)
{
	int site = site_of(e->parts, e->n);
	return is_person(t) && site ? site : t->campus;
}

static inline int64_t from_of(const struct entry *e, const struct thing *t)
{
	return is_person(t) ? e->start : e->start - t->setup;
}

static inline int64_t to_of(const struct entry *e, const struct thing *t)
{
	return is_person(t) ? e->end : e->end + t->teardown;
}

static inline uint32_t units_of(const struct entry *e, size_t part)
{
	uint32_t units = e->parts[part].units;
	return units ? units : e->party ? e->party : 1;
}

/* Units of a pool that others use at an instant. */
static inline uint32_t in_use(const struct board *b, const struct entry *but, int thing, int64_t at_min)
{
	uint32_t used = 0;
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; b->v[i].id != but->id && k < b->v[i].n; k++)
			if (b->v[i].parts[k].thing == thing && from_of(&b->v[i], &things[thing]) <= at_min &&
			    at_min < to_of(&b->v[i], &things[thing]))
				used += units_of(&b->v[i], k);
	return used;
}

/* The first thing that speaks against an entry, NULL if it fits. */
static inline const char *clash(const struct board *b, const struct entry *e, size_t part, enum series_fault fault)
{
	int thing = e->parts[part].thing, place = place_of(e, &things[thing]);
	const struct thing *t = &things[thing];
	int64_t from = fault == FAULT_NO_SETUP ? e->start : from_of(e, t), to = to_of(e, t);
	bool whole = t->mode == MODE_EXCLUSIVE;
	if (whole && !is_person(t) && t->seats && (e->party > t->seats || e->parts[part].units > t->seats))
		return "seats";
	if (!whole && units_of(e, part) + in_use(b, e, thing, from) > t->seats)
		return "pool";
	for (size_t i = 0; i < b->n; i++) {
		const struct entry *o = &b->v[i];
		for (size_t k = 0; o->id != e->id && k < o->n; k++) {
			if (o->parts[k].thing != thing)
				continue;
			int64_t start = from_of(o, t), end = to_of(o, t);
			if (whole && start < to && from < end)
				return "busy";
			if (!whole && from < start && start < to && units_of(e, part) + in_use(b, e, thing, start) > t->seats)
				return "pool";
			if (fault != FAULT_NO_TRAVEL && is_person(t) &&
			    place_of(o, t) != place && start < to + TRAVEL_MIN && from < end + TRAVEL_MIN)
				return "travel";
		}
	}
	return NULL;
}

/* Is the past changed? That is a minute that is taken or given back, or anything of what is over. */
static inline bool changes_past(const struct run *u, const struct entry *old, const struct entry *e)
{
	int64_t first = e->start;
	if (old && old->start == e->start && old->end == e->end)
		return old->end <= u->w.now;
	if (old && old->start == e->start)
		first = old->end < e->end ? old->end : e->end;
	else if (old && old->start < e->start)
		first = old->start;
	return first < u->w.now;
}

/* Does the entry take a thing in a closure? Not where it had it, if it gets a longer or shorter time. */
static inline bool meets_closure(const struct entry *old, const struct entry *e, size_t part, const struct closed *x)
{
	const struct thing *t = &things[e->parts[part].thing];
	int64_t from = from_of(e, t), to = to_of(e, t);
	bool keeps = old && ((old->start <= e->start && e->end <= old->end) || (e->start <= old->start && old->end <= e->end));
	bool had = false;
	for (size_t i = 0; keeps && i < old->n; i++)
		had |= old->parts[i].thing == e->parts[part].thing;
	if (!had)
		return from < x->end && x->start < to;
	int64_t had_from = from_of(old, t), had_to = to_of(old, t);
	return (from < had_from && from < x->end && x->start < had_from) || (had_to < to && had_to < x->end && x->start < to);
}

/* What speaks against a new entry, or against a change of `old`; NULL if it fits. */
static inline const char *problem_of_change(const struct run *u, const struct board *b, const struct entry *old,
                                            const struct entry *e)
{
	if (!u->record && changes_past(u, old, e))
		return "past";
	for (size_t i = 0; i < e->n; i++) {
		const struct thing *t = &things[e->parts[i].thing];
		const char *bad = clash(b, e, i, u->fault);
		if (bad)
			return bad;
		for (size_t k = 0; k < u->n_closed; k++) {
			const struct closed *x = &u->closed[k];
			bool mine = x->thing >= 0 ? x->thing == e->parts[i].thing : !x->campus || x->campus == place_of(e, t);
			if (mine && meets_closure(old, e, i, x))
				return "closed";
		}
	}
	return NULL;
}

static inline const char *problem(const struct run *u, const struct board *b, const struct entry *e)
{
	return problem_of_change(u, b, NULL, e);
}

/* Nothing on the board is twice in one place; closures may have come later. */
static inline void check_board(struct run *u, const struct board *b, bool all)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct entry *old = all ? NULL : find(&u->before, b->v[i].id);
		if (old && same_entry(old, &b->v[i]))
			continue;
		for (size_t k = 0; k < b->v[i].n; k++) {
			const struct entry *e = &b->v[i];
			const struct thing *t = &things[e->parts[k].thing];
			const struct claim *c = &e->claims[k];
			const char *bad = clash(b, e, k, FAULT_NONE);
			if (bad)
				FAIL(u, "%" PRIu64 " stands in conflict: %s of %s", e->id, bad, t->code);
			if (c->start != from_of(e, t) || c->end != to_of(e, t) || c->place != (uint32_t)place_of(e, t))
				FAIL(u, "%" PRIu64 ": its claim of %s is not what it should be", e->id, t->code);
		}
	}
}

/* ---- occurrences ---- */

static inline int64_t instant_of(int64_t date, int minute)
{
	return date * DAY_MIN + minute - HERE_MIN;
}

static inline int64_t date_of(int64_t at_min)
{
	return (at_min + HERE_MIN) / DAY_MIN;
}

static inline int weekday_of(int64_t date)
{
	return (int)((date + 3) % 7) + 1;
}

static inline bool in_term(const struct almanac *c, int term, int64_t date)
{
	return date >= c->first_monday[term] && date < c->first_monday[term] + 7 * c->n_weeks[term];
}

/* What a date teaches in a term on a campus. */
static inline bool teaches(const struct almanac *c, int term, int campus, int64_t date, int *week, int *weekday)
{
	int best = -1, near = 0;
	int64_t far = INT64_MAX;
	for (size_t i = 0; i < c->n_days; i++)
		if (c->days[i].date == date && (c->days[i].campus == campus || (!c->days[i].campus && best < 0)))
			best = (int)i;
	if (best >= 0 && c->days[best].kind == DAY_OFF)
		return false;
	if (best < 0 || c->days[best].kind == DAY_NORMAL) {
		*week = (int)((date - c->first_monday[term]) / 7) + 1;
		*weekday = weekday_of(date);
		return in_term(c, term, date);
	}
	*week = c->days[best].week;
	*weekday = c->days[best].weekday;
	if (in_term(c, term, date))
		return true;
	for (int i = 0; i < TERMS; i++) {
		int64_t last = c->first_monday[i] + 7 * c->n_weeks[i] - 1;
		int64_t days = date < c->first_monday[i] ? c->first_monday[i] - date : date - last;
		if (in_term(c, i, date))
			return false;
		if (days < far) {
			far = days;
			near = i;
		}
	}
	return near == term;
}

/* A period's place in the almanac, -1 if there is none. */
static inline int period_on(const struct almanac *c, int campus, int64_t date, int number)
{
	for (int owner = campus;; owner = 0) {
		int64_t table = INT64_MIN;
		for (size_t i = 0; i < c->n_periods; i++)
			if (c->periods[i].campus == owner && c->periods[i].valid_from <= date &&
			    c->periods[i].valid_from > table)
				table = c->periods[i].valid_from;
		for (size_t i = 0; i < c->n_periods; i++)
			if (c->periods[i].campus == owner && c->periods[i].valid_from == table &&
			    c->periods[i].number == number)
				return (int)i;
		if (table != INT64_MIN || !owner)
			return -1;
	}
}

static inline void put_occurrence(struct occurrence_list *out, int64_t start, int64_t end, int64_t nominal, int period)
{
	ck_assert_uint_lt(out->n, OCCURRENCES);
	uint64_t origin = (uint64_t)(nominal - PERIOD_ALWAYS + 1) * 64 + (uint64_t)period;
	out->v[out->n++] = (struct occurrence){.start = start, .end = end, .origin = origin};
}

static inline void expand_rule(const struct definition *d, struct occurrence_list *out)
{
	int64_t first = date_of(d->start), monday = first - (weekday_of(first) - 1);
	int wanted = d->left ? d->left : d->count;
	struct wall w, begin;
	clock_day_civil(first, &begin);
	for (int64_t date = first, n = 0; n < wanted; date++) {
		bool yes = false;
		clock_day_civil(date, &w);
		if (d->freq == DAILY)
			yes = (date - first) % d->interval == 0;
		else if (d->freq == WEEKLY)
			yes = (date - monday) / 7 % d->interval == 0 && d->weekdays >> weekday_of(date) & 1;
		else
			yes = w.day == begin.day && ((w.year - begin.year) * 12 + w.month - begin.month) % d->interval == 0;
		n += yes && !(d->left && date < d->left_day);
		if (yes)
			put_occurrence(out, d->start + (date - first) * DAY_MIN, d->start + (date - first) * DAY_MIN + d->len_min,
			               date, 0);
	}
}

static inline int by_start(const void *a, const void *b)
{
	const struct occurrence *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static inline void expand(const struct almanac *c, const struct definition *d, struct occurrence_list *out)
{
	int campus = site_of(d->parts, d->n), week, weekday;
	*out = (struct occurrence_list){0};
	if (d->freq != BY_WEEKS) {
		expand_rule(d, out);
		return;
	}
	if (!campus)
		campus = things[d->parts[0].thing].campus;
	int64_t first = c->first_monday[d->term];
	out->lacking = d->weeks >> (c->n_weeks[d->term] + 1);
	for (int64_t date = first - 31; date < first + 7 * c->n_weeks[d->term] + 31; date++) {
		if (!teaches(c, d->term, campus, date, &week, &weekday) || !(d->weeks >> week & 1) ||
		    !(d->weekdays >> weekday & 1))
			continue;
		int64_t nominal = first + (week - 1) * 7 + weekday - 1;
		if (!d->periods)
			put_occurrence(out, instant_of(date, d->from_min), instant_of(date, d->to_min), nominal, 0);
		for (int n = 1; n <= PERIODS; n++) {
			int last = n;
			if (!(d->periods >> n & 1) || d->periods >> (n - 1) & 1)
				continue;
			while (d->periods >> (last + 1) & 1)
				last++;
			int a = period_on(c, campus, date, n), b = period_on(c, campus, date, last);
			ck_assert(a >= 0 && b >= 0);
			put_occurrence(out, instant_of(date, c->periods[a].start), instant_of(date, c->periods[b].end), nominal, n);
		}
	}
	qsort(out->v, out->n, sizeof *out->v, by_start);
}

/* Marks what is left out: on its own day, or by its own day, or by its date, whichever names anything. */
static inline void mark_left_out(struct occurrence_list *o, const int64_t *days, size_t n)
{
	for (size_t k = 0; k < n; k++)
		for (int how = 0, found = 0; how < 3 && !found; how++)
			for (size_t i = 0; i < o->n; i++) {
				bool own = (int64_t)(o->v[i].origin / 64) - 1 + PERIOD_ALWAYS == days[k];
				bool date = date_of(o->v[i].start) == days[k];
				bool named = how == 0 ? own && date : how == 1 ? own : date;
				o->v[i].left_out |= named;
				found |= named;
			}
}

/* What a definition that stands alone means: dates are left out as it names them. */
static inline void expand_alone(const struct almanac *c, const struct definition *d, struct occurrence_list *out)
{
	size_t n = 0;
	expand(c, d, out);
	for (size_t i = 0; i < out->n; i++) {
		bool in = true;
		for (size_t k = 0; k < d->n_except; k++)
			in &= d->except[k] != date_of(out->v[i].start);
		if (in)
			out->v[n++] = out->v[i];
	}
	out->n = n;
}

/* What all phases mean, each on its own days; marked is what u->left_out names. */
static inline void expand_phases(const struct run *u, const struct almanac *c, const struct past *past,
                                 const struct definition *last, struct occurrence_list *out)
{
	static struct occurrence_list one;
	*out = (struct occurrence_list){0};
	for (size_t i = 0; i <= past->n; i++) {
		const struct definition *d = i < past->n ? &past->v[i] : last;
		const struct definition *next = i + 1 < past->n ? &past->v[i + 1] : last;
		expand(c, d, &one);
		out->lacking |= one.lacking;
		for (size_t k = 0; k < one.n; k++) {
			int64_t day = date_of(one.v[k].start);
			bool in = (!d->from_day || day >= d->from_day) && (i == past->n || day < next->from_day);
			ck_assert_uint_lt(out->n, OCCURRENCES);
			one.v[k].phase = i;
			if (in)
				out->v[out->n++] = one.v[k];
		}
	}
	mark_left_out(out, u->left_out, u->n_left_out);
}

/* Reads what a stored series leaves out. */
static inline void read_left_out(struct run *u, uint64_t id)
{
	struct series_list list = {0};
	struct series *s;
	int err = query_one_series(&u->w.s, id, &list, &s);
	ck_assert_int_eq(err, 0);
	u->n_left_out = 0;
	for (const char *p = s->except; *p; p += strcspn(p, ";"), p += *p == ';') {
		char text[CLOCK_TEXT_MAX];
		snprintf(text, sizeof text, "%.10s", p);
		ck_assert_uint_lt(u->n_left_out, LEFT_OUT_MAX);
		ck_assert_int_eq(clock_parse_date(text, &u->left_out[u->n_left_out++]), 0);
	}
	arena_release(&list.arena);
}

static inline const struct occurrence *find_at(const struct occurrence_list *l, uint64_t origin, int64_t start)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].origin == origin && l->v[i].start == start)
			return &l->v[i];
	return NULL;
}

static inline bool holds(const struct occurrence_list *l, uint64_t origin, int64_t start, int64_t end)
{
	const struct occurrence *o = find_at(l, origin, start);
	return o && o->end == end;
}

static inline struct entry entry_of(const struct definition *d, const struct occurrence *o)
{
	struct entry e = {.series = d->id, .origin = o->origin, .stands = true, .follows = true, .start = o->start,
	                  .end = o->end, .party = d->party, .n = d->n};
	memcpy(e.parts, d->parts, sizeof e.parts);
	return e;
}

/* True if an entry has the resources and units of a definition. */
static inline bool has_parts(const struct entry *e, const struct definition *d)
{
	bool same = e->n == d->n && e->party == d->party;
	struct entry want = {.party = d->party};
	memcpy(want.parts, d->parts, sizeof want.parts);
	for (size_t i = 0; same && i < e->n; i++)
		same = e->parts[i].thing == d->parts[i].thing &&
		       (e->claims[i].whole || e->claims[i].units == units_of(&want, i));
	return same;
}

static inline bool is_led(const struct entry *e)
{
	return e->stands && e->follows;
}

#endif
