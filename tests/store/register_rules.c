/*
 * The rules that the registers make, from a row to the refusal: shares of several owners, agreements, trainees. Hours
 * are counted by hand here, and against a simple model under random requests in model_registers.c.
 */
#include "store/model/settings.h"
#include "store/query/alternatives.h"
#include "tests/store/register_rows.h"

Suite *register_rules_suite(void);

static struct world w;

/*
 * LAB and POOL (ten seats) are A's, BLAB is B's; open on Mondays from 8 to 18, as LAB2, which nobody shares. FIRM has
 * the bases WELD, for that specialty, and HALL. October has four Mondays: 5, 12, 19, 26.
 */
static void set_up(void)
{
	static const char *const institutions[] = {"A", "B", "C", "FIRM"};
	static const struct {
		const char *code, *institution;
		enum resource_mode mode;
		uint32_t seats;
	} resources[] = {{"LAB", "A", MODE_EXCLUSIVE, 40},  {"POOL", "A", MODE_SHARED, 10},
	                 {"LAB2", "A", MODE_EXCLUSIVE, 40}, {"BLAB", "B", MODE_EXCLUSIVE, 40},
	                 {"WELD", "FIRM", MODE_SHARED, 0},  {"HALL", "FIRM", MODE_SHARED, 0}};
	world_open(&w);
	for (size_t i = 0; i < sizeof institutions / sizeof *institutions; i++) {
		struct request rq = rq_institution(&w, institutions[i], institutions[i]);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	for (size_t i = 0; i < sizeof resources / sizeof *resources; i++) {
		struct request rq = rq_resource(&w, resources[i].code, i < 4 ? KIND_LAB : KIND_BASE, resources[i].mode,
		                                resources[i].seats, "");
		rq.u.resource.institution = resources[i].institution;
		rq.u.resource.specialty = i == 4 ? "welder" : "";
		rq.u.resource.opening = i < 4 ? "Mon 08:00-18:00" : "";
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
}

static void tear_down(void)
{
	world_close(&w);
}

static struct request rq_for(const char *institution, const char *claims, const char *start, const char *end,
                             uint32_t party)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.institution = institution;
	rq.u.booking.party = party;
	return rq;
}

static const char *book_for(const char *institution, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_for(institution, claims, start, end, 2);
	return world_ask(&w, &rq);
}

static const char *people_for(const char *institution, const char *claims, uint32_t party, const char *start,
                              const char *end)
{
	struct request rq = rq_for(institution, claims, start, end, party);
	return world_ask(&w, &rq);
}

static void config(const char *name, const char *value)
{
	struct request rq = rq_of(&w, OP_SETTING);
	rq.u.setting = (struct setting){.name = name, .value = value};
	world_ask(&w, &rq);
	ck_assert_uint_eq(w.last.reasons.n, 0);
}

/* ---- shares ---- */

START_TEST(a_share_is_of_the_open_hours_of_a_month)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	/* 40 hours are open; B may use ten, A, whose it is, what the register leaves */
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T16:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T11:00"), "refused share:LAB@2.00/10.00");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T10:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-19T08:00", "2026-10-19T08:01"), "refused share:LAB@0.00/10.00");
	ck_assert_str_eq(book_for("B", "LAB", "2026-11-02T08:00", "2026-11-02T10:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB2", "2026-10-12T08:00", "2026-10-12T11:00"), "added");
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-12T12:00", "2026-10-12T13:00"), "refused share:LAB@0.00/0.00");
	ck_assert_str_eq(book_for("A", "LAB", "2026-10-19T08:00", "2026-10-19T18:00"), "added");
	ck_assert_str_eq(book_for("A", "LAB", "2026-10-26T08:00", "2026-10-26T18:00"), "added");
	ck_assert_str_eq(book_for("A", "LAB", "2026-10-12T10:00", "2026-10-12T18:00"), "added");
	ck_assert_str_eq(book_for("A", "LAB", "2026-10-05T16:00", "2026-10-05T18:00"), "added");
}
END_TEST

START_TEST(closures_are_no_open_hours)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	ck_assert_str_eq(closure(&w, "LAB", "", "2026-10-26T00:00", "2026-10-27T00:00"), "added");
	ck_assert_str_eq(closure(&w, "", "", "2026-10-26T12:00", "2026-10-28T00:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T16:00"), "refused share:LAB@7.50/7.50");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T15:30"), "added");
}
END_TEST

START_TEST(what_nobody_claimed_is_free_for_all)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	w.now = at("2026-10-05T07:59");
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-19T08:00", "2026-10-19T10:00"), "refused share:LAB@0.00/0.00");
	w.now = at("2026-10-05T08:00");
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-19T08:00", "2026-10-19T10:00"), "added");
	config(SETTING_SHARE_DAYS, "3");
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-12T08:00", "2026-10-12T10:00"), "refused share:LAB@0.00/0.00");
	config(SETTING_SHARE_DAYS, "none");
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-26T08:00", "2026-10-26T10:00"), "added");
	config(SETTING_SHARE_DAYS, "0");
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-12T08:00", "2026-10-12T10:00"), "refused share:LAB@0.00/0.00");
	struct request rq = rq_for("C", "LAB", "2026-10-12T08:00", "2026-10-12T10:00", 2);
	rq.flags = REQUEST_RECORD;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}
END_TEST

START_TEST(a_share_counts_by_seats_and_months)
{
	/* a quarter of 40 hours; two of ten seats take a fifth of the hours */
	put_owner(&w, "POOL", "B", 25, "", "");
	ck_assert_str_eq(book_for("B", "POOL*5", "2026-10-05T08:00", "2026-10-05T18:00"), "added");
	ck_assert_str_eq(book_for("B", "POOL*5", "2026-10-12T08:00", "2026-10-12T16:00"), "added");
	ck_assert_str_eq(book_for("B", "POOL*3", "2026-10-19T08:00", "2026-10-19T18:00"),
	                 "refused share:POOL@1.00/10.00");
	ck_assert_str_eq(book_for("B", "POOL*1", "2026-10-19T08:00", "2026-10-19T18:00"), "added");
	/* in force up to the middle of November alone: of five Mondays three, then of one day */
	put_owner(&w, "LAB", "C", 10, "", "2026-11-16");
	ck_assert_str_eq(book_for("C", "LAB", "2026-11-02T08:00", "2026-11-02T12:00"), "refused share:LAB@3.00/3.00");
	ck_assert_str_eq(book_for("C", "LAB", "2026-11-02T08:00", "2026-11-02T11:00"), "added");
	ck_assert_str_eq(book_for("C", "LAB", "2026-11-23T08:00", "2026-11-23T18:00"), "added");
}
END_TEST

START_TEST(what_takes_no_more_is_not_judged)
{
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-05T08:00", "2026-10-05T12:00"), "added");
	put_owner(&w, "LAB", "B", 25, "", "");
	ck_assert_str_eq(move(&w, 1, "2026-10-12T08:00", "2026-10-12T12:00"), "updated");
	ck_assert_str_eq(move(&w, 1, "2026-10-12T08:00", "2026-10-12T13:00"), "refused share:LAB@0.00/0.00");
	ck_assert_str_eq(move(&w, 1, "2026-11-02T08:00", "2026-11-02T09:00"), "refused share:LAB@0.00/0.00");
	ck_assert_str_eq(move(&w, 1, "2026-10-12T08:00", "2026-10-12T11:00"), "updated");
}
END_TEST

static const char *series_of(const char *institution, const char *claims, const char *rule, const char *start)
{
	struct request rq = rq_of(&w, OP_SERIES);
	rq.u.series = (struct series_ask){.ref = "",
	                                  .purpose = "",
	                                  .note = "",
	                                  .requester = "",
	                                  .institution = institution,
	                                  .from = FROM_THE_START,
	                                  .weeks.term = ""};
	rq.u.series.rule = (struct rule_pattern){rule, at(start), 180};
	ck_assert_int_eq(claims_parse(claims, &w.arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	return world_ask(&w, &rq);
}

START_TEST(each_of_a_series_counts_against_those_before)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	put_agreement(&w, "AG", "A;C", "LAB2", 7, "", "");
	ck_assert_str_eq(series_of("B", "LAB", "FREQ=WEEKLY;COUNT=5", "2026-10-05T08:00"),
	                 "refused share:LAB@1.00/10.00");
	ck_assert_str_eq(series_of("B", "LAB", "FREQ=WEEKLY;COUNT=3", "2026-10-05T08:00"), "added");
	ck_assert_str_eq(series_of("C", "LAB2", "FREQ=WEEKLY;COUNT=3", "2026-10-05T08:00"),
	                 "refused agreement:LAB2@AG 6.00/7.00");
	ck_assert_str_eq(series_of("C", "LAB2", "FREQ=WEEKLY;COUNT=2", "2026-10-05T08:00"), "added");
}
END_TEST

/* ---- agreements ---- */

START_TEST(an_agreement_counts_what_its_parties_lend_each_other)
{
	put_agreement(&w, "AG", "A;B", "", 10, "2026-09-01", "2026-10-31");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T14:00"), "added");
	ck_assert_str_eq(book_for("A", "BLAB", "2026-10-05T08:00", "2026-10-05T11:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB;POOL*5", "2026-10-12T08:00", "2026-10-12T09:00"),
	                 "refused agreement:POOL@AG 10.00/10.00");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T10:00"),
	                 "refused agreement:LAB@AG 9.00/10.00");
	/* own use, somebody else and other days are no matter of it */
	ck_assert_str_eq(book_for("A", "LAB", "2026-10-12T12:00", "2026-10-12T18:00"), "added");
	ck_assert_str_eq(book_for("C", "LAB", "2026-10-19T12:00", "2026-10-19T18:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB", "2026-11-02T08:00", "2026-11-02T18:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T09:00"), "added");
	/* what is cancelled counts no more */
	cancel(&w, 1);
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-26T08:00", "2026-10-26T14:00"), "added");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-26T15:00", "2026-10-26T15:01"),
	                 "refused agreement:LAB@AG 10.00/10.00");
}
END_TEST

START_TEST(of_several_agreements_the_first_with_room_counts)
{
	put_agreement(&w, "AG", "A;B", "LAB;POOL", 4, "", "");
	put_agreement(&w, "AH", "B;C;A", "LAB", 3, "", "");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T11:00"), "added");  /* AG */
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T12:00", "2026-10-05T14:00"), "added");  /* AH */
	ck_assert_str_eq(book_for("B", "POOL", "2026-10-12T08:00", "2026-10-12T13:00"), "added"); /* AG, a fifth */
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T10:00"),
	                 "refused agreement:LAB@AG 4.00/4.00;agreement:LAB@AH 2.00/3.00");
	ck_assert_str_eq(book_for("B", "LAB2", "2026-10-12T08:00", "2026-10-12T10:00"), "added");
	put_agreement(&w, "AI", "A;B", "", -1, "", "");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T10:00"), "added");
}
END_TEST

START_TEST(a_move_counts_once)
{
	put_agreement(&w, "AG", "A;B", "", 4, "", "");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T12:00"), "added");
	ck_assert_str_eq(move(&w, 1, "2026-10-12T08:00", "2026-10-12T12:00"), "updated");
	ck_assert_str_eq(move(&w, 1, "2026-10-12T08:00", "2026-10-12T13:00"), "refused agreement:LAB@AG 0.00/4.00");
	ck_assert_str_eq(move(&w, 1, "2026-10-12T08:00", "2026-10-12T10:00"), "updated");
	ck_assert_str_eq(move(&w, 1, "2026-10-19T08:00", "2026-10-19T12:00"), "updated");
}
END_TEST

/* ---- trainees ---- */

START_TEST(a_firm_takes_a_tenth_of_its_employees)
{
	put_employees(&w, "FIRM", "welder", 20, "");
	put_employees(&w, "FIRM", "driver", 59, "2026-01-01");
	/* 7 of 79 in all, 4 of 20 welders */
	ck_assert_str_eq(people_for("A", "HALL*8", 8, "2026-10-05T08:00", "2026-10-05T10:00"),
	                 "refused quota:HALL@trainees 7/7");
	ck_assert_str_eq(people_for("A", "WELD*5", 5, "2026-10-05T08:00", "2026-10-05T10:00"),
	                 "refused quota:WELD@trainees welder 4/4");
	ck_assert_str_eq(people_for("A", "WELD*4", 4, "2026-10-05T08:00", "2026-10-05T10:00"), "added");
	ck_assert_str_eq(people_for("B", "HALL*4", 4, "2026-10-05T09:00", "2026-10-05T11:00"),
	                 "refused quota:HALL@trainees 3/7");
	ck_assert_str_eq(people_for("B", "HALL*4", 4, "2026-10-05T10:00", "2026-10-05T11:00"), "added");
	ck_assert_str_eq(people_for("B", "WELD", 4, "2026-10-05T09:00", "2026-10-05T11:00"),
	                 "refused quota:WELD@trainees 3/7;quota:WELD@trainees welder 0/4");
	/* its own people are no trainees */
	ck_assert_str_eq(people_for("FIRM", "HALL*30", 30, "2026-10-05T08:00", "2026-10-05T11:00"), "added");
	/* who is there with two claims is there once */
	ck_assert_str_eq(people_for("C", "HALL*3;WELD*3", 3, "2026-10-05T10:00", "2026-10-05T11:00"), "added");
}
END_TEST

START_TEST(employees_are_those_of_the_day)
{
	put_employees(&w, "FIRM", "welder", 20, "");
	put_employees(&w, "FIRM", "welder", 10, "2026-10-06");
	ck_assert_str_eq(people_for("A", "HALL", 2, "2026-10-05T22:00", "2026-10-06T00:00"), "added");
	ck_assert_str_eq(people_for("A", "HALL", 2, "2026-10-05T20:00", "2026-10-05T21:00"), "added");
	ck_assert_str_eq(move(&w, 1, "2026-10-05T22:00", "2026-10-06T00:01"), "refused quota:HALL@trainees 1/1");
	ck_assert_str_eq(move(&w, 2, "2026-10-05T20:00", "2026-10-05T22:01"), "refused quota:HALL@trainees 0/2");
	/* fewer employees than before put nobody out */
	put_employees(&w, "FIRM", "welder", 5, "2026-10-01");
	ck_assert_str_eq(move(&w, 1, "2026-10-05T22:00", "2026-10-05T23:00"), "updated");
	ck_assert_str_eq(move(&w, 1, "2026-10-05T22:00", "2026-10-05T23:30"), "refused quota:HALL@trainees 0/0");
}
END_TEST

/* ---- other ways ---- */

/* `KIND CLAIMS START END` of each alternative to the request, which was refused, a line each. */
static const char *alternatives_to(const struct request *rq)
{
	struct alternative_list list = {0};
	struct buf b = {0};
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	ck_assert_int_eq(query_alternatives(&w.s, rq, &w.last, &list), 0);
	for (size_t i = 0; i < list.n; i++)
		buf_fmt(&b, "%s %s %s %s\n", alternative_word(list.v[i].kind), list.v[i].claims,
		        clock_format(list.v[i].start, from), clock_format(list.v[i].end, to));
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	arena_release(&list.arena);
	return text;
}

START_TEST(alternatives_respect_the_registers)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T17:00"), "added");
	struct request rq = rq_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T11:00", 2);
	ck_assert_str_eq(world_ask(&w, &rq), "refused share:LAB@1.00/10.00");
	/* another lab, another month, so near that it is free for all, or an hour */
	ck_assert_str_eq(alternatives_to(&rq), "resource POOL 2026-10-12T08:00 2026-10-12T11:00\n"
	                                       "resource BLAB 2026-10-12T08:00 2026-10-12T11:00\n"
	                                       "resource LAB2 2026-10-12T08:00 2026-10-12T11:00\n"
	                                       "time LAB 2026-09-28T08:00 2026-09-28T11:00\n"
	                                       "time LAB 2026-09-14T08:00 2026-09-14T11:00\n"
	                                       "shorter LAB 2026-10-12T08:00 2026-10-12T09:00\n");
	put_agreement(&w, "AG", "A;B", "LAB2;POOL", 1, "", "");
	put_owner(&w, "BLAB", "C", 100, "", "");
	ck_assert_str_eq(world_ask(&w, &rq), "refused share:LAB@1.00/10.00");
	ck_assert_str_eq(alternatives_to(&rq), "resource POOL 2026-10-12T08:00 2026-10-12T11:00\n"
	                                       "time LAB 2026-09-28T08:00 2026-09-28T11:00\n"
	                                       "time LAB 2026-09-14T08:00 2026-09-14T11:00\n"
	                                       "shorter LAB 2026-10-12T08:00 2026-10-12T09:00\n");
}
END_TEST

START_TEST(what_is_freed_goes_to_who_has_a_share)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	ck_assert_str_eq(book_for("A", "LAB", "2026-10-12T08:00", "2026-10-12T18:00"), "added");
	struct request rq = rq_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T12:00", 2);
	rq.flags = REQUEST_WAIT;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-05T08:00", "2026-10-05T16:00"), "added");
	cancel(&w, 1);
	ck_assert_str_eq(all_standing(&w), "3 2026-10-05T08:00 2026-10-05T16:00 LAB\n");
	/* what is over a share is no matter of waiting */
	rq.u.booking.start += 7 * DAY_MIN;
	rq.u.booking.end += 7 * DAY_MIN;
	ck_assert_str_eq(world_ask(&w, &rq), "refused share:LAB@2.00/10.00");
	cancel(&w, 3);
	ck_assert_str_eq(book_for("A", "LAB", "2026-10-19T08:00", "2026-10-19T18:00"), "added");
	cancel(&w, w.last.id);
	ck_assert_str_eq(all_standing(&w), "2 2026-10-12T08:00 2026-10-12T12:00 LAB\n");
}
END_TEST

START_TEST(a_swap_is_judged)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	put_owner(&w, "LAB2", "C", 20, "", "");
	ck_assert_str_eq(book_for("B", "LAB", "2026-10-12T08:00", "2026-10-12T12:00"), "added");
	ck_assert_str_eq(book_for("C", "LAB2", "2026-10-12T08:00", "2026-10-12T12:00"), "added");
	struct request rq = rq_of(&w, OP_SWAP);
	rq.u.booking.id = 1;
	rq.u.booking.other = 2;
	rq.given = 0;
	ck_assert_str_eq(world_ask(&w, &rq), "refused share:LAB2@0.00/0.00;share:LAB@0.00/0.00");
}
END_TEST

Suite *register_rules_suite(void)
{
	Suite *s = suite_create("register_rules");
	TCase *tc = tcase_create("register_rules");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_share_is_of_the_open_hours_of_a_month);
	tcase_add_test(tc, closures_are_no_open_hours);
	tcase_add_test(tc, what_nobody_claimed_is_free_for_all);
	tcase_add_test(tc, a_share_counts_by_seats_and_months);
	tcase_add_test(tc, what_takes_no_more_is_not_judged);
	tcase_add_test(tc, each_of_a_series_counts_against_those_before);
	tcase_add_test(tc, an_agreement_counts_what_its_parties_lend_each_other);
	tcase_add_test(tc, of_several_agreements_the_first_with_room_counts);
	tcase_add_test(tc, a_move_counts_once);
	tcase_add_test(tc, a_firm_takes_a_tenth_of_its_employees);
	tcase_add_test(tc, employees_are_those_of_the_day);
	tcase_add_test(tc, alternatives_respect_the_registers);
	tcase_add_test(tc, what_is_freed_goes_to_who_has_a_share);
	tcase_add_test(tc, a_swap_is_judged);
	suite_add_tcase(s, tc);
	return s;
}
