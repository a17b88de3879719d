/*
 * Random operations on a store and on a model of it: plain arrays, counted minute by minute, written from the
 * promised interface and not from the engine. Each answer, with every reason, must be the model's; now and then the
 * whole list of what stands is compared, and the store checked.
 *
 * A failure names the seed and the operation; QUAD_TEST_SEED runs it again, QUAD_TEST_OPERATIONS runs more.
 */
#include "tests/store/ask.h"

#include "tests/random.h"

Suite *model_suite(void);

enum {
	OPERATIONS = 120000,
	BATCH = 48,
	CAMPUSES = 3, /* 1 to 3; 0 is none */
	RESOURCES = 17,
	ASKS_MAX = 4,
	STANDING_AIM = 220,
	CLOSURES_MAX = 24,
	WINDOW_MIN = 10 * DAY_MIN,
	HERE_MIN = 480, /* Asia/Shanghai, whose offset does not change in the window */
};

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
};

static const struct thing at_first[RESOURCES] = {
	{"L0", KIND_LAB, MODE_EXCLUSIVE, 1, 30, 0, 0, 0, true},
	{"L1", KIND_LAB, MODE_EXCLUSIVE, 1, 20, 10, 15, 1, true},
	{"L2", KIND_BASE, MODE_EXCLUSIVE, 2, 0, 0, 30, 2, true},
	{"L3", KIND_ROOM, MODE_EXCLUSIVE, 3, 40, 5, 0, 0, true},
	{"H0", KIND_ROOM, MODE_SHARED, 2, 12, 0, 0, 0, true},
	{"H1", KIND_LAB, MODE_SHARED, 3, 0, 0, 0, 3, true},
	{"H2", KIND_BASE, MODE_SHARED, 1, 6, 7, 8, 0, true},
	{"E0", KIND_EQUIPMENT, MODE_SHARED, 0, 5, 0, 0, 0, true},
	{"E1", KIND_EQUIPMENT, MODE_SHARED, 1, 3, 20, 20, 0, true},
	{"E2", KIND_EQUIPMENT, MODE_EXCLUSIVE, 0, 4, 0, 0, 0, true},
	{"E3", KIND_EQUIPMENT, MODE_SHARED, 2, 9, 0, 5, 1, true},
	{"T0", KIND_TEACHER, MODE_EXCLUSIVE, 1, 0, 0, 0, 0, true},
	{"T1", KIND_TEACHER, MODE_EXCLUSIVE, 2, 1, 30, 30, 0, true},
	{"T2", KIND_TEACHER, MODE_EXCLUSIVE, 0, 0, 0, 0, 1, true},
	{"K0", KIND_CLASS, MODE_EXCLUSIVE, 3, 40, 0, 0, 0, true},
	{"K1", KIND_CLASS, MODE_EXCLUSIVE, 0, 0, 0, 0, 0, true},
	{"K2", KIND_CLASS, MODE_EXCLUSIVE, 1, 2, 0, 0, 0, true},
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
};

struct entry {
	uint64_t id;
	int ref; /* 0: none */
	int64_t start, end;
	uint32_t party;
	size_t n;
	struct ask asks[ASKS_MAX];
	struct taken taken[ASKS_MAX];
};

enum scope { OF_ALL, OF_CAMPUS, OF_THING };

struct closed {
	enum scope scope;
	int owner; /* campus or thing */
	int64_t start, end;
};

struct model {
	struct thing things[RESOURCES];
	uint32_t travel[CAMPUSES + 1][CAMPUSES + 1];
	struct closed closed[CLOSURES_MAX];
	size_t n_closed;
	struct entry standing[2 * STANDING_AIM + BATCH];
	size_t n_standing;
	uint64_t last_id;
	int64_t begin, now;
};

/* What an operation should be answered: `added`, or `refused` and a set of reasons. */
struct answer {
	const char *word;
	uint64_t id;
	char reasons[64][48];
	size_t n;
	unsigned ignore_capacity; /* bit of things whose capacity is not compared, since the mode was changed */
};

static const char *const campus_codes[CAMPUSES + 1] = {"", "C1", "C2", "C3"};

static void say(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct answer *a, const char *format, ...)
{
	va_list ap;
	ck_assert_uint_lt(a->n, 64);
	va_start(ap, format);
	vsnprintf(a->reasons[a->n++], sizeof a->reasons[0], format, ap);
	va_end(ap);
}

static bool is_person(const struct thing *t)
{
	return t->kind == KIND_TEACHER || t->kind == KIND_CLASS;
}

static bool is_site(const struct thing *t)
{
	return t->kind == KIND_LAB || t->kind == KIND_BASE || t->kind == KIND_ROOM;
}

static bool meet(int64_t a, int64_t a_end, int64_t b, int64_t b_end)
{
	return a < b_end && b < a_end;
}

static bool open_at(const struct hours *h, int64_t minute)
{
	int64_t local = minute + HERE_MIN, day = local / DAY_MIN;
	int m = (int)(local % DAY_MIN), weekday = (int)((day + 3) % 7) + 1;
	return (h->days & 1u << weekday) && ((h->from <= m && m < h->to) || (h->from2 <= m && m < h->to2));
}

static uint32_t units_of(const struct ask *k, uint32_t party)
{
	return k->units ? k->units : party ? party : 1;
}

/* What each ask of an entry would take. */
static void fill_taken(const struct model *m, struct entry *e)
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
		                             whole};
	}
}

static void judge_capacity(const struct model *m, const struct entry *e, size_t i, struct answer *a)
{
	const struct thing *t = &m->things[e->asks[i].thing];
	const struct taken *mine = &e->taken[i];
	uint64_t most = 0;
	if (t->seats == 0 || is_person(t))
		return;
	if (mine->whole) {
		if (e->party > t->seats || e->asks[i].units > t->seats)
			say(a, "capacity:%s", t->code);
		return;
	}
	for (int64_t at_min = mine->start; at_min < mine->end; at_min++) {
		uint64_t used = 0;
		for (size_t j = 0; j < m->n_standing; j++)
			for (size_t k = 0; k < m->standing[j].n; k++) {
				const struct taken *x = &m->standing[j].taken[k];
				if (x->thing == mine->thing && m->standing[j].id != e->id && x->start <= at_min && at_min < x->end)
					used += x->units;
			}
		most = used > most ? used : most;
	}
	if (most + mine->units > t->seats)
		say(a, "capacity:%s", t->code);
}

/* What others have taken of the same thing. */
static size_t gather(const struct model *m, const struct entry *e, const struct taken *mine, struct taken *out,
                     uint64_t *ids, size_t max)
{
	size_t n = 0;
	for (size_t j = 0; j < m->n_standing; j++)
		for (size_t k = 0; k < m->standing[j].n; k++) {
			const struct taken *x = &m->standing[j].taken[k];
			if (x->thing != mine->thing || m->standing[j].id == e->id)
				continue;
			ck_assert_uint_lt(n, max);
			ids[n] = m->standing[j].id;
			out[n++] = *x;
		}
	return n;
}

static void judge_claim(const struct model *m, const struct entry *e, size_t i, struct answer *a)
{
	enum { MAX = 2 * STANDING_AIM + BATCH };
	static struct taken others[MAX];
	static uint64_t ids[MAX];
	const struct thing *t = &m->things[e->asks[i].thing];
	const struct taken *mine = &e->taken[i];
	size_t n = gather(m, e, mine, others, ids, MAX), before = MAX, after = MAX;
	bool any = false;
	if (!t->active)
		say(a, "inactive:%s", t->code);
	for (size_t j = 0; j < n; j++) {
		bool clash = meet(mine->start, mine->end, others[j].start, others[j].end);
		any |= clash;
		if (clash && (mine->whole || others[j].whole))
			say(a, "busy:%s@%" PRIu64, t->code, ids[j]);
		if (clash && !mine->whole && others[j].whole)
			a->ignore_capacity |= 1u << e->asks[i].thing;
		if (others[j].end <= e->start && (before == MAX || others[j].end > others[before].end))
			before = j;
		if (others[j].start >= e->end && (after == MAX || others[j].start < others[after].start))
			after = j;
	}
	if (any || mine->whole)
		judge_capacity(m, e, i, a);
	else if (t->seats && mine->units > t->seats)
		say(a, "capacity:%s", t->code);
	if (is_person(t) && before != MAX && e->start - others[before].end < m->travel[others[before].place][mine->place])
		say(a, "travel:%s@%" PRIu64, t->code, ids[before]);
	if (is_person(t) && after != MAX && others[after].start - e->end < m->travel[others[after].place][mine->place])
		say(a, "travel:%s@%" PRIu64, t->code, ids[after]);
	for (size_t j = 0; j < m->n_closed; j++) {
		const struct closed *x = &m->closed[j];
		bool mine_too = x->scope == OF_ALL || (x->scope == OF_CAMPUS && x->owner == mine->place) ||
		                (x->scope == OF_THING && x->owner == mine->thing);
		if (mine_too && meet(mine->start, mine->end, x->start, x->end))
			say(a, "closed:%s@%" PRId64 "/%" PRId64, t->code, x->start, x->end);
	}
	bool open = true;
	for (int64_t at_min = e->start; at_min < e->end && open; at_min++)
		open = open_at(&all_hours[t->hours], at_min);
	if (!open)
		say(a, "hours:%s", t->code);
}

/* What a booking breaks. Fills what it takes. */
static void judge(const struct model *m, struct entry *e, bool record, struct answer *a)
{
	bool known = false;
	a->word = "added";
	fill_taken(m, e);
	for (size_t i = 0; i < e->n; i++) {
		if (e->asks[i].thing == RESOURCES) {
			say(a, "unknown:GONE");
			continue;
		}
		if (!known && !record && e->start < m->now)
			say(a, "past:%s", m->things[e->asks[i].thing].code);
		known = true;
		judge_claim(m, e, i, a);
	}
	if (a->n)
		a->word = "refused";
}

/* Writes an entry: a new one, or in the place of the one with its id. */
static void put(struct model *m, const struct entry *e)
{
	size_t i = 0;
	while (i < m->n_standing && m->standing[i].id != e->id)
		i++;
	if (i == m->n_standing)
		m->n_standing++;
	m->standing[i] = *e;
	/* an exclusive resource is taken whole, whatever was said */
	for (size_t k = 0; k < e->n; k++)
		if (e->taken[k].whole)
			m->standing[i].asks[k].units = 0;
}

/* True if what is asked stands already. */
static bool stands(const struct entry *old, const struct entry *e)
{
	bool same = old->start == e->start && old->end == e->end && old->party == e->party && old->n == e->n;
	for (size_t i = 0; same && i < e->n; i++)
		same = old->asks[i].thing == e->asks[i].thing &&
		       (old->taken[i].whole || old->taken[i].units == units_of(&e->asks[i], e->party));
	return same;
}

/* ---- operations: each makes a request, asks the model, and changes it if that says yes ---- */

struct run {
	struct world w;
	struct model m;
	struct random r;
	struct request rq[BATCH];
	struct answer want[BATCH];
	char text[BATCH][256];
};

static int64_t some_time(struct run *u)
{
	int64_t t = u->m.begin + random_between(&u->r, 0, WINDOW_MIN);
	return random_below(&u->r, 4) ? t - t % 30 : t;
}

static int64_t some_length(struct run *u)
{
	switch (random_below(&u->r, 12)) {
	case 0: return random_between(&u->r, 1, 5);
	case 1: return random_between(&u->r, 300, 2000);
	case 2: return random_between(&u->r, 1, 200);
	default: return 30 * random_between(&u->r, 1, 5);
	}
}

static void some_asks(struct run *u, struct entry *e)
{
	e->n = 0;
	e->party = random_below(&u->r, 3) ? 0 : random_below(&u->r, 45);
	for (unsigned n = 1 + random_below(&u->r, ASKS_MAX); n > 0; n--) {
		struct ask k = {random_below(&u->r, 150) ? (int)random_below(&u->r, RESOURCES) : RESOURCES, 0};
		bool twice = false;
		for (size_t i = 0; i < e->n; i++)
			twice |= e->asks[i].thing == k.thing;
		if (twice)
			continue;
		if (k.thing < RESOURCES && u->m.things[k.thing].mode == MODE_SHARED && random_below(&u->r, 3))
			k.units = 1 + random_below(&u->r, 5);
		e->asks[e->n++] = k;
	}
}

/* The request of an entry's fields, and its text for a failure. */
static void request_entry(struct run *u, size_t slot, enum request_op op, const struct entry *e, uint32_t given,
                          bool record)
{
	struct request *rq = &u->rq[slot];
	struct claim_ask *claims = arena_alloc(&u->w.arena, ASKS_MAX * sizeof *claims);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	char *text = u->text[slot];
	size_t size = sizeof u->text[slot], len;
	*rq = rq_of(&u->w, op);
	rq->now = u->m.now;
	rq->given = given;
	rq->flags = record ? REQUEST_RECORD : 0;
	len = (size_t)snprintf(text, size, "%s %" PRIu64 " ref %d %s to %s party %u given %x%s:",
	                       op == OP_BOOK ? "book" : "move", e->id, e->ref, clock_format(e->start, from),
	                       clock_format(e->end, to), e->party, given, record ? " record" : "");
	for (size_t i = 0; i < e->n; i++) {
		const char *code = e->asks[i].thing < RESOURCES ? u->m.things[e->asks[i].thing].code : "GONE";
		claims[i] = (struct claim_ask){code, e->asks[i].units};
		if (len < size)
			len += (size_t)snprintf(text + len, size - len, " %s*%u", code, e->asks[i].units);
	}
	rq->u.booking = (struct booking_ask){.id = op == OP_BOOK ? 0 : e->id,
	                                     .ref = e->ref ? arena_fmt(&u->w.arena, "ref-%d", e->ref) : "",
	                                     .claims = claims,
	                                     .n_claims = e->n,
	                                     .start = e->start,
	                                     .end = e->end,
	                                     .party = e->party,
	                                     .purpose = "",
	                                     .note = "",
	                                     .requester = "",
	                                     .institution = ""};
}

/* Decides an entry that may stand already as old, and changes the model. */
static void settle(struct run *u, size_t slot, const struct entry *old, struct entry *e, bool record)
{
	struct answer *a = &u->want[slot];
	if (old && stands(old, e)) {
		a->word = "unchanged";
		a->id = old->id;
		return;
	}
	if (!old)
		e->id = u->m.last_id + 1;
	judge(&u->m, e, record, a);
	if (a->n)
		return;
	if (old)
		a->word = "updated";
	else
		u->m.last_id++;
	a->id = e->id;
	put(&u->m, e);
}

static void op_book(struct run *u, size_t slot)
{
	struct entry e = {.start = some_time(u)};
	bool record = random_below(&u->r, 3) == 0;
	const struct entry *old = NULL;
	struct entry before;
	e.end = e.start + some_length(u);
	some_asks(u, &e);
	if (random_below(&u->r, 8) == 0)
		e.ref = 1 + (int)random_below(&u->r, 60);
	for (size_t i = 0; e.ref && i < u->m.n_standing; i++)
		if (u->m.standing[i].ref == e.ref) {
			before = u->m.standing[i];
			old = &before;
			e.id = old->id;
			if (random_below(&u->r, 3) == 0)
				e = before; /* the same row again */
		}
	request_entry(u, slot, OP_BOOK, &e, GIVEN_ALL, record);
	settle(u, slot, old, &e, record);
}

static void op_move(struct run *u, size_t slot)
{
	struct answer *a = &u->want[slot];
	bool record = random_below(&u->r, 3) == 0;
	if (u->m.n_standing == 0 || random_below(&u->r, 50) == 0) {
		struct entry none = {.id = u->m.last_id + 1000, .start = u->m.begin, .end = u->m.begin + 60};
		request_entry(u, slot, OP_MOVE, &none, GIVEN(BOOKING_TIME), record);
		a->word = "refused";
		say(a, "unknown:%" PRIu64, none.id);
		return;
	}
	struct entry old = u->m.standing[random_below(&u->r, (unsigned)u->m.n_standing)], e = old;
	uint32_t given = 0;
	if (random_below(&u->r, 5)) {
		given |= GIVEN(BOOKING_TIME);
		if (random_below(&u->r, 2)) { /* a little, most likely over itself */
			e.start += random_between(&u->r, -90, 90);
			e.end = e.start + (random_below(&u->r, 2) ? old.end - old.start : some_length(u));
		} else {
			e.start = some_time(u);
			e.end = e.start + some_length(u);
		}
	}
	if (random_below(&u->r, 4) == 0 || !given) {
		given |= GIVEN(BOOKING_CLAIMS) | GIVEN(BOOKING_PARTY);
		some_asks(u, &e);
	}
	request_entry(u, slot, OP_MOVE, &e, given, record);
	settle(u, slot, &old, &e, record);
}

static void op_cancel(struct run *u, size_t slot)
{
	struct answer *a = &u->want[slot];
	size_t i = random_below(&u->r, (unsigned)u->m.n_standing + 1);
	uint64_t id = i < u->m.n_standing ? u->m.standing[i].id : u->m.last_id + 5;
	u->rq[slot] = rq_of(&u->w, OP_CANCEL);
	u->rq[slot].now = u->m.now;
	u->rq[slot].u.booking = (struct booking_ask){.id = id, .ref = ""};
	snprintf(u->text[slot], sizeof u->text[slot], "cancel %" PRIu64, id);
	if (i == u->m.n_standing) {
		a->word = "refused";
		say(a, "unknown:%" PRIu64, id);
		return;
	}
	a->word = "updated";
	a->id = id;
	u->m.standing[i] = u->m.standing[--u->m.n_standing];
}

/* What stands, and is not over, against a changed resource. */
static void judge_thing(const struct model *m, int which, const struct thing *v, struct answer *a)
{
	const struct thing *old = &m->things[which];
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

static void op_thing(struct run *u, size_t slot)
{
	struct answer *a = &u->want[slot];
	int which = (int)random_below(&u->r, RESOURCES);
	struct thing v = u->m.things[which];
	switch (random_below(&u->r, 6)) {
	case 0: v.seats = at_first[which].seats + random_below(&u->r, 4); break;
	case 1: v.seats = random_below(&u->r, 12); break;
	case 2:
		if (!is_person(&v))
			v.mode = v.mode == MODE_SHARED ? MODE_EXCLUSIVE : MODE_SHARED;
		break;
	case 3: v.active = random_below(&u->r, 4) > 0; break;
	case 4: v.hours = random_below(&u->r, 3) ? 0 : (int)random_below(&u->r, 4); break;
	case 5:
		v.setup = random_below(&u->r, 20);
		v.teardown = random_below(&u->r, 20);
		break;
	}
	u->rq[slot] = rq_resource(&u->w, v.code, v.kind, v.mode, v.seats, campus_codes[v.campus]);
	u->rq[slot].now = u->m.now;
	u->rq[slot].u.resource.setup_min = v.setup;
	u->rq[slot].u.resource.teardown_min = v.teardown;
	u->rq[slot].u.resource.opening = all_hours[v.hours].text;
	u->rq[slot].u.resource.active = v.active;
	snprintf(u->text[slot], sizeof u->text[slot], "resource %s seats %u mode %s setup %u teardown %u \"%s\"%s", v.code,
	         v.seats, mode_word(v.mode), v.setup, v.teardown, all_hours[v.hours].text, v.active ? "" : " inactive");
	judge_thing(&u->m, which, &v, a);
	const struct thing *old = &u->m.things[which];
	bool same = old->seats == v.seats && old->mode == v.mode && old->active == v.active && old->hours == v.hours &&
	            old->setup == v.setup && old->teardown == v.teardown;
	a->word = a->n ? "refused" : same ? "unchanged" : "updated";
	if (!a->n)
		u->m.things[which] = v;
}

static void op_closure(struct run *u, size_t slot)
{
	struct answer *a = &u->want[slot];
	struct model *m = &u->m;
	struct closed x = {.scope = (enum scope)random_below(&u->r, 3), .start = some_time(u)};
	bool drop = m->n_closed > 0 && (m->n_closed == CLOSURES_MAX || random_below(&u->r, 2));
	x.end = x.start + (random_below(&u->r, 6) ? some_length(u) : 2000);
	x.owner = x.scope == OF_CAMPUS ? 1 + (int)random_below(&u->r, CAMPUSES)
	                                  : x.scope == OF_THING ? (int)random_below(&u->r, RESOURCES) : 0;
	if (m->n_closed && random_below(&u->r, drop ? 10 : 5) > 0)
		x = drop ? m->closed[random_below(&u->r, (unsigned)m->n_closed)] : x;
	size_t i = 0;
	while (i < m->n_closed && memcmp(&m->closed[i], &x, sizeof x) != 0)
		i++;
	const char *of_thing = x.scope == OF_THING ? m->things[x.owner].code : "";
	const char *of_campus = x.scope == OF_CAMPUS ? campus_codes[x.owner] : "";
	u->rq[slot] = rq_of(&u->w, drop ? OP_CLOSURE_DROP : OP_CLOSURE);
	u->rq[slot].now = m->now;
	u->rq[slot].u.closure = (struct closure){x.start, x.end, of_thing, of_campus, "", 0};
	snprintf(u->text[slot], sizeof u->text[slot], "%s closure \"%s%s\" %" PRId64 " to %" PRId64, drop ? "drop" : "add",
	         of_thing, of_campus, x.start, x.end);
	if (drop) {
		a->word = i < m->n_closed ? "updated" : "refused";
		if (i < m->n_closed)
			m->closed[i] = m->closed[--m->n_closed];
		else
			say(a, "unknown:%s%s", of_thing, of_campus);
	} else {
		a->word = i < m->n_closed ? "unchanged" : "added";
		if (i == m->n_closed)
			m->closed[m->n_closed++] = x;
	}
}

static void op_travel(struct run *u, size_t slot)
{
	int from = 1 + (int)random_below(&u->r, CAMPUSES), to = 1 + (int)random_below(&u->r, CAMPUSES - 1);
	uint32_t minutes = random_below(&u->r, 90);
	if (to >= from)
		to++;
	u->rq[slot] = rq_of(&u->w, OP_TRAVEL);
	u->rq[slot].u.travel = (struct travel){campus_codes[from], campus_codes[to], minutes};
	snprintf(u->text[slot], sizeof u->text[slot], "travel %s %s %u", campus_codes[from], campus_codes[to], minutes);
	u->want[slot].word = u->m.travel[from][to] == minutes ? "unchanged" : "updated";
	u->m.travel[from][to] = u->m.travel[to][from] = minutes;
}

static void make_operation(struct run *u, size_t slot)
{
	u->want[slot] = (struct answer){0};
	unsigned dice = random_below(&u->r, 1000);
	unsigned cancels = u->m.n_standing > STANDING_AIM ? 400 : 80;
	if (dice < cancels)
		op_cancel(u, slot);
	else if (dice < cancels + 30)
		op_thing(u, slot);
	else if (dice < cancels + 60)
		op_closure(u, slot);
	else if (dice < cancels + 66)
		op_travel(u, slot);
	else if (dice < cancels + 250)
		op_move(u, slot);
	else
		op_book(u, slot);
}

/* ---- comparing ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool is_ignored(const struct model *m, unsigned ignore, const char *reason)
{
	for (int i = 0; i < RESOURCES; i++)
		if (ignore & 1u << i && strncmp(reason, "capacity:", 9) == 0 && strcmp(reason + 9, m->things[i].code) == 0)
			return true;
	return false;
}

/* The set as text: sorted, each once, without what is not compared. */
static void format_set(const struct model *m, struct answer *a, unsigned ignore, struct buf *out)
{
	const char *last = "";
	buf_clear(out);
	buf_str(out, a->word);
	qsort(a->reasons, a->n, sizeof a->reasons[0], by_text);
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->reasons[i], last) != 0 && !is_ignored(m, ignore, a->reasons[i]))
			buf_fmt(out, " %s", a->reasons[i]);
		last = a->reasons[i];
	}
	if (a->id)
		buf_fmt(out, " id %" PRIu64, a->id);
}

/* The engine's answer in the model's words. */
static struct answer answer_of(const struct request *rq, const struct result *r)
{
	struct answer a = {.word = outcome_word(r->outcome)};
	bool is_booking = rq->op == OP_BOOK || rq->op == OP_MOVE || rq->op == OP_CANCEL;
	for (size_t i = 0; i < r->reasons.n; i++) {
		const struct reason *w = &r->reasons.v[i];
		if (is_booking && (w->rule == RULE_BUSY || w->rule == RULE_TRAVEL))
			say(&a, "%s:%s@%" PRIu64, rule_word(w->rule), w->subject, w->booking);
		else if (w->rule == RULE_CLOSED)
			say(&a, "closed:%s@%" PRId64 "/%" PRId64, w->subject, w->start, w->end);
		else if (is_booking || i == 0 || r->reasons.v[i - 1].rule != w->rule)
			say(&a, "%s:%s", rule_word(w->rule), w->subject);
	}
	if (is_booking && r->reasons.n == 0)
		a.id = r->id;
	return a;
}

static void compare(struct run *u, uint64_t seed, size_t first, const struct result *results, const char *how)
{
	struct buf want = {0}, got = {0};
	for (size_t i = 0; i < BATCH; i++) {
		struct answer a = answer_of(&u->rq[i], &results[i]), b = u->want[i];
		format_set(&u->m, &b, b.ignore_capacity, &want);
		format_set(&u->m, &a, b.ignore_capacity, &got);
		ck_assert_msg(strcmp(buf_text(&want), buf_text(&got)) == 0,
		              "QUAD_TEST_SEED=%" PRIu64 ", operation %zu%s: %s\n  engine: %s\n  model:  %s", seed, first + i, how,
		              u->text[i], buf_text(&got), buf_text(&want));
	}
	buf_release(&want);
	buf_release(&got);
}

static int by_start(const void *a, const void *b)
{
	const struct entry *x = *(const struct entry *const *)a, *y = *(const struct entry *const *)b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* All that stands in the store is what stands in the model, claim by claim. */
static void compare_standing(struct run *u, uint64_t seed, size_t operation)
{
	static const struct entry *order[2 * STANDING_AIM + BATCH];
	struct booking_filter f = {0};
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	int err = query_booking_ids(&u->w.s, &f, &ids);
	if (!err)
		err = query_bookings(&u->w.s, ids.v, ids.n, &rows);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	for (size_t i = 0; i < u->m.n_standing; i++)
		order[i] = &u->m.standing[i];
	qsort(order, u->m.n_standing, sizeof *order, by_start);
	ck_assert_msg(rows.n == u->m.n_standing, "seed %" PRIu64 " operation %zu: %zu stand, model %zu", seed, operation,
	              rows.n, u->m.n_standing);
	for (size_t i = 0; i < rows.n; i++) {
		const struct booking *b = &rows.v[i].b;
		const struct entry *e = order[i];
		ck_assert_msg(b->id == e->id && b->start == e->start && b->end == e->end && b->party == e->party &&
		                      b->n_claims == e->n,
		              "seed %" PRIu64 " operation %zu: %" PRIu64 " stands (%s), model %" PRIu64, seed, operation, b->id,
		              rows.v[i].claims, e->id);
		for (size_t k = 0; k < e->n; k++) {
			const struct claim *c = &b->claims[k];
			const struct taken *t = &e->taken[k];
			ck_assert_msg(c->resource == (uint32_t)t->thing + 1 && c->start == t->start && c->end == t->end &&
			                      c->units == t->units && c->whole == t->whole && c->place == (uint32_t)t->place,
			              "seed %" PRIu64 " operation %zu: claim %zu of %" PRIu64 " differs (%s)", seed, operation, k,
			              b->id, rows.v[i].claims);
		}
	}
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	check_store(&u->w.s);
}

static void prepare(struct run *u)
{
	world_open(&u->w);
	u->m.begin = at("2026-09-07T00:00");
	u->m.now = u->m.begin + DAY_MIN;
	memcpy(u->m.things, at_first, sizeof at_first);
	for (int i = 1; i <= CAMPUSES; i++)
		ck_assert_str_eq(campus(&u->w, campus_codes[i], ""), "added");
	/* from 1 to 3 the table does not say at first: no time */
	ck_assert_str_eq(travel(&u->w, "C1", "C2", 20), "added");
	ck_assert_str_eq(travel(&u->w, "C2", "C3", 45), "added");
	ck_assert_str_eq(travel(&u->w, "C1", "C3", 0), "added");
	u->m.travel[1][2] = u->m.travel[2][1] = 20;
	u->m.travel[2][3] = u->m.travel[3][2] = 45;
	for (int i = 0; i < RESOURCES; i++) {
		const struct thing *t = &at_first[i];
		struct request rq = rq_resource(&u->w, t->code, t->kind, t->mode, t->seats, campus_codes[t->campus]);
		rq.u.resource.setup_min = t->setup;
		rq.u.resource.teardown_min = t->teardown;
		rq.u.resource.opening = all_hours[t->hours].text;
		ck_assert_str_eq(world_ask(&u->w, &rq), "added");
	}
}

START_TEST(random_operations_are_answered_as_the_model_says)
{
	static struct run u;
	static struct result results[BATCH];
	const char *more = getenv("QUAD_TEST_OPERATIONS");
	const size_t n = more && *more ? strtoul(more, NULL, 10) : OPERATIONS;
	const uint64_t seed = random_seed(20260907);
	size_t done = 0, n_by_word[6] = {0};
	u.r.state = seed;
	prepare(&u);
	for (size_t batch = 0; done < n; batch++, done += BATCH) {
		for (size_t i = 0; i < BATCH; i++)
			make_operation(&u, i);
		if (batch % 16 == 0) {
			int err = store_apply(&u.w.s, u.rq, BATCH, true, results, &u.w.arena);
			ck_assert_msg(err == 0, "seed %" PRIu64 " operation %zu: %s", seed, done, quad_strerror(err));
			compare(&u, seed, done, results, " (rehearsed)");
		}
		int err = store_apply(&u.w.s, u.rq, BATCH, false, results, &u.w.arena);
		ck_assert_msg(err == 0, "seed %" PRIu64 " operation %zu: %s", seed, done, quad_strerror(err));
		compare(&u, seed, done, results, "");
		for (size_t i = 0; i < BATCH; i++)
			n_by_word[results[i].outcome]++;
		arena_release(&u.w.arena);
		if (batch % 250 == 0)
			compare_standing(&u, seed, done);
	}
	compare_standing(&u, seed, done);
	/* the run is worth something: much was accepted, much refused */
	ck_assert_uint_gt(n_by_word[OUTCOME_ADDED], done / 20);
	ck_assert_uint_gt(n_by_word[OUTCOME_UPDATED], done / 50);
	ck_assert_uint_gt(n_by_word[OUTCOME_UNCHANGED], 0);
	ck_assert_uint_gt(n_by_word[OUTCOME_REFUSED], done / 5);
	ck_assert_uint_eq(n_by_word[OUTCOME_INVALID], 0);
	world_close(&u.w);
}
END_TEST

Suite *model_suite(void)
{
	Suite *s = suite_create("model");
	TCase *t = tcase_create("model");
	tcase_set_timeout(t, 600);
	tcase_add_test(t, random_operations_are_answered_as_the_model_says);
	suite_add_tcase(s, t);
	return s;
}
