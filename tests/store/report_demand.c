/* What is asked for against what is open: by hand, and its parts against the reports that have them too. */
#include "store/change/store_notes.h"
#include "tests/random.h"
#include "tests/store/report.h"

Suite *report_demand_suite(void);

#define HEADER "key,asked_hours,booked_hours,unmet_hours,open_hours,pressure"
/* two days, of which each is open for 14 hours */
#define FROM "2026-10-12T00:00"
#define TO "2026-10-14T00:00"

static struct world w;

static void add_resource(const char *code, enum resource_kind kind, enum resource_mode mode, uint32_t seats,
                         const char *specialty)
{
	struct request rq = rq_resource(&w, code, kind, mode, seats, "");
	rq.u.resource.specialty = specialty;
	rq.u.resource.institution = "NORTH";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void setup(void)
{
	static const char *const codes[] = {"NORTH", "SOUTH"};
	world_open(&w);
	for (size_t i = 0; i < 2; i++) {
		struct request rq = rq_institution(&w, codes[i], codes[i]);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	add_resource("LAB", KIND_LAB, MODE_EXCLUSIVE, 30, "robots");
	add_resource("POOL", KIND_LAB, MODE_SHARED, 10, "data");
	add_resource("T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, "robots");
	store_keep_refusals(&w.s);
}

static void teardown(void)
{
	world_close(&w);
}

static const char *ask_at(const char *claims, const char *purpose, int64_t start, int64_t end, uint32_t party)
{
	struct request rq = rq_book_at(&w, claims, start, end);
	rq.u.booking.institution = "SOUTH";
	rq.u.booking.purpose = purpose;
	rq.u.booking.party = party;
	return world_ask(&w, &rq);
}

static void want(const char *claims, const char *purpose, const char *start, const char *end, const char *answer)
{
	const char *got = ask_at(claims, purpose, at(start), at(end), 2);
	ck_assert_msg(strncmp(got, answer, strlen(answer)) == 0, "%s", got);
}

/*
 * The lab is booked for 4 hours with a teacher, refused for 3, and for 2 that are met later. Of the pool's ten seats
 * eight are booked for 5 hours, and four are refused for 2: 4 and 0.8 hours of it.
 */
START_TEST(hours_that_were_asked_for)
{
	want("LAB;T1", "term", "2026-10-12T08:00", "2026-10-12T12:00", "added");
	want("LAB", "fair", "2026-10-12T09:00", "2026-10-12T12:00", "refused");
	want("LAB", "test", "2026-10-12T10:00", "2026-10-12T12:00", "refused");
	want("LAB", "test", "2026-10-15T10:00", "2026-10-15T12:00", "added");
	want("POOL*8", "term", "2026-10-12T08:00", "2026-10-12T13:00", "added");
	want("POOL*4", "more", "2026-10-12T08:00", "2026-10-12T10:00", "refused");
	ck_assert_str_eq(report(&w, "demand", NULL, FROM, TO),
	                 HEADER "\ndata,4.80,4.00,0.80,28.00,17.14\nrobots,7.00,4.00,3.00,28.00,25.00");
	ck_assert_str_eq(report(&w, "demand", "kind", FROM, TO),
	                 HEADER "\nlab,11.80,8.00,3.80,56.00,21.07\nteacher,4.00,4.00,0.00,28.00,14.29");
	ck_assert_str_eq(report(&w, "demand", "campus", FROM, TO), HEADER "\n,11.80,8.00,3.80,56.00,21.07");
}
END_TEST

/* Who may see a lab sees what was refused of it, and others neither. */
START_TEST(each_sees_his_own)
{
	want("LAB", "term", "2026-10-12T08:00", "2026-10-12T12:00", "added");
	want("LAB", "fair", "2026-10-12T09:00", "2026-10-12T12:00", "refused");
	struct request rq = rq_login(&w, "anna", "", ROLE_COORDINATOR, "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_login(&w, "nora", "NORTH", ROLE_ADMINISTRATOR, "institution:NORTH");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_login(&w, "sue", "SOUTH", ROLE_REQUESTER, "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	store_look_as(&w.s, "nora");
	ck_assert_str_eq(report(&w, "demand", NULL, FROM, TO),
	                 HEADER "\ndata,0.00,0.00,0.00,28.00,0.00\nrobots,7.00,4.00,3.00,28.00,25.00");
	store_look_as(&w.s, "sue");
	ck_assert_str_eq(report(&w, "demand", NULL, FROM, TO), HEADER);
}
END_TEST

/*
 * Random wishes for the lab: booked is what was granted, unmet the length of each purpose that never was, as of
 * the last new reason: what is refused again on a day for the same reason is kept as it is.
 */
START_TEST(as_a_naive_model_counts)
{
	static const char *const purposes[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
	enum { N = sizeof purposes / sizeof *purposes };
	struct random random = {random_seed(5)};
	int64_t granted = 0, unmet = 0, refused[N] = {0};
	bool met[N] = {false};
	const char *last[N] = {NULL};
	char texts[4][CELL_HUNDREDTHS_MAX];
	for (int i = 0; i < 60; i++) {
		size_t purpose = random_below(&random, N);
		int64_t start = at(FROM) + random_between(&random, 0, 2 * DAY_MIN - 700);
		int64_t len = random_between(&random, 30, 700);
		const char *answer = ask_at("LAB", purposes[purpose], start, start + len, 1);
		if (strcmp(answer, "added") == 0) {
			granted += len;
			met[purpose] = true;
			continue;
		}
		if (!last[purpose] || strcmp(last[purpose], answer) != 0)
			refused[purpose] = len;
		last[purpose] = answer;
	}
	for (size_t i = 0; i < N; i++)
		unmet += met[i] ? 0 : refused[i];
	ck_assert_int_gt(unmet, 0);
	const char *line = arena_fmt(&w.arena, HEADER "\nlab,%s,%s,%s,56.00,%s\nteacher,0.00,0.00,0.00,28.00,0.00",
	                             cell_hundredths(((granted + unmet) * 200 + 60) / 120, texts[0]),
	                             cell_hundredths((granted * 200 + 60) / 120, texts[1]),
	                             cell_hundredths((unmet * 200 + 60) / 120, texts[2]),
	                             cell_hundredths(((granted + unmet) * 20000 + 3360) / 6720, texts[3]));
	ck_assert_str_eq(report(&w, "demand", "kind", FROM, TO), line);
}
END_TEST

Suite *report_demand_suite(void)
{
	Suite *s = suite_create("report_demand");
	TCase *tc = tcase_create("report_demand");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, hours_that_were_asked_for);
	tcase_add_test(tc, each_sees_his_own);
	tcase_add_test(tc, as_a_naive_model_counts);
	suite_add_tcase(s, tc);
	return s;
}
