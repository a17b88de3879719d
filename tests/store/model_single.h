/*
 * The model of the suite model: what things, closures and bookings there are, in plain arrays, and what a change of
 * them may break, counted minute by minute. Written from the promised interface and not from the engine.
 */
#ifndef QUAD_TESTS_STORE_MODEL_SINGLE_H
#define QUAD_TESTS_STORE_MODEL_SINGLE_H

#include "tests/store/ask.h"

enum {
	ROUND = 24000, /* steps with one store */
	BATCH = 48,
	CAMPUSES = 3, /* 1 to 3; 0 is none */
	RESOURCES = 17,
	ASKS_MAX = 4,
	REASONS_MAX = 64,
	STANDING_AIM = 220,
	STANDING_MAX = 2 * STANDING_AIM + BATCH,
	LOGGED = 128, /* changes that can be taken back */
	CLOSURES_AIM = 24,
	CLOSURES_MAX = 2048, /* where the steps that take some away are left out */
	WINDOW_MIN = 10 * DAY_MIN,
	HERE_MIN = 480, /* Asia/Shanghai, whose offset does not change in the window */
};

/* What is wrong with a model on purpose, to see that a wrong answer is found and made small. */
enum fault { FAULT_NONE, FAULT_NO_TRAVEL, FAULT_END_INCLUDED, FAULT_CLOSURES_STAY, FAULT_TEXTS_ARE_JUDGED };

/* Hours of a test: up to two windows on some weekdays. */
struct hours {
	const char *text;
	unsigned days; /* bits 1 to 7 */
	int from, to, from2, to2;
};

static const struct hours all_hours[] = {
	{"", 0xfe, 0, DAY_MIN, 0, 0},
	{"Mon-Fri 08:00-22:00", 0x3e, 480, 1320, 0, 0},
	{"Mon-Sun 07:00-12:00,13:30-23:00", 0xfe, 420, 720, 810, 1380},
	{"Mon-Sun 00:00-02:00,20:00-24:00", 0xfe, 0, 120, 1200, 1440},
};

struct thing {
	const char *code;
	enum resource_kind kind;
	enum resource_mode mode;
	int campus;
	uint32_t seats, setup, teardown;
	int hours;
	bool active;
	int part_of; /* the index of its whole, plus 1; 0: none. A whole comes before its parts */
};

static const struct thing at_first[RESOURCES] = {
	{"L0", KIND_LAB, MODE_EXCLUSIVE, 1, 30, 0, 0, 0, true, 0},
	{"L1", KIND_LAB, MODE_EXCLUSIVE, 1, 20, 10, 15, 1, true, 0},
	{"L2", KIND_BASE, MODE_EXCLUSIVE, 2, 0, 0, 30, 2, true, 0},
	{"L3", KIND_ROOM, MODE_EXCLUSIVE, 3, 40, 5, 0, 0, true, 1},
	{"H0", KIND_ROOM, MODE_SHARED, 2, 12, 0, 0, 0, true, 4},
	{"H1", KIND_LAB, MODE_SHARED, 3, 0, 0, 0, 3, true, 0},
	{"H2", KIND_BASE, MODE_SHARED, 1, 6, 7, 8, 0, true, 1},
	{"E0", KIND_EQUIPMENT, MODE_SHARED, 0, 5, 0, 0, 0, true, 0},
	{"E1", KIND_EQUIPMENT, MODE_SHARED, 1, 3, 20, 20, 0, true, 0},
	{"E2", KIND_EQUIPMENT, MODE_EXCLUSIVE, 0, 4, 0, 0, 0, true, 0},
	{"E3", KIND_EQUIPMENT, MODE_SHARED, 2, 9, 0, 5, 1, true, 0},
	{"T0", KIND_TEACHER, MODE_EXCLUSIVE, 1, 0, 0, 0, 0, true, 0},
	{"T1", KIND_TEACHER, MODE_EXCLUSIVE, 2, 1, 30, 30, 0, true, 0},
	{"T2", KIND_TEACHER, MODE_EXCLUSIVE, 0, 0, 0, 0, 1, true, 0},
	{"K0", KIND_CLASS, MODE_EXCLUSIVE, 3, 40, 0, 0, 0, true, 0},
	{"K1", KIND_CLASS, MODE_EXCLUSIVE, 0, 0, 0, 0, 0, true, 0},
	{"K2", KIND_CLASS, MODE_EXCLUSIVE, 1, 2, 0, 0, 0, true, 0},
};

struct ask {
	int thing; /* RESOURCES: one that there is not */
	uint32_t units; /* 0: not said */
};

struct taken {
	int thing, place;
	int64_t start, end;
	uint32_t units;
	bool whole;
	uint32_t limit; /* the seats by which it was decided, 0: none */
};

struct entry {
	uint64_t id;
	int ref; /* 0: none */
	int text; /* of the purpose, 0: none */
	int64_t start, end;
	uint32_t party;
	size_t n;
	struct ask asks[ASKS_MAX];
	struct taken taken[ASKS_MAX];
};

enum scope { AT_ALL, AT_CAMPUS, AT_THING };

struct closed {
	enum scope scope;
	int owner; /* campus or thing */
	int64_t start, end;
};

/* A booking as its record is. */
struct image {
	enum { IS_NOT_THERE, IS_CANCELLED, STANDS } state;
	uint64_t id;
	struct entry e;
};

/* What a step did, so that it can be taken back. */
struct logged {
	uint32_t step;
	uint64_t seq; /* the journal's entry; 0: not told */
	enum { NO_CHANGE, OF_BOOKING_STEP, OF_THING_STEP, OF_CLOSURE_STEP, OF_TRAVEL_STEP } what;
	struct image before, after;
	int which; /* thing */
	struct thing thing_before, thing_after;
	struct closed closed;
	bool was_closed, is_closed;
	int from, to;
	uint32_t minutes_before, minutes_after;
};

struct model {
	struct logged log[LOGGED]; /* a ring, n_logged in all */
	size_t n_logged;
	struct image dead[LOGGED]; /* those that stand no more, likewise */
	size_t n_dead;
	struct thing things[RESOURCES];
	uint32_t travel[CAMPUSES + 1][CAMPUSES + 1];
	struct closed closed[CLOSURES_MAX];
	size_t n_closed;
	struct entry standing[STANDING_MAX];
	size_t n_standing;
	uint64_t last_id;
	int64_t begin, now;
	/* by step: the booking that it made, and what was answered to a request with an id that was carried out */
	uint64_t ids[ROUND];
	struct {
		const char *word;
		uint64_t id;
	} done[ROUND];
	enum fault fault;
};

/* What an operation should be answered: `added`, or `refused` and a set of reasons. */
struct answer {
	const char *word;
	uint64_t id, seq;
	char reasons[REASONS_MAX][48];
	size_t n;
	unsigned ignore_capacity; /* bit of things whose capacity is not compared, since the mode was changed */
	bool looks; /* also at what a change puts against the rules: */
	uint64_t against; /* the sum of hash_against of each booking and reason */
	size_t n_against;
};

static const char *const campus_codes[CAMPUSES + 1] = {"", "C1", "C2", "C3"};

static inline void say(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void say(struct answer *a, const char *format, ...)
{
	va_list ap;
	ck_assert_uint_lt(a->n, REASONS_MAX);
	va_start(ap, format);
	vsnprintf(a->reasons[a->n++], sizeof a->reasons[0], format, ap);
	va_end(ap);
}

/* Is a thing a part of another, or of a part of it? */
static inline bool is_part(const struct model *m, int part, int whole)
{
	for (int at = m->things[part].part_of; at; at = m->things[at - 1].part_of)
		if (at - 1 == whole)
			return true;
	return false;
}

static inline bool excludes(const struct model *m, int a, int b)
{
	return is_part(m, a, b) || is_part(m, b, a);
}

static inline bool is_person(const struct thing *t)
{
	return t->kind == KIND_TEACHER || t->kind == KIND_CLASS;
}

static inline bool is_site(const struct thing *t)
{
	return t->kind == KIND_LAB || t->kind == KIND_BASE || t->kind == KIND_ROOM;
}

static inline bool meet(int64_t a, int64_t a_end, int64_t b, int64_t b_end)
{
	return a < b_end && b < a_end;
}

static inline bool open_at(const struct hours *h, int64_t minute)
{
	int64_t local = minute + HERE_MIN, day = local / DAY_MIN;
	int m = (int)(local % DAY_MIN), weekday = (int)((day + 3) % 7) + 1;
	return (h->days & 1u << weekday) && ((h->from <= m && m < h->to) || (h->from2 <= m && m < h->to2));
}

static inline uint32_t units_of(const struct ask *k, uint32_t party)
{
	return k->units ? k->units : party ? party : 1;
}

/* What each ask of an entry would take. */
static inline void fill_taken(const struct model *m, struct entry *e)
{
	int site = -1;
	for (size_t i = 0; i < e->n; i++)
		if (site < 0 && e->asks[i].thing < RESOURCES && is_site(&m->things[e->asks[i].thing]))
			site = m->things[e->asks[i].thing].campus;
	for (size_t i = 0; i < e->n; i++) {
		if (e->asks[i].thing == RESOURCES)
			continue;
		const struct thing *t = &m->things[e->asks[i].thing];
		bool whole = t->mode == MODE_EXCLUSIVE;
		e->taken[i] = (struct taken){e->asks[i].thing,
		                             is_person(t) && site >= 0 ? site : t->campus,
		                             e->start - (is_person(t) ? 0 : t->setup),
		                             e->end + (is_person(t) ? 0 : t->teardown),
		                             whole ? 1 : units_of(&e->asks[i], e->party),
		                             whole,
		                             whole || is_person(t) ? 0 : t->seats};
	}
}

/*
 * A claim under judgement. `held`: what the booking has of the thing already, if it keeps its time or gets a longer or
 * shorter one; then only minutes outside of it are new.
 */
struct judged {
	const struct model *m;
	const struct entry *e, *old; /* old NULL: a new booking, or one at another time */
	size_t i;
	struct taken mine;
	const struct taken *held;
	bool same_place, more_units;
};

static inline const struct thing *thing_of(const struct judged *j)
{
	return &j->m->things[j->mine.thing];
}

/* Is a minute of the claim new to the booking? */
static inline bool is_new(const struct judged *j, int64_t at_min)
{
	return !j->held || at_min < j->held->start || at_min >= j->held->end;
}

/* May another be in the way then? Where one of many is to be the only one, also in what it had. */
static inline bool may_clash(const struct judged *j, int64_t at_min)
{
	return is_new(j, at_min) || (j->mine.whole && !j->held->whole);
}

static inline void judge_capacity(const struct judged *j, struct answer *a)
{
	const struct model *m = j->m;
	const struct thing *t = thing_of(j);
	const struct taken *mine = &j->mine;
	uint64_t most = 0;
	bool counts = false;
	if (t->seats == 0 || is_person(t))
		return;
	for (int64_t at_min = mine->start; at_min < mine->end; at_min++) {
		uint64_t used = 0;
		if (!is_new(j, at_min) && !j->more_units)
			continue;
		counts = true;
		if (mine->whole)
			break;
		for (size_t k = 0; k < m->n_standing; k++)
			for (size_t l = 0; l < m->standing[k].n; l++) {
				const struct taken *x = &m->standing[k].taken[l];
				if (x->thing == mine->thing && m->standing[k].id != j->e->id && x->start <= at_min && at_min < x->end)
					used += x->units;
			}
		most = used > most ? used : most;
	}
	if (!counts)
		return;
	if (mine->whole ? j->e->party > t->seats || j->e->asks[j->i].units > t->seats : most + mine->units > t->seats)
		say(a, "capacity:%s", t->code);
}

/* Where an entry has a thing, by the campuses of today: people are at the first site. */
static inline int place_today(const struct model *m, const struct entry *e, int thing)
{
	for (size_t i = 0; i < e->n && is_person(&m->things[thing]); i++)
		if (is_site(&m->things[e->taken[i].thing]) && m->things[e->taken[i].thing].campus)
			return m->things[e->taken[i].thing].campus;
	return m->things[thing].campus;
}

/* What others have taken of the same thing, and of those that exclude it. */
static inline size_t gather(const struct model *m, const struct entry *e, const struct taken *mine, struct taken *out,
                     uint64_t *ids, size_t max)
{
	size_t n = 0;
	for (size_t j = 0; j < m->n_standing; j++)
		for (size_t k = 0; k < m->standing[j].n; k++) {
			const struct taken *x = &m->standing[j].taken[k];
			bool related = excludes(m, x->thing, mine->thing);
			if ((x->thing != mine->thing && !related) || m->standing[j].id == e->id)
				continue;
			ck_assert_uint_lt(n, max);
			ids[n] = m->standing[j].id;
			out[n] = *x;
			out[n].place = place_today(m, &m->standing[j], x->thing);
			out[n].whole |= related;
			out[n].units = related ? 0 : x->units;
			n++;
		}
	return n;
}

/* Is the way between the bookings next to each other too short? */
static inline bool is_late(const struct model *m, int64_t end, int place, int64_t start, int next_place)
{
	return start - end < m->travel[place][next_place];
}

/* The places in `others` of the last that ends before an entry, and the first that starts after it; or MAX. */
static inline void find_next(const struct entry *e, const struct taken *others, size_t n, size_t *before, size_t *after)
{
	*before = *after = STANDING_MAX;
	for (size_t j = 0; j < n; j++) {
		if (others[j].end <= e->start && (*before == STANDING_MAX || others[j].end > others[*before].end))
			*before = j;
		if (others[j].start >= e->end && (*after == STANDING_MAX || others[j].start < others[*after].start))
			*after = j;
	}
}

/* The way to the one before and to the one after. What was as near before the change may stay so. */
static inline void judge_travel(const struct judged *j, const struct taken *others, const uint64_t *ids, size_t n,
                                struct answer *a)
{
	const struct thing *t = thing_of(j);
	size_t before, after, was_before = STANDING_MAX, was_after = STANDING_MAX;
	if (!is_person(t) || j->m->fault == FAULT_NO_TRAVEL)
		return;
	find_next(j->e, others, n, &before, &after);
	if (j->held && j->same_place)
		find_next(j->old, others, n, &was_before, &was_after);
	bool stays_before = before == was_before && before != STANDING_MAX && j->old->start <= j->e->start;
	bool stays_after = after == was_after && after != STANDING_MAX && j->old->end >= j->e->end;
	if (before != STANDING_MAX && !stays_before &&
	    is_late(j->m, others[before].end, others[before].place, j->e->start, j->mine.place))
		say(a, "travel:%s@%" PRIu64, t->code, ids[before]);
	if (after != STANDING_MAX && !stays_after &&
	    is_late(j->m, j->e->end, j->mine.place, others[after].start, others[after].place))
		say(a, "travel:%s@%" PRIu64, t->code, ids[after]);
}

static inline void judge_others(const struct judged *j, struct answer *a)
{
	static struct taken others[STANDING_MAX];
	static uint64_t ids[STANDING_MAX];
	const struct thing *t = thing_of(j);
	const struct taken *mine = &j->mine;
	size_t n = gather(j->m, j->e, mine, others, ids, STANDING_MAX);
	int more = j->m->fault == FAULT_END_INCLUDED;
	bool any = false;
	for (size_t k = 0; k < n; k++) {
		bool clash = false;
		for (int64_t at_min = mine->start; at_min < mine->end + more; at_min++)
			clash |= others[k].start <= at_min && at_min < others[k].end + more && may_clash(j, at_min);
		any |= meet(mine->start, mine->end, others[k].start, others[k].end);
		if (clash && (mine->whole || others[k].whole))
			say(a, "busy:%s@%" PRIu64, t->code, ids[k]);
		if (clash && !mine->whole && others[k].whole)
			a->ignore_capacity |= 1u << mine->thing;
	}
	/* nobody else is there: one look is enough */
	if (any || mine->whole || j->held)
		judge_capacity(j, a);
	else if (t->seats && !is_person(t) && mine->units > t->seats)
		say(a, "capacity:%s", t->code);
	judge_travel(j, others, ids, n, a);
}

static inline void judge_claim(const struct judged *j, struct answer *a)
{
	const struct model *m = j->m;
	const struct thing *t = thing_of(j);
	const struct taken *mine = &j->mine;
	bool any_new = false, open = true;
	for (int64_t at_min = mine->start; at_min < mine->end; at_min++)
		any_new |= is_new(j, at_min);
	if (!t->active && any_new)
		say(a, "inactive:%s", t->code);
	judge_others(j, a);
	for (size_t k = 0; k < m->n_closed; k++) {
		const struct closed *x = &m->closed[k];
		bool mine_too =
			x->scope == AT_ALL || (x->scope == AT_CAMPUS && x->owner == mine->place) ||
			(x->scope == AT_THING && (x->owner == mine->thing || excludes(m, x->owner, mine->thing)));
		bool met = false;
		for (int64_t at_min = mine->start; mine_too && at_min < mine->end && !met; at_min++)
			met = x->start <= at_min && at_min < x->end && is_new(j, at_min);
		if (met)
			say(a, "closed:%s@%" PRId64 "/%" PRId64, t->code, x->start, x->end);
	}
	for (int64_t at_min = j->e->start; at_min < j->e->end && open; at_min++) {
		bool had = j->held && j->old->start <= at_min && at_min < j->old->end;
		open = had || open_at(&all_hours[t->hours], at_min);
	}
	if (!open)
		say(a, "hours:%s", t->code);
}

/* What an entry has of a thing; NULL if nothing. */
static inline const struct taken *find_taken(const struct entry *e, int thing)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->taken[i].thing == thing)
			return &e->taken[i];
	return NULL;
}

/* Makes the claim one of a change: on a side that does not grow it takes no more than before. */
static inline void keep_held(struct judged *j)
{
	const struct taken *held = j->held;
	uint32_t units = units_of(&j->e->asks[j->i], j->e->party);
	if (j->e->start >= j->old->start && j->mine.start < held->start)
		j->mine.start = held->start;
	if (j->e->end <= j->old->end && j->mine.end > held->end)
		j->mine.end = held->end;
	j->more_units = held->whole ? j->e->party > j->old->party ||
	                                      j->e->asks[j->i].units > (j->old->party ? j->old->party : 1)
	                            : units > held->units;
	bool grows = j->mine.start < held->start || j->mine.end > held->end || j->more_units;
	if (!j->mine.whole && !held->whole) {
		uint32_t more = held->limit > j->mine.limit ? held->limit : j->mine.limit;
		j->mine.limit = held->limit && j->mine.limit ? more : 0;
	}
	if (grows || j->mine.whole == held->whole)
		return;
	j->mine.limit = held->limit;
	j->mine.whole = held->whole;
	j->mine.units = held->whole ? 1 : units;
}

/* Is the past changed? That is a minute that is taken or given back, or anything of what is over. */
static inline bool changes_past(const struct model *m, const struct entry *old, const struct entry *e)
{
	int64_t first = e->start;
	if (old && old->start == e->start && old->end == e->end)
		return old->end <= m->now;
	if (old && old->start == e->start)
		first = old->end < e->end ? old->end : e->end;
	else if (old && old->start < e->start)
		first = old->start;
	return first < m->now;
}

/* What a booking, or a change of `old`, breaks. Fills what it takes. */
static inline void judge(const struct model *m, const struct entry *old, struct entry *e, bool record, struct answer *a)
{
	bool known = false;
	struct entry before = {0}; /* the old one, by the things of today */
	bool keeps = old && ((old->start <= e->start && e->end <= old->end) || (e->start <= old->start && old->end <= e->end));
	a->word = "added";
	fill_taken(m, e);
	if (keeps) {
		before = *old;
		fill_taken(m, &before);
	}
	for (size_t i = 0; i < e->n; i++) {
		if (e->asks[i].thing == RESOURCES) {
			say(a, "unknown:GONE");
			continue;
		}
		if (!known && !record && changes_past(m, old, e))
			say(a, "past:%s", m->things[e->asks[i].thing].code);
		known = true;
		struct judged j = {.m = m, .e = e, .old = old, .i = i, .mine = e->taken[i]};
		j.held = keeps ? find_taken(old, e->asks[i].thing) : NULL;
		if (j.held) {
			j.same_place = find_taken(&before, e->asks[i].thing)->place == j.mine.place;
			keep_held(&j);
		}
		judge_claim(&j, a);
		for (size_t k = 0; k < e->n; k++)
			if (e->asks[k].thing < RESOURCES && is_part(m, e->asks[i].thing, e->asks[k].thing))
				say(a, "busy:%s@0", m->things[e->asks[i].thing].code);
		e->taken[i] = j.mine;
	}
	if (a->n)
		a->word = "refused";
}

/* ---- what stands against the rules ---- */

/* One booking and a reason, so that sets in any order have equal sums. */
static inline uint64_t hash_against(uint64_t id, const char *reason)
{
	char text[80];
	snprintf(text, sizeof text, "%" PRIu64 " %s", id, reason);
	return fnv1a(FNV1A_START, (struct bytes){text, strlen(text)});
}

/* Capacity is not compared: where the mode was changed, who has how much is not said by the rules. */
static inline bool is_compared(const struct answer *a, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(a->reasons[i], a->reasons[j]) == 0)
			return false;
	return strncmp(a->reasons[i], "capacity:", 9) != 0;
}

/* What an entry breaks by the rules of today, as if it were asked for now. */
static inline void judge_standing(const struct model *m, const struct entry *e, struct answer *a)
{
	struct entry as_new = *e;
	*a = (struct answer){0};
	judge(m, NULL, &as_new, true, a);
}

/* Sums what all that is not over breaks now and has not broken in `before`, which may be NULL. */
static inline void sum_against(const struct model *m, const struct model *before, struct answer *out)
{
	static struct answer now, was;
	for (size_t i = 0; i < m->n_standing; i++) {
		const struct entry *e = &m->standing[i];
		if (before && e->end <= m->now)
			continue;
		judge_standing(m, e, &now);
		was = (struct answer){0};
		if (now.n && before)
			judge_standing(before, e, &was);
		for (size_t j = 0; j < now.n; j++) {
			bool had = false;
			for (size_t k = 0; k < was.n; k++)
				had |= strcmp(was.reasons[k], now.reasons[j]) == 0;
			if (had || !is_compared(&now, j))
				continue;
			out->against += hash_against(e->id, now.reasons[j]);
			out->n_against++;
		}
	}
}

/* Writes an entry: a new one, or in the place of the one with its id. */
static inline void put(struct model *m, const struct entry *e)
{
	size_t i = 0;
	while (i < m->n_standing && m->standing[i].id != e->id)
		i++;
	if (i == m->n_standing)
		m->n_standing++;
	m->standing[i] = *e;
	/* an exclusive resource is taken whole, whatever was said; as many as the party are as many as the party will be */
	for (size_t k = 0; k < e->n; k++)
		if (e->taken[k].whole || e->taken[k].units == (e->party ? e->party : 1))
			m->standing[i].asks[k].units = 0;
}

/* True if the time, the party and all claims that are asked stand already. */
static inline bool stands(const struct entry *old, const struct entry *e)
{
	bool same = old->start == e->start && old->end == e->end && old->party == e->party && old->n == e->n;
	for (size_t i = 0; same && i < e->n; i++)
		same = old->asks[i].thing == e->asks[i].thing &&
		       (old->taken[i].whole || old->taken[i].units == units_of(&e->asks[i], e->party));
	return same;
}

/* Is something that is not over in the way of something else, of a thing or its parts and of what shall be its wholes?
 */
static inline bool judge_part(const struct model *m, int which, int whole)
{
	for (size_t i = 0; i < m->n_standing; i++)
		for (size_t k = 0; k < m->standing[i].n; k++) {
			const struct taken *x = &m->standing[i].taken[k];
			if (x->end <= m->now || (x->thing != which && !is_part(m, x->thing, which)))
				continue;
			for (size_t j = 0; j < m->n_standing; j++)
				for (size_t l = 0; l < m->standing[j].n; l++) {
					const struct taken *y = &m->standing[j].taken[l];
					bool above = y->thing == whole || is_part(m, whole, y->thing);
					if (above && y->end > m->now && meet(x->start, x->end, y->start, y->end))
						return true;
				}
		}
	return false;
}

/* What stands, and is not over, against a changed resource. */
static inline void judge_thing(const struct model *m, int which, const struct thing *v, struct answer *a)
{
	const struct thing *old = &m->things[which];
	if (v->part_of && v->part_of != old->part_of && judge_part(m, which, v->part_of - 1)) {
		say(a, "busy:%s", v->code);
		return;
	}
	bool fewer = v->seats && (old->seats == 0 || v->seats < old->seats), together = false, large = false;
	if (v->mode == old->mode && !fewer)
		return;
	for (size_t i = 0; i < m->n_standing; i++)
		for (size_t k = 0; k < m->standing[i].n; k++) {
			const struct taken *x = &m->standing[i].taken[k];
			uint64_t used = 0;
			if (x->thing != which || x->end <= m->now)
				continue;
			large |= v->mode == MODE_EXCLUSIVE && v->seats && !is_person(v) && m->standing[i].party > v->seats;
			/* the most is in use where something starts, or now */
			int64_t at_min = x->start > m->now ? x->start : m->now;
			for (size_t j = 0; j < m->n_standing; j++)
				for (size_t l = 0; l < m->standing[j].n; l++) {
					const struct taken *y = &m->standing[j].taken[l];
					if (y->thing != which || y->end <= at_min || y->start > at_min)
						continue;
					used += y->units;
					together |= v->mode == MODE_EXCLUSIVE && i != j;
				}
			large |= v->mode == MODE_SHARED && v->seats && used > v->seats;
		}
	if (together)
		say(a, "busy:%s", v->code);
	if (large)
		say(a, "capacity:%s", v->code);
}

/* ---- what is free ---- */

/* Is a thing free in [start, end), for so many? */
static inline bool free_between(const struct model *m, int which, int64_t start, int64_t end, uint32_t need)
{
	const struct thing *t = &m->things[which];
	int64_t from = start - (is_person(t) ? 0 : t->setup), to = end + (is_person(t) ? 0 : t->teardown);
	if (!t->active)
		return false;
	for (int64_t at_min = start; at_min < end; at_min++)
		if (!open_at(&all_hours[t->hours], at_min))
			return false;
	for (size_t i = 0; i < m->n_closed; i++) {
		const struct closed *x = &m->closed[i];
		bool mine = x->scope == AT_ALL || (x->scope == AT_CAMPUS && x->owner == t->campus) ||
		            (x->scope == AT_THING && (x->owner == which || excludes(m, x->owner, which)));
		if (mine && meet(from, to, x->start, x->end))
			return false;
	}
	struct entry nobody = {0};
	struct taken all = {.thing = which, .start = from, .end = to};
	static struct taken others[STANDING_MAX];
	static uint64_t ids[STANDING_MAX];
	size_t n = gather(m, &nobody, &all, others, ids, STANDING_MAX);
	for (size_t j = 0; j < n; j++) {
		uint64_t used = 0;
		if (!meet(from, to, others[j].start, others[j].end))
			continue;
		if (t->mode == MODE_EXCLUSIVE || others[j].whole)
			return false;
		/* the most is in use where something starts, or at the beginning */
		int64_t at_min = others[j].start > from ? others[j].start : from;
		for (size_t k = 0; k < n; k++)
			used += others[k].start <= at_min && at_min < others[k].end ? others[k].units : 0;
		if (t->seats && !is_person(t) && used + need > t->seats)
			return false;
	}
	return true;
}

#endif
