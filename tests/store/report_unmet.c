/* What was refused and what became of it: by hand in a small consortium, and by a naive model over random requests. */
#include "store/change/store_notes.h"
#include "store/query/query_needs.h"
#include "tests/random.h"
#include "tests/store/report.h"

Suite *report_unmet_suite(void);

#define HEADER "key,asked,met,met_otherwise,unmet,hours"
#define FROM "2026-09-07T00:00" /* a Monday */
#define TO "2026-09-21T00:00"

static struct world w;

static void give(const char *code, const char *institution, const char *specialty)
{
	set_resource(&w, code, RES_INSTITUTION, (struct resource){.institution = institution});
	set_resource(&w, code, RES_SPECIALTY, (struct resource){.specialty = specialty});
}

static void setup(void)
{
	static const char *const codes[] = {"NORTH", "SOUTH", "WEST"};
	world_open(&w);
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct request rq = rq_institution(&w, codes[i], codes[i]);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	ck_assert_str_eq(campus(&w, "CN", "North"), "added");
	ck_assert_str_eq(resource(&w, "LAB-1", KIND_LAB, MODE_EXCLUSIVE, 40, "CN"), "added");
	ck_assert_str_eq(resource(&w, "LAB-2", KIND_LAB, MODE_EXCLUSIVE, 40, "CN"), "added");
	ck_assert_str_eq(resource(&w, "ROOM", KIND_ROOM, MODE_EXCLUSIVE, 40, ""), "added");
	ck_assert_str_eq(resource(&w, "CAR", KIND_EQUIPMENT, MODE_EXCLUSIVE, 4, ""), "added");
	give("LAB-1", "NORTH", "robots");
	give("LAB-2", "NORTH", "robots");
	give("ROOM", "SOUTH", "");
	give("CAR", "SOUTH", "cars");
	store_keep_refusals(&w.s);
}

static void teardown(void)
{
	world_close(&w);
}

static const char *ask_for(const char *claims, const char *institution, const char *purpose, int64_t start, int64_t end)
{
	struct request rq = rq_book_at(&w, claims, start, end);
	rq.u.booking.institution = institution;
	rq.u.booking.purpose = purpose;
	rq.u.booking.party = 1;
	return world_ask(&w, &rq);
}

static const char *want(const char *claims, const char *institution, const char *purpose, const char *start,
                        const char *end)
{
	return ask_for(claims, institution, purpose, at(start), at(end));
}

static void refused(const char *answer)
{
	ck_assert_msg(strncmp(answer, "refused", 7) == 0, "%s", answer);
}

static const char *unmet_by(const char *by)
{
	return report(&w, "unmet", by, FROM, TO);
}

/*
 * NORTH has taken all of Monday morning. WEST wants LAB-1: for lessons it gets it on Tuesday, for tests LAB-2 instead,
 * for a fair nothing. SOUTH wants the car that it has lent, and the room in the evening of the next week.
 */
static void some_refusals(void)
{
	ck_assert_str_eq(want("LAB-1;LAB-2;CAR", "NORTH", "term", "2026-09-07T08:00", "2026-09-07T12:00"), "added");
	ck_assert_str_eq(want("ROOM", "NORTH", "term", "2026-09-18T18:00", "2026-09-18T20:00"), "added");
	refused(want("LAB-1", "WEST", "lessons", "2026-09-07T08:00", "2026-09-07T10:00"));
	refused(want("LAB-1", "WEST", "Lessons", "2026-09-07T09:00", "2026-09-07T10:00"));
	refused(want("LAB-1", "WEST", "tests", "2026-09-07T10:00", "2026-09-07T11:30"));
	refused(want("LAB-1", "WEST", "fair", "2026-09-07T11:00", "2026-09-07T11:50"));
	refused(want("CAR", "SOUTH", "tour", "2026-09-07T11:00", "2026-09-07T13:00"));
	refused(want("ROOM;CAR", "SOUTH", "concert", "2026-09-18T18:00", "2026-09-18T21:00"));
	ck_assert_str_eq(want("LAB-1", "WEST", "LESSONS", "2026-09-08T08:00", "2026-09-08T10:00"), "added");
	ck_assert_str_eq(want("LAB-2", "WEST", "tests", "2026-09-08T08:00", "2026-09-08T10:00"), "added");
	/* of another week, institution, kind: none of them helps */
	ck_assert_str_eq(want("LAB-1", "WEST", "fair", "2026-09-14T08:00", "2026-09-14T10:00"), "added");
	ck_assert_str_eq(want("LAB-1", "SOUTH", "fair", "2026-09-09T08:00", "2026-09-09T10:00"), "added");
	ck_assert_str_eq(want("CAR", "WEST", "fair", "2026-09-09T08:00", "2026-09-09T10:00"), "added");
}

START_TEST(needs_are_met_or_not)
{
	some_refusals();
	ck_assert_str_eq(unmet_by(NULL), HEADER "\nequipment,1,0,0,1,2.00\nlab,3,1,1,1,0.83\nroom,1,0,0,1,3.00");
	ck_assert_str_eq(unmet_by("institution"), HEADER "\nSOUTH,2,0,0,2,5.00\nWEST,3,1,1,1,0.83");
	ck_assert_str_eq(unmet_by("specialty"), HEADER "\n,1,0,0,1,3.00\ncars,1,0,0,1,2.00\nrobots,3,1,1,1,0.83");
	ck_assert_str_eq(unmet_by("campus"), HEADER "\n,2,0,0,2,5.00\nCN,3,1,1,1,0.83");
	ck_assert_str_eq(unmet_by("slot"), HEADER "\n1-am,4,1,1,2,2.83\n5-eve,1,0,0,1,3.00");
	ck_assert_str_eq(unmet_by("reason"), HEADER "\nbusy,5,1,1,3,5.83");
}
END_TEST

/* The booking that meets a need may lie outside the period, in the same week; a need is of its first date. */
START_TEST(a_week_reaches_beyond_the_period)
{
	some_refusals();
	ck_assert_str_eq(report(&w, "unmet", NULL, FROM, "2026-09-08T00:00"),
	                 HEADER "\nequipment,1,0,0,1,2.00\nlab,3,1,1,1,0.83");
	ck_assert_str_eq(report(&w, "unmet", NULL, "2026-09-08T00:00", TO), HEADER "\nroom,1,0,0,1,3.00");
}
END_TEST

START_TEST(what_is_cancelled_meets_nothing)
{
	some_refusals();
	cancel(&w, 3);
	ck_assert_str_eq(unmet_by("institution"), HEADER "\nSOUTH,2,0,0,2,5.00\nWEST,3,0,1,2,2.83");
}
END_TEST

START_TEST(two_reasons_are_two_rows)
{
	ck_assert_str_eq(want("LAB-1", "NORTH", "term", "2026-09-07T08:00", "2026-09-07T12:00"), "added");
	ck_assert_str_eq(closure(&w, "LAB-1", "", "2026-09-07T12:00", "2026-09-07T13:00"), "added");
	refused(want("LAB-1", "WEST", "fair", "2026-09-07T11:00", "2026-09-07T12:30"));
	ck_assert_str_eq(unmet_by("reason"), HEADER "\nbusy,1,0,0,1,1.50\nclosed,1,0,0,1,1.50");
}
END_TEST

START_TEST(a_filter_is_of_the_resource_that_was_asked_for)
{
	struct report_ask ask = {.name = "unmet", .from = at(FROM), .to = at(TO), .filter = {.kind = KIND_ROOM}};
	some_refusals();
	ck_assert_str_eq(report_asked(&w, &ask), HEADER "\nroom,1,0,0,1,3.00");
}
END_TEST

/* A requester of SOUTH sees the needs of SOUTH; an administrator of NORTH those for its labs too. */
START_TEST(each_sees_his_own)
{
	struct request rq = rq_login(&w, "anna", "NORTH", ROLE_COORDINATOR, "");
	some_refusals();
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_login(&w, "sue", "SOUTH", ROLE_REQUESTER, "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_login(&w, "nora", "NORTH", ROLE_ADMINISTRATOR, "institution:NORTH");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	store_look_as(&w.s, "sue");
	ck_assert_str_eq(unmet_by("institution"), HEADER "\nSOUTH,2,0,0,2,5.00");
	store_look_as(&w.s, "nora");
	ck_assert_str_eq(unmet_by("institution"), HEADER "\nWEST,3,1,1,1,0.83");
}
END_TEST

/* ---- a naive model ---- */

static const char *const schools[] = {"NORTH", "SOUTH", "WEST"};
static const char *const things[] = {"LAB-1", "LAB-2", "ROOM"};
static const char *const purposes[] = {"a", "b"};

static struct naive {
	int asked, last_thing; /* the thing of the last refusal */
	bool held[3];          /* by thing: a booking stands */
} naive[3][2][2][2];           /* by school, whether it is the room, week, purpose */

START_TEST(as_a_naive_model_counts)
{
	struct random random = {random_seed(16)};
	uint64_t fates[3] = {0}, n = 0;
	char line[200];
	memset(naive, 0, sizeof naive);
	for (int i = 0; i < 400; i++) {
		size_t school = random_below(&random, 3), thing = random_below(&random, 3);
		size_t week = random_below(&random, 2), purpose = random_below(&random, 2);
		int64_t start = at(FROM) + DAY_MIN * (int64_t)(week * 7 + random_below(&random, 5)) +
		                60 * (int64_t)(8 + random_below(&random, 4));
		struct naive *v = &naive[school][thing == 2][week][purpose];
		const char *answer = ask_for(things[thing], schools[school], purposes[purpose], start, start + 90);
		if (strcmp(answer, "added") == 0) {
			v->held[thing] = true;
			continue;
		}
		v->asked = 1;
		v->last_thing = (int)thing;
	}
	for (size_t i = 0; i < sizeof naive / sizeof(struct naive); i++) {
		const struct naive *v = &naive[0][0][0][0] + i;
		if (!v->asked)
			continue;
		n++;
		if (v->held[v->last_thing])
			fates[0]++;
		else if (v->held[0] || v->held[1] || v->held[2])
			fates[1]++;
		else
			fates[2]++;
	}
	ck_assert_uint_gt(n, 10);
	const char *out = unmet_by("reason");
	snprintf(line, sizeof line, HEADER "\nbusy,%d,%d,%d,%d,%d.%02d", (int)n, (int)fates[0], (int)fates[1],
	         (int)fates[2], (int)(fates[2] * 3 / 2), fates[2] % 2 ? 50 : 0);
	ck_assert_str_eq(out, line);
}
END_TEST

Suite *report_unmet_suite(void)
{
	Suite *s = suite_create("report_unmet");
	TCase *tc = tcase_create("report_unmet");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, needs_are_met_or_not);
	tcase_add_test(tc, a_week_reaches_beyond_the_period);
	tcase_add_test(tc, what_is_cancelled_meets_nothing);
	tcase_add_test(tc, two_reasons_are_two_rows);
	tcase_add_test(tc, a_filter_is_of_the_resource_that_was_asked_for);
	tcase_add_test(tc, each_sees_his_own);
	tcase_add_test(tc, as_a_naive_model_counts);
	suite_add_tcase(s, tc);
	return s;
}
