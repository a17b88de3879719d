/*
 * The term: weekly lessons of lab, class and teacher, practice weeks in the bases, evening and weekend use, loans from
 * pools; owners' rules, and who asks for what is lent on request. It looks for places that are free, so that the store,
 * which decides by its rules as ever, has nothing to refuse.
 */
#include "tui/demo/demo_plan.h"

#include <string.h>

#include "store/base/err.h"

#define REQUESTS 3 /* that wait for approval */

/* ---- bookings ---- */

struct lesson {
	struct party party;
	uint32_t heads;
	size_t institution; /* for whom */
	const char *purpose;
	enum purpose_class class;
	int from, to; /* minutes of the day */
};

static const char *some_purpose(struct plan *p, enum demo_cluster cluster)
{
	const struct demo_course *c = &demo_courses[cluster][plan_draw_below(p, DEMO_COURSES)];
	unsigned dice = plan_draw_below(p, 10);
	if (dice < 5)
		return c->name;
	return dice < 8 ? c->english : TEXT(p, "%s %s", c->name, c->english);
}

/* Books the lesson on a day on which it fits. */
static void book_lesson(struct plan *p, struct lesson *l, int day)
{
	struct claim_ask *claims = arena_alloc(&p->arena, l->party.n * sizeof *claims);
	const struct demo_institution *who = &demo_institutions[l->institution];
	int64_t start, end;
	if (!plan_find_instant(p, day, l->from, &start) || !plan_find_instant(p, day, l->to, &end))
		return;
	struct request *rq = plan_add_request(p, OP_BOOK);
	if (!rq || !claims) {
		p->err = QUAD_ENOMEM;
		return;
	}
	for (size_t i = 0; i < l->party.n; i++) {
		const struct thing *t = l->party.things[i];
		bool pool = t->r.mode == MODE_SHARED;
		claims[i] = (struct claim_ask){t->r.code, pool ? l->party.units[i] : 0};
	}
	if (start < p->now)
		rq->flags = REQUEST_RECORD;
	rq->u.booking = (struct booking_ask){.ref = "",
	                                     .claims = claims,
	                                     .n_claims = l->party.n,
	                                     .start = start,
	                                     .end = end,
	                                     .party = l->heads,
	                                     .purpose = l->purpose,
	                                     .class = l->class,
	                                     .note = "",
	                                     .requester = who->login,
	                                     .institution = who->code};
	plan_mark_taken(&l->party, day, l->from, l->to);
	p->counts.bookings++;
}

/*
 * Books the lesson on a weekday (0 = Monday) of the weeks first, first + step... to last. Weeks in which something is
 * in the way are left out, but if those are more than a quarter, nothing is booked. Minutes booked.
 */
static int64_t book_weekly(struct plan *p, struct lesson *l, int weekday, int first, int last, int step)
{
	int64_t minutes = 0;
	int weeks = 0, blocked = 0;
	for (int w = first; w <= last; w += step) {
		weeks++;
		blocked += !plan_party_fits(p, &l->party, 7 * w + weekday, l->from, l->to);
	}
	for (int w = first; blocked * 4 <= weeks && w <= last; w += step)
		if (plan_party_fits(p, &l->party, 7 * w + weekday, l->from, l->to)) {
			book_lesson(p, l, 7 * w + weekday);
			minutes += l->to - l->from;
		}
	return minutes;
}

/* A class for a place: mostly of the same school, and more often than not of its field. */
static struct thing *some_class(struct plan *p, const struct thing *place)
{
	bool own = !plan_draw_chance(p, 18), field = plan_draw_chance(p, 70);
	struct thing *t = NULL;
	for (int tries = 0; tries < 40; tries++) {
		t = plan_some_thing(p, KIND_CLASS);
		if (plan_may_use(place, t->institution) && (t->institution == place->institution || !own) &&
		    (t->cluster == place->cluster || !field))
			return t;
	}
	return plan_may_use(place, t->institution) ? t : NULL;
}

/* A teacher of the school and, if chance finds one, of the field. */
static struct thing *some_teacher(struct plan *p, size_t institution, enum demo_cluster cluster)
{
	struct thing *t = NULL, *colleague = NULL;
	for (int tries = 0; tries < 40; tries++) {
		t = plan_some_thing(p, KIND_TEACHER);
		if (t->institution == institution)
			colleague = t;
		if (colleague && colleague->cluster == cluster)
			return colleague;
	}
	return colleague ? colleague : t;
}

/*
 * A class with a teacher in a place; or now and then a course of people who are no class of any school, with a teacher
 * of the place's. False when memory runs out.
 */
static bool make_lesson(struct plan *p, struct thing *place, struct lesson *out)
{
	struct thing *class = plan_draw_chance(p, 70) ? some_class(p, place) : NULL;
	*out = (struct lesson){.heads = 12 + plan_draw_below(p, 20), .institution = place->institution};
	if (class) {
		out->heads = class->sort->seats - plan_draw_below(p, 6);
		out->institution = class->institution;
	}
	if (place->r.seats && out->heads > place->r.seats)
		out->heads = place->r.seats;
	out->purpose = some_purpose(p, place->cluster);
	out->class = class ? PURPOSE_TEACHING : PURPOSE_TRAINING;
	plan_party_add(&out->party, place, place->r.mode == MODE_SHARED ? out->heads : 1);
	if (class)
		plan_party_add(&out->party, class, 1);
	size_t lender = plan_draw_chance(p, 85) ? out->institution : place->institution;
	struct thing *teacher = some_teacher(p, lender, place->cluster);
	if (teacher && !plan_may_use(teacher, out->institution))
		teacher = some_teacher(p, out->institution, place->cluster);
	plan_party_add(&out->party, teacher, 1);
	return !p->err;
}

/* Gives the lesson pieces of a pool of the same campus, if there is one. */
static void add_pool(struct plan *p, struct lesson *l)
{
	for (int tries = 0; tries < 12; tries++) {
		struct thing *pool = plan_some_thing(p, KIND_EQUIPMENT);
		if (pool->campus != l->party.things[0]->campus || pool->r.mode != MODE_SHARED ||
		    !plan_may_use(pool, l->institution))
			continue;
		uint32_t units = pool->r.seats / 4;
		if (units > 0)
			plan_party_add(&l->party, pool, units);
		return;
	}
}

struct block {
	int from, to;
};

/* Lessons of two, and half and whole days, as a vocational timetable has them. */
static struct block some_block(struct plan *p)
{
	static const struct block doubles[] = {{480, 580}, {600, 700}, {840, 940}, {960, 1060}};
	static const struct block halves[] = {{480, 700}, {840, 1060}};
	unsigned dice = plan_draw_below(p, 100);
	if (dice < 12)
		return doubles[plan_draw_below(p, 4)];
	return dice < 55 ? halves[plan_draw_below(p, 2)] : (struct block){480, 1060};
}

/* Fills a place with weekly lessons up to a share (percent) of the term's weekdays from 08:00 to 18:00. */
static void fill_place(struct plan *p, struct thing *place, unsigned share)
{
	const int64_t wanted = (int64_t)(WEEKS - 1) * 5 * 600 * share / 100;
	int64_t booked = 0;
	for (int tries = 0; tries < 80 && booked < wanted && !p->err; tries++) {
		struct lesson l;
		struct block b = some_block(p);
		int first = plan_draw_chance(p, 75) ? 0 : WEEKS / 2;
		int last = plan_draw_chance(p, 70) ? WEEKS - 1 : first + WEEKS / 2 - 1;
		int step = plan_draw_chance(p, 15) ? 2 : 1;
		if (!make_lesson(p, place, &l))
			return;
		l.from = b.from;
		l.to = b.to;
		if (plan_draw_chance(p, 12))
			add_pool(p, &l);
		booked += book_weekly(p, &l, (int)plan_draw_below(p, 5), first + (step == 2 && plan_draw_chance(p, 50)),
		                      last, step);
	}
}

/* Weeks in which one class works in a base from Monday to Friday. */
static void practice_weeks(struct plan *p, struct thing *base, int n)
{
	for (int i = 0; i < n && !p->err; i++) {
		struct lesson l;
		int week = (int)plan_draw_below(p, WEEKS);
		if (!make_lesson(p, base, &l))
			return;
		l.from = 480;
		l.to = 1060;
		for (int d = 0; d < 5; d++)
			if (plan_party_fits(p, &l.party, 7 * week + d, l.from, l.to))
				book_lesson(p, &l, 7 * week + d);
	}
}

/* One booking of a place or a pool without a class: a meeting, a talk, a loan. */
static void book_once(struct plan *p, struct thing *t, int day, int from, int to)
{
	static const enum purpose_class classes[] = {PURPOSE_SERVICE, PURPOSE_RESEARCH, PURPOSE_COMPETITION,
	                                             PURPOSE_TRAINING, PURPOSE_MAINTENANCE};
	struct lesson l = {.from = from, .to = to, .institution = plan_draw_below(p, demo_n_institutions)};
	uint32_t units = 1;
	if (!plan_may_use(t, l.institution))
		l.institution = t->institution;
	l.purpose = some_purpose(p, t->cluster);
	l.class = classes[(size_t)(day + from / 60) % (sizeof classes / sizeof *classes)];
	if (t->r.mode == MODE_SHARED)
		units = t->r.seats ? 1 + plan_draw_below(p, t->r.seats / 2) : 20;
	else if (t->r.seats)
		l.heads = t->r.seats / 2 + plan_draw_below(p, t->r.seats / 2);
	if (t->r.mode == MODE_SHARED && t->r.kind != KIND_EQUIPMENT)
		l.heads = units;
	plan_party_add(&l.party, t, units);
	if (plan_party_fits(p, &l.party, day, from, to))
		book_lesson(p, &l, day);
}

static void make_evenings(struct plan *p, int n)
{
	for (int i = 0; i < n && !p->err; i++) {
		struct thing *t = plan_some_thing(p, plan_draw_chance(p, 60) ? KIND_ROOM : KIND_LAB);
		int week = (int)plan_draw_below(p, WEEKS);
		if (plan_draw_chance(p, 65))
			book_once(p, t, 7 * week + (int)plan_draw_below(p, 5), 1140, 1240);
		else
			book_once(p, t, 7 * week + 5 + (int)plan_draw_below(p, 2), plan_draw_chance(p, 50) ? 540 : 840,
			          plan_draw_chance(p, 50) ? 940 : 1020);
	}
}

static void make_loans(struct plan *p, int n)
{
	for (int i = 0; i < n && !p->err; i++) {
		struct block b = some_block(p);
		struct thing *t =
			plan_draw_chance(p, 75) ? plan_some_thing(p, KIND_EQUIPMENT) : plan_some_thing(p, KIND_ROOM);
		book_once(p, t, 7 * (int)plan_draw_below(p, WEEKS) + (int)plan_draw_below(p, 5), b.from, b.to);
	}
}

void demo_make_bookings(struct plan *p)
{
	/* in rounds, so that no lab takes all the classes; every seventh lab stands idle, as labs do */
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < p->kind_n[KIND_LAB] && !p->err; i++)
			if (i % 7 != 4 || round == 0)
				fill_place(p, &p->things[p->kind_first[KIND_LAB] + i], 7 + (unsigned)(i % 5));
	for (size_t i = 0; i < p->kind_n[KIND_BASE]; i++)
		practice_weeks(p, &p->things[p->kind_first[KIND_BASE] + i], i % 4 == 3 ? 1 : 5);
	for (size_t i = 0; i < p->kind_n[KIND_ROOM] && !p->err; i++)
		fill_place(p, &p->things[p->kind_first[KIND_ROOM] + i], plan_draw_below(p, 7));
	make_evenings(p, 500);
	make_loans(p, 500);
}

/* ---- rules and requests ---- */

/* How colleges lend what is theirs. */
void demo_make_rules(struct plan *p)
{
	static const struct owner_rule rules[] = {
		{.id = "GC-1",
	         .place = "institution:GC+kind:base",
	         .who = "!institution:GC",
	         .when = "",
	         .field = "approval",
	         .value = "owner",
	         .text = "实训基地对外借用须经批准 Training bases are lent on request"},
		{.id = "RP-1",
	         .place = "institution:RP+kind:lab",
	         .who = "!institution:RP",
	         .when = "Sat-Sun 00:00-24:00",
	         .field = "forbid",
	         .value = "",
	         .text = "周末只对本校开放 Weekends are for our own students"},
		{.id = "ZX-1",
	         .place = "institution:ZX",
	         .who = "class:consortium",
	         .when = "",
	         .field = "limit",
	         .value = "hours 8 per week for institution",
	         .text = "每校每周 8 小时 Eight hours a week for each school"},
	};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct request *rq = plan_add_request(p, OP_RULE);
		if (rq)
			rq->u.rule = rules[i];
	}
}

/* Somebody of another college asks for the bases of one, on some of the days after today. */
void demo_make_requests(struct plan *p)
{
	static const char asker[] = "zhouyang";
	int today = (int)(clock_local_day(p->now) - p->first_day), asked = 0;
	for (size_t i = 0; i < p->kind_n[KIND_BASE] && asked < REQUESTS; i++) {
		struct thing *t = &p->things[p->kind_first[KIND_BASE] + i];
		struct lesson l = {.from = 840, .to = 960, .heads = 12, .institution = plan_institution_index("KM")};
		bool lent = t->institution == plan_institution_index("GC") && plan_may_use(t, l.institution);
		if (!lent || p->err)
			continue;
		l.purpose = some_purpose(p, t->cluster);
		plan_party_add(&l.party, t, t->r.mode == MODE_SHARED ? l.heads : 1);
		int day = today + 2;
		while (day < today + 14 && !plan_party_fits(p, &l.party, day, l.from, l.to))
			day++;
		if (day == today + 14)
			continue;
		book_lesson(p, &l, day);
		if (p->err)
			return;
		struct request *rq = &p->requests[p->n - 1];
		rq->actor = rq->u.booking.requester = asker;
		asked++;
	}
}
