/*
 * Makes the demo consortium. The tables of demo_names.c become resources; then a planner with a diary of its own (a
 * byte for every ten minutes of every resource) lays a term over them: weekly lessons of lab, class and teacher,
 * practice weeks in the bases, evening and weekend use, loans from pools. It looks for places that are free, so that
 * the store, which decides by its rules as ever, has nothing to refuse. All of it becomes requests in one transaction.
 *
 * Chance comes from a generator with a fixed seed, and all arithmetic is of whole numbers: the same `now`, the same
 * store, on every machine.
 */
#include "tui/demo/demo.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/opening.h"
#include "tui/demo/demo_names.h"

#define WEEKS 18
#define WEEKS_BEFORE 2 /* weeks of the term that are over */
#define REQUESTS 3     /* that wait for approval */
#define DAYS (7 * WEEKS)
#define CELL_MIN 10
#define DAY_CELLS (DAY_MIN / CELL_MIN)
#define HOLIDAY_WEEK 7
#define MAX_THINGS 400
#define MAX_CLAIMS 4
#define MAX_CAMPUSES 12
#define SHUT UCHAR_MAX /* in a diary; pools have fewer pieces */

/* A resource as the planner knows it. */
struct thing {
	struct resource r;
	struct opening hours;
	const struct demo_sort *sort; /* NULL: a teacher */
	enum demo_cluster cluster;
	size_t campus, institution; /* places in the tables */
	unsigned char *diary; /* DAYS * DAY_CELLS: pieces taken of a pool; where a person is (campus + 1); 1; SHUT */
};

/* What a booking takes: the first thing is its place, or a pool that is lent alone. */
struct party {
	struct thing *things[MAX_CLAIMS];
	uint32_t units[MAX_CLAIMS];
	size_t n;
};

struct plan {
	struct arena arena;
	uint64_t seed;
	const char *actor;
	int64_t now;
	int64_t first_day; /* day number of the term's first Monday */
	struct thing things[MAX_THINGS];
	size_t n_things;
	size_t kind_first[KIND_CLASS + 1], kind_n[KIND_CLASS + 1]; /* things lie by kind */
	uint32_t travel[MAX_CAMPUSES][MAX_CAMPUSES];
	bool shut[MAX_CAMPUSES][DAYS];
	struct request *requests;
	size_t n, cap;
	struct demo_counts counts;
	int err;
};

/* ---- chance ---- */

/* splitmix64 (Vigna, public domain). */
static uint64_t draw_number(struct plan *p)
{
	uint64_t z = p->seed += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static unsigned draw_below(struct plan *p, size_t n)
{
	return (unsigned)(draw_number(p) % n);
}

static bool draw_chance(struct plan *p, unsigned chance)
{
	return draw_below(p, 100) < chance;
}

/* ---- requests ---- */

static struct request *add_request(struct plan *p, enum request_op op)
{
	if (p->n == p->cap) {
		struct request *wider = array_grow(p->requests, &p->cap, p->n, sizeof *wider);
		if (!wider) {
			p->err = QUAD_ENOMEM;
			return NULL;
		}
		p->requests = wider;
	}
	struct request *rq = &p->requests[p->n++];
	*rq = (struct request){.op = op, .actor = p->actor, .now = p->now, .given = GIVEN_ALL};
	return rq;
}

/* A text that lives as long as the plan. */
#define TEXT(p, ...) text_kept((p), arena_fmt(&(p)->arena, __VA_ARGS__))

static const char *text_kept(struct plan *p, const char *text)
{
	if (!text)
		p->err = QUAD_ENOMEM;
	return text ? text : "";
}

/* ---- places ---- */

static size_t campus_index(const char *code)
{
	size_t i = 0;
	while (i + 1 < demo_n_campuses && strcmp(demo_campuses[i].code, code) != 0)
		i++;
	return i;
}

static size_t institution_index(const char *code)
{
	size_t i = 0;
	while (i + 1 < demo_n_institutions && strcmp(demo_institutions[i].code, code) != 0)
		i++;
	return i;
}

static int64_t square_root(int64_t n)
{
	int64_t root = 0;
	for (int64_t bit = INT64_C(1) << 30; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= n)
			root += bit;
	return root;
}

/*
 * Door to door by road: the straight line and a third more at 50 km/h, ten minutes to set out and park, half an hour
 * for a border. Plane geometry does at these distances: a degree is 111 km north and 102 km east.
 */
static uint32_t travel_minutes(const struct demo_campus *a, const struct demo_campus *b)
{
	int64_t north_m = (int64_t)(a->latitude - b->latitude) * 111 / 10;
	int64_t east_m = (int64_t)(a->longitude - b->longitude) * 102 / 10;
	int64_t road_m = square_root(north_m * north_m + east_m * east_m) * 4 / 3;
	int64_t minutes = 10 + road_m * 60 / 50000;
	if (strcmp(a->region, b->region) != 0)
		minutes += 30;
	return (uint32_t)((minutes + 4) / 5 * 5);
}

static void make_places(struct plan *p)
{
	for (size_t i = 0; i < demo_n_institutions; i++) {
		const struct demo_institution *from = &demo_institutions[i];
		struct request *rq = add_request(p, OP_INSTITUTION);
		if (rq)
			rq->u.institution = (struct institution){from->code,  from->name, from->kind, from->level,
			                                         "guangdong", "",         0};
	}
	for (size_t i = 0; i < demo_n_campuses; i++) {
		const struct demo_campus *from = &demo_campuses[i];
		struct request *rq = add_request(p, OP_CAMPUS);
		if (!rq)
			return;
		rq->u.campus = (struct campus){
			.code = from->code,
			.name = from->name,
			.institution = from->institution,
			.tier = from->tier,
			.region = from->region,
			.address = from->address,
			.latitude = TEXT(p, "%d.%04d", from->latitude / 10000, from->latitude % 10000),
			.longitude = TEXT(p, "%d.%04d", from->longitude / 10000, from->longitude % 10000),
		};
	}
	for (size_t i = 0; i < demo_n_campuses; i++)
		for (size_t j = i + 1; j < demo_n_campuses; j++) {
			uint32_t minutes = travel_minutes(&demo_campuses[i], &demo_campuses[j]);
			struct request *rq = add_request(p, OP_TRAVEL);
			if (rq)
				rq->u.travel = (struct travel){demo_campuses[i].code, demo_campuses[j].code, minutes};
			p->travel[i][j] = p->travel[j][i] = minutes;
			p->counts.travel++;
		}
	p->counts.institutions = demo_n_institutions;
	p->counts.campuses = demo_n_campuses;
}

/* Who makes it is its first coordinator. */
static void make_maker(struct plan *p)
{
	struct request *rq = add_request(p, OP_PERSON);
	if (!rq)
		return;
	rq->u.person = (struct person){.login = p->actor,
	                               .name = p->actor,
	                               .institution = "",
	                               .role = ROLE_COORDINATOR,
	                               .scope = "",
	                               .email = "",
	                               .language = "",
	                               .ssh_key = ""};
	p->counts.people++;
}

static void make_people(struct plan *p)
{
	for (size_t i = 0; i < demo_n_people; i++) {
		const struct demo_person *from = &demo_people[i];
		if (strcmp(from->login, p->actor) == 0)
			continue;
		struct request *rq = add_request(p, OP_PERSON);
		if (!rq)
			return;
		p->counts.people++;
		rq->u.person = (struct person){.login = from->login,
		                               .name = from->name,
		                               .institution = from->institution,
		                               .role = from->role,
		                               .scope = from->scope,
		                               .email = TEXT(p, "%s@bay.example", from->login),
		                               .language = from->language,
		                               .ssh_key = ""};
	}
}

/* ---- resources ---- */

static const char *hours_of(const struct demo_sort *sort, size_t nth)
{
	static const char *const usual[] = {"Mon-Fri 08:00-18:00", "Mon-Fri 07:30-18:30;Sat 08:00-12:00",
	                                    "Mon-Fri 08:00-21:00", "Mon-Fri 08:00-18:00"};
	if (sort->kind == KIND_CLASS)
		return "";
	if (sort->flags & DEMO_LATE)
		return nth % 3 ? "Mon-Fri 08:00-22:00;Sat-Sun 08:30-21:30" : "Mon-Sun 07:30-22:00";
	return sort->kind == KIND_EQUIPMENT ? "Mon-Sat 08:00-21:00" : usual[nth % 4];
}

static struct thing *add_thing(struct plan *p, enum resource_kind kind, size_t institution, size_t campus)
{
	struct thing *t = p->n_things < MAX_THINGS ? &p->things[p->n_things] : NULL;
	unsigned char *diary = t ? arena_alloc(&p->arena, (size_t)DAYS * DAY_CELLS) : NULL;
	if (!diary) {
		p->err = QUAD_ENOMEM;
		return NULL;
	}
	if (p->kind_n[kind]++ == 0)
		p->kind_first[kind] = p->n_things;
	p->n_things++;
	t->campus = campus;
	t->institution = institution;
	t->diary = diary;
	t->r = (struct resource){.kind = kind,
	                         .institution = demo_institutions[institution].code,
	                         .campus = demo_campuses[campus].code,
	                         .building = "",
	                         .room = "",
	                         .mode = MODE_EXCLUSIVE,
	                         .specialty = "",
	                         .tags = "",
	                         .equipment = "",
	                         .opening = "",
	                         .approval = APPROVAL_NONE,
	                         .sharing = SHARING_CONSORTIUM,
	                         .rate = "",
	                         .contact = "",
	                         .part_of = "",
	                         .active = true};
	return t;
}

static void ask_resource(struct plan *p, struct thing *t)
{
	const char *bad;
	struct request *rq = add_request(p, OP_RESOURCE);
	if (rq)
		rq->u.resource = t->r;
	if (opening_parse(t->r.opening, &t->hours, &bad) != 0)
		p->err = QUAD_EINVAL;
	p->counts.resources++;
}

static const char *class_name(struct plan *p, const struct demo_sort *sort, unsigned nth)
{
	struct wall today;
	clock_day_civil(p->first_day, &today);
	int year = (today.year - (today.month < 8) - (int)(nth % 2)) % 100;
	return TEXT(p, "%s%02d级%u班 %s", sort->name, year, nth / 2 + 1, sort->english);
}

static void name_thing(struct plan *p, struct thing *t, unsigned nth, unsigned number)
{
	static const char *const stem[] = {"", "LAB", "BASE", "ROOM", "EQ", "T", "CL"};
	const struct demo_sort *sort = t->sort;
	const struct demo_name *cluster = &demo_clusters[sort->cluster];
	unsigned floor = number / 12 % 5 + 1;
	t->r.code = TEXT(p, "%s-%s-%u%02u", t->r.institution, stem[sort->kind], (unsigned)sort->kind % 6 + 1, number);
	if (sort->kind == KIND_CLASS)
		t->r.name = class_name(p, sort, nth);
	else if (sort->count > 1 && *sort->english)
		t->r.name = TEXT(p, "%s（%u） %s %u", sort->name, nth + 1, sort->english, nth + 1);
	else if (sort->count > 1)
		t->r.name = TEXT(p, "%s（%u）", sort->name, nth + 1);
	else
		t->r.name = TEXT(p, "%s%s%s", sort->name, *sort->english ? " " : "", sort->english);
	t->r.specialty = TEXT(p, "%s %s", cluster->han, cluster->pinyin);
	if (kind_is_place(sort->kind)) {
		t->r.building = sort->kind == KIND_BASE ? "实训基地" : TEXT(p, "%c栋", 'A' + (int)(number / 6 % 6));
		t->r.room = TEXT(p, "%u%02u", floor, number % 12 + 1);
	}
}

static void make_sort(struct plan *p, const struct demo_sort *sort, unsigned numbers[][KIND_CLASS + 1])
{
	size_t campus = campus_index(sort->campus);
	size_t institution = institution_index(demo_campuses[campus].institution);
	for (unsigned i = 0; i < sort->count; i++) {
		struct thing *t = add_thing(p, sort->kind, institution, campus);
		if (!t)
			return;
		t->sort = sort;
		t->cluster = sort->cluster;
		name_thing(p, t, i, ++numbers[institution][sort->kind]);
		t->r.seats = sort->seats;
		t->r.mode = sort->flags & DEMO_SHARED ? MODE_SHARED : MODE_EXCLUSIVE;
		t->r.tags = sort->tags;
		t->r.equipment = sort->equipment;
		t->r.opening = hours_of(sort, p->n_things);
		if (sort->flags & DEMO_OWN)
			t->r.sharing = SHARING_OWNER;
		else if (sort->flags & DEMO_PUBLIC)
			t->r.sharing = SHARING_PUBLIC;
		t->r.active = !(sort->flags & DEMO_LAST_OUT && i + 1 == sort->count);
		if (sort->flags & DEMO_PADDED) {
			t->r.setup_min = 10 + 10 * draw_below(p, 2);
			t->r.teardown_min = 10;
		}
		if (sort->kind == KIND_BASE)
			t->r.rate = TEXT(p, "%u", 80 + 20 * draw_below(p, 8));
		ask_resource(p, t);
	}
}

static void make_teachers(struct plan *p)
{
	size_t person = 0;
	for (size_t i = 0; i < demo_n_institutions; i++)
		for (unsigned nth = 1; nth <= demo_institutions[i].teachers; nth++, person++) {
			const struct demo_name *family = &demo_families[person % demo_n_families];
			const struct demo_name *given = &demo_givens[person % demo_n_givens];
			const struct thing *colleague;
			struct thing *t;
			/* a teacher belongs where a lab of the same school is, and to that lab's field */
			do
				colleague = &p->things[draw_below(p, p->kind_n[KIND_LAB])];
			while (colleague->institution != i);
			t = add_thing(p, KIND_TEACHER, i, colleague->campus);
			if (!t)
				return;
			t->cluster = colleague->cluster;
			t->r.code = TEXT(p, "%s-T%03u", demo_institutions[i].code, nth);
			t->r.name = TEXT(p, "%s%s", family->han, given->han);
			t->r.specialty = TEXT(p, "%s %s, %s %s", family->pinyin, given->pinyin,
			                      demo_clusters[t->cluster].han, demo_clusters[t->cluster].pinyin);
			if (draw_chance(p, 40))
				t->r.tags = "双师型";
			else if (draw_chance(p, 20))
				t->r.tags = "企业导师;mentor";
			t->r.opening = draw_chance(p, 10) ? "Mon-Fri 08:00-18:00" : "";
			ask_resource(p, t);
		}
}

static void make_resources(struct plan *p)
{
	unsigned numbers[MAX_CAMPUSES][KIND_CLASS + 1] = {{0}};
	for (size_t i = 0; i < demo_n_sorts; i++)
		make_sort(p, &demo_sorts[i], numbers);
	if (!p->err)
		make_teachers(p);
}

static struct thing *some_thing(struct plan *p, enum resource_kind kind)
{
	return &p->things[p->kind_first[kind] + draw_below(p, p->kind_n[kind])];
}

/* ---- closures ---- */

/* The instant of a day of the term and a minute of it; false if the zone's clock skips it or has it twice. */
static bool find_instant(const struct plan *p, int day, int minute, int64_t *out)
{
	return clock_from_minute(p->first_day + day, minute, out) == 0;
}

/* Closes a thing, else a campus (SIZE_MAX: all of them) from day to before end_day. */
static void close_days(struct plan *p, struct thing *t, size_t campus, int day, int end_day, const char *reason)
{
	struct request *rq = add_request(p, OP_CLOSURE);
	if (!rq)
		return;
	rq->u.closure = (struct closure){.start = clock_day_start(p->first_day + day),
	                                 .end = clock_day_start(p->first_day + end_day),
	                                 .resource = t ? t->r.code : "",
	                                 .campus = !t && campus < demo_n_campuses ? demo_campuses[campus].code : "",
	                                 .reason = reason};
	p->counts.closures++;
	for (int d = day; d < end_day; d++)
		if (t)
			memset(t->diary + (size_t)d * DAY_CELLS, SHUT, DAY_CELLS);
		else
			for (size_t i = 0; i < demo_n_campuses; i++)
				p->shut[i][d] |= campus == i || campus == SIZE_MAX;
}

static void make_closures(struct plan *p)
{
	const int monday = 7 * WEEKS_BEFORE;
	close_days(p, NULL, SIZE_MAX, 7 * HOLIDAY_WEEK, 7 * HOLIDAY_WEEK + 7, "公共假期 Public holiday week");
	close_days(p, NULL, campus_index("KM-E"), monday + 7 + 2, monday + 7 + 3, "校区电力检修 Power maintenance");
	close_days(p, NULL, campus_index("GC-N"), monday - 4, monday - 3, "消防演练 Fire drill");
	close_days(p, &p->things[2], 0, monday + 1, monday + 4, "设备维修 Machine repair");
	close_days(p, &p->things[31], 0, monday + 14, monday + 21, "软件升级 Software upgrade");
}

/* ---- the diary ---- */

/* ---- the academic calendar ---- */

static void ask_period(struct plan *p, uint32_t number, int start, const char *campus, int64_t valid_from)
{
	struct request *rq = add_request(p, OP_PERIOD);
	if (rq)
		rq->u.period = (struct period){.number = number,
		                               .start = start,
		                               .end = start + 45,
		                               .campus = campus,
		                               .valid_from = valid_from};
}

static void ask_day(struct plan *p, int day, enum day_kind kind, uint32_t weekday, const char *note)
{
	struct request *rq = add_request(p, OP_DAY);
	if (rq)
		rq->u.day = (struct day_rule){.date = p->first_day + day,
		                              .kind = kind,
		                              .week = kind == DAY_AS ? HOLIDAY_WEEK + 1 : 0,
		                              .weekday = weekday,
		                              .campus = "",
		                              .note = note};
}

/*
 * The term; ten periods, which one school begins later in the afternoons of its summer; and the holiday week, of which
 * two days are taught on Saturdays.
 */
static void make_calendar(struct plan *p)
{
	static const int starts[] = {480, 535, 600, 655, 840, 895, 960, 1015, 1140, 1195};
	static const char school[] = "ZX-M";
	struct wall first;
	clock_day_civil(p->first_day, &first);
	bool autumn = first.month >= 7;
	struct request *rq = add_request(p, OP_TERM);
	if (rq)
		rq->u.term = (struct term){
			.code = TEXT(p, "%d%c", first.year, autumn ? 'A' : 'S'),
			.name = TEXT(p, autumn ? "%d年秋季学期 Autumn term" : "%d年春季学期 Spring term", first.year),
			.first_monday = p->first_day,
			.weeks = WEEKS,
		};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		uint32_t number = (uint32_t)i + 1;
		int summer = starts[i] + (starts[i] >= 840 ? 30 : 0);
		ask_period(p, number, starts[i], "", PERIOD_ALWAYS);
		ask_period(p, number, starts[i], school, clock_day_number(first.year - 1, 10, 1));
		ask_period(p, number, summer, school, clock_day_number(first.year, 5, 1));
		ask_period(p, number, starts[i], school, clock_day_number(first.year, 10, 1));
	}
	for (int d = 0; d < 5; d++)
		ask_day(p, 7 * HOLIDAY_WEEK + d, DAY_OFF, 0, "公共假期 Public holiday");
	ask_day(p, 7 * HOLIDAY_WEEK - 2, DAY_AS, 4, "调休 Make-up day");
	ask_day(p, 7 * HOLIDAY_WEEK + 12, DAY_AS, 5, "调休 Make-up day");
}

static int cell_of(int minute)
{
	return minute / CELL_MIN;
}

static bool open_for(const struct thing *t, int weekday, int from, int to)
{
	for (unsigned i = 0; i < t->hours.n[weekday]; i++)
		if (t->hours.day[weekday][i].from <= from && to <= t->hours.day[weekday][i].to)
			return true;
	return t->hours.always;
}

/* True if a person can come to the campus from where the diary has them before, and go on to where they are next. */
static bool can_reach(const struct plan *p, const unsigned char *day, size_t campus, int from, int to)
{
	int c = cell_of(from) - 1, gap = 0;
	for (; c >= 0 && !day[c]; c--)
		gap += CELL_MIN;
	if (c >= 0 && (uint32_t)gap < p->travel[day[c] - 1][campus])
		return false;
	for (c = cell_of(to), gap = 0; c < DAY_CELLS && !day[c]; c++)
		gap += CELL_MIN;
	return c == DAY_CELLS || (uint32_t)gap >= p->travel[day[c] - 1][campus];
}

static bool party_fits(const struct plan *p, const struct party *party, int day, int from, int to)
{
	size_t campus = party->things[0]->campus;
	for (size_t i = 0; i < party->n; i++) {
		const struct thing *t = party->things[i];
		const unsigned char *diary = t->diary + (size_t)day * DAY_CELLS;
		bool travels = kind_travels(t->r.kind);
		unsigned limit = 1;
		if (t->r.mode == MODE_SHARED)
			limit = t->r.seats ? t->r.seats : SHUT - 1;
		if (!t->r.active || !open_for(t, day % 7 + 1, from, to) || p->shut[travels ? campus : t->campus][day])
			return false;
		for (int c = cell_of(from - (int)t->r.setup_min); c < cell_of(to + (int)t->r.teardown_min); c++)
			if (diary[c] == SHUT || diary[c] + (travels ? 1 : party->units[i]) > limit)
				return false;
		if (travels && !can_reach(p, diary, campus, from, to))
			return false;
	}
	return true;
}

static void mark_taken(struct party *party, int day, int from, int to)
{
	for (size_t i = 0; i < party->n; i++) {
		struct thing *t = party->things[i];
		unsigned char *diary = t->diary + (size_t)day * DAY_CELLS;
		for (int c = cell_of(from - (int)t->r.setup_min); c < cell_of(to + (int)t->r.teardown_min); c++)
			diary[c] = kind_travels(t->r.kind) ? (unsigned char)(party->things[0]->campus + 1)
			                                   : (unsigned char)(diary[c] + party->units[i]);
	}
}

static void party_add(struct party *party, struct thing *t, uint32_t units)
{
	party->things[party->n] = t;
	party->units[party->n++] = units;
}

/* ---- bookings ---- */

struct lesson {
	struct party party;
	uint32_t heads;
	size_t institution; /* for whom */
	const char *purpose;
	int from, to; /* minutes of the day */
};

static const char *some_purpose(struct plan *p, enum demo_cluster cluster)
{
	const struct demo_course *c = &demo_courses[cluster][draw_below(p, DEMO_COURSES)];
	unsigned dice = draw_below(p, 10);
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
	if (!find_instant(p, day, l->from, &start) || !find_instant(p, day, l->to, &end))
		return;
	struct request *rq = add_request(p, OP_BOOK);
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
	                                     .note = "",
	                                     .requester = who->login,
	                                     .institution = who->code};
	mark_taken(&l->party, day, l->from, l->to);
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
		blocked += !party_fits(p, &l->party, 7 * w + weekday, l->from, l->to);
	}
	for (int w = first; blocked * 4 <= weeks && w <= last; w += step)
		if (party_fits(p, &l->party, 7 * w + weekday, l->from, l->to)) {
			book_lesson(p, l, 7 * w + weekday);
			minutes += l->to - l->from;
		}
	return minutes;
}

static bool may_use(const struct thing *t, size_t institution)
{
	bool enterprise = strcmp(demo_institutions[institution].kind, "enterprise") == 0;
	if (t->institution == institution || t->r.sharing == SHARING_PUBLIC)
		return true;
	return t->r.sharing == SHARING_CONSORTIUM && !enterprise;
}

/* A class for a place: mostly of the same school, and more often than not of its field. */
static struct thing *some_class(struct plan *p, const struct thing *place)
{
	bool own = !draw_chance(p, 18), field = draw_chance(p, 70);
	struct thing *t = NULL;
	for (int tries = 0; tries < 40; tries++) {
		t = some_thing(p, KIND_CLASS);
		if (may_use(place, t->institution) && (t->institution == place->institution || !own) &&
		    (t->cluster == place->cluster || !field))
			return t;
	}
	return may_use(place, t->institution) ? t : NULL;
}

/* A teacher of the school and, if chance finds one, of the field. */
static struct thing *some_teacher(struct plan *p, size_t institution, enum demo_cluster cluster)
{
	struct thing *t = NULL, *colleague = NULL;
	for (int tries = 0; tries < 40; tries++) {
		t = some_thing(p, KIND_TEACHER);
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
	struct thing *class = draw_chance(p, 70) ? some_class(p, place) : NULL;
	*out = (struct lesson){.heads = 12 + draw_below(p, 20), .institution = place->institution};
	if (class) {
		out->heads = class->sort->seats - draw_below(p, 6);
		out->institution = class->institution;
	}
	if (place->r.seats && out->heads > place->r.seats)
		out->heads = place->r.seats;
	out->purpose = some_purpose(p, place->cluster);
	party_add(&out->party, place, place->r.mode == MODE_SHARED ? out->heads : 1);
	if (class)
		party_add(&out->party, class, 1);
	size_t lender = draw_chance(p, 85) ? out->institution : place->institution;
	struct thing *teacher = some_teacher(p, lender, place->cluster);
	if (teacher && !may_use(teacher, out->institution))
		teacher = some_teacher(p, out->institution, place->cluster);
	party_add(&out->party, teacher, 1);
	return !p->err;
}

/* Gives the lesson pieces of a pool of the same campus, if there is one. */
static void add_pool(struct plan *p, struct lesson *l)
{
	for (int tries = 0; tries < 12; tries++) {
		struct thing *pool = some_thing(p, KIND_EQUIPMENT);
		if (pool->campus != l->party.things[0]->campus || pool->r.mode != MODE_SHARED ||
		    !may_use(pool, l->institution))
			continue;
		uint32_t units = pool->r.seats / 4;
		if (units > 0)
			party_add(&l->party, pool, units);
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
	unsigned dice = draw_below(p, 100);
	if (dice < 12)
		return doubles[draw_below(p, 4)];
	return dice < 55 ? halves[draw_below(p, 2)] : (struct block){480, 1060};
}

/* Fills a place with weekly lessons up to a share (percent) of the term's weekdays from 08:00 to 18:00. */
static void fill_place(struct plan *p, struct thing *place, unsigned share)
{
	const int64_t wanted = (int64_t)(WEEKS - 1) * 5 * 600 * share / 100;
	int64_t booked = 0;
	for (int tries = 0; tries < 80 && booked < wanted && !p->err; tries++) {
		struct lesson l;
		struct block b = some_block(p);
		int first = draw_chance(p, 75) ? 0 : WEEKS / 2;
		int last = draw_chance(p, 70) ? WEEKS - 1 : first + WEEKS / 2 - 1;
		int step = draw_chance(p, 15) ? 2 : 1;
		if (!make_lesson(p, place, &l))
			return;
		l.from = b.from;
		l.to = b.to;
		if (draw_chance(p, 12))
			add_pool(p, &l);
		booked += book_weekly(p, &l, (int)draw_below(p, 5), first + (step == 2 && draw_chance(p, 50)), last,
		                      step);
	}
}

/* Weeks in which one class works in a base from Monday to Friday. */
static void practice_weeks(struct plan *p, struct thing *base, int n)
{
	for (int i = 0; i < n && !p->err; i++) {
		struct lesson l;
		int week = (int)draw_below(p, WEEKS);
		if (!make_lesson(p, base, &l))
			return;
		l.from = 480;
		l.to = 1060;
		for (int d = 0; d < 5; d++)
			if (party_fits(p, &l.party, 7 * week + d, l.from, l.to))
				book_lesson(p, &l, 7 * week + d);
	}
}

/* One booking of a place or a pool without a class: a meeting, a talk, a loan. */
static void book_once(struct plan *p, struct thing *t, int day, int from, int to)
{
	struct lesson l = {.from = from, .to = to, .institution = draw_below(p, demo_n_institutions)};
	uint32_t units = 1;
	if (!may_use(t, l.institution))
		l.institution = t->institution;
	l.purpose = some_purpose(p, t->cluster);
	if (t->r.mode == MODE_SHARED)
		units = t->r.seats ? 1 + draw_below(p, t->r.seats / 2) : 20;
	else if (t->r.seats)
		l.heads = t->r.seats / 2 + draw_below(p, t->r.seats / 2);
	if (t->r.mode == MODE_SHARED && t->r.kind != KIND_EQUIPMENT)
		l.heads = units;
	party_add(&l.party, t, units);
	if (party_fits(p, &l.party, day, from, to))
		book_lesson(p, &l, day);
}

static void make_evenings(struct plan *p, int n)
{
	for (int i = 0; i < n && !p->err; i++) {
		struct thing *t = some_thing(p, draw_chance(p, 60) ? KIND_ROOM : KIND_LAB);
		int week = (int)draw_below(p, WEEKS);
		if (draw_chance(p, 65))
			book_once(p, t, 7 * week + (int)draw_below(p, 5), 1140, 1240);
		else
			book_once(p, t, 7 * week + 5 + (int)draw_below(p, 2), draw_chance(p, 50) ? 540 : 840,
			          draw_chance(p, 50) ? 940 : 1020);
	}
}

static void make_loans(struct plan *p, int n)
{
	for (int i = 0; i < n && !p->err; i++) {
		struct block b = some_block(p);
		struct thing *t = draw_chance(p, 75) ? some_thing(p, KIND_EQUIPMENT) : some_thing(p, KIND_ROOM);
		book_once(p, t, 7 * (int)draw_below(p, WEEKS) + (int)draw_below(p, 5), b.from, b.to);
	}
}

static void make_bookings(struct plan *p)
{
	/* in rounds, so that no lab takes all the classes; every seventh lab stands idle, as labs do */
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < p->kind_n[KIND_LAB] && !p->err; i++)
			if (i % 7 != 4 || round == 0)
				fill_place(p, &p->things[p->kind_first[KIND_LAB] + i], 7 + (unsigned)(i % 5));
	for (size_t i = 0; i < p->kind_n[KIND_BASE]; i++)
		practice_weeks(p, &p->things[p->kind_first[KIND_BASE] + i], i % 4 == 3 ? 1 : 5);
	for (size_t i = 0; i < p->kind_n[KIND_ROOM] && !p->err; i++)
		fill_place(p, &p->things[p->kind_first[KIND_ROOM] + i], draw_below(p, 7));
	make_evenings(p, 500);
	make_loans(p, 500);
}

/* ---- rules and requests ---- */

/* How colleges lend what is theirs. */
static void make_rules(struct plan *p)
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
		struct request *rq = add_request(p, OP_RULE);
		if (rq)
			rq->u.rule = rules[i];
	}
}

/* Somebody of another college asks for the bases of one, on some of the days after today. */
static void make_requests(struct plan *p)
{
	static const char asker[] = "zhouyang";
	int today = (int)(clock_local_day(p->now) - p->first_day), asked = 0;
	for (size_t i = 0; i < p->kind_n[KIND_BASE] && asked < REQUESTS; i++) {
		struct thing *t = &p->things[p->kind_first[KIND_BASE] + i];
		struct lesson l = {.from = 840, .to = 960, .heads = 12, .institution = institution_index("KM")};
		bool lent = t->institution == institution_index("GC") && may_use(t, l.institution);
		if (!lent || p->err)
			continue;
		l.purpose = some_purpose(p, t->cluster);
		party_add(&l.party, t, t->r.mode == MODE_SHARED ? l.heads : 1);
		int day = today + 2;
		while (day < today + 14 && !party_fits(p, &l.party, day, l.from, l.to))
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

/* ---- the whole ---- */

static int carry_out(struct plan *p, const char *dir, const char *zone, struct store *out)
{
	struct result *results = arena_alloc(&p->arena, (p->n + 1) * sizeof *results);
	if (!results)
		return QUAD_ENOMEM;
	int err = store_create_with(dir, zone, p->requests, p->n, results, &p->arena, out);
	if (err)
		return err;
	for (size_t i = 0; i < p->n; i++)
		p->counts.refused += results[i].outcome != OUTCOME_ADDED;
	return 0;
}

int demo_create(const char *dir, const char *zone, const char *actor, int64_t now, struct demo_counts *counts,
                struct store *out)
{
	struct arena arena = {0};
	*out = (struct store){0};
	if (counts)
		*counts = (struct demo_counts){0};
	/* the plan is made of clock times */
	int err = clock_zone_use(zone);
	if (err)
		return err;
	struct plan *p = arena_alloc(&arena, sizeof *p);
	if (!p) {
		err = QUAD_ENOMEM;
		goto out;
	}
	int64_t today = clock_local_day(now);
	p->seed = 2026;
	p->actor = actor;
	p->now = now;
	p->first_day = today - (clock_weekday(today) - 1) - 7 * WEEKS_BEFORE;
	make_maker(p);
	make_places(p);
	make_people(p);
	if (!p->err)
		make_calendar(p);
	make_resources(p);
	if (!p->err)
		make_closures(p);
	if (!p->err)
		make_bookings(p);
	if (!p->err)
		make_rules(p);
	if (!p->err)
		make_requests(p);
	err = p->err ? p->err : carry_out(p, dir, zone, out);
	if (counts && !err)
		*counts = p->counts;
	free(p->requests);
	arena_release(&p->arena);
out:
	arena_release(&arena);
	return err;
}
