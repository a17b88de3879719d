/* Indicators, scores and a fund: by hand for two schools, and the fund's split by what a fair one has to be. */
#include "store/report/score.h"
#include "tests/store/register_put.h"
#include "tests/store/report.h"
#include "tests/store/two_schools.h"

Suite *report_score_suite(void);

#define HEADER "institution,utilisation,sharing,offered,lent,evaluation,decisions,attendance,recorded,score,grade"
#define FUND_HEADER "institution,score,amount"
/* 73 days, a fifth of a year: 280 rated hours */
#define FROM "2026-09-01T00:00"
#define TO "2026-11-13T00:00"

static void set_sharing(const char *code, enum sharing sharing)
{
	struct request rq = rq_of(&w, OP_RESOURCE);
	rq.actor = "root";
	rq.u.resource = (struct resource){.code = code, .sharing = sharing};
	rq.given = GIVEN(RES_SHARING);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
}

static void done(const char *answer, const char *wanted)
{
	ck_assert_str_eq(answer, wanted);
}

/*
 * EAST's two labs have 560 rated hours and 56 of use: 14 by WEST, which are recorded, and 42 of its own. One of two
 * requests was decided. ann came four times of five. Five ratings have a mean of 4.
 */
static void use_some(void)
{
	static const char *const scores[] = {"5,5,5,5", "4,4,4,4", "3,3,3,3", "5,4,3,4", "4,4,4,4"};
	open_schools();
	add_person("wyn", "WEST", ROLE_REQUESTER, "");
	done(book_as("wyn", "E2", "2026-09-02T08:00", "2026-09-02T22:00"), "added booked");
	done(book_as("ann", "E2", "2026-09-03T08:00", "2026-09-03T22:00"), "added booked");
	done(book_as("ann", "E2", "2026-09-04T08:00", "2026-09-04T22:00"), "added booked");
	done(book_as("ann", "E2", "2026-09-05T08:00", "2026-09-05T15:00"), "added booked");
	done(book_as("ann", "E2", "2026-09-06T08:00", "2026-09-06T15:00"), "added booked");
	done(book_as("ann", "E2", "2026-09-10T08:00", "2026-09-10T09:00"), "added booked");
	done(book_as("wyn", "E1", "2026-09-20T08:00", "2026-09-20T09:00"), "added requested");
	done(book_as("wyn", "E1", "2026-09-21T08:00", "2026-09-21T09:00"), "added requested");
	done(decide(OP_DECLINE, "eve", 7, "closed"), "updated declined");
	set_sharing("E1", SHARING_OWNER);
	have_students_as(&w, "root", "EAST", 2026, 100);
	go_to("2026-09-02T08:00");
	done(decide(OP_CHECKIN, "wyn", 1, ""), "updated used");
	go_to("2026-09-10T12:00");
	done(decide(OP_NOSHOW, "eve", 6, ""), "updated noshow");
	go_to("2026-10-01T00:00");
	for (size_t i = 0; i < 5; i++)
		decide(OP_EVALUATE, i ? "ann" : "wyn", i + 1, scores[i]);
}

static const char *score(const struct report_weight *weights, size_t n)
{
	struct report_ask ask = {.name = "score", .from = at(FROM), .to = at(TO), .weights = weights, .n_weights = n};
	return report_asked(&w, &ask);
}

static struct report_weight alike[INDICATORS];

static const struct report_weight *weigh(int64_t utilisation, int64_t sharing)
{
	for (size_t i = 0; i < INDICATORS; i++)
		alike[i] = (struct report_weight){score_indicator_name(i), 0};
	alike[INDICATOR_UTILISATION].weight = utilisation;
	alike[INDICATOR_SHARING].weight = sharing;
	return alike;
}

/*
 * 56 / 560; 25 % of 30 %; one of two; 14 of 20 hours; 3 of 4; one of two; four of five; 14 / 56. Their mean is
 * 443.33 / 8. WEST has neither use nor students: its mean is of three.
 */
START_TEST(indicators_have_a_mean)
{
	use_some();
	ck_assert_str_eq(score(NULL, 0), HEADER "\n"
	                                        "EAST,10.00,83.33,50.00,70.00,75.00,50.00,80.00,25.00,55.42,C\n"
	                                        "WEST,0.00,,100.00,,,,100.00,,66.67,B");
	close_schools();
}
END_TEST

START_TEST(weights_weigh)
{
	use_some();
	const char *out = score(weigh(5000, 5000), INDICATORS);
	ck_assert_msg(strstr(out, ",25.00,46.67,C\n"), "%s", out);
	ck_assert_msg(strstr(out, ",100.00,,0.00,D"), "%s", out);
	out = score(weigh(1000, 9000), INDICATORS);
	ck_assert_msg(strstr(out, ",25.00,76.00,B\n"), "%s", out);
	out = score(weigh(0, 10000), INDICATORS);
	ck_assert_msg(strstr(out, ",25.00,83.33,A\n"), "%s", out);
	/* nothing that weighs is known of WEST */
	ck_assert_msg(strstr(out, ",100.00,,,"), "%s", out);
	close_schools();
}
END_TEST

START_TEST(who_has_nothing_to_share_has_no_score)
{
	use_some();
	struct request rq = rq_institution(&w, "SOUTH", "South");
	rq.actor = "root";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	add_person("sam", "SOUTH", ROLE_REQUESTER, "");
	go_to("2026-09-20T00:00");
	done(book_as("sam", "E2", "2026-09-22T08:00", "2026-09-22T09:00"), "added booked");
	go_to("2026-10-01T00:00");
	const char *out = score(NULL, 0);
	ck_assert_msg(strstr(out, "\nSOUTH,,,,,,,100.00,,,\n"), "%s", out);
	close_schools();
}
END_TEST

static int weighed(const struct report_weight *weights, size_t n)
{
	struct report_table t;
	struct report_ask ask = {.name = "score", .weights = weights, .n_weights = n};
	int err = report_run(&w.s, &ask, &t);
	report_table_release(&t);
	return err;
}

START_TEST(unsound_weights_are_refused)
{
	open_schools();
	ck_assert_int_eq(weighed(weigh(5000, 5000), INDICATORS), 0);
	ck_assert_int_eq(weighed(weigh(5000, 4999), INDICATORS), QUAD_EINVAL);
	ck_assert_int_eq(weighed(weigh(-1, 10001), INDICATORS), QUAD_EINVAL);
	/* the last of them has 0, as one that is not named */
	ck_assert_int_eq(weighed(weigh(5000, 5000), INDICATORS - 1), 0);
	ck_assert_int_eq(weighed(weigh(5000, 5000), 1), QUAD_EINVAL);
	weigh(5000, 5000);
	alike[INDICATOR_LENT].indicator = "beauty";
	ck_assert_int_eq(weighed(alike, INDICATORS), QUAD_EINVAL);
	alike[INDICATOR_LENT].indicator = "offered";
	ck_assert_int_eq(weighed(alike, INDICATORS), QUAD_EINVAL);
	close_schools();
}
END_TEST

static const char *fund(int64_t total, const struct report_weight *weights)
{
	struct report_ask ask = {.name = "fund",
	                         .from = at(FROM),
	                         .to = at(TO),
	                         .total = total,
	                         .weights = weights,
	                         .n_weights = weights ? INDICATORS : 0};
	return report_asked(&w, &ask);
}

/* 1000 x 5542 / 12209 = 453.9274, 1000 x 6667 / 12209 = 546.0725 */
START_TEST(a_fund_is_split_by_scores)
{
	struct report_table t;
	use_some();
	ck_assert_str_eq(fund(100000, NULL), FUND_HEADER "\n"
	                                                 "EAST,55.42,453.93\nWEST,66.67,546.07");
	/* who has no score has no part in it, and nothing is left over */
	ck_assert_str_eq(fund(100000, weigh(0, 10000)), FUND_HEADER "\n"
	                                                            "EAST,83.33,1000.00");
	ck_assert_int_eq(report_run(&w.s, &(struct report_ask){.name = "fund"}, &t), QUAD_EINVAL);
	report_table_release(&t);
	close_schools();
}
END_TEST

/* Equal ones have equal parts, and the first code what is left; also where all scores are 0. */
START_TEST(equal_scores_split_evenly)
{
	open_schools();
	struct request rq = rq_institution(&w, "NORTH", "North");
	rq.actor = "root";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	add_lab("N1", "NORTH", APPROVAL_NONE);
	ck_assert_str_eq(fund(100, NULL), FUND_HEADER "\n"
	                                              "EAST,50.00,0.34\nNORTH,50.00,0.33\nWEST,50.00,0.33");
	ck_assert_str_eq(fund(101, weigh(10000, 0)), FUND_HEADER "\n"
	                                                         "EAST,0.00,0.34\nNORTH,0.00,0.34\nWEST,0.00,0.33");
	close_schools();
}
END_TEST

/* Every total is split exactly, each part is the exact one rounded up or down, and up go the larger remainders. */
START_TEST(every_total_is_split_exactly)
{
	const int64_t scores[] = {5542, 6667}, sum = 5542 + 6667;
	use_some();
	for (int64_t total = 1; total < 300; total += 7) {
		struct report_table t;
		struct report_ask ask = {.name = "fund", .from = at(FROM), .to = at(TO), .total = total};
		int64_t amounts[2];
		ck_assert_int_eq(report_run(&w.s, &ask, &t), 0);
		ck_assert_uint_eq(t.n, 2);
		for (size_t i = 0; i < 2; i++) {
			amounts[i] = t.rows[i].cells[2].number;
			int64_t below = total * scores[i] / sum;
			ck_assert(amounts[i] == below || amounts[i] == below + 1);
		}
		ck_assert_int_eq(amounts[0] + amounts[1], total);
		bool first_is_up = amounts[0] > total * scores[0] / sum;
		bool second_is_up = amounts[1] > total * scores[1] / sum;
		int64_t remainders[] = {total * scores[0] % sum, total * scores[1] % sum};
		ck_assert(!(first_is_up && !second_is_up) || remainders[0] >= remainders[1]);
		ck_assert(!(second_is_up && !first_is_up) || remainders[1] > remainders[0]);
		report_table_release(&t);
	}
	close_schools();
}
END_TEST

/* An administrator of EAST sees EAST, and a fund is split among those whom one sees. */
START_TEST(each_sees_his_own)
{
	use_some();
	store_look_as(&w.s, "eve");
	ck_assert_str_eq(score(NULL, 0), HEADER "\n"
	                                        "EAST,10.00,83.33,50.00,70.00,75.00,50.00,80.00,25.00,55.42,C");
	ck_assert_str_eq(fund(100000, NULL), FUND_HEADER "\n"
	                                                 "EAST,55.42,1000.00");
	store_look_as(&w.s, NULL);
	close_schools();
}
END_TEST

Suite *report_score_suite(void)
{
	Suite *s = suite_create("report_score");
	TCase *tc = tcase_create("report_score");
	tcase_add_test(tc, indicators_have_a_mean);
	tcase_add_test(tc, weights_weigh);
	tcase_add_test(tc, who_has_nothing_to_share_has_no_score);
	tcase_add_test(tc, unsound_weights_are_refused);
	tcase_add_test(tc, a_fund_is_split_by_scores);
	tcase_add_test(tc, equal_scores_split_evenly);
	tcase_add_test(tc, every_total_is_split_exactly);
	tcase_add_test(tc, each_sees_his_own);
	suite_add_tcase(s, tc);
	return s;
}
