/* Evaluations in the mean: from five on, by resource and by institution, for those who may see them. */
#include "tests/store/report.h"
#include "tests/store/two_schools.h"

Suite *report_evaluations_suite(void);

#define HEADER "key,name,side,n,a,b,c,d,mean"

static const char *const scores[] = {"5,4,3,2", "4,4,3,1", "5,5,3,2", "5,4,4,2", "5,4,3,2", "1,1,1,1"};

/* wyn of WEST has used EAST's lab E2 each of six days with the group G1, which nobody rates; n of them were rated by
 * both sides. */
static void rate(size_t n)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	open_schools();
	add_person("wyn", "WEST", ROLE_REQUESTER, "");
	struct request group = rq_resource(&w, "G1", KIND_CLASS, MODE_EXCLUSIVE, 0, "");
	group.actor = "root";
	group.u.resource.institution = "WEST";
	ck_assert_str_eq(world_ask(&w, &group), "added");
	for (int64_t day = 0; day < 6; day++) {
		int64_t start = at("2026-09-02T08:00") + day * DAY_MIN;
		ck_assert_str_eq(book_as("wyn", "E2;G1", clock_format(start, from), clock_format(start + 60, to)),
		                 "added booked");
	}
	go_to("2026-09-10T10:00");
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(decide(OP_EVALUATE, "wyn", i + 1, scores[i]), "added booked");
		ck_assert_str_eq(decide(OP_EVALUATE, "eve", i + 1, "5,5,5,4"), "added booked");
	}
}

static const char *evaluations(const char *by, const char *from)
{
	return report(&w, "evaluations", by, from, "2026-10-01T00:00");
}

START_TEST(fewer_than_five_are_not_shown)
{
	struct report_table t;
	rate(4);
	struct report_ask ask = {.name = "evaluations", .from = at("2026-09-01T00:00"), .to = at("2026-10-01T00:00")};
	ck_assert_int_eq(report_run(&w.s, &ask, &t), 0);
	ck_assert_uint_eq(t.n, 0);
	ck_assert_uint_eq(t.n_small, 2);
	report_table_release(&t);
	world_close(&w);
}
END_TEST

/* a = (5 + 4 + 5 + 5 + 5) / 5 = 24 / 5; b 21 / 5; c 16 / 5; d 9 / 5; all 70 / 20. */
START_TEST(five_have_a_mean)
{
	rate(5);
	ck_assert_str_eq(evaluations(NULL, "2026-09-01T00:00"),
	                 HEADER "\nE2,E2,user,5,4.80,4.20,3.20,1.80,3.50\nE2,E2,owner,5,5.00,5.00,5.00,4.00,4.75");
	ck_assert_str_eq(evaluations("institution", "2026-09-01T00:00"),
	                 HEADER "\n"
	                        "EAST,East,user,5,4.80,4.20,3.20,1.80,3.50\n"
	                        "WEST,West,owner,5,5.00,5.00,5.00,4.00,4.75");
	/* the first of them lies before the period */
	ck_assert_str_eq(evaluations(NULL, "2026-09-03T00:00"), HEADER);
	world_close(&w);
}
END_TEST

/* a 25 / 6 = 4.1666, b 22 / 6, c 17 / 6, d 10 / 6, all 74 / 24. */
START_TEST(means_are_rounded_half_up)
{
	rate(6);
	ck_assert_str_eq(evaluations(NULL, "2026-09-01T00:00"),
	                 HEADER "\nE2,E2,user,6,4.17,3.67,2.83,1.67,3.08\nE2,E2,owner,6,5.00,5.00,5.00,4.00,4.75");
	world_close(&w);
}
END_TEST

START_TEST(cancelled_ones_count_nowhere)
{
	rate(6);
	struct request rq = rq_decide(OP_NOSHOW, "eve", 6, "");
	ck_assert_str_eq(ask(&rq), "updated noshow");
	ck_assert_str_eq(evaluations(NULL, "2026-09-01T00:00"),
	                 HEADER "\nE2,E2,user,5,4.80,4.20,3.20,1.80,3.50\nE2,E2,owner,5,5.00,5.00,5.00,4.00,4.75");
	world_close(&w);
}
END_TEST

/* EAST sees how its lab was rated, WEST how its people were. */
START_TEST(each_side_sees_its_own)
{
	rate(5);
	store_look_as(&w.s, "eve");
	ck_assert_str_eq(evaluations("institution", "2026-09-01T00:00"),
	                 HEADER "\n"
	                        "EAST,East,user,5,4.80,4.20,3.20,1.80,3.50");
	store_look_as(&w.s, "wes");
	ck_assert_str_eq(evaluations(NULL, "2026-09-01T00:00"), HEADER);
	ck_assert_str_eq(evaluations("institution", "2026-09-01T00:00"),
	                 HEADER "\nWEST,West,owner,5,5.00,5.00,5.00,4.00,4.75");
	world_close(&w);
}
END_TEST

Suite *report_evaluations_suite(void)
{
	Suite *s = suite_create("report_evaluations");
	TCase *tc = tcase_create("report_evaluations");
	tcase_add_test(tc, fewer_than_five_are_not_shown);
	tcase_add_test(tc, five_have_a_mean);
	tcase_add_test(tc, means_are_rounded_half_up);
	tcase_add_test(tc, cancelled_ones_count_nowhere);
	tcase_add_test(tc, each_side_sees_its_own);
	suite_add_tcase(s, tc);
	return s;
}
