/*
 * The conflict rules by tables, and against counts made minute by minute. What is expected is written from the
 * promised interface: half-open intervals, every broken rule reported.
 */
#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/rules.h"
#include "tests/random.h"

Suite *rules_suite(void);

static const struct opening always = {.always = true};

static struct resource thing(enum resource_kind kind, enum resource_mode mode, uint32_t seats)
{
	return (struct resource){.no = 1,
	                         .code = "R",
	                         .name = "R",
	                         .kind = kind,
	                         .institution = "",
	                         .campus = "",
	                         .building = "",
	                         .room = "",
	                         .seats = seats,
	                         .mode = mode,
	                         .specialty = "",
	                         .tags = "",
	                         .equipment = "",
	                         .opening = "",
	                         .approval = APPROVAL_NONE,
	                         .sharing = SHARING_PUBLIC,
	                         .rate = "",
	                         .contact = "",
	                         .part_of = "",
	                         .active = true};
}

static struct neighbour stands(uint64_t booking, int64_t start, int64_t end, uint32_t units, bool whole)
{
	return (struct neighbour){booking, {1, units, 0, 0, whole, start, end, 0}, NULL, 0};
}

/* The reasons as text; in a. */
static const char *broken(const struct ask_facts *ask, struct arena *a)
{
	struct reasons list = {.arena = a};
	struct buf b = {0};
	rules_check(ask, &list);
	ck_assert(!list.failed);
	reasons_format(&list, &b);
	const char *text = arena_str(a, buf_text(&b));
	buf_release(&b);
	return text;
}

/* ---- exclusive resources ---- */

/* Allen's thirteen relations of what is asked to what stands at [600, 660). */
static const struct {
	const char *relation;
	int64_t start, end;
	bool busy;
} relations[] = {
	{"before", 500, 560, false},   {"after", 700, 760, false},
	{"meets", 540, 600, false},    {"met by", 660, 700, false},
	{"overlaps", 570, 601, true},  {"overlapped by", 659, 700, true},
	{"starts", 600, 630, true},    {"started by", 600, 690, true},
	{"during", 610, 650, true},    {"contains", 590, 670, true},
	{"finishes", 630, 660, true},  {"finished by", 590, 660, true},
	{"equals", 600, 660, true},
};

START_TEST(an_exclusive_resource_is_taken_in_nine_of_thirteen_relations)
{
	struct arena a = {0};
	struct resource r = thing(KIND_LAB, MODE_EXCLUSIVE, 0);
	struct neighbour near[] = {stands(7, 600, 660, 1, true)};
	struct claim_facts c = {.resource = &r, .opening = &always, .near = near, .n_near = 1};
	struct ask_facts ask = {.start = relations[_i].start, .end = relations[_i].end, .claims = &c, .n_claims = 1};
	const char *got = broken(&ask, &a), *want = relations[_i].busy ? "busy:R@7" : "";
	ck_assert_msg(strcmp(got, want) == 0, "%s: \"%s\", want \"%s\"", relations[_i].relation, got, want);
	arena_release(&a);
}
END_TEST

/* Setup 10 and teardown 20 minutes of the asked; what stands is stored with its own. */
static const struct {
	const char *label;
	enum resource_kind kind;
	int64_t start, end;
	bool busy;
} paddings[] = {
	{"teardown ends where the other begins", KIND_LAB, 520, 580, false},
	{"teardown reaches into the other", KIND_LAB, 520, 581, true},
	{"setup begins where the other ends", KIND_LAB, 670, 700, false},
	{"setup reaches into the other", KIND_LAB, 669, 700, true},
	{"a teacher is not kept by teardown", KIND_TEACHER, 520, 600, false},
	{"a teacher is not kept by setup", KIND_TEACHER, 660, 700, false},
	{"a class is not kept", KIND_CLASS, 540, 600, false},
	{"equipment is kept", KIND_EQUIPMENT, 520, 581, true},
	{"a base is kept", KIND_BASE, 669, 700, true},
};

START_TEST(setup_and_teardown_belong_to_the_resource)
{
	struct arena a = {0};
	struct resource r = thing(paddings[_i].kind, MODE_EXCLUSIVE, 0);
	struct neighbour near[] = {stands(7, 600, 660, 1, true)};
	struct claim_facts c = {.resource = &r, .opening = &always, .near = near, .n_near = 1};
	struct ask_facts ask = {.start = paddings[_i].start, .end = paddings[_i].end, .claims = &c, .n_claims = 1};
	r.setup_min = 10;
	r.teardown_min = 20;
	const char *got = broken(&ask, &a), *want = paddings[_i].busy ? "busy:R@7" : "";
	ck_assert_msg(strcmp(got, want) == 0, "%s: \"%s\", want \"%s\"", paddings[_i].label, got, want);
	struct claim mine = rules_claim(&ask, &c);
	bool kept = !kind_travels(r.kind);
	ck_assert_int_eq(mine.start, ask.start - (kept ? 10 : 0));
	ck_assert_int_eq(mine.end, ask.end + (kept ? 20 : 0));
	arena_release(&a);
}
END_TEST

START_TEST(every_clash_is_named_in_order_of_time)
{
	struct arena a = {0};
	struct resource r = thing(KIND_LAB, MODE_EXCLUSIVE, 0);
	struct neighbour near[] = {stands(9, 640, 650, 1, true), stands(3, 600, 610, 1, true), stands(5, 620, 630, 1, true),
	                           stands(2, 660, 670, 1, true)};
	struct claim_facts c = {.resource = &r, .opening = &always, .near = near, .n_near = 4};
	struct ask_facts ask = {.start = 605, .end = 645, .claims = &c, .n_claims = 1};
	ck_assert_str_eq(broken(&ask, &a), "busy:R@3;busy:R@5;busy:R@9");
	arena_release(&a);
}
END_TEST

/* Party and units against the seats of an exclusive resource. */
static const struct {
	const char *label;
	enum resource_kind kind;
	uint32_t seats, party, units;
	const char *want;
} parties[] = {
	{"party fits", KIND_LAB, 30, 30, 0, ""},
	{"party above", KIND_LAB, 30, 31, 0, "capacity:R@30"},
	{"no party", KIND_LAB, 30, 0, 0, ""},
	{"units above", KIND_LAB, 30, 0, 31, "capacity:R@30"},
	{"units fit", KIND_LAB, 30, 0, 30, ""},
	{"seats 0 is unlimited", KIND_LAB, 0, 5000, 0, ""},
	{"equipment", KIND_EQUIPMENT, 2, 3, 0, "capacity:R@2"},
	{"room", KIND_ROOM, 2, 3, 0, "capacity:R@2"},
	{"base", KIND_BASE, 2, 3, 0, "capacity:R@2"},
	{"a teacher's party is not checked", KIND_TEACHER, 1, 40, 0, ""},
	{"a class's party is not checked", KIND_CLASS, 1, 40, 0, ""},
};

START_TEST(a_party_fits_the_seats_or_not)
{
	struct arena a = {0};
	struct resource r = thing(parties[_i].kind, MODE_EXCLUSIVE, parties[_i].seats);
	struct claim_facts c = {.resource = &r, .opening = &always, .units_asked = parties[_i].units};
	struct ask_facts ask = {.start = 600, .end = 660, .party = parties[_i].party, .claims = &c, .n_claims = 1};
	const char *got = broken(&ask, &a);
	ck_assert_msg(strcmp(got, parties[_i].want) == 0, "%s: \"%s\", want \"%s\"", parties[_i].label, got,
	              parties[_i].want);
	arena_release(&a);
}
END_TEST

/* ---- shared resources ---- */

START_TEST(a_shared_claim_takes_its_units_else_the_party_else_one)
{
	static const struct {
		uint32_t party, units, want;
	} cases[] = {{0, 0, 1}, {5, 0, 5}, {5, 2, 2}, {0, 3, 3}, {1, 0, 1}};
	struct resource r = thing(KIND_EQUIPMENT, MODE_SHARED, 10);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct claim_facts c = {.resource = &r, .opening = &always, .units_asked = cases[i].units};
		struct ask_facts ask = {.start = 600, .end = 660, .party = cases[i].party, .claims = &c, .n_claims = 1};
		struct claim got = rules_claim(&ask, &c);
		ck_assert_msg(got.units == cases[i].want && !got.whole && got.limit == 10,
		              "party %u, units %u: takes %u, want %u", cases[i].party, cases[i].units, got.units, cases[i].want);
	}
}
END_TEST

/* The most units in use at any minute of [start, end), by counting. */
static uint64_t count_peak(const struct neighbour *near, size_t n, int64_t start, int64_t end)
{
	uint64_t peak = 0;
	for (int64_t at = start; at < end; at++) {
		uint64_t now = 0;
		for (size_t i = 0; i < n; i++)
			if (near[i].claim.start <= at && at < near[i].claim.end)
				now += near[i].claim.units;
		if (now > peak)
			peak = now;
	}
	return peak;
}

START_TEST(units_in_use_are_counted_at_every_instant)
{
	const uint64_t seed = random_seed(61);
	struct random rnd = {seed};
	for (int round = 0; round < 20000; round++) {
		struct arena a = {0};
		struct neighbour near[24];
		size_t n = random_below(&rnd, 24);
		struct resource r = thing(KIND_EQUIPMENT, MODE_SHARED, 1 + random_below(&rnd, 30));
		r.setup_min = random_below(&rnd, 3) ? 0 : random_below(&rnd, 15);
		r.teardown_min = random_below(&rnd, 3) ? 0 : random_below(&rnd, 15);
		for (size_t i = 0; i < n; i++) {
			int64_t start = 100 + random_below(&rnd, 100);
			near[i] = stands(i + 1, start, start + 1 + random_below(&rnd, 60), 1 + random_below(&rnd, 5), false);
		}
		struct claim_facts c = {.resource = &r, .opening = &always, .near = near, .n_near = n,
		                        .units_asked = random_below(&rnd, 8)};
		struct ask_facts ask = {.start = 100 + random_below(&rnd, 100), .party = random_below(&rnd, 8), .claims = &c,
		                        .n_claims = 1};
		ask.end = ask.start + 1 + random_below(&rnd, 60);
		uint32_t need = c.units_asked ? c.units_asked : ask.party ? ask.party : 1;
		uint64_t used = count_peak(near, n, ask.start - r.setup_min, ask.end + r.teardown_min);
		uint64_t left = used < r.seats ? r.seats - used : 0;
		const char *got = broken(&ask, &a), *want = need > left ? arena_fmt(&a, "capacity:R@%" PRIu64, left) : "";
		ck_assert_msg(strcmp(got, want) == 0,
		              "seed %" PRIu64 " round %d: \"%s\", want \"%s\" (need %u, used %" PRIu64 " of %u)", seed, round, got,
		              want, need, used, r.seats);
		arena_release(&a);
	}
}
END_TEST

START_TEST(the_peak_is_what_a_count_says)
{
	const uint64_t seed = random_seed(67);
	struct random rnd = {seed};
	for (int round = 0; round < 20000; round++) {
		struct arena a = {0};
		struct use uses[40];
		struct neighbour near[40];
		size_t n = random_below(&rnd, 40);
		for (size_t i = 0; i < n; i++) {
			int64_t start = random_below(&rnd, 60);
			near[i] = stands(1, start, start + 1 + random_below(&rnd, 40), random_below(&rnd, 4), false);
			uses[i] = (struct use){near[i].claim.start, near[i].claim.end, near[i].claim.units};
		}
		int64_t start = random_below(&rnd, 100), end = start + 1 + random_below(&rnd, 50);
		uint64_t got = rules_peak(uses, n, start, end, &a), want = count_peak(near, n, start, end);
		ck_assert_msg(got == want, "seed %" PRIu64 " round %d: %" PRIu64 ", want %" PRIu64, seed, round, got, want);
		arena_release(&a);
	}
}
END_TEST

START_TEST(a_shared_resource_without_seats_takes_everyone)
{
	struct arena a = {0};
	struct resource r = thing(KIND_ROOM, MODE_SHARED, 0);
	struct neighbour near[] = {stands(1, 600, 660, 1000000, false), stands(2, 600, 660, 1000000, false)};
	struct claim_facts c = {.resource = &r, .opening = &always, .near = near, .n_near = 2};
	struct ask_facts ask = {.start = 600, .end = 660, .party = 1000000, .claims = &c, .n_claims = 1};
	ck_assert_str_eq(broken(&ask, &a), "");
	arena_release(&a);
}
END_TEST

START_TEST(millions_of_units_do_not_wrap)
{
	struct arena a = {0};
	struct resource r = thing(KIND_EQUIPMENT, MODE_SHARED, 1000000);
	static struct neighbour near[5000];
	for (size_t i = 0; i < 5000; i++)
		near[i] = stands(i + 1, 600, 660, 1000000, false);
	struct claim_facts c = {.resource = &r, .opening = &always, .near = near, .n_near = 5000, .units_asked = 1};
	struct ask_facts ask = {.start = 600, .end = 660, .claims = &c, .n_claims = 1};
	ck_assert_str_eq(broken(&ask, &a), "capacity:R@0");
	arena_release(&a);
}
END_TEST

START_TEST(a_mode_that_changed_is_still_exclusive_for_what_stands)
{
	struct arena a = {0};
	struct resource shared = thing(KIND_ROOM, MODE_SHARED, 0), exclusive = thing(KIND_ROOM, MODE_EXCLUSIVE, 0);
	struct neighbour whole = stands(4, 600, 660, 1, true), part = stands(5, 600, 660, 3, false);
	struct claim_facts c = {.resource = &shared, .opening = &always, .near = &whole, .n_near = 1};
	struct ask_facts ask = {.start = 630, .end = 690, .claims = &c, .n_claims = 1};
	ck_assert_str_eq(broken(&ask, &a), "busy:R@4");
	c = (struct claim_facts){.resource = &exclusive, .opening = &always, .near = &part, .n_near = 1};
	ck_assert_str_eq(broken(&ask, &a), "busy:R@5");
	arena_release(&a);
}
END_TEST

/* ---- travel ---- */

/* Asked: [600, 660). A neighbour at an interval, with so many minutes of travel between the places. */
static const struct {
	const char *label;
	enum resource_kind kind;
	struct {
		int64_t start, end;
		uint32_t travel;
	} near[3];
	const char *want;
} travels[] = {
	{"gap is the travel time, before", KIND_TEACHER, {{500, 570, 30}}, ""},
	{"a minute less, before", KIND_TEACHER, {{500, 571, 30}}, "travel:R@1"},
	{"gap is the travel time, after", KIND_TEACHER, {{690, 720, 30}}, ""},
	{"a minute less, after", KIND_TEACHER, {{689, 720, 30}}, "travel:R@1"},
	{"touching on the same campus", KIND_TEACHER, {{500, 600, 0}}, ""},
	{"touching on another campus", KIND_TEACHER, {{500, 600, 1}}, "travel:R@1"},
	{"both sides", KIND_TEACHER, {{500, 599, 30}, {661, 700, 30}}, "travel:R@1;travel:R@2"},
	{"a class travels", KIND_CLASS, {{500, 571, 30}}, "travel:R@1"},
	{"a lab does not", KIND_LAB, {{500, 571, 30}}, ""},
	{"equipment does not", KIND_EQUIPMENT, {{500, 571, 30}}, ""},
	{"only the nearest before counts", KIND_TEACHER, {{580, 590, 0}, {500, 579, 60}}, ""},
	{"only the nearest after counts", KIND_TEACHER, {{670, 680, 0}, {681, 700, 60}}, ""},
	{"the nearest before counts, whatever lies behind", KIND_TEACHER, {{500, 550, 0}, {580, 590, 15}}, "travel:R@2"},
	{"the nearest after counts, whatever lies behind", KIND_TEACHER, {{700, 720, 90}, {665, 670, 10}}, "travel:R@2"},
	{"an overlap is busy, not travel", KIND_TEACHER, {{630, 700, 60}}, "busy:R@1"},
	{"an overlap hides no travel", KIND_TEACHER, {{630, 640, 60}, {500, 590, 30}}, "busy:R@1;travel:R@2"},
};

START_TEST(people_need_time_to_travel)
{
	struct arena a = {0};
	struct resource r = thing(travels[_i].kind, MODE_EXCLUSIVE, 0);
	struct neighbour near[3];
	size_t n = 0;
	for (; n < 3 && travels[_i].near[n].end; n++) {
		near[n] = stands(n + 1, travels[_i].near[n].start, travels[_i].near[n].end, 1, true);
		near[n].travel_min = kind_travels(r.kind) ? travels[_i].near[n].travel : 0;
	}
	struct claim_facts c = {.resource = &r, .opening = &always, .near = near, .n_near = n};
	struct ask_facts ask = {.start = 600, .end = 660, .claims = &c, .n_claims = 1};
	const char *got = broken(&ask, &a);
	ck_assert_msg(strcmp(got, travels[_i].want) == 0, "%s: \"%s\", want \"%s\"", travels[_i].label, got,
	              travels[_i].want);
	arena_release(&a);
}
END_TEST

/* ---- closures, hours, past, inactive ---- */

START_TEST(a_closure_counts_by_the_thirteen_relations)
{
	struct arena a = {0};
	struct resource r = thing(KIND_LAB, MODE_EXCLUSIVE, 0);
	struct closure closed = {600, 660, "", "", "holiday", 1};
	struct claim_facts c = {.resource = &r, .opening = &always, .closures = &closed, .n_closures = 1};
	struct ask_facts ask = {.start = relations[_i].start, .end = relations[_i].end, .claims = &c, .n_claims = 1};
	const char *got = broken(&ask, &a), *want = relations[_i].busy ? "closed:R@1970-01-01T10:00/1970-01-01T11:00 holiday"
	                                                               : "";
	ck_assert_msg(strcmp(got, want) == 0, "%s: \"%s\", want \"%s\"", relations[_i].relation, got, want);
	arena_release(&a);
}
END_TEST

START_TEST(a_closure_covers_setup_and_teardown_too)
{
	struct arena a = {0};
	struct resource r = thing(KIND_LAB, MODE_EXCLUSIVE, 0);
	struct closure closed = {660, 700, "", "", "", 1};
	struct claim_facts c = {.resource = &r, .opening = &always, .closures = &closed, .n_closures = 1};
	struct ask_facts ask = {.start = 600, .end = 660, .claims = &c, .n_claims = 1};
	ck_assert_str_eq(broken(&ask, &a), "");
	r.teardown_min = 1;
	ck_assert_str_eq(broken(&ask, &a), "closed:R@1970-01-01T11:00/1970-01-01T11:40");
	arena_release(&a);
}
END_TEST

START_TEST(opening_hours_hold_the_booking_not_its_setup)
{
	struct arena a = {0};
	struct resource r = thing(KIND_LAB, MODE_EXCLUSIVE, 0);
	struct opening hours;
	const char *bad;
	ck_assert_int_eq(opening_parse("Thu 10:00-11:00", &hours, &bad), 0); /* 1970-01-01 was a Thursday */
	struct claim_facts c = {.resource = &r, .opening = &hours};
	struct ask_facts ask = {.start = 600, .end = 660, .claims = &c, .n_claims = 1};
	r.opening = "Thu 10:00-11:00";
	r.setup_min = r.teardown_min = 30;
	ck_assert_str_eq(broken(&ask, &a), "");
	ask.end = 661;
	ck_assert_str_eq(broken(&ask, &a), "hours:R@Thu 10:00-11:00");
	ask.end = 660;
	ask.start = 599;
	ck_assert_str_eq(broken(&ask, &a), "hours:R@Thu 10:00-11:00");
	arena_release(&a);
}
END_TEST

START_TEST(the_past_is_refused_unless_it_is_recorded)
{
	struct arena a = {0};
	struct resource r = thing(KIND_LAB, MODE_EXCLUSIVE, 0);
	struct claim_facts c = {.resource = &r, .opening = &always};
	struct ask_facts ask = {.now = 600, .start = 600, .end = 660, .claims = &c, .n_claims = 1};
	ck_assert_str_eq(broken(&ask, &a), "");
	ask.now = 601;
	ck_assert_str_eq(broken(&ask, &a), "past:R@1970-01-01T10:00");
	ask.recorded = true;
	ck_assert_str_eq(broken(&ask, &a), "");
	arena_release(&a);
}
END_TEST

START_TEST(everything_that_is_broken_is_said_at_once)
{
	struct arena a = {0};
	struct resource lab = thing(KIND_LAB, MODE_EXCLUSIVE, 10), pool = thing(KIND_EQUIPMENT, MODE_SHARED, 4),
	                teacher = thing(KIND_TEACHER, MODE_EXCLUSIVE, 0);
	struct neighbour in_lab = stands(1, 640, 700, 1, true), in_pool = stands(2, 600, 620, 3, false),
	                 of_teacher = stands(3, 500, 590, 1, true);
	struct closure closed = {650, 655, "", "", "", 1};
	struct opening hours;
	const char *bad;
	ck_assert_int_eq(opening_parse("Thu 10:00-10:30", &hours, &bad), 0);
	lab.code = "LAB";
	lab.opening = "Thu 10:00-10:30";
	lab.active = false;
	pool.code = "POOL";
	teacher.code = "T";
	of_teacher.travel_min = 20;
	struct claim_facts claims[] = {
		{.resource = &lab, .opening = &hours, .near = &in_lab, .n_near = 1, .closures = &closed, .n_closures = 1},
		{.resource = &pool, .opening = &always, .near = &in_pool, .n_near = 1, .units_asked = 2},
		{.resource = &teacher, .opening = &always, .near = &of_teacher, .n_near = 1},
	};
	struct ask_facts ask = {.now = 1000, .start = 600, .end = 660, .party = 11, .claims = claims, .n_claims = 3};
	ck_assert_str_eq(broken(&ask, &a),
	                 "past:LAB@1970-01-01T10:00;inactive:LAB;busy:LAB@1;capacity:LAB@10;"
	                 "closed:LAB@1970-01-01T10:50/1970-01-01T10:55;hours:LAB@Thu 10:00-10:30;capacity:POOL@1;travel:T@3");
	arena_release(&a);
}
END_TEST

static void use_utc(void)
{
	ck_assert_int_eq(clock_zone_use("UTC"), 0);
}

Suite *rules_suite(void)
{
	Suite *s = suite_create("rules");
	TCase *t = tcase_create("rules");
	const int n_relations = sizeof relations / sizeof *relations;
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, use_utc, NULL);
	tcase_add_loop_test(t, an_exclusive_resource_is_taken_in_nine_of_thirteen_relations, 0, n_relations);
	tcase_add_loop_test(t, setup_and_teardown_belong_to_the_resource, 0, sizeof paddings / sizeof *paddings);
	tcase_add_test(t, every_clash_is_named_in_order_of_time);
	tcase_add_loop_test(t, a_party_fits_the_seats_or_not, 0, sizeof parties / sizeof *parties);
	tcase_add_test(t, a_shared_claim_takes_its_units_else_the_party_else_one);
	tcase_add_test(t, units_in_use_are_counted_at_every_instant);
	tcase_add_test(t, the_peak_is_what_a_count_says);
	tcase_add_test(t, a_shared_resource_without_seats_takes_everyone);
	tcase_add_test(t, millions_of_units_do_not_wrap);
	tcase_add_test(t, a_mode_that_changed_is_still_exclusive_for_what_stands);
	tcase_add_loop_test(t, people_need_time_to_travel, 0, sizeof travels / sizeof *travels);
	tcase_add_loop_test(t, a_closure_counts_by_the_thirteen_relations, 0, n_relations);
	tcase_add_test(t, a_closure_covers_setup_and_teardown_too);
	tcase_add_test(t, opening_hours_hold_the_booking_not_its_setup);
	tcase_add_test(t, the_past_is_refused_unless_it_is_recorded);
	tcase_add_test(t, everything_that_is_broken_is_said_at_once);
	suite_add_tcase(s, t);
	return s;
}
